"""Each type of error, planted alone."""

from __future__ import annotations

import numpy as np
import pytest

from scenewright.evidence.transfer.detection.boxes import BoxedImage
from scenewright.evidence.transfer.detection.detections import Detections
from scenewright.evidence.transfer.detection.error_types import ERROR_TYPES, error_split

_BLANK = np.zeros((8, 8, 3), np.uint8)


def truth(*objects: tuple[int, int, int, int, int]) -> BoxedImage:
    rows = np.array(objects, np.float32).reshape(-1, 5)
    return BoxedImage(_BLANK, rows[:, :4], rows[:, 4].astype(np.int64))


def said(*found: tuple[float, float, float, float, int, float]) -> Detections:
    rows = np.array(found, np.float32).reshape(-1, 6)
    return Detections(rows[:, :4], rows[:, 5], rows[:, 4].astype(np.int64))


GOOD = (10.0, 10.0, 30.0, 30.0, 0, 0.9)
OBJECTS = truth((10, 10, 30, 30, 0), (60, 60, 80, 80, 1))
CASES = {
    "class": said(GOOD, (60, 60, 80, 80, 0, 0.95)),
    "location": said(GOOD, (68, 68, 88, 88, 1, 0.95)),
    "both": said(GOOD, (68, 68, 88, 88, 0, 0.95)),
    "duplicate": said((10, 10, 30, 30, 0, 0.95), (11, 10, 31, 30, 0, 0.9), (60, 60, 80, 80, 1, 0.9)),
    "background": said((200, 200, 220, 220, 0, 0.95), GOOD, (60, 60, 80, 80, 1, 0.9)),
    "miss": said(GOOD),
}


@pytest.mark.parametrize("kind", ERROR_TYPES)
def test_a_planted_error_is_named(kind: str) -> None:
    found = error_split([OBJECTS], [CASES[kind]], classes=2)
    assert found[kind]["count"] == 1
    others = {k: v["count"] for k, v in found.items() if k not in (kind, "miss")}
    assert not any(others.values()), others
    # An object near which something was said is no miss but the error that was made there.
    assert found["miss"]["count"] == (1 if kind in ("miss", "both") else 0)


def test_mending_gives_back_what_the_error_cost() -> None:
    assert error_split([OBJECTS], [CASES["class"]], classes=2)["class"]["ap50"] == pytest.approx(0.75)
    assert error_split([OBJECTS], [CASES["location"]], classes=2)["location"]["ap50"] == pytest.approx(0.5)
    assert error_split([OBJECTS], [CASES["miss"]], classes=2)["miss"]["ap50"] == pytest.approx(0.5)
    assert error_split([OBJECTS], [CASES["background"]], classes=2)["background"]["ap50"] == pytest.approx(
        0.25
    )
    # A duplicate after the last hit of its class costs nothing.
    assert error_split([OBJECTS], [CASES["duplicate"]], classes=2)["duplicate"]["ap50"] == pytest.approx(0)


def test_nothing_said_is_all_missed() -> None:
    found = error_split([OBJECTS, OBJECTS], [said(), said()], classes=2)
    assert found["miss"] == {"count": 4.0, "ap50": 0.0}
