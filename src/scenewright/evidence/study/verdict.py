"""What a study may say of one predictor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scenewright.evidence.study.document import Hypothesis
from scenewright.evidence.transfer.intervals import Interval

__all__ = ["FEWEST_VARIANTS", "Relation", "Verdict", "judge"]

FEWEST_VARIANTS = 24


@dataclass(frozen=True)
class Relation:
    """What was found of a predictor's rank correlation with accuracy."""

    variants: int
    direction: Literal["positive", "negative"]
    """That was expected before the run."""
    interval: Interval | None
    """95 % interval of rho; None where the figure is the same for all variants or not defined."""
    p: float
    """Two-sided; adjusted for the number of predictors unless this one was registered."""
    ceiling: float
    """Largest rho that the noise of the accuracies lets a perfect predictor reach."""


@dataclass(frozen=True)
class Verdict:
    """One of four, and why."""

    verdict: Literal["predictive", "not predictive", "inconclusive", "too few"]
    why: str


def judge(found: Relation, hypothesis: Hypothesis) -> Verdict:
    """Predictive: the null is rejected in the expected direction and rho reaches the registered minimum.

    Not predictive: it does not, and the interval excludes a rho of the minimum, or the test does not reject.
    Inconclusive where neither can be said: rejected with a rho below a minimum that the interval includes, or
    accuracies too noisy, or a figure that does not vary.
    """
    least, sign = hypothesis.minimum_rho, 1 if found.direction == "positive" else -1
    if found.variants < FEWEST_VARIANTS:
        return Verdict("too few", f"{found.variants} variants; a verdict takes {FEWEST_VARIANTS}")
    if found.interval is None:
        return Verdict("inconclusive", "the figure is not defined or has one value for all variants")
    rho = sign * found.interval.value
    high = found.interval.high if sign > 0 else -found.interval.low
    rejected = found.p < hypothesis.alpha and rho > 0
    if rejected and rho >= least:
        return Verdict("predictive", f"p = {found.p:.2g}, and |rho| reaches {least:g}")
    if high < least:
        return Verdict("not predictive", f"the interval excludes a {found.direction} rho of size {least:g}")
    if found.ceiling < least:
        why = f"too noisy: even a perfect predictor would reach {found.ceiling:.2f} only; train more seeds"
        return Verdict("inconclusive", why)
    if not rejected:
        why = f"no {found.direction} relation shown (p = {found.p:.2g}); one of {least:g} is not excluded"
        return Verdict("not predictive", why)
    return Verdict("inconclusive", f"there is a relation, but whether it reaches {least:g} is open")
