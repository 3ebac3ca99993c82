"""How much work goes into a frame's light."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["PROFILES", "RenderProfile"]


@dataclass(frozen=True)
class RenderProfile:
    """Settings of the light transport; labels do not depend on them."""

    name: str
    spp: int
    """Paths a pixel."""
    max_depth: int
    """Longest path in edges (Mitsuba's `max_depth`)."""
    denoise: bool


PROFILES = {
    profile.name: profile
    for profile in (
        RenderProfile("draft", 2, 2, True),
        RenderProfile("default", 5, 3, True),
        RenderProfile("fine", 32, 6, True),
        RenderProfile("reference", 512, 8, False),
    )
}
