"""Fit the distributions of camera and light parameters to real photos that may guide the generator."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scenewright.errors import InputError, Problem
from scenewright.evidence.calibration.frames import Seen, frame_side_px, see_frames
from scenewright.evidence.calibration.image_statistics import STATISTICS
from scenewright.evidence.calibration.judge import Judged, distances, statistic_rows
from scenewright.evidence.calibration.parameters import check_parameters
from scenewright.evidence.calibration.photos import PhotoSet, fit_half, load_photos
from scenewright.evidence.calibration.refit import refit
from scenewright.evidence.calibration.report import CalibrationReport
from scenewright.evidence.calibration.weights import Weighted, nearest_weights
from scenewright.evidence.transfer.reads import append_reads
from scenewright.generate import Recipe, make_recipe
from scenewright.identity import digest
from scenewright.plugins import load
from scenewright.randomness import Streams
from scenewright.scenario import Scenario
from scenewright.scenario.diff import diff_scenarios
from scenewright.scenario.distributions import Distribution
from scenewright.scenario.fitted_to import FittedTo, with_photo_set

__all__ = ["FEWEST_FRAMES", "Calibration", "Settings", "calibrate"]

FEWEST_FRAMES = 32
_FLOOR_SHARE, _LEAST_FLOOR = 0.1, 12.0
"""The effective sample size is kept above a tenth of the frames, and above this."""
Progress = Callable[[int], None]


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How a scenario is fitted."""

    parameters: tuple[str, ...]
    frames: int = 256
    """Drawn from the scenario as it is, and as many again from the fitted one."""
    seed: str = "1"
    profile: str = "draft"
    workers: int = 1


@dataclass(frozen=True, eq=False)
class Calibration:
    """A fitted scenario and how much nearer to the photos it is."""

    scenario: Scenario
    report: CalibrationReport


def calibrate(
    scenario: Scenario,
    source: Path,
    settings: Settings,
    *,
    read_log: Path | None = None,
    progress: Progress | None = None,
) -> Calibration:
    """Fit `settings.parameters` of `scenario` to the photos of `source`, a folder or a Parquet file.

    Half of the photos are fitted to, the other half judges. `progress` gets the number of frames made, of
    twice `settings.frames`. Raises `InputError` for parameters or photos that cannot be used; `read_log` then
    stays as it is.
    """
    check_parameters(settings.parameters, scenario, load("worlds", scenario.world).parameters)
    if settings.frames < FEWEST_FRAMES:
        found = str(settings.frames)
        raise InputError(
            Problem(
                expected=f"at least {FEWEST_FRAMES} frames",
                found=found,
                field="--frames",
                fix=f"write --frames {FEWEST_FRAMES} or more",
            )
        )
    recipe = _recipe(scenario, settings)
    photos = load_photos(source, frame_side_px(recipe))
    fitted = fit_half(photos)
    if read_log is not None:
        _log(read_log, photos, fitted, digest([recipe.digest, sorted(settings.parameters)]))
    unit = _unit(photos.statistics[fitted])
    before = see_frames(recipe, photos.side_px, workers=settings.workers, progress=progress)
    weighted = nearest_weights(
        before.statistics / unit,
        photos.statistics[fitted] / unit,
        floor=max(_FLOOR_SHARE * settings.frames, _LEAST_FLOOR),
    )
    moved = _refitted(scenario, settings.parameters, before, weighted)
    entry = FittedTo(
        photos=photos.name,
        digest=photos.digest,
        count=len(photos.names),
        parameters=sorted(settings.parameters),
    )
    calibrated = replace(
        scenario,
        parameters={**scenario.parameters, **moved},
        declared=tuple(sorted({*scenario.declared, *moved})),
        fitted_to=with_photo_set(scenario.fitted_to, entry),
    )
    onward = None if progress is None else (lambda done: progress(settings.frames + done))
    after = see_frames(
        _recipe(calibrated, settings), photos.side_px, workers=settings.workers, progress=onward
    )
    judged = Judged(photos, fitted, unit, before, weighted, after)
    return Calibration(calibrated, _report(scenario, calibrated, settings, judged))


def _recipe(scenario: Scenario, settings: Settings) -> Recipe:
    return make_recipe([scenario], count=settings.frames, seed=settings.seed, profile=settings.profile)


def _unit(statistics: NDArray[np.float64]) -> NDArray[np.float64]:
    """Spread of each statistic among the photos, and at least what is seen as none."""
    return np.maximum(statistics.std(axis=0, ddof=1), [least for _, least in STATISTICS.values()])


def _refitted(
    scenario: Scenario, names: Sequence[str], seen: Seen, weighted: Weighted
) -> dict[str, Distribution]:
    found = {}
    for name in names:
        distribution = scenario.parameters[name]
        parents = {parent: seen.column(parent) for parent in distribution.depends_on}
        found[name] = refit(distribution, seen.column(name), weighted.weights, parents)
    return found


def _log(path: Path, photos: PhotoSet, fitted: NDArray[np.bool_], settings_digest: str) -> None:
    """One entry a half, in the form that runs of evaluation plans write."""
    reads = [
        {
            "part": "dev",
            "purpose": purpose,
            "photos": int(half.sum()),
            "list_digest": digest([name for name, one in zip(photos.names, half, strict=True) if one]),
            "set": photos.name,
            "set_digest": photos.digest,
        }
        for purpose, half in (("calibration: fit", fitted), ("calibration: judging the fit", ~fitted))
    ]
    try:
        append_reads(path, reads, plan_digest=settings_digest)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise InputError(
            Problem(
                expected="a folder that can be written", found=reason, file=str(path.parent), field="--out"
            )
        ) from None


def _report(
    scenario: Scenario, calibrated: Scenario, settings: Settings, judged: Judged
) -> CalibrationReport:
    photos, weighted = judged.photos, judged.weighted
    return CalibrationReport(
        scenario=scenario.name,
        scenario_digests=(scenario.digest, calibrated.digest),
        photos=photos.name,
        photos_digest=photos.digest,
        fitted_on=int(judged.is_fitted.sum()),
        judged_on=int((~judged.is_fitted).sum()),
        side_px=photos.side_px,
        frames=settings.frames,
        profile=settings.profile,
        seed=settings.seed,
        parameters=diff_scenarios(scenario, calibrated).parameters,
        effective_size=weighted.size,
        floor=weighted.floor,
        free_size=weighted.free_size,
        distances=distances(judged, Streams(settings.seed, photos.digest).generator("bootstrap")),
        statistics=statistic_rows(judged),
    )
