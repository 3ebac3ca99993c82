"""Why a sample has its values: each parameter's point, choices and density, and the draws before it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenewright.errors import ScenewrightError
from scenewright.randomness import Streams
from scenewright.scenario.columns import unconstrained
from scenewright.scenario.distributions import Distribution, Value, clean
from scenewright.scenario.document import ReadScenario, Scenario
from scenewright.scenario.library.draws import as_table, holds
from scenewright.scenario.library.parts import parts
from scenewright.scenario.sampling import draw, spread
from scenewright.scenario.strategies import Design, RandomPoints

__all__ = ["Attempt", "Step", "Trace", "TracedParameter", "trace"]


@dataclass(frozen=True)
class Step:
    """One choice on the way from a parameter's distribution to the one that gave its value."""

    says: str
    """E.g. `part 2 of the mixture`."""
    path: tuple[str | int, ...]
    """Its place in the parameter's document form."""
    u: float
    """The place in the unit interval of what was chosen."""


@dataclass(frozen=True)
class TracedParameter:
    """How one parameter came to its value."""

    parameter: str
    value: Value
    u: float
    """Coordinate of the point of the unit cube, in [0, 1)."""
    distribution: Any
    """Document form."""
    parents: Mapping[str, Value]
    """Values of the parameters that it depends on."""
    steps: tuple[Step, ...]
    """Case, mixture part and option chosen, outer before inner."""
    drawn_from: Any
    """Document form of the innermost distribution, from which the value is drawn."""
    quantile: float
    """Place of the value in that distribution's own unit interval."""
    log_density: float
    """Natural log of the density or mass of the value; they add up to the sample's."""
    file: str
    """Where the distribution stands; empty for a default of the world."""
    line: int | None


@dataclass(frozen=True)
class Attempt:
    """A draw that broke constraints."""

    attempt: int
    """Counted from 1."""
    broken: tuple[str, ...]
    """Texts of the constraints that it broke."""
    values: Mapping[str, Value]
    """What those constraints read."""


@dataclass(frozen=True)
class Trace:
    """A sample with its reasons."""

    scenario: str
    digest: str
    index: int
    strategy: str
    parameters: tuple[TracedParameter, ...]
    """In the order of drawing: parents first."""
    derived: Mapping[str, tuple[str, Value]]
    """Name -> expression and value."""
    rejected: tuple[Attempt, ...]
    log_density: float
    """Of the sample under the scenario, before constraints renormalise it."""
    attempts: int

    def to_json(self) -> dict[str, Any]:
        derived = {n: {"expression": text, "value": value} for n, (text, value) in self.derived.items()}
        return {"kind": "sample_trace", **asdict(self), "derived": derived}


def trace(read: ReadScenario, *, root: str, strategy: str | Design, index: int) -> Trace:
    """The reasons of the sample that `draw` gives for the same arguments, of a design without cells.

    Raises `InputError` as `draw` does, `ScenewrightError` should the two ever differ.
    """
    scenario = read.scenario
    design = strategy if isinstance(strategy, Design) else spread(strategy)
    drawn = draw(scenario, root=root, strategy=design, index=index)
    names = tuple(sorted(scenario.parameters))
    attempts = range(drawn.attempts)
    points = np.stack([_point(scenario, names, root, design, index, attempt) for attempt in attempts])
    columns = unconstrained(scenario, points)
    if {name: clean(column[-1]) for name, column in columns.items()} != drawn.sample:
        raise ScenewrightError(f"the trace of sample {index} of '{scenario.name}' is not what was drawn")
    last = {name: column[-1:] for name, column in columns.items()}
    place = {name: i for i, name in enumerate(names)}
    return Trace(
        scenario=scenario.name,
        digest=scenario.digest,
        index=index,
        strategy=design.strategy,
        parameters=tuple(_parameter(read, name, points[-1:, place[name]], last) for name in scenario.order),
        derived={name: (e.text, drawn.sample[name]) for name, e in scenario.derived.items()},
        rejected=tuple(_rejected(scenario, columns)),
        log_density=drawn.log_density,
        attempts=drawn.attempts,
    )


def _point(
    scenario: Scenario, names: tuple[str, ...], root: str, design: Design, index: int, attempt: int
) -> NDArray[np.float64]:
    """The point of the unit cube that an attempt takes, shape (len(names),), as `draw` takes it."""
    at, later = np.array([index]), RandomPoints(Streams(root, scenario.name))
    first = design.points(root, scenario.name, names)
    columns = (later.again(name, at, attempt) if attempt else first.column(name, at) for name in names)
    return np.concatenate(list(columns))


def _rejected(scenario: Scenario, columns: Mapping[str, NDArray[Any]]) -> Iterator[Attempt]:
    """All rows but the last, each with the constraints that it broke."""
    if not scenario.constraints:
        return
    table = as_table(columns)
    met = np.array([holds(constraint, table) for constraint in scenario.constraints])
    for row in range(met.shape[1] - 1):
        broken = [c for c, held in zip(scenario.constraints, met[:, row], strict=True) if not held]
        read = dict.fromkeys(column for constraint in broken for column in constraint.columns)
        values = {name: clean(columns[name][row]) for name in read}
        yield Attempt(row + 1, tuple(constraint.text for constraint in broken), values)


def _parameter(
    read: ReadScenario, name: str, u: NDArray[np.float64], columns: Mapping[str, NDArray[Any]]
) -> TracedParameter:
    distribution: Distribution = read.scenario.parameters[name]
    inner, within, steps = distribution, u, []
    for part in parts(distribution, u, columns):
        if part.chosen[0]:
            steps.append(Step(part.words[-1], part.path, float(part.within[0])))
            if part.distribution is not None:
                inner, within = part.distribution, part.within
    file, line = "", None
    if name in read.scenario.declared:
        file, line = read.source.place(("parameters", name))
    return TracedParameter(
        parameter=name,
        value=clean(columns[name][0]),
        u=float(u[0]),
        distribution=distribution.to_document(),
        parents={parent: clean(columns[parent][0]) for parent in distribution.depends_on},
        steps=tuple(steps),
        drawn_from=inner.to_document(),
        quantile=float(within[0]),
        log_density=float(distribution.log_density(columns[name], columns)[0]),
        file=file,
        line=line,
    )
