"""ASAM OpenODD YAML: there and back without loss, the standard's forms, and everything else listed."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from odds import attribute, shuttle
from test_odd_exposure import documents

import scenewright
from scenewright.cli import main
from scenewright.errors import InputError
from scenewright.evidence.coverage.factors import factors_of
from scenewright.evidence.coverage.feasibility import feasible_cells
from scenewright.scenario.odd import Odd, load_odd, odd_from_document
from scenewright.scenario.odd.assign import bucket_codes
from scenewright.scenario.odd.openodd import openodd_document, openodd_text, read_openodd
from scenewright.scenario.odd.openodd.units import plain_unit

TEMPLATES = sorted((Path(scenewright.__file__).parent / "templates").glob("*/odd/*.odd.yaml"))
CITY = Path(__file__).parent / "openodd_files" / "city.yaml"


def back(odd: Odd, folder: Path) -> Any:
    file = folder / "x.openodd.yaml"
    file.write_text(openodd_text(odd))
    return read_openodd(file)


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda f: f.stem)
def test_bundled_odds_come_back(file: Path, tmp_path: Path) -> None:
    found = back(load_odd(file), tmp_path)
    assert found.odd.digest == load_odd(file).digest and not found.left_out and not found.notes


def test_every_kind_of_table_comes_back(tmp_path: Path) -> None:
    found = back(odd_from_document(shuttle()), tmp_path)
    assert found.odd == odd_from_document(shuttle()) and not found.left_out
    rain = next(a for a in found.document["attributes"] if a["name"] == "rain")
    assert rain["buckets"] == {"scheme": "iso34503.rain", "first": {"label": "dry", "high": 0.1}}


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(document=documents())
def test_any_odd_comes_back(document: dict[str, Any], tmp_path: Path) -> None:
    odd = odd_from_document(document)
    assert back(odd, tmp_path).odd.digest == odd.digest


def test_names_that_are_alike_stay_apart(tmp_path: Path) -> None:
    rows = [
        attribute(n, ["x", "no", "3"], parameter="p")
        for n in ("A b", "a B", "a_b", "environment", "8 x", "é", "value")
    ]
    rows += [
        attribute(n, ["x"], parameter="p", term="environment.weather.hail") for n in ("weather", "a-b_value")
    ]
    rows[0]["buckets"].append({"label": "many", "values": [1, 2.5, True, "text"]})
    odd = odd_from_document({"name": "A b", "attributes": rows})
    assert back(odd, tmp_path).odd.digest == odd.digest


def test_buckets_moved_by_another_tool_are_read(tmp_path: Path) -> None:
    document = openodd_document(odd_from_document(shuttle()))
    literals = document["TAXONOMY"]["environment"]["weather"]["rainfall"]["rain"]
    literals["dry"]["rain_value"], literals["light"]["rain_value"] = "< 0.2 mm/h", "[0.2 .. 2.5] mm/h"
    del document["ODD"]["shuttle"]["INCLUDE_AND"]["sun_elevation"]
    document["ODD"]["shuttle"]["EXCLUDE_OR"] = {"sun_elevation": ["night"]}
    (tmp_path / "x.yaml").write_text(yaml.safe_dump(document))
    rows = {a["name"]: a for a in shuttle()["attributes"]}
    with pytest.raises(InputError, match="the label of a bucket") as told:
        read_openodd(tmp_path / "x.yaml")
    assert "night" in str(told.value) and rows, "exposures of a bucket that is gone are refused, not dropped"
    for entry in document["ODD"]["shuttle"]["METADATA"]["scenewright"]["attributes"]:
        if entry["name"] == "sun elevation":
            entry |= {"exposure": {"dusk": 0.2, "day": 0.8}, "risk": {}}
        if entry["name"] == "headlights":
            entry["valid"] = "\"sun elevation\" = 'dusk'"
    (tmp_path / "x.yaml").write_text(yaml.safe_dump(document))
    odd = read_openodd(tmp_path / "x.yaml").odd
    assert odd.attributes[0].labels == ("dusk", "day")
    assert odd.attributes[1].ranges[1].low == 0.2 and isinstance(odd.attributes[1].buckets, tuple)


def test_the_forms_of_the_standard_are_read() -> None:
    found = read_openodd(CITY)
    by_name = {a.name: a for a in found.odd.attributes}
    assert (found.odd.name, found.odd.version) == ("city shuttle", "2.1.0")
    assert {name: a.labels for name, a in by_name.items()} == {
        "drivable_area_type": ("primary_road", "minor_road"),
        "speed_limit": ("below 51 km/h",),
        "signalised": ("true", "false"),
        "wind_speed": ("below 20 m/s",),
        "rainfall_intensity": ("no_rain", "light_rain", "moderate_rain"),
        "natural_illuminance": ("night", "low_ambient", "day"),
        "cloudiness": ("clear", "few_clouds", "scattered_clouds", "broken_clouds", "overcast"),
        "road_users": ("motorised", "vulnerable"),
    }
    assert found.left_out == (
        "TAXONOMY scenery_elements.zone.geofenced_areas: type 'shapefile'",
        "TAXONOMY environmental_conditions.ambient_air_temperature: "
        "a number that neither ranges nor modules cut",
        "module needs_wind EXCLUDE_OR wind_speed: a missing value",
    )

    def label(name: str, value: Any) -> str:
        attribute = by_name[name]
        return attribute.labels[int(bucket_codes(attribute.ranges, pa.array([value]))[0])]

    assert (
        label("rainfall_intensity", 0.0) == "no_rain" and label("rainfall_intensity", 0.001) == "light_rain"
    )
    assert [label("cloudiness", n) for n in (1, 2, 4, 7, 8)] == [
        "clear", "few_clouds", "scattered_clouds", "broken_clouds", "overcast",
    ]  # fmt: skip
    assert label("speed_limit", 50) == "below 51 km/h" and label("road_users", "bus") == "motorised"
    assert (by_name["natural_illuminance"].unit, by_name["natural_illuminance"].parameter) == (
        "lx",
        "illuminance",
    )
    factors = [f for f in factors_of(found.odd) if f.name in ("signalised", "natural_illuminance")]
    cells = feasible_cells(factors, 2, found.odd.infeasible, found.odd.inapplicable)[0, 1]
    assert cells.tolist() == [[True] * 3, [False, False, True]], "not signalised: by day only"


@pytest.mark.parametrize(
    ("module", "told"),
    [
        ({"INCLUDE_AND": {"kind": ["q"]}}, "['q']"),
        ({"INCLUDE_AND": {"other": True}}, "neither a concept, a module nor a label"),
        ({"INCLUDE_AND": {"speed": "< 3 km/h"}}, "a range in km/h where the buckets are in m/s"),
        ({"INCLUDE_AND": {"speed": "< 3 m/s"}}, "a range that ends inside the bucket 'slow'"),
        ({"INCLUDE_AND": {"speed": "1.75*ego_width"}}, "'1.75*ego_width'"),
        ({"INCLUDE_AND": {"pace": None}}, "a missing value"),
        ({"INCLUDE_AND": ["kind"]}, "not a mapping of conditions"),
        ({"TRANSLATION": {"de": "x"}}, "module m: TRANSLATION"),
        ({"INCLUDE_AND": {"m": True}}, "module m: refers to itself"),
    ],
)
def test_what_is_not_understood_is_listed_and_widens_the_odd(
    module: dict[str, Any], told: str, tmp_path: Path
) -> None:
    taxonomy = {
        "kind": ["a", "b"],
        "speed": "float velocity",
        "pace": {"slow": {"speed": "< 5 m/s"}, "fast": {"speed": ">= 5 m/s"}},
    }
    file = tmp_path / "x.yaml"
    file.write_text(yaml.safe_dump({"TAXONOMY": taxonomy, "ODD": {"m": module}}))
    found = read_openodd(file)
    assert any(told in text for text in found.left_out), found.left_out
    assert [a.labels for a in found.odd.attributes] == [("a", "b"), ("slow", "fast")]
    assert found.odd.infeasible == ()


def test_an_exclusion_that_is_half_understood_excludes_nothing(tmp_path: Path) -> None:
    modules = {
        "m": {"INCLUDE_AND": {"kind": ["a", "b", "c"]}, "EXCLUDE_AND": {"kind": ["a"], "other": "x"}},
        "n": {"EXCLUDE_OR": {"kind": ["b"]}},
    }
    file = tmp_path / "x.yaml"
    file.write_text(yaml.safe_dump({"TAXONOMY": {"kind": ["a", "b", "c"]}, "ODD": modules}))
    found = read_openodd(file)
    assert found.odd.attributes[0].labels == ("a", "c") and len(found.left_out) == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("TAXONOMY: {a: float length}\n", "concepts with buckets"),
        ("MODULES: {}\n", "no TAXONOMY"),
        ("IMPORT: [missing.yaml]\n", "put it beside the one that names it"),
        ("TAXONOMY: [a]\n", "not a mapping of concepts"),
        ("- a\n", "a mapping of fields"),
        ("TAXONOMY: {a: [x, y]\n", "well-formed YAML"),
    ],
)
def test_files_without_an_odd_are_refused(text: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text(text)
    with pytest.raises(InputError) as told:
        read_openodd(tmp_path / "x.yaml")
    assert words in str(told.value)


def test_imports_in_a_circle_end(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("IMPORT: [b.yaml]\nTAXONOMY: {a: [x, y]}\n")
    (tmp_path / "b.yaml").write_text("IMPORT: a.yaml\nTAXONOMY: {b: [x, y]}\n")
    assert {a.name for a in read_openodd(tmp_path / "a.yaml").odd.attributes} == {"a", "b"}


_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
_NASTY = (
    "",
    "~",
    "true",
    ".nan",
    "-1",
    "[]",
    "{}",
    "[[1]]",
    '"',
    "- ",
    ": ",
    "1e999",
    "< 3",
    "unknown",
    "OR",
)
_WHOLE = {
    "foreign": (CITY.parent / "taxonomy.yaml").read_text() + CITY.read_text().split("taxonomy.yaml\n")[1],
    "own": openodd_text(odd_from_document(shuttle())),
}


@pytest.mark.parametrize("kind", _WHOLE)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_document_is_read_or_refused(kind: str, data: st.DataObject, tmp_path: Path) -> None:
    tokens = _TOKEN.findall(_WHOLE[kind])
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(tokens) - 1))
        end = min(start + data.draw(st.integers(0, 3)), len(tokens))
        tokens[start:end] = [data.draw(st.sampled_from(_NASTY) | st.sampled_from(tokens))]
    (tmp_path / "x.yaml").write_text("".join(tokens))
    try:
        assert read_openodd(tmp_path / "x.yaml").odd.attributes
    except InputError as error:
        assert all(p.expected and p.found for p in error.problems)


def test_the_verbs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["odd", "import", str(CITY), "-o", "city.odd.yaml", "--json"]) == 0
    value = json.loads(capsys.readouterr().out)
    assert len(value["left_out"]) == 3 and value["digest"] == load_odd(Path("city.odd.yaml")).digest
    assert main(["odd", "export", "city.odd.yaml", "-o", "back.yaml"]) == 0
    assert main(["odd", "import", "back.yaml", "-o", "again.odd.yaml"]) == 0
    assert load_odd(Path("again.odd.yaml")).digest == value["digest"]
    assert main(["odd", "import", str(CITY), "-o", "city.odd.yaml"]) == 2
    assert main(["odd", "export", "city.odd.yaml", "-o", "x.yaml", "--format", "csv"]) == 2


def test_openodd_py_reads_what_is_written_and_sorts_values_alike(tmp_path: Path) -> None:
    openodd = pytest.importorskip("openodd", reason="openodd-py is not installed")
    odds = [load_odd(file) for file in TEMPLATES] + [odd_from_document(shuttle())]
    rng = np.random.default_rng(5)
    for odd in odds:
        file = tmp_path / "x.yaml"
        file.write_text(openodd_text(odd))
        kept = openodd_document(odd)["ODD"].popitem()[1]["METADATA"]["scenewright"]["attributes"]
        pairs = list(zip(odd.attributes, kept, strict=True))
        units = {f"{entry['concept']}_value": plain_unit(own.unit) for own, entry in pairs}
        known = {a.name.split(".")[-1] for a in openodd.load_openodd(file, name="x").attributes}
        backend = openodd.Backend(probes={n: (_nothing, u) for n, u in units.items() if n in known})
        bindings = {n: {"probe": n} for n in units if n in known}
        theirs = openodd.load_openodd(file, name="x", bindings=bindings, backend=backend)
        concepts = {a.name.split(".")[-1]: a.name for a in theirs.attributes}
        assert theirs.version == (odd.version or None)
        for own, entry in pairs:
            name = concepts[entry["concept"]]
            if f"{entry['concept']}_value" not in concepts:
                continue  # literals as they are
            ends = [e for b in own.ranges for e in (b.low, b.high) if e is not None]
            values = [v for b in own.ranges for v in b.values] or (
                rng.uniform(min(ends) - 5, max(ends) * 1.2 + 5, 40).tolist()
            )
            # Our ranges hold their lower end, theirs the first of two that share it: ends are left out.
            for value in (v for v in values if v not in ends):
                code = int(bucket_codes(own.ranges, pa.array([value]))[0])
                found = theirs.complete({concepts[f"{entry['concept']}_value"]: value}).get(name)
                assert found == own.labels[code], (odd.name, name, value)


def _nothing(context: object) -> None:
    """A probe of openodd-py: values are handed in."""
