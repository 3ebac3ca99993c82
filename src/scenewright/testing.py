"""Conformance checks for authors of plug-ins. Each raises `CheckFailed` with everything that is wrong."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from scenewright.annotate import annotate
from scenewright.dataset import Dataset
from scenewright.dataset.export.base import Exporter
from scenewright.errors import CheckFailed, InputError, Problem
from scenewright.generate.episode import build_episode
from scenewright.randomness import Streams
from scenewright.render import PROFILES
from scenewright.render.mitsuba_backend import render_buffers
from scenewright.render.profile import is_large
from scenewright.scenario import draw_many, scenario_from_document
from scenewright.scene import Episode, Scene
from scenewright.worlds.base import World

__all__ = ["check_exporter", "check_world"]


def check_world(world: World, *, samples: int = 4) -> None:
    """Check a world: its parameters' defaults, purity, well-formed scenes, labels that can be seen.

    Builds draws of the scenario in which every parameter has its default: `samples` of them twice, with
    rendering, and four times as many once, as things that are rare hide faults.
    """
    try:
        document = {"name": "conformance", "world": world.name}
        scenario = scenario_from_document(document, world.parameters)
    except InputError as error:
        raise CheckFailed(error.problems) from None
    problems = _asset_problems(world)
    root = "conformance"
    many = draw_many(scenario, root=root, strategy="sobol", indices=range(5 * samples))
    for index, drawn in enumerate(many):
        where, given = f"{world.name}, sample {index}", dict(drawn.sample)
        try:
            first = build_episode(world, drawn.sample, Streams(root, str(index)))
        except InputError as error:
            problems += [replace(problem, field=f"sample {index}") for problem in error.problems]
            continue
        for scene in first.scenes:
            problems += _scene_problems(scene, world, where)
        if index >= samples:
            continue
        again = build_episode(world, dict(given), Streams(root, str(index)))
        if dict(drawn.sample) != given:
            problems.append(Problem(expected="a sample left as it was", found="a changed one", file=where))
        if _content(first) != _content(again):
            fix = "draw only from the streams that are given"
            problems.append(Problem(expected="one episode", found="two different ones", file=where, fix=fix))
        if getattr(world, "simulates", False):
            problems += _rest_problems(world, first, drawn.sample, Streams(root, str(index)), where)
        if not problems:
            problems += [problem for scene in first.scenes for problem in _label_problems(scene, where)]
    if problems:
        raise CheckFailed(_once_each(problems))


def _once_each(problems: Sequence[Problem]) -> list[Problem]:
    """What many samples have in common: where it is first, what else was found, and how often."""
    alike: dict[tuple[Any, ...], list[Problem]] = {}
    for problem in problems:
        where = problem.line or re.sub(r", sample .*", "", problem.file)
        alike.setdefault((problem.expected, where), []).append(problem)
    told = []
    for first, *more in alike.values():
        others = [found for found in dict.fromkeys(p.found for p in more) if found != first.found]
        found = "; ".join([first.found, *others[:3]])
        told.append(replace(first, found=f"{found} (in all {1 + len(more)} times)" if more else found))
    return told


def check_exporter(exporter: Exporter, dataset: Dataset) -> None:
    """Check an exporter: it writes a new folder, says how many images, and never touches an existing one."""
    problems = []
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "out"
        count = exporter.export(dataset, out)
        if not out.is_dir() or not any(out.iterdir()):
            problems.append(Problem(expected="files in the new folder", found="nothing", file=str(out)))
        if not 0 < count <= dataset.count:
            expected = f"a number of images from 1 to {dataset.count}"
            problems.append(Problem(expected=expected, found=str(count)))
        before = sorted(str(p) for p in out.rglob("*"))
        try:
            exporter.export(dataset, out)
            problems.append(Problem(expected="InputError for a folder that exists", found="none"))
        except InputError:
            pass
        if sorted(str(p) for p in out.rglob("*")) != before or sorted(Path(scratch).iterdir()) != [out]:
            problems.append(Problem(expected="an existing folder left alone", found="other files in it"))
    if problems:
        raise CheckFailed(problems)


def _asset_problems(world: World) -> list[Problem]:
    fix = "name it, or leave the file out"
    return [
        Problem(
            expected="a licence and an origin", found="none", file=f"{world.name}, asset {a.name}", fix=fix
        )
        for a in getattr(world, "assets", ())
        if not a.licence.strip() or not a.origin.strip()
    ]


def _rest_problems(
    world: Any, first: Episode, sample: Mapping[str, Any], streams: Streams, where: str
) -> list[Problem]:
    """A world that simulates keeps what it found as JSON, and builds the same episode from it."""
    try:
        kept = json.loads(json.dumps(first.rest))
    except (TypeError, ValueError):
        kept = None
    if kept is None:
        fix = "fill Episode.rest, or leave `simulates` out"
        return [Problem(expected="an episode with its `rest` as JSON", found="none", file=where, fix=fix)]
    if _content(world.build(sample, streams, kept)) == _content(first):
        return []
    expected = "the same episode from what was simulated before"
    return [Problem(expected=expected, found="another one", file=where)]


def _content(episode: Episode) -> list[Any]:
    return [
        [(b.name, b.instance_id, b.mesh.vertices_m.tobytes(), b.mesh.faces.tobytes()) for b in scene.bodies]
        + [scene.sky.radiance.tobytes(), scene.camera.world_from_camera.tobytes(), scene.camera.crop]
        for scene in episode.scenes
    ]


def _scene_problems(scene: Scene, world: World, where: str) -> Iterator[Problem]:
    ids = [instance.instance_id for instance in scene.instances]
    if len(set(ids)) < len(ids) or not all(0 < i < 256 for i in ids):
        yield Problem(expected="distinct instance ids from 1 to 255", found=str(ids), file=where)
    parts = {child for instance in scene.instances for child in instance.children}
    subjects = [i for i in scene.instances if i.subject and i.instance_id not in parts]
    if len(subjects) > 1:
        yield Problem(expected="at most one subject of a frame", found=str(len(subjects)), file=where)
    if is_large(scene.camera) != world.large_frames:
        size = f"{scene.camera.crop.width_px} x {scene.camera.crop.height_px} px"
        fix = "say in large_frames which of the two all frames are"
        yield Problem(expected=f"large_frames {not world.large_frames}", found=size, file=where, fix=fix)
    for instance in scene.instances:
        if instance.category not in world.categories:
            expected = "a category of the world: " + ", ".join(world.categories)
            yield Problem(expected=expected, found=f"'{instance.category}'", file=where)
        if not any(body.instance_id in (instance.instance_id, *instance.children) for body in scene.bodies):
            yield Problem(
                expected="a body of each instance", found=f"none of {instance.instance_id}", file=where
            )
    bodies = {body.instance_id: body.name for body in reversed(scene.bodies)}
    for number in sorted(bodies.keys() - {0, *ids, *parts}):
        found = f"none with the id {number} of '{bodies[number]}'"
        fix = f"append Instance(instance_id={number}, ...), or give the body the id 0: unlabelled"
        yield Problem(expected="an instance for the id of each body", found=found, file=where, fix=fix)
    for body in scene.bodies:
        mesh = body.mesh
        if not np.isfinite(mesh.vertices_m).all() or int(mesh.faces.max(initial=0)) >= len(mesh.vertices_m):
            expected = "finite vertices, and faces that name them"
            yield Problem(expected=expected, found=f"others in '{body.name}'", file=where)


def _label_problems(scene: Scene, where: str) -> Iterator[Problem]:
    buffers = render_buffers([scene], PROFILES["draft"], [0])[0]
    if not np.isfinite(buffers.radiance).all():
        yield Problem(expected="finite light", found="NaN or infinite", file=where)
    for label in annotate(buffers, scene)["instances"]:
        x0, y0, x1, y1 = label["box_modal"]
        crop = scene.camera.crop
        if not (0 <= x0 < x1 <= crop.width_px and 0 <= y0 < y1 <= crop.height_px):
            yield Problem(expected="a box inside the crop", found=str(label["box_modal"]), file=where)
