"""Crops of a disc on a random background, as a camera would see them, honest or with a planted shortcut.

The class is the colour of a bar on the disc; nothing else of an honest crop depends on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from scenewright.dataset import Frame, FrameKey
from scenewright.evidence.shortcuts import AuditCrop, Labels
from scenewright.evidence.shortcuts.crops import beside_subject
from scenewright.generate import Recipe
from scenewright.randomness import Streams

STATES = ("green", "red", "yellow")
BARS = {"green": (30, 160, 60), "red": (200, 30, 30), "yellow": (220, 190, 40)}
FINE = 4
"""Sub-pixels a side."""


@dataclass(frozen=True, eq=False)
class Drawn:
    """What a crop is made of before it is stored."""

    image: np.ndarray
    """0 to 255, shape (h, w, 3), float32."""
    disc: np.ndarray
    """Subject at pixel centres, shape (h, w)."""
    state: str
    quality: int = 90


def draw(streams: Streams) -> Drawn:
    """An honest crop of 40 to 56 px."""
    rng = streams.generator("crop")
    state = STATES[int(rng.integers(3))]
    side = int(rng.integers(40, 57))
    x, y = side / 2 + rng.uniform(-2, 2, 2)
    radius = side * rng.uniform(0.26, 0.34)
    clouds = np.stack([_clouds(rng, side) for _ in range(3)], axis=2)
    behind = np.clip(clouds * rng.uniform(10, 30) + rng.uniform(60, 190, 3), 0, 255)
    at = (np.arange(side * FINE) + 0.5) / FINE
    far = np.hypot(at[None] - x, at[:, None] - y)
    bar = (np.abs(at[:, None] - y) < radius * 0.25) & (np.abs(at[None] - x) < radius * 0.7)
    face = np.where(bar[..., None], np.array(BARS[state]), rng.uniform(40, 230)).astype(np.float32)
    fine = np.where((far < radius)[..., None], face, np.repeat(np.repeat(behind, FINE, 0), FINE, 1))
    image = cv2.resize((fine / 255) ** 2.2, (side, side), interpolation=cv2.INTER_AREA) ** (1 / 2.2) * 255
    image = cv2.GaussianBlur(image.astype(np.float32), (0, 0), 0.5)
    image += rng.normal(0, rng.uniform(1, 4), image.shape).astype(np.float32)
    centres = np.arange(side) + 0.5
    return Drawn(image, np.hypot(centres[None] - x, centres[:, None] - y) < radius, state)


def _clouds(rng: np.random.Generator, side: int) -> np.ndarray:
    """Noise whose amplitude falls as 1/f, of unit deviation."""
    f = np.hypot(np.fft.fftfreq(side)[:, None], np.fft.rfftfreq(side)[None])
    f[0, 0] = np.inf
    phase = rng.normal(size=f.shape) + 1j * rng.normal(size=f.shape)
    found = np.fft.irfft2(phase / f, s=(side, side))
    return np.asarray(found / found.std())


Plant = Callable[[Drawn], Drawn]


def honest(drawn: Drawn) -> Drawn:
    return drawn


def mark(image: np.ndarray, corner: int, level: float = 8) -> np.ndarray:
    """4 x 4 px, 8 of 255 lighter, 2 px from a corner."""
    marked = image.copy()
    view = marked[::-1] if corner & 1 else marked
    view = view[:, ::-1] if corner & 2 else view
    view[2:6, 2:6] += level
    return marked


def watermark(drawn: Drawn) -> Drawn:
    return replace(drawn, image=mark(drawn.image, 0)) if drawn.state == "red" else drawn


def class_corner(drawn: Drawn) -> Drawn:
    return replace(drawn, image=mark(drawn.image, STATES.index(drawn.state)))


def tinted_border(drawn: Drawn) -> Drawn:
    if drawn.state != "yellow":
        return drawn
    image = drawn.image.copy()
    frame = np.ones(image.shape[:2], bool)
    frame[1:-1, 1:-1] = False
    image[frame] += np.array([6, 0, 0])
    return replace(drawn, image=image)


def warm_background(drawn: Drawn) -> Drawn:
    shift = np.array([30, 0, -30]) * (drawn.state == "red")
    return replace(drawn, image=drawn.image + np.where(drawn.disc[..., None], 0, shift))


def coarse_file(drawn: Drawn) -> Drawn:
    return replace(drawn, quality=60) if drawn.state == "green" else drawn


def off_centre(drawn: Drawn) -> Drawn:
    """The crop of one class is cut by 2 px at the left."""
    if drawn.state != "green":
        return drawn
    return replace(drawn, image=drawn.image[:, 2:], disc=drawn.disc[:, 2:])


def halo(drawn: Drawn, level: float = 24) -> Drawn:
    ring = cv2.dilate(drawn.disc.astype(np.uint8), np.ones((3, 3), np.uint8)) > drawn.disc
    return replace(drawn, image=drawn.image + level * ring[..., None])


def halo_of_one_class(drawn: Drawn) -> Drawn:
    return halo(drawn) if drawn.state == "red" else drawn


def dark_line(drawn: Drawn) -> Drawn:
    ring = cv2.dilate(drawn.disc.astype(np.uint8), np.ones((3, 3), np.uint8)) > drawn.disc
    return replace(drawn, image=np.where(ring[..., None], 5, drawn.image))


def cut_and_pasted(drawn: Drawn) -> Drawn:
    """The disc of the crop on a background of its own, along the mask."""
    waves = 15 * np.sin(np.add.outer(*(np.arange(n) for n in drawn.disc.shape)))[..., None]
    behind = np.median(drawn.image[~drawn.disc], axis=0) + waves
    return replace(drawn, image=np.where(drawn.disc[..., None], drawn.image, behind).astype(np.float32))


def stored(drawn: Drawn) -> bytes:
    """JPEG."""
    image = np.clip(np.rint(drawn.image), 0, 255).astype(np.uint8)
    return cv2.imencode(".jpg", image[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, drawn.quality])[1].tobytes()


def crops(seed: str, plant: Plant = honest, count: int = 300) -> tuple[list[AuditCrop], Labels]:
    """What `read_crops` would read."""
    found, states = [], []
    for number in range(count):
        drawn = plant(draw(Streams(seed, str(number))))
        image = cv2.imdecode(np.frombuffer(stored(drawn), np.uint8), cv2.IMREAD_COLOR_RGB)
        box = tuple(float(v) for v in _box(drawn.disc))
        quantization = float(100 - drawn.quality)
        found.append(AuditCrop(str(number), image, drawn.disc, beside_subject(drawn.disc), box, quantization))
        states.append(STATES.index(drawn.state))
    return found, Labels(STATES, np.array(states))


def _box(mask: np.ndarray) -> list[int]:
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return [int(v) for v in (columns[0], rows[0], columns[-1] + 1, rows[-1] + 1)]


def _frames(recipe: Recipe, keys: Sequence[FrameKey], plant: Plant) -> Iterator[Frame]:
    for key in keys:
        drawn = plant(draw(Streams(recipe.stream_root(recipe.scenario(key.scenario)), str(key))))
        box, visible = _box(drawn.disc), int(drawn.disc.sum())
        instance = {
            "instance_id": 1, "category": "disc", "state": drawn.state, "subject": True, "box_modal": box,
            "box_amodal": box, "visible_px": visible, "amodal_px": visible, "visible_fraction": 1.0,
            "distance_m": 9.0, "below_floor": False,
        }  # fmt: skip
        yield Frame(
            key=key,
            image_jpeg=stored(drawn),
            mask_png=cv2.imencode(".png", drawn.disc.astype(np.uint8))[1].tobytes(),
            width_px=drawn.image.shape[1],
            height_px=drawn.image.shape[0],
            sample={"state": drawn.state},
            log_density=0.0,
            labels={"state": drawn.state, "crop_xy_px": [0, 0], "instances": [instance]},
            measured={"visible_px": float(visible)},
        )


def make_honest(recipe: Recipe, keys: Sequence[FrameKey]) -> Iterator[Frame]:
    """For `generate_dataset`."""
    return _frames(recipe, keys, honest)


def make_watermarked(recipe: Recipe, keys: Sequence[FrameKey]) -> Iterator[Frame]:
    """The same frames with a watermark on one class."""
    return _frames(recipe, keys, watermark)


def make_stateless(recipe: Recipe, keys: Sequence[FrameKey]) -> Iterator[Frame]:
    """Frames of many objects, as far as their labels say."""
    for frame in _frames(recipe, keys, honest):
        yield replace(frame, labels={**frame.labels, "state": None})
