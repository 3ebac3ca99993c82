"""The smallest gains that a comparison is likely to show, as lines of text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

__all__ = ["effect_lines", "spread_words"]


def effect_lines(effects: dict[str, Any], claims: Sequence[Any] = ()) -> list[str]:
    """What a run can show, slice by slice, and which claimed gains are too small for it.

    `effects` is the report's `minimum_effect`, `claims` those of the plan.
    """
    metric = effects["metric"].replace("_", " ")
    lines = [
        f"smallest gain of {metric} on test photos that a comparison is likely to show "
        f"(power {effects['power']:.0%}, {effects['level']:.0%} two-sided, {effects['seeds']} seeds):"
    ]
    measured = effects.get("measured") or []
    basis = measured[-1] if measured else effects["assumed"]
    for row in basis["slices"]:
        lines.append(f"  {row['slice']:<12} {row['n']:>5} photos {row['groups']:>5} groups  {_gain(row)}")
    lines.append(f"  {spread_words(basis['spread'])}")
    gains = {row["slice"]: row for row in basis["slices"]}
    for claim in claims:
        if claim.gain_at_least is None or claim.real_fraction is not None or claim.part != "test":
            continue
        least = gains[claim.slice]["gain"]
        if least is None or claim.gain_at_least < least:
            shown = "none is likely to be shown" if least is None else f"{least:.1%} is likely to be shown"
            lines.append(f"  claim '{claim.name}' asks for a gain of {claim.gain_at_least:.1%}, but {shown}")
    return lines


def spread_words(spread: dict[str, Any]) -> str:
    """What the figures rest on."""
    return (
        f"{spread['source']}; the models of a seed differ on {spread['discordance']:.1%} of the photos, "
        f"{spread['agreement']:.0%} of that alike in all seeds, correlation within groups "
        f"{spread['within_groups']:.2f}, deviation between seeds {spread['seed_deviation']:.1%}"
    )


def _gain(row: dict[str, Any]) -> str:
    if row["too_few"]:
        return "too few"
    return "none" if row["gain"] is None else f"{row['gain']:.1%}"
