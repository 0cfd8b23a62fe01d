"""Inline text: `**bold**` and `{placeholders}` in a message, nothing else; and the characters that no text may hold."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

# The facts that a text may name.
FACTS = ("place", "partnership", "website", "email", "phone", "contact_name", "date")
# Filled by the program that shows the page, in the label of a page number only.
PAGES = ("page", "pages")
TOKEN = re.compile(r"\*\*|\{([a-z_]+)\}")
# U+061C, 200E-F, 202A-E, 2066-9: Unicode bidirectional controls; a text's direction comes from its language.
# U+00AD, 200B, 2060, FEFF break words; U+2028-9 break lines; U+E0000-E007F are tags; D800-DFFF stand alone nowhere.
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)


class Span(NamedTuple):
    """A stretch of a message: its words, or the placeholder that stands there; and whether it is bold."""

    text: str
    bold: bool = False
    placeholder: str = ""


def parse(text: str) -> tuple[Span, ...]:
    """Return the spans of a message; a placeholder becomes a span without words."""
    spans: list[Span] = []
    bold, end = False, 0
    for token in TOKEN.finditer(text):
        spans.append(Span(text[end : token.start()], bold))
        end = token.end()
        if token[0] == "**":
            bold = not bold
        else:
            spans.append(Span("", bold, token[1]))
    spans.append(Span(text[end:], bold))
    return tuple(span for span in spans if span.text or span.placeholder)


def placeholders(text: str) -> Counter[str]:
    """Return how often each `{placeholder}` stands in the text."""
    return Counter(match[1] for match in TOKEN.finditer(text) if match[1])


def problems(text: str, known: tuple[str, ...] = FACTS) -> list[str]:
    """Return what is wrong with a message's own marks, each with its cure; empty where all is well."""
    found = [
        f"the placeholder {{{name}}} is not known; use one of {', '.join(f'{{{fact}}}' for fact in known)}"
        for name in placeholders(text)
        if name not in known
    ]
    rest = TOKEN.sub("", text)
    if "{" in rest or "}" in rest:
        found.append("a brace stands alone; write placeholders as {website}, and no other braces")
    if text.count("**") % 2:
        found.append("bold is opened but not closed; put ** before and after the bold words")
    return found


def forbidden(text: str) -> Iterator[tuple[int, str]]:
    """Yield line and sentence for each invisible character, and for each line that is not in NFC."""
    yield from invisible(text)
    for number, line in enumerate(text.split("\n"), 1):
        if not unicodedata.is_normalized("NFC", line):
            yield number, "an accented letter is written as two characters; type the line again or save it as NFC"


def invisible(text: str) -> Iterator[tuple[int, str]]:
    """Yield line and sentence for each control, bidi-control, tag or unpaired character."""
    for number, line in enumerate(text.split("\n"), 1):
        for character in sorted(set(FORBIDDEN.findall(line))):
            name = unicodedata.name(character, "control character").lower()
            yield number, f"the invisible character U+{ord(character):04X} ({name}) is not allowed; delete it"
