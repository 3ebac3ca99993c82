"""The base of all document schemas, and pydantic's errors in plain words."""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Strict, ValidationError
from pydantic_core import PydanticCustomError

from scenewright.documents.source import Path, Source, close, shown
from scenewright.errors import Problem, nearest

__all__ = ["TAG", "DocumentModel", "Finding", "Model", "Number", "Whole", "problems_of", "refusal"]

Model = TypeVar("Model", bound="DocumentModel")
TAG = "\0"
"""How the tag of an alternative starts that a function chooses by a value's form; no document has it."""
Whole = Annotated[int, Strict()]
"""A whole number: neither text nor true or false."""
Number = Annotated[float, Strict()]
"""A number: neither text nor true or false."""

_WORDS = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "finite_number": "a finite number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "list_type": "a list",
    "tuple_type": "a list",
    "dict_type": "a mapping of fields",
    "model_type": "a mapping of fields",
    "model_attributes_type": "a mapping of fields",
    "too_short": "a list of {min_length} or more",
    "too_long": "a list of at most {max_length}",
    "string_too_short": "text that is not empty",
    "string_too_long": "text of at most {max_length} characters",
    "greater_than": "a number above {gt:g}",
    "greater_than_equal": "a number of at least {ge:g}",
    "less_than": "a number below {lt:g}",
    "less_than_equal": "a number of at most {le:g}",
    "multiple_of": "a multiple of {multiple_of:g}",
}
_ADVICE = {
    "int_type": "give a whole number",
    "int_from_float": "round it",
    "float_type": "give a number",
    "finite_number": "give a finite number",
    "bool_type": "write true or false",
    "bool_parsing": "write true or false",
    "string_too_short": "give it a text",
    "string_too_long": "shorten it",
    "greater_than": "raise it above {gt:g}",
    "greater_than_equal": "raise it to {ge:g} or more",
    "less_than": "lower it below {lt:g}",
    "less_than_equal": "lower it to {le:g} or less",
    "multiple_of": "round it to a multiple of {multiple_of:g}",
}


class DocumentModel(BaseModel):
    """Base of every document and of every mapping inside one: frozen, no unknown fields, no NaN."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, strict=False)


@dataclass(frozen=True)
class Finding:
    """What a validator found wrong, placed by the caller."""

    expected: str
    found: str
    path: Path = ()
    """Below the value that is validated."""
    fix: str = ""


def refusal(findings: Sequence[Finding]) -> PydanticCustomError:
    """What a pydantic validator raises to report all that it found."""
    text = "; ".join(f"expected {f.expected}, found {f.found}" for f in findings)
    return PydanticCustomError("refusal", "{text}", {"text": text, "findings": tuple(findings)})


def problems_of(error: ValidationError, data: Any, model: type[BaseModel], source: Source) -> list[Problem]:
    """Every problem of `data`; the alternatives of one value are joined."""
    found: list[Problem] = []
    alternatives: dict[Path, list[Problem]] = {}
    for item in error.errors(include_url=False):
        loc = tuple(part for part in item["loc"] if not str(part).startswith(TAG))
        path = _inside(loc, data)
        problems = list(_problems({**item, "loc": loc}, path, model, source))
        if len(path) < len(loc) and item["type"] != "missing":
            alternatives.setdefault(path, []).extend(problems)
        else:
            found += problems
    for path, problems in alternatives.items():
        expected = " or ".join(dict.fromkeys(problem.expected for problem in problems))
        last = problems[-1]
        found.append(source.problem(path, expected=expected, found=last.found, fix=last.fix))
    return sorted(found, key=lambda problem: problem.line or 0)


def _problems(item: Any, path: Path, model: type[BaseModel], source: Source) -> Iterator[Problem]:
    kind, value, context = item["type"], item["input"], item.get("ctx", {})
    if kind == "refusal":
        for f in context["findings"]:
            yield source.problem((*path, *f.path), expected=f.expected, found=f.found, fix=f.fix)
    elif kind == "extra_forbidden":
        known = _fields_at(model, path[:-1])
        fix = nearest(str(path[-1]), known) if known else "remove it"
        yield source.problem(path, expected="a known field", found=f"'{path[-1]}'", fix=fix)
    elif kind == "missing":
        name = item["loc"][-1]
        fix = f"add '{name}: ...'"
        yield source.problem((*path, name), expected=f"a field '{name}'", found="nothing", fix=fix)
    elif kind == "literal_error":
        options = re.findall(r"'([^']*)'", context["expected"])
        if len(options) == 1:
            expected, fix = f"{options[0]}, the only choice", f"write '{options[0]}'"
        else:
            expected, fix = "one of " + ", ".join(options), close(str(value), options)
        yield source.problem(path, expected=expected, found=shown(value), fix=fix)
    elif kind == "union_tag_invalid":
        name, options = (
            context["discriminator"].strip("'"),
            re.findall(r"'([^']*)'", context["expected_tags"]),
        )
        expected, fix = "one of " + ", ".join(options), close(str(context["tag"]), options)
        yield source.problem((*path, name), expected=expected, found=shown(context["tag"]), fix=fix)
    elif kind == "union_tag_not_found":
        name = context["discriminator"].strip("'")
        fix = f"add '{name}: ...'"
        yield source.problem((*path, name), expected=f"a field '{name}'", found="nothing", fix=fix)
    elif kind in ("too_short", "too_long"):
        # A list whose entries were refused counts as too short: those problems say more.
        if len(value) == context["actual_length"]:
            words, fix = _WORDS[kind].format(**context), "remove some"
            if kind == "too_short":
                fix = "add one"
            yield source.problem(path, expected=words, found=str(len(value)), fix=fix)
    else:
        words = _WORDS.get(kind, "").format(**context) or str(item["msg"])
        yield source.problem(path, expected=words, found=shown(value), fix=_fix(kind, value, context))


def _fix(kind: str, value: Any, context: Mapping[str, Any]) -> str:
    wanted = _WORDS.get(kind, "")
    if value is None:
        return "fill it in, or remove the field"
    if wanted == "text":
        plain = isinstance(value, bool | int | float)
        return f'put it in quotes: "{shown(value)}"' if plain else "write one text in quotes"
    if wanted == "a mapping of fields":
        dash = ", without '-' before them" if isinstance(value, list) else ""
        return f"write fields as 'name: value'{dash}"
    if wanted == "a list":
        return f"write a list: [{value}]" if isinstance(value, str | int | float) else "write a list: [...]"
    if "number" in wanted and isinstance(value, str):
        if percent := re.fullmatch(r"\s*([\d.]+)\s*%", value):
            return f"write {float(percent[1]) / 100:g}"
        return "write it without quotes" if re.fullmatch(r"[-+.\deE]+", value) else "give a number"
    if kind in ("less_than", "less_than_equal") and 1 in context.values() and 1 < value <= 100:
        return f"write {value / 100:g} for {value:g} %"
    return _ADVICE.get(kind, "").format(**context)


def _inside(loc: Sequence[str | int], data: Any) -> Path:
    """The part of pydantic's location that stands in the document: without names of alternatives."""
    path: Path = ()
    for part in loc:
        entries = dict(enumerate(data)) if isinstance(data, list | tuple) else data
        if isinstance(entries, Mapping) and part not in entries and part in entries.values():
            continue  # the tag by which one of several kinds of mapping was chosen
        if not isinstance(entries, Mapping) or part not in entries:
            break
        data, path = entries[part], (*path, part)
    return path


def _fields_at(model: Any, path: Path) -> list[str]:
    """Field names of the mapping at `path` below `model`, of any kind that may stand there; none when its
    keys are free."""
    kinds = [model]
    for part in path:
        kinds = [below for kind in kinds for below in _below(kind, part)]
    names = [
        name
        for kind in kinds
        if isinstance(kind, type) and issubclass(kind, BaseModel)
        for name in kind.model_fields
    ]
    return list(dict.fromkeys(names))


def _below(kind: Any, part: str | int) -> list[Any]:
    """The types that may stand at an entry of a type."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        field = kind.model_fields.get(str(part))
        inner = field.annotation if field else None
    else:
        # The entry of a list, tuple or dict: its last type that is not an ellipsis.
        inner = next((a for a in reversed(typing.get_args(kind)) if a is not ...), None)
    inner = _bare(inner)
    if typing.get_origin(inner) in (typing.Union, types.UnionType):
        return [_bare(kind) for kind in typing.get_args(inner)]
    return [inner]


def _bare(kind: Any) -> Any:
    return typing.get_args(kind)[0] if typing.get_origin(kind) is Annotated else kind
