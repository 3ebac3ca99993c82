"""Altair charts as inline SVG whose colours follow the page's light or dark setting.

The chart is drawn with the light colours of `page.css`; in the SVG each is then replaced by the CSS
variable of the same role, so one drawing serves both settings.
"""

from __future__ import annotations

import re
from typing import Any

import altair as alt
import vl_convert
from markupsafe import Markup

from scenewright.identity import sha256_hex

__all__ = ["SERIES_COLORS", "chart_svg"]

SERIES_COLORS = ("#2f6fde", "#d9822b", "#2a9d70", "#b4489b", "#7a6ff0", "#7b8794")
"""Colours of series 1 to 6; use these (or the default) and they follow the reader's setting."""

_VARIABLES = {
    **{color: f"var(--series-{number})" for number, color in enumerate(SERIES_COLORS, start=1)},
    "#1b1f24": "var(--ink)",
    "#56606b": "var(--ink-2)",
    "#e2e5e9": "var(--line)",
    "#1a7f4b": "var(--good)",
    "#c0352b": "var(--bad)",
    "#9a6400": "var(--warn)",
}
_FONT = "system-ui, sans-serif"
_CONFIG = {
    "background": None,
    "font": _FONT,
    "view": {"stroke": None},
    "range": {"category": list(SERIES_COLORS)},
    "mark": {"color": SERIES_COLORS[0]},
    "axis": {
        "labelColor": "#56606b",
        "titleColor": "#56606b",
        "titleFontWeight": "normal",
        "domainColor": "#e2e5e9",
        "tickColor": "#e2e5e9",
        "gridColor": "#e2e5e9",
        "labelFontSize": 11,
        "titleFontSize": 12,
        "labelLimit": 220,
    },
    "legend": {"labelColor": "#1b1f24", "titleColor": "#56606b", "titleFontWeight": "normal"},
    "header": {"labelColor": "#1b1f24", "titleColor": "#56606b"},
    "title": {"color": "#1b1f24", "fontSize": 13, "anchor": "start", "fontWeight": 600},
    "rule": {"color": "#56606b"},
    "text": {"color": "#1b1f24"},
}


def chart_svg(chart: Any, *, title: str = "") -> Markup:
    """`<figure>` with the SVG of an `altair` chart; `title` is its text for screen readers.

    Ids inside the SVG are made distinct by content, so that several charts live in one page. No fonts or
    data are fetched.
    """
    spec = chart.to_dict(validate=True)
    spec["config"] = _CONFIG
    svg: str = vl_convert.vegalite_to_svg(spec, vl_version=_vl_version(), allowed_base_urls=[])
    mark = sha256_hex(svg.encode())[:8]
    svg = re.sub(r'\bid="([^"]+)"', rf'id="\1-{mark}"', svg)
    svg = re.sub(r"url\(#([^)]+)\)", rf"url(#\1-{mark})", svg)
    svg = re.sub(r'href="#([^"]+)"', rf'href="#\1-{mark}"', svg)
    svg = re.sub(r'\s(?:xmlns(?::\w+)?|version)="[^"]*"', "", svg)
    for color, variable in _VARIABLES.items():
        svg = re.sub(rf'\b(fill|stroke)="{color}"', rf'\1="{variable}"', svg, flags=re.IGNORECASE)
    label = Markup(' aria-label="{}"').format(title) if title else Markup("")
    return Markup(f'<figure class="chart" role="img"{label}>{svg}</figure>')


def _vl_version() -> str:
    return ".".join(str(alt.SCHEMA_VERSION).lstrip("v").split(".")[:2])
