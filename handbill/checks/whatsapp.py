"""Checks of a finished WhatsApp message, read as WhatsApp shows it: bytes, words, links, marks, direction, length."""

import re
import unicodedata
from collections.abc import Iterator

from handbill.checks import text
from handbill.checks.text import MARKS, REBUILD, Checks, Found, Opened
from handbill.errors import Fault
from handbill.model import Design, Document, Passage, Run
from handbill.typography import squeezed

# A template's body; counted here anew, whatever the writer was told.
LONGEST = 1024
# Bold, italic, struck out, monospaced: two marks that touch a word inside and none outside.
PAIR = re.compile(r"(?:(?<=\W)|(?<=_)|^)([*_~`])(?=[^\s*_~`])([^\n]*?)(?<=\S)\1(?!\w)", re.MULTILINE)

MARKER = re.compile(r"^(?:\d+\. |- )", re.MULTILINE)
# An address alone on its line is laid out by itself.
ADDRESS = re.compile(r"(?:\d+\. |- )?\S*(?:://|@)\S*")
QUOTED = re.compile(r"^> ", re.MULTILINE)


def check(content: bytes, document: Document, path: str, design: Design) -> list[Fault]:
    """Return what is wrong with the WhatsApp message of the document's one question; `path` is for messages."""
    return text.faults(CHECKS, Opened(content, document, design), path)


def _items(opened: Opened) -> Iterator[tuple[str, Passage]]:
    (question,) = opened.document.questions
    return text.items(question)


def _runs(opened: Opened) -> Iterator[Run]:
    return (run for _, passage in _items(opened) for run in passage.runs)


def _bytes(opened: Opened) -> Found:
    """UTF-8 in NFC, nothing that cannot be seen but the marks and joiners that scripts need, no line end at the end."""
    if opened.text.endswith("\n"):
        yield opened.text.count("\n"), f"a line end stands behind the message; {REBUILD}"
    yield from text.unreadable(opened.text)


def _words(opened: Opened) -> Found:
    """The words of question and answer, all of them, in order, and no others; of a link, the whole address."""
    wanted = "".join(marker + "".join(map(_said, passage.runs)) for marker, passage in _items(opened))
    if _comparable(opened.text) != _comparable(wanted):
        yield 0, f"the message reads “{_comparable(opened.text)}” where “{_comparable(wanted)}” was meant; {REBUILD}"


def _said(run: Run) -> str:
    return run.href.removesuffix("/") if _is_link(run) else run.text


def _is_link(run: Run) -> bool:
    return run.href.startswith("http")


def _comparable(words: str) -> str:
    return squeezed(MARKS.sub("", words).replace("*", ""))


def _link(opened: Opened) -> Found:
    """Every link in full on a line of its own, where nothing can touch it."""
    lines = MARKER.sub("", opened.text).split("\n")
    for address in dict.fromkeys(_said(run) for run in _runs(opened) if _is_link(run)):
        if address not in lines:
            yield 0, f"the link {address} does not stand alone on its line; {REBUILD}"


def _marks(opened: Opened) -> Found:
    """The question is bold, in a line of its own, and no other words are formatted than those that are meant to be."""
    (question,) = opened.document.questions
    first, _, rest = MARKS.sub("", opened.text).partition("\n")
    if squeezed(first) != squeezed(f"*{question.question.text}*") or not PAIR.fullmatch(first):
        yield 1, f"the question is not in asterisks on the first line; {REBUILD}"
    bold = squeezed("".join(run.text for run in _runs(opened) if run.bold))
    if QUOTED.search(rest):
        yield 0, "WhatsApp takes a line that begins with “> ” for a quotation; write the answer without it"
    for mark, words in PAIR.findall(rest):
        if mark != "*" or squeezed(words) not in bold:
            yield 0, f"WhatsApp takes the marks in “{mark}{words}{mark}” for formatting; write the answer without them"


def _direction(opened: Opened) -> Found:
    """Right-to-left messages are laid out from the right line by line, and their telephone numbers can be read."""
    if opened.document.questions[0].question.language.direction == "ltr":
        return
    for number, line in enumerate(opened.text.split("\n"), start=1):
        kinds = map(unicodedata.bidirectional, line)
        if not ADDRESS.fullmatch(line) and next((kind for kind in kinds if kind in ("L", "R", "AL")), "R") == "L":
            yield number, f"the line begins from the left; {REBUILD}"
    for run in dict.fromkeys(run for run in _runs(opened) if run.fact == "phone"):
        if re.search(rf"(?<!\u200e){re.escape(run.text)}", opened.text):
            yield 0, f"the telephone number {run.text} would be shown backwards; {REBUILD}"


def _length(opened: Opened) -> Found:
    """No more characters than a template's body has."""
    over = len(opened.text) - LONGEST
    if over > 0:
        yield 0, f"the message is {over} characters longer than the {LONGEST} of a template; shorten the answer"


CHECKS: Checks = {
    "whatsapp-bytes": _bytes,
    "whatsapp-words": _words,
    "whatsapp-link": _link,
    "whatsapp-marks": _marks,
    "whatsapp-direction": _direction,
    "whatsapp-length": _length,
}
