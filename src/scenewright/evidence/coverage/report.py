"""The coverage report: frozen values, their JSON form and its digest.

Fields with a default came later than the first reports, which are still read.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from pydantic import TypeAdapter

from scenewright.conventions import SCHEMA_VERSION
from scenewright.evidence.coverage.comparison import Comparison
from scenewright.evidence.coverage.holes import Hole
from scenewright.evidence.coverage.real_evidence import RealEvidence
from scenewright.evidence.coverage.realisation import Realisation
from scenewright.evidence.coverage.tway import AccumulationPoint, CrossCells, TwayCoverage
from scenewright.evidence.coverage.unseen import Unseen
from scenewright.identity import digest, plain_json

__all__ = ["AttributeCoverage", "BucketCoverage", "CoverageReport", "CoverageView"]


@dataclass(frozen=True)
class BucketCoverage:
    """One bucket of one attribute."""

    label: str
    count: int
    share: float
    exposure: float
    ratio: float | None
    """Q/P."""
    ratio_low: float | None
    ratio_high: float | None
    """95 % Wilson interval."""
    covered: bool
    under: bool
    """The interval lies below 1."""


@dataclass(frozen=True)
class AttributeCoverage:
    """One attribute: its buckets and how far the dataset is from the target."""

    name: str
    unit: str
    source: str
    inside: int
    outside: int
    unknown: int
    buckets: tuple[BucketCoverage, ...]
    coverage: float
    exposure_weighted: float
    jensen_shannon_bits: float | None
    wasserstein_buckets: float | None
    """Ordered attributes only, in buckets moved."""
    effective_sample_size: float
    """When frames are reweighted to this attribute's exposure."""
    population_stability_index: float | None = None
    """In nats; shares below 0.0001 are taken as that."""
    term: str = ""
    """Dotted ISO 34503 term."""
    not_applicable: int = 0
    """Frames in which the attribute's `valid` is false; they are in no bucket."""


@dataclass(frozen=True)
class CoverageView:
    """Coverage of what was requested (parameters) or of what was realised (measured in the pixels)."""

    attributes: tuple[AttributeCoverage, ...]
    coverage_1: float | None
    coverage_2: float | None
    exposure_weighted_1: float | None
    """Mean over attributes."""
    exposure_weighted_2: float | None
    """Mean over pairs of attributes."""
    pairs_feasible: int
    pairs_infeasible: int
    pairs_covered: int
    holes: tuple[Hole, ...]
    """The first of those that no smaller hole implies, by exposure x risk."""
    unseen: Unseen
    hole_count: int | None = None
    """All such holes; None in reports that list buckets and pairs, implied ones too."""
    coverage_3: float | None = None
    coverage_4: float | None = None
    exposure_weighted_3: float | None = None
    exposure_weighted_4: float | None = None
    tway: tuple[TwayCoverage, ...] = ()
    """For t = 1, 2, ... of the report."""
    crosses: tuple[CrossCells, ...] = ()
    """The pairs in which the dataset falls short of the target the most, with their cells."""
    accumulation: tuple[AccumulationPoint, ...] = ()
    """Exposure-weighted coverage by the first frames, in the order of the index."""


@dataclass(frozen=True)
class CoverageReport:
    """Coverage of a dataset, or of several together, against one operational design domain."""

    dataset: str
    parts: tuple[tuple[str, str], ...]
    """Name and Merkle root of each dataset."""
    frames: int
    odd: str
    odd_digest: str
    strategy: str
    minimum_frames: int
    requested: CoverageView
    realised: CoverageView
    interval_method: str = ""
    """How the intervals of exposure-weighted figures were made."""
    realisation: Realisation | None = None
    """What was requested against what the pixels show."""
    real: RealEvidence | None = None
    against: Comparison | None = None
    """With another dataset."""

    def to_json(self) -> dict[str, Any]:
        """JSON-able; `digest` is that of everything else."""
        body = asdict(self)
        content = {
            "schema_version": SCHEMA_VERSION,
            "kind": "coverage",
            "subject": {
                "dataset": body.pop("dataset"),
                "parts": [{"dataset": name, "merkle_root": root} for name, root in body.pop("parts")],
            },
            "odd": {"name": body.pop("odd"), "digest": body.pop("odd_digest")},
            **body,
        }
        plain = plain_json(content)
        return {**plain, "digest": digest(plain)}

    @staticmethod
    def from_json(value: dict[str, Any]) -> CoverageReport:
        """The inverse of `to_json`. Raises `ValueError` for anything else."""
        body = {k: v for k, v in value.items() if k not in ("schema_version", "kind", "digest")}
        subject, odd = body.pop("subject"), body.pop("odd")
        parts = [(part["dataset"], part["merkle_root"]) for part in subject["parts"]]
        known = {
            "dataset": subject["dataset"],
            "parts": parts,
            "odd": odd["name"],
            "odd_digest": odd["digest"],
        }
        return TypeAdapter(CoverageReport).validate_python({**known, **body})

    def to_html(self) -> str:
        """One self-contained page."""
        from scenewright.evidence.coverage.page import coverage_page

        return coverage_page(self)
