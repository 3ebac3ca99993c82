"""From a scene to its buffers: path tracing, denoising, first hits, air.

Mitsuba's scalar variant is the fastest for crops up to about 160x120 px.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenewright.render.buffers import Buffers
from scenewright.render.denoise import denoise
from scenewright.render.first_hits import FirstHits, first_hits
from scenewright.render.mitsuba_scene import integrator, load_scene, load_sensor
from scenewright.render.profile import RenderProfile
from scenewright.render.rasterise import length_per_depth
from scenewright.scene import Camera, Scene

__all__ = ["render_buffers", "render_radiance"]


def render_radiance(
    loaded: Any, camera: Camera, profile: RenderProfile, seed_u32: int
) -> NDArray[np.float32]:
    """Path-traced scene-linear RGB of the camera's crop, shape (h, w, 3), before denoising."""
    sensor = load_sensor(camera, camera.crop, {"type": "independent", "sample_count": profile.spp})
    image = integrator("path", profile.max_depth).render(
        loaded, sensor=sensor, seed=seed_u32, spp=profile.spp
    )
    return np.ascontiguousarray(np.array(image)[..., :3], dtype=np.float32)


def render_buffers(
    scenes: Sequence[Scene], profile: RenderProfile, seeds_u32: Sequence[int]
) -> list[Buffers]:
    """All buffers of each scene's crop, stage by stage.

    Pure: a scene and its seed give the same bytes on the same machine, whatever else is in the batch.
    """
    loaded = [load_scene(scene) for scene in scenes]
    radiance = [
        render_radiance(mitsuba_scene, scene.camera, profile, seed)
        for mitsuba_scene, scene, seed in zip(loaded, scenes, seeds_u32, strict=True)
    ]
    truth = [first_hits(*each) for each in zip(loaded, scenes, strict=True)]
    if profile.denoise:
        radiance = [denoise(noisy) for noisy in radiance]
    return [_buffers(*each) for each in zip(scenes, radiance, truth, strict=True)]


def _buffers(scene: Scene, radiance: NDArray[np.float32], truth: FirstHits) -> Buffers:
    if scene.fog_extinction_per_m > 0:
        radiance = _through_air(radiance, truth.ray_length_m, scene)
    return Buffers(
        radiance=radiance,
        instance_id=truth.instance_id,
        depth_m=(truth.ray_length_m / length_per_depth(scene.camera, scene.camera.crop)).astype(np.float32),
        amodal=truth.amodal,
        instance_distance_m={i.instance_id: _distance(scene, i.instance_id) for i in scene.instances},
    )


def _distance(scene: Scene, instance_id: int) -> float:
    own = [body.mesh.vertices_m for body in scene.bodies if body.instance_id == instance_id]
    points = np.concatenate(own)
    middle = (points.min(axis=0) + points.max(axis=0)) / 2
    return float(np.linalg.norm(middle - scene.camera.world_from_camera[:3, 3]))


def _through_air(
    radiance: NDArray[np.float32], length_m: NDArray[np.float32], scene: Scene
) -> NDArray[np.float32]:
    """Extinction and airlight of homogeneous fog (Koschmieder)."""
    rows = scene.sky.radiance.shape[0]
    airlight = scene.sky.radiance[rows // 4 : rows // 2].mean(axis=(0, 1))
    kept = np.exp(-scene.fog_extinction_per_m * np.minimum(length_m, 4000.0))[..., None]
    return (radiance * kept + airlight * (1 - kept)).astype(np.float32)
