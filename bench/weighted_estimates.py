"""Weighted means of targeted and mixed datasets: are they unbiased, do their intervals cover the truth?

    python bench/weighted_estimates.py [EXPERIMENTS]

Each experiment draws a dataset, "sees" a yes or no for each sample (a detector that fails more often in the
rare conditions) and estimates the rate of yes. The truth is that of eight million independent draws of the
scenario (a million of the ODD's exposure), with the region as plain numpy.
"""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenewright.evidence.weighting import weighted_mean
from scenewright.scenario import category, load_odd, number, scenario_from_document
from scenewright.scenario.sampling import draw_columns
from scenewright.scenario.strategies import Design
from scenewright.scenario.strategies.make import make_design
from scenewright.scenario.strategies.weights import importance_weights

_SPECS = (
    number("rain_mm_h", "mm/h", 0, 60, "", {"uniform": [0, 60]}, ""),
    number("distance_m", "m", 2, 100, "", {"log_uniform": [2, 100]}, ""),
    number("sun_deg", "deg", -10, 70, "", {"normal": {"mean": 25, "sd": 20, "low": -10, "high": 70}}, ""),
    category("sky", {"clear": 0.5, "broken": 0.3, "overcast": 0.2}, "", ""),
    number("speed_m_s", "m/s", 0, 30, "", {"uniform": [0, 30]}, ""),
)
_SCENARIO: dict[str, Any] = {
    "name": "street",
    "world": "none",
    "parameters": {
        "rain_mm_h": {
            "given": "sky",
            "cases": {
                "overcast": {
                    "mixture": [{"weight": 0.6, "constant": 0}, {"weight": 0.4, "log_uniform": [0.1, 50]}]
                }
            },
            "otherwise": {
                "mixture": [{"weight": 0.97, "constant": 0}, {"weight": 0.03, "log_uniform": [0.1, 20]}]
            },
        }
    },
    "constraints": ["distance_m > 5 or speed_m_s < 15"],
}
_ODD = """
scenewright: 1
kind: Odd
name: streets
attributes:
  - {name: rain, parameter: rain_mm_h, buckets: [{label: dry, high: 0.1}, {label: light, low: 0.1, high: 2.5},
     {label: heavy, low: 2.5}], exposure: {dry: 0.9, light: 0.08, heavy: 0.02}}
  - {name: distance, parameter: distance_m, buckets: [{label: near, high: 10}, {label: far, low: 10}],
     exposure: {near: 0.15, far: 0.85}}
  - {name: sun, parameter: sun_deg, buckets: [{label: night, high: 0}, {label: low, low: 0, high: 15},
     {label: high, low: 15}], exposure: {night: 0.2, low: 0.1, high: 0.7}}
  - {name: sky, parameter: sky, buckets: [{label: clear, values: [clear]}, {label: clouds,
     values: [broken, overcast]}], exposure: {clear: 0.4, clouds: 0.6}}
  - {name: time gap, parameter: "distance_m / greatest(speed_m_s, 0.1)", buckets: [{label: short, high: 1},
     {label: long, low: 1}], exposure: {short: 0.1, long: 0.9}}
"""
_REGION = "rain_mm_h > 2 and distance_m >= 20 and (speed_m_s > 10 or sun_deg < 0)"
_N, _TRUTH = 400, 1 << 23


def main(experiments: int) -> int:
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "streets.odd.yaml"
        file.write_text(_ODD)
        odd = load_odd(file)
    scenario = scenario_from_document(_SCENARIO, _SPECS)
    made = {
        "targeted, all": make_design("targeted", scenario, count=_N, seed="1", region=_REGION, share=1.0),
        "targeted, half": make_design("targeted", scenario, count=_N, seed="1", region=_REGION, share=0.5),
        "mixture, half": make_design("mixture", scenario, count=_N, seed="1", odd=odd, t=3, share=0.5),
        "mixture, tenth": make_design("mixture", scenario, count=_N, seed="1", odd=odd, t=2, share=0.1),
    }
    print(f"{experiments} datasets of {_N} samples; truth from {_TRUTH} draws, by exposure an eighth")
    print(f"{'design':16} {'rows':>5} {'truth':>8} {'mean':>8} {'off by':>14} {'covered':>8} {'ESS':>6}")
    bad = 0
    for name, design in ((name, each.design) for name, each in made.items()):
        truth = _truth(scenario, design)
        found = [_estimate(scenario, design, f"dataset {number}") for number in range(experiments)]
        values = np.array([each.value for each in found])
        error = values.std(ddof=1) / np.sqrt(experiments)
        off = (values.mean() - truth) / error
        covered = float(np.mean([each.low is not None and each.low <= truth <= each.high for each in found]))
        size = float(np.mean([each.effective_sample_size for each in found]))
        good = abs(off) <= 2 and 0.93 <= covered <= 0.97
        bad += not good
        figures = f"{truth:8.5f} {values.mean():8.5f} {off:+7.2f} errors {covered:8.1%} {size:6.0f}"
        print(f"{name:16} {len(design.rows):5} {figures} {'' if good else '  OUTSIDE'}", flush=True)
    return 1 if bad else 0


def _estimate(scenario: Any, design: Design, root: str) -> Any:
    columns = draw_columns(scenario, root=root, strategy=design, indices=np.arange(_N)).columns
    assert design.domain is not None
    weights = importance_weights(design, design.domain.codes(columns))
    return weighted_mean(_fails(columns, root), weights)


def _truth(scenario: Any, design: Design) -> float:
    """Rate under the design's base; of the region's samples alone where there are no others."""
    assert design.domain is not None
    if design.exposure_is == "domain":
        base = Design("exposure", domain=design.domain)
        return float(
            _rate(
                draw_columns(scenario, root="truth", strategy=base, indices=np.arange(_TRUTH // 8)).columns
            ).mean()
        )
    columns = draw_columns(scenario, root="truth", strategy="random", indices=np.arange(_TRUTH)).columns
    rate, inside = _rate(columns), (columns["rain_mm_h"] > 2) & (columns["distance_m"] >= 20)
    inside &= (columns["speed_m_s"] > 10) | (columns["sun_deg"] < 0)
    return float((rate[inside] if design.by_exposure == 0 else rate).mean())


def _rate(columns: Any) -> NDArray[np.float64]:
    """How often the detector fails in each condition, shape (n,)."""
    rain, near, dark = columns["rain_mm_h"] > 2, columns["distance_m"] < 10, columns["sun_deg"] < 0
    return np.asarray(
        0.05 + 0.3 * rain + 0.2 * dark + 0.3 * (near & dark) + 0.1 * (columns["speed_m_s"] > 20)
    )


def _fails(columns: Any, root: str) -> NDArray[np.float64]:
    from scenewright.randomness import Streams

    chance = Streams(root, "detector").generator("fails").random(len(columns["sun_deg"]))
    return np.asarray(chance < _rate(columns), np.float64)


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000))
