"""The planted run as a fixture."""

from __future__ import annotations

from pathlib import Path

import pytest
from planted import PlantedRun

from scenewright.evidence.transfer import probe


@pytest.fixture
def planted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PlantedRun:
    run = PlantedRun(tmp_path)
    monkeypatch.setattr(probe, "train_probe", run.train)
    monkeypatch.setattr(probe, "predict", run.predict)
    return run
