"""AP with weights, against pycocotools."""

from __future__ import annotations

import contextlib
import io
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from scenewright.evidence.transfer.detection.average_precision import average_precision
from scenewright.evidence.transfer.detection.boxes import BoxedImage
from scenewright.evidence.transfer.detection.detections import Detections
from scenewright.evidence.transfer.detection.matching import _documents, match

_BLANK = np.zeros((64, 64, 3), np.uint8)
_ANY = [(0.0, 1e5)]


def random_case(
    seed: int, images: int = 12, classes: int = 3
) -> tuple[list[BoxedImage], list[BoxedImage], list[Detections]]:
    """Objects, crowd regions, and detections that are jittered objects and false ones."""
    rng = np.random.default_rng(seed)
    truth, crowds, said = [], [], []
    for _ in range(images):
        n = int(rng.integers(0, 6))
        low = rng.uniform(0, 200, (n, 2))
        boxes = np.concatenate([low, low + rng.uniform(6, 90, (n, 2))], axis=1)
        kinds = rng.integers(0, classes, n)
        crowd = np.array([[0, 0, 40, 40]] if rng.random() < 0.3 else [], np.float32).reshape(-1, 4)
        truth.append(BoxedImage(_BLANK, boxes.astype(np.float32), kinds))
        crowds.append(BoxedImage(_BLANK, crowd, np.zeros(len(crowd), np.int64)))
        near = boxes + rng.normal(0, 5, boxes.shape)
        false_low = rng.uniform(0, 200, (3, 2))
        false = np.concatenate([false_low, false_low + rng.uniform(5, 60, (3, 2))], axis=1)
        found = np.concatenate([near, false])
        kind = np.concatenate([np.where(rng.random(n) < 0.8, kinds, rng.integers(0, classes, n)), [0, 1, 2]])
        score = rng.permutation(np.linspace(0.05, 0.95, len(found))) + rng.uniform(0, 1e-3, len(found))
        order = np.argsort(-score)
        said.append(Detections(found[order].astype(np.float32), score[order].astype(np.float32), kind[order]))
    return truth, crowds, said


def reference(
    truth: list[BoxedImage], crowds: list[BoxedImage], said: list[Detections], sizes: list[Any]
) -> Any:
    """COCOeval's precision, shape (thresholds, recalls, classes, sizes)."""
    marked, found = _documents(truth, crowds, said, 3)
    real, guess = COCO(), COCO()
    with contextlib.redirect_stdout(io.StringIO()):
        real.dataset, guess.dataset = marked, found
        real.createIndex()
        guess.createIndex()
        judge = COCOeval(real, guess, "bbox")
        judge.params.areaRng = [[low**2, high**2] for low, high in sizes]
        judge.params.areaRngLbl = [str(k) for k in range(len(sizes))]
        judge.params.maxDets = [100]
        # A recall equal to a threshold but for rounding has reached it.
        judge.params.recThrs = judge.params.recThrs - 1e-9
        judge.evaluate()
        judge.accumulate()
    return judge.eval["precision"][..., 0]


@pytest.mark.parametrize("seed", range(5))
def test_equal_to_pycocotools(seed: int) -> None:
    truth, crowds, said = random_case(seed)
    sizes = [(0.0, 1e5), (0.0, 32.0), (32.0, 96.0)]
    expected = reference(truth, crowds, said, sizes)
    found = match(truth, crowds, said, classes=3, sizes_px=sizes)
    for size in range(3):
        for k in range(3):
            want = expected[:, :, k, size]
            got50 = average_precision(found[size][k], np.ones((1, len(truth))), slice(0, 1))[0]
            got = average_precision(found[size][k], np.ones((1, len(truth))), slice(0, 10))[0]
            if (want == -1).all():
                assert np.isnan(got)
            else:
                assert got50 == pytest.approx(want[0].mean(), abs=1e-9)
                assert got == pytest.approx(want.mean(), abs=1e-9)


@given(seed=st.integers(0, 1000), data=st.data())
@settings(max_examples=25, deadline=None)
def test_a_weight_of_two_is_the_image_twice(seed: int, data: st.DataObject) -> None:
    truth, crowds, said = random_case(seed, images=6)
    weights = data.draw(st.lists(st.integers(0, 3), min_size=6, max_size=6))
    rows = [i for i, w in enumerate(weights) for _ in range(w)]
    once = match(truth, crowds, said, classes=3, sizes_px=_ANY)[0]
    drawn = np.array([weights], float)
    if not rows:
        assert all(np.isnan(average_precision(one, drawn, slice(0, 1))[0]) for one in once)
        return
    copies = [[part[i] for i in rows] for part in (truth, crowds, said)]
    twice = match(*copies, classes=3, sizes_px=_ANY)[0]  # type: ignore[arg-type]
    for one, two in zip(once, twice, strict=True):
        expected = average_precision(two, np.ones((1, len(rows))), slice(0, 1))[0]
        assert average_precision(one, drawn, slice(0, 1))[0] == pytest.approx(expected, abs=1e-9, nan_ok=True)


def test_rows_of_weights_do_not_mix() -> None:
    truth, crowds, said = random_case(3)
    one = match(truth, crowds, said, classes=3, sizes_px=_ANY)[0][0]
    weights = np.random.default_rng(1).integers(0, 3, (40, len(truth))).astype(float)
    together = average_precision(one, weights, slice(0, 10))
    alone = [average_precision(one, row[None], slice(0, 10))[0] for row in weights]
    np.testing.assert_allclose(together, alone, atol=1e-12)


def test_perfect_and_empty() -> None:
    truth, _, _ = random_case(4)
    right = [Detections(t.boxes, np.full(len(t.boxes), 0.9, np.float32), t.classes) for t in truth]
    nothing = [
        Detections(np.zeros((0, 4), np.float32), np.zeros(0, np.float32), np.zeros(0, np.int64))
        for _ in truth
    ]
    none = [BoxedImage(_BLANK, np.zeros((0, 4), np.float32), np.zeros(0, np.int64)) for _ in truth]
    ones = np.ones((1, len(truth)))
    for k in range(3):
        assert average_precision(
            match(truth, none, right, classes=3, sizes_px=_ANY)[0][k], ones, slice(0, 10)
        )[0] == pytest.approx(1.0)
        assert average_precision(
            match(truth, none, nothing, classes=3, sizes_px=_ANY)[0][k], ones, slice(0, 10)
        )[0] == pytest.approx(0.0)
