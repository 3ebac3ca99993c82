"""Predictors against brute force, closed forms and planted differences."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest
from scipy.stats import norm

from scenewright.evidence.calibration.image_statistics import STATISTICS
from scenewright.evidence.coverage.factors import Factor
from scenewright.evidence.study.factors import parameter_factors
from scenewright.evidence.study.predictors import PREDICTORS, Photos, Seen
from scenewright.evidence.study.predictors.kernel_distance import kernel_distance
from scenewright.evidence.study.predictors.proxy_a_distance import domain_error, proxy_a_distance
from scenewright.randomness import Streams
from scenewright.scenario import scenario_from_document
from scenewright.scenario.odd import Bucket

SIZES = (2, 3, 2)


def chance(key: int) -> np.random.Generator:
    return np.random.Generator(np.random.Philox(key=key))


def seen(shift: float = 0.0, frames: int = 400, **changes: object) -> Seen:
    """Frames that differ from the photos by a shift of everything."""
    rng = chance(1)
    factors = tuple(
        Factor(
            f"f{i}", f"f{i}", False, "", tuple(Bucket(label=str(k), values=(k,)) for k in range(size)),
            (0.7, 0.3) if size == 2 else (0.5, 0.3, 0.2),
        )
        for i, size in enumerate(SIZES)
    )  # fmt: skip
    photos = Photos(rng.normal(size=(300, 8)), rng.normal(size=(300, len(STATISTICS))), np.arange(300))
    given = {
        "codes": np.stack([rng.integers(0, size, 9) for size in SIZES], axis=1),
        "factors": factors,
        "minimum_frames": 1,
        "features": rng.normal(size=(frames, 8)) + shift,
        "statistics": rng.normal(size=(frames, len(STATISTICS))) + shift,
        "held_out_accuracy": np.array([0.8, 0.9]),
        "photos": photos,
        "streams": Streams("a", "b"),
    }
    return Seen(**{**given, **changes})  # type: ignore[arg-type]


def measured(name: str, of: Seen) -> float:
    value = PREDICTORS[name].measure(of)
    assert value is not None
    return value


@pytest.mark.parametrize("t", [1, 2, 3])
def test_coverage_is_a_count_of_tuples(t: int) -> None:
    of = seen()
    there = total = 0
    for chosen in combinations(range(3), t):
        present = {tuple(row) for row in of.codes[:, list(chosen)].tolist()}
        cells = set(product(*(range(SIZES[a]) for a in chosen)))
        there, total = there + len(present & cells), total + len(cells)
    assert measured(f"coverage_{t}", of) == pytest.approx(there / total) and there < total + (t == 1)


def test_coverage_of_more_factors_than_there_are_is_not_defined() -> None:
    of = seen()
    two = seen(codes=of.codes[:, :2], factors=of.factors[:2])
    assert PREDICTORS["coverage_3"].measure(two) is None


def test_exposure_weighted_coverage_by_hand() -> None:
    of = seen(codes=np.array([[0, 0, 0], [0, 1, 0]]))
    assert measured("exposure_weighted_1", of) == pytest.approx((0.7 + 0.8 + 0.7) / 3)
    assert measured("exposure_weighted_2", of) == pytest.approx((0.7 * 0.8 + 0.7 * 0.7 + 0.8 * 0.7) / 3)
    twice = seen(codes=np.array([[0, 0, 0], [0, 1, 0]]), minimum_frames=2)
    assert measured("exposure_weighted_1", twice) == pytest.approx((0.7 + 0 + 0.7) / 3)


def test_a_shift_is_its_own_wasserstein_distance() -> None:
    of = seen()
    moved = seen(statistics=of.photos.statistics + 1.5)
    assert measured("statistics_w1", moved) == pytest.approx(1.5)
    assert measured("statistics_energy", moved) > 1


def test_kernel_distance_is_the_u_statistic() -> None:
    x, y = chance(2).normal(size=(5, 3)), chance(3).normal(size=(4, 3)) + 1

    def kernel(a: np.ndarray, b: np.ndarray) -> float:
        return float((a @ b / 3 + 1) ** 3)

    within_x = np.mean([kernel(x[i], x[j]) for i in range(5) for j in range(5) if i != j])
    within_y = np.mean([kernel(y[i], y[j]) for i in range(4) for j in range(4) if i != j])
    across = np.mean([kernel(a, b) for a in x for b in y])
    assert kernel_distance(x, y) == pytest.approx(within_x + within_y - 2 * across)


def test_kernel_distance_is_unbiased() -> None:
    found = [
        kernel_distance(chance(k).normal(size=(20, 4)), chance(900 + k).normal(size=(30, 4)))
        for k in range(400)
    ]
    assert abs(np.mean(found)) < 3 * np.std(found) / 20
    assert min(found) < 0


def test_proxy_a_distance_of_normals_is_that_of_the_best_classifier() -> None:
    rng = chance(4)
    for gap in (0.0, 1.0, 3.0):
        frames, photos = rng.normal(size=(3000, 4)), rng.normal(size=(2000, 4)) + np.array([gap, 0, 0, 0])
        error = domain_error(frames, photos, np.arange(2000), rng)
        assert error == pytest.approx(norm.cdf(-gap / 2), abs=0.03)
    assert proxy_a_distance(0.5) == 0 and proxy_a_distance(0.0) == 2


def test_near_duplicates_are_not_told_apart_by_having_been_seen() -> None:
    """Few photos, each there eight times, in many dimensions: folds that cut groups find them too easily."""
    wide, known, unknown = 60, [], []
    for key in range(6):
        rng = chance(key)
        photos = np.repeat(rng.normal(size=(20, wide)), 8, axis=0) + 0.01 * rng.normal(size=(160, wide))
        frames = rng.normal(size=(160, wide))
        known.append(domain_error(frames, photos, np.repeat(np.arange(20), 8), chance(7)))
        unknown.append(domain_error(frames, photos, np.arange(160), chance(7)))
    assert np.mean(unknown) < np.mean(known) - 0.08


@pytest.mark.parametrize("name", ["statistics_w1", "statistics_energy", "proxy_a_distance", "kid"])
def test_gaps_grow_with_the_gap(name: str) -> None:
    found = [measured(name, seen(shift)) for shift in (0.0, 0.5, 1.0, 2.0)]
    assert found == sorted(found) and found[3] > found[0]
    assert PREDICTORS[name].expected == "negative"


def test_synthetic_accuracy_is_the_mean_of_the_seeds() -> None:
    assert measured("synthetic_accuracy", seen()) == pytest.approx(0.85)


def test_parameters_are_cut_into_equal_shares_of_the_base() -> None:
    mixed = {"mixture": [{"weight": 0.5, "constant": 0}, {"weight": 0.5, "uniform": [0.1, 0.5]}]}
    parameters = {"occlusion": mixed, "exposure_ev": {"uniform": [0, 2]}, "background": "sky", "dew": 0.5}
    scenario = scenario_from_document({"name": "a", "world": "traffic_sign", "parameters": parameters})
    names = ["occlusion", "exposure_ev", "background", "dew", "sign"]
    factors = {f.name: f for f in parameter_factors(scenario, names, 4)}
    assert all(sum(f.exposure) == pytest.approx(1) for f in factors.values())
    zero, *rest = factors["occlusion"].buckets
    assert zero.values == (0,) and len(rest) == 4 and rest[0].low is None and rest[-1].high is None
    assert factors["occlusion"].exposure == pytest.approx((0.5, *[0.125] * 4), abs=0.005)
    assert [b.high for b in factors["exposure_ev"].buckets[:3]] == pytest.approx([0.5, 1, 1.5], abs=0.01)
    assert len(factors["background"].buckets) == len(factors["dew"].buckets) == 1
    assert len(factors["sign"].buckets) == 43
