"""WhatsApp messages: the question in bold, links alone, what WhatsApp would format by itself, each check alone."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from bidi import get_display
from documents import WORDS, document, narrowed, passage, with_answer

from handbill.checks import whatsapp as checks
from handbill.errors import HandbillError
from handbill.model import Design, Document, List, Paragraph, Run
from handbill.writers import whatsapp
from handbill.writers.whatsapp import write

DESIGN = Design("whatsapp", {}, {"characters": 1024})
LRM, RLM = "\u200e", "\u200f"


def text_of(whole: Document) -> str:
    return write(whole, DESIGN).content.decode()


def answered(text: str, tag: str = "en-CA") -> Document:
    whole = document(tag)
    return with_answer(whole, Paragraph(passage(text, whole.language)))


def holding(run: Run) -> Document:
    """Return the document narrowed to a question that is answered by that run, as it is."""
    (question,) = narrowed(document(), "reach").questions
    answer = (Paragraph(replace(question.question, runs=(run,))),)
    return replace(document(), questions=(replace(question, answer=answer),))


def codes(content: bytes, whole: Document) -> set[str]:
    return {fault.code for fault in checks.check(content, whole, "dist/message.txt", DESIGN)}


@pytest.mark.parametrize("tag", WORDS)
@pytest.mark.parametrize("identifier", ["what", "reach"])
def test_every_language_is_written_and_passes_its_checks(tag: str, identifier: str) -> None:
    one = narrowed(document(tag), identifier)
    made = write(one, DESIGN)
    assert made.facts == {"characters": len(made.content.decode())}
    assert checks.check(made.content, one, "dist/message.txt", DESIGN) == []
    assert made == write(one, DESIGN)


def test_question_is_bold_and_lists_keep_their_marks() -> None:
    assert text_of(narrowed(document(), "what")) == (
        "*What is a ‘LIP’?*\n\nA LIP helps *all newcomers* in Example City; it began in 2008.\n\n"
        "- It brings people together.\n- It plans *with* them.\n\n"
        "1. It brings people together.\n2. It plans *with* them."
    )


def test_link_stands_alone_wherever_it_is() -> None:
    assert text_of(answered("Visit {website}, or write."))[len("*How can I reach you?*\n\n") :] == (
        "Visit\nhttps://example.org/lip\n, or write."
    )
    assert text_of(narrowed(document(), "reach")).endswith(" or visit:\nhttps://example.org/lip")


def test_link_can_be_an_item_of_a_list() -> None:
    whole = document()
    one = with_answer(whole, List(True, (passage("{website}", whole.language),)))
    assert text_of(one).endswith("\n1. https://example.org/lip")
    assert codes(write(one, DESIGN).content, one) == set()


BOLD = [
    ("A **free** service", "A *free* service"),
    ("**Free**: yes", "*Free*: yes"),
    ("(**free**)", "(*free*)"),
    ("Not**free**ly", "Notfreely"),
    ("**both of {place}**", "*both of Example City*"),
    ("a **free **service", "a *free* service"),
    ("帮助**所有新移民**。", "帮助所有新移民。"),  # inside a word an asterisk would be shown as one
]


@pytest.mark.parametrize(("text", "expected"), BOLD)
def test_bold_has_asterisks_where_they_are_taken_for_marks(text: str, expected: str) -> None:
    one = answered(text)
    assert text_of(one).split("\n\n")[1] == expected
    assert codes(write(one, DESIGN).content, one) == set()


def test_typography_is_kept() -> None:
    assert text_of(answered("L’été – là…", "fr-CA")).endswith("L’été – là…")


TAKEN = ["a _b_ c", "a ~b~ c", "a `b` c", "(_b_)", "a *b* c", "```b```", "> b"]


@pytest.mark.parametrize("text", TAKEN)
def test_marks_that_whatsapp_would_take_are_refused(text: str) -> None:
    sentence = r"^example/en-CA/reach: WhatsApp takes the marks in “.+” for formatting; write the answer without them$"
    one = holding(Run(text))
    with pytest.raises(HandbillError, match=sentence):
        write(one, DESIGN)
    assert codes(f"*How can I reach you?*\n\n{text}".encode(), one) == {"whatsapp-marks"}


@pytest.mark.parametrize("text", ["first_last@example.org and a_b", "a * b", "2*3*4", "10 ~ 20", "_ b_c_"])
def test_marks_that_whatsapp_shows_are_left(text: str) -> None:
    one = holding(Run(text))
    assert text_of(one).endswith(text)
    assert codes(write(one, DESIGN).content, one) == set()


def test_longer_than_a_template_is_refused_and_says_by_how_much() -> None:
    room = 1024 - len("*How can I reach you?*\n\n")
    assert write(answered("a" * room), DESIGN).facts == {"characters": 1024}
    with pytest.raises(HandbillError) as error:
        write(answered("a" * (room + 7)), DESIGN)
    assert str(error.value) == (
        "example/en-CA/reach: the WhatsApp message has 1031 characters, 7 more than the 1024 of a template; "
        "shorten the answer"
    )


def test_missing_fact_is_refused() -> None:
    one = holding(Run("[web address to come]", fact="website", missing=True, confirmed=False))
    with pytest.raises(HandbillError, match=r"^example/en-CA/reach: the WhatsApp message lacks “website”; "):
        write(one, DESIGN)


def test_a_lost_word_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whatsapp, "typographic", lambda text, tag: text.replace("Write", ""))
    with pytest.raises(HandbillError, match=r"^example/en-CA/reach: the WhatsApp message reads “"):
        write(narrowed(document(), "reach"), DESIGN)


def test_each_right_to_left_line_is_laid_out_from_the_right() -> None:
    whole = document("ar")
    items = tuple(passage(text, whole.language) for text in ("LIP: نعم", "لا"))
    one = with_answer(whole, Paragraph(passage("{email} أو {phone}", whole.language)), List(True, items))
    assert text_of(one) == (
        f"*كيف أتواصل معكم؟*\n\n{RLM}hello@example.org أو {LRM}506-555-0100\n\n1. {RLM}LIP: نعم\n2. لا"
    )
    assert codes(write(one, DESIGN).content, one) == set()


@pytest.mark.parametrize("tag", ["ar", "fa"])
@pytest.mark.parametrize("base", ["R", "L"])
def test_number_address_and_link_read_forwards_in_both_base_directions(tag: str, base: str) -> None:
    lines = text_of(narrowed(document(tag), "reach")).split("\n")
    shown = "\n".join(get_display(line, base_dir=base) for line in lines)
    assert "506-555-0100" in shown
    assert "hello@example.org" in shown
    assert "https://example.org/lip" in shown


SOUND = "*How can I reach you?*\n\nWrite to hello@example.org, call 506-555-0100 or visit:\nhttps://example.org/lip"
DEFECTS: list[tuple[str, Callable[[bytes], bytes]]] = [
    ("whatsapp-bytes whatsapp-marks whatsapp-words", lambda content: b"\xef\xbb\xbf" + content),
    ("whatsapp-bytes", lambda content: content + b"\n"),
    ("whatsapp-bytes", lambda content: content.replace(b"call", "ca\u200bll".encode())),
    ("whatsapp-bytes whatsapp-words", lambda content: content.replace(b"call", b"ca\xffll")),
    ("whatsapp-words", lambda content: content.replace(b"call ", b"")),
    ("whatsapp-words", lambda content: content.replace(b"506-555", b"555-506")),
    ("whatsapp-words whatsapp-link", lambda content: content.replace(b"https://", b"")),
    ("whatsapp-words whatsapp-link", lambda content: content + b"."),
    ("whatsapp-link", lambda content: content.replace(b":\n", b": ")),
    ("whatsapp-marks", lambda content: content.replace(b"*", b"", 1)),
    ("whatsapp-marks", lambda content: content.replace(b"you?*", b"you? *")),
    ("whatsapp-marks", lambda content: content.replace(b"Write", b"*Write*")),
    ("whatsapp-words whatsapp-marks", lambda content: content.replace(b"Write", b"_Write_")),
]


@pytest.mark.parametrize(("expected", "damage"), DEFECTS)
def test_each_check_catches_its_own_defect(expected: str, damage: Callable[[bytes], bytes]) -> None:
    one = narrowed(document(), "reach")
    assert text_of(one) == SOUND
    assert codes(damage(SOUND.encode()), one) == set(expected.split())


@pytest.mark.parametrize("mark", [LRM, RLM])
def test_a_lost_mark_is_a_fault_of_direction(mark: str) -> None:
    one = answered("LIP: {phone}", "ar")
    assert codes(text_of(one).replace(mark, "").encode(), one) == {"whatsapp-direction"}


def test_a_message_that_is_too_long_is_a_fault_of_its_length() -> None:
    text = "a" * (1024 - len("*How can I reach you?*\n\n"))
    assert codes(f"*How can I reach you?*\n\n{text}".encode(), answered(text)) == set()
    assert codes(f"*How can I reach you?*\n\n{text}a".encode(), answered(text + "a")) == {"whatsapp-length"}


def test_every_check_has_a_planted_defect() -> None:
    planted = {code for expected, _ in DEFECTS for code in expected.split()}
    assert planted | {"whatsapp-direction", "whatsapp-length"} == set(checks.CHECKS)
