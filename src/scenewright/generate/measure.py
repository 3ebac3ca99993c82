"""What can really be seen in the pixels, as against what was requested."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["measure"]


def measure(
    image: NDArray[np.uint8], instance_id: NDArray[np.uint8], labels: dict[str, Any]
) -> dict[str, float | None]:
    """Properties of an 8-bit sRGB crop, shape (h, w, 3), all in [0, 1] except counts [px].

    Luminance is Rec. 601 luma. A frame with a subject also has the measures of its head and lamp: the lamp is
    the lit one, `lamp_contrast` is Michelson's, lamp against the rest of the head, None where there is no
    visible lamp. A frame without has the number of labelled instances and their median visible fraction.
    """
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY).astype(np.float32) / 255
    red, green, blue = cv2.split(image)
    top, bottom = cv2.max(cv2.max(red, green), blue), cv2.min(cv2.min(red, green), blue)
    everything: dict[str, float | None] = {
        "luminance_mean": _round(grey.mean()),
        "luminance_std": _round(grey.std()),
        "saturation_mean": _round(((top - bottom) / np.maximum(top, 1)).mean()),
        "clipped_fraction": _round((bottom >= 250).mean()),
        "black_fraction": _round((top <= 8).mean()),
    }
    if not labels["state"]:
        visible = [i["visible_fraction"] for i in labels["instances"]]
        median = _round(np.median(visible)) if visible else None
        return {**everything, "instances": float(len(visible)), "visible_fraction_median": median}
    head = next((i for i in labels["instances"] if i["subject"] and i["category"] == "traffic_light"), None)
    lamp = next((i for i in labels["instances"] if i["subject"] and i["category"] == "lamp"), None)
    result: dict[str, float | None] = {
        **everything,
        "head_height_px": float(head["box_amodal"][3] - head["box_amodal"][1]) if head else None,
        "visible_px": float(head["visible_px"]) if head else 0.0,
        "lamp_px": float(lamp["visible_px"]) if lamp else 0.0,
        "lamp_luminance": None,
        "lamp_saturation": None,
        "lamp_contrast": None,
    }
    if head and lamp:
        on = instance_id == lamp["instance_id"]
        rest = instance_id == head["instance_id"]
        result["lamp_luminance"] = bright = _round(grey[on].mean())
        result["lamp_saturation"] = _round(((top - bottom) / np.maximum(top, 1))[on].mean())
        if rest.any():
            dark = float(grey[rest].mean())
            result["lamp_contrast"] = _round((bright - dark) / max(bright + dark, 1e-6))
    return result


def _round(value: Any) -> float:
    return round(float(value), 6)
