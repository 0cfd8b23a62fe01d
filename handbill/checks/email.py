"""Checks of a finished e-mail text, read as a mail program reads it: bytes, lines, words and links."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from handbill.checks import text
from handbill.checks.text import REBUILD, Found, Opened
from handbill.errors import Fault
from handbill.model import Block, Design, Document, List, Passage, Run, printed

# What an e-mail prints itself; a draft has a subject and a preheader besides.
BODY = ("title", "questions", "footer")
# What a link has and the address shown on paper lacks.
SCHEME = re.compile(r"https?://|/(?=\s|$)")
LINE_END = re.compile(rb"\r\n|\r|\n")


def check(content: bytes, document: Document, path: str, design: Design) -> list[Fault]:
    """Return what is wrong with the e-mail; `path` is for messages."""
    return text.faults(CHECKS, Opened(content, document, design), path)


def _text(opened: Opened) -> str:
    """Return the words with line feeds, however its lines end."""
    return LINE_END.sub(b"\n", opened.content).decode("utf-8", "replace")


def _bytes(opened: Opened) -> Found:
    """UTF-8 in NFC, with nothing that cannot be seen but the marks and joiners that scripts need."""
    yield from text.unreadable(_text(opened))


def _lines(opened: Opened) -> Found:
    """Every line ends with CR LF, the last one too, as mail wants it (RFC 5322 2.3)."""
    for number, end in enumerate(LINE_END.findall(opened.content), start=1):
        if end != b"\r\n":
            yield number, f"the line does not end with CR LF; {REBUILD}"
    if not opened.content.endswith((b"\r", b"\n")):
        yield 0, f"the last line is not ended; {REBUILD}"


def _wrapping(opened: Opened) -> Found:
    """A paragraph is one line: mail programs wrap, and wrap again what is wrapped."""
    found = len([line for line in _text(opened).split("\n") if line.strip()])
    wanted = sum(_height(passage) for _, passage in items(opened))
    if found > wanted:
        yield 0, f"the e-mail has {found} lines of words where {wanted} were meant; {REBUILD}"


def _height(passage: Passage) -> int:
    lines = "".join("\nlink\n" if _is_link(run) else run.text.replace("\n", " ") for run in passage.runs)
    return len([line for line in lines.split("\n") if line.strip()])


def _is_link(run: Run) -> bool:
    return run.href.startswith("http")


def items(opened: Opened) -> Iterator[tuple[str, Passage]]:
    """Yield what the e-mail prints in reading order, with what marks it as an item of a list."""
    for part in (part for part in opened.design.prints if part in BODY):
        if part == "questions":
            yield from _answered(opened.document)
        else:
            yield from (("", passage) for passage in printed(opened.document, (part,)))


def _answered(document: Document) -> Iterator[tuple[str, Passage]]:
    for question in document.questions:
        yield "", question.question
        for block in question.answer:
            for number, passage in enumerate(block.passages, start=1):
                yield _marker(block, number), passage


def _marker(block: Block, number: int) -> str:
    if not isinstance(block, List):
        return ""
    return f"{number}." if block.ordered else "-"


def _words(opened: Opened) -> Found:
    """The words of the e-mail, all of them, in order, and no others."""
    found = comparable(_text(opened))
    wanted = "".join(marker + comparable(passage.text) for marker, passage in items(opened))
    if found != wanted:
        yield 0, f"the e-mail reads “{found}” where “{wanted}” was meant; {REBUILD}"


def comparable(words: str) -> str:
    """Return the words without what is not seen of them, and without what a link has and a shown address lacks."""
    visible = SCHEME.sub("", unicodedata.normalize("NFC", words))
    return "".join(character for character in visible if _seen(character))


def _seen(character: str) -> bool:
    # The joiners (U+200C, U+200D) are letters of their words.
    return character in "\u200c\u200d" or unicodedata.category(character) not in ("Cc", "Cf", "Zs", "Zl", "Zp")


def _links(opened: Opened) -> Found:
    """Every link in full on a line of its own, where nothing can touch it; every e-mail address in full."""
    words = _text(opened)
    wanted = Counter(run.href for _, passage in items(opened) for run in passage.runs)
    for href, count in wanted.items():
        address = href.removeprefix("mailto:")
        alone = re.findall(rf"^(?:\d+\. |- )?{re.escape(href)}$", words, re.MULTILINE)
        if href.startswith("http") and len(alone) != count:
            yield 0, f"the link {href} stands alone on {len(alone)} lines where {count} were meant; {REBUILD}"
        elif href != address and words.count(address) < count:
            yield 0, f"the address {address} is missing; {REBUILD}"


CHECKS: text.Checks = {
    "email-bytes": _bytes,
    "email-lines": _lines,
    "email-wrapping": _wrapping,
    "email-words": _words,
    "email-links": _links,
}
