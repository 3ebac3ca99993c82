"""Weights of the frames of a dataset, and weighted means over them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa

from scenewright.dataset import Dataset
from scenewright.dataset.columns import sample_columns, struct_fields
from scenewright.errors import InputError, Problem, nearest
from scenewright.evidence.weighting.mean import WeightedMean, weighted_mean
from scenewright.expressions import Expression
from scenewright.scenario.domain import Domain
from scenewright.scenario.strategies import Design
from scenewright.scenario.strategies.weights import Weights, importance_weights

__all__ = ["dataset_mean", "dataset_weights"]


def dataset_weights(dataset: Dataset) -> tuple[Weights, str]:
    """Weights of all frames, in the order of the index, and in words what they stand for together.

    Raises `InputError` for a dataset of several scenarios, which stands for no one distribution, for one of
    several moments of an episode, and for samples of another program, whose density nobody knows.
    """
    entries = dataset.manifest.recipe.get("scenarios", [])
    indices = dataset.index.column("index").to_numpy()
    if len(entries) != 1 or not np.array_equal(np.sort(indices), np.arange(len(indices))):
        expected, fix = "frames of one scenario", "estimate from the dataset of each scenario alone"
        found = f"{len(entries)} scenarios" if len(entries) != 1 else "several frames of one sample"
        raise InputError(Problem(expected=expected, found=found, file=str(dataset.folder), fix=fix))
    name = entries[0]["scenario"]["name"]
    if "design" not in entries[0]:
        ones = np.ones(len(indices))
        return Weights(ones, np.zeros(len(ones), np.int64), True, 0.0), f"scenario {name}"
    design = Design.from_json(entries[0]["design"])
    if design.domain is None:
        expected, fix = "samples whose density is known", "draw them from the scenario itself"
        found = f"strategy '{design.strategy}': another program drew them"
        raise InputError(Problem(expected=expected, found=found, file=str(dataset.folder), fix=fix))
    order = np.argsort(indices)
    codes = design.domain.codes(sample_columns(dataset.index.take(pa.array(order))))
    weighted = importance_weights(design, codes)
    back = np.argsort(order)
    weights = Weights(weighted.values[back], weighted.strata[back], weighted.whole, weighted.relative_error)
    return weights, _meaning(design, design.domain, name, weights)


def _meaning(design: Design, domain: Domain, name: str, weights: Weights) -> str:
    if design.exposure_is == "scenario":
        part = f"the samples of scenario {name} in {domain.odd}, {weights.values.mean():.2g} of them"
        return f"scenario {name}" if weights.whole else part
    meets = f"what the machine meets ({domain.odd})"
    if not weights.whole:
        cells = np.array(sorted(set(design.rows)), np.int64)
        share = float(domain.probability(cells).sum()) * (1 - domain.unmet)
        return f"{meets}, in the {len(cells)} cells of these frames alone, {share:.1%} of its exposure"
    lost = f", but for {domain.unmet:.1%} of its exposure, which the scenario never makes"
    return f"{meets}{lost if domain.unmet > 0.0005 else ''}"


def dataset_mean(dataset: Dataset, text: str) -> tuple[WeightedMean, str]:
    """The weighted mean of an expression over sample and measured values; conditions count as 0 and 1.

    Also what it stands for. Raises `InputError`, also where a value is unknown or infinite: to leave frames
    out, or to call them 0, would change what is estimated.
    """
    weights, meaning = dataset_weights(dataset)
    expression = Expression.parse(text, field="--of")
    columns = {**struct_fields(dataset.index, "sample"), **struct_fields(dataset.index, "measured")}
    unknown = expression.unknown(tuple(columns))
    if unknown:
        fix = nearest(unknown[0], list(columns))
        found = ", ".join(f"'{name}'" for name in unknown)
        raise InputError(
            Problem(expected="parameters or measured values", found=found, field="--of", fix=fix)
        )
    values = expression.evaluate(pa.table(columns))
    if not (
        pa.types.is_boolean(values.type)
        or pa.types.is_integer(values.type)
        or pa.types.is_floating(values.type)
    ):
        fix = "compare it with something, e.g. \"... = 'red'\""
        raise InputError(
            Problem(expected="numbers or a condition", found=str(values.type), field="--of", fix=fix)
        )
    if values.null_count:
        found = f"unknown in {values.null_count} of {len(values)} frames"
        fix = f"say what it counts as there, e.g. 'coalesce({text}, 0)'"
        raise InputError(Problem(expected="a value for every frame", found=found, field="--of", fix=fix))
    numbers = np.array([float(value) for value in values.to_pylist()])
    if endless := int((~np.isfinite(numbers)).sum()):
        found = f"infinite or no number in {endless} of {len(numbers)} frames"
        fix = f"say what it counts as there, e.g. 'case when isfinite({text}) then {text} else 0 end'"
        raise InputError(Problem(expected="a number for every frame", found=found, field="--of", fix=fix))
    mean = weighted_mean(numbers, weights)
    if pa.types.is_boolean(values.type) and mean.low is not None and mean.high is not None:
        # The truth is a share, though the unbiased estimate may lie beyond.
        mean = replace(mean, low=max(0.0, mean.low), high=min(1.0, mean.high))
    return mean, meaning
