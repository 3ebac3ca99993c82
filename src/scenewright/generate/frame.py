"""The frame function: from a recipe and a key to a frame, alone and in any order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from scenewright.annotate import annotate, encode_mask
from scenewright.dataset import Frame, FrameKey
from scenewright.generate.measure import measure
from scenewright.generate.recipe import Recipe
from scenewright.plugins import load
from scenewright.randomness import Streams
from scenewright.render.mitsuba_backend import render_buffers
from scenewright.scenario import Drawn, draw_many
from scenewright.sensors import encode_jpeg, expose

__all__ = ["make_frame", "make_frames"]


def make_frame(recipe: Recipe, key: FrameKey) -> Frame:
    """One frame: a pure function of its arguments on one machine."""
    return next(make_frames(recipe, [key]))


def make_frames(recipe: Recipe, keys: Sequence[FrameKey]) -> Iterator[Frame]:
    """Frames of several keys in their order; samples are drawn in batches."""
    for name, group in groupby(keys, key=lambda key: key.scenario):
        batch = list(group)
        scenario = recipe.scenario(name)
        root = recipe.stream_root(scenario)
        indices = [key.index for key in batch]
        drawn = draw_many(scenario, root=root, strategy=recipe.strategy, indices=indices)
        for key, sample in zip(batch, drawn, strict=True):
            yield _frame(recipe, key, sample)


def _frame(recipe: Recipe, key: FrameKey, drawn: Drawn) -> Frame:
    scenario = recipe.scenario(key.scenario)
    streams = Streams(recipe.stream_root(scenario), str(key))
    world = load("worlds", scenario.world)
    scene = world.build(drawn.sample, streams.child("world")).scenes[key.time]
    buffers = render_buffers(scene, recipe.profile, streams.seed_u32("render"))
    image = expose(buffers.radiance, scene.camera.sensor, streams.child("sensor"))
    labels = annotate(buffers, scene)
    return Frame(
        key=key,
        image_jpeg=encode_jpeg(image, scene.camera.sensor.jpeg_quality),
        mask_png=encode_mask(buffers.instance_id),
        width_px=image.shape[1],
        height_px=image.shape[0],
        sample=drawn.sample,
        log_density=drawn.log_density,
        labels=labels,
        measured=measure(image, buffers.instance_id, labels),
    )
