"""The version of a release, computed from what changed in the data (the rule of TensorFlow Datasets)."""

from __future__ import annotations

from collections.abc import Mapping

from scenewright.errors import InputError, Problem

__all__ = ["bump", "next_version"]

_ORDER = ("patch", "minor", "major")


def bump(old: Mapping[str, str], new: Mapping[str, str]) -> str:
    """`patch` when the data is the same, `minor` when there is more, `major` when old data changed or went.

    Both map a frame (dataset and key) to the digest of its bytes.
    """
    if any(new.get(key) != value for key, value in old.items()):
        return "major"
    return "minor" if len(new) > len(old) else "patch"


def next_version(parent: str, needed: str, *, asked: str = "") -> str:
    """Version after `parent`; `asked` (an explicit version) may be larger than needed, never smaller."""
    numbers = _parse(parent)
    at = 2 - _ORDER.index(needed)
    least = tuple(n if i < at else n + 1 if i == at else 0 for i, n in enumerate(numbers))
    if asked and _parse(asked) < least:
        least_text = ".".join(map(str, least))
        fix = f"the data needs a {needed} bump"
        raise InputError(
            Problem(expected=f"version {least_text} or later", found=asked, field="version", fix=fix)
        )
    return asked or ".".join(map(str, least))


def _parse(text: str) -> tuple[int, ...]:
    parts = text.split(".")
    if len(parts) != 3 or not all(part.isdecimal() for part in parts):
        raise InputError(Problem(expected="a version MAJOR.MINOR.PATCH", found=repr(text), field="version"))
    return tuple(int(part) for part in parts)
