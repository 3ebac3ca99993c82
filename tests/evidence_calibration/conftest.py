"""A scenario file that says little of its camera, and the verb on it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cameras import FITTED, WIDE

from scenewright.cli import main

TEXT = "# a comment that stays\nscenewright: 1\nkind: Scenario\nname: wide\nworld: traffic_light\n"


@pytest.fixture
def wide(tmp_path: Path) -> Path:
    file = tmp_path / "wide.scenario.yaml"
    file.write_text(TEXT + "parameters:\n" + "".join(f"  {k}: {json.dumps(v)}\n" for k, v in WIDE.items()))
    return file


@pytest.fixture
def calibrate(wide: Path, capsys: pytest.CaptureFixture[str]):
    """Runs the verb with --json: exit code, JSON, stderr."""

    def run(photos: Path, *words: str, parameters: str = FITTED, out: str = "fitted.scenario.yaml"):
        capsys.readouterr()
        command = ["calibrate", str(wide), "--photos", str(photos), "--parameters", parameters]
        code = main([*command, "-o", str(wide.parent / out), "--frames", "128", *words, "--json"])
        told = capsys.readouterr()
        return code, json.loads(told.out), told.err

    return run
