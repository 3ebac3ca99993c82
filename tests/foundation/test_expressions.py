from __future__ import annotations

import pyarrow as pa
import pytest

from scenewright.errors import InputError
from scenewright.expressions import Expression

ROWS = pa.table({"s": [{"x": 1.0}, {"x": 3.0}], "a": [1, 2], "word": ["red", "green"]})


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("a + 1", [2, 3]),
        ("s.x > 2 and word in ('green', 'red')", [False, True]),
        ("case when a = 1 then 'one' else 'more' end", ["one", "more"]),
        ("s.x between 0 and 2", [True, False]),
        ("sqrt(abs(a)) >= 1.2", [False, True]),
    ],
)
def test_expressions_are_sql_scalars(text: str, values: list[object]) -> None:
    assert Expression.parse(text).evaluate(ROWS).to_pylist() == values


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a >",
        "a; drop table t",
        "(select 1)",
        "random() > 0.5",
        "now()",
        "current_timestamp",
        "getenv('HOME')",
        "read_csv('/etc/passwd')",
        "a) from (select 1",
        "count(*)",
        "sum(a) over ()",
        "a -- comment",
        "*",
        "$1",
    ],
)
def test_what_is_not_a_plain_scalar_is_refused(text: str) -> None:
    with pytest.raises(InputError) as caught:
        Expression.parse(text, file="f.yaml", line=3, field="constraints.0")
    assert caught.value.problems[0].file == "f.yaml" and caught.value.problems[0].line == 3


def test_columns_are_listed_and_unknown_ones_found() -> None:
    expression = Expression.parse("s.x > a and b = 1")
    assert expression.columns == ("a", "b", "s.x")
    assert expression.unknown(["a", "s"]) == ("b",)


def test_a_type_error_names_the_expression() -> None:
    with pytest.raises(InputError, match="word"):
        Expression.parse("word + 1").evaluate(ROWS)
