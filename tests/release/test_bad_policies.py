from __future__ import annotations

from pathlib import Path

import pytest

from scenewright.errors import InputError
from scenewright.release.policy import load_policy

_BAD = sorted((Path(__file__).parents[1] / "bad_documents").glob("policy_*.yaml"))


@pytest.mark.parametrize("path", _BAD, ids=lambda path: path.stem)
def test_bad_policy_is_refused_with_its_place(path):
    with pytest.raises(InputError) as caught:
        load_policy(path)
    assert all(p.file == str(path) and p.expected and p.found for p in caught.value.problems)


def test_there_are_at_least_twelve():
    assert len(_BAD) >= 12
