"""Whether a world can build a value: its type, its range, its categories."""

from __future__ import annotations

import math
from dataclasses import dataclass

from scenewright.documents import close, shown
from scenewright.scenario.distributions import Domain, Path, Report, Value
from scenewright.scenario.spec import ParameterSpec
from scenewright.scenario.units import Factor, conversion, converted, unit_mismatch

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

    @property
    def unit(self) -> str:
        return self.spec.unit

    def in_unit(self, unit: str, path: Path, report: Report) -> Domain | None:
        if self.spec.kind in ("category", "boolean"):
            found, fix = f"'{unit}'", f"remove it: {self.spec.name} has no numbers"
            report(path, expected="no unit", found=found, fix=fix)
            return None
        factor = conversion(unit, self.spec.unit)
        if factor is None:
            expected, found, fix = unit_mismatch(unit, self.spec.unit)
            report(path, expected=expected, found=found, fix=fix)
            return None
        return self if factor == 1 else _InUnit(self, unit, factor)

    def convert(self, number: float) -> float:
        return number

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


@dataclass(frozen=True)
class _InUnit:
    """The domain of a number that is written in another unit than the parameter's."""

    own: SpecDomain
    written: str
    factor: Factor

    @property
    def unit(self) -> str:
        return self.own.unit

    def in_unit(self, unit: str, path: Path, report: Report) -> Domain | None:
        return self.own.in_unit(unit, path, report)

    def convert(self, number: float) -> float:
        return converted(number, self.factor)

    def constant(self, value: Value, path: Path, report: Report) -> Value | None:
        told = value if isinstance(value, bool | str) else self.convert(value)
        return self.own.constant(told, path, self._in_both(report))

    def option(self, value: Value, path: Path, report: Report) -> Value | None:
        number = None if isinstance(value, bool) else _number(value)
        told = value if number is None else self.convert(number)
        return self.own.option(told, path, self._in_both(report))

    def interval(self, low: float, high: float, path: Path, report: Report, *, whole: bool = False) -> bool:
        if whole:
            expected = f"whole numbers in {self.unit or '1'}"
            found = f"[{_short(low)}, {_short(high)}] {self.written}"
            report(path, expected=expected, found=found, fix=f"write them in {self.unit}, without 'unit'")
            return False
        return self.own.interval(self.convert(low), self.convert(high), path, self._in_both(report))

    def _in_both(self, report: Report) -> Report:
        """Problems name numbers in the parameter's unit: say so."""

        def told(path: Path, *, expected: str, found: str, fix: str = "") -> None:
            unit = self.unit if self.unit not in ("", "1") else "as plain numbers"
            found = f"{found} {unit}, written in {self.written}"
            report(path, expected=expected, found=found, fix=f"{fix} {unit}" if "[" in fix else fix)

        return told


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
