"""E-mails for pasting: a paragraph a line, links alone and whole, no word lost, each check alone."""

import unicodedata
from collections.abc import Callable
from dataclasses import replace

import pytest
from bidi import get_display
from documents import FACTS, WORDS, document, narrowed, passage, with_answer

from handbill import locales
from handbill.checks import email as checks
from handbill.errors import HandbillError
from handbill.model import Design, Document, List, Paragraph, Run
from handbill.writers.email import words, write

DESIGN = Design("email", {}, {}, ("questions", "footer"))
ENGLISH = locales.language("en-CA")
LINK = "https://example.org/lip/"
MARKS = "\u200e\u200f"

WHAT = """What is a ‘LIP’?

A LIP helps all newcomers in Example City; it began in 2008.

- It brings people together.
- It plans with them.

1. It brings people together.
2. It plans with them.
"""
# What ends every e-mail: who sends it, and how to reach them.
FOOTER = """

Sent by Example City Local Immigration Partnership
https://example.org/lip/
hello@example.org
506-555-0100
"""
REACH = """How can I reach you?

Write to hello@example.org, call 506-555-0100 or visit:
https://example.org/lip/
"""


def text_of(whole: Document) -> str:
    """Return the e-mail but for its footer, its lines ended by line feeds."""
    return write(replace(whole, footer=False), DESIGN).content.decode().replace("\r\n", "\n")


def answered_by(run: Run) -> Document:
    """Return a question whose answer is the run as it is, its fact not filled in."""
    one = narrowed(document(footer=False), "reach")
    answer = Paragraph(replace(passage("", ENGLISH), runs=(run,)))
    return replace(one, questions=(replace(one.questions[0], answer=(answer,)),))


def codes(content: bytes, whole: Document) -> set[str]:
    return {fault.code for fault in checks.check(content, whole, "dist/mail.txt", DESIGN)}


@pytest.mark.parametrize(("identifier", "expected"), [("what", WHAT), ("reach", REACH)])
def test_blocks_links_and_line_ends(identifier: str, expected: str) -> None:
    made = write(narrowed(document(), identifier), DESIGN)
    assert made.content == (expected + FOOTER).replace("\n", "\r\n").encode()
    assert made.facts == {}


@pytest.mark.parametrize("tag", WORDS)
@pytest.mark.parametrize("identifier", ["what", "reach"])
def test_every_language_is_written_and_passes_its_checks(tag: str, identifier: str) -> None:
    one = narrowed(document(tag), identifier)
    made = write(one, DESIGN)
    assert checks.check(made.content, one, "dist/mail.txt", DESIGN) == []
    assert made == write(one, DESIGN)


LINKS = [
    ("Visit {website} today", f"Visit\n{LINK}\ntoday"),
    ("{website}", LINK),
    ("{website} and {website}", f"{LINK}\nand\n{LINK}"),
    ("Visit {website}.", f"Visit\n{LINK}\n."),
    ("- no item {website} - or", f"- no item\n{LINK}\n- or"),
    ("No link, however **long** " + "a" * 2000, "No link, however long " + "a" * 2000),
]


@pytest.mark.parametrize(("text", "expected"), LINKS)
def test_links_stand_alone_in_paragraphs(text: str, expected: str) -> None:
    one = with_answer(document(), Paragraph(passage(text, ENGLISH)))
    assert text_of(one) == f"How can I reach you?\n\n{expected}\n"
    assert codes(write(one, DESIGN).content, one) == set()


def test_links_stand_alone_in_lists() -> None:
    items = tuple(passage(text, ENGLISH) for text in ("{website}", "See {website} first"))
    one = with_answer(document(), List(True, items))
    assert text_of(one) == f"How can I reach you?\n\n1. {LINK}\n2. See\n{LINK}\nfirst\n"
    assert codes(write(one, DESIGN).content, one) == set()


@pytest.mark.parametrize("base", ["R", "L"])
def test_number_reads_forwards_among_arabic_words(base: str) -> None:
    shown = get_display(text_of(narrowed(document("ar"), "reach")), base_dir=base)
    assert "506-555-0100" in shown
    assert LINK in text_of(narrowed(document("ar"), "reach")).split("\n")


def test_letters_are_composed() -> None:
    one = with_answer(document(), Paragraph(passage("e\u0301te\u0301", ENGLISH)))
    assert text_of(one).endswith("\n\nété\n")


def test_missing_fact_is_refused() -> None:
    hole = Run("[name to come]", fact="contact_name", missing=True)
    with pytest.raises(HandbillError, match=r"^example/en-CA/reach: the e-mail lacks “contact_name”; "):
        write(answered_by(hole), DESIGN)


def test_a_lost_word_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words.plain, "lines", lambda item: [item[1].text.replace("call", "")])
    with pytest.raises(HandbillError, match=r"^example/en-CA/reach: the e-mail reads “HowcanIreachyou\?Writeto"):
        write(narrowed(document(), "reach"), DESIGN)


def test_a_link_that_does_not_show_its_words_is_raised() -> None:
    named = Run("our page", fact="website", href=LINK)
    with pytest.raises(HandbillError, match="where the text has"):
        write(answered_by(named), DESIGN)


@pytest.mark.parametrize("identifier", ["what", "reach"])
def test_footer_can_be_left_off(identifier: str) -> None:
    one = narrowed(document(footer=False), identifier)
    made = write(one, DESIGN).content
    assert "Sent by" not in made.decode()
    assert checks.check(made, one, "dist/mail.txt", DESIGN) == []


KNOWN = [
    ({}, []),
    ({"website": FACTS["website"]}, [LINK]),
    ({"phone": FACTS["phone"], "contact_name": FACTS["contact_name"]}, ["506-555-0100"]),
    ({"email": replace(FACTS["email"], text="[e-mail address to come]", href="", missing=True)}, []),
]


@pytest.mark.parametrize(("facts", "expected"), KNOWN)
def test_footer_tells_what_is_known_and_no_more(facts: dict[str, Run], expected: list[str]) -> None:
    one = replace(narrowed(document(), "what"), facts=facts)
    made = write(one, DESIGN).content
    sender = "Sent by Example City Local Immigration Partnership"
    assert made.decode().split("\r\n\r\n\r\n")[1].splitlines() == [sender, *expected]
    assert checks.check(made, one, "dist/mail.txt", DESIGN) == []


@pytest.mark.parametrize("base", ["R", "L"])
def test_footer_of_an_arabic_email_can_be_copied_and_read(base: str) -> None:
    lines = write(narrowed(document("ar"), "what"), DESIGN).content.decode().splitlines()
    assert {LINK, "hello@example.org"} <= set(lines)
    assert get_display(lines[-1], base_dir=base).strip(MARKS) == "506-555-0100"


DEFECTS: list[tuple[str, str, Callable[[bytes], bytes]]] = [
    ("reach", "email-bytes", lambda content: b"\xef\xbb\xbf" + content),
    ("reach", "email-bytes", lambda content: content.replace(b"call", "ca\u200bll".encode())),
    ("reach", "email-bytes", lambda content: content.replace(b"call", b"ca\x07ll")),
    ("reach", "email-bytes email-words", lambda content: content.replace(b"call", b"ca\xffll")),
    ("reach", "email-lines", lambda content: content.replace(b"\r\n", b"\n")),
    ("reach", "email-lines", lambda content: content.replace(b"\r\n", b"\r", 1)),
    ("reach", "email-lines", lambda content: content.removesuffix(b"\r\n")),
    ("reach", "email-wrapping", lambda content: content.replace(b", call", b",\r\ncall")),
    ("what", "email-words", lambda content: content.replace(b"1. ", b"")),
    ("what", "email-words", lambda content: content.replace(b"2. ", b"3. ")),
    ("what", "email-words", lambda content: content.replace(b"plans with", b"plans")),
    ("what", "email-words", lambda content: content.replace("‘LIP’".encode(), b"LIP")),
    ("reach", "email-words", lambda content: content.replace(b"506-555", b"555-506")),
    ("reach", "email-words email-links", lambda content: content.replace(b"hello@", b"hallo@")),
    ("reach", "email-links", lambda content: content.replace(b"https://", b"")),
    ("reach", "email-links", lambda content: content.replace(b"lip/", b"lip")),
    ("reach", "email-links", lambda content: content.replace(b":\r\nhttps", b": https")),
    ("reach", "email-links email-words", lambda content: content.replace(b"lip/", b"lip/.")),
]


@pytest.mark.parametrize(("identifier", "expected", "damage"), DEFECTS)
def test_each_check_catches_its_own_defect(identifier: str, expected: str, damage: Callable[[bytes], bytes]) -> None:
    one = narrowed(document(), identifier)
    sound = write(one, DESIGN).content
    assert damage(sound) != sound
    assert codes(damage(sound), one) == set(expected.split())


def test_decomposed_letters_are_a_fault_of_the_bytes() -> None:
    one = narrowed(document("fr-CA"), "what")
    decomposed = unicodedata.normalize("NFD", write(one, DESIGN).content.decode()).encode()
    assert codes(decomposed, one) == {"email-bytes"}


def test_every_check_has_a_planted_defect() -> None:
    assert {code for _, expected, _ in DEFECTS for code in expected.split()} == set(checks.CHECKS)
