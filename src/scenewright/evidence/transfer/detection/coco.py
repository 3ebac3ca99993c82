"""A COCO file of photos, checked before anything is made of it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import numpy as np

from scenewright.errors import InputError, Problem

__all__ = ["problem", "read_coco", "shown_path"]


def read_coco(path: Path) -> dict[str, Any]:
    """The file's lists. Raises `InputError` with every malformed entry."""
    expected = "the COCO file of the photos ('instances' annotations)"
    fix = "put your photos' COCO file there, or change photos.annotations in the plan"
    try:
        data = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise InputError(problem(path, expected, error.strerror or "nothing", fix)) from None
    except ValueError as error:
        raise InputError(problem(path, "JSON", str(error), fix)) from None
    needed = {"images": ("id", "file_name"), "annotations": ("image_id", "category_id", "bbox")}
    needed["categories"] = ("id", "name")
    problems = []
    for name, fields in needed.items():
        entries = data.get(name) if isinstance(data, dict) else None
        if not isinstance(entries, list):
            problems.append(problem(path, f"a list '{name}'", type(entries).__name__, fix))
            continue
        for number, entry in enumerate(entries):
            if not isinstance(entry, dict) or not set(fields) <= entry.keys():
                found = f"{name}[{number}] = {str(entry)[:60]}"
                problems.append(problem(path, f"{name} with {', '.join(fields)}", found, fix))
            elif name == "annotations" and not _is_box(entry["bbox"]):
                expected = "a bbox [x, y, width, height] of finite pixels, width and height above 0"
                found = f"{name}[{number}].bbox = {str(entry['bbox'])[:60]}"
                problems.append(problem(path, expected, found, "correct or remove it"))
    if problems:
        raise InputError(problems)
    return dict(data)


def _is_box(value: Any) -> bool:
    if not isinstance(value, list) or len(value) != 4:
        return False
    if not all(isinstance(v, int | float) and np.isfinite(v) for v in value):
        return False
    return bool(value[2] > 0 and value[3] > 0)


def problem(file: Path, expected: str, found: str, fix: str) -> Problem:
    return Problem(expected=expected, found=found, file=shown_path(file), fix=fix)


def shown_path(file: Path) -> str:
    """Without the '..' by which a plan names what lies beside its own folder."""
    return os.path.normpath(file)
