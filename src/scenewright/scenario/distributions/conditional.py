"""`{given: PARENT, cases: {value: ...}, otherwise: ...}`: another distribution for each value of a parent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenewright.scenario.distributions.base import Column, Columns, Distribution, Numbers, Value
from scenewright.scenario.distributions.batch import Batch
from scenewright.scenario.distributions.lookup import Options
from scenewright.scenario.distributions.mixture import joint_bounds, joint_values
from scenewright.scenario.distributions.part import Part
from scenewright.scenario.distributions.rows import common_dtype, each_part, taken

__all__ = ["Conditional"]


@dataclass(frozen=True)
class Conditional:
    given: str
    case_values: tuple[Value, ...]
    case_parts: tuple[Distribution, ...]
    otherwise: Distribution | None

    @property
    def parts(self) -> tuple[Distribution, ...]:
        return (*self.case_parts, self.otherwise) if self.otherwise is not None else self.case_parts

    @property
    def depends_on(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((self.given, *(n for part in self.parts for n in part.depends_on))))

    @cached_property
    def dtype(self) -> np.dtype[Any]:
        return common_dtype(self.parts)

    def case_of(self, parent: Column) -> NDArray[np.integer[Any]]:
        """Which of `parts` each value of the parent selects, shape (n,)."""
        known = self._texts if parent.dtype == object else self._numbers
        found = known.index_of(parent)
        return np.minimum(found, found.dtype.type(len(self.parts) - 1))

    def cases(self, parents: Columns) -> NDArray[np.integer[Any]]:
        """As `case_of` the column of the parent."""
        if isinstance(parents, Batch) and parents[self.given].dtype == object:
            codes = parents.codes(self.given)
            return self.case_of(np.array(codes.options, dtype=object)).take(codes.places)
        return self.case_of(parents[self.given])

    def quantile(self, u: Numbers, parents: Columns) -> Column:
        def drawn(part: Distribution, rows: NDArray[np.intp] | None, columns: Columns) -> Column:
            return part.quantile(u if rows is None else u.take(rows), columns)

        return self._each(parents, self.dtype, drawn)

    def cdf(self, values: Column, parents: Columns) -> Numbers:
        def below(part: Distribution, rows: NDArray[np.intp] | None, columns: Columns) -> Column:
            return part.cdf(values if rows is None else values.take(rows), columns)

        return self._each(parents, np.float64, below)

    def mass(self, part: Part, parents: Columns) -> Numbers:
        return self._each(parents, np.float64, lambda case, _, columns: case.mass(part, columns))

    def log_density(self, values: Column, parents: Columns) -> Numbers:
        def log(part: Distribution, rows: NDArray[np.intp] | None, columns: Columns) -> Column:
            return part.log_density(values if rows is None else values.take(rows), columns)

        return self._each(parents, np.float64, log)

    def has_mass(self, values: Column, parents: Columns) -> NDArray[np.bool_]:
        def has(part: Distribution, rows: NDArray[np.intp] | None, columns: Columns) -> Column:
            return part.has_mass(values if rows is None else values.take(rows), columns)

        return self._each(parents, np.bool_, has)

    def values(self) -> tuple[Value, ...] | None:
        return joint_values(self.parts)

    def bounds(self) -> tuple[float, float] | None:
        return joint_bounds(self.parts)

    def to_document(self) -> Any:
        cases = {v: p.to_document() for v, p in zip(self.case_values, self.case_parts, strict=True)}
        document: dict[str, Any] = {"given": self.given, "cases": cases}
        if self.otherwise is not None:
            document["otherwise"] = self.otherwise.to_document()
        return document

    def _each(
        self,
        parents: Columns,
        dtype: Any,
        evaluate: Callable[[Distribution, NDArray[np.intp] | None, Columns], Column],
    ) -> Column:
        """A column, each case evaluated on its own rows with the parents' columns there, shape (n,)."""

        def of_part(i: int, rows: NDArray[np.intp] | None) -> Column:
            part = self.parts[i]
            return evaluate(part, rows, taken(parents, part.depends_on, rows))

        return each_part(self.cases(parents), len(self.parts), dtype, of_part)

    @cached_property
    def _texts(self) -> Options:
        return Options(tuple(str(value) for value in self.case_values))

    @cached_property
    def _numbers(self) -> Options:
        """JSON documents hold a numeric parent's cases as text."""
        return Options(tuple(_number(value) for value in self.case_values))


def _number(value: Value) -> float:
    if value in ("true", "false"):
        return float(value == "true")
    return float(value)
