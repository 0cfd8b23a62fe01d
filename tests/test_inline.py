"""Inline marks: what is bold, what is a placeholder, what is a mistake, and which characters no text may hold."""

import unicodedata
from collections import Counter
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handbill import inline
from handbill.inline import Span

PARSED = [
    ("", ()),
    ("a", (Span("a"),)),
    ("**a**", (Span("a", True),)),
    ("a **b** c", (Span("a "), Span("b", True), Span(" c"))),
    ("a**b**c", (Span("a"), Span("b", True), Span("c"))),
    ("{place}", (Span("", False, "place"),)),
    ("{place}{email}", (Span("", False, "place"), Span("", False, "email"))),
    ("in {contact_name}!", (Span("in "), Span("", False, "contact_name"), Span("!"))),
    ("**in {place}**", (Span("in ", True), Span("", True, "place"))),
    ("**{place}** a", (Span("", True, "place"), Span(" a"))),
    ("****", ()),
    ("2 * 3", (Span("2 * 3"),)),
    ("{Place} {}", (Span("{Place} {}"),)),
    ("{{place}}", (Span("{"), Span("", False, "place"), Span("}"))),
    ("**a", (Span("a", True),)),
    ("<b>&amp;</b>", (Span("<b>&amp;</b>"),)),
]


@pytest.mark.parametrize(("text", "spans"), PARSED)
def test_spans(text: str, spans: tuple[Span, ...]) -> None:
    assert inline.parse(text) == spans


PLACEHOLDERS = [
    ("", {}),
    ("{place}", {"place": 1}),
    ("{place}, {email}, {place}", {"place": 2, "email": 1}),
    ("**{place}**", {"place": 1}),
    ("{who}", {"who": 1}),
    ("{Place} { place } {}", {}),
]


@pytest.mark.parametrize(("text", "counts"), PLACEHOLDERS)
def test_placeholders_are_counted(text: str, counts: dict[str, int]) -> None:
    assert inline.placeholders(text) == Counter(counts)


UNKNOWN, BRACE, BOLD = "is not known", "a brace stands alone", "bold is opened but not closed"
PROBLEMS = [
    ("", []),
    ("a **b** {place}", []),
    ("".join(f"{{{fact}}}" for fact in inline.FACTS), []),
    ("{who}", [UNKNOWN]),
    ("{who} {who} {what}", [UNKNOWN, UNKNOWN]),
    ("{", [BRACE]),
    ("}", [BRACE]),
    ("{Place}", [BRACE]),
    ("{ place }", [BRACE]),
    ("{place", [BRACE]),
    ("{{place}}", [BRACE]),
    ("**a", [BOLD]),
    ("**a** b**", [BOLD]),
    ("{who} { **", [UNKNOWN, BRACE, BOLD]),
]


@pytest.mark.parametrize(("text", "parts"), PROBLEMS)
def test_problems_say_what_and_what_to_do(text: str, parts: list[str]) -> None:
    found = inline.problems(text)
    assert len(found) == len(parts)
    assert all(part in problem and "; " in problem for part, problem in zip(parts, found, strict=True))


FORBIDDEN = [
    *("\x00", "\x07", "\x0b", "\x0c", "\r", "\x1b", "\x7f", "\x85", "\x9f"),
    *("\u00ad", "\u061c", "\u200b", "\u200e", "\u200f", "\u2028", "\u2029", "\u202a", "\u202d", "\u202e"),
    *("\u2060", "\u2066", "\u2069", "\u206f", "\ufeff", "\ufff9", "\uffff", "\ud800", "\udfff"),
    *("\U000e0001", "\U000e007f"),
]
ALLOWED = [
    "\t",
    " ",
    "\u00a0",
    "\u200c",
    "\u200d",
    "\u202f",
    "\u3000",
    "«",
    "’",
    "…",
    "ع",
    "َ",
    "好",
    "ਪੰ",
    "क्",
    "😀",
    "\ufffc",
]


@pytest.mark.parametrize("character", FORBIDDEN, ids=ascii)
def test_invisible_characters_are_told_with_their_line(character: str) -> None:
    ((line, sentence),) = inline.invisible(f"a\nb{character}c{character}")
    assert line == 2
    assert f"U+{ord(character):04X} " in sentence
    assert "; " in sentence


@pytest.mark.parametrize("character", [one for one in ALLOWED if one != "\ufffc"], ids=ascii)
def test_letters_spaces_and_joiners_are_allowed(character: str) -> None:
    assert list(inline.forbidden(f"a{character}b")) == []


def test_what_a_page_cannot_hold_no_text_may_hold() -> None:
    """The characters that XML 1.0 leaves out (2.2), but the ends of lines: a page is read as XML."""
    for character in map(chr, (*range(9), 0xB, 0xC, *range(0xE, 0x20), 0xFFFE, 0xFFFF)):
        with pytest.raises(ElementTree.ParseError):
            ElementTree.fromstring(f"<p>{character}</p>")
        assert [*inline.forbidden(f"a{character}b")]


def test_each_character_is_told_once_a_line() -> None:
    found = list(inline.invisible("\u202e\u202e\x07\n\na\u202e"))
    assert [line for line, _ in found] == [1, 1, 3]
    assert "U+0007 (control character)" in found[0][1]
    assert "U+202E (right-to-left override)" in found[1][1]


NOT_COMPOSED = ["e\u0301", "\u2126", "\u095c", "a\u0302\u0301", "\u1100\u1161"]


@pytest.mark.parametrize("text", NOT_COMPOSED, ids=ascii)
def test_text_that_is_not_composed_is_told_with_its_line(text: str) -> None:
    assert [line for line, _ in inline.forbidden(f"a\n\n{text}")] == [3]
    assert list(inline.forbidden(unicodedata.normalize("NFC", text))) == []
    assert list(inline.invisible(text)) == []


MARKED = st.lists(st.sampled_from(["**", "{place}", "{who}", "{", "}", "*", "a", " ", "ع", "{A}", "\n"])).map("".join)


@given(MARKED)
def test_spans_hold_every_word_and_placeholder(text: str) -> None:
    spans = inline.parse(text)
    assert "".join(span.text or f"{{{span.placeholder}}}" for span in spans) == text.replace("**", "")
    assert Counter(span.placeholder for span in spans if span.placeholder) == inline.placeholders(text)
    assert all(bool(span.text) != bool(span.placeholder) for span in spans)
