"""`scenewright scenario lint`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from scenewright.cli.output import JSON_OPTION, emit

__all__ = ["command"]


def command(
    paths: Annotated[list[Path], typer.Argument(help="Scenario documents, or folders of them.")],
    strict: Annotated[bool, typer.Option("--strict", help="Warnings fail too.")] = False,
    max_rejection: Annotated[
        float,
        typer.Option("--max-rejection", min=0, max=1, help="Share of draws that constraints may reject."),
    ] = 0.5,
    builds: Annotated[
        int,
        typer.Option(
            "--builds", min=0, max=1000, help="Most samples built to see what the world reads; 0: none."
        ),
    ] = 32,
    ignore: Annotated[
        list[str] | None, typer.Option("--ignore", help="Leave a rule out; may be repeated.")
    ] = None,
    as_json: bool = JSON_OPTION,
) -> None:
    """What in scenarios is probably not meant: choices that cannot happen, idle parameters, lost targets.

    Exit code 1 for errors, with --strict for warnings as well.
    """
    from scenewright.errors import InputError, Problem, nearest
    from scenewright.scenario.library.catalogue import scenario_files
    from scenewright.scenario.library.lint.base import Settings
    from scenewright.scenario.library.lint.run import RULES, lint

    known = [rule.id for rule in RULES]
    if problems := [
        Problem(expected="the id of a rule", found=f"'{i}'", field="--ignore", fix=nearest(i, known))
        for i in ignore or ()
        if i not in known
    ]:
        raise InputError(problems)
    files = list(dict.fromkeys(file for path in paths for file in scenario_files(path)))
    report = lint(files, Settings(max_rejection=max_rejection, builds=builds), ignore=ignore or ())
    value: dict[str, Any] = {**report.to_json(), "passed": report.passes(strict=strict)}
    value["rules"] = [{"rule": r.id, "level": r.level, "says": r.says} for r in RULES]
    told = [str(finding) for finding in report.findings]
    told.append(f"{value['files']} scenarios: {value['errors']} errors, {value['warnings']} warnings")
    emit(value, lambda: "\n".join(told), as_json)
    if not value["passed"]:
        raise typer.Exit(1)
