"""Numerals and letters of signs as strokes of one width, after DIN 1451."""

from __future__ import annotations

__all__ = ["line_of"]

_NARROW = {"1": 0.6, "T": 0.95}
"""Width relative to other glyphs."""


def line_of(text: str, *, middle: float, top: float, height: float, width: float, stroke: float) -> str:
    """SVG path of the glyphs of `text` side by side, centred on x = `middle`; for `stroke-width` `stroke`.

    `width` is that of a zero; the gap between glyphs is a stroke's width or less. Knows 0 to 3, 5 to 8, S, T,
    O and P. Raises `KeyError` for others.
    """
    widths = [width * _NARROW.get(glyph, 1.0) for glyph in text]
    gap = 0.62 * stroke
    x = middle - (sum(widths) + gap * (len(text) - 1)) / 2
    parts = []
    for glyph, wide in zip(text, widths, strict=True):
        parts.append(_glyph(glyph, x, top, wide, height, stroke))
        x += wide + gap
    return " ".join(parts)


def _glyph(glyph: str, left: float, top: float, width: float, height: float, stroke: float) -> str:
    """Its skeleton, half a stroke inside the box, but for ends that are cut off at the box."""
    half = stroke / 2

    def at(x: float, y: float) -> str:
        return f"{left + half + x * (width - stroke):.2f},{top + half + y * (height - stroke):.2f}"

    def curve(*points: tuple[float, float]) -> str:
        return "C" + " ".join(at(*point) for point in points)

    over, under = -half / (height - stroke), 1 + half / (height - stroke)
    round_y = (width - stroke) / 2 / (height - stroke)
    ball = 0.448 * round_y
    """Distance of a handle that bends a curve into a quarter of a circle, from the corner."""
    if glyph in "0O":
        return " ".join(
            [
                "M" + at(0, round_y),
                curve((0, ball), (0.224, 0), (0.5, 0)),
                curve((0.776, 0), (1, ball), (1, round_y)),
                "L" + at(1, 1 - round_y),
                curve((1, 1 - ball), (0.776, 1), (0.5, 1)),
                curve((0.224, 1), (0, 1 - ball), (0, 1 - round_y)),
                "Z",
            ]
        )
    paths = {
        "1": ["M" + at(0, 0.2), "L" + at(1, 0.02), "L" + at(1, under)],
        "2": [
            "M" + at(0, 0.25),
            curve((0, -0.08), (1, -0.08), (1, 0.26)),
            curve((1, 0.5), (0.3, 0.66), (0.05, 1)),
            "L" + at(1.08, 1),
        ],
        "3": [
            "M" + at(0.02, 0.2),
            curve((0.06, -0.07), (0.96, -0.07), (0.96, 0.24)),
            curve((0.96, 0.42), (0.72, 0.465), (0.4, 0.465)),
            curve((0.75, 0.465), (1, 0.54), (1, 0.73)),
            curve((1, 1.09), (0.02, 1.09), (0, 0.78)),
        ],
        "5": [
            "M" + at(0.95, 0),
            "L" + at(0.1, 0),
            "L" + at(0.05, 0.47),
            curve((0.25, 0.34), (1, 0.3), (1, 0.68)),
            curve((1, 1.1), (0.02, 1.1), (0, 0.77)),
        ],
        "6": [
            "M" + at(0.74, over),
            curve((0.45, 0.22), (0, 0.44), (0, 0.69)),
            curve((0, 1.1), (1, 1.1), (1, 0.69)),
            curve((1, 0.33), (0.24, 0.33), (0.06, 0.55)),
        ],
        "7": ["M" + at(-0.08, 0), "L" + at(1, 0), "L" + at(0.36, under)],
        "8": [
            "M" + at(0.5, 0.46),
            curve((-0.08, 0.46), (-0.08, 0), (0.5, 0)),
            curve((1.08, 0), (1.08, 0.46), (0.5, 0.46)),
            curve((1.16, 0.46), (1.16, 1), (0.5, 1)),
            curve((-0.16, 1), (-0.16, 0.46), (0.5, 0.46)),
            "Z",
        ],
        "S": [
            "M" + at(1, 0.22),
            curve((0.98, -0.1), (0, -0.1), (0, 0.24)),
            curve((0, 0.54), (1, 0.44), (1, 0.76)),
            curve((1, 1.1), (0.02, 1.1), (0, 0.77)),
        ],
        "T": ["M" + at(-0.2, 0), "L" + at(1.2, 0), "M" + at(0.5, 0), "L" + at(0.5, under)],
        "P": [
            "M" + at(0, under),
            "L" + at(0, 0),
            "L" + at(0.5, 0),
            curve((1.17, 0), (1.17, 0.54), (0.5, 0.54)),
            "L" + at(0, 0.54),
        ],
    }
    return " ".join(paths[glyph])
