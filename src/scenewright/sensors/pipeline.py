"""The image pipeline after the sensor: white balance, colour, tone, sharpening, stored size."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from scenewright.scene import Sensor
from scenewright.sensors.electronics import COLOR_MATRIX, CROSSTALK

__all__ = ["develop"]

Image = NDArray[np.float32]
_LUMINANCE = np.array([0.2126, 0.7152, 0.0722], dtype=np.float32)


def develop(raw: Image, sensor: Sensor) -> NDArray[np.uint8]:
    """8-bit sRGB image of a raw RGB one, shape (h, w, 3)."""
    balanced = np.minimum(raw * _gains(sensor), 1.0)
    linear = balanced @ COLOR_MATRIX.T
    grey = (linear @ _LUMINANCE)[..., None]
    linear = np.clip(grey + np.float32(sensor.saturation) * (linear - grey), 0, 1)
    encoded = _srgb(linear)
    if sensor.contrast != 1:
        encoded = _s_curve(encoded, sensor.contrast)
    if sensor.sharpening > 0:
        soft = cv2.GaussianBlur(encoded, (0, 0), 1.0, borderType=cv2.BORDER_REPLICATE)
        encoded = encoded + np.float32(sensor.sharpening) * (encoded - soft)
    image = np.rint(np.clip(encoded, 0, 1) * 255).astype(np.uint8)
    if sensor.resize < 1:
        height, width = image.shape[:2]
        small = (max(round(width * sensor.resize), 4), max(round(height * sensor.resize), 4))
        image = cv2.resize(image, small, interpolation=cv2.INTER_AREA)
        image = cv2.resize(image, (width, height), interpolation=cv2.INTER_CUBIC)
    return np.asarray(image, dtype=np.uint8)


def _gains(sensor: Sensor) -> NDArray[np.float32]:
    """White balance in raw R, G, B, shape (3,)."""
    gains = np.asarray(sensor.white_balance, dtype=np.float32)
    if sensor.neutral == (1.0, 1.0, 1.0):
        return gains
    seen = CROSSTALK @ np.asarray(sensor.neutral, dtype=np.float32)
    return np.asarray(gains * seen[1] / seen, dtype=np.float32)


def _srgb(linear: Image) -> Image:
    """IEC 61966-2-1 transfer function."""
    return np.where(
        linear <= 0.0031308, 12.92 * linear, 1.055 * np.maximum(linear, 1e-6) ** np.float32(1 / 2.4) - 0.055
    ).astype(np.float32)


def _s_curve(encoded: Image, slope: float) -> Image:
    """A logistic tone curve through black, middle grey and white, `slope` at the middle."""
    bent = (encoded - np.float32(0.5)) * np.float32(slope)
    if slope <= 1:
        return np.asarray(bent + 0.5, dtype=np.float32)
    # Odd power blend that keeps 0 and 1 fixed.
    t = 2 * encoded - 1
    return np.asarray(0.5 + 0.5 * np.sign(t) * (1 - (1 - np.abs(t)) ** np.float32(slope)), dtype=np.float32)
