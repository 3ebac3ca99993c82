"""What the statistics of studies are worth, over simulated studies whose truth is known.

    python bench/study_statistics.py [STUDIES]

First, how often 95 % intervals of Spearman's rho hold the truth: each design is drawn anew STUDIES times
(1,000 unless told); Fisher's z, which verdicts lean on, must hold it in 93 to 97 %. Beside it stands the BCa
bootstrap. Then whole studies of ten predictors, six seeds and noise: how often a registered predictor that
has nothing to do with accuracy is called predictive (at most 5 %), and one that has much to do with it.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenewright.evidence.study.document import Hypothesis
from scenewright.evidence.study.intervals import bootstrap_interval, fisher_interval
from scenewright.evidence.study.power import power
from scenewright.evidence.study.predictors import PREDICTORS
from scenewright.evidence.study.rank_correlation import spearman
from scenewright.evidence.study.relations import find_relations
from scenewright.randomness import Streams

Array = NDArray[np.float64]
Draw = Callable[[np.random.Generator, int], tuple[Array, Array]]
VARIANTS = 26
HYPOTHESIS = Hypothesis(predictor="kid", direction="negative", minimum_rho=0.5, alpha=0.05)


@dataclass(frozen=True)
class Design:
    """How a figure and an accuracy are drawn together."""

    name: str
    draw: Draw

    def truth(self) -> float:
        """Rho of a million variants."""
        found = spearman(*self.draw(Streams("truth", self.name).generator("draw"), 1_000_000))
        return float(found or 0.0)


def normal(r: float) -> Draw:
    def draw(rng: np.random.Generator, n: int) -> tuple[Array, Array]:
        x, noise = rng.normal(size=n), rng.normal(size=n)
        return x, r * x + np.sqrt(1 - r * r) * noise

    return draw


def heavy_tails(r: float) -> Draw:
    """Extremes come together: a bivariate t with three degrees of freedom."""

    def draw(rng: np.random.Generator, n: int) -> tuple[Array, Array]:
        x, y = normal(r)(rng, n)
        scale = np.sqrt(rng.chisquare(3, n) / 3)
        return x / scale, y / scale

    return draw


def saturated(r: float, share: float) -> Draw:
    """The figure has one largest value for a share of the variants, as full coverage has."""

    def draw(rng: np.random.Generator, n: int) -> tuple[Array, Array]:
        x, y = normal(r)(rng, n)
        limit = float(np.quantile(rng.normal(size=10_001), 1 - share))
        return np.minimum(x, limit), y

    return draw


def levels(r: float) -> Draw:
    """The figure has few values."""

    def draw(rng: np.random.Generator, n: int) -> tuple[Array, Array]:
        x, y = normal(r)(rng, n)
        return np.round(1.2 * x), y

    return draw


def wedge(rng: np.random.Generator, n: int) -> tuple[Array, Array]:
    """A large figure allows any accuracy, a small one only a middling one."""
    x = rng.uniform(size=n)
    return x, x + x * rng.normal(size=n)


DESIGNS = (
    *(Design(f"normal, r = {r:g}", normal(r)) for r in (0, 0.4, 0.6, 0.8, 0.92)),
    *(Design(f"heavy tails, r = {r:g}", heavy_tails(r)) for r in (0, 0.5)),
    *(Design(f"saturated at 60 %, r = {r:g}", saturated(r, 0.6)) for r in (0, 0.6)),
    *(Design(f"few levels, r = {r:g}", levels(r)) for r in (0, 0.7)),
    Design("wedge", wedge),
)


def coverage(design: Design, studies: int, *, resamples: int = 400) -> tuple[float, float]:
    """Share of the intervals by Fisher's z, and by the bootstrap, that hold the truth."""
    truth, streams, held = design.truth(), Streams("study intervals", design.name), [0, 0]
    for number in range(studies):
        rng = streams.generator(str(number))
        x, y = design.draw(rng, VARIANTS)
        found = [fisher_interval(x, y)]
        found.append(bootstrap_interval(x, y, rng, resamples=resamples) if resamples else None)
        for place, interval in enumerate(found):
            held[place] += interval is not None and interval.low <= truth <= interval.high
    return held[0] / studies, held[1] / studies


def verdicts(r: float, studies: int, *, seed_sd: float = 0.4) -> Counter[str]:
    """Verdicts on a registered predictor whose r with the true accuracy is -r, beside nine idle ones."""
    streams, found = Streams("studies", f"{r:g} {seed_sd:g}"), Counter[str]()
    names = [f"v{i}" for i in range(VARIANTS)]
    for number in range(studies):
        rng = streams.generator(str(number))
        figure, accuracy = normal(-r)(rng, VARIANTS)
        seeds = accuracy[:, None] + rng.normal(size=6) + seed_sd * rng.normal(size=(VARIANTS, 6))
        figures = {name: rng.normal(size=VARIANTS) for name in PREDICTORS} | {"kid": figure}
        rows = find_relations(
            figures, seeds, predictors=PREDICTORS, hypothesis=HYPOTHESIS, names=names, streams=streams
        )
        mine = {row["predictor"]: row["verdict"] for row in rows}
        found[mine.pop("kid")] += 1
        found["an idle one predictive"] += "predictive" in mine.values()
    return found


def main() -> int:
    studies = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    print(f"{VARIANTS} variants, {studies} studies a line")
    print(f"{'design':28} {'rho':>7} {'Fisher z':>9} {'BCa':>7}")
    bad = 0
    for design in DESIGNS:
        ours, theirs = coverage(design, studies)
        outside = not 0.93 <= ours <= 0.97
        bad |= outside
        told = "   outside" if outside else ""
        print(f"{design.name:28} {design.truth():7.3f} {ours:9.3f} {theirs:7.3f}{told}", flush=True)
    print(f"power at |rho| = {HYPOTHESIS.minimum_rho:g}: {power(0.5, VARIANTS, 0.05):.3f}")
    for r in (0, 0.3, 0.5, 0.7, 0.9):
        found = verdicts(r, studies)
        told = ", ".join(f"{name} {found[name] / studies:.3f}" for name in sorted(found))
        print(f"registered predictor with r = {-r or 0:g}: {told}", flush=True)
        bad |= (r == 0 and found["predictive"] > 0.05 * studies) or (
            r == 0.9 and found["predictive"] < 0.95 * studies
        )
    return int(bad)


if __name__ == "__main__":
    sys.exit(main())
