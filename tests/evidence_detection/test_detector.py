"""The detector learns, repeats itself to the bit, and sees what its crops say."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import numpy as np
import pytest
from made_up import made_up_image

from scenewright.errors import ScenewrightError
from scenewright.evidence.transfer.detection import trainings as trainings_module
from scenewright.evidence.transfer.detection.augment import random_crop
from scenewright.evidence.transfer.detection.average_precision import average_precision
from scenewright.evidence.transfer.detection.boxes import BoxedImage
from scenewright.evidence.transfer.detection.matching import match
from scenewright.evidence.transfer.detection.network import DETECTOR
from scenewright.evidence.transfer.detection.packed import PackedImages, pack
from scenewright.evidence.transfer.detection.targets import make_targets
from scenewright.evidence.transfer.detection.trainings import Schedule, Training, run_trainings


@pytest.fixture(scope="module")
def images(tmp_path_factory: pytest.TempPathFactory) -> PackedImages:
    rng = np.random.default_rng(5)
    file = tmp_path_factory.mktemp("packed") / "images.rgb"
    return pack((made_up_image(rng) for _ in range(80)), file)


def training(images: PackedImages, steps: int, seed: str = "1", judged: int = 20) -> Training:
    schedule = Schedule(steps=steps, batch=8, crop_px=64, upright=True)
    return Training(
        (images.take(range(60)),), images.take(range(60, 60 + judged)), DETECTOR, 2, schedule, seed
    )


def test_it_learns_squares_and_discs(images: PackedImages, tmp_path: Path) -> None:
    job = training(images, 150)
    said = run_trainings([job], cache_dir=tmp_path, workers=1)[0]
    truth = list(job.judged)
    none = [BoxedImage(t.image, t.boxes[:0], t.classes[:0]) for t in truth]
    found = match(truth, none, said, classes=2, sizes_px=[(0.0, 1e5)])[0]
    ap50 = [average_precision(one, np.ones((1, len(truth))), slice(0, 1))[0] for one in found]
    assert min(ap50) > 0.6, ap50


def test_the_same_bits_again_and_a_cache_that_is_used(images: PackedImages, tmp_path: Path) -> None:
    jobs = [training(images, 4, seed, judged=3) for seed in ("1", "2")]
    first = run_trainings(jobs, cache_dir=tmp_path / "a", workers=1)
    again = run_trainings(jobs, cache_dir=tmp_path / "b", workers=2)
    for one, two in zip(first, again, strict=True):
        for x, y in zip(one, two, strict=True):
            assert x.boxes.tobytes() == y.boxes.tobytes() and x.scores.tobytes() == y.scores.tobytes()
    counted: list[tuple[int, int]] = []
    run_trainings(jobs, cache_dir=tmp_path / "a", workers=1, progress=lambda *n: counted.append(n))
    assert counted == [(2, 2)]
    # A torn file is made again.
    torn = sorted((tmp_path / "a").glob("*.npz"))[0]
    torn.write_bytes(torn.read_bytes()[:100])
    counted.clear()
    run_trainings(jobs, cache_dir=tmp_path / "a", workers=1, progress=lambda *n: counted.append(n))
    assert counted[0] == (1, 2)


def die(job: object) -> None:
    """In place of a training: as when memory runs out."""
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_worker_that_dies_is_told(
    images: PackedImages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trainings_module, "_train_and_detect", die)
    jobs = [training(images, 2, seed) for seed in ("1", "2")]
    with pytest.raises(ScenewrightError, match="run the same command again"):
        run_trainings(jobs, cache_dir=tmp_path, workers=2)


def test_digest_says_all_that_decides(images: PackedImages) -> None:
    base = training(images, 4)
    others = [
        training(images, 5),
        training(images, 4, "2"),
        training(images, 4, judged=5),
        Training((images.take(range(59)),), base.judged, DETECTOR, 2, base.schedule, "1"),
        Training((base.sets[0], base.sets[0]), base.judged, DETECTOR, 2, base.schedule, "1"),
    ]
    assert len({base.digest, *(o.digest for o in others)}) == 6


@pytest.mark.parametrize("upright", [True, False])
def test_boxes_stay_on_their_objects_in_crops(upright: bool) -> None:
    rng = np.random.default_rng(2)
    image = np.zeros((120, 160, 3), np.uint8)
    image[40:70, 50:110] = 255
    source = BoxedImage(image, np.array([[50, 40, 110, 70]], np.float32), np.array([1]))
    seen = 0
    for _ in range(60):
        crop = random_crop(source, 96, rng, upright=upright)
        bright = crop.image.astype(int).sum(axis=2) > 3 * 140
        for x0, y0, x1, y1 in crop.boxes:
            inside = bright[round(y0) + 2 : round(y1) - 2, round(x0) + 2 : round(x1) - 2]
            assert inside.size == 0 or inside.mean() > 0.97
            outside = bright.copy()
            outside[max(0, int(y0) - 2) : int(y1) + 3, max(0, int(x0) - 2) : int(x1) + 3] = False
            assert outside.mean() < 0.35  # only the grey beyond the image may be bright
            seen += 1
    assert seen > 20


def test_targets_stand_at_the_objects() -> None:
    boxes = np.array([[2, 2, 6, 6], [3, 3, 13, 13]], np.float32)
    heat, sides, kinds, weights = make_targets(boxes, np.array([1, 0]), (16, 16))
    assert heat[0, 4, 4] == 1 and heat[0, 8, 8] == 1
    assert kinds[4, 4] == 1, "of two boxes over a cell the smaller one counts"
    assert kinds[0, 15] == -1 and weights[0, 15] == 0
    assert weights[kinds == 1].sum() == pytest.approx(1)
    np.testing.assert_allclose(sides[:, 8, 8], [5.5, 5.5, 4.5, 4.5])
