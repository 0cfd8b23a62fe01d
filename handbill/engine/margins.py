"""Makes no boxes in the margins of a page where no rule puts something there."""

from collections.abc import Iterable
from typing import Any

from weasyprint.css import PAGE_MARGIN_BOXES
from weasyprint.layout import page as pages

from handbill.engine.changes import Change, Function

PLACES = tuple(f"@{name}" for name in sorted(PAGE_MARGIN_BOXES))


def _make(original: Function) -> Function:
    """Return what makes the boxes in the margins of a page: sixteen that nobody sees, where none holds anything."""

    def make(context: Any, page: Any, state: Any) -> Iterable[Any]:
        styles = (context.style_for(page.page_type, place) for place in PLACES)
        filled = any(style is not None and "content" in style.cascaded for style in styles)
        return original(context, page, state) if filled else ()

    return make


CHANGES = (Change(pages, "make_margin_boxes", _make),)
