"""The world `traffic_sign`: one road sign, seen by a camera that passes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scenewright.assets.signs import SIGNS, outline
from scenewright.geometry import apply, look_at, rotation_xyz, translation
from scenewright.randomness import Streams
from scenewright.scenario import ParameterSpec
from scenewright.scene import Body, Camera, Emission, Episode, Instance, Material, Scene, Sky, Texture
from scenewright.worlds.base import Value
from scenewright.worlds.daylight import UNIT_CD_M2, natural_light
from scenewright.worlds.roadside import background_bodies, in_view, occluder_bodies, wire_bodies
from scenewright.worlds.traffic_sign.finish import finish
from scenewright.worlds.traffic_sign.parameters import PARAMETERS, STATES
from scenewright.worlds.traffic_sign.plate import plate_meshes
from scenewright.worlds.traffic_sign.surroundings import leaf_shade, mounting, neighbours
from scenewright.worlds.traffic_sign.verge import bank, wood
from scenewright.worlds.vehicle_camera import crop_camera

__all__ = ["WORLD", "TrafficSign"]


@dataclass(frozen=True)
class TrafficSign:
    """A German road sign with its post, neighbours and surroundings; its state is the sign's class.

    **Shows** the 43 signs of the German Traffic Sign Recognition Benchmark in 75 designs, old and new, as
    plates with a folded rim, a back, clamps and posts, gantries or walls; print that fades, dirt, scratches,
    stickers, dew, rain and snow; bent plates; headlights that come back from the film; sky, woods, hedges,
    facades, banks and parked cars behind it; leaves' shade, haze, fog and rain by distance. A camera passes
    the sign and hands on the crop of a detector, about 15 to 250 px.

    **Does not show** nights without headlights by default, drops on the windscreen, or rolling shutter;
    foliage is a texture on blobs, not leaves.
    """

    name: str = "traffic_sign"
    version: str = "3"
    parameters: tuple[ParameterSpec, ...] = PARAMETERS
    categories: tuple[str, ...] = ("traffic_sign",)
    large_frames: bool = False

    def build(self, sample: Mapping[str, Value], streams: Streams) -> Episode:
        """One still of the sample. World frame: z up, the sign above the origin, the camera at -y."""
        state = str(sample["sign"])
        sign = SIGNS[STATES.index(state)]
        height, side = float(sample["mounting_height_m"]), float(sample["plate_mm"]) / 1e3
        rng = streams.generator("plate")
        pose = translation([0, 0, height]) @ rotation_xyz(
            *(float(np.radians(float(sample[f"plate_{turn}_deg"]))) for turn in ("tilt", "roll", "yaw"))
        )
        front, rest = plate_meshes(
            sign.plate,
            side,
            float(sample["bend_mm"]) / 1e3 * float(rng.choice([-1, 1])),
            rng.uniform(0, np.pi),
        )
        design = int(rng.integers(len(sign.designs))) if rng.random() < float(sample["old_design"]) else 0
        albedo, retro = finish(sign.class_id, design, sample, streams.generator("finish"))
        lit, rain = float(sample["headlight_cd_m2"]), float(sample["rain_mm_h"])
        printed = Material(
            base_color=Texture(albedo),
            gloss=float(rng.uniform(0.1, 0.6)) if rain == 0 else 1.0,
            roughness=float(rng.uniform(0.1, 0.5)) if rain == 0 else 0.05,
        )
        glow = Emission(Texture(retro * np.float32(lit / UNIT_CD_M2))) if lit > 0 else None
        bare = Material(base_color=(0.3, 0.3, 0.3), gloss=0.3, roughness=0.4)
        bodies = [
            Body(name="sign", mesh=front.moved(pose), material=printed, emission=glow, instance_id=1),
            Body(name="sign_back", mesh=rest.moved(pose), material=bare, instance_id=1),
        ]
        sky, sun = natural_light(sample, streams.generator("sky"))
        rim = outline(sign.plate) * side / 2
        corners = apply(pose, np.column_stack([rim[:, 0], np.zeros(len(rim)), rim[:, 1]]))
        camera = _camera(sample, corners, height, sky, streams.generator("camera"))
        lateral, ahead = _beside_and_ahead(sample, height)
        slope = (height - float(sample["camera_height_m"])) / ahead
        bodies += mounting(sample, side, height, streams.generator("mounting"))
        bodies += neighbours(sample, side, height, streams.generator("neighbours"))
        if sample["mounting"] != "wall":
            behind = _background(sample, slope, height, streams) + wire_bodies(sample, slope, streams)
            # Along the line of sight, which passes the sign aslant.
            aslant = np.eye(4)
            aslant[0, 1] = lateral / ahead
            behind = [replace(body, mesh=body.mesh.moved(aslant)) for body in behind]
            bodies += in_view(behind, camera)
        bodies += occluder_bodies(sample, height, side, streams)
        bodies += leaf_shade(sample, sun, height, streams.generator("leaves"))
        scene = Scene(
            bodies=tuple(bodies),
            instances=(Instance(instance_id=1, category="traffic_sign", state=state, subject=True),),
            sky=sky,
            sun=sun,
            camera=camera,
            fog_extinction_per_m=_extinction_per_m(float(sample["visibility_m"]), rain),
        )
        return Episode(scenes=(scene,), requested=dict(sample))


def _camera(
    sample: Mapping[str, Value],
    corners_m: NDArray[np.float64],
    height_m: float,
    sky: Sky,
    rng: np.random.Generator,
) -> Camera:
    """A camera on its way past the sign, `lateral_m` beside it."""

    def value(name: str) -> float:
        return float(sample[name])

    distance = value("distance_m")
    lateral, ahead = _beside_and_ahead(sample, height_m)
    origin = np.array([-lateral, -ahead, value("camera_height_m")])
    target = np.array([-lateral * rng.uniform(0.0, 1.0), 0.0, height_m - rng.uniform(0.0, 0.1) * distance])
    pose = look_at(origin, target, roll_rad=np.radians(value("camera_roll_deg")))
    return crop_camera(value, pose, corners_m, sky, least_border_px=value("crop_border_px"))


def _beside_and_ahead(sample: Mapping[str, Value], height_m: float) -> tuple[float, float]:
    """How far the sign is to the camera's right, and ahead along the road [m]."""
    distance = float(sample["distance_m"])
    lateral = float(np.clip(float(sample["lateral_m"]), -0.75 * distance, 0.75 * distance))
    rise = height_m - float(sample["camera_height_m"])
    return lateral, float(np.sqrt(max(distance**2 - lateral**2 - rise**2, (0.4 * distance) ** 2)))


def _extinction_per_m(visibility_m: float, rain_mm_h: float) -> float:
    """Of haze (Koschmieder, 5 % contrast) and of rain (Atlas 1953)."""
    return 3.0 / visibility_m + 2.9e-4 * rain_mm_h**0.63


def _background(sample: Mapping[str, Value], slope: float, height_m: float, streams: Streams) -> list[Body]:
    kind = sample["background"]
    if kind == "wood":
        return wood(slope, height_m, streams.generator("background"))
    bodies = bank(slope, height_m, streams.generator("bank")) if kind == "bank" else []
    return bodies + background_bodies(sample, slope, streams)


WORLD = TrafficSign()
