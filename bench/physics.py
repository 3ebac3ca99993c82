"""Dice dropped into a tray until they rest, against plain MuJoCo stepping of the same scenes in the same run.

    python bench/physics.py [--scenes 1000] [--dice 30] [--threads 2]

Settling: model, stepping, watching for rest, final check. Plain: the ready models stepped as often, nothing
else. Interpenetration is measured a second time by the separating axis theorem, in plain numpy.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from scenewright.physics import Box, Limits, Plane, RigidBody, RigidScene, drop, settle_many
from scenewright.physics.mujoco_model import build_model, mujoco
from scenewright.randomness import Streams

TRAY_M = (0.20, 0.15)


def tray_scene(number: int, dice: int) -> RigidScene:
    """Dice of 12 to 20 mm above a tray with walls."""
    rng = Streams("bench/physics", str(number)).generator("scene")
    half = rng.uniform(0.006, 0.010, dice)
    bodies = [RigidBody(shape=Box((h, h, h)), world_from_body=np.eye(4), density_kg_m3=1200) for h in half]
    x, y = TRAY_M[0] / 2, TRAY_M[1] / 2
    started = drop(bodies, (-x, -y), (x, y), rng, height_m=0.02)
    return RigidScene(started, (RigidBody(shape=Plane(), world_from_body=np.eye(4)), *walls(x, y)))


def walls(x_m: float, y_m: float, thickness_m: float = 0.02, height_m: float = 0.5) -> list[RigidBody]:
    """Four walls around the rectangle of these half extents."""
    half, made = thickness_m / 2, []
    for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
        pose = np.eye(4)
        pose[:3, 3] = dx * (x_m + half), dy * (y_m + half), height_m / 2
        size = (half if dx else x_m + thickness_m, half if dy else y_m + thickness_m, height_m / 2)
        made.append(RigidBody(shape=Box(size), world_from_body=pose))
    return made


def deepest_m(scene: RigidScene, poses: np.ndarray) -> float:
    """Deepest interpenetration of two boxes, or of a box and the tray (Gottschalk et al. 1996)."""
    half = np.array([b.shape.half_extents_m for b in scene.bodies])
    corners = np.array(np.meshgrid(*[[-1, 1]] * 3, indexing="ij")).reshape(3, -1).T
    points = np.einsum("nij,nkj->nki", poses[:, :3, :3], corners * half[:, None]) + poses[:, None, :3, 3]
    room = np.array([*TRAY_M, np.inf]) / 2
    deepest = max(float(-points[..., 2].min()), float((np.abs(points) - room).max()), 0.0)
    i, j = np.triu_indices(len(half), 1)
    near = np.linalg.norm(poses[i, :3, 3] - poses[j, :3, 3], axis=1) < np.sqrt(3) * (half[i] + half[j])[:, 0]
    for a, b in zip(i[near], j[near], strict=True):
        axes_a, axes_b = poses[a, :3, :3].T, poses[b, :3, :3].T
        crossed = np.cross(axes_a[:, None], axes_b[None]).reshape(-1, 3)
        length = np.linalg.norm(crossed, axis=1)
        axes = np.concatenate([axes_a, axes_b, crossed[length > 1e-6] / length[length > 1e-6, None]])
        one, two = points[a] @ axes.T, points[b] @ axes.T
        overlap = np.minimum(one.max(0) - two.min(0), two.max(0) - one.min(0))
        deepest = max(deepest, float(overlap.min()))
    return deepest


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--scenes", type=int, default=1000)
    options.add_argument("--dice", type=int, default=30)
    options.add_argument("--threads", type=int, default=2)
    asked = options.parse_args()
    scenes = [tray_scene(number, asked.dice) for number in range(asked.scenes)]
    started = time.perf_counter()
    settled = settle_many(scenes, threads=asked.threads)
    ours = time.perf_counter() - started

    ready = [build_model(scene) for scene in scenes]
    steps = [round(rest.seconds / ready[0][0].opt.timestep) for rest in settled]
    started = time.perf_counter()
    with ThreadPoolExecutor(asked.threads) as pool:
        list(pool.map(lambda each, count: mujoco().mj_step(*each, count), ready, steps))
    plain = time.perf_counter() - started

    kept = [(scene, rest) for scene, rest in zip(scenes, settled, strict=True) if not rest.refused]
    told = {
        "scenes": asked.scenes,
        "dice": asked.dice,
        "scenes_per_s": round(asked.scenes / ours, 1),
        "plain_scenes_per_s": round(asked.scenes / plain, 1),
        "ratio": round(ours / plain, 3),
        "refused": dict(Counter(rest.refused for rest in settled if rest.refused)),
        "of_the_kept": {
            "deepest_mm": round(max(rest.deepest_m for _, rest in kept) * 1e3, 3),
            "deepest_mm_by_separating_axes": round(
                max(deepest_m(scene, rest.world_from_body) for scene, rest in kept) * 1e3, 3
            ),
            "limit_mm": Limits().depth_m * 1e3,
        },
    }
    print(json.dumps(told, indent=2))


if __name__ == "__main__":
    main()
