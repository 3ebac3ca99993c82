"""The exception tree and the one form of an error message.

    ScenewrightError            exit 3, something inside went wrong
    ├── InputError              exit 2, what the user handed in cannot be used
    └── CheckFailed             exit 1, a check, gate or verification said no

Each carries every `Problem` that was found, not only the first.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

__all__ = ["CheckFailed", "InputError", "Problem", "ScenewrightError", "for_all", "nearest"]

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One thing that is wrong: what was expected, what was found, where, and what to do next."""

    expected: str
    found: str
    file: str = ""
    line: int | None = None
    """1-based line in `file`."""
    field: str = ""
    """Dotted path inside the document, e.g. `parameters.distance_m`."""
    fix: str = ""

    def __str__(self) -> str:
        place = self.file + (f":{self.line}" if self.line is not None else "")
        head = ": ".join(part for part in (place, self.field) if part)
        lines = [head] if head else []
        lines += [f"  expected {self.expected}"] if self.expected else []
        lines.append(f"  found    {self.found}")
        if self.fix:
            lines.append(f"  fix      {self.fix}")
        return "\n".join(lines)


class ScenewrightError(Exception):
    """Root of every error that Scenewright raises on purpose."""

    exit_code = 3

    def __init__(self, problems: str | Problem | Iterable[Problem]) -> None:
        """Plain words are taken as what was found."""
        if isinstance(problems, str):
            problems = Problem(expected="", found=problems)
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[ScenewrightError], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)


class InputError(ScenewrightError):
    """A document, file or option that the user handed in cannot be used."""

    exit_code = 2


class CheckFailed(ScenewrightError):
    """A check, gate or verification ran and its answer is no."""

    exit_code = 1


def for_all(work: Callable[[Item], Result], items: Iterable[Item]) -> list[Result]:
    """`work` of each item. Raises one `InputError` with the problems of all items that cannot be used."""
    results: list[Result] = []
    problems: list[Problem] = []
    for item in items:
        try:
            results.append(work(item))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return results


def nearest(word: str, choices: Sequence[str]) -> str:
    """Text for `Problem.fix`: the closest of `choices` to `word`, or the whole list."""
    close = difflib.get_close_matches(word, choices, n=1, cutoff=0.6)
    if close:
        return f"did you mean '{close[0]}'?"
    return "choose one of: " + ", ".join(sorted(choices)) if choices else ""
