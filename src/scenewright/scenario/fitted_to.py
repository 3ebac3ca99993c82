"""`fitted_to:` of a scenario: the sets of real photos that its parameters were fitted to."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from scenewright.documents import DocumentModel, Finding, Whole, refusal, shown

__all__ = ["FittedTo", "with_photo_set"]


def _sha256(text: str) -> str:
    if re.fullmatch("[0-9a-f]{64}", text):
        return text
    fix = "let 'scenewright calibrate' write it"
    raise refusal([Finding("a SHA-256: 64 digits 0-9 and a-f", shown(text), fix=fix)])


class FittedTo(DocumentModel):
    """One set of real photos. Says nothing of when: the same fit has the same digest."""

    photos: Annotated[str, Field(min_length=1, max_length=200)]
    """Name of the set."""
    digest: Annotated[str, AfterValidator(_sha256)]
    """SHA-256 over the names and bytes of its photos."""
    count: Annotated[Whole, Field(ge=1)]
    """Photos in the set."""
    parameters: Annotated[list[str], Field(min_length=1)]
    """Parameters whose distributions were fitted."""

    def to_json(self) -> dict[str, Any]:
        return self.model_dump(mode="json")


def with_photo_set(known: Iterable[FittedTo], new: FittedTo) -> tuple[FittedTo, ...]:
    """`known` and `new`; a set that was fitted to before stands once, with all its parameters."""
    kept, parameters = [], set(new.parameters)
    for entry in known:
        if (entry.photos, entry.digest) == (new.photos, new.digest):
            parameters |= set(entry.parameters)
        else:
            kept.append(entry)
    return (*kept, new.model_copy(update={"parameters": sorted(parameters)}))
