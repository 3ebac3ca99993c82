"""Images inside the page, as data addresses."""

from __future__ import annotations

import base64

from markupsafe import Markup

__all__ = ["inline_image"]


def inline_image(
    data: bytes, mime: str, *, alt: str = "", caption: str = "", width_px: int | None = None
) -> Markup:
    """A `<figure>` with the image inside it. `mime` as `image/png`; `width_px` is the shown width."""
    if not mime.startswith("image/"):
        raise ValueError(f"expected an image type such as 'image/png', found {mime!r}")
    address = f"data:{mime};base64,{base64.b64encode(data).decode('ascii')}"
    width = Markup(' width="{}"').format(width_px) if width_px else Markup("")
    label = Markup("<figcaption>{}</figcaption>").format(caption) if caption else Markup("")
    return Markup('<figure class="image"><img src="{}" alt="{}"{}>{}</figure>').format(
        address, alt or caption, width, label
    )
