"""A whole run with planted detections: figures, comparisons, claims, page."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from made_up import CLASSES, plan_document, write_photos

from scenewright.errors import InputError
from scenewright.evidence.transfer.detection import arms as arms_module
from scenewright.evidence.transfer.detection import (
    detection_plan_from_document,
    frames,
    run,
    run_detection,
)
from scenewright.evidence.transfer.detection.boxes import BoxedImage
from scenewright.evidence.transfer.detection.detections import Detections
from scenewright.evidence.transfer.detection.trainings import Training
from scenewright.evidence.transfer.reads import verify_reads


class StandIn:
    """Looks like a dataset to the run: name, root, count."""

    def __init__(self, name: str, found: float) -> None:
        self.name, self.count, self.found = name, 8, found
        self.manifest = type("Manifest", (), {"merkle_root": name * 8})()


@pytest.fixture
def planted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Runs a plan in which a training finds the share of objects that its sets say, half as many if real."""
    write_photos(tmp_path, 24)
    trained: list[Training] = []

    def boxed(datasets: Sequence[Any], **_: Any) -> Any:
        # The share that a training on this set finds rides in the image's grey.
        grey = np.full((16, 16, 3), int(200 * datasets[0].found), np.uint8)
        return (BoxedImage(grey, np.zeros((0, 4), np.float32), np.zeros(0, np.int64)) for _ in range(8))

    def share(training: Training) -> float:
        shares = [0.5 if s[0].image.shape[0] > 16 else s[0].image[0, 0, 0] / 200 for s in training.sets]
        return float(max(shares))

    def say(trainings: Sequence[Training], **_: Any) -> list[list[Detections]]:
        trained.extend(trainings)
        return [[found(i, share(t), t.seed) for i in t.judged] for t in trainings]

    def found(image: BoxedImage, part: float, seed: str) -> Detections:
        rng = np.random.default_rng([int(seed), int(image.boxes.sum())])
        kept = rng.random(len(image.boxes)) < part
        return Detections(image.boxes[kept], rng.random(kept.sum()).astype(np.float32), image.classes[kept])

    monkeypatch.setattr(run, "boxed_frames", boxed)
    monkeypatch.setattr(run, "check_classes", lambda *_: None)
    monkeypatch.setattr(arms_module, "run_trainings", say)

    def go(*datasets: StandIn, **changes: Any) -> Any:
        plan = detection_plan_from_document(plan_document(**changes), tmp_path)
        report = run_detection(
            plan,
            {d.name: d for d in datasets},
            cache_dir=tmp_path / "cache",
            read_log=tmp_path / "reads.jsonl",
        )
        return report, trained

    return go


def test_figures_claims_and_page(planted: Callable[..., Any], tmp_path: Path) -> None:
    claims = [
        {"name": "alone", "at_least": 0.6},
        {"name": "as real", "of_real_at_least": 0.9},
        {"name": "better than before", "gain_at_least": 0.1},
        {"name": "out of reach", "at_least": 0.99},
    ]
    report, _ = planted(StandIn("old", 0.2), StandIn("new", 0.8), claims=claims)
    content = report.to_json()
    json.dumps(content, allow_nan=False)
    by_name = {r["dataset"]: r for r in content["results"]}
    assert list(by_name) == ["old", "new", "real only", "real + new"]
    assert (
        by_name["old"]["ap50"]["value"]
        < by_name["real only"]["ap50"]["value"]
        < content["headline"]["ap50"]["mean"]
    )
    for result in content["results"]:
        assert result["ap50"]["low"] <= result["ap50"]["value"] <= result["ap50"]["high"]
        assert len(result["by_seed"]) == 6
        assert set(result["classes"]) == set(CLASSES)
    assert [c["verdict"] for c in content["claims"]] == ["met", "met", "met", "not met"]
    last = content["comparisons"][-1]
    assert (last["baseline"], last["candidate"]) == ("old", "new")
    assert [row["verdict"] for row in last["slices"]["test"]] == ["better", "better"]
    # Found objects have the right class and place: all that is wrong is what was missed.
    errors = by_name["new"]["errors"]
    assert errors["miss"]["count"] > 0 and not any(v["count"] for k, v in errors.items() if k != "miss")
    # Found boxes are the drawn ones, so none is wider.
    assert by_name["new"]["drawn_wider"].keys() == set(CLASSES)
    assert all(c["margins_px"] == [0, 0, 0, 0] for c in by_name["new"]["drawn_wider"].values())
    page = report.to_html()
    assert "real + new" in page and "TIDE" in page
    assert verify_reads(tmp_path / "reads.jsonl") == 3


def test_no_photo_is_judged_by_a_training_that_saw_it(planted: Callable[..., Any]) -> None:
    _, trained = planted(StandIn("new", 0.8), real_fractions=[0.1, 1.0])
    assert len(trained) == 6 * (1 + 2 * 2)
    seen = 0
    for training in trained:
        judged = set(training.judged.digests)
        for images in training.sets:
            assert not judged & set(images.digests)
            seen += len(images)
    assert seen


def test_the_same_report_twice(planted: Callable[..., Any]) -> None:
    first, again = (planted(StandIn("new", 0.8))[0].to_json() for _ in range(2))
    assert first == again


def test_equal_datasets_have_no_clear_change(planted: Callable[..., Any]) -> None:
    content = planted(StandIn("old", 0.5), StandIn("new", 0.5))[0].to_json()
    rows = content["comparisons"][-1]["slices"]["test"]
    assert {row["verdict"] for row in rows} == {"no clear change"}


def test_a_class_that_no_frame_shows_is_refused() -> None:
    class Empty:
        name = "d"
        index = type("Index", (), {"column": lambda self, _: self, "to_pylist": lambda self: []})()

    with pytest.raises(InputError, match="square"):
        frames.check_classes("d", [Empty()], CLASSES)
