"""The verb on photos whose parameters are known, and the class of what is made of a fitted scenario."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from cameras import FITTED, TRUTH, WIDE, photos_of_a_dark_warm_noisy_camera, rendered

from scenewright.cli import main
from scenewright.evidence.calibration.image_statistics import summarise
from scenewright.evidence.calibration.photos import load_photos
from scenewright.evidence.transfer.reads import verify_reads
from scenewright.release.provenance import provenance_of
from scenewright.scenario import draw_many, load_scenario
from scenewright.scenario.fitted_to import with_photo_set

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


def test_known_parameters_are_found_and_the_other_half_comes_nearer(fitted):
    value = fitted.value
    assert value["nearer"] and value["distances"]["nearer_by"]["low"] > 0
    assert value["distances"]["held_after"] < 0.5 * value["distances"]["held_before"]
    assert value["fitted_on"] + value["judged_on"] == 40
    before, after = medians(fitted.wide), medians(fitted.file)
    gaps = {name: (abs(before[name] - TRUTH[name]), abs(after[name] - TRUTH[name])) for name in TRUTH}
    # Gain is a factor.
    gaps["iso_gain"] = tuple(abs(np.log(TRUTH["iso_gain"] / m["iso_gain"])) for m in (before, after))
    assert all(now < 0.7 * then for then, now in gaps.values()), gaps


def test_only_what_was_fitted_changes_and_the_photos_are_named(fitted):
    text = fitted.file.read_text()
    assert text.startswith("# a comment that stays\n")
    document, names = yaml.safe_load(text), FITTED.split(",")
    assert {k: v for k, v in document["parameters"].items() if k not in names} == {
        k: v for k, v in WIDE.items() if k not in names
    }
    assert list(document["parameters"]) == list(WIDE)
    [entry] = document["fitted_to"]
    digest = fitted.value["photos_digest"]
    assert entry == {"photos": "dev", "digest": digest, "count": 40, "parameters": sorted(names)}
    assert load_scenario(fitted.file).digest == fitted.value["scenario_digests"][1]
    log = fitted.folder / "real_photo_reads.jsonl"
    assert verify_reads(log) == 2 and all("calibration" in line for line in log.read_text().splitlines())


def test_sets_are_named_side_by_side_and_the_diff_shows_them(calibrate, fitted, capsys, tmp_path):
    more = photos_of_a_dark_warm_noisy_camera(tmp_path / "more", exposure_ev=-2.2)
    words = ("--keep", "--frames", "32", "--workers", "2")
    code, value, _ = calibrate(fitted.file, more, *words, parameters="exposure_ev", out="again.scenario.yaml")
    again = Path(value["scenario_file"])
    entries = load_scenario(again).fitted_to
    assert code == 0 and [entry.photos for entry in entries] == ["dev", "more"]
    capsys.readouterr()
    assert main(["scenario", "diff", str(fitted.wide), str(again), "--json"]) == 0
    [change] = json.loads(capsys.readouterr().out)["changed"]
    assert {p["parameter"] for p in change["parameters"]} == set(FITTED.split(","))
    [field] = change["fields"]
    assert field["field"] == "fitted_to" and field["before"] is None and len(field["after"]) == 2
    same = entries[1].model_copy(update={"parameters": ["tint"]})
    assert with_photo_set(entries, same)[1].parameters == ["exposure_ev", "tint"]


def test_photos_like_the_scenario_give_no_clear_change_and_nothing_is_written(calibrate, tmp_path, wide):
    code, value, _ = calibrate(wide, rendered(tmp_path / "same", WIDE))
    assert code == 1 and not value["nearer"] and value["scenario_file"] is None
    assert "not fitted to" in value["verdict"]
    assert sorted(f.name for f in wide.parent.iterdir()) == ["real_photo_reads.jsonl", "same", wide.name]


def test_photos_out_of_reach_are_told_by_the_floor_and_by_name(calibrate, tmp_path, wide):
    folder = tmp_path / "white"
    folder.mkdir()
    rng = np.random.default_rng(0)
    for i in range(20):
        noise = rng.integers(225, 256, (64, 48, 3)).astype(np.uint8)
        cv2.imwrite(str(folder / f"{i}.png"), noise)
    code, value, _ = calibrate(wide, folder, "--keep", "--frames", "32")
    assert code == 0 and Path(value["scenario_file"]).is_file()
    assert value["free_size"] < value["floor"] <= 1.01 * value["effective_size"]
    told = "\n".join(value["warnings"])
    assert "few frames are like the photos" in told and "out of the scenario's reach: luma_p05" in told


def test_the_class_goes_from_the_scenario_to_dataset_release_card_and_notes(fitted, capsys, monkeypatch):
    digest, made = fitted.value["photos_digest"], fitted.folder / "made"
    monkeypatch.chdir(fitted.folder)
    assert main(["generate", str(fitted.file), "-n", "4", "-o", str(made), "--workers", "1"]) == 0
    manifest = json.loads((made / "dataset.json").read_text())
    assert manifest["provenance_class"] == "derived_from_real"
    assert manifest["recipe"]["scenarios"][0]["scenario"]["fitted_to"][0]["digest"] == digest
    assert main(["reproduce", str(made), "--frames", "1"]) == 0
    policy = fitted.folder / "p.policy.yaml"
    policy.write_text(POLICY)
    Path("scenewright.toml").write_text('[policy]\nfile = "p.policy.yaml"\n')
    build = ["release", "build", "lights", "--dataset", str(made), "--as", "ada"]
    capsys.readouterr()
    assert main(build) == 2
    assert "an approval rule for derived_from_real" in capsys.readouterr().err
    policy.write_text(POLICY + "  derived_from_real: {people: 2}\n")
    assert main([*build, "--json"]) == 0
    capsys.readouterr()
    assert main(["release", "notes", "lights@1.0.0"]) == 0
    notes = capsys.readouterr().out
    assert digest in notes and "derived_from_real" in notes and "40 real photos, 'dev'" in notes
    files = [f for f in Path(".scenewright").rglob("*") if f.is_file() and _is_card(f)]
    card = json.loads(files[0].read_text())
    assert card["fitted_to"][0]["digest"] == digest and digest in card["real_data"][0]
    assert card["provenance"]["class"] == "derived_from_real"


def test_a_lineage_that_denies_its_fit_is_not_believed(fitted):
    document = load_scenario(fitted.file).to_document()
    manifest = {
        "name": "d", "assets": [], "provenance_class": "fully_synthetic",
        "recipe": {"scenarios": [{"scenario": document}]},
    }  # fmt: skip
    assert provenance_of([manifest]).name == "derived_from_real"


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
    refused(calibrate(wide, dark, parameters=parameters), wide, expected, fix)


def test_photos_that_cannot_be_used(calibrate, tmp_path, wide):
    folder = tmp_path / "bad"
    refused(calibrate(wide, folder), wide, "a folder of photos", "name the folder")
    folder.mkdir()
    refused(calibrate(wide, folder), wide, "at least 10 photos (jpg or png)", "add photos")
    (folder / "a.jpg").write_bytes(b"no photo")
    (folder / "b.png").write_bytes(b"")
    problems = refused(calibrate(wide, folder), wide, "a photo", "restore it")
    assert len(problems) == 3
    image = np.random.default_rng(1).integers(0, 255, (32, 32, 3)).astype(np.uint8)
    for name in [f"{i}.png" for i in range(12)] + ["b.png"]:
        cv2.imwrite(str(folder / name), image)
    cv2.imwrite(str(folder / "a.jpg"), image)
    refused(calibrate(wide, folder), wide, "photos that differ", "other scenes")


def in_parquet(file: Path, images: list[bytes] | pa.Array, **columns: list) -> Path:
    pq.write_table(pa.table({"picture": images, **columns}), file)
    return file


def test_photos_in_a_parquet_file_are_those_of_a_folder(dark, tmp_path):
    stored = [file.read_bytes() for file in sorted(dark.iterdir())]
    file = in_parquet(tmp_path / "dev.parquet", stored, number=list(range(len(stored))))
    there, here = load_photos(file, 64), load_photos(dark, 64)
    assert (there.statistics == here.statistics).all() and (there.groups == here.groups).all()
    assert there.name == "dev.parquet" and there.names[:2] == ("000000", "000001")
    hub = [{"bytes": data, "path": None} for data in stored]
    both = in_parquet(tmp_path / "hub.parquet", stored[::-1], image=hub)
    assert (load_photos(both, 64).statistics == here.statistics).all(), "the column 'image' goes first"


def test_many_rows_are_thinned_evenly(tmp_path, monkeypatch):
    monkeypatch.setattr("scenewright.evidence.calibration.photo_files.MOST_ROWS", 10)
    random = np.random.default_rng(1)
    images = [random.integers(0, 255, (32, 32, 3)).astype(np.uint8) for _ in range(25)]
    stored = [cv2.imencode(".png", image[..., ::-1])[1].tobytes() for image in images]
    file = in_parquet(tmp_path / "dev.parquet", stored)
    photos = load_photos(file, 200)
    assert photos.names == tuple(f"{row:06d}" for row in (0, 2, 5, 7, 10, 12, 15, 17, 20, 22))
    assert photos.side_px == 32, "photos stored small set the size"
    assert photos.statistics[3] == pytest.approx(summarise(images[7]))


def test_photos_of_differing_sizes_are_compared_at_the_size_of_their_middle(tmp_path):
    random = np.random.default_rng(2)
    for i in range(12):
        image = random.integers(0, 255, (15 + 9 * i, 24 + 7 * i, 3)).astype(np.uint8)
        cv2.imwrite(str(tmp_path / f"{i:02}.png"), image)
    photos = load_photos(tmp_path, 150)
    assert photos.side_px == 64 and np.isfinite(photos.statistics).all()


def test_parquet_files_that_cannot_be_used(calibrate, tmp_path, wide):
    text = tmp_path / "no" / "text.parquet"
    text.parent.mkdir()
    text.write_text("hello")
    refused(calibrate(wide, text), wide, "a Parquet file", "a folder of photos")
    two = in_parquet(text, [b"a"] * 12, other=[b"b"] * 12)
    refused(calibrate(wide, two), wide, "a column 'image'", "rename the one")
    refused(calibrate(wide, in_parquet(text, [b"a"] * 12)), wide, "a photo", "restore it")
    refused(
        calibrate(wide, in_parquet(text, pa.array([], pa.binary()))), wide, "at least 10 photos", "add photos"
    )


def test_other_options_that_cannot_be_used(calibrate, dark, wide):
    refused(calibrate(wide, dark, "--frames", "8"), wide, "at least 32 frames", "--frames 32")
    refused(calibrate(wide, dark, out="x.yaml"), wide, "a file named *.scenario.yaml", "-o x.scenario.yaml")
    refused(calibrate(wide, dark, out="no/x.scenario.yaml"), wide, "an existing folder", "make it")


def refused(told, wide: Path, expected: str, fix: str):
    code, value, err = told
    problems = value["error"]["problems"]
    assert code == 2 and "Traceback" not in err
    assert all(p["expected"] and p["found"] and p["fix"] for p in problems)
    assert any(expected in p["expected"] and fix in p["fix"] for p in problems), problems
    assert [f.name for f in wide.parent.iterdir() if f.is_file()] == [wide.name]
    return problems
