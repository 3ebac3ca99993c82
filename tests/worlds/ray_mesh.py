"""A second, slow and plain ray-mesh computation: Moeller-Trumbore (1997) in float64, every ray against
every triangle. Shares nothing with the renderer but the scene."""

from __future__ import annotations

import numpy as np

from scenewright.scene import Body, Camera, Crop


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
