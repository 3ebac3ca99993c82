from __future__ import annotations

from pathlib import Path

import pytest

from scenewright.documents import DocumentModel, read_document
from scenewright.errors import InputError


class Thing(DocumentModel):
    name: str
    weights: dict[str, float] | None = None


def read(tmp_path: Path, text: str | bytes) -> Thing:
    file = tmp_path / "thing.yaml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_document(file, "Thing", Thing)[0]


def test_a_good_document(tmp_path: Path) -> None:
    thing = read(tmp_path, "scenewright: 1\nkind: Thing\nname: a\nweights: {x: 0.5}\n")
    assert thing == Thing(name="a", weights={"x": 0.5})


def test_all_problems_come_at_once_each_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, "scenewright: 1\nkind: Thing\nnane: a\nweights:\n  x: heavy\n  y: .nan\n")
    found = {(p.field, p.line) for p in caught.value.problems}
    assert found == {("name", 1), ("nane", 3), ("weights.x", 5), ("weights.y", 6)}
    assert any("did you mean 'name'" in p.fix for p in caught.value.problems)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"", "scenewright: 1"),
        (b"\xff\xfe\x00", "UTF-8"),
        ("- a\n", "mapping"),
        ("a: [1\n", "well-formed"),
        ("a: &x [1]\nb: *x\n", "aliases"),
        ("scenewright: 2\nkind: Thing\n", "schema version 1"),
        ("scenewright: 1\nkind: Thin\n", "kind: Thing"),
        ("a: 1\na: 2\n", "distinct"),
        ("a: " + "[" * 60 + "]" * 60, "levels"),
        ("x" * (1 << 20) + "xx", "at most"),
    ],
    ids=["empty", "binary", "list", "broken", "alias", "version", "kind", "twice", "deep", "huge"],
)
def test_bad_documents_are_refused_in_words(tmp_path: Path, text: str | bytes, expected: str) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, text)
    assert expected in str(caught.value) and "thing.yaml" in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nowhere\.yaml"):
        read_document(tmp_path / "nowhere.yaml", "Thing", Thing)
