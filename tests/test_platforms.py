"""What platforms make of a text message: tables written by hand from their documented rules, not from our code."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handbill import platforms
from handbill.platforms import facts, predicted

# What both Notifys document: the GSM-7 alphabet stays, dashes, quotes and dots become plain, an accented letter that
# is not kept becomes its base letter, all else a question mark; no space before comma or full stop.
BOTH = [
    ("Plain text, 100 %: é è à ù É Ç ñ ü ß € [x] {y} ~", "Plain text, 100 %: é è à ù É Ç ñ ü ß € [x] {y} ~"),
    ("ê î ô û â Ê Î Ô Û Â ï ë", "ê î ô û â Ê Î Ô Û Â ï ë"),  # Welsh has them, GC Notify adds ï and ë for French
    ("one – two — three…", "one - two - three..."),
    ("‘one’ “two”", "'one' \"two\""),
    ("a\tb", "a b"),
    ("a\u200bb", "ab"),
    ("ā ń ž", "a n z"),
    ("What , really .", "What, really."),
    ("  stripped \n", "stripped"),
    ("a\r\nb", "a\nb"),
    ("ما هي الشراكة؟", "?? ?? ????????"),
    ("什么是“LIP”？", '???"LIP"?'),
    ("안녕", "??"),
    ("नमस्ते", "??????"),
    ("😀", "?"),
    ("Ми тут", "?? ???"),
    ("« oui »", "? oui ?"),
    ("a • b × c", "a ? b ? c"),
    ("\u200f\u200e", "??"),
    ("so\u00adft", "so?ft"),
    ("e\u0301", "e?"),
]
GC_NOTIFY = [
    ("ç Ç œ Œ À Ù Ë Ï", "ç Ç œ Œ À Ù Ë Ï"),
    ("È Ÿ ÿ", "E Y y"),  # its French list lacks them
    ("á í ó ú Á Í Ó Ú", "a i o u A I O U"),
    ("PLI\u00a0? 9\u00a0h", "PLI? 9h"),
    ("PLI\u202f?", "PLI??"),
    ("می\u200cکند", "??????"),
    ("a\u200db", "a?b"),
    ("a\u2011b −1 ‚a‘ „b“", "a?b ?1 ?a' ?b\""),
    ("ệ", "ẹ"),  # the first character of a decomposition is not looked at again
    ("أ й ї", "ا и і"),
]
GOVUK_NOTIFY = [
    ("ç œ Œ", "c ? ?"),
    ("È À Ÿ ÿ ï ë á í ó ú", "È À Ÿ ÿ ï ë á í ó ú"),  # Welsh has every one
    ("PLI\u00a0? 9\u202fh", "PLI ? 9 h"),
    ("می\u200cکند a\u200db \u2060\ufeffc", "????? ab c"),
    ("a\u2011b −1 ‚a‘ „b“", "a-b -1 'a' \"b\""),
    ("Łódź", "Lódz"),
    ("ệ أ й", "? ? ?"),  # their base is no letter that it keeps either
]
# Smart encoding changes all or nothing: nothing where one letter needs UCS-2 anyway.
TWILIO = [
    ("Plain – and “curly”…", 'Plain - and "curly"...'),
    ("PLI\u00a0? 9\u202fh", "PLI  ? 9  h"),
    ("a\tb", "a       b"),
    ("«\u00a0oui\u00a0»", '"  oui  "'),
    ("a\u200bb\u200cc", "abc"),
    ("ＬＩＰ：１。", "LIP:1."),
    ("a • b", "a - b"),
    ("être – là…", "être – là…"),
    ("ما – هي…", "ما – هي…"),
    ("“LIP”是什么？", "“LIP”是什么？"),
    ("می\u200cکند", "می\u200cکند"),
    ("👩\u200d👧", "👩\u200d👧"),
]
WHATSAPP = [
    ("*bold* and _italic_ and ~struck~ and `code` and ```mono```", "bold and italic and struck and code and mono"),
    ("snake_case_name and 2*3*4", "snake_case_name and 2*3*4"),
    ("first_last@example.org", "first_last@example.org"),
    ("* not bold *", "* not bold *"),
    ("a * b", "a * b"),
    ("(*yes*), _yes_.", "(yes), yes."),
    ("*over\nlines*", "*over\nlines*"),
    ("> quoted", "quoted"),
    ("ما هي؟ – «نعم»", "ما هي؟ – «نعم»"),
]
SIMPLETEXTING = [("any text – “ê” ما", "any text – “ê” ما")]
CASES = [
    *(("gc-notify", *row) for row in (*BOTH, *GC_NOTIFY)),
    *(("govuk-notify", *row) for row in (*BOTH, *GOVUK_NOTIFY)),
    *(("twilio", *row) for row in TWILIO),
    *(("whatsapp", *row) for row in WHATSAPP),
    *(("simpletexting", *row) for row in SIMPLETEXTING),
]


@pytest.mark.parametrize(("platform", "text", "sent"), CASES)
def test_prediction(platform: str, text: str, sent: str) -> None:
    assert predicted(text, platform) == sent


# What the platforms' pages give as the longest message.
LIMITS = {"gc-notify": 612, "govuk-notify": 918, "twilio": 1600, "simpletexting": 304, "whatsapp": 4096}


@pytest.mark.parametrize(("platform", "limit"), LIMITS.items())
def test_a_message_over_the_limit_is_not_sent_unharmed(platform: str, limit: int) -> None:
    assert platform in facts("a" * limit, "a" * limit)["platforms"]
    told = facts("a" * (limit + 1), "a" * (limit + 1))["altered"][platform]
    assert told.endswith(f": {limit + 1} characters, {limit} at most")


def test_every_platform_has_a_limit_and_a_table() -> None:
    assert [row.id for row in platforms.PLATFORMS] == list(LIMITS)
    assert {platform for platform, _, _ in CASES} == LIMITS.keys()


TOLD = [
    ("Vive l’École de È", "gc-notify", "sends “l'École de E” for “l’École de È”"),
    ("Ouvert 9\u00a0h", "gc-notify", "sends “9h” for “9\u00a0h”"),
    ("LIP: ما", "gc-notify", "sends “??” for “ما”; 2 characters become “?”"),
    (
        "один два три чотири пʼять",
        "gc-notify",
        "sends “???? ??? ??? ?????? ????…” for “один два три чотири пʼят…”; 21 characters become “?”",
    ),
    ("Why? \u200fما", "gc-notify", "sends “???” for “ما”; 3 characters become “?”"),
    ("see *this* one", "whatsapp", "sends “this one” for “*this* one”"),
]


@pytest.mark.parametrize(("text", "platform", "told"), TOLD)
def test_what_is_altered_is_shown(text: str, platform: str, told: str) -> None:
    assert facts(text, text)["altered"][platform] == told


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_a_platform_is_named_once_as_harmless_or_with_what_it_does(text: str) -> None:
    found = facts(text, text)
    assert sorted([*found["platforms"], *found["altered"]]) == sorted(LIMITS)
    for row in platforms.PLATFORMS:
        assert (predicted(text, row.id) == text) == (row.id in found["platforms"])


@given(st.text(st.sampled_from("abcé 1,.'\"-?!:\n€"), max_size=60).map(str.strip))
def test_clean_text_in_gsm_is_altered_by_nobody_but_before_a_comma(text: str) -> None:
    spaced = " ," in text or " ." in text
    assert spaced or facts(text, text)["altered"] == {}
