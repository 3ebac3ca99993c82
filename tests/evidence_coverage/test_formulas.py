"""Every formula against scipy or a table worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import jensenshannon
from scipy.special import rel_entr
from scipy.stats import binomtest, wasserstein_distance
from scipy.stats.contingency import association

from scenewright.evidence.coverage.combinations import count_combinations, coverage, set_difference
from scenewright.evidence.coverage.divergence import (
    jensen_shannon,
    population_stability_index,
    wasserstein_1,
)
from scenewright.evidence.coverage.exposure import (
    effective_sample_size_of_cells,
    exposure_weighted_coverage,
    under_coverage,
)
from scenewright.evidence.coverage.realisation import cramers_v

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
    target, source, empty = (count_combinations(c, SIZES, 2) for c in (CODES, CODES[:1], CODES[:0]))
    # The target has 2 + 2 + 3 pairs; the source shows one of each kind.
    assert set_difference(target, source) == pytest.approx(4 / 7)
    assert set_difference(source, target) == 0
    assert set_difference(empty, target) is None


def test_exposure_weighted_coverage_by_hand() -> None:
    assert exposure_weighted_coverage([0.7, 0.2, 0.1], [9, 1, 0], 1) == pytest.approx(0.9)
    assert exposure_weighted_coverage([0.7, 0.2, 0.1], [9, 1, 0], 2) == pytest.approx(0.7)
    feasible = [True, True, False]
    assert exposure_weighted_coverage([0.7, 0.2, 0.1], [9, 1, 0], 1, feasible) == pytest.approx(1)


def test_under_coverage_is_flagged_when_sure_only() -> None:
    few, much = under_coverage([0.5, 0.5], [10, 90])
    assert few.value == pytest.approx(0.2) and few.under and not much.under
    assert few.high == pytest.approx(binomtest(10, 100).proportion_ci(method="wilson").high / 0.5)
    assert not under_coverage([0.5, 0.5], [1, 3])[0].under
    assert under_coverage([0.0, 1.0], [1, 3])[0].value is None


def test_effective_sample_size_of_cells_is_kish_over_frames() -> None:
    exposure, counts = np.array([0.5, 0.3, 0.2]), np.array([3, 1, 0])
    weights = np.repeat(exposure[:2] / (counts[:2] / 4), counts[:2])
    kish = weights.sum() ** 2 / (weights**2).sum()
    assert effective_sample_size_of_cells(exposure, counts) == pytest.approx(kish)
    assert effective_sample_size_of_cells([0.5, 0.5], [7, 7]) == pytest.approx(14)
    assert effective_sample_size_of_cells([0.5, 0.5], [0, 0]) == 0


def test_population_stability_index_by_hand() -> None:
    # Two buckets, 50:50 expected, 60:40 found: 0.1 ln 1.2 + (-0.1) ln 0.8.
    assert population_stability_index([50, 50], [60, 40]) == pytest.approx(0.1 * np.log(1.5))
    assert population_stability_index([3, 1], [3, 1]) == 0
    # A bucket that is never shown costs a lot, but not infinitely much.
    assert 0.25 < population_stability_index([0.9, 0.1], [1, 0]) < 1


@given(weights, st.randoms(use_true_random=False))
def test_population_stability_index_is_jeffreys_divergence(p: list[float], random) -> None:  # type: ignore[no-untyped-def]
    q = [random.uniform(0.1, 3) for _ in p]
    one, two = np.array(p) / sum(p), np.array(q) / sum(q)
    one, two = np.maximum(one, 1e-4), np.maximum(two, 1e-4)
    jeffreys = rel_entr(one, two).sum() + rel_entr(two, one).sum()
    assert population_stability_index(p, q) == pytest.approx(jeffreys, abs=1e-9)


def test_cramers_v_against_scipy() -> None:
    table = np.array([[20, 3, 2], [4, 30, 6]])
    n, phi = table.sum(), association(table, method="cramer") ** 2
    corrected = phi - 2 / (n - 1)
    least = min(2 - 1 / (n - 1), 3 - 4 / (n - 1)) - 1
    assert cramers_v(table) == pytest.approx(np.sqrt(corrected / least))
    assert cramers_v([[10, 0], [0, 10]]) == pytest.approx(1, abs=0.05)
    assert cramers_v([[10, 10], [10, 10]]) == 0
    assert cramers_v([[10, 10], [0, 0]]) is None
