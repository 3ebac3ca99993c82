"""A Scenic program as the source of samples. Scenic is not needed: a stand-in of the same names is run."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from scenewright.errors import InputError
from scenewright.identity import sha256_hex
from scenewright.scenario import Scenario, scenario_from_document
from scenewright.scenario.sampling import draw_columns
from scenewright.scenario.strategies import Design
from scenewright.scenario.strategies.scenic import scenic_design

_STAND_IN = """
import random, types
import numpy

class _Scenario:
    def __init__(self, path):
        self.code = open(path).read()
    def generate(self, maxIterations):
        names = {"random": random, "numpy": numpy}
        exec(self.code, names)
        return types.SimpleNamespace(params=names["params"]), 1

def scenarioFromFile(path, mode2D):
    return _Scenario(path)
"""
_PROGRAM = """
params = {
    "distance_m": numpy.random.uniform(9, 40), "cloud_cover_okta": random.randint(0, 8),
    "state": "red", "time": object(), "weather": "CLEAR",
}
"""


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    package = tmp_path / "packages" / "scenic"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text(_STAND_IN)
    info = package.parent / "scenic-9.9.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: scenic\nVersion: 9.9\n")
    monkeypatch.setenv("PYTHONPATH", str(package.parent))
    file = tmp_path / "road.scenic"
    file.write_text(_PROGRAM)
    return file


def _lights(**fields: object) -> Scenario:
    return scenario_from_document({"name": "lights", "world": "traffic_light", **fields})


def test_its_parameters_are_set_and_the_others_are_the_scenarios(program: Path) -> None:
    design = scenic_design(_lights(), program, count=6, seed="1", python=sys.executable)
    assert design.given is not None
    assert sorted(design.given.values) == ["cloud_cover_okta", "distance_m", "state"]
    assert design.given.source == {
        "kind": "scenic",
        "program": "road.scenic",
        "program_sha256": sha256_hex(program.read_bytes()),
        "scenic_version": "9.9",
    }
    kept = Design.from_json(design.to_json())
    draws = draw_columns(_lights(), root="r", strategy=kept, indices=range(6))
    plain = draw_columns(_lights(), root="r", strategy="random", indices=range(6))
    assert draws.columns["distance_m"].tolist() == list(design.given.values["distance_m"])
    assert set(draws.columns["state"]) == {"red"}
    assert draws.columns["exposure_ev"].tolist() == plain.columns["exposure_ev"].tolist()
    alone = draw_columns(_lights(), root="r", strategy=kept, indices=[4]).rows()
    assert alone == draws.rows()[4:5]


def test_the_first_samples_stay_when_more_are_asked_for(program: Path) -> None:
    few, many = (scenic_design(_lights(), program, count=n, seed="1") for n in (2, 5))
    other = scenic_design(_lights(), program, count=2, seed="2")
    assert few.given and many.given and other.given
    assert few.given.values["distance_m"] == many.given.values["distance_m"][:2]
    assert len(set(many.given.values["distance_m"])) == 5
    assert few.given.values != other.given.values


def test_constraints_hold_for_given_values_too(program: Path) -> None:
    bound = _lights(constraints=["distance_m > 39.99"])
    design = scenic_design(bound, program, count=2, seed="1")
    with pytest.raises(InputError, match="none for sample 0"):
        draw_columns(bound, root="r", strategy=design, indices=[0])


def test_what_cannot_be_used_is_told_with_all_reasons(program: Path, tmp_path: Path) -> None:
    program.write_text('params = {"distance_m": -5.0, "state": "mauve", "cloud_cover_octa": 1}')
    with pytest.raises(InputError) as caught:
        scenic_design(_lights(), program, count=2, seed="1")
    assert [p.field for p in caught.value.problems] == [
        "param distance_m, sample 0",
        "param state, sample 0",
        "param cloud_cover_octa",
    ]
    program.write_text('params = {"speed": 3}')
    with pytest.raises(InputError, match="global parameters with names of the scenario's"):
        scenic_design(_lights(), program, count=1, seed="1")
    program.write_text("1 / 0")
    with pytest.raises(InputError, match="ZeroDivisionError"):
        scenic_design(_lights(), program, count=1, seed="1")
    with pytest.raises(InputError, match="No such file"):
        scenic_design(_lights(), tmp_path / "none.scenic", count=1, seed="1")
    with pytest.raises(InputError, match="a Python with Scenic"):
        scenic_design(_lights(), program, count=1, seed="1", python="no-such-python")
