"""Boxes and matrices in the plane of a page, lengths in points."""

from collections.abc import Iterable
from math import hypot

MM_PER_POINT = 25.4 / 72
INCH = 72.0
Point = tuple[float, float]
# Left, bottom, right, top.
Box = tuple[float, float, float, float]
# a, b, c, d, e, f of ISO 32000-1, 8.3.4.
Matrix = tuple[float, float, float, float, float, float]

SAME: Matrix = (1, 0, 0, 1, 0, 0)
EVERYWHERE: Box = (-1e9, -1e9, 1e9, 1e9)


def times(first: Matrix, then: Matrix) -> Matrix:
    """Return the matrix that does the one and then the other."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def moved(matrix: Matrix, x: float, y: float) -> Point:
    """Return where the matrix puts a point."""
    a, b, c, d, e, f = matrix
    return (a * x + c * y + e, b * x + d * y + f)


def bounds(points: Iterable[Point]) -> Box:
    """Return the box around some points, at least one."""
    across, up = zip(*points, strict=True)
    return (min(across), min(up), max(across), max(up))


def mapped(box: Box, matrix: Matrix) -> Box:
    """Return the box around where the matrix puts a box."""
    left, bottom, right, top = box
    return bounds(moved(matrix, x, y) for x in (left, right) for y in (bottom, top))


def around(values: list[float], matrix: Matrix) -> Box:
    """Return the box around where the matrix puts some points, given as x, y, x, y and so on."""
    _, b, c, _, _, _ = matrix
    across, up = values[::2], values[1::2]
    if not b and not c:
        return mapped((min(across), min(up), max(across), max(up)), matrix)
    return bounds(moved(matrix, x, y) for x, y in zip(across, up, strict=True))


def common(one: Box, other: Box) -> Box | None:
    """Return what two boxes share, be it a line; None where they are apart."""
    left, bottom = max(one[0], other[0]), max(one[1], other[1])
    right, top = min(one[2], other[2]), min(one[3], other[3])
    return (left, bottom, right, top) if left <= right and bottom <= top else None


def overlaps(one: Box, other: Box, by: float = 0.0) -> bool:
    """Return whether two boxes share more than an edge that is `by` wide."""
    shared = common(one, other)
    return shared is not None and shared[2] - shared[0] >= by and shared[3] - shared[1] >= by


def covers(outer: Box, inner: Box, slack: float = 0.0) -> bool:
    """Return whether a box holds another, or misses it by no more than the slack on a side."""
    left, bottom, right, top = inner
    low = outer[0] <= left + slack and outer[1] <= bottom + slack
    return low and outer[2] >= right - slack and outer[3] >= top - slack


def grown(box: Box, by: float) -> Box:
    left, bottom, right, top = box
    return (left - by, bottom - by, right + by, top + by)


def sides(box: Box) -> Point:
    """Return width and height."""
    return (box[2] - box[0], box[3] - box[1])


def scale(matrix: Matrix) -> float:
    """Return the smaller of the two lengths that a unit has after the matrix."""
    return min(lengths(matrix))


def lengths(matrix: Matrix) -> Point:
    """Return how long a unit across and a unit up are after the matrix."""
    return (hypot(*matrix[:2]), hypot(*matrix[2:4]))


def height(matrix: Matrix) -> float:
    """Return how high a unit square stands on its own base line after the matrix, slant and turn not counted."""
    a, b, c, d, _, _ = matrix
    return abs(a * d - b * c) / (hypot(a, b) or 1)
