"""Pseudo-locales: the English's marks kept, its letters another script's, its length what a layout must bear."""

import unicodedata
from collections.abc import Callable
from datetime import date

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from handbill import inline, locales, pseudo
from handbill.model import Message
from handbill.project import Project
from handbill.typography import direction

MESSAGES = Project(ROOT).messages()
KNOWN = (*inline.FACTS, *inline.PAGES)
TAGS = pytest.mark.parametrize("tag", pseudo.LANGUAGES)


def spoken(tag: str, text: str) -> str:
    translation, state = pseudo.lookup(tag)(Message("why.answer", text))
    assert state == "translated"
    return translation


def marks(text: str) -> list[str]:
    return [match[0] for match in inline.TOKEN.finditer(text)]


def letters(text: str) -> str:
    """Return the letters of a text, those of its placeholders aside."""
    return "".join(character for character in inline.TOKEN.sub("", text) if character.isalpha())


@TAGS
def test_every_text_of_ours_keeps_its_marks_and_is_a_good_translation(tag: str) -> None:
    assert len(MESSAGES) > 30
    for message in MESSAGES:
        translation = spoken(tag, message.text)
        assert marks(translation) == marks(message.text)
        assert inline.problems(translation, KNOWN) == []
        assert list(inline.forbidden(translation)) == []
        assert translation != message.text


WORDS = st.text(st.sampled_from("aZéq ’-,.?!5\n[]~"), max_size=12)
TEXTS = st.lists(st.one_of(WORDS, st.sampled_from(["**", "{place}", "{website}"])), max_size=9).map("".join)


@TAGS
@given(text=TEXTS)
def test_any_text_keeps_its_marks_in_their_order(tag: str, text: str) -> None:
    assert marks(spoken(tag, text)) == marks(text)


@TAGS
def test_the_same_text_is_always_the_same(tag: str) -> None:
    assert [spoken(tag, message.text) for message in MESSAGES] == [spoken(tag, message.text) for message in MESSAGES]


# The least and the greatest length, as parts of the English's; of whole sentences, since short ones are rounded.
LENGTHS = [("en-XA", 1.3, 2.0), ("ar-XB", 1.0, 1.0), ("zh-XC", 0.3, 0.75)]


@pytest.mark.parametrize(("tag", "least", "greatest"), LENGTHS)
def test_a_sentence_is_as_much_longer_or_shorter_as_it_should_be(tag: str, least: float, greatest: float) -> None:
    sentences = [message.text for message in MESSAGES if len(message.text) > 60 and not marks(message.text)]
    assert sentences
    for text in sentences:
        assert least <= len(spoken(tag, text)) / len(text) <= greatest, text


def han(character: str) -> bool:
    return unicodedata.name(character).startswith("CJK UNIFIED")


def arabic(character: str) -> bool:
    return unicodedata.name(character).startswith("ARABIC LETTER")


def accented(character: str) -> bool:
    return unicodedata.name(character).startswith("LATIN")


SCRIPTS = [("en-XA", accented), ("ar-XB", arabic), ("zh-XC", han)]


@pytest.mark.parametrize(("tag", "own"), SCRIPTS)
def test_letters_are_those_of_the_script(tag: str, own: Callable[[str], bool]) -> None:
    for message in MESSAGES:
        assert all(map(own, letters(spoken(tag, message.text)))), message.text


def test_accented_texts_show_where_they_begin_and_end() -> None:
    text = spoken("en-XA", "Call {phone} now, it is **free** of charge")
    assert text.startswith("[") and text.endswith("]")
    assert letters(text) != letters(text).encode("ascii", "ignore").decode()


def test_words_of_the_right_to_left_one_keep_their_length() -> None:
    text = "Why is it so, and who asks?"
    assert list(map(len, spoken("ar-XB", text).split())) == list(map(len, text.split()))
    assert direction(spoken("ar-XB", text)) == "rtl"


def test_the_dense_one_has_no_spaces_between_words() -> None:
    assert " " not in spoken("zh-XC", "It brings people together, and plans with them. Why?")


@TAGS
def test_a_pseudo_language_is_a_language_like_others(tag: str) -> None:
    language = locales.language(tag)
    assert (language.tag, language.script) == (tag, {"en": "Latn", "ar": "Arab", "zh": "Hans"}[tag[:2]])
    assert language.english_name.startswith("Pseudo-")
    assert locales.date_in(tag, date(2026, 11, 22)) == locales.date_in(tag[:2], date(2026, 11, 22))
