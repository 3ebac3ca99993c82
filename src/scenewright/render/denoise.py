"""Open Image Denoise on one thread, with one filter a padded size."""

from __future__ import annotations

import sys
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["denoise"]

_STEP_PX = 16


def denoise(radiance: NDArray[np.float32]) -> NDArray[np.float32]:
    """Scene-linear RGB without Monte Carlo noise, shape (h, w, 3).

    Sizes are padded (edge repeated) to multiples of 16, so that few filters serve all crops and memory
    stays flat over any number of frames.
    """
    height, width = radiance.shape[:2]
    color, output, run = _filter(height + -height % _STEP_PX, width + -width % _STEP_PX)
    color[:height, :width] = radiance
    color[height:, :width] = radiance[-1:]
    color[:, width:] = color[:, width - 1 : width]
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
def _filter(height: int, width: int) -> tuple[NDArray[np.float32], NDArray[np.float32], Any]:
    color = np.zeros((height, width, 3), dtype=np.float32)
    output = np.zeros_like(color)
    pyoidn = _pyoidn()
    run = pyoidn.Filter(_device(), pyoidn.OIDN_FILTER_TYPE_RT)
    run.set_image(pyoidn.OIDN_IMAGE_COLOR, color, pyoidn.OIDN_FORMAT_FLOAT3)
    run.set_image(pyoidn.OIDN_IMAGE_OUTPUT, output, pyoidn.OIDN_FORMAT_FLOAT3)
    run.set_bool("hdr", True)
    run.set_quality(pyoidn.OIDN_QUALITY_FAST)
    run.commit()
    return color, output, run
