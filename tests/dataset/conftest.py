"""One rendered dataset that all tests of the room read, and copies of it to spoil."""

from __future__ import annotations

import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from scenewright.dataset import Dataset, open_dataset
from scenewright.generate import make_recipe
from scenewright.generate.run import generate_dataset
from scenewright.scenario import load_scenario


@pytest.fixture(scope="session")
def lights(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """24 frames in two shards: lights of all states, some of them occluded."""
    project = Path(str(files("scenewright"))) / "templates/traffic-light"
    scenario = load_scenario(project / "scenarios/all-conditions.scenario.yaml")
    folder = tmp_path_factory.mktemp("dataset") / "lights"
    generate_dataset(make_recipe([scenario], count=24, seed="1", profile="draft"), folder)
    return open_dataset(folder)


@pytest.fixture
def copy(lights: Dataset, tmp_path: Path) -> Path:
    """Folder of a copy."""
    return Path(shutil.copytree(lights.folder, tmp_path / "lights"))
