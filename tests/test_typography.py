"""Setting text: direction by the first strong letter, no lonely last words, each language's spaces and quotation marks,
words compared without their spaces.
"""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handbill.typography import (
    LONELY,
    NO_BREAK_SPACE,
    PHONE,
    QUOTES,
    bound,
    chunks,
    composed,
    direction,
    joined,
    squeezed,
    typeset,
)

DIRECTIONS = [
    ("", "neutral"),
    ("506-555-0100", "neutral"),
    ("… «»!", "neutral"),
    ("٢٠٠٨", "neutral"),  # Arabic digits are weak
    ("a", "ltr"),
    ("2008 год", "ltr"),
    ("你好", "ltr"),
    ("नमस्ते", "ltr"),
    ("سلام", "rtl"),
    ("שלום", "rtl"),
    ("«2008» سلام", "rtl"),
    ("LIP سلام", "ltr"),
    ("سلام LIP", "rtl"),
    ("hello@example.org", "ltr"),
]


@pytest.mark.parametrize(("text", "expected"), DIRECTIONS)
def test_direction_is_that_of_the_first_strong_letter(text: str, expected: str) -> None:
    assert direction(text) == expected


# A bar stands for the space that does not break.
BOUND = [
    ("", ""),
    ("alone", "alone"),
    ("only two", "only two"),
    ("we help you", "we help|you"),
    ("we help you now.", "we help you|now."),
    ("a " + "b" * (LONELY - 3) + " ccc", "a " + "b" * (LONELY - 3) + "|ccc"),
    ("a " + "b" * (LONELY - 2) + " ccc", "a " + "b" * (LONELY - 2) + " ccc"),
    ("newcomer settlement integration", "newcomer settlement integration"),
    ("ends in a space ", "ends in a space "),
    ("already is\u00a0bound", "already is|bound"),
    ("Maritime Example City", "Maritime Example|City"),
    ("你好", "你好"),
]


@pytest.mark.parametrize(("text", "expected"), BOUND)
def test_a_short_last_word_is_bound_to_the_one_before(text: str, expected: str) -> None:
    assert bound(text) == expected.replace("|", NO_BREAK_SPACE)


# A bar stands for the space that does not break.
FRENCH = [
    ("", ""),
    ("Le PLI aide.", "Le PLI aide."),
    # Before a colon, and after it an ordinary space.
    ("Un constat : la cohésion", "Un constat|: la cohésion"),
    ("Un constat: la cohésion", "Un constat|: la cohésion"),
    ("Un constat\u202f: la cohésion", "Un constat|: la cohésion"),
    ("suivante : {email}", "suivante|: {email}"),
    ("le PLI ({place}) : {website}", "le PLI ({place})|: {website}"),
    ("{partnership} : ce document", "{partnership}|: ce document"),
    ("**Note** : voir", "**Note**|: voir"),
    ("**Note :** voir", "**Note|:** voir"),
    ("« Note : »", "«|Note|:|»"),
    ("Révision :", "Révision|:"),
    ("en 2008 : rien", "en 2008|: rien"),
    # Addresses, times of day and ratios have theirs inside.
    ("https://example.org:80/a", "https://example.org:80/a"),
    ("à 8:30 demain", "à 8:30 demain"),
    # No space before ; ! ?.
    ("créés ?", "créés?"),
    ("créés\u202f!", "créés!"),
    ("un ; deux", "un; deux"),
    ("un; deux! trois?", "un; deux! trois?"),
    # Guillemets.
    ("dit « oui » ici", "dit «|oui|» ici"),
    ("dit «oui» ici", "dit «|oui|» ici"),
    ("« {place} »?", "«|{place}|»?"),
    ('dit "oui" ici', "dit «|oui|» ici"),
    # Numbers, what they count, and dates.
    ("77 % et 5 $", "77|% et 5|$"),
    ("77% et 5$", "77|% et 5|$"),
    ("1 200 000 personnes", "1|200|000 personnes"),
    ("de 9 h à 17 h 30", "de 9|h à 17|h 30"),
    ("en 2008 12 groupes", "en 2008 12 groupes"),
    ("le 5 mars 2026", "le 5|mars 2026"),
    ("le 1er août 2026", "le 1er|août 2026"),
    ("5 groupes", "5 groupes"),
]


@pytest.mark.parametrize(("text", "expected"), FRENCH)
def test_canadian_french_has_the_spaces_of_oqlf(text: str, expected: str) -> None:
    assert typeset(text, "fr-CA") == expected.replace("|", NO_BREAK_SPACE)


QUOTED = [
    ("en-CA", 'so "much" more', "so “much” more"),
    ("en-CA", '"Much," she said', "“Much,” she said"),
    ("en-CA", '("LIP")', "(“LIP”)"),
    ("en-CA", '"one" and "two"', "“one” and “two”"),
    ("en-CA", 'a 17" screen and a 19" one', 'a 17" screen and a 19" one'),
    ("en-CA", 'one " alone', 'one " alone'),
    ("en-CA", "it’s ‘so’", "it’s ‘so’"),
    ("es", 'la "red"', "la “red”"),
    ("ar", 'كلمة "نعم" هنا', "كلمة ”نعم“ هنا"),
    ("ti", '"እወ"', "«እወ»"),
    ("uk", '"так"', "«так»"),
    ("fa", '"بله"', "«بله»"),
    ("ko", '"예"', "“예”"),
    ("de", '"ja"', "„ja“"),
    ("fr-FR", 'oui ; "non" !', "oui ; «non» !"),
]


@pytest.mark.parametrize(("tag", "text", "expected"), QUOTED)
def test_typewriters_quotation_marks_become_the_languages_own(tag: str, text: str, expected: str) -> None:
    assert typeset(text, tag) == expected


CHUNKS = [
    ("", ("",)),
    ("하나", ("하나",)),
    ("하나 둘", ("하나", " ", "둘")),
    ("하나  둘 ", ("하나", "  ", "둘", " ", "")),
    ("하나\u00a0둘", ("하나\u00a0둘",)),
]


@pytest.mark.parametrize(("text", "expected"), CHUNKS)
def test_chunks_are_words_and_spaces(text: str, expected: tuple[str, ...]) -> None:
    assert chunks(text) == expected


SQUEEZED = [
    ("", ""),
    (" a\u00a0b\tc\nd\u202fe\u3000f\u2009g ", "abcdefg"),
    ("a\u200bb\u2060c", "abc"),
    ("e\u0301", "é"),
    ("می\u200cروم", "می\u200cروم"),  # the joiner is a letter's shape, not a space
    ("a-b\u2011c…", "a-b\u2011c…"),
    ("A a", "Aa"),
]


@pytest.mark.parametrize(("text", "expected"), SQUEEZED)
def test_squeezed_text_has_every_letter_and_no_space(text: str, expected: str) -> None:
    assert squeezed(text) == expected


TEXTS = st.text(st.sampled_from("ab é\u0301\u00a0\u200bعشक्好.\n"))


@given(TEXTS)
def test_nothing_that_sets_text_changes_a_word(text: str) -> None:
    assert squeezed(bound(text)) == squeezed(text)
    assert "".join(chunks(text)) == text
    assert len(bound(text)) == len(text)


SET = st.text(st.sampled_from('ab é:;!?«»%$ 123\u00a0\u202f*{}()".'))


@given(SET, st.sampled_from(["fr-CA", "en-CA", "uk", "zh-Hans"]))
def test_typesetting_changes_spaces_and_quotation_marks_alone_and_once(text: str, tag: str) -> None:
    once = typeset(text, tag)
    assert typeset(once, tag) == once
    marks = str.maketrans(dict.fromkeys('"“”' + "".join(mark for pair in QUOTES.values() for mark in pair), "'"))
    assert squeezed(once).translate(marks) == squeezed(text).translate(marks)


@given(TEXTS)
def test_squeezing_twice_or_composing_first_changes_nothing(text: str) -> None:
    assert squeezed(unicodedata.normalize("NFD", text)) == squeezed(text)
    assert unicodedata.normalize("NFC", squeezed(squeezed(text))) == unicodedata.normalize("NFC", squeezed(text))


# What stands before and after: Arabic letters that join, letters that join nothing after them, marks, others.
JOINTS = [
    ("مح", "مد", True),
    ("ال", "شراكة", True),
    ("بَ", "يت", True),
    ("همهٔ", "تازه", True),
    ("و", "معهم", False),
    ("دار", "بيت", False),
    ("شي", "ء", False),
    ("می\u200c", "کند", False),
    ("ال", "LIP", False),
    ("LIP", "ها", False),
    ("تخطط ", "معهم", False),
    ("مع", "", False),
    ("", "مع", False),
]


@pytest.mark.parametrize(("before", "after", "expected"), JOINTS)
def test_arabic_letters_join_where_nothing_stands_between(before: str, after: str, expected: bool) -> None:
    assert joined(before, after) is expected


NUMBERS = ["506-555-0100", "(506) 555-0100", "1-506-555-0100", "+1 506 555 0100", "506.555.0100"]


@pytest.mark.parametrize("number", NUMBERS)
def test_a_telephone_number_is_known_among_words(number: str) -> None:
    assert PHONE.findall(f"call {number}, or 2008-2010, 77 and 1506-555-01001") == [number]


MARKED = st.text(st.sampled_from("aeé가ᄀά\u0301\u0323\u0344\u0327\u05b0\u064b\u0651\u094d "))


@given(MARKED)
def test_composed_is_what_unicode_says(text: str) -> None:
    assert composed(text) == unicodedata.normalize("NFC", text)


def test_composing_takes_no_square_of_the_time() -> None:
    """Of two marks in the order that is not theirs, one after the other."""
    begun = time.process_time()
    assert composed("a" + "\u0301\u0323" * 40_000) == "ạ" + "\u0323" * 39_999 + "\u0301" * 40_000
    assert time.process_time() - begun < 1
