"""An ODD with everything that follows from its document, as plain data."""

from __future__ import annotations

from typing import Any

from scenewright.scenario.odd.exposure import cell_exposure, cell_risk
from scenewright.scenario.odd.load import Odd

__all__ = ["odd_summary"]


def odd_summary(odd: Odd) -> dict[str, Any]:
    """JSON-able."""
    attributes = []
    for a in odd.attributes:
        shares, risks = cell_exposure(odd, [a.name]).tolist(), cell_risk(odd, [a.name]).tolist()
        buckets = [
            {
                **bucket.model_dump(mode="json", exclude_defaults=True),
                "exposure": share,
                "risk": risk,
                **(
                    {"interval": list(a.exposure_interval[bucket.label])}
                    if bucket.label in a.exposure_interval
                    else {}
                ),
            }
            for bucket, share, risk in zip(a.ranges, shares, risks, strict=True)
        ]
        fields = {
            name: getattr(a, name) for name in ("name", "term", "parameter", "measured", "unit", "valid")
        }
        attributes.append({**fields, "buckets": buckets})
    return {
        "name": odd.name,
        "version": odd.version,
        "description": odd.description,
        "digest": odd.digest,
        "attributes": attributes,
        "dependent": [list(factor.axes) for factor in odd.factors if len(factor.axes) > 1],
        "infeasible": [*odd.infeasible, *odd.inapplicable],
        "estimated_from": odd.estimated_from.model_dump(mode="json") if odd.estimated_from else None,
        "warnings": list(odd.warnings),
    }
