"""Checks of a finished text message, read as a carrier reads it: bytes, words, link, direction and cost."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import suppress

from handbill import gsm, inline
from handbill.errors import Fault
from handbill.model import Design, Document, Passage

Found = Iterator[tuple[int, str]]

# The most segments that a message may take; counted here anew, whatever the writer was told.
BUDGET = {"GSM-7": 2, "UCS-2": 3}
MARKS = re.compile("[\u200e\u200f]")
DEAR_SPACE = re.compile("[\t\u00a0\u2007\u202f]")
# A spreadsheet takes a cell that begins so for a formula, and its guard would be pasted with the message (CWE-1236).
FORMULA = ("=", "+", "-", "@", "\t", "\r")
REBUILD = "build the message again, and report this if it stays"


def check(content: bytes, document: Document, path: str, _: Design) -> list[Fault]:
    """Return what is wrong with the text message of the document's one question; `path` is for messages."""
    return [
        Fault(path, line, message, code)
        for code, faults in CHECKS.items()
        for line, message in faults(content, document)
    ]


def _text(content: bytes) -> str:
    return content.decode("utf-8", "replace")


def _passage(document: Document) -> Passage:
    (question,) = document.questions
    return question.sms or Passage(f"{question.id}.sms", (), document.language)


def _bytes(content: bytes, document: Document) -> Found:
    """UTF-8 in NFC, with nothing that cannot be seen but the marks and joiners that scripts need."""
    text = _text(content)
    if "\ufffd" in text:
        yield 0, f"this is not UTF-8 text; {REBUILD}"
    if text.endswith("\n"):
        yield text.count("\n"), f"a line end stands behind the message, which costs a unit; {REBUILD}"
    if DEAR_SPACE.search(text):
        yield 0, f"a tab or no-break space may double what the message costs; {REBUILD}"
    yield from inline.forbidden(MARKS.sub("", text.replace("\ufffd", "")))


def _words(content: bytes, document: Document) -> Found:
    """The words of the passage, all of them and no others."""
    found, wanted = _comparable(_text(content)), _comparable(_passage(document).text)
    if found != wanted:
        yield 0, f"the message reads “{found}” where “{wanted}” was meant; {REBUILD}"


def _comparable(text: str) -> str:
    return "".join(map(_plain, unicodedata.normalize("NFC", text)))


# By Unicode category: typographic marks may have become plain ones. The joiners are letters of their words.
PLAIN = {"Pd": "-", "Pi": "", "Pf": "", "Cc": "", "Cf": "", "Zs": "", "Zl": "", "Zp": ""}
EXCEPTIONS = dict.fromkeys("'\"‚„′″", "") | {"…": "...", "−": "-", "\u200c": "\u200c", "\u200d": "\u200d"}


def _plain(character: str) -> str:
    return EXCEPTIONS.get(character, PLAIN.get(unicodedata.category(character), character))


def _link(content: bytes, document: Document) -> Found:
    """A telephone takes into a link whatever touches it; at a line's end nothing can."""
    text = _without_mail_addresses(_text(content), document)
    for address in _facts(document, "website"):
        for link in re.finditer(re.escape(address), text):
            before, after = text[: link.start()][-1:], text[link.end() :][:1]
            if before not in ("", "\n", " ") or after not in ("", "\n"):
                line = text.count("\n", 0, link.start()) + 1
                yield line, f"the link {address} does not end its line; put {{website}} last, with nothing behind it"


def _facts(document: Document, name: str) -> set[str]:
    return {run.text for run in _passage(document).runs if run.fact == name and run.text}


def _without_mail_addresses(text: str, document: Document) -> str:
    # hello@example.org holds example.org.
    for address in _facts(document, "email"):
        text = text.replace(address, "x" * len(address))
    return text


def _formula(content: bytes, document: Document) -> Found:
    """No first character that a spreadsheet would compute; a direction mark before it is no protection."""
    text = MARKS.sub("", _text(content))
    if text.startswith(FORMULA):
        yield 1, f"the message begins with “{text[:1]}”, which a spreadsheet takes for a formula; begin with a word"


def _direction(content: bytes, document: Document) -> Found:
    """Right-to-left messages are laid out from the right, and their telephone numbers can be read."""
    text = _text(content)
    if _passage(document).language.direction == "ltr":
        return
    if next((kind for kind in map(unicodedata.bidirectional, text) if kind in ("L", "R", "AL")), "L") == "L":
        yield 1, f"the message begins from the left; {REBUILD}"
    for number in _facts(document, "phone"):
        if re.search(rf"(?<!\u200e){re.escape(number)}", text):
            yield 0, f"the telephone number {number} would be shown backwards; {REBUILD}"


def _budget(content: bytes, document: Document) -> Found:
    """No more segments than the communications team pays for."""
    # What cannot be counted is a fault of its bytes.
    with suppress(ValueError):
        cost = gsm.count(_text(content))
        most = BUDGET[cost.encoding]
        if cost.segments > most:
            yield 0, f"the message takes {cost.segments} segments of {cost.encoding}, {most} at most; shorten it"


CHECKS: dict[str, Callable[[bytes, Document], Found]] = {
    "sms-bytes": _bytes,
    "sms-words": _words,
    "sms-link": _link,
    "sms-formula": _formula,
    "sms-direction": _direction,
    "sms-budget": _budget,
}
