"""Intervals of exposure-weighted coverage: the jackknife by brute force, and how often it holds the truth."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray

from scenewright.evidence.coverage.cells import Cells, mean_weighted
from scenewright.evidence.coverage.combinations import count_combinations
from scenewright.evidence.coverage.jackknife import interval_of, jackknife_variance
from scenewright.evidence.coverage.tway import accumulate, measure_tway

SIZES = [3, 4, 2, 3]


def cells_of(codes: NDArray[np.int8], t: int) -> list[Cells]:
    rng = np.random.default_rng(0)
    made = []
    for item in count_combinations(codes, SIZES, t):
        p = rng.dirichlet(np.ones(item.counts.size)).reshape(item.counts.shape)
        made.append(Cells(item, p, np.ones(p.shape)))
    return made


@pytest.mark.parametrize(("t", "minimum"), [(1, 1), (2, 1), (2, 2), (3, 1), (4, 1)])
def test_the_variance_is_that_of_leaving_each_frame_out(t: int, minimum: int) -> None:
    codes = np.stack([np.random.default_rng(a).integers(-1, n, 25) for a, n in enumerate(SIZES)], axis=1)
    codes = codes.astype(np.int8)
    found = measure_tway(t, cells_of(codes, t), codes, minimum)
    without = []
    for i in range(len(codes)):
        rest = cells_of(np.delete(codes, i, axis=0), t)
        without.append(mean_weighted(rest, minimum))
    expected = 24 / 25 * ((np.array(without) - np.mean(without)) ** 2).sum()
    value = found.exposure_weighted
    assert value == mean_weighted(cells_of(codes, t), minimum) and value is not None
    assert (found.low, found.high) == pytest.approx(interval_of(value, expected))


def test_nothing_hangs_on_a_single_frame() -> None:
    codes = np.zeros((50, 2), np.int8)
    losses = {subset: np.zeros([3, 4]) for subset in combinations(range(2), 2)}
    assert jackknife_variance(codes, [3, 4], 2, losses) == 0


def test_intervals_hold_the_mean_of_datasets_drawn_alike() -> None:
    """300 datasets of 60 frames drawn as the machine will meet them: how often the mean coverage is inside.

    The jackknife is wide rather than narrow; planted fault: half its width holds it too seldom.
    """
    shares = [
        np.array([0.7, 0.2, 0.1]),
        np.array([0.55, 0.3, 0.1, 0.05]),
        np.array([0.9, 0.1]),
        np.ones(3) / 3,
    ]
    low, high, values = [], [], []
    for seed in range(300):
        rng = np.random.default_rng(seed)
        codes = np.stack([rng.choice(len(p), 60, p=p) for p in shares], axis=1).astype(np.int8)
        cells = [
            Cells(item, np.outer(*(shares[a] for a in item.attributes)), np.ones(item.counts.shape))
            for item in count_combinations(codes, SIZES, 2)
        ]
        found = measure_tway(2, cells, codes, 1)
        assert found.low is not None and found.high is not None and found.exposure_weighted is not None
        low.append(found.low)
        high.append(found.high)
        values.append(found.exposure_weighted)
    truth, ends = float(np.mean(values)), np.array([low, high])
    assert 0.93 <= ((ends[0] <= truth) & (truth <= ends[1])).mean() <= 1
    assert (np.abs(np.array(values) - truth) <= (np.array(values) - ends[0]) / 2).mean() < 0.93


def test_coverage_grows_with_the_frames_to_that_of_all() -> None:
    codes = np.stack([np.random.default_rng(a).integers(0, n, 200) for a, n in enumerate(SIZES)], axis=1)
    codes = codes.astype(np.int8)
    cells = {t: cells_of(codes, t) for t in (1, 2, 3)}
    points = accumulate(codes, SIZES, cells, 1)
    assert points[0].frames == 8 and points[-1].frames == 200
    curve = np.array([p.exposure_weighted for p in points], float)
    assert (np.diff(curve, axis=0) >= -1e-12).all()
    assert curve[-1] == pytest.approx([mean_weighted(cells[t], 1) for t in (1, 2, 3)])
    # The first point by hand: the coverage of the first eight frames alone.
    first = [mean_weighted(cells_of(codes[:8], t), 1) for t in (1, 2, 3)]
    assert curve[0] == pytest.approx(first)
