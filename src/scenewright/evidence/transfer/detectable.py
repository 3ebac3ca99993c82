"""Per slice of the test photos, the smallest gain that a comparison is likely to show.

Of the test photos only their number, classes and groups are used; how models differ is assumed, or measured
on the dev photos, which may guide.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenewright.evidence.transfer.arms import Arm
from scenewright.evidence.transfer.minimum_effect import ASSUMED, LEVEL, POWER, Spread, minimum_effect
from scenewright.evidence.transfer.photos import RealPhotos
from scenewright.evidence.transfer.plan import Plan
from scenewright.evidence.transfer.spread import measured_spread

__all__ = ["assumed_effects", "measured_effects"]

Masks = Mapping[str, NDArray[np.bool_]]


def assumed_effects(
    plan: Plan, photos: RealPhotos, labels: NDArray[np.int64], masks: Masks
) -> dict[str, Any]:
    """Metric, power, level, and what can be shown under the assumed spread."""
    return {
        "metric": plan.document.metrics[0],
        "power": POWER,
        "level": LEVEL,
        "seeds": len(plan.document.seeds),
        "assumed": {
            "spread": ASSUMED.to_json(),
            "slices": _rows(plan, photos, labels, masks, dict.fromkeys(masks, ASSUMED)),
        },
    }


def measured_effects(
    plan: Plan,
    photos: RealPhotos,
    labels: NDArray[np.int64],
    masks: Masks,
    arms: Sequence[Arm],
    predicted: Mapping[str, NDArray[np.int64]],
) -> list[dict[str, Any]]:
    """Under the spread on dev photos, for each dataset against the first one where `predicted` has both.

    Arms that were trained on dev photos are left out: what they say of those is no guide.
    """
    names = [arm.name for arm in arms if arm.kind == "synthetic" and arm.name in predicted]
    if not names or names[0] != arms[0].name:
        return []
    found = []
    for name in names[1:]:
        difference = (predicted[name] == labels).astype(float) - (predicted[names[0]] == labels)
        spreads = _spreads(plan, photos, labels, masks, difference)
        found.append(
            {
                "baseline": names[0],
                "candidate": name,
                "spread": spreads["all"].to_json(),
                "slices": _rows(plan, photos, labels, masks, spreads),
            }
        )
    return found


def _spreads(
    plan: Plan,
    photos: RealPhotos,
    labels: NDArray[np.int64],
    masks: Masks,
    difference: NDArray[np.float64],
) -> dict[str, Spread]:
    """Of each slice; of all dev photos where it has too few of them."""
    dev, classes = photos.part("dev"), _averaged(plan, labels)
    spreads: dict[str, Spread] = {}
    for name, mask in masks.items():
        rows = dev[mask[dev]]
        few = len(np.unique(photos.groups[rows])) < plan.document.min_n
        if few and name != "all":
            spreads[name] = spreads["all"]
            continue
        source = "measured on the dev photos" + ("" if name == "all" else " of the slice")
        spreads[name] = measured_spread(difference[:, rows], classes[rows], photos.groups[rows], source)
    return spreads


def _rows(
    plan: Plan, photos: RealPhotos, labels: NDArray[np.int64], masks: Masks, spreads: Mapping[str, Spread]
) -> list[dict[str, Any]]:
    test, classes = photos.part("test"), _averaged(plan, labels)
    seeds, found = len(plan.document.seeds), []
    for name, mask in masks.items():
        rows = test[mask[test]]
        groups = len(np.unique(photos.groups[rows]))
        few = groups < plan.document.min_n
        gain = None if few else minimum_effect(spreads[name], classes[rows], photos.groups[rows], seeds)
        found.append(
            {"slice": name, "n": len(rows), "groups": groups, "too_few": few, "gain": gain}
            | {"spread_from": spreads[name].source}
        )
    return found


def _averaged(plan: Plan, labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """The classes that the first metric averages over: those of the photos, or one for all."""
    return labels if plan.document.metrics[0] == "balanced_accuracy" else np.zeros_like(labels)
