"""Layouts of crowded floors: time, share of moves that found room, and what is left of the start.

    python bench/placement.py [--layouts 200] [--sweeps 20]

Whole-layout rejection, as scenario languages do it, is tried for as long beside it. The bias is the
Kolmogorov-Smirnov distance of the gaps to the nearest neighbour between these layouts and ones with ten times
the sweeps, beside the distance that chance alone would give at this number of layouts.
"""

from __future__ import annotations

import argparse
import json
import time

import numpy as np
from scipy import stats

from scenewright.geometry.footprint import Footprint, gaps_m
from scenewright.geometry.placement import place

FLOOR_M = 40.0
CAR, CRATE = Footprint(2.25, 1.0), Footprint(0.6, 0.6)


def gap(poses: np.ndarray, thing: Footprint) -> float:
    """From the first thing to its nearest neighbour [m]."""
    return float(gaps_m(thing, poses[0], [thing] * (len(poses) - 1), poses[1:]).min())


def rejection(thing: Footprint, count: int, rng: np.random.Generator, longest_s: float) -> int:
    """How many whole layouts without overlap are found in a time."""
    found, started = 0, time.perf_counter()
    while time.perf_counter() - started < longest_s:
        poses = rng.random((count, 3)) * [FLOOR_M, FLOOR_M, 2 * np.pi]
        found += all((gaps_m(thing, poses[i], [thing] * i, poses[:i]) > 0).all() for i in range(1, count))
    return found


def measure(thing: Footprint, count: int, layouts: int, sweeps: int) -> dict[str, object]:
    def draw(key: int, number: int) -> tuple[float, str, float]:
        rng = np.random.Generator(np.random.Philox(key=key))
        made = place([thing] * count, FLOOR_M, FLOOR_M, rng, sweeps=number)
        return gap(made.poses, thing), made.start, made.acceptance

    started = time.perf_counter()
    some = [draw(key, sweeps) for key in range(layouts)]
    each = (time.perf_counter() - started) / layouts
    long = [draw(layouts + key, 10 * sweeps) for key in range(layouts // 4)]
    distance = stats.ks_2samp([gap for gap, *_ in some], [gap for gap, *_ in long])
    rng = np.random.Generator(np.random.Philox(key=1))
    return {
        "count": count,
        "covered": round(count * thing.area_m2 / FLOOR_M**2, 3),
        "start": sorted({start for _, start, _ in some}),
        "ms_per_layout": round(each * 1e3, 1),
        "acceptance": round(float(np.mean([share for *_, share in some])), 3),
        "bias_ks": round(float(distance.statistic), 3),
        "bias_p": round(float(distance.pvalue), 4),
        "whole_layouts_by_rejection_in_2_s": rejection(thing, count, rng, 2.0),
    }


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--layouts", type=int, default=200)
    options.add_argument("--sweeps", type=int, default=20)
    asked = options.parse_args()
    for name, thing in (("crate", CRATE), ("car", CAR)):
        for count in (5, 25, 50, 100):
            print(
                json.dumps({"thing": name, **measure(thing, count, asked.layouts, asked.sweeps)}), flush=True
            )


if __name__ == "__main__":
    main()
