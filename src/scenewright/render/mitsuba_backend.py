"""From a scene to its buffers: path tracing, denoising, first hits, air."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenewright.render.buffers import Buffers
from scenewright.render.denoise import denoise
from scenewright.render.first_hits import FirstHits, first_hits
from scenewright.render.mitsuba_scene import integrator, load_scene, load_sensor
from scenewright.render.profile import RenderProfile, is_large, is_medium
from scenewright.render.rasterise import length_per_depth
from scenewright.render.variant import SCALAR, variant_for
from scenewright.scene import Camera, Scene

__all__ = ["render_buffers", "render_radiance"]


def render_radiance(
    loaded: Any, camera: Camera, profile: RenderProfile, seed_u32: int, variant: str = SCALAR
) -> NDArray[np.float32]:
    """Path-traced scene-linear RGB of the camera's crop, shape (h, w, 3), before denoising."""
    spp = profile.spp_of(camera)
    sensor = load_sensor(camera, camera.crop, {"type": _sampler(camera, spp), "sample_count": spp}, variant)
    path = integrator("path", profile.depth_of(camera), variant)
    image = path.render(loaded, sensor=sensor, seed=seed_u32, spp=spp)
    return np.ascontiguousarray(np.array(image)[..., :3], dtype=np.float32)


_GUIDE_SPP, _MEDIUM_GUIDE_SPP = 4, 16
"""A guide with steps along its edges would give the image those steps; the finer counts as free of noise."""


def _sampler(camera: Camera, spp: int) -> str:
    """Well-spread samples for the antialiased edges of large frames, where they pay."""
    return "multijitter" if is_large(camera) and spp > 1 else "independent"


def render_guides(loaded: Any, camera: Camera, variant: str) -> NDArray[np.float32]:
    """Albedo and normal of what each pixel's rays meet first, their mean, shape (h, w, 6)."""
    spp = _MEDIUM_GUIDE_SPP if is_medium(camera) else _GUIDE_SPP
    sampler = {"type": "multijitter", "sample_count": spp}
    sensor = load_sensor(camera, camera.crop, sampler, variant)
    image = integrator("guides", 0, variant).render(loaded, sensor=sensor, seed=0, spp=spp)
    return np.ascontiguousarray(np.array(image)[..., -6:], dtype=np.float32)


def render_buffers(
    scenes: Sequence[Scene], profile: RenderProfile, seeds_u32: Sequence[int]
) -> list[Buffers]:
    """All buffers of each scene's crop, stage by stage.

    Pure: a scene and its seed give the same bytes on the same machine, whatever else is in the batch.
    """
    variants = [variant_for(large=is_large(scene.camera)) for scene in scenes]
    loaded = [load_scene(*each) for each in zip(scenes, variants, strict=True)]
    radiance = [
        render_radiance(mitsuba_scene, scene.camera, profile, seed, variant)
        for mitsuba_scene, scene, seed, variant in zip(loaded, scenes, seeds_u32, variants, strict=True)
    ]
    truth = [first_hits(*each) for each in zip(loaded, scenes, variants, strict=True)]
    if profile.denoise:
        guides = [
            render_guides(mitsuba_scene, scene.camera, variant) if is_large(scene.camera) else None
            for mitsuba_scene, scene, variant in zip(loaded, scenes, variants, strict=True)
        ]
        radiance = [
            denoise(image, guide, clean=is_medium(scene.camera))
            for image, guide, scene in zip(radiance, guides, scenes, strict=True)
        ]
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
