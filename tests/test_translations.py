"""The real catalogs: complete, said to be drafts, sound byte by byte, and true whatever the place is called."""

import re
import tomllib
import unicodedata
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from handbill import catalogs, filling, gsm, inline, locales, po
from handbill.languages import limits
from handbill.localization import localize
from handbill.model import Block, Design, Document, Passage, Question
from handbill.project import SOURCE_TAG, Project, catalog_path
from handbill.writers import sms

ROOT = Path(__file__).parent.parent
PROJECT = Project(ROOT)
LANGUAGES = pytest.mark.parametrize("tag", PROJECT.tags()[1:])
# A name that begins with a vowel, one with a consonant, one of two words.
PLACES = pytest.mark.parametrize("place", ["Ottawa", "Moncton", "Thunder Bay"])
# What a text message may take in segments (issue 2, "Twelve languages").
SEGMENTS = {"GSM-7": 2, "UCS-2": 3}


def content(tag: str) -> bytes:
    return (ROOT / catalog_path(tag)).read_bytes()


@cache
def catalog(tag: str) -> po.Catalog:
    return po.read(content(tag), catalog_path(tag))


@cache
def document(tag: str, place: str) -> Document:
    """Return the FAQ in a language with the example's facts and another place, its partnership without a name."""
    edition = replace(PROJECT.edition("example"), names={"place": {"": place}, "partnership": {}})
    language, original = locales.language(tag), locales.language(SOURCE_TAG)
    spoken = localize(PROJECT.source(), PROJECT.labels(), catalogs.lookup(catalog(tag)), language, original)
    return filling.apply(spoken, edition)


def blocks(found: tuple[Block, ...]) -> list[Passage]:
    return [passage for block in found for passage in block.passages]


def passages(whole: Document) -> list[Passage]:
    """Return everything that any piece can print."""
    found = [whole.title, *whole.labels.values()]
    for question in whole.questions:
        found += [question.question, *blocks(question.answer), *blocks(question.short), *short(question)]
    return found


def short(question: Question) -> list[Passage]:
    return [text for text in (question.sms, question.subject, question.preheader) if text]


# --- each catalog as a file ------------------------------------------------------------------------------------------


def test_there_are_eleven_catalogs_for_twelve_languages() -> None:
    assert PROJECT.tags() == ("en-CA", "ar", "es", "fa", "fil", "fr-CA", "hi", "ko", "pa", "uk", "vi", "zh-Hans")


@LANGUAGES
def test_every_message_is_translated_and_none_is_fuzzy(tag: str) -> None:
    find = catalogs.lookup(catalog(tag))
    assert [(m.context, m.text) for m in PROJECT.messages() if find(m)[1] != "translated"] == []
    assert not [entry.context for entry in catalog(tag).entries if "fuzzy" in entry.flags or entry.previous]


@LANGUAGES
def test_no_sentence_is_left_in_english(tag: str) -> None:
    """Labels may be words that a language shares with English, such as Contact."""
    sentences = [entry for entry in catalog(tag).entries if not entry.context.startswith("label.")]
    assert [entry.text for entry in sentences if entry.text == entry.translation] == []


@LANGUAGES
def test_the_header_says_whose_draft_it_is(tag: str) -> None:
    headers = dict(catalog(tag).headers)
    assert headers["Language"] == tag.replace("-", "_")
    assert "POT-Creation-Date" not in headers
    assert "Plural-Forms" not in headers
    if not PROJECT.approvals(tag):
        comment = " ".join(catalog(tag).comments)
        assert locales.language(tag).english_name in comment
        assert "machine draft" in comment
        assert "No reviewer has approved it" in comment


@LANGUAGES
def test_the_file_is_nfc_and_its_own_canonical_form(tag: str) -> None:
    assert unicodedata.is_normalized("NFC", content(tag).decode("utf-8"))
    assert po.dump(catalog(tag)) == content(tag)


@LANGUAGES
def test_merging_the_english_changes_no_byte(tag: str) -> None:
    assert po.dump(catalogs.merge(catalog(tag), PROJECT.messages(), limits(tag))) == content(tag)


@LANGUAGES
def test_placeholders_and_marks_are_those_of_the_english(tag: str) -> None:
    for entry in catalog(tag).entries:
        assert inline.placeholders(entry.translation) == inline.placeholders(entry.text), entry.text
        assert inline.problems(entry.translation, (*inline.FACTS, *inline.PAGES)) == [], entry.text
        assert entry.translation.count("**") == entry.text.count("**"), entry.text


@LANGUAGES
def test_translations_have_no_blanks_too_many(tag: str) -> None:
    spaced = [entry.translation for entry in catalog(tag).entries if re.search(r"^\s|\s$|  |\n|\t", entry.translation)]
    assert spaced == []


@LANGUAGES
def test_numbers_are_those_of_the_english(tag: str) -> None:
    for entry in catalog(tag).entries:
        assert digits(entry.translation) == digits(entry.text), entry.text


def digits(text: str) -> list[str]:
    """Return the numbers in the text, whatever digits the language writes."""
    return sorted(str(int(number)) for number in re.findall(r"\d+", text))


# --- whatever the place is called ------------------------------------------------------------------------------------

BOUNDARY = frozenset("PZ")
# An apostrophe or a hyphen would make one word of the name and its neighbour.
JOINS = frozenset("'’ʼ-\u2010\u2011")
# Words that change before a vowel, so that no name may follow them.
CHANGING = {
    "fr-CA": {"de", "le", "la", "du", "au", "que", "ne", "se", "jusque", "lorsque", "puisque", "ce", "je", "me", "te"},
    "es": {"y", "o", "el"},
    "uk": {"у", "в", "і", "й", "з", "із", "зі"},
}


@LANGUAGES
@PLACES
def test_nothing_touches_the_places_name(tag: str, place: str) -> None:
    found = [around for passage in passages(document(tag, place)) for around in neighbours(passage.text, place)]
    assert found
    for before, after in found:
        assert free(before[-1:]), before
        assert free(after[:1]), after
        assert not {word.lower() for word in before.split()[-1:]} & CHANGING.get(tag, set()), before


def neighbours(text: str, place: str) -> list[tuple[str, str]]:
    """Return the words before and after each place in the text."""
    return [(text[: match.start()], text[match.end() :]) for match in re.finditer(place, text)]


def free(character: str) -> bool:
    return not character or (unicodedata.category(character)[0] in BOUNDARY and character not in JOINS)


@LANGUAGES
@PLACES
def test_the_places_name_stands_as_it_is_in_every_text_that_has_it(tag: str, place: str) -> None:
    for english, spoken in zip(passages(document_in_english(place)), passages(document(tag, place)), strict=True):
        assert spoken.text.count(place) == english.text.count(place), english.text


@cache
def document_in_english(place: str) -> Document:
    edition = replace(PROJECT.edition("example"), names={"place": {"": place}, "partnership": {}})
    original = locales.language(SOURCE_TAG)
    return filling.apply(localize(PROJECT.source(), PROJECT.labels(), None, original, original), edition)


# --- text messages ---------------------------------------------------------------------------------------------------


@LANGUAGES
@PLACES
def test_every_text_message_is_within_its_segments(tag: str, place: str) -> None:
    whole = document(tag, place)
    design = Design("sms", {}, tomllib.loads((ROOT / "styles/sms.toml").read_text("utf-8")))
    for question in whole.questions:
        message = sms.write(replace(whole, questions=(question,)), design).content.decode()
        cost = gsm.count(message)
        assert cost.segments <= SEGMENTS[cost.encoding], (question.id, cost)


@pytest.mark.parametrize("tag", PROJECT.tags())
def test_the_web_address_is_last_in_the_message_that_has_it(tag: str) -> None:
    texts = [message for message in PROJECT.messages() if message.context == "learn-more.sms"]
    assert len(texts) == 1
    text = texts[0].text if tag == SOURCE_TAG else catalogs.lookup(catalog(tag))(texts[0])[0]
    assert text.endswith((": {website}", "：{website}", "： {website}"))


@LANGUAGES
def test_nothing_but_a_space_touches_an_address(tag: str) -> None:
    """Telephones and mail programs take what touches an address into the link."""
    for entry in catalog(tag).entries:
        for match in re.finditer(r"(.?)\{(?:website|email)\}(.?)", entry.translation):
            assert match[1] in ("", " ", "\u00a0", "：", "(")
            assert match[2] in ("", " ")
