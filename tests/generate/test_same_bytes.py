"""The recipe alone decides the bytes: not the workers, nor the order, nor what else is made."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from folders import Uninterrupted, contents
from tiny_frames import MAKE, SCENARIOS, tiny_recipe

from scenewright.dataset import Dataset, Frame, open_dataset
from scenewright.generate import Recipe, make_recipe
from scenewright.generate.frame import make_frame, make_frames
from scenewright.generate.run import generate_dataset
from scenewright.scenario import load_scenario


def recipe_of(dataset: Dataset) -> Recipe:
    return Recipe.from_json(dataset.manifest.recipe)


@pytest.mark.parametrize("workers", [1, 3])
def test_any_number_of_workers_makes_the_files_that_two_made(
    rendered: Uninterrupted, tmp_path: Path, workers: int
) -> None:
    first = open_dataset(rendered.folder)
    recipe = recipe_of(first)
    second = generate_dataset(recipe, tmp_path / "lights", workers=workers)
    assert second.recipe_digest == first.manifest.recipe_digest == recipe.digest
    assert second.merkle_root == first.merkle_root == second.expected_root()
    assert contents(tmp_path / "lights") == contents(rendered.folder)


@pytest.mark.parametrize("seed", range(3))
def test_shards_may_be_done_in_any_order(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    def shuffled(work: Callable[[Any], Any], tasks: Sequence[Any], **_: object) -> Iterator[Any]:
        mixed = random.Random(seed).sample(list(tasks), len(tasks))
        return (work(task) for task in mixed)

    monkeypatch.setattr("scenewright.generate.run.run_local", shuffled)
    generate_dataset(tiny_recipe(), tmp_path / "lights", make=MAKE)
    assert contents(tmp_path / "lights") == contents(tiny)


def test_a_frame_is_the_same_alone_and_in_any_order(rendered: Uninterrupted) -> None:
    dataset = open_dataset(rendered.folder)
    recipe = recipe_of(dataset)
    keys = random.Random("order").sample(list(recipe.keys()), 6)
    together = list(make_frames(recipe, keys))
    alone = [make_frame(recipe, key) for key in reversed(keys)]
    for frame in (*together, *alone):
        assert files_of(frame) == stored_files(dataset, str(frame.key))


def files_of(frame: Frame) -> tuple[bytes, bytes]:
    return frame.image_jpeg, frame.mask_png


def stored_files(dataset: Dataset, key: str) -> tuple[bytes, bytes]:
    return dataset.read_member(key, "image"), dataset.read_member(key, "mask")


def test_another_scenario_and_another_count_change_no_frame(rendered: Uninterrupted) -> None:
    dataset = open_dataset(rendered.folder)
    scenario = load_scenario(SCENARIOS / "daylight.scenario.yaml")
    alone = make_recipe([scenario], count=3, seed="kept", profile="draft")
    for frame in make_frames(alone, list(alone.keys())):
        assert files_of(frame) == stored_files(dataset, str(frame.key))


def test_the_recipe_survives_its_manifest(rendered: Uninterrupted) -> None:
    manifest = json.loads((rendered.folder / "dataset.json").read_bytes())
    recipe = Recipe.from_json(manifest["recipe"])
    assert recipe.digest == manifest["recipe_digest"]
    assert [len(dict(entry)) for entry in manifest["recipe"]["scenarios"]] == [4, 4]


@pytest.mark.parametrize("change", [{"seed": "2"}, {"count": 41}])
def test_another_seed_or_count_is_another_recipe(change: dict[str, Any]) -> None:
    assert tiny_recipe(**change).digest != tiny_recipe().digest


def test_the_seed_changes_every_image() -> None:
    one, two = tiny_recipe(2, "1"), tiny_recipe(2, "2")
    images = {frame.image_jpeg for recipe in (one, two) for frame in make_frames(recipe, list(recipe.keys()))}
    assert len(images) == 4
