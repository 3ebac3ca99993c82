"""Another text of a scenario document: some distributions replaced, all else left as its author wrote it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from scenewright.documents import Document, amended_text
from scenewright.errors import Problem
from scenewright.scenario.fitted_to import FittedTo

__all__ = ["amended", "other_folder_problems"]


def amended(
    text: str,
    parameters: Mapping[str, Any],
    fitted_to: Sequence[FittedTo],
    fields: Mapping[str, Any] | None = None,
) -> str:
    """`text` with the distributions of `parameters` (document form), with `fitted_to` and other `fields`.

    Comments, order and layout of the rest stay. Without photos that it was fitted to, no `fitted_to` is
    written.
    """
    entries = [entry.to_json() for entry in fitted_to]
    more = {"fitted_to": entries} if entries else {}
    return amended_text(text, {**(fields or {}), **more}, {"parameters": parameters})


def other_folder_problems(document: Document, out: Path) -> list[Problem]:
    """Why another text of a scenario as written may not stand in another folder: its parent is beside it."""
    parent, folder = document.data.get("extends"), Path(document.source.file).parent
    if parent is None or folder.resolve() == out.parent.resolve():
        return []
    expected = f"a file beside '{document.source.file}', which extends '{parent}'"
    fix = f"write -o {folder / out.name}"
    return [Problem(expected=expected, found=str(out), field="--out", fix=fix)]
