from __future__ import annotations

import hashlib
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenewright.identity import FileEntry, canonical_json, digest, file_sha256, merkle_root

paths = st.text(alphabet="abcdef/._-0123456789", min_size=1, max_size=12)
entries = st.lists(
    st.builds(FileEntry, paths, st.integers(0, 2**40), st.just("0" * 64)),
    max_size=20,
    unique_by=lambda e: e.path,
)


def test_canonical_json_is_rfc_8785() -> None:
    # Section 3.2.3 of the RFC: keys sorted by UTF-16 code units, numbers in ECMAScript form.
    assert canonical_json({"b": 1.0, "a": [1e21, "\u20ac"]}) == '{"a":[1e+21,"\u20ac"],"b":1}'.encode()


def test_merkle_root_of_nothing_and_one_is_rfc_6962() -> None:
    assert merkle_root([]) == hashlib.sha256(b"").hexdigest()
    entry = FileEntry("a", 1, "f" * 64)
    leaf = hashlib.sha256(b"\x00" + canonical_json(["a", 1, "f" * 64])).hexdigest()
    assert merkle_root([entry]) == leaf


def test_merkle_root_splits_three_leaves_as_two_and_one() -> None:
    names = [FileEntry(name, 0, "0" * 64) for name in "abc"]
    leaves = [hashlib.sha256(b"\x00" + canonical_json(list(e))).digest() for e in names]
    node = lambda a, b: hashlib.sha256(b"\x01" + a + b).digest()  # noqa: E731
    assert merkle_root(names) == node(node(leaves[0], leaves[1]), leaves[2]).hex()


@given(entries, st.randoms(use_true_random=False))
def test_merkle_root_ignores_order(files: list[FileEntry], chance: random.Random) -> None:
    shuffled = list(files)
    chance.shuffle(shuffled)
    assert merkle_root(shuffled) == merkle_root(files)


@given(entries.filter(len), st.data())
def test_merkle_root_binds_name_size_and_hash(files: list[FileEntry], data: st.DataObject) -> None:
    i = data.draw(st.integers(0, len(files) - 1))
    for changed in (
        files[i]._replace(path=files[i].path + "x"),
        files[i]._replace(size=files[i].size + 1),
        files[i]._replace(sha256="1" * 64),
    ):
        others = files[:i] + files[i + 1 :]
        if changed.path not in {e.path for e in others}:
            assert merkle_root([*others, changed]) != merkle_root(files)


def test_merkle_root_refuses_two_files_of_one_name() -> None:
    with pytest.raises(ValueError, match="distinct"):
        merkle_root([FileEntry("a", 1, "0" * 64), FileEntry("a", 2, "0" * 64)])


def test_file_digest_is_that_of_its_bytes(tmp_path: Path) -> None:
    data = bytes(range(256)) * 9000
    (tmp_path / "f").write_bytes(data)
    assert file_sha256(tmp_path / "f") == hashlib.sha256(data).hexdigest()


def test_digest_does_not_depend_on_key_order() -> None:
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})
