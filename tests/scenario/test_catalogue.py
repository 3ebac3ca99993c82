"""`scenario list`: what is listed, what is found, what is told of scenarios that cannot be read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scenewright.cli import main

_HEAD = "scenewright: 1\nkind: Scenario\n"
_FILES = {
    "base": "name: base\nworld: traffic_light\ntags: [road]\nparameters: {mask: ball, distance_m: 20}\n",
    "night/night": "name: night\nextends: ../base.scenario.yaml\ntags: [night]\ntargets: [FM-001]\n"
    "description: After sunset.\nparameters: {sun_elevation_deg: {uniform: [-12, -6]}}\n",
    "signs": "name: signs\nworld: traffic_sign\ntags: [road]\nconstraints: ['visibility_m > 300']\n",
}
_BROKEN = "name: broken\nworld: traffic_light\ntags: [night]\nparameters: {masks: ball, distance: 1}\n"


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in _FILES.items():
        _write(tmp_path, name, text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _write(folder: Path, name: str, text: str) -> None:
    file = folder / f"{name}.scenario.yaml"
    file.parent.mkdir(exist_ok=True)
    file.write_text(_HEAD + text, "utf-8")


def _listed(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> dict[str, Any]:
    assert main(["scenario", "list", *words, "--json"]) == code
    return json.loads(capsys.readouterr().out)


def test_what_is_listed(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = _listed(capsys)["scenarios"]
    assert [row["name"] for row in rows] == ["base", "night", "signs"]
    night = rows[1]
    assert night["world"] == "traffic_light" and night["tags"] == ["road", "night"]
    assert night["extends"] == "../base.scenario.yaml" and night["targets"] == ["FM-001"]
    assert night["parameters"] == ["distance_m", "mask", "sun_elevation_deg"] and night["loads"]
    assert main(["scenario", "list"]) == 0
    assert "3 of 3 scenarios" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (["--tag", "road"], ["base", "night", "signs"]),
        (["--tag", "road", "--tag", "night"], ["night"]),
        (["--world", "traffic_sign"], ["signs"]),
        (["--search", "SUNSET"], ["night"]),
        (["--search", "sun fm-001"], ["night"]),
        (["--search", "visibility_m"], ["signs"]),
        (["--search", "no such words"], []),
        (["--where", "list_contains(parameters, 'mask') and extends = ''"], ["base"]),
        (["--where", "len(constraints) > 0"], ["signs"]),
        (["--where", "name like '%ig%'", "--tag", "night"], ["night"]),
    ],
)
def test_what_is_found(
    words: list[str], names: list[str], library: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    value = _listed(capsys, *words)
    assert [row["name"] for row in value["scenarios"]] == names and value["of"] == 3


@pytest.mark.parametrize(
    ("where", "told"),
    [
        ("tag = 'night'", "did you mean 'tags'?"),
        ("name", "a condition"),
        ("name = = 1", "SQL"),
        ("len(name)", ""),
    ],
)
def test_a_bad_expression_is_refused(
    where: str, told: str, library: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["scenario", "list", "--where", where]) == 2
    assert told in capsys.readouterr().err


def test_a_broken_one_is_listed_with_its_first_problem(
    library: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _write(library, "broken", _BROKEN)
    _write(library, "no-yaml", "name: [\n")
    value = _listed(capsys, "--tag", "night", code=1)
    assert [row["name"] for row in value["scenarios"]] == ["broken", "night"]
    assert len(value["scenarios"][0]["problems"]) == 2 and not value["scenarios"][0]["loads"]
    assert value["unreadable_left_out"] == 1
    assert main(["scenario", "list"]) == 1
    told = capsys.readouterr().out
    assert "broken.scenario.yaml:6: parameters.masks" in told and "(and 1 more)" in told
    assert _listed(capsys, "--world", "traffic_sign")["scenarios"][0]["name"] == "signs"


def test_a_name_that_stands_twice_is_a_problem(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _write(library, "twin", _FILES["signs"])
    rows = _listed(capsys, "--world", "traffic_sign", code=1)["scenarios"]
    assert [bool(row["problems"]) for row in rows] == [False, True]
    assert rows[1]["loads"] and rows[1]["problems"][0]["line"] == 3
    assert "signs.scenario.yaml" in rows[1]["problems"][0]["found"]


def test_an_empty_folder_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scenario", "list", str(tmp_path)]) == 2
    assert "files named *.scenario.yaml" in capsys.readouterr().err
