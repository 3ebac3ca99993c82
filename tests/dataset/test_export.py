"""Exports as the programs of their formats read them, and exports that fail."""

from __future__ import annotations

import errno
import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image
from pycocotools import mask as rle
from pycocotools.coco import COCO

from scenewright import plugins
from scenewright.dataset import Dataset
from scenewright.dataset.export.coco import run_lengths
from scenewright.errors import CheckFailed, InputError, Problem

# pycocotools 2.0 speaks to numpy in an old way.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
FORMATS = plugins.names("exporters")


def export(dataset: Dataset, format_: str, out: Path) -> int:
    count: int = plugins.load("exporters", format_).export(dataset, out)
    return count


@pytest.fixture(scope="module")
def coco(lights: Dataset, tmp_path_factory: pytest.TempPathFactory) -> tuple[COCO, Path]:
    out = tmp_path_factory.mktemp("export") / "coco"
    assert export(lights, "coco", out) == 24
    return COCO(out / "annotations.json"), out


def box_of(mask: np.ndarray) -> list[int]:
    """Tightest x, y, width, height around a mask."""
    rows, columns = np.nonzero(mask)
    low, high = (columns.min(), rows.min()), (columns.max(), rows.max())
    return [int(low[0]), int(low[1]), int(high[0] - low[0] + 1), int(high[1] - low[1] + 1)]


def test_coco_has_every_image_as_it_was(lights: Dataset, coco: tuple[COCO, Path]) -> None:
    api, out = coco
    rows = lights.index.to_pylist()
    assert [image["id"] for image in api.loadImgs(api.getImgIds())] == list(range(1, 25))
    for image, row in zip(api.loadImgs(api.getImgIds()), rows, strict=True):
        file = out / "images" / image["file_name"]
        assert file.read_bytes() == lights.read_member(row["key"], "image")
        with Image.open(file) as picture:
            assert picture.size == (image["width"], image["height"])
    assert sorted(path.name for path in out.iterdir()) == ["annotations.json", "images"]
    assert api.dataset["info"]["version"] == lights.merkle_root


def test_coco_areas_and_boxes_are_those_of_the_decoded_masks(coco: tuple[COCO, Path]) -> None:
    api, _ = coco
    for annotation in api.loadAnns(api.getAnnIds()):
        mask = api.annToMask(annotation)
        compressed = api.annToRLE(annotation)
        assert annotation["area"] == mask.sum() == rle.area(compressed)
        assert annotation["bbox"] == box_of(mask) == rle.toBbox(compressed).tolist()
        assert annotation["iscrowd"] == 0


def test_coco_annotations_are_the_labels(lights: Dataset, coco: tuple[COCO, Path]) -> None:
    api, _ = coco
    names = {category["id"]: category["name"] for category in api.loadCats(api.getCatIds())}
    assert list(names.values()) == lights.manifest.categories
    for number in range(lights.count):
        labels = lights.read_labels(number)["instances"]
        for annotation, label in zip(api.imgToAnns[number + 1], labels, strict=True):
            assert names[annotation["category_id"]] == label["category"]
            assert annotation["area"] == label["visible_px"]
            for ours, corners in (("bbox", "box_modal"), ("amodal_bbox", "box_amodal")):
                x, y, width, height = annotation[ours]
                assert [x, y, x + width, y + height] == label[corners]
            for name in ("state", "visible_fraction", "distance_m", "below_floor"):
                assert annotation[name] == label[name]


def test_coco_masks_are_the_heads_with_their_lamps(lights: Dataset, coco: tuple[COCO, Path]) -> None:
    api, _ = coco
    for number in range(lights.count):
        mask = lights.read_mask(number)
        parts = {"traffic_light": np.zeros_like(mask), "lamp": np.zeros_like(mask)}
        for annotation in api.imgToAnns[number + 1]:
            category = api.cats[annotation["category_id"]]["name"]
            parts[category] += api.annToMask(annotation)
        assert (parts["lamp"] <= parts["traffic_light"]).all()
        assert np.array_equal(parts["traffic_light"], mask != 0), "each labelled pixel is in one head"


@given(arrays(np.bool_, st.tuples(st.integers(1, 9), st.integers(1, 9))))
def test_run_lengths_are_those_of_pycocotools(mask: np.ndarray) -> None:
    counts = run_lengths(mask)
    assert sum(counts) == mask.size and all(count > 0 for count in counts[1:])
    compressed = rle.frPyObjects({"size": list(mask.shape), "counts": counts}, *mask.shape)
    assert compressed == rle.encode(np.asfortranarray(mask, np.uint8))
    assert np.array_equal(rle.decode(compressed), mask)


def test_imagefolder_has_one_folder_a_class(lights: Dataset, tmp_path: Path) -> None:
    out = tmp_path / "classes"
    assert export(lights, "imagefolder", out) == 24
    # As torchvision's ImageFolder: the classes are the sorted folders, the samples the files in them.
    states = [labels["state"] for labels in lights.index.column("labels").to_pylist()]
    files = sorted(out.rglob("*.*"))
    assert Counter(file.parent.name for file in files) == Counter(states)
    assert {path.name for path in out.iterdir()} == set(states) and len(set(states)) >= 3
    for file in files:
        assert lights.read_labels(file.stem)["state"] == file.parent.name
        assert file.read_bytes() == lights.read_member(file.stem, "image")


@pytest.mark.parametrize("format_", FORMATS)
def test_a_place_that_is_taken_is_refused_and_kept(lights: Dataset, tmp_path: Path, format_: str) -> None:
    full, file = tmp_path / "full", tmp_path / "file"
    full.mkdir()
    (full / "thesis.txt").write_text("mine")
    file.write_text("mine")
    for out in (full, file):
        with pytest.raises(InputError, match="choose another -o"):
            export(lights, format_, out)
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["file", "full", "thesis.txt"]


@contextmanager
def failing_read(monkeypatch: pytest.MonkeyPatch, error: Exception) -> Iterator[None]:
    """The 13th frame cannot be read."""
    real = Dataset.read_member

    def read(self: Dataset, where: int | str, member: str) -> bytes:
        if where == 12:
            raise error
        return real(self, where, member)

    with monkeypatch.context() as patch:
        patch.setattr(Dataset, "read_member", read)
        yield


@contextmanager
def full_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The 13th file cannot be written."""
    real = Path.write_bytes
    written = []

    def write(self: Path, data: Any) -> int:
        written.append(self)
        if len(written) == 13:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(self, data)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", write)
        yield


@pytest.mark.parametrize("format_", FORMATS)
def test_a_failure_midway_leaves_nothing(
    lights: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, format_: str
) -> None:
    torn = CheckFailed(Problem(expected="a frame", found="other bytes"))
    with failing_read(monkeypatch, torn), pytest.raises(CheckFailed, match="other bytes"):
        export(lights, format_, tmp_path / "out")
    with full_disk(monkeypatch), pytest.raises(InputError, match="No space left on device"):
        export(lights, format_, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []
    assert export(lights, format_, tmp_path / "out") == 24
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_annotations_are_plain_json(coco: tuple[COCO, Path]) -> None:
    text = (coco[1] / "annotations.json").read_text(encoding="utf-8")
    assert set(json.loads(text)) == {"info", "images", "annotations", "categories"}
    assert "NaN" not in text and "Infinity" not in text
