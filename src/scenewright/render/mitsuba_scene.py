"""Handing a scene to Mitsuba 3, in its scalar or LLVM variant and on one thread.

Parallelism comes from worker processes, so that bytes do not depend on it.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

import numpy as np

from scenewright.render.same_kernel import same_kernel
from scenewright.render.variant import SCALAR
from scenewright.scene import Body, Camera, Crop, Emission, Material, Scene, Sun, Texture

__all__ = [
    "NEAR_M",
    "bsdf_dict",
    "color_dict",
    "integrator",
    "load_scene",
    "load_sensor",
    "mitsuba",
    "sky_dict",
    "sun_dict",
]

NEAR_M = 0.01
_CAMERA_FLIP = np.diag([-1.0, -1.0, 1.0, 1.0])  # OpenCV camera axes to Mitsuba's


def mitsuba(variant: str) -> Any:
    """The library, switched to a variant for this thread."""
    mi = _library()
    if mi.variant() != variant:
        mi.set_variant(variant)
        _drjit().set_thread_count(1)
    return mi


@cache
def _library() -> Any:
    import mitsuba

    # Logging needs a variant; the scalar one is always there.
    mitsuba.set_variant(SCALAR)
    mitsuba.set_log_level(mitsuba.LogLevel.Error)
    _drjit().set_thread_count(1)
    return mitsuba


@cache
def _drjit() -> Any:
    import drjit

    return drjit


@cache
def integrator(kind: str, max_depth: int, variant: str = SCALAR) -> Any:
    """`depth` (ray lengths), `guides` (albedo and normals of the first hit) or `path`."""
    mi = mitsuba(variant)
    if kind == "depth":
        return mi.load_dict({"type": "depth"})
    if kind == "guides":
        return mi.load_dict({"type": "aov", "aovs": "albedo:albedo,normal:sh_normal"})
    return mi.load_dict({"type": "path", "max_depth": max_depth, "rr_depth": 64})


def load_scene(scene: Scene, variant: str = SCALAR) -> Any:
    """A Mitsuba scene of all bodies and lights."""
    mi = mitsuba(variant)
    content: dict[str, Any] = {"type": "scene", "sky": sky_dict(scene, variant)}
    if scene.sun is not None:
        content["sun"] = sun_dict(scene.sun)
    bodies = scene.bodies if variant == SCALAR else same_kernel(scene.bodies)
    content.update({f"s{i:04d}": _shape(body, variant) for i, body in enumerate(bodies)})
    return mi.load_dict(content, parallel=False)


def load_sensor(camera: Camera, window: Crop, sampler: dict[str, Any], variant: str = SCALAR) -> Any:
    """A Mitsuba sensor whose film is exactly `window`; the window may reach over the frame's edge."""
    mi = mitsuba(variant)
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
            "near_clip": NEAR_M,
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


def sky_dict(scene: Scene, variant: str = SCALAR) -> dict[str, Any]:
    """Mitsuba's description of the sky map."""
    mi = mitsuba(variant)
    # Mitsuba's map has y up and its seam elsewhere: turn it so that row 0 is +z and column 0 looks along +x.
    turn = mi.ScalarTransform4f().rotate([1, 0, 0], 90)
    flipped = np.roll(scene.sky.radiance[:, ::-1], scene.sky.radiance.shape[1] // 4, axis=1)
    return {
        "type": "envmap",
        "bitmap": mi.Bitmap(np.ascontiguousarray(flipped)),
        "to_world": turn,
    }


def _shape(body: Body, variant: str) -> Any:
    mi = mitsuba(variant)
    mesh = body.mesh
    properties = mi.Properties()
    properties["bsdf"] = _bsdf(body.material, variant)
    if body.emission is not None:
        properties["emitter"] = mi.load_dict(
            {"type": "area", "radiance": color_dict(body.emission.radiance, variant)}
        )
    shape = mi.Mesh(
        body.name,
        len(mesh.vertices_m),
        len(mesh.faces),
        has_vertex_normals=mesh.normals is not None,
        has_vertex_texcoords=mesh.uv is not None,
        props=properties,
    )
    buffers = {"vertex_positions": mesh.vertices_m.ravel(), "faces": mesh.faces.ravel()}
    if mesh.uv is not None:
        buffers["vertex_texcoords"] = mesh.uv.ravel()
    if mesh.normals is not None:
        buffers["vertex_normals"] = mesh.normals.ravel()
    if variant != SCALAR:
        parameters = mi.traverse(shape)
        for name, values in buffers.items():
            parameters[name] = values
        parameters.update()
        return shape
    places = _buffer_places(shape)
    for name, values in buffers.items():
        mi.set_property(*places[name], values)
    shape.parameters_changed(list(buffers))
    return shape


def _bsdf(material: Material, variant: str) -> Any:
    """The material's BSDF; plain ones, of which a world has few, are made once."""
    if variant != SCALAR or isinstance(material.base_color, Texture):
        return mitsuba(variant).load_dict(bsdf_dict(material, variant))
    return _plain_bsdf(material.base_color, material.gloss, material.roughness)


@lru_cache(maxsize=256)
def _plain_bsdf(color: tuple[float, float, float], gloss: float, roughness: float) -> Any:
    """Only for the scalar variant: Dr.Jit would trace each kept BSDF again in every scene."""
    plain = Material(base_color=color, gloss=gloss, roughness=roughness)
    return mitsuba(SCALAR).load_dict(bsdf_dict(plain, SCALAR))


def _buffer_places(shape: Any) -> dict[str, tuple[Any, Any]]:
    """Address and type of each buffer of a mesh; `mitsuba.traverse` finds the same in 15 times the time."""
    visitor = _visitor()()
    shape.traverse(visitor)
    found: dict[str, tuple[Any, Any]] = visitor.found
    return found


@cache
def _visitor() -> Any:
    mi = mitsuba(SCALAR)

    class Places(mi.TraversalCallback):  # type: ignore[misc, name-defined] # Mitsuba is known only at run time
        def __init__(self) -> None:
            mi.TraversalCallback.__init__(self)
            self.found: dict[str, tuple[Any, Any]] = {}

        def put(self, name: str, value: Any, flags: Any, cpptype: Any = None) -> None:
            self.found[name] = (value, cpptype)

    return Places


def bsdf_dict(material: Material, variant: str = SCALAR) -> dict[str, Any]:
    """Mitsuba's description of a material."""
    base = color_dict(material.base_color, variant)
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


def color_dict(
    value: tuple[float, float, float] | Texture | Emission, variant: str = SCALAR
) -> dict[str, Any]:
    """Mitsuba's description of a colour or texture."""
    mi = mitsuba(variant)
    if isinstance(value, Texture):
        return {
            "type": "bitmap",
            "bitmap": mi.Bitmap(np.ascontiguousarray(value.pixels[::-1])),
            "raw": True,
            "filter_type": "bilinear",
        }
    return {"type": "rgb", "value": [float(c) for c in value]}  # type: ignore[union-attr]
