"""Old schema versions: read as what they mean, rewritten with their comments. The old version is planted."""

from __future__ import annotations

import difflib
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import SPECS

from scenewright.cli import main
from scenewright.documents import parse_document
from scenewright.documents.migration import MIGRATIONS, Migration, Migrations
from scenewright.documents.migration.files import migrated_file
from scenewright.documents.migration.rewrite import rewritten
from scenewright.errors import InputError
from scenewright.scenario import read_scenario, scenario_from_document


def _drafts(document: dict[str, Any]) -> dict[str, Any]:
    """An early draft had `ranges: {x: [0, 1]}`, always uniform, and a field `author`."""
    ranges = {name: {"uniform": ends} for name, ends in document.get("ranges", {}).items()}
    rest = {name: value for name, value in document.items() if name not in ("ranges", "author")}
    return {**rest, "parameters": ranges}


PLANTED = Migrations(
    current=1,
    steps=(
        Migration(
            kind="Scenario",
            version=0,
            says="'ranges' are 'parameters' with distributions; 'author' is gone",
            document=_drafts,
            moved={("parameters",): ("ranges",)},
        ),
    ),
)
_DRAFT = """# A draft of the first days.
scenewright: 0
kind: Scenario
name: draft  # its name
author: ada

world: small
# What varies:
ranges:
  x: [0, 1]     # near
  # and far
  y: [-1, 1]
constraints:
  - "x < 0.9"   # not the end
"""


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    file = tmp_path / "draft.scenario.yaml"
    file.write_text(_DRAFT, "utf-8")
    return file


def test_an_old_document_is_read(draft: Path) -> None:
    parameters = {"x": {"uniform": [0, 1]}, "y": {"uniform": [-1, 1]}}
    document = {"name": "draft", "world": "small", "parameters": parameters, "constraints": ["x < 0.9"]}
    found = read_scenario(draft, SPECS, PLANTED)
    assert found.scenario == scenario_from_document(document, SPECS)
    assert found.source.place(("parameters", "y")) == (str(draft), 12)


def test_its_problems_have_their_lines(draft: Path) -> None:
    draft.write_text(_DRAFT.replace("y: [-1, 1]", "z: [-1, 1]"), "utf-8")
    with pytest.raises(InputError) as told:
        read_scenario(draft, SPECS, PLANTED)
    assert [(p.line, p.field) for p in told.value.problems] == [(12, "parameters.z")]


def test_a_new_child_extends_an_old_parent(draft: Path) -> None:
    child = draft.with_name("child.scenario.yaml")
    text = "scenewright: 1\nkind: Scenario\nname: child\nextends: draft.scenario.yaml\nparameters: {y: 2}\n"
    child.write_text(text, "utf-8")
    found = read_scenario(child, SPECS, PLANTED).scenario.to_document()
    assert found["parameters"] == {"x": {"uniform": [0.0, 1.0]}, "y": {"constant": 2}}


def test_a_file_is_rewritten_with_its_comments(draft: Path) -> None:
    found = migrated_file(draft, "Scenario", PLANTED)
    assert found.changes and found.layout_kept and found.version == 0
    changed = [
        line for line in difflib.ndiff(_DRAFT.splitlines(), found.after.splitlines()) if line[0] in "+-"
    ]
    assert changed == [
        "- scenewright: 0",
        "+ scenewright: 1",
        "- author: ada",
        "- ranges:",
        "+ parameters:",
        "-   x: [0, 1]     # near",
        "+   x: {uniform: [0, 1]}     # near",
        "-   y: [-1, 1]",
        "+   y: {uniform: [-1, 1]}",
    ]
    assert "-scenewright: 0" in found.diff()
    draft.write_text(found.after, "utf-8")
    assert read_scenario(draft, SPECS).scenario.name == "draft"
    assert not migrated_file(draft, "Scenario", PLANTED).changes, "twice is as once"


def test_a_layout_that_cannot_be_kept_is_said(draft: Path) -> None:
    draft.write_text("{scenewright: 0, kind: Scenario, name: a, author: b, world: small, ranges: {}}\n")
    found = migrated_file(draft, "Scenario", PLANTED)
    assert not found.layout_kept
    wanted = {"scenewright": 1, "kind": "Scenario", "name": "a", "world": "small", "parameters": {}}
    assert yaml.safe_load(found.after) == wanted


@pytest.mark.parametrize("version", [2, -1, True, "0", None])
def test_an_unknown_version_is_refused_at_its_line(version: Any, draft: Path) -> None:
    shown = yaml.safe_dump(version).splitlines()[0]
    draft.write_text(_DRAFT.replace("scenewright: 0", f"scenewright: {shown}"), "utf-8")
    for read in (
        lambda: read_scenario(draft, SPECS, PLANTED),
        lambda: migrated_file(draft, "Scenario", PLANTED),
    ):
        with pytest.raises(InputError) as told:
            read()
        (problem,) = (p for p in told.value.problems if p.field == "scenewright")
        assert problem.line == 2 and problem.expected == "schema version 1" and problem.fix
    if version == 2:
        assert "written for a later version" in problem.fix


def test_a_draft_that_is_none_is_refused(draft: Path) -> None:
    draft.write_text(_DRAFT.replace("ranges:\n", "ranges: 3\nspare:\n"), "utf-8")
    with pytest.raises(InputError, match="Scenario of schema version 0"):
        read_scenario(draft, SPECS, PLANTED)


def test_old_versions_are_unknown_without_a_step(draft: Path) -> None:
    assert MIGRATIONS.steps == () and MIGRATIONS.current == 1
    with pytest.raises(InputError, match="schema version 1"):
        read_scenario(draft, SPECS)


def test_steps_follow_one_another_and_other_kinds_are_left_alone(draft: Path) -> None:
    def renamed(document: dict[str, Any]) -> dict[str, Any]:
        return {("dists" if name == "parameters" else name): value for name, value in document.items()}

    later = Migration(kind="Scenario", version=1, says="parameters are dists", document=renamed)
    both = Migrations(current=2, steps=(later, *PLANTED.steps))
    applied = both.applied(parse_document(_DRAFT.encode(), "draft.yaml"))
    assert applied.data["scenewright"] == 2 and set(applied.data["dists"]) == {"x", "y"}
    odd = both.applied(parse_document(b"scenewright: 0\nkind: Odd\nranges: 1\n", "odd.yaml"))
    assert odd.data == {"scenewright": 2, "kind": "Odd", "ranges": 1}
    with pytest.raises(ValueError, match="one step"):
        Migrations(current=1, steps=(later,))


_KEYS = st.sampled_from(["a", "b", "c", "d"])
_VALUES = st.recursive(
    st.integers(0, 3) | st.sampled_from(["x", "y z", "1"]) | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=3),
    max_leaves=5,
)


@settings(max_examples=100, deadline=None)
@given(old=st.dictionaries(_KEYS, _VALUES, min_size=1), new=st.dictionaries(_KEYS, _VALUES, min_size=1))
def test_any_rewriting_says_what_was_wanted(old: dict[str, Any], new: dict[str, Any]) -> None:
    text = "# head\n" + yaml.safe_dump(old, sort_keys=False)
    found = rewritten(text, new)
    data = parse_document(found.text.encode(), "").data
    assert json.dumps(data, sort_keys=True) == json.dumps(new, sort_keys=True)
    assert found.kept == found.text.startswith("# head\n")


def test_the_verb(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "now.scenario.yaml"
    file.write_text("scenewright: 1\nkind: Scenario\nname: now\nworld: traffic_light\n", "utf-8")
    assert main(["scenario", "migrate", str(file), "--write"]) == 0
    assert "schema version 1, which is current" in capsys.readouterr().out
    later = tmp_path / "later.scenario.yaml"
    later.write_text("scenewright: 2\nkind: Scenario\nname: later\nworld: traffic_light\n", "utf-8")
    assert main(["scenario", "migrate", str(file), str(later), "--json"]) == 2
    problems = json.loads(capsys.readouterr().out)["error"]["problems"]
    assert [(p["file"], p["line"]) for p in problems] == [(str(later), 1)]
