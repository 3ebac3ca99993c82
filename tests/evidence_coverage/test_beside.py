"""Holes, real records, another dataset, and requests beside what the pixels show."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from test_measure import DATASET, ODD, dataset_of, odd_with

from scenewright.errors import InputError
from scenewright.evidence.coverage import measure_coverage, read_real
from scenewright.evidence.coverage.factors import Assigned, factors_of
from scenewright.evidence.coverage.realisation import compare_realised


def test_holes_are_ranked_by_exposure_times_risk_and_never_implied() -> None:
    dataset = dataset_of([(0, 0, 0.2), (2, 8, 0.2)])
    plain = measure_coverage(dataset, odd_with()).requested
    assert [(h.buckets, h.exposure) for h in plain.holes] == [
        (("none", "cover"), pytest.approx(0.45)),
        (("heavy", "clear"), pytest.approx(0.05)),
    ]
    risky = measure_coverage(dataset, odd_with(risk={"heavy": 20.0, "none": 1.0})).requested
    assert [h.buckets for h in risky.holes] == [("heavy", "clear"), ("none", "cover")]
    assert [h.risk for h in risky.holes] == [20.0, 1.0]
    # Planted fault: without the frame of heavy rain, the bucket itself is the hole and its pairs are implied.
    assert [h.buckets for h in measure_coverage(dataset_of([(0, 0, 0.2)]), odd_with()).requested.holes] == [
        ("cover",),
        ("heavy",),
    ]


def test_effective_sample_size_and_intervals_stand_beside_weighted_figures() -> None:
    report = measure_coverage(DATASET, ODD)
    pairs = report.requested.tway[1]
    assert pairs.t == 2 and pairs.exposure_weighted == report.requested.exposure_weighted_2
    assert pairs.low is not None and pairs.high is not None and pairs.exposure_weighted is not None
    assert pairs.low <= pairs.exposure_weighted <= pairs.high
    # Two frames in a cell of P 0.45 and one in another of the same.
    assert pairs.effective_sample_size == pytest.approx(0.9**2 / (0.45**2 / 2 + 0.45**2 / 1))
    assert "jackknife" in report.interval_method
    assert report.requested.crosses[0].counts == ((2, 1), (0, 0))
    assert report.requested.accumulation[-1].frames == 4


def test_real_records_stand_behind_cells(tmp_path: Path) -> None:
    pq.write_table(pa.table({"luminance_mean": [0.1, 0.2, None]}), tmp_path / "real.parquet")
    found = measure_coverage(DATASET, ODD, real=read_real(tmp_path / "real.parquet")).real
    assert found is not None and found.rows == 3
    assert found.attributes == ("light",) and found.not_measured == ("rain", "cloud")
    assert (found.cells_shown, found.cells_without_real, found.exposure_without_real) == (2, 1, 0.5)
    assert [(c.buckets, c.frames, c.rows) for c in found.without_real] == [(("bright",), 1, 0)]
    assert (found.missing_in_dataset, found.missing_in_real) == (0, 0.5)


def test_real_records_of_a_csv_that_the_dataset_lacks(tmp_path: Path) -> None:
    (tmp_path / "real.csv").write_text("rain,cloud,luminance_mean\n5,7,0.2\n6,7,0.3\n0,1,0.9\n")
    found = measure_coverage(DATASET, ODD, real=read_real(tmp_path / "real.csv")).real
    assert found is not None and found.t == 2 and found.not_measured == ()
    first = found.without_frames[0]
    assert (first.attributes, first.buckets, first.rows) == (("rain", "cloud"), ("heavy", "cover"), 2)


def test_what_cannot_occur_needs_no_real_record(tmp_path: Path) -> None:
    """Heavy rain from a clear sky (5 % if they were independent) is infeasible."""
    (tmp_path / "real.csv").write_text("rain,cloud\n5,7\n0,7\n0,1\n")
    found = measure_coverage(DATASET, ODD, real=read_real(tmp_path / "real.csv")).real
    assert found is not None and found.t == 2 and found.exposure_without_real == 0


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("absent.parquet", None, "a Parquet or CSV table"),
        ("text.parquet", "no table", "a Parquet or CSV table"),
        ("words.csv", "rain,cloud\nheavy,1\n", "numbers in 'rain'"),
        ("twice.csv", "rain,rain\n1,1\n", "columns with names of their own"),
        ("other.csv", "speed\n3\n", "columns that the domain's attributes read: cloud, luminance_mean, rain"),
    ],
)
def test_a_table_that_cannot_be_used(tmp_path: Path, name: str, content: Any, expected: str) -> None:
    if content is not None:
        (tmp_path / name).write_text(content)
    with pytest.raises(InputError) as caught:
        measure_coverage(DATASET, ODD, real=read_real(tmp_path / name))
    (problem,) = caught.value.problems
    assert expected in problem.expected and problem.field == "--real" and problem.fix


def test_two_datasets_both_ways() -> None:
    other = dataset_of([(0, 0, 0.2), (5, 8, 0.2)])
    found = measure_coverage(DATASET, ODD, against=other).against
    assert found is not None and found.frames == 2
    both = {(d.view, d.t): (d.missing_in_other, d.missing_here) for d in found.set_differences}
    # Here: none x clear, none x cover. There: none x clear, heavy x cover.
    assert both[("requested", 2)] == (0.5, 0.5) and both[("requested", 1)] == (0, 0.25)
    assert both[("realised", 1)] == (0.5, 0)
    rain = next(a for a in found.attributes if a.name == "rain")
    assert rain.jensen_shannon_bits is not None and rain.jensen_shannon_bits > 0.1
    same = measure_coverage(DATASET, ODD, against=DATASET).against
    assert same is not None and all(a.jensen_shannon_bits == 0 for a in same.attributes)


def test_requests_beside_the_pixels() -> None:
    rain, cloud, light = (replace(f, term="t") if f.name != "cloud" else f for f in factors_of(ODD))
    rng = np.random.default_rng(0)
    asked = rng.integers(0, 2, (500, 2)).astype(np.int8)
    seen = np.where(rng.random(500) < 0.9, asked[:, 0], 1 - asked[:, 0]).astype(np.int8)[:, None]
    named = replace(light, buckets=rain.buckets)
    found = compare_realised([rain, cloud], Assigned(asked, (0, 0)), [named], Assigned(seen, (0,)))
    assert found is not None
    strong, weak = found.strongest
    assert strong.cramers_v is not None and 0.7 < strong.cramers_v < 0.9
    assert weak.cramers_v is not None and weak.cramers_v < 0.1
    (table,) = found.confusions
    assert table.agreement == pytest.approx((asked[:, 0] == seen[:, 0]).mean())
    assert sum(map(sum, table.counts)) == 500
    assert compare_realised([rain], Assigned(asked[:, :1], (0,)), [], Assigned(asked[:, :0], ())) is None


def test_the_page_shows_all_parts(tmp_path: Path) -> None:
    (tmp_path / "real.csv").write_text("luminance_mean\n0.2\n")
    real = read_real(tmp_path / "real.csv")
    page = measure_coverage(DATASET, ODD, against=DATASET, real=real).to_html()
    words = ["Cells of every t attributes crossed", "jackknife", "Requested: pairs", "Requested: more frames"]
    words += ["Requested against realised", "Real evidence", "Against another dataset", "×"]
    for word in words:
        assert word in page, word
    assert "http" not in page
