"""The image sensor: crosstalk, colour filter array, shot and read noise, clipping, demosaicing."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from scenewright.scene import Sensor

__all__ = ["COLOR_MATRIX", "CROSSTALK", "record"]

Image = NDArray[np.float32]

CROSSTALK = np.array([[0.76, 0.2, 0.04], [0.12, 0.76, 0.12], [0.04, 0.2, 0.76]], dtype=np.float32)
"""Raw R, G, B response to linear sRGB light: colour filters overlap, so that a strong lamp clips to white."""

COLOR_MATRIX = np.linalg.inv(CROSSTALK).astype(np.float32)
"""Raw to linear sRGB."""

_FULL_SCALE = 4095.0


def record(light: Image, sensor: Sensor, rng: np.random.Generator) -> Image:
    """Raw RGB after a Bayer (RGGB) sensor with 12 bits and demosaicing; 1.0 is clipping. Shape (h, w, 3).

    A binned sensor has all three colours at each pixel.
    """
    raw = light @ CROSSTALK.T
    if sensor.binned:
        return _counted(raw, sensor, rng).astype(np.float32) / np.float32(_FULL_SCALE)
    mosaic = raw[..., 1].copy()
    mosaic[0::2, 0::2] = raw[0::2, 0::2, 0]
    mosaic[1::2, 1::2] = raw[1::2, 1::2, 2]
    counts = _counted(mosaic, sensor, rng)
    height, width = counts.shape
    padded = cv2.copyMakeBorder(counts, 2, 2 + height % 2, 2, 2 + width % 2, cv2.BORDER_REFLECT_101)
    rgb = cv2.cvtColor(padded, cv2.COLOR_BayerRGGB2RGB)[2 : 2 + height, 2 : 2 + width]
    return np.asarray(rgb, dtype=np.float32) / np.float32(_FULL_SCALE)


def _counted(signal: Image, sensor: Sensor, rng: np.random.Generator) -> NDArray[np.uint16]:
    """12-bit counts of a signal in which 1.0 is clipping."""
    electrons = np.clip(signal, 0, 1.5) * np.float32(sensor.full_well_e)
    # Shot noise: the Gaussian limit of Poisson (EMVA 1288 model), variance = electrons.
    noise = rng.standard_normal(signal.shape, dtype=np.float32)
    electrons = electrons + noise * np.sqrt(electrons + np.float32(sensor.read_noise_e**2))
    level = np.clip(electrons / np.float32(sensor.full_well_e), 0, 1)
    return np.rint(level * _FULL_SCALE).astype(np.uint16)
