"""Photos from a COCO file: read right, or refused with everything that is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from made_up import CLASSES, write_photos

from scenewright.errors import InputError
from scenewright.evidence.transfer.detection.boxes import BoxedImage, scaled
from scenewright.evidence.transfer.detection.photos import load_coco_photos, measure_boxed


def test_boxes_and_classes_come_as_written(tmp_path: Path) -> None:
    file = write_photos(tmp_path, 5)
    photos = load_coco_photos(file, tmp_path / "images", CLASSES)
    data = json.loads(file.read_text())
    assert photos.names == tuple(f"{n:03d}.png" for n in range(5))
    for number, image in enumerate(photos.images):
        marked = [a for a in data["annotations"] if a["image_id"] == number]
        expected = [[b[0], b[1], b[0] + b[2], b[1] + b[3]] for b in (a["bbox"] for a in marked)]
        assert image.boxes.tolist() == expected
        assert [CLASSES[c] for c in image.classes] == [
            {3: "square", 7: "disc"}[a["category_id"]] for a in marked
        ]
    # A moved box is another set of photos.
    data["annotations"][0]["bbox"][0] += 1
    file.write_text(json.dumps(data))
    assert load_coco_photos(file, tmp_path / "images", CLASSES).digest != photos.digest


def test_crowds_are_kept_apart(tmp_path: Path) -> None:
    file = write_photos(tmp_path, 2)
    data = json.loads(file.read_text())
    data["annotations"][0]["iscrowd"] = 1
    file.write_text(json.dumps(data))
    photos = load_coco_photos(file, tmp_path / "images", CLASSES)
    assert len(photos.crowds[0].boxes) == 1
    assert sum(len(i.boxes) for i in photos.images) == len(data["annotations"]) - 1


def test_every_problem_at_once(tmp_path: Path) -> None:
    file = write_photos(tmp_path, 4)
    (tmp_path / "images" / "001.png").unlink()
    (tmp_path / "images" / "002.png").write_bytes(b"no picture")
    with pytest.raises(InputError) as error:
        load_coco_photos(file, tmp_path / "images", [*CLASSES, "dsic"])
    texts = [f"{p.file} {p.expected} {p.found} {p.fix}" for p in error.value.problems]
    assert len(texts) == 3
    assert any("001.png" in t for t in texts) and any("002.png" in t for t in texts)
    assert any("did you mean 'disc'" in t for t in texts)


@pytest.mark.parametrize("box", [[1, 2, 3], [1, 2, 0, 4], [1, 2, -3, 4], ["1", 2, 3, 4], None])
def test_a_bad_box_is_named(tmp_path: Path, box: object) -> None:
    file = write_photos(tmp_path, 1)
    data = json.loads(file.read_text())
    data["annotations"][0]["bbox"] = box
    file.write_text(json.dumps(data))
    with pytest.raises(InputError, match="bbox"):
        load_coco_photos(file, tmp_path / "images", CLASSES)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"images": 3}', "{"])
def test_no_coco_file_at_all(tmp_path: Path, text: str) -> None:
    file = tmp_path / "labels.json"
    file.write_text(text)
    with pytest.raises(InputError):
        load_coco_photos(file, tmp_path, CLASSES)
    with pytest.raises(InputError):
        load_coco_photos(tmp_path / "absent.json", tmp_path, CLASSES)


def test_missing_photos_are_named_with_what_to_do(tmp_path: Path) -> None:
    beside = tmp_path / "evaluation" / ".." / "photos"
    with pytest.raises(InputError) as error:
        load_coco_photos(beside / "labels.coco.json", beside / "images", CLASSES)
    (problem,) = error.value.problems
    assert problem.file == str(tmp_path / "photos" / "labels.coco.json")
    assert "put your photos' COCO file there" in problem.fix and "photos.annotations" in problem.fix
    write_photos(tmp_path / "photos", 3)
    (tmp_path / "photos" / "images").rename(tmp_path / "pictures")
    with pytest.raises(InputError) as error:
        load_coco_photos(tmp_path / "photos" / "labels.coco.json", tmp_path / "photos" / "images", CLASSES)
    (problem,) = error.value.problems
    assert problem.file.endswith("photos/images") and "photos.images" in problem.fix


def test_what_is_measured() -> None:
    grey = np.full((50, 100, 3), 51, np.uint8)
    near = np.array([[0, 0, 10, 10], [13, 0, 23, 10], [60, 0, 80, 20]], np.float32)
    table = measure_boxed(
        (
            BoxedImage(grey, near, np.zeros(3, np.int64)),
            BoxedImage(grey, near[:0], np.zeros(0, np.int64)),
        )
    ).to_pylist()
    assert table[0]["brightness"] == pytest.approx(0.2) and table[0]["width_px"] == 100
    assert table[0]["objects"] == 3 and table[0]["crowding"] == pytest.approx(2 / 3)
    assert table[0]["smallest_px"] == 10 and table[0]["median_px"] == 10
    assert table[1]["objects"] == 0 and table[1]["crowding"] == 0


def test_scaling_keeps_boxes_on_their_objects() -> None:
    image = np.zeros((40, 80, 3), np.uint8)
    image[10:20, 30:50] = 255
    found = scaled(BoxedImage(image, np.array([[30, 10, 50, 20]], np.float32), np.zeros(1, np.int64)), 40)
    assert found.image.shape == (20, 40, 3)
    x0, y0, x1, y1 = (int(v) for v in found.boxes[0])
    assert (found.image[y0:y1, x0:x1] == 255).all() and found.image.astype(int).sum() == 255 * 3 * 50
