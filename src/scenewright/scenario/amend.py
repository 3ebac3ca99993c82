"""Another text of a scenario document: some distributions replaced, all else left as its author wrote it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from scenewright.documents import amended_text
from scenewright.scenario.fitted_to import FittedTo

__all__ = ["amended"]


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
