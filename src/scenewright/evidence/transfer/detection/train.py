"""Training of the detector: a fixed budget, one thread, the same bits for the same input."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from scenewright.evidence.transfer.detection.augment import random_crop
from scenewright.evidence.transfer.detection.network import STRIDE, build_detector
from scenewright.evidence.transfer.detection.packed import PackedImages
from scenewright.evidence.transfer.detection.targets import detection_loss, make_targets
from scenewright.evidence.transfer.detection.trainings import Schedule
from scenewright.evidence.transfer.precision import autocast
from scenewright.evidence.transfer.repeatable import repeatable
from scenewright.randomness import Streams

__all__ = ["Weights", "train_detector"]

Weights = dict[str, NDArray[np.float32]]
_LEARNING_RATE = 4e-3
_WEIGHT_DECAY = 1e-4
_MEMORY = 0.99
"""Of the running mean of the weights, which is what is kept (Polyak and Juditsky 1992)."""


def train_detector(
    sets: Sequence[PackedImages],
    *,
    classes: int,
    schedule: Schedule,
    seed: str,
    after_step: Callable[[], None] = lambda: None,
) -> Weights:
    """Weights after `schedule.steps` batches, each with equal shares of every one of `sets`.

    `after_step` is called after each batch and may end the training by an exception.
    """
    with repeatable():
        return _train(sets, classes, schedule, Streams(seed, "detector"), after_step)


def _train(
    sets: Sequence[PackedImages],
    classes: int,
    schedule: Schedule,
    streams: Streams,
    after_step: Callable[[], None],
) -> Weights:
    torch.manual_seed(streams.seed_u32("weights"))
    rng = streams.generator("batches")
    model = build_detector(classes).to(memory_format=torch.channels_last)
    mean = {name: value.detach().clone() for name, value in model.state_dict().items()}
    optimiser = torch.optim.AdamW(model.parameters(), lr=_LEARNING_RATE, weight_decay=_WEIGHT_DECAY)
    pace = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, _LEARNING_RATE, total_steps=schedule.steps, pct_start=0.15
    )
    for step in range(schedule.steps):
        x, *wanted = _batch(sets, schedule, step, rng)
        with autocast():
            said = model(x)
        loss = detection_loss(tuple(part.float() for part in said), *wanted)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimiser.step()
        pace.step()
        memory = min(_MEMORY, step / (step + 10))
        with torch.no_grad():
            for name, value in model.state_dict().items():
                if value.is_floating_point():
                    mean[name].lerp_(value, 1 - memory)
        after_step()
    return {name: value.contiguous().numpy().copy() for name, value in mean.items()}


def _batch(
    sets: Sequence[PackedImages],
    schedule: Schedule,
    step: int,
    rng: np.random.Generator,
) -> list[Any]:
    cells = (schedule.crop_px // STRIDE,) * 2
    crops, targets = [], []
    for place in range(schedule.batch):
        images = sets[(place + step) % len(sets)]
        crop = random_crop(
            images[int(rng.integers(len(images)))], schedule.crop_px, rng, upright=schedule.upright
        )
        crops.append(crop.image)
        targets.append(make_targets(crop.boxes / np.float32(STRIDE), crop.classes, cells))
    x = torch.from_numpy(np.stack(crops)).permute(0, 3, 1, 2).float() / 255 - 0.5
    return [x, *(torch.from_numpy(np.stack(part)) for part in zip(*targets, strict=True))]
