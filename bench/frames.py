"""Large frames with all labels, end to end, against bare Mitsuba plus denoiser on the same frames.

    python bench/frames.py [--world dice_tray] [--frames 48] [--repeats 3] [--workers 2] [--psnr 4]

End to end: physics, scene, render, denoise, camera, labels and the bytes of the files, as `scenewright
generate` makes them. Bare: Mitsuba's documented Python load (`load_dict`, `Mesh`, `traverse`) of the same
scenes, path tracing with the same samples and the same guides, and Open Image Denoise, in as many processes
at once; nothing else. `ratio_with_own_load` is to the same with this package's own loader, by which scenes
share compiled kernels.

Each repeat has frames that nobody met before, as a user's are. All three keep compiled kernels on disk,
each in a folder of its own that is empty at the start, and a first round on other frames is not counted.
Start and warm-up of the processes are left out of all.

Also shown: the rate beside 1.6 s a frame at 640x480 (BlenderProc, Denninger et al. 2023, a comparable scene),
and the PSNR of the default profile's image to a converged one, before the camera's own noise.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from crops import documented_load, scenes

from scenewright.dataset import Frame
from scenewright.generate import make_recipe
from scenewright.generate.frame import make_frames
from scenewright.generate.recipe import Recipe
from scenewright.render.denoise import denoise
from scenewright.render.mitsuba_backend import render_guides, render_radiance
from scenewright.render.mitsuba_scene import load_scene
from scenewright.render.profile import PROFILES, is_medium
from scenewright.render.variant import variant_for
from scenewright.scenario import scenario_from_document

BLENDERPROC_S = 1.6
SCENARIOS: dict[str, dict[str, Any]] = {
    "dice_tray": {"parameters": {"width_px": 640, "height_px": 480}},
    "robot_field": {},
}
WARM = 6
"""Frames that each process makes before the clock starts: compiled kernels are kept from then on."""


def part(recipe: Recipe, number: int, workers: int) -> list[Any]:
    return list(recipe.keys())[number::workers]


def whole(job: tuple[dict[str, Any], int, int]) -> float:
    """Seconds of one process to make its frames as `generate` makes them, bytes and all."""
    recipe = Recipe.from_json(job[0])
    keys = part(recipe, job[1], job[2])
    list(make_frames(recipe, keys[:WARM]))
    start = time.perf_counter()
    frames: list[Frame] = list(make_frames(recipe, keys[WARM:]))
    assert all(frame.image_jpeg and frame.mask_png for frame in frames)
    return time.perf_counter() - start


def bare(job: tuple[dict[str, Any], int, int], load: Callable[..., Any] = load_scene) -> float:
    """Seconds of one process to load, path-trace and denoise the same frames."""
    recipe = Recipe.from_json(job[0])
    variant = variant_for(large=True)
    built = scenes(recipe, part(recipe, job[1], job[2]))
    start = time.perf_counter()
    for number, (scene, seed) in enumerate(built):
        if number == WARM:
            start = time.perf_counter()
        loaded = load(scene, variant)
        radiance = render_radiance(loaded, scene.camera, recipe.profile, seed, variant)
        denoise(radiance, render_guides(loaded, scene.camera, variant), clean=is_medium(scene.camera))
    return time.perf_counter() - start


def bare_documented(job: tuple[dict[str, Any], int, int]) -> float:
    return bare(job, documented_load)


def psnr(recipe: Recipe, count: int) -> list[float]:
    """Of the default profile's radiance after exposure and sRGB, to 1,024 paths a pixel of 8 edges [dB]."""
    variant = variant_for(large=True)
    found = []
    for scene, seed in scenes(recipe, list(recipe.keys())[:count]):
        loaded, camera = load_scene(scene, variant), scene.camera
        radiance = render_radiance(loaded, camera, recipe.profile, seed, variant)
        image = denoise(radiance, render_guides(loaded, camera, variant), clean=is_medium(camera))
        # In parts, as one wavefront of all samples would not fit into memory.
        parts = [render_radiance(loaded, camera, _PART, 1000 + k, variant) for k in range(16)]
        pair = [_srgb(x * camera.sensor.exposure) for x in (image, np.mean(parts, axis=0))]
        found.append(float(-10 * np.log10(np.mean((pair[0] - pair[1]) ** 2))))
    return found


_PART = type(PROFILES["reference"])("reference part", 64, 64, 64, 8, 8, False)


def _srgb(linear: Any) -> Any:
    x = np.clip(linear, 0, 1)
    return np.where(x <= 0.0031308, 12.92 * x, 1.055 * x ** (1 / 2.4) - 0.055)


def in_processes(measured: Callable[..., float], jobs: list[Any], kernels: Path) -> float:
    """Seconds of the slowest of as many new processes: none profits from what another left in memory."""
    kernels.mkdir(exist_ok=True)
    # Dr.Jit keeps compiled kernels in the home directory.
    before = os.environ.get("HOME", "")
    os.environ["HOME"] = str(kernels)
    try:
        with multiprocessing.get_context("spawn").Pool(len(jobs)) as pool:
            return max(pool.map(measured, jobs, chunksize=1))
    finally:
        os.environ["HOME"] = before


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--world", choices=SCENARIOS, default="dice_tray")
    parser.add_argument("--frames", type=int, default=48)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--psnr", type=int, default=4, help="frames to compare with a converged image")
    given = parser.parse_args()
    document = {"name": "bench/frames", "world": given.world, **SCENARIOS[given.world]}
    count = given.frames + WARM * given.workers
    scenario = scenario_from_document(document)
    taken: dict[str, list[float]] = {"whole": [], "bare": [], "bare_documented": []}
    with tempfile.TemporaryDirectory() as kernels:
        for repeat in range(given.repeats + 1):
            recipe = make_recipe([scenario], count=count, seed=f"bench {repeat}")
            jobs = [(recipe.to_json(), number, given.workers) for number in range(given.workers)]
            for measured in (whole, bare, bare_documented):
                seconds = in_processes(measured, jobs, Path(kernels) / measured.__name__)
                if repeat:
                    taken[measured.__name__].append(seconds)
    ours = taken["whole"]
    rates = [given.frames / seconds for seconds in ours]

    def ratios(baseline: str) -> list[float]:
        return [round(a / b, 3) for a, b in zip(ours, taken[baseline], strict=True)]

    def per_frame(name: str) -> float:
        return round(given.workers * statistics.median(taken[name]) / given.frames, 3)

    result = {
        "world": given.world,
        "frames": given.frames,
        "workers": given.workers,
        "variant": variant_for(large=True),
        "frames_per_s": round(statistics.median(rates), 2),
        "frames_per_s_all": [round(rate, 2) for rate in rates],
        "s_per_frame_and_process": {
            "end_to_end": per_frame("whole"),
            "bare_and_denoiser": per_frame("bare_documented"),
            "the_same_with_own_load": per_frame("bare"),
        },
        "ratio": statistics.median(ratios("bare_documented")),
        "ratio_all": ratios("bare_documented"),
        "ratio_with_own_load": statistics.median(ratios("bare")),
        "ratio_with_own_load_all": ratios("bare"),
        "times_blenderproc_at_640x480": round(BLENDERPROC_S * statistics.median(rates), 2),
    }
    if given.world != "dice_tray":
        del result["times_blenderproc_at_640x480"]
    if given.psnr:
        result["psnr_db"] = [round(value, 2) for value in psnr(recipe, given.psnr)]
        result["psnr_db_mean"] = round(statistics.mean(result["psnr_db"]), 2)
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
