"""Ground truth of pixels: what one ray through each pixel centre meets first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenewright.render.buffers import Amodal
from scenewright.render.mitsuba_scene import NEAR_M, integrator, load_sensor
from scenewright.render.rasterise import length_per_depth, rasterise
from scenewright.render.variant import SCALAR
from scenewright.scene import Camera, Crop, Scene

__all__ = ["FirstHits", "first_hits"]


@dataclass(frozen=True, eq=False)
class FirstHits:
    """What one ray through each pixel centre meets first."""

    instance_id: NDArray[np.uint8]
    """Shape (h, w)."""
    ray_length_m: NDArray[np.float32]
    """Shape (h, w); infinite where nothing is hit."""
    amodal: dict[int, Amodal]


def first_hits(loaded: Any, scene: Scene, variant: str = SCALAR) -> FirstHits:
    """Cast one ray a pixel centre through the whole scene, and find what each instance alone would cover.

    An instance is visible where its own first hit is the scene's; its own hits are its amodal extent.
    (Mitsuba's `shape_index` buffer says the same at four times the cost in scalar mode.)
    """
    camera, crop = scene.camera, scene.camera.crop
    nearest = _ray_lengths(loaded, camera, crop, variant)
    identity = np.zeros(nearest.shape, dtype=np.uint8)
    alone: dict[int, tuple[Crop, NDArray[np.bool_]]] = {}
    own = [
        [body.mesh for body in scene.bodies if body.instance_id == instance.instance_id]
        for instance in scene.instances
    ]

    def wanted(number: int, window: Crop) -> bool:
        return scene.instances[number].subject or _overlap(window, crop) is not None

    for instance, found in zip(scene.instances, rasterise(own, camera, wanted), strict=True):
        if found is None:
            continue
        window, lengths = found
        hit = np.isfinite(lengths)
        alone[instance.instance_id] = (window, hit)
        part = _overlap(window, crop)
        if part:
            in_window, in_crop = part
            with np.errstate(invalid="ignore"):
                apart = np.abs(lengths[in_window] - nearest[in_crop])
            first = hit[in_window] & (apart <= _SAME * nearest[in_crop])
            identity[in_crop][first] = instance.instance_id
    amodal = {
        i.instance_id: _extent([alone[k] for k in (i.instance_id, *i.children) if k in alone], crop)
        for i in scene.instances
        if i.instance_id in alone
    }
    return FirstHits(identity, nearest, amodal)


_SAME = np.float32(1e-5)
"""Relative tolerance: the same ray and triangle give the same length but for single precision."""

_CENTRES = {"type": "stratified", "sample_count": 1, "jitter": False}


def _ray_lengths(mitsuba_scene: Any, camera: Camera, window: Crop, variant: str) -> NDArray[np.float32]:
    """Length of the ray through each pixel centre to the first hit [m], shape (h, w); infinite without."""
    sensor = load_sensor(camera, window, _CENTRES, variant)
    depth = integrator("depth", 0, variant)
    image = np.array(depth.render(mitsuba_scene, sensor=sensor, seed=0, spp=1))[..., 0]
    # Mitsuba measures from the near plane.
    return np.where(image > 0, image + NEAR_M * length_per_depth(camera, window), np.inf).astype(np.float32)


def _overlap(window: Crop, crop: Crop) -> tuple[tuple[slice, slice], tuple[slice, slice]] | None:
    """The common part of two windows as slices of each; None when they do not meet."""
    x0, y0 = max(window.x_px, crop.x_px), max(window.y_px, crop.y_px)
    x1 = min(window.x_px + window.width_px, crop.x_px + crop.width_px)
    y1 = min(window.y_px + window.height_px, crop.y_px + crop.height_px)
    if x0 >= x1 or y0 >= y1:
        return None

    def part(frame: Crop) -> tuple[slice, slice]:
        return slice(y0 - frame.y_px, y1 - frame.y_px), slice(x0 - frame.x_px, x1 - frame.x_px)

    return part(window), part(crop)


def _extent(parts: list[tuple[Crop, NDArray[np.bool_]]], crop: Crop) -> Amodal:
    """Union of masks that lie in windows of their own."""
    x0, y0 = min(w.x_px for w, _ in parts), min(w.y_px for w, _ in parts)
    x1, y1 = max(w.x_px + w.width_px for w, _ in parts), max(w.y_px + w.height_px for w, _ in parts)
    union = np.zeros((y1 - y0, x1 - x0), dtype=bool)
    for w, mask in parts:
        union[w.y_px - y0 : w.y_px - y0 + w.height_px, w.x_px - x0 : w.x_px - x0 + w.width_px] |= mask
    rows, columns = np.flatnonzero(union.any(axis=1)), np.flatnonzero(union.any(axis=0))
    if not len(rows):
        return Amodal(None, 0)
    dx, dy = x0 - crop.x_px, y0 - crop.y_px
    box = (int(columns[0]) + dx, int(rows[0]) + dy, int(columns[-1]) + 1 + dx, int(rows[-1]) + 1 + dy)
    return Amodal(box, int(union.sum()))
