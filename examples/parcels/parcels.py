"""The world `parcels`: cardboard parcels on a warehouse floor, as a mobile robot sees them."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from scenewright.assets.decals import TYPEFACE, lettering, pasted, word
from scenewright.assets.shapes import bevelled_box, quad
from scenewright.assets.textures import value_noise
from scenewright.geometry import Footprint, Intrinsics, look_at, place, rotation_xyz, translation
from scenewright.randomness import Streams
from scenewright.scenario import ParameterSpec, category, integer, number
from scenewright.scene import Body, Camera, Crop, Episode, Instance, Material, Scene, Sensor, Sky, Texture

LEVEL = rotation_xyz(x_rad=-np.pi / 2)  # a quad faces -y; turned so it faces up
WIDTH_M, DEPTH_M, WALL_M = 3.2, 2.4, 3.6  # the floor that parcels stand on, the wall behind
CARD = {"brown": (0.42, 0.26, 0.13), "white": (0.75, 0.73, 0.68), "grey": (0.33, 0.31, 0.28)}

CAMERA, LIGHT, PARCEL = "subject_robot.sensor.camera", "environment.illumination", "scenery.objects.parcel"
PARAMETERS = (
    integer("parcels", "", 0, 12, f"{PARCEL}.count", {"integer": [0, 8]}, "on the floor"),
    category("card", {"brown": 0.7, "white": 0.15, "grey": 0.15}, f"{PARCEL}.card", "colour"),
    number("longest_m", "m", 0.2, 0.8, f"{PARCEL}.size", {"uniform": [0.3, 0.7]}, "longest side"),
    number("lamps_deg", "deg", 20, 90, f"{LIGHT}.elevation", {"uniform": [35, 80]}, "elevation of the lamps"),
    number("camera_height_m", "m", 0.3, 2.5, f"{CAMERA}.height", {"uniform": [0.6, 1.8]}, "above the floor"),
    number(
        "camera_distance_m", "m", 0.8, 6, f"{CAMERA}.distance", {"uniform": [1, 2.5]}, "before the parcels"
    ),
    number("exposure_ev", "", -3, 3, f"{CAMERA}.exposure", {"uniform": [-0.8, 0.6]}, "in stops"),
)


@dataclass(frozen=True)
class Parcels:
    """Parcels with tape and labels; each is one labelled instance with its pose."""

    name: str = "parcels"
    version: str = "1"
    parameters: tuple[ParameterSpec, ...] = PARAMETERS
    categories: tuple[str, ...] = ("parcel",)
    large_frames: bool = True
    assets = (TYPEFACE,)

    def build(self, sample: Mapping[str, float | int | str | bool], streams: Streams) -> Episode:
        """One still of the sample. World frame: z up [m], the camera at y < 0 looks along +y."""
        rng = streams.generator("parcels")
        longest = float(sample["longest_m"])
        sizes = [longest * rng.uniform([0.6, 0.4, 0.3], [1, 0.8, 0.7]) for _ in range(int(sample["parcels"]))]
        prints = [Footprint(x / 2, y / 2) for x, y, _ in sizes]
        poses = place(prints, WIDTH_M, DEPTH_M, streams.generator("places"), clearance_m=0.03).poses
        bodies, instances = surroundings(streams.generator("floor")), []
        for i, (size, (x, y, heading)) in enumerate(zip(sizes, poses, strict=True), start=1):
            pose = translation([x - WIDTH_M / 2, y, size[2] / 2]) @ rotation_xyz(z_rad=heading)
            bodies += parcel(size, pose, i, CARD[str(sample["card"])], rng)
            instances.append(Instance(instance_id=i, category="parcel", world_from_instance=pose))
        sky = hall(float(sample["lamps_deg"]), streams.generator("light"))
        shown = {"bodies": tuple(bodies), "instances": tuple(instances), "sky": sky}
        scene = Scene(**shown, sun=None, camera=camera(sample))
        return Episode(scenes=(scene,), requested=dict(sample))


def parcel(size, pose, instance_id, color, rng):
    """Box, a band of tape around it and a printed label on top, all of one instance."""
    card = tuple(float(c) for c in np.array(color) * rng.uniform(0.8, 1.2))
    tape = (0.5, 0.36, 0.2) if rng.random() < 0.7 else (0.6, 0.6, 0.55)
    printed = np.full((96, 144, 3), 0.8, np.float32)
    for row in (20, 44, 70):
        pasted(printed, lettering(word(rng), 16, rng), (72, row), np.zeros(3))
    label = quad(size[0] * 0.4, size[0] * 0.27).moved(
        translation([size[0] / 4, 0, size[2] / 2 + 0.003]) @ LEVEL
    )
    band = bevelled_box((0.05, size[1] + 0.002, size[2] + 0.002), 0.004)
    parts = [
        ("box", bevelled_box(tuple(size), 0.004), Material(base_color=card)),
        ("tape", band, Material(base_color=tape, gloss=0.6, roughness=0.2)),
        ("label", label, Material(base_color=Texture(printed))),
    ]
    return [Body(name=n, mesh=mesh.moved(pose), material=m, instance_id=instance_id) for n, mesh, m in parts]


def surroundings(rng):
    """Concrete floor, a yellow line, a wall with a painted base. No instance id: not labelled."""
    sheets = [
        ("floor", quad(12, 12).moved(LEVEL), (0.3, 0.3, 0.29)),
        ("line", quad(12, 0.1).moved(translation([0, WALL_M - 0.8, 0.002]) @ LEVEL), (0.7, 0.5, 0.05)),
        ("wall", quad(12, 5).moved(translation([0, WALL_M, 0])), (0.6, 0.6, 0.58)),
        ("base", quad(12, 0.9).moved(translation([0, WALL_M - 0.01, 0])), (0.2, 0.3, 0.42)),
    ]
    return [Body(name=name, mesh=mesh, material=stained(color, rng)) for name, mesh, color in sheets]


def stained(color, rng):
    """A surface with clouds and grain."""
    look = 1 + 0.12 * value_noise((256, 256), 6, rng) + 0.03 * rng.normal(size=(256, 256))
    return Material(base_color=Texture((np.array(color) * look[..., None]).clip(0, 1).astype(np.float32)))


def hall(elevation_deg, rng):
    """Light from all around: dim walls, a brighter ceiling, two rows of lamps."""
    height = np.linspace(90, -90, 64)[:, None, None]
    around = np.linspace(0, 360, 128)[None, :, None] + rng.uniform(0, 360)
    lamps = (np.abs(height - elevation_deg) < 4) & (np.abs(around % 180 - 90) < 35)
    light = np.where(height > 0, 0.45, 0.15) * np.ones((64, 128, 3)) + 16.0 * lamps * [1.0, 0.97, 0.9]
    return Sky(light.astype(np.float32))


def camera(sample):
    """A robot's camera with a 320 x 240 frame."""
    at = [0, -float(sample["camera_distance_m"]), float(sample["camera_height_m"])]
    return Camera(
        world_from_camera=look_at(at, [0, DEPTH_M / 2, 0.1]),
        intrinsics=Intrinsics(width_px=320, height_px=240, focal_px=300, cx_px=160, cy_px=120),
        crop=Crop(x_px=0, y_px=0, width_px=320, height_px=240),
        sensor=Sensor(exposure=0.75 * 2 ** float(sample["exposure_ev"]), defocus_px=0.4, sharpening=0.3),
    )


WORLD = Parcels()
