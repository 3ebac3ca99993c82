"""A project of lamps with a stand-in for the probe."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path

import pytest
from lamps import made, predict, train, write_project

from scenewright.evidence.transfer import probe


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """lamps.plan.yaml, any.scenario.yaml, photos, 240 frames of the scenario in datasets/base."""
    folder = tmp_path_factory.mktemp("lamps")
    write_project(folder)
    with contextlib.chdir(folder):
        made("any.scenario.yaml", "base", count=240)
    return folder


@pytest.fixture
def project(prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of what is prepared; models fail on dark photos."""
    shutil.copytree(prepared, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(probe, "train_probe", train)
    monkeypatch.setattr(probe, "predict", predict)
    return tmp_path
