"""Numbers and names that every room shares; `docs/conventions.md` says the same in words."""

from __future__ import annotations

__all__ = ["BACKGROUND_ID", "LAMP_STATES", "MIN_VISIBLE_PX", "NO_DEPTH_M", "SCHEMA_VERSION"]

SCHEMA_VERSION = 1
"""Value of `scenewright:` in documents and of `schema_version` in manifests."""

BACKGROUND_ID = 0
"""Value of the ID buffer where a ray meets nothing."""

NO_DEPTH_M = float("inf")
"""Value of the depth buffer where a ray meets nothing [m]."""

MIN_VISIBLE_PX = 12
"""Instances with fewer visible pixels are kept and flagged `below_floor`, never dropped in silence."""

LAMP_STATES = ("red", "yellow", "green", "off")
"""Closed set of lamp states, in category order."""
