"""A scenario narrowed to where frames of a slice come from, checked on frames that chose nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import hypergeom

from scenewright.dataset import Dataset
from scenewright.errors import InputError, Problem, nearest
from scenewright.evidence.failures.frames import label_parameters, measured_frames
from scenewright.evidence.failures.region import Restriction, choose_region, region_text, within
from scenewright.evidence.transfer.plan import Plan
from scenewright.expressions import Expression
from scenewright.proportions import wilson
from scenewright.scenario import Scenario
from scenewright.scenario.distributions.constant import Constant
from scenewright.scenario.failure_mode import FailureMode
from scenewright.scenario.narrow import Part, narrowed

__all__ = ["Targeting", "target_scenario"]

LEVEL = 0.05
MIN_FRAMES = 40


@dataclass(frozen=True)
class Targeting:
    """Narrowed distributions, and what they did to the frames that judge."""

    slice: str
    expression: str
    region: str
    """Over scenario parameters; empty when no restriction raises the share."""
    steps: tuple[Restriction, ...]
    parameters: Mapping[str, Any]
    """Narrowed distributions in document form."""
    chosen_on: int
    judged_on: int
    before: dict[str, float]
    """`value`, `low`, `high` of the share in the slice, of all frames that judge."""
    after: dict[str, float] | None
    """Of those inside the region; None where there is none."""
    kept: float
    """Share of the frames that judge which lie inside the region."""
    p: float
    """Fisher, one-sided, on the frames that judge."""

    @property
    def raises(self) -> bool:
        """Whether the region raises the share beyond chance on frames that did not choose it."""
        return bool(self.steps) and self.p < LEVEL

    def to_json(self) -> dict[str, Any]:
        return {
            "slice": self.slice,
            "expression": self.expression,
            "region": self.region,
            "steps": [
                {
                    "restriction": s.text,
                    "frames": s.frames,
                    "share": s.share,
                    "lift": s.lift,
                    "p": s.p_adjusted,
                }
                for s in self.steps
            ],
            "parameters": dict(self.parameters),
            "frames": {"chosen_on": self.chosen_on, "judged_on": self.judged_on},
            "share_before": self.before,
            "share_after": self.after,
            "kept": self.kept,
            "p": self.p,
            "verdict": "raised" if self.raises else "no clear change",
        }


def target_scenario(
    mode: FailureMode, plan: Plan, scenario: Scenario, dataset: Dataset, *, most: int = 3, file: str = ""
) -> Targeting:
    """Restrict at most `most` parameters of `scenario` so that more of its frames are in the slice of `mode`.

    Half of the dataset's frames, by the hash of their keys, choose the restrictions; the other half judges
    them. Parameters that decide the class stay as they are; `file` is where `mode` stands. Raises
    `InputError` for a slice that the plan does not have or that frames cannot show, and for a dataset with
    few frames of the scenario.
    """
    expression = _slice_of(mode, plan, file)
    _check_frames(scenario, dataset)
    frames = measured_frames([dataset], plan.class_map, scenario=scenario.name)
    inside = frames.inside(expression)
    if inside is None:
        unknown = ", ".join(expression.unknown(frames.properties.column_names))
        fix = "describe the slice by what is measured in every image, such as brightness"
        expected = "a slice that frames can be measured for"
        found = f"'{unknown}' in '{expression.text}'"
        raise InputError(Problem(expected=expected, found=found, file=file, field="slice", fix=fix))
    if len(inside) < MIN_FRAMES or not inside[frames.half].any():
        raise InputError(_too_few(scenario, inside))
    half, labels = frames.half, label_parameters(frames)
    varied = {
        name: values
        for name, values in frames.samples.items()
        if name not in labels and not isinstance(scenario.parameters.get(name, Constant(0)), Constant)
    }
    steps = choose_region({n: v[half] for n, v in varied.items()}, inside[half], most=most)
    parameters = {}
    for step in steps:
        part = Part(
            -np.inf if step.low is None else step.low, np.inf if step.high is None else step.high, step.values
        )
        new = narrowed(scenario.parameters[step.parameter], part)
        if new is not None:
            parameters[step.parameter] = new.to_document()
    steps = [step for step in steps if step.parameter in parameters]
    judges = {n: v[~half] for n, v in frames.samples.items()}
    return _judged(mode, expression, steps, parameters, judges, inside[~half], int(half.sum()))


def _judged(
    mode: FailureMode,
    expression: Expression,
    steps: list[Restriction],
    parameters: Mapping[str, Any],
    samples: Mapping[str, NDArray[Any]],
    inside: NDArray[np.bool_],
    chosen_on: int,
) -> Targeting:
    kept = within(samples, steps)
    n, hits = int(kept.sum()), int(inside[kept].sum())
    return Targeting(
        slice=mode.slice,
        expression=expression.text,
        region=region_text(steps),
        steps=tuple(steps),
        parameters=parameters,
        chosen_on=chosen_on,
        judged_on=len(inside),
        before=_share(int(inside.sum()), len(inside)),
        after=_share(hits, n) if steps and n else None,
        kept=float(kept.mean()),
        p=float(hypergeom.sf(hits - 1, len(inside), int(inside.sum()), n)),
    )


def _share(hits: int, n: int) -> dict[str, float]:
    low, high = wilson(hits, n)
    return {"value": hits / n if n else 0.0, "low": low, "high": high}


def _slice_of(mode: FailureMode, plan: Plan, file: str) -> Expression:
    slices = dict(plan.slices)
    if mode.slice in slices:
        return slices[mode.slice]
    fix = nearest(mode.slice, list(slices)) or "use the plan that 'failures find' wrote"
    expected = f"a slice of the plan '{plan.document.name}'"
    raise InputError(Problem(expected=expected, found=f"'{mode.slice}'", file=file, field="slice", fix=fix))


def _check_frames(scenario: Scenario, dataset: Dataset) -> None:
    """The dataset was made of this scenario, as it stands."""
    made = {e["scenario"]["name"]: e["digest"] for e in dataset.manifest.recipe["scenarios"]}
    if made.get(scenario.name) == scenario.digest:
        return
    found = "another version of it" if scenario.name in made else ", ".join(sorted(made))
    raise InputError(
        Problem(
            expected=f"frames of the scenario '{scenario.name}' as it stands",
            found=found,
            file=str(dataset.folder),
            field="--dataset",
            fix="generate a dataset from the scenario, 300 frames or more",
        )
    )


def _too_few(scenario: Scenario, inside: NDArray[np.bool_]) -> Problem:
    return Problem(
        expected=f"at least {MIN_FRAMES} frames that show a class, some of them in the slice",
        found=f"{len(inside)} frames, {int(inside.sum())} of them in the slice",
        field="--dataset",
        fix=f"generate more frames, or start from a wider scenario than '{scenario.name}'",
    )
