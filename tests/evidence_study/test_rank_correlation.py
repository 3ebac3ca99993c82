"""Rank correlation against scipy, the partial one against two other ways to it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from scenewright.evidence.study.influence import leave_one_out
from scenewright.evidence.study.rank_correlation import partial_spearman, spearman, spearman_p_value

_COLUMN = st.lists(st.integers(-5, 5), min_size=4, max_size=30)


def chance(key: int) -> np.random.Generator:
    return np.random.Generator(np.random.Philox(key=key))


@settings(max_examples=60, deadline=None)
@given(data=st.data(), x=_COLUMN)
def test_rho_and_p_are_scipys_with_ties(data: st.DataObject, x: list[int]) -> None:
    y = data.draw(st.lists(st.integers(-5, 5), min_size=len(x), max_size=len(x)))
    found = spearman(np.array(x, float), np.array(y, float))
    if len(set(x)) == 1 or len(set(y)) == 1:
        assert found is None
        return
    reference = stats.spearmanr(x, y)
    assert found == pytest.approx(reference.statistic, abs=1e-9)
    if abs(found) < 1 - 1e-12:
        assert spearman_p_value(found, len(x)) == pytest.approx(reference.pvalue, abs=1e-9)


def columns(n: int = 26, held: int = 3) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = chance(1)
    others = rng.normal(size=(n, held))
    x = others @ [1, -0.5, 0.2] + rng.normal(size=n)
    return x, others[:, 0] + 0.5 * x + rng.normal(size=n), others


def test_partial_rho_is_that_of_scipy_on_residuals() -> None:
    x, y, others = columns()
    design = np.column_stack([np.ones(len(x)), *(stats.rankdata(c) for c in others.T)])
    left = []
    for column in (x, y):
        ranks = stats.rankdata(column)
        left.append(ranks - design @ np.linalg.solve(design.T @ design, design.T @ ranks))
    found = partial_spearman(x, y, others)
    assert found is not None and found.held == 3
    assert found.rho == pytest.approx(stats.pearsonr(*left).statistic, abs=1e-9)


def test_partial_rho_is_that_of_the_inverse_correlation_matrix() -> None:
    """Whittaker 1990: -P_xy / sqrt(P_xx P_yy) of the inverse of the matrix of rank correlations."""
    x, y, others = columns()
    inverse = np.linalg.inv(stats.spearmanr(np.column_stack([x, y, others])).statistic)
    found = partial_spearman(x, y, others)
    assert found is not None
    assert found.rho == pytest.approx(-inverse[0, 1] / np.sqrt(inverse[0, 0] * inverse[1, 1]), abs=1e-9)
    t = found.rho * np.sqrt((26 - 2 - 3) / (1 - found.rho**2))
    assert found.p == pytest.approx(2 * stats.t.sf(abs(t), 26 - 2 - 3), abs=1e-12)


def test_partial_rho_sees_through_a_common_cause() -> None:
    rng = chance(2)
    cause = rng.normal(size=400)
    x, y = cause + 0.3 * rng.normal(size=400), cause + 0.3 * rng.normal(size=400)
    found = partial_spearman(x, y, cause[:, None])
    assert (spearman(x, y) or 0) > 0.8 and found is not None and abs(found.rho) < 0.15


def test_a_control_that_says_nothing_new_holds_nothing() -> None:
    x, y, others = columns()
    once = partial_spearman(x, y, others)
    again = partial_spearman(x, y, np.column_stack([others, others[:, 0] * 7, np.ones(len(x))]))
    assert once is not None and again is not None
    assert again.held == 3 and again.rho == pytest.approx(once.rho, abs=1e-9)
    assert partial_spearman(x, y, x[:, None]) is None, "nothing of x is left"
    assert partial_spearman(x[:5], y[:5], others[:5]) is None, "no degree of freedom is left"


def test_without_one_variant() -> None:
    x, y, _ = columns(12)
    y[3] = 100
    found = leave_one_out(x, y)
    for left_out in range(12):
        rest = [i for i in range(12) if i != left_out]
        assert found[left_out] == pytest.approx(stats.spearmanr(x[rest], y[rest]).statistic, abs=1e-9)
