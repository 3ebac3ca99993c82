"""What is compared: trainings on synthetic crops, on real photos, on both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from scenewright.evidence.transfer.crops import Fit, LabelledCrops, crops_from_images
from scenewright.evidence.transfer.photos import RealPhotos
from scenewright.evidence.transfer.plan import Plan
from scenewright.randomness import Streams

__all__ = ["CONTROL", "Arm", "fit_of", "make_arms", "training_sets"]

CONTROL = "real-only control"


@dataclass(frozen=True)
class Arm:
    """One way to train."""

    name: str
    kind: Literal["synthetic", "real", "real + synthetic"]
    dataset: str = ""
    """Of the synthetic part."""
    fraction: float = 0.0
    """Share of the dev photos that is trained on."""


def make_arms(plan: Plan, datasets: Sequence[str]) -> list[Arm]:
    """Every dataset alone; real photos alone and with the last dataset, at each fraction of the plan."""
    arms = [Arm(name, "synthetic", name) for name in datasets]
    if plan.document.real_only_control:
        arms.append(Arm(CONTROL, "real", "", 1.0))
    for fraction in sorted(plan.document.real_fractions):
        share = "" if fraction == 1 else f" ({fraction:.3g} of the dev photos)"
        if fraction < 1 or not plan.document.real_only_control:
            arms.append(Arm(f"real only{share}", "real", "", fraction))
        arms.append(Arm(f"real + {datasets[-1]}{share}", "real + synthetic", datasets[-1], fraction))
    return arms


def fit_of(plan: Plan) -> Fit:
    budget = plan.document.budget
    return Fit(budget.width_px, budget.height_px, budget.shrink)


def training_sets(
    plan: Plan, arms: Sequence[Arm], datasets: Mapping[str, LabelledCrops], photos: RealPhotos
) -> list[tuple[LabelledCrops, ...]]:
    """What each training of each arm is shown, seed by seed; each seed has another share of the photos."""
    made: dict[tuple[float, str], LabelledCrops] = {}
    sets = []
    for arm in arms:
        for seed in plan.document.seeds:
            synthetic = (datasets[arm.dataset],) if arm.dataset else ()
            place = (arm.fraction, "" if arm.fraction == 1 else seed)
            if arm.kind != "synthetic" and place not in made:
                made[place] = _real_crops(plan, photos, arm.fraction, seed)
            sets.append(synthetic if arm.kind == "synthetic" else (made[place], *synthetic))
    return sets


def _real_crops(plan: Plan, photos: RealPhotos, fraction: float, seed: str) -> LabelledCrops:
    rows = _share(photos, fraction, seed)
    return crops_from_images(
        CONTROL,
        [photos.images[i] for i in rows],
        [photos.labels[i] for i in rows],
        classes=plan.document.classes,
        fit=fit_of(plan),
    )


def _share(photos: RealPhotos, fraction: float, seed: str) -> NDArray[np.int64]:
    """A share of the dev photos of each class, at least one; a smaller share lies in a larger one."""
    rows = photos.part("dev")
    if fraction == 1:
        return rows
    labels = np.array([photos.labels[i] for i in rows])
    streams = Streams(seed, "real share")
    chosen = []
    for label in sorted(set(labels)):
        mine = streams.generator(str(label)).permutation(rows[labels == label])
        chosen.append(mine[: max(1, round(fraction * len(mine)))])
    return np.sort(np.concatenate(chosen))
