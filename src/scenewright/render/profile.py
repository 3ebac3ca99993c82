"""How much work goes into a frame's light."""

from __future__ import annotations

from dataclasses import dataclass

from scenewright.scene import Camera

__all__ = ["LARGE_PX", "PROFILES", "RenderProfile", "is_large"]


@dataclass(frozen=True)
class RenderProfile:
    """Settings of the light transport; labels do not depend on them."""

    name: str
    spp: int
    """Paths a pixel of a small crop."""
    large_spp: int
    """Paths a pixel of a large frame, whose denoiser is guided by albedo and normals."""
    medium_spp: int
    """The same of a frame of at most `MEDIUM_PX`: a pixel of it shows more, and its edges count for more."""
    max_depth: int
    """Longest path in edges (Mitsuba's `max_depth`) in a small crop."""
    large_max_depth: int
    """The same in a large frame, where light goes to and fro between things that touch."""
    denoise: bool

    def spp_of(self, camera: Camera) -> int:
        if not is_large(camera):
            return self.spp
        return self.medium_spp if is_medium(camera) else self.large_spp

    def depth_of(self, camera: Camera) -> int:
        return self.large_max_depth if is_large(camera) else self.max_depth


LARGE_PX = 160 * 120
"""Beyond about this many pixels Mitsuba's LLVM variant is the faster one."""

LARGE_CROP_PX = 512 * 512
"""The same of a window of a sensor: most windows of a world are small, and to go to and fro between the
variants for a few takes longer than the slower one."""

MEDIUM_PX = 320 * 240


def is_large(camera: Camera) -> bool:
    """Whether what the camera hands on is rendered as a large frame."""
    crop, sensor = camera.crop, camera.intrinsics
    whole = (crop.width_px, crop.height_px) == (sensor.width_px, sensor.height_px)
    return crop.width_px * crop.height_px > (LARGE_PX if whole else LARGE_CROP_PX)


def is_medium(camera: Camera) -> bool:
    """Large, but no more than `MEDIUM_PX`."""
    return is_large(camera) and camera.crop.width_px * camera.crop.height_px <= MEDIUM_PX


PROFILES = {
    profile.name: profile
    for profile in (
        RenderProfile("draft", 2, 1, 2, 2, 2, True),
        RenderProfile("default", 5, 2, 12, 3, 6, True),
        RenderProfile("fine", 32, 16, 48, 6, 6, True),
        RenderProfile("reference", 512, 512, 512, 8, 8, False),
    )
}
