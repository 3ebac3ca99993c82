"""Coverage at scale: time and peak memory of counting all t-way combinations, and of the whole report.

    python bench/coverage.py [--samples N] [--attributes K] [--t T] [--pandas PYTHON] [--subsets S]

Made frames: K attributes of 3 to 6 buckets, skewed and partly related, every seventh with 1 % unknown values.
Each part runs in a process of its own, on one thread. `count` starts from codes, `report` from a dataset's
index with a float64 column for each attribute. With --pandas, a Python that has pandas counts S of the
t-subsets by `groupby(...).size()` over the same frames as categories, and its time for all of them is
extrapolated; its counts must be ours.

Wall time is that of a busy machine if it is one; CPU seconds are what one free core would take.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import resource
import subprocess
import sys
import time
from itertools import combinations
from math import comb
from typing import Any

import numpy as np
from numpy.typing import NDArray


def sizes_of(attributes: int) -> list[int]:
    return [3 + a % 4 for a in range(attributes)]


def frames(samples: int, attributes: int) -> NDArray[np.int8]:
    """Codes, shape (samples, attributes), columns contiguous."""
    rng = np.random.default_rng(0)
    codes = np.empty((samples, attributes), np.int8, order="F")
    for a, size in enumerate(sizes_of(attributes)):
        p = 0.6 ** np.arange(size)
        drawn = np.searchsorted(np.cumsum(p / p.sum()), rng.random(samples, np.float32)).clip(0, size - 1)
        codes[:, a] = drawn
        if a % 3 == 2:
            related = rng.random(samples, np.float32) < 0.5
            codes[related, a] = np.minimum(codes[related, a - 1], size - 1)
        if a % 7 == 6:
            codes[rng.random(samples, np.float32) < 0.01, a] = -1
    return codes


def some_subsets(attributes: int, t: int, most: int) -> list[tuple[int, ...]]:
    every = list(combinations(range(attributes), t))
    return every[:: max(1, len(every) // most)][:most]


def digest_of(tables: list[NDArray[np.int64]]) -> str:
    return hashlib.sha256(b"".join(np.ascontiguousarray(x, np.int64).tobytes() for x in tables)).hexdigest()[
        :16
    ]


def count(codes: NDArray[np.int8], sizes: list[int], t: int, chosen: list[tuple[int, ...]]) -> dict[str, Any]:
    from scenewright.evidence.coverage.counting import count_tables

    start, cpu = time.perf_counter(), time.process_time()
    tables = count_tables(codes, sizes, t)
    spent = {"wall_s": time.perf_counter() - start, "cpu_s": time.process_time() - cpu}
    return {**spent, "digest": digest_of([tables[subset] for subset in chosen])}


def report(codes: NDArray[np.int8], sizes: list[int], t: int) -> dict[str, Any]:
    from types import SimpleNamespace

    import pyarrow as pa

    from scenewright.evidence.coverage import measure_coverage
    from scenewright.scenario.odd import odd_from_document

    columns = {}
    for a in range(codes.shape[1]):
        values = codes[:, a] + np.random.default_rng(a).random(len(codes), np.float32).astype(np.float64)
        values[codes[:, a] < 0] = np.nan
        columns[f"p{a}"] = values
    index = pa.table(
        {
            "scenario": pa.array(["s"]).take(pa.array(np.zeros(len(codes), np.int8))).dictionary_encode(),
            "sample": pa.StructArray.from_arrays([pa.array(v) for v in columns.values()], list(columns)),
            "measured": pa.StructArray.from_arrays([pa.nulls(len(codes), pa.int8())], ["none"]),
        }
    )
    attributes = [
        {
            "name": f"a{a}",
            "parameter": f"p{a}",
            "unit": "1",
            "buckets": [{"label": str(i), "low": i, "high": i + 1} for i in range(size)],
        }
        for a, size in enumerate(sizes)
    ]
    rule = "a0 = '0' and a1 = '3'"
    odd = odd_from_document({"name": "bench", "attributes": attributes, "infeasible": [rule]})
    manifest = SimpleNamespace(name="bench", merkle_root="", recipe={"strategy": "random"})
    dataset = SimpleNamespace(manifest=manifest, index=index)
    start, cpu = time.perf_counter(), time.process_time()
    found = measure_coverage(dataset, odd, t=t)
    spent = {"wall_s": time.perf_counter() - start, "cpu_s": time.process_time() - cpu}
    return {**spent, "covered": found.requested.tway[-1].covered, "of": found.requested.tway[-1].feasible}


def pandas_count(codes: NDArray[np.int8], sizes: list[int], chosen: list[tuple[int, ...]]) -> dict[str, Any]:
    import pandas as pd  # type: ignore[import-not-found,import-untyped]

    # Categories are what pandas groups fastest: twice as fast as numbers.
    table = pd.DataFrame(
        {
            f"a{a}": pd.Categorical.from_codes(codes[:, a], categories=range(size))
            for a, size in enumerate(sizes)
        }
    )
    start, cpu = time.perf_counter(), time.process_time()
    counted = [table.groupby([f"a{a}" for a in subset], observed=False).size() for subset in chosen]
    spent = {"wall_s": time.perf_counter() - start, "cpu_s": time.process_time() - cpu}
    tables = [
        found.to_numpy().reshape([sizes[a] for a in subset])
        for subset, found in zip(chosen, counted, strict=True)
    ]
    return {**spent, "digest": digest_of(tables), "version": pd.__version__}


def child(options: argparse.Namespace) -> None:
    codes, sizes = frames(options.samples, options.attributes), sizes_of(options.attributes)
    chosen = some_subsets(options.attributes, options.t, options.subsets)
    if options.part == "count":
        found = count(codes, sizes, options.t, chosen)
    elif options.part == "report":
        found = report(codes, sizes, options.t)
    else:
        found = pandas_count(codes, sizes, chosen)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    print(json.dumps({**found, "peak_gib": peak}))


def run(part: str, options: argparse.Namespace, python: str) -> dict[str, Any]:
    words = [python, __file__, "--part", part, "--samples", str(options.samples)]
    words += [
        "--attributes",
        str(options.attributes),
        "--t",
        str(options.t),
        "--subsets",
        str(options.subsets),
    ]
    done = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    print(
        f"{part:7} wall {found['wall_s']:8.2f} s   CPU {found['cpu_s']:8.2f} s   "
        f"peak {found['peak_gib']:.2f} GiB",
        flush=True,
    )
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--samples", type=int, default=10_000_000)
    parser.add_argument("--attributes", type=int, default=20)
    parser.add_argument("--t", type=int, default=3)
    parser.add_argument("--subsets", type=int, default=12, help="t-subsets that pandas counts")
    parser.add_argument("--pandas", default="", help="a Python that has pandas")
    parser.add_argument("--part", choices=("count", "report", "pandas"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.part:
        child(options)
        return 0
    total = comb(options.attributes, options.t)
    print(f"{options.samples:,} frames, {options.attributes} attributes, {total:,} subsets of {options.t}")
    ours = run("count", options, sys.executable)
    run("report", options, sys.executable)
    if not options.pandas:
        return 0
    theirs = run("pandas", options, options.pandas)
    chosen = len(some_subsets(options.attributes, options.t, options.subsets))
    ratio = theirs["cpu_s"] / chosen * total / ours["cpu_s"]
    print(
        f"pandas {theirs['version']}, {chosen} of {total} subsets: all would take {ratio:.0f} times as long"
    )
    same = theirs["digest"] == ours["digest"]
    print(f"counts of these subsets: {'the same' if same else 'DIFFERENT'}")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
