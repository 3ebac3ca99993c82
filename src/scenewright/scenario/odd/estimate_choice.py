"""Which attributes a log can tell of, and whether that is what was asked for."""

from __future__ import annotations

from collections.abc import Sequence

from scenewright.errors import InputError, Problem, nearest
from scenewright.expressions import Expression
from scenewright.scenario.odd.document import OddAttribute, OddModel
from scenewright.scenario.odd.log import OperationsLog

__all__ = ["chosen_attributes"]


def chosen_attributes(
    model: OddModel, log: OperationsLog, only: Sequence[str], joint: Sequence[str]
) -> tuple[list[OddAttribute], tuple[str, ...]]:
    """The attributes to estimate, and those that the log has no columns for. Raises `InputError`."""
    problems = []
    names, columns = [a.name for a in model.attributes], log.rows.column_names
    for option, wanted in (("--attribute", only), ("--joint", joint)):
        for name in wanted:
            if name not in names:
                problems.append(
                    Problem(
                        expected="the name of an attribute",
                        found=f"'{name}'",
                        field=option,
                        fix=nearest(name, names),
                    )
                )
    if len({*joint}) == 1:
        fix = "name two or more attributes, each with --joint"
        problems.append(Problem(expected="several attributes to join", found="one", field="--joint", fix=fix))
    lacking = {a.name: Expression.parse(a.source).unknown(columns) for a in model.attributes}
    for name in dict.fromkeys((*only, *joint)):
        for column in lacking.get(name, ()):
            expected = f"a column '{column}' for attribute '{name}'"
            fix = nearest(column, columns) or "add the column"
            problems.append(Problem(expected=expected, found="none", file=log.name, fix=fix))
    chosen = [
        a for a in model.attributes if (a.name in only or a.name in joint if only else not lacking[a.name])
    ]
    held = {a.name for a in chosen}
    for table in model.joint:
        part = [name for name in table.attributes if name in held]
        if part and len(part) < len(table.attributes):
            left = ", ".join(f"'{name}'" for name in table.attributes if name not in held)
            expected, fix = (
                "all attributes of a joint table together",
                f"add {left}, or remove the joint table",
            )
            problems.append(Problem(expected=expected, found=f"none of {left}", file=log.name, fix=fix))
        if {*table.attributes} & {*joint} and not problems:
            fix = "remove that table from the document first"
            found = ", ".join(f"'{n}'" for n in table.attributes if n in joint)
            problems.append(
                Problem(expected="attributes in no joint table yet", found=found, field="--joint", fix=fix)
            )
    if not chosen and not problems:
        wanted = sorted({column for found in lacking.values() for column in found})
        fix = f"the attributes read {', '.join(wanted)}"
        found = f"columns {', '.join(columns)}"
        problems.append(
            Problem(expected="columns that an attribute reads", found=found, file=log.name, fix=fix)
        )
    if problems:
        raise InputError(problems)
    return chosen, tuple(name for name in names if lacking[name])
