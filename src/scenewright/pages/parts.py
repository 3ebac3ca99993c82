"""Small parts of a page: a badge, key figures, a note, a list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

__all__ = ["TONES", "badge", "figures_html", "list_html", "note_html"]

TONES = ("", "good", "bad", "warn")
_FIGURE = Markup('<div class="figure"><div class="label">{}</div><div class="value">{}</div>{}</div>')


def badge(text: str, tone: str = "") -> Markup:
    """A word in a pill. `tone` is one of `TONES`."""
    return Markup('<span class="badge {}">{}</span>').format(_tone(tone), text)


def figures_html(figures: Iterable[Sequence[str]]) -> Markup:
    """Key figures side by side: (label, value) or (label, value, detail), plain text."""
    cells = []
    for label, value, *rest in figures:
        detail = Markup('<div class="detail">{}</div>').format(rest[0]) if rest and rest[0] else Markup("")
        cells.append(
            Markup(
                '<div class="figure"><div class="label">{}</div><div class="value">{}</div>{}</div>'
            ).format(label, value, detail)
        )
    return Markup('<div class="figures">{}</div>').format(Markup("").join(cells))


def note_html(text: str, tone: str = "") -> Markup:
    """A paragraph set apart; plain text or `Markup`."""
    return Markup('<p class="note {}">{}</p>').format(_tone(tone), text)


def list_html(items: Iterable[str]) -> Markup:
    """A bulleted list; plain text or `Markup` items."""
    return Markup("<ul>{}</ul>").format(
        Markup("").join(Markup("<li>{}</li>").format(escape(i)) for i in items)
    )


def _tone(tone: str) -> str:
    if tone not in TONES:
        raise ValueError(f"expected a tone of {TONES}, found {tone!r}")
    return tone
