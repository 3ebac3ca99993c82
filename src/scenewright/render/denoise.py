"""Open Image Denoise on one thread, with one filter a padded size."""

from __future__ import annotations

import sys
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["denoise"]

_STEP_PX = 16


def denoise(
    radiance: NDArray[np.float32], guides: NDArray[np.float32] | None = None, *, clean: bool = False
) -> NDArray[np.float32]:
    """Scene-linear RGB without Monte Carlo noise, shape (h, w, 3).

    `guides` holds albedo and normal of each pixel, shape (h, w, 6): edges and textures that noise hides.
    `clean` guides have no noise of their own to be wary of.

    Sizes are padded (edge repeated) to multiples of 16, so that few filters serve all crops and memory
    stays flat over any number of frames.
    """
    height, width = radiance.shape[:2]
    padded = height + -height % _STEP_PX, width + -width % _STEP_PX
    buffers, output, run = _filter(*padded, guides is not None, clean)
    given = [radiance] if guides is None else [radiance, guides[..., :3], guides[..., 3:]]
    for buffer, image in zip(buffers, given, strict=True):
        buffer[:height, :width] = image
        buffer[height:, :width] = image[-1:]
        buffer[:, width:] = buffer[:, width - 1 : width]
    run.execute()
    return output[:height, :width].copy()


@cache
def _pyoidn() -> Any:
    """The library. It imports torch where it is installed, which would cost each worker a second."""
    hidden = "torch" not in sys.modules
    if hidden:
        sys.modules["torch"] = None  # type: ignore[assignment] # makes `import torch` fail for now
    try:
        import pyoidn
    finally:
        if hidden:
            del sys.modules["torch"]
    return pyoidn


@cache
def _device() -> Any:
    device = _pyoidn().Device()
    device.set_int("numThreads", 1)
    device.set_bool("setAffinity", False)
    device.commit()
    return device


@cache
def _filter(
    height: int, width: int, guided: bool, clean: bool
) -> tuple[list[NDArray[np.float32]], NDArray[np.float32], Any]:
    pyoidn = _pyoidn()
    kinds = [pyoidn.OIDN_IMAGE_COLOR]
    if guided:
        kinds += [pyoidn.OIDN_IMAGE_ALBEDO, pyoidn.OIDN_IMAGE_NORMAL]
    buffers = [np.zeros((height, width, 3), dtype=np.float32) for _ in kinds]
    output = np.zeros((height, width, 3), dtype=np.float32)
    run = pyoidn.Filter(_device(), pyoidn.OIDN_FILTER_TYPE_RT)
    for kind, buffer in zip(kinds, buffers, strict=True):
        run.set_image(kind, buffer, pyoidn.OIDN_FORMAT_FLOAT3)
    run.set_image(pyoidn.OIDN_IMAGE_OUTPUT, output, pyoidn.OIDN_FORMAT_FLOAT3)
    run.set_bool("hdr", True)
    run.set_bool("cleanAux", guided and clean)
    run.set_quality(pyoidn.OIDN_QUALITY_FAST)
    run.commit()
    return buffers, output, run
