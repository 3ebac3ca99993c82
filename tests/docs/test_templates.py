"""The parts of each project template fit together: ODD and world, scenarios, failure modes, plan, policy."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

import scenewright
from scenewright.cli import main
from scenewright.documents import kind_of
from scenewright.evidence.coverage.factors import assign, factors_of
from scenewright.evidence.transfer import load_plan
from scenewright.evidence.transfer.detection import load_detection_plan
from scenewright.expressions import Expression
from scenewright.plugins import load
from scenewright.release.policy import load_policy
from scenewright.scenario import draw_many, load_odd, load_scenario
from scenewright.scenario.failure_mode import load_failure_mode
from scenewright.worlds.traffic_sign.parameters import STATES

TEMPLATES = Path(scenewright.__file__).parent / "templates"
NAMES = sorted(file.parent.name for file in TEMPLATES.glob("*/scenewright.toml"))
TUTORIALS = [name for name in NAMES if name != "traffic-light"]


def scenarios(name: str) -> list:
    return [load_scenario(file) for file in sorted((TEMPLATES / name / "scenarios").glob("*.yaml"))]


def plan_of(file: Path):
    return (load_plan if kind_of(file) == "EvaluationPlan" else load_detection_plan)(file)


def odd_of(name: str):
    return load_odd(next((TEMPLATES / name / "odd").glob("*.odd.yaml")))


def samples(scenario, count: int = 64) -> pa.Table:
    drawn = draw_many(scenario, root="r", strategy="sobol", indices=range(count))
    names = [spec.name for spec in load("worlds", scenario.world).parameters]
    return pa.table({name: [d.sample[name] for d in drawn] for name in names})


def test_there_is_one_for_each_world():
    assert NAMES == ["dice-tray", "robot-field", "traffic-light", "traffic-sign"]


@pytest.mark.parametrize("name", NAMES)
def test_every_scenario_lies_inside_the_domain(name):
    for scenario in scenarios(name):
        rows = samples(scenario)
        for factor in factors_of(odd_of(name)):
            if not factor.realised:
                codes, unknown = assign(factor, rows)
                assert unknown == 0 and (codes >= 0).all(), (scenario.name, factor.name)


@pytest.mark.parametrize(
    ("name", "base", "left_out"),
    [
        ("dice-tray", "inspection", set()),
        ("robot-field", "season", set()),
        ("traffic-sign", "all-conditions", {"night"}),
        ("traffic-sign", "night-and-dusk", {"low sun", "day", "dappled", "not seen"}),
    ],
)
def test_the_scenario_reaches_every_bucket_but_those_that_the_tutorial_names(name, base, left_out):
    rows = samples(load_scenario(TEMPLATES / name / "scenarios" / f"{base}.scenario.yaml"), 512)
    empty = set()
    for factor in factors_of(odd_of(name)):
        if not factor.realised:
            counts = np.bincount(assign(factor, rows)[0], minlength=len(factor.buckets))
            empty |= {bucket.label for bucket, n in zip(factor.buckets, counts, strict=True) if not n}
    assert empty == left_out


@pytest.mark.parametrize("name", TUTORIALS)
def test_terms_and_units_are_those_of_the_world(name):
    specs = {spec.name: spec for spec in load("worlds", scenarios(name)[0].world).parameters}
    for attribute in odd_of(name).attributes:
        if attribute.parameter:
            used = [specs[column] for column in Expression.parse(attribute.parameter).columns]
            assert attribute.term in {spec.odd_attribute for spec in used}
            if len(used) == 1 and used[0].kind != "category":
                assert attribute.unit == (used[0].unit or "1")


@pytest.mark.parametrize("name", TUTORIALS)
def test_failure_modes_are_measured_and_aimed_at(name):
    plan = plan_of(TEMPLATES / name / "evaluation" / "photos.plan.yaml")
    library = {scenario.name: scenario for scenario in scenarios(name)}
    targeted = {target for scenario in library.values() for target in scenario.targets}
    modes = [load_failure_mode(file) for file in sorted((TEMPLATES / name).glob("failure_modes/*.yaml"))]
    assert len(modes) >= 3 and {mode.name for mode in modes} == targeted
    for mode in modes:
        assert mode.slice in dict(plan.slices) and mode.metric == plan.document.metrics[0]
        for scenario in mode.scenarios:
            assert mode.name in library[scenario].targets
            hit = Expression.parse(mode.region).evaluate(samples(library[scenario])).to_pylist()
            assert np.mean([bool(value) for value in hit]) > 0.4, (mode.name, scenario)


@pytest.mark.parametrize("name", NAMES)
def test_plans_and_policies_load(name):
    for file in (TEMPLATES / name / "evaluation").glob("*.plan.yaml"):
        plan_of(file)
    policy, _ = load_policy(TEMPLATES / name / "policy" / "release.policy.yaml")
    assert {"quality", "coverage", "transfer", "claims"} <= {g.metric.split(".")[0] for g in policy.gates}


def test_the_plan_for_signs_has_the_classes_of_the_world_in_their_order():
    plan = plan_of(TEMPLATES / "traffic-sign" / "evaluation" / "photos.plan.yaml")
    assert tuple(plan.document.classes) == STATES and len(STATES) == 43


def test_init_says_which_templates_there_are(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["init", "--help"]) == 0
    told = capsys.readouterr().out
    assert all(name in told for name in NAMES)
    assert main(["init", "here", "--template", "dice_tray"]) == 2
    assert "did you mean 'dice-tray'?" in capsys.readouterr().err
