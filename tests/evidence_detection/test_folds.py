"""Laws of folds and subsets."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from scenewright.evidence.transfer.detection.folds import make_folds, subset
from scenewright.randomness import Streams


@given(st.lists(st.integers(0, 30), min_size=6, max_size=200), st.integers(2, 5), st.text(max_size=3))
def test_folds_keep_groups_whole_and_even(groups: list[int], count: int, root: str) -> None:
    of = np.array(groups, np.int64)
    folds = make_folds(of, count, Streams(root, "x"))
    assert len(folds) == len(of) and folds.min() >= 0 and folds.max() < count
    for name in np.unique(of):
        assert len(np.unique(folds[of == name])) == 1
    sizes = [int((folds == k).sum()) for k in range(count)]
    assert max(sizes) - min(sizes) <= np.unique(of, return_counts=True)[1].max()
    assert (folds == make_folds(of, count, Streams(root, "x"))).all()


@given(st.integers(1, 300), st.floats(0.001, 1), st.floats(0.001, 1))
def test_a_smaller_subset_lies_in_a_larger_one(n: int, a: float, b: float) -> None:
    rows = np.arange(n) * 3
    small, large = (subset(rows, f, Streams("r", "k")) for f in sorted((a, b)))
    assert set(small) <= set(large) <= set(rows.tolist())
    assert len(small) >= 1 and abs(len(small) - min(a, b) * n) <= 1
    assert len(subset(rows, 1.0, Streams("r", "k"))) == n
