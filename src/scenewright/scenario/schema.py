"""The JSON Schema of scenario documents, for editors and other tools.

The loader says more: it knows the world's parameters, their ranges and whether constraints can be met.
"""

from __future__ import annotations

from typing import Any

from scenewright.conventions import SCHEMA_VERSION
from scenewright.documents import DocumentModel
from scenewright.scenario.model import ScenarioModel

__all__ = ["document_schema", "scenario_schema"]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_DISTRIBUTION: dict[str, Any] = {"$ref": "#/$defs/Distribution"}
_INTERVAL: dict[str, Any] = {
    "type": "array",
    "prefixItems": [{"type": "number"}, {"type": "number"}],
    "minItems": 2,
    "maxItems": 2,
}
_UNIT = {"type": "string", "description": "Unit of its numbers, where it is not the parameter's own."}
_ABOVE_ZERO: dict[str, Any] = {"type": "number", "exclusiveMinimum": 0}
_NAMED = {
    "normal": ("mean", "sd", "low", "high"),
    "log_normal": ("median", "sigma", "low", "high"),
    "beta": ("a", "b", "low", "high"),
    "gamma": ("shape", "scale", "low", "high"),
    "von_mises": ("mean", "kappa", "low", "high"),
    "johnson_sb": ("gamma", "delta", "xi", "lambda"),
}
"""Kinds whose numbers have names."""
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
    row = {"properties": {"weight": _ABOVE_ZERO}, "required": ["weight"]}
    models = schema["$defs"]
    models["JointModel"]["properties"]["table"]["items"] = {
        "type": "object",
        **row,
        "additionalProperties": _DISTRIBUTION,
    }
    schema["$defs"] = {
        **models,
        **{f"{kind}_form": form for kind, form in _forms().items()},
        "Distribution": {"anyOf": [_SCALAR, *_distributions()]},
        "WeightedDistribution": {"anyOf": _distributions(weight=_ABOVE_ZERO)},
    }
    return schema


def _distributions(**more: Any) -> list[dict[str, Any]]:
    """A distribution of each kind, with `more` required fields beside it."""
    cases = {"type": "object", "additionalProperties": _DISTRIBUTION, "minProperties": 1}
    given = _object(
        {**more, "given": {"type": "string"}, "cases": cases}, otherwise=_DISTRIBUTION, unit=_UNIT
    )
    return [*(_object({**more, kind: _form(kind)}, unit=_UNIT) for kind in _forms()), given]


def _forms() -> dict[str, dict[str, Any]]:
    """What stands behind the name of each kind but `given`."""
    number, weight = {"type": "number"}, {"type": "number", "minimum": 0}
    whole = {**_INTERVAL, "prefixItems": [{"type": "integer"}, {"type": "integer"}]}
    ranges = {
        "uniform": _INTERVAL,
        "log_uniform": _INTERVAL,
        **{kind: _object({name: number for name in names}) for kind, names in _NAMED.items()},
        "empirical": _object(
            {"values": {"type": "array", "items": number, "minItems": 1}},
            weights={"type": "array", "items": weight, "minItems": 1},
            interpolate={"enum": ["none", "linear"]},
        ),
    }
    options = {"type": "object", "additionalProperties": weight, "minProperties": 1}
    held = [_object({"low": number, "high": number, kind: _form(kind)}, unit=_UNIT) for kind in ranges]
    return {
        "constant": _SCALAR,
        **ranges,
        "choice": {"anyOf": [{"type": "array", "items": _SCALAR, "minItems": 1}, options]},
        "integer": whole,
        "truncated": {"anyOf": held},
        "mixture": {"type": "array", "items": {"$ref": "#/$defs/WeightedDistribution"}, "minItems": 1},
    }


def _form(kind: str) -> dict[str, Any]:
    return {"$ref": f"#/$defs/{kind}_form"}


def _object(required: dict[str, Any], **optional: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {**required, **optional},
        "required": list(required),
        "additionalProperties": False,
    }
