"""A scenario file that says little of its camera, and the verb on it."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cameras import FITTED, WIDE, photos_of_a_dark_warm_noisy_camera

from scenewright.cli import main

TEXT = "# a comment that stays\nscenewright: 1\nkind: Scenario\nname: wide\nworld: traffic_light\n"


def written_scenario(folder: Path) -> Path:
    file = folder / "wide.scenario.yaml"
    file.write_text(TEXT + "parameters:\n" + "".join(f"  {k}: {json.dumps(v)}\n" for k, v in WIDE.items()))
    return file


@dataclass(frozen=True)
class Fitted:
    """A folder with `wide`, and `fitted` to `photos` of the dark, warm, noisy camera."""

    folder: Path
    photos: Path
    value: dict[str, Any]
    """What the verb printed with --json."""

    @property
    def wide(self) -> Path:
        return self.folder / "wide.scenario.yaml"

    @property
    def file(self) -> Path:
        return self.folder / "fitted.scenario.yaml"


@pytest.fixture(scope="session")
def dark(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return photos_of_a_dark_warm_noisy_camera(tmp_path_factory.mktemp("dark") / "dev")


@pytest.fixture(scope="session")
def fitted_once(tmp_path_factory: pytest.TempPathFactory, dark: Path) -> Fitted:
    from scenewright.evidence.calibration import Settings, calibrate
    from scenewright.scenario import load_scenario
    from scenewright.scenario.amend import amended

    folder = tmp_path_factory.mktemp("once")
    wide = written_scenario(folder)
    settings = Settings(parameters=tuple(FITTED.split(",")), frames=96)
    done = calibrate(load_scenario(wide), dark, settings, read_log=folder / "real_photo_reads.jsonl")
    parameters = {name: done.scenario.parameters[name].to_document() for name in settings.parameters}
    text = amended(wide.read_text(), parameters, done.scenario.fitted_to)
    (folder / "fitted.scenario.yaml").write_text(text)
    return Fitted(folder, dark, done.report.to_json())


@pytest.fixture
def fitted(tmp_path: Path, fitted_once: Fitted) -> Fitted:
    folder = shutil.copytree(fitted_once.folder, tmp_path / "fitted")
    return Fitted(folder, fitted_once.photos, fitted_once.value)


@pytest.fixture
def wide(tmp_path: Path) -> Path:
    return written_scenario(tmp_path)


@pytest.fixture
def calibrate(capsys: pytest.CaptureFixture[str]):
    """Runs the verb with --json: exit code, JSON, stderr."""

    def run(
        scenario: Path, photos: Path, *words: str, parameters: str = FITTED, out: str = "new.scenario.yaml"
    ):
        capsys.readouterr()
        command = ["calibrate", str(scenario), "--photos", str(photos), "--parameters", parameters]
        code = main([*command, "-o", str(scenario.parent / out), "--frames", "48", *words, "--json"])
        told = capsys.readouterr()
        return code, json.loads(told.out), told.err

    return run
