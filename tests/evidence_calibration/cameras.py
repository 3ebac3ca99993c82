"""Photos that are our own renders at known parameters, as a stranger's camera would have stored them."""

from __future__ import annotations

from pathlib import Path

from scenewright.generate import make_recipe
from scenewright.generate.frame import make_frames
from scenewright.scenario import scenario_from_document

__all__ = ["FITTED", "TRUTH", "WIDE", "photos_of_a_dark_warm_noisy_camera", "rendered"]

TRUTH = {"exposure_ev": -1.2, "white_balance_mired": 70, "iso_gain": 14}
WIDE = {
    "state": "red", "distance_m": {"uniform": [16, 24]}, "sun_elevation_deg": {"uniform": [30, 60]},
    "exposure_ev": {"uniform": [-2.5, 2.5]}, "white_balance_mired": {"uniform": [-120, 120]},
    "iso_gain": {"log_uniform": [0.5, 20]}, "tint": 0, "veiling_glare": 0, "defocus_px": 0, "motion_px": 0,
}  # fmt: skip
FITTED = "exposure_ev,white_balance_mired,iso_gain"


def photos_of_a_dark_warm_noisy_camera(folder: Path, **other: object) -> Path:
    return rendered(folder, {**WIDE, **TRUTH, **other})


def rendered(folder: Path, parameters: dict[str, object], count: int = 40) -> Path:
    folder.mkdir(parents=True)
    scenario = scenario_from_document({"name": "camera", "world": "traffic_light", "parameters": parameters})
    recipe = make_recipe([scenario], count=count, seed="photos", profile="draft")
    for frame in make_frames(recipe, list(recipe.keys())):
        (folder / f"IMG_{frame.key.index:04d}.jpg").write_bytes(frame.image_jpeg)
    return folder
