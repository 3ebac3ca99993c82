"""What the values of a distribution must be, asked while a document is read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from scenewright.scenario.distributions.base import Value

__all__ = ["AnyDomain", "Domain", "Path", "Report"]

Path = tuple[str | int, ...]
Report = Callable[..., None]
"""report(path, expected=..., found=..., fix=...)"""


class Domain(Protocol):
    """What the world can build; each method reports what it refuses.

    Numbers come as the document writes them.
    """

    @property
    def unit(self) -> str:
        """Of the parameter; '' for a plain number, and where it is not known."""
        ...

    def in_unit(self, unit: str, path: Path, report: Report) -> Domain | None:
        """The same for numbers written in another unit; None when it was refused."""
        ...

    def convert(self, number: float) -> float:
        """A written number in the parameter's unit."""
        ...

    def constant(self, value: Value, path: Path, report: Report) -> Value | None:
        """A value that stands alone, in the parameter's own type and unit; None when it was refused."""
        ...

    def option(self, value: Value, path: Path, report: Report) -> Value | None:
        """A value that stands as a key, where numbers are written as text; None when it was refused."""
        ...

    def interval(self, low: float, high: float, path: Path, report: Report, *, whole: bool = False) -> bool:
        """Whether all numbers from low to high can be built; `whole` when only whole numbers are meant."""
        ...


class AnyDomain:
    """Of an unknown world: any value will do, in any unit."""

    unit = ""

    def in_unit(self, unit: str, path: Path, report: Report) -> Domain | None:
        return self

    def convert(self, number: float) -> float:
        return number

    def constant(self, value: Value, path: Path, report: Report) -> Value | None:
        return value

    def option(self, value: Value, path: Path, report: Report) -> Value | None:
        return value

    def interval(self, low: float, high: float, path: Path, report: Report, *, whole: bool = False) -> bool:
        return True
