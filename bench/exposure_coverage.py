"""Exposure-weighted coverage at equal numbers of frames: random draws, mixtures and adaptive ones.

    python bench/exposure_coverage.py [-o CURVES.svg]

The scenario `all-conditions` of the road-sign template against its ODD: which share of the combinations of
three conditions, by how often a car meets them, has at least one frame. Samples are drawn, nothing is
rendered.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from statistics import mean
from typing import Any

import numpy as np
import pyarrow as pa

import scenewright
from scenewright.evidence.coverage.cells import cells_of, mean_weighted
from scenewright.evidence.coverage.combinations import combinations_of
from scenewright.evidence.coverage.counting import count_tables
from scenewright.evidence.coverage.factors import assign_all, factors_of
from scenewright.scenario import Odd, Scenario, load_odd, load_scenario
from scenewright.scenario.sampling import draw_columns
from scenewright.scenario.strategies.make import make_design

_T = 3
_FRAMES = (25, 50, 100, 200, 400, 800, 1600)
_STRATEGIES = ("random", "sobol", "exposure", "covering", "mixture", "adaptive")
_SEEDS = ("1", "2", "3")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("-o", "--out", type=Path, help="write the curves here (SVG)")
    out = parser.parse_args().out
    template = Path(scenewright.__file__).parent / "templates/traffic-sign"
    scenario = load_scenario(template / "scenarios/all-conditions.scenario.yaml")
    odd = load_odd(template / "odd/german-roads.odd.yaml")
    most = _reachable(scenario, odd)
    print(f"exposure-weighted {_T}-way coverage, mean of {len(_SEEDS)} seeds")
    print(f"at most {most:.1%} can be reached")
    print("frames    " + "".join(f"{name:>10}" for name in _STRATEGIES))
    rows: list[dict[str, Any]] = []
    for count in _FRAMES:
        found = {}
        for strategy in _STRATEGIES:
            values = [_coverage(_draw(scenario, odd, strategy, count, seed), odd) for seed in _SEEDS]
            found[strategy] = mean(values)
            rows.append({"frames": count, "strategy": strategy, "coverage": found[strategy]})
        print(f"{count:6}    " + "".join(f"{found[name]:10.1%}" for name in _STRATEGIES), flush=True)
    if out:
        out.write_text(_curves(rows, most))
        print(f"curves: {out}")


def _draw(scenario: Scenario, odd: Odd, strategy: str, count: int, seed: str) -> Any:
    made = make_design(strategy, scenario, count=count, seed=seed, odd=odd, t=_T)
    return draw_columns(scenario, root=seed, strategy=made.design, indices=np.arange(count)).columns


def _coverage(columns: Any, odd: Odd) -> float:
    """By the coverage report's own way of counting, over all attributes of the ODD that are requested."""
    factors = [factor for factor in factors_of(odd) if not factor.realised]
    codes = assign_all(factors, [pa.table({n: pa.array(c) for n, c in columns.items()})]).codes
    tables = count_tables(codes, [len(factor.buckets) for factor in factors], _T)
    return mean_weighted(cells_of(combinations_of(tables, _T), factors, odd), 1) or 0.0


def _reachable(scenario: Scenario, odd: Odd) -> float:
    """What 100,000 frames by exposure cover, with 2,000 of rare combinations beside them."""
    counts = {"exposure": 100_000, "adaptive": 2000}
    parts = [_draw(scenario, odd, strategy, count, "most") for strategy, count in counts.items()]
    return _coverage({name: np.concatenate([part[name] for part in parts]) for name in parts[0]}, odd)


def _curves(rows: list[dict[str, Any]], most: float) -> str:
    import altair as alt
    import vl_convert

    base = alt.Chart(alt.Data(values=rows)).encode(
        x=alt.X("frames:Q", title="frames", scale=alt.Scale(type="log", base=2)),
        y=alt.Y(
            "coverage:Q",
            title="exposure-weighted 3-way coverage",
            axis=alt.Axis(format="%"),
            scale=alt.Scale(zero=False),
        ),
        color=alt.Color("strategy:N", title=None, sort=list(_STRATEGIES)),
    )
    limit = alt.Chart(alt.Data(values=[{"most": most}])).mark_rule(strokeDash=[4, 4]).encode(y="most:Q")
    chart = (base.mark_line() + base.mark_point() + limit).properties(width=460, height=300)
    return str(vl_convert.vegalite_to_svg(chart.to_dict()))


if __name__ == "__main__":
    main()
