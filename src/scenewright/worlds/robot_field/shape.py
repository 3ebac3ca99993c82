"""The mesh of a robot in its own frame: shell with openings, base, wheels, dribbler, what is inside."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenewright.assets.atlas import into_region
from scenewright.assets.shapes import rods
from scenewright.assets.solids import block, disc, strip
from scenewright.geometry import Mesh
from scenewright.worlds.robot_field.design import Design
from scenewright.worlds.robot_field.skin import CELLS, INSIDE, SIDE, TOP, WHEEL

__all__ = ["robot_mesh"]

_COLUMNS = 44
Array = NDArray[np.float64]


def robot_mesh(design: Design) -> Mesh:
    """One mesh over the texture that `skin` draws."""
    parts = [*_shell(design), *_inside(design), *_front(design), *_details(design)]
    for angle in design.wheel_angles_rad:
        parts += [_wheel(design, angle), _wheel(design, -angle)]
    return Mesh.joined(parts)


def _angles(design: Design) -> Array:
    """Angles of the outline's points from the back round to the back; edges of openings twice."""
    corner = float(np.arccos(min(1.0, design.front_m / design.radius_m)))
    opening = float(np.arctan2(design.opening_m[0] / 2, design.front_m))
    sharp = [opening - 1e-3, opening + 1e-3, corner]
    if design.arch:
        for angle in design.wheel_angles_rad:
            half = design.arch * design.wheel_radius_m / design.radius_m
            sharp += [angle - half - 1e-3, angle + half + 1e-3, *(angle + half * np.linspace(-0.95, 0.95, 7))]
    if design.outline != "round":
        sides = 8 if design.outline == "octagon" else 12
        sharp += [a for a in (np.arange(sides) + 0.5) * 2 * np.pi / sides if a < np.pi]
    sharp = [a for a in sharp if 0 < a < np.pi]
    return np.unique(np.concatenate([np.linspace(-np.pi, np.pi, _COLUMNS + 1), sharp, np.negative(sharp)]))


def _radius(design: Design, angle: Array) -> Array:
    """Distance of the outline from the axis."""
    radius = np.full(angle.shape, design.radius_m)
    if design.outline != "round":
        sides = 8 if design.outline == "octagon" else 12
        turn = (angle + np.pi / sides) % (2 * np.pi / sides) - np.pi / sides
        radius = design.radius_m * np.cos(np.pi / sides) / np.cos(turn)
    ahead = np.cos(angle)
    return np.where(radius * ahead > design.front_m, design.front_m / np.maximum(ahead, 0.1), radius)


def _lower_edge(design: Design, angle: Array, least: float) -> Array:
    """Height of the covering's lower edge: raised over the wheels and over the front opening."""
    edge = np.full(angle.shape, least)
    if design.arch:
        reach = design.arch * design.wheel_radius_m
        for wheel in (*design.wheel_angles_rad, *np.negative(design.wheel_angles_rad)):
            aside = (angle - wheel) * design.radius_m
            rise = design.wheel_radius_m + np.sqrt(np.maximum(reach**2 - aside**2, 0))
            edge = np.where(np.abs(aside) < reach, np.maximum(edge, rise), edge)
    across = np.abs(np.tan(np.clip(angle, -1.2, 1.2))) * design.front_m
    is_front = (across < design.opening_m[0] / 2) & (np.abs(angle) < 1.2)
    return np.where(is_front, np.maximum(edge, design.opening_m[1]), edge)


def _wall(design: Design, low: Array, high: Array | float, scale_low: float, scale_high: float) -> Mesh:
    """The outline pulled up between two heights; the texture's side region runs once around."""
    angle = _angles(design)
    radius = _radius(design, angle)
    high = np.broadcast_to(high, angle.shape)
    rows = [
        np.stack([s * radius * np.cos(angle), s * radius * np.sin(angle), z], -1)
        for s, z in ((scale_low, np.minimum(low, high)), (scale_high, high))
    ]
    # Arc length, so that decals keep their width on the flat front.
    steps = np.hypot(*np.diff(np.stack([radius * np.cos(angle), radius * np.sin(angle)]), axis=1))
    along = np.concatenate([[0], np.cumsum(steps)]) / steps.sum()
    uv = np.stack([np.stack([along, row[:, 2] / design.height_m], -1) for row in rows])
    return into_region(strip(np.stack(rows), uv), SIDE)


def _plate(design: Design, height: float, scale: float, region: tuple[float, float, float, float]) -> Mesh:
    """A level plate in the outline's shape."""
    angle = _angles(design)[:-1]
    x, y = scale * _radius(design, angle) * np.array([np.cos(angle), np.sin(angle)])
    uv = 0.5 + 0.5 * np.stack([-y, x], -1) / design.radius_m
    rim = np.stack([x, y, np.full_like(x, height)], -1)
    return into_region(disc(rim, [0, 0, height], uv), region)


def _shell(design: Design) -> list[Mesh]:
    angle, top = _angles(design), design.height_m - design.chamfer_m
    inner = 1 - design.chamfer_m / design.radius_m
    parts = [
        _plate(design, design.height_m, inner, TOP),
        _wall(design, np.full(angle.shape, top), design.height_m, 1.0, inner),
    ]
    if design.split is None:
        return [*parts, _wall(design, _lower_edge(design, angle, 0.006), top, design.flare, 1.0)]
    low, high = design.split
    skirt = _lower_edge(design, angle, 0.006)
    return [
        *parts,
        _wall(design, np.full(angle.shape, high), top, design.flare, 1.0),
        _plate(design, high, design.flare, CELLS["dark"]),
        _wall(design, skirt, low, 0.97, 0.97),
        _plate(design, low, 0.96, CELLS["dark"]),
    ]


def _inside(design: Design) -> list[Mesh]:
    """What is seen through openings: boards and a battery on a round core, the base plate."""
    angle = np.linspace(-np.pi, np.pi, 15)
    ring = np.stack([np.cos(angle), np.sin(angle)], -1) * min(design.front_m - 0.018, 0.8 * design.radius_m)
    rows = np.stack([np.column_stack([ring, np.full(15, z)]) for z in (0.012, design.height_m - 0.004)])
    uv = np.stack([np.column_stack([np.linspace(0, 1, 15), np.full(15, v)]) for v in (0.0, 1.0)])
    parts = [
        into_region(strip(rows, uv), INSIDE),
        _plate(design, 0.012, 0.9, CELLS["metal"]),
        _wall(design, np.full(_angles(design).shape, 0.006), 0.012, 0.9, 0.9),
    ]
    if design.split:
        low, high = design.split
        posts = np.array([[0.7, 0.5], [0.7, -0.5], [-0.75, 0.45], [-0.75, -0.45]]) * design.radius_m
        feet, heads = np.column_stack([posts, np.full(4, low)]), np.column_stack([posts, np.full(4, high)])
        parts.append(_plain(rods(feet, heads, np.full(4, 0.004), 6), "metal"))
        x = design.radius_m * 0.35
        parts.append(into_region(block([-x, 0.3 * x, low], [x, 2.3 * x, high]), CELLS["battery"]))
        parts.append(into_region(block([-2 * x, -2 * x, low], [x, -0.8 * x, high]), CELLS["board"]))
    return parts


def _front(design: Design) -> list[Mesh]:
    """Roller between brackets, the kicker's plate below and a guard above."""
    x = design.front_m
    # Within the outline, also where the flat front is narrower than the opening.
    half = min(design.opening_m[0] / 2 - 0.004, float(np.sqrt(design.radius_m**2 - (x + 0.001) ** 2)) - 0.005)
    z = min(0.042, design.opening_m[1] - 0.01)
    ends = np.array([[[x - 0.006, -half, z]], [[x - 0.006, half, z]]])
    parts = [_plain(rods(ends[0], ends[1], np.array([0.0065]), 8), "roller")]
    for side in (-1, 1):
        y = sorted((side * half, side * (half + 0.004)))
        parts.append(_cell(block([x - 0.03, y[0], 0.01], [x + 0.001, y[1], z + 0.012]), "metal"))
    parts.append(_cell(block([x - 0.016, -half * 0.9, 0.008], [x - 0.012, half * 0.9, 0.026]), "plate"))
    parts.append(
        _cell(block([x - 0.02, -half, z + 0.009], [x - 0.004, half, design.opening_m[1] + 0.002]), "plate")
    )
    return parts


def _wheel(design: Design, angle: float, segments: int = 28) -> Mesh:
    """A wheel whose rim is toothed with rollers, its face flush with the shell."""
    turn = np.linspace(0, 2 * np.pi, segments, endpoint=False)
    radius = design.wheel_radius_m * np.where(np.arange(segments) % 2, 1.0, 0.92)
    reach = 0.975 * float(_radius(design, np.array([angle]))[0])
    reach = min(reach, float(np.sqrt(max(design.radius_m**2 - design.wheel_radius_m**2, 1e-4))) - 0.001)
    out = np.array([np.cos(angle), np.sin(angle), 0.0])
    side = np.array([-out[1], out[0], 0.0])
    hub = np.array([0, 0, design.wheel_radius_m])
    spread = radius[:, None] * (np.cos(turn)[:, None] * side + np.sin(turn)[:, None] * [0, 0, 1.0])
    uv = 0.5 + 0.5 * np.stack([np.cos(turn), np.sin(turn)], -1)
    face = into_region(disc(hub + reach * out + spread, hub + (reach + 0.002) * out, uv), WHEEL)
    closed = np.concatenate([spread, spread[:1]])
    rim = np.stack([hub + (reach - 0.02) * out + closed, hub + reach * out + closed])[:, ::-1]
    rim_uv = np.tile([0.5, 0.5], (2, segments + 1, 1))
    return Mesh.joined([face, into_region(strip(rim, rim_uv), CELLS["rubber"])])


def _details(design: Design) -> list[Mesh]:
    """Screws on top."""
    angle = np.radians([30.0, 150.0, 215.0, 325.0])
    at = 0.86 * _radius(design, angle) * np.array([np.cos(angle), np.sin(angle)])
    feet = np.column_stack([*at, np.full(4, design.height_m)])
    return [_plain(rods(feet, feet + np.array([0, 0, 0.003]), np.full(4, 0.004), 6), "metal")]


def _cell(mesh: Mesh, name: str) -> Mesh:
    return into_region(mesh, CELLS[name])


def _plain(mesh: Mesh, name: str) -> Mesh:
    """A mesh without texture coordinates in one colour of the skin."""
    uv = np.full((len(mesh.vertices_m), 2), 0.5, dtype=np.float32)
    return into_region(Mesh(mesh.vertices_m, mesh.faces, uv), CELLS[name])
