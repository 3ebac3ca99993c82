"""What a dataset says of the conditions that it stands for, whichever way its samples were chosen."""

from scenewright.evidence.weighting.dataset import dataset_mean, dataset_weights
from scenewright.evidence.weighting.mean import WeightedMean, weighted_mean

__all__ = ["WeightedMean", "dataset_mean", "dataset_weights", "weighted_mean"]
