"""Documents that look odd and mean something: accepted, with the value that their author meant."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scenewright.errors import InputError
from scenewright.evidence.transfer import load_plan, plan_from_document
from scenewright.release.policy import load_policy
from scenewright.scenario import draw, load_odd, load_scenario, scenario_from_document

_HEAD = "scenewright: 1\nkind: Scenario\nname: odd/one\nworld: traffic_light\n"
_PLAN = {
    "name": "p",
    "real": {"set": "traffic_light_crops"},
    "classes": ["red", "green"],
    "seeds": ["1", "2", "3", "4", "5", "6"],
}


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ('state: "off"', "state", "off"),
        ("state: off", "state", "off"),
        ("state: {choice: {off: 1}}", "state", "off"),
        ("state: {choice: [off]}", "state", "off"),
        ("lens_diameter_mm: 300", "lens_diameter_mm", "300"),
        ("lens_diameter_mm: 300.0", "lens_diameter_mm", "300"),
        ('lens_diameter_mm: "300"', "lens_diameter_mm", "300"),
        ("lens_diameter_mm: {choice: [300]}", "lens_diameter_mm", "300"),
        ("lens_diameter_mm: {choice: {300: 1, 200: 0}}", "lens_diameter_mm", "300"),
        ("visibility_m: 1e3", "visibility_m", 1000),
        ("visibility_m: 1.5e+3", "visibility_m", 1500),
        ("distance_m: 010", "distance_m", 10),
        ("distance_m: {choice: {20: 1}}", "distance_m", 20),
        ("distance_m: {choice: [20]}", "distance_m", 20),
        ("wires: {choice: {2.0: 1}}", "wires", 2),
        ("wires: 2.0", "wires", 2),
        ("wires: {integer: [2, 2]}", "wires", 2),
        ("distance_m: {uniform: [79.99, 80]}", "distance_m", pytest.approx(80, abs=0.01)),
        ("distance_m: {mixture: [{weight: 1e-9, constant: 20}]}", "distance_m", 20),
        ("distance_m: {given: state, cases: {red: 20}, otherwise: 20}", "distance_m", 20),
        ("{state: 'off', distance_m: {given: state, cases: {off: 20}}}", "distance_m", 20),
        ("? distance_m\n  : 20", "distance_m", 20),
    ],
)
def test_value_is_what_its_author_meant(text: str, name: str, value: Any, tmp_path: Path) -> None:
    file = tmp_path / "odd.scenario.yaml"
    file.write_text(f"{_HEAD}parameters:\n  {text}\n")
    found = draw(load_scenario(file), root="r", strategy="random", index=0).sample[name]
    assert found == value and isinstance(found, str) == isinstance(value, str)


@pytest.mark.parametrize(
    "tail",
    [
        "",
        "parameters: {}\nderived: {}\nconstraints: []\ntargets: []\n",
        "description: 'off: yes # no'\n",
        "constraints:\n  - |\n    distance_m > 20\n    and state <> 'off'\n",
        "derived: {half: 'cloud_cover_okta * 0.5'}\nconstraints: ['half <= 4', 'half >= 0']\n",
        "...\n",
    ],
)
def test_document_is_accepted(tail: str, tmp_path: Path) -> None:
    file = tmp_path / "odd.scenario.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + (_HEAD + tail).replace("\n", "\r\n").encode())
    assert load_scenario(file).name == "odd/one"


def test_decimals_of_sql_become_plain_numbers(tmp_path: Path) -> None:
    file = tmp_path / "odd.scenario.yaml"
    file.write_text(_HEAD + "parameters: {cloud_cover_okta: 3}\nderived: {half: 'cloud_cover_okta * 0.5'}\n")
    half = draw(load_scenario(file), root="r", strategy="random", index=0).sample["half"]
    assert (half, type(half)) == (1.5, float)


def test_switched_off_is_a_bucket_value(tmp_path: Path) -> None:
    file = tmp_path / "lamp.odd.yaml"
    buckets = "[{label: lit, values: [red, green]}, {label: dark, values: [off, no]}]"
    attribute = f"{{name: lamp, parameter: state, buckets: {buckets}, exposure: {{lit: 1}}}}"
    file.write_text(f"scenewright: 1\nkind: Odd\nname: o\nattributes: [{attribute}]\n")
    assert load_odd(file).attributes[0].buckets[1].values == ("off", "no")


def test_policy_without_gates_and_plan_without_claims(tmp_path: Path) -> None:
    policy, plan = tmp_path / "p.yaml", tmp_path / "e.yaml"
    policy.write_text("scenewright: 1\nkind: Policy\nname: p\ngates: []\napprovals: {}\n")
    assert load_policy(policy)[0].gates == []
    seeds = "[yes, no, on, off, '1e3', '1']"
    plan.write_text(
        "scenewright: 1\nkind: EvaluationPlan\nname: p\nreal: {set: traffic_light_crops}\n"
        f"classes: [red, green]\nseeds: {seeds}\nreal_only_control: no\n"
    )
    document = load_plan(plan).document
    assert document.seeds[:4] == ["yes", "no", "on", "off"] and document.real_only_control is False


def test_plain_data_is_refused_as_files_are() -> None:
    with pytest.raises(InputError) as scenario:
        scenario_from_document({"name": "Bad One", "world": "traffic_light", "parameters": {"distance": 3}})
    assert [p.field for p in scenario.value.problems] == ["name", "parameters.distance"]
    with pytest.raises(InputError) as plan:
        plan_from_document({**_PLAN, "seeds": ["1"], "min_m": 3})
    assert {p.field for p in plan.value.problems} == {"seeds", "min_m"}
    with pytest.raises(InputError, match="kind: Scenario"):
        scenario_from_document({"kind": "Policy", "name": "p", "world": "traffic_light"})
    assert plan_from_document(_PLAN).document.seeds == _PLAN["seeds"]
