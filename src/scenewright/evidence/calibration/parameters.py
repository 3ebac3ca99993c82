"""Which parameters may be fitted to photos: numbers of camera and light, never things and their places."""

from __future__ import annotations

from collections.abc import Sequence

from scenewright.errors import InputError, Problem, nearest
from scenewright.scenario import ParameterSpec, Scenario
from scenewright.scenario.distributions.constant import Constant
from scenewright.scenario.distributions.joint import JointColumn

__all__ = ["check_parameters", "may_be_fitted"]

ATTRIBUTES = ("subject_robot.sensor", "subject_vehicle.sensor", "environment")
"""ODD attributes of camera and light."""


def may_be_fitted(spec: ParameterSpec) -> bool:
    """Whether a parameter is a number that stands for camera or light."""
    fits = any(spec.odd_attribute == a or spec.odd_attribute.startswith(f"{a}.") for a in ATTRIBUTES)
    return fits and spec.kind in ("number", "integer")


def check_parameters(names: Sequence[str], scenario: Scenario, specs: Sequence[ParameterSpec]) -> None:
    """Raises `InputError` with every name that cannot be fitted and those that can."""
    by_name = {spec.name: spec for spec in specs}
    allowed = sorted(spec.name for spec in specs if may_be_fitted(spec))
    listed = "choose among: " + (", ".join(allowed) or f"none, the world '{scenario.world}' has no such one")
    problems = []
    for name in names:
        if name not in by_name:
            close = nearest(name, allowed)
            fix = f"{close} {listed}" if close.startswith("did") else listed
            problems.append(_problem(f"a parameter of the world '{scenario.world}'", f"'{name}'", fix))
        elif not may_be_fitted(by_name[name]):
            spec = by_name[name]
            found = f"'{name}', a {spec.kind} of {spec.odd_attribute or 'no ODD attribute'}"
            problems.append(_problem("a number that stands for camera or light", found, listed))
        elif isinstance(scenario.parameters[name], JointColumn):
            found = f"'{name}', of a joint table"
            problems.append(_problem("a parameter with a distribution of its own", found, listed))
        elif isinstance(distribution := scenario.parameters[name], Constant):
            fix = f"give it a range, such as {{uniform: [{by_name[name].low:g}, {by_name[name].high:g}]}}"
            found = f"'{name}' is always {_text(distribution)}"
            problems.append(_problem("a parameter that varies in the scenario", found, fix))
    if not names:
        problems.append(_problem("names of parameters", "none", listed))
    if problems:
        raise InputError(problems)


def _problem(expected: str, found: str, fix: str) -> Problem:
    return Problem(expected=expected, found=found, field="--parameters", fix=fix)


def _text(distribution: Constant) -> str:
    return f"{distribution.value:g}" if isinstance(distribution.value, float) else str(distribution.value)
