"""Training and use of a probe: a fixed budget, one thread, the same bits for the same input.

Every image is standardised by its own mean and deviation, so that haze and exposure matter less.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from scenewright.evidence.transfer.precision import autocast
from scenewright.evidence.transfer.probes import PROBES
from scenewright.evidence.transfer.repeatable import repeatable
from scenewright.randomness import Streams

__all__ = ["Labelled", "embed", "predict", "train_probe"]

Labelled = tuple[NDArray[np.uint8], NDArray[np.int64]]
"""sRGB images, shape (n, height, width, 3), and class numbers, shape (n,), each class present."""


def train_probe(
    sets: Sequence[Labelled], *, probe: str, classes: int, steps: int, batch: int, seed: str
) -> dict[str, NDArray[np.float32]]:
    """Weights after `steps` class-balanced batches, each with equal shares of every one of `sets`."""
    with repeatable():
        return _train(sets, probe=probe, classes=classes, steps=steps, batch=batch, seed=seed)


def predict(
    weights: dict[str, NDArray[np.float32]], images: NDArray[np.uint8], *, probe: str, classes: int
) -> NDArray[np.float32]:
    """Class probabilities, shape (n, classes); of a mirrored probe the mean of an image and its mirror."""
    kind = PROBES[probe]
    model = _trained(weights, images, probe, classes)

    def said(x: Any) -> Any:
        one = model(x).softmax(1)
        return (one + model(x.flip(3)).softmax(1)) / 2 if kind.mirrored else one

    return _of_each(said, images) if len(images) else np.zeros((0, classes), np.float32)


def embed(
    weights: dict[str, NDArray[np.float32]], images: NDArray[np.uint8], *, probe: str, classes: int
) -> NDArray[np.float32]:
    """Activations before the last layer, the mean of each channel over the image, shape (n, channels)."""
    model = _trained(weights, images, probe, classes)
    last = next(place for place, layer in enumerate(model) if isinstance(layer, nn.Flatten))
    trunk = model[:last]
    return _of_each(lambda x: trunk(x).mean((2, 3)), images)


def _trained(weights: dict[str, NDArray[np.float32]], images: Any, probe: str, classes: int) -> Any:
    model = PROBES[probe].build(images.shape[2], images.shape[1], classes)
    model.load_state_dict({name: torch.from_numpy(value) for name, value in weights.items()})
    return model.eval()


def _of_each(function: Callable[[Any], Any], images: NDArray[np.uint8]) -> NDArray[np.float32]:
    """`function` of standardised images, some at a time, on one thread."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with torch.no_grad():
            starts = range(0, len(images), 256)
            parts = [function(_standardise(_floats(images[i : i + 256]))) for i in starts]
    finally:
        torch.set_num_threads(threads)
    return np.asarray(torch.cat(parts).numpy(), np.float32)


def _train(
    sets: Sequence[Labelled], *, probe: str, classes: int, steps: int, batch: int, seed: str
) -> dict[str, NDArray[np.float32]]:
    kind = PROBES[probe]
    layout = torch.channels_last if kind.channels_last else torch.contiguous_format
    streams = Streams(seed, probe)
    torch.manual_seed(streams.seed_u32("weights"))
    chance = torch.Generator().manual_seed(streams.seed_u32("augmentation"))
    picks = streams.generator("batches")
    height, width = sets[0][0].shape[1:3]
    model = kind.build(width, height, classes).to(memory_format=layout)
    optimiser = torch.optim.AdamW(model.parameters(), lr=kind.learning_rate, weight_decay=kind.weight_decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, kind.learning_rate, total_steps=steps)
    rows = [[np.nonzero(labels == number)[0] for number in range(classes)] for _, labels in sets]
    for step in range(steps):
        shown, truth = [], []
        for place, (images, labels) in enumerate(sets):
            size = batch // len(sets) + (place < batch % len(sets))
            shares = [size // classes + ((k + step) % classes < size % classes) for k in range(classes)]
            drawn = [picks.choice(r, n) for r, n in zip(rows[place], shares, strict=True)]
            chosen = np.concatenate(drawn)
            shown.append(images[chosen])
            truth.append(labels[chosen])
        x = _standardise(kind.augment(_floats(np.concatenate(shown)), chance)).contiguous(
            memory_format=layout
        )
        wanted = torch.from_numpy(np.concatenate(truth))
        with autocast() if kind.bfloat16 else nullcontext():
            said = model(x)
        loss = nn.functional.cross_entropy(said.float(), wanted, label_smoothing=kind.label_smoothing)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
    return {name: value.contiguous().numpy().copy() for name, value in model.state_dict().items()}


def _floats(images: NDArray[np.uint8]) -> Any:
    return torch.from_numpy(np.array(images)).permute(0, 3, 1, 2).float() / 255


def _standardise(x: Any) -> Any:
    return (x - x.mean((1, 2, 3), keepdim=True)) / (x.std((1, 2, 3), keepdim=True) + 0.05)
