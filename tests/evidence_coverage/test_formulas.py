"""Every formula against scipy or a table worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import jensenshannon
from scipy.stats import binomtest, wasserstein_distance

from scenewright.evidence.coverage.combinations import count_combinations, coverage, set_difference
from scenewright.evidence.coverage.divergence import jensen_shannon, wasserstein_1
from scenewright.evidence.coverage.exposure import (
    exposure_weighted_coverage,
    joint_exposure,
    under_coverage,
)
from scenewright.evidence.coverage.interval import wilson
from scenewright.evidence.coverage.reweight import effective_sample_size, target_weights
from scenewright.evidence.coverage.unseen import chao1, estimate_unseen, good_turing

weights = st.lists(st.floats(0.001, 10), min_size=2, max_size=8)


@given(weights, st.randoms(use_true_random=False))
def test_divergences_agree_with_scipy(p: list[float], random) -> None:  # type: ignore[no-untyped-def]
    q = [random.uniform(0, 3) for _ in p[:-1]] + [1.0]
    assert jensen_shannon(p, q) == pytest.approx(jensenshannon(p, q, base=2) ** 2, abs=1e-9)
    places = np.arange(len(p))
    assert wasserstein_1(p, q) == pytest.approx(wasserstein_distance(places, places, p, q), abs=1e-9)


def test_divergences_at_their_ends() -> None:
    assert jensen_shannon([1, 0], [0, 1]) == pytest.approx(1)
    assert jensen_shannon([2, 2], [1, 1]) == 0
    assert wasserstein_1([1, 0, 0], [0, 0, 1]) == pytest.approx(2)
    with pytest.raises(ValueError, match="positive sum"):
        jensen_shannon([0, 0], [1, 1])


@given(st.integers(1, 400), st.data())
def test_wilson_agrees_with_scipy(trials: int, data: st.DataObject) -> None:
    successes = data.draw(st.integers(0, trials))
    reference = binomtest(successes, trials).proportion_ci(method="wilson")
    assert wilson(successes, trials) == pytest.approx((reference.low, reference.high), abs=1e-9)


def test_wilson_without_trials_says_nothing() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    with pytest.raises(ValueError, match="3 of 2"):
        wilson(3, 2)


# Three attributes of 2, 2 and 3 buckets; by hand: pairs AB {00, 11}, AC {00, 12}, BC {00, 12}.
CODES = np.array([[0, 0, 0], [1, 1, 2], [1, 1, 2], [-1, 0, 1]])
SIZES = (2, 2, 3)


def test_pairwise_coverage_of_a_hand_counted_table() -> None:
    pairs = count_combinations(CODES, SIZES, 2)
    assert [p.attributes for p in pairs] == [(0, 1), (0, 2), (1, 2)]
    assert pairs[0].counts.tolist() == [[1, 0], [0, 2]]
    assert pairs[2].counts.tolist() == [[1, 1, 0], [0, 0, 2]]
    assert coverage(pairs) == pytest.approx((2 + 2 + 3) / (4 + 6 + 6))
    assert coverage(pairs, minimum=2) == pytest.approx(3 / 16)


def test_infeasible_tuples_leave_the_denominator_unless_seen() -> None:
    declared = {(0, 1): np.array([[False, False], [True, True]])}
    pairs = count_combinations(CODES, SIZES, 2, declared)
    assert pairs[0].feasible.tolist() == [[True, False], [True, True]]
    assert coverage(pairs) == pytest.approx(7 / 15)


def test_set_difference_by_hand() -> None:
    source = CODES[:1]
    # The target has 2 + 2 + 3 pairs; the source shows one of each kind.
    assert set_difference(CODES, source, SIZES, 2) == pytest.approx(4 / 7)
    assert set_difference(source, CODES, SIZES, 2) == 0
    assert set_difference(CODES[:0], CODES, SIZES, 2) is None


def test_exposure_weighted_coverage_by_hand() -> None:
    assert exposure_weighted_coverage([0.7, 0.2, 0.1], [9, 1, 0], 1) == pytest.approx(0.9)
    assert exposure_weighted_coverage([0.7, 0.2, 0.1], [9, 1, 0], 2) == pytest.approx(0.7)
    feasible = [True, True, False]
    assert exposure_weighted_coverage([0.7, 0.2, 0.1], [9, 1, 0], 1, feasible) == pytest.approx(1)
    assert joint_exposure([0.5, 0.5], [0.2, 0.8]).tolist() == [[0.1, 0.4], [0.1, 0.4]]


def test_under_coverage_is_flagged_when_sure_only() -> None:
    few, much = under_coverage([0.5, 0.5], [10, 90])
    assert few.value == pytest.approx(0.2) and few.under and not much.under
    assert few.high == pytest.approx(binomtest(10, 100).proportion_ci(method="wilson").high / 0.5)
    assert not under_coverage([0.5, 0.5], [1, 3])[0].under
    assert under_coverage([0.0, 1.0], [1, 3])[0].value is None


def test_unseen_mass_and_richness_by_hand() -> None:
    counts = [1, 1, 1, 2, 5]
    assert good_turing(counts) == pytest.approx(0.3)
    assert chao1(counts) == pytest.approx(5 + 9 / 2)
    assert chao1([1, 1, 1, 5]) == pytest.approx(4 + 3)


@pytest.mark.parametrize(
    ("strategy", "scenarios", "reason"),
    [("sobol", 1, "strategy 'sobol'"), ("random", 2, "2 scenarios"), ("random", 1, "")],
)
def test_unseen_is_refused_without_independent_draws(strategy: str, scenarios: int, reason: str) -> None:
    result = estimate_unseen([1, 2], strategy, scenarios)
    assert reason in result.refused and (result.unseen_mass is None) == bool(reason)


def test_weights_and_effective_sample_size_by_hand() -> None:
    w = target_weights([0, 0, 0, 1, -1], [0.5, 0.5])
    assert w == pytest.approx([2 / 3, 2 / 3, 2 / 3, 2, 0])
    assert effective_sample_size(w) == pytest.approx(16 / (3 * 4 / 9 + 4))
    assert effective_sample_size([1, 1, 1]) == pytest.approx(3)
    assert effective_sample_size([0, 0]) == 0
