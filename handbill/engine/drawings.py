"""Reads each path of a drawing once, however often it is drawn."""

import sys
from typing import Any

from handbill.engine.changes import Change, Function

# In `weasyprint.svg` the function of that name hides the module.
PATHS = sys.modules["weasyprint.svg.path"]
# Logos and QR codes of one edition; a worker goes from edition to edition.
KEPT = 64
Read = dict[tuple[Any, ...], tuple[list[Any], list[Any]]]


def _draw(original: Function) -> Function:
    """Return what draws a path, and remembers its operators and corners by all that decides them."""
    known: Read = {}

    def draw(drawing: Any, node: Any, font_size: float) -> None:
        key = (node.get("d", ""), font_size, drawing.inner_width, drawing.inner_height)
        if key not in known:
            known[key] = _read(original, drawing, node, font_size)
            if len(known) > KEPT:
                del known[next(iter(known))]
            return
        operators, corners = known[key]
        drawing.stream.stream.extend(operators)
        node.vertices.extend(corners)

    return draw


def _read(original: Function, drawing: Any, node: Any, font_size: float) -> tuple[list[Any], list[Any]]:
    """Draw a path, and return what it added."""
    stream, corners = drawing.stream.stream, node.vertices
    operators_before, corners_before = len(stream), len(corners)
    original(drawing, node, font_size)
    return stream[operators_before:], list(corners)[corners_before:]


CHANGES = (Change(PATHS, "path", _draw),)
