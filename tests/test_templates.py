"""Templates: words are data, escaped and marked with their language and direction, whole where they may not break."""

import re
from collections.abc import Mapping
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from documents import FACTS, WORDS, document
from hypothesis import given, settings
from hypothesis import strategies as st

from handbill import locales, templates
from handbill.errors import HandbillError
from handbill.model import Document, Language, Paragraph, Passage, Run
from handbill.templates import lang, words

ROOT = Path(__file__).parent.parent
LANGUAGES: Mapping[str, Language] = {tag: locales.language(tag) for tag in ("en-CA", "fr-CA", "ar", "ko", "zh-Hans")}
ENGLISH, FRENCH, ARABIC, *_ = LANGUAGES.values()


def told(tag: str, *runs: Run) -> Passage:
    return Passage("why.answer", runs, locales.language(tag))


WORD = re.compile(r'<span class="word">([^<]*)</span>')
# A link is kept whole by itself, since a span within it would be a second annotation.
KEPT = ' class="word"'
WHOLE = re.compile(rf'<(?:span|a href="[^"]*"){KEPT}>([^<]*)</')


def loose(passage: Passage) -> str:
    """Return a passage's HTML without the spans that keep words on one line."""
    return WORD.sub(r"\1", str(words(passage)))


def kept(html: str) -> list[str]:
    """Return the words that are kept on one line."""
    return [word for word in WHOLE.findall(html) if word]


# --- words are data --------------------------------------------------------------------------------------------------

HOSTILE = {
    "expression": ("{{ 7*7 }}", "{{ 7*7 }}"),
    "statement": ("{% include 'x' %}", "{% include &#39;x&#39; %}"),
    "comment": ("{# a #}", "{# a #}"),
    "element": ("<b>a</b>", "&lt;b&gt;a&lt;/b&gt;"),
    "script": ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
    "quotes": ("\"a\" 'b'", "&#34;a&#34; &#39;b&#39;"),
    "ampersand": ("a & b &amp; c", "a &amp; b &amp;amp; c"),
    "format field": ("{} {0} %s", "{} {0} %s"),
    "curly quotes": ("“a” ‘b’", "“a” ‘b’"),
}


@pytest.mark.parametrize(("text", "expected"), HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("tag", ["en-CA", "ar"])
def test_words_are_never_markup(tag: str, text: str, expected: str) -> None:
    assert words(told(tag, Run(text), Run(" "))) == expected + " "
    assert words(told(tag, Run(text, bold=True), Run(" "))) == f"<strong>{expected}</strong> "


@pytest.mark.parametrize(("text", "expected"), HOSTILE.values(), ids=HOSTILE.keys())
def test_facts_and_addresses_are_never_markup(text: str, expected: str) -> None:
    fact = Run(text, fact="website", href=text)
    assert loose(told("en-CA", fact)) == f'<a href="{expected}"{KEPT}>{expected}</a>'
    assert loose(told("ar", fact)) == f'<span dir="ltr"><a href="{expected}"{KEPT}>{expected}</a></span>'


@pytest.mark.parametrize("tag", ["ko", "zh-Hans"])
@pytest.mark.parametrize("text", ["<b>a</b> <i>", "{{ 7*7 }} & \"'"])
def test_words_kept_whole_are_never_markup(tag: str, text: str) -> None:
    assert text_of(words(told(tag, Run(text)))) == text


class Reading(HTMLParser):
    """What a browser reads: the words, and each element with its attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))


def read(html: str) -> Reading:
    reading = Reading()
    reading.feed(html)
    reading.close()
    return reading


def text_of(html: str) -> str:
    """Return the words that a browser shows, no-break spaces as spaces."""
    return "".join(read(html).words).replace("\u00a0", " ")


RUNS = st.builds(
    Run,
    text=st.text(st.sampled_from("ab <>&\"'{}%#;عشق하나好é.-5")),
    bold=st.booleans(),
    fact=st.sampled_from(["", "", "place", "website"]),
    href=st.sampled_from(["", "", "https://example.org/?a=b&c=d"]),
    missing=st.booleans(),
    language=st.sampled_from([None, *LANGUAGES.values()]),
)


@given(st.lists(RUNS, max_size=5), st.sampled_from(list(LANGUAGES)))
@settings(deadline=None)
def test_every_word_comes_out_once_and_in_its_order(runs: list[Run], tag: str) -> None:
    html = words(told(tag, *runs))
    assert text_of(html) == told(tag, *runs).text
    assert {element for element, _ in read(html).elements} <= {"strong", "a", "span"}


# --- bold, links, facts ----------------------------------------------------------------------------------------------

PLACE, PHONE, WEBSITE = Run("Saint John", fact="place"), FACTS["phone"], FACTS["website"]
MISSING = Run("[à venir]", fact="website", missing=True)
MARKED = [
    ("en-CA", (), ""),
    ("en-CA", (Run("a "), Run("b", bold=True), Run(" c")), "a <strong>b</strong> c"),
    ("en-CA", (PLACE,), "Saint John"),
    ("en-CA", (PHONE,), f'<a href="tel:506-555-0100"{KEPT}>506-555-0100</a>'),
    ("en-CA", (replace(PHONE, bold=True),), f'<a href="tel:506-555-0100"{KEPT}><strong>506-555-0100</strong></a>'),
    ("fr-CA", (MISSING,), '<span class="missing">[à venir]</span>'),
    ("fr-CA", (replace(MISSING, language=ENGLISH),), '<span class="missing" lang="en-CA">[à venir]</span>'),
    ("fr-CA", (replace(PLACE, language=ENGLISH),), '<span lang="en-CA">Saint John</span>'),
    ("fr-CA", (replace(PLACE, language=FRENCH),), "Saint John"),
    ("ar", (PLACE,), '<span dir="ltr">Saint John</span>'),
    ("ar", (replace(PLACE, language=ENGLISH),), '<span lang="en-CA" dir="ltr">Saint John</span>'),
    ("ar", (PHONE,), f'<span dir="ltr"><a href="tel:506-555-0100"{KEPT}>506-555-0100</a></span>'),
    ("ar", (Run("سانت جون", fact="place"),), "سانت جون"),
    ("ar", (Run("[قريبًا]", fact="website", missing=True),), '<span class="missing" dir="rtl">[قريبًا]</span>'),
    ("ar", (Run("22 نوفمبر 2026", fact="date", language=ARABIC),), "22 نوفمبر 2026"),
    (
        "ar",
        (Run("[to come]", fact="email", missing=True, language=ENGLISH),),
        '<span class="missing" lang="en-CA" dir="ltr">[to come]</span>',
    ),
    ("ar", (Run("LIP في "), PLACE), 'LIP في <span dir="ltr">Saint John</span>'),
]


@pytest.mark.parametrize(("tag", "runs", "expected"), MARKED)
def test_runs_are_marked_as_what_they_are(tag: str, runs: tuple[Run, ...], expected: str) -> None:
    assert loose(told(tag, *runs)) == expected


LASTS = [
    ("We help you now.", "We help you\u00a0now."),
    ("We help newcomers everywhere.", "We help newcomers everywhere."),
]


@pytest.mark.parametrize(("text", "expected"), LASTS)
def test_a_short_last_word_is_bound_in_the_last_run_alone(text: str, expected: str) -> None:
    assert words(told("en-CA", Run(text)), True) == expected
    assert words(told("en-CA", Run(text))) == text
    assert words(told("en-CA", Run(text), Run(".")), True) == f"{text}."


# --- what must not break ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["하나 둘", "하나", " 하나 ", "하나, 둘!", "LIP는 2008년부터  돕습니다."])
def test_korean_words_are_kept_whole(text: str) -> None:
    html = words(told("ko", Run(text)))
    assert kept(html) == text.split()
    assert text_of(html) == text


def test_a_bold_korean_word_is_kept_whole_too() -> None:
    assert words(told("ko", Run("둘 셋", bold=True))).startswith("<strong><span")
    assert kept(words(told("ko", Run("둘 셋", bold=True)))) == ["둘", "셋"]


NAMES = [
    ("en-CA", PLACE, ["Saint John"]),
    ("ar", PLACE, ["Saint John"]),
    ("ko", PLACE, ["Saint John"]),
    ("en-CA", PHONE, ["506-555-0100"]),
    ("zh-Hans", WEBSITE, ["example.org/lip"]),
    ("en-CA", replace(PLACE, text="A name that is far too long for a narrow panel"), []),
    ("en-CA", replace(WEBSITE, text="example.org/an-address-that-is-far-too-long"), []),
]


@pytest.mark.parametrize(("tag", "run", "expected"), NAMES)
def test_a_name_or_an_address_is_kept_whole_where_a_line_can_hold_it(tag: str, run: Run, expected: list[str]) -> None:
    assert kept(words(told(tag, run))) == expected


HYPHENS = [
    ("fr-CA", "Le PLI sera-t-il utile?", ["sera-t-il"]),
    ("en-CA", "a community-based plan", ["community-based"]),
    ("en-CA", "a one-two-three-four-five-six-seven plan", []),
    ("hi", "यह समुदाय-आधारित है", ["समुदाय-आधारित"]),
    ("ar", "خطة-ما", []),
]


@pytest.mark.parametrize(("tag", "text", "expected"), HYPHENS)
def test_short_words_that_a_hyphen_joins_are_kept_whole(tag: str, text: str, expected: list[str]) -> None:
    assert kept(words(told(tag, Run(text)))) == expected


LAST_LETTERS = [("我们帮助所有新移民。", ["新移民。"]), ("我们帮助你们吗？", []), ("你好", [])]


@pytest.mark.parametrize(("text", "expected"), LAST_LETTERS)
def test_the_last_letters_of_a_chinese_paragraph_stay_together(text: str, expected: list[str]) -> None:
    assert kept(words(told("zh-Hans", Run(text)))) == expected
    assert kept(words(told("zh-Hans", Run(text), Run("。")))) == []


@pytest.mark.parametrize("tag", ["en-CA", "fr-CA", "ar"])
def test_other_languages_break_by_themselves(tag: str) -> None:
    assert "span" not in words(told(tag, Run(WORDS[tag][0])))


ATTRIBUTES = [
    (ENGLISH, ENGLISH, ""),
    (ENGLISH, ARABIC, ' lang="en-CA" dir="ltr"'),
    (ARABIC, ENGLISH, ' lang="ar" dir="rtl"'),
    (FRENCH, ENGLISH, ' lang="fr-CA" dir="ltr"'),
]


@pytest.mark.parametrize(("language", "around", "expected"), ATTRIBUTES)
def test_a_text_in_another_language_says_so(language: Language, around: Language, expected: str) -> None:
    assert lang(language, around) == expected


# --- rendering -------------------------------------------------------------------------------------------------------

MISTAKES = {
    "unknown variable": "{{ who }}",
    "unknown variable asked": "{% if who %}a{% endif %}",
    "unknown attribute": "{{ document.who }}",
    "attribute of nothing": "{{ document.who.name }}",
    "unknown label": "{{ document.labels.who }}",
    "unknown filter": "{{ document | who }}",
    "unknown template": '{% include "who.html" %}',
    "not closed": "{% if document %}",
    "not a template": "{{ ",
    "fails": "{{ 1 / 0 }}",
}


@pytest.mark.parametrize("text", MISTAKES.values(), ids=MISTAKES.keys())
def test_a_templates_mistake_is_told_with_its_file(text: str) -> None:
    with pytest.raises(HandbillError, match=r"(?s)^templates/piece\.html: .+; correct the template$"):
        templates.render("piece.html", {"piece.html": text}, document=document())


def test_a_template_that_is_not_there_is_told() -> None:
    with pytest.raises(HandbillError, match=r"^templates/piece\.html: "):
        templates.render("piece.html", {})


def test_what_a_template_prints_is_escaped_unless_it_is_marked() -> None:
    parts = {"piece.html": '<p title="{{ a }}">{{ a }} {{ b | words }}</p>'}
    html = templates.render("piece.html", parts, a="<\"&'>", b=told("en-CA", Run("<b>", bold=True)))
    escaped = "&lt;&#34;&amp;&#39;&gt;"
    assert html == f'<p title="{escaped}">{escaped} <strong>&lt;b&gt;</strong></p>'


def test_a_changed_template_is_a_changed_piece() -> None:
    assert [templates.render("piece.html", {"piece.html": text}) for text in "ab"] == ["a", "b"]


# --- the real templates ----------------------------------------------------------------------------------------------

PARTS = {
    path.relative_to(ROOT / "templates").as_posix(): path.read_text("utf-8")
    for path in (ROOT / "templates").rglob("*.html")
}
NASTY = "{{ 7*7 }} <b>\"a\" & 'b'</b>"


def handout(whole: Document, **context: object) -> Reading:
    given = {"document": whole, "logo": "logo.svg", "qr": ""} | context
    return read(templates.render("handout.html", PARTS, **given))


def shown(reading: Reading) -> str:
    return " ".join("".join(reading.words).replace("\u00a0", " ").split())


def test_a_nasty_text_is_printed_as_it_was_written() -> None:
    plain = Passage("what.answer", (Run(NASTY),), ENGLISH)
    whole = document(title=plain)
    question = replace(whole.questions[0], question=plain, answer=(Paragraph(plain),))
    labels = {**whole.labels, "partnership": plain, "logo": plain, "contact": plain}
    reading = handout(replace(whole, questions=(question,), labels=labels))
    assert shown(reading).count(NASTY) >= 5
    assert "49" not in shown(reading)
    assert not [element for element, _ in reading.elements if element == "b"]
    (alternative,) = (attributes["alt"] for element, attributes in reading.elements if element == "img")
    assert alternative == NASTY


@pytest.mark.parametrize("tag", WORDS)
def test_the_page_says_its_language_direction_and_script(tag: str) -> None:
    language = locales.language(tag)
    (attributes,) = (found for element, found in handout(document(tag)).elements if element == "html")
    assert attributes == {"lang": tag, "dir": language.direction, "class": language.script}


def test_english_instead_of_a_translation_says_so_in_every_block() -> None:
    reading = handout(document("uk"))  # documents.py has no Ukrainian
    texts = [attributes for element, attributes in reading.elements if element in ("h1", "h2", "li")]
    assert {(attributes.get("lang"), attributes.get("dir")) for attributes in texts} == {("en-CA", "ltr")}


def test_a_missing_fact_is_marked_in_text_and_contact() -> None:
    missing = Run("[web address to come]", fact="website", missing=True, confirmed=False)
    answer = Paragraph(Passage("reach.answer", (Run("Visit: "), missing), ENGLISH))
    whole = document(facts={**FACTS, "website": missing})
    whole = replace(whole, questions=(replace(whole.questions[1], answer=(answer,)),))
    reading = handout(whole)
    assert len([found for _, found in reading.elements if found.get("class") == "missing"]) == 2
    assert not [found for element, found in reading.elements if element == "a" and "example.org/lip" in str(found)]
