"""OpenLABEL tags and the table of the current operational domain, read back and compared with the index."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pyarrow.csv as pc
import pyarrow.parquet as pq
import pytest

from scenewright.cli import main
from scenewright.dataset import Dataset
from scenewright.dataset.cod import frames_cod
from scenewright.dataset.export.openlabel import EXPORTER
from scenewright.dataset.export.openlabel_tags import TAGS, tags_of
from scenewright.evidence.coverage.factors import assign, factors_of, flat_rows
from scenewright.scenario import ParameterSpec, load_odd
from scenewright.scenario.odd import odd_from_document
from scenewright.testing import check_exporter

ROOT = Path(__file__).parents[2]
ODD = ROOT / "src/scenewright/templates/traffic-light/odd/urban.odd.yaml"
_UID = "^(-?[0-9]+|[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12})$"
_TEXTS = {"type": "object", "patternProperties": {_UID: {"type": "string"}}, "additionalProperties": False}
_NUM = {
    "type": "object",
    "required": ["val"],
    "properties": {
        "name": {"type": "string"},
        "type": {"enum": ["value", "min", "max"]},
        "val": {"type": "number"},
    },
    "additionalProperties": False,
}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["openlabel"],
    "additionalProperties": False,
    "properties": {
        "openlabel": {
            "type": "object",
            "required": ["metadata"],
            "additionalProperties": False,
            "properties": {
                "metadata": {
                    "type": "object",
                    "required": ["schema_version"],
                    "properties": {
                        "schema_version": {"enum": ["1.0.0"]},
                        **{k: {"type": "string"} for k in ("name", "file_version", "annotator", "comment")},
                    },
                },
                "ontologies": _TEXTS,
                "resources": _TEXTS,
                "tags": {
                    "type": "object",
                    "additionalProperties": False,
                    "patternProperties": {
                        _UID: {
                            "type": "object",
                            "required": ["type"],
                            "properties": {
                                "type": {"type": "string"},
                                "ontology_uid": {"type": "string"},
                                "resource_uid": _TEXTS,
                                "tag_data": {
                                    "type": "object",
                                    "properties": {"num": {"type": "array", "items": _NUM}},
                                    "additionalProperties": False,
                                },
                            },
                        }
                    },
                },
                "frames": {
                    "type": "object",
                    "additionalProperties": False,
                    "patternProperties": {
                        "^[0-9]+$": {
                            "type": "object",
                            "properties": {"frame_properties": {"type": "object"}},
                            "additionalProperties": False,
                        }
                    },
                },
                "frame_intervals": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "properties": {k: {"type": "integer"} for k in ("frame_start", "frame_end")},
                        "additionalProperties": False,
                    },
                },
            },
        }
    },
}
"""The part of ASAM's JSON schema 1.0.0 that tags and frames fall under."""


def read(folder: Path) -> dict[str, Any]:
    document = json.loads((folder / "openlabel.json").read_text("utf-8"))
    jsonschema.validate(document, SCHEMA)
    found: dict[str, Any] = document["openlabel"]
    return found


def values(label: dict[str, Any], frame: str) -> dict[str, float | None]:
    """Tags of a frame by their type."""
    tags = [label["tags"][uid] for uid in label["frames"][frame]["frame_properties"]["tags"]]
    return {t["type"]: t["tag_data"]["num"][0]["val"] if "tag_data" in t else None for t in tags}


def test_tags_are_those_of_the_index(lights: Dataset, tmp_path: Path) -> None:
    assert EXPORTER.export(lights, tmp_path / "out") == lights.count
    label = read(tmp_path / "out")
    assert label["metadata"]["file_version"] == lights.merkle_root
    assert label["frame_intervals"] == [{"frame_start": 0, "frame_end": lights.count - 1}]
    for number, row in enumerate(lights.index.to_pylist()):
        properties, sample = label["frames"][str(number)]["frame_properties"], row["sample"]
        assert properties["key"] == row["key"]
        image = (tmp_path / "out" / properties["image"]).read_bytes()
        assert image == lights.read_member(number, "image")
        found = values(label, str(number))
        assert found["daySunElevationValue"] == sample["sun_elevation_deg"]
        assert found["illuminationCloudinessValue"] == sample["cloud_cover_okta"]
        assert found["particulatesWaterValue"] == sample["visibility_m"]
        day = sample["sun_elevation_deg"] >= 0
        assert ("IlluminationDay" in found) == day and ("IlluminationLowLight" in found) != day
        assert any(name.startswith("SunPosition") for name in found) == day
        assert all(label["tags"][uid]["resource_uid"] == {"0": row["key"]} for uid in properties["tags"])
    used = [uid for frame in label["frames"].values() for uid in frame["frame_properties"]["tags"]]
    assert sorted(used, key=int) == list(label["tags"]), "each tag belongs to one frame"


def test_a_tag_of_another_frame_would_be_seen(lights: Dataset, tmp_path: Path) -> None:
    EXPORTER.export(lights, tmp_path / "out")
    label = read(tmp_path / "out")
    tags = label["frames"]["0"]["frame_properties"]["tags"]
    label["tags"][tags[0]]["tag_data"]["num"][0]["val"] += 1
    sample = lights.row(0)["sample"]
    terms = ("sun_elevation_deg", "cloud_cover_okta", "visibility_m")
    assert {v for v in values(label, "0").values() if v is not None} != {sample[t] for t in terms}


def test_the_exporter_conforms_and_is_declared(lights: Dataset) -> None:
    check_exporter(EXPORTER, lights)
    points = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["entry-points"]
    assert points["scenewright.exporters"]["openlabel"] == "scenewright.dataset.export.openlabel:EXPORTER"


def spec(term: str, unit: str) -> ParameterSpec:
    return ParameterSpec(
        name="p", kind="number", unit=unit, low=0, high=1, values=(), odd_attribute=term, default=0, doc=""
    )


@pytest.mark.parametrize(
    ("term", "unit", "value", "tag", "expected"),
    [
        ("environment.weather.rainfall", "mm/h", 2.5, "weatherRainValue", 2.5),
        ("environment.weather.snowfall", "m", 800, "weatherSnowValue", 0.8),
        ("environment.weather.wind", "km/h", 36, "weatherWindValue", 10),
        ("environment.particulates.mist_fog", "km", 1.5, "particulatesWaterValue", 1500),
        ("environment.illumination.cloudiness", "%", 50, "illuminationCloudinessValue", 4),
        ("dynamic.traffic.agent_density", "1/km", 12.4, "trafficAgentDensityValue", 12),
        ("dynamic.traffic.flow_rate", "1/h", 900, "trafficFlowRateValue", 900),
        ("dynamic.subject_vehicle.speed", "m/s", 10, "subjectVehicleSpeedValue", 36),
    ],
)
def test_values_are_in_the_units_of_the_ontology(
    term: str, unit: str, value: float, tag: str, expected: float
) -> None:
    (found,) = tags_of([spec(term, unit)], {"p": value})
    assert found == {"type": tag, "tag_data": {"num": [{"type": "value", "val": pytest.approx(expected)}]}}
    assert tags_of([spec(term, "furlong")], {"p": value}) == [], "another unit has no tag"
    assert tags_of([spec(term, unit)], {"p": None}) == [] and term in TAGS


@pytest.mark.parametrize(
    ("angle", "side"),
    [(0, "Front"), (-44, "Front"), (350, "Front"), (90, "Right"), (-90, "Left"), (170, "Behind")],
)
def test_sides_of_the_sun(angle: float, side: str) -> None:
    sun = [spec("environment.illumination.sun_elevation", "deg")]
    position = ParameterSpec(**{**vars(spec("environment.illumination.sun_position", "deg")), "name": "q"})
    found = [tag["type"] for tag in tags_of([*sun, position], {"p": 20, "q": angle})]
    assert found == ["daySunElevationValue", "IlluminationDay", f"SunPosition{side}"]
    assert f"SunPosition{side}" not in [t["type"] for t in tags_of([*sun, position], {"p": -5, "q": angle})]


def test_the_table_of_frames_agrees_with_coverage(lights: Dataset, tmp_path: Path) -> None:
    odd = load_odd(ODD)
    table = frames_cod(lights, odd)
    assert table.column("key").to_pylist() == lights.index.column("key").to_pylist()
    for factor in factors_of(odd):
        rows = flat_rows(lights.index, "measured" if factor.realised else "sample")
        codes, unknown = assign(factor, rows)
        labels = [factor.buckets[c].label if c >= 0 else None for c in codes.tolist()]
        assert table.column(f"{factor.name}.bucket").to_pylist() == labels
        states = table.column(f"{factor.name}.state").to_pylist()
        assert states.count("unknown") == unknown and states.count("inside") == int((codes >= 0).sum())


def test_where_an_attribute_does_not_apply_it_has_no_bucket(lights: Dataset) -> None:
    sun = {
        "name": "sun",
        "parameter": "sun_elevation_deg",
        "buckets": [{"label": "down", "high": 0}, {"label": "up", "low": 0, "high": 1000}],
    }
    lamp = {"name": "lamp", "parameter": "state", "buckets": [{"label": "red", "values": ["red"]}]}
    rows = lights.index.to_pylist()
    elevation = np.array([r["sample"]["sun_elevation_deg"] for r in rows])
    red = np.array([r["sample"]["state"] == "red" for r in rows])
    for condition in ("sun = 'up'", "sun_elevation_deg >= 0"):
        odd = odd_from_document({"name": "o", "attributes": [sun, {**lamp, "valid": condition}]})
        states = np.array(frames_cod(lights, odd).column("lamp.state").to_pylist())
        assert (states == np.where(elevation < 0, "not_applicable", np.where(red, "inside", "outside"))).all()
        assert len({*states}) == 3, "the dataset has all three"
    missing = odd_from_document({"name": "o", "attributes": [{**sun, "parameter": "no_such_parameter"}]})
    assert {*frames_cod(lights, missing).column("sun.state").to_pylist()} == {"unknown"}


def test_the_verb_writes_both_formats(
    lights: Dataset, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = ["odd", "cod", str(lights.folder), "--odd", str(ODD)]
    assert main([*line, "-o", str(tmp_path / "new" / "cod.parquet"), "--json"]) == 0
    value = json.loads(capsys.readouterr().out)
    assert value["frames"] == lights.count
    assert sum(value["states"]["lamp"].values()) == lights.count
    assert main([*line, "-o", str(tmp_path / "cod.csv")]) == 0
    parquet, text = pq.read_table(tmp_path / "new" / "cod.parquet"), pc.read_csv(tmp_path / "cod.csv")
    assert parquet.column_names == text.column_names
    assert (
        parquet.column("sun elevation.bucket").to_pylist() == text.column("sun elevation.bucket").to_pylist()
    )
    assert main([*line, "-o", str(tmp_path / "cod.csv")]) == 2, "it exists"
    assert main([*line, "-o", str(tmp_path / "cod.xlsx")]) == 2
