"""The style parts: the texts of styles/word/ with their $names filled in for one language and edition."""

import re
from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import quoteattr

from handbill.errors import HandbillError
from handbill.model import Design, Document
from handbill.writers.word import scripts
from handbill.writers.word.sheet import text_width

NAME = re.compile(r"\$([a-z_]*)")
# Word counts type in half points and lines in 240ths.
HALF_POINTS, LINE = 2, 240


def fill(document: Document, design: Design) -> dict[str, bytes]:
    """Return the bytes of each part; raise HandbillError for a $name that nothing fills."""
    values = _values(document, design.measures)
    return {name: _filled(name, part, values).encode() for name, part in design.parts.items()}


def _filled(name: str, part: str, values: Mapping[str, str]) -> str:
    def value(match: re.Match[str]) -> str:
        if match[1] in values:
            return quoteattr(values[match[1]], {'"': "&quot;"})[1:-1]
        line = part.count("\n", 0, match.start()) + 1
        known = ", ".join(sorted(values))
        raise HandbillError(f"styles/word/{name}:{line}: nothing fills “{match[0]}”; use one of {known}")

    return NAME.sub(value, part)


def _values(document: Document, measures: Mapping[str, Any]) -> dict[str, str]:
    language = document.language
    row = scripts.row(language, measures)
    faces = {f"{kind}_face": row[kind] for kind in ("latin", "complex", "east_asian")}
    layout = {
        "line": str(round(row["line"] * LINE)),
        "bidi": str(int(language.direction == "rtl")),
        "latin_gap": str(int(row["latin_gap"])),
        "text_width": text_width(measures),
    }
    return layout | faces | scripts.tags(language, measures) | _sizes(row, measures) | _colors(document, measures)


def _sizes(row: Mapping[str, Any], measures: Mapping[str, Any]) -> dict[str, str]:
    sizes = measures["sizes"]
    plain = {name: str(round(points * HALF_POINTS)) for name, points in sizes.items()}
    raised = {f"{name}_complex": str(round((points + row["raise_pt"]) * HALF_POINTS)) for name, points in sizes.items()}
    return plain | raised


def _colors(document: Document, measures: Mapping[str, Any]) -> dict[str, str]:
    wanted = measures["edition_colors"]
    own = {name: document.colors[key].rgb for name, key in wanted.items() if key in document.colors}
    return {name: rgb.removeprefix("#").upper() for name, rgb in (measures["colors"] | own).items()}
