"""What camera and light decide in an image, summed up in a few numbers."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["STATISTICS", "reduced", "summarise"]

STATISTICS: dict[str, tuple[str, float]] = {
    "luma_mean": ("mean luma, 0..1", 0.02),
    "luma_deviation": ("standard deviation of luma", 0.01),
    "luma_p05": ("5 % of pixels are darker", 0.02),
    "luma_p50": ("median luma", 0.02),
    "luma_p95": ("5 % of pixels are brighter", 0.02),
    "clipped_share": ("share of pixels with luma above 0.98", 0.005),
    "black_share": ("share of pixels with luma below 0.03", 0.005),
    "a_mean": ("mean CIELAB a*, green to red", 1.0),
    "b_mean": ("mean CIELAB b*, blue to yellow", 1.0),
    "saturation_mean": ("mean HSV saturation, 0..1", 0.02),
    "sharpness": ("log10 of the variance of luma's Laplacian", 0.1),
    "noise": ("log10 of the noise deviation in the flattest fifth, on top of half a grey level", 0.05),
}
"""Name -> what it is, and the least spread among photos that is taken for one: about what nobody sees."""

_BLOCK_PX = 16
_UNSEEN_NOISE = 0.5 / 255
_IMMERKAER = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], dtype=np.float32)


def reduced(image: NDArray[np.uint8], side_px: int) -> NDArray[np.uint8]:
    """The image with its longer side at most `side_px`, by area averages; never enlarged."""
    scale = side_px / max(image.shape[:2])
    if scale >= 1:
        return image
    size = tuple(max(round(length * scale), 1) for length in (image.shape[1], image.shape[0]))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def summarise(image: NDArray[np.uint8]) -> NDArray[np.float64]:
    """`STATISTICS` of an 8-bit sRGB image, shape (h, w, 3). Luma is that of Rec. 601."""
    rgb = image.astype(np.float32) / 255
    luma = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)
    lab = cv2.cvtColor(rgb, cv2.COLOR_RGB2LAB)
    saturation = cv2.cvtColor(rgb, cv2.COLOR_RGB2HSV)[..., 1]
    laplacian = cv2.Laplacian(luma, cv2.CV_32F)
    found = [
        luma.mean(),
        luma.std(),
        *np.quantile(luma, (0.05, 0.5, 0.95)),
        (luma > 0.98).mean(),
        (luma < 0.03).mean(),
        lab[..., 1].mean(),
        lab[..., 2].mean(),
        saturation.mean(),
        np.log10(laplacian.var() + 1e-7),
        np.log10(_noise(luma) + _UNSEEN_NOISE),
    ]
    return np.array(found, dtype=np.float64)


def _noise(luma: NDArray[np.float32]) -> float:
    """Deviation of noise (Immerkaer 1996, CVIU 64), where least is going on."""
    height, width = luma.shape
    raw = np.abs(cv2.filter2D(luma, cv2.CV_32F, _IMMERKAER, borderType=cv2.BORDER_REFLECT_101))
    blocks = (max(width // _BLOCK_PX, 1), max(height // _BLOCK_PX, 1))
    means = cv2.resize(raw, blocks, interpolation=cv2.INTER_AREA)
    return float(np.sqrt(np.pi / 2) / 6 * np.quantile(means, 0.2))
