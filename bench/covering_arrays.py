"""Rows of covering arrays over random models, beside allpairspy, covertable and coverwise.

    python bench/covering_arrays.py [--models 1000] [--strength 2] [--peers PYTHON] [--answers FILE]

Models have 3 to 12 factors of 2 to 6 levels; every second one has forbidden tuples. Each array is checked by
a plain search that shares no code with ours. The others run in an environment of their own:

    python3.11 -m venv peers
    peers/bin/pip install covertable==3.2.0 allpairspy==2.5.1 coverwise==1.6.1
    python bench/covering_arrays.py --peers peers/bin/python

Answers of others are kept in FILE and used again: some take a minute for one model. Arrays of others that
lack a tuple or have a forbidden one are counted, and not compared: with fewer tuples to cover, fewer rows do.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from pathlib import Path
from typing import Any

import numpy as np

from scenewright.randomness import Streams
from scenewright.scenario.covering import Model, covering_array
from scenewright.scenario.covering.array import WORK

Rows = Sequence[Sequence[int]]
PEERS = {2: "allpairspy,covertable,coverwise", 3: "covertable,coverwise"}


def random_model(number: int) -> Model:
    rng = Streams("covering arrays", "models").generator(str(number))
    sizes = rng.integers(2, 7, int(rng.integers(3, 13))).tolist()
    forbidden = []
    if number % 2:
        for _ in range(int(rng.integers(1, 2 * len(sizes)))):
            factors = sorted(rng.choice(len(sizes), int(rng.choice([2, 2, 2, 3])), replace=False).tolist())
            forbidden.append(tuple((f, int(rng.integers(sizes[f]))) for f in factors))
    return Model(tuple(sizes), tuple(forbidden))


def fault(model: Model, t: int, rows: Rows) -> str:
    """Why the rows are no covering array, or nothing.

    Tuples that no row has are completed by plain backtracking, factor by factor.
    """
    rules = [dict(one) for one in model.forbidden]
    have = set()
    for row in rows:
        if any(all(row[f] == level for f, level in rule.items()) for rule in rules):
            return "a forbidden row"
        have |= set(combinations(enumerate(row), t))
    for factors in combinations(range(len(model.sizes)), t):
        for levels in product(*(range(model.sizes[f]) for f in factors)):
            one = tuple(zip(factors, levels, strict=True))
            if one not in have and _completable(model, rules, dict(one)):
                return "a missing tuple"
    return ""


def _completable(model: Model, rules: list[dict[int, int]], row: dict[int, int]) -> bool:
    if any(all(row.get(f) == level for f, level in rule.items()) for rule in rules):
        return False
    factor = next((f for f in range(len(model.sizes)) if f not in row), None)
    if factor is None:
        return True
    return any(_completable(model, rules, {**row, factor: level}) for level in range(model.sizes[factor]))


class Peers:
    """Answers of other tools, from a process that has them or from a file."""

    def __init__(self, python: str, kept: Path | None) -> None:
        self._python, self._kept, self._known = python, kept, {}
        self._process: subprocess.Popen[str] | None = None
        for line in kept.read_text().splitlines() if kept and kept.exists() else []:
            answer = json.loads(line)
            self._known[answer["tool"], answer["t"], answer["n"]] = answer

    def ask(self, tool: str, t: int, number: int, model: Model) -> dict[str, Any] | None:
        answer: dict[str, Any] | None = self._known.get((tool, t, number))
        if answer is None and self._python:
            answer = self._asked({"tool": tool, "t": t, "sizes": model.sizes, "forbidden": model.forbidden})
            if self._kept:
                with self._kept.open("a") as file:
                    file.write(json.dumps(answer | {"tool": tool, "t": t, "n": number}) + "\n")
        return answer

    def _asked(self, request: dict[str, Any]) -> dict[str, Any]:
        if self._process is None:
            command = [self._python, str(Path(__file__).with_name("covering_peers.py"))]
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
        assert self._process.stdin and self._process.stdout
        print(json.dumps(request), file=self._process.stdin, flush=True)
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer


@dataclass(frozen=True)
class Compared:
    """One model: our rows and those of each tool, None where it has no valid array."""

    number: int
    ours: int
    seconds: float
    theirs: dict[str, int | None]
    took: dict[str, float]


def measure(
    numbers: Sequence[int], t: int, tools: Sequence[str], peers: Peers, work: int
) -> Iterator[Compared]:
    for number in numbers:
        model = random_model(number)
        start = time.process_time()
        rows = covering_array(model, t, seed="bench", work=work).tolist()
        seconds = time.process_time() - start
        wrong = fault(model, t, rows)
        if wrong:
            raise SystemExit(f"model {number}: ours has {wrong}")
        theirs, took = {}, {}
        for tool in tools:
            answer = peers.ask(tool, t, number, model)
            if answer is None:
                continue
            good = "rows" in answer and not fault(model, t, answer["rows"])
            theirs[tool] = len(answer["rows"]) if good else None
            took[tool] = answer["seconds"]
        yield Compared(number, len(rows), seconds, theirs, took)


def against(name: str, found: Sequence[Compared], rows: Sequence[int | None]) -> tuple[int, float]:
    """Prints how ours compare where `rows` has an array; how often ours is larger, and the worst ratio."""
    both = [(one.ours, other) for one, other in zip(found, rows, strict=True) if other is not None]
    if not both:
        print(f"{name:22} no valid array")
        return 0, 0.0
    ratios = np.array([ours / other for ours, other in both])
    ours, others = (sum(pair[side] for pair in both) for side in (0, 1))
    told = f"{name:22} models {len(both):5}  rows {ours:7} against {others:7} ({ours / others:.3f})"
    print(
        f"{told}  fewer {(ratios < 1).sum():4}  same {(ratios == 1).sum():4}  more {(ratios > 1).sum():3}",
        end="",
    )
    print(f"  beyond 5 % {(ratios > 1.05).sum():3}  worst {ratios.max():.3f}")
    return int((ratios > 1).sum()), float(ratios.max())


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--models", type=int, default=1000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--strength", type=int, default=2, choices=[2, 3])
    parser.add_argument("--peers", default="", help="a Python that has the other tools")
    parser.add_argument("--tools", help="which; also covertable_optimize, its annealing")
    parser.add_argument("--answers", type=Path, help="file that keeps answers of other tools")
    parser.add_argument("--work", type=int, default=WORK)
    parser.add_argument("--verbose", action="store_true", help="a line a model")
    given = parser.parse_args()
    tools = (given.tools or PEERS[given.strength]).split(",")
    peers, found = Peers(given.peers, given.answers), []
    numbers = range(given.first, given.first + given.models)
    for one in measure(numbers, given.strength, tools, peers, given.work):
        found.append(one)
        if given.verbose:
            print(f"model {one.number:4} ours {one.ours} in {one.seconds:.2f} s, {one.theirs}", flush=True)
    seconds = np.array([one.seconds for one in found])
    print(f"t = {given.strength}: {len(found)} arrays valid, {sum(one.ours for one in found)} rows, ", end="")
    print(f"CPU seconds a model: median {np.median(seconds):.2f}, largest {seconds.max():.2f}")
    bad = False
    for tool in tools:
        asked = [one for one in found if tool in one.theirs]
        if asked:
            more, _ = against(tool, asked, [one.theirs[tool] for one in asked])
            bad |= tool == "allpairspy" and more > 0
            failed = sum(one.theirs[tool] is None for one in asked)
            took = np.array([one.took[tool] for one in asked])
            print(
                f"{'':22} invalid {failed}, seconds: median {np.median(took):.2f}, largest {took.max():.2f}"
            )
    best = []
    for one in found:
        rows = [n for tool, n in one.theirs.items() if n is not None and tool != "allpairspy"]
        best += [(one, min(rows))] if rows else []
    if best:
        _, worst = against("best of these", [one for one, _ in best], [rows for _, rows in best])
        bad |= worst > 1.05
    return int(bad)


if __name__ == "__main__":
    sys.exit(main())
