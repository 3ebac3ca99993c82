"""Values of some parameters that another program has drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenewright.scenario.distributions import Value
from scenewright.scenario.distributions.base import Column

__all__ = ["Given"]


@dataclass(frozen=True)
class Given:
    """A table of samples, and where it comes from."""

    values: Mapping[str, tuple[Value, ...]]
    """Parameter -> one value a sample, all of one length."""
    source: Mapping[str, str]
    """What made it: program, version, digests."""

    def columns(self, indices: NDArray[np.int64]) -> dict[str, Column]:
        """Values at `indices`, each of shape (n,); past the last one they begin again."""
        found = {}
        for name, values in self.values.items():
            text = isinstance(values[0], str)
            found[name] = np.array(values, dtype=object if text else None)[indices % len(values)]
        return found

    def to_json(self) -> dict[str, Any]:
        return {
            "values": {name: list(values) for name, values in self.values.items()},
            "source": dict(self.source),
        }

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> Given:
        return Given({name: tuple(values) for name, values in data["values"].items()}, dict(data["source"]))
