"""Nuisance parameters that give the label away, so that a model could learn them instead."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenewright.evidence.quality.base import MAX_EXAMPLES, CheckResult, FrameFacts
from scenewright.randomness import Streams

__all__ = ["binned", "check_shortcuts", "normalised_mutual_information"]

LIMIT = 0.05
"""Largest excess of the normalised mutual information over chance."""
BINS = 8
PERMUTATIONS = 99
LEAST_FRAMES = 50


def normalised_mutual_information(x: NDArray[np.int64], y: NDArray[np.int64]) -> float:
    """I(X;Y) divided by the mean of H(X) and H(Y), 0 to 1; 0 when either is constant."""
    if x.size == 0:
        return 0.0
    table = np.zeros((int(x.max()) + 1, int(y.max()) + 1))
    np.add.at(table, (x, y), 1.0)
    joint = table / table.sum()
    h_x, h_y = _entropy(joint.sum(axis=1)), _entropy(joint.sum(axis=0))
    if h_x <= 0 or h_y <= 0:
        return 0.0
    return max(0.0, 2 * (h_x + h_y - _entropy(joint.ravel())) / (h_x + h_y))


def binned(values: Sequence[Any]) -> NDArray[np.int64]:
    """Codes of the values, shape (n,): categories as they are, numbers in at most `BINS` quantile bins."""
    distinct = sorted({v for v in values if v is not None}, key=str)
    if len(distinct) <= BINS or any(isinstance(v, str) for v in distinct):
        place = {v: i for i, v in enumerate(distinct)}
        return np.array([place.get(v, len(distinct)) for v in values], np.int64)
    numbers = np.array([np.nan if v is None else float(v) for v in values])
    edges = np.unique(np.nanquantile(numbers, np.linspace(0, 1, BINS + 1)[1:-1]))
    return np.where(np.isnan(numbers), len(edges) + 1, np.searchsorted(edges, numbers, side="right"))


def check_shortcuts(
    frames: Sequence[FrameFacts], root: str, label_parameters: Sequence[str] = ("state",)
) -> CheckResult:
    """No parameter but the label's own tells the label more than `LIMIT` above a permutation baseline.

    The excess is the figure minus the mean over `PERMUTATIONS` shuffles of the labels; it counts when it
    also exceeds every shuffle (p <= 0.01). `root` names the shuffles. The label's own are `label_parameters`,
    and those whose value is the state's name in every frame.
    """
    used = [f for f in frames if f.state]
    if len(used) < LEAST_FRAMES:
        detail = f"not judged: {len(used)} of {len(frames)} frames have a state, {LEAST_FRAMES} are needed"
        return CheckResult("shortcuts", True, None, LIMIT, detail)
    label = binned([f.state for f in used])
    own = {name for name in used[0].sample if all(f.sample.get(name) == f.state for f in used)}
    names = sorted({name for f in used for name in f.sample} - set(label_parameters) - own)
    excess = {name: _excess(binned([f.sample.get(name) for f in used]), label, root, name) for name in names}
    worst = sorted(excess.items(), key=lambda item: -item[1])
    value = worst[0][1] if worst else 0.0
    bad = [f"{name} (+{figure:.3f})" for name, figure in worst if figure > LIMIT]
    detail = f"{len(bad)} of {len(names)} parameters tell the label; the largest excess is {value:.3f}"
    return CheckResult("shortcuts", not bad, value, LIMIT, detail, tuple(bad[:MAX_EXAMPLES]))


def _excess(nuisance: NDArray[np.int64], label: NDArray[np.int64], root: str, name: str) -> float:
    figure = normalised_mutual_information(nuisance, label)
    if figure <= LIMIT:
        return 0.0
    generator = Streams(root, "shortcuts").generator(name)
    chance = [
        normalised_mutual_information(nuisance, generator.permutation(label)) for _ in range(PERMUTATIONS)
    ]
    return max(0.0, figure - float(np.mean(chance))) if figure > max(chance) else 0.0


def _entropy(p: NDArray[np.float64]) -> float:
    on = p[p > 0]
    return float(-(on * np.log(on)).sum())
