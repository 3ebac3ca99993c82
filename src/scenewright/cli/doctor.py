"""scenewright doctor: what this machine can do, and what would be faster."""

from __future__ import annotations

import os
import platform
from pathlib import Path
from typing import Any

from scenewright import __version__
from scenewright.cli.output import JSON_OPTION, emit
from scenewright.errors import InputError
from scenewright.release.project import find_project

__all__ = ["command"]


def command(as_json: bool = JSON_OPTION) -> None:
    """Check this machine and the store; say what would be faster."""
    from scenewright.render.variant import describe

    found: dict[str, Any] = {
        "scenewright": __version__,
        "python": platform.python_version(),
        "cpus": os.cpu_count(),
        "render": describe(),
        "store": "no project here",
    }
    try:
        project = find_project(Path.cwd())
    except InputError:
        project = None
    if project:
        project.store.check_create_only()
        found["store"] = f"create-only holds in {project.store_path}"
    emit(found, lambda: "\n".join(_lines(found)), as_json)


def _lines(value: dict[str, Any], indent: str = "") -> list[str]:
    lines = []
    for key, item in value.items():
        lines += (
            [f"{indent}{key}:", *_lines(item, indent + "  ")]
            if isinstance(item, dict)
            else [f"{indent}{key}: {item}"]
        )
    return lines
