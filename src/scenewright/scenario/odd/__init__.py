"""The operational design domain: attributes, buckets, validity, exposure (ISO 34503, ASAM OpenODD)."""

from scenewright.scenario.odd.buckets import Bucket, SchemeBuckets
from scenewright.scenario.odd.document import OddAttribute, OddModel
from scenewright.scenario.odd.exposure import cell_exposure, cell_risk
from scenewright.scenario.odd.load import Odd, load_odd, odd_from_document, odd_of
from scenewright.scenario.odd.schemes import SCHEMES, Scheme
from scenewright.scenario.odd.summary import odd_summary
from scenewright.scenario.odd.tables import EstimatedFrom, GivenExposure, JointTable
from scenewright.scenario.odd.taxonomy import TERMS, Term, known_term

__all__ = [
    "SCHEMES",
    "TERMS",
    "Bucket",
    "EstimatedFrom",
    "GivenExposure",
    "JointTable",
    "Odd",
    "OddAttribute",
    "OddModel",
    "Scheme",
    "SchemeBuckets",
    "Term",
    "cell_exposure",
    "cell_risk",
    "known_term",
    "load_odd",
    "odd_from_document",
    "odd_of",
    "odd_summary",
]
