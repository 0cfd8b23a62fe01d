"""Cleaning: what is replaced, what is never touched, and that doing it again changes nothing."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handbill import cleaning, gsm
from handbill.cleaning import clean, typographic

CLEANED = [
    ("It’s “here” – now…", 'It\'s "here" - now...'),
    ("« Où ? »", '"Où ?"'),
    ("« Où ? »", '"Où ?"'),
    ("9\u00a0h, 1\u202f000", "9 h, 1 000"),
    ("\ufeffa\u200bb\u2060c\u00add", "abcd"),
    ("a\r\nb\rc", "a\nb\nc"),
    ("e\u0301te\u0301", "été"),
    ("e\u200b\u0301", "é"),
    ("\u2126", "Ω"),
    ("l’être – là…", "l’être – là…"),  # ê makes it UCS-2 whatever the punctuation
    ("l’e\u0301te\u0301 – là…", "l'été - là..."),
    ("Ça va", "Ça va"),
    ("ça va – bien", "ça va – bien"),
    ("“新移民”…", "“新移民”…"),
    ("می\u200cکند", "می\u200cکند"),
    ("👩\u200d👧", "👩\u200d👧"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "expected"), CLEANED)
def test_cleaning(text: str, expected: str) -> None:
    assert clean(text) == expected


MESSY = st.text(
    st.one_of(
        st.sampled_from("aéêçe\u0301’“”«» –…\u00a0\u202f\u200b\u200c\ufeff\r\nع€"),
        st.characters(exclude_categories=["Cs"]),
    )
)


@given(MESSY)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(MESSY)
def test_cleaning_changes_no_letter(text: str) -> None:
    def letters(words: str) -> list[str]:
        return [character for character in words if unicodedata.category(character)[0] in "LMN"]

    visible = text.translate(cleaning.INVISIBLE)
    assert letters(clean(text)) == letters(unicodedata.normalize("NFC", visible))


@given(MESSY)
def test_cleaning_leaves_nothing_unseen(text: str) -> None:
    assert not set(clean(text)) & set("\r\ufeff\u200b\u2060\u00ad\u00a0\u202f\u2007")


@given(st.text(st.sampled_from("abcé’“”–…«» ")))
def test_punctuation_becomes_plain_where_the_message_is_then_gsm(text: str) -> None:
    assert gsm.count(clean(text)).encoding == "GSM-7"


@given(st.text(st.sampled_from("abê’“”–…")).map("ê{}".format))
def test_punctuation_stays_where_a_letter_needs_ucs_2_anyway(text: str) -> None:
    assert clean(text) == text


TYPESET = [
    ("fr-CA", "Où\u00a0? «\u202f9\u00a0h\u202f»…", "Où\u00a0? «\u202f9\u00a0h\u202f»…"),
    ("en-CA", "9\u00a0h – “now”…", "9 h – “now”…"),
    ("fa", "می\u200cکند", "می\u200cکند"),
    ("ar", "\ufeffe\u0301\r\n", "é\n"),
]


@pytest.mark.parametrize(("tag", "text", "expected"), TYPESET)
def test_typeset_text_keeps_its_typography(tag: str, text: str, expected: str) -> None:
    assert typographic(text, tag) == expected
    assert typographic(expected, tag) == expected


@given(MESSY, st.sampled_from(["fr-CA", "en-CA", "fa"]))
def test_typesetting_twice_changes_nothing(text: str, tag: str) -> None:
    assert typographic(typographic(text, tag), tag) == typographic(text, tag)
