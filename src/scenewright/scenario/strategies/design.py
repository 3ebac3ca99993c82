"""A design: all that decides where a scenario's samples lie, so that they can be drawn again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenewright.randomness import Streams
from scenewright.scenario.domain.domain import Domain
from scenewright.scenario.strategies.base import Points
from scenewright.scenario.strategies.given import Given
from scenewright.scenario.strategies.lhs import LatinPoints
from scenewright.scenario.strategies.random import RandomPoints
from scenewright.scenario.strategies.sobol import SobolPoints

__all__ = ["SPREADS", "STRATEGIES", "Design"]

SPREADS = ("lhs", "random", "sobol")
"""Strategies that spread samples over the whole scenario."""
STRATEGIES = ("adaptive", "covering", "exposure", *SPREADS, "mixture", "scenic", "targeted")
"""All that a recipe may name."""
_REDRAW = 10_000
"""Attempts in a cell drawn by exposure before another one is drawn."""


@dataclass(frozen=True)
class Design:
    """Samples are spread over the scenario, or lie in cells of a domain: some in cells that are drawn by
    exposure, the others in given cells (`rows`) in turn.
    """

    strategy: str
    """Name under which a user knows it."""
    size: int = 0
    """Samples of one Latin hypercube."""
    domain: Domain | None = None
    by_exposure: float = 1.0
    """Share of samples that are no row's."""
    exposure_is: str = "domain"
    """What those are drawn from: `domain`, cells by exposure; or `scenario`, the scenario as it is."""
    rows: tuple[tuple[int, ...], ...] = ()
    """Bucket of each attribute; -1 leaves it free."""
    row_probability: tuple[float, ...] = ()
    """Of each row's cell, under what the others are drawn from."""
    row_probability_error: float = 0.0
    """Relative standard error of those that were found by drawing; 0 for exact ones."""
    given: Given | None = None
    """Values that another program has drawn; the other parameters are drawn independently."""
    kind: str = ""
    """Component that rows belong to: covering, adaptive or targeted."""

    @property
    def in_cells(self) -> bool:
        return self.domain is not None and (bool(self.rows) or self.exposure_is == "domain")

    def points(self, root: str, key: str, names: tuple[str, ...]) -> Points:
        """Points of the unit cube for the first attempt of each sample."""
        streams = Streams(root, key)
        if self.strategy == "sobol":
            return SobolPoints(streams, {name: place for place, name in enumerate(names)})
        return LatinPoints(streams, self.size) if self.strategy == "lhs" else RandomPoints(streams)

    def row_of(self, indices: NDArray[np.int64]) -> NDArray[np.int64]:
        """Which row each sample belongs to, shape (n,); -1 for those drawn by exposure.

        Any first part of a dataset has the stated share, to one sample, and takes rows in their order.
        """
        before = np.floor(indices * self.by_exposure).astype(np.int64)
        exposed = np.floor((indices + 1) * self.by_exposure) > before
        return np.where(exposed | (not self.rows), -1, (indices - before) % max(1, len(self.rows)))

    def components(self, indices: NDArray[np.int64]) -> list[str]:
        """Name of each sample's component: what it was drawn for."""
        if not self.in_cells:
            return [self.strategy] * len(indices)
        base = "exposure" if self.exposure_is == "domain" else "random"
        return [base if row < 0 else self.kind for row in self.row_of(indices).tolist()]

    def cells(
        self, root: str, key: str, indices: NDArray[np.int64], attempts: NDArray[np.int64] | int
    ) -> NDArray[np.int64] | None:
        """Cell that each sample has to lie in, shape (n, attributes); -1 is free, None without cells."""
        if not self.in_cells or self.domain is None:
            return None
        rows = self.row_of(indices)
        codes = np.full((len(indices), len(self.domain.attributes)), -1, np.int64)
        if self.rows:
            codes[rows >= 0] = self._rows[rows[rows >= 0]]
        exposed = np.flatnonzero(rows < 0)
        if self.exposure_is == "domain" and len(exposed):
            turns = np.broadcast_to(np.asarray(attempts) // _REDRAW, indices.shape)[exposed]
            codes[exposed] = self._by_exposure(Streams(root, key), indices[exposed], turns)
        return codes

    @cached_property
    def _rows(self) -> NDArray[np.int64]:
        return np.array(self.rows, np.int64)

    def _by_exposure(
        self, streams: Streams, indices: NDArray[np.int64], turns: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        domain = self.domain
        assert domain is not None
        codes = np.empty((len(indices), len(domain.attributes)), np.int64)
        waiting, points = np.arange(len(indices)), RandomPoints(streams.child("cells"))
        drawn = 0
        while len(waiting):
            turn = turns[waiting] * (1 << 16) + drawn
            names = [f"group/{number}" for number in range(len(domain.groups))]
            u = np.stack([points.again(name, indices[waiting], turn) for name in names], axis=1)
            codes[waiting] = domain.cells(u)
            waiting = waiting[~domain.allowed(codes[waiting])]
            drawn += 1
        return codes

    def to_json(self) -> dict[str, Any]:
        return {
            "strategy": self.strategy,
            "size": self.size,
            "domain": None if self.domain is None else self.domain.to_json(),
            "by_exposure": self.by_exposure,
            "exposure_is": self.exposure_is,
            "rows": [list(row) for row in self.rows],
            "row_probability": list(self.row_probability),
            "row_probability_error": self.row_probability_error,
            "kind": self.kind,
            **({"given": self.given.to_json()} if self.given else {}),
        }

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> Design:
        return Design(
            strategy=data["strategy"],
            size=int(data["size"]),
            domain=None if data["domain"] is None else Domain.from_json(data["domain"]),
            by_exposure=float(data["by_exposure"]),
            exposure_is=data["exposure_is"],
            rows=tuple(tuple(map(int, row)) for row in data["rows"]),
            row_probability=tuple(map(float, data["row_probability"])),
            row_probability_error=float(data["row_probability_error"]),
            given=Given.from_json(data["given"]) if "given" in data else None,
            kind=data["kind"],
        )
