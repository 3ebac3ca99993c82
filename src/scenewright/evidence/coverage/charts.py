"""Charts of the coverage page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from scenewright.evidence.coverage.report import AttributeCoverage
from scenewright.evidence.coverage.tway import AccumulationPoint, CrossCells
from scenewright.pages import SERIES_COLORS

__all__ = ["accumulation_chart", "heat_maps", "shares_chart"]

_KINDS = {
    "no frame": "#c0352b",
    "less than half": SERIES_COLORS[1],
    "as expected": SERIES_COLORS[2],
    "more than twice": SERIES_COLORS[0],
    "cannot occur": SERIES_COLORS[5],
}


def shares_chart(attributes: Sequence[AttributeCoverage]) -> Any:
    """Each bucket's share of frames beside what is expected."""
    rows = [
        {"attribute": a.name, "bucket": b.label, "place": i, "share": value, "of": kind}
        for a in attributes
        for i, b in enumerate(a.buckets)
        for kind, value in (("dataset", b.share), ("target", b.exposure))
    ]
    base = alt.Chart(alt.Data(values=rows)).mark_bar()
    chart = base.encode(
        y=alt.Y("bucket:N", sort=alt.EncodingSortField("place"), title=None),
        yOffset=alt.YOffset("of:N"),
        x=alt.X("share:Q", title="share of frames", axis=alt.Axis(format="%", tickCount=4)),
        color=alt.Color("of:N", title=None, scale=alt.Scale(range=list(SERIES_COLORS[:2]))),
    ).properties(width=210, height=alt.Step(9))
    columns = chart.facet(facet=alt.Facet("attribute:N", title=None), columns=3)
    return columns.resolve_scale(y="independent")


def heat_maps(crosses: Sequence[CrossCells]) -> Any:
    """One grid a pair: frames above, expected exposure below, coloured by share of frames over exposure."""
    return alt.concat(*[_heat_map(cross) for cross in crosses], columns=2, spacing=24)


def accumulation_chart(points: Sequence[AccumulationPoint]) -> Any:
    """Exposure-weighted coverage against the number of first frames."""
    rows = [
        {"frames": point.frames, "covered": value, "t": f"t = {i + 1}"}
        for point in points
        for i, value in enumerate(point.exposure_weighted)
        if value is not None
    ]
    return (
        alt.Chart(alt.Data(values=rows))
        .mark_line(point=True)
        .encode(
            x=alt.X(
                "frames:Q", scale=alt.Scale(type="log"), title="first frames", axis=alt.Axis(format="~s")
            ),
            y=alt.Y(
                "covered:Q",
                title="exposure covered",
                axis=alt.Axis(format="%"),
                scale=alt.Scale(domain=[0, 1]),
            ),
            color=alt.Color("t:N", title=None),
        )
        .properties(width=520, height=200)
    )


def _heat_map(cross: CrossCells) -> Any:
    first, second = cross.buckets
    total = max(1, sum(map(sum, cross.counts)))
    rows = []
    for i, label in enumerate(first):
        for j, other in enumerate(second):
            n, p, possible = cross.counts[i][j], cross.exposure[i][j], cross.feasible[i][j]
            text = f"{n}\n{_share(p)}" if possible else "×"
            kind = _kind(n, n / total, p, possible)
            rows.append({"row": label, "column": other, "kind": kind, "text": text})
    base = alt.Chart(alt.Data(values=rows)).encode(
        x=alt.X("column:N", sort=list(second), title=cross.attributes[1], axis=alt.Axis(labelAngle=-25)),
        y=alt.Y("row:N", sort=list(first), title=cross.attributes[0]),
    )
    scale = alt.Scale(domain=list(_KINDS), range=list(_KINDS.values()))
    cells = base.mark_rect(opacity=0.4, stroke="#e2e5e9").encode(
        color=alt.Color("kind:N", title=None, scale=scale)
    )
    texts = base.mark_text(fontSize=9, lineBreak="\n", lineHeight=11, dy=-5).encode(text="text:N")
    return (cells + texts).properties(width=alt.Step(58), height=alt.Step(34))


def _kind(n: int, share: float, p: float, possible: bool) -> str:
    if not possible:
        return "cannot occur"
    if n == 0:
        return "no frame"
    if share < p / 2:
        return "less than half"
    return "more than twice" if share > 2 * p else "as expected"


def _share(p: float) -> str:
    return f"{p:.1%}" if p >= 0.001 or p == 0 else f"{p:.0e}"
