"""The check of the shelf's pages: each code catches the defects planted for it, and a good page has none."""

from dataclasses import replace

import pytest
from test_shelf import AWKWARD, HANDOUT, LOOKS, SMS, WORDS, row, shelved

from handbill import shelf
from handbill.checks import shelf as checks

PATH = "dist/river/index.html"
PRESS = row("trifold-press", question=None, ending="pdf", pages=2, code="PRESS234")
STEM = PRESS["path"].removesuffix(".pdf")
REPORTS = tuple(PRESS | {"path": f"{STEM}.preflight.{kind}", "report": True} for kind in ("txt", "json"))
EMAIL = row("email", code="EMA1L234", question="b")
# Its platforms are not those of the other text message, so that they stand with each.
OTHER = row("sms", question="b", code="0THER234", segments=1, encoding="UCS-2", platforms=[])
ROWS = (SMS, OTHER, EMAIL, HANDOUT, PRESS, *REPORTS)
TEXTS = {SMS["path"]: AWKWARD, OTHER["path"]: "text", EMAIL["path"]: "first\r\nlast\r\n"}
GIVEN = shelved(*ROWS)
QUESTIONS = dict(GIVEN.questions) | {"b": {"en": "Why?", "fr": "Pourquoi?"}}
PICTURES = {HANDOUT["path"]: "pictures/a.webp"}
SHELF = replace(GIVEN, questions=QUESTIONS, texts=TEXTS, pictures=PICTURES)
HELD = frozenset(("index.html", "river/index.html", "river/pictures/a.webp", *(str(each["path"]) for each in ROWS)))
PAGE = checks.Page(shelf.write(SHELF, WORDS, LOOKS), "river", ROWS, TEXTS, {"ar": "rtl"}, HELD)


def found(page: checks.Page) -> list[tuple[str, str]]:
    return [(fault.code, fault.message) for fault in checks.check(page, PATH)]


def test_a_good_page_has_no_fault() -> None:
    assert found(PAGE) == []
    listed = shelf.list_editions([SHELF], WORDS, LOOKS)
    assert found(checks.Page(listed, "", (), {}, {}, HELD)) == []


# Code, what is replaced by what, and the words that the fault must say.
PLANTS = [
    ("shelf-file", "</html>", "", "not a whole HTML page"),
    ("shelf-file", "<!DOCTYPE html>", "", "not a whole HTML page"),
    ("shelf-pieces", "Code EMA1L234", "Code EMA1L235", "river/ar/email-b.txt is shown 0 times"),
    (
        "shelf-pieces",
        "Code PRESS234",
        "Code PRESS235",
        "trifold-press-None.pdf is shown as final with the code PRESS235",
    ),
    ("shelf-pieces", '<b class="final">', "<b>", "is final with"),
    ("shelf-pieces", "<b>Draft</b>", '<b class="final">Final</b>', "is shown as final"),
    ("shelf-pieces", f'<a class="report" href="{STEM.removeprefix("river/")}.preflight.txt"', "<a", "is shown 0 times"),
    ("shelf-texts", "first&#13;", "first", "email-b.txt is not, character by character"),
    ("shelf-texts", "last&#13;\n</pre>", "last&#13;</pre>", "email-b.txt is not"),
    ("shelf-texts", "last&#13;\n", "last&#13;\n ", "email-b.txt is not"),
    ("shelf-texts", "first&#13;\n", "first\r\n", "email-b.txt is not"),
    ("shelf-texts", 'data-question="q2"', 'data-question="q1"', "below q1 stands what belongs to a, b"),
    ("shelf-links", "../index.html", "../other.html", "../other.html leads to nothing"),
    ("shelf-links", "pictures/a.webp", "pictures/b.webp", "pictures/b.webp leads to nothing"),
    ("shelf-links", 'href="#main"', 'href="#mian"', "#mian leads to nothing"),
    ("shelf-links", 'min="0" name="i', 'min="0" name="j', "order sheet is for j"),
    ("shelf-names", 'id="said"', 'id="shown"', "2 places have the name “shown”"),
    ("shelf-names", 'aria-labelledby="order-title"', 'aria-labelledby="title"', "nothing is named “title”"),
    ("shelf-languages", '<pre lang="ar" dir="rtl">', '<pre lang="ar">', "is not marked as ar rtl"),
    ("shelf-languages", '<pre lang="ar" dir="rtl">', '<pre lang="fa" dir="rtl">', "is not marked as ar rtl"),
    ("shelf-languages", '<h2><span lang="ar" dir="rtl">', '<h2><span lang="ar">', "is not marked as ar rtl"),
    ("shelf-foreign", "default-src 'none'", "default-src *", "does not forbid"),
    ("shelf-foreign", "pictures/a.webp", "https://example.org/a.webp", "leads out of the folder"),
    ("shelf-foreign", "pictures/a.webp", "//example.org/a.webp", "leads out of the folder"),
    ("shelf-foreign", "<main ", '<main onclick="x()" ', "runs something"),
    ("shelf-foreign", "</main>", '<iframe src="a.html"></iframe></main>', "<iframe> has no place"),
    ("shelf-foreign", "</main>", '<script src="a.js"></script></main>', "<script> has no place"),
    ("shelf-foreign", "</head>", '<link rel="stylesheet" href="a.css"></head>', "<link> has no place"),
    ("shelf-foreign", '"use strict";', 'fetch("a");', "the script loads something"),
    ("shelf-foreign", "</style>", "@import 'a.css';</style>", "the style loads something"),
    ("shelf-words", "<h4>E-mail text</h4>", "<h4>E-mail texts</h4>", "“E-mail texts” is not said in French"),
    ("shelf-words", '["Search","Rechercher"]', '["Search for","Rechercher"]', "“Search” is not said in French"),
    ("shelf-words", '{"editions"', '{"editions', "the page's words cannot be read"),
]


@pytest.mark.parametrize(("code", "old", "new", "said"), PLANTS)
def test_a_defect_is_found_under_its_code_alone(code: str, old: str, new: str, said: str) -> None:
    text = PAGE.content.decode()
    assert old in text
    damaged = replace(PAGE, content=text.replace(old, new, 1).encode())
    told = found(damaged)
    assert {each for each, _ in told} == {code} and any(said in message for _, message in told), told


def test_every_code_has_its_defects() -> None:
    assert {code for code, *_ in PLANTS} == set(checks.CHECKS)


def test_what_is_no_text_is_told_and_nothing_else() -> None:
    for content in (b"", b"\xff", b'<!DOCTYPE html>\n<html lang="en"', PAGE.content[:2000], b"\0" * 100):
        assert [code for code, _ in found(replace(PAGE, content=content))] == ["shelf-file"]


def test_a_file_that_the_page_does_not_know_is_told() -> None:
    more = row("poster", question=None, ending="pdf", code="M0RE2345")
    assert found(replace(PAGE, rows=(*ROWS, more), files=HELD | {more["path"]})) == [
        ("shelf-pieces", f"{more['path']} is shown 0 times, not once; {checks.LOOK}")
    ]
    told = found(replace(PAGE, rows=ROWS[:2] + ROWS[3:]))
    assert told == [("shelf-pieces", f"the page shows a text, which the manifest does not list; {checks.REBUILD}")]


def test_a_file_that_is_gone_is_told() -> None:
    path = HANDOUT["path"]
    assert [code for code, _ in found(replace(PAGE, files=HELD - {path}))] == ["shelf-links"]
