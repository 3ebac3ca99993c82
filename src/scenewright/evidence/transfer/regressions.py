"""What a comparison did to every slice of the test photos: better, worse, or not to be told."""

from __future__ import annotations

from typing import Any

from scipy.stats import norm

from scenewright.evidence.transfer.statistics import adjust_p_values

__all__ = ["regressions"]

_LEVEL = 0.05
_Z = float(norm.ppf(1 - _LEVEL / 2))


def regressions(rows: list[dict[str, Any]], metric: str) -> dict[str, list[Any]]:
    """Of the rows of `compare`, by their intervals of `metric`.

    The sign-flip p of six seeds cannot fall below 2/64 and so never passes Benjamini-Hochberg over many
    slices. Here p is that of a normal whose 95 % interval reaches as far towards zero as the slice's does.
    `worse` holds after Benjamini-Hochberg over all slices, `perhaps_worse` only on its own.
    """
    measured = [row for row in rows if not row["too_few"] and row.get(metric)]
    p_values = [_p_value(row[metric]) for row in measured]
    found: dict[str, list[Any]] = {
        key: [] for key in ("worse", "perhaps_worse", "no_clear_change", "better", "too_few")
    }
    for row, adjusted in zip(measured, adjust_p_values(p_values), strict=True):
        change = row[metric]
        entry = {"slice": row["slice"], "n": row["n"], "change": change, "p_adjusted": adjusted}
        if change["high"] < 0:
            found["worse" if adjusted < _LEVEL else "perhaps_worse"].append(entry)
        else:
            found["better" if change["low"] > 0 else "no_clear_change"].append(entry)
    found["too_few"] = [row["slice"] for row in rows if row not in measured]
    return found


def _p_value(change: dict[str, float]) -> float:
    """Two-sided."""
    value = change["value"]
    reach = value - change["low"] if value > 0 else change["high"] - value
    if value == 0:
        return 1.0
    return float(2 * norm.sf(_Z * abs(value) / reach)) if reach > 0 else 0.0
