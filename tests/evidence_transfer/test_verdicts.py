"""Figures, weak slices and verdicts follow predictions that are planted."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from planted import TEST_FIRST, TRUTH, first_of_class, mistaken
from scipy import stats
from stand_ins import plan

from scenewright.evidence.transfer import find_weak_slices
from scenewright.evidence.transfer.slices import slice_masks

NEVER = np.zeros(90, bool)
DARK = TEST_FIRST.properties["brightness"].to_numpy() < 0.12


def rows(report, dataset, part="test"):
    result = next(r for r in report.content["results"] if r["dataset"] == dataset)
    return {row["slice"]: row for row in result["slices"][part]}


def changes(report, part="test"):
    return {row["slice"]: row for row in report.content["comparisons"][-1]["slices"][part]}


def random_mistakes(key, share):
    return np.random.Generator(np.random.Philox(key=key)).random((6, 90)) < share


def test_a_perfect_model_scores_one_everywhere(planted):
    report = planted(mistaken(NEVER), real_only_control=True)
    for result in report.content["results"]:
        for part in result["parts"].values():
            assert part["balanced_accuracy"] == part["accuracy"] == {"value": 1, "low": 1, "high": 1}
            assert part["confusion"] == np.diag([part["n"] / 3] * 3).tolist()
    assert report.content["headline"]["balanced_accuracy"]["mean"] == 1
    assert report.content["weak_slices"] == []


def test_figures_are_those_of_a_hand_count(planted):
    wrong = random_mistakes(1, 0.3)
    part = planted(mistaken(wrong)).content["results"][0]["parts"]["test"]
    test = np.arange(90) < 60
    recall = [1 - wrong[:, test & (k == TRUTH)].sum() / (6 * 20) for k in range(3)]
    assert [r["recall"] for r in part["recall"].values()] == pytest.approx(recall)
    assert part["balanced_accuracy"]["value"] == pytest.approx(sum(recall) / 3)
    assert part["accuracy"]["value"] == pytest.approx(1 - wrong[:, test].mean())
    assert np.sum(part["confusion"]) == pytest.approx(60)
    assert part["confusion"][1][2] == pytest.approx(20 * (1 - recall[1]))
    for k, found in enumerate(part["recall"].values()):
        reference = stats.binomtest(round(recall[k] * 120), 120).proportion_ci(method="wilson")
        assert found["high"] - found["low"] > 1.5 * (reference.high - reference.low), "seeds are no photos"


def test_a_model_wrong_on_one_slice_has_that_weak_slice(planted):
    report = planted(mistaken(DARK))
    weak = find_weak_slices(report)
    assert [(w.name, w.accuracy) for w in weak] == [("dark", 0)]
    assert weak[0].expression == "brightness < 0.12" and weak[0].p_adjusted < 1e-4
    assert rows(report, "a")["dark"]["p_adjusted"] < 1e-4 and rows(report, "a")["bright"]["p"] == 1


def test_weak_slices_are_those_of_dev_not_of_test(planted):
    report = planted(mistaken(DARK & ~TEST_FIRST.is_dev))
    assert rows(report, "a")["dark"]["accuracy"] == 0
    assert report.content["weak_slices"] == [] and find_weak_slices(report) == []
    with pytest.raises(ValueError, match="only dev photos may guide"):
        find_weak_slices(report, "test")


def test_gain_on_one_slice_and_harm_on_another_are_both_told(planted):
    report = planted(mistaken(DARK), mistaken(~DARK), names=("old", "new"))
    found = changes(report)
    assert (found["dark"]["verdict"], found["bright"]["verdict"]) == ("better", "worse")
    assert found["dark"]["accuracy"]["value"] == 1 and found["bright"]["accuracy"]["value"] == -1
    assert found["dark"]["p"] == found["dark"]["p_adjusted"] == 2 / 64
    page = report.to_html()
    assert "Worse after Benjamini-Hochberg over the slices: all, bright. " in page
    assert not re.search(r"""(?:src|href)\s*=\s*["']?(?:https?:)?//|@import|url\(\s*["']?http""", page)
    assert all(name in page for name in ("dark", "bright", "old", "new", report.content["plan"]["digest"]))


def test_names_are_text_on_the_page(planted):
    page = planted(mistaken(NEVER), names=("<script>alert(1)</script>",)).to_html()
    assert "<script" not in page and "&lt;script&gt;" in page


def test_change_and_its_p_are_those_of_scipy(planted):
    before, after = random_mistakes(2, 0.3), random_mistakes(3, 0.2)
    found = changes(planted(mistaken(before), mistaken(after)))["all"]
    test = np.arange(90) < 60
    seeds = np.mean(
        [(before.astype(int) - after)[:, test & (k == TRUTH)].mean(axis=1) for k in range(3)], axis=0
    )
    reference = stats.permutation_test((seeds,), np.mean, permutation_type="samples", n_resamples=np.inf)
    assert found["balanced_accuracy"]["value"] == pytest.approx(seeds.mean())
    assert found["p"] == pytest.approx(reference.pvalue)


def test_adjusted_p_values_are_scipys_over_the_slices_that_were_tested(planted):
    slices = {"dark": "brightness < 0.12", "red": "\"class\" = 'red'", "green": "\"class\" = 'green'"}
    given = {"slices": {**slices, "none": "brightness > 2"}}
    report = planted(mistaken(random_mistakes(4, 0.3)), mistaken(random_mistakes(5, 0.2)), **given)
    for found in (rows(report, "b"), changes(report)):
        tested = [row for row in found.values() if row["p"] is not None]
        assert len(tested) == (3 if found is not changes(report) and "wrong_photos" in tested[0] else 4)
        reference = stats.false_discovery_control([row["p"] for row in tested])
        assert [row["p_adjusted"] for row in tested] == pytest.approx(list(reference))
        assert "p_adjusted" not in found["none"]


def test_noise_alone_is_no_clear_change(planted):
    found = changes(planted(mistaken(random_mistakes(6, 0.1)), mistaken(random_mistakes(7, 0.1))))
    assert {row.get("verdict") for row in found.values()} == {"no clear change", None}


def test_too_few_observations_get_no_verdict(planted):
    there = int((DARK & ~TEST_FIRST.is_dev).sum())
    found = changes(planted(mistaken(DARK), mistaken(NEVER), min_n=there + 1))["dark"]
    assert (found["n"], found["verdict"], found["p"]) == (there, "too few", None)
    assert changes(planted(mistaken(DARK), mistaken(NEVER), min_n=there))["dark"]["verdict"] == "better"


def test_photos_that_are_near_duplicates_are_one_observation(planted):
    one_group = replace(TEST_FIRST, groups=np.where(DARK & ~TEST_FIRST.is_dev, 99, TEST_FIRST.groups))
    found = changes(planted(mistaken(DARK), mistaken(NEVER), real=one_group))["dark"]
    assert found["n"] > 20 and (found["groups"], found["verdict"]) == (1, "too few")


def test_a_photo_without_the_measurement_is_outside_the_slice(planted):
    brightness = TEST_FIRST.properties["brightness"].to_pylist()
    unknown = TEST_FIRST.properties.set_column(3, "brightness", [[None, *brightness[1:]]])
    real = replace(TEST_FIRST, properties=unknown)
    masks = slice_masks(plan(), real)
    assert not masks["dark"][0] and not masks["bright"][0] and masks["all"][0]


@pytest.mark.parametrize("part", ["dev", "test", "all"])
def test_slices_are_counted_within_their_part(planted, part):
    found = rows(planted(mistaken(first_of_class(1, 2, 3))), "a", part)
    inside = {"dev": TEST_FIRST.is_dev, "test": ~TEST_FIRST.is_dev, "all": np.ones(90, bool)}[part]
    assert found["dark"]["n"] == (DARK & inside).sum() and found["all"]["n"] == inside.sum()
    assert found["all"]["wrong_photos"] == (6 if part != "dev" else 0)
