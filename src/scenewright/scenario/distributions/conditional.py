"""`{given: PARENT, cases: {value: ...}, otherwise: ...}`: another distribution for each value of a parent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenewright.scenario.distributions.base import Column, Columns, Distribution, Value
from scenewright.scenario.distributions.mixture import _pick, joint_bounds

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

    def case_of(self, parent: Column) -> NDArray[np.intp]:
        """Which of `parts` each value of the parent selects, shape (n,)."""
        index = np.full(len(parent), len(self.case_values), dtype=np.intp)
        for i, value in enumerate(self.case_values):
            index[parent == (str(value) if parent.dtype == object else _number(value))] = i
        return index.clip(0, len(self.parts) - 1)

    def quantile(self, u: NDArray[np.float64], parents: Columns) -> Column:
        return _pick([part.quantile(u, parents) for part in self.parts], self.case_of(parents[self.given]))

    def log_density(self, values: Column, parents: Columns) -> NDArray[np.float64]:
        logs = [part.log_density(values, parents) for part in self.parts]
        return np.asarray(_pick(logs, self.case_of(parents[self.given])), dtype=np.float64)

    def has_mass(self, values: Column, parents: Columns) -> NDArray[np.bool_]:
        masses = [part.has_mass(values, parents) for part in self.parts]
        return np.asarray(_pick(masses, self.case_of(parents[self.given])), dtype=bool)

    def values(self) -> tuple[Value, ...] | None:
        found = [part.values() for part in self.parts]
        if any(values is None for values in found):
            return None
        return tuple(dict.fromkeys(value for values in found if values for value in values))

    def bounds(self) -> tuple[float, float] | None:
        return joint_bounds(self.parts)

    def to_document(self) -> Any:
        cases = {v: p.to_document() for v, p in zip(self.case_values, self.case_parts, strict=True)}
        document: dict[str, Any] = {"given": self.given, "cases": cases}
        if self.otherwise is not None:
            document["otherwise"] = self.otherwise.to_document()
        return document


def _number(value: Value) -> float:
    """A case of a numeric parent; JSON documents hold it as text."""
    if value in ("true", "false"):
        return float(value == "true")
    return float(value)
