"""The subject's outline: does its edge look rendered, or cut out and pasted?

Across an edge that a camera saw, light goes from inside to outside in a mixture of the two. What is left
after the best mixture, the *rim*, is a line of another light: the halo of a cut-out. A mixture of 0 in the
first pixel outside is an edge without any blur, as of a paste along the mask.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from scenewright.evidence.shortcuts.crops import AuditCrop
from scenewright.evidence.shortcuts.features import FeatureTable, luma_chroma

__all__ = ["DEPTHS_PX", "blur_features", "edge_features", "edge_profile"]

DEPTHS_PX = (1, 2, 3)
"""Pixels outside the outline."""
FAR_PX = (4, 7)
"""Pixels outside that are the surroundings."""
LEAST_PX = 12
_CODES = np.arange(256, dtype=np.float32) / 255
_LINEAR = 255 * np.where(_CODES <= 0.04045, _CODES / 12.92, ((_CODES + 0.055) / 1.055) ** 2.4).astype(
    np.float32
)
"""Stored value to light, both to 255 (IEC 61966-2-1)."""
_OPPONENT = np.array([[0.299, 0.5, -0.169], [0.587, -0.419, -0.331], [0.114, -0.081, 0.5]], np.float32)
"""RGB to luma, red and blue difference (Rec. 601)."""


def edge_features(crops: Sequence[AuditCrop]) -> FeatureTable:
    """For the class: in stored values, where a faint rim is as plain on dark crops as on bright ones."""
    return _table([edge_profile(luma_chroma(c.image), c.subject, through_origin=False) for c in crops])


def blur_features(crops: Sequence[AuditCrop]) -> FeatureTable:
    """For the camera: in light, which mixes linearly while stored values do not."""
    return _table([edge_profile(_LINEAR[c.image] @ _OPPONENT, c.subject, through_origin=True) for c in crops])


def _table(profiles: Sequence[NDArray[np.float32]]) -> FeatureTable:
    kinds = ("mixture", "rim light", "rim Cr", "rim Cb")
    names = tuple(f"{kind} {depth} px outside" for depth in DEPTHS_PX for kind in kinds)
    return FeatureTable(names, (None,) * len(names), np.stack(profiles).reshape(len(profiles), -1))


def edge_profile(
    pixels: NDArray[np.float32], subject: NDArray[np.bool_], *, through_origin: bool
) -> NDArray[np.float32]:
    """Mixture and rim (Y, Cr, Cb; of 255) at each of `DEPTHS_PX`, shape (3, 4); NaN where unseen.

    `pixels` are Y, Cr and Cb, shape (h, w, 3). At each pixel outside, what is seen is regressed on the step
    from the surroundings to the nearest inside:
    `I(d) - I_far = mixture * (I_in - I_far) + rim`, least squares over the outline and the channels. With
    `through_origin` the mixture explains all that it can, and what goes beyond both sides of the edge is the
    rim; otherwise only what varies along the outline, so that neither depends on the subject's colours.
    """
    found = np.full((len(DEPTHS_PX), 4), np.nan, np.float32)
    # Crop borders are no outline: the subject goes on beyond them.
    inside = cv2.copyMakeBorder(subject.astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_REPLICATE)
    out_px = cv2.distanceTransform(1 - inside, cv2.DIST_L2, 5)[1:-1, 1:-1]
    in_px = cv2.distanceTransform(inside, cv2.DIST_L2, 5)[1:-1, 1:-1]
    near = _spread(pixels, (in_px > 0.5) & (in_px < 2.5), 3)
    far = _spread(pixels, (out_px > FAR_PX[0] - 0.5) & (out_px < FAR_PX[1] + 0.5), 5)
    known = np.isfinite(near[..., 0]) & np.isfinite(far[..., 0])
    for row, depth in enumerate(DEPTHS_PX):
        where = known & (out_px > depth - 0.5) & (out_px < depth + 0.5)
        if where.sum() < LEAST_PX:
            continue
        step, seen = (near - far)[where], (pixels - far)[where]
        varied = step if through_origin else step - step.mean(axis=0)
        power = float((varied**2).sum())
        if power < 25.0 * len(step):
            continue
        mixture = float((varied * seen).sum()) / power
        used = min(max(mixture, 0.0), 1.0) if through_origin else mixture
        found[row] = (mixture, *(seen.mean(axis=0) - used * step.mean(axis=0)))
    return found


def _spread(pixels: NDArray[np.float32], where: NDArray[np.bool_], reach_px: int) -> NDArray[np.float32]:
    """Mean of the pixels of `where` near each pixel; NaN where none is near."""
    weight, size = where.astype(np.float32), (4 * reach_px + 1, 4 * reach_px + 1)
    share = cv2.GaussianBlur(weight, size, reach_px)
    total = cv2.GaussianBlur(pixels * weight[..., None], size, reach_px)
    return np.where((share > 0.02)[..., None], total / np.maximum(share, 1e-6)[..., None], np.nan)
