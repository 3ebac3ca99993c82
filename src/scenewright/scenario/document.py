"""Scenario documents: what may happen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import Field

from scenewright.conventions import SCHEMA_VERSION
from scenewright.documents import DocumentModel, Source, read_document
from scenewright.errors import InputError, Problem, nearest
from scenewright.expressions import Expression
from scenewright.identity import digest
from scenewright.plugins import load
from scenewright.scenario.distributions import Distribution, parse_distribution
from scenewright.scenario.spec import ParameterSpec

__all__ = ["Scenario", "ScenarioModel", "load_scenario", "scenario_from_document"]

_NAME = r"^[a-z0-9]([a-z0-9._/-]*[a-z0-9])?$"


class ScenarioModel(DocumentModel):
    """The document's own schema; parameters are checked against the world afterwards."""

    name: str = Field(pattern=_NAME, max_length=120)
    world: str
    description: str = ""
    odd: str | None = None
    targets: list[str] = Field(default_factory=list)
    parameters: dict[str, Any] = Field(default_factory=dict)
    derived: dict[str, str] = Field(default_factory=dict)
    constraints: list[str] = Field(default_factory=list)


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

    def to_document(self, *, resolved: bool = False) -> dict[str, Any]:
        """The document form; `resolved` writes the defaults out too."""
        names = self.parameters if resolved else self.declared
        return {
            "scenewright": SCHEMA_VERSION,
            "kind": "Scenario",
            "name": self.name,
            "world": self.world,
            "odd": self.odd,
            "targets": list(self.targets),
            "parameters": {name: _with_text_keys(self.parameters[name].to_document()) for name in names},
            "derived": {name: expression.text for name, expression in self.derived.items()},
            "constraints": [expression.text for expression in self.constraints],
        }


def load_scenario(path: Path, specs: Sequence[ParameterSpec] | None = None) -> Scenario:
    """Read a scenario file. Raises `InputError` with every problem of the document.

    `specs` are the world's parameters; by default those of the installed world that the document names.
    """
    model, source = read_document(path, "Scenario", ScenarioModel)
    return _resolve(model, source, specs)


def scenario_from_document(data: Mapping[str, Any], specs: Sequence[ParameterSpec] | None = None) -> Scenario:
    """A scenario from plain data, as `Scenario.to_document` gives it. Raises `InputError`."""
    plain = {k: v for k, v in data.items() if k not in ("scenewright", "kind")}
    return _resolve(ScenarioModel.model_validate(plain), Source("", {}), specs)


def _resolve(model: ScenarioModel, source: Source, specs: Sequence[ParameterSpec] | None) -> Scenario:
    problems: list[Problem] = []

    def report(path: tuple[str | int, ...], *, expected: str, found: str, fix: str = "") -> None:
        problems.append(source.problem(path, expected=expected, found=found, fix=fix))

    if specs is None:
        try:
            specs = load("worlds", model.world).parameters
        except InputError as error:
            only = error.problems[0]
            report(("world",), expected=only.expected, found=only.found, fix=only.fix)
            raise InputError(problems) from None
    by_name = {spec.name: spec for spec in specs}
    parameters: dict[str, Distribution] = {}
    for name, data in model.parameters.items():
        path = ("parameters", name)
        if name not in by_name:
            report(
                path,
                expected=f"a parameter of the world '{model.world}'",
                found=f"'{name}'",
                fix=nearest(name, list(by_name)),
            )
            continue
        distribution = parse_distribution(_fitted(data, by_name[name]), path, report)
        if distribution is not None and _fits(distribution, by_name[name], path, report):
            parameters[name] = distribution
    for name, spec in by_name.items():
        if name not in model.parameters:
            default = parse_distribution(_fitted(spec.default, spec), ("parameters", name), report)
            if default is not None:
                parameters[name] = default
    if not problems:
        _check_parents(parameters, report)
    derived = {}
    for name, text in sorted(model.derived.items()):
        if name in by_name:
            report(("derived", name), expected="a name that is not a parameter", found=f"'{name}'")
        if (parsed := _expression(text, ("derived", name), list(by_name), source, problems)) is not None:
            derived[name] = parsed
    known = [*by_name, *model.derived]
    constraints = [
        parsed
        for i, text in enumerate(model.constraints)
        if (parsed := _expression(text, ("constraints", i), known, source, problems)) is not None
    ]
    if problems:
        raise InputError(problems)
    scenario = Scenario(
        name=model.name,
        world=model.world,
        parameters=dict(sorted(parameters.items())),
        derived=derived,
        constraints=tuple(constraints),
        targets=tuple(model.targets),
        odd=model.odd,
        declared=tuple(sorted(model.parameters)),
    )
    _check_feasible(scenario, source)
    return scenario


def _fitted(data: Any, spec: ParameterSpec) -> Any:
    """Values in the parameter's own type: YAML reads `200` as a number, JSON has text keys only."""

    def fit(value: Any) -> Any:
        if isinstance(value, bool):
            return value
        if spec.kind == "category":
            return str(value) if isinstance(value, int | float) else value
        if isinstance(value, str):
            try:
                return int(value) if spec.kind == "integer" else float(value)
            except ValueError:
                return value
        return value

    if not isinstance(data, dict):
        return fit(data) if spec.kind == "category" else data
    fitted = dict(data)
    if isinstance(data.get("choice"), dict):
        fitted["choice"] = {fit(k): v for k, v in data["choice"].items()}
    if "constant" in data and spec.kind == "category":
        fitted["constant"] = fit(data["constant"])
    if isinstance(data.get("mixture"), list):
        fitted["mixture"] = [_fitted(part, spec) for part in data["mixture"]]
    if isinstance(data.get("cases"), dict):
        fitted["cases"] = {k: _fitted(part, spec) for k, part in data["cases"].items()}
    if "otherwise" in data:
        fitted["otherwise"] = _fitted(data["otherwise"], spec)
    return fitted


def _fits(distribution: Distribution, spec: ParameterSpec, path: tuple[str | int, ...], report: Any) -> bool:
    """Whether all values can be built by the world; reports what cannot."""
    if spec.kind == "category":
        values = distribution.values()
        wrong = [v for v in values or () if v not in spec.values]
        if values is None or wrong:
            found = f"'{wrong[0]}'" if wrong else "a range of numbers"
            fix = nearest(str(wrong[0]), spec.values) if wrong else ""
            report(path, expected="values out of " + ", ".join(spec.values), found=found, fix=fix)
            return False
        return True
    bounds = distribution.bounds()
    if bounds is None:
        report(path, expected=f"numbers [{spec.unit}]", found=str(distribution.to_document())[:80])
        return False
    if (spec.low is not None and bounds[0] < spec.low) or (spec.high is not None and bounds[1] > spec.high):
        report(
            path,
            expected=f"values in [{spec.low:g}, {spec.high:g}] {spec.unit}".rstrip(),
            found=f"[{bounds[0]:g}, {bounds[1]:g}]",
        )
        return False
    if spec.kind == "integer":
        values = distribution.values()
        if values is None or any(float(v) != int(v) for v in values):
            report(
                path, expected="whole numbers", found=str(distribution.to_document())[:80], fix="use integer"
            )
            return False
    return True


def _check_parents(parameters: Mapping[str, Distribution], report: Any) -> None:
    for name, distribution in parameters.items():
        for parent in distribution.depends_on:
            if parent not in parameters:
                report(
                    ("parameters", name, "given"),
                    expected="another parameter",
                    found=f"'{parent}'",
                    fix=nearest(parent, list(parameters)),
                )
                return
    placed: set[str] = set()
    while len(placed) < len(parameters):
        ready = {n for n, d in parameters.items() if n not in placed and set(d.depends_on) <= placed}
        if not ready:
            stuck = sorted(set(parameters) - placed)
            report(("parameters", stuck[0]), expected="conditions without a cycle", found=" -> ".join(stuck))
            return
        placed |= ready


def _expression(
    text: str, path: tuple[str | int, ...], known: Sequence[str], source: Source, problems: list[Problem]
) -> Expression | None:
    where = ".".join(str(part) for part in path)
    try:
        parsed = Expression.parse(text, file=source.file, line=source.line(path), field=where)
    except InputError as error:
        problems.extend(error.problems)
        return None
    for name in parsed.unknown(known):
        fix = nearest(name, list(known))
        problems.append(source.problem(path, expected="known names", found=f"'{name}' in '{text}'", fix=fix))
        return None
    return parsed


def _check_feasible(scenario: Scenario, source: Source) -> None:
    """Refuse constraints that no draw out of a thousand meets, or that are not conditions."""
    from scenewright.scenario.sampling import acceptance

    if not scenario.constraints and not scenario.derived:
        return
    for i, share in enumerate(acceptance(scenario, source)):
        if share == 0:
            text = scenario.constraints[i].text
            raise InputError(
                source.problem(
                    ("constraints", i),
                    expected="a constraint that some samples meet",
                    found=f"'{text}': none of 1000 draws meets it",
                    fix="widen the parameters that it names",
                )
            )


def _with_text_keys(value: Any) -> Any:
    """JSON has text keys only; numbers that stand as keys are written as text."""
    if isinstance(value, dict):
        return {k if isinstance(k, str) else _key(k): _with_text_keys(v) for k, v in value.items()}
    return [_with_text_keys(v) for v in value] if isinstance(value, list) else value


def _key(key: Any) -> str:
    return str(key).lower() if isinstance(key, bool) else str(key)
