"""Formulas against scipy, exact enumeration and a small Monte Carlo."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from scenewright.evidence.transfer.statistics import (
    adjust_p_values,
    balanced_mean,
    clustered_interval,
    sign_flip_p_value,
    wilson_interval,
)


def chance(key: int) -> np.random.Generator:
    return np.random.Generator(np.random.Philox(key=key))


@given(st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_is_scipys(case):
    successes, n = case
    reference = stats.binomtest(successes, n).proportion_ci(method="wilson")
    assert wilson_interval(successes, n) == pytest.approx((reference.low, reference.high), abs=1e-9)


def test_wilson_without_trials_says_nothing():
    assert wilson_interval(0, 0) == (0.0, 1.0)


@given(st.lists(st.floats(0, 1), max_size=12))
def test_benjamini_hochberg_is_scipys(p_values):
    reference = stats.false_discovery_control(p_values) if p_values else []
    assert adjust_p_values(p_values) == pytest.approx(list(reference))


@given(st.lists(st.integers(-20, 20), min_size=2, max_size=8))
@settings(max_examples=40)
def test_sign_flip_is_the_exact_permutation_test(differences):
    values = np.array(differences, float)
    reference = stats.permutation_test(
        (values,), lambda x, axis=-1: x.sum(axis=axis), permutation_type="samples", n_resamples=np.inf
    )
    assert sign_flip_p_value(values) == pytest.approx(min(1.0, reference.pvalue), abs=1e-12)


def test_six_seeds_can_reach_five_percent_and_five_cannot():
    assert sign_flip_p_value(np.ones(6)) == pytest.approx(2 / 64)
    assert sign_flip_p_value(np.ones(5)) > 0.05


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
