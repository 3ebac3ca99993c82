"""Own photos in Parquet files: read as they are, refused in words that help, grouped by column or by look."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from stand_ins import CLASSES, crops, lamp_image, plan

from scenewright.errors import InputError
from scenewright.evidence.transfer import load_photos, run_transfer
from scenewright.evidence.transfer.sightings import sightings

COUNT = {"dev": 36, "test": 30}


def png(image: np.ndarray) -> bytes:
    return cv2.imencode(".png", np.ascontiguousarray(image[..., ::-1]))[1].tobytes()


def table(part: str, **columns: object) -> dict[str, list]:
    random = np.random.default_rng(len(part))
    labels = [CLASSES[i % 3] for i in range(COUNT[part])]
    made = {
        "picture": [png(lamp_image(label, random)) for label in labels],
        "number": [CLASSES.index(label) for label in labels],
        "track": [f"{label}/{i // 6}" for i, label in enumerate(labels)],
        "distance_m": [float(i) for i in range(COUNT[part])],
    }
    return {**made, **columns}


def write(folder: Path, **tables: dict[str, list]) -> None:
    for part in COUNT:
        pq.write_table(pa.table(tables.get(part) or table(part)), folder / f"{part}.parquet")


def own_plan(folder: Path, real: dict | None = None, **changes: object):
    asked = {
        "set": "parquet", "dev": "dev.parquet", "test": "test.parquet", "image": "picture", "label": "number",
        "group": "track", "columns": ["distance_m"], "licence": "ours", **(real or {}),
    }  # fmt: skip
    return plan(folder, **{"real": asked, "slices": {"far": "distance_m > 14"}, **changes})


def problems_of(folder: Path, **real: object) -> list[str]:
    with pytest.raises(InputError) as error:
        load_photos(own_plan(folder, real, **({"slices": {}} if "columns" in real else {})))
    return [str(problem) for problem in error.value.problems]


def test_photos_are_read_as_they_stand(tmp_path: Path) -> None:
    write(tmp_path)
    photos = load_photos(own_plan(tmp_path))
    assert len(photos.images) == 66 and photos.is_dev.sum() == 36
    assert (photos.images[0] == lamp_image("red", np.random.default_rng(3))).all()
    assert photos.labels[:4] == ("red", "yellow", "green", "red")
    assert len(set(photos.groups[photos.is_dev])) == 18 and len(set(photos.groups)) == 33
    assert not set(photos.groups[photos.is_dev]) & set(photos.groups[~photos.is_dev])
    assert photos.properties["distance_m"].to_pylist()[35:37] == [35.0, 0.0]
    assert photos.grouping == "dev and test: column track" and photos.licence == "ours"
    assert load_photos(own_plan(tmp_path)).digest == photos.digest


def test_labels_may_be_names_and_images_may_be_those_of_the_hub(tmp_path: Path) -> None:
    named = table("dev")
    named["number"] = [CLASSES[k] for k in named["number"]]
    named["picture"] = [{"bytes": data, "path": None} for data in named["picture"]]
    write(tmp_path, dev=named)
    photos = load_photos(own_plan(tmp_path))
    assert photos.labels[:3] == CLASSES and photos.images[0].shape == (40, 20, 3)


def test_a_file_without_tracks_is_grouped_by_look(tmp_path: Path) -> None:
    bare = table("test")
    del bare["track"]
    write(tmp_path, test=bare)
    photos = load_photos(own_plan(tmp_path, {"photos_a_group": 5}))
    assert photos.grouping.startswith("dev: column track; test: within each class")
    test = photos.groups[~photos.is_dev]
    assert len(set(test)) == 6


def test_passings_are_found_again_where_their_light_differs() -> None:
    """Twelve passings of each of two classes, ten photos each, every one in a light of its own."""
    random = np.random.default_rng(5)
    images, labels, truth = [], [], []
    for passing in range(24):
        light = random.uniform(0.15, 1.0, 3)
        for _ in range(10):
            plate = (
                random.uniform(0.3, 0.5, (32, 32, 3))
                + 0.3 * (np.indices((32, 32)).sum(0) % 16 > 8)[..., None]
            )
            images.append(np.clip(plate * light * random.uniform(0.9, 1.1) * 255, 0, 255).astype(np.uint8))
            labels.append("ab"[passing % 2])
            truth.append(passing)
    found = sightings(images, labels, photos_a_group=10)
    same, together = (np.equal.outer(each, each) for each in (np.array(truth), found))
    assert (together & same).sum() / same.sum() > 0.85
    assert len(set(found)) == 24
    assert not any(together[i, j] for i in range(10) for j in range(10, 20)), "a group has one class"


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    write(tmp_path)
    told = problems_of(tmp_path, image="image", columns=["size"], label="nummer")
    assert len(told) == 6 and "did you mean 'number'?" in "".join(told)
    broken = table("dev")
    broken["picture"][3] = b"no picture"
    broken["number"] = [7 if i > 20 else k for i, k in enumerate(broken["number"])]
    shared = table("test")
    shared["picture"][4] = broken["picture"][0]
    write(tmp_path, dev=broken, test=shared)
    told = problems_of(tmp_path)
    assert any("row 3" in text and "PNG or JPEG" in text for text in told)
    assert any("one of the 3 classes, or its number from 0" in text and "row 21" in text for text in told)
    assert any("11 rows more" in text for text in told)
    assert any("test photos that are not dev photos" in text and "row 4" in text for text in told)


def test_a_file_that_is_not_there_or_no_parquet(tmp_path: Path) -> None:
    (tmp_path / "dev.parquet").write_text("hello")
    told = problems_of(tmp_path)
    assert len(told) == 2 and "no such file" in told[1]


def test_real_fractions_pair_real_only_with_real_and_synthetic(tmp_path: Path) -> None:
    write(tmp_path)
    claims = [
        {"name": "of real", "of_real_at_least": 0.5},
        {"name": "gain", "gain_at_least": 0, "real_fraction": 0.25},
    ]
    asked = own_plan(tmp_path, real_only_control=True, real_fractions=[0.25, 1], claims=claims)
    content = run_transfer(
        asked, {"renders": crops("renders")}, cache_dir=tmp_path / "cache", workers=1
    ).content
    arms = [(r["arm"], r["real_fraction"], r["images"]) for r in content["results"]]
    assert arms == [
        ("synthetic", 0, 60),
        ("real", 1, 36),
        ("real", 0.25, 9),
        ("real + synthetic", 0.25, 69),
        ("real + synthetic", 1, 96),
    ]
    pairs = [(c["baseline"], c["candidate"], c["real_fraction"]) for c in content["comparisons"]]
    share = " (0.25 of the dev photos)"
    assert pairs == [
        ("real only" + share, "real + renders" + share, 0.25),
        ("real-only control", "real + renders", 1),
    ]
    ratio, (alone, real) = content["of_real"]["test"]["balanced_accuracy"], content["results"][:2]
    expected = [r["parts"]["test"]["balanced_accuracy"]["value"] for r in (alone, real)]
    assert ratio["value"] == pytest.approx(expected[0] / expected[1])
    assert ratio["low"] <= ratio["value"] <= ratio["high"]
    assert {c["name"]: c["measured"] is not None for c in content["claims"]} == {
        "of real": True,
        "gain": True,
    }
    assert {r["purpose"] for r in content["reads"]} >= {"training of real only and real + synthetic"}
