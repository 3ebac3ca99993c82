"""Every combination of t buckets at least once: a covering array over the domain's attributes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenewright.scenario.covering import Model, covering_array
from scenewright.scenario.domain import Domain

__all__ = ["covering_rows"]


def covering_rows(
    domain: Domain, *, t: int, seed: str, existing: NDArray[np.int64] | None = None
) -> NDArray[np.int64]:
    """Cells, shape (rows, attributes), that hold every allowed combination of `t` buckets that `existing`
    samples (n, attributes), -1 outside, lack; the likeliest combinations come first.
    """
    model = Model(domain.sizes, domain.forbidden)
    weights = [domain.marginal([attribute]) for attribute in range(len(domain.sizes))]
    return covering_array(model, t, existing=existing, seed=seed, weights=weights)
