"""`small-cnn-1`: for things that differ by colour and place, e.g. a traffic light's lamps.

Four 3x3 convolutions with group normalisation (16, 32, 64, 64 channels), a linear layer; about 64,000
parameters at 20x40 pixels. Hyper-parameters were chosen on synthetic images and dev photos only.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

from scenewright.evidence.transfer.probes.base import Probe

__all__ = ["SMALL_CNN"]


def _build(width_px: int, height_px: int, classes: int) -> Any:
    def block(inputs: int, outputs: int) -> list[Any]:
        return [nn.Conv2d(inputs, outputs, 3, padding=1, bias=False), nn.GroupNorm(4, outputs), nn.ReLU()]

    layers = [*block(3, 16), nn.MaxPool2d(2), *block(16, 32), nn.MaxPool2d(2)]
    layers += [*block(32, 64), nn.MaxPool2d(2), *block(64, 64), nn.Flatten(), nn.Dropout(0.2)]
    return nn.Sequential(*layers, nn.Linear(64 * (height_px // 8) * (width_px // 8), classes))


def _augment(x: Any, chance: Any) -> Any:
    """Brightness, contrast, white balance, mirroring, scale and shift."""
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


SMALL_CNN = Probe(
    name="small-cnn-1",
    build=_build,
    augment=_augment,
    learning_rate=2e-3,
    weight_decay=0.02,
    label_smoothing=0.05,
    mirrored=True,
)
