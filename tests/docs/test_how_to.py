"""The how-to's world: its files are those of `examples/`, and they do what the page says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from scenewright.dataset import open_dataset

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/how-to/write-a-world.md").read_text("utf-8")
EXAMPLE = ROOT / "examples/parcels"
FILES = dict(re.findall(r"^`([\w.]+)`:\n\n```\w+\n(.*?)```$", PAGE, re.DOTALL | re.MULTILINE))


def test_the_page_has_the_example_whole() -> None:
    assert set(FILES) == {"parcels.py", "pyproject.toml", "parcels.scenario.yaml", "test_parcels.py"}
    for name, text in FILES.items():
        assert text == (EXAMPLE / name).read_text("utf-8"), f"{name} differs from examples/parcels"
    assert len(FILES["parcels.py"].splitlines()) < 120


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The copied files, installed as `pip install -e .` would: the module and its entry point on the path."""
    found = tmp_path_factory.mktemp("parcels")
    for name, text in FILES.items():
        (found / name).write_text(text)
    project = re.search(r"\[project.entry-points.*\]\n(\w+) = \"(.*)\"", FILES["pyproject.toml"])
    assert project
    info = found / "parcels_world-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: parcels-world\nVersion: 1\n")
    (info / "entry_points.txt").write_text(f"[scenewright.worlds]\n{project[1]} = {project[2]}\n")
    return found


def test_every_command_of_the_page_works_in_its_order(folder: Path) -> None:
    block = PAGE.split("## Try it")[1].split("```")[1]
    lines = [line for line in block.splitlines() if line]
    assert lines[0] == "pip install -e ." and len(lines) == 6
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    for line in lines[1:]:
        program, *words = line.split()
        module = {"pytest": "pytest", "scenewright": "scenewright"}[program]
        more = ["-p", "no:cacheprovider"] if program == "pytest" else []
        done = subprocess.run(
            [sys.executable, "-m", module, *words, *more],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"
    dataset = open_dataset(folder / "training-parcels")
    labels = [i for row in dataset.index.column("labels").to_pylist() for i in row["instances"]]
    assert dataset.count == 12 and len(labels) > 12
    assert {label["category"] for label in labels} == {"parcel"}
    assert all(0 < label["visible_fraction"] <= 1 for label in labels)
    poses = np.array([label["camera_from_instance"] for label in labels], float).reshape(-1, 4, 4)
    assert (poses[:, 2, 3] > 0).all(), "what is seen lies before the camera"
    assert {a["name"] for a in dataset.manifest.model_dump()["assets"]} >= {"typeface Rubik"}
