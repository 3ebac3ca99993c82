"""The fixed probe: a small convolutional network that measures a dataset's worth.

Four 3x3 convolutions with group normalisation (16, 32, 64, 64 channels), a linear layer; about 64,000
parameters at 20x40 pixels. Every image is standardised by its own mean and deviation, so that haze and
exposure matter less. Hyper-parameters were chosen on synthetic images and dev photos only.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from scenewright.evidence.transfer.repeatable import repeatable
from scenewright.randomness import Streams

__all__ = ["PROBE", "build_probe", "predict", "train_probe"]

PROBE = "small-cnn-1"
"""Name and version: changes with anything below that changes a result."""
_LEARNING_RATE = 2e-3
_WEIGHT_DECAY = 0.02
_LABEL_SMOOTHING = 0.05


def build_probe(*, width_px: int, height_px: int, classes: int) -> Any:
    """An untrained network: (n, 3, height_px, width_px) floats to (n, classes) logits."""

    def block(inputs: int, outputs: int) -> list[Any]:
        return [nn.Conv2d(inputs, outputs, 3, padding=1, bias=False), nn.GroupNorm(4, outputs), nn.ReLU()]

    layers = [*block(3, 16), nn.MaxPool2d(2), *block(16, 32), nn.MaxPool2d(2)]
    layers += [*block(32, 64), nn.MaxPool2d(2), *block(64, 64), nn.Flatten(), nn.Dropout(0.2)]
    return nn.Sequential(*layers, nn.Linear(64 * (height_px // 8) * (width_px // 8), classes))


def train_probe(
    images: NDArray[np.uint8], labels: NDArray[np.int64], *, classes: int, steps: int, batch: int, seed: str
) -> dict[str, NDArray[np.float32]]:
    """Weights after `steps` class-balanced batches; one thread, the same bits for the same input.

    `images` sRGB, shape (n, height, width, 3); `labels` (n,), each class present.
    """
    with repeatable():
        return _train(images, labels, classes=classes, steps=steps, batch=batch, seed=seed)


def predict(
    weights: dict[str, NDArray[np.float32]], images: NDArray[np.uint8], *, classes: int
) -> NDArray[np.float32]:
    """Class probabilities, shape (n, classes): the mean over each image and its mirror image."""
    model = build_probe(width_px=images.shape[2], height_px=images.shape[1], classes=classes)
    model.load_state_dict({name: torch.from_numpy(value) for name, value in weights.items()})
    model.eval()
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with torch.no_grad():
            parts = []
            for start in range(0, len(images), 256):
                x = _standardise(_floats(images[start : start + 256]))
                parts.append((model(x).softmax(1) + model(x.flip(3)).softmax(1)) / 2)
    finally:
        torch.set_num_threads(threads)
    return torch.cat(parts).numpy() if parts else np.zeros((0, classes), np.float32)


def _train(
    images: NDArray[np.uint8], labels: NDArray[np.int64], *, classes: int, steps: int, batch: int, seed: str
) -> dict[str, NDArray[np.float32]]:
    streams = Streams(seed, PROBE)
    torch.manual_seed(streams.seed_u32("weights"))
    chance = torch.Generator().manual_seed(streams.seed_u32("augmentation"))
    picks = streams.generator("batches")
    model = build_probe(width_px=images.shape[2], height_px=images.shape[1], classes=classes)
    optimiser = torch.optim.AdamW(model.parameters(), lr=_LEARNING_RATE, weight_decay=_WEIGHT_DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, _LEARNING_RATE, total_steps=steps)
    rows = [np.nonzero(labels == number)[0] for number in range(classes)]
    targets = torch.from_numpy(labels)
    for step in range(steps):
        shares = [batch // classes + ((k + step) % classes < batch % classes) for k in range(classes)]
        chosen = np.concatenate([picks.choice(r, n) for r, n in zip(rows, shares, strict=True)])
        x = _standardise(_augment(_floats(images[chosen]), chance))
        loss = nn.functional.cross_entropy(model(x), targets[chosen], label_smoothing=_LABEL_SMOOTHING)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
    return {name: value.numpy().copy() for name, value in model.state_dict().items()}


def _floats(images: NDArray[np.uint8]) -> Any:
    return torch.from_numpy(np.ascontiguousarray(images)).permute(0, 3, 1, 2).float() / 255


def _standardise(x: Any) -> Any:
    return (x - x.mean((1, 2, 3), keepdim=True)) / (x.std((1, 2, 3), keepdim=True) + 0.05)


def _augment(x: Any, chance: Any) -> Any:
    """Brightness, contrast, white balance, mirroring, scale and shift, drawn anew for each image."""
    n = len(x)

    def normal(*shape: int) -> Any:
        return torch.randn(*shape, generator=chance)

    x = x * (1 + 0.25 * normal(n, 1, 1, 1)) + 0.1 * normal(n, 1, 1, 1)
    x = x * (1 + 0.06 * normal(n, 3, 1, 1))
    mirror = torch.where(torch.rand(n, generator=chance) < 0.5, -1.0, 1.0)
    matrix = torch.zeros(n, 2, 3)
    matrix[:, 0, 0] = (1 + 0.1 * normal(n)) * mirror
    matrix[:, 1, 1] = 1 + 0.08 * normal(n)
    matrix[:, 0, 2] = 0.08 * normal(n)
    matrix[:, 1, 2] = 0.06 * normal(n)
    grid = nn.functional.affine_grid(matrix, list(x.shape), align_corners=False)
    moved = nn.functional.grid_sample(x, grid, padding_mode="border", align_corners=False)
    return moved.clamp(0, 1)
