"""Large frames with all labels, end to end, against bare Mitsuba plus denoiser on the same frames.

    python bench/frames.py [--world dice_tray] [--frames 48] [--repeats 3] [--workers 2] [--psnr 4]

End to end: physics, scene, render, denoise, camera, labels and the bytes of the files, as `scenewright
generate` makes them. Bare: Mitsuba path-traces the same scenes with the same samples and the same guides and
Open Image Denoise cleans them, in as many processes at once; nothing else. It is handed the scenes by this
package's own loader, which lets them share compiled kernels; `ratio_documented_load` is to the documented
Python interface, which compiles anew for most scenes. Start and warm-up of the processes are left out of all.

Also shown: the rate beside 1.6 s a frame at 640x480 (BlenderProc, Denninger et al. 2023, a comparable scene),
and the PSNR of the default profile's image to a converged one, before the camera's own noise.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import statistics
import time
from collections.abc import Callable
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
from scenewright.render.profile import PROFILES
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
        denoise(radiance, render_guides(loaded, scene.camera, variant))
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
        image = denoise(radiance, render_guides(loaded, camera, variant))
        # In parts, as one wavefront of all samples would not fit into memory.
        parts = [render_radiance(loaded, camera, _PART, 1000 + k, variant) for k in range(16)]
        pair = [_srgb(x * camera.sensor.exposure) for x in (image, np.mean(parts, axis=0))]
        found.append(float(-10 * np.log10(np.mean((pair[0] - pair[1]) ** 2))))
    return found


_PART = type(PROFILES["reference"])("reference part", 64, 64, 8, 8, False)


def _srgb(linear: Any) -> Any:
    x = np.clip(linear, 0, 1)
    return np.where(x <= 0.0031308, 12.92 * x, 1.055 * x ** (1 / 2.4) - 0.055)


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
    recipe = make_recipe([scenario_from_document(document)], count=count, seed="bench")
    jobs = [(recipe.to_json(), number, given.workers) for number in range(given.workers)]
    ours: list[float] = []
    theirs: list[float] = []
    documented: list[float] = []
    for _ in range(given.repeats):
        for measured, into in ((whole, ours), (bare, theirs), (bare_documented, documented)):
            # New processes each time: neither profits from what the other one left in memory.
            with multiprocessing.get_context("spawn").Pool(given.workers) as pool:
                into.append(max(pool.map(measured, jobs, chunksize=1)))
    rates = [given.frames / seconds for seconds in ours]
    ratios = [a / b for a, b in zip(ours, theirs, strict=True)]
    result = {
        "world": given.world,
        "frames": given.frames,
        "workers": given.workers,
        "variant": variant_for(large=True),
        "frames_per_s": round(statistics.median(rates), 2),
        "frames_per_s_all": [round(rate, 2) for rate in rates],
        "s_per_frame_and_process": {
            "end_to_end": round(given.workers * statistics.median(ours) / given.frames, 3),
            "bare_and_denoiser": round(given.workers * statistics.median(theirs) / given.frames, 3),
        },
        "ratio": round(statistics.median(ratios), 3),
        "ratio_all": [round(ratio, 3) for ratio in ratios],
        "ratio_documented_load": round(statistics.median(ours) / statistics.median(documented), 3),
        "times_blenderproc_at_640x480": round(BLENDERPROC_S * statistics.median(rates), 2),
    }
    if given.world != "dice_tray":
        del result["times_blenderproc_at_640x480"]
    if given.psnr:
        result["psnr_db"] = [round(value, 2) for value in psnr(recipe, given.psnr)]
        result["psnr_db_mean"] = round(statistics.mean(result["psnr_db"]), 2)  # type: ignore[arg-type]
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
