"""The world `traffic_light`: one street signal, seen by an approaching camera."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from scenewright.geometry import apply, translation
from scenewright.randomness import Streams
from scenewright.scenario import ParameterSpec
from scenewright.scene import Body, Episode, Instance, Scene
from scenewright.worlds.base import Value
from scenewright.worlds.daylight import UNIT_CD_M2, natural_light
from scenewright.worlds.roadside import (
    background_bodies,
    in_view,
    occluder_bodies,
    wire_bodies,
)
from scenewright.worlds.traffic_light.camera import place_camera
from scenewright.worlds.traffic_light.head import LAMP_ORDER, head_bodies, head_size, mounted
from scenewright.worlds.traffic_light.mounting import mounting_bodies
from scenewright.worlds.traffic_light.parameters import PARAMETERS

__all__ = ["WORLD", "TrafficLight"]

_SUBJECT_HEAD, _SUBJECT_LAMP, _FIRST_NEIGHBOUR = 1, 2, 3


@dataclass(frozen=True)
class TrafficLight:
    """A street signal with its mounting, neighbours and surroundings."""

    name: str = "traffic_light"
    version: str = "1"
    parameters: tuple[ParameterSpec, ...] = PARAMETERS
    categories: tuple[str, ...] = ("traffic_light", "lamp")
    large_frames: bool = False

    def build(self, sample: Mapping[str, Value], streams: Streams) -> Episode:
        """One still of the sample. World frame: z up, the signal above the origin, the camera at -y."""
        height = float(sample["mounting_height_m"])
        size = head_size(sample)
        pose = mounted(sample, height)
        radiance = float(sample["lamp_luminance_cd_m2"]) / UNIT_CD_M2
        sky, sun = natural_light(sample, streams.generator("sky"))
        half = np.array([size.width / 2, size.height / 2])
        front = np.array(
            [[x, y, z] for x in (-half[0], half[0]) for z in (-half[1], half[1]) for y in (0.0, size.depth)]
        )
        camera = place_camera(sample, apply(pose, front), height, sky, streams.generator("camera"))
        slope = (height - float(sample["camera_height_m"])) / float(sample["distance_m"])
        state = str(sample["state"])
        bodies = head_bodies(
            sample,
            state=state,
            world_from_head=pose,
            name="head",
            head_id=_SUBJECT_HEAD,
            lamp_id=_SUBJECT_LAMP,
            lamp_radiance=radiance,
            rng=streams.generator("head"),
        )
        instances = _instances(state, _SUBJECT_HEAD, subject=True)
        bodies += mounting_bodies(sample, size, height, streams.generator("mounting"))
        neighbours, more = self._neighbours(sample, height, radiance, streams)
        bodies += neighbours
        instances += more
        background = background_bodies(sample, slope, streams)
        bodies += in_view(background, camera)
        bodies += wire_bodies(sample, slope, streams)
        bodies += occluder_bodies(sample, height, size.width, streams)
        scene = Scene(
            bodies=tuple(bodies),
            instances=tuple(instances),
            sky=sky,
            sun=sun,
            camera=camera,
            fog_extinction_per_m=3.0 / float(sample["visibility_m"]),  # Koschmieder, 5 % contrast
        )
        return Episode(scenes=(scene,), requested=dict(sample))

    def _neighbours(
        self, sample: Mapping[str, Value], height: float, radiance: float, streams: Streams
    ) -> tuple[list[Body], list[Instance]]:
        bodies: list[Body] = []
        instances: list[Instance] = []
        if not int(sample["neighbour_heads"]):
            return bodies, instances
        rng = streams.generator("neighbours")
        side = float(rng.choice([-1.0, 1.0]))
        for i in range(int(sample["neighbour_heads"])):
            first = _FIRST_NEIGHBOUR + 2 * i
            # Close by, as a turn signal beside the main one, or over another lane.
            gap = rng.uniform(0.02, 0.15) if rng.random() < 0.4 else rng.uniform(0.3, 2.0)
            offset = side * (-1) ** i * (head_size(sample).width + gap + 1.2 * (i // 2))
            own = {**sample, "head_yaw_deg": float(sample["head_yaw_deg"]) + rng.normal(0, 8)}
            state = str(sample["state"]) if rng.random() < 0.7 else str(rng.choice(LAMP_ORDER))
            pose = translation([offset, rng.uniform(-0.1, 0.6), 0]) @ mounted(
                own, height + rng.normal(0, 0.1)
            )
            bodies += head_bodies(
                own,
                state=state,
                world_from_head=pose,
                name=f"neighbour_{i}",
                head_id=first,
                lamp_id=first + 1,
                lamp_radiance=radiance * rng.uniform(0.7, 1.3),
                rng=rng,
            )
            instances += _instances(state, first, subject=False)
        return bodies, instances


def _instances(state: str, head_id: int, *, subject: bool) -> list[Instance]:
    lit = state != "off"
    children = (head_id + 1,) if lit else ()
    found = [
        Instance(
            instance_id=head_id, category="traffic_light", state=state, subject=subject, children=children
        )
    ]
    if lit:
        found.append(Instance(instance_id=head_id + 1, category="lamp", state=state, subject=subject))
    return found


WORLD = TrafficLight()
