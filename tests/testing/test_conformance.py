"""The shipped conformance checks pass the built-in plug-ins and catch planted faults."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from scenewright.dataset import open_dataset
from scenewright.errors import CheckFailed
from scenewright.generate import generate_dataset, make_recipe
from scenewright.plugins import load, names
from scenewright.scenario import scenario_from_document
from scenewright.scene import Episode
from scenewright.testing import check_exporter, check_world

WORLD = load("worlds", "traffic_light")
DICE = load("worlds", "dice_tray")


@pytest.mark.parametrize("name", names("worlds"))
def test_built_in_worlds_conform(name):
    check_world(load("worlds", name))


@dataclass(frozen=True)
class Spoiled:
    """The world with one fault."""

    fault: str
    name: str = "traffic_light"
    version: str = "1"
    parameters: tuple = WORLD.parameters
    categories: tuple = WORLD.categories

    @property
    def large_frames(self) -> bool:
        return self.fault == "large"

    def build(self, sample, streams) -> Episode:
        if self.fault == "sample":
            sample["distance_m"] = 20.0
        scene = WORLD.build(sample, streams).scenes[0]
        if self.fault == "randomness":
            bodies = (*scene.bodies, replace(scene.bodies[0], name=f"b{np.random.default_rng().random()}"))
            scene = replace(scene, bodies=bodies)
        if self.fault == "category":
            scene = replace(scene, instances=tuple(replace(i, category="dog") for i in scene.instances))
        if self.fault == "ids":
            scene = replace(scene, instances=tuple(replace(i, instance_id=1) for i in scene.instances))
        if self.fault == "orphan":
            scene = replace(scene, instances=[i for i in scene.instances if i.instance_id != 3])
        if self.fault == "exception" and sample["state"] == "red":
            raise ZeroDivisionError("division by zero")
        if self.fault == "subject":
            scene = replace(scene, instances=(*scene.instances, replace(scene.instances[0], instance_id=77)))
        if self.fault == "mesh":
            broken = replace(scene.bodies[0].mesh, faces=scene.bodies[0].mesh.faces + 10_000)
            scene = replace(scene, bodies=(replace(scene.bodies[0], mesh=broken), *scene.bodies[1:]))
        return Episode(scenes=(scene,), requested=dict(sample))


@dataclass(frozen=True)
class Forgetful:
    """Dice whose simulation is not kept, or is kept wrongly."""

    fault: str
    name: str = DICE.name
    version: str = "1"
    parameters: tuple = DICE.parameters
    categories: tuple = DICE.categories
    large_frames: bool = True
    simulates: bool = True

    def build(self, sample, streams, rest=None) -> Episode:
        if rest is not None and self.fault == "another":
            rest = {**rest, "world_from_body": (np.array(rest["world_from_body"]) + 1e-3).tolist()}
        found = DICE.build(sample, streams, rest)
        return replace(found, rest=None) if self.fault == "none" else found


@pytest.mark.parametrize(("fault", "said"), [("none", "`rest` as JSON"), ("another", "simulated before")])
def test_a_world_that_forgets_its_simulation_is_caught(fault, said):
    pytest.importorskip("mujoco", reason="the extra 'physics' is not installed")
    with pytest.raises(CheckFailed, match=said):
        check_world(Forgetful(fault), samples=1)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("sample", "left as it was"),
        ("randomness", "one episode"),
        ("category", "category of the world"),
        ("ids", "distinct instance ids"),
        ("orphan", "an instance for the id of each body\n  found    none with the id 3"),
        ("exception", "ZeroDivisionError: division by zero"),
        ("subject", "at most one subject"),
        ("mesh", "finite vertices"),
        ("large", "large_frames False"),
    ],
)
def test_a_planted_fault_is_caught(fault, said):
    with pytest.raises(CheckFailed, match=said):
        check_world(Spoiled(fault), samples=1)


def test_what_samples_have_in_common_is_said_once():
    with pytest.raises(CheckFailed) as told:
        check_world(Spoiled("large"), samples=1)
    (problem,) = told.value.problems
    assert "sample 0" in problem.file and "in all 5 times" in problem.found


@pytest.fixture(scope="module")
def dataset(tmp_path_factory):
    folder = tmp_path_factory.mktemp("data") / "few"
    scenario = scenario_from_document({"name": "few", "world": "traffic_light"})
    generate_dataset(make_recipe([scenario], count=6, seed="1", profile="draft"), folder, workers=1)
    return open_dataset(folder)


@pytest.mark.parametrize("name", names("exporters"))
def test_built_in_exporters_conform(name, dataset):
    check_exporter(load("exporters", name), dataset)


def test_an_exporter_that_overwrites_is_caught(dataset):
    class Careless:
        def export(self, dataset, out: Path) -> int:
            out.mkdir(exist_ok=True)
            (out / f"{len(list(out.iterdir()))}.txt").write_text("x")
            return 1

    with pytest.raises(CheckFailed, match="left alone"):
        check_exporter(Careless(), dataset)
