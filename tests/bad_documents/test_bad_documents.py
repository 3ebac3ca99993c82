"""Malformed documents, each handed to the verb that reads it: refused in words that a stranger can act on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from refusal import Refuse
from syrupy.assertion import SnapshotAssertion

from scenewright.cli import main

_FOLDER = Path(__file__).parent
_STORED = sorted(_FOLDER.glob("*/*.yaml"))
_NO_FIELD = (
    "YAML aliases",
    "well-formed",
    "levels",
    "mapping of fields at the top",
    "a document with",
    "plain keys",
)


@pytest.mark.parametrize("file", _STORED, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_bad_document_is_refused(file: Path, refuse: Refuse, snapshot: SnapshotAssertion) -> None:
    refusal = refuse(file.parent.name, file)
    for problem in refusal.problems:
        assert problem["file"] == str(file)
        assert problem["expected"] and problem["found"] and problem["fix"]
        if not any(words in problem["expected"] for words in _NO_FIELD):
            assert problem["field"] and problem["line"]
            _assert_line(problem, file.read_text().splitlines())
    assert refusal.text.replace(f"{file.parent.parent}/", "") == snapshot


def _assert_line(problem: dict[str, Any], lines: list[str]) -> None:
    """Where the field's own name stands in the file, the problem's line is one of its lines."""
    name = problem["field"].split(".")[-1]
    places = [number for number, line in enumerate(lines, 1) if f"{name}:" in line]
    if name and not name.isdecimal() and places:
        assert problem["line"] in places


def test_there_are_enough() -> None:
    counts = {
        kind: sum(f.parent.name == kind for f in _STORED)
        for kind in ("scenario", "odd", "plan", "policy", "study")
    }
    assert counts["scenario"] >= 150 and min(counts.values()) >= 15


def test_all_problems_come_at_once(refuse: Refuse) -> None:
    found = refuse("scenario", _FOLDER / "scenario" / "many_problems_at_once.yaml").problems
    fields = [
        "name", "targets", "parameters.distance", "parameters.state.choice.amber",
        "parameters.exposure_ev.normal.sd", "parameters.visibility_m.log_uniform", "derived.is_far",
        "constraints.0", "constraints.1", "seed",
    ]  # fmt: skip
    assert [problem["field"] for problem in found] == fields
    assert [problem["line"] for problem in found] == [3, 5, 7, 8, 9, 10, 12, 14, 15, 16]


def test_problems_of_several_files_come_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [_FOLDER / "scenario" / f"{name}.yaml" for name in ("many_problems_at_once", "unknown_parameter")]
    missing = tmp_path / "missing.yaml"
    assert main(["generate", *map(str, files), str(missing), "-n", "8", "-o", str(tmp_path / "out")]) == 2
    told = capsys.readouterr().err
    assert all(f"{path}" in told for path in (*files, missing)) and not (tmp_path / "out").exists()
