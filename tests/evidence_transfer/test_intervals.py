"""Intervals of transfer: the level on simulated experiments, the parts against formulas, planted faults."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from scenewright.evidence.transfer.intervals import balanced_mean, clustered_interval


def chance(key: int) -> np.random.Generator:
    return np.random.Generator(np.random.Philox(key=key))


def test_balanced_mean_by_hand():
    values = np.array([[1.0, 1, 1, 0, 0, 1]])
    labels = np.array([0, 0, 0, 0, 1, 1])
    assert balanced_mean(values, labels) == pytest.approx((0.75 + 0.5) / 2)


def covered(clusters_known: bool, runs: int = 150) -> float:
    """Share of intervals that hold the truth, on clusters of eight photos alike."""
    random, truth, inside = chance(11), 0.8, 0
    for run in range(runs):
        right = random.random(40) < truth
        photos = np.repeat(right, 8).astype(float)
        values = np.stack([photos] * 6)
        groups = np.repeat(np.arange(40), 8) if clusters_known else np.arange(320)
        labels = np.zeros(320, dtype=np.int64)
        found = clustered_interval(values, labels, groups, chance(run), resamples=300)
        inside += found.low <= truth <= found.high
    return inside / runs


def test_clustered_intervals_hold_their_level():
    assert 0.89 <= covered(True) <= 0.99


def test_the_check_sees_intervals_that_ignore_clusters():
    assert covered(False) < 0.8


def test_intervals_are_reproducible_and_ordered():
    values, labels = chance(3).random((6, 90)).round(), np.arange(90) % 3
    first, again = (clustered_interval(values, labels, np.arange(90), chance(5)) for _ in range(2))
    assert first == again and first.low <= first.value <= first.high


def test_one_model_on_single_photos_is_as_wide_as_a_t_interval():
    values = (chance(1).random((1, 4000)) < 0.8).astype(float)
    found = clustered_interval(values, np.zeros(4000, np.int64), np.arange(4000), chance(2), resamples=4000)
    reference = stats.t.interval(0.95, 3999, loc=values.mean(), scale=stats.sem(values[0]))
    assert (found.low, found.high) == pytest.approx(reference, abs=6e-4)


def test_seeds_alone_give_students_interval():
    """Each model is right on all photos alike, so photos add nothing."""
    by_seed = np.array([0.1, 0.4, 0.2, 0.5, 0.3, 0.6])
    values = np.repeat(by_seed[:, None], 50, axis=1)
    found = clustered_interval(values, np.zeros(50, np.int64), np.arange(50), chance(3))
    reference = stats.t.interval(0.95, 5, loc=by_seed.mean(), scale=stats.sem(by_seed))
    assert (found.low, found.high) == pytest.approx(reference, abs=1e-9)


def gains_covered(take_seeds: bool, runs: int = 120) -> float:
    """Share of intervals that hold a gain that differs from seed to seed."""
    random, inside = chance(21), 0
    for run in range(runs):
        shift = 0.1 + 0.1 * random.normal(size=(6, 1))
        values = shift + random.normal(0, 0.5, (1, 60)) + random.normal(0, 0.5, (6, 60))
        seen = values if take_seeds else values.mean(axis=0, keepdims=True)
        found = clustered_interval(seen, np.zeros(60, np.int64), np.arange(60), chance(run), resamples=300)
        inside += found.low <= 0.1 <= found.high
    return inside / runs


def test_intervals_of_gains_hold_their_level_where_seeds_differ():
    assert 0.9 <= gains_covered(True) <= 1


def test_the_check_sees_intervals_that_ignore_seeds():
    assert gains_covered(False) < 0.93
