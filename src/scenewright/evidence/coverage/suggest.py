"""A scenario that fills holes: the dataset's own, narrowed to where they lie."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
import yaml
from numpy.typing import NDArray

from scenewright.errors import InputError, Problem
from scenewright.evidence.coverage.aim import Aim, aim_at
from scenewright.evidence.coverage.holes import Hole
from scenewright.expressions import Expression
from scenewright.plugins import load
from scenewright.randomness import Streams
from scenewright.scenario import Drawn, Scenario, draw_many, scenario_from_document
from scenewright.scenario.columns import meets_constraints, unconstrained
from scenewright.scenario.distributions import Distribution
from scenewright.scenario.distributions.mixture import Mixture

__all__ = ["Suggestion", "suggest_scenario"]

DRAWS = 256
_POINTS = 2048
_ROUNDS = 4
_LEAST_ACCEPTED = 0.01
"""Of the points, where it is worth aiming at."""
_LEAST_WEIGHT = 0.005


@dataclass(frozen=True)
class Suggestion:
    """The document and what drawing from it gives."""

    name: str
    text: str
    """YAML."""
    filled: tuple[tuple[Hole, float], ...]
    """Holes, and the share of 256 draws that each gets."""
    left_out: tuple[tuple[Hole, str], ...]
    """Holes with a higher rank than the last one filled, and why they could not be aimed at."""
    attempts: float
    """Points tried for each draw, on average: the constraint refuses the others."""

    def to_json(self) -> dict[str, Any]:
        return {
            "scenario": self.name,
            "filled": [{**_hole_json(hole), "share": share} for hole, share in self.filled],
            "left_out": [{**_hole_json(hole), "reason": reason} for hole, reason in self.left_out],
            "attempts": self.attempts,
        }


def suggest_scenario(
    holes: Sequence[Hole], odd: Any, scenario: Scenario, *, name: str, most: int = 6
) -> Suggestion:
    """`scenario` narrowed to the first `most` of the ranked `holes` that can be aimed at.

    Each parameter that a hole names becomes a mixture of its distribution narrowed to each hole and, for the
    other holes, as it was; a constraint keeps the draws that lie in one of the holes. Weights are balanced so
    that the holes get about equal shares. Raises `InputError` when no hole can be aimed at.
    """
    attributes = {a.name: a for a in odd.attributes}
    specs = {spec.name: spec for spec in load("worlds", scenario.world).parameters}
    aims: list[Aim] = []
    left: list[tuple[Hole, str]] = []
    for hole in holes:
        if len(aims) == most:
            break
        aim = aim_at(hole, attributes, scenario, specs)
        if aim.reason:
            left.append((hole, aim.reason))
        elif len(_accepted(_narrowed(scenario, [aim], [1.0], name))) < _LEAST_ACCEPTED * _POINTS:
            left.append(
                (hole, "hardly any draw of the narrowed scenario lies in it and meets its constraints")
            )
        else:
            aims.append(aim)
    while aims:
        made = _balanced(scenario, aims, name)
        drawn = None if made is None else _drawn(made)
        shares = [0.0] * len(aims) if drawn is None else [float(_inside(a, drawn).mean()) for a in aims]
        if made is not None and drawn is not None and min(shares) > 0:
            attempts = float(np.mean([d.attempts for d in drawn]))
            filled = tuple((aim.hole, share) for aim, share in zip(aims, shares, strict=True))
            text = _text(made, filled, left, attempts)
            return Suggestion(name, text, filled, tuple(left), attempts)
        left.append((aims.pop(int(np.argmin(shares))).hole, "too rare beside the other holes"))
    reasons = "; ".join(dict.fromkeys(reason for _, reason in left[:4]))
    raise InputError(
        Problem(
            expected="a hole that a scenario can be narrowed to",
            found=reasons or "no hole: every feasible cell is covered",
            field="--suggest",
            fix="raise --t or --minimum for finer holes" if not holes else "widen the scenario by hand",
        )
    )


def _balanced(scenario: Scenario, aims: Sequence[Aim], name: str) -> Scenario | None:
    """Weights changed in turn until the holes get about equal shares; None where one is never met."""
    weights = np.full(len(aims), 1 / len(aims))
    for _ in range(_ROUNDS if len(aims) > 1 else 1):
        made = _narrowed(scenario, aims, weights.tolist(), name)
        rows = _accepted(made)
        if len(rows) < _LEAST_ACCEPTED * _POINTS:
            return None
        shares = np.array([_holds(aim, rows).mean() for aim in aims])
        weights = weights * (1 / len(aims) / np.maximum(shares, 0.01)) ** 0.7
        weights = np.round(np.maximum(weights / weights.sum(), _LEAST_WEIGHT), 3)
    return made


def _accepted(scenario: Scenario) -> pa.Table:
    """Those of 2,048 points that meet the constraints."""
    generator = Streams("suggestion", scenario.name).generator("points")
    columns = unconstrained(scenario, generator.random((_POINTS, len(scenario.parameters))))
    # A column of objects holds texts, or what was derived.
    plain = {n: c if c.dtype != object else pa.array(c.tolist()) for n, c in columns.items()}
    table = pa.table(plain)
    return table.filter(pa.array(meets_constraints(scenario, columns)))


def _narrowed(scenario: Scenario, aims: Sequence[Aim], weights: Sequence[float], name: str) -> Scenario:
    named = {p for aim in aims for p in aim.parameters}
    parameters: dict[str, Distribution] = dict(scenario.parameters)
    for parameter in sorted(named):
        parts: list[tuple[float, Distribution]] = []
        for aim, weight in zip(aims, weights, strict=True):
            part = aim.parameters.get(parameter, scenario.parameters[parameter])
            known = next((i for i, (_, other) in enumerate(parts) if other == part), None)
            if known is None:
                parts.append((weight, part))
            else:
                parts[known] = (parts[known][0] + weight, part)
        one = len(parts) == 1
        weighed = tuple(round(w, 6) for w, _ in parts)
        parameters[parameter] = parts[0][1] if one else Mixture(weighed, tuple(p for _, p in parts))
    condition = " or ".join(f"({aim.condition})" for aim in aims) if len(aims) > 1 else aims[0].condition
    return replace(
        scenario,
        name=name,
        parameters=parameters,
        constraints=(*scenario.constraints, Expression.parse(condition)),
        declared=tuple(sorted({*scenario.declared, *named})),
        targets=(),
    )


def _drawn(scenario: Scenario) -> list[Drawn] | None:
    """Draws of the document as a reader would load it; None where it cannot be drawn."""
    try:
        loaded = scenario_from_document(scenario.to_document())
        return draw_many(loaded, root="suggestion", strategy="sobol", indices=range(DRAWS))
    except InputError:
        return None


def _inside(aim: Aim, drawn: Sequence[Drawn]) -> NDArray[np.bool_]:
    return _holds(aim, pa.table({name: [d.sample[name] for d in drawn] for name in drawn[0].sample}))


def _holds(aim: Aim, rows: pa.Table) -> NDArray[np.bool_]:
    held = Expression.parse(aim.condition).evaluate(rows).fill_null(False)
    return np.asarray(held.to_numpy(zero_copy_only=False), np.bool_)


def _text(
    scenario: Scenario,
    filled: Sequence[tuple[Hole, float]],
    left: Sequence[tuple[Hole, str]],
    attempts: float,
) -> str:
    lines = [
        "# Written by 'scenewright coverage --suggest': fills these holes of the dataset, first to last."
    ]
    for hole, share in filled:
        risk = "" if hole.risk == 1 else f", risk {hole.risk:g}"
        lines.append(f"#   {_words(hole)}: exposure {hole.exposure:.2g}{risk}; {share:.0%} of the draws")
    for hole, reason in left:
        lines.append(f"# Not filled: {_words(hole)}: {reason}.")
    lines.append(
        f"# A draw takes {attempts:.1f} points on average: the last constraint keeps those in a hole."
    )
    document = {k: v for k, v in scenario.to_document().items() if v not in ([], {}, None)}
    body = yaml.safe_dump(document, sort_keys=False, default_flow_style=None, allow_unicode=True, width=108)
    return "\n".join(lines) + "\n" + body


def _words(hole: Hole) -> str:
    pairs = zip(hole.attributes, hole.buckets, strict=True)
    return " x ".join(f"{attribute} = {bucket}" for attribute, bucket in pairs).replace("\n", " ")


def _hole_json(hole: Hole) -> Mapping[str, Any]:
    return {
        "attributes": list(hole.attributes),
        "buckets": list(hole.buckets),
        "exposure": hole.exposure,
        "risk": hole.risk,
    }
