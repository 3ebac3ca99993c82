"""What changed between two ODDs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from odds import attribute, shuttle
from scipy.spatial.distance import jensenshannon

from scenewright.cli import main
from scenewright.scenario.odd import odd_from_document
from scenewright.scenario.odd.diff import diff_odds, exposure_moved
from scenewright.scenario.odd.diff_text import odd_diff_lines


def changed(**fields: Any) -> dict[str, Any]:
    document = shuttle()
    for name, value in fields.items():
        row = next(a for a in document["attributes"] if a["name"] == name.replace("_", " "))
        row |= value
    return document


def lines(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    return odd_diff_lines(diff_odds(odd_from_document(before), odd_from_document(after)).to_json())


def test_nothing_differs_from_itself() -> None:
    found = diff_odds(odd_from_document(shuttle()), odd_from_document({**shuttle(), "name": "another"}))
    assert not found and odd_diff_lines(found.to_json()) == ["no difference"]


CHANGES = {
    "version": ({**shuttle(), "version": "1.1.0"}, ["version: 1.0.0 -> 1.1.0"]),
    "exposure": (
        changed(sun_elevation={"exposure": {"night": 0.5, "dusk": 0.1, "day": 0.4}}),
        [
            "~ attribute sun elevation",
            "    exposure: mass moved 30.0%, JS 0.0778 bit (night 0.2 -> 0.5, day 0.7 -> 0.4)",
        ],
    ),
    "validity": (
        changed(headlights={"valid": "\"sun elevation\" = 'night'"}),
        [
            "~ attribute headlights",
            "    valid: \"sun elevation\" in ('night', 'dusk') -> \"sun elevation\" = 'night'",
        ],
    ),
    "buckets": (
        changed(headlights={"buckets": [{"label": "weak", "high": 40}, {"label": "strong", "low": 40}]}),
        [
            "~ attribute headlights",
            "    bucket weak: below 30 -> below 40",
            "    bucket strong: from 30 -> from 40",
        ],
    ),
    "risk": (
        changed(sun_elevation={"risk": {"night": 3}}),
        ["~ attribute sun elevation", "    risk dusk: 2 -> 1"],
    ),
    "infeasible": (
        {**shuttle(), "infeasible": ["snow = 'some' and rain <> 'dry'"]},
        ["+ infeasible snow = 'some' and rain <> 'dry'"],
    ),
}


@pytest.mark.parametrize(("after", "expected"), CHANGES.values(), ids=CHANGES)
def test_a_change_is_told_in_its_terms(after: dict[str, Any], expected: list[str]) -> None:
    assert lines(shuttle(), after) == expected
    back = diff_odds(odd_from_document(after), odd_from_document(shuttle()))
    assert back, "and the other way round"


def test_dependence_alone_is_a_change() -> None:
    after = shuttle()
    after["joint"][0]["table"] = [
        {"cloudiness": "open", "snow": "none", "p": 0.52},
        {"cloudiness": "open", "snow": "some", "p": 0.03},
        {"cloudiness": "closed", "snow": "none", "p": 0.45},
    ]
    found = lines(shuttle(), after)
    assert found[0] == "~ cloudiness × snow together" and "mass moved 6.0%" in found[1] and len(found) == 2
    after["joint"] = []
    assert any("together" in line for line in lines(shuttle(), after))


def test_attributes_come_and_go() -> None:
    after = shuttle()
    after["joint"] = []
    after["attributes"] = [a for a in after["attributes"] if a["name"] != "snow"] + [
        attribute("hail", ["x", "y"])
    ]
    found = diff_odds(odd_from_document(shuttle()), odd_from_document(after))
    assert (found.added, found.removed) == (("hail",), ("snow",))


@settings(max_examples=40, deadline=None)
@given(weights=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=2, max_size=6))
def test_distances_are_those_of_scipy(weights: list[tuple[int, int]]) -> None:
    p, q = ([pair[k] for pair in weights] for k in (0, 1))
    if not sum(p) or not sum(q):
        return
    a, b = ({str(i): w / sum(side) for i, w in enumerate(side)} for side in (p, q))
    moved = exposure_moved(a, b)
    distance = sum(abs(a[k] - b[k]) for k in a) / 2
    if distance < 1e-9:
        assert moved is None
        return
    assert moved is not None and moved.total_variation == pytest.approx(distance)
    assert moved.jensen_shannon_bits == pytest.approx(jensenshannon([*a.values()], [*b.values()], 2) ** 2)
    gains = [abs(after - before) for _, before, after in moved.largest]
    assert gains == sorted(gains, reverse=True) and gains[0] == max(abs(a[k] - b[k]) for k in a)


def test_the_verb(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = []
    for name, document in (("a", shuttle()), ("b", changed(sun_elevation={"risk": {}}))):
        files.append(tmp_path / f"{name}.odd.yaml")
        files[-1].write_text(yaml.safe_dump({"scenewright": 1, "kind": "Odd", **document}))
    assert main(["odd", "diff", *map(str, files), "--json"]) == 0
    value = json.loads(capsys.readouterr().out)
    assert value["kind"] == "odd_diff" and [c["name"] for c in value["changed"]] == ["sun elevation"]
    assert main(["odd", "diff", *map(str, files)]) == 0
    assert "risk night: 3 -> 1" in capsys.readouterr().out
    assert main(["odd", "diff", str(files[0]), str(tmp_path / "none.yaml")]) == 2
