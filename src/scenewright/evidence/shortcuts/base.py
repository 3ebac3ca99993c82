"""What an audit says, and the classes that it is about."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["AuditResult", "ClassTold", "Labels", "PairTold"]


@dataclass(frozen=True, eq=False)
class Labels:
    """The class of each crop."""

    names: tuple[str, ...]
    codes: NDArray[np.int64]
    """Number of the class in `names`, shape (n,)."""
    left_out: tuple[tuple[str, int], ...] = ()
    """Classes with too few crops to be judged, and how many they have."""

    def one_hot(self) -> NDArray[np.float32]:
        """Shape (n, classes)."""
        return np.eye(len(self.names), dtype=np.float32)[self.codes]


@dataclass(frozen=True)
class ClassTold:
    """A class that is told from the rest, and by what."""

    name: str
    auc: float
    """Of held-out crops: the chance that one of this class scores above one of the rest."""
    by: str
    """The feature that tells it best."""
    feature_auc: float
    """Of that feature alone, over all crops; below 0.5 where the class has the smaller values."""


@dataclass(frozen=True)
class PairTold:
    """Two classes that are told from each other."""

    first: str
    second: str
    auc: float


@dataclass(frozen=True)
class AuditResult:
    """The answer of one audit."""

    name: str
    passed: bool
    judged: bool
    """False for figures that are only reported, and where there was nothing to measure."""
    value: float | None
    """The figure that is compared with `limit`; None when there was nothing to measure."""
    limit: float | None
    detail: str
    """What was found, in a sentence."""
    p_value: float | None = None
    """Of the permutation test over all classes and features of the audit."""
    mean_auc: float | None = None
    """Of held-out crops by the linear probe, mean over classes."""
    told: tuple[ClassTold, ...] = ()
    """The classes that are told best, best first."""
    pairs: tuple[PairTold, ...] = ()
    """The pairs of classes that the linear probe tells best; only of an audit that fails."""
    place: tuple[float, float, float, float] | None = None
    """Where in the crop: x0, y0, x1, y1 as shares of its width and height."""
