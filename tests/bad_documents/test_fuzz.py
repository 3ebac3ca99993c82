"""Whatever is done to a good document, it is either read or refused: nothing else comes out of a loader."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scenewright.errors import InputError
from scenewright.evidence.study import load_study
from scenewright.evidence.transfer import load_plan, plan_from_document
from scenewright.identity import canonical_json
from scenewright.release.claims import load_failure_mode
from scenewright.release.policy import load_policy
from scenewright.scenario import Scenario, draw, load_odd, load_scenario, scenario_from_document
from scenewright.scenario.distributions import KINDS

_ROAD = Path(__file__).parent / "scenario" / "bases" / "road.yaml"


def load_child(path: Path) -> Scenario:
    """A scenario with a parent."""
    return load_scenario(path)


_STUDIES = Path(__file__).parents[2] / "examples" / "studies"
_GOOD = {
    load_scenario: """scenewright: 1
kind: Scenario
name: good/one
world: traffic_light
targets: [FM-001]
parameters:
  state: {choice: {red: 0.4, yellow: 0.2, green: 0.4}}
  distance_m: {given: state, cases: {red: {uniform: [8, 60]}}, otherwise: {constant: 20}}
  exposure_ev: {normal: {mean: 0, sd: 1, low: -2, high: 2}}
  cloud_cover_okta: {integer: [0, 8]}
  visibility_m: {mixture: [{weight: 0.8, constant: 900}, {weight: 0.2, log_uniform: [100, 20000]}]}
derived: {is_far: "distance_m > 40"}
constraints: ["is_far or cloud_cover_okta >= 2"]
joint:
  - parameters: [sun_azimuth_deg, tint]
    table:
      - {sun_azimuth_deg: {von_mises: {mean: 9, kappa: 2, low: -90, high: 90}}, tint: 0, weight: 2}
      - {sun_azimuth_deg: 0, tint: {beta: {a: 2, b: 3, low: 0, high: 20}, unit: "%"}, weight: 1}
correlations: [{parameters: [exposure_ev, contrast], spearman: 0.4}]
""",
    load_child: f"""scenewright: 1
kind: Scenario
name: good/child
extends: {_ROAD}
tags: [night, iso34504:rain]
without: {{parameters: [mask], constraints: ["distance_m < 50"], tags: [day], derived: [is_far]}}
parameters: {{distance_m: 20}}
constraints: ["cloud_cover_okta >= 2"]
""",
    load_odd: """scenewright: 1
kind: Odd
name: good
version: 1.0.0
attributes:
  - name: distance
    parameter: distance_m
    buckets: [{label: near, high: 20}, {label: far, low: 20}]
    exposure: {near: 0.4, far: 0.6}
    exposure_interval: {near: [0.3, 0.5]}
    risk: {near: 2}
  - {name: lamp, parameter: state, buckets: [{label: lit, values: [red, green]}]}
  - name: rain
    term: environment.weather.rainfall
    parameter: rain_mm_h
    unit: mm/h
    buckets: {scheme: iso34503.rain, first: {label: dry, high: 0.1}}
    exposure: {given: distance, cases: {near: {dry: 0.9, light: 0.1}}, otherwise: {dry: 1}}
    valid: "distance = 'far' or distance_m < 5"
  - {name: sky, parameter: cloud, buckets: [{label: open, high: 4}, {label: closed, low: 4}]}
infeasible: ["distance = 'near' and lamp = 'lit'"]
joint:
  - attributes: [lamp, sky]
    table: [{lamp: lit, sky: open, p: 0.25}, {lamp: lit, sky: closed, p: 0.75}]
""",
    load_plan: """scenewright: 1
kind: EvaluationPlan
name: good
real: {set: traffic_light_crops, dev_fraction: 0.3}
classes: [red, green]
class_map: {amber: red}
seeds: ["1", "2", "3", "4", "5", "6"]
budget: {steps: 400, batch: 64}
slices: {dark: "brightness < 0.3"}
claims: [{name: a, slice: dark, at_least: 0.9}]
""",
    load_study: f"""scenewright: 1
kind: StudyPlan
name: good
scenario: {_STUDIES}/traffic-sign.scenario.yaml
evaluation: {_STUDIES}/traffic-sign.plan.yaml
frames: 430
seeds: ["1", "2", "3", "4", "5", "6"]
coverage: {{parameters: [dirt, fading], buckets: 3}}
predictors: [kid, coverage_2]
controls: [coverage_2]
hypothesis: {{predictor: kid, direction: negative, minimum_rho: 0.5}}
variants:
  - {{name: dark, parameters: {{exposure_ev: {{uniform: [-2, -1]}}}}}}
  - {{name: dirty, parameters: {{dirt: 0.8}}, constraints: ["distance_m > 12"]}}
  - {{name: random, strategy: random}}
""",
    load_policy: """scenewright: 1
kind: Policy
name: good
gates:
  - {name: a, metric: quality.passed, comparator: "==", threshold: true}
  - {name: b, metric: transfer.x, comparator: ">=", threshold: 0.9, baseline: parent}
approvals: {fully_synthetic: {people: 1, author_may_approve: true}}
""",
    load_failure_mode: """scenewright: 1
kind: FailureMode
name: FM-001
slice: dark
expected_gain: 0.03
scenarios: [a]
region: "distance_m > 20"
""",
}
_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
# fmt: off
_NASTY = st.sampled_from((
    "", "~", "true", ".nan", "-.inf", "1e999", "9" * 400, "-1", "0", "[]", "{}", "'", '"', "!x", "&a", "*a",
    "\t", ": ", "- ", "\n", "? ", "%", "\x00", "\ufeff", "é", "a.b", "select 1", "null", "[[1]]", "1_0",
    "0x1F", "|", "--", "1e-320", "1/0", "0.1",
))
# fmt: on
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.just(10**400) | st.floats() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


@pytest.mark.parametrize("load", _GOOD, ids=lambda load: load.__name__)
def test_good_document_is_read(load: Callable[[Path], Any], tmp_path: Path) -> None:
    (tmp_path / "good.yaml").write_text(_GOOD[load])
    assert load(tmp_path / "good.yaml")


@pytest.mark.parametrize("load", _GOOD, ids=lambda load: load.__name__)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_damaged_document_is_read_or_refused(
    load: Callable[[Path], Any], data: st.DataObject, tmp_path: Path
) -> None:
    tokens = _TOKEN.findall(_GOOD[load])
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(8, len(tokens) - 1))
        end = data.draw(st.integers(start, min(start + 4, len(tokens))))
        tokens[start:end] = [data.draw(_NASTY | st.sampled_from(tokens))]
    (tmp_path / "damaged.yaml").write_text("".join(tokens))
    try:
        found = load(tmp_path / "damaged.yaml")
        if isinstance(found, Scenario):
            _can_be_drawn(found)
    except InputError as error:
        assert all(p.expected and p.found and p.file for p in error.problems)


@settings(max_examples=200, deadline=None)
@given(
    value=_JSON,
    kind=st.sampled_from([*KINDS, ""]),
)
def test_any_plain_data_is_a_scenario_or_refused(value: Any, kind: str) -> None:
    parameter = {kind: value} if kind else value
    for name in ("distance_m", "state", "wires"):
        document = {"name": "a", "world": "traffic_light", "parameters": {name: parameter}}
        _read_or_refused(lambda document=document: _can_be_drawn(scenario_from_document(document)))


@settings(max_examples=100, deadline=None)
@given(
    value=_JSON,
    field=st.sampled_from(
        ["name", "world", "targets", "parameters", "derived", "constraints", "odd", "joint", "correlations"]
    ),
)
def test_any_field_of_a_scenario(value: Any, field: str) -> None:
    _read_or_refused(lambda: scenario_from_document({"name": "a", "world": "traffic_light", field: value}))


@settings(max_examples=100, deadline=None)
@given(
    value=_JSON,
    field=st.sampled_from(["seeds", "classes", "slices", "claims", "budget", "real", "class_map"]),
)
def test_any_field_of_a_plan(value: Any, field: str) -> None:
    seeds = ["1", "2", "3", "4", "5", "6"]
    plan = {"name": "p", "real": {"set": "traffic_light_crops"}, "classes": ["a", "b"], "seeds": seeds}
    _read_or_refused(lambda: plan_from_document({**plan, field: value}))


def _can_be_drawn(scenario: Scenario) -> None:
    """Its samples and densities can be written to a dataset, and the document gives it back."""
    drawn = draw(scenario, root="r", strategy="random", index=0)
    assert canonical_json([drawn.sample, drawn.log_density])
    assert scenario_from_document(scenario.to_document(resolved=True)).digest == scenario.digest


def _read_or_refused(read: Callable[[], object]) -> None:
    try:
        read()
    except InputError as error:
        assert all(p.expected and p.found for p in error.problems)
