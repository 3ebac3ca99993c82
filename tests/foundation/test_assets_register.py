"""Files that scenes show: registered with licence and bytes, and they decide the provenance class."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from scenewright.assets.register import Asset, file_asset
from scenewright.errors import InputError
from scenewright.generate import make_recipe
from scenewright.generate.describe import describe_world, provenance_class
from scenewright.plugins import load
from scenewright.scenario import scenario_from_document


def test_a_file_stands_by_its_bytes(tmp_path: Path) -> None:
    file = tmp_path / "bolt.obj"
    file.write_bytes(b"v 0 0 0")
    asset = file_asset(file, licence="CC0-1.0", real=False)
    assert asset.name == "bolt.obj" and asset.sha256 == hashlib.sha256(b"v 0 0 0").hexdigest()
    file.write_bytes(b"v 0 0 1")
    assert file_asset(file, licence="CC0-1.0", real=False).sha256 != asset.sha256


def test_all_that_is_wrong_at_once(tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        file_asset(tmp_path / "absent.obj", licence=" ", real=True)
    assert [p.expected for p in error.value.problems] == ["a licence", "a file"]


def test_a_real_file_taints_what_shows_it() -> None:
    recipe = make_recipe([scenario_from_document({"name": "a", "world": "robot_field"})], count=1, seed="1")
    photo = Asset(name="floor", origin="phone", licence="CC-BY-4.0", real=True)
    drawn = Asset(name="logo", origin="drawn", licence="CC0-1.0", real=False)
    assert provenance_class(recipe, [drawn]) == "fully_synthetic"
    assert provenance_class(recipe, [drawn, photo]) == "simulated_with_real_textures"


def test_lettering_brings_its_typeface() -> None:
    names = {asset.name: asset.licence for asset in describe_world("robot_field").assets}
    assert names["typeface Rubik"] == "OFL-1.1"
    assert all(
        a.licence and a.origin for w in ("dice_tray", "traffic_light") for a in describe_world(w).assets
    )
    assert load("worlds", "robot_field").assets
