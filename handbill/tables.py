"""TOML from whoever sends it: read within bounds, so that no file takes long or fills the memory."""

import re
import tomllib
from typing import Any

# In characters; entries, headings and lists; and dots a line: a key of many parts takes the square of their number.
MOST_CHARACTERS, MOST_MARKS, MOST_DOTS = 1_000_000, 20_000, 50
MARK = re.compile(r"[=\[]")
# Python writes out no number of more than 4,300 digits, and TOML has none of more than 64 bits (1.0.0, “Integer”).
ENDLESS = re.compile(r"\b0[xob][0-9A-Fa-f_]{100}")


def loads(text: str) -> dict[str, Any]:
    """Return the table in a TOML text; raise tomllib.TOMLDecodeError also for one that is too large, too crowded or
    nested too deep to be read.
    """
    _bounded(text)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise
    except (RecursionError, ValueError) as error:
        # tomllib lets through what Python says of a number of thousands of digits, and of its own stack.
        raise tomllib.TOMLDecodeError("Nested too deep, or a number too long") from error


def _bounded(text: str) -> None:
    if len(text) > MOST_CHARACTERS:
        raise tomllib.TOMLDecodeError(f"More than {MOST_CHARACTERS:,} characters")
    if sum(1 for _ in MARK.finditer(text)) > MOST_MARKS:
        raise tomllib.TOMLDecodeError(f"More than {MOST_MARKS:,} entries")
    for number, line in enumerate(text.split("\n"), 1):
        if line.count(".") > MOST_DOTS:
            raise tomllib.TOMLDecodeError(f"More than {MOST_DOTS} dots (at line {number}, column 1)")
        if ENDLESS.search(line):
            raise tomllib.TOMLDecodeError(f"A number too long (at line {number}, column 1)")
