"""The page: a title, facts that say what it is about, and sections with a table of contents."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import jinja2
from markupsafe import Markup

__all__ = ["Section", "render_page"]


@dataclass(frozen=True)
class Section:
    """One section of a page."""

    title: str
    """Plain text; it is escaped."""
    html: str
    """Trusted HTML, as the other functions of `scenewright.pages` return it."""
    lead: str = ""
    """Plain text that says in a sentence or two what is shown and how to read it."""


def render_page(
    title: str,
    sections: Sequence[Section],
    *,
    subtitle: str = "",
    facts: Mapping[str, str] | None = None,
    status: str = "",
) -> str:
    """A whole HTML document without script and without any address outside itself.

    `facts` are shown under the title (long digests wrap); `status` is trusted HTML, as of `badge`. Equal
    arguments give equal text.
    """
    anchors = _anchors([section.title for section in sections])
    text: str = _template().render(
        title=title,
        subtitle=subtitle,
        facts=dict(facts or {}),
        status=Markup(status),
        sections=[
            {"title": s.title, "lead": s.lead, "html": Markup(s.html), "anchor": anchor}
            for s, anchor in zip(sections, anchors, strict=True)
        ],
    )
    return text


def _anchors(titles: Sequence[str]) -> list[str]:
    seen: dict[str, int] = {}
    anchors = []
    for title in titles:
        slug = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") or "section"
        seen[slug] = seen.get(slug, 0) + 1
        anchors.append(slug if seen[slug] == 1 else f"{slug}-{seen[slug]}")
    return anchors


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("scenewright.pages", "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    return environment.get_template("page.html")
