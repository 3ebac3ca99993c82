"""Every check passes a sound dataset and catches its planted fault."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import cv2
import numpy as np
import pyarrow as pa
import pytest

from scenewright.errors import Problem
from scenewright.evidence.quality import check_dataset
from scenewright.evidence.quality.class_balance import check_class_balance
from scenewright.evidence.quality.duplicates import nearest_earlier
from scenewright.evidence.quality.fingerprint import difference_hash, hamming
from scenewright.evidence.quality.label_geometry import geometry_problems
from scenewright.evidence.quality.shortcuts import binned, normalised_mutual_information
from scenewright.identity import sha256_hex

STATES = ("red", "yellow", "green")


def png(image: np.ndarray) -> bytes:
    return cv2.imencode(".png", image)[1].tobytes()


def sound_mask() -> np.ndarray:
    mask = np.zeros((32, 32), np.uint8)
    mask[4:28, 10:22] = 1
    mask[6:12, 13:19] = 2
    return mask


def sound_labels(state: str) -> dict[str, Any]:
    head = {
        "instance_id": 1,
        "category": "traffic_light",
        "state": state,
        "subject": True,
        "below_floor": False,
    }
    head |= {"box_modal": [10, 4, 22, 28], "box_amodal": [10, 4, 22, 30]}
    head |= {"visible_px": 288, "amodal_px": 312, "visible_fraction": 288 / 312}
    lamp = {"instance_id": 2, "category": "lamp", "state": state, "subject": True, "below_floor": False}
    lamp |= {"box_modal": [13, 6, 19, 12], "box_amodal": [13, 6, 19, 12]}
    lamp |= {"visible_px": 36, "amodal_px": 36, "visible_fraction": 1.0}
    return {"state": state, "crop_xy_px": [0, 0], "instances": [head, lamp]}


class FakeDataset:
    """A dataset in memory, sound until a test spoils it."""

    def __init__(self, count: int = 120) -> None:
        random = np.random.Generator(np.random.Philox(key=7))
        self.images = [png(random.integers(0, 256, (32, 32, 3), np.uint8)) for _ in range(count)]
        self.masks = [png(sound_mask()) for _ in range(count)]
        self.labels = [sound_labels(STATES[i % 3]) for i in range(count)]
        self.samples = [
            {"state": STATES[i % 3], "distance_m": float(random.uniform(8, 80))} for i in range(count)
        ]
        self.recorded = [sha256_hex(i) for i in self.images]
        self.problems: list[Problem] = []
        self.manifest = SimpleNamespace(name="fake", merkle_root="ab" * 32)

    @property
    def index(self) -> pa.Table:
        return pa.table(
            {
                "key": [f"f-{i:03}" for i in range(len(self.images))],
                "image_sha256": self.recorded,
                "mask_sha256": [sha256_hex(m) for m in self.masks],
                "sample": self.samples,
            }
        )

    def set_image(self, row: int, data: bytes) -> None:
        self.images[row], self.recorded[row] = data, sha256_hex(data)

    def read_member(self, row: int, member: str) -> bytes:
        return (self.images if member == "image" else self.masks)[row]

    def read_labels(self, row: int) -> dict[str, Any]:
        return self.labels[row]

    def verify_files(self) -> list[Problem]:
        return self.problems


def plant(name: str) -> Callable[[Callable[[FakeDataset], None]], Any]:
    return lambda spoil: pytest.param(name, spoil, id=spoil.__name__)


@plant("decodable")
def cut_image(d: FakeDataset) -> None:
    d.set_image(3, b"\x89PNG no")


@plant("hashes")
def changed_image(d: FakeDataset) -> None:
    d.recorded[3] = "0" * 64


@plant("hashes")
def broken_file(d: FakeDataset) -> None:
    d.problems.append(Problem(expected="a", found="b", file="shards/00000.tar"))


def _uniform(value: int) -> Callable[[FakeDataset], None]:
    def spoil(d: FakeDataset) -> None:
        for row in range(4):
            d.set_image(row, png(np.full((32, 32, 3), value, np.uint8)))

    spoil.__name__ = f"uniform_{value}"
    return spoil


@plant("duplicates_exact")
def same_image_twice(d: FakeDataset) -> None:
    d.set_image(5, d.images[4])


@plant("duplicates_perceptual")
def nearly_the_same_images(d: FakeDataset) -> None:
    for row in range(4):
        image = cv2.imdecode(np.frombuffer(d.images[row], np.uint8), cv2.IMREAD_COLOR)
        d.set_image(row + 50, png(np.clip(image.astype(int) + 1, 0, 255).astype(np.uint8)))


@plant("label_geometry")
def invisible_object(d: FakeDataset) -> None:
    d.labels[9]["instances"].append({**d.labels[9]["instances"][1], "instance_id": 7})


@plant("class_balance")
def hardly_any_yellow(d: FakeDataset) -> None:
    for row in range(len(d.labels)):
        if row % 3 == 1 and row > 6:
            d.labels[row] = sound_labels("red")


@plant("shortcuts")
def distance_tells_the_state(d: FakeDataset) -> None:
    for row, sample in enumerate(d.samples):
        sample["distance_m"] = 10.0 * (row % 3) + 0.01 * row


FAULTS = [
    cut_image,
    changed_image,
    broken_file,
    plant("degenerate")(_uniform(0)),
    plant("degenerate")(_uniform(255)),
    plant("degenerate")(_uniform(120)),
    same_image_twice,
    nearly_the_same_images,
    invisible_object,
    hardly_any_yellow,
    distance_tells_the_state,
]


def test_a_sound_dataset_passes() -> None:
    report = check_dataset(FakeDataset())
    assert report.passed, [c for c in report.checks if not c.passed]
    assert len(report.checks) == 8


def test_of_many_classes_the_rarest_and_the_commonest_are_told() -> None:
    frames = [SimpleNamespace(state=f"s{i:02}", categories=()) for i in range(40) for _ in range(10 + i)]
    found = check_class_balance(frames)
    assert found.passed and "40 classes, from s00 10 to s39 49;" in found.detail


def test_the_parameter_that_names_the_state_is_no_shortcut_whatever_it_is_called() -> None:
    dataset = FakeDataset()
    dataset.samples = [{"sign": s["state"], "distance_m": s["distance_m"]} for s in dataset.samples]
    assert check_dataset(dataset).passed
    dataset.samples[7]["sign"] = "green"
    failed = [c for c in check_dataset(dataset).checks if not c.passed]
    assert [c.name for c in failed] == ["shortcuts"] and "sign" in failed[0].examples[0]


@pytest.mark.parametrize(("check", "spoil"), FAULTS)
def test_each_planted_fault_is_caught(check: str, spoil: Callable[[FakeDataset], None]) -> None:
    dataset = FakeDataset()
    spoil(dataset)
    report = check_dataset(dataset)
    found = {c.name: c for c in report.checks}[check]
    assert not found.passed and not report.passed
    assert found.examples


@pytest.mark.parametrize(
    ("instance", "change", "message"),
    [
        (0, {"box_modal": [10, 4, 22, 40]}, "not inside the image"),
        (0, {"box_modal": [11, 4, 22, 28]}, "the mask gives [10, 4, 22, 28]"),
        (0, {"box_amodal": [12, 4, 22, 30]}, "not within the amodal box"),
        (0, {"visible_fraction": 0.5}, "the counts give"),
        (0, {"visible_px": 200}, "the mask has 288"),
        (1, {"amodal_px": 20}, "below visible_px"),
        (0, {"below_floor": True}, "below_floor"),
        (0, {"box_modal": None}, "without a modal box"),
        (1, {"instance_id": 5}, "invisible in the mask"),
        (1, {"instance_id": 5}, "instance 2 of the mask has no label"),
        (1, {"instance_id": 1}, "used twice"),
    ],
)
def test_geometry_faults_are_named(instance: int, change: dict[str, Any], message: str) -> None:
    labels = copy.deepcopy(sound_labels("red"))
    assert geometry_problems(labels, sound_mask(), 32, 32) == ()
    labels["instances"][instance] |= change
    assert any(message in text for text in geometry_problems(labels, sound_mask(), 32, 32))


def test_a_mask_of_another_size_is_named() -> None:
    assert "32 x 32 px on an image of 64" in geometry_problems(sound_labels("red"), sound_mask(), 64, 64)[0]


def test_mutual_information_by_hand() -> None:
    x = np.array([0, 0, 1, 1])
    assert normalised_mutual_information(x, x) == pytest.approx(1)
    assert normalised_mutual_information(x, np.array([0, 1, 0, 1])) == pytest.approx(0)
    # H(X) = ln 2; H(Y) = ln 4; I = ln 2.
    assert normalised_mutual_information(x, np.arange(4)) == pytest.approx(2 / 3)
    assert normalised_mutual_information(x, np.zeros(4, np.int64)) == 0


def test_numbers_are_binned_by_quantiles_and_missing_ones_stand_apart() -> None:
    codes = binned([*range(80), None])
    assert np.bincount(codes).tolist()[:8] == [10] * 8 and codes[-1] == 8
    assert binned(["b", "a", None]).tolist() == [1, 0, 2]


def test_the_fingerprint_is_blind_to_brightness_and_sees_a_mirror() -> None:
    image = np.random.Generator(np.random.Philox(key=1)).integers(0, 128, (40, 40, 3), np.uint8)
    one = difference_hash(image)
    assert hamming(one, difference_hash(image + 60)[None])[0] <= 6
    assert hamming(one, difference_hash(np.ascontiguousarray(image[:, ::-1]))[None])[0] > 80


def test_the_report_is_plain_json_and_a_page() -> None:
    dataset = FakeDataset()
    nearly = replace(check_dataset(dataset))
    data = nearly.to_json()
    assert json.loads(json.dumps(data)) == data and len(data["digest"]) == 64
    assert data["subject"] == {"dataset": "fake", "merkle_root": "ab" * 32}
    assert "label geometry" in nearly.to_html() and "http" not in nearly.to_html()


def test_near_duplicates_are_found_as_by_comparing_all_pairs():
    random = np.random.Generator(np.random.Philox(key=3))
    prints = random.integers(0, 2**64, (400, 4), np.uint64, endpoint=False)
    for row in range(0, 400, 9):
        bits = np.unpackbits(prints[(row * 7) % 400].copy().view(np.uint8))
        bits[random.choice(256, row // 9 % 14, replace=False)] ^= 1
        prints[row] = np.packbits(bits).view(np.uint64)
    brute = []
    for row in range(1, 400):
        distance = hamming(prints[row], prints[:row])
        if distance.min() <= 10:
            brute.append((int(distance.argmin()), row, int(distance.min())))
    assert nearest_earlier(prints, 10) == brute and len(brute) > 10
