"""Weights, energy distance and refitted distributions against laws and direct formulas."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize
from scipy.stats import energy_distance as scipy_energy_distance

from scenewright.evidence.calibration.energy import (
    distance_change,
    energy_distance,
    unbiased_energy_distance,
)
from scenewright.evidence.calibration.refit import refit
from scenewright.evidence.calibration.weights import effective_size, nearest_weights, onto_simplex
from scenewright.scenario.distributions import parse_distribution


def normal(seed, n, d, shift=0.0):
    return np.random.default_rng(seed).normal(shift, 1, (n, d))


def distribution(document):
    return parse_distribution(document, (), lambda *a, **k: pytest.fail(str(k)))


def test_energy_distance_by_hand_and_by_scipy():
    x, y = normal(1, 7, 3), normal(2, 5, 3, 0.5)
    w = np.random.default_rng(3).dirichlet(np.ones(7))
    pairs = [(w[i] * w[j], np.linalg.norm(x[i] - x[j])) for i in range(7) for j in range(7)]
    within = sum(share * apart for share, apart in pairs)
    across = sum(w[i] / 5 * np.linalg.norm(x[i] - y[j]) for i in range(7) for j in range(5))
    photos = sum(np.linalg.norm(y[i] - y[j]) for i in range(5) for j in range(5)) / 25
    assert energy_distance(x, y, w) == pytest.approx(2 * across - within - photos)
    # scipy's is the root, in one dimension.
    one = scipy_energy_distance(x[:, 0], y[:, 0], w) ** 2
    assert energy_distance(x[:, :1], y[:, :1], w) == pytest.approx(one)


def test_the_unbiased_distance_is_zero_on_average():
    found = [unbiased_energy_distance(normal(i, 12, 2), normal(1000 + i, 9, 2)) for i in range(400)]
    assert abs(np.mean(found)) < 3 * np.std(found) / 20


def test_the_interval_of_the_change_covers_the_truth():
    frames, truth, hits = normal(0, 2000, 2), normal(1, 2000, 2, 0.6), 0
    true = unbiased_energy_distance(frames, truth)
    for i in range(100):
        rng = np.random.default_rng(i)
        before, after, photos = (
            rng.normal(0, 1, (40, 2)),
            rng.normal(0.6, 1, (40, 2)),
            rng.normal(0.6, 1, (20, 2)),
        )
        found = distance_change(before, after, photos, np.arange(20), rng, resamples=200)
        hits += found.low <= true <= found.high
    assert hits >= 86


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(12, 60), st.integers(3, 30), st.floats(-4, 4), st.floats(0.1, 0.9))
def test_weights_lie_on_the_simplex_above_the_floor_and_never_further_than_even_ones(
    seed, n, m, shift, share
):
    frames, photos = normal(seed, n, 3), normal(seed + 1, m, 3, shift)
    found = nearest_weights(frames, photos, floor=share * n)
    assert found.weights.min() >= 0 and found.weights.sum() == pytest.approx(1)
    assert effective_size(found.weights) >= 0.999 * share * n
    assert energy_distance(frames, photos, found.weights) <= energy_distance(frames, photos) + 1e-12


@given(st.lists(st.floats(-10, 10), min_size=1, max_size=12))
def test_the_projection_is_the_nearest_point_of_the_simplex(point):
    point = np.array(point)
    found = onto_simplex(point)
    assert found.min() >= 0 and found.sum() == pytest.approx(1)
    # Optimality: no vertex lies in a direction that brings it nearer.
    assert np.max((point - found) - (point - found) @ found) <= 1e-7


def test_no_other_solver_finds_a_smaller_distance():
    frames, photos = normal(5, 14, 2), normal(6, 9, 2, 0.8)
    found = nearest_weights(frames, photos, floor=1)
    other = minimize(
        lambda w: energy_distance(frames, photos, w), np.full(14, 1 / 14), bounds=[(0, 1)] * 14,
        constraints={"type": "eq", "fun": lambda w: w.sum() - 1}, options={"maxiter": 400, "ftol": 1e-12},
    )  # fmt: skip
    assert energy_distance(frames, photos, found.weights) <= other.fun + 1e-6


RANGES = [
    {"uniform": [-2, 3]}, {"log_uniform": [0.5, 20]}, {"integer": [3, 40]},
    {"normal": {"mean": 0, "sd": 1, "low": -2, "high": 4}},
    {"mixture": [{"weight": 0.7, "constant": 0}, {"weight": 0.3, "uniform": [1, 4]}]},
]  # fmt: skip


@pytest.mark.parametrize("document", RANGES, ids=lambda d: next(iter(d)))
def test_a_refitted_distribution_moves_to_its_weighted_draws_and_stays_in_its_range(document):
    before = distribution(document)
    values = before.quantile((np.arange(400) + 0.5) / 400, {}).astype(float)
    low, high = before.bounds()
    weights = np.exp(-0.5 * ((values - low - 0.7 * (high - low)) / (0.25 * (high - low))) ** 2)
    after = refit(before, values, weights / weights.sum(), {})
    assert distribution(after.to_document()) == after
    assert low <= after.bounds()[0] and after.bounds()[1] <= high
    drawn = after.quantile((np.arange(1000) + 0.5) / 1000, {}).astype(float)
    wanted = float(values @ weights / weights.sum())
    assert abs(drawn.mean() - wanted) < 0.05 * (high - low)
    assert abs(drawn.mean() - wanted) < 0.3 * abs(values.mean() - wanted)


def test_a_condition_is_fitted_case_by_case_and_a_rare_case_is_left():
    before = distribution(
        {"given": "s", "cases": {"a": {"uniform": [0, 1]}, "b": {"uniform": [5, 9]}},
         "otherwise": {"uniform": [0, 3]}}
    )  # fmt: skip
    parents = np.array(["a"] * 60 + ["b"] * 60 + ["c"] * 2, dtype=object)
    values = np.concatenate([np.linspace(0, 1, 60), np.linspace(5, 9, 60), [1, 2]])
    weights = np.where(parents == "a", values > 0.8, 1.0)
    after = refit(before, values, weights, {"s": parents})
    assert after.case_parts[0].quantile(np.array([0.5]), {})[0] == pytest.approx(0.9, abs=0.04)
    assert after.case_parts[1].quantile(np.array([0.5]), {})[0] == pytest.approx(7, abs=0.2)
    assert after.otherwise == before.otherwise


def test_two_far_humps_become_pieces_of_a_histogram():
    values = np.linspace(0, 8, 400)
    weights = ((values < 2) | (values > 6)).astype(float)
    after = refit(distribution({"uniform": [0, 8]}), values, weights, {}).to_document()
    assert [part["uniform"] for part in after["mixture"]] == [[0, 2], [6, 8]]


def test_a_choice_takes_the_shares_of_its_draws_and_forgets_no_option():
    before = distribution({"choice": {"a": 0.5, "b": 0.3, "c": 0.2}})
    values = np.array(["a"] * 50 + ["b"] * 50, dtype=object)
    after = refit(before, values, np.where(values == "a", 3.0, 1.0), {})
    assert after.to_document() == {"choice": {"a": 0.75, "b": 0.25, "c": 0.001}}
