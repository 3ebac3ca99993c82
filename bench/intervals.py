"""How often 95 % intervals of transfer hold the truth, over simulated experiments whose truth is known.

    python bench/intervals.py [EXPERIMENTS]

An experiment has seeds, tracks of photos alike, and an effect. Each design is drawn anew EXPERIMENTS times
(1,000 unless told); the share that covers must lie within 93 to 97 %. Beside it stands the BCa bootstrap of
scipy over tracks, on the same draws: what an interval that knows no seeds would cover.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import bootstrap, norm

from scenewright.evidence.transfer.intervals import clustered_interval
from scenewright.randomness import Streams


@dataclass(frozen=True)
class Design:
    """Rightness of a photo: P(level + track + seed + seed x track + photo > 0), all normal."""

    name: str
    level: float
    tracks: int
    photos: int
    """Of a track."""
    seeds: int = 6
    track_sd: float = 1.0
    seed_sd: float = 0.0
    both_sd: float = 0.5
    gain: float = 0.0
    """Of a second arm on the latent scale; 0 where there is only one arm."""
    gain_sd: float = 0.0
    """Spread of the gain over seeds."""

    def truth(self) -> float:
        total = 1 + self.track_sd**2 + self.seed_sd**2 + self.both_sd**2
        one = norm.cdf(self.level / np.sqrt(total))
        if not self.gain:
            return float(one)
        return float(norm.cdf((self.level + self.gain) / np.sqrt(total + self.gain_sd**2)) - one)

    def draw(self, rng: np.random.Generator) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        tracks = np.repeat(np.arange(self.tracks), self.photos)
        track = rng.normal(0, self.track_sd, self.tracks)[tracks]
        seed = rng.normal(0, self.seed_sd, (self.seeds, 1)) if self.seed_sd else np.zeros((self.seeds, 1))
        latent = self.level + track + seed

        def right(shift: NDArray[np.float64]) -> NDArray[np.float64]:
            own = rng.normal(0, self.both_sd, (self.seeds, self.tracks))[:, tracks]
            noise = rng.normal(size=(self.seeds, len(tracks)))
            return (latent + shift + own + noise > 0).astype(float)

        first = right(np.zeros((1, 1)))
        if not self.gain:
            return first, tracks
        return right(self.gain + rng.normal(0, self.gain_sd, (self.seeds, 1))) - first, tracks


DESIGNS = (
    Design("accuracy near 80 %", 1.3, 60, 8),
    Design("accuracy near 95 %", 2.5, 120, 10),
    Design("accuracy near 99 %", 3.6, 300, 10),
    Design("accuracy, seeds differ", 1.3, 200, 8, seed_sd=0.3),
    Design("accuracy, single photos", 1.3, 300, 1),
    Design("gain, seeds alike", 1.3, 60, 8, gain=0.3),
    Design("gain, seeds differ", 1.3, 200, 8, gain=0.3, gain_sd=0.2),
    Design("gain, seeds differ much", 1.3, 400, 5, gain=0.3, gain_sd=0.6),
    Design("small gain near 99 %", 3.4, 300, 10, gain=0.3, gain_sd=0.1),
)


def coverage(design: Design, experiments: int) -> tuple[float, float]:
    """Share of our intervals, and of the BCa bootstrap over tracks, that hold the truth."""
    truth, streams, ours, theirs = design.truth(), Streams("intervals", design.name), 0, 0
    for number in range(experiments):
        rng = streams.generator(str(number))
        values, tracks = design.draw(rng)
        found = clustered_interval(values, np.zeros(len(tracks), np.int64), tracks, rng, resamples=500)
        ours += found.low <= truth <= found.high
        theirs += _held(bca_over_tracks(values, design, rng), truth)
    return ours / experiments, theirs / experiments


def bca_over_tracks(
    values: NDArray[np.float64], design: Design, rng: np.random.Generator
) -> tuple[float, float]:
    means = values.mean(axis=0).reshape(design.tracks, design.photos).mean(axis=1)
    mean: Callable[..., NDArray[np.float64]] = np.mean
    found = bootstrap((means,), mean, n_resamples=500, method="BCa", rng=rng, vectorized=True)
    return float(found.confidence_interval.low), float(found.confidence_interval.high)


def _held(interval: tuple[float, float], truth: float) -> bool:
    return interval[0] <= truth <= interval[1]


def main() -> int:
    experiments = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    print(f"{'design':28} {'truth':>8} {'covered':>8} {'BCa over tracks':>16}   of {experiments} experiments")
    worst = 0
    for design in DESIGNS:
        ours, theirs = coverage(design, experiments)
        outside = not 0.93 <= ours <= 0.97
        worst |= outside
        print(
            f"{design.name:28} {design.truth():8.4f} {ours:8.3f} {theirs:16.3f}"
            f"{'   outside' if outside else ''}"
        )
    return int(worst)


if __name__ == "__main__":
    sys.exit(main())
