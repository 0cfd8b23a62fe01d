"""Answers at once what WeasyPrint asks most often of boxes that nothing floats beside."""

from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import float as floats

from handbill.engine.changes import Change, Function


def _in_flow(original: Function) -> Function:
    """Return what says whether a box stands in the normal flow."""

    def in_flow(self: Any) -> bool:
        style = self.style
        return (style["float"] == "none" and style["position"] == "static") or original(self)

    return in_flow


def _avoid(original: Function) -> Function:
    """Return what finds the room for a line: all of its block's, where nothing floats."""

    def avoid(context: Any, box: Any, block: Any, outer: bool = True) -> tuple[float, float, float]:
        if outer or context.excluded_shapes or type(box) is not boxes.LineBox:
            return original(context, box, block, outer)
        left = block.content_box_x() + box.margin_left
        right = block.content_box_x() + block.width - box.margin_right
        start = right if block.style["direction"] == "rtl" else left
        return start - box.margin_left, box.border_box_y() - box.margin_top, right - left

    return avoid


CHANGES = (
    Change(boxes.Box, "is_in_normal_flow", _in_flow),
    Change(floats, "avoid_collisions", _avoid),
)
