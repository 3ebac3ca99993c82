"""ASAM OpenLABEL 1.0: `openlabel.json`, scenario tags of each frame (asam.net/standards/detail/openlabel).

Parameters become tags by their world's ODD terms. The tag's type is the property of the OpenLABEL ontology,
its value a number in the unit that the ontology states. The schema has no place for tags in a frame: each tag
names its frame by `resource_uid`, and each frame lists its tags in `frame_properties`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scenewright.dataset.export.base import fresh_folder
from scenewright.dataset.export.openlabel_tags import ONTOLOGY, tags_of
from scenewright.dataset.reader import Dataset
from scenewright.plugins import load
from scenewright.scenario import ParameterSpec

__all__ = ["EXPORTER", "OpenLabel"]

_SCHEMA_VERSION = "1.0.0"


@dataclass(frozen=True)
class OpenLabel:
    """Exporter `openlabel`."""

    def export(self, dataset: Dataset, out: Path) -> int:
        parameters = _parameters(dataset)
        tags: dict[str, Any] = {}
        frames: dict[str, Any] = {}
        with fresh_folder(out) as folder:
            (folder / "images").mkdir()
            rows = dataset.index.select(["key", "scenario", "sample"]).to_pylist()
            for number, row in enumerate(rows):
                name = f"images/{row['key']}.jpg"
                (folder / name).write_bytes(dataset.read_member(number, "image"))
                uids = []
                for tag in tags_of(parameters[row["scenario"]], row["sample"]):
                    uids.append(str(len(tags)))
                    tags[uids[-1]] = {**tag, "ontology_uid": "0", "resource_uid": {"0": row["key"]}}
                frames[str(number)] = {"frame_properties": {"key": row["key"], "image": name, "tags": uids}}
            document = {
                "openlabel": {
                    "metadata": {
                        "schema_version": _SCHEMA_VERSION,
                        "name": dataset.name,
                        "file_version": dataset.merkle_root,
                        "annotator": "scenewright",
                    },
                    "ontologies": {"0": ONTOLOGY},
                    "resources": {"0": "images"},
                    "tags": tags,
                    "frames": frames,
                    "frame_intervals": [{"frame_start": 0, "frame_end": len(frames) - 1}],
                }
            }
            text = json.dumps(document, ensure_ascii=False, allow_nan=False)
            (folder / "openlabel.json").write_text(text, encoding="utf-8")
        return len(frames)


def _parameters(dataset: Dataset) -> dict[str, tuple[ParameterSpec, ...]]:
    """The parameters of the world of each scenario, by the scenario's name."""
    return {name: tuple(load("worlds", world).parameters) for name, world in _worlds(dataset.manifest.recipe)}


def _worlds(recipe: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for entry in recipe["scenarios"]:
        document = entry.get("scenario", entry)
        yield document["name"], document["world"]


EXPORTER = OpenLabel()
