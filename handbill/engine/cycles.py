"""Lets what was laid out go as soon as nobody has it any more.

WeasyPrint's layouts hold themselves in circles. Python looks for those from time to time only: a worker would hold the
layouts of documents that it made long ago.
"""

from collections.abc import Iterator
from functools import partial
from typing import Any
from weakref import proxy, ref

from weasyprint import css, layout, svg

from handbill.engine.changes import Change, Function


class _Anonymous:
    """The style of the boxes in an element that no element makes; it holds the element's style, which only knows it."""

    def __init__(self, _: Any) -> None:
        """Take the place of what WeasyPrint keeps for good."""

    def __get__(self, style: Any, kind: type | None = None) -> Any:
        made = vars(style)["anonymous"]() if "anonymous" in vars(style) else None
        if made is None:
            made = css.AnonymousStyle(style)
            vars(style)["anonymous"] = ref(made)
        return made


def _weakly(name: str) -> Any:
    """Return the change by which an object that was just made knows itself, or its owner, without holding it."""

    def around(original: Function) -> Function:
        def begin(self: Any, *given: Any) -> None:
            original(self, *given)
            setattr(self, name, proxy(getattr(self, name)))

        return begin

    return around


def _begin(original: Function) -> Function:
    """Return what begins a layout; its reader of images knows the layout without holding it."""

    def begin(self: Any, style_for: Any, read: Any, *others: Any) -> None:
        original(self, style_for, read, *others)
        self.get_image_from_uri = partial(read, context=proxy(self))

    return begin


def _lay_out(original: Function) -> Function:
    """Return what lays a document out: its pages hold the layout, which reads images when they are drawn, and no longer
    the other way round.
    """

    def lay_out(html: Any, root_box: Any, context: Any, *others: Any) -> Iterator[Any]:
        for page in original(html, root_box, context, *others):
            page.context = context
            yield page
        context.current_footnote_area = None
        vars(context).pop("set", None)

    return lay_out


CHANGES = (
    Change(css.Style, "anonymous_style", _Anonymous),
    Change(css.InitialStyle, "__init__", _weakly("specified")),
    Change(css.AnonymousStyle, "__init__", _weakly("specified")),
    Change(svg.LazyDefs, "__init__", _weakly("_svg")),
    Change(layout.LayoutContext, "__init__", _begin),
    Change(layout, "layout_document", _lay_out),
)
