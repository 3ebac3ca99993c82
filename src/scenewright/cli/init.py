"""scenewright init: a new project from a bundled template."""

from __future__ import annotations

import importlib.resources
from pathlib import Path

import typer

from scenewright.cli.output import JSON_OPTION, emit
from scenewright.errors import InputError, Problem, nearest

__all__ = ["command", "copy_template"]


def command(
    path: Path = typer.Argument(help="A new or empty folder."),
    template: str = typer.Option(
        "traffic-light", "--template", help="traffic-light, traffic-sign, dice-tray or robot-field."
    ),
    as_json: bool = JSON_OPTION,
) -> None:
    """Start a project from a bundled template."""
    files = copy_template(template, path)
    first = _first_command(path)
    emit(
        {"path": str(path), "template": template, "files": files, "next": first},
        lambda: f"{len(files)} files in {path}, explained in its README.md\nnext: cd {path} && {first}",
        as_json,
    )


def _first_command(path: Path) -> str:
    """The command that the project's README shows first."""
    lines = (path / "README.md").read_text("utf-8").splitlines()
    return next(line.strip() for line in lines if line.startswith("    scenewright "))


def copy_template(template: str, path: Path) -> list[str]:
    """Copy a template into a new or empty folder; the relative paths written. Raises `InputError`."""
    base = Path(str(importlib.resources.files("scenewright"))) / "templates"
    known = (
        sorted(p.name for p in base.iterdir() if (p / "scenewright.toml").is_file()) if base.is_dir() else []
    )
    if template not in known:
        fix = nearest(template, known)
        raise InputError(Problem(expected="the name of a bundled template", found=f"'{template}'", fix=fix))
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        found = "a folder with files in it" if path.is_dir() else "a file"
        fix = "name a folder that does not exist yet"
        raise InputError(Problem(expected="an empty or new folder", found=found, file=str(path), fix=fix))
    written = []
    for source in sorted(
        p for p in (base / template).rglob("*") if p.is_file() and "__pycache__" not in p.parts
    ):
        relative = source.relative_to(base / template)
        target = path / relative
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(source.read_bytes())
        written.append(relative.as_posix())
    ignore = path / ".gitignore"
    if not ignore.exists():
        ignore.write_text(".scenewright/\n.cache/\ndatasets/\nexports/\nphotos/\nreports/\n", "utf-8")
        written.append(".gitignore")
    return written
