"""Formulas against scipy and exact enumeration."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from scenewright.evidence.transfer.statistics import (
    adjust_p_values,
    sign_flip_p_value,
)


def chance(key: int) -> np.random.Generator:
    return np.random.Generator(np.random.Philox(key=key))


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
