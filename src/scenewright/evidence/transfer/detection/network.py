"""The fixed detector: a small anchor-free network over five scales.

Centres as peaks of one heat map a class and the distances to the four sides of the box at each centre
(CenterNet, Zhou et al. 2019; FCOS, Tian et al. 2019). Residual blocks and batch normalisation: on few images
and a small budget it learns classes several times faster than group normalisation did. About 1.2 million
parameters.
"""

from __future__ import annotations

from typing import Any

from torch import nn
from torch.nn import functional

__all__ = ["DETECTOR", "PAD_PX", "STRIDE", "build_detector"]

DETECTOR = "centre-net-3"
"""Name and version: changes with anything in this folder that changes a result."""
STRIDE = 4
"""Pixels of the input a cell of the heat maps."""
PAD_PX = 32
"""The input's sides are multiples of this."""
_FAINT = -4.6
"""Logit of the prior probability 0.01 of a centre (Lin et al. 2017, 3.3)."""


class _Detector(nn.Module):  # type: ignore[misc] # torch's types are not read
    def __init__(self, classes: int) -> None:
        super().__init__()
        self.quarter = nn.Sequential(_block(3, 16, 2), _block(16, 32, 2), _Residual(32))
        self.eighth = nn.Sequential(_block(32, 64, 2), _Residual(64))
        self.sixteenth = nn.Sequential(_block(64, 96, 2), _Residual(96))
        self.widest = nn.Sequential(_block(96, 128, 2), _Residual(128), _Residual(128))
        self.to_sixteenth = nn.Conv2d(128, 96, 1)
        self.to_eighth, self.to_quarter = nn.Conv2d(96, 64, 1), nn.Conv2d(64, 32, 1)
        self.mix_eighth, self.mix_quarter = _block(64, 64), _block(32, 48)
        self.centre, self.kind, self.sides = (
            nn.Conv2d(48, 1, 1),
            nn.Conv2d(64, classes, 1),
            nn.Conv2d(48, 4, 1),
        )
        nn.init.constant_(self.centre.bias, _FAINT)

    def forward(self, x: Any) -> tuple[Any, Any, Any]:
        quarter = self.quarter(x)
        eighth = self.eighth(quarter)
        sixteenth = self.sixteenth(eighth)
        sixteenth = sixteenth + _twice(self.to_sixteenth(self.widest(sixteenth)))
        eighth = self.mix_eighth(eighth + _twice(self.to_eighth(sixteenth)))
        y = self.mix_quarter(quarter + _twice(self.to_quarter(eighth)))
        return self.centre(y), _twice(self.kind(eighth)), functional.softplus(self.sides(y))


class _Residual(nn.Module):  # type: ignore[misc]
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = _block(channels, channels)
        self.second = nn.Sequential(_conv(channels, channels), nn.BatchNorm2d(channels))

    def forward(self, x: Any) -> Any:
        return functional.relu(x + self.second(self.first(x)))


def build_detector(classes: int) -> Any:
    """An untrained network: (n, 3, h, w) floats in -0.5 to 0.5, h and w multiples of `PAD_PX`, to maps of a
    quarter of the size: logits of centres (n, 1), logits of classes (n, classes), and the distances to left,
    top, right and bottom [cells] (n, 4).
    """
    return _Detector(classes)


def _block(inputs: int, outputs: int, stride: int = 1) -> Any:
    return nn.Sequential(_conv(inputs, outputs, stride), nn.BatchNorm2d(outputs), nn.ReLU(inplace=True))


def _conv(inputs: int, outputs: int, stride: int = 1) -> Any:
    """Edges continue the image. With zeros beyond, nearly every deep cell of a small crop would see them,
    in a large image hardly any: some trainings then found boxes of the wrong size in large images.
    """
    return nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False, padding_mode="replicate")


def _twice(x: Any) -> Any:
    return functional.interpolate(x, scale_factor=2.0, mode="nearest")
