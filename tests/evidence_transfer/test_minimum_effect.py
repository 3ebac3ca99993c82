"""The smallest gain that a plan can show: against closed forms, and against the power of simulated runs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from planted import TEST_FIRST, first_of_class, mistaken
from scipy import stats

from scenewright.evidence.transfer.effect_text import effect_lines
from scenewright.evidence.transfer.intervals import clustered_interval
from scenewright.evidence.transfer.minimum_effect import (
    Chance,
    Spread,
    chance_of,
    design_effect,
    minimum_effect,
    power,
)
from scenewright.evidence.transfer.regressions import regressions
from scenewright.evidence.transfer.spread import intraclass_correlation, measured_spread

SPREAD = Spread(0.2, 0.4, 0.5, 0.02, "planted")
GROUPS = np.repeat(np.arange(60), 4)
ONE_CLASS = np.zeros(240, np.int64)
DARK = TEST_FIRST.properties["brightness"].to_numpy() < 0.12


def chance(key: int) -> np.random.Generator:
    return np.random.Generator(np.random.Philox(key=key))


@pytest.mark.parametrize("gain", [0.0, 0.03, 0.06, 0.1])
def test_with_one_source_of_chance_it_is_the_power_of_the_t_test(gain):
    variance = 0.03**2
    for alone, freedom in (
        (Chance(variance, 0.0, 0.0, 7, 5), 7),
        (Chance(0.0, variance, 0.0, 300, 5), 5),
    ):
        wanted = stats.nct.sf(stats.t.ppf(0.975, freedom), freedom, gain / 0.03)
        assert power(gain, alone) == pytest.approx(wanted, abs=2e-4)


def test_design_effect_is_kishs():
    assert design_effect(np.full(10, 5), 0.25) == 1 + 4 * 0.25
    assert design_effect(np.array([1, 1, 10]), 0.5) == pytest.approx(1 + (102 / 12 - 1) * 0.5)


def test_balanced_accuracy_waits_for_its_rarest_class():
    rare = np.repeat([0, 1], [220, 20])
    alone = np.arange(240)
    single = replace(SPREAD, within_groups=0.0, seed_deviation=0.0)
    found = chance_of(single, 0.0, rare, alone, 6)
    assert found.photos == pytest.approx(0.2 * (0.4 + 0.6 / 6) * (1 / 220 + 1 / 20) / 4)
    assert minimum_effect(single, rare, alone, 6) > 1.5 * minimum_effect(single, ONE_CLASS, alone, 6)


def test_more_photos_seeds_and_less_spread_show_less():
    found = minimum_effect(SPREAD, ONE_CLASS, GROUPS, 6)
    assert minimum_effect(SPREAD, ONE_CLASS, GROUPS, 12) < found
    assert minimum_effect(SPREAD, np.tile(ONE_CLASS, 4), np.arange(960) // 4, 6) < found
    assert minimum_effect(replace(SPREAD, within_groups=0.0), ONE_CLASS, GROUPS, 6) < found
    assert minimum_effect(replace(SPREAD, seed_deviation=0.05), ONE_CLASS, GROUPS, 6) > found
    assert minimum_effect(replace(SPREAD, seed_deviation=2.0), ONE_CLASS, GROUPS, 6) is None
    assert minimum_effect(SPREAD, ONE_CLASS, np.zeros(240, np.int64), 6) is None


def experiment(gain: float, spread: Spread, random: np.random.Generator, seeds: int = 6) -> np.ndarray:
    """Differences of planted spread, shape (seeds, photos)."""
    count, variance = len(GROUPS), spread.discordance - gain**2
    inside = spread.within_groups

    def part(rows: int) -> np.ndarray:
        shared = random.normal(size=(rows, 60))[:, GROUPS] * np.sqrt(inside)
        return shared + random.normal(size=(rows, count)) * np.sqrt(1 - inside)

    lasting = part(1) * np.sqrt(variance * spread.agreement)
    noise = part(seeds) * np.sqrt(variance * (1 - spread.agreement))
    return gain + lasting + noise + spread.seed_deviation * random.normal(size=(seeds, 1))


def shown(gain: float, spread: Spread, runs: int = 250) -> float:
    """Share of simulated experiments whose interval lies above zero."""
    random = chance(31)
    lows = [
        clustered_interval(
            experiment(gain, spread, random), ONE_CLASS, GROUPS, chance(run), resamples=300
        ).low
        for run in range(runs)
    ]
    return float(np.mean(np.array(lows) > 0))


@pytest.mark.parametrize("spread", [SPREAD, replace(SPREAD, seed_deviation=0.06, agreement=0.8)])
def test_the_power_at_the_smallest_gain_is_as_said(spread):
    assert shown(minimum_effect(spread, ONE_CLASS, GROUPS, 6), spread) == pytest.approx(0.8, abs=0.07)


def test_the_check_sees_a_formula_that_ignores_groups_or_seeds():
    blind = minimum_effect(replace(SPREAD, within_groups=0.0, seed_deviation=0.0), ONE_CLASS, GROUPS, 6)
    assert shown(blind, SPREAD) < 0.65


def test_power_holds_for_differences_that_are_right_or_wrong():
    spread = Spread(0.2, 0.0, 0.0, 0.0, "planted")
    single, random = np.arange(240), chance(5)
    gain = minimum_effect(spread, ONE_CLASS, single, 6)
    odds = [(0.2 - gain) / 2, 0.8, (0.2 + gain) / 2]
    above = [
        clustered_interval(
            random.choice([-1.0, 0, 1], (6, 240), p=odds), ONE_CLASS, single, chance(run), resamples=300
        ).low
        > 0
        for run in range(250)
    ]
    assert np.mean(above) == pytest.approx(0.8, abs=0.08)


def test_the_spread_of_planted_experiments_is_found_again():
    random = chance(7)
    found = [
        measured_spread(experiment(0.1, replace(SPREAD, seed_deviation=0.05), random), ONE_CLASS, GROUPS, "")
        for _ in range(60)
    ]
    # The planted seeds' deviation adds its square to the discordance.
    assert np.mean([s.discordance for s in found]) == pytest.approx(0.2 + 0.05**2, abs=0.01)
    assert np.mean([s.agreement for s in found]) == pytest.approx(0.4, abs=0.05)
    assert np.mean([s.within_groups for s in found]) == pytest.approx(0.5, abs=0.06)
    assert np.sqrt(np.mean([s.seed_deviation**2 for s in found])) == pytest.approx(0.05, abs=0.01)


def test_correlation_within_groups_is_that_of_an_analysis_of_variance():
    values = chance(3).normal(size=240) + GROUPS % 7
    ratio = stats.f_oneway(*values.reshape(60, 4)).statistic
    assert intraclass_correlation(values, GROUPS) == pytest.approx((ratio - 1) / (ratio + 3))
    assert intraclass_correlation(values, np.arange(240)) == 0
    assert intraclass_correlation(np.zeros(240), GROUPS) == 0


def test_the_report_has_it_and_it_is_told_before_the_trainings(planted, tmp_path):
    wrong = mistaken(first_of_class(8, 8, 8))
    content = planted(wrong, mistaken(DARK), names=("old", "new")).content
    effects = content["minimum_effect"]
    assert [row["slice"] for row in effects["assumed"]["slices"]] == ["all", "dark", "bright", "none"]
    every = effects["assumed"]["slices"][0]
    assert (every["n"], every["groups"]) == (60, 30) and 0 < every["gain"] < 1
    assert effects["assumed"]["slices"][3]["too_few"] and effects["assumed"]["slices"][3]["gain"] is None
    measured = effects["measured"][0]
    difference = (DARK[60:] * -1.0).mean()
    assert (measured["baseline"], measured["candidate"]) == ("old", "new")
    assert measured["spread"]["discordance"] == pytest.approx(abs(difference), abs=1e-9), "of the dev photos"
    assert effect_lines({**effects, "measured": []})[1].endswith(f"{every['gain']:.1%}")


def test_a_claim_that_cannot_be_shown_is_told():
    spread = {**SPREAD.to_json()}
    rows = [{"slice": "all", "n": 60, "groups": 30, "too_few": False, "gain": 0.08}]
    effects = {"metric": "accuracy", "power": 0.8, "level": 0.05, "seeds": 6}
    effects["assumed"] = {"spread": spread, "slices": rows}
    from scenewright.evidence.transfer.document import Claim

    claims = [Claim(name="small", gain_at_least=0.03), Claim(name="large", gain_at_least=0.1)]
    told = effect_lines(effects, claims)
    assert [line for line in told if "claim" in line] == [
        "  claim 'small' asks for a gain of 3.0%, but 8.0% is likely to be shown"
    ]


def row(name: str, value: float, reach: float, n: int = 50, few: bool = False) -> dict:
    change = {"value": value, "low": value - reach, "high": value + reach}
    return {"slice": name, "n": n, "too_few": few, "accuracy": change}


def test_regressions_name_what_got_worse_and_what_cannot_be_told():
    rows = [
        row("harmed", -0.3, 0.1),
        row("same", 0.01, 0.1),
        row("gained", 0.4, 0.1),
        row("tiny", -1, 0, 2, True),
    ]
    rows += [row(f"noise {i}", 0.0, 0.1) for i in range(16)] + [row("barely", -0.11, 0.1)]
    found = regressions(rows, "accuracy")
    assert [e["slice"] for e in found["worse"]] == ["harmed"]
    assert [e["slice"] for e in found["perhaps_worse"]] == ["barely"]
    assert [e["slice"] for e in found["better"]] == ["gained"] and found["too_few"] == ["tiny"]
    assert len(found["no_clear_change"]) == 17
    p = [2 * stats.norm.sf(stats.norm.ppf(0.975) * v / 0.1) for v in (0.3, 0.01, 0.4)] + [1.0] * 16
    p.append(2 * stats.norm.sf(stats.norm.ppf(0.975) * 1.1))
    wanted = stats.false_discovery_control(p)
    assert found["worse"][0]["p_adjusted"] == pytest.approx(wanted[0])


def test_six_seeds_can_show_a_regression_among_many_slices(planted):
    """The sign-flip p of six seeds alone never could, after Benjamini-Hochberg."""
    slices = {"dark": "brightness < 0.12", "bright": "brightness >= 0.12"}
    slices |= {f"part {i}": f"saturation > {i / 100}" for i in range(5)}
    never = np.zeros(90, bool)
    found = planted(mistaken(never), mistaken(DARK), names=("old", "new"), slices=slices).content
    comparison = found["comparisons"][0]
    assert "dark" in [entry["slice"] for entry in comparison["regressions"]["worse"]]
    assert "bright" in [entry["slice"] for entry in comparison["regressions"]["no_clear_change"]]
    again = planted(mistaken(never), mistaken(never), names=("same", "again"), slices=slices).content
    assert again["comparisons"][0]["regressions"]["worse"] == []
