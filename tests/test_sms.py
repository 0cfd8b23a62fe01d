"""Text messages: the link last, numbers readable, the budget with its reserve, the platforms, each check alone."""

import unicodedata
from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType

import pytest
from bidi import get_display
from documents import FACTS, WORDS, document, narrowed, with_sms

from handbill import gsm, platforms
from handbill.checks import sms as checks
from handbill.errors import HandbillError
from handbill.model import Design, Document, Run, with_reserve
from handbill.writers import sms
from handbill.writers.sms import write

DESIGN = Design("sms", {}, {"segments": {"GSM-7": 2, "UCS-2": 3}})
LRM, RLM = "\u200e", "\u200f"


def text_of(whole: Document, design: Design = DESIGN) -> str:
    return write(whole, design).content.decode()


def reserved(whole: Document, before: str = "", after: str = "") -> Document:
    return replace(whole, reserve=(before, after))


def codes(content: bytes, whole: Document) -> set[str]:
    return {fault.code for fault in checks.check(content, whole, "dist/message.txt", DESIGN)}


@pytest.mark.parametrize("tag", WORDS)
@pytest.mark.parametrize("identifier", ["what", "reach"])
def test_every_language_is_written_and_passes_its_checks(tag: str, identifier: str) -> None:
    one = narrowed(document(tag), identifier)
    made = write(one, DESIGN)
    cost = gsm.count(made.content.decode())
    counted = {"encoding": cost.encoding, "units": cost.units, "segments": cost.segments}
    assert counted.items() <= made.facts.items()
    assert made.facts["offenders"] == list(cost.offenders)
    assert {f"sent_{key}": value for key, value in counted.items()}.items() <= made.facts.items()
    assert checks.check(made.content, one, "dist/message.txt", DESIGN) == []
    assert made == write(one, DESIGN)


def test_link_stands_last_on_its_own_line() -> None:
    assert text_of(with_sms(document(), "Ask us: {website}")) == "Ask us:\nhttps://example.org/lip"
    assert text_of(with_sms(document("zh-Hans"), "请访问：{website}")) == "请访问：\nhttps://example.org/lip"
    assert text_of(with_sms(document(), "{website}")) == "https://example.org/lip"


def test_link_elsewhere_stays_where_it_is_and_is_a_fault() -> None:
    one = with_sms(document(), "Visit {website}.")
    assert text_of(one) == "Visit https://example.org/lip."
    assert codes(write(one, DESIGN).content, one) == {"sms-link"}


def test_link_does_not_decide_whether_quotes_become_plain() -> None:
    assert text_of(with_sms(document("fr-CA"), "L’été : {website}")) == "L'été :\nhttps://example.org/lip"
    assert text_of(with_sms(document("fr-CA"), "L’être : {website}")) == "L’être :\nhttps://example.org/lip"


def test_bold_leaves_only_its_words() -> None:
    assert text_of(with_sms(document(), "A **free** service")) == "A free service"


RIGHT_TO_LEFT = [
    ("اتصلوا على {phone} أو زوروا: {website}", f"اتصلوا على {LRM}506-555-0100 أو زوروا:\nhttps://example.org/lip"),
    ("LIP: اتصلوا {phone}", f"{RLM}LIP: اتصلوا {LRM}506-555-0100"),
    ("{phone} هو الرقم", f"{RLM}{LRM}506-555-0100 هو الرقم"),
    ("2008: بدأت", "2008: بدأت"),  # its first strong character is Arabic
    ("اتصلوا 1-800-555-0199 أو 211", f"اتصلوا {LRM}1-800-555-0199 أو 211"),
    ("من 2008-2010", "من 2008-2010"),
]


@pytest.mark.parametrize(("text", "expected"), RIGHT_TO_LEFT)
def test_right_to_left_messages_carry_their_marks(text: str, expected: str) -> None:
    assert text_of(with_sms(document("ar"), text)) == expected


@pytest.mark.parametrize("tag", ["ar", "fa"])
@pytest.mark.parametrize("base", ["R", "L"])
@pytest.mark.parametrize("before", ["", "SJLIP:"])
def test_number_and_link_read_forwards_in_both_base_directions(tag: str, base: str, before: str) -> None:
    one = reserved(narrowed(document(tag), "reach"), before, "STOP/ARRET")
    shown = get_display(with_reserve(text_of(one), one), base_dir=base)
    assert "506-555-0100" in shown
    assert "https://example.org/lip" in shown


def test_number_without_its_mark_would_be_shown_backwards() -> None:
    text = text_of(narrowed(document("ar"), "reach")).replace(LRM, "")
    assert "506-555-0100" not in get_display(text, base_dir="R")


def test_left_to_right_messages_carry_no_mark() -> None:
    assert not {LRM, RLM} & set(text_of(narrowed(document("fr-CA"), "reach")))


def test_missing_fact_is_refused() -> None:
    hole = Run("[web address to come]", fact="website", missing=True, confirmed=False)
    one = narrowed(document(), "reach")
    assert one.questions[0].sms is not None
    holed = replace(one.questions[0].sms, runs=(*one.questions[0].sms.runs[:-1], hole))
    with pytest.raises(HandbillError, match=r"^example/en-CA/reach: the text message lacks “website”; "):
        write(replace(one, questions=(replace(one.questions[0], sms=holed),)), DESIGN)


@pytest.mark.parametrize("text", [None, " "])
def test_question_without_text_message_is_refused(text: str | None) -> None:
    one = with_sms(document(), text or "a")
    message = replace(one.questions[0].sms, runs=(Run(text),)) if text else None  # type: ignore[type-var]
    with pytest.raises(HandbillError, match=r"^example/en-CA/reach: the question has no text message; "):
        write(replace(one, questions=(replace(one.questions[0], sms=message),)), DESIGN)


def test_over_budget_names_the_letters_and_what_they_cost() -> None:
    with pytest.raises(HandbillError) as error:
        write(with_sms(document("fr-CA"), "Fête " + "à" * 200 + " œuvre"), DESIGN)
    assert str(error.value) == (
        "example/fr-CA/reach: the text message takes 4 segments of UCS-2 (211 units), 3 at most; "
        "ê œ cost 2 segments, so choose words without, or shorten it"
    )


@pytest.mark.parametrize(("text", "segments"), [("a" * 307, "3 segments of GSM-7"), ("ابجدهوزحطيكلمن" * 15, "4 seg")])
def test_over_budget_says_only_to_shorten_where_no_letter_is_to_blame(text: str, segments: str) -> None:
    with pytest.raises(HandbillError, match=rf"takes {segments}.* at most; shorten it$"):
        write(with_sms(document(), text), DESIGN)


def test_budget_is_the_designs() -> None:
    one = with_sms(document(), "a" * 307)
    assert write(one, Design("sms", {}, {"segments": {"GSM-7": 3, "UCS-2": 3}})).facts["segments"] == 3
    assert write(with_sms(document(), "a" * 306), DESIGN).facts["segments"] == 2


def test_reserve_is_counted_and_not_written() -> None:
    one = reserved(with_sms(document(), "a" * 150), "LIP:", "STOP/ARRET")
    made = write(one, DESIGN)
    assert made.content == b"a" * 150
    assert (made.facts["units"], made.facts["segments"]) == (150, 1)
    # A space behind the sender's name, a line feed before what opts out.
    assert (made.facts["sent_units"], made.facts["sent_segments"]) == (150 + 5 + 11, 2)


def test_reserve_can_change_the_encoding() -> None:
    facts = write(reserved(with_sms(document("fr-CA"), "Demain"), after="Arrêt"), DESIGN).facts
    assert (facts["encoding"], facts["sent_encoding"]) == ("GSM-7", "UCS-2")


@pytest.mark.parametrize(("before", "after"), [("LIP:", ""), ("", "STOP")])
def test_reserve_can_break_the_budget(before: str, after: str) -> None:
    one = with_sms(document(), "a" * 302)
    assert write(one, DESIGN).facts["segments"] == 2
    with pytest.raises(HandbillError, match=r"takes 3 segments of GSM-7 \(307 units\), 2 at most; shorten it$"):
        write(reserved(one, before, after), DESIGN)
    assert codes(b"a" * 302, reserved(one, before, after)) == {"sms-budget"}
    assert codes(b"a" * 302, one) == set()


def test_one_letter_names_what_it_costs() -> None:
    with pytest.raises(HandbillError, match=r"; ê costs 2 segments, so choose words without, or shorten it$"):
        write(with_sms(document("fr-CA"), "ê" + "a" * 229), DESIGN)


def test_manifest_says_which_platforms_leave_it_as_it_is() -> None:
    facts = write(narrowed(document(), "reach"), DESIGN).facts
    assert facts["platforms"] == [row.id for row in platforms.PLATFORMS]
    assert facts["altered"] == {}


def test_manifest_says_what_a_platform_makes_of_it() -> None:
    facts = write(narrowed(document("ar"), "what"), DESIGN).facts
    assert facts["platforms"] == ["twilio", "simpletexting", "whatsapp"]
    assert facts["altered"]["gc-notify"] == "sends “???? ????? ????.” for “تجمع الناس معًا.”; 13 characters become “?”"


def test_reserve_counts_toward_a_platforms_limit() -> None:
    roomy = Design("sms", {}, {"segments": {"GSM-7": 9, "UCS-2": 9}})
    one = with_sms(document(), "a" * 304)
    assert "simpletexting" in write(one, roomy).facts["platforms"]
    told = write(reserved(one, after="STOP"), roomy).facts["altered"]["simpletexting"]
    assert told == "sends it as a picture message (MMS): 309 characters, 304 at most"


def test_a_lost_word_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sms, "clean", lambda text: text.replace("Questions", ""))
    with pytest.raises(HandbillError, match=r"^example/en-CA/reach: the text message reads “\?Write"):
        write(narrowed(document(), "reach"), DESIGN)


SOUND = "Questions? Write to hello@example.org, call 506-555-0100 or visit:\nhttps://example.org/lip"
ENGLISH_DEFECTS: list[tuple[str, Callable[[bytes], bytes]]] = [
    ("sms-bytes", lambda content: b"\xef\xbb\xbf" + content),
    ("sms-bytes sms-link", lambda content: content + b"\n"),
    ("sms-bytes", lambda content: content.replace(b"\n", b"\r\n")),
    ("sms-bytes", lambda content: content.replace(b"call ", "call\u00a0".encode())),
    ("sms-bytes", lambda content: content.replace(b"call ", b"call\t")),
    ("sms-bytes", lambda content: content.replace(b"call", "ca\u200bll".encode())),
    ("sms-bytes", lambda content: content.replace(b"call", "ca\u202ell".encode())),
    ("sms-bytes", lambda content: content.replace(b"call", b"ca\x1bll")),
    ("sms-bytes sms-words", lambda content: content.replace(b"call", b"ca\xffll")),
    ("sms-words", lambda content: content.replace(b"call ", b"")),
    ("sms-words", lambda content: content.replace(b"visit", b"visit us")),
    ("sms-words", lambda content: content.replace(b"506-555", b"555-506")),
    ("sms-link sms-words", lambda content: b""),
    ("sms-link sms-words", lambda content: content + b"."),
    ("sms-link", lambda content: content + b" "),
    ("sms-link", lambda content: content.replace(b":\n", b": ")),
    ("sms-link sms-words", lambda content: content.replace(b"https://", b"")),
]


@pytest.mark.parametrize(("expected", "damage"), ENGLISH_DEFECTS)
def test_each_check_catches_its_own_defect(expected: str, damage: Callable[[bytes], bytes]) -> None:
    one = narrowed(document(), "reach")
    assert write(one, DESIGN).content.decode() == SOUND
    assert codes(damage(SOUND.encode()), one) == set(expected.split())


def test_decomposed_letters_are_a_fault_of_the_bytes() -> None:
    one = with_sms(document("fr-CA"), "L’été")
    assert codes(unicodedata.normalize("NFD", text_of(one)).encode(), one) == {"sms-bytes"}


def test_typographic_quotes_are_no_lost_words() -> None:
    assert codes("L’été – “là”…".encode(), with_sms(document("fr-CA"), "L'été - « là »...")) == set()


@pytest.mark.parametrize("first", "=+-@")
@pytest.mark.parametrize("mark", ["", RLM])
def test_a_message_that_a_spreadsheet_would_compute_is_a_fault(first: str, mark: str) -> None:
    one = with_sms(document(), f"{first}1 call us")
    assert codes((mark + text_of(one)).encode(), one) == {"sms-formula"}


def test_a_leading_tab_is_a_fault_of_bytes_and_formula() -> None:
    one = with_sms(document(), "Call us")
    assert codes(b"\tCall us", one) == {"sms-bytes", "sms-formula"}


@pytest.mark.parametrize("mark", [LRM, RLM])
def test_a_lost_mark_is_a_fault_of_direction(mark: str) -> None:
    one = narrowed(document("ar"), "reach")
    assert codes(text_of(one).replace(mark, "").encode(), one) == {"sms-direction"}


@pytest.mark.parametrize("text", ["a" * 307, "ж" * 202])
def test_too_many_segments_are_a_fault_of_the_budget(text: str) -> None:
    one = with_sms(document(), text)
    assert codes(text.encode(), one) == {"sms-budget"}
    assert codes(text[:-1].encode(), with_sms(document(), text[:-1])) == set()


def test_mail_address_that_holds_the_websites_is_no_link() -> None:
    site = Run("example.org", fact="website", href="https://example.org")
    one = with_sms(replace(document()), "Write to {email} or visit: ")
    (question,) = one.questions
    assert question.sms is not None
    message = replace(question.sms, runs=(*question.sms.runs, site))
    one = replace(one, questions=(replace(question, sms=message),), facts=MappingProxyType(FACTS | {"website": site}))
    assert codes(write(one, DESIGN).content, one) == set()


def test_every_check_has_a_planted_defect() -> None:
    planted = {code for expected, _ in ENGLISH_DEFECTS for code in expected.split()}
    assert planted | {"sms-formula", "sms-direction", "sms-budget"} == set(checks.CHECKS)
