"""Sun, sky and their brightness by the hour; scene unit: 1.0 = 10,000 cd/m^2."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from scenewright.assets.textures import value_noise
from scenewright.scene import Sky, Sun

__all__ = ["UNIT_CD_M2", "daylight_lux", "natural_light"]

UNIT_CD_M2 = 10_000.0
_ROWS, _COLUMNS = 32, 64
_GROUND_ALBEDO = np.array([0.17, 0.165, 0.155])


def daylight_lux(sun_elevation_deg: float) -> float:
    """Horizontal illuminance of a clear sky [lx].

    Piecewise log-linear through the tabulated values of civil, nautical and astronomical twilight
    (US Naval Observatory Circular 171) and of full sun.
    """
    elevation = [-18.0, -12.0, -6.0, -0.8, 5.0, 10.0, 20.0, 40.0, 60.0, 90.0]
    lux = [6e-4, 8e-3, 3.4, 450.0, 4200.0, 10900.0, 28000.0, 67500.0, 98000.0, 120000.0]
    return float(np.exp(np.interp(sun_elevation_deg, elevation, np.log(lux))))


def natural_light(sample: Mapping[str, object], rng: np.random.Generator) -> tuple[Sky, Sun | None]:
    """Sky map and sun of a sample. The camera looks along +y; azimuth 0 puts the sun behind the signal."""
    elevation = float(str(sample["sun_elevation_deg"]))
    azimuth = np.radians(90.0 - float(str(sample["sun_azimuth_deg"])))
    cover = float(str(sample["cloud_cover_okta"])) / 8
    lux = daylight_lux(elevation)
    rise = np.radians(max(elevation, -4.0))
    sun_dir = np.array([np.cos(rise) * np.cos(azimuth), np.cos(rise) * np.sin(azimuth), np.sin(rise)])

    dome = _dome()
    angle = np.arccos(np.clip(dome.direction @ sun_dir, -1, 1))
    glow = np.exp(-3.0 * angle) + 0.25 * np.exp(-9.0 * angle)
    warm = float(np.clip(1 - max(elevation, -6.0) / 18.0, 0, 1))
    clear = dome.blue * (1 + 1.6 * glow[..., None]) + (warm * (0.35 + glow))[..., None] * dome.sunset
    noise = value_noise((_ROWS, _COLUMNS), 4, rng)
    seam = np.linspace(0, 1, _COLUMNS)[None, :]
    noise = noise * (1 - seam) + noise[:, ::-1] * seam
    threshold = 9.0 if cover == 0 else -9.0
    if 0 < cover < 1:
        threshold = float(np.sort(noise, axis=None)[int((1 - cover) * noise.size)])
    cloud = np.clip((noise - threshold) * 4 + 0.5, 0, 1)[..., None]
    transmitted = 1 - 0.75 * cover**3.4  # Kasten and Czeplak 1980
    clear *= 0.2 / _mean_up(clear)
    overcast = dome.overcast * (0.2 + 0.5 * (1 - cover))
    sky = (1 - cloud) * clear + cloud * overcast * (0.8 + 0.45 * noise[..., None]) * 1.2
    horizontal = lux * transmitted
    above = dome.up > 0
    sky_lux = horizontal * (0.25 + 0.75 * cover)
    sky *= sky_lux / UNIT_CD_M2 / np.pi / max(_mean_up(sky), 1e-9)
    sun_share = (1 - cover) ** 1.5
    ground = _GROUND_ALBEDO * horizontal / np.pi / UNIT_CD_M2
    lamps = float(str(sample["street_light"])) * 25.0 / np.pi / UNIT_CD_M2
    warm_lamp = np.array([1.25, 0.95, 0.55])
    sky = np.where(above[..., None], sky + 0.12 * lamps * warm_lamp * dome.low[..., None] ** 2, ground)
    sky = np.where(above[..., None], sky, sky + 0.3 * lamps * warm_lamp)
    sun = None
    if elevation > 0 and sun_share > 0.02:
        beam = 0.75 * lux * transmitted * sun_share / max(np.sin(rise), 0.09) / UNIT_CD_M2
        reddened = np.exp(-np.array([0.05, 0.1, 0.2]) / max(np.sin(rise), 0.06))
        reddened /= reddened.max()
        r, g, b = np.minimum(beam, 11.0) * reddened
        sun = Sun(direction=sun_dir, irradiance=(float(r), float(g), float(b)))
    return Sky(np.ascontiguousarray(sky, dtype=np.float32)), sun


@dataclass(frozen=True, eq=False)
class _Dome:
    """What is the same under every sky, for each pixel of the map."""

    direction: NDArray[np.float64]
    """Unit vectors, shape (rows, columns, 3)."""
    up: NDArray[np.float64]
    """Their z, shape (rows, columns)."""
    low: NDArray[np.float64]
    """Closeness to the horizon, 0 to 1."""
    blue: NDArray[np.float64]
    """Clear sky without the sun: Rayleigh blue aloft, brighter and whiter at the horizon."""
    sunset: NDArray[np.float64]
    """Colour that a low sun adds at the horizon."""
    overcast: NDArray[np.float64]
    """CIE standard overcast sky, L = Lz (1 + 2 sin e) / 3, with a mean of 1."""
    weight: NDArray[np.float64]
    """Cosine-weighted share of the upper hemisphere."""


@cache
def _dome() -> _Dome:
    theta = (np.arange(_ROWS) + 0.5) / _ROWS * np.pi
    phi = (np.arange(_COLUMNS) + 0.5) / _COLUMNS * 2 * np.pi
    up = np.cos(theta)[:, None] * np.ones((1, _COLUMNS))
    flat = np.sin(theta)[:, None]
    low = np.clip(1 - up, 0, 1)
    horizon = (low**4)[..., None]
    weight = np.clip(up, 0, 1) * np.sqrt(np.clip(1 - up**2, 0, 1))
    weight /= weight.sum()
    overcast = ((1 + 2 * np.clip(up, 0, 1)) / 3)[..., None] * np.array([1.0, 1.0, 1.02])
    return _Dome(
        direction=np.stack([flat * np.cos(phi), flat * np.sin(phi), up], -1),
        up=up,
        low=low,
        blue=(1 - horizon) * np.array([0.42, 0.68, 1.25]) + horizon * np.array([0.98, 1.02, 1.1]) * 1.6,
        sunset=1.8 * horizon * np.array([1.7, 0.8, 0.35]),
        overcast=overcast / _luminance(weight, overcast),
        weight=weight,
    )


def _mean_up(radiance: NDArray[np.float64]) -> float:
    """Cosine-weighted mean luminance of the upper hemisphere."""
    return _luminance(_dome().weight, radiance)


def _luminance(weight: NDArray[np.float64], radiance: NDArray[np.float64]) -> float:
    mean = np.tensordot(weight, radiance, 2)
    return float(mean @ np.array([0.2126, 0.7152, 0.0722]))
