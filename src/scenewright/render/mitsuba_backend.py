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
from numpy.typing import NDArray

from scenewright.geometry import project
from scenewright.render.buffers import Amodal, Buffers
from scenewright.render.denoise import denoise
from scenewright.render.profile import RenderProfile
from scenewright.render.variant import SCALAR
from scenewright.scene import Body, Camera, Crop, Emission, Material, Scene, Sun, Texture

__all__ = [
    "LoadedScene",
    "bsdf_dict",
    "color_dict",
    "load_scene",
    "render_buffers",
    "render_radiance",
    "sky_dict",
    "sun_dict",
]

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
    if kind == "depth":
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
    content: dict[str, Any] = {"type": "scene", "sky": sky_dict(scene)}
    if scene.sun is not None:
        content["sun"] = sun_dict(scene.sun)
    content.update({f"s{i:04d}": shape for i, shape in enumerate(shapes)})
    return LoadedScene(mi.load_dict(content, parallel=False), shapes)


def render_radiance(
    loaded: LoadedScene, camera: Camera, profile: RenderProfile, seed_u32: int
) -> NDArray[np.float32]:
    """Path-traced scene-linear RGB of the camera's crop, shape (h, w, 3), before denoising."""
    sensor = _sensor(camera, camera.crop, {"type": "independent", "sample_count": profile.spp})
    image = _integrator("path", profile.max_depth).render(
        loaded.scene, sensor=sensor, seed=seed_u32, spp=profile.spp
    )
    return np.ascontiguousarray(np.array(image)[..., :3], dtype=np.float32)


def render_buffers(scene: Scene, profile: RenderProfile, seed_u32: int) -> Buffers:
    """All buffers of a scene's crop. Pure: the same arguments give the same bytes on the same machine."""
    loaded = load_scene(scene)
    radiance = render_radiance(loaded, scene.camera, profile, seed_u32)
    if profile.denoise:
        radiance = denoise(radiance)
    truth = first_hits(loaded, scene)
    if scene.fog_extinction_per_m > 0:
        radiance = _through_air(radiance, truth.ray_length_m, scene)
    return Buffers(
        radiance=radiance,
        instance_id=truth.instance_id,
        depth_m=(truth.ray_length_m * _cosine(scene.camera)).astype(np.float32),
        amodal=truth.amodal,
        instance_distance_m={i.instance_id: _distance(scene, i.instance_id) for i in scene.instances},
    )


@dataclass(frozen=True, eq=False)
class FirstHits:
    """What one ray through each pixel centre meets first."""

    instance_id: NDArray[np.uint8]
    """Shape (h, w)."""
    ray_length_m: NDArray[np.float32]
    """Shape (h, w); infinite where nothing is hit."""
    amodal: dict[int, Amodal]


def first_hits(loaded: LoadedScene, scene: Scene) -> FirstHits:
    """Cast one ray a pixel centre through the whole scene, and the same rays through each instance alone.

    An instance is visible where its own hit is the scene's first hit; its own hits are its amodal extent.
    (Mitsuba's `shape_index` buffer says the same at four times the cost in scalar mode.)
    """
    camera, crop = scene.camera, scene.camera.crop
    nearest = _ray_lengths(loaded.scene, camera, crop)
    identity = np.zeros(nearest.shape, dtype=np.uint8)
    alone: dict[int, tuple[Crop, NDArray[np.bool_]]] = {}
    for instance in scene.instances:
        own = [i for i, body in enumerate(scene.bodies) if body.instance_id == instance.instance_id]
        window = _window([scene.bodies[i] for i in own], camera)
        if window is None or not (instance.subject or _overlap(window, crop)):
            continue
        lengths = _ray_lengths(_only([loaded.shapes[i] for i in own]), camera, window)
        hit = np.isfinite(lengths)
        lengths[~hit] = -1.0
        alone[instance.instance_id] = (window, hit)
        part = _overlap(window, crop)
        if part:
            in_window, in_crop = part
            first = hit[in_window] & (
                np.abs(lengths[in_window] - nearest[in_crop]) <= _SAME * nearest[in_crop]
            )
            identity[in_crop][first] = instance.instance_id
    amodal = {
        i.instance_id: _extent([alone[k] for k in (i.instance_id, *i.children) if k in alone], crop)
        for i in scene.instances
        if i.instance_id in alone
    }
    return FirstHits(identity, nearest, amodal)


_SAME = np.float32(1e-6)
"""Relative tolerance: the same ray and triangle give the same length but for the last bit."""

_CENTRES = {"type": "stratified", "sample_count": 1, "jitter": False}


def _ray_lengths(mitsuba_scene: Any, camera: Camera, window: Crop) -> NDArray[np.float32]:
    """Length of the ray through each pixel centre to the first hit [m], shape (h, w); infinite without."""
    sensor = _sensor(camera, window, _CENTRES)
    image = np.array(_integrator("depth", 0).render(mitsuba_scene, sensor=sensor, seed=0, spp=1))[..., 0]
    return np.where(image > 0, image, np.inf).astype(np.float32)


def _only(shapes: list[Any]) -> Any:
    mi = _mitsuba()
    return mi.load_dict({"type": "scene", **{f"s{i:04d}": s for i, s in enumerate(shapes)}}, parallel=False)


def _overlap(window: Crop, crop: Crop) -> tuple[tuple[slice, slice], tuple[slice, slice]] | None:
    """The common part of two windows as slices of each; None when they do not meet."""
    x0, y0 = max(window.x_px, crop.x_px), max(window.y_px, crop.y_px)
    x1 = min(window.x_px + window.width_px, crop.x_px + crop.width_px)
    y1 = min(window.y_px + window.height_px, crop.y_px + crop.height_px)
    if x0 >= x1 or y0 >= y1:
        return None

    def part(frame: Crop) -> tuple[slice, slice]:
        return slice(y0 - frame.y_px, y1 - frame.y_px), slice(x0 - frame.x_px, x1 - frame.x_px)

    return part(window), part(crop)


def _extent(parts: list[tuple[Crop, NDArray[np.bool_]]], crop: Crop) -> Amodal:
    """Union of masks that lie in windows of their own."""
    x0, y0 = min(w.x_px for w, _ in parts), min(w.y_px for w, _ in parts)
    x1, y1 = max(w.x_px + w.width_px for w, _ in parts), max(w.y_px + w.height_px for w, _ in parts)
    union = np.zeros((y1 - y0, x1 - x0), dtype=bool)
    for w, mask in parts:
        union[w.y_px - y0 : w.y_px - y0 + w.height_px, w.x_px - x0 : w.x_px - x0 + w.width_px] |= mask
    rows, columns = np.flatnonzero(union.any(axis=1)), np.flatnonzero(union.any(axis=0))
    if not len(rows):
        return Amodal(None, 0)
    dx, dy = x0 - crop.x_px, y0 - crop.y_px
    box = (int(columns[0]) + dx, int(rows[0]) + dy, int(columns[-1]) + 1 + dx, int(rows[-1]) + 1 + dy)
    return Amodal(box, int(union.sum()))


def _window(bodies: Iterable[Body], camera: Camera) -> Crop | None:
    """Smallest window [px] that holds all pixel centres which the bodies can cover."""
    points = np.concatenate([body.mesh.vertices_m for body in bodies]).astype(np.float64)
    seen = project(points, camera.world_from_camera, camera.intrinsics)[:, :2]
    if not np.isfinite(seen).all():
        return None
    low, high = np.floor(seen.min(axis=0)).astype(int), np.ceil(seen.max(axis=0)).astype(int)
    return Crop(
        x_px=int(low[0]),
        y_px=int(low[1]),
        width_px=max(int(high[0] - low[0]), 1),
        height_px=max(int(high[1] - low[1]), 1),
    )


def _distance(scene: Scene, instance_id: int) -> float:
    own = [body.mesh.vertices_m for body in scene.bodies if body.instance_id == instance_id]
    points = np.concatenate(own)
    middle = (points.min(axis=0) + points.max(axis=0)) / 2
    return float(np.linalg.norm(middle - scene.camera.world_from_camera[:3, 3]))


def _through_air(
    radiance: NDArray[np.float32], length_m: NDArray[np.float32], scene: Scene
) -> NDArray[np.float32]:
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


def sun_dict(sun: Sun) -> dict[str, Any]:
    """Mitsuba's description of the sun."""
    irradiance = {"type": "rgb", "value": list(sun.irradiance)}
    return {"type": "directional", "direction": (-sun.direction).tolist(), "irradiance": irradiance}


def sky_dict(scene: Scene) -> dict[str, Any]:
    """Mitsuba's description of the sky map."""
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
    properties["bsdf"] = mi.load_dict(bsdf_dict(body.material))
    if body.emission is not None:
        properties["emitter"] = mi.load_dict({"type": "area", "radiance": color_dict(body.emission.radiance)})
    shape = mi.Mesh(
        body.name,
        len(mesh.vertices_m),
        len(mesh.faces),
        has_vertex_texcoords=mesh.uv is not None,
        props=properties,
    )
    buffers = {"vertex_positions": mesh.vertices_m.ravel(), "faces": mesh.faces.ravel()}
    if mesh.uv is not None:
        buffers["vertex_texcoords"] = mesh.uv.ravel()
    places = _buffer_places(shape)
    for name, values in buffers.items():
        mi.set_property(*places[name], values)
    shape.parameters_changed(list(buffers))
    return shape


def _buffer_places(shape: Any) -> dict[str, tuple[Any, Any]]:
    """Address and type of each buffer of a mesh; `mitsuba.traverse` finds the same in 15 times the time."""
    visitor = _visitor()()
    shape.traverse(visitor)
    found: dict[str, tuple[Any, Any]] = visitor.found
    return found


@cache
def _visitor() -> Any:
    mi = _mitsuba()

    class Places(mi.TraversalCallback):  # type: ignore[misc, name-defined] # Mitsuba is known only at run time
        def __init__(self) -> None:
            mi.TraversalCallback.__init__(self)
            self.found: dict[str, tuple[Any, Any]] = {}

        def put(self, name: str, value: Any, flags: Any, cpptype: Any = None) -> None:
            self.found[name] = (value, cpptype)

    return Places


def bsdf_dict(material: Material) -> dict[str, Any]:
    """Mitsuba's description of a material."""
    base = color_dict(material.base_color)
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


def color_dict(value: tuple[float, float, float] | Texture | Emission) -> dict[str, Any]:
    """Mitsuba\'s description of a colour or texture."""
    mi = _mitsuba()
    if isinstance(value, Texture):
        return {
            "type": "bitmap",
            "bitmap": mi.Bitmap(np.ascontiguousarray(value.pixels[::-1])),
            "raw": True,
            "filter_type": "bilinear",
        }
    return {"type": "rgb", "value": [float(c) for c in value]}  # type: ignore[union-attr]
