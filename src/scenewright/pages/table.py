"""Tables: text escaped, columns of numbers aligned to the right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup, escape

__all__ = ["table_html"]


def table_html(
    headers: Sequence[str], rows: Sequence[Sequence[Any]], *, caption: str = "", most: int = 0
) -> Markup:
    """An HTML table. Cells are numbers, None (shown as a dash), plain text (escaped) or `Markup` (kept).

    `most` > 0 shows only that many rows and says how many are left out. Raises `ValueError` when a row
    has another number of cells than there are headers.
    """
    for number, row in enumerate(rows):
        if len(row) != len(headers):
            raise ValueError(f"table_html: expected {len(headers)} cells in row {number}, found {len(row)}")
    shown = rows[:most] if most else rows
    numeric = [
        any(_is_number(row[i]) for row in rows) and all(row[i] is None or _is_number(row[i]) for row in rows)
        for i in range(len(headers))
    ]
    parts = ["<table>"]
    if caption:
        parts.append(f"<caption>{escape(caption)}</caption>")
    parts.append("<thead><tr>")
    parts += [f'<th{_class(n)} scope="col">{escape(h)}</th>' for h, n in zip(headers, numeric, strict=True)]
    parts.append("</tr></thead><tbody>")
    for row in shown:
        cells = (f"<td{_class(n)}>{_cell(value)}</td>" for value, n in zip(row, numeric, strict=True))
        parts.append(f"<tr>{''.join(cells)}</tr>")
    parts.append("</tbody></table>")
    if len(shown) < len(rows):
        parts.append(f'<p class="lead">and {len(rows) - len(shown)} more</p>')
    return Markup("".join(parts))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _class(numeric: bool) -> str:
    return ' class="num"' if numeric else ""


def _cell(value: Any) -> Markup:
    if value is None:
        return Markup("–")
    if isinstance(value, bool):
        return Markup("yes" if value else "no")
    if isinstance(value, int):
        return Markup(f"{value:,}".replace(",", " "))
    if isinstance(value, float):
        return Markup(f"{value:.4g}" if abs(value) < 1e5 else f"{value:,.0f}".replace(",", " "))
    return escape(value)
