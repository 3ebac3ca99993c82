"""The joint exposure of an ODD as a product of tables, and of any of its attributes crossed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from scenewright.scenario.odd.tables import GivenExposure, JointTable

if TYPE_CHECKING:
    from scenewright.scenario.odd.document import OddAttribute
    from scenewright.scenario.odd.load import Odd

__all__ = ["Factorised", "cell_exposure", "cell_exposure_of", "cell_risk", "factorise"]


@dataclass(frozen=True, eq=False)
class Factorised:
    """One factor of the joint exposure: P(names), or P(names | given)."""

    names: tuple[str, ...]
    given: str
    """Name of the attribute that it depends on; empty for none."""
    table: NDArray[np.float64]
    """Shape (buckets of given, if any, then of each name); sums to 1 over the names."""
    stated: bool
    """False where the document says nothing: uniform."""

    @property
    def axes(self) -> tuple[str, ...]:
        return (self.given, *self.names) if self.given else self.names


def factorise(attributes: Sequence[OddAttribute], joint: Sequence[JointTable]) -> tuple[Factorised, ...]:
    """The factors of a checked document: joint tables, then attributes that none of them joins."""
    labels = {attribute.name: attribute.labels for attribute in attributes}
    joined = {name for table in joint for name in table.attributes}
    factors = [_joint(table, labels) for table in joint]
    for attribute in attributes:
        if attribute.name in joined:
            continue
        names, exposure = (attribute.name,), attribute.exposure
        if isinstance(exposure, GivenExposure):
            cases = [exposure.cases.get(label, exposure.otherwise) for label in labels[exposure.given]]
            rows = np.stack([_shares(case, attribute.labels) for case in cases])
            factors.append(Factorised(names, exposure.given, rows, True))
        else:
            factors.append(Factorised(names, "", _shares(exposure, attribute.labels), bool(exposure)))
    return tuple(factors)


def cell_exposure(odd: Odd, names: Sequence[str]) -> NDArray[np.float64]:
    """P of the crossed buckets of distinct attributes, shape (buckets of each name), sums to 1.

    Attributes are independent where the document says nothing of how they depend on each other. Cells that
    cannot occur, or where an attribute does not apply, keep what the tables give them. Raises `ValueError`
    for names that are not attributes, or stand twice.
    """
    return cell_exposure_of(odd.factors or factorise(odd.attributes, ()), names)


def cell_exposure_of(factors: Sequence[Factorised], names: Sequence[str]) -> NDArray[np.float64]:
    """As `cell_exposure`, from the factors."""
    owner = {name: factor for factor in factors for name in factor.names}
    _check(names, owner)
    needed: dict[int, Factorised] = {}
    open_names = list(names)
    while open_names:
        factor = owner[open_names.pop()]
        if id(factor) not in needed:
            needed[id(factor)] = factor
            open_names += [factor.given] if factor.given else []
    # Branches that no wanted name depends on sum to 1 and are left out; the rest is summed by einsum.
    axes = {name: i for i, name in enumerate({n: 0 for f in needed.values() for n in f.axes})}
    operands: list[Any] = []
    for factor in needed.values():
        operands += [factor.table, [axes[name] for name in factor.axes]]
    return np.asarray(np.einsum(*operands, [axes[name] for name in names], optimize="greedy"), np.float64)


def cell_risk(odd: Odd, names: Sequence[str]) -> NDArray[np.float64]:
    """Product of the risks of the crossed buckets, shape (buckets of each name), 1 where nothing is said.

    Raises `ValueError` as `cell_exposure` does.
    """
    by_name = {attribute.name: attribute for attribute in odd.attributes}
    _check(names, by_name)
    risks = [
        np.array([by_name[name].risk.get(label, 1.0) for label in by_name[name].labels], np.float64)
        for name in names
    ]
    return np.asarray(math.prod(np.ix_(*risks), start=np.float64(1.0)) if risks else 1.0, np.float64)


def _check(names: Sequence[str], known: Mapping[str, object]) -> None:
    if len({*names}) != len(names) or any(name not in known for name in names):
        raise ValueError(f"expected distinct names out of {sorted(known)}, found {list(names)}")


def _shares(table: Mapping[str, float], labels: Sequence[str]) -> NDArray[np.float64]:
    """Probabilities in the order of the labels, summing to 1; uniform for an empty table."""
    shares = np.array([table.get(label, 0.0) for label in labels], np.float64)
    return shares / shares.sum() if shares.sum() > 0 else np.full(len(labels), 1 / len(labels))


def _joint(table: JointTable, labels: Mapping[str, Sequence[str]]) -> Factorised:
    cells = np.zeros([len(labels[name]) for name in table.attributes])
    for row in table.table:
        place = tuple(labels[name].index(str(row[name])) for name in table.attributes)
        cells[place] += float(row["p"])
    return Factorised(table.attributes, "", cells / cells.sum(), True)
