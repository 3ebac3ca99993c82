"""ODD documents: old ones keep their digest; terms, units, schemes of standards, where attributes apply."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from odds import attribute, shuttle

import scenewright
from scenewright.errors import InputError
from scenewright.evidence.coverage.factors import factors_of
from scenewright.evidence.coverage.feasibility import feasible_cells
from scenewright.plugins import load, names
from scenewright.scenario import load_odd
from scenewright.scenario.odd import SCHEMES, TERMS, known_term, odd_from_document
from scenewright.scenario.odd.assign import OUTSIDE, UNKNOWN, bucket_codes
from scenewright.scenario.odd.terms import misspelled_as

TEMPLATES = Path(scenewright.__file__).parent / "templates"
DIGESTS = {
    "dice-tray/odd/inspection-cell.odd.yaml": (
        "e5ad2975b9dfbcf3d765f2eb2415a1c74d935c447decb3382104638029dfcdd0"
    ),
    "robot-field/odd/small-size-league.odd.yaml": (
        "975aaba940db1dcc8b3aea1f069135c69a113af483def94906bf57f3d2e6fe07"
    ),
    "traffic-light/odd/urban.odd.yaml": "6d8adc32a1e0aa1d7905dc96ea5bdc9ca696d7317313113a119c38c629b2d381",
    "traffic-sign/odd/german-roads.odd.yaml": (
        "41d177d83a06f2e374a2f5aa4ae3403e37f67611f36da7b5679d08ea69113561"
    ),
}
"""Of the bundled documents, as they were before fields were added to the format."""
REFERENCE = {
    "iso34503.rain": ("mm/h", [2.5, 7.6, 50, 100]),
    "iso34503.snow_visibility": ("km", [0.5, 1]),
    "iso34503.illuminance": ("lx", [1, 2000]),
    "iso34503.wind": ("m/s", [0.2, 1.5, 3.3, 5.4, 7.9, 10.7, 13.8, 17.1, 20.7, 24.4, 28.4, 32.6]),
    "iso34503.cloud": ("okta", [1, 2, 3, 4, 5, 6, 7, 8]),
    "wmo.rain": ("mm/h", [2.5, 10, 50]),
    "wmo.snow": ("mm/h", [1, 5]),
    "osi3.precipitation": ("mm/h", [0.1, 0.5, 1.9, 8.1, 34, 149]),
    "osi3.visibility": ("m", [50, 200, 1000, 2000, 4000, 10000, 40000]),
    "osi3.illuminance": ("lx", [0.01, 1, 3, 10, 20, 400, 1000, 10000]),
    "gbt45312.visibility": ("m", [50, 100, 200, 500]),
    "gbt45312.rain": ("mm/h", [10, 15, 30, 50]),
    "gbt45312.illuminance": ("lx", [5, 50, 1000]),
}
"""Unit and edges of each scheme, typed a second time from the standards' tables."""


@pytest.mark.parametrize(("file", "digest"), DIGESTS.items())
def test_documents_without_new_fields_keep_their_digest(file: str, digest: str) -> None:
    assert load_odd(TEMPLATES / file).digest == digest


@pytest.mark.parametrize(
    "change",
    [
        {"version": "1"},
        {"joint": [{"attributes": ["a", "b"], "table": [{"a": "x", "b": "x", "p": 1}]}]},
        {"attributes": [attribute("a", ["x", "y"], risk={"x": 2}), attribute("b", ["x", "y"])]},
        {"attributes": [attribute("a", ["x", "y"], valid="b = 'x'"), attribute("b", ["x", "y"])]},
    ],
)
def test_each_new_field_counts_in_the_digest(change: dict[str, object]) -> None:
    plain = {"name": "o", "attributes": [attribute("a", ["x", "y"]), attribute("b", ["x", "y"])]}
    assert odd_from_document({**plain, **change}).digest != odd_from_document(plain).digest


@pytest.mark.parametrize("name", REFERENCE)
def test_schemes_have_the_numbers_of_their_standards(name: str) -> None:
    unit, edges = REFERENCE[name]
    document = {
        "name": "o",
        "attributes": [{"name": "a", "parameter": "a", "unit": unit, "buckets": {"scheme": name}}],
    }
    buckets = odd_from_document(document).attributes[0].ranges
    assert [b.high for b in buckets[:-1]] == edges and buckets[-1].high is None
    assert [b.low for b in buckets[1:]] == edges and buckets[0].low is None
    assert len({b.label for b in buckets}) == len(edges) + 1


def test_there_is_no_scheme_beside_those() -> None:
    assert set(SCHEMES) == set(REFERENCE)


def test_words_of_the_schemes_stand_at_their_ranges() -> None:
    def label(scheme: str, value: float) -> str:
        ranges = (
            odd_from_document(
                {
                    "name": "o",
                    "attributes": [
                        {
                            "name": "a",
                            "parameter": "a",
                            "unit": SCHEMES[scheme].unit,
                            "buckets": {"scheme": scheme},
                        }
                    ],
                }
            )
            .attributes[0]
            .ranges
        )
        return ranges[int(bucket_codes(ranges, pa.array([value]))[0])].label

    assert label("iso34503.rain", 5) == "moderate" and label("wmo.rain", 5) == "moderate"
    assert label("iso34503.rain", 9) == "heavy" and label("wmo.rain", 9) == "moderate", "they disagree"
    assert (
        label("iso34503.snow_visibility", 2) == "light" and label("iso34503.snow_visibility", 0.1) == "heavy"
    )
    assert label("iso34503.wind", 0.1) == "calm" and label("iso34503.wind", 40) == "hurricane"
    assert label("iso34503.illuminance", 0.5) == "night" and label("iso34503.illuminance", 2000) == "day"
    assert label("osi3.visibility", 49) == "dense fog" and label("osi3.visibility", 1500) == "mist"
    assert label("iso34503.cloud", 8) == "8 okta" and label("iso34503.cloud", 0) == "0 okta"


def test_a_dry_range_is_taken_off_the_lightest_rain() -> None:
    rain = odd_from_document(shuttle()).attributes[1]
    assert rain.labels == ("dry", "light", "moderate", "heavy", "violent", "cloudburst")
    assert (rain.ranges[0].high, rain.ranges[1].low, rain.ranges[1].high) == (0.1, 0.1, 2.5)


def test_terms_of_all_worlds_are_known_with_their_units() -> None:
    for world in names("worlds"):
        for spec in load("worlds", world).parameters:
            term = known_term(spec.odd_attribute)
            assert term is not None, spec.odd_attribute
            assert not term.units or spec.unit in (*term.units, ""), (spec.odd_attribute, spec.unit)


def test_the_table_is_a_tree() -> None:
    for name in TERMS:
        parent = name.rpartition(".")[0]
        assert not parent or known_term(parent) is not None or "signs" in parent, name


@pytest.mark.parametrize(
    ("term", "meant"),
    [
        ("environment.weather.rainfal", "environment.weather.rainfall"),
        ("enviroment.weather.wind", "environment.weather.wind"),
        ("scenery.objects.dice.count", None),
        ("environment.weather.hail", None),
        ("x.environment.weather.rainfal", None),
        ("somewhere.else", None),
    ],
)
def test_only_what_looks_like_a_misspelling_is_one(term: str, meant: str | None) -> None:
    assert misspelled_as(term) == meant


def test_an_unknown_term_and_a_missing_unit_are_warnings() -> None:
    rows = [attribute("a", ["x"], term="weather.hail"), attribute("b", ["x"], term="environment")]
    rows.append(
        {
            "name": "c",
            "parameter": "c",
            "term": "environment.weather.wind",
            "buckets": [{"label": "x", "low": 0}],
        }
    )
    told = odd_from_document({"name": "o", "attributes": rows}).warnings
    assert [text.split(":")[0] for text in told] == ["attributes.a", "attributes.b", "attributes.c"]
    assert "not in the taxonomy" in told[0] and "branch" in told[1] and "m/s" in told[2]


def test_where_an_attribute_does_not_apply_there_are_no_holes() -> None:
    odd = odd_from_document(shuttle())
    factors = [f for f in factors_of(odd) if f.name in ("sun elevation", "rain", "headlights")]
    cells = feasible_cells(factors, 2, odd.infeasible, odd.inapplicable)
    assert list(cells) == [(0, 2)], "nothing but sun elevation crossed with headlights"
    assert cells[0, 2].tolist() == [[True, True], [True, True], [False, False]]
    triples = feasible_cells(factors, 3, odd.infeasible, odd.inapplicable)[0, 1, 2]
    assert not triples[2].any() and triples[:2].all()
    assert feasible_cells(factors, 1, odd.infeasible, odd.inapplicable) == {}, (
        "each attribute alone has all its buckets"
    )


def test_a_condition_on_a_parameter_is_told_by_its_buckets() -> None:
    sun = {"name": "sun", "parameter": "elevation", "unit": "deg"}
    sun["buckets"] = [
        {"label": "down", "high": 0},
        {"label": "low", "low": 0, "high": 10},
        {"label": "up", "low": 10},
    ]
    lamp = attribute("lamp", ["weak", "strong"], valid="elevation < 5")
    odd = odd_from_document({"name": "o", "attributes": [sun, lamp]})
    cells = feasible_cells(factors_of(odd), 2, odd.infeasible, odd.inapplicable)[0, 1]
    assert cells.tolist() == [[True, True], [True, True], [False, False]], "part of 'low' is enough"
    same = odd_from_document({"name": "o", "attributes": [sun, {**lamp, "valid": "sun <> 'up'"}]})
    assert (feasible_cells(factors_of(same), 2, same.infeasible, same.inapplicable)[0, 1] == cells).all()


def test_names_with_quotes_stay_names() -> None:
    sun = attribute('the "sun"', ["it's up", "down"], parameter="s")
    lamp = attribute("lamp's", ["on"], parameter="l", valid='"the ""sun""" = \'down\'')
    odd = odd_from_document({"name": "o", "attributes": [sun, lamp]})
    assert feasible_cells(factors_of(odd), 2, odd.infeasible, odd.inapplicable)[0, 1].tolist() == [
        [False],
        [True],
    ]
    by_value = odd_from_document({"name": "o", "attributes": [sun, {**lamp, "valid": "s <> 'it''s up'"}]})
    cells = feasible_cells(factors_of(by_value), 2, by_value.infeasible, by_value.inapplicable)[0, 1]
    assert cells.tolist() == [[False], [True]], "a parameter has the buckets' values"


def test_buckets_of_values_agree_with_a_slow_count() -> None:
    rng = np.random.default_rng(7)
    edges = np.sort(rng.normal(size=6))
    rows = [{"label": str(i), "low": float(a), "high": float(b)} for i, (a, b) in enumerate(pairwise(edges))]
    ranges = (
        odd_from_document({"name": "o", "attributes": [{"name": "a", "parameter": "a", "buckets": rows}]})
        .attributes[0]
        .ranges
    )
    values = [*rng.normal(size=200).tolist(), *edges.tolist(), float("nan"), None]

    def slow(value: float | None) -> int:
        if value is None or value != value:
            return UNKNOWN
        inside = [i for i, b in enumerate(ranges) if b.low <= value < b.high]
        return inside[0] if inside else len(ranges) - 1 if value == edges[-1] else OUTSIDE

    assert bucket_codes(ranges, pa.array(values, pa.float64())).tolist() == [slow(v) for v in values]


def test_all_problems_of_a_document_come_at_once() -> None:
    rows = [
        attribute(
            "a", ["x", "y"], exposure={"x": 0.5, "z": 0.5}, risk={"x": -1}, term="environment.weather.windd"
        ),
        {"name": "b", "parameter": "b", "unit": "m", "buckets": {"scheme": "iso34503.rain"}},
        {"name": "c", "parameter": "c", "buckets": {"scheme": "iso34503.rane"}},
    ]
    with pytest.raises(InputError) as told:
        odd_from_document({"name": "o", "attributes": rows})
    fields = {problem.field for problem in told.value.problems}
    assert fields == {
        "attributes.0.term", "attributes.0.exposure.z", "attributes.0.risk.x", "attributes.1.unit",
        "attributes.2.buckets.scheme",
    }  # fmt: skip
