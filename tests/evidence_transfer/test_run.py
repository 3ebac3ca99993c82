"""A run of a plan: same bits, equal volume, honest verdicts, and what was read for what."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
import torch
from stand_ins import CLASSES, crops, photos, plan

from scenewright.errors import CheckFailed, InputError
from scenewright.evidence.transfer import find_weak_slices, run_transfer
from scenewright.evidence.transfer import predictions as predictions_module
from scenewright.evidence.transfer.judge import compare, judge_part, judge_slices
from scenewright.evidence.transfer.probe import predict, train_probe
from scenewright.evidence.transfer.reads import verify_reads
from scenewright.evidence.transfer.slices import slice_masks

PHOTOS = photos()
LABELS = np.array([CLASSES.index(label) for label in PHOTOS.labels])


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    folder = tmp_path_factory.mktemp("run")
    sets = {"half": crops("half", broken="yellow"), "sound": crops("sound", 90, seed=3)}
    claims = [{"name": "all", "at_least": 0.5}, {"name": "gain", "slice": "none", "gain_at_least": 0.1}]
    found = run_transfer(
        plan(claims=claims, real_only_control=True), sets, cache_dir=folder / "cache", photos=PHOTOS,
        read_log=folder / "reads.jsonl", workers=2,
    )  # fmt: skip
    return found, folder


def test_training_gives_the_same_bits_and_touches_no_global_state():
    data = crops("a")
    torch.manual_seed(5)
    expected = torch.rand(1)
    torch.manual_seed(5)
    threads = torch.get_num_threads()
    train = {"probe": "small-cnn-1", "classes": 3, "steps": 6, "batch": 12}
    sets = [(data.images, data.labels)]
    first, again = (train_probe(sets, seed="1", **train) for _ in range(2))
    other = train_probe(sets, seed="2", **train)
    assert all((first[k] == again[k]).all() for k in first) and any(
        (first[k] != other[k]).any() for k in first
    )
    assert torch.rand(1) == expected and torch.get_num_threads() == threads
    assert predict(first, data.images[:0], probe="small-cnn-1", classes=3).shape == (0, 3)


def test_workers_and_cache_change_nothing(report, tmp_path, monkeypatch):
    found, folder = report
    sets = {"half": crops("half", broken="yellow"), "sound": crops("sound", 90, seed=3)}
    given = plan(claims=found.content["plan"]["claims"], real_only_control=True)
    alone = run_transfer(given, sets, cache_dir=tmp_path, photos=PHOTOS, workers=1)
    assert alone.to_json() == found.to_json()
    kept = sorted((folder / "cache").glob("*.npz"))
    kept[0].write_bytes(kept[0].read_bytes()[:100])
    trained: list[int] = []
    cache = {"cache_dir": folder / "cache", "progress": lambda done, _: trained.append(done)}
    again = run_transfer(given, sets, photos=PHOTOS, workers=1, **cache)
    assert again.to_json() == found.to_json()
    assert trained == [17, 18], "only the torn training is made again"


def test_equal_volume_and_no_photo_in_training(report, monkeypatch, tmp_path):
    seen = []

    def spy(trainings, images, **options):
        seen.extend(trainings)
        return [np.eye(3, dtype=np.float32)[LABELS] for _ in trainings]

    monkeypatch.setattr(predictions_module, "run_trainings", spy)
    sets = {"few": crops("few", 45), "many": crops("many", 90, seed=3)}
    result = run_transfer(plan(real_only_control=True), sets, cache_dir=tmp_path, photos=PHOTOS)
    assert [r["images"] for r in result.content["results"] if not r["control"]] == [45, 45]
    test = {PHOTOS.images[i].tobytes() for i in PHOTOS.part("test")}
    trained = {image.tobytes() for training in seen for crops in training.sets for image in crops.images}
    assert not test & trained, "a test photo was trained on"
    dev = {PHOTOS.images[i].tobytes() for i in PHOTOS.part("dev")}
    assert dev <= trained, "the control trains on the dev photos"


def test_report_tells_what_was_read_and_the_log_is_chained(report):
    found, folder = report
    reads = found.content["reads"]
    assert {r["part"] for r in reads} == {"all", "dev", "test"}
    assert next(r for r in reads if r["part"] == "test")["list_digest"] == PHOTOS.part_digest("test")
    log = folder / "reads.jsonl"
    assert verify_reads(log) == len(reads)
    log.write_text(log.read_text().replace("judging", "tuning", 1))
    with pytest.raises(CheckFailed, match="unbroken chain"):
        verify_reads(log)


def test_a_run_finds_the_better_dataset(report):
    content = report[0].content
    value = {r["dataset"]: r["parts"]["test"]["recall"]["yellow"]["recall"] for r in content["results"]}
    assert value["sound"] > value["half"]
    assert content["headline"]["balanced_accuracy"]["mean"] == pytest.approx(
        next(r for r in content["results"] if r["dataset"] == "sound")["parts"]["test"]["balanced_accuracy"][
            "value"
        ]
    )
    verdicts = {c["name"]: c["verdict"] for c in content["claims"]}
    assert verdicts == {"all": "met", "gain": "not measurable"}


def test_page_is_self_contained(report):
    page = report[0].to_html()
    assert "<script" not in page and not re.search(r'(?:src|href)="https?://', page)
    assert "Photos read" in page and json.dumps(report[0].to_json())


def predictions(wrong: np.ndarray) -> np.ndarray:
    said = np.where(wrong, (LABELS + 1) % 3, LABELS)
    return np.stack([said] * 6)


def test_verdicts_follow_planted_predictions():
    given = plan()
    masks = slice_masks(given, PHOTOS)
    nothing, dark = np.zeros(len(LABELS), bool), masks["dark"]
    perfect = judge_part(given, PHOTOS, LABELS, predictions(nothing), "test", "a")
    assert perfect["balanced_accuracy"] == {"value": 1.0, "low": 1.0, "high": 1.0}
    rows = {r["slice"]: r for r in judge_slices(given, PHOTOS, LABELS, predictions(dark), masks, "test")}
    assert rows["dark"]["accuracy"] == 0 and rows["dark"]["p_adjusted"] < 0.01
    assert rows["bright"]["accuracy"] == 1 and rows["none"]["too_few"]
    changed = compare(given, PHOTOS, LABELS, predictions(dark), predictions(~dark), masks, "test", "b")
    verdict = {row["slice"]: row.get("verdict") for row in changed}
    assert (verdict["dark"], verdict["bright"]) == ("better", "worse")
    same = compare(given, PHOTOS, LABELS, predictions(dark), predictions(dark), masks, "test", "c")
    assert {r["verdict"] for r in same if not r["too_few"]} == {"no clear change"}


def test_weak_slices_come_from_dev_only(report):
    with pytest.raises(ValueError, match="dev"):
        find_weak_slices(report[0], "test")
    assert [w.name for w in find_weak_slices(report[0])] == [
        w["name"] for w in report[0].content["weak_slices"]
    ]


def test_a_dataset_without_a_class_is_refused(tmp_path):
    with pytest.raises(InputError, match="at least one dataset"):
        run_transfer(plan(), {}, cache_dir=tmp_path, photos=PHOTOS)
