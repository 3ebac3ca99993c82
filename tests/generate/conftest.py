"""Datasets that several tests only read."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from folders import Uninterrupted
from processes import VERB, Watched
from tiny_frames import MAKE, SCENARIOS, tiny_recipe

from scenewright.generate.run import generate_dataset


@pytest.fixture(scope="session")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Uninterrupted:
    """Two scenarios, 40 rendered frames, three shards; the second spans both scenarios."""
    scenarios = [str(SCENARIOS / f"{name}.scenario.yaml") for name in ("all-conditions", "daylight")]
    arguments = ("generate", *scenarios, "-n", "40", "--profile", "draft", "--seed", "kept")
    folder = tmp_path_factory.mktemp("rendered") / "lights"
    begin = time.monotonic()
    with Watched([*VERB, *arguments, "-o", str(folder)]) as run:
        assert run.process.wait(120) == 0, run.process.stderr.read()
    return Uninterrupted(arguments, folder, time.monotonic() - begin)


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a dataset of 40 tiny frames, never interrupted."""
    folder = tmp_path_factory.mktemp("tiny") / "lights"
    generate_dataset(tiny_recipe(), folder, make=MAKE)
    return folder
