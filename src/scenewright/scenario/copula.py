"""Gaussian copulas: numbers that rise together, whatever the distribution of each.

Points of the unit cube are taken to normal scores, mixed by the Cholesky factor of the scores' correlation
and taken back: each coordinate stays even over the unit interval (Nelsen, "An Introduction to Copulas", 2006,
2.3 and 3.1). Spearman's rank correlation r of two coordinates is that of scores whose correlation is
`2 sin(pi r / 6)` (Pearson, "Mathematical contributions to the theory of evolution XVI", 1907).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from scenewright.scenario.connected import connected

__all__ = [
    "LEAST_EIGENVALUE",
    "Copula",
    "Correlation",
    "copulas_of",
    "correlated",
    "log_copula_density",
    "nearest_spearman",
    "of_scores",
    "score_matrix",
    "tied_groups",
    "uncorrelated",
]

Numbers = NDArray[np.float64]
_FIRST, _LAST = 2.0**-64, 1 - 2.0**-53
"""Points nearer to the ends of the unit interval count as these, whose scores are finite."""
LEAST_EIGENVALUE = 1e-6
"""Of the correlation of normal scores: below it, densities lose their digits."""


@dataclass(frozen=True)
class Correlation:
    """Of two parameters."""

    parameters: tuple[str, str]
    spearman: float
    """Rank correlation in (-1, 1)."""


@dataclass(frozen=True, eq=False)
class Copula:
    """Parameters that are tied to each other, directly or through others."""

    names: tuple[str, ...]
    cholesky: Numbers
    """Lower factor of the correlation of the normal scores, shape (k, k)."""

    def coordinate(self, name: str, independent: Callable[[str], Numbers]) -> Numbers:
        """The correlated coordinate of one parameter, shape (n,), from independent ones by name."""
        k = self.names.index(name)
        if k == 0:
            return independent(name)
        scores = [_scores(independent(other)) for other in self.names[: k + 1]]
        return _points(_weighted(self.cholesky[k], scores))

    def among(self, names: Collection[str]) -> Copula | None:
        """That of some of its parameters, whatever the others are; None where it ties fewer than two."""
        kept = [k for k, name in enumerate(self.names) if name in names]
        if len(kept) == len(self.names):
            return self
        if len(kept) < 2:
            return None
        matrix = (self.cholesky @ self.cholesky.T)[np.ix_(kept, kept)]
        factor = np.asarray(np.linalg.cholesky(matrix), dtype=np.float64)
        return Copula(tuple(self.names[k] for k in kept), factor)


def copulas_of(correlations: Sequence[Correlation]) -> tuple[Copula, ...]:
    """One for each set of parameters that correlations tie, names sorted; those untied between them have 0.

    Raises `ValueError` where correlations cannot hold together.
    """
    found = []
    for names in tied_groups(correlations):
        matrix = score_matrix(names, correlations)
        if np.linalg.eigvalsh(matrix)[0] < LEAST_EIGENVALUE:
            raise ValueError(f"copulas_of: expected correlations that can hold together, got {matrix}")
        found.append(Copula(names, np.asarray(np.linalg.cholesky(matrix), dtype=np.float64)))
    return tuple(found)


def tied_groups(correlations: Sequence[Correlation]) -> tuple[tuple[str, ...], ...]:
    """Sets of parameters that correlations tie, directly or through others; all sorted."""
    groups = connected(set(correlation.parameters) for correlation in correlations)
    return tuple(sorted(tuple(sorted(group)) for group in groups))


def score_matrix(names: Sequence[str], correlations: Sequence[Correlation]) -> Numbers:
    """Correlation of the normal scores of `names`, shape (k, k)."""
    matrix = np.eye(len(names))
    for correlation in correlations:
        if set(correlation.parameters) <= set(names):
            i, j = (names.index(name) for name in correlation.parameters)
            matrix[i, j] = matrix[j, i] = of_scores(correlation.spearman)
    return matrix


def of_scores(spearman: float) -> float:
    """Correlation of normal scores whose rank correlation is `spearman`."""
    return 2 * math.sin(math.pi * spearman / 6)


def correlated(points: Numbers, cholesky: Numbers) -> Numbers:
    """Correlated points of the unit cube from independent ones, shape (n, k); the first column stays."""
    scores = [_scores(column) for column in points.T]
    later = [_points(_weighted(row, scores)) for row in cholesky[1:]]
    return np.column_stack([points[:, 0], *later])


def uncorrelated(points: Numbers, cholesky: Numbers) -> Numbers:
    """The independent points of correlated ones, shape (n, k): the inverse of `correlated`."""
    return np.column_stack([_points(scores) for scores in _independent(points, cholesky)])


def log_copula_density(points: Numbers, cholesky: Numbers) -> Numbers:
    """Natural log of the density of correlated points, shape (n, k), over the unit cube; shape (n,).

    With scores z of correlation R = L L', and e their independent scores: `(z'z - e'e) / 2 - log det L`.
    """
    total = np.full(len(points), -float(np.log(np.diag(cholesky)).sum()))
    independent = _independent(points, cholesky)
    # In turn, whatever the number of rows: a row alone is what it is among others.
    for column, own in zip(points.T, independent, strict=True):
        total += 0.5 * (np.square(_scores(column)) - np.square(own))
    return total


def nearest_spearman(
    names: Sequence[str], correlations: Sequence[Correlation]
) -> Mapping[tuple[str, str], float]:
    """Rank correlations that can hold together and lie near those asked for, in hundredths, by pair.

    The nearest correlation matrix by alternating projections (Higham, IMA Journal of Numerical Analysis
    22(3), 2002), drawn towards independence until rounding leaves it positive definite.
    """
    wanted = nearest_correlation(score_matrix(names, correlations))
    pairs = [(i, j) for i in range(len(names)) for j in range(i)]
    for towards in np.arange(1, 0, -0.01):
        found = {
            (names[j], names[i]): round(6 / math.pi * math.asin(towards * wanted[i, j] / 2), 2) + 0.0
            for i, j in pairs
        }
        told = [Correlation(pair, spearman) for pair, spearman in found.items()]
        if np.linalg.eigvalsh(score_matrix(names, told))[0] >= LEAST_EIGENVALUE:
            break
    return found


def nearest_correlation(matrix: Numbers, steps: int = 200) -> Numbers:
    """The correlation matrix nearest to a symmetric one in the Frobenius norm, shape (k, k)."""
    found, correction = matrix.copy(), np.zeros_like(matrix)
    for _ in range(steps):
        held = found - correction
        values, vectors = np.linalg.eigh(held)
        positive = (vectors * np.maximum(values, 0)) @ vectors.T
        correction = positive - held
        found = positive.copy()
        np.fill_diagonal(found, 1)
    return found


def _scores(points: Numbers) -> Numbers:
    return ndtri(np.clip(points, _FIRST, _LAST))


def _points(scores: Numbers) -> Numbers:
    return np.minimum(ndtr(scores), _LAST)


def _weighted(weights: Numbers, columns: Sequence[Numbers]) -> Numbers:
    """Added in turn: a product of matrices would round otherwise for a row alone than among others."""
    total = weights[0] * columns[0]
    for weight, column in zip(weights[1 : len(columns)], columns[1:], strict=False):
        total = total + weight * column
    return np.asarray(total)


def _independent(points: Numbers, cholesky: Numbers) -> list[Numbers]:
    """Independent normal scores of correlated points, by forward substitution; shape (n,) each."""
    found: list[Numbers] = []
    for k, column in enumerate(points.T):
        rest = _scores(column)
        for j, own in enumerate(found):
            rest = rest - cholesky[k, j] * own
        found.append(rest / cholesky[k, k])
    return found
