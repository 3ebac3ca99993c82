"""Carpets: tufts, patches and dirt as one tile that repeats without a seam."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["SIDE_PX", "carpet", "seamless_noise"]

SIDE_PX = 512
_BANK = 6
"""Fields to choose from: drawing one costs as much as all the rest of a carpet."""


@cache
def seamless_noise(number: int, slope: float) -> NDArray[np.float32]:
    """Noise of unit variance whose spectrum falls as frequency^-slope, shape (SIDE_PX, SIDE_PX), periodic."""
    rng = np.random.Generator(np.random.Philox(key=number + 1))
    frequency = np.fft.fftfreq(SIDE_PX) * SIDE_PX
    radius = np.hypot(frequency[:, None], frequency[None, : SIDE_PX // 2 + 1])
    spectrum = np.fft.rfft2(rng.normal(size=(SIDE_PX, SIDE_PX))) / np.maximum(radius, 3.0) ** slope
    spectrum[0, 0] = 0
    field = np.fft.irfft2(spectrum, (SIDE_PX, SIDE_PX))
    return (field / field.std()).astype(np.float32)


def carpet(
    color: NDArray[np.float64], rng: np.random.Generator, *, tufts: float, patches: float, dirt: int
) -> NDArray[np.float32]:
    """Albedo of a carpet around a colour, shape (SIDE_PX, SIDE_PX, 3).

    `tufts` and `patches` are the relative contrast of fibres and of trodden areas, `dirt` counts crumbs.
    """

    def field(slope: float) -> NDArray[np.float32]:
        found = seamless_noise(int(rng.integers(_BANK)), slope)
        shift = tuple(int(s) for s in rng.integers(0, SIDE_PX, 2))
        return np.roll(found, shift, (0, 1))

    fibre = field(0.0)
    if rng.random() < 0.5:  # combed one way
        fibre = cv2.blur(fibre, (1, 3), borderType=cv2.BORDER_REFLECT_101) * 1.6
    grain = tufts * (0.7 * fibre + 0.5 * field(0.5)) + patches * field(1.4)
    shade, tint = np.exp(np.clip(grain, -1.5, 1.5)), field(1.4)
    image = np.empty((SIDE_PX, SIDE_PX, 3), dtype=np.float32)
    # By channel: a third of the time of one expression with an axis of three at its end.
    for channel, hue in enumerate(0.25 * patches * rng.normal(0, 1, 3).astype(np.float32)):
        tinted = tint * hue
        tinted += 1
        tinted *= shade
        tinted *= np.float32(color[channel])
        image[..., channel] = tinted
    for x, y in rng.integers(2, SIDE_PX - 2, (dirt, 2)):
        crumb = np.full(3, rng.uniform(0.3, 0.7)) if rng.random() < 0.6 else color * 0.3
        image[y : y + int(rng.integers(1, 3)), x : x + int(rng.integers(1, 3))] = crumb
    return np.clip(image, 0.004, 0.9, out=image)
