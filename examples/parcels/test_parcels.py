from parcels import WORLD

from scenewright.testing import check_world


def test_parcels() -> None:
    check_world(WORLD)
