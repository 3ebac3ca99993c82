"""Scenarios written before there were `extends`, `tags` and migrations mean what they meant."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scenewright.plugins import load
from scenewright.scenario import load_scenario, scenario_from_document

_STORED = json.loads(Path(__file__).with_name("stored_scenarios.json").read_text("utf-8"))
"""One template scenario a world: digest, resolved document and text, by the version before those fields."""


@pytest.mark.parametrize("stored", _STORED, ids=lambda stored: stored["document"]["name"])
def test_old_document_keeps_its_digest(stored: dict[str, Any], tmp_path: Path) -> None:
    document = stored["document"]
    names = document["parameters"]
    specs = [spec for spec in load("worlds", document["world"]).parameters if spec.name in names]
    assert scenario_from_document(document, specs).digest == stored["digest"]
    file = tmp_path / "old.scenario.yaml"
    file.write_text(stored["as_written"], "utf-8")
    # As written, the rest are the world's defaults, which may have changed since: those of then are put in.
    old = load_scenario(file, specs)
    written = {name: names[name] for name in old.declared}
    assert {name: old.to_document()["parameters"][name] for name in written} == written
    assert [old.name, old.odd, list(old.targets)] == [document[k] for k in ("name", "odd", "targets")]
    assert "tags" not in old.to_document()
