"""Files that are no documents at all; made here, because they are large, binary or not there."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from refusal import Refuse

_HEAD = b"scenewright: 1\nkind: Scenario\nname: bad/one\nworld: traffic_light\n"
_FILES = {
    "a file of more than a mebibyte": (_HEAD + b"# padding\n" * 110_000, "at most 1048576 bytes"),
    "many values": (_HEAD + b"targets: [" + b"a," * 60_000 + b"]\n", "at most 50000 values"),
    "deeply nested brackets": (_HEAD + b"targets: " + b"[" * 100_000, "at most 40 levels"),
    "deeply nested fields": (_HEAD + b"".join(b" " * i + b"a:\n" for i in range(900)), "at most 40 levels"),
    "an image": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "UTF-8 text"),
    "text in another encoding": (_HEAD.decode().encode("utf-16"), "UTF-8 text"),
    "a control character": (_HEAD + b"description: a\x00b\n", "the control character 0x00"),
    "a number of 5000 digits": (_HEAD + b"parameters: {distance_m: " + b"9" * 5000 + b"}\n", "whole number"),
    "a number beyond floats": (_HEAD + b"parameters: {distance_m: 1.0e+999}\n", ".inf"),
    "bytes that end within a character": (_HEAD + b"description: \xe2\x82", "UTF-8 text"),
}


@pytest.mark.parametrize("name", _FILES)
def test_file_is_refused_quickly(name: str, refuse: Refuse, tmp_path: Path) -> None:
    data, words = _FILES[name]
    file = tmp_path / "bad.scenario.yaml"
    file.write_bytes(data)
    start = time.process_time()
    refusal = refuse("scenario", file)
    assert time.process_time() - start < 10
    assert words in refusal.text and str(file) in refusal.text
    assert len(refusal.text) < 1000
    assert all(problem["fix"] for problem in refusal.problems)


@pytest.mark.parametrize("kind", ["scenario", "odd", "plan", "policy", "failure_mode"])
def test_missing_file_is_named_with_its_neighbour(kind: str, refuse: Refuse, tmp_path: Path) -> None:
    (tmp_path / "dusk.yaml").write_text("scenewright: 1\n")
    refusal = refuse(kind, tmp_path / "dust.yaml")
    assert f"{tmp_path}/dust.yaml" in refusal.text and "No such file" in refusal.text
    assert "did you mean 'dusk.yaml'?" in refusal.text


@pytest.mark.parametrize("kind", ["scenario", "odd", "plan", "policy", "failure_mode"])
def test_folder_is_no_document(kind: str, refuse: Refuse, tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "dusk.yaml").write_text("scenewright: 1\n")
    refusal = refuse(kind, folder)
    assert "Is a directory" in refusal.text and "name one file in it: dusk.yaml" in refusal.text
