from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from scenewright.randomness import Streams

names = st.text(max_size=8)


@given(names, names, names)
def test_a_stream_is_a_function_of_its_names(root: str, key: str, name: str) -> None:
    first = Streams(root, key).generator(name).random(4)
    assert (first == Streams(root, key).generator(name).random(4)).all()


def test_names_are_not_confused_by_joining() -> None:
    assert Streams("ab", "c").generator("d").random() != Streams("a", "bc").generator("d").random()
    assert Streams("a", "b").child("c").generator("d").random() == Streams("a", "b/c").generator("d").random()


def test_first_numbers_of_many_streams_are_uniform_and_uncorrelated() -> None:
    first = np.array([Streams("root", str(i)).generator("x").random(2) for i in range(4000)])
    assert stats.kstest(first[:, 0], "uniform").pvalue > 1e-3
    assert abs(np.corrcoef(first.T)[0, 1]) < 0.06
    assert abs(np.corrcoef(first[:-1, 0], first[1:, 0])[0, 1]) < 0.06
