"""Counting: the tables of the standard, its boundaries, and two other implementations on text that nobody wrote."""

import gsm0338
import pytest
import smsutil
from hypothesis import assume, example, given
from hypothesis import strategies as st

from handbill import gsm
from handbill.gsm import Count, count

ASTRAL = "😀"
SCALARS = st.characters(exclude_categories=["Cs"], exclude_characters="\x1b")
GSM = st.text(st.sampled_from(gsm.BASIC + gsm.EXTENSION * 8), max_size=500)
# Half of it near the limits, where the mistakes are made.
UNICODE = st.text(st.sampled_from("aé€^êжش好" + ASTRAL), max_size=220)
TEXTS = st.one_of(GSM, UNICODE, st.text(SCALARS, max_size=200))

BOUNDARIES = [
    ("a" * 160, "GSM-7", (160,)),
    ("a" * 161, "GSM-7", (153, 8)),
    ("a" * 153, "GSM-7", (153,)),
    ("a" * 306, "GSM-7", (153, 153)),
    ("a" * 307, "GSM-7", (153, 153, 1)),
    ("€" * 80, "GSM-7", (160,)),
    ("a" + "€" * 80, "GSM-7", (153, 8)),
    ("a" * 152 + "€" + "a" * 7, "GSM-7", (152, 9)),
    ("a" * 151 + "€" + "a" * 8, "GSM-7", (153, 8)),
    ("a" * 152 + "€" + "a" * 151, "GSM-7", (152, 153)),
    ("a" * 152 + "€" + "a" * 152, "GSM-7", (152, 153, 1)),  # 306 septets, but no two segments of 153
    ("ж" * 70, "UCS-2", (70,)),
    ("ж" * 71, "UCS-2", (67, 4)),
    ("ж" * 134, "UCS-2", (67, 67)),
    ("ж" * 135, "UCS-2", (67, 67, 1)),
    (ASTRAL * 35, "UCS-2", (70,)),
    (ASTRAL * 36, "UCS-2", (66, 6)),
    ("ж" * 66 + ASTRAL + "ж" * 3, "UCS-2", (66, 5)),
    ("ж" * 65 + ASTRAL + "ж" * 4, "UCS-2", (67, 4)),
    ("", "GSM-7", ()),
    ("\n", "GSM-7", (1,)),
    ("\r\n", "GSM-7", (2,)),
    ("Ç", "GSM-7", (1,)),
    ("ç", "UCS-2", (1,)),
    ("à" * 160, "GSM-7", (160,)),
    ("ê" + "a" * 70, "UCS-2", (67, 4)),
    ("e\u0301", "UCS-2", (2,)),  # nothing is composed on the way
]


@pytest.mark.parametrize(("text", "encoding", "per_segment"), BOUNDARIES)
def test_boundaries(text: str, encoding: str, per_segment: tuple[int, ...]) -> None:
    cost = count(text)
    assert (cost.encoding, cost.per_segment) == (encoding, per_segment)
    assert (cost.units, cost.segments) == (sum(per_segment), len(per_segment))


@pytest.mark.parametrize("character", gsm.EXTENSION)
def test_extension_characters_take_two_septets_or_one_code_unit(character: str) -> None:
    assert count(character) == Count("GSM-7", 2, 1, (2,), ())
    assert count(character + "ж") == Count("UCS-2", 2, 1, (2,), ("ж",))


def test_offenders_are_distinct_and_in_order_of_appearance() -> None:
    assert count("rêve à l’être: ç, ê").offenders == ("ê", "’", "ç")
    assert count("").offenders == ()


@pytest.mark.parametrize("character", ["\x1b", "\ud83d", "\ude00", "\ud800", "\udfff"])
@pytest.mark.parametrize("around", ["", "a", "ж"])
def test_escape_and_half_pairs_are_refused(character: str, around: str) -> None:
    with pytest.raises(ValueError, match=f"U\\+{ord(character):04X}"):
        count(around + character + around)


def test_tables_hold_127_and_10_characters() -> None:
    assert (len(gsm.BASIC), len(set(gsm.BASIC)), len(set(gsm.EXTENSION))) == (127, 127, 10)
    assert len(gsm.SEPTETS) == 137


@pytest.mark.slow
def test_alphabet_is_the_codecs_on_every_unicode_scalar_but_escape() -> None:
    codec, accepted = gsm0338.Codec(), {}
    for scalar in (*range(0x1B), *range(0x1C, 0xD800), *range(0xE000, 0x110000)):
        if septets := len(codec.encode(chr(scalar), "ignore")[0]):
            accepted[chr(scalar)] = septets
    assert accepted == gsm.SEPTETS


@given(SCALARS)
def test_codec_refuses_what_is_not_in_the_tables(character: str) -> None:
    try:
        assert len(gsm0338.Codec().encode(character)[0]) == gsm.SEPTETS[character]
    except UnicodeEncodeError:
        assert count(character).offenders == (character,)


@given(TEXTS)
@example("a" * 152 + "€" + "a" * 152)
def test_segments_are_those_of_smsutil(text: str) -> None:
    assume(text)  # smsutil counts nothing as one segment
    theirs = smsutil.split(text)
    cost = count(text)
    assert cost.segments == len(theirs.parts)
    assert cost.encoding == {"gsm0338": "GSM-7", "utf_16_be": "UCS-2"}[theirs.encoding]
    octets = {"GSM-7": 1, "UCS-2": 2}[cost.encoding]  # it counts unpacked septets
    assert cost.per_segment == tuple(part.bytes // octets for part in theirs.parts)


@given(TEXTS)
def test_segments_are_within_limits_and_add_up(text: str) -> None:
    cost = count(text)
    alone, part = gsm.LIMITS[cost.encoding]
    assert sum(cost.per_segment) == cost.units
    assert all(0 < units <= (alone if cost.segments == 1 else part) for units in cost.per_segment)
    assert len(text.encode("utf-16-be")) // 2 == cost.units or cost.encoding == "GSM-7"
    assert bool(cost.offenders) == (cost.encoding == "UCS-2")


@given(TEXTS)
def test_segments_can_be_cut_out_of_the_text(text: str) -> None:
    """Cut into whole characters, the segments joined give the text: no pair is halved."""
    cost = count(text)
    rest = text
    for units in cost.per_segment:
        segment = next(rest[:end] for end in range(len(rest) + 1) if count_units(rest[:end], cost.encoding) == units)
        rest = rest.removeprefix(segment)
    assert rest == ""


def count_units(text: str, encoding: str) -> int:
    if encoding == "UCS-2":
        return len(text.encode("utf-16-be")) // 2
    return len(gsm0338.Codec().encode(text)[0])


@given(TEXTS, st.one_of(SCALARS, st.sampled_from("a€ê" + ASTRAL)))
def test_another_character_never_lowers_the_segments(text: str, character: str) -> None:
    assert count(text + character).segments >= count(text).segments


FORCED = [
    ("ê" + "a" * 229, 2),  # 4 segments of UCS-2 where 2 of GSM-7 would do
    ("ê" * 70, 0),
    ("ê" + "a" * 70, 1),
    ("a" * 400, 0),
    ("", 0),
]


@pytest.mark.parametrize(("text", "segments"), FORCED)
def test_what_letters_outside_gsm_cost(text: str, segments: int) -> None:
    assert gsm.forced(text) == segments


@given(TEXTS)
def test_letters_outside_gsm_never_make_a_message_cheaper(text: str) -> None:
    assert gsm.forced(text) >= 0
    assert gsm.forced(text) == 0 or count(text).offenders
