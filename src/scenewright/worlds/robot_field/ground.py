"""The field: carpet, lines of paint or tape."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from scenewright.assets.carpet import carpet
from scenewright.assets.shapes import quad
from scenewright.assets.solids import strip
from scenewright.assets.textures import value_noise
from scenewright.geometry import Mesh, rotation_xyz, translation
from scenewright.scene import Body, Material, Texture

__all__ = ["LEVEL", "carpet_body", "line_body"]

Array = NDArray[np.float64]
LEVEL = rotation_xyz(x_rad=-np.pi / 2)
"""From a sheet that faces -y to a floor that faces up."""
_COLORS = {
    "olive": (0.080, 0.085, 0.039),
    "green": (0.048, 0.185, 0.065),
    "dark_green": (0.026, 0.082, 0.042),
    "pale": (0.130, 0.190, 0.140),
    "sea": (0.025, 0.125, 0.112),
    "brown": (0.200, 0.130, 0.060),
    "white": (0.780, 0.770, 0.750),
}
"""Linear reflectance of carpets and, for the studio, of a paper sheet."""
_SIDE_M = 26.0


def carpet_body(
    kind: str,
    sample: Mapping[str, object],
    back_m: float,
    flank_m: float | None,
    rng: np.random.Generator,
) -> Body:
    """A carpet that ends at y = `back_m` and, where there is one, at x = `flank_m`."""
    hue = np.exp(rng.normal(0, 0.06, 3)) * np.exp(rng.normal(0, 0.12))
    color = np.clip(np.array(_COLORS[kind]) * hue, 0.01, 0.85)
    smooth = kind == "white"
    tufts = 0.02 if smooth else float(str(sample["carpet_tufts"]))
    patches = 0.02 if smooth else float(str(sample["carpet_patches"]))
    dirt = 0 if smooth else int(rng.integers(0, 25))
    texture = carpet(color, rng, tufts=tufts, patches=patches, dirt=dirt)
    turn = rotation_xyz(z_rad=float(rng.uniform(0, np.pi)))
    middle = 0.0 if flank_m is None else flank_m - np.sign(flank_m) * (_SIDE_M / 2 - 0.02)
    flat = quad(_SIDE_M, _SIDE_M).moved(translation([middle, back_m - _SIDE_M / 2, 0]) @ LEVEL)
    tile = float(rng.uniform(1.0, 1.8))
    uv = (flat.vertices_m[:, :2] @ turn[:2, :2].T / tile).astype(np.float32)
    return Body(
        name="carpet",
        mesh=Mesh(flat.vertices_m, flat.faces, uv),
        material=Material(base_color=Texture(texture)),
    )


def line_body(
    sample: Mapping[str, object], back_m: float, goal_x_m: float, rng: np.random.Generator
) -> Body | None:
    """Lines of a field that ends at y = `back_m`, and strips of tape where someone put them."""
    count = int(str(sample["lines"]))
    if count == 0:
        return None
    width = float(str(sample["line_width_mm"])) / 1e3
    edge = back_m - rng.uniform(0.05, 0.4)
    wide, deep = rng.uniform(0.5, 1.1), rng.uniform(0.4, 1.0)
    box = [[-wide, 0], [-wide, -deep], [wide, -deep], [wide, 0]]
    drawn: list[Array] = [
        np.array([[-6.0, edge], [6.0, edge]]),
        np.array(box) + np.array([goal_x_m, edge]),
        _circle(goal_x_m, edge - rng.uniform(1.5, 4.0), float(rng.uniform(0.4, 0.6))),
    ]
    paths = []
    for _ in range(count):
        if rng.random() < 0.4:
            paths.append(drawn[rng.integers(len(drawn))])
        else:
            paths.append(_tape(back_m, rng))
    parts = [_ribbon(path, width, float(rng.uniform(0.0, 0.12)), rng) for path in paths]
    wear = 1 - float(str(sample["line_wear"])) * np.clip(0.5 + value_noise((64, 64), 5, rng), 0, 1)
    white = rng.uniform(0.6, 0.85) * wear[..., None] * np.array([1.0, 1.0, 0.97])
    texture = Texture(np.clip(white, 0.05, 0.9).astype(np.float32))
    return Body(name="lines", mesh=Mesh.joined(parts), material=Material(base_color=texture))


def _circle(x: float, y: float, radius: float) -> Array:
    angle = np.linspace(0, 2 * np.pi, 49)
    return np.stack([x + radius * np.cos(angle), y + radius * np.sin(angle)], -1)


def _tape(back_m: float, rng: np.random.Generator) -> Array:
    """A strip before the camera, straight or with one corner."""
    middle = np.array([rng.uniform(-0.8, 0.8), rng.uniform(0.3, min(back_m, 1.8))])
    turn = rng.normal(0, 0.35) if rng.random() < 0.65 else rng.uniform(0, np.pi)
    along = np.array([np.cos(turn), np.sin(turn)])
    reach = rng.uniform(0.2, 3.0, 2)
    path = [middle - reach[0] * along, middle + reach[1] * along]
    if rng.random() < 0.25:
        path.append(path[-1] + rng.uniform(0.5, 2) * np.array([-along[1], along[0]]) * rng.choice([-1, 1]))
    return np.array(path)


def _ribbon(path: Array, width: float, rough: float, rng: np.random.Generator) -> Mesh:
    """A strip along a path, its edges and ends a little ragged."""
    points = [path[0]]
    for start, end in pairwise(path):
        pieces = max(1, int(np.hypot(*(end - start)) / 0.15))
        points += [start + (end - start) * (i + 1) / pieces for i in range(pieces)]
    line = np.array(points)
    tangent = np.gradient(line, axis=0)
    tangent /= np.maximum(np.hypot(*tangent.T), 1e-9)[:, None]
    normal = np.stack([-tangent[:, 1], tangent[:, 0]], -1)
    rows = []
    for side in (-1, 1):
        half = 0.5 * width * (1 + rough * rng.normal(size=(len(line), 1)))
        edge = line + side * half * normal
        edge[[0, -1]] += tangent[[0, -1]] * rng.normal(0, 0.8 * width, (2, 1))
        # Above the carpet by a tape's thickness.
        rows.append(np.column_stack([edge, np.full(len(line), 0.0012)]))
    u = np.linspace(0, len(line) / 8, len(line))
    uv = np.stack([np.column_stack([u, np.full(len(line), v)]) for v in (0.0, 0.2)])
    return strip(np.stack(rows), uv)
