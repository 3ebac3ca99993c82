"""The signal head: housing, back plate, lenses and visors, in the head's own frame.

Frame: origin at the head's centre, x to the right as seen by a driver, -y towards the driver, z up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from scenewright.assets.shapes import bevelled_box, dome, quad, rod, visor
from scenewright.assets.textures import lens_pattern
from scenewright.geometry import Mesh, rotation_xyz, translation
from scenewright.scene import Body, Emission, Material, Texture

__all__ = ["LAMP_ORDER", "HeadSize", "head_bodies", "head_size"]

LAMP_ORDER = ("red", "yellow", "green")

# Linear sRGB of the standard signal colours (CIE S 004 chromaticity, clipped to the gamut), luminance 1.
_EMISSION = {"red": (3.9, 0.12, 0.22), "yellow": (2.35, 0.68, 0.03), "green": (0.06, 1.2, 0.86)}
_LENS_ALBEDO = {"red": (0.12, 0.012, 0.01), "yellow": (0.16, 0.075, 0.01), "green": (0.012, 0.075, 0.055)}
_PAINT = {
    "black": (0.018, 0.018, 0.02),
    "dark_green": (0.012, 0.035, 0.026),
    "yellow": (0.55, 0.3, 0.02),
    "grey": (0.13, 0.13, 0.125),
}


@dataclass(frozen=True)
class HeadSize:
    """Outer measures [m] of a three-lamp head."""

    section: float
    """Height and width of one lamp's section."""
    depth: float
    radius: float
    """Lens radius."""
    plate: float
    """Border of the back plate, 0 without one."""

    @property
    def width(self) -> float:
        return self.section + 2 * self.plate

    @property
    def height(self) -> float:
        return 3 * self.section + 2 * self.plate


def head_size(sample: Mapping[str, object]) -> HeadSize:
    """Measures of ITE/MUTCD 200 mm and 300 mm heads."""
    if sample["lens_diameter_mm"] == "200":
        return HeadSize(0.25, 0.15, 0.1, 0.0 if sample["back_plate"] == "none" else 0.115)
    return HeadSize(0.345, 0.19, 0.15, 0.0 if sample["back_plate"] == "none" else 0.13)


@cache
def _housing(size: HeadSize) -> Mesh:
    sections = [
        bevelled_box((size.section, size.depth, size.section * 0.985), 0.02).moved(
            translation([0, size.depth / 2, (1 - i) * size.section])
        )
        for i in range(3)
    ]
    hub = rod(
        np.array([0, size.depth / 2, 1.5 * size.section]),
        np.array([0, size.depth / 2, 1.62 * size.section]),
        0.04,
    )
    return Mesh.joined([*sections, hub])


@cache
def _visors(size: HeadSize, kind: str, segments: int) -> Mesh:
    shade = visor(
        size.radius * 1.06,
        size.radius * 1.75,
        kind=kind,
        segments=segments,
        thickness_m=0.0 if segments < 20 else 0.004,
    )
    return Mesh.joined([shade.moved(translation([0, 0, (1 - i) * size.section])) for i in range(3)])


@cache
def _pattern(technology: str, mask: str) -> NDArray[np.float64]:
    return lens_pattern(technology, mask)


def head_bodies(
    sample: Mapping[str, object],
    *,
    state: str,
    world_from_head: NDArray[np.float64],
    name: str,
    head_id: int,
    lamp_id: int,
    lamp_radiance: float,
    rng: np.random.Generator,
) -> list[Body]:
    """The bodies of one head. `lamp_radiance` is the lit lens' luminance in scene units."""
    size = head_size(sample)
    height_px = float(str(sample["focal_px"])) * size.height / float(str(sample["distance_m"]))
    segments = 16 if height_px < 90 else 30  # a chord's error stays below a fifth of a pixel
    worn = float(str(sample["weathering"]))
    dust = np.array([0.16, 0.15, 0.13])
    share = 0.22 * worn * rng.uniform(0.3, 1)

    def paint(color: tuple[float, float, float], gloss: float) -> Material:
        mixed = (1 - share) * np.asarray(color) + share * dust
        return Material(
            base_color=(mixed[0], mixed[1], mixed[2]), gloss=gloss * (1 - 0.7 * worn), roughness=0.35
        )

    body_paint = paint(_PAINT[str(sample["housing_color"])], 0.5)
    dark = paint(_PAINT["black"], 0.15)

    def body(
        part: str, mesh: Mesh, material: Material, emission: Emission | None = None, lamp: bool = False
    ) -> Body:
        moved = mesh.moved(world_from_head)
        return Body(
            name=f"{name}_{part}",
            mesh=moved,
            material=material,
            emission=emission,
            instance_id=lamp_id if lamp else head_id,
        )

    bodies = [
        body("housing", _housing(size), body_paint),
        body(
            "visors",
            _visors(size, str(sample["visor"]), segments),
            dark if rng.random() < 0.75 else body_paint,
        ),
    ]
    if size.plate:
        bodies.append(body("plate", quad(size.width, size.height).moved(translation([0, 0.06, 0])), dark))
        if sample["back_plate"] == "reflective_border":
            bodies.append(body("border", _border(size), Material(base_color=(0.62, 0.44, 0.04))))
    lens = dome(size.radius, 0.25 * size.radius, 2 if segments < 20 else 5, segments)
    for i, lamp in enumerate(LAMP_ORDER):
        placed = lens.moved(translation([0, -0.005, (1 - i) * size.section]))
        lit = lamp == state
        tone = _LENS_ALBEDO[lamp]
        lens_material = Material(base_color=tone, gloss=0.6, roughness=0.25)
        emission = None
        if lit:
            pattern = _pattern(str(sample["lamp_technology"]), str(sample["mask"]))
            hue = np.asarray(_EMISSION[lamp]) * np.exp(rng.normal(0, 0.12, 3))
            light = lamp_radiance * pattern[..., None] * hue
            emission = Emission(Texture(light.astype(np.float32)))
        bodies.append(body(f"lens_{lamp}", placed, lens_material, emission, lamp=lit))
    return bodies


@cache
def _border(size: HeadSize) -> Mesh:
    wide = 0.05
    w, h = size.width, size.height
    strips = [(w, wide, 0, h / 2), (w, wide, 0, -h / 2), (wide, h, w / 2, 0), (wide, h, -w / 2, 0)]
    return Mesh.joined([quad(a, b).moved(translation([x, 0.055, z])) for a, b, x, z in strips])


def mounted(sample: Mapping[str, object], height_m: float) -> NDArray[np.float64]:
    """`world_from_head`: turned, swayed and at its height."""
    yaw, roll = (
        np.radians(float(str(sample["head_yaw_deg"]))),
        np.radians(float(str(sample["head_roll_deg"]))),
    )
    turned: NDArray[np.float64] = (
        translation([0, 0, height_m]) @ rotation_xyz(z_rad=yaw) @ rotation_xyz(y_rad=roll)
    )
    return turned
