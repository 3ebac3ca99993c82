"""Scenario documents: what may happen."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from scenewright.conventions import SCHEMA_VERSION
from scenewright.documents import (
    Checked,
    Document,
    DocumentModel,
    Finding,
    Source,
    check_data,
    refusal,
    shown,
)
from scenewright.documents.migration import MIGRATIONS, Migrations
from scenewright.errors import InputError, Problem, nearest
from scenewright.expressions import Expression
from scenewright.identity import digest
from scenewright.plugins import load
from scenewright.scenario.conditions import check_conditions
from scenewright.scenario.copula import Copula, Correlation, copulas_of
from scenewright.scenario.dependence import (
    CorrelationModel,
    JointModel,
    joint_columns,
    joint_fragments,
    read_correlations,
)
from scenewright.scenario.distributions import Distribution, Report, parse_distribution
from scenewright.scenario.distributions.joint import JointColumn, JointTable
from scenewright.scenario.fit import SpecDomain
from scenewright.scenario.fitted_to import FittedTo
from scenewright.scenario.library.extends import Without, read_extended
from scenewright.scenario.library.tags import Tags
from scenewright.scenario.spec import ParameterSpec

__all__ = [
    "ReadScenario",
    "Scenario",
    "ScenarioModel",
    "load_scenario",
    "read_scenario",
    "scenario_from_document",
]

_NAME = re.compile(r"[a-z0-9]+([._-]+[a-z0-9]+)*(/[a-z0-9]+([._-]+[a-z0-9]+)*)*")
_STAND_INS = {"name": "unnamed", "world": ""}


def _plain_name(name: str) -> str:
    """It stands in frame keys and file names: no upper case, no '..', no empty part."""
    if _NAME.fullmatch(name):
        return name
    expected = "a name such as traffic-light/dusk: a-z, 0-9, and . _ - / between them"
    words = re.findall(r"[a-z0-9]+(?:[._-]+[a-z0-9]+)*", name.lower().replace(" ", "-"))
    fix = f"rename it: {'/'.join(words)}" if words else "give it a name"
    raise refusal([Finding(expected, shown(name), fix=fix)])


class ScenarioModel(DocumentModel):
    """The document's own schema; parameters are checked against the world afterwards."""

    name: Annotated[str, Field(max_length=120), AfterValidator(_plain_name)]
    world: str
    description: str = ""
    extends: str | None = None
    without: Without = Field(default_factory=Without)
    tags: Tags = Field(default_factory=list)
    odd: str | None = None
    targets: list[str] = Field(default_factory=list)
    parameters: dict[str, Any] = Field(default_factory=dict)
    joint: list[JointModel] = Field(default_factory=list)
    correlations: list[CorrelationModel] = Field(default_factory=list)
    derived: dict[str, str] = Field(default_factory=dict)
    constraints: list[str] = Field(default_factory=list)
    fitted_to: list[FittedTo] = Field(default_factory=list)


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
    derived, constraints = _expressions(model, checked, by_name, problems)
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


def _expressions(
    model: ScenarioModel,
    checked: Checked[ScenarioModel],
    specs: Mapping[str, ParameterSpec] | None,
    problems: list[Problem],
) -> tuple[dict[str, Expression], tuple[Expression, ...]]:
    """Derived parameters and constraints, as far as they can be parsed and know their names."""
    source = checked.source
    problems += _bad_names(model, source, list(specs or ()))
    words = {value for spec in (specs or {}).values() for value in spec.values}

    def parsed(text: str, path: tuple[str | int, ...], known: Sequence[str] | None) -> Expression | None:
        try:
            file, line = source.place(path)
            expression = Expression.parse(text, file=file, line=line, field=".".join(map(str, path)))
        except InputError as error:
            problems.extend(error.problems)
            return None
        unknown = expression.unknown(known) if known is not None else ()
        for name in unknown:
            lower = {other.lower(): other for other in known or ()}
            fix = nearest(lower.get(name.lower(), name), list(known or ()))
            if name in words:
                fix = f"write text in single quotes: '{name}'"
            elif name in model.derived:
                fix = f"write the expression of '{name}' out: derived values see parameters only"
            found = f"'{name}' in '{text}'"
            problems.append(source.problem(path, expected="names of parameters", found=found, fix=fix))
        return None if unknown else expression

    names = None if specs is None else list(specs)
    derived = {n: parsed(text, ("derived", n), names) for n, text in sorted(model.derived.items())}
    known = None if names is None or "derived" in checked.bad else [*names, *derived]
    constraints = [parsed(text, ("constraints", i), known) for i, text in enumerate(model.constraints)]
    return {n: e for n, e in derived.items() if e is not None}, tuple(e for e in constraints if e is not None)


def _bad_names(model: ScenarioModel, source: Source, parameters: Sequence[str]) -> list[Problem]:
    """Names of derived parameters that expressions could not tell apart or not write."""
    problems = []
    # SQL does not tell upper from lower case.
    taken = {name.lower(): name for name in parameters}
    for name in model.derived:
        path, found = ("derived", name), f"'{name}'"
        if name.lower() in taken:
            expected, fix = "a name of its own, upper and lower case aside", f"rename it: {name}_derived"
            found += f" beside '{taken[name.lower()]}'"
            problems.append(source.problem(path, expected=expected, found=found, fix=fix))
        elif not re.fullmatch("[A-Za-z_][A-Za-z0-9_]*", name):
            fix = "rename it: " + (re.sub("[^A-Za-z0-9]+", "_", name).strip("_") or "value")
            expected = "a name of letters, digits and _"
            problems.append(source.problem(path, expected=expected, found=found, fix=fix))
        taken[name.lower()] = name
    return problems


def _with_text_keys(value: Any) -> Any:
    """JSON has text keys only; numbers that stand as keys are written as text."""
    if isinstance(value, dict):
        return {k if isinstance(k, str) else _key(k): _with_text_keys(v) for k, v in value.items()}
    return [_with_text_keys(v) for v in value] if isinstance(value, list) else value


def _key(key: Any) -> str:
    return str(key).lower() if isinstance(key, bool) else str(key)
