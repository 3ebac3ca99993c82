"""Episodes rendered again: what was simulated is used, not simulated again, and gives the same bytes."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from scenewright.cli import main
from scenewright.dataset import Dataset, open_dataset
from scenewright.errors import InputError
from scenewright.generate import generate_dataset, make_recipe
from scenewright.generate.frame import make_frames
from scenewright.generate.reproduce import reproduce
from scenewright.generate.rerender import rerender, rerender_recipe
from scenewright.physics import resample
from scenewright.scenario import draw_many, scenario_from_document
from scenewright.scenario.sampling import overridden

SMALL = {"width_px": 176, "height_px": 176, "focal_px": 300, "aim_mm": 0, "dice": {"integer": [4, 8]}}


@pytest.fixture(scope="module")
def thrown(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """Three trays of dice."""
    scenario = scenario_from_document({"name": "dice/few", "world": "dice_tray", "parameters": SMALL})
    out = tmp_path_factory.mktemp("rerender") / "dice"
    generate_dataset(make_recipe([scenario], count=3, seed="1", profile="draft"), out, workers=1)
    return open_dataset(out)


def seen(dataset: Dataset, number: int) -> dict[int, str]:
    """Upper face of each die in sight."""
    labels = dataset.read_labels(number)["instances"]
    return {label["instance_id"]: label["category"] for label in labels}


def lowest_m(dataset: Dataset, number: int) -> float:
    """Height of the lowest die's middle."""
    rest = dataset.read_rest(number)
    assert rest is not None
    return float(np.array(rest["world_from_body"])[:, 2, 3].min())


def test_kept_simulations_give_the_same_bytes_without_one_step(
    thrown: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> None:
        raise AssertionError("simulated again")

    recipe = rerender_recipe(thrown, {})
    monkeypatch.setattr(resample, "settle", never)
    for number, frame in enumerate(make_frames(recipe, list(recipe.keys()), thrown.read_rest)):
        assert frame.image_jpeg == thrown.read_member(number, "image")
        assert frame.mask_png == thrown.read_member(number, "mask")
        assert frame.rest == thrown.read_rest(number)
    with pytest.raises(AssertionError, match="simulated again"):
        list(make_frames(recipe, list(recipe.keys())[:1]))


def test_another_camera_sees_the_same_throw(thrown: Dataset, tmp_path: Path) -> None:
    values = {"camera_tilt_deg": 35, "width_px": 200}
    made = rerender(thrown, tmp_path / "tilted", values, workers=1)
    assert (made.kept, made.simulated) == (3, 0)
    tilted = open_dataset(tmp_path / "tilted")
    for number in range(3):
        one, other = seen(thrown, number), seen(tilted, number)
        both = one.keys() & other.keys()
        assert both and all(one[i] == other[i] for i in both)
        assert thrown.read_rest(number) == tilted.read_rest(number)
        assert tilted.read_image(number).shape == (176, 200, 3)
        sample = tilted.row(number)["sample"]
        assert (sample["camera_tilt_deg"], sample["width_px"]) == (35, 200)
        assert sample["dice"] == thrown.row(number)["sample"]["dice"]
    keys = tilted.index.column("key").to_pylist()
    assert reproduce(tilted, keys).passed, "made again from its own recipe alone, with a simulation"


def test_nothing_changed_is_the_same_dataset(thrown: Dataset, tmp_path: Path) -> None:
    assert rerender(thrown, tmp_path / "same", {}, workers=2).manifest.merkle_root == thrown.merkle_root


def test_what_moves_the_dice_is_simulated_again(thrown: Dataset, tmp_path: Path) -> None:
    made = rerender(thrown, tmp_path / "large", {"size_mm": 24.0}, workers=1)
    assert (made.kept, made.simulated) == (0, 3)
    large = open_dataset(tmp_path / "large")
    assert all(lowest_m(large, number) == pytest.approx(0.012, abs=3e-3) for number in range(3))
    assert all(lowest_m(thrown, number) < 0.009 for number in range(3))


def test_derived_values_follow() -> None:
    document = {
        "name": "d",
        "world": "dice_tray",
        "parameters": {"camera_tilt_deg": {"uniform": [0, 10]}},
        "derived": {"is_steep": "camera_tilt_deg > 20"},
    }
    scenario = scenario_from_document(document)
    drawn = draw_many(scenario, root="r", strategy="random", indices=range(3))
    assert [one.sample["is_steep"] for one in drawn] == [False] * 3
    steep = overridden(scenario, drawn, {"camera_tilt_deg": 30})
    assert [one.sample["is_steep"] for one in steep] == [True] * 3
    assert [one.sample["size_mm"] for one in steep] == [one.sample["size_mm"] for one in drawn]


def test_all_bad_values_are_named_at_once(
    thrown: Dataset, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    with pytest.raises(InputError) as caught:
        rerender_recipe(thrown, {"camera_tild_deg": 3, "width_px": 9}, "fin")
    text = str(caught.value)
    assert "camera_tilt_deg" in text and "--set width_px" in text and "'fin'" in text
    out = str(tmp_path / "no")
    given = ["rerender", str(thrown.folder), "-o", out, "--set", "width_px", "--set", "tilt=[1]"]
    assert main(given) == 2
    said = capsys.readouterr().err
    assert "--set tilt_deg=30" in said and "'tilt=[1]'" in said and not Path(out).exists()


def test_the_verb_says_what_was_kept(
    thrown: Dataset, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = [
        "rerender",
        str(thrown.folder),
        "-o",
        str(tmp_path / "again"),
        "--set",
        "exposure_ev=0.3",
        "--json",
    ]
    assert main(given) == 0
    value = json.loads(capsys.readouterr().out)
    assert (value["simulations_kept"], value["simulated_again"]) == (3, 0)
    assert value["overrides"] == {"exposure_ev": 0.3} and value["episodes_of"] == thrown.merkle_root
