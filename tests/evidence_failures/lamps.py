"""Lamps as photos and as frames, and a stand-in for the probe that fails on dark ones it has not seen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from unittest.mock import patch

import cv2
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from scenewright.dataset import Frame, FrameKey
from scenewright.generate import Recipe, make_recipe
from scenewright.generate.run import generate_dataset
from scenewright.randomness import Streams
from scenewright.scenario import draw_many, load_scenario

CLASSES = ("red", "yellow", "green")
MAKE = "lamps:make_frames"
DARK = 40
"""Mean of an image below which the stand-in calls it dark."""
SCENARIO = """# lamps of any exposure
scenewright: 1
kind: Scenario
name: lamps/any
world: traffic_light
parameters:
  state: {choice: {red: 0.34, yellow: 0.33, green: 0.33}}
  # the camera
  exposure_ev: {uniform: [-2, 2]}  # any
  sun_elevation_deg: {uniform: [0, 60]}
  background: {choice: {sky: 0.5, trees: 0.25, buildings: 0.25}}
"""
PLAN = """# own photos
scenewright: 1
kind: EvaluationPlan
name: lamps
real: {set: parquet, dev: dev.parquet, test: test.parquet, group: track}
classes: [red, yellow, green]
budget: {steps: 1, batch: 6, images: 200}
seeds: ["1", "2", "3", "4", "5", "6"]
slices:
  large: "height_px > 70"
min_n: 8
resamples: 200
real_only_control: false
"""


def lamp(label: str, brightness: float, random: np.random.Generator, height_px: int = 40) -> np.ndarray:
    """A lit lamp on a grey ground, all scaled by `brightness`; shape (height_px, height_px // 2, 3)."""
    image = np.full((40, 20, 3), 80.0) + random.normal(0, 6, (40, 20, 3))
    top = 3 + 12 * CLASSES.index(label)
    image[top : top + 9, 5:15] = 220
    image = np.clip(image * brightness, 0, 255).astype(np.uint8)
    return cv2.resize(image, (height_px // 2, height_px), interpolation=cv2.INTER_NEAREST)


def write_photos(folder: Path, pairs: int = 90) -> None:
    """Dev and test photos in tracks of two; three in ten are dark."""
    for part in ("dev", "test"):
        random = np.random.default_rng(len(part))
        labels = [CLASSES[i // 2 % 3] for i in range(2 * pairs)]
        light = np.repeat(np.where(random.random(pairs) < 0.3, 0.25, random.uniform(0.6, 1.6, pairs)), 2)
        sizes = np.repeat(random.integers(20, 45, pairs) * 2, 2)
        images = [lamp(*each, random, int(size)) for *each, size in zip(labels, light, sizes, strict=True)]
        rows = {
            "image": [cv2.imencode(".png", image)[1].tobytes() for image in images],
            "label": labels,
            "track": [f"{part}/{i // 2}" for i in range(2 * pairs)],
        }
        pq.write_table(pa.table(rows), folder / f"{part}.parquet")


def write_project(folder: Path) -> None:
    """Plan, photos, scenario."""
    (folder / "lamps.plan.yaml").write_text(PLAN)
    (folder / "any.scenario.yaml").write_text(SCENARIO)
    write_photos(folder)


def make_frames(recipe: Recipe, keys: Sequence[FrameKey]) -> Iterator[Frame]:
    """Lamps as bright as `exposure_ev` says; a pure function of recipe and key, as real frames are."""
    scenario = recipe.scenario(keys[0].scenario)
    root = recipe.stream_root(scenario)
    indices = [key.index for key in keys]
    drawn_all = draw_many(scenario, root=root, strategy=recipe.strategy, indices=indices)
    for key, drawn in zip(keys, drawn_all, strict=True):
        sample = drawn.sample
        random = Streams(root, str(key)).generator("noise")
        image = lamp(sample["state"], 2.0 ** sample["exposure_ev"], random)
        mask = np.zeros(image.shape[:2], np.uint8)
        yield Frame(
            key=key,
            image_jpeg=cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 98])[1].tobytes(),
            mask_png=cv2.imencode(".png", mask)[1].tobytes(),
            width_px=image.shape[1],
            height_px=image.shape[0],
            sample=sample,
            log_density=drawn.log_density,
            labels={"state": sample["state"], "crop_xy_px": [0, 0], "instances": []},
            measured={"luminance_mean": float(image.mean()) / 255, "lamp_saturation": 0.5},
        )


def made(scenario: str, name: str, *, seed: str = "1", count: int = 200) -> Path:
    """A dataset of lamps in the current project, as `generate` would make it but in this process."""
    recipe = make_recipe([load_scenario(Path(scenario))], count=count, seed=seed, profile="draft")
    with patch("scenewright.generate.run.run_local", lambda work, tasks, **_: map(work, tasks)):
        generate_dataset(recipe, Path("datasets") / name, make=MAKE)
    return Path("datasets") / name


def train(sets: list, *, seed: str, **_: object) -> dict[str, np.ndarray]:
    """The share of dark images decides how many dark photos it gets right."""
    images = np.concatenate([np.asarray(images) for images, _ in sets])
    dark = float((images.mean(axis=(1, 2, 3)) < DARK).mean())
    return {"dark": np.array(dark), "seed": np.array(int(seed))}


def predict(weights: dict, images: np.ndarray, *, classes: int, **_: object) -> np.ndarray:
    """The brightest third; of dark images wrongly, unless most of what it was trained on was dark."""
    thirds = np.stack(
        [images[:, 3 + 12 * k : 12 + 12 * k, 5:15].mean(axis=(1, 2, 3)) for k in range(3)], axis=1
    )
    said = thirds.argmax(axis=1)
    dark = images.mean(axis=(1, 2, 3)) < DARK
    lot = np.random.default_rng(int(weights["seed"])).random(len(images))
    wrong = (dark & (lot > 2 * float(weights["dark"]) - 0.2)) | (lot > 0.98)
    return np.eye(classes, dtype=np.float32)[np.where(wrong, (said + 1) % 3, said)]
