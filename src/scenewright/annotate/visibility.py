"""How much of an instance can be seen."""

from __future__ import annotations

from dataclasses import dataclass

from scenewright.conventions import MIN_VISIBLE_PX

__all__ = ["Visibility", "visibility"]


@dataclass(frozen=True)
class Visibility:
    """Visible against amodal pixels."""

    visible_px: int
    amodal_px: int

    @property
    def fraction(self) -> float:
        """visible / amodal, in [0, 1]; parts beyond the crop count as not visible."""
        return round(self.visible_px / self.amodal_px, 6) if self.amodal_px else 0.0

    @property
    def below_floor(self) -> bool:
        return self.visible_px < MIN_VISIBLE_PX


def visibility(visible_px: int, amodal_px: int) -> Visibility:
    """Pixel counts made consistent: what is seen is at least there."""
    return Visibility(visible_px, max(amodal_px, visible_px))
