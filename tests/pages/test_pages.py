"""Pages are self-contained, escaped, repeatable, and follow light and dark."""

from __future__ import annotations

from html.parser import HTMLParser

import altair as alt
import cv2
import numpy as np
import pytest
from markupsafe import Markup

from scenewright.pages import (
    SERIES_COLORS,
    Section,
    SheetBox,
    badge,
    chart_svg,
    contact_sheet,
    figures_html,
    inline_image,
    list_html,
    note_html,
    render_page,
    table_html,
)


def bar_chart() -> alt.Chart:
    rows = [{"bucket": "night", "share": 0.2}, {"bucket": "day", "share": 0.8}]
    return alt.Chart(alt.Data(values=rows)).mark_bar().encode(x="share:Q", y="bucket:N")


class Balance(HTMLParser):
    """Checks that every element is closed, in order."""

    VOID = frozenset({"meta", "img", "br", "link"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.VOID:
            self.open.append(tag)
        self.ids += [value or "" for name, value in attrs if name == "id"]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids += [value or "" for name, value in attrs if name == "id"]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def whole_page() -> str:
    png = contact_sheet([np.zeros((8, 8, 3), np.uint8)], [[(1, 1, 4, 4)]], 1)
    return render_page(
        "Coverage <of> it",
        [
            Section(
                "First", table_html(["name", "n"], [["<b>x</b>", 3], ["y", None]]) + chart_svg(bar_chart())
            ),
            Section(
                "First", chart_svg(bar_chart(), title="shares") + inline_image(png, "image/png", alt="sheet")
            ),
            Section(
                "Third",
                figures_html([("frames", "1 200", "of 2 000")]) + note_html("careful", "warn"),
                "lead",
            ),
        ],
        subtitle="a & b",
        facts={"root": "ab" * 32},
        status=badge("passed", "good"),
    )


def test_a_page_is_well_formed_and_self_contained() -> None:
    page = whole_page()
    for address in ("http:", "https:", 'src="/', "<script", "<link", "@import", "url(http"):
        assert address not in page
    parser = Balance()
    parser.feed(page)
    assert parser.open == []
    assert {"first", "first-2", "third"} <= set(parser.ids)


def test_text_is_escaped_and_markup_is_kept() -> None:
    page = whole_page()
    assert "Coverage &lt;of&gt; it" in page
    assert "&lt;b&gt;x&lt;/b&gt;" in page
    assert '<span class="badge good">passed</span>' in page
    assert table_html(["a"], [[Markup("<i>k</i>")]]).count("<i>k</i>") == 1
    assert "&lt;i&gt;" in list_html(["<i>"])
    assert "a &amp; b" in page


def test_pages_are_repeatable() -> None:
    assert whole_page() == whole_page()


def test_charts_take_their_colours_from_the_page() -> None:
    svg = chart_svg(bar_chart())
    assert "var(--series-1)" in svg and "var(--ink-2)" in svg
    assert SERIES_COLORS[0] not in svg and "xmlns" not in svg


def test_a_table_says_what_it_leaves_out_and_refuses_ragged_rows() -> None:
    html = table_html(["n"], [[i] for i in range(30)], most=20)
    assert html.count("<tr>") == 21 and "and 10 more" in html
    with pytest.raises(ValueError, match="expected 1 cells in row 0, found 2"):
        table_html(["n"], [[1, 2]])


def test_tones_are_a_closed_set() -> None:
    with pytest.raises(ValueError, match="tone"):
        badge("x", "purple")


def test_an_image_needs_an_image_type() -> None:
    with pytest.raises(ValueError, match="image/png"):
        inline_image(b"x", "text/html")


def test_a_contact_sheet_places_images_and_boxes() -> None:
    white = np.full((32, 16, 3), 255, np.uint8)
    red = np.zeros((16, 16, 3), np.uint8)
    red[..., 0] = 255
    ok, jpeg = cv2.imencode(".png", red[..., ::-1])
    assert ok
    sheet = contact_sheet([white, jpeg.tobytes(), b"broken"], [[(4, 8, 8, 16)], [], []], 2, cell_px=64)
    image = cv2.imdecode(np.frombuffer(sheet, np.uint8), cv2.IMREAD_COLOR)[..., ::-1]
    assert image.shape == (2 * 70 + 6, 2 * 70 + 6, 3)
    assert tuple(image[38, 38]) == (255, 255, 255)
    # The white image is 32 wide on the sheet and starts 16 in; the box's corner is at twice (4, 8).
    assert tuple(image[6 + 16, 6 + 16 + 8]) == (0x18, 0xC6, 0xFF)
    assert tuple(image[38, 6 + 70 + 32]) == (255, 0, 0)
    assert contact_sheet([], [], 4)


def test_a_contact_sheet_refuses_lengths_that_disagree() -> None:
    with pytest.raises(ValueError, match="expected 0 or 1 boxes, found 2"):
        contact_sheet([np.zeros((4, 4, 3), np.uint8)], [[], []], 1)
    assert SheetBox(0, 0, 1, 1).color.startswith("#")
