"""How much wider people draw, found again where it was planted."""

from __future__ import annotations

import numpy as np

from scenewright.evidence.transfer.detection.box_habits import drawn_wider_px
from scenewright.evidence.transfer.detection.boxes import BoxedImage
from scenewright.evidence.transfer.detection.detections import Detections

PLANTED = np.array([1.0, 4.0, 2.0, 0.0])


def test_planted_margins_are_found_in_spite_of_noise_and_false_detections():
    rng = np.random.default_rng(3)
    photos, said = [], []
    for _ in range(60):
        exact = np.array([[20.0, 30.0, 50.0, 70.0], [100.0, 90.0, 140.0, 150.0]])
        drawn = exact + PLANTED * [-1, -1, 1, 1]
        pixels = np.zeros((200, 200, 3), np.uint8)
        photos.append(BoxedImage(pixels, drawn.astype(np.float32), np.array([0, 1])))
        found = np.vstack([exact + rng.normal(0, 0.7, exact.shape), [[5, 5, 190, 190]]])
        said.append(
            Detections(found.astype(np.float32), np.array([0.9, 0.8, 0.9], np.float32), np.array([0, 1, 0]))
        )
    habits = drawn_wider_px(photos, said, ["a", "b", "never"])
    assert habits.keys() == {"a", "b"}
    for habit in habits.values():
        assert habit["pairs"] == 60
        np.testing.assert_allclose(habit["margins_px"], PLANTED, atol=0.4)
