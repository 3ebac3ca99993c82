"""What was never drawn: by hand, against simulation, and refused where draws are not independent."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from scenewright.evidence.coverage.unseen import (
    Draws,
    chao1,
    estimate_unseen,
    good_turing,
    independent_draws,
    joint_counts,
    once_each,
)

PLAIN = pa.table({"scenario": ["s"] * 4})


def mixed(*components: str) -> list[pa.Table]:
    return [pa.table({"component": list(components)})]


def test_by_hand() -> None:
    counts = [1, 1, 1, 2, 5]
    assert good_turing(counts) == pytest.approx(0.3)
    assert chao1(counts) == pytest.approx(5 + 9 / 2)
    assert chao1([1, 1, 1, 5]) == pytest.approx(4 + 3)


@pytest.mark.parametrize(
    ("strategy", "scenarios", "reason"),
    [
        ("sobol", 1, "strategy 'sobol' spreads"),
        ("covering", 1, "picks its points"),
        ("mixed", 1, "several strategies"),
        ("random", 2, "2 scenarios"),
        ("random", 1, ""),
    ],
)
def test_refused_without_independent_draws(strategy: str, scenarios: int, reason: str) -> None:
    draws = independent_draws([PLAIN], strategy, scenarios)
    result = estimate_unseen(np.array([[0], [1], [1], [0]], np.int8), [2], draws)
    assert reason in result.refused and (result.unseen_mass is None) == bool(reason) and result.seen == 2


def test_only_the_independent_part_of_a_mixture_counts() -> None:
    indices = mixed("exposure", "covering", "exposure", "covering")
    result = estimate_unseen(
        np.array([[0], [1], [0], [2]], np.int8), [3], independent_draws(indices, "mixture", 1)
    )
    assert (result.frames, result.seen, result.unseen_mass) == (2, 3, 0)
    # Planted fault: all four frames taken for draws would see 1 and 2 once each.
    assert good_turing([2, 1, 1]) == 0.5


@pytest.mark.parametrize(
    ("components", "reason"),
    [(("covering", "targeted"), "components are covering, targeted"), (("random", "exposure"), "differ")],
)
def test_a_mixture_without_one_independent_part_is_refused(components: tuple[str, str], reason: str) -> None:
    assert reason in independent_draws(mixed(*components), "mixture", 1).refused


def test_joint_cells_of_many_attributes_are_told_apart() -> None:
    """30 attributes of 20 buckets: more cells than a 64-bit number counts."""
    rng = np.random.default_rng(1)
    codes = rng.integers(0, 20, (300, 30)).astype(np.int8)
    codes[150:] = codes[:150]
    codes[0, 29] = -1
    counts = joint_counts(codes, [20] * 30)
    assert sorted(counts.tolist()) == [1] + [2] * 149


def test_good_turing_and_chao1_on_draws_whose_truth_is_known() -> None:
    """1,000 cells with Zipf's probabilities: the mean error of the unseen mass is small, Chao1 stays
    below."""
    p = 1 / np.arange(1, 1001)
    p /= p.sum()
    errors, richness = [], []
    for seed in range(200):
        counts = np.random.default_rng(seed).multinomial(800, p)
        errors.append(good_turing(counts) - p[counts == 0].sum())
        richness.append(chao1(counts))
    assert abs(np.mean(errors)) < 3 * np.std(errors) / np.sqrt(200) + 1 / 800
    assert 500 < np.mean(richness) <= 1000


def test_moments_and_samples_of_two_datasets_count_once() -> None:
    """Planted fault: taken as draws, five moments of a sample make every cell seen five times over."""
    rng = np.random.default_rng(0)
    values = rng.integers(0, 40, 20)
    alone = estimate_unseen(values[:, None], [40], Draws(None))
    assert alone.unseen_mass is not None and alone.unseen_mass > 0.3
    episodes = pa.table({"index": np.repeat(np.arange(20), 5), "time": np.tile(np.arange(5), 20)})
    draws = once_each(Draws(None), [episodes], ["seed s"])
    assert estimate_unseen(np.repeat(values, 5)[:, None], [40], draws) == alone
    one, more = pa.table({"index": np.arange(12)}), pa.table({"index": np.arange(20)})
    both = np.concatenate([values[:12], values])[:, None]
    assert estimate_unseen(both, [40], once_each(Draws(None), [one, more], ["seed s"] * 2)) == alone
    other = once_each(Draws(None), [one, more], ["seed s", "other s"])
    assert estimate_unseen(both, [40], other).frames == 32


def test_a_sample_that_another_component_has_first_still_counts() -> None:
    draws = Draws(np.array([False, True, True, True]))
    tables = [pa.table({"index": [0, 1]}), pa.table({"index": [0, 1]})]
    found = once_each(draws, tables, ["seed s"] * 2).chosen
    assert found is not None and found.tolist() == [False, True, True, False]


def test_no_more_cells_than_there_are() -> None:
    codes = np.array([[0], [1], [2], [3], [3], [3]], np.int8)
    found = estimate_unseen(codes, [5], Draws(None))
    assert chao1([1, 1, 1, 3]) == 7 and found.richness == 5
