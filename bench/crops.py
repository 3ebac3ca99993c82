"""Crops of 64 px, end to end, against the bare Mitsuba render of the same crops in the same run.

    python bench/crops.py [--frames 600] [--repeats 3] [--workers 2]

End to end: scene, render, denoise, camera, labels, encoding, shards, index, as `scenewright generate` does
it, start of the worker processes included. Bare: Mitsuba is handed the same scenes by its documented Python
interface (`load_dict`, `Mesh`, `traverse`) and path-traces the same crops with the same samples, in as many
processes; building the scenes, labels, denoising, camera and files are left out. Also shown: the ratio to
the path tracing alone, and to it with this package's own, faster hand-over. Medians over the repeats.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import shutil
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import mitsuba as mi

from scenewright.dataset import FrameKey, open_dataset
from scenewright.generate import make_recipe
from scenewright.generate.recipe import Recipe
from scenewright.generate.run import generate_dataset
from scenewright.plugins import load
from scenewright.randomness import Streams
from scenewright.render.mitsuba_backend import render_radiance
from scenewright.render.mitsuba_scene import (
    bsdf_dict,
    color_dict,
    load_scene,
    sky_dict,
    sun_dict,
)
from scenewright.render.variant import SCALAR
from scenewright.scenario import draw_many, scenario_from_document
from scenewright.scene import Body, Scene

SCENARIO = {
    "name": "bench/crops",
    "world": "traffic_light",
    "parameters": {
        # A head of 1.035 m at 2000 px focal length and 37 to 40 m is 52 to 56 px high, its crop about 64.
        "lens_diameter_mm": "300",
        "back_plate": "none",
        "focal_px": 2000,
        "distance_m": {"uniform": [37, 40]},
    },
}


def scenes(recipe: Recipe, keys: list[FrameKey]) -> list[tuple[Any, int]]:
    """Scenes and render seeds of some frames, as the frame function builds them."""
    scenario = recipe.scenarios[0].scenario
    root = recipe.stream_root(scenario)
    drawn = draw_many(scenario, root=root, strategy=recipe.strategy, indices=[k.index for k in keys])
    world = load("worlds", scenario.world)
    found = []
    for key, sample in zip(keys, drawn, strict=True):
        streams = Streams(root, str(key))
        episode = world.build(sample.sample, streams.child("world"))
        found.append((episode.scenes[0], streams.seed_u32("render")))
    return found


def documented_mesh(body: Body, bsdf: Any, emitter: Any) -> Any:
    """A mesh from arrays, as Mitsuba's manual shows it."""
    properties = mi.Properties()
    properties["bsdf"] = bsdf
    if emitter is not None:
        properties["emitter"] = emitter
    vertices, faces, uv, normals = (
        body.mesh.vertices_m,
        body.mesh.faces,
        body.mesh.uv,
        body.mesh.normals,
    )
    mesh = mi.Mesh(
        body.name,
        len(vertices),
        len(faces),
        has_vertex_normals=normals is not None,
        has_vertex_texcoords=uv is not None,
        props=properties,
    )
    parameters = mi.traverse(mesh)
    parameters["vertex_positions"] = vertices.ravel()
    parameters["faces"] = faces.ravel()
    if uv is not None:
        parameters["vertex_texcoords"] = uv.ravel()
    if normals is not None:
        parameters["vertex_normals"] = normals.ravel()
    parameters.update()
    return mesh


def documented_load(scene: Scene, variant: str = SCALAR) -> Any:
    """The scene by Mitsuba's documented interface; materials and sky as this package writes them."""
    content: dict[str, Any] = {"type": "scene", "sky": sky_dict(scene, variant)}
    if scene.sun is not None:
        content["sun"] = sun_dict(scene.sun)
    for number, body in enumerate(scene.bodies):
        emission = body.emission
        light = {"type": "area", "radiance": color_dict(emission.radiance, variant)} if emission else None
        emitter = mi.load_dict(light) if light else None
        content[f"s{number}"] = documented_mesh(
            body, mi.load_dict(bsdf_dict(body.material, variant)), emitter
        )
    return mi.load_dict(content, parallel=False)


def bare(job: tuple[dict[str, Any], int, int]) -> tuple[float, float, float]:
    """Seconds to load (both ways) and to render a part of the recipe's crops; scenes are built beforehand."""
    recipe = Recipe.from_json(job[0])
    built = scenes(recipe, list(recipe.keys())[job[1] :: job[2]])
    render_radiance(load_scene(built[0][0]), built[0][0].camera, recipe.profile, 0)
    documented_load(built[0][0])
    loading = own = rendering = 0.0
    for scene, seed in built:
        start = time.perf_counter()
        load_scene(scene)
        second = time.perf_counter()
        loaded = documented_load(scene)
        third = time.perf_counter()
        render_radiance(loaded, scene.camera, recipe.profile, seed)
        own += second - start
        loading += third - second
        rendering += time.perf_counter() - third
    return loading, own, rendering


def measure(recipe: Recipe, workers: int) -> dict[str, float]:
    """One repeat: wall seconds end to end, and of the bare render in as many processes."""
    folder = Path(tempfile.mkdtemp())
    try:
        start = time.perf_counter()
        generate_dataset(recipe, folder / "dataset", workers=workers)
        whole = time.perf_counter() - start
        rows = open_dataset(folder / "dataset").index.select(["width_px", "height_px"]).to_pylist()
    finally:
        shutil.rmtree(folder)
    jobs = [(recipe.to_json(), i, workers) for i in range(workers)]
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        parts = pool.map(bare, jobs, chunksize=1)
    loading, own, rendering = (sum(part[i] for part in parts) / workers for i in range(3))
    return {
        "end_to_end_s": whole,
        "bare_load_s": loading,
        "own_load_s": own,
        "bare_render_s": rendering,
        "height_px": statistics.mean(row["height_px"] for row in rows),
        "pixels": statistics.mean(row["height_px"] * row["width_px"] for row in rows),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--frames", type=int, default=4800)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--profile", default="default")
    given = parser.parse_args()
    scenario = scenario_from_document(SCENARIO)
    recipe = make_recipe([scenario], count=given.frames, seed="bench", profile=given.profile)
    rows = [measure(recipe, given.workers) for _ in range(given.repeats)]
    middle = {name: statistics.median(row[name] for row in rows) for name in rows[0]}
    rates = [given.frames / row["end_to_end_s"] for row in rows]
    per_frame = 1e3 * given.workers / given.frames

    def ratio(*parts: str) -> float:
        found = [row["end_to_end_s"] / sum(row[part] for part in parts) for row in rows]
        return round(statistics.median(found), 3)

    result = {
        "frames": given.frames,
        "workers": given.workers,
        "profile": given.profile,
        "crop_height_px": round(middle["height_px"], 1),
        "crop_pixels": round(middle["pixels"]),
        "frames_per_s": round(statistics.median(rates), 1),
        "frames_per_s_all": [round(rate, 1) for rate in rates],
        "ms_per_frame_and_process": {
            "end_to_end": round(per_frame * middle["end_to_end_s"], 2),
            "bare_load": round(per_frame * middle["bare_load_s"], 2),
            "own_load": round(per_frame * middle["own_load_s"], 2),
            "bare_render": round(per_frame * middle["bare_render_s"], 2),
        },
        "ratio": ratio("bare_load_s", "bare_render_s"),
        "ratio_with_own_load": ratio("own_load_s", "bare_render_s"),
        "ratio_to_path_tracing_alone": ratio("bare_render_s"),
    }
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
