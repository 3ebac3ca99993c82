"""The user's YAML documents: safe, bounded, with the line of every problem.

A document is a mapping with `scenewright: 1` and `kind:`. All its problems come in one `InputError`.
"""

from scenewright.documents.amend import amended_text
from scenewright.documents.check import (
    Checked,
    check_data,
    header_problems,
    kind_of,
    other_file,
    parse_file,
    read_checked,
    read_document,
)
from scenewright.documents.model import TAG, DocumentModel, Finding, Number, Whole, problems_of, refusal
from scenewright.documents.parse import Document, parse_document
from scenewright.documents.source import Source, close, shown

__all__ = [
    "TAG",
    "Checked",
    "Document",
    "DocumentModel",
    "Finding",
    "Number",
    "Source",
    "Whole",
    "amended_text",
    "check_data",
    "close",
    "header_problems",
    "kind_of",
    "other_file",
    "parse_document",
    "parse_file",
    "problems_of",
    "read_checked",
    "read_document",
    "refusal",
    "shown",
]
