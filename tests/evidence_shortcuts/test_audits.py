"""Every audit passes honest crops and catches its planted shortcut."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import drawn_crops as drawn
import numpy as np
import pytest

from scenewright.evidence.shortcuts.audit import AUC_LIMIT, AUDITS, FALSE_ALARMS
from scenewright.evidence.shortcuts.base import Labels
from scenewright.evidence.shortcuts.crops import AuditCrop
from scenewright.evidence.shortcuts.edge_blur import judge_edge_blur
from scenewright.evidence.shortcuts.judge import Judged, judge_features
from scenewright.evidence.shortcuts.probe import area_under_curve, probe_features, rank_features
from scenewright.randomness import Streams


@cache
def crops(plant: drawn.Plant = drawn.honest) -> tuple[list[AuditCrop], Labels]:
    return drawn.crops("1", plant)


def judged(audit: str, plant: drawn.Plant = drawn.honest) -> Judged:
    found, labels = crops(plant)
    level = FALSE_ALARMS / len(AUDITS)
    table = AUDITS[audit](found)
    return judge_features(audit, table, labels, Streams("ab", audit), limit=AUC_LIMIT, level=level)


@pytest.mark.parametrize("audit", AUDITS)
def test_honest_crops_pass(audit):
    result = judged(audit).result
    assert result.judged and result.passed and result.value < 0.5 and result.p_value > 0.01


@pytest.mark.parametrize(
    ("audit", "plant"),
    [
        ("background", drawn.watermark),
        ("background", drawn.warm_background),
        ("corners", drawn.watermark),
        ("corners", drawn.class_corner),
        ("border", drawn.tinted_border),
        ("position", drawn.off_centre),
        ("noise", drawn.coarse_file),
        ("edges", drawn.halo_of_one_class),
    ],
)
def test_each_planted_shortcut_is_caught(audit, plant):
    result = judged(audit, plant).result
    assert not result.passed and result.value > AUC_LIMIT and result.pairs and result.told


def test_the_watermark_is_named_with_its_class_and_place():
    found = judged("corners", drawn.watermark)
    assert found.result.told[0].name == "red" and drawn.STATES[found.worst] == "red"
    assert "top left" in found.result.detail
    x0, y0, x1, y1 = found.result.place
    typical = np.median([max(crop.image.shape) for crop in crops(drawn.watermark)[0]])
    middle = 4 / typical
    assert x0 < middle < x1 and y0 < middle < y1
    assert {"red"} <= {found.result.pairs[0].first, found.result.pairs[0].second}
    strongest = max(found.map, key=lambda item: item[1])
    assert strongest[0] == found.result.place


def test_edges_are_a_camera_s_and_pastes_are_not():
    honest = judge_edge_blur(crops()[0])
    # Half of the pixels whose centre is just outside are cut, by half: 0.25, and a little blur.
    assert honest.passed and honest.judged and 0.2 < honest.value < 0.4
    for plant, word in (
        (drawn.cut_and_pasted, "no blur"),
        (drawn.halo, "bright rim"),
        (drawn.dark_line, "line"),
    ):
        found = judge_edge_blur(crops(plant)[0])
        assert not found.passed and word in found.detail, found.detail


def test_crops_that_show_nothing_beside_the_subject_are_not_judged():
    found, labels = crops()
    hidden = [replace(crop, beside=np.zeros_like(crop.beside)) for crop in found]
    for audit in ("background", "border", "corners", "noise"):
        only = [replace(crop, quantization=float("nan")) for crop in hidden]
        table = AUDITS[audit](only)
        result = judge_features(audit, table, labels, Streams("ab", audit), limit=0.55, level=0.01).result
        assert result.passed and not result.judged and result.value is None
    assert not judge_edge_blur(found[:20]).judged


def test_where_a_feature_is_seen_tells_nothing():
    """Columns that only one class shows, with values that know no class: the outline of the object."""
    rng = np.random.default_rng(1)
    labels = Labels(("a", "b"), np.arange(400) % 2)
    values = rng.normal(size=(400, 60)).astype(np.float32)
    shown = rng.random(values.shape) < np.where(labels.codes[:, None] == 0, 0.9, 0.2)
    ranked, kept = rank_features(np.where(shown, values, np.nan))
    assert len(kept) == 60 and np.allclose(ranked.sum(axis=0), 0, atol=1e-3)
    told = probe_features(ranked, labels, Streams("r", "k"), level=0.01)
    assert told.low < 0.5 and told.p_value > 0.05
    filled = np.where(shown, values, 0.0).astype(np.float32) + shown  # zeros in place of unseen: told at once
    assert probe_features(rank_features(filled)[0], labels, Streams("r", "k"), level=0.01).low > 0.8


def test_chance_is_exceeded_as_often_as_stated():
    """30 tables of noise: the bound is above 0.5 in about 5 %, never above the limit; p is uniform."""
    rng = np.random.default_rng(2)
    labels = Labels(("a", "b", "c"), np.repeat([0, 1, 2], 40))
    told = [
        probe_features(rank_features(rng.normal(size=(120, 20)))[0], labels, Streams(str(n), "k"), level=0.05)
        for n in range(30)
    ]
    assert sum(t.low > 0.5 for t in told) <= 5
    assert 0.35 < np.mean([t.p_value for t in told]) < 0.65


def test_the_area_under_the_curve_is_that_of_counting_pairs():
    rng = np.random.default_rng(3)
    scores, hot = rng.normal(size=(50, 2)), np.eye(2, dtype=np.float32)[rng.integers(0, 2, 50)]
    inside = [scores[hot[:, k] > 0, k] for k in (0, 1)]
    rest = [scores[hot[:, k] == 0, k] for k in (0, 1)]
    counted = [(a[:, None] > b[None]).mean() for a, b in zip(inside, rest, strict=True)]
    assert area_under_curve(scores, hot) == pytest.approx(counted)
