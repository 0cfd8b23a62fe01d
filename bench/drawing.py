"""Draws the plot of docs/performance.md: what languages cost, both scales logarithmic; text stays text."""

from html import escape
from math import log10
from pathlib import Path

WIDTH, HEIGHT = 760, 440
LEFT, RIGHT, TOP, BOTTOM = 60, 270, 30, 50
# Of the lines, in their order: colours that people who confuse red and green can tell apart (Okabe and Ito, 2008).
COLORS = ("#0072b2", "#56b4e9", "#009e73", "#d55e00", "#cc79a7", "#000000", "#e69f00")
# Least distance of two names, in pixels.
APART = 16
Lines = dict[str, list[tuple[int, float]]]


def write(path: Path, lines: Lines) -> None:
    """Write the plot of each line's points: languages, and seconds of the processor."""
    seconds = [second for points in lines.values() for _, second in points]
    low, high = 10 ** _floor(min(seconds)), 10 ** (_floor(max(seconds)) + 1)
    parts = [*_axes(low, high), *_drawn(lines, low, high)]
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif"'
    title = "<title>Processor time by the number of languages</title>"
    back = f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>'
    path.write_text("\n".join((f'{head} font-size="13">', title, back, *parts, "</svg>")) + "\n", "utf-8")


def _floor(value: float) -> int:
    return int(log10(value) // 1)


def _x(many: float) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * log10(many) / 2


def _y(seconds: float, low: float, high: float) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * log10(seconds / low) / log10(high / low)


def _axes(low: float, high: float) -> list[str]:
    """Return the grid with its numbers, and what they count."""
    parts, right = [], WIDTH - RIGHT
    for exponent in range(_floor(low), _floor(high) + 1):
        y = _y(10.0**exponent, low, high)
        parts.append(f'<line x1="{LEFT}" x2="{right}" y1="{y:.1f}" y2="{y:.1f}" stroke="#ccc"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{10.0**exponent:g}</text>')
    for many in (1, 12, 100):
        parts.append(f'<text x="{_x(many):.1f}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">{many}</text>')
    middle = (LEFT + right) / 2
    parts.append(f'<text x="{middle}" y="{HEIGHT - 8}" text-anchor="middle">languages, five outputs each</text>')
    parts.append(f'<text x="{LEFT - 40}" y="18">seconds of the processor</text>')
    return parts


def _drawn(lines: Lines, low: float, high: float) -> list[str]:
    """Return the lines, each with its name at its end; names that would touch are set apart."""
    parts, last = [], float("inf")
    ends = sorted(lines.items(), key=lambda line: -line[1][-1][1] * 12 / line[1][-1][0])
    places = sorted(ends, key=lambda line: line[1][-1][1])
    for name, points in places:
        color = COLORS[list(lines).index(name) % len(COLORS)]
        at = [(_x(many), _y(seconds, low, high)) for many, seconds in points]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in at)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{color}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{color}"/>' for x, y in at]
        last = min(at[-1][1] + 4, last - APART)
        parts.append(f'<text x="{WIDTH - RIGHT + 14}" y="{last:.1f}" fill="{color}">{escape(name)}</text>')
    return parts
