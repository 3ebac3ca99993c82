"""`residual-cnn-2`: for many classes that differ by small figures and by hand, e.g. road signs.

Five 3x3 convolutions and a residual block with batch normalisation (24 to 96 channels), a linear layer; about
320,000 parameters and 19 million multiplications an image at 32x32 pixels.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import nn
from torch.nn import functional

from scenewright.evidence.transfer.probes.base import Probe

__all__ = ["RESIDUAL_CNN"]


class _Residual(nn.Module):  # type: ignore[misc] # torch's types are not read
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = _block(channels, channels)
        self.second = nn.Sequential(
            nn.Conv2d(channels, channels, 3, padding=1, bias=False), nn.BatchNorm2d(channels)
        )

    def forward(self, x: Any) -> Any:
        return functional.relu(x + self.second(self.first(x)))


def _block(inputs: int, outputs: int, stride: int = 1) -> Any:
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU()
    )


def _build(width_px: int, height_px: int, classes: int) -> Any:
    layers = [_block(3, 24), _block(24, 40, 2), _block(40, 56), _block(56, 80, 2), _Residual(80)]
    cells = -(-height_px // 8) * -(-width_px // 8)
    layers += [_block(80, 96, 2), nn.Flatten(), nn.Dropout(0.3)]
    return nn.Sequential(*layers, nn.Linear(96 * cells, classes))


def _augment(x: Any, chance: Any) -> Any:
    """Exposure, white balance, turn, shear, scale, shift, blur, noise. No mirroring: signs have a hand."""
    n = len(x)

    def normal(*shape: int) -> Any:
        return torch.randn(*shape, generator=chance)

    def for_some(share: float) -> Any:
        return (torch.rand(n, 1, 1, 1, generator=chance) < share).float()

    x = x * (1 + 0.3 * normal(n, 1, 1, 1)) + 0.1 * normal(n, 1, 1, 1)
    x = x * (1 + 0.08 * normal(n, 3, 1, 1))
    turn, wide, tall = 0.12 * normal(n), 1 + 0.12 * normal(n), 1 + 0.12 * normal(n)
    matrix = torch.zeros(n, 2, 3)
    matrix[:, 0, 0], matrix[:, 0, 1] = wide * turn.cos(), -wide * turn.sin() + 0.05 * normal(n)
    matrix[:, 1, 0], matrix[:, 1, 1] = tall * turn.sin(), tall * turn.cos()
    matrix[:, :, 2] = 0.08 * normal(n, 2)
    grid = functional.affine_grid(matrix, list(x.shape), align_corners=False)
    x = functional.grid_sample(x, grid, padding_mode="border", align_corners=False)
    soft = functional.avg_pool2d(functional.pad(x, (1, 1, 1, 1), mode="replicate"), 3, 1)
    blur = for_some(0.3) * torch.rand(n, 1, 1, 1, generator=chance)
    x = x + blur * (soft - x)
    x = x + for_some(0.3) * 0.08 * normal(*x.shape)
    return x.clamp(0, 1)


RESIDUAL_CNN = Probe(
    name="residual-cnn-2",
    build=_build,
    augment=_augment,
    learning_rate=3e-3,
    weight_decay=0.02,
    label_smoothing=0.05,
    mirrored=False,
    channels_last=True,
    bfloat16=True,
)
