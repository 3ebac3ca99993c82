"""Nanoseconds a value of each distribution, and ratio to plain numpy or scipy for the same numbers.

    python bench/distributions.py [--values 65536] [--repeats 30]

Least of several runs on one core, values in batches as the sampler draws them. `density` is the log density
of the values that were drawn; `drawn` both, by `Batch.draw`.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import special

from scenewright.scenario.distributions import Batch, parse_distribution

Numbers = np.ndarray[Any, np.dtype[np.float64]]
COLORS = {"red": 0.4, "yellow": 0.2, "green": 0.3, "off": 0.1}
SIGNS = {f"sign_{i}": 1.0 + i % 5 for i in range(43)}
RANGE = {"uniform": [8, 60]}
RARE = {"mixture": [{"weight": 0.8, "constant": 0}, {"weight": 0.2, "uniform": [0.05, 0.4]}]}
PIECES = {"mixture": [{"weight": w, "uniform": [i, i + 1]} for i, w in enumerate((1, 4, 2, 3))]}
CASES = {"red": RANGE, "yellow": {"uniform": [2, 4]}, "green": {"log_uniform": [1, 9]}}
SEEN = np.random.default_rng(1).normal(100, 30, 2000).round(3).tolist()


def equivalents(u: Numbers) -> dict[str, tuple[Any, Callable[[], object]]]:
    """Name -> document, and what numpy or scipy would be asked for the same numbers."""
    texts = np.array(list(COLORS), dtype=object)
    signs = np.array(list(SIGNS), dtype=object)
    ends, many = np.cumsum([0.4, 0.2, 0.3, 0.1]), np.cumsum(np.full(43, 1 / 43))
    seen = np.sort(SEEN)
    return {
        "constant": (3, lambda: np.full(len(u), 3)),
        "uniform": (RANGE, lambda: 8 + 52 * u),
        "log_uniform": ({"log_uniform": [8, 60]}, lambda: np.exp(2 + 2.01 * u)),
        "integer": ({"integer": [0, 8]}, lambda: np.floor(9 * u).astype(np.int64)),
        "choice of 4": ({"choice": COLORS}, lambda: texts[np.searchsorted(ends, u)]),
        "choice of 43": ({"choice": SIGNS}, lambda: signs[np.searchsorted(many, u)]),
        "normal": (
            {"normal": {"mean": 0, "sd": 1, "low": -3, "high": 3}},
            lambda: special.ndtri(0.001 + 0.998 * u),
        ),
        "mixture, mostly constant": (RARE, lambda: np.where(u < 0.8, 0.0, 0.05 + 0.35 * u)),
        "mixture of 4": (PIECES, lambda: np.interp(u, [0, 0.1, 0.5, 0.7, 1], [0, 1, 2, 3, 4])),
        "given a category": (
            {"given": "color", "cases": CASES, "otherwise": 7},
            lambda: np.select([u < 0.4, u < 0.6, u < 0.9], [u * 52, 2 + u * 2, np.exp(u)], 7.0),
        ),
        "given a boolean": (
            {"given": "wet", "cases": {True: RANGE}, "otherwise": 0},
            lambda: np.where(u < 0.5, u * 52, 0.0),
        ),
        "log_normal": (
            {"log_normal": {"median": 20, "sigma": 0.5, "low": 5, "high": 80}},
            lambda: np.exp(special.ndtri(0.001 + 0.998 * u)),
        ),
        "johnson_sb": (
            {"johnson_sb": {"gamma": 0.747, "delta": 0.907, "xi": 7.099, "lambda": 259.904}},
            lambda: special.expit(special.ndtri(u)),
        ),
        "empirical of 2000": (
            {"empirical": {"values": SEEN}},
            lambda: seen[np.searchsorted(np.linspace(0, 1, 2001)[1:], u)],
        ),
        "empirical of 2000, linear": (
            {"empirical": {"values": SEEN, "interpolate": "linear"}},
            lambda: np.interp(u, np.linspace(0, 1, 2000), seen),
        ),
        "beta": ({"beta": {"a": 2, "b": 5, "low": 0, "high": 1}}, lambda: special.betaincinv(2, 5, u)),
        "gamma": (
            {"gamma": {"shape": 2, "scale": 3, "low": 0, "high": 30}},
            lambda: special.gammaincinv(2, u),
        ),
        "von_mises": (
            {"von_mises": {"mean": 90, "kappa": 4, "low": -180, "high": 180}},
            lambda: np.interp(u, np.linspace(0, 1, 2048), np.linspace(-180, 180, 2048)),
        ),
    }


def least_ns(work: Callable[[], object], count: int, repeats: int) -> float:
    """Of several runs, the least time a value [ns]."""
    times = []
    for _ in range(repeats):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return min(times) / count * 1e9


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--values", type=int, default=65_536)
    options.add_argument("--repeats", type=int, default=30)
    asked = options.parse_args()
    u = np.random.Generator(np.random.Philox(1)).random(asked.values)
    parents = Batch({"wet": u < 0.5})
    color = parse_distribution({"choice": COLORS}, (), print)
    assert color is not None
    parents.draw("color", color, np.random.Generator(np.random.Philox(2)).random(asked.values))
    for name, (document, plain) in equivalents(u).items():
        found = parse_distribution(document, (), print)
        assert found is not None
        repeats = asked.repeats if name not in ("beta", "gamma", "von_mises") else 3
        values = found.quantile(u, parents)

        ns = least_ns(lambda d=found: d.quantile(u, parents), len(u), repeats)
        density = least_ns(lambda d=found, v=values: d.log_density(v, parents), len(u), repeats)
        drawn = least_ns(lambda d=found: parents.draw("it", d, u), len(u), repeats)
        base = least_ns(plain, len(u), repeats)
        row = {
            "quantile_ns": ns,
            "density_ns": density,
            "drawn_ns": drawn,
            "plain_ns": base,
            "ratio": ns / base,
        }
        print(json.dumps({"kind": name, **{k: round(v, 2) for k, v in row.items()}}), flush=True)


if __name__ == "__main__":
    main()
