"""Memory over a long generation: resident set of all processes, sampled while frames are made.

    python bench/memory.py [--frames 20000] [--workers 2] [--profile default]

Flat means that what the processes hold late in the run is what they held early on; both are printed, with
their ratio. Linux only (`/proc`).
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import tempfile
import threading
import time
from pathlib import Path

from crops import SCENARIO

from scenewright.generate import generate_dataset, make_recipe
from scenewright.scenario import scenario_from_document


def resident_mib() -> float:
    """Resident memory of this process and its descendants [MiB]."""
    parents, resident = {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            status = dict(line.split(":", 1) for line in (folder / "status").read_text().splitlines())
        except (OSError, ValueError):
            continue
        parents[int(folder.name)] = int(status["PPid"])
        resident[int(folder.name)] = int(status.get("VmRSS", "0 kB").split()[0]) / 1024
    family, found = {os.getpid()}, True
    while found:
        found = {child for child, parent in parents.items() if parent in family} - family
        family |= found
    return sum(resident.get(process, 0.0) for process in family)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--frames", type=int, default=20_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--profile", default="default")
    given = parser.parse_args()
    recipe = make_recipe(
        [scenario_from_document(SCENARIO)], count=given.frames, seed="bench", profile=given.profile
    )
    folder, samples, done, stop = Path(tempfile.mkdtemp()), [], [0], threading.Event()

    def watch() -> None:
        while not stop.wait(0.2):
            samples.append((done[0], resident_mib()))

    watcher = threading.Thread(target=watch)
    watcher.start()
    start = time.perf_counter()
    try:
        generate_dataset(
            recipe, folder / "dataset", workers=given.workers, progress=lambda n: done.__setitem__(0, n)
        )
        seconds = time.perf_counter() - start
    finally:
        stop.set()
        watcher.join()
        shutil.rmtree(folder)

    def between(low: float, high: float) -> float:
        found = [m for n, m in samples if low * given.frames <= n <= high * given.frames]
        return statistics.median(found) if found else float("nan")

    early, late = between(0.05, 0.15), between(0.9, 1.0)
    result = {
        "frames": given.frames,
        "workers": given.workers,
        "frames_per_s": round(given.frames / seconds, 1),
        "resident_mib_at_5_to_15_percent": round(early, 1),
        "resident_mib_at_90_to_100_percent": round(late, 1),
        "late_to_early": round(late / early, 4),
        "peak_mib": round(max(m for _, m in samples), 1),
    }
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
