"""All labels of a frame, from its own ID buffer."""

from __future__ import annotations

from typing import Any

import numpy as np

from scenewright.annotate.box import modal_box
from scenewright.annotate.visibility import visibility
from scenewright.geometry import invert
from scenewright.render import Buffers
from scenewright.scene import Camera, Instance, Scene

__all__ = ["annotate"]


def annotate(buffers: Buffers, scene: Scene) -> dict[str, Any]:
    """Labels of a crop, JSON-able. Instances without a visible pixel get no label.

    Boxes are in crop pixels; `crop_xy_px` places the crop in the full frame. The subject's `state` is the
    frame's class, empty for a frame without a subject. `camera_from_instance` is the pose of a rigid
    instance, 16 numbers of a (4, 4) matrix row by row [m].
    """
    instances = [label for i in scene.instances if (label := _label(buffers, scene.camera, i)) is not None]
    state = next((i.state for i in scene.instances if i.subject), "")
    crop = scene.camera.crop
    return {"state": state, "crop_xy_px": [crop.x_px, crop.y_px], "instances": instances}


def _label(buffers: Buffers, camera: Camera, instance: Instance) -> dict[str, Any] | None:
    visible = buffers.instance_id == instance.instance_id
    for child in instance.children:
        visible |= buffers.instance_id == child
    count = int(np.count_nonzero(visible))
    if count == 0:
        return None
    amodal = buffers.amodal[instance.instance_id]
    seen = visibility(count, amodal.pixels)
    modal = modal_box(visible)
    assert modal is not None
    whole = list(amodal.box_px) if amodal.box_px else modal
    label = {
        "instance_id": instance.instance_id,
        "category": instance.category,
        "state": instance.state,
        "subject": instance.subject,
        "box_modal": modal,
        "box_amodal": [
            min(whole[0], modal[0]),
            min(whole[1], modal[1]),
            max(whole[2], modal[2]),
            max(whole[3], modal[3]),
        ],
        "visible_px": seen.visible_px,
        "amodal_px": seen.amodal_px,
        "visible_fraction": seen.fraction,
        "distance_m": round(buffers.instance_distance_m[instance.instance_id], 4),
        "below_floor": seen.below_floor,
    }
    if instance.world_from_instance is not None:
        pose = invert(camera.world_from_camera) @ instance.world_from_instance
        label["camera_from_instance"] = [round(float(number), 9) for number in pose.ravel()]
    return label
