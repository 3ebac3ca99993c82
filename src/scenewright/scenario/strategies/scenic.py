"""A Scenic program as the source of samples: its global parameters set those of the scenario.

Scenic runs in a Python of its own, as it brings another OpenCV. Each sample is drawn with a seed of its own,
so that the first ones stay the same when more are asked for.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from scenewright.errors import InputError, Problem, nearest
from scenewright.identity import sha256_hex
from scenewright.plugins import load
from scenewright.randomness import Streams
from scenewright.scenario.distributions import Value
from scenewright.scenario.document import Scenario
from scenewright.scenario.fit import SpecDomain
from scenewright.scenario.spec import ParameterSpec
from scenewright.scenario.strategies.design import Design
from scenewright.scenario.strategies.given import Given

__all__ = ["scenic_design"]

_SCENICS_OWN = ("map", "render", "time", "timestep", "weather")
"""Global parameters with a meaning in Scenic's libraries."""
_SCRIPT = """
import importlib.metadata, json, random, sys
import numpy, scenic
program, seeds = sys.argv[1], json.load(sys.stdin)
scenario = scenic.scenarioFromFile(program, mode2D=True)
found = []
for seed in seeds:
    random.seed(seed); numpy.random.seed(seed)
    scene, _ = scenario.generate(maxIterations=10000)
    plain = {k: v.item() if isinstance(v, numpy.generic) else v for k, v in scene.params.items()}
    found.append({k: v for k, v in plain.items() if isinstance(v, (bool, int, float, str))})
print("SAMPLES " + json.dumps({"version": importlib.metadata.version("scenic"), "samples": found}))
"""


def scenic_design(scenario: Scenario, program: Path, *, count: int, seed: str, python: str = "") -> Design:
    """`count` samples with the values of the program's global parameters (`param distance_m = Range(9, 40)`).

    `python` is that of an environment with Scenic, by default this one. Other parameters are the scenario's.
    Raises `InputError` when the program cannot be run, or gives what the world cannot build.
    """
    try:
        text = program.read_bytes()
    except OSError as error:
        found = error.strerror or type(error).__name__
        raise InputError(Problem(expected="a Scenic program", found=found, file=str(program))) from None
    streams = Streams(seed, f"scenic/{scenario.name}")
    seeds = [streams.seed_u32(f"sample/{index}") for index in range(count)]
    said = _run(python or sys.executable, program, seeds)
    samples: list[dict[str, Any]] = said["samples"]
    names = sorted(set(samples[0]) & set(scenario.parameters))
    if not names:
        known = sorted(samples[0])
        expected = "global parameters with names of the scenario's"
        shown = ", ".join(known[:8]) or "none"
        fix = f"write e.g. 'param {next(iter(scenario.parameters))} = Range(0, 1)'"
        raise InputError(Problem(expected=expected, found=shown, file=str(program), fix=fix))
    values = _checked(scenario, program, names, samples)
    source = {
        "kind": "scenic",
        "program": program.name,
        "program_sha256": sha256_hex(text),
        "scenic_version": str(said["version"]),
    }
    return Design("scenic", given=Given(values, source))


def _run(python: str, program: Path, seeds: Sequence[int]) -> dict[str, Any]:
    command = [python, "-c", _SCRIPT, str(program)]
    try:
        done = subprocess.run(command, input=json.dumps(seeds), capture_output=True, text=True, check=False)
    except OSError as error:
        expected, fix = "a Python with Scenic", "name it: --scenic-python scenic/bin/python"
        found = f"'{python}': {error.strerror}"
        raise InputError(Problem(expected=expected, found=found, field="--scenic-python", fix=fix)) from None
    lines = [line for line in done.stdout.splitlines() if line.startswith("SAMPLES ")]
    if done.returncode or not lines:
        last = (done.stderr.strip().splitlines() or ["nothing"])[-1]
        fix = "run it with Scenic itself to see where"
        if "No module named" in last:
            made = "python -m venv scenic && scenic/bin/pip install scenic"
            fix = f"{made}, then --scenic-python scenic/bin/python"
        expected = "a program that Scenic can draw samples from"
        raise InputError(Problem(expected=expected, found=last, file=str(program), fix=fix))
    said: dict[str, Any] = json.loads(lines[-1].removeprefix("SAMPLES "))
    return said


def _checked(
    scenario: Scenario, program: Path, names: Sequence[str], samples: Sequence[Mapping[str, Any]]
) -> dict[str, tuple[Value, ...]]:
    """Values as the world has them; all problems at once, one a parameter."""
    specs: dict[str, ParameterSpec] = {spec.name: spec for spec in load("worlds", scenario.world).parameters}
    problems: dict[str, Problem] = {}
    values: dict[str, list[Value]] = {name: [] for name in names}
    for number, sample in enumerate(samples):
        for name in names:

            def report(
                path: Any, *, expected: str, found: str, fix: str = "", at: Any = (name, number)
            ) -> None:
                where = f"param {at[0]}, sample {at[1]}"
                problem = Problem(expected=expected, found=found, file=str(program), field=where, fix=fix)
                problems.setdefault(at[0], problem)

            value = SpecDomain(specs[name]).constant(sample.get(name, "nothing"), (name,), report)
            if value is not None:
                values[name].append(value)
    for name in sorted(set(samples[0]) - set(names)):
        fix = nearest(name, list(specs))
        # A program may have others; only what looks misspelt is told.
        if name not in _SCENICS_OWN and fix.startswith("did you mean"):
            expected = f"a parameter of world {scenario.world}"
            problems[name] = Problem(
                expected=expected, found=f"'{name}'", file=str(program), field=f"param {name}", fix=fix
            )
    if problems:
        raise InputError(problems.values())
    return {name: tuple(column) for name, column in values.items()}
