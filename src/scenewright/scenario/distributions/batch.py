"""The columns of a batch of samples while it is drawn, with categories also as codes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenewright.scenario.distributions.base import Column, Distribution, Numbers
from scenewright.scenario.distributions.choice import Choice

__all__ = ["Batch", "Codes"]


@dataclass(frozen=True, eq=False)
class Codes:
    """A column of categories as places in a list of options."""

    options: tuple[str, ...]
    places: NDArray[np.intp]
    """Shape (n,)."""


class Batch(Mapping[str, Column]):
    """Columns by name, filled parents first.

    Many distributions may be `given` one category: its texts are compared once a batch, or not at all where
    a `choice` was drawn here and knows the places of its options.
    """

    def __init__(self, columns: Mapping[str, Column] | None = None) -> None:
        self._columns: dict[str, Column] = dict(columns or {})
        self._codes: dict[str, Codes] = {}

    def __getitem__(self, name: str) -> Column:
        return self._columns[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    def draw(self, name: str, distribution: Distribution, u: Numbers) -> Numbers:
        """Add the column of a parameter at points `u`, shape (n,); its log density, shape (n,) or ()."""
        if isinstance(distribution, Choice):
            places = distribution.places(u)
            self._columns[name] = column = distribution.table.take(places)
            if column.dtype == object and all(isinstance(option, str) for option in distribution.options):
                self._codes[name] = Codes(tuple(map(str, distribution.options)), places)
            return distribution.log_masses[:-1].take(places)
        self._columns[name] = column = distribution.quantile(u, self)
        return distribution.log_density(column, self)

    def codes(self, name: str) -> Codes:
        """Of a column of categories."""
        if name not in self._codes:
            column = self._columns[name].tolist()
            places = {option: place for place, option in enumerate(dict.fromkeys(column))}
            found = np.fromiter(map(places.__getitem__, column), dtype=np.intp, count=len(column))
            self._codes[name] = Codes(tuple(places), found)
        return self._codes[name]

    def taken(self, names: Iterable[str], rows: NDArray[np.intp]) -> Batch:
        """Some columns at some rows."""
        names = tuple(names)
        found = Batch({name: self._columns[name].take(rows) for name in names})
        for name in names:
            if self._columns[name].dtype == object:
                codes = self.codes(name)
                found._codes[name] = Codes(codes.options, codes.places.take(rows))
        return found
