"""The camera: optics, electronics and pipeline in turn, then the file."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from scenewright.randomness import Streams
from scenewright.scene import Sensor
from scenewright.sensors.electronics import record
from scenewright.sensors.optics import through_lens
from scenewright.sensors.pipeline import develop

__all__ = ["encode_jpeg", "expose"]


def expose(radiance: NDArray[np.float32], sensor: Sensor, streams: Streams) -> NDArray[np.uint8]:
    """8-bit sRGB image, shape (h, w, 3), of scene-linear light of the same shape."""
    light = np.maximum(radiance, 0) * np.float32(sensor.exposure)
    raw = record(through_lens(light, sensor), sensor, streams.generator("sensor_noise"))
    return develop(raw, sensor)


def encode_jpeg(image: NDArray[np.uint8], quality: int) -> bytes:
    """JPEG bytes of an RGB image, baseline, 4:2:0."""
    done, data = cv2.imencode(".jpg", image[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not done:
        raise ValueError("encode_jpeg: expected an image with at least one pixel")
    return bytes(data)
