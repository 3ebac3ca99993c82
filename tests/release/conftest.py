"""A small store with a released, approved and promoted dataset."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from scenewright.identity import FileEntry, merkle_root, sha256_hex
from scenewright.release.attest import signer_for
from scenewright.release.build import BuildInputs
from scenewright.release.store import Store

POLICY = """scenewright: 1
kind: Policy
name: test
gates:
  - {name: accuracy, metric: transfer.headline.mean, comparator: ">=", threshold: 0.9}
  - {name: quality, metric: quality.passed, comparator: "==", threshold: true}
approvals:
  fully_synthetic: {people: 1}
  derived_from_real: {people: 2}
"""


@dataclass(frozen=True)
class Lab:
    root: Path
    store: Store
    inputs: BuildInputs

    def dataset(self, name: str, **files: bytes) -> Path:
        folder = self.root / name
        folder.mkdir(exist_ok=True)
        for file, data in files.items():
            (folder / file).write_bytes(data)
        entries = [FileEntry(f, len(d), sha256_hex(d)) for f, d in files.items()]
        manifest = {
            "name": name, "count": 1, "recipe": {"scenarios": [{"scenario": {"name": name}}]}, "assets": [],
            "provenance_class": "fully_synthetic", "merkle_root": merkle_root(entries),
            "files": [e._asdict() for e in entries],
        }  # fmt: skip
        (folder / "dataset.json").write_text(json.dumps(manifest))
        return folder

    def report(self, name: str, value: object) -> Path:
        file = self.root / f"{name}.json"
        file.write_text(json.dumps(value))
        return file

    def signer(self, person: str):
        return signer_for(self.store, person)

    def with_inputs(self, **changes) -> BuildInputs:
        return replace(self.inputs, **changes)


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    policy = tmp_path / "p.policy.yaml"
    policy.write_text(POLICY)
    inputs = BuildInputs(name="lights", datasets=(), policy=policy)
    first = Lab(tmp_path, Store(tmp_path / ".scenewright"), inputs)
    day = first.dataset("day", a=b"frame one", b=b"frame two")
    transfer = first.report("transfer", {"kind": "transfer", "headline": {"mean": 0.95}})
    quality = first.report("quality", {"kind": "quality", "passed": True})
    return replace(first, inputs=first.with_inputs(datasets=(day,), evidence=(transfer, quality)))
