"""Labels against the image and the instance mask of the same frame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenewright.conventions import BACKGROUND_ID, MIN_VISIBLE_PX
from scenewright.evidence.quality.base import MAX_EXAMPLES, CheckResult, FrameFacts

__all__ = ["check_label_geometry", "geometry_problems"]

FRACTION_TOLERANCE = 0.01


def check_label_geometry(frames: Sequence[FrameFacts]) -> CheckResult:
    """No frame has labels that its mask contradicts."""
    bad = [f"{f.key}: {f.geometry[0]}" for f in frames if f.geometry]
    detail = f"{len(bad)} of {len(frames)} frames have labels that disagree with themselves or the mask"
    return CheckResult("label_geometry", not bad, float(len(bad)), 0, detail, tuple(bad[:MAX_EXAMPLES]))


def geometry_problems(
    labels: Mapping[str, Any], mask: NDArray[np.uint8], width_px: int, height_px: int
) -> tuple[str, ...]:
    """What is wrong with a frame's labels; `mask` is the instance id of every pixel, shape (h, w).

    The lit lamp of head i is instance i + 1 and part of the head.
    """
    if mask.shape != (height_px, width_px):
        return (f"mask of {mask.shape[1]} x {mask.shape[0]} px on an image of {width_px} x {height_px} px",)
    instances = list(labels["instances"])
    known = {int(i["instance_id"]) for i in instances}
    problems = []
    if len(known) != len(instances):
        problems.append("an instance id is used twice")
    lamps = {int(i["instance_id"]) for i in instances if i["category"] == "lamp"}
    for unknown in sorted(set(np.unique(mask).tolist()) - known - {BACKGROUND_ID}):
        problems.append(f"instance {unknown} of the mask has no label")
    for label in instances:
        own = int(label["instance_id"])
        ids = [own, own + 1] if label["category"] != "lamp" and own + 1 in lamps else [own]
        found = _instance_problems(label, np.isin(mask, ids), width_px, height_px)
        problems += [f"instance {own}: {text}" for text in found]
    return tuple(problems)


def _instance_problems(
    label: Mapping[str, Any], visible: NDArray[np.bool_], width_px: int, height_px: int
) -> list[str]:
    seen, whole = int(label["visible_px"]), int(label["amodal_px"])
    modal, amodal = label["box_modal"], label["box_amodal"]
    count = int(visible.sum())
    if count == 0:
        return ["labelled but invisible in the mask"]
    problems = []
    if count != seen:
        problems.append(f"visible_px {seen}, the mask has {count}")
    if whole < seen:
        problems.append(f"amodal_px {whole} below visible_px {seen}")
    if abs(float(label["visible_fraction"]) - seen / max(whole, 1)) > FRACTION_TOLERANCE:
        problems.append(
            f"visible_fraction {label['visible_fraction']:.3f}, the counts give {seen / max(whole, 1):.3f}"
        )
    if bool(label["below_floor"]) != (seen < MIN_VISIBLE_PX):
        problems.append(f"below_floor is {label['below_floor']} with {seen} visible px")
    if modal is None:
        return [*problems, "visible but without a modal box"]
    if not (0 <= modal[0] < modal[2] <= width_px and 0 <= modal[1] < modal[3] <= height_px):
        problems.append(f"modal box {list(modal)} is not inside the image of {width_px} x {height_px} px")
    ys, xs = np.nonzero(visible)
    true = [int(xs.min()), int(ys.min()), int(xs.max()) + 1, int(ys.max()) + 1]
    if any(abs(a - b) > 1e-6 for a, b in zip(modal, true, strict=True)):
        problems.append(f"modal box {list(modal)}, the mask gives {true}")
    if amodal is not None and (
        modal[0] < amodal[0] or modal[1] < amodal[1] or modal[2] > amodal[2] or modal[3] > amodal[3]
    ):
        problems.append(f"modal box {list(modal)} is not within the amodal box {list(amodal)}")
    return problems
