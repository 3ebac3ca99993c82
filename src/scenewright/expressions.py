"""The one expression language: SQL scalar expressions over a table of rows, evaluated by DuckDB.

Constraints, derived parameters, slices, gates and failure-mode regions all use it. An expression may
name columns (struct fields with dots), constants, operators and the functions of `FUNCTIONS`; subqueries,
files, settings and anything that depends on time or chance are refused when the expression is parsed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import duckdb
import pyarrow as pa

from scenewright.errors import InputError, Problem, nearest

__all__ = ["FUNCTIONS", "Expression"]

# fmt: off
FUNCTIONS = frozenset((
    "+", "-", "*", "/", "//", "%", "**", "^", "abs", "ceil", "floor", "round", "sqrt", "exp", "ln",
    "log", "log2", "log10", "pow", "power", "sin", "cos", "tan", "asin", "acos", "atan", "atan2",
    "degrees", "radians", "pi", "greatest", "least", "sign", "isnan", "isfinite", "lower", "upper",
    "length", "contains", "starts_with", "prefix", "suffix", "coalesce", "nullif", "~~", "!~~", "~~*",
    "!~~*", "like_escape", "not_like_escape", "between", "mod", "trunc", "struct_extract",
    "list_contains", "len",
))
# fmt: on

_WRITTEN = sorted(n for n in FUNCTIONS if n.isidentifier() and "escape" not in n and n != "struct_extract")
_ONE_ROW = "remove it: an expression sees one row at a time"
_FIXED = "remove it: an expression may not depend on time or chance"
_CLOSED = "remove it: an expression cannot read files or settings"
_HINTS = {
    "&&": "write 'and' instead of '&&'",
    "||": "write 'or' instead of '||'",
    "!": "write 'not'",
    "=>": "write '>='",
    "list_value": "write a set as (1, 2)",
    "if": "write 'case when ... then ... else ... end'",
    **dict.fromkeys(("count", "count_star", "sum", "min", "max", "avg", "mean"), _ONE_ROW),
    **dict.fromkeys(("random", "rand", "now", "today"), _FIXED),
    **dict.fromkeys(("read_csv", "read_text", "read_blob", "read_parquet", "getenv"), _CLOSED),
}
_CLOCK = {"current_timestamp", "current_date", "current_time", "localtime", "localtimestamp"}
_CLAUSES = ("where_clause", "group_expressions", "having", "qualify", "sample", "modifiers")
_NESTED = {"SUBQUERY", "WINDOW", "STAR", "LAMBDA", "PARAMETER", "POSITIONAL_REFERENCE"}


@cache
def _connection() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(":memory:", config={"threads": 1})
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


@dataclass(frozen=True)
class Expression:
    """A parsed scalar expression.

    Build it with `Expression.parse`; evaluate it over a batch with `evaluate`.
    """

    text: str
    columns: tuple[str, ...]
    """Columns that the expression reads, dotted, sorted."""

    @staticmethod
    def parse(text: str, *, file: str = "", line: int | None = None, field: str = "") -> Expression:
        """Parse and vet `text`. Raises a located `InputError` when it is not allowed."""

        def refuse(found: str, fix: str = "") -> InputError:
            return InputError(
                Problem(
                    expected="a plain SQL expression such as \"x > 3 and y = 'red'\"",
                    found=found,
                    file=file,
                    line=line,
                    field=field,
                    fix=fix,
                )
            )

        if not text.strip():
            raise refuse("an empty text", "write a condition such as 'distance_m > 20', or remove it")
        if ";" in text or "--" in text or "/*" in text:
            raise refuse(f"'{text}'", "write one expression without ';' or comments")
        query = "SELECT json_serialize_sql(?)"
        rows = _connection().execute(query, [f"SELECT ({text})"]).fetchall()
        tree = json.loads(rows[0][0])
        if tree.get("error"):
            fix = "check brackets and quotes: 'text' in single, \"names with spaces\" in double quotes"
            fix = next((_HINTS[sign] for sign in ("&&", "||") if sign in text), fix)
            raise refuse(f"'{text}': {_syntax(text, tree.get('error_message', 'not SQL'))}", fix)
        node = tree["statements"][0]["node"]
        if len(tree["statements"]) != 1 or node.get("type") != "SELECT_NODE" or len(node["select_list"]) != 1:
            raise refuse(f"'{text}'", "write one expression")
        if node.get("from_table", {}).get("type") != "EMPTY" or any(node.get(part) for part in _CLAUSES):
            raise refuse(f"'{text}'", "write an expression, not a query")
        columns: set[str] = set()
        for part in _walk(node["select_list"][0]):
            kind = part.get("class")
            if kind in _NESTED:
                raise refuse(
                    f"'{text}' with a {str(kind).lower()}",
                    "compare values of one row, without queries",
                )
            if kind == "COLUMN_REF":
                name = ".".join(part["column_names"])
                if name.lower() in _CLOCK:
                    raise refuse(f"'{name}' in '{text}'", "an expression may not depend on time")
                columns.add(name)
            if kind == "FUNCTION" and part["function_name"] not in FUNCTIONS:
                name = part["function_name"]
                what = "function" if name.isidentifier() else "operator"
                fix = _HINTS.get(name) or nearest(name, _WRITTEN)
                raise refuse(f"the {what} '{name}' in '{text}'", fix)
        return Expression(text, tuple(sorted(columns)))

    def evaluate(self, rows: pa.Table) -> pa.Array:
        """One value a row, shape (rows.num_rows,); decimals as float64.

        Raises `InputError` for unknown columns or wrong types.
        """
        relation = _connection().from_arrow(rows)
        try:
            result = relation.project(f"({self.text}) AS value").to_arrow_table()
        except duckdb.Error as error:
            found, fix = _engine(error)
            raise InputError(
                Problem(
                    expected="an expression that can be computed", found=f"'{self.text}': {found}", fix=fix
                )
            ) from error
        values = result.column("value").combine_chunks()
        return values.cast(pa.float64()) if pa.types.is_decimal(values.type) else values

    def evaluate_one(self, values: Mapping[str, Any]) -> Any:
        """The value for a single row given as a mapping of column to Python value."""
        table = pa.table({name: [value] for name, value in values.items()})
        return self.evaluate(table)[0].as_py()

    def unknown(self, known: Sequence[str]) -> tuple[str, ...]:
        """Columns that are neither in `known` nor fields of a struct in `known`."""
        names = set(known)
        return tuple(c for c in self.columns if c not in names and c.split(".")[0] not in names)


def _engine(error: duckdb.Error) -> tuple[str, str]:
    """The first sentence of DuckDB's message without its jargon, and a fix."""
    text = str(error).splitlines()[0].partition(": ")[2].split(". ")[0].rstrip(".!")
    text = text.replace(" - an explicit cast is required", "")
    for jargon, word in (
        ("VARCHAR", "text"),
        (r"(INTEGER_LITERAL|BIGINT|DOUBLE|INTEGER|DECIMAL\S*)", "number"),
    ):
        text = re.sub(rf"\b{jargon}", word, text)
    if "by zero" in text:
        return text, "divide by nullif(..., 0)"
    return text, "compare numbers with numbers and text with text; text stands in single quotes"


def _syntax(text: str, message: str) -> str:
    """The parser's message; the bracket that it stumbles over may be ours, not the user's."""
    return (
        "it ends too early"
        if text.count("(") >= text.count(")") and "')'" in message.replace('"', "'")
        else message
    )


def _walk(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from _walk(value)
    elif isinstance(node, list):
        for value in node:
            yield from _walk(value)
