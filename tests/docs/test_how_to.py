"""The how-to's world: its files are those of `examples/`, and they do what the page says."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
import trimesh
import yaml

from scenewright.assets import shapes, solids
from scenewright.dataset import open_dataset
from scenewright.geometry import Footprint, look_at, place
from scenewright.render import PROFILES
from scenewright.render.mitsuba_backend import render_buffers
from scenewright.scenario import draw_many, scenario_from_document
from scenewright.scene import Body, Crop, Material, Scene, Sky, Sun

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


def test_the_page_shows_distributions_and_constraints_that_work() -> None:
    specs = _example().PARAMETERS
    shown = yaml.safe_load(PAGE.split("can be a default as well:")[1].split("```yaml")[1].split("```")[0])
    assert {"parameters", "derived", "constraints"} == shown.keys()
    scenario = scenario_from_document({"name": "a", "world": "parcels", **shown}, specs)
    drawn = [one.sample for one in draw_many(scenario, root="r", strategy="random", indices=range(60))]
    whites = [one["exposure_ev"] for one in drawn if one["card"] == "white"]
    assert whites and max(whites) <= -0.2
    assert min(one["exposure_ev"] for one in drawn if one["card"] != "white") == 0.3
    assert all(one["camera_distance_m"] - one["longest_m"] >= 0.4 for one in drawn)
    for spec in specs:  # each form is a default as well
        if spec.name in shown["parameters"] and spec.name != "longest_m":
            given = [
                replace(each, default=shown["parameters"][each.name]) if each is spec else each
                for each in specs
            ]
            scenario_from_document({"name": "a", "world": "parcels"}, given)


def test_the_page_tells_what_the_ready_meshes_take() -> None:
    rng = np.random.default_rng(1)
    made = {
        "quad": shapes.quad(1, 2),
        "bevelled_box": shapes.bevelled_box((1, 2, 3), 0.1),
        "rod": shapes.rod(np.zeros(3), np.ones(3), 0.1, 8),
        "blob": shapes.blob(np.zeros(3), np.ones(3), rng, 0.2),
        "block": solids.block((0, 0, 0), (1, 1, 1)),
        "ball": solids.ball((0, 0, 0), (1, 1, 2)),
        "limb": solids.limb([[0, 0, 0], [0, 0, 0.7]], [0.18, 0.03], 24),
    }
    rows = dict(re.findall(r"^\| `assets\.\w+` \| `(\w+)\(.*?\| (\S+)[^|]*\|$", PAGE, re.MULTILINE))
    assert rows.keys() == made.keys()
    for name, mesh in made.items():
        solid = trimesh.Trimesh(mesh.vertices_m, mesh.faces, process=True)
        solid.merge_vertices(merge_tex=True, merge_norm=True)
        assert name == "quad" or solid.volume > 0, f"{name} is inside out"
        assert (mesh.uv is None) == (PAGE.split(f"`{name}(")[1].split("\n")[0].endswith("| none |")), name
    poses = place([Footprint(0.2, 0.1), Footprint(0.0, 0.0, 0.3)], 3, 2, rng).poses
    assert poses.shape == (2, 3) and (poses[:, :2] >= 0).all() and (poses[:, :2] <= [3, 2]).all()


def test_a_level_white_sheet_has_a_radiance_of_one_as_the_page_says() -> None:
    sheet = Body(
        name="sheet",
        mesh=shapes.quad(4, 4).moved(_example().LEVEL),
        material=Material(base_color=(1, 1, 1)),
    )
    camera = replace(
        _example().camera({"camera_distance_m": 1, "camera_height_m": 1.5, "exposure_ev": 0}),
        world_from_camera=look_at([0, -0.5, 1], [0, 0, 0]),
        crop=Crop(x_px=150, y_px=110, width_px=20, height_px=20),
    )
    dark, bright = (Sky(np.full((8, 16, 3), level, np.float32)) for level in (0, 1))
    above = Sun(direction=(0, 0, 2), irradiance=(np.pi,) * 3)
    for sky, sun in ((bright, None), (dark, above)):
        scene = Scene(bodies=(sheet,), instances=(), sky=sky, sun=sun, camera=camera)
        seen = render_buffers([scene], PROFILES["fine"], [1])[0].radiance
        assert seen.mean() == pytest.approx(1, abs=0.02)


def _example() -> ModuleType:
    spec = importlib.util.spec_from_file_location("parcels_example", EXAMPLE / "parcels.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
