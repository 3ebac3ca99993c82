"""Cameras: where they stand, what window of the frame is rendered, and the sensor's own doings."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenewright.geometry import Intrinsics

__all__ = ["Camera", "Crop", "Sensor"]


@dataclass(frozen=True, kw_only=True)
class Crop:
    """A window of the full frame [px]; may reach over the frame's edge, never is scaled."""

    x_px: int
    y_px: int
    width_px: int
    height_px: int


@dataclass(frozen=True, kw_only=True)
class Sensor:
    """What happens between the lens and the file; one unit of light is the scene's reference white."""

    exposure: float
    """Linear gain from scene radiance to sensor signal; 1.0 clips."""
    white_balance: tuple[float, float, float] = (1.0, 1.0, 1.0)
    """Gains of raw R, G, B after exposure, on top of those for `neutral`."""
    neutral: tuple[float, float, float] = (1.0, 1.0, 1.0)
    """Light that the white balance turns to grey, linear RGB."""
    veiling_glare: float = 0.0
    """Fraction of the light that lens and windscreen spread evenly over the frame."""
    veil: tuple[float, float, float] = (0.0, 0.0, 0.0)
    """Colour of that light: mean of the whole frame after exposure, linear RGB."""
    bloom: float = 0.0
    """Fraction of each point's light that goes into the wide halo of the point spread function."""
    bloom_radius_px: float = 4.0
    defocus_px: float = 0.0
    """Radius of the blur disc [px]."""
    motion_px: tuple[float, float] = (0.0, 0.0)
    """Movement of the image during the exposure, x and y [px]."""
    full_well_e: float = 6000.0
    """Electrons at clipping: shot noise has variance signal / full_well_e."""
    read_noise_e: float = 6.0
    binned: bool = False
    """Each pixel is the mean of many photosites, as in a reduced photo: no colour mosaic shows."""
    saturation: float = 1.0
    """Colour saturation set in the image pipeline."""
    contrast: float = 1.0
    """Slope of the tone curve at middle grey relative to sRGB."""
    sharpening: float = 0.0
    """Strength of the pipeline's unsharp mask."""
    resize: float = 1.0
    """Scale of the image after the pipeline and back: the softness of a smaller stored video."""
    jpeg_quality: int = 90
    """JPEG quality that the camera stored the image with, 1 to 100."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Camera:
    """A pinhole camera and the window that is kept."""

    world_from_camera: NDArray[np.float64]
    """Shape (4, 4); camera axes x right, y down, z forward."""
    intrinsics: Intrinsics
    crop: Crop
    sensor: Sensor
