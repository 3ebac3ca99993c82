"""A frame: one sensor capture with all that is kept of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scenewright.errors import InputError, Problem

__all__ = ["Frame", "FrameKey"]

_KEY = re.compile(r"^(?P<scenario>.+)-(?P<index>\d{8})-(?P<time>\d{2})$")


@dataclass(frozen=True, order=True)
class FrameKey:
    """Names a frame within a dataset."""

    scenario: str
    """Scenario name."""
    index: int
    """Number of the sample within its scenario, from 0."""
    time: int = 0
    """Number of the scene within the episode."""

    def __str__(self) -> str:
        return f"{self.scenario.replace('/', '.')}-{self.index:08d}-{self.time:02d}"

    @staticmethod
    def parse(text: str) -> FrameKey:
        """The inverse of `str`, but for dots that were slashes. Raises `InputError`."""
        match = _KEY.match(text)
        if match is None:
            raise InputError(
                Problem(
                    expected="a frame key like 'name-00000012-00'",
                    found=f"'{text}'",
                    fix="take one from the index",
                )
            )
        return FrameKey(match["scenario"], int(match["index"]), int(match["time"]))


@dataclass(frozen=True, kw_only=True, eq=False)
class Frame:
    """Files and metadata of one capture."""

    key: FrameKey
    image_jpeg: bytes
    mask_png: bytes
    """Instance ids, 8 bit."""
    width_px: int
    height_px: int
    sample: Mapping[str, Any]
    log_density: float
    labels: Mapping[str, Any]
    measured: Mapping[str, float | None]
    rest: Mapping[str, Any] | None = None
    """What a simulation found (`Episode.rest`)."""
    component: str = ""
    """What the sample was drawn for, where the recipe's design has several components."""
    log_target_density: float | None = None
    """Natural log of the sample's density under the target domain, where the design has one."""
