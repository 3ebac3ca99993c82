"""How much work goes into a frame's light."""

from __future__ import annotations

from dataclasses import dataclass

from scenewright.scene import Crop

__all__ = ["LARGE_PX", "PROFILES", "RenderProfile", "is_large"]


@dataclass(frozen=True)
class RenderProfile:
    """Settings of the light transport; labels do not depend on them."""

    name: str
    spp: int
    """Paths a pixel of a small crop."""
    large_spp: int
    """Paths a pixel of a large frame, whose denoiser is guided by albedo and normals."""
    max_depth: int
    """Longest path in edges (Mitsuba's `max_depth`)."""
    denoise: bool

    def spp_of(self, crop: Crop) -> int:
        return self.large_spp if is_large(crop) else self.spp


LARGE_PX = 160 * 120
"""Beyond about this many pixels Mitsuba's LLVM variant is the faster one."""


def is_large(crop: Crop) -> bool:
    return crop.width_px * crop.height_px > LARGE_PX


PROFILES = {
    profile.name: profile
    for profile in (
        RenderProfile("draft", 2, 1, 2, True),
        RenderProfile("default", 5, 4, 3, True),
        RenderProfile("fine", 32, 16, 6, True),
        RenderProfile("reference", 512, 512, 8, False),
    )
}
