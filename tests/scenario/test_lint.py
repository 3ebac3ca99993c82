"""Lint: each rule finds the fault that was planted for it, at its line, and nothing where there is none."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from worlds import SPECS

import scenewright
from scenewright.cli import main
from scenewright.plugins import load
from scenewright.scenario import read_scenario, scenario_from_document
from scenewright.scenario.library.draws import many_draws
from scenewright.scenario.library.lint import run
from scenewright.scenario.library.lint.base import Settings
from scenewright.scenario.library.lint.run import RULES, LintReport, lint
from scenewright.scenario.library.reads import RecordedSample, same, unread

TEMPLATES = Path(scenewright.__file__).parent / "templates"
_HEAD = "scenewright: 1\nkind: Scenario\n"
_PLAIN = (
    "name: lint/one\nworld: traffic_light\nodd: ../odd/urban.odd.yaml\ntargets: [FM-001-far]\nparameters:\n"
)
_GOOD = (
    _PLAIN
    + """  distance_m: {uniform: [20, 80]}
  state: {choice: {red: 0.5, green: 0.5}}
derived: {is_far: "distance_m > 50"}
constraints: ["is_far or state = 'red'"]
"""
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with a domain and a failure mode."""
    (tmp_path / "scenewright.toml").write_text("")
    for name in ("scenarios", "odd", "failure_modes"):
        (tmp_path / name).mkdir()
    (tmp_path / "odd/urban.odd.yaml").write_text(
        "scenewright: 1\nkind: Odd\nname: urban\nattributes:\n"
        "  - name: distance\n    parameter: distance_m\n"
        "    buckets: [{label: near, low: 15, high: 50}, {label: far, low: 50, high: 80}]\n"
    )
    (tmp_path / "failure_modes/FM-001-far.yaml").write_text(
        "scenewright: 1\nkind: FailureMode\nname: FM-001-far\nslice: far\nexpected_gain: 0.1\n"
        'region: "distance_m > 60"\n'
    )
    return tmp_path


def _write(project: Path, text: str, name: str = "one") -> Path:
    file = project / "scenarios" / f"{name}.scenario.yaml"
    file.write_text(_HEAD + text, "utf-8")
    return file


def _linted(*files: Path, **settings: Any) -> LintReport:
    return lint(files, Settings(**{"builds": 0, **settings}))


def test_a_good_scenario_is_clean(project: Path) -> None:
    report = _linted(_write(project, _GOOD), builds=4)
    assert report.findings == () and report.passes(strict=True)


_FAULTS = {
    "zero-weight": ("red: 0.5, green: 0.5", "red: 0.5, off: 0, green: 0.5", 9, "'off' with the weight 0"),
    "unreachable-choice": ("[\"is_far or state = 'red'\"]", "[\"is_far and state = 'red'\"]", 9, "'green'"),
    "rejection": ("[\"is_far or state = 'red'\"]", '["is_far and distance_m > 70"]', 11, "rejects"),
    "unknown-target": ("[FM-001-far]", "[FM-001-fra]", 6, "'FM-001-fra'"),
    "target-region": ("[20, 80]", "[20, 60]", 6, "holds in none of"),
    "odd-file": ("urban", "rural", 5, "'../odd/rural.odd.yaml', which is no file"),
    "outside-odd": ("[20, 80]", "[10, 80]", 8, "outside every bucket of 'distance'"),
    "constant-derived": ("distance_m > 50", "distance_m > 10", 10, "is true in all"),
    "unused-derived": ('far: "', 'near: "distance_m < 30", is_far: "', 10, "'is_near', which no"),
    "file-name": ("lint/one", "lint/other", 3, "'lint/other'"),
}


@pytest.mark.parametrize("rule", _FAULTS)
def test_a_planted_fault_is_found(rule: str, project: Path) -> None:
    old, new, line, told = _FAULTS[rule]
    assert old in _GOOD
    file = _write(project, _GOOD.replace(old, new))
    findings = [finding for finding in _linted(file).findings if finding.rule == rule]
    assert [(f.problem.file, f.problem.line) for f in findings] == [(str(file), line)]
    problem = findings[0].problem
    assert told in problem.found and problem.expected and problem.fix and problem.field


def test_every_rule_has_a_planted_fault() -> None:
    elsewhere = {"unread-parameter", "unasked-world", "idle-override", "duplicate"}
    assert {rule.id for rule in RULES} == _FAULTS.keys() | elsewhere


def test_what_a_parent_never_lets_happen(project: Path) -> None:
    text = (
        _PLAIN
        + """  distance_m: {uniform: [20, 80]}
  state: {choice: {red: 1, green: 1}}
  visor: tunnel
  wires:
    given: state
    cases: {red: 1, green: 2, yellow: 3}
    otherwise: 4
  neighbour_heads:
    mixture:
      - {weight: 0.5, constant: 1}
      - {weight: 0.5, constant: 2}
constraints: ["neighbour_heads = 1 or distance_m > 500", "wires < 3 or distance_m > 300"]
"""
    )
    report = _linted(_write(project, text))
    found = {f.problem.field: f.problem for f in report.findings if f.rule == "unreachable-choice"}
    assert found.keys() == {
        "parameters.wires.cases.yellow",
        "parameters.wires.otherwise",
        "parameters.neighbour_heads.mixture.1",
    }
    assert [problem.line for problem in found.values()] == [13, 14, 18]
    assert "'neighbour_heads = 1 or distance_m > 500' rejects 100%" in list(found.values())[2].found


def test_a_rare_choice_that_happens_is_not_told(project: Path) -> None:
    """2 in 1000 draws are red, and a twentieth of them is let pass: more draws are made before a word."""
    text = _GOOD.replace("red: 0.5, green: 0.5", "red: 0.002, green: 0.998")
    text = text.replace("is_far or state = 'red'", "state = 'green' or distance_m > 77")
    report = _linted(_write(project, text))
    assert "unreachable-choice" not in {finding.rule for finding in report.findings}


def test_rejection_is_measured(project: Path) -> None:
    """Of uniform [20, 80], 'distance_m > 50' rejects a half, and with state = 'red' three quarters."""
    text = _GOOD.replace("[\"is_far or state = 'red'\"]", '["is_far", "state = \'red\'"]')
    file = _write(project, text)
    draws = many_draws(read_scenario(file).scenario, 8192)
    assert draws.accepted.mean() == pytest.approx(0.25, abs=0.02)
    assert draws.met.mean(axis=1) == pytest.approx([0.5, 0.5], abs=0.02)
    (problem,) = (f.problem for f in _linted(file).findings if f.rule == "rejection")
    share = float(problem.found.split("%")[0])
    assert share == pytest.approx(75, abs=2) and "alone" in problem.found
    assert not [f for f in _linted(file, max_rejection=0.8).findings if f.rule == "rejection"]


def test_a_target_outside_the_domain(project: Path) -> None:
    file = project / "failure_modes/FM-001-far.yaml"
    file.write_text(file.read_text().replace("distance_m > 60", "distance_m < 14"))
    report = _linted(_write(project, _GOOD.replace("[20, 80]", "[10, 80]")))
    (problem,) = (f.problem for f in report.findings if f.rule == "target-region")
    assert "lies in a bucket of 'distance'" in problem.found and problem.line == 6


def test_a_domain_that_cannot_be_read_or_is_of_another_world(project: Path) -> None:
    odd, file = project / "odd/urban.odd.yaml", _write(project, _GOOD)
    text = odd.read_text()
    odd.write_text(text.replace("low: 50", "low: 60"))
    (finding,) = _linted(file).findings
    assert finding.rule == "odd-file" and f"correct {project / 'scenarios'}" in finding.problem.fix
    odd.write_text(text.replace("parameter: distance_m", "parameter: dice"))
    (finding,) = _linted(file).findings
    assert finding.rule == "odd-file" and "'distance' reads 'dice'" in finding.problem.found
    odd.write_text(text.replace("parameter: distance_m", "parameter: distance_m\n    unit: km"))
    (finding,) = _linted(file).findings
    assert finding.rule == "odd-file" and "'km' of attribute 'distance'" in finding.problem.found


def test_children_that_say_nothing_new(project: Path) -> None:
    parent = _write(project, _GOOD)
    text = """name: lint/two
extends: one.scenario.yaml
targets: [FM-001-far]
without: {derived: [is_far]}
parameters:
  state: {choice: {red: 0.5, green: 0.5}}
  distance_m: {uniform: [21, 80]}
derived: {is_far: "distance_m > 55"}
"""
    found = _linted(parent, _write(project, text, "two")).findings
    assert [(f.rule, f.problem.line) for f in found] == [("idle-override", n) for n in (8, 10, 5)]
    twin = _write(project, "name: lint/three\nextends: one.scenario.yaml\n", "three")
    (finding,) = _linted(parent, twin).findings
    assert finding.rule == "duplicate" and str(parent) in finding.problem.found


def test_what_stands_in_a_parent_is_told_once(project: Path) -> None:
    parent = _write(project, _GOOD.replace("red: 0.5, green: 0.5", "red: 0.5, off: 0, green: 0.5"))
    child = "name: lint/two\nextends: one.scenario.yaml\nparameters: {distance_m: {uniform: [30, 80]}}\n"
    found = _linted(parent, _write(project, child, "two")).findings
    assert [(f.rule, f.problem.file) for f in found] == [("zero-weight", str(parent))]


def test_a_document_that_cannot_be_read_is_an_error(project: Path) -> None:
    report = _linted(
        _write(project, _GOOD.replace("distance_m: {", "distance: {")), _write(project, "- 1", "b")
    )
    assert {(f.rule, f.level) for f in report.findings} == {("readable", "error")}
    assert len(report.findings) == 2 and not report.passes()


@dataclass
class _Reader:
    """A world that reads x, and count only when it is wet; `how` says how it treats the sample."""

    how: str = "direct"
    name = "small"
    parameters = SPECS

    def build(self, sample: Any, streams: Any) -> Any:
        if self.how == "fails":
            raise KeyError("nothing")
        kept = dict(sample)
        if self.how == "whole":
            kept = {name: value for name, value in sample.items()}
        given = kept if self.how == "copy" else sample
        first = np.array([given["x"], given["count"] if given["wet"] else 0.0])
        y = kept["y"] if self.how in ("through the copy", "whole") else 0
        return SimpleNamespace(scenes=(first, y), requested=kept)


_ALL = {"x": {"uniform": [0, 1]}, "y": 1, "count": 2, "color": "red", "wet": False}


@pytest.mark.parametrize(
    ("how", "wet", "expected"),
    [
        ("direct", False, ("color", "count", "y")),
        ("direct", {"choice": {"true": 0.2, "false": 0.8}}, ("color", "y")),
        ("through the copy", False, ()),
        ("copy", False, ()),
        ("whole", False, ()),
        ("fails", False, ()),
    ],
)
def test_what_a_world_reads(how: str, wet: Any, expected: tuple[str, ...]) -> None:
    document = {"name": "a", "world": "small", "parameters": {**_ALL, "wet": wet}}
    found = unread(_Reader(how), scenario_from_document(document, SPECS), list(_ALL), 16)
    assert found.names == expected
    assert bool(found.unknown) == (not expected)


def test_a_copy_is_no_reading() -> None:
    sample = RecordedSample({"a": 1, "b": 2})
    assert dict(sample) == {**sample} == {"a": 1, "b": 2} and sample.read == set() and sample.copies == 2
    assert sample["b"] == 2 and sample.get("c") is None and "a" in sample and sample.read == {"b"}


def test_scenes_are_compared_in_all_they_hold() -> None:
    spec = SPECS[0]
    one = {"a": [np.arange(3), (1, spec)]}
    assert same(one, {"a": [np.arange(3), (1, replace(spec))]})
    for other in (
        [np.arange(3.0), (1, spec)],
        [np.arange(3), (1, replace(spec, doc="x"))],
        [np.arange(3), (1,)],
    ):
        assert not same(one, {"a": other})


def test_a_parameter_that_the_installed_world_does_not_read(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The world as it is reads all that it has; one that is deaf to the mask is told of."""
    world = load("worlds", "traffic_light")
    text = _PLAIN + "  distance_m: {uniform: [20, 80]}\n  state: red\n  mask: ball\n  iso_gain: 2\n"
    file = _write(project, text)
    assert _linted(file, builds=3).findings == ()

    class Deaf(type(world)):
        def build(self, sample: Any, streams: Any) -> Any:
            return super().build(_Masked(sample), streams)

    monkeypatch.setattr(run, "load", lambda family, name: Deaf())
    (finding,) = _linted(file, builds=3).findings
    assert finding.rule == "unread-parameter" and finding.problem.line == 10
    assert finding.problem.found == "'ball', not read in 3 samples"


class _Masked(Mapping):
    """A sample whose mask is always an arrow."""

    def __init__(self, sample: Any) -> None:
        self.sample = sample

    def __getitem__(self, name: str) -> Any:
        return "arrow_up" if name == "mask" else self.sample[name]

    def __iter__(self) -> Any:
        return iter(self.sample)

    def __len__(self) -> int:
        return len(self.sample)


@pytest.mark.parametrize("name", ["dice-tray", "robot-field", "traffic-light", "traffic-sign"])
def test_templates_are_clean(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scenario", "lint", str(TEMPLATES / name), "--strict", "--builds", "0", "--json"]) == 0
    value = json.loads(capsys.readouterr().out)
    assert value["files"] >= 2 and value["findings"] == []


def test_the_verb(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = _write(project, _GOOD.replace("lint/one", "lint/other"))
    words = ["scenario", "lint", str(project), "--builds", "0"]
    assert main(words) == 0
    told = capsys.readouterr().out
    assert f"warning file-name: {file}:3: name" in told and "1 scenarios: 0 errors, 1 warnings" in told
    assert main([*words, "--strict"]) == 1 and main([*words, "--strict", "--ignore", "file-name"]) == 0
    _write(project, _GOOD.replace("[FM-001-far]", "[FM-009]"))
    capsys.readouterr()
    assert main([*words, "--json"]) == 1
    value = json.loads(capsys.readouterr().out)
    assert value["errors"] == 1 and not value["passed"] and len(value["rules"]) == len(RULES)
    assert main([*words, "--ignore", "file-nmae"]) == 2
    assert "did you mean 'file-name'?" in capsys.readouterr().err
