"""What changed between two scenarios, or two libraries of them, in terms of what may happen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenewright.identity import plain_json
from scenewright.scenario.columns import meets_constraints, unconstrained
from scenewright.scenario.correlation import copula_log_density
from scenewright.scenario.document import Scenario
from scenewright.scenario.strategies import Design

__all__ = [
    "DependenceChange",
    "ExpressionChange",
    "LibraryDiff",
    "ParameterChange",
    "ScenarioDiff",
    "diff_libraries",
    "diff_scenarios",
    "mass_moved",
]

_POINTS = 8192
_BINS = 256
_FIELDS = ("world", "odd", "targets", "fitted_to")


@dataclass(frozen=True)
class ParameterChange:
    """One parameter whose distribution differs."""

    parameter: str
    before: Any
    """Distribution in document form; None when the world did not have the parameter."""
    after: Any
    mass_moved: float | None
    """Total variation distance of the two marginals before constraints, in [0, 1]."""


@dataclass(frozen=True)
class DependenceChange:
    """A correlation or joint table that was added, removed or changed."""

    field: str
    """`correlations` or `joint`."""
    parameters: tuple[str, ...]
    before: Any
    """In document form; None where there was none."""
    after: Any
    mass_moved: float | None
    """Total variation distance of the parameters' joint distributions before constraints, in [0, 1]."""


@dataclass(frozen=True)
class ExpressionChange:
    """A constraint or derived parameter that was added, removed or changed."""

    field: str
    change: str
    """`added`, `removed` or `changed`."""
    before: str
    after: str


@dataclass(frozen=True)
class ScenarioDiff:
    """All that differs between two scenarios."""

    name: str
    parameters: tuple[ParameterChange, ...]
    """Largest mass moved first."""
    expressions: tuple[ExpressionChange, ...]
    fields: tuple[tuple[str, Any, Any], ...]
    """Other fields (world, odd, targets, fitted_to): name, before, after."""
    accepted_before: float
    """Share of draws that meet all constraints."""
    accepted_after: float
    dependences: tuple[DependenceChange, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.parameters or self.expressions or self.fields or self.dependences)


@dataclass(frozen=True)
class LibraryDiff:
    """Scenarios added, removed and changed, by name."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[ScenarioDiff, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)

    def to_json(self) -> dict[str, Any]:
        """JSON-able."""
        plain = plain_json(asdict(self))
        for entry in plain["changed"]:
            entry["fields"] = [
                dict(zip(("field", "before", "after"), f, strict=True)) for f in entry["fields"]
            ]
        return {"kind": "scenario_diff", **plain}


def diff_libraries(before: Mapping[str, Scenario], after: Mapping[str, Scenario]) -> LibraryDiff:
    """Compare two sets of scenarios by name."""
    pairs = [(before[name], after[name]) for name in sorted(before.keys() & after.keys())]
    changes = [diff_scenarios(a, b) for a, b in pairs if a.digest != b.digest]
    return LibraryDiff(
        tuple(sorted(after.keys() - before.keys())),
        tuple(sorted(before.keys() - after.keys())),
        tuple(change for change in changes if change),
    )


def diff_scenarios(before: Scenario, after: Scenario) -> ScenarioDiff:
    """Compare two scenarios, world defaults written out; their names do not matter."""
    old, new = before.to_document(resolved=True), after.to_document(resolved=True)
    forms = [{name: s.distribution_document(name) for name in s.parameters} for s in (before, after)]
    differing = [n for n in sorted({**forms[0], **forms[1]}) if forms[0].get(n) != forms[1].get(n)]
    columns = [_columns(scenario) for scenario in (before, after)]
    parameters = []
    for name in differing:
        both = all(name in c for c in columns)
        moved = mass_moved(columns[0][name], columns[1][name]) if both else None
        parameters.append(ParameterChange(name, forms[0].get(name), forms[1].get(name), moved))
    derived = _named(old["derived"], new["derived"])
    constraints = _listed(old["constraints"], new["constraints"])
    fields = [(f, old.get(f), new.get(f)) for f in _FIELDS if old.get(f) != new.get(f)]
    return ScenarioDiff(
        name=after.name,
        parameters=tuple(sorted(parameters, key=lambda p: (-(p.mass_moved or 0.0), p.parameter))),
        expressions=(*derived, *constraints),
        fields=tuple(fields),
        accepted_before=float(meets_constraints(before, columns[0]).mean()),
        accepted_after=float(meets_constraints(after, columns[1]).mean()),
        dependences=tuple(_dependences(before, after, columns[0])),
    )


def mass_moved(a: NDArray[Any], b: NDArray[Any]) -> float:
    """Total variation distance of two columns of draws, 1/2 sum |p - q|, shape (n,) each.

    Discrete columns by value; continuous ones in bins between the pooled quantiles, which can only
    understate the distance.
    """
    values = sorted({*a.tolist(), *b.tolist()}, key=str)
    if a.dtype == object or b.dtype == object or len(values) <= _BINS:
        index = {value: i for i, value in enumerate(values)}
        counts = [np.bincount([index[v] for v in c.tolist()], minlength=len(values)) for c in (a, b)]
    else:
        pooled = np.concatenate([a, b]).astype(float)
        edges = np.unique(np.quantile(pooled, np.linspace(0, 1, _BINS + 1)))
        edges[-1] = np.nextafter(edges[-1], np.inf)
        counts = [np.histogram(c.astype(float), bins=edges)[0] for c in (a, b)]
    return float(0.5 * np.abs(counts[0] / len(a) - counts[1] / len(b)).sum())


def _dependences(
    before: Scenario, after: Scenario, drawn: Mapping[str, NDArray[Any]]
) -> list[DependenceChange]:
    """Correlations and tables that differ; `drawn` are columns of `before`."""
    forms: list[dict[tuple[str, tuple[str, ...]], Any]] = [
        {
            **{("correlations", c.parameters): {"spearman": c.spearman} for c in scenario.correlations},
            **{
                ("joint", tuple(t["parameters"])): t["table"] for t in scenario.to_document().get("joint", ())
            },
        }
        for scenario in (before, after)
    ]
    differing = [key for key in sorted({**forms[0], **forms[1]}) if forms[0].get(key) != forms[1].get(key)]
    found = []
    for field, names in differing:
        known = before.parameters.keys() == after.parameters.keys()
        moved = _jointly_moved(before, after, names, drawn) if known else None
        old, new = (form.get((field, names)) for form in forms)
        found.append(DependenceChange(field, names, old, new, moved))
    return found


def _jointly_moved(
    before: Scenario, after: Scenario, names: Sequence[str], drawn: Mapping[str, NDArray[Any]]
) -> float:
    """Total variation of the joint distributions p and q of some parameters: the mean of `max(0, 1 - q/p)`
    over draws of p, given whatever else they depend on.

    All parameters that share a copula with them belong to it.
    """
    tied = {n for s in (before, after) for c in s.copulas if set(c.names) & set(names) for n in c.names}
    every = sorted({*names, *tied})
    logs = [_joint_log_density(scenario, every, drawn) for scenario in (before, after)]
    # Where a value has a probability of its own on one side alone, the other's density weighs nothing.
    atoms = [
        np.array([s.parameters[name].has_mass(drawn[name], drawn) for name in every]) for s in (before, after)
    ]
    lost = (atoms[0] & ~atoms[1]).any(axis=0)
    ratio = np.exp(np.minimum(logs[1] - logs[0], 0))
    return float(np.mean(1 - np.where(lost, 0, ratio)))


def _joint_log_density(
    scenario: Scenario, names: Sequence[str], columns: Mapping[str, NDArray[Any]]
) -> NDArray[np.float64]:
    total = copula_log_density(scenario, columns, names)
    for name in names:
        total = total + scenario.parameters[name].log_density(columns[name], columns)
    return total


def _columns(scenario: Scenario) -> dict[str, NDArray[Any]]:
    # Any fixed even points do: each marginal is then stratified to 1/n.
    names, indices = tuple(sorted(scenario.parameters)), np.arange(_POINTS)
    points = Design("sobol").points("diff", "", names)
    return unconstrained(scenario, np.stack([points.column(name, indices) for name in names], axis=1))


def _named(old: Mapping[str, str], new: Mapping[str, str]) -> list[ExpressionChange]:
    found = []
    for name in sorted(old.keys() | new.keys()):
        a, b = old.get(name, ""), new.get(name, "")
        if a != b:
            change = "changed" if a and b else "added" if b else "removed"
            found.append(ExpressionChange(f"derived.{name}", change, a, b))
    return found


def _listed(old: Sequence[str], new: Sequence[str]) -> list[ExpressionChange]:
    added = [ExpressionChange("constraints", "added", "", text) for text in new if text not in old]
    removed = [ExpressionChange("constraints", "removed", text, "") for text in old if text not in new]
    return added + removed
