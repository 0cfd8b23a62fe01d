"""Sets a line of a paragraph once; where it is asked for again, moves a copy of it to its place.

WeasyPrint lays out what stands in grids and flexible boxes several times, to learn how high it is.
"""

from typing import Any, NamedTuple

from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline

from handbill.engine.changes import Change, Function


class Set(NamedTuple):
    """A line that was set, untouched by what came after; where the next begins; and where it and its paragraph
    stood, in CSS pixels.
    """

    line: Any
    resume_at: Any
    left: float
    top: float
    paragraph: dict[str, float]


PLACED = ("position_x", "width", "height")


def _next(original: Function) -> Function:
    """Return what sets the next line of a paragraph, and remembers it by all that decides it but its place."""

    def next_line(context: Any, box: Any, top: float, bottom: float, skip: Any, block: Any, *others: Any) -> Any:
        signature = _kept(box) if _alone(context, others) else None
        if signature is None:
            return original(context, box, top, bottom, skip, block, *others)
        # Kept with the layout: what styles hold would hold them too.
        known = vars(context).setdefault("set", {})
        key = (signature, repr(skip), block.width, block.style["direction"], box.text_indent)
        if key in known:
            return _moved(known[key], box, block.content_box_x(), top)
        line, resume_at = original(context, box, top, bottom, skip, block, *others)
        if line is not None:
            place = {name: vars(box)[name] for name in PLACED}
            known[key] = Set(line.deepcopy(), resume_at, block.content_box_x(), line.position_y, place)
        return line, resume_at

    return next_line


def _alone(context: Any, others: tuple[Any, ...]) -> bool:
    """Return whether no floating box stands beside the lines, and no first line or letter has a style of its own."""
    return not (context.excluded_shapes or context.footnotes or any(others[2:]))


def _moved(known: Set, box: Any, left: float, top: float) -> tuple[Any, Any]:
    line = known.line.deepcopy()
    line.translate(left - known.left, top - known.top)
    line.position_y = box.position_y = top
    vars(box).update(known.paragraph)
    box.position_x += left - known.left
    return line, known.resume_at


def _kept(box: Any) -> tuple[Any, ...] | None:
    """Return the signature of a paragraph, which is kept with it; copies of it may have other children."""
    children, found = vars(box).get("signature", (None, None))
    if children is not box.children:
        found = _signature(box)
        vars(box)["signature"] = (box.children, found)
    return found


def _signature(box: Any) -> tuple[Any, ...] | None:
    """Return what tells a stretch of text from others, its styles and elements too; None where it holds more than
    text.
    """
    if isinstance(box, boxes.TextBox):
        return id(box.style), id(box.element), box.text
    if type(box) not in (boxes.LineBox, boxes.InlineBox):
        return None
    parts = tuple(_signature(child) for child in box.children if child.is_in_normal_flow())
    if len(parts) < len(box.children) or None in parts:
        return None
    return id(box.style), id(box.element), parts


CHANGES = (Change(inline, "get_next_linebox", _next),)
