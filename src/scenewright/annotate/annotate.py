"""All labels of a frame, from its own ID buffer."""

from __future__ import annotations

from typing import Any

import numpy as np

from scenewright.annotate.box import modal_box
from scenewright.annotate.visibility import visibility
from scenewright.render import Buffers
from scenewright.scene import Instance, Scene

__all__ = ["annotate"]


def annotate(buffers: Buffers, scene: Scene) -> dict[str, Any]:
    """Labels of a crop, JSON-able. Instances without a visible pixel get no label.

    Boxes are in crop pixels; `crop_xy_px` places the crop in the full frame. The subject's lamp `state` is
    the frame's class.
    """
    instances = [label for i in scene.instances if (label := _label(buffers, i)) is not None]
    subject = next(i for i in scene.instances if i.subject)
    crop = scene.camera.crop
    return {"state": subject.state, "crop_xy_px": [crop.x_px, crop.y_px], "instances": instances}


def _label(buffers: Buffers, instance: Instance) -> dict[str, Any] | None:
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
    return {
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
