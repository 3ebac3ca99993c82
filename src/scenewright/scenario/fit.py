"""Whether a world can build a value: its type, its range, its categories."""

from __future__ import annotations

import math
from dataclasses import dataclass

from scenewright.documents import close, shown
from scenewright.scenario.distributions import Path, Report, Value
from scenewright.scenario.spec import ParameterSpec

__all__ = ["SpecDomain"]


@dataclass(frozen=True)
class SpecDomain:
    """The `Domain` of one parameter of a world."""

    spec: ParameterSpec

    @property
    def expected(self) -> str:
        """The values in words."""
        spec = self.spec
        if spec.kind == "category":
            return ("one of " if len(spec.values) > 1 else "") + ", ".join(spec.values)
        if spec.kind == "boolean":
            return "true or false"
        unit = "" if spec.unit in ("", "1") else f" {spec.unit}"
        noun = "a whole number" if spec.kind == "integer" else "a number"
        if spec.low is not None and spec.high is not None:
            return f"{noun} from {spec.low:g} to {spec.high:g}{unit}"
        if spec.low is not None:
            return f"{noun} of at least {spec.low:g}{unit}"
        return f"{noun} of at most {spec.high:g}{unit}" if spec.high is not None else f"{noun}{unit}"

    def constant(self, value: Value, path: Path, report: Report) -> Value | None:
        """YAML reads a category such as `200` as a number: it is taken as text."""
        kind = self.spec.kind
        if kind == "category":
            plain = isinstance(value, bool | str)
            text = value if plain else str(int(value)) if float(value).is_integer() else str(value)
            if text in self.spec.values and isinstance(text, str):
                return text
            fix = close(shown(value).strip("'"), self.spec.values)
            if isinstance(value, bool):
                fix = "choose one; put text that reads as true or false in quotes"
            self._refuse(value, path, report, fix)
            return None
        if kind == "boolean":
            if isinstance(value, bool):
                return value
            self._refuse(value, path, report, "write true or false, without quotes")
            return None
        if isinstance(value, bool | str):
            number = None if isinstance(value, bool) else _number(value)
            fix = "give a number" if number is None else f"write {number:g}, without quotes"
            if isinstance(value, str) and number is None and value.endswith(self.spec.unit):
                fix = "write the number alone, without its unit"
            self._refuse(value, path, report, fix)
            return None
        if kind == "integer" and not float(value).is_integer():
            self._refuse(value, path, report, f"round it: {round(value)}")
            return None
        if not self._holds(value, value):
            clamped = min(max(value, self._low), self._high)
            self._refuse(value, path, report, f"the nearest that can be built is {clamped:g}")
            return None
        return int(value) if kind == "integer" else value

    def option(self, value: Value, path: Path, report: Report) -> Value | None:
        """Keys are text in YAML and JSON."""
        if self.spec.kind == "boolean" and value in ("true", "false"):
            return value == "true"
        if self.spec.kind in ("number", "integer") and not isinstance(value, bool):
            number = _number(value)
            if number is None:
                self._refuse(value, path, report, "give a number")
                return None
            value = number
        return self.constant(value, path, report)

    def interval(self, low: float, high: float, path: Path, report: Report, *, whole: bool = False) -> bool:
        spec = self.spec
        if spec.kind in ("category", "boolean"):
            options = spec.values[:2] or ("true", "false")
            fix = f"use {{choice: [{', '.join(options)}]}}, with the values that you want"
            report(path, expected=self.expected, found="a range of numbers", fix=fix)
            return False
        if spec.kind == "integer" and not whole:
            fix = f"use {{integer: [{math.ceil(low)}, {math.floor(high)}]}}"
            report(
                path,
                expected=self.expected,
                found=f"all numbers from {_short(low)} to {_short(high)}",
                fix=fix,
            )
            return False
        if self._holds(low, high):
            return True
        inside = max(low, self._low), min(high, self._high)
        fix = f"use [{_short(inside[0])}, {_short(inside[1])}]" if inside[0] < inside[1] else "move the range"
        report(path, expected=self.expected, found=f"[{_short(low)}, {_short(high)}]", fix=fix)
        return False

    @property
    def _low(self) -> float:
        return -math.inf if self.spec.low is None else self.spec.low

    @property
    def _high(self) -> float:
        return math.inf if self.spec.high is None else self.spec.high

    def _holds(self, low: float, high: float) -> bool:
        return self._low <= low and high <= self._high

    def _refuse(self, value: Value, path: Path, report: Report, fix: str) -> None:
        report(path, expected=self.expected, found=shown(value), fix=fix)


def _number(value: Value) -> float | None:
    """The finite number that a text or number stands for."""
    try:
        number = float(value)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _short(number: float) -> str:
    """A number in a few characters, also a whole one too large for floating point."""
    if abs(number) < 1e300 or not isinstance(number, int):
        return f"{number:g}"
    return f"{'-' if number < 0 else ''}1e+{len(str(abs(number))) - 1}"
