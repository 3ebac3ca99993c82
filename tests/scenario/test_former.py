"""Released frames are drawn again bit by bit: what a point of the unit cube means never changes."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from worlds import distribution, scenario

from scenewright.scenario import load_scenario
from scenewright.scenario.distributions import Batch

_FOLDER = Path(__file__).parent / "former"
_REPOSITORY = Path(__file__).parents[2]
_ROWS = json.loads((_FOLDER / "quantiles.json").read_text())
_DIGESTS = json.loads((_FOLDER / "digests.json").read_text())
_POINTS = 20_000


def _points(n: int) -> np.ndarray:
    return (np.arange(n) * 0.6180339887498949 + 0.25) % 1.0


def _parents(n: int) -> dict[str, np.ndarray]:
    i = np.arange(n)
    colors = np.array(["red", "green", "300"], dtype=object)
    return {"color": colors[i % 3], "wet": i % 2 == 0, "count": i % 5, "x": (i % 7) / 2}


def _plain(column: np.ndarray) -> list[Any]:
    return [value.hex() if isinstance(value, float) else value for value in column.tolist()]


def _numbers(column: list[Any]) -> list[Any]:
    return [float.fromhex(v) if (isinstance(v, str) and "0x" in v) or v == "-inf" else v for v in column]


@pytest.mark.parametrize("row", _ROWS, ids=lambda row: row["name"])
def test_values_are_those_of_before(row: dict[str, Any]) -> None:
    found, n = distribution(row["document"]), len(row["values"])
    values = found.quantile(_points(n), _parents(n))
    assert str(values.dtype) == row["dtype"] == str(found.dtype)
    if "sha256" in row:
        assert _plain(values) == row["values"]
        column = found.quantile(_points(_POINTS), Batch(_parents(_POINTS)))
        text = json.dumps([str(column.dtype), _plain(column)])
        assert hashlib.sha256(text.encode()).hexdigest() == row["sha256"]
    else:
        # Processors differ in the last bits of exp and of the normal quantile.
        np.testing.assert_array_max_ulp(values, np.array(_numbers(row["values"])), maxulp=8)
    if row["log_density"]:
        logs = found.log_density(values, _parents(n))
        np.testing.assert_allclose(logs, _numbers(row["log_density"]), rtol=1e-13, atol=1e-13)


@pytest.mark.parametrize("entry", _DIGESTS["small"])
def test_digests_are_those_of_before(entry: dict[str, Any]) -> None:
    assert scenario(entry["parameters"]).digest == entry["digest"]


def test_digests_of_templates_are_those_of_before() -> None:
    same = 0
    for entry in _DIGESTS["files"]:
        file = _REPOSITORY / entry["file"]
        # A template that was changed since then may mean something else.
        if file.is_file() and hashlib.sha256(file.read_bytes()).hexdigest() == entry["sha256"]:
            assert load_scenario(file).digest == entry["digest"], file
            same += 1
    assert same or not _REPOSITORY.joinpath("src").is_dir()


def test_a_row_alone_is_what_it_is_among_others() -> None:
    n = 50
    for row in _ROWS:
        found, u, parents = distribution(row["document"]), _points(n), _parents(n)
        together = found.quantile(u, parents)
        alone = [
            found.quantile(u[i : i + 1], {k: c[i : i + 1] for k, c in parents.items()}) for i in range(n)
        ]
        assert together.tolist() == np.concatenate(alone).tolist()
