"""Frames of datasets as photos are seen: their pixels measured, beside the parameters they were made with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from scenewright.dataset import Dataset
from scenewright.evidence.failures.predicates import hold
from scenewright.evidence.transfer.photos import measure_photos
from scenewright.expressions import Expression
from scenewright.identity import digest

__all__ = ["MeasuredFrames", "label_parameters", "measured_frames"]


@dataclass(frozen=True, eq=False)
class MeasuredFrames:
    """Frames that show a class, in key order."""

    properties: pa.Table
    """As `measure_photos` gives it, one row a frame."""
    samples: Mapping[str, NDArray[Any]]
    """Values of each parameter, shape (frames,); of no float NaN."""
    half: NDArray[np.bool_]
    """Which frames choose; the others only judge. By the hash of the key."""

    def inside(self, expression: Expression) -> NDArray[np.bool_] | None:
        """Frames in a slice; None where it names what cannot be measured in a frame."""
        if expression.unknown(self.properties.column_names):
            return None
        return hold(expression, self.properties)


def measured_frames(
    datasets: Sequence[Dataset], class_map: Mapping[str, str], *, scenario: str = ""
) -> MeasuredFrames:
    """All frames that show a class of the plan; with `scenario`, those of that scenario alone."""
    images, labels, samples, half = [], [], [], []
    for dataset in datasets:
        for row in dataset.index.select(["key", "scenario", "sample", "labels"]).to_pylist():
            label = class_map.get(row["labels"]["state"], "")
            if label and scenario in ("", row["scenario"]):
                images.append(dataset.read_image(row["key"]))
                labels.append(label)
                samples.append(row["sample"])
                half.append(int(digest(["half", row["key"]])[0], 16) % 2 == 0)
    names = sorted(set.intersection(*(set(sample) for sample in samples))) if samples else []
    columns = {name: _column([sample[name] for sample in samples]) for name in names}
    return MeasuredFrames(measure_photos(images, labels), columns, np.array(half, dtype=bool))


def label_parameters(frames: MeasuredFrames) -> set[str]:
    """Parameters that decide the class: each of their values was seen with one class only.

    Frames of one class alone under some condition would teach the condition as a sign of the class.
    """
    classes = np.array(frames.properties["class"].to_pylist(), dtype=object)
    found = set()
    for name, values in frames.samples.items():
        if values.dtype != object and len(np.unique(values)) > len(values) / 4:
            continue
        seen = [set(classes[values == value]) for value in dict.fromkeys(values.tolist())]
        if len(set(classes)) > 1 and all(len(each) == 1 for each in seen):
            found.add(name)
    return found


def _column(values: list[Any]) -> NDArray[Any]:
    texts = any(isinstance(value, str) for value in values)
    return np.array(values, dtype=object if texts else None)
