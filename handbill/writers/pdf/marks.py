"""What stands outside the bleed of a press sheet: crop marks, fold marks and the slug line, on every plate."""

from collections.abc import Iterator, Mapping
from typing import Any

import pydyf

from handbill.writers.pdf.render import px

PX_PER_POINT = 96 / 72
# The name under which the finisher declares the colorant /All (ISO 32000-1, 8.6.6.4): marks print on every plate.
REGISTRATION = "reg"
Line = tuple[float, float, float, float]


def paint(stream: Any, width: float, height: float, folds: list[float], press: Mapping[str, Any], slug: Any) -> None:
    """Paint the marks and the slug line of a sheet, as artifacts; lengths of the sheet in CSS pixels."""
    kept, stream._tags = stream._tags, None
    if kept is not None:
        pydyf.Stream.begin_marked_content(stream, "Artifact")
    with stream.stacked():
        stream.set_color_space(REGISTRATION, True)
        stream.set_color_special(None, True, 1)
        stream.set_line_width(press["mark_width"] * PX_PER_POINT)
        _draw(stream, crop_marks(width, height, press), ())
        _draw(stream, fold_marks(height, folds, press), (3, 3))
    with stream.stacked():
        stream.transform(e=px(press["slug"]), f=height + px(press["mark_gap"]))
        slug.paint(stream, 1)
    if kept is not None:
        pydyf.Stream.end_marked_content(stream)
    stream._tags = kept


def crop_marks(width: float, height: float, press: Mapping[str, Any]) -> Iterator[Line]:
    """Yield the two marks at each corner of the trim."""
    near, far = px(press["mark_gap"]), px(press["mark_gap"] + press["mark_length"])
    for x, outward in ((0, -1), (width, 1)):
        for y, away in ((0, -1), (height, 1)):
            yield x, y + away * near, x, y + away * far
            yield x + outward * near, y, x + outward * far, y


def fold_marks(height: float, folds: list[float], press: Mapping[str, Any]) -> Iterator[Line]:
    """Yield a mark above and below the trim for each fold."""
    near, far = px(press["mark_gap"]), px(press["mark_gap"] + press["mark_length"])
    for x in folds:
        yield x, -near, x, -far
        yield x, height + near, x, height + far


def _draw(stream: Any, lines: Iterator[Line], dash: tuple[int, ...]) -> None:
    stream.set_dash(list(dash), 0)
    for x1, y1, x2, y2 in lines:
        stream.move_to(x1, y1)
        stream.line_to(x2, y2)
        stream.stroke()
