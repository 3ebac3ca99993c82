"""The lens and the windscreen before it: veiling glare, halo, defocus, motion."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from scenewright.scene import Sensor

__all__ = ["through_lens"]

Image = NDArray[np.float32]


def through_lens(light: Image, sensor: Sensor) -> Image:
    """Exposed scene light, linear RGB, shape (h, w, 3), after the optics."""
    veil = np.asarray(sensor.veil, dtype=np.float32)
    light = light * np.float32(1 - sensor.veiling_glare) + veil * np.float32(sensor.veiling_glare)
    if sensor.bloom > 0:
        light = _halo(light, sensor.bloom, sensor.bloom_radius_px)
    kernel = _blur_kernel(sensor.defocus_px, sensor.motion_px)
    if kernel is not None:
        light = cv2.filter2D(light, cv2.CV_32F, kernel, borderType=cv2.BORDER_REPLICATE)
    return light


def _halo(light: Image, share: float, radius_px: float) -> Image:
    """Scatter in lens and cover glass: a sum of a narrow and a wide Gaussian (energy is kept)."""
    near, far = _blurred(light, radius_px), _blurred(light, radius_px * 2.8)
    scattered = light * np.float32(1 - share) + near * np.float32(0.7 * share) + far * np.float32(0.3 * share)
    return np.asarray(scattered, dtype=np.float32)


_WIDE_PX = 10.0


def _blurred(light: Image, sigma_px: float) -> Image:
    """A Gaussian blur; a wide one at a quarter of the resolution, where it loses nothing."""
    if sigma_px < _WIDE_PX or min(light.shape[:2]) < 4 * _WIDE_PX:
        return np.asarray(cv2.GaussianBlur(light, (0, 0), sigma_px, borderType=cv2.BORDER_REPLICATE))
    height, width = light.shape[:2]
    small = cv2.resize(light, (-(-width // 4), -(-height // 4)), interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), sigma_px / 4, borderType=cv2.BORDER_REPLICATE)
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR))


def _blur_kernel(defocus_px: float, motion_px: tuple[float, float]) -> NDArray[np.float32] | None:
    """Blur disc swept along the motion, 4-fold supersampled; None when it is smaller than a pixel."""
    length = float(np.hypot(*motion_px))
    reach = defocus_px + length / 2
    if reach < 0.35:
        return None
    half = int(np.ceil(reach))
    fine = (np.arange((2 * half + 1) * 4) + 0.5) / 4 - half - 0.5
    x, y = fine[None, :], fine[:, None]
    if length > 0:
        ux, uy = motion_px[0] / length, motion_px[1] / length
        along = np.clip(x * ux + y * uy, -length / 2, length / 2)
        distance = np.hypot(x - along * ux, y - along * uy)
    else:
        distance = np.hypot(x, y)
    cover = (distance <= max(defocus_px, 0.5)).astype(np.float32)
    kernel = cover.reshape(2 * half + 1, 4, 2 * half + 1, 4).sum(axis=(1, 3))
    return np.asarray(kernel / kernel.sum(), dtype=np.float32)
