"""Self-contained report pages: one HTML file with inline style, charts and images; no script, no address.

The page, its tables and its charts follow the reader's light or dark setting and print well.
"""

from scenewright.pages.chart import SERIES_COLORS, chart_svg
from scenewright.pages.contact_sheet import SheetBox, contact_sheet
from scenewright.pages.image import inline_image
from scenewright.pages.page import Section, render_page
from scenewright.pages.parts import badge, figures_html, list_html, note_html
from scenewright.pages.table import table_html

__all__ = [
    "SERIES_COLORS",
    "Section",
    "SheetBox",
    "badge",
    "chart_svg",
    "contact_sheet",
    "figures_html",
    "inline_image",
    "list_html",
    "note_html",
    "render_page",
    "table_html",
]
