"""Generated documentation is up to date, and what it says of documents holds."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
import yaml

import scenewright
from scenewright.documents import parse_document
from scenewright.scenario import draw_many, scenario_from_document
from scenewright.scenario.schema import scenario_schema

ROOT = Path(__file__).parents[2]
TEMPLATES = Path(scenewright.__file__).parent / "templates"
SCENARIOS = sorted(TEMPLATES.rglob("*.scenario.yaml"))
SCHEMAS = {
    "traffic-light/odd/urban.odd.yaml": "odd",
    "traffic-light/evaluation/real-crops.plan.yaml": "evaluation_plan",
    "traffic-light/policy/release.policy.yaml": "policy",
    "dice-tray/odd/inspection-cell.odd.yaml": "odd",
    "dice-tray/evaluation/photos.plan.yaml": "detection_plan",
    "dice-tray/policy/release.policy.yaml": "policy",
    "robot-field/odd/small-size-league.odd.yaml": "odd",
    "robot-field/evaluation/photos.plan.yaml": "detection_plan",
    "robot-field/policy/release.policy.yaml": "policy",
    "traffic-sign/odd/german-roads.odd.yaml": "odd",
    "traffic-sign/evaluation/photos.plan.yaml": "evaluation_plan",
    "traffic-sign/policy/release.policy.yaml": "policy",
}
SCHEMAS |= {
    file.relative_to(TEMPLATES).as_posix(): "failure_mode"
    for file in sorted(TEMPLATES.glob("*/failure_modes/*.yaml"))
}


def test_reference_is_up_to_date():
    done = subprocess.run(
        [sys.executable, ROOT / "docs" / "generate_reference.py", "--check"], capture_output=True, text=True
    )
    assert done.returncode == 0, f"run 'make docs': {done.stdout}"


@pytest.mark.parametrize("file", SCENARIOS, ids=lambda f: f.stem)
def test_bundled_scenarios_follow_the_published_schema(file):
    jsonschema.validate(yaml.safe_load(file.read_text()), scenario_schema())


@pytest.mark.parametrize(("file", "schema"), SCHEMAS.items())
def test_bundled_documents_follow_their_schemas(file, schema):
    published = yaml.safe_load((ROOT / "docs" / "schemas" / f"{schema}.schema.json").read_text())
    jsonschema.validate(yaml.safe_load((TEMPLATES / file).read_text()), published)


@pytest.mark.parametrize(("kind", "schema"), [("study", "study_plan"), ("plan", "evaluation_plan")])
def test_documents_of_the_example_study_follow_their_schemas(kind, schema):
    published = yaml.safe_load((ROOT / "docs" / "schemas" / f"{schema}.schema.json").read_text())
    file = ROOT / "examples" / "studies" / f"traffic-sign.{kind}.yaml"
    jsonschema.validate(yaml.safe_load(file.read_text()), published)


@pytest.mark.parametrize(
    "parameters",
    [
        {"distance_m": {"uniform": [1]}},
        {"distance_m": {"unifrom": [1, 2]}},
        {"distance_m": {"normal": {"mean": 1}}},
        {"state": {"choice": {"red": -1}}},
        {"state": {"mixture": [{"constant": 1}]}},
    ],
)
def test_the_schema_refuses_malformed_distributions(parameters):
    document = {"scenewright": 1, "kind": "Scenario", "name": "a", "world": "w", "parameters": parameters}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, scenario_schema())


def test_the_documented_scenario_is_one():
    text = (ROOT / "docs" / "scenarios.md").read_text("utf-8").split("```yaml\n")[1].split("```")[0]
    document = yaml.safe_load(text)
    jsonschema.validate(document, scenario_schema())
    assert parse_document(text.encode(), "scenarios.md").data == document
    scenario = scenario_from_document(document)
    assert {
        d.sample["is_far"] for d in draw_many(scenario, root="r", strategy="sobol", indices=range(32))
    } == {
        True,
        False,
    }
