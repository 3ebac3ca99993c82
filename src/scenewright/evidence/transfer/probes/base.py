"""What a probe is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

__all__ = ["Probe"]


@dataclass(frozen=True)
class Probe:
    """A network with all that its training takes but data, budget and seed."""

    name: str
    """With a version that changes with anything that changes a result."""
    build: Callable[[int, int, int], Any]
    """(width_px, height_px, classes) to an untrained network: (n, 3, height_px, width_px) floats, each image
    less its own mean and by its own deviation, to (n, classes) logits."""
    augment: Callable[[Any, Any], Any]
    """(images 0 to 1, shape (n, 3, h, w), torch generator) to images of that shape, drawn anew for each."""
    learning_rate: float
    """The largest of a one-cycle schedule (Smith and Topin 2019)."""
    weight_decay: float
    label_smoothing: float
    mirrored: bool
    """The mirror image shows the same class; what is said of an image is the mean of both."""
    channels_last: bool = False
    bfloat16: bool = False
    """Whether layers compute in bfloat16 in training, where the processor has it."""
