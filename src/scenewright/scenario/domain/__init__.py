"""The domain that samples are aimed at: an operational design domain as one scenario can make it.

Its attributes are cut into buckets, a choice of one bucket each is a cell, and a cell has the probability
that the machine will meet it. Inside a cell, samples are the scenario's.
"""

from scenewright.scenario.domain.attribute import DomainAttribute
from scenewright.scenario.domain.domain import Domain
from scenewright.scenario.domain.from_odd import LeftOut, domain_of

__all__ = ["Domain", "DomainAttribute", "LeftOut", "domain_of"]
