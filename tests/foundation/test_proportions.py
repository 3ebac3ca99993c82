"""Intervals of proportions against scipy."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from scenewright.proportions import wilson


@given(st.integers(1, 400), st.data(), st.sampled_from([0.5, 0.9, 0.95, 0.99]))
def test_wilson_agrees_with_scipy(trials: int, data: st.DataObject, confidence: float) -> None:
    successes = data.draw(st.integers(0, trials))
    reference = binomtest(successes, trials).proportion_ci(confidence, method="wilson")
    low, high = wilson(successes, trials, confidence)
    assert (low, high) == pytest.approx((reference.low, reference.high), abs=1e-9)
    assert (low == 0) == (successes == 0) and (high == 1) == (successes == trials)


def test_wilson_takes_effective_numbers_and_says_nothing_without_trials() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    assert wilson(2.5, 10.2)[0] < 2.5 / 10.2 < wilson(2.5, 10.2)[1]
    assert wilson(0.1 * 3 / 0.3 * 7, 7)[1] == 1
    with pytest.raises(ValueError, match="3 of 2"):
        wilson(3, 2)
