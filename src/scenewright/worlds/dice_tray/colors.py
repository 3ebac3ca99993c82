"""Colours of dice and of their pips, linear RGB."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["any_color", "colors_of_a_sold_die", "legible_on"]

Rgb = NDArray[np.float64]
_BODY_AND_PIPS = (
    ("#c81e1e", "#f4f4ee"), ("#f2f0e6", "#141414"), ("#161616", "#f2f2f2"), ("#161214", "#c02020"),
    ("#e8c21a", "#151515"), ("#e08a16", "#181410"), ("#c4dc1e", "#16180e"), ("#139a4a", "#f4f6f0"),
    ("#5a1c78", "#f2eef4"), ("#1c3c9a", "#f0f2f6"), ("#1a2448", "#dfe4f0"), ("#3c2a1c", "#d8a440"),
    ("#12586c", "#e8d23c"), ("#8c2440", "#f0e4e6"), ("#d8d4c4", "#2858b0"), ("#e85a8c", "#fff6fa"),
    ("#3a3634", "#c4222c"), ("#1668b8", "#b41e2e"), ("#7a5c1e", "#120e08"), ("#8a8c90", "#1c3c9a"),
)  # fmt: skip
"""Body and pips of dice that are sold, sRGB."""
_LUMINANCE = np.array([0.2126, 0.7152, 0.0722])
"""Rec. 709 luminance of linear RGB."""
_TOLD_APART = 0.33
"""Least difference of body and pips in a channel, in cube roots of linear values: equal steps look alike."""


def colors_of_a_sold_die(rng: np.random.Generator) -> tuple[Rgb, Rgb]:
    """Body and pips."""
    body, pips = _BODY_AND_PIPS[rng.integers(len(_BODY_AND_PIPS))]
    return _linear(body), _linear(pips)


def any_color(rng: np.random.Generator, greyish: float = 0.0) -> Rgb:
    """Any hue and lightness, mostly strong; a share `greyish` of them nearly grey."""
    hue, strength, value = rng.random() * 6, rng.beta(3, 1.2), np.exp(rng.uniform(-3.2, -0.2))
    if rng.random() < greyish:
        strength *= rng.uniform(0, 0.35)
    wheel = np.clip(np.abs((hue + np.array([0, 4, 2])) % 6 - 3) - 1, 0, 1)
    return np.asarray(value * (1 - strength + strength * wheel))


def legible_on(body: Rgb, rng: np.random.Generator) -> Rgb:
    """Pips that an eye tells from the body: white or black, or of another colour, often one that is hardly
    lighter or darker than the body, as red pips are on many a dark die.
    """
    if rng.random() < 0.4:
        return _white_or_black(body, rng)
    candidates = [pips for pips in (any_color(rng) for _ in range(12)) if _apart(pips, body)]
    if not candidates:
        return _white_or_black(body, rng)
    some = candidates[: int(rng.integers(1, 5))]
    return min(some, key=lambda pips: abs(np.cbrt(pips @ _LUMINANCE) - np.cbrt(body @ _LUMINANCE)))


def _apart(a: Rgb, b: Rgb) -> bool:
    return bool(np.abs(np.cbrt(a) - np.cbrt(b)).max() > _TOLD_APART)


def _white_or_black(body: Rgb, rng: np.random.Generator) -> Rgb:
    return np.full(3, 0.85 if body @ _LUMINANCE < 0.3 or rng.random() < 0.2 else 0.015)


def _linear(color: str) -> Rgb:
    """Linear RGB of an sRGB hex colour."""
    srgb = np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
