"""Where in a scenario's parameters a hole lies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from scenewright.evidence.coverage.holes import Hole
from scenewright.expressions import Expression
from scenewright.scenario import ParameterSpec, Scenario
from scenewright.scenario.distributions import Distribution
from scenewright.scenario.distributions.choice import Choice, Integer
from scenewright.scenario.distributions.uniform import Uniform
from scenewright.scenario.narrow import Part, narrowed
from scenewright.scenario.odd import Bucket

__all__ = ["Aim", "aim_at"]


@dataclass(frozen=True)
class Aim:
    """A hole as a region of the scenario."""

    hole: Hole
    condition: str = ""
    """Expression over parameters that holds in the hole."""
    parameters: Mapping[str, Distribution] = field(default_factory=dict)
    """Narrowed to the hole. An attribute computed from several parameters narrows none: only the condition
    does."""
    reason: str = ""
    """Why it cannot be aimed at; empty when it can."""


def aim_at(
    hole: Hole, attributes: Mapping[str, Any], scenario: Scenario, specs: Mapping[str, ParameterSpec]
) -> Aim:
    """The region of a hole. A parameter whose distribution never lies in it takes all values there that the
    world can build, evenly."""
    conditions: list[str] = []
    parameters: dict[str, Distribution] = {}
    for name, label in zip(hole.attributes, hole.buckets, strict=True):
        attribute = attributes[name]
        place = next(i for i, b in enumerate(attribute.buckets) if b.label == label)
        bucket, last = attribute.buckets[place], place == len(attribute.buckets) - 1
        expression = attribute.parameter
        if not expression:
            return Aim(hole, reason=f"'{name}' is measured in the pixels, not drawn")
        unknown = Expression.parse(expression).unknown([*scenario.parameters, *scenario.derived])
        if unknown:
            return Aim(hole, reason=f"the world has no '{', '.join(unknown)}'")
        plain = expression.strip().strip('"')
        if plain in specs:
            part = _part(scenario.parameters[plain], bucket, specs[plain])
            if part is None:
                return Aim(hole, reason=f"the world cannot build '{plain}' in '{label}'")
            if plain in parameters and parameters[plain] != part:
                return Aim(hole, reason=f"two attributes ask different things of '{plain}'")
            parameters[plain] = part
        conditions.append(_condition(expression, bucket, last, specs.get(plain)))
    return Aim(hole, " and ".join(conditions), parameters)


def _part(distribution: Distribution, bucket: Bucket, spec: ParameterSpec) -> Distribution | None:
    part = _region(bucket, spec, whole=spec.kind == "integer" or distribution.values() is not None)
    found = narrowed(distribution, part)
    if found is not None:
        return found
    if bucket.values:
        kept = [v for v in part.values if spec.kind == "boolean" or not spec.values or v in spec.values]
        return Choice(tuple(kept), (1.0,) * len(kept)) if kept else None
    low = max(part.low, -np.inf if spec.low is None else spec.low)
    high = min(part.high, np.inf if spec.high is None else spec.high)
    if not np.isfinite([low, high]).all():
        return None
    if spec.kind == "integer":
        least, most = int(np.ceil(low)), int(np.floor(high))
        return Integer(least, most) if least <= most else None
    high = high if bucket.high is None else min(bucket.high, high if spec.high is None else spec.high)
    return Uniform(float(low), float(high)) if low < high else None


def _region(bucket: Bucket, spec: ParameterSpec, *, whole: bool) -> Part:
    if bucket.values:
        text = spec.kind == "category"
        return Part(values=tuple(str(v) if text and not isinstance(v, bool) else v for v in bucket.values))
    high = np.inf if bucket.high is None else bucket.high
    # The upper end is the next bucket's: whole numbers must stay below it.
    high = float(np.nextafter(high, -np.inf)) if whole and np.isfinite(high) else high
    return Part(-np.inf if bucket.low is None else bucket.low, high)


def _condition(expression: str, bucket: Bucket, last: bool, spec: ParameterSpec | None) -> str:
    plain = Expression.parse(expression).columns == (expression.strip().strip('"'),)
    value = expression if plain else f"({expression})"
    if bucket.values:
        text = spec is not None and spec.kind == "category"
        return f"{value} in ({', '.join(_literal(v, text) for v in bucket.values)})"
    ends = [] if bucket.low is None else [f"{value} >= {_number(bucket.low)}"]
    ends += [] if bucket.high is None else [f"{value} {'<=' if last else '<'} {_number(bucket.high)}"]
    return " and ".join(ends) if ends else "true"


def _literal(value: Any, text: bool) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str) or text:
        return "'" + str(value).replace("'", "''") + "'"
    return repr(value)


def _number(value: float) -> str:
    return repr(float(value)).removesuffix(".0")
