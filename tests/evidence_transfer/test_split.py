"""The split of photos: no near duplicate on both sides, whatever the order."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from stand_ins import photos

from scenewright.errors import CheckFailed
from scenewright.evidence.transfer.split import check_split, near_duplicate_groups, split_photos, thumbnail


def scene(key: int) -> np.ndarray:
    random = np.random.Generator(np.random.Philox(key=key))
    return cv2.resize(
        random.integers(0, 256, (8, 4, 3)).astype(np.uint8), (40, 80), interpolation=cv2.INTER_CUBIC
    )


def test_near_duplicates_are_grouped():
    original = scene(1)
    recompressed = cv2.imdecode(
        cv2.imencode(".jpg", original, [cv2.IMWRITE_JPEG_QUALITY, 40])[1], cv2.IMREAD_COLOR
    )
    brighter = cv2.convertScaleAbs(original, alpha=0.8, beta=25)
    images = [original, scene(2), recompressed, scene(3), brighter]
    groups = near_duplicate_groups(np.stack([thumbnail(image) for image in images]))
    assert groups[0] == groups[2] == groups[4] and len(set(groups.tolist())) == 3


def test_split_keeps_groups_whole_and_knows_no_order():
    found = photos()
    check_split(found.is_dev, found.groups)
    order = np.random.Generator(np.random.Philox(key=4)).permutation(len(found.names))
    names = [found.names[i] for i in order]
    shuffled = split_photos(names, found.groups[order], dev_fraction=0.3)
    assert (shuffled == found.is_dev[order]).all()
    assert 0 < found.is_dev.sum() < len(found.names)


def test_a_group_on_both_sides_is_refused():
    found = photos()
    leaked = found.is_dev.copy()
    group = found.groups[np.nonzero(found.is_dev)[0][0]]
    leaked[np.nonzero(found.groups == group)[0][0]] ^= True
    with pytest.raises(CheckFailed, match="near-duplicates"):
        check_split(leaked, found.groups)
