"""A child is its parent's document with its own entries over it: laws of the merge, places of values."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from worlds import SPECS, scenario_documents

from scenewright.cli import main
from scenewright.errors import InputError
from scenewright.generate import make_recipe
from scenewright.generate.recipe import Recipe
from scenewright.scenario import draw, load_scenario, read_scenario, scenario_from_document
from scenewright.scenario.library.merge import LISTS, MAPPINGS, merged

_HEAD = {"scenewright": 1, "kind": "Scenario"}
_NAMES = st.sampled_from("abcde")
_LAYERS = st.fixed_dictionaries(
    {},
    optional={
        "world": st.sampled_from(["small", "other"]),
        "odd": st.sampled_from(["a", "b"]),
        "description": st.text(max_size=2),
        "surprise": st.integers(0, 1),
        **{part: st.dictionaries(_NAMES, st.integers(0, 2), max_size=4) for part in MAPPINGS},
        **{part: st.lists(_NAMES, max_size=4, unique=True) for part in LISTS[:3]},
        "without": st.fixed_dictionaries(
            {}, optional={part: st.lists(_NAMES, max_size=2, unique=True) for part in (*MAPPINGS, *LISTS[:3])}
        ),
    },
)


@given(a=_LAYERS, b=_LAYERS, c=_LAYERS)
@settings(max_examples=150, deadline=None)
def test_a_chain_can_be_merged_from_either_end(a: Any, b: Any, c: Any) -> None:
    upper, lower = merged(merged(a, b), c), merged(a, merged(b, c))
    without = [
        {part: sorted(names) for part, names in found.pop("without").items()} for found in (upper, lower)
    ]
    assert upper == lower and without[0] == without[1]


@given(parent=_LAYERS, child=_LAYERS)
@settings(max_examples=150, deadline=None)
def test_nothing_of_the_parent_is_lost_unless_it_was_left_out(parent: Any, child: Any) -> None:
    found = merged(parent, child)
    for part in (*MAPPINGS, *LISTS[:3]):
        gone = set(child.get("without", {}).get(part, ()))
        own = child.get(part, {} if part in MAPPINGS else [])
        before = parent.get(part, {} if part in MAPPINGS else [])
        assert set(found.get(part, ())) == (set(before) - gone) | set(own)
        if part in MAPPINGS:
            assert all(found[part][name] == own.get(name, before.get(name)) for name in found.get(part, ()))


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(document=scenario_documents)
def test_an_empty_child_is_its_parent(document: Any, tmp_path: Path) -> None:
    _write(tmp_path / "parent.scenario.yaml", document)
    _write(tmp_path / "child.scenario.yaml", {"name": "child", "extends": "parent.scenario.yaml"})
    parent, child = (load_scenario(tmp_path / f"{n}.scenario.yaml", SPECS) for n in ("parent", "child"))
    assert child.digest == scenario_from_document({**parent.to_document(), "name": "child"}, SPECS).digest
    assert child.declared == parent.declared and child.tags == parent.tags


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(upper=scenario_documents, lower=scenario_documents)
def test_a_file_that_extends_is_the_merged_document(upper: Any, lower: Any, tmp_path: Path) -> None:
    _write(tmp_path / "parent.scenario.yaml", upper)
    child = {k: v for k, v in lower.items() if k != "world"} | {"extends": "parent.scenario.yaml"}
    _write(tmp_path / "child.scenario.yaml", child)
    plain = {k: v for k, v in merged(upper, lower).items() if k != "without"}
    try:
        expected = scenario_from_document(plain, SPECS)
    except InputError as error:
        with pytest.raises(InputError) as told:
            load_scenario(tmp_path / "child.scenario.yaml", SPECS)
        assert [p.found for p in told.value.problems] == [p.found for p in error.problems]
        return
    found = load_scenario(tmp_path / "child.scenario.yaml", SPECS)
    assert found == expected and found.digest == expected.digest


def _write(file: Path, document: dict[str, Any]) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(yaml.safe_dump({**_HEAD, **document}, sort_keys=False, allow_unicode=True), "utf-8")
    return file


_ROAD = """scenewright: 1
kind: Scenario
name: road
world: small
odd: ../odd/urban.odd.yaml
tags: [road, day]
targets: [FM-1]
parameters:
  x: {uniform: [0, 1]}
  y: 2
derived:
  far: "x > 0.5"
constraints:
  - "count < 3"
  - "y < 3"
"""
_NIGHT = """scenewright: 1
kind: Scenario
name: road/night
extends: ../road.scenario.yaml
tags: [night]
without:
  tags: [day]
  parameters: [y]
  constraints: ["y < 3"]
parameters:
  x:
    uniform: [0.5, 1]
constraints:
  - "far or wet"
"""
_WET = """scenewright: 1
kind: Scenario
name: road/night/wet
extends: ../night/night.scenario.yaml
parameters: {wet: true}
"""


@pytest.fixture
def wet(tmp_path: Path) -> Path:
    """The last of three in three folders."""
    for name, text in (("road", _ROAD), ("night/night", _NIGHT), ("wet/wet", _WET)):
        file = tmp_path / f"{name}.scenario.yaml"
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, "utf-8")
    return file


def test_three_generations(wet: Path) -> None:
    found = load_scenario(wet, SPECS)
    assert found.name == "road/night/wet" and found.world == "small"
    assert found.tags == ("road", "night") and found.targets == ("FM-1",)
    assert found.odd == "../../odd/urban.odd.yaml", "as seen from the child's folder"
    assert found.declared == ("wet", "x")
    written = found.to_document()
    assert written["parameters"] == {"wet": {"constant": True}, "x": {"uniform": [0.5, 1.0]}}
    assert written["constraints"] == ["count < 3", "far or wet"]


def test_each_value_knows_its_file_and_line(wet: Path) -> None:
    source, folder = read_scenario(wet, SPECS).source, wet.parents[1]
    places = {
        ("name",): (wet, 3),
        ("world",): (folder / "road.scenario.yaml", 4),
        ("parameters", "x"): (folder / "night/night.scenario.yaml", 11),
        ("parameters", "x", "uniform", 0): (folder / "night/night.scenario.yaml", 12),
        ("parameters", "wet"): (wet, 5),
        ("derived", "far"): (folder / "road.scenario.yaml", 12),
        ("constraints", 0): (folder / "road.scenario.yaml", 14),
        ("constraints", 1): (folder / "night/night.scenario.yaml", 14),
        ("tags", 1): (folder / "night/night.scenario.yaml", 5),
    }
    assert {path: source.place(path) for path in places} == {p: (str(f), n) for p, (f, n) in places.items()}


@pytest.mark.parametrize(
    ("file", "old", "new", "line"),
    [
        ("road", "uniform: [0, 1]", "uniform: [0, 1e12]", None),  # the grandchild replaces it
        ("road", "y: 2", "z: 2", 10),
        ("road", "count < 3", "cuont < 3", 14),
        ("road", "x > 0.5", "x > > 0.5", 12),
        ("night/night", "[0.5, 1]", "[0.5, 1e12]", 12),
        ("night/night", "[y]", "[x, z]", 8),
        ("wet/wet", "true", "maybe", 5),
    ],
)
def test_a_problem_is_told_where_it_arises(
    file: str, old: str, new: str, line: int | None, wet: Path
) -> None:
    place = wet.parents[1] / f"{file}.scenario.yaml"
    assert old in place.read_text()
    place.write_text(place.read_text().replace(old, new))
    if line is None:
        assert load_scenario(wet, SPECS)
        return
    with pytest.raises(InputError) as told:
        load_scenario(wet, SPECS)
    assert (str(place), line) in [(p.file, p.line) for p in told.value.problems]


def test_what_was_resolved_does_not_need_its_parent(tmp_path: Path) -> None:
    base = {"name": "base", "world": "traffic_light", "parameters": {"distance_m": {"uniform": [10, 20]}}}
    _write(tmp_path / "base.scenario.yaml", base)
    child = {
        "name": "child",
        "extends": "base.scenario.yaml",
        "tags": ["near"],
        "parameters": {"mask": "ball"},
    }
    found = load_scenario(_write(tmp_path / "child.scenario.yaml", child))
    recipe = make_recipe([found], count=2, seed="1")
    kept = json.loads(json.dumps(recipe.to_json()))
    (tmp_path / "base.scenario.yaml").unlink()
    again = Recipe.from_json(kept)
    assert again.digest == recipe.digest
    scenario = again.scenario("child")
    assert scenario.digest == found.digest
    samples = [draw(s, root="r", strategy="sobol", index=1).sample for s in (scenario, found)]
    assert samples[0] == samples[1] and 10 <= samples[0]["distance_m"] <= 20
    # Another word to find it by changes no dataset.
    child["tags"] = ["near", "plain"]
    _write(tmp_path / "base.scenario.yaml", base)
    renamed = load_scenario(_write(tmp_path / "child.scenario.yaml", child))
    assert (
        renamed.digest == found.digest and make_recipe([renamed], count=2, seed="1").digest == recipe.digest
    )


def test_photos_that_a_parent_was_fitted_to_are_inherited(tmp_path: Path) -> None:
    entry = {"photos": "dev", "digest": "0" * 64, "count": 3, "parameters": ["x"]}
    parent = {"name": "a", "world": "small", "fitted_to": [entry]}
    _write(tmp_path / "a.scenario.yaml", parent)
    child = {"name": "b", "extends": "a.scenario.yaml", "parameters": {"x": 1}}
    file = _write(tmp_path / "b.scenario.yaml", child)
    assert [f.parameters for f in load_scenario(file, SPECS).fitted_to] == [["x"]]
    child["fitted_to"] = [{**entry, "parameters": ["x", "y"]}]
    _write(file, child)
    assert [f.parameters for f in load_scenario(file, SPECS).fitted_to] == [["x", "y"]], "a fit continued"
    child["without"] = {"fitted_to": ["dev"]}
    with pytest.raises(InputError, match=r"without\.fitted_to"):
        load_scenario(_write(file, child), SPECS)


def test_plain_data_cannot_extend() -> None:
    with pytest.raises(InputError, match="stands alone"):
        scenario_from_document({"name": "a", "world": "small", "extends": "b.yaml"}, SPECS)


def test_show_and_diff_are_about_what_was_resolved(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    base = {"name": "base", "world": "traffic_light", "parameters": {"distance_m": {"uniform": [10, 20]}}}
    base_file = _write(tmp_path / "base.scenario.yaml", base)
    child = {"name": "child", "extends": "base.scenario.yaml", "parameters": {"mask": "ball"}}
    file = _write(tmp_path / "child.scenario.yaml", child)
    assert main(["scenario", "show", str(file), "--json"]) == 0
    value = json.loads(capsys.readouterr().out)
    rows = {row["parameter"]: row["from"] for row in value["parameters"]}
    assert rows["distance_m"] == f"{base_file}:6" and rows["mask"] == f"{file}:6" and rows["state"] == "world"
    assert value["files"] == [str(file), str(base_file)]
    assert value["fields"] == [{"field": "world", "value": "traffic_light", "from": f"{base_file}:4"}]
    assert value["scenario"] == load_scenario(file).to_document(resolved=True)
    assert main(["scenario", "diff", str(base_file), str(file), "--json"]) == 0
    changed = json.loads(capsys.readouterr().out)["changed"]
    assert [[p["parameter"] for p in each["parameters"]] for each in changed] == [["mask"]]
    assert main(["scenario", "show", str(file)]) == 0
    assert f"extends {base_file}" in capsys.readouterr().out
