"""A sample explained: computed again by hand from what the trace says."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from worlds import SPECS, distribution, scenario_documents

from scenewright.cli import main
from scenewright.generate import make_recipe
from scenewright.scenario import draw, load_scenario, read_scenario
from scenewright.scenario.distributions.mixture import Mixture
from scenewright.scenario.library.explain import trace
from scenewright.scenario.library.parts import cut

_DOCUMENT = """scenewright: 1
kind: Scenario
name: why
world: small
parameters:
  x:
    given: color
    cases:
      red: {mixture: [{weight: 1, constant: 5}, {weight: 3, uniform: [1, 3]}]}
    otherwise: {uniform: [0, 1]}
derived: {double: "2 * x"}
constraints:
  - "y > 0"
  - "count < 3 or wet"
"""


@pytest.fixture
def why(tmp_path: Path) -> Path:
    file = tmp_path / "why.scenario.yaml"
    file.write_text(_DOCUMENT, "utf-8")
    return file


def test_rejected_draws_name_their_constraints(why: Path) -> None:
    read = read_scenario(why, SPECS)
    traces = [trace(read, root="r", strategy="random", index=i) for i in range(20)]
    attempts = [attempt for one in traces for attempt in one.rejected]
    # Half of the draws have y <= 0, and 3/16 of them count = 3 without being wet.
    assert 10 < len(attempts) < 60 and {len(a.broken) for a in attempts} == {1, 2}
    for attempt in attempts:
        assert ("y > 0" in attempt.broken) == (attempt.values.get("y", 1) <= 0)
        dry = attempt.values.get("count", 0) == 3 and not attempt.values.get("wet", True)
        assert ("count < 3 or wet" in attempt.broken) == dry
    assert [a.attempt for a in max(traces, key=lambda t: t.attempts).rejected] == list(
        range(1, max(t.attempts for t in traces))
    )


def test_choices_are_followed_to_the_value(why: Path) -> None:
    read = read_scenario(why, SPECS)
    seen = set()
    for index in range(24):
        found = trace(read, root="r", strategy="sobol", index=index)
        x = next(p for p in found.parameters if p.parameter == "x")
        assert (x.file, x.line) == (str(why), 6)
        words, u = [step.says for step in x.steps], x.u
        if x.parents["color"] != "red":
            assert words == ["'otherwise' of the cases of color"] and x.value == pytest.approx(u)
        elif u < 0.25:
            assert words == ["the case color = 'red'", "part 1 of the mixture"] and x.value == 5
            assert x.quantile == pytest.approx(4 * u) and x.log_density == pytest.approx(math.log(0.25))
        else:
            within = (u - 0.25) / 0.75
            assert words == ["the case color = 'red'", "part 2 of the mixture"]
            assert x.drawn_from == {"uniform": [1.0, 3.0]} and x.quantile == pytest.approx(within)
            assert x.value == pytest.approx(1 + 2 * within)
            assert x.log_density == pytest.approx(math.log(0.75 / 2))
        assert found.derived["double"] == ("2 * x", 2 * x.value)
        seen.add(tuple(words))
    assert len(seen) == 3


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(document=scenario_documents, index=st.integers(0, 99), strategy=st.sampled_from(["random", "sobol"]))
def test_any_sample_is_what_its_trace_says(
    document: object, index: int, strategy: str, tmp_path: Path
) -> None:
    file = tmp_path / "any.scenario.yaml"
    file.write_text(yaml.safe_dump({"scenewright": 1, "kind": "Scenario", **document}), "utf-8")
    read = read_scenario(file, SPECS)
    drawn = draw(read.scenario, root="r", strategy=strategy, index=index)
    found = trace(read, root="r", strategy=strategy, index=index)
    assert json.loads(json.dumps(found.to_json()))["parameters"]
    values = {p.parameter: p.value for p in found.parameters}
    assert values == {name: drawn.sample[name] for name in read.scenario.parameters}
    assert sum(p.log_density for p in found.parameters) == pytest.approx(drawn.log_density)
    assert found.attempts == drawn.attempts == len(found.rejected) + 1
    for one in found.parameters:
        parents = {name: np.array([value]) for name, value in one.parents.items()}
        parents = {n: v.astype(object) if v.dtype.kind == "U" else v for n, v in parents.items()}
        # The innermost distribution at its own place gives the value; so does the whole at its point.
        for form, place in ((one.drawn_from, one.quantile), (one.distribution, one.u)):
            again = distribution(form).quantile(np.array([place]), parents)[0]
            assert _text(again) == _text(one.value)


def _text(value: object) -> str:
    """Documents hold categories, truths and whole numbers as keys, which are text."""
    try:
        return f"{float(str(value)):.9g}"
    except ValueError:
        return str(value).lower()


@settings(max_examples=50, deadline=None)
@given(u=st.floats(0, 1, exclude_max=True), weights=st.lists(st.floats(0.01, 5), min_size=1, max_size=5))
def test_a_mixture_is_cut_as_it_draws(u: float, weights: list[float]) -> None:
    parts = [{"weight": w, "uniform": [10 * i, 10 * i + 1]} for i, w in enumerate(weights)]
    mixture = distribution({"mixture": parts})
    assert isinstance(mixture, Mixture)
    index, within = cut(mixture, np.array([u]))
    assert mixture.quantile(np.array([u]), {})[0] == pytest.approx(10 * index[0] + within[0])


def test_the_verb_explains_what_generate_draws(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    base = "scenewright: 1\nkind: Scenario\nname: base\nworld: traffic_light\nparameters: {mask: ball}\n"
    (tmp_path / "base.scenario.yaml").write_text(base, "utf-8")
    file = tmp_path / "far.scenario.yaml"
    file.write_text(
        "scenewright: 1\nkind: Scenario\nname: far\nextends: base.scenario.yaml\n"
        "parameters: {distance_m: {uniform: [10, 60]}}\nconstraints: ['distance_m > 30']\n",
        "utf-8",
    )
    words = [str(file), "--index", "3", "--seed", "7", "--strategy", "random"]
    assert main(["scenario", "explain", *words, "--json"]) == 0
    value = json.loads(capsys.readouterr().out)
    scenario = load_scenario(file)
    root = make_recipe([scenario], count=4, seed="7", strategy="random").stream_root(scenario)
    sample = draw(scenario, root=root, strategy="random", index=3).sample
    assert {p["parameter"]: p["value"] for p in value["parameters"]} == sample
    origins = {p["parameter"]: p["file"] for p in value["parameters"] if p["file"]}
    assert origins == {"mask": str(tmp_path / "base.scenario.yaml"), "distance_m": str(file)}
    assert main(["scenario", "explain", *words]) == 0
    told = capsys.readouterr().out
    assert "sample 3 of far, strategy random, seed 7" in told and f"from {file}:5" in told
    assert "more parameters have the world's default" in told
    assert main(["scenario", "explain", *words[:-1], "lhc"]) == 2
