"""ODDs for tests."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

PAGE = (Path(__file__).parents[2] / "docs" / "odd.md").read_text("utf-8")
FILES = dict(re.findall(r"^`([\w./-]+)`:\n\n```\w+\n(.*?)```$", PAGE, re.DOTALL | re.MULTILINE))
"""The files that the page on ODDs shows."""


def shuttle() -> dict[str, Any]:
    """The page's ODD, with every kind of table, as plain data."""
    data: dict[str, Any] = yaml.safe_load(FILES["odd/shuttle.odd.yaml"])
    return {name: value for name, value in data.items() if name not in ("scenewright", "kind")}


def attribute(name: str, labels: list[str], **fields: Any) -> dict[str, Any]:
    """An attribute with one value a bucket."""
    return {
        "name": name,
        "parameter": name,
        "buckets": [{"label": label, "values": [label]} for label in labels],
        **fields,
    }
