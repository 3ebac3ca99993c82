"""Reading an ODD, with everything worked out that coverage needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scenewright.conventions import SCHEMA_VERSION
from scenewright.documents import Source, check_data, read_document
from scenewright.identity import digest
from scenewright.scenario.odd.document import OddAttribute, OddModel, digest_form
from scenewright.scenario.odd.exposure import Factorised, cell_exposure_of, factorise
from scenewright.scenario.odd.tables import EstimatedFrom
from scenewright.scenario.odd.terms import term_warnings
from scenewright.scenario.odd.validity import validity_rules

__all__ = ["Odd", "load_odd", "odd_from_document", "odd_of"]


@dataclass(frozen=True)
class Odd:
    """Where the machine will operate."""

    name: str
    attributes: tuple[OddAttribute, ...]
    """Schemes written out; `exposure` is the marginal of each attribute, empty where nothing is said."""
    infeasible: tuple[str, ...]
    """Expressions over attribute names and bucket labels that can never hold."""
    digest: str
    inapplicable: tuple[str, ...] = ()
    """Likewise, of cells in which an attribute does not apply."""
    version: str = ""
    description: str = ""
    factors: tuple[Factorised, ...] = field(default=(), compare=False)
    """The joint exposure as a product; attributes that are in none are independent."""
    estimated_from: EstimatedFrom | None = None
    """The log of real operations from which exposures were estimated."""
    document: OddModel | None = None
    """As it was written."""

    @property
    def warnings(self) -> tuple[str, ...]:
        """What may be meant, and reads like an oversight: unknown terms, units left out."""
        return tuple(
            f"attributes.{a.name}: {text}"
            for a in self.attributes
            for text in term_warnings(a.term, a.unit, ranged=all(not b.values for b in a.ranges))
        )


def load_odd(path: Path) -> Odd:
    """Read an ODD file. Raises `InputError` with every problem of the document."""
    model, _ = read_document(path, "Odd", OddModel)
    return odd_of(model)


def odd_from_document(data: Mapping[str, Any], file: str = "") -> Odd:
    """An ODD from plain data. Raises `InputError` with every problem."""
    head = {"scenewright": SCHEMA_VERSION, "kind": "Odd"}
    return odd_of(check_data({**head, **data}, Source(file, {}), "Odd", OddModel).model)


def odd_of(model: OddModel) -> Odd:
    """An ODD from a checked document."""
    factors = factorise(model.attributes, model.joint)
    joined = {name for factor in factors if factor.stated for name in factor.names}
    attributes = []
    for attribute in model.attributes:
        changes: dict[str, Any] = {"buckets": attribute.ranges}
        if attribute.name in joined and not (isinstance(attribute.exposure, dict) and attribute.exposure):
            shares = cell_exposure_of(factors, [attribute.name])
            changes["exposure"] = dict(zip(attribute.labels, shares.tolist(), strict=True))
        attributes.append(attribute.model_copy(update=changes))
    return Odd(
        name=model.name,
        attributes=tuple(attributes),
        infeasible=model.infeasible,
        inapplicable=validity_rules(model.attributes),
        digest=digest(digest_form(model)),
        version=model.version,
        description=model.description,
        factors=factors,
        estimated_from=model.estimated_from,
        document=model,
    )
