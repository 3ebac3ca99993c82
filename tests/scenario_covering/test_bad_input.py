"""What cannot be used is said in full."""

from __future__ import annotations

import numpy as np
import pytest

from scenewright.errors import InputError
from scenewright.scenario.covering import Model, covering_array, uncovered


def test_a_model_tells_all_that_is_wrong() -> None:
    with pytest.raises(InputError) as caught:
        Model((3, 0, 2), ((), ((0, 3),), ((5, 0),), ((0, 1), (0, 2)), ((0, 1), (2, 1))))
    assert [problem.field for problem in caught.value.problems] == [
        "sizes[1]",
        *(f"forbidden[{i}]" for i in range(4)),
    ]
    with pytest.raises(InputError, match="at least one factor"):
        Model(())


def test_a_model_without_a_row_names_the_tuples_that_do_it() -> None:
    model = Model((2, 2, 3), (((0, 0),), ((0, 1), (1, 0)), ((1, 1),), ((1, 0), (2, 2))))
    with pytest.raises(InputError, match="3 that together leave none") as caught:
        covering_array(model, 2, seed="0")
    assert "factor 2" not in str(caught.value)
    with pytest.raises(InputError, match="leave none"):
        uncovered(model, 2, np.empty((0, 3), int))


def test_other_arguments() -> None:
    model = Model((2, 3))
    with pytest.raises(InputError) as caught:
        covering_array(model, 5, seed="0", existing=[[0, 3], [-2, 1]], weights=[[1, 1], [0, 0, 0]], work=-1)
    fields = [problem.field for problem in caught.value.problems]
    assert fields == ["t", "existing[0][1]", "existing[1][0]", "weights[1]", "work"]
    for rows in ([[0]], [0, 1], [[0.5, 1.0]]):
        with pytest.raises(InputError, match=r"whole numbers of shape \(rows, 2\)"):
            uncovered(model, 2, rows)
    with pytest.raises(InputError, match="2 lists"):
        covering_array(model, 2, seed="0", weights=[[1, 1]])


def test_too_many_tuples() -> None:
    with pytest.raises(InputError, match="smaller t"):
        covering_array(Model((20,) * 40), 4, seed="0")
