"""Checks of a finished text message, read as a carrier reads it: bytes, words, link, direction and cost."""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress

from handbill import gsm
from handbill.checks import text
from handbill.checks.text import REBUILD, Checks, Found, Opened
from handbill.errors import Fault
from handbill.model import Design, Document, Passage, Run, with_reserve

# The most segments that a message may take; counted here anew, whatever the writer was told.
BUDGET = {"GSM-7": 2, "UCS-2": 3}
DEAR_SPACE = re.compile("[\t\u00a0\u2007\u202f]")


def check(content: bytes, document: Document, path: str, design: Design) -> list[Fault]:
    """Return what is wrong with the text message of the document's one question; `path` is for messages."""
    return text.faults(CHECKS, Opened(content, document, design), path)


def _passage(opened: Opened) -> Passage:
    (question,) = opened.document.questions
    return question.sms or Passage(f"{question.id}.sms", (), opened.document.language)


def _bytes(opened: Opened) -> Found:
    """UTF-8 in NFC, with nothing that cannot be seen but the marks and joiners that scripts need."""
    if opened.text.endswith("\n"):
        yield opened.text.count("\n"), f"a line end stands behind the message, which costs a unit; {REBUILD}"
    if DEAR_SPACE.search(opened.text):
        yield 0, f"a tab or no-break space may double what the message costs; {REBUILD}"
    yield from text.unreadable(opened.text)


def _words(opened: Opened) -> Found:
    """The words of the passage, all of them and no others; of a link, the whole address."""
    found, wanted = _comparable(opened.text), _comparable("".join(map(_said, _passage(opened).runs)))
    if found != wanted:
        yield 0, f"the message reads “{found}” where “{wanted}” was meant; {REBUILD}"


def _said(run: Run) -> str:
    return run.href.removesuffix("/") if run.fact == "website" and run.href else run.text


def _comparable(words: str) -> str:
    return "".join(map(_plain, unicodedata.normalize("NFC", words)))


# By Unicode category: typographic marks may have become plain ones. The joiners are letters of their words.
PLAIN = {"Pd": "-", "Pi": "", "Pf": "", "Cc": "", "Cf": "", "Zs": "", "Zl": "", "Zp": ""}
EXCEPTIONS = dict.fromkeys("'\"‚„′″", "") | {"…": "...", "−": "-", "\u200c": "\u200c", "\u200d": "\u200d"}


def _plain(character: str) -> str:
    return EXCEPTIONS.get(character, PLAIN.get(unicodedata.category(character), character))


def _link(opened: Opened) -> Found:
    """A telephone takes into a link whatever touches it: it stands alone on the last line, and can be tapped whole."""
    for address in _facts(opened, "website"):
        if opened.text.split("\n")[-1] != address or opened.text.count(address) > 1:
            yield (
                0,
                f"the link {address} does not stand alone on the last line; put {{website}} last, with nothing behind",
            )
        elif not address[-1:].isalnum():
            yield (
                0,
                f"telephones would not take the end of {address} into the link; use one that ends in a letter or digit",
            )


def _facts(opened: Opened, name: str) -> Iterator[str]:
    yield from dict.fromkeys(_said(run) for run in _passage(opened).runs if run.fact == name and run.text)


def _formula(opened: Opened) -> Found:
    """No first character that a spreadsheet would compute."""
    yield from text.formula(opened.text)


def _direction(opened: Opened) -> Found:
    """Right-to-left messages are laid out from the right, and their telephone numbers can be read."""
    if _passage(opened).language.direction == "ltr":
        return
    kinds = map(unicodedata.bidirectional, opened.text)
    if next((kind for kind in kinds if kind in ("L", "R", "AL")), "L") == "L":
        yield 1, f"the message begins from the left; {REBUILD}"
    for number in _facts(opened, "phone"):
        if re.search(rf"(?<!\u200e){re.escape(number)}", opened.text):
            yield 0, f"the telephone number {number} would be shown backwards; {REBUILD}"


def _budget(opened: Opened) -> Found:
    """No more segments than the communications team pays for, with all that is sent."""
    # What cannot be counted is a fault of its bytes.
    with suppress(ValueError):
        cost = gsm.count(with_reserve(opened.text, opened.document))
        most = BUDGET[cost.encoding]
        if cost.segments > most:
            yield 0, f"the message takes {cost.segments} segments of {cost.encoding}, {most} at most; shorten it"


CHECKS: Checks = {
    "sms-bytes": _bytes,
    "sms-words": _words,
    "sms-link": _link,
    "sms-formula": _formula,
    "sms-direction": _direction,
    "sms-budget": _budget,
}
