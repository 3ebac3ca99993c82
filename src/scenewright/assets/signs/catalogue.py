"""The 43 signs of the German Traffic Sign Recognition Benchmark, each in the designs that stand on roads."""

from __future__ import annotations

from dataclasses import dataclass

from scenewright.assets.signs import pictograms as p
from scenewright.assets.signs import plates
from scenewright.assets.signs.glyphs import line_of

__all__ = ["SIGNS", "Sign"]


@dataclass(frozen=True)
class Sign:
    """One class."""

    class_id: int
    name: str
    plate: str
    """`disc`, `triangle`, `yield`, `octagon` or `diamond`."""
    designs: tuple[str, ...]
    """SVG of each design, the usual one first; colours by name, see `coverage`."""


def _text(text: str, color: str, top: float, height: float, width: float, stroke: float) -> str:
    path = line_of(text, middle=122.5, top=top, height=height, width=width, stroke=stroke)
    return p.stroke(path, stroke, color)


def _limit(text: str, *, thin: bool = True, diagonal_six: bool = True) -> tuple[str, ...]:
    """A speed limit: the usual type, a bolder one, and the narrow one of older plates."""
    if len(text) == 2:
        types = [(69, 103, 59, 15.5), (67, 108, 55, 18.5), (61, 123, 46, 14.5)]
        rings = [(84, 117), (84, 118), (88, 121)]
    else:
        types = [(70, 104, 46, 14.5), (73, 98, 44, 13.0), (62, 120, 40, 13.0)]
        rings = [(84, 117), (84, 117), (86, 119)]
    return tuple(
        plates.red_ring(*ring) + _text(text, "black", *kind) for ring, kind in zip(rings, types, strict=True)
    )


def _warning(*pictures: str) -> tuple[str, ...]:
    return tuple(plates.triangle() + picture for picture in pictures)


def _ring(*pictures: str) -> tuple[str, ...]:
    return tuple(plates.red_ring(85, 118) + picture for picture in pictures)


def _order(*pictures: str) -> tuple[str, ...]:
    return tuple(plates.blue_disc() + picture for picture in pictures)


def _end(*pictures: str) -> tuple[str, ...]:
    return tuple(plates.end_disc() + picture + p.bars() for picture in pictures)


_GROUND_LINE = p.stroke("M50,150 H191", 4, "black")
_NO_PASSING = (
    p.car(50, 96, "red") + p.car(127, 96, "black"),
    p.car(52, 95, "red", 0.95, old=True) + p.car(129, 95, "black", 0.95, old=True) + _GROUND_LINE,
)
_NO_PASSING_LORRIES = (
    p.lorry_behind(57, 83, "red") + p.car(127, 113, "black", 0.96),
    p.lorry_behind(55, 82, "red", old=True)
    + p.car(127, 106, "black", 0.95, old=True)
    + p.stroke("M49,161 H192", 4, "black"),
)
_TURN = p.arrow("M87,206 V128 C87,100 101,85 126,85 H166", (199, 85), 90, scale=0.72, width=22)
_TURN_OLD = p.arrow("M87,206 V128 C87,100 101,85 126,85 H160", (204, 85), 90, scale=0.72, width=20, old=True)
_AHEAD = p.arrow("M122.5,216 V70", (122.5, 31), 0, scale=1.0, width=25)
_AHEAD_OLD = p.arrow("M122.5,221 V70", (122.5, 26), 0, scale=1.15, width=24, old=True)
_AHEAD_OR_TURN = p.arrow("M101,214 V55", (101, 27), 0, scale=0.62, width=21) + p.arrow(
    "M101,192 C101,158 115,144 140,144 H192", (217, 144), 90, scale=0.62, width=21
)
_KEEP = p.arrow("M62,55 L160,160", (189, 189), 135, scale=1.0, width=27)
_KEEP_FLAT = p.arrow("M38,78 L170,146", (205, 163), 117, scale=1.0, width=27)
_KEEP_OLD = p.arrow("M50,48 L150,150", (196, 196), 135, scale=1.15, width=24, old=True)
_EIGHTY = _text("80", "grey", 69, 103, 59, 15.5)

SIGNS: tuple[Sign, ...] = (
    Sign(0, "speed limit 20", "disc", _limit("20")),
    Sign(1, "speed limit 30", "disc", _limit("30")),
    Sign(2, "speed limit 50", "disc", _limit("50")),
    Sign(3, "speed limit 60", "disc", _limit("60")),
    Sign(4, "speed limit 70", "disc", _limit("70")),
    Sign(5, "speed limit 80", "disc", _limit("80")),
    Sign(6, "end of speed limit 80", "disc", _end(_EIGHTY)),
    Sign(7, "speed limit 100", "disc", _limit("100")),
    Sign(8, "speed limit 120", "disc", _limit("120")),
    Sign(9, "no passing", "disc", _ring(*_NO_PASSING)),
    Sign(10, "no passing for lorries", "disc", _ring(*_NO_PASSING_LORRIES)),
    Sign(11, "priority at next intersection", "triangle", _warning(p.priority())),
    Sign(12, "priority road", "diamond", (plates.diamond(), plates.diamond(lines=False))),
    Sign(
        13,
        "give way",
        "yield",
        tuple(
            f'<g transform="matrix(1 0 0 -1 0 245)">{plates.triangle(inner)}</g>'
            for inner in ("M122.5,55 L208,204 H37 Z", "M122.5,62 L202,201 H43 Z")
        ),
    ),
    Sign(
        14,
        "stop",
        "octagon",
        (
            plates.octagon() + _text("STOP", "white", 83, 79, 41, 12),
            plates.octagon() + _text("STOP", "white", 76, 93, 41, 13.5),
        ),
    ),
    Sign(15, "no vehicles", "disc", (plates.red_ring(85, 118), plates.red_ring(90, 120))),
    Sign(16, "no lorries", "disc", _ring(p.lorry_side())),
    Sign(
        17,
        "no entry",
        "disc",
        tuple(
            p.disc(122.5, 122.5, 122, "white")
            + p.disc(122.5, 122.5, radius, "red")
            + p.shape(f"M{low},{top} H{245 - low} V{245 - top} H{low} Z", "white")
            for radius, low, top in ((118, 17, 105), (120, 26, 101))
        ),
    ),
    Sign(18, "danger", "triangle", _warning(p.exclamation())),
    Sign(19, "bend to the left", "triangle", _warning(p.curve())),
    Sign(20, "bend to the right", "triangle", _warning(p.mirrored(p.curve()))),
    Sign(21, "double bend", "triangle", _warning(p.double_curve())),
    Sign(22, "uneven road", "triangle", _warning(p.bumps())),
    Sign(23, "slippery road", "triangle", _warning(p.skidding())),
    Sign(24, "road narrows on the right", "triangle", _warning(p.narrowing())),
    Sign(25, "road works", "triangle", _warning(p.worker(), p.worker(old=True))),
    Sign(26, "traffic signals", "triangle", _warning(p.lights())),
    Sign(27, "pedestrians", "triangle", _warning(p.pedestrian())),
    Sign(28, "children", "triangle", _warning(p.children())),
    Sign(29, "bicycles", "triangle", _warning(p.bicycle())),
    Sign(30, "snow or ice", "triangle", _warning(p.snowflake())),
    Sign(31, "wild animals", "triangle", _warning(p.deer())),
    Sign(32, "end of all limits", "disc", _end("")),
    Sign(33, "turn right ahead", "disc", _order(_TURN, _TURN_OLD)),
    Sign(34, "turn left ahead", "disc", _order(p.mirrored(_TURN), p.mirrored(_TURN_OLD))),
    Sign(35, "ahead only", "disc", _order(_AHEAD, _AHEAD_OLD)),
    Sign(36, "ahead or right", "disc", _order(_AHEAD_OR_TURN)),
    Sign(37, "ahead or left", "disc", _order(p.mirrored(_AHEAD_OR_TURN))),
    Sign(38, "keep right", "disc", _order(_KEEP, _KEEP_FLAT, _KEEP_OLD)),
    Sign(39, "keep left", "disc", _order(*(p.mirrored(a) for a in (_KEEP, _KEEP_FLAT, _KEEP_OLD)))),
    Sign(40, "roundabout", "disc", _order(p.roundabout(0), p.roundabout(35))),
    Sign(41, "end of no passing", "disc", _end(p.car(28, 90, "grey", 1.18) + p.car(136, 90, "grey", 1.18))),
    Sign(
        42,
        "end of no passing for lorries",
        "disc",
        _end(p.lorry_behind(42, 75, "grey", 1.2) + p.car(128, 110, "grey", 1.12)),
    ),
)
"""By class id."""
