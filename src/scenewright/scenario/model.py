"""The fields of a scenario document, before its parameters are checked against the world."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from scenewright.documents import DocumentModel, Finding, refusal, shown
from scenewright.scenario.dependence import CorrelationModel, JointModel
from scenewright.scenario.fitted_to import FittedTo
from scenewright.scenario.library.extends import Without
from scenewright.scenario.library.tags import Tags

__all__ = ["ScenarioModel"]

_NAME = re.compile(r"[a-z0-9]+([._-]+[a-z0-9]+)*(/[a-z0-9]+([._-]+[a-z0-9]+)*)*")


def _plain_name(name: str) -> str:
    """It stands in frame keys and file names: no upper case, no '..', no empty part."""
    if _NAME.fullmatch(name):
        return name
    expected = "a name such as traffic-light/dusk: a-z, 0-9, and . _ - / between them"
    words = re.findall(r"[a-z0-9]+(?:[._-]+[a-z0-9]+)*", name.lower().replace(" ", "-"))
    fix = f"rename it: {'/'.join(words)}" if words else "give it a name"
    raise refusal([Finding(expected, shown(name), fix=fix)])


class ScenarioModel(DocumentModel):
    """The document's own schema; parameters are checked against the world afterwards."""

    name: Annotated[str, Field(max_length=120), AfterValidator(_plain_name)]
    world: str
    description: str = ""
    extends: str | None = None
    without: Without = Field(default_factory=Without)
    tags: Tags = Field(default_factory=list)
    odd: str | None = None
    targets: list[str] = Field(default_factory=list)
    parameters: dict[str, Any] = Field(default_factory=dict)
    joint: list[JointModel] = Field(default_factory=list)
    correlations: list[CorrelationModel] = Field(default_factory=list)
    derived: dict[str, str] = Field(default_factory=dict)
    constraints: list[str] = Field(default_factory=list)
    fitted_to: list[FittedTo] = Field(default_factory=list)
