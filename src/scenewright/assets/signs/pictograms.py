"""Pictograms of signs as SVG, on a square of 245 units; own drawings of the German catalogue's subjects."""

from __future__ import annotations

__all__ = [
    "arrow",
    "bars",
    "bicycle",
    "bumps",
    "car",
    "children",
    "curve",
    "deer",
    "double_curve",
    "exclamation",
    "lights",
    "lorry_behind",
    "lorry_side",
    "mirrored",
    "narrowing",
    "pedestrian",
    "priority",
    "roundabout",
    "skidding",
    "snowflake",
    "worker",
]


def shape(d: str, color: str) -> str:
    return f'<path d="{d}" fill="{color}" fill-rule="evenodd"/>'


def stroke(d: str, width: float, color: str, cap: str = "butt") -> str:
    return (
        f'<path d="{d}" fill="none" stroke="{color}" stroke-width="{width}" '
        f'stroke-linecap="{cap}" stroke-linejoin="round"/>'
    )


def disc(x: float, y: float, radius: float, color: str) -> str:
    return f'<circle cx="{x}" cy="{y}" r="{radius}" fill="{color}"/>'


def moved(art: str, x: float, y: float, *, turn_deg: float = 0.0, scale: float = 1.0) -> str:
    return f'<g transform="translate({x} {y}) rotate({turn_deg}) scale({scale})">{art}</g>'


def mirrored(art: str) -> str:
    """Left for right."""
    return f'<g transform="matrix(-1 0 0 1 245 0)">{art}</g>'


_CHEVRON = "M0,0 L58,53 V87 L12.5,45 V60 H-12.5 V45 L-58,87 V53 Z"
_TRIANGLE = "M0,-6 Q3,-6 5,0 L38,72 Q41,80 33,78 L0,68 L-33,78 Q-41,80 -38,72 L-5,0 Q-3,-6 0,-6 Z"


def arrow(
    path: str, tip: tuple[float, float], turn_deg: float, *, scale: float, width: float, old: bool = False
) -> str:
    """A white shaft along `path` and a head whose tip points up, turned clockwise; `old` heads are filled."""
    head = shape(_TRIANGLE if old else _CHEVRON, "white")
    return stroke(path, width, "white") + moved(head, *tip, turn_deg=turn_deg, scale=scale)


def roundabout(start_deg: float) -> str:
    """Three arrows that run counter-clockwise."""
    one = stroke("M128,52 A71,71 0 0 0 53,112", 20, "white")
    one += moved(shape("M0,0 L36,33 V54 L10,30 V40 H-10 V30 L-36,54 V33 Z", "white"), 47, 142, turn_deg=190)
    turns = (start_deg, start_deg + 120, start_deg + 240)
    return "".join(f'<g transform="rotate({turn} 122.5 122.5)">{one}</g>' for turn in turns)


def bars() -> str:
    """Five thin bars from the lower left to the upper right."""
    found = []
    for place in range(-2, 3):
        aside = place * 7.2
        # To the middle of the black ring.
        half = ((116**2 - 2 * aside**2) / 2) ** 0.5
        x, y = 122.5 + aside, 122.5 + aside
        found.append(stroke(f"M{x - half:.1f},{y + half:.1f} L{x + half:.1f},{y - half:.1f}", 5.4, "black"))
    return "".join(found)


def car(x: float, y: float, color: str, scale: float = 1.0, *, old: bool = False) -> str:
    """A car from behind, 68 x 52 units from its upper left corner."""
    if old:
        art = shape(
            "M12,3 Q13,0 17,0 H51 Q55,0 56,3 L62,20 Q68,24 67,32 L65,40 Q60,44 52,44 H16 Q8,44 3,40 L1,32 "
            "Q0,24 6,20 Z M17,4 H51 L56,19 H12 Z",
            color,
        )
        art += shape("M7,42 H15 V50 Q11,54 7,50 Z M53,42 H61 V50 Q57,54 53,50 Z", color)
        return moved(art + shape("M24,46 L34,39 L44,46 L34,49 Z", color), x, y, scale=scale)
    art = shape(
        "M10,3 Q11,0 15,0 H53 Q57,0 58,3 L65,20 Q68,22 68,26 V38 Q68,40 66,40 H2 Q0,40 0,38 V26 Q0,22 3,20 Z "
        "M14,5 H54 L59,19 H9 Z",
        color,
    )
    return moved(art + shape("M4,42 H13 V52 H4 Z M55,42 H64 V52 H55 Z", color), x, y, scale=scale)


def lorry_behind(x: float, y: float, color: str, scale: float = 1.0, *, old: bool = False) -> str:
    """A lorry from behind, 59 x 80 units from its upper left corner."""
    art = shape("M2,0 H57 Q59,0 59,2 V58 H0 V2 Q0,0 2,0 Z", color)
    if old:
        art += shape("M4,58 H18 V72 Q11,80 4,72 Z M41,58 H55 V72 Q48,80 41,72 Z", color)
        art += shape("M22,66 L29,58 L37,66 L29,74 Z", color)
    else:
        art += shape(
            "M0,61 H8 V80 H0 Z M10,61 H18 V80 H10 Z M41,61 H49 V80 H41 Z M51,61 H59 V80 H51 Z", color
        )
        art += shape("M8,68 H51 V72 H8 Z", color) + disc(29.5, 70, 6, color)
    return moved(art, x, y, scale=scale)


def lorry_side() -> str:
    """A lorry from its left side."""
    cab = "M52,152 V128 L56,108 Q57,105 61,104 L92,101 V152 Z M62,110 L79,108 V123 L60,124 Z"
    art = shape(cab, "black") + shape("M97,90 H191 V138 H97 Z M92,141 H191 V153 H92 Z", "black")
    for x in (72, 159):
        art += disc(x, 151, 15, "white") + disc(x, 151, 12, "black")
    return art


def exclamation() -> str:
    return shape("M110,95 A12.5,13 0 0 1 135,95 L129,163 A6.5,6.5 0 0 1 116,163 Z", "black") + disc(
        122.5, 187, 12, "black"
    )


def priority() -> str:
    """The road with priority as a broad arrow, another road across."""
    return shape(
        "M122.5,100 L142,120 V194 L122.5,183 L103,194 V120 Z M82,143 H163 V154 H82 Z", "black"
    ).replace("evenodd", "nonzero")


def curve() -> str:
    """A bend to the left."""
    art = stroke("M104,140 H121 C139,140 147,150 147,168 V196", 21, "black")
    art += shape("M90,140 L107,127 V153 Z", "black")
    return art + shape("M135,197.5 L147,187 L159,197.5 Z", "white")


def double_curve() -> str:
    """Two bends, the first one to the left."""
    art = stroke("M151,196 V164 C151,138 128,140 126,154 C122,172 110,166 110,150 V114", 20, "black")
    art += shape("M110,97 L121.5,115 H98.5 Z", "black")
    return art + shape("M140,197.5 L151,187 L162,197.5 Z", "white")


def bumps() -> str:
    return shape(
        "M74,190 V180 H82 Q91,180 95,172 Q101,163 107,172 Q112,180 119,180 H126 Q133,180 138,172 "
        "Q145,163 151,172 Q156,180 163,180 H171 V190 Z",
        "black",
    )


def skidding() -> str:
    """A car from behind that slides, with its tracks."""
    tracks = stroke(
        "M66,179 C80,166 104,168 95,177 C86,186 70,184 67,193 C90,197 108,188 118,186", 5, "black"
    )
    tracks += stroke("M108,176 C118,170 134,174 126,181 C116,189 132,192 172,193", 5, "black")
    return tracks + moved(car(-34, -26, "black"), 120, 142, turn_deg=16)


def narrowing() -> str:
    """The road loses width on its right."""
    return shape("M104,110 H116 V196 H104 Z M127,110 H139 V139 L154,157 V196 H142 V162 L127,144 Z", "black")


def worker(*, old: bool = False) -> str:
    """A worker with a shovel at a heap."""
    heap = shape("M120,196 Q146,184 154,166 Q162,156 171,166 Q180,186 191,196 Z", "black")
    if old:
        man = disc(126, 108, 7.5, "black") + shape("M104,114 L124,113 L127,128 L122,152 L102,150 Z", "black")
        man += stroke("M106,148 L92,172 L86,194 M116,150 L116,170 L113,195", 9, "black")
        man += stroke("M104,116 L91,134 L104,146 M122,118 L127,140", 7, "black", "round")
        return heap + man + stroke("M101,140 L146,184", 4, "black")
    man = disc(133, 112, 8, "black") + shape("M99,112 L126,109 L124,132 L112,150 L97,147 Z", "black")
    man += stroke("M104,146 L95,170 L80,194 M112,146 L116,166 L110,196", 9.5, "black")
    man += stroke("M101,114 L91,132 L101,144 M123,112 L124,138", 7, "black", "round")
    return heap + man + stroke("M94,138 L146,182", 4.5, "black")


def lights() -> str:
    """A traffic light's three lamps."""
    return "".join(
        disc(122.5, y, 16.5, "black") + disc(122.5, y, 14, color)
        for y, color in ((105, "red"), (142, "yellow"), (179, "green"))
    )


def pedestrian() -> str:
    man = disc(122, 97, 8.5, "black")
    man += shape(
        "M109,113 Q122,105 134,111 L147,131 V149 H140 V135 L133,126 L132,150 H111 L113,130 Z", "black"
    )
    man += stroke("M111,116 L100,148", 7, "black") + stroke("M117,148 L113,168 L98,195", 10, "black")
    return man + stroke("M127,148 L131,168 L149,194", 10, "black")


def children() -> str:
    """A bigger and a smaller child who run."""
    big = disc(135, 117, 8.5, "black") + shape("M125,129 Q135,124 144,130 L146,160 L126,162 Z", "black")
    big += stroke("M127,131 L106,144 M143,132 L156,148 L164,145", 7, "black", "round")
    big += stroke("M131,158 L132,176 L125,196 M142,158 L151,174 L170,183", 9, "black")
    small = disc(90, 140, 7, "black") + shape("M82,150 Q90,146 97,150 L99,174 L82,175 Z", "black")
    small += stroke("M84,151 L72,164 M96,151 L108,160", 6, "black", "round")
    return big + small + stroke("M86,172 L86,184 L82,196 M95,172 L104,180 L118,178", 7, "black")


def bicycle() -> str:
    art = "".join(
        f'<circle cx="{x}" cy="174" r="19" fill="none" stroke="black" stroke-width="4.5"/>' for x in (88, 157)
    )
    art += stroke("M88,174 L104,142 H141 L157,174 M104,142 L119,174 L143,138 M88,174 H119", 4, "black")
    return art + stroke("M104,142 L98,129 H112 M145,139 L140,131 H152", 4, "black", "round")


def snowflake() -> str:
    arm = stroke("M0,0 V-40 M-13,-37 L0,-25 L13,-37 M-13,-23 L0,-11 L13,-23", 6.5, "black")
    return moved("".join(f'<g transform="rotate({60 * k})">{arm}</g>' for k in range(6)), 122.5, 154)


def deer() -> str:
    body = (
        "M95,122 L104,113 L112,113 L118,121 Q119,133 127,137 Q145,140 157,147 Q164,152 165,160 L172,173 "
        "L187,197 L181,197 L164,178 L150,171 Q138,168 128,171 L120,165 L104,170 "
        "L94,162 L98,158 L106,162 L114,156 "
        "Q107,146 108,130 L100,127 Z"
    )
    antlers = "M110,113 C104,106 106,104 103,100 M113,113 C120,110 118,105 120,98 M116,108 L127,104"
    return shape(body, "black") + stroke(antlers, 3, "black", "round")
