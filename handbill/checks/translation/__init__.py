"""Checks of translations: a table of what may be wrong with one, each with its severity and the flag that ignores it.

An error keeps a translation from being printed; a warning is listed for a person to look at.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from handbill.checks.translation import habits, marks, scripts
from handbill.checks.translation.text import Finding, Sent, Severity, Text

__all__ = ["CHECKS", "Check", "Finding", "Sent", "Severity", "Text", "check", "errors"]


class Check(NamedTuple):
    """A check: its severity, the flags in a catalog that ignore it for a message, and what finds its faults."""

    severity: Severity
    flags: tuple[str, ...]
    find: Callable[[Text], Iterator[str]]


# The flags are Weblate's where it has one. What would print a hole or a hidden character is never ignored.
ENDINGS = tuple(f"ignore-end-{mark}" for mark in ("stop", "question", "colon", "semicolon", "exclamation"))
SPACES = ("ignore-double-space", "ignore-begin-space", "ignore-end-space")
CHECKS: dict[str, Check] = {
    "text-placeholders": Check("error", ("ignore-placeholders",), marks.placeholders),
    "text-braces": Check("error", (), marks.braces),
    "text-bold": Check("error", ("ignore-md-syntax",), marks.bold),
    "text-markup": Check("error", ("ignore-xml-tags",), marks.markup),
    "text-addresses": Check("error", ("ignore-url",), marks.addresses),
    "text-invisible": Check("error", (), marks.invisible),
    "text-lines": Check("error", ("ignore-newline-count",), marks.lines),
    "text-homoglyphs": Check("error", ("ignore-homoglyphs",), scripts.mixed),
    "text-script": Check("error", ("ignore-script",), scripts.foreign),
    "text-direction": Check("error", ("ignore-direction",), scripts.turned),
    "text-budget": Check("error", ("ignore-max-length",), marks.budget),
    "text-numbers": Check("warning", ("ignore-numbers",), habits.numbers),
    "text-same": Check("warning", ("ignore-same",), habits.same),
    "text-stop": Check("warning", ENDINGS, habits.stop),
    "text-spaces": Check("warning", SPACES, habits.spaces),
    "text-french": Check("warning", ("ignore-punctuation-spacing",), habits.french),
    "text-punctuation": Check("warning", ("ignore-punctuation",), habits.punctuation),
    "text-length": Check("warning", ("ignore-length",), habits.length),
    "text-marks": Check("warning", ("ignore-direction-marks",), habits.direction_marks),
    "text-joiners": Check("warning", ("ignore-zero-width-space",), habits.joiners),
    "text-terms": Check("warning", ("ignore-check-glossary",), habits.terms),
}


ERRORS = {code: row for code, row in CHECKS.items() if row.severity == "error"}


def check(text: Text) -> list[Finding]:
    """Return what is wrong with a translation, errors first."""
    return list(_found(text, CHECKS))


# Each piece of a language asks it of the same texts.
@lru_cache(maxsize=4096)
def errors(text: Text) -> tuple[Finding, ...]:
    """Return what keeps a translation from being printed."""
    return tuple(_found(text, ERRORS))


def _found(text: Text, rows: Mapping[str, Check]) -> Iterator[Finding]:
    for code, row in rows.items():
        if not set(row.flags) & set(text.flags):
            yield from (Finding(row.severity, code, message) for message in row.find(text))
