"""Parameter draws a second on one core: 20 parameters, two constraints.

    python bench/sampling.py [--scenic PYTHON]

Beside raw numpy (the same distributions and constraints written by hand, rejected and drawn again) and beside
Scenic, in an environment of its own: `python -m venv scenic && scenic/bin/pip install scenic==3.1.1`, then
`--scenic scenic/bin/python`. Times are CPU times of this process, medians of five.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from scipy.special import ndtr, ndtri

from scenewright.scenario import Scenario, category, integer, number, scenario_from_document
from scenewright.scenario.sampling import draw, draw_columns

_N = 1 << 18
_LEAST = 1_000_000
_CONSTRAINTS = ["p00 + p05 < 150", "p03 = 'a' or p04 >= 2"]
_MASSES = {"a": 0.2, "b": 0.3, "c": 0.5}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scenic", help="Python of an environment with Scenic")
    scenic = parser.parse_args().scenic
    scenario = _scenario()
    columns, accepted = _by_hand(np.random.default_rng(1), _N)
    ours = draw_columns(scenario, root="r", strategy="random", indices=np.arange(_N))
    for name in ("p00", "p07", "p04"):
        gap = abs(ours.columns[name].mean() - columns[name].mean()) / columns[name].std()
        assert gap < 0.02, f"the two draw differently: {name}"
    print(f"20 parameters, two constraints, {accepted:.0%} of the draws accepted, {_N} samples")
    rates = {
        strategy: _rate(
            lambda s=strategy: draw_columns(scenario, root="r", strategy=s, indices=np.arange(_N))
        )
        for strategy in ("random", "sobol", "lhs")
    }
    raw = _rate(lambda: _by_hand(np.random.default_rng(1), _N))
    for strategy, rate in rates.items():
        print(f"{strategy:8} {rate:12,.0f} samples/s   {rate / raw:5.2f} of raw numpy")
    print(f"numpy    {raw:12,.0f} samples/s   (no densities, no way to draw one index alone)")
    alone = [draw(scenario, root="r", strategy="random", index=i) for i in (0, 77_777, _N - 1)]
    rows = ours.rows()
    same = all(a == rows[i] for a, i in zip(alone, (0, 77_777, _N - 1), strict=True))
    print(f"an index drawn alone is the same: {'yes' if same else 'NO'}")
    fast = rates["random"] >= _LEAST
    print(f"at least {_LEAST:,} random samples/s: {'yes' if fast else 'NO'}")
    if scenic:
        rate = _scenic(scenic)
        print(f"Scenic   {rate:12,.0f} samples/s   {rates['random'] / rate:5.0f} times slower than random")
    return 0 if same and fast else 1


def _scenario() -> Scenario:
    kinds: list[Callable[[str], Any]] = [
        lambda n: number(n, "m", 0, 100, "", {"uniform": [0, 100]}, ""),
        lambda n: number(n, "m", 1, 100, "", {"log_uniform": [1, 100]}, ""),
        lambda n: number(n, "m", -9, 9, "", {"normal": {"mean": 0, "sd": 3, "low": -9, "high": 9}}, ""),
        lambda n: category(n, _MASSES, "", ""),
        lambda n: integer(n, "1", 0, 8, "", {"integer": [0, 8]}, ""),
    ]
    specs = [kinds[i % 5](f"p{i:02}") for i in range(20)]
    return scenario_from_document({"name": "bench", "world": "none", "constraints": _CONSTRAINTS}, specs)


def _by_hand(rng: np.random.Generator, n: int) -> tuple[dict[str, Any], float]:
    """The same samples as a script would draw them, and the share of draws that is accepted."""
    parts, have, tried = [], 0, 0
    while have < n:
        m = int((n - have) * 1.5) + 16
        tried += m
        c: dict[str, Any] = {}
        for i in range(20):
            u, name = rng.random(m), f"p{i:02}"
            if i % 5 == 0:
                c[name] = 100 * u
            elif i % 5 == 1:
                c[name] = np.exp(u * np.log(100))
            elif i % 5 == 2:
                low, high = ndtr(-3), ndtr(3)
                c[name] = 3 * ndtri(low + u * (high - low))
            elif i % 5 == 3:
                c[name] = np.array(list(_MASSES), object)[
                    np.searchsorted(np.cumsum(list(_MASSES.values())), u)
                ]
            else:
                c[name] = (u * 9).astype(np.int64)
        met = (c["p00"] + c["p05"] < 150) & ((c["p03"] == "a") | (c["p04"] >= 2))
        parts.append({name: column[met] for name, column in c.items()})
        have += int(met.sum())
    return {name: np.concatenate([part[name] for part in parts])[:n] for name in parts[0]}, have / tried


def _rate(run: Callable[[], Any]) -> float:
    times = []
    run()
    for _ in range(5):
        start = time.process_time()
        run()
        times.append(time.process_time() - start)
    return _N / median(times)


def _scenic(python: str) -> float:
    """Samples a second of the same parameters and constraints as a Scenic program."""
    lines = []
    for i in range(20):
        value = (
            "Range(0, 100)",
            "Range(1, 100)",
            "TruncatedNormal(0, 3, -9, 9)",
            "Discrete({'a': 2, 'b': 3, 'c': 5})",
            "DiscreteRange(0, 8)",
        )[i % 5]
        lines.append(f"p{i:02} = {value}\nparam p{i:02} = p{i:02}")
    program = "\n".join(
        [*lines, "ego = new Object", "require p00 + p05 < 150", "require p03 == 'a' or p04 >= 2"]
    )
    script = (
        "import sys, time, json, scenic\n"
        "s = scenic.scenarioFromFile(sys.argv[1], mode2D=True)\n"
        "s.generate(maxIterations=1000)\n"
        "t = time.process_time(); n = 2000\n"
        "for _ in range(n): s.generate(maxIterations=1000)\n"
        "print(json.dumps(n / (time.process_time() - t)))\n"
    )
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "bench.scenic"
        file.write_text(program)
        done = subprocess.run([python, "-c", script, str(file)], capture_output=True, text=True, check=True)
    return float(json.loads(done.stdout.splitlines()[-1]))


if __name__ == "__main__":
    raise SystemExit(main())
