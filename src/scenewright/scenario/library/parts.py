"""Which option, mixture part or case each draw of a distribution chose."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenewright.scenario.distributions import Columns, Distribution
from scenewright.scenario.distributions.choice import Choice
from scenewright.scenario.distributions.conditional import Conditional
from scenewright.scenario.distributions.mixture import Mixture

__all__ = ["Part", "cut", "parts"]

Points = NDArray[np.float64]


@dataclass(frozen=True)
class Part:
    """One of the alternatives inside a distribution."""

    path: tuple[str | int, ...]
    """Its place in the parameter's document form, e.g. `("mixture", 1)`."""
    words: tuple[str, ...]
    """What was chosen, outer before inner, e.g. `("part 2 of the mixture", "the option 'red'")`."""
    chosen: NDArray[np.bool_]
    """Which draws chose it, shape (n,)."""
    distribution: Distribution | None
    """What the value is drawn from then; None for a single option."""
    within: Points
    """The place of each draw in that distribution's own unit interval, shape (n,); of use where chosen."""

    @property
    def says(self) -> str:
        """In words, inner before outer."""
        return " in ".join(reversed(self.words))


def cut(mixture: Mixture, u: Points) -> tuple[NDArray[np.intp], Points]:
    """Which part each point of [0, 1) falls in, and its place in that part's own unit interval."""
    shares = np.asarray(mixture.weights, dtype=np.float64) / sum(mixture.weights)
    ends = np.cumsum(shares)
    index = np.searchsorted(ends, u, side="right").clip(0, len(shares) - 1)
    return index, ((u - (ends - shares)[index]) / shares[index]).clip(0, np.nextafter(1, 0))


def parts(distribution: Distribution, u: Points, columns: Columns) -> Iterator[Part]:
    """All alternatives inside a distribution, outer before inner; a plain one has none.

    `columns` are the values of the parameters that it depends on.
    """
    if isinstance(distribution, Choice):
        values = distribution.quantile(u, columns)
        for option in distribution.options:
            yield Part(("choice", str(option)), (f"the option {option!r}",), values == option, None, u)
    elif isinstance(distribution, Mixture):
        index, within = cut(distribution, u)
        for i, part in enumerate(distribution.parts):
            says = f"part {i + 1} of the mixture"
            yield from _with_inner(Part(("mixture", i), (says,), index == i, part, within), columns)
    elif isinstance(distribution, Conditional):
        cases = distribution.case_of(columns[distribution.given])
        for i, part in enumerate(distribution.parts):
            place: tuple[str | int, ...] = ("otherwise",)
            says = f"'otherwise' of the cases of {distribution.given}"
            if i < len(distribution.case_values):
                place = ("cases", str(distribution.case_values[i]))
                says = f"the case {distribution.given} = {distribution.case_values[i]!r}"
            yield from _with_inner(Part(place, (says,), cases == i, part, u), columns)


def _with_inner(part: Part, columns: Columns) -> Iterator[Part]:
    yield part
    assert part.distribution is not None
    for inner in parts(part.distribution, part.within, columns):
        yield Part(
            (*part.path, *inner.path),
            (*part.words, *inner.words),
            part.chosen & inner.chosen,
            inner.distribution,
            inner.within,
        )
