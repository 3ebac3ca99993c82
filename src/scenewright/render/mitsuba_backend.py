"""Path tracing with Mitsuba 3 in its scalar variant, the fastest for crops up to about 160x120 px.

All calls into Mitsuba are here. One thread a process: parallelism comes from worker processes, so that
bytes do not depend on it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pyoidn
from numpy.typing import NDArray

from scenewright.geometry import apply, invert, project
from scenewright.render.buffers import Amodal, Buffers
from scenewright.render.profile import RenderProfile
from scenewright.render.variant import SCALAR
from scenewright.scene import Body, Camera, Crop, Emission, Material, Scene, Texture

__all__ = ["LoadedScene", "load_scene", "render_buffers", "render_radiance"]

_CAMERA_FLIP = np.diag([-1.0, -1.0, 1.0, 1.0])  # OpenCV camera axes to Mitsuba's


@cache
def _mitsuba() -> Any:
    import drjit
    import mitsuba

    mitsuba.set_variant(SCALAR)
    mitsuba.set_log_level(mitsuba.LogLevel.Error)
    drjit.set_thread_count(1)
    return mitsuba


@cache
def _integrator(kind: str, max_depth: int) -> Any:
    mi = _mitsuba()
    if kind == "identity":
        return mi.load_dict({"type": "aov", "aovs": "shape:shape_index,depth:depth"})
    if kind == "hit":
        return mi.load_dict({"type": "depth"})
    return mi.load_dict({"type": "path", "max_depth": max_depth, "rr_depth": 64})


@dataclass(frozen=True, eq=False)
class LoadedScene:
    """A scene inside Mitsuba and its shapes, in the order of the scene's bodies."""

    scene: Any
    shapes: tuple[Any, ...]


def load_scene(scene: Scene) -> LoadedScene:
    """Hand a scene to Mitsuba."""
    mi = _mitsuba()
    shapes = tuple(_shape(body) for body in scene.bodies)
    content: dict[str, Any] = {"type": "scene", "sky": _sky(scene)}
    if scene.sun is not None:
        content["sun"] = {
            "type": "directional",
            "direction": (-scene.sun.direction).tolist(),
            "irradiance": {"type": "rgb", "value": list(scene.sun.irradiance)},
        }
    content.update({f"s{i:04d}": shape for i, shape in enumerate(shapes)})
    return LoadedScene(mi.load_dict(content, parallel=False), shapes)


def render_radiance(
    loaded: LoadedScene, camera: Camera, profile: RenderProfile, seed_u32: int
) -> NDArray[np.float32]:
    """Path-traced scene-linear RGB of the camera's crop, shape (h, w, 3), before denoising."""
    sensor = _sensor(camera, camera.crop, {"type": "independent", "sample_count": profile.spp})
    image = _integrator("path", profile.max_depth).render(loaded.scene, sensor=sensor, seed=seed_u32, spp=profile.spp)
    return np.ascontiguousarray(np.array(image)[..., :3], dtype=np.float32)


def render_buffers(scene: Scene, profile: RenderProfile, seed_u32: int) -> Buffers:
    """All buffers of a scene's crop. Pure: the same arguments give the same bytes on the same machine."""
    loaded = load_scene(scene)
    radiance = render_radiance(loaded, scene.camera, profile, seed_u32)
    if profile.denoise:
        radiance = pyoidn.denoise(radiance, hdr=True, quality="fast")
    body_index, ray_length = _first_hits(loaded, scene.camera)
    lookup = np.array([0] + [body.instance_id for body in scene.bodies], dtype=np.uint8)
    instance_id = lookup[body_index + 1]
    depth = (ray_length * _cosine(scene.camera)).astype(np.float32)
    if scene.fog_extinction_per_m > 0:
        radiance = _through_air(radiance, ray_length, scene)
    return Buffers(
        radiance=radiance,
        instance_id=instance_id,
        depth_m=depth,
        amodal=_amodal(loaded, scene, instance_id),
        instance_distance_m={i.instance_id: _distance(scene, i.instance_id) for i in scene.instances},
    )


def _first_hits(loaded: LoadedScene, camera: Camera) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Body index (-1: none) and ray length [m] (infinite: none) at pixel centres, shape (h, w)."""
    sensor = _sensor(camera, camera.crop, _CENTRES)
    image = np.array(_integrator("identity", 0).render(loaded.scene, sensor=sensor, seed=0, spp=1))
    hit = image[..., 1] > 0
    index = np.where(hit, np.rint(image[..., 0]).astype(np.int64), -1)
    return _body_order(loaded)[index], np.where(hit, image[..., 1], np.inf).astype(np.float64)


def _body_order(loaded: LoadedScene) -> NDArray[np.int64]:
    """Mitsuba's shape index to body index; the last entry (index -1) stays -1."""
    names = {shape.id(): i for i, shape in enumerate(loaded.shapes)}
    order = [names[shape.id()] for shape in loaded.scene.shapes()]
    return np.array([*order, -1], dtype=np.int64)


_CENTRES = {"type": "stratified", "sample_count": 1, "jitter": False}


def _amodal(loaded: LoadedScene, scene: Scene, instance_id: NDArray[np.uint8]) -> dict[int, Amodal]:
    result = {}
    present = {int(i) for i in np.unique(instance_id)}
    for instance in scene.instances:
        ids = {instance.instance_id, *instance.children}
        if not instance.subject and not ids & present:
            continue
        own = [i for i, body in enumerate(scene.bodies) if body.instance_id in ids]
        window = _window([scene.bodies[i] for i in own], scene.camera)
        if window is None:
            continue
        if _unobstructed(scene, own, window):
            mask = np.isin(instance_id, list(ids))
            result[instance.instance_id] = _extent(mask, 0, 0)
            continue
        hits = _hits([loaded.shapes[i] for i in own], scene.camera, window)
        crop = scene.camera.crop
        result[instance.instance_id] = _extent(hits, window.x_px - crop.x_px, window.y_px - crop.y_px)
    return result


def _extent(mask: NDArray[np.bool_], x0: int, y0: int) -> Amodal:
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not len(rows):
        return Amodal(None, 0)
    box = (int(columns[0]) + x0, int(rows[0]) + y0, int(columns[-1]) + 1 + x0, int(rows[-1]) + 1 + y0)
    return Amodal(box, int(mask.sum()))


def _unobstructed(scene: Scene, own: list[int], window: Crop) -> bool:
    """True when no other body comes nearer than the farthest of `own` and the window lies in the crop."""
    crop = scene.camera.crop
    if window.x_px < crop.x_px or window.y_px < crop.y_px:
        return False
    if window.x_px + window.width_px > crop.x_px + crop.width_px:
        return False
    if window.y_px + window.height_px > crop.y_px + crop.height_px:
        return False
    row = invert(scene.camera.world_from_camera)[2].astype(np.float32)

    def depth(body: Body) -> NDArray[np.float32]:
        z: NDArray[np.float32] = body.mesh.vertices_m @ row[:3] + row[3]
        return z

    far = max(float(depth(scene.bodies[i]).max()) for i in own)
    mine = set(own)
    return all(float(depth(body).min()) > far for i, body in enumerate(scene.bodies) if i not in mine)


def _window(bodies: Iterable[Body], camera: Camera) -> Crop | None:
    """Smallest window [px] that holds all pixel centres which the bodies can cover."""
    points = np.concatenate([body.mesh.vertices_m for body in bodies]).astype(np.float64)
    seen = project(points, camera.world_from_camera, camera.intrinsics)[:, :2]
    if not np.isfinite(seen).all():
        return None
    low, high = np.floor(seen.min(axis=0)).astype(int), np.ceil(seen.max(axis=0)).astype(int)
    return Crop(
        x_px=int(low[0]), y_px=int(low[1]), width_px=max(int(high[0] - low[0]), 1), height_px=max(int(high[1] - low[1]), 1)
    )


def _hits(shapes: list[Any], camera: Camera, window: Crop) -> NDArray[np.bool_]:
    """Pixel centres of a window that meet any of the shapes, shape (h, w)."""
    mi = _mitsuba()
    alone = mi.load_dict({"type": "scene", **{f"s{i:04d}": s for i, s in enumerate(shapes)}}, parallel=False)
    image = _integrator("hit", 0).render(alone, sensor=_sensor(camera, window, _CENTRES), seed=0, spp=1)
    found: NDArray[np.bool_] = np.array(image)[..., 0] > 0
    return found


def _distance(scene: Scene, instance_id: int) -> float:
    own = [body.mesh.vertices_m for body in scene.bodies if body.instance_id == instance_id]
    points = np.concatenate(own)
    middle = (points.min(axis=0) + points.max(axis=0)) / 2
    return float(np.linalg.norm(middle - scene.camera.world_from_camera[:3, 3]))


def _through_air(radiance: NDArray[np.float32], length_m: NDArray[np.float64], scene: Scene) -> NDArray[np.float32]:
    """Extinction and airlight of homogeneous fog (Koschmieder)."""
    rows = scene.sky.radiance.shape[0]
    airlight = scene.sky.radiance[rows // 4 : rows // 2].mean(axis=(0, 1))
    kept = np.exp(-scene.fog_extinction_per_m * np.minimum(length_m, 4000.0))[..., None]
    return (radiance * kept + airlight * (1 - kept)).astype(np.float32)


def _cosine(camera: Camera) -> NDArray[np.float64]:
    """z per unit of ray length at each pixel centre of the crop, shape (h, w)."""
    k, crop = camera.intrinsics, camera.crop
    x = (np.arange(crop.width_px) + crop.x_px + 0.5 - k.cx_px) / k.focal_px
    y = (np.arange(crop.height_px) + crop.y_px + 0.5 - k.cy_px) / k.focal_px
    cosine: NDArray[np.float64] = 1 / np.sqrt(1 + x[None, :] ** 2 + y[:, None] ** 2)
    return cosine


def _sensor(camera: Camera, window: Crop, sampler: dict[str, Any]) -> Any:
    """A Mitsuba sensor whose film is exactly `window`; the window may reach over the frame's edge."""
    mi = _mitsuba()
    k = camera.intrinsics
    # A film as large as the window, shifted by the principal point: no limits from the full frame's size.
    to_world = mi.ScalarTransform4f((camera.world_from_camera @ _CAMERA_FLIP).tolist())
    offset_x = (window.x_px + window.width_px / 2 - k.cx_px) / window.width_px
    offset_y = (window.y_px + window.height_px / 2 - k.cy_px) / window.height_px
    return mi.load_dict(
        {
            "type": "perspective",
            "fov": float(np.degrees(2 * np.arctan(window.width_px / 2 / k.focal_px))),
            "fov_axis": "x",
            "principal_point_offset_x": offset_x,
            "principal_point_offset_y": offset_y,
            "near_clip": 0.01,
            "far_clip": 10000.0,
            "to_world": to_world,
            "film": {
                "type": "hdrfilm",
                "width": window.width_px,
                "height": window.height_px,
                "rfilter": {"type": "box"},
                "pixel_format": "rgb",
                "component_format": "float32",
            },
            "sampler": sampler,
        }
    )


def _sky(scene: Scene) -> dict[str, Any]:
    mi = _mitsuba()
    # Mitsuba's map has y up and its seam elsewhere: turn it so that row 0 is +z and column 0 looks along +x.
    turn = mi.ScalarTransform4f().rotate([1, 0, 0], 90)
    flipped = np.roll(scene.sky.radiance[:, ::-1], scene.sky.radiance.shape[1] // 4, axis=1)
    return {
        "type": "envmap",
        "bitmap": mi.Bitmap(np.ascontiguousarray(flipped)),
        "to_world": turn,
    }


def _shape(body: Body) -> Any:
    mi = _mitsuba()
    mesh = body.mesh
    properties = mi.Properties()
    properties["bsdf"] = mi.load_dict(_bsdf(body.material))
    if body.emission is not None:
        properties["emitter"] = mi.load_dict({"type": "area", "radiance": _color(body.emission.radiance)})
    shape = mi.Mesh(body.name, len(mesh.vertices_m), len(mesh.faces), has_vertex_texcoords=mesh.uv is not None, props=properties)
    access = mi.traverse(shape)
    access["vertex_positions"] = mesh.vertices_m.ravel()
    access["faces"] = mesh.faces.ravel()
    if mesh.uv is not None:
        access["vertex_texcoords"] = mesh.uv.ravel()
    access.update()
    shape.set_id(body.name)
    return shape


def _bsdf(material: Material) -> dict[str, Any]:
    base = _color(material.base_color)
    if material.gloss <= 0:
        return {"type": "twosided", "bsdf": {"type": "diffuse", "reflectance": base}}
    return {
        "type": "twosided",
        "bsdf": {
            "type": "principled",
            "base_color": base,
            "specular": 0.5 * material.gloss,
            "roughness": float(np.sqrt(material.roughness)),
        },
    }


def _color(value: tuple[float, float, float] | Texture | Emission) -> dict[str, Any]:
    mi = _mitsuba()
    if isinstance(value, Texture):
        return {"type": "bitmap", "bitmap": mi.Bitmap(value.pixels), "raw": True, "filter_type": "bilinear"}
    return {"type": "rgb", "value": [float(c) for c in value]}  # type: ignore[union-attr]
