"""Continuous distributions from their document form, all problems reported."""

from __future__ import annotations

import math
from typing import Any

from scenewright.documents import shown
from scenewright.scenario.distributions.base import Distribution
from scenewright.scenario.distributions.beta import Beta
from scenewright.scenario.distributions.domain import Domain, Path, Report
from scenewright.scenario.distributions.gamma import TruncatedGamma
from scenewright.scenario.distributions.johnson_sb import JohnsonSB
from scenewright.scenario.distributions.normal import TruncatedLogNormal, TruncatedNormal
from scenewright.scenario.distributions.reading import interval, named_numbers
from scenewright.scenario.distributions.uniform import LogUniform, Uniform
from scenewright.scenario.distributions.von_mises import VonMises

__all__ = ["beta", "gamma", "johnson_sb", "log_normal", "log_uniform", "normal", "uniform", "von_mises"]

LEAST_HELD = 1e-9
"""Least share of a distribution that a range may hold: of less, rounding would tell."""
HELD = "a range that holds at least a billionth of the distribution"
_LEAST_SHAPE, _MOST_SHAPE, _MOST_KAPPA, _LEAST_DELTA = 0.1, 1e5, 1000, 0.2


def uniform(value: Any, path: Path, report: Report, domain: Domain) -> Distribution | None:
    ends = interval(value, path, report)
    if ends is None or not domain.interval(*ends, path, report):
        return None
    return Uniform(domain.convert(ends[0]), domain.convert(ends[1]))


def log_uniform(value: Any, path: Path, report: Report, domain: Domain) -> Distribution | None:
    ends = interval(value, path, report, "[1, 10]")
    if ends and (ends[0] <= 0 or not math.isfinite(ends[1] / ends[0])):
        fix = "use uniform, or a low above 0"
        report(path, expected="0 < low for log_uniform, and high / low finite", found=shown(value), fix=fix)
        return None
    if ends is None or not domain.interval(*ends, path, report):
        return None
    return LogUniform(domain.convert(ends[0]), domain.convert(ends[1]))


def normal(value: Any, path: Path, report: Report, domain: Domain) -> Distribution | None:
    example = "{normal: {mean: 0, sd: 1, low: -3, high: 3}}"
    found = named_numbers(value, ("mean", "sd", "low", "high"), path, report, example)
    if found is None:
        return None
    mean, sd, low, high = found.values()
    if sd <= 0:
        fix = "use {constant: ...} for a fixed value" if sd == 0 else "leave the sign out"
        report((*path, "sd"), expected="sd > 0", found=shown(value["sd"]), fix=fix)
    elif interval([value["low"], value["high"]], path, report) is None:
        pass
    elif max(low - mean, mean - high) > 8 * sd:
        fix = "move the mean, or use a larger sd"
        report((*path, "mean"), expected="a mean within 8 sd of [low, high]", found=shown(mean), fix=fix)
    elif high - low < 1e-6 * sd:
        fix = f"use {{uniform: [{low:g}, {high:g}]}}"
        report((*path, "sd"), expected="an sd of at most 1e6 times high - low", found=shown(sd), fix=fix)
    elif domain.interval(low, high, path, report):
        mean, sd, low, high = (domain.convert(number) for number in (mean, sd, low, high))
        return TruncatedNormal(mean, sd, low, high)
    return None


def log_normal(value: Any, path: Path, report: Report, domain: Domain) -> Distribution | None:
    example = "{log_normal: {median: 20, sigma: 0.5, low: 5, high: 80}}"
    found = named_numbers(value, ("median", "sigma", "low", "high"), path, report, example)
    if found is None:
        return None
    median, sigma, low, high = found.values()
    if interval([value["low"], value["high"]], path, report) is None:
        return None
    for name in ("median", "sigma", "low"):
        if found[name] <= 0:
            fix = "use {constant: ...} for a fixed value" if name == "sigma" else "use normal, or raise it"
            report((*path, name), expected=f"{name} > 0", found=shown(value[name]), fix=fix)
            return None
    logs = math.log(low) - math.log(median), math.log(high) - math.log(median)
    if max(logs[0], -logs[1]) > 8 * sigma:
        fix = "move the median, or use a larger sigma"
        expected = "a median whose logarithm is within 8 sigma of those of low and high"
        report((*path, "median"), expected=expected, found=shown(value["median"]), fix=fix)
    elif not 1e-6 * sigma <= logs[1] - logs[0]:
        expected = "a sigma of at most 1e6 times log(high / low)"
        fix = f"use {{log_uniform: [{low:g}, {high:g}]}}"
        report((*path, "sigma"), expected=expected, found=shown(value["sigma"]), fix=fix)
    elif domain.interval(low, high, path, report):
        return TruncatedLogNormal(domain.convert(median), sigma, domain.convert(low), domain.convert(high))
    return None


def beta(value: Any, path: Path, report: Report, domain: Domain) -> Distribution | None:
    example = "{beta: {a: 2, b: 5, low: 0, high: 1}}"
    found = named_numbers(value, ("a", "b", "low", "high"), path, report, example)
    if found is None or interval([value["low"], value["high"]], path, report) is None:
        return None
    fit = [_shape(name, value[name], "low" if name == "a" else "high", path, report) for name in ("a", "b")]
    if all(fit) and domain.interval(found["low"], found["high"], path, report):
        low, high = domain.convert(found["low"]), domain.convert(found["high"])
        return Beta(found["a"], found["b"], low, high)
    return None


def gamma(value: Any, path: Path, report: Report, domain: Domain) -> Distribution | None:
    example = "{gamma: {shape: 2, scale: 3, low: 0, high: 30}}"
    found = named_numbers(value, ("shape", "scale", "low", "high"), path, report, example)
    if found is None or interval([value["low"], value["high"]], path, report) is None:
        return None
    if not _shape("shape", value["shape"], "low", path, report):
        return None
    if found["scale"] <= 0:
        report((*path, "scale"), expected="scale > 0", found=shown(value["scale"]), fix="leave the sign out")
    elif found["low"] < 0:
        fix = "write 'low: 0': a gamma has no negative values"
        report((*path, "low"), expected="low >= 0", found=shown(value["low"]), fix=fix)
    elif not math.isfinite(found["high"] / found["scale"]) or not _gamma(found).held >= LEAST_HELD:
        middle = found["shape"] * found["scale"]
        fix = f"the mean is shape x scale = {middle:g}: move the ends towards it"
        ends = f"[{found['low']:g}, {found['high']:g}]"
        report(path, expected=HELD, found=ends, fix=fix)
    elif domain.interval(found["low"], found["high"], path, report):
        return _gamma({n: v if n == "shape" else domain.convert(v) for n, v in found.items()})
    return None


def _gamma(found: dict[str, float]) -> TruncatedGamma:
    return TruncatedGamma(found["shape"], found["scale"], found["low"], found["high"])


def von_mises(value: Any, path: Path, report: Report, domain: Domain) -> Distribution | None:
    example = "{von_mises: {mean: 90, kappa: 4, low: -180, high: 180}}"
    found = named_numbers(value, ("mean", "kappa", "low", "high"), path, report, example)
    if found is None or interval([value["low"], value["high"]], path, report) is None:
        return None
    turn = {"deg": 360.0, "": 360.0, "rad": 2 * math.pi}.get(domain.unit)
    if turn is None:
        expected, fix = "an angle, in deg or rad", "use normal, beta or uniform"
        report(path, expected=expected, found=f"a parameter in {domain.unit}", fix=fix)
        return None
    mean, low, high = (domain.convert(found[name]) for name in ("mean", "low", "high"))
    kappa = found["kappa"]
    if kappa <= 0:
        fix = "use uniform for even directions" if kappa == 0 else "turn the mean by half a turn instead"
        report((*path, "kappa"), expected="kappa > 0", found=shown(value["kappa"]), fix=fix)
    elif kappa > _MOST_KAPPA:
        sd = turn / (2 * math.pi) / math.sqrt(kappa)
        fix = f"use normal with 'sd: {sd:.4g}'"
        report((*path, "kappa"), expected=f"kappa <= {_MOST_KAPPA}", found=shown(value["kappa"]), fix=fix)
    elif high - low > turn * (1 + 1e-12):
        expected = "a window of at most one turn"
        fix = "keep high - low within a turn: angles are wrapped into [low, high)"
        report(path, expected=expected, found=f"[{found['low']:g}, {found['high']:g}]", fix=fix)
    elif domain.interval(found["low"], found["high"], path, _wrapped(report)):
        return VonMises(mean, kappa, low, high, turn)
    return None


def johnson_sb(value: Any, path: Path, report: Report, domain: Domain) -> Distribution | None:
    example = "{johnson_sb: {gamma: 0.7, delta: 0.9, xi: 0, lambda: 250}}"
    found = named_numbers(value, ("gamma", "delta", "xi", "lambda"), path, report, example)
    if found is None:
        return None
    low, high = found["xi"], found["xi"] + found["lambda"]
    if found["delta"] < _LEAST_DELTA:
        fix = "leave the sign out" if found["delta"] < 0 else "use a mixture of constants"
        report((*path, "delta"), expected=f"delta >= {_LEAST_DELTA}", found=shown(value["delta"]), fix=fix)
    elif found["lambda"] <= 0 or not low < high < math.inf:
        fix = "give the width of the range; xi is its low end"
        report((*path, "lambda"), expected="lambda > 0", found=shown(value["lambda"]), fix=fix)
    elif abs(found["gamma"]) > 14 * found["delta"]:
        expected, fix = "|gamma| of at most 14 delta", "use {constant: ...}: nearly all lies at one end"
        report((*path, "gamma"), expected=expected, found=shown(value["gamma"]), fix=fix)
    elif domain.interval(low, high, path, _or_truncated(report)):
        return JohnsonSB(found["gamma"], found["delta"], domain.convert(low), domain.convert(found["lambda"]))
    return None


def _wrapped(report: Report) -> Report:
    """The window is where the world's angles are, wherever the mean is written."""

    def told(path: Path, *, expected: str, found: str, fix: str = "") -> None:
        fix = "keep low and high within the world's range: angles are wrapped into [low, high)"
        report(path, expected=expected, found=found, fix=fix)

    return told


def _or_truncated(report: Report) -> Report:
    """The range of a Johnson SB is fitted, so it is cut off rather than moved."""

    def told(path: Path, *, expected: str, found: str, fix: str = "") -> None:
        if fix.startswith("use ["):
            ends, _, unit = fix[5:].partition("]")
            low, high = ends.split(", ")
            fix = f"write {{truncated: {{low: {low}, high: {high}, johnson_sb: ...}}}}"
            fix += f", in{unit}" if unit else ""
        report(path, expected=expected, found=found, fix=fix)

    return told


def _shape(name: str, value: float, end: str, path: Path, report: Report) -> bool:
    if _LEAST_SHAPE <= value <= _MOST_SHAPE:
        return True
    fix = f"use a mixture with a constant at the {end} end"
    fix = "use normal" if value > _MOST_SHAPE else "leave the sign out" if value < 0 else fix
    expected = f"{name} from {_LEAST_SHAPE:g} to {_MOST_SHAPE:g}"
    report((*path, name), expected=expected, found=shown(value), fix=fix)
    return False
