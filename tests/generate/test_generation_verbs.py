"""The verbs `generate`, `reproduce` and `export` as a user and a script see them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from folders import Uninterrupted, contents
from test_reproduce import flip_member
from tiny_frames import SCENARIOS

from scenewright.cli import main
from scenewright.dataset import open_dataset
from scenewright.generate.reproduce import pick_keys

DAYLIGHT = str(SCENARIOS / "daylight.scenario.yaml")
Ask = Callable[..., dict[str, Any]]


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Ask:
    """Runs a verb with `--json`: one object on stdout, never a traceback, and this exit code."""

    def run(*arguments: object, code: int = 0) -> dict[str, Any]:
        got = main([*map(str, arguments), "--json"])
        printed = capsys.readouterr()
        assert got == code, printed.err
        assert "Traceback" not in printed.err
        value: dict[str, Any] = json.loads(printed.out)
        if code != 2:
            assert printed.err == ""
        return value

    return run


@pytest.fixture
def copy(rendered: Uninterrupted, tmp_path: Path) -> Path:
    return Path(shutil.copytree(rendered.folder, tmp_path / "lights"))


def problems(value: dict[str, Any]) -> list[dict[str, Any]]:
    assert value["error"]["kind"] == "input_error" and value["error"]["exit_code"] == 2
    found: list[dict[str, Any]] = value["error"]["problems"]
    assert all(problem["expected"] and problem["found"] for problem in found)
    return found


def test_generate_makes_continues_and_finds_done(ask: Ask, tmp_path: Path) -> None:
    command = ["generate", DAYLIGHT, "-n", 3, "--profile", "draft", "-o", tmp_path / "new/lights"]
    value = ask(*command)
    dataset = open_dataset(tmp_path / "new/lights")
    assert value["frames"] == 3 == dataset.index.num_rows
    assert value["merkle_root"] == dataset.merkle_root
    assert value["recipe_digest"] == dataset.manifest.recipe_digest
    assert Path(value["contact_sheet"]).read_bytes().startswith(b"\x89PNG")
    before = contents(tmp_path)
    assert ask(*command, "--workers", 1) == value
    assert contents(tmp_path) == before


def test_generate_refuses_another_recipe_in_the_folder(ask: Ask, copy: Path) -> None:
    before = contents(copy)
    (problem,) = problems(ask("generate", DAYLIGHT, "-n", 3, "-o", copy, code=2))
    assert problem["file"] == str(copy) and "that of recipe" in problem["found"] and "-o" in problem["fix"]
    assert contents(copy) == before


def test_generate_tells_of_a_finished_dataset_that_lost_a_shard(
    ask: Ask, rendered: Uninterrupted, copy: Path
) -> None:
    (copy / "shards/00001.tar").unlink()
    (problem,) = problems(ask(*rendered.arguments, "-o", copy, code=2))
    assert problem["file"] == str(copy / "shards/00001.tar") and "generate it again" in problem["fix"]


def test_generate_names_every_bad_option_before_it_writes(ask: Ask, tmp_path: Path) -> None:
    options = ["--profile", "draught", "--strategy", "sobel", "-o", tmp_path / "lights"]
    found = problems(ask("generate", DAYLIGHT, DAYLIGHT, "-n", 1, *options, code=2))
    assert [problem["field"] for problem in found] == ["SCENARIO", "-n", "--profile", "--strategy"]
    assert [problem["fix"] for problem in found[2:]] == ["did you mean 'draft'?", "did you mean 'sobol'?"]
    assert list(tmp_path.iterdir()) == []


def test_generate_refuses_scenarios_whose_frames_would_share_keys(ask: Ask, tmp_path: Path) -> None:
    text = Path(DAYLIGHT).read_text().replace("odd: ../odd/urban.odd.yaml\n", "")
    for number, name in enumerate(("a/b", "a.b")):
        named = text.replace("traffic-light/daylight", name)
        (tmp_path / f"{number}.scenario.yaml").write_text(named)
    files = sorted(tmp_path.iterdir())
    (problem,) = problems(ask("generate", *files, "-n", 4, "-o", tmp_path / "lights", code=2))
    assert problem["found"] == "'a/b' and 'a.b'"


@pytest.mark.parametrize(
    ("arguments", "option"),
    [(["-n", "0"], "-n"), (["-n", "x"], "-n"), (["-n", "4", "--workers", "0"], "--workers"), ([], "-n")],
)
def test_generate_refuses_numbers_out_of_range(
    ask: Ask, tmp_path: Path, arguments: list[str], option: str
) -> None:
    (problem,) = problems(ask("generate", DAYLIGHT, *arguments, "-o", tmp_path / "lights", code=2))
    assert f"'{option}'" in problem["found"] and problem["fix"] == "see 'scenewright generate --help'"


@pytest.mark.parametrize("place", ["file", "file/lights"])
@pytest.mark.parametrize("verb", ["generate", "export"])
def test_out_cannot_be_a_file_nor_below_one(
    ask: Ask, rendered: Uninterrupted, tmp_path: Path, verb: str, place: str
) -> None:
    (tmp_path / "file").write_text("mine")
    given = ["generate", DAYLIGHT, "-n", 1] if verb == "generate" else ["export", rendered.folder]
    (problem,) = problems(ask(*given, "-o", tmp_path / place, code=2))
    assert problem["file"] == str(tmp_path / place)
    assert contents(tmp_path) == {"file": b"mine"}


def test_reproduce_says_yes_and_no(ask: Ask, copy: Path) -> None:
    key, other = pick_keys(open_dataset(copy), 2)
    value = ask("reproduce", copy, "--key", key)
    assert value["passed"] and value["frames"] == [key] and value["differing"] == []
    assert len(ask("reproduce", copy, "--frames", 2)["frames"]) == 2
    flip_member(copy, key, "image")
    value = ask("reproduce", copy, "--key", key, "--key", other, code=1)
    assert not value["passed"] and value["differing"] == [{"key": key, "member": "image"}]


def test_reproduce_refuses_unknown_keys_and_folders(ask: Ask, copy: Path, tmp_path: Path) -> None:
    (problem,) = problems(ask("reproduce", copy, "--key", "nonsense", code=2))
    assert problem["found"] == "'nonsense'" and problem["fix"]
    (problem,) = problems(ask("reproduce", tmp_path / "nowhere", code=2))
    assert problem["fix"] == "check the path"


@pytest.mark.parametrize("format_", ["coco", "imagefolder"])
def test_export_counts_its_images(ask: Ask, rendered: Uninterrupted, tmp_path: Path, format_: str) -> None:
    value = ask("export", rendered.folder, "--format", format_, "-o", tmp_path / "out")
    assert value == {"format": format_, "out": str(tmp_path / "out"), "images": 40}
    assert len(list((tmp_path / "out").rglob("*.jpg"))) == 40


def test_export_refuses_unknown_formats(ask: Ask, rendered: Uninterrupted, tmp_path: Path) -> None:
    given = ["export", rendered.folder, "-o", tmp_path / "out", "--format"]
    (problem,) = problems(ask(*given, "cocoa", code=2))
    assert problem["fix"] == "did you mean 'coco'?"


def test_the_verbs_speak_to_people(
    rendered: Uninterrupted, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = open_dataset(rendered.folder).merkle_root
    assert main([*rendered.arguments, "-o", str(rendered.folder)]) == 0
    said = capsys.readouterr().out
    assert f"Merkle root {root}" in said and f"next: scenewright check {rendered.folder}" in said
    assert main(["reproduce", str(rendered.folder), "--frames", "1"]) == 0
    assert capsys.readouterr().out == "1 frames made again, 0 files differ\n"
    assert main(["export", str(rendered.folder), "-o", str(tmp_path / "out")]) == 0
    assert capsys.readouterr().out == f"40 images in {tmp_path / 'out'} (coco)\n"


def test_options_that_the_strategy_does_not_use_are_told_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is silently left out of account."""
    file = tmp_path / "a.scenario.yaml"
    file.write_text("scenewright: 1\nkind: Scenario\nname: a\nworld: traffic_light\n")
    words = ["scenario", "sample", str(file), "-n", "1", "--strategy", "random"]
    assert main([*words, "--region", "distance_m > 40", "--share", "0.5", "--json"]) == 2
    problems = json.loads(capsys.readouterr().out)["error"]["problems"]
    assert [problem["field"] for problem in problems] == ["--share", "--region"]
