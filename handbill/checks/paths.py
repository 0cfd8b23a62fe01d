"""A path while a page draws it (ISO 32000-1, 8.5): its pieces, and the boxes that they fill."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from handbill.checks import geometry
from handbill.checks.geometry import Box, Matrix


class Piece(NamedTuple):
    """A part of a path that is drawn in one go: the matrix that it is drawn by, and its points: x, y, x, y and so
    on.
    """

    matrix: Matrix
    values: list[float]


@dataclass
class Path:
    """A path while it is drawn: its pieces, which of them are curved, and whether it is to clip."""

    pieces: list[Piece] = field(default_factory=list)
    curved: set[int] = field(default_factory=set)
    clips: bool = False

    def add(self, matrix: Matrix, operands: Any, new: bool = False) -> None:
        if new or not self.pieces:
            self.pieces.append(Piece(matrix, []))
        self.pieces[-1].values.extend(map(float, operands))

    @cached_property
    def boxes(self) -> tuple[Box | None, ...]:
        """Return the box of each piece of the finished path; None of one without points."""
        return tuple(geometry.around(piece.values, piece.matrix) if piece.values else None for piece in self.pieces)

    @cached_property
    def around(self) -> Box | None:
        """Return the box around the finished path; None where it has no points."""
        boxes = [box for box in self.boxes if box]
        return geometry.bounds(point for box in boxes for point in (box[:2], box[2:])) if boxes else None

    def straight(self) -> tuple[Box, ...]:
        """Return the boxes of the pieces that draw something and have no curve."""
        drawn = (at for at, piece in enumerate(self.pieces) if len(piece.values) > 2 and at not in self.curved)
        return tuple(box for at in drawn if (box := self.boxes[at]))


def _curve(path: Path, matrix: Matrix, operands: Any) -> None:
    path.add(matrix, operands)
    path.curved.add(len(path.pieces) - 1)


def _rectangle(path: Path, matrix: Matrix, operands: Any) -> None:
    x, y, width, height = (float(item) for item in operands)
    path.add(matrix, (x, y, x + width, y, x + width, y + height, x, y + height), new=True)


def _clip(path: Path, _: Matrix, __: Any) -> None:
    path.clips = True


DRAWN: Mapping[str, Callable[[Path, Matrix, Any], None]] = {
    "m": lambda path, matrix, operands: path.add(matrix, operands, new=True),
    "l": lambda path, matrix, operands: path.add(matrix, operands),
    "c": _curve,
    "v": _curve,
    "y": _curve,
    "re": _rectangle,
    "W": _clip,
    "W*": _clip,
}
# Whether an operator that ends a path fills it, and whether it strokes it.
ENDS: Mapping[str, tuple[bool, bool]] = {
    **dict.fromkeys(("f", "F", "f*"), (True, False)),
    **dict.fromkeys(("B", "B*", "b", "b*"), (True, True)),
    **dict.fromkeys(("S", "s"), (False, True)),
    "n": (False, False),
}
