"""Scenario documents: what may happen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from scenewright.conventions import SCHEMA_VERSION
from scenewright.documents import (
    Checked,
    Document,
    Source,
    check_data,
)
from scenewright.documents.migration import MIGRATIONS, Migrations
from scenewright.errors import InputError, Problem, nearest
from scenewright.expressions import Expression
from scenewright.identity import digest
from scenewright.plugins import load
from scenewright.scenario.conditions import check_conditions
from scenewright.scenario.copula import Copula, Correlation, copulas_of
from scenewright.scenario.dependence import (
    joint_columns,
    joint_fragments,
    read_correlations,
)
from scenewright.scenario.distributions import Distribution, Report, parse_distribution
from scenewright.scenario.distributions.joint import JointColumn, JointTable
from scenewright.scenario.fit import SpecDomain
from scenewright.scenario.fitted_to import FittedTo
from scenewright.scenario.library.extends import read_extended
from scenewright.scenario.model import ScenarioModel
from scenewright.scenario.read_expressions import read_expressions
from scenewright.scenario.spec import ParameterSpec

__all__ = [
    "ReadScenario",
    "Scenario",
    "load_scenario",
    "read_scenario",
    "scenario_from_document",
]

_STAND_INS = {"name": "unnamed", "world": ""}


@dataclass(frozen=True)
class Scenario:
    """A logical scenario: distributions over the parameters of a world, with constraints."""

    name: str
    world: str
    parameters: Mapping[str, Distribution]
    """All parameters of the world, sorted by name; those the document leaves out have the world's default."""
    derived: Mapping[str, Expression] = field(default_factory=dict)
    constraints: tuple[Expression, ...] = ()
    targets: tuple[str, ...] = ()
    odd: str | None = None
    declared: tuple[str, ...] = ()
    """Parameters that the document itself sets."""
    fitted_to: tuple[FittedTo, ...] = ()
    """Real photos that parameters were fitted to; whatever is made of the scenario derives from them."""
    tags: tuple[str, ...] = ()
    """Words to find it by: no part of what may happen, nor of its digest."""
    correlations: tuple[Correlation, ...] = ()
    """Of pairs of parameters, on top of their own distributions; `scenario.correlation` draws by them."""

    @cached_property
    def digest(self) -> str:
        """SHA-256 (hex) of the resolved scenario."""
        return digest(_with_text_keys(self.to_document(resolved=True)))

    @cached_property
    def order(self) -> tuple[str, ...]:
        """Parameter names, parents before those that depend on them, else sorted."""
        placed: dict[str, None] = {}
        waiting = list(self.parameters)
        while waiting:
            ready = [n for n in waiting if all(d in placed for d in self.parameters[n].depends_on)]
            placed.update(dict.fromkeys(ready))
            waiting = [name for name in waiting if name not in placed]
            if not ready:
                raise ValueError("Scenario: expected parameters without a dependency cycle")
        return tuple(placed)

    @cached_property
    def copulas(self) -> tuple[Copula, ...]:
        """Of each set of parameters that correlations tie."""
        return copulas_of(self.correlations)

    @property
    def joint(self) -> tuple[JointTable, ...]:
        """Joint tables, by the name of their first parameter."""
        columns = [d for d in self.parameters.values() if isinstance(d, JointColumn)]
        return tuple(column.table for column in columns if column.place == 0)

    def distribution_document(self, name: str) -> Any:
        """The document form of one parameter's distribution; of one of a joint table, its part of it."""
        return _with_text_keys(self.parameters[name].to_document())

    def to_document(self, *, resolved: bool = False) -> dict[str, Any]:
        """The document form; `resolved` writes the defaults out too, and only what may happen: no tags."""
        names = self.parameters if resolved else self.declared
        alone = [name for name in names if not isinstance(self.parameters[name], JointColumn)]
        joint = [_with_text_keys(table.to_document()) for table in self.joint]
        tied = [{"parameters": list(c.parameters), "spearman": c.spearman} for c in self.correlations]
        return {
            "scenewright": SCHEMA_VERSION,
            "kind": "Scenario",
            "name": self.name,
            "world": self.world,
            "odd": self.odd,
            "targets": list(self.targets),
            **({"tags": list(self.tags)} if self.tags and not resolved else {}),
            "parameters": {name: self.distribution_document(name) for name in alone},
            "derived": {name: expression.text for name, expression in self.derived.items()},
            "constraints": [expression.text for expression in self.constraints],
            # Left out where there is none: scenarios of before these fields keep their digests.
            **({"joint": joint} if joint else {}),
            **({"correlations": tied} if tied else {}),
            **({"fitted_to": [entry.to_json() for entry in self.fitted_to]} if self.fitted_to else {}),
        }


@dataclass(frozen=True)
class ReadScenario:
    """A scenario and the files that it was read from."""

    scenario: Scenario
    document: Document
    """Merged with what it extends; its source has file and line of each value."""
    layers: tuple[Document, ...]
    """The documents as written: its own, the one that it extends, and so on."""

    @property
    def source(self) -> Source:
        return self.document.source


def load_scenario(path: Path, specs: Sequence[ParameterSpec] | None = None) -> Scenario:
    """Read a scenario file with what it extends. Raises `InputError` with every problem of the document.

    `specs` are the world's parameters; by default those of the installed world that the document names.
    """
    return read_scenario(path, specs).scenario


def read_scenario(
    path: Path, specs: Sequence[ParameterSpec] | None = None, migrations: Migrations = MIGRATIONS
) -> ReadScenario:
    """As `load_scenario`, with where each value came from."""
    found = read_extended(path, migrations)
    data, source = found.document.data, found.document.source
    checked = check_data(data, source, "Scenario", ScenarioModel, _STAND_INS, migrations)
    return ReadScenario(_resolve(checked, specs, found.problems), found.document, found.layers)


def scenario_from_document(data: Mapping[str, Any], specs: Sequence[ParameterSpec] | None = None) -> Scenario:
    """A scenario from plain data, as `Scenario.to_document` gives it. Raises `InputError`."""
    headed, source = {"scenewright": SCHEMA_VERSION, "kind": "Scenario", **data}, Source("", {})
    expected, fix = "a scenario that stands alone", "read its file: only a file has a folder to look in"
    problems = [
        source.problem((name,), expected=expected, found=f"'{name}'", fix=fix)
        for name in ("extends", "without")
        if name in data
    ]
    return _resolve(check_data(headed, source, "Scenario", ScenarioModel, _STAND_INS), specs, problems)


def _resolve(
    checked: Checked[ScenarioModel], specs: Sequence[ParameterSpec] | None, known: Sequence[Problem]
) -> Scenario:
    from scenewright.scenario.feasibility import infeasibilities

    model, source, problems = checked.model, checked.source, [*known, *checked.problems]

    def report(path: tuple[str | int, ...], *, expected: str, found: str, fix: str = "") -> None:
        problems.append(source.problem(path, expected=expected, found=found, fix=fix))

    if specs is None and "world" not in checked.bad:
        try:
            specs = load("worlds", model.world).parameters
        except InputError as error:
            only = error.problems[0]
            report(("world",), expected=only.expected, found=only.found, fix=only.fix)
    by_name = None if specs is None else {spec.name: spec for spec in specs}
    parameters, correlations = _parameters(model, by_name, report)
    _check_fitted(model, by_name, report)
    derived, constraints = read_expressions(model, checked, by_name, problems)
    if problems or by_name is None:
        raise InputError(sorted(problems, key=lambda problem: problem.line or 0))
    scenario = Scenario(
        name=model.name,
        world=model.world,
        parameters=dict(sorted(parameters.items())),
        derived=derived,
        constraints=constraints,
        targets=tuple(model.targets),
        odd=model.odd,
        declared=tuple(sorted({*model.parameters, *(n for table in model.joint for n in table.parameters)})),
        fitted_to=tuple(model.fitted_to),
        tags=tuple(model.tags),
        correlations=correlations,
    )
    if problems := infeasibilities(scenario, source):
        raise InputError(problems)
    return scenario


def _parameters(
    model: ScenarioModel, specs: Mapping[str, ParameterSpec] | None, report: Report
) -> tuple[dict[str, Distribution], tuple[Correlation, ...]]:
    """All parameters of the world; without a world, the document's own as far as they can be read.

    And their correlations, none after a problem was reported.
    """
    joint = joint_columns(model.joint, list(model.parameters), specs, report)
    documents = dict(model.parameters)
    if specs is not None:
        for name in [name for name in documents if name not in specs]:
            expected, fix = f"a parameter of the world '{model.world}'", nearest(name, list(specs))
            report(("parameters", name), expected=expected, found=f"'{name}'", fix=fix)
            del documents[name]
        tabled = {name for table in model.joint for name in table.parameters}
        left = [name for name in specs if name not in documents and name not in tabled]
        documents |= {name: specs[name].default for name in left}
    read = {
        name: parse_distribution(
            data, ("parameters", name), report, SpecDomain(specs[name]) if specs else None
        )
        for name, data in documents.items()
    }
    parameters = {name: distribution for name, distribution in read.items() if distribution is not None}
    parameters = {**joint, **parameters}
    if specs is None:
        return parameters, ()
    if len(parameters) == len(specs):
        fragments = dict(joint_fragments(model.joint))
        fragments |= {("parameters", name): data for name, data in documents.items()}
        check_conditions(fragments, parameters, specs, report)
    return parameters, read_correlations(model.correlations, parameters, specs, report)


def _check_fitted(model: ScenarioModel, specs: Mapping[str, ParameterSpec] | None, report: Report) -> None:
    """Fitted parameters are the world's own."""
    for i, entry in enumerate(model.fitted_to):
        for j, name in enumerate(entry.parameters):
            if specs is not None and name not in specs:
                path, fix = ("fitted_to", i, "parameters", j), nearest(name, list(specs))
                report(path, expected=f"a parameter of '{model.world}'", found=f"'{name}'", fix=fix)


def _with_text_keys(value: Any) -> Any:
    """JSON has text keys only; numbers that stand as keys are written as text."""
    if isinstance(value, dict):
        return {k if isinstance(k, str) else _key(k): _with_text_keys(v) for k, v in value.items()}
    return [_with_text_keys(v) for v in value] if isinstance(value, list) else value


def _key(key: Any) -> str:
    return str(key).lower() if isinstance(key, bool) else str(key)
