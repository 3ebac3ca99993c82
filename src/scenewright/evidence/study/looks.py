"""What predictors look at: features and statistics of dev photos and of a variant's frames."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenewright.dataset import Dataset
from scenewright.evidence.calibration.image_statistics import STATISTICS, summarise
from scenewright.evidence.coverage.factors import Factor
from scenewright.evidence.study.factors import codes_of
from scenewright.evidence.study.features import features_of
from scenewright.evidence.study.frames import VariantCrops
from scenewright.evidence.study.plan import Study
from scenewright.evidence.study.predictors import Photos, Seen
from scenewright.evidence.transfer.arms import fit_of
from scenewright.evidence.transfer.crops import fit_crop
from scenewright.evidence.transfer.photos import RealPhotos
from scenewright.evidence.transfer.train import Training
from scenewright.randomness import Streams

__all__ = ["Look", "chosen_photos", "look_at_photos", "look_at_variant"]

Array = NDArray[np.float64]
_FAR = 5.0


@dataclass(frozen=True, eq=False)
class Look:
    """A way to look at images that is the same for photos and for every variant."""

    probe: Training
    weights: dict[str, NDArray[np.float32]]
    feature_unit: float
    """Root mean square of the photos' features."""
    statistic_mean: Array
    statistic_unit: Array
    """Mean and spread of each statistic among the photos, the latter at least what can be seen, shape
    (statistics,)."""
    photos: Photos


def chosen_photos(photos: RealPhotos, most: int, streams: Streams) -> NDArray[np.int64]:
    """Rows of at most `most` dev photos, as evenly over the classes as there are photos; sorted."""
    rows = photos.part("dev")
    labels = np.array([photos.labels[i] for i in rows])
    waiting = {
        str(label): streams.generator(f"dev/{label}").permutation(rows[labels == label])
        for label in np.unique(labels)
    }
    chosen: list[NDArray[np.int64]] = []
    left = most
    # Smallest classes first: what they lack is shared by the others.
    for number, label in enumerate(sorted(waiting, key=lambda name: (len(waiting[name]), name))):
        part = waiting[label][: left // (len(waiting) - number)]
        chosen.append(part)
        left -= len(part)
    return np.sort(np.concatenate(chosen))


def look_at_photos(
    study: Study, photos: RealPhotos, probe: Training, weights: dict[str, NDArray[np.float32]]
) -> Look:
    """Dev photos as predictors see them; they are brought to the probe's size as frames are."""
    rows = chosen_photos(photos, study.document.dev_photos, Streams(photos.digest, "study"))
    fit = fit_of(study.evaluation)
    images = np.stack([fit_crop(photos.images[i], fit) for i in rows])
    features, statistics = features_of(weights, images, probe), _statistics(images)
    unit = float(np.sqrt((features**2).mean())) or 1.0
    least = np.array([floor for _, floor in STATISTICS.values()])
    mean, spread = statistics.mean(axis=0), np.maximum(statistics.std(axis=0), least)
    measured = Photos(features / unit, _in_units(statistics, mean, spread), photos.groups[rows])
    return Look(probe, weights, unit, mean, spread, measured)


def look_at_variant(
    study: Study,
    look: Look,
    dataset: Dataset,
    crops: VariantCrops,
    factors: tuple[Factor, ...],
    held_out_accuracy: Array,
) -> Seen:
    """All that predictors may know of a variant."""
    images = crops.trained.images
    return Seen(
        codes=codes_of(factors, dataset.index),
        factors=factors,
        minimum_frames=study.document.coverage.minimum_frames,
        features=features_of(look.weights, images, look.probe) / look.feature_unit,
        statistics=_in_units(_statistics(images), look.statistic_mean, look.statistic_unit),
        held_out_accuracy=held_out_accuracy,
        photos=look.photos,
        streams=Streams(dataset.merkle_root, "predictors"),
    )


def _in_units(statistics: Array, mean: Array, unit: Array) -> Array:
    """Statistics less the photos' mean in units of their spread. What is further than five is just far: a
    share of clipped pixels that no photo has would else drown all other statistics."""
    return np.asarray(np.clip((statistics - mean) / unit, -_FAR, _FAR))


def _statistics(images: NDArray[np.uint8]) -> Array:
    return np.stack([summarise(image) for image in images])
