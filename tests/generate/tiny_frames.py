"""Frames that cost nothing: what generation does with them is tested apart from rendering.

As a program, `python tiny_frames.py OUT COUNT`, it generates a dataset of them with two workers.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from importlib.resources import files
from pathlib import Path

import cv2
import numpy as np

from scenewright.dataset import Frame, FrameKey
from scenewright.errors import InputError, Problem
from scenewright.generate import Recipe, make_recipe
from scenewright.generate.run import generate_dataset
from scenewright.randomness import Streams
from scenewright.scenario import load_scenario

SCENARIOS = Path(str(files("scenewright"))) / "templates/traffic-light/scenarios"
MAKE = "tiny_frames:make_frames"
MAKE_REFUSED = "tiny_frames:refuse_frames"
SLOW = "TINY_FRAME_S"
"""Environment variable: seconds that each frame takes."""
TRAP = "TINY_TRAP"
"""Environment variable: a file; the worker that meets it takes it away and is killed."""


def tiny_recipe(count: int = 40, seed: str = "1") -> Recipe:
    """40 frames make three shards, the last one shorter."""
    scenario = load_scenario(SCENARIOS / "daylight.scenario.yaml")
    return make_recipe([scenario], count=count, seed=seed, profile="draft")


def make_frames(recipe: Recipe, keys: Sequence[FrameKey]) -> Iterator[Frame]:
    """Noise of 16 x 16 pixels; a pure function of recipe and key, as real frames are."""
    for key in keys:
        time.sleep(float(os.environ.get(SLOW, "0")))
        trap = Path(os.environ.get(TRAP, "no-trap"))
        with suppress(FileNotFoundError):  # of two workers that meet it at once, one takes it away
            trap.unlink()
            os.kill(os.getpid(), signal.SIGKILL)
        streams = Streams(recipe.stream_root(recipe.scenario(key.scenario)), str(key))
        noise = streams.generator("noise").integers(0, 256, (16, 16, 3), np.uint8)
        mask = np.zeros((16, 16), np.uint8)
        yield Frame(
            key=key,
            image_jpeg=cv2.imencode(".jpg", noise)[1].tobytes(),
            mask_png=cv2.imencode(".png", mask)[1].tobytes(),
            width_px=16,
            height_px=16,
            sample={"state": "red", "level": float(noise.mean())},
            log_density=0.0,
            labels={"state": "red", "crop_xy_px": [0, 0], "instances": []},
            measured={"level": float(noise.mean()), "nothing": None},
        )


def refuse_frames(recipe: Recipe, keys: Sequence[FrameKey]) -> Iterator[Frame]:
    """A recipe whose frames cannot be made, as one with constraints that nothing meets."""
    raise InputError(Problem(expected="constraints that can be met", found="none for the first sample"))
    yield


if __name__ == "__main__":
    generate_dataset(tiny_recipe(int(sys.argv[2])), Path(sys.argv[1]), name="tiny", make=MAKE)
