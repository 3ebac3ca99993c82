"""Attributes crossed into cells, with the probability of each cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenewright.scenario.distributions.base import Column
from scenewright.scenario.domain.attribute import DomainAttribute

__all__ = ["Domain", "Forbidden", "Group"]

Forbidden = tuple[tuple[int, int], ...]
"""Attribute and bucket, pairwise: buckets that never come together."""


@dataclass(frozen=True)
class Group:
    """Attributes whose exposures hang together; groups are independent of each other."""

    members: tuple[int, ...]
    """Places among the domain's attributes."""
    table: tuple[float, ...]
    """Probability of each crossing of their buckets, the last attribute running fastest; sums to 1."""


@dataclass(frozen=True)
class Domain:
    """What a machine will meet, as far as a scenario's parameters decide it."""

    odd: str
    odd_digest: str
    attributes: tuple[DomainAttribute, ...]
    groups: tuple[Group, ...]
    forbidden: tuple[Forbidden, ...] = ()
    possible: float = 1.0
    """Probability of the cells without forbidden buckets, to which probabilities are normalised."""
    log_sha256: str = ""
    """Of the log of real operations that the exposure was estimated from; empty for none."""
    reached: float = 1.0
    """Share of the document's exposure in the buckets that are here: the scenario never makes the others."""

    @property
    def unmet(self) -> float:
        """Share of the document's exposure that no cell here stands for."""
        return 1 - self.reached * self.possible

    @property
    def sizes(self) -> tuple[int, ...]:
        """Buckets of each attribute."""
        return tuple(len(attribute.labels) for attribute in self.attributes)

    def codes(self, columns: Mapping[str, Column]) -> NDArray[np.int64]:
        """Buckets of samples, shape (n, attributes); -1 where a value is outside all."""
        return np.stack([attribute.codes(columns) for attribute in self.attributes], axis=1)

    def probability(self, codes: NDArray[np.int64]) -> NDArray[np.float64]:
        """Of each cell, shape (n,); 0 for cells that are forbidden or outside."""
        inside = (codes >= 0).all(axis=1) & self.allowed(codes)
        found = np.where(inside, 1 / self.possible, 0.0)
        for group in self.groups:
            place = _place(codes[:, group.members], [self.sizes[a] for a in group.members])
            found[inside] *= np.asarray(group.table)[place[inside]]
        return found

    def allowed(self, codes: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Cells without forbidden buckets, shape (n,)."""
        allowed = np.ones(len(codes), bool)
        for buckets in self.forbidden:
            allowed &= ~np.all([codes[:, a] == b for a, b in buckets], axis=0)
        return allowed

    def cells(self, points: NDArray[np.float64]) -> NDArray[np.int64]:
        """Cells by their exposure, forbidden ones too, for uniform points of shape (n, groups)."""
        codes = np.empty((len(points), len(self.attributes)), np.int64)
        for column, group in enumerate(self.groups):
            ends = np.cumsum(group.table)
            place = np.searchsorted(ends / ends[-1], points[:, column], side="right").clip(0, len(ends) - 1)
            codes[:, group.members] = np.stack(
                np.unravel_index(place, [self.sizes[a] for a in group.members]), axis=1
            )
        return codes

    def marginal(self, some: Sequence[int]) -> NDArray[np.float64]:
        """Probability of each crossing of some attributes' buckets, one axis each; forbidden cells count
        too."""
        wanted = list(some)
        table, axes = np.ones(()), []
        for group in self.groups:
            kept = [a for a in group.members if a in wanted]
            if kept:
                whole = np.asarray(group.table).reshape([self.sizes[a] for a in group.members])
                others = tuple(axis for axis, a in enumerate(group.members) if a not in wanted)
                table = np.multiply.outer(table, whole.sum(axis=others))
                axes += kept
        return np.ascontiguousarray(table.transpose([axes.index(a) for a in wanted]))

    def allowed_marginal(self, some: Sequence[int]) -> NDArray[np.float64]:
        """As `marginal`, 0 where buckets of these attributes are forbidden; not normalised."""
        table = self.marginal(some)
        for buckets in self.forbidden:
            if {a for a, _ in buckets} <= set(some):
                held = dict(buckets)
                table[tuple(held.get(a, slice(None)) for a in some)] = 0
        return table

    def to_json(self) -> dict[str, Any]:
        return {
            "odd": self.odd,
            "odd_digest": self.odd_digest,
            "attributes": [attribute.to_json() for attribute in self.attributes],
            "groups": [{"members": list(g.members), "table": list(g.table)} for g in self.groups],
            "forbidden": [[list(bucket) for bucket in buckets] for buckets in self.forbidden],
            "possible": self.possible,
            "log_sha256": self.log_sha256,
            "reached": self.reached,
        }

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> Domain:
        return Domain(
            data["odd"],
            data["odd_digest"],
            tuple(DomainAttribute.from_json(each) for each in data["attributes"]),
            tuple(Group(tuple(g["members"]), tuple(map(float, g["table"]))) for g in data["groups"]),
            tuple(tuple((int(a), int(b)) for a, b in buckets) for buckets in data["forbidden"]),
            float(data["possible"]),
            data["log_sha256"],
            float(data.get("reached", 1.0)),
        )


def _place(codes: NDArray[np.int64], sizes: Sequence[int]) -> NDArray[np.int64]:
    """Place of each row in a table of those sizes; rows with a -1 have a meaningless one."""
    return np.ravel_multi_index(tuple(np.maximum(codes, 0).T), tuple(sizes))
