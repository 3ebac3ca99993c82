"""The JSON Schema of scenario documents, for editors and other tools.

The loader says more: it knows the world's parameters, their ranges and whether constraints can be met.
"""

from __future__ import annotations

from typing import Any

from scenewright.conventions import SCHEMA_VERSION
from scenewright.documents import DocumentModel
from scenewright.scenario.document import ScenarioModel

__all__ = ["document_schema", "scenario_schema"]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_DISTRIBUTION: dict[str, Any] = {"$ref": "#/$defs/Distribution"}
_INTERVAL: dict[str, Any] = {
    "type": "array",
    "prefixItems": [{"type": "number"}, {"type": "number"}],
    "minItems": 2,
    "maxItems": 2,
}
_SCALAR: dict[str, Any] = {"type": ["number", "string", "boolean"]}


def document_schema(model: type[DocumentModel], kind: str) -> dict[str, Any]:
    """Schema of a document: the model's with `scenewright` and `kind` beside its fields."""
    schema = model.model_json_schema()
    head = {"scenewright": {"const": SCHEMA_VERSION}, "kind": {"const": kind}}
    return {
        "$schema": _DIALECT,
        **schema,
        "title": kind,
        "properties": {**head, **schema["properties"]},
        "required": ["scenewright", "kind", *schema.get("required", [])],
    }


def scenario_schema() -> dict[str, Any]:
    """Schema of `kind: Scenario`, distributions included."""
    schema = document_schema(ScenarioModel, "Scenario")
    schema["properties"]["parameters"] = {"type": "object", "additionalProperties": _DISTRIBUTION}
    # A child has its parent's world.
    schema["required"] = [name for name in schema["required"] if name != "world"]
    schema["anyOf"] = [{"required": ["world"]}, {"required": ["extends"]}]
    schema["$defs"] = {**schema.get("$defs", {}), "Distribution": {"anyOf": [_SCALAR, *_distributions()]}}
    return schema


def _distributions() -> list[dict[str, Any]]:
    number = {"type": "number"}
    whole = {**_INTERVAL, "prefixItems": [{"type": "integer"}, {"type": "integer"}]}
    normal = {
        "type": "object",
        "properties": {name: number for name in ("mean", "sd", "low", "high")},
        "required": ["mean", "sd", "low", "high"],
        "additionalProperties": False,
    }
    choice = {
        "anyOf": [
            {"type": "array", "items": _SCALAR, "minItems": 1},
            {"type": "object", "additionalProperties": {"type": "number", "minimum": 0}, "minProperties": 1},
        ]
    }
    kinds = {
        "constant": _SCALAR,
        "uniform": _INTERVAL,
        "log_uniform": _INTERVAL,
        "normal": normal,
        "choice": choice,
        "integer": whole,
    }
    found = [_object({name: form}) for name, form in kinds.items()]
    weighted = [
        _object({"weight": {"type": "number", "exclusiveMinimum": 0}, name: form})
        for name, form in kinds.items()
    ]
    found.append(_object({"mixture": {"type": "array", "items": {"anyOf": weighted}, "minItems": 1}}))
    given = {"given": {"type": "string"}, "cases": {"type": "object", "additionalProperties": _DISTRIBUTION}}
    found.append(_object(given, otherwise=_DISTRIBUTION))
    return found


def _object(required: dict[str, Any], **optional: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {**required, **optional},
        "required": list(required),
        "additionalProperties": False,
    }
