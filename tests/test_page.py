"""Web pages: the whole FAQ in every language as one file that runs and loads nothing; each check alone."""

import json
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from conftest import ROOT
from documents import COLORS, WORDS, document, filled, passage, png, with_answer
from lxml import html

from handbill import contrast, formats, locales
from handbill.checks import page as checks
from handbill.errors import HandbillError
from handbill.model import Color, Document, Paragraph, Run
from handbill.project import Project
from handbill.writers import page
from handbill.writers.page import write

DESIGN = Project(ROOT).design(formats.BY_ID["page"])
ENGLISH = locales.language("en-CA")
WAITING = ("the web address is not known",)


def made(whole: Document) -> str:
    return write(whole, DESIGN).content.decode()


def codes(content: bytes | str, whole: Document) -> set[str]:
    content = content.encode() if isinstance(content, str) else content
    return {fault.code for fault in checks.check(content, whole, "dist/page.html", DESIGN)}


@pytest.mark.parametrize("tag", [*WORDS, "uk"])
@pytest.mark.parametrize("reasons", [(), WAITING])
def test_every_language_is_written_and_passes_its_checks(tag: str, reasons: tuple[str, ...]) -> None:
    whole = document(tag, reasons=reasons)
    content = made(whole)
    assert codes(content, whole) == set()
    assert content == made(whole)


def test_every_element_says_its_language_and_direction() -> None:
    found = re.findall(r"<(?:html|header|nav|main|section|footer|h[12]|p|[ou]l|li|img)\b[^>]*>", made(document("ar")))
    assert len(found) > 30
    english = [element for element in found if 'lang="ar" dir="rtl"' not in element]
    assert len(english) == 1 and 'class="imprint" lang="en-CA" dir="ltr"' in english[0]


def test_a_question_has_an_address_of_its_own() -> None:
    body = html.document_fromstring(made(document())).body
    assert [link.get("href") for link in body.iterfind(".//nav//a")] == ["#what", "#reach"]
    assert [heading.get("id") for heading in body.iterfind(".//main//h2")] == ["what", "reach"]


def test_a_question_that_is_called_contents_has_its_own_name() -> None:
    whole = document()
    renamed = tuple(replace(one, id=name) for one, name in zip(whole.questions, ("contents", "contact"), strict=True))
    whole = replace(whole, questions=renamed)
    assert codes(made(whole), whole) == set()


HOSTILE = [
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "<!-- </style><b>&amp;&lt;",
    "{{ 7 * 7 }}{% raw %} {x}",
    "]]> \\u003c/script\\u003e ' \" `",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_stays_text(text: str) -> None:
    spoken = replace(passage("", ENGLISH), runs=(Run(text),))
    whole = with_answer(document(title=spoken), Paragraph(spoken))
    labels = dict(whole.labels) | dict.fromkeys(("logo", "partnership", "contents", "contact", "draft"), spoken)
    whole = replace(whole, labels=labels, questions=(replace(whole.questions[0], question=spoken),))
    for one in (whole, replace(whole, reasons=WAITING)):
        content = made(one)
        assert codes(content, one) == set()
        root = html.document_fromstring(content)
        assert root.find(".//h1").text_content() == text and root.find(".//img").get("alt") == text
        assert {script.get("type") for script in root.iter("script")} <= {"application/ld+json"}


@pytest.mark.parametrize("href", ["https://example.org/?a=1&b=<x>\"'", "mailto:hello@example.org?subject=a%22b"])
def test_an_address_stays_an_address(href: str) -> None:
    linked = replace(passage("", ENGLISH), runs=(Run("here", fact="website", href=href),))
    whole = with_answer(document(), Paragraph(linked))
    whole = replace(whole, questions=(replace(whole.questions[0], answer=(Paragraph(linked),)),))
    assert codes(made(whole), whole) == set()


def test_search_engines_read_finals_only() -> None:
    whole = document()
    (script,) = html.document_fromstring(made(whole)).iter("script")
    told = json.loads(script.text)
    assert (told["@type"], told["inLanguage"]) == ("FAQPage", "en-CA")
    assert told["mainEntity"][1]["acceptedAnswer"]["text"].startswith("Write to hello@example.org, call")
    draft = made(replace(whole, reasons=WAITING))
    assert "ld+json" not in draft and '<meta name="robots" content="noindex">' in draft
    assert "Draft: not for distribution" in draft and "Draft" not in made(whole)


def test_a_missing_fact_stands_in_brackets() -> None:
    hole = Run("[web address to come]", fact="website", missing=True)
    whole = filled(document(reasons=WAITING))
    whole = replace(whole, facts=dict(whole.facts) | {"website": hole})
    assert '<span class="missing">[web address to come]</span>' in made(whole)
    assert codes(made(whole), whole) == set()


@pytest.mark.parametrize("rgb", ["#000000", "#3a2a5e", "#004b6b", "#7fb2d9", "#ffffff", "#0000ff"])
def test_an_edition_of_any_colour_can_be_read_in_the_dark(rgb: str) -> None:
    dark = DESIGN.measures["dark"]["paper"]
    bright = contrast.lightened(rgb, dark)
    assert contrast.ratio(contrast.of_color(bright), contrast.of_color(dark)) >= contrast.LEAST
    colors = dict(COLORS) | {"primary": Color(rgb, (0, 0, 0, 100))}
    whole = document(colors=colors)
    assert codes(made(whole), whole) == set()


def test_a_logo_in_pixels_is_held_too() -> None:
    whole = document(logo=png())
    assert 'src="data:image/png;base64,' in made(whole)
    assert codes(made(whole), whole) == set()


def test_a_template_that_loses_a_word_is_refused() -> None:
    lossy = DESIGN.parts["page.html"].replace("{{ label | words }}", "")
    with pytest.raises(HandbillError, match=r"^example/en-CA/page: the page reads “.*correct templates/page.html"):
        write(document(), replace(DESIGN, parts=dict(DESIGN.parts) | {"page.html": lossy}))


def test_the_style_is_no_other_formats() -> None:
    assert set(DESIGN.parts) == {"page.html", "page.css"}
    assert page.SCHEMA == "https://schema.org"


# What the checks see


def bare(old: str, new: str) -> Callable[[str], str]:
    return lambda content: content.replace(old, new, 1)


LARGE = "A" * 300_000
DEFECTS: list[tuple[str, Callable[[str], str]]] = [
    ("page-file", lambda content: content[:-20]),
    ("page-file", lambda content: ""),
    ("page-file", lambda content: f"\ufeff{content}"),
    ("page-file", bare("<!doctype html>\n", "")),
    ("page-file", bare('<meta charset="utf-8">\n', "")),
    ("page-file", bare("call", "ca\u200bll")),
    ("page-size", bare("base64,", f"base64,{LARGE}")),
    ("page-title", bare("<title>", "<title>Old ")),
    ("page-title", bare("width=device-width", "width=1024")),
    ("page-title", bare('content="0123ABCD"', 'content="0123ABCE"')),
    ("page-title", bare("</title>", '</title><meta name="robots" content="noindex">')),
    ("page-words", bare("<strong>all newcomers</strong>", "<strong>newcomers</strong>")),
    ("page-words", bare(">It plans", ">It Plans")),
    ("page-words", bare("0123ABCD ·", "0123ABCD -")),
    ("page-words", bare("</main>", "Buy now!</main>")),
    ("page-words", lambda content: re.sub(r"<img[^>]*>", "", content)),
    ("page-words", lambda content: re.sub(r'alt="[^"]*"', 'alt=""', content)),
    ("page-headings", lambda content: content.replace("<h1 ", "<h2 ").replace("</h1>", "</h2>")),
    ("page-headings page-links", bare('id="reach"', 'id="what"')),
    ("page-headings", lambda content: re.sub(r'<h2( id="_contact"[^>]*>[^<]*)</h2>', r"<h4\1</h4>", content)),
    ("page-languages", bare('<main lang="en-CA" dir="ltr">', "<main>")),
    ("page-languages", bare('<li lang="en-CA" dir="ltr">', '<li lang="en-CA">')),
    ("page-languages", bare('<p class="imprint" lang="en-CA"', '<p class="imprint" lang="fr-CA"')),
    ("page-languages", bare('<span class="label" lang="en-CA"', '<span class="label"')),
    ("page-links", bare('href="#what"', 'href="#wat"')),
    ("page-links", bare("https://example.org/lip/", "https://example.com/lip/")),
    ("page-links", bare('aria-labelledby="_contents"', 'aria-labelledby="_content"')),
    ("page-foreign", bare("</head>", '<link rel="stylesheet" href="https://example.org/x.css"></head>')),
    ("page-foreign", bare("</main>", '<iframe src="https://example.org"></iframe></main>')),
    ("page-foreign", bare("</head>", "<script>alert(1)</script></head>")),
    ("page-foreign", bare("</main>", '<p lang="en-CA" dir="ltr" onclick="x()"></p></main>')),
    ("page-foreign", bare("<h1 ", '<h1 style="color:red" ')),
    ("page-foreign", bare("/* A page", "body{background:url(https://example.org/x.png)} /* A page")),
    ("page-foreign", lambda content: re.sub(r'src="[^"]*"', 'src="https://example.org/x.png"', content)),
    ("page-data", bare('"@type": "Answer", "text": "', '"@type": "Answer", "text": "No: ')),
    ("page-data", bare('"mainEntity"', '"entity"')),
    ("page-contrast", bare("--ink:#1a1a1a", "--ink:#777777")),
    (
        "page-contrast",
        lambda content: re.sub(r"(--heading:#\w+;\}\}?.*--heading:)#\w+", r"\1#444444", content, flags=re.S),
    ),
    ("page-contrast", bare("--paper:", "--page:")),
]


@pytest.mark.parametrize(("expected", "damage"), DEFECTS)
def test_each_check_catches_its_own_defect(expected: str, damage: Callable[[str], str]) -> None:
    sound = made(document())
    assert damage(sound) != sound
    found = codes(damage(sound), document())
    assert set(expected.split()) <= found
    assert found - set(expected.split()) <= COMPANIONS.get(expected, set())


# A planted element stands among those whose languages are compared, or holds no words that were meant.
COMPANIONS = {
    "page-foreign": {"page-languages", "page-words", "page-data"},
    "page-headings": {"page-languages", "page-foreign"},
    "page-words": {"page-data", "page-languages"},
}


def test_a_draft_for_search_engines_is_a_fault() -> None:
    draft = document(reasons=WAITING)
    content = made(draft).replace("</head>", '<script type="application/ld+json">{}</script></head>')
    assert codes(content, draft) == {"page-data"}
    assert "page-title" in codes(made(draft).replace("noindex", "all"), draft)


def test_bytes_that_are_no_text_are_a_fault() -> None:
    assert codes(made(document()).encode().replace(b"call", b"ca\xffll"), document()) == {"page-file"}


def test_every_check_has_a_planted_defect() -> None:
    assert {code for expected, _ in DEFECTS for code in expected.split()} == set(checks.CHECKS)
