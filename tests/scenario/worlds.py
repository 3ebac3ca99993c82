"""A small world for scenarios, and distributions of every kind as documents."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from scenewright.scenario import ParameterSpec, Scenario, scenario_from_document
from scenewright.scenario.distributions import Distribution, parse_distribution

__all__ = [
    "SPECS", "choices", "continuous", "distribution", "integers", "log_uniforms", "mixtures", "normals",
    "numbers", "points", "quantiles", "scenario", "scenario_documents", "uniforms",
]  # fmt: skip


def _spec(
    name: str, kind: str, low: float | None, high: float | None, default: Any, *values: str
) -> ParameterSpec:
    return ParameterSpec(
        name=name,
        kind=kind,
        unit="1",
        low=low,
        high=high,
        values=values,
        odd_attribute="",
        default=default,
        doc="",
    )


SPECS = (
    _spec("x", "number", -1e9, 1e9, {"uniform": [0, 1]}),
    _spec("y", "number", None, None, {"normal": {"mean": 0, "sd": 1, "low": -3, "high": 3}}),
    _spec("count", "integer", 0, 1000, {"integer": [0, 3]}),
    _spec(
        "color",
        "category",
        None,
        None,
        {"choice": {"red": 0.5, "green": 0.3, "300": 0.2}},
        "red",
        "green",
        "300",
    ),
    _spec("wet", "boolean", None, None, {"choice": {"true": 0.25, "false": 0.75}}),
)


def scenario(parameters: dict[str, Any] | None = None, **fields: Any) -> Scenario:
    document = {"name": "law", "world": "small", "parameters": parameters or {}, **fields}
    return scenario_from_document(document, SPECS)


def distribution(document: Any) -> Distribution:
    """Of a document without a world. The document must be right."""
    problems: list[Any] = []
    found = parse_distribution(document, (), lambda path, **problem: problems.append((path, problem)))
    assert found is not None and not problems, problems
    return found


def points(n: int, seed: int) -> NDArray[np.float64]:
    return np.random.Generator(np.random.Philox(seed)).random(n)


def quantiles(document: Any, u: NDArray[np.float64]) -> NDArray[Any]:
    return distribution(document).quantile(u, {})


def _finite(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low, high, allow_subnormal=False)


uniforms = st.tuples(_finite(-1e6, 1e6), _finite(1e-3, 1e6)).map(lambda a: {"uniform": [a[0], a[0] + a[1]]})
log_uniforms = st.tuples(_finite(1e-6, 1e3), _finite(1.001, 1e6)).map(
    lambda a: {"log_uniform": [a[0], a[0] * a[1]]}
)
normals = (
    st.tuples(_finite(-1e3, 1e3), _finite(1e-2, 1e3), _finite(-20, 7.9), _finite(1e-2, 20))
    .map(
        lambda a: {
            "normal": {
                "mean": a[0],
                "sd": a[1],
                "low": a[0] + a[2] * a[1],
                "high": a[0] + (a[2] + a[3]) * a[1],
            }
        }
    )
    .filter(lambda d: d["normal"]["mean"] - d["normal"]["high"] <= 7.9 * d["normal"]["sd"])
)
integers = st.tuples(st.integers(0, 500), st.integers(0, 500)).map(lambda a: {"integer": [a[0], a[0] + a[1]]})
constants = st.integers(-50, 50).map(lambda value: {"constant": value})
choices = st.dictionaries(st.integers(0, 60).map(str), _finite(1e-3, 1e3), min_size=1, max_size=6).map(
    lambda weights: {"choice": weights}
)
continuous = uniforms | log_uniforms | normals
_leaves = continuous | integers | constants
mixtures = st.recursive(
    _leaves,
    lambda part: st.lists(st.tuples(_finite(1e-3, 1e3), part), min_size=1, max_size=4).map(
        lambda parts: {"mixture": [{"weight": w, **p} for w, p in parts]}
    ),
    max_leaves=6,
).filter(lambda d: "mixture" in d)
numbers = _leaves | mixtures

_colors = st.sampled_from(["red", "green", "300"])
_categories = _colors.map(lambda c: {"constant": c}) | st.dictionaries(
    _colors, _finite(1e-3, 10), min_size=1
).map(lambda weights: {"choice": weights})


def _by_color(part: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    cases = st.dictionaries(_colors, part, min_size=1)
    return st.builds(lambda c, o: {"given": "color", "cases": c, "otherwise": o}, cases, part)


_counts = integers | st.integers(0, 1000)
scenario_documents = st.fixed_dictionaries(
    {"name": st.sampled_from(["law", "law/two", "a.b-c/d_e"]), "world": st.just("small")},
    optional={
        "parameters": st.fixed_dictionaries(
            {},
            optional={
                "x": uniforms | mixtures.filter(lambda d: _within(d, 1e9)) | _by_color(uniforms),
                "y": numbers | _by_color(numbers),
                "count": _counts | _by_color(_counts),
                "color": _categories,
                "wet": st.booleans() | st.just({"choice": {"true": 1, "false": 3}}),
            },
        ),
        "targets": st.lists(st.sampled_from(["FM-1", "FM-2"]), unique=True),
        "odd": st.none() | st.just("../odd/urban.odd.yaml"),
        "derived": st.just({"far": "x > 0", "half": "count * 0.5"}),
        "constraints": st.just(["count >= 0 or wet"]),
    },
)
"""Documents of the small world that are right."""


def _within(document: Any, limit: float) -> bool:
    bounds = distribution(document).bounds()
    return bounds is not None and max(map(abs, bounds)) <= limit
