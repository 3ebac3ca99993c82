"""What a calibration found, for machines and for people."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from scenewright.evidence.transfer.intervals import Interval
from scenewright.identity import plain_json
from scenewright.scenario.diff import ParameterChange

__all__ = ["CalibrationReport", "Distances", "StatisticRow"]


@dataclass(frozen=True, kw_only=True)
class StatisticRow:
    """One statistic of images: medians of photos and frames, and the reach of the scenario as it was."""

    name: str
    photos: float
    before: float
    after: float
    least: float
    greatest: float
    out_of_reach: bool
    """True when the photos' median lies more than half their spread beyond every frame."""


@dataclass(frozen=True, kw_only=True)
class Distances:
    """Energy distances of statistics in units of the photos' spread: 0 is equal."""

    fit_before: float
    fit_weighted: float
    """Of the weighted frames to the photos that were fitted to: what is there for the parameters to reach."""
    held_before: float
    held_after: float
    """To the photos that judge, unbiased: by chance below 0 where there is none."""
    nearer_by: Interval
    """`held_before` less `held_after` with its 95 % interval."""


@dataclass(frozen=True, kw_only=True)
class CalibrationReport:
    """A calibration: what was done, what changed, and how much nearer the photos are."""

    scenario: str
    scenario_digests: tuple[str, str]
    """Before and after."""
    photos: str
    photos_digest: str
    fitted_on: int
    judged_on: int
    side_px: int
    """Longer side at which photos and frames were compared."""
    frames: int
    profile: str
    seed: str
    parameters: tuple[ParameterChange, ...]
    effective_size: float
    """Kish's effective number of frames under the weights."""
    floor: float
    free_size: float
    """The same of the best weights without the floor."""
    distances: Distances
    statistics: tuple[StatisticRow, ...]

    @property
    def nearer(self) -> bool:
        """True when the photos that judge are nearer beyond chance."""
        return self.distances.nearer_by.low > 0

    @property
    def verdict(self) -> str:
        if self.nearer:
            return "nearer to photos that were not fitted to"
        if self.distances.nearer_by.high < 0:
            return "further from photos that were not fitted to"
        return "no clear change on photos that were not fitted to"

    @property
    def warnings(self) -> tuple[str, ...]:
        found = []
        if self.free_size < self.floor:
            found.append(
                f"few frames are like the photos: the best weights are worth {self.free_size:.1f} of "
                f"{self.frames} frames and were held at {self.floor:.1f}; widen the ranges or draw more"
            )
        for row in self.statistics:
            if row.out_of_reach:
                found.append(
                    f"out of the scenario's reach: {row.name} is {row.photos:.3g} in the photos and "
                    f"{row.least:.3g} to {row.greatest:.3g} in its frames"
                )
        return tuple(found)

    def to_json(self) -> dict[str, Any]:
        """JSON-able."""
        head = {"kind": "calibration", "nearer": self.nearer, "verdict": self.verdict}
        plain: dict[str, Any] = plain_json({**head, **asdict(self), "warnings": self.warnings})
        return plain
