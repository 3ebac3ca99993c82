"""Covering arrays by other tools, for `covering_arrays.py`: JSON requests in, JSON answers out, one a line.

Runs in an environment of its own, which needs nothing of Scenewright:

    python3.11 -m venv peers && peers/bin/pip install covertable==3.2.0 allpairspy==2.5.1 coverwise==1.6.1

A request has `tool`, `sizes`, `forbidden` (lists of [factor, level]) and `t`; its answer `rows` (levels),
`seconds`, and `error` where the tool gave up.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any

Sizes = list[int]
Forbidden = list[list[list[int]]]
Rows = list[list[int]]


def allpairspy(sizes: Sizes, forbidden: Forbidden, t: int) -> Rows:
    from allpairspy import AllPairs  # type: ignore[import-not-found]

    def permitted(row: list[int]) -> bool:
        return not any(all(f < len(row) and row[f] == level for f, level in one) for one in forbidden)

    return [list(row) for row in AllPairs([list(range(s)) for s in sizes], filter_func=permitted, n=t)]


def _controller(sizes: Sizes, forbidden: Forbidden, t: int) -> Any:
    from covertable.main import Controller  # type: ignore[import-not-found]

    names = [f"f{i}" for i in range(len(sizes))]
    constraints = [
        {
            "operator": "not",
            "condition": {
                "operator": "and",
                "conditions": [{"operator": "eq", "left": names[f], "value": level} for f, level in one],
            },
        }
        for one in forbidden
    ]
    factors = {name: list(range(s)) for name, s in zip(names, sizes, strict=True)}
    return Controller(factors, strength=t, constraints=constraints)


def _listed(rows: list[dict[str, int]], sizes: Sizes) -> Rows:
    return [[row[f"f{i}"] for i in range(len(sizes))] for row in rows]


def covertable(sizes: Sizes, forbidden: Forbidden, t: int) -> Rows:
    return _listed(_controller(sizes, forbidden, t).make(), sizes)


def covertable_optimize(sizes: Sizes, forbidden: Forbidden, t: int) -> Rows:
    """Its greedy, then its annealing for five seconds of clock time (one unless told)."""
    controller = _controller(sizes, forbidden, t)
    controller.make()
    return _listed(controller.optimize(tuning={"budget_ms": 5000}), sizes)


def coverwise(sizes: Sizes, forbidden: Forbidden, t: int) -> Rows:
    import coverwise as tool  # type: ignore[import-not-found]

    found = tool.generate(
        parameters={f"f{i}": [str(v) for v in range(s)] for i, s in enumerate(sizes)},
        constraints=[
            "NOT (" + " AND ".join(f"f{f} = {level}" for f, level in one) + ")" for one in forbidden
        ],
        strength=t,
    )
    return [[int(row[f"f{i}"]) for i in range(len(sizes))] for row in found["tests"]]


TOOLS: dict[str, Callable[[Sizes, Forbidden, int], Rows]] = {
    "allpairspy": allpairspy,
    "covertable": covertable,
    "covertable_optimize": covertable_optimize,
    "coverwise": coverwise,
}


def main() -> int:
    for line in sys.stdin:
        request = json.loads(line)
        start = time.perf_counter()
        answer: dict[str, Any] = {}
        try:
            answer["rows"] = TOOLS[request["tool"]](request["sizes"], request["forbidden"], request["t"])
        except Exception as error:  # whatever a peer raises is its answer
            answer["error"] = f"{type(error).__name__}: {error}"
        answer["seconds"] = time.perf_counter() - start
        print(json.dumps(answer), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
