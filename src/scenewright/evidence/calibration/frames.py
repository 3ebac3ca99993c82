"""Frames of a scenario, summed up in statistics beside the parameters that they were drawn with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from scenewright.dataset import FrameKey
from scenewright.evidence.calibration.image_statistics import reduced, summarise
from scenewright.generate import Recipe
from scenewright.generate.episode import build_episode
from scenewright.generate.executors.local import count_frame, run_local
from scenewright.generate.frame import make_frames
from scenewright.plugins import load
from scenewright.randomness import Streams
from scenewright.scenario import draw_many

__all__ = ["Seen", "frame_side_px", "see_frames"]

_BATCH = 16


@dataclass(frozen=True, eq=False)
class Seen:
    """Frames in the order of their keys."""

    samples: tuple[dict[str, Any], ...]
    statistics: NDArray[np.float64]
    """Shape (frames, statistics)."""

    def column(self, name: str) -> NDArray[Any]:
        """Values of a parameter, shape (frames,)."""
        values = [sample[name] for sample in self.samples]
        return np.array(values, dtype=object if isinstance(values[0], str) else None)


@dataclass(frozen=True)
class _Task:
    number: int
    recipe: dict[str, Any]
    keys: tuple[FrameKey, ...]
    side_px: int


def frame_side_px(recipe: Recipe) -> int:
    """Longer side of the recipe's frames, the median of the first few; nothing is rendered."""
    scenario = recipe.scenarios[0].scenario
    root, world = recipe.stream_root(scenario), load("worlds", scenario.world)
    keys = list(recipe.keys())[:8]
    indices = [key.index for key in keys]
    drawn = draw_many(scenario, root=root, strategy=recipe.design(scenario), indices=indices)
    sides = []
    for key, one in zip(keys, drawn, strict=True):
        episode = build_episode(world, one.sample, Streams(root, str(key)).child("world"))
        crop = episode.scenes[0].camera.crop
        sides.append(max(crop.width_px, crop.height_px))
    return int(np.median(sides))


def see_frames(
    recipe: Recipe, side_px: int, *, workers: int = 1, progress: Callable[[int], None] | None = None
) -> Seen:
    """Make the frames of a recipe and sum each up at a longer side of at most `side_px`; none is kept."""
    keys = list(recipe.keys())
    parts = [tuple(keys[i : i + _BATCH]) for i in range(0, len(keys), _BATCH)]
    tasks = [_Task(i, recipe.to_json(), part, side_px) for i, part in enumerate(parts)]
    found: dict[int, list[tuple[dict[str, Any], NDArray[np.float64]]]] = {}
    if workers == 1:
        for task in tasks:
            found[task.number] = _see(task)[1]
            if progress is not None:
                progress(sum(map(len, found.values())))
    else:
        found = dict(run_local(_see, tasks, workers=min(workers, len(tasks)), progress=progress))
    rows = [row for number in sorted(found) for row in found[number]]
    return Seen(tuple(sample for sample, _ in rows), np.stack([row for _, row in rows]))


def _see(task: _Task) -> tuple[int, list[tuple[dict[str, Any], NDArray[np.float64]]]]:
    rows = []
    for frame in make_frames(Recipe.from_json(task.recipe), task.keys):
        image = cv2.imdecode(np.frombuffer(frame.image_jpeg, np.uint8), cv2.IMREAD_COLOR_RGB)
        rows.append((dict(frame.sample), summarise(reduced(np.asarray(image, np.uint8), task.side_px))))
        count_frame()
    return task.number, rows
