"""Options that the chosen strategy would not look at are refused, all at once."""

from __future__ import annotations

from pathlib import Path

import pytest

import scenewright
from scenewright.cli import main

_SCENARIO = str(
    Path(scenewright.__file__).parent / "templates/traffic-sign/scenarios/all-conditions.scenario.yaml"
)
_VALUES = {
    "--odd": "o.yaml",
    "--t": "3",
    "--share": "0.5",
    "--region": "distance_m > 40",
    "--failure-mode": "f.yaml",
    "--existing": "d",
    "--scenic": "p.scenic",
    "--scenic-python": "python",
}


@pytest.mark.parametrize("verb", [["scenario", "sample"], ["generate", "-n", "1", "-o", "d"]])
def test_options_without_a_use_are_told(verb: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    options = [word for pair in _VALUES.items() for word in pair]
    assert main([*verb, _SCENARIO, "--strategy", "sobol", *options]) == 2
    told = capsys.readouterr().err
    assert all(f"\n{name}\n" in told for name in _VALUES)


def test_explain_names_the_strategies_that_it_knows(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scenario", "explain", _SCENARIO, "--index", "1", "--strategy", "covering"]) == 2
    told = capsys.readouterr().err
    assert "--strategy" in told and "lhs, random, sobol" in told
