"""The verb on photos whose parameters are known, and the class of what is made of a fitted scenario."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
import yaml
from cameras import FITTED, TRUTH, WIDE, photos_of_a_dark_warm_noisy_camera, rendered

from scenewright.cli import main
from scenewright.evidence.transfer.reads import verify_reads
from scenewright.scenario import draw_many, load_scenario

POLICY = """scenewright: 1
kind: Policy
name: test
gates: []
approvals:
  fully_synthetic: {people: 1}
"""


def medians(file: Path) -> dict[str, float]:
    drawn = draw_many(load_scenario(file), root="r", strategy="sobol", indices=range(256))
    return {name: float(np.median([d.sample[name] for d in drawn])) for name in FITTED.split(",")}


@pytest.fixture(scope="module")
def dark(tmp_path_factory) -> Path:
    return photos_of_a_dark_warm_noisy_camera(tmp_path_factory.mktemp("dark") / "dev")


def test_known_parameters_are_found_and_the_other_half_comes_nearer(calibrate, dark, wide):
    code, value, _ = calibrate(dark)
    assert code == 0 and value["nearer"] and value["distances"]["nearer_by"]["low"] > 0
    assert value["distances"]["held_after"] < 0.5 * value["distances"]["held_before"]
    assert value["fitted_on"] + value["judged_on"] == 40
    fitted = wide.with_name("fitted.scenario.yaml")
    before, after = medians(wide), medians(fitted)
    gaps = {name: (abs(before[name] - TRUTH[name]), abs(after[name] - TRUTH[name])) for name in TRUTH}
    # Gain is a factor.
    gaps["iso_gain"] = tuple(abs(np.log(TRUTH["iso_gain"] / m["iso_gain"])) for m in (before, after))
    assert all(now < 0.6 * then for then, now in gaps.values()), gaps
    text = fitted.read_text()
    assert text.startswith("# a comment that stays\n")
    document = yaml.safe_load(text)
    assert document["parameters"] | WIDE == {**document["parameters"], **WIDE}
    assert set(document["parameters"]) == set(WIDE)
    [entry] = document["fitted_to"]
    assert entry == {
        "photos": "dev", "digest": value["photos_digest"], "count": 40,
        "parameters": sorted(FITTED.split(",")),
    }  # fmt: skip
    assert load_scenario(fitted).digest == value["scenario_digests"][1]
    log = wide.with_name("real_photo_reads.jsonl")
    assert verify_reads(log) == 2 and all("calibration" in line for line in log.read_text().splitlines())


def test_a_second_set_is_named_beside_the_first_and_the_diff_shows_both(
    calibrate, dark, wide, capsys, tmp_path
):
    assert calibrate(dark)[0] == 0
    fitted = wide.with_name("fitted.scenario.yaml")
    others = photos_of_a_dark_warm_noisy_camera(tmp_path / "more", exposure_ev=-2.2)
    again = wide.with_name("again.scenario.yaml")
    command = ["calibrate", str(fitted), "--photos", str(others), "--parameters", "exposure_ev", "--keep"]
    assert main([*command, "--frames", "64", "-o", str(again)]) == 0
    assert [e["photos"] for e in yaml.safe_load(again.read_text())["fitted_to"]] == ["dev", "more"]
    capsys.readouterr()
    assert main(["scenario", "diff", str(wide), str(again), "--json"]) == 0
    [change] = json.loads(capsys.readouterr().out)["changed"]
    assert {p["parameter"] for p in change["parameters"]} == set(FITTED.split(","))
    [field] = change["fields"]
    assert field["field"] == "fitted_to" and field["before"] is None and len(field["after"]) == 2


def test_photos_like_the_scenario_give_no_clear_change_and_nothing_is_written(calibrate, tmp_path, wide):
    photos = rendered(tmp_path / "same", WIDE)
    code, value, _ = calibrate(photos)
    assert code == 1 and not value["nearer"] and value["scenario_file"] is None
    assert "not fitted to" in value["verdict"]
    assert not wide.with_name("fitted.scenario.yaml").exists()
    code, value, _ = calibrate(photos, "--keep")
    assert code == 0 and Path(value["scenario_file"]).is_file() and not value["nearer"]


def test_photos_out_of_reach_are_told_by_the_floor_and_by_name(calibrate, tmp_path):
    folder = tmp_path / "white"
    folder.mkdir()
    rng = np.random.default_rng(0)
    for i in range(20):
        noise = rng.integers(225, 256, (64, 48, 3)).astype(np.uint8)
        cv2.imwrite(str(folder / f"{i}.png"), noise)
    code, value, _ = calibrate(folder, "--keep")
    assert code == 0 and value["free_size"] < value["floor"] <= 1.01 * value["effective_size"]
    told = "\n".join(value["warnings"])
    assert "few frames are like the photos" in told and "out of the scenario's reach: luma_p05" in told


def test_the_class_goes_from_the_scenario_to_dataset_release_card_and_notes(
    calibrate, dark, wide, capsys, monkeypatch
):
    digest = calibrate(dark)[1]["photos_digest"]
    root, made = wide.parent, wide.parent / "made"
    words = ["-n", "4", "-o", str(made), "--workers", "1"]
    assert main(["generate", str(root / "fitted.scenario.yaml"), *words]) == 0
    manifest = json.loads((made / "dataset.json").read_text())
    assert manifest["provenance_class"] == "derived_from_real"
    assert manifest["recipe"]["scenarios"][0]["scenario"]["fitted_to"][0]["digest"] == digest
    assert main(["reproduce", str(made), "--frames", "1"]) == 0
    policy = root / "p.policy.yaml"
    policy.write_text(POLICY)
    build = ["release", "build", "lights", "--dataset", str(made), "--policy", str(policy), "--as", "ada"]
    monkeypatch.chdir(root)
    (root / "scenewright.toml").write_text("")
    capsys.readouterr()
    assert main(build) == 2
    assert "an approval rule for derived_from_real" in capsys.readouterr().err
    policy.write_text(POLICY + "  derived_from_real: {people: 2}\n")
    assert main([*build, "--json"]) == 0
    capsys.readouterr()
    assert main(["release", "notes", "lights@1.0.0"]) == 0
    notes = capsys.readouterr().out
    assert digest in notes and "derived_from_real" in notes and "40 real photos, 'dev'" in notes
    cards = [
        json.loads(f.read_text()) for f in (root / ".scenewright").rglob("*") if f.is_file() and _is_card(f)
    ]
    assert cards[0]["fitted_to"][0]["digest"] == digest
    assert cards[0]["provenance"]["class"] == "derived_from_real"


def _is_card(file: Path) -> bool:
    return b'"kind":"GeneratorCard"' in file.read_bytes()[:100_000]


@pytest.mark.parametrize(
    ("parameters", "expected", "fix"),
    [
        ("exposure", "a parameter of the world 'traffic_light'", "did you mean 'exposure_ev'?"),
        ("distance_m", "a number that stands for camera or light", "choose among: bloom"),
        ("state,exposure_ev", "a number that stands for camera or light", "choose among"),
        ("tint", "a parameter that varies in the scenario", "{uniform: [-0.3, 0.3]}"),
        (" , ", "names of parameters", "choose among"),
    ],
)  # fmt: skip
def test_parameters_that_cannot_be_fitted(calibrate, dark, wide, parameters, expected, fix):
    refused(calibrate(dark, parameters=parameters), wide, expected, fix)


def test_photos_that_cannot_be_used(calibrate, tmp_path, wide):
    folder = tmp_path / "bad"
    refused(calibrate(folder), wide, "a folder of photos", "name the folder")
    folder.mkdir()
    refused(calibrate(folder), wide, "at least 10 photos (jpg or png)", "add photos")
    (folder / "a.jpg").write_bytes(b"no photo")
    (folder / "b.png").write_bytes(b"")
    problems = refused(calibrate(folder), wide, "a photo", "restore it")
    assert len(problems) == 3
    image = np.random.default_rng(1).integers(0, 255, (32, 32, 3)).astype(np.uint8)
    for name in [f"{i}.png" for i in range(12)] + ["b.png"]:
        cv2.imwrite(str(folder / name), image)
    cv2.imwrite(str(folder / "a.jpg"), image)
    refused(calibrate(folder), wide, "photos that differ", "other scenes")


def test_other_options_that_cannot_be_used(calibrate, dark, wide):
    refused(calibrate(dark, "--frames", "8"), wide, "at least 32 frames", "--frames 32")
    refused(calibrate(dark, out="x.yaml"), wide, "a file named *.scenario.yaml", "-o x.scenario.yaml")
    refused(calibrate(dark, out="no/x.scenario.yaml"), wide, "an existing folder", "make it")


def refused(told, wide: Path, expected: str, fix: str):
    code, value, err = told
    problems = value["error"]["problems"]
    assert code == 2 and "Traceback" not in err
    assert all(p["expected"] and p["found"] and p["fix"] for p in problems)
    assert any(expected in p["expected"] and fix in p["fix"] for p in problems), problems
    assert [f.name for f in wide.parent.iterdir() if f.is_file()] == [wide.name]
    return problems
