"""How a team builds its robots: proportions, shell, base, wheels, colours."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenewright.assets.decals import word

__all__ = ["Design", "choose_design", "grey"]

Rgb = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Design:
    """One team's robot. Lengths [m]; its frame stands on the floor, front +x, z up."""

    outline: str
    """`round`, `octagon` or `faceted`."""
    radius_m: float
    height_m: float
    front_m: float
    """Distance of the flat front face from the axis."""
    chamfer_m: float
    flare: float
    """Radius at the shell's lower edge by that at its upper one."""
    split: tuple[float, float] | None
    """Heights of a gap between base and top shell through which the electronics are seen; None without."""
    wheel_radius_m: float
    wheel_angles_rad: tuple[float, float]
    """Front and rear wheels, from the front, either side."""
    arch: float
    """Radius of the wheel openings by that of the wheels; 0 covers the wheels to the floor."""
    opening_m: tuple[float, float]
    """Width and height of the front opening."""
    shell: Rgb
    base: Rgb
    """Colour of the lower half."""
    ink: Rgb
    """Colour of numbers and words."""
    metal: Rgb
    roller: Rgb
    plate: Rgb
    """Kicker and guard before the roller."""
    wheel: Rgb
    spokes: int
    gloss: float
    names: tuple[str, str]
    is_blue: bool


def grey(level: float, rng: np.random.Generator, tint: float = 0.06) -> Rgb:
    """A grey with a slight cast."""
    return np.asarray(np.clip(level * (1 + tint * rng.normal(size=3)), 0.003, 0.92))


def choose_design(rng: np.random.Generator, *, split_share: float, dark_share: float) -> Design:
    """A team's robot; `split_share` have an open gap above the base, `dark_share` a black shell."""
    height = float(rng.uniform(0.138, 0.15))
    radius = float(rng.uniform(0.086, 0.09))
    split = None
    if rng.random() < split_share:
        low = float(rng.uniform(0.05, 0.066))
        split = (low, low + float(rng.uniform(0.014, 0.036)))
    dark = rng.random() < dark_share
    shell = grey(float(rng.uniform(0.008, 0.03) if dark else rng.choice([0.06, 0.2, 0.5, 0.75])), rng)
    if not dark and rng.random() < 0.25:
        shell = rng.uniform(0.02, 0.5, 3)
    base_kind = rng.random()
    base = shell * rng.uniform(0.7, 1.4)
    if base_kind < 0.33:
        base = grey(float(rng.choice([0.25, 0.4, 0.55, 0.75])), rng)
    ink = grey(float(rng.uniform(0.2, 0.7)), rng) if shell.mean() < 0.15 else grey(0.02, rng)
    if rng.random() < 0.1:
        ink = rng.uniform(0.2, 0.8, 3)
    return Design(
        outline=str(rng.choice(["round", "octagon", "faceted"], p=[0.5, 0.3, 0.2])),
        radius_m=radius,
        height_m=height,
        front_m=radius * float(rng.uniform(0.72, 0.9)),
        chamfer_m=float(rng.choice([0.0015, 0.004, 0.008])),
        flare=float(rng.choice([1.0, 1.0, 0.96, 0.88])),
        split=split,
        wheel_radius_m=float(rng.uniform(0.024, 0.031)),
        wheel_angles_rad=(float(np.radians(rng.uniform(46, 62))), float(np.radians(rng.uniform(125, 140)))),
        arch=0.0 if rng.random() < 0.1 else float(rng.uniform(1.0, 1.25)),
        opening_m=(float(rng.uniform(0.07, 0.1)), float(rng.uniform(0.045, 0.075))),
        shell=shell,
        base=base,
        ink=ink,
        metal=grey(float(rng.choice([0.03, 0.2, 0.6])), rng),
        roller=grey(float(rng.choice([0.02, 0.05, 0.5, 0.8])), rng, 0.15),
        plate=grey(float(rng.choice([0.02, 0.04, 0.3, 0.75])), rng),
        wheel=rng.uniform(0.1, 0.6, 3) if rng.random() < 0.15 else grey(float(rng.uniform(0.05, 0.6)), rng),
        spokes=int(rng.integers(10, 20)),
        gloss=float(rng.uniform(0.05, 0.6)),
        names=(word(rng), word(rng)),
        is_blue=bool(rng.random() < 0.5),
    )
