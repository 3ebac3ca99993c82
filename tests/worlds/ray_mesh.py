"""A second, slow and plain ray-mesh computation: Moeller-Trumbore (1997) in float64, every ray against
every triangle. Shares nothing with the renderer but the scene."""

from __future__ import annotations

import numpy as np

from scenewright.scene import Body, Camera, Crop, Instance, Scene


def pixel_rays(camera: Camera, window: Crop) -> tuple[np.ndarray, np.ndarray]:
    """Origin (3,) and unit directions (h * w, 3) through the pixel centres of a window."""
    k, pose = camera.intrinsics, camera.world_from_camera
    x = (np.arange(window.width_px) + window.x_px + 0.5 - k.cx_px) / k.focal_px
    y = (np.arange(window.height_px) + window.y_px + 0.5 - k.cy_px) / k.focal_px
    grid = np.stack([*np.meshgrid(x, y), np.ones((len(y), len(x)))], -1).reshape(-1, 3)
    directions = grid @ pose[:3, :3].T
    return pose[:3, 3], directions / np.linalg.norm(directions, axis=1, keepdims=True)


def nearest_hit(origin: np.ndarray, directions: np.ndarray, body: Body) -> np.ndarray:
    """Distance to the body's nearest triangle a ray, shape (n,), infinite without a hit."""
    corners = body.mesh.vertices_m.astype(np.float64)[body.mesh.faces]
    a, e1, e2 = corners[:, 0], corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    best = np.full(len(directions), np.inf)
    s = origin - a
    q = np.cross(s, e1)
    t_numerator = np.einsum("ij,ij->i", e2, q)
    for start in range(0, len(directions), 256):
        d = directions[start : start + 256]
        det = d @ np.cross(e2, e1).T  # e1 . (d x e2)
        with np.errstate(divide="ignore", invalid="ignore"):
            u = d @ np.cross(e2, s).T / det
            v = d @ q.T / det
            t = t_numerator / det
            hit = (np.abs(det) > 1e-15) & (u >= 0) & (v >= 0) & (u + v <= 1) & (t > 0)
        best[start : start + 256] = np.where(hit, t, np.inf).min(axis=1)
    return best


def box_of(mask: np.ndarray, x0: int, y0: int) -> list[int]:
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return [columns[0] + x0, rows[0] + y0, columns[-1] + 1 + x0, rows[-1] + 1 + y0]


def second_opinion(scene: Scene, instance: Instance) -> tuple[np.ndarray, np.ndarray, Crop]:
    """(visible in crop, amodal in a window round crop and instance, that window)."""
    crop, ids = scene.camera.crop, {instance.instance_id, *instance.children}
    reach = max(crop.width_px, crop.height_px) // 2
    window = Crop(
        x_px=crop.x_px - reach,
        y_px=crop.y_px - reach,
        width_px=crop.width_px + 2 * reach,
        height_px=crop.height_px + 2 * reach,
    )

    def lengths(view: Crop, own: bool) -> np.ndarray:
        origin, directions = pixel_rays(scene.camera, view)
        bodies = [b for b in scene.bodies if (b.instance_id in ids) == own]
        hits = [nearest_hit(origin, directions, body) for body in bodies]
        return np.min(hits, axis=0).reshape(view.height_px, view.width_px)

    own, others = lengths(crop, True), lengths(crop, False)
    return np.isfinite(own) & (own <= others), np.isfinite(lengths(window, True)), window
