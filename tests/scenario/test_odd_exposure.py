"""Joint exposure by its factors against brute force over the whole space; laws that hold for every ODD."""

from __future__ import annotations

from itertools import combinations, product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from odds import attribute, shuttle

from scenewright.errors import InputError
from scenewright.scenario.odd import Odd, cell_exposure, cell_risk, odd_from_document
from scenewright.scenario.odd.document import OddModel


def shares(draw: st.DrawFn, labels: list[str]) -> dict[str, float]:
    weights = draw(st.lists(st.integers(0, 9), min_size=len(labels), max_size=len(labels)).filter(any))
    return {label: weight / sum(weights) for label, weight in zip(labels, weights, strict=True)}


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """Up to five attributes: some joined, some given another, some alone, some silent."""
    count = draw(st.integers(1, 5))
    labels = [[f"{n}{k}" for k in range(draw(st.integers(1, 3)))] for n in "abcde"[:count]]
    names = list("abcde"[:count])
    joined = draw(st.sampled_from([0, 0, 2, 3]))
    joined = joined if joined <= count else 0
    rows = [attribute(name, own) for name, own in zip(names, labels, strict=True)]
    document: dict[str, Any] = {"name": "o", "attributes": rows}
    if joined:
        cells = [" ".join(cell) for cell in product(*labels[:joined])]
        table = shares(draw, cells)
        document["joint"] = [
            {
                "attributes": names[:joined],
                "table": [
                    {**dict(zip(names, cell.split(), strict=False)), "p": p} for cell, p in table.items() if p
                ],
            }
        ]
    for i in range(joined, count):
        kind = draw(st.sampled_from(["silent", "table", "given"]))
        if kind == "table":
            rows[i]["exposure"] = shares(draw, labels[i])
        elif kind == "given" and i:
            other = draw(st.integers(0, i - 1))
            cases = {label: shares(draw, labels[i]) for label in labels[other] if draw(st.booleans())}
            cases = cases or {labels[other][0]: shares(draw, labels[i])}
            rows[i]["exposure"] = {
                "given": names[other],
                "cases": cases,
                "otherwise": shares(draw, labels[i]),
            }
        if draw(st.booleans()):
            rows[i]["risk"] = {label: float(k + 1) for k, label in enumerate(labels[i])}
    return document


def whole(document: dict[str, Any]) -> dict[tuple[str, ...], float]:
    """P of every combination of all attributes, straight from the document's words."""
    rows = document["attributes"]
    names = [row["name"] for row in rows]
    labels = [[bucket["label"] for bucket in row["buckets"]] for row in rows]
    joint = (document.get("joint") or [{"attributes": [], "table": [{"p": 1.0}]}])[0]
    found = {}
    for cell in product(*labels):
        at = dict(zip(names, cell, strict=True))
        p = sum(r["p"] for r in joint["table"] if all(r[n] == at[n] for n in joint["attributes"]))
        for row, own in zip(rows, labels, strict=True):
            exposure = row.get("exposure", {})
            if row["name"] in joint["attributes"]:
                continue
            if "given" in exposure:
                exposure = exposure["cases"].get(at[exposure["given"]], exposure["otherwise"])
            p *= exposure.get(at[row["name"]], 0.0) if exposure else 1 / len(own)
        found[cell] = p
    return found


@settings(max_examples=50, deadline=None)
@given(document=documents())
def test_crossed_exposure_is_the_sum_over_all_else(document: dict[str, Any]) -> None:
    odd, everything = odd_from_document(document), whole(document)
    names = [a.name for a in odd.attributes]
    for t in range(1, min(3, len(names)) + 1):
        for chosen in combinations(range(len(names)), t):
            table = cell_exposure(odd, [names[i] for i in chosen])
            assert table.shape == tuple(len(odd.attributes[i].labels) for i in chosen)
            assert table.dtype == np.float64 and abs(table.sum() - 1) < 1e-9 and (table >= 0).all()
            for cell in np.ndindex(table.shape):
                at = [odd.attributes[i].labels[k] for i, k in zip(chosen, cell, strict=True)]
                expected = sum(p for full, p in everything.items() if [full[i] for i in chosen] == at)
                assert table[cell] == pytest.approx(expected, abs=1e-9)


@settings(max_examples=30, deadline=None)
@given(document=documents())
def test_marginals_of_a_cross_are_those_of_its_parts(document: dict[str, Any]) -> None:
    odd = odd_from_document(document)
    names = [a.name for a in odd.attributes]
    table = cell_exposure(odd, names)
    for axis, name in enumerate(names):
        rest = tuple(k for k in range(len(names)) if k != axis)
        assert np.allclose(table.sum(axis=rest), cell_exposure(odd, [name]), atol=1e-9)
        stated = odd.attributes[axis].exposure
        if stated:
            expected = [stated.get(label, 0.0) for label in odd.attributes[axis].labels]
            assert np.allclose(cell_exposure(odd, [name]), expected, atol=1e-6)
    flipped = cell_exposure(odd, names[::-1])
    assert np.allclose(flipped, table.transpose(*range(len(names))[::-1]), atol=1e-12)


@settings(max_examples=25, deadline=None)
@given(document=documents())
def test_risk_of_a_cross_is_the_product(document: dict[str, Any]) -> None:
    odd = odd_from_document(document)
    names = [a.name for a in odd.attributes]
    table = cell_risk(odd, names)
    for cell in np.ndindex(table.shape):
        expected = 1.0
        for a, k in zip(odd.attributes, cell, strict=True):
            expected *= a.risk.get(a.labels[k], 1.0)
        assert table[cell] == pytest.approx(expected)


@settings(max_examples=25, deadline=None)
@given(document=documents())
def test_the_document_gives_itself_back(document: dict[str, Any]) -> None:
    odd = odd_from_document(document)
    assert odd.document is not None
    again = odd_from_document(odd.document.model_dump(mode="json", exclude_defaults=True))
    assert again.digest == odd.digest and OddModel.model_validate(odd.document.model_dump()) == odd.document


def test_marginals_of_dependent_attributes_are_there_for_coverage() -> None:
    odd = odd_from_document(shuttle())
    by_name = {a.name: a.exposure for a in odd.attributes}
    assert by_name["visibility"] == pytest.approx({"fog": 0.023, "haze": 0.117, "good": 0.86})
    assert by_name["cloudiness"] == pytest.approx({"open": 0.55, "closed": 0.45})
    assert by_name["headlights"] == {}, "nothing is said of it"


def test_independent_where_nothing_is_said() -> None:
    odd = odd_from_document(shuttle())
    table = cell_exposure(odd, ["sun elevation", "rain"])
    assert np.allclose(table, np.outer(cell_exposure(odd, ["sun elevation"]), cell_exposure(odd, ["rain"])))
    tied = cell_exposure(odd, ["cloudiness", "snow"])
    assert tied[0, 1] == 0 and not np.allclose(tied, np.outer(tied.sum(1), tied.sum(0)))


def test_an_odd_without_factors_has_its_marginals() -> None:
    made = odd_from_document(
        {"name": "o", "attributes": [attribute("a", ["x", "y"], exposure={"x": 0.2, "y": 0.8})]}
    )
    bare = Odd(made.name, made.attributes, made.infeasible, made.digest)
    assert cell_exposure(bare, ["a"]).tolist() == [0.2, 0.8]


@pytest.mark.parametrize("names", [["a", "a"], ["a", "q"]])
def test_wrong_names_are_refused(names: list[str]) -> None:
    odd = odd_from_document({"name": "o", "attributes": [attribute("a", ["x", "y"])]})
    for function in (cell_exposure, cell_risk):
        with pytest.raises(ValueError, match="distinct names"):
            function(odd, names)


def test_a_marginal_that_the_joint_table_does_not_have_is_caught() -> None:
    rows = [attribute("a", ["x", "y"], exposure={"x": 0.3, "y": 0.7}), attribute("b", ["x", "y"])]
    table = [{"a": "x", "b": "x", "p": 0.4}, {"a": "y", "b": "y", "p": 0.6}]
    with pytest.raises(InputError, match="as its marginal"):
        odd_from_document(
            {"name": "o", "attributes": rows, "joint": [{"attributes": ["a", "b"], "table": table}]}
        )
    rows[0]["exposure"] = {"x": 0.4, "y": 0.6}
    assert odd_from_document(
        {"name": "o", "attributes": rows, "joint": [{"attributes": ["a", "b"], "table": table}]}
    )
