"""Exposure from logs: shares are counts, intervals hold the truth, the document says where they come from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from odds import FILES, attribute
from scipy import stats

from scenewright.cli import main
from scenewright.errors import InputError
from scenewright.identity import file_sha256
from scenewright.proportions import wilson
from scenewright.randomness import Streams
from scenewright.scenario.odd import Odd, cell_exposure, load_odd, odd_from_document
from scenewright.scenario.odd.estimate import estimate_exposure
from scenewright.scenario.odd.intervals import share_intervals
from scenewright.scenario.odd.log import read_log

RAIN = {
    "name": "rain",
    "parameter": "rain",
    "buckets": [{"label": "dry", "high": 1}, {"label": "wet", "low": 1, "high": 50}],
}


def odd(**more: Any) -> Odd:
    rows = [RAIN, attribute("sky", ["clear", "grey"])]
    return odd_from_document({"name": "o", "attributes": rows, **more})


def log_of(folder: Path, name: str = "log.parquet", **columns: Any) -> Path:
    file = folder / name
    (pc.write_csv if name.endswith(".csv") else pq.write_table)(pa.table(columns), file)
    return file


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from([0.0, 0.5, 1.0, 7.0, 50.0, 60.0, None]), st.sampled_from(["clear", "grey", "red"])
        ),
        min_size=1,
        max_size=60,
    ).filter(
        lambda rows: any(r is not None and r <= 50 for r, _ in rows) and any(s != "red" for _, s in rows)
    ),
    weighted=st.booleans(),
)
def test_shares_are_counts(rows: list[tuple[float | None, str]], weighted: bool, tmp_path: Path) -> None:
    weights = [float(i % 3 + 1) for i in range(len(rows))] if weighted else [1.0] * len(rows)
    file = log_of(
        tmp_path, rain=pa.array([r for r, _ in rows], pa.float64()), sky=[s for _, s in rows], seconds=weights
    )
    found = estimate_exposure(odd(), read_log(file, weight="seconds" if weighted else ""))
    rain, sky = found.attributes
    inside = [(r, w) for (r, _), w in zip(rows, weights, strict=True) if r is not None and r <= 50]
    dry = sum(w for r, w in inside if r < 1) / sum(w for _, w in inside)
    assert rain.exposure["dry"] == pytest.approx(dry, abs=1e-6) and sum(
        rain.exposure.values()
    ) == pytest.approx(1)
    assert (rain.used, rain.unknown, rain.outside) == (
        len(inside),
        sum(r is None for r, _ in rows),
        sum(r == 60 for r, _ in rows),
    )
    assert sky.outside == sum(s == "red" for _, s in rows)
    for estimate in found.attributes:
        for label, (low, high) in estimate.interval.items():
            assert (
                0 <= low <= estimate.exposure[label] + 1e-6 and estimate.exposure[label] - 1e-6 <= high <= 1
            )
    if not weighted:
        low, high = wilson(sum(r < 1 for r, _ in inside), len(inside))
        assert rain.interval["dry"] == pytest.approx((low, high), abs=2e-6)


def test_wilson_is_that_of_scipy(tmp_path: Path) -> None:
    file = log_of(tmp_path, rain=[0.0] * 17 + [2.0] * 83)
    (rain,) = estimate_exposure(odd(), read_log(file), only=["rain"]).attributes
    expected = stats.binomtest(17, 100).proportion_ci(method="wilson")
    assert rain.interval["dry"] == pytest.approx((expected.low, expected.high), abs=2e-6)


def test_intervals_of_groups_hold_the_truth_and_those_of_rows_do_not() -> None:
    """100 logs of 60 trips with 20 rows; rain mostly lasts a trip. The planted fault is to ignore trips."""
    rng = np.random.default_rng(3)
    held = {"groups": 0, "rows": 0}
    trips = np.repeat(np.arange(60), 20)
    for run in range(100):
        wet_trip = rng.random(60) < 0.3
        codes = (rng.random(1200) < np.where(wet_trip, 0.9, 0.1)[trips]).astype(np.int64)
        truth = 0.3 * 0.9 + 0.7 * 0.1
        for name, groups in (("groups", trips), ("rows", None)):
            _, interval = share_intervals(codes, np.ones(1200), groups, 2, Streams(str(run), "rain"))
            held[name] += bool(interval[1, 0] <= truth <= interval[1, 1])
    assert held["groups"] >= 88, held
    assert held["rows"] < 60, held


def test_equal_weights_weigh_nothing(tmp_path: Path) -> None:
    columns = {"rain": [0.0] * 5 + [2.0] * 15, "w": [2.5] * 20}
    file = log_of(tmp_path, **columns)
    plain, weighed = (estimate_exposure(odd(), read_log(file, weight=w), only=["rain"]) for w in ("", "w"))
    assert plain.attributes == weighed.attributes


def test_a_log_is_read_the_same_from_both_formats_and_twice(tmp_path: Path) -> None:
    columns = {
        "rain": [0.0, 2.0, None, 3.0],
        "sky": ["clear", "grey", "grey", "clear"],
        "trip": ["a", "a", "b", "b"],
    }
    found = [
        estimate_exposure(
            odd(), read_log(log_of(tmp_path, f"log.{kind}", **columns), group="trip")
        ).attributes
        for kind in ("csv", "parquet", "csv")
    ]
    assert found[0] == found[2]
    assert [a.exposure for a in found[0]] == [a.exposure for a in found[1]]


def test_joint_and_conditional_tables_are_estimated_together(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    wet = rng.random(4000) < 0.25
    grey = rng.random(4000) < np.where(wet, 0.9, 0.3)
    file = log_of(tmp_path, rain=np.where(wet, 5.0, 0.0), sky=np.where(grey, "grey", "clear"))
    counts = np.array([[(wet == i) & (grey == j) for j in (0, 1)] for i in (0, 1)]).sum(axis=2) / 4000
    for domain, more in (
        (odd(), {"joint": ["rain", "sky"]}),
        (
            odd(joint=[{"attributes": ["rain", "sky"], "table": [{"rain": "dry", "sky": "clear", "p": 1}]}]),
            {},
        ),
    ):
        found = estimate_exposure(domain, read_log(file), **more)
        assert domain.document is not None
        data = domain.document.model_dump(mode="json", exclude_defaults=True)
        for i, fields in found.attribute_changes.items():
            data["attributes"][i] |= fields
        after = odd_from_document({**data, **found.changes})
        assert np.allclose(cell_exposure(after, ["rain", "sky"]), counts, atol=2e-6)
    rows = [
        RAIN,
        attribute(
            "sky",
            ["clear", "grey"],
            exposure={"given": "rain", "cases": {"dry": {"clear": 1}, "wet": {"grey": 1}}},
        ),
    ]
    domain = odd_from_document({"name": "o", "attributes": rows})
    sky = estimate_exposure(domain, read_log(file)).attributes[1]
    assert sky.cases is not None
    assert sky.cases["wet"]["grey"] == pytest.approx(grey[wet].mean(), abs=1e-6)


def test_the_document_says_where_its_exposure_comes_from(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before, log, after = tmp_path / "a.odd.yaml", tmp_path / "trips.csv", tmp_path / "b.odd.yaml"
    before.write_text("# by hand\n" + FILES["odd/shuttle.odd.yaml"])
    log.write_text(FILES["trips.csv"])
    line = [
        "odd",
        "estimate",
        str(before),
        "--log",
        str(log),
        "--group",
        "trip",
        "-o",
        str(after),
        "--version",
        "2",
    ]
    assert main([*line, "--json"]) == 0
    value = json.loads(capsys.readouterr().out)
    assert value["not_in_log"] == ["headlights", "cloudiness", "snow"]
    assert [(a["name"], a["used"], a["unknown"]) for a in value["attributes"]] == [
        ("sun elevation", 10, 0),
        ("rain", 9, 1),
        ("visibility", 10, 0),
    ]
    found = load_odd(after)
    assert found.estimated_from is not None and found.version == "2" and found.digest == value["digest"]
    assert found.estimated_from.sha256 == file_sha256(log) and found.estimated_from.groups == 4
    assert found.attributes[0].exposure == {"night": 0.2, "dusk": 0.2, "day": 0.6}
    assert load_odd(before).estimated_from is None
    old, new = before.read_text().splitlines(), after.read_text().splitlines()
    assert new[0] == "# by hand" and set(old) - set(new) == {
        "version: 1.0.0",
        "    exposure: {night: 0.2, dusk: 0.1, day: 0.7}",
        "    exposure: {dry: 0.9, light: 0.07, moderate: 0.02, heavy: 0.01}",
        "        dry: {fog: 0.02, haze: 0.08, good: 0.9}",
    }
    # What nobody asked for stays: the same document but for the fields of three attributes.
    assert yaml.safe_load(after.read_text())["joint"] == yaml.safe_load(before.read_text())["joint"]


@pytest.mark.parametrize(
    ("columns", "options", "words"),
    [
        ({"rian": [1.0]}, {}, ["columns that an attribute reads", "rain, sky"]),
        (
            {"rain": [None, 99.0]},
            {},
            ["rows in the buckets of attribute 'rain'", "1 rows without a value, 1 outside"],
        ),
        ({"rain": [1.0], "w": [-1.0]}, {"weight": "w"}, ["a weight of at least 0", "1 rows"]),
        ({"rain": [1.0], "w": ["much"]}, {"weight": "w"}, ["a weight of at least 0"]),
        ({"rain": [1.0], "w": [0.0]}, {"weight": "w"}, ["0 in all rows"]),
        ({"rain": [1.0, 2.0], "trip": ["a", None]}, {"group": "trip"}, ["1 rows without one"]),
        ({"rain": [1.0, 2.0], "trip": ["a", "a"]}, {"group": "trip"}, ["at least two", "1 group"]),
        ({"rain": [1.0]}, {"group": "tripp", "weight": "w"}, ["'tripp'", "'w'"]),
        ({"rain": ["x"]}, {}, ["rows in the buckets", "text such as 'x'"]),
        ({"rain": [1.0]}, {"only": ["sky"]}, ["a column 'sky' for attribute 'sky'"]),
        ({"rain": [1.0]}, {"only": ["rane"]}, ["'rane'", "did you mean 'rain'?"]),
        ({"rain": [1.0], "sky": ["grey"]}, {"joint": ["rain"]}, ["several attributes"]),
        ({"rain": []}, {}, ["at least one row"]),
    ],
)
def test_bad_logs_are_refused(
    columns: dict[str, Any], options: dict[str, Any], words: list[str], tmp_path: Path
) -> None:
    file = log_of(tmp_path, **columns)
    reading = {k: v for k, v in options.items() if k in ("weight", "group")}
    rest = {k: v for k, v in options.items() if k not in reading}
    with pytest.raises(InputError) as told:
        estimate_exposure(odd(), read_log(file, **reading), **rest)
    assert all(word in str(told.value) for word in words), told.value
    assert all(p.expected and p.found and p.fix for p in told.value.problems)


def test_half_a_joint_table_is_not_estimated(tmp_path: Path) -> None:
    domain = odd(joint=[{"attributes": ["rain", "sky"], "table": [{"rain": "dry", "sky": "clear", "p": 1}]}])
    with pytest.raises(InputError, match="all attributes of a joint table together"):
        estimate_exposure(domain, read_log(log_of(tmp_path, rain=[1.0])))


@pytest.mark.parametrize(("name", "text", "words"), [
    ("log.txt", "a\n1\n", "a CSV or Parquet file"),
    ("log.csv", "", "a readable log"),
    ("log.csv", "a,a\n1,2\n", "distinct columns"),
    ("log.csv", "a,b\n1\n", "a readable log"),
    ("log.parquet", "PAR1", "a readable log"),
])  # fmt: skip
def test_files_that_are_no_logs_are_refused(name: str, text: str, words: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(InputError, match=words):
        read_log(tmp_path / name)
    with pytest.raises(InputError):
        read_log(tmp_path / f"missing-{name}")


@pytest.mark.parametrize(
    ("text", "weight", "found"),
    [("rain,w\n0,1e308\n2,1e308\n", "w", "2 rows with another"), ("rain\n0.5\n-\n", "", "text such as '-'")],
)
def test_weights_too_large_to_add_and_text_among_numbers(
    tmp_path: Path, text: str, weight: str, found: str
) -> None:
    file = tmp_path / "log.csv"
    file.write_text(text)
    with pytest.raises(InputError) as caught:
        estimate_exposure(odd(), read_log(file, weight=weight), only=["rain"])
    assert caught.value.problems[0].found == found
