"""Checks of a finished e-mail text, read as a mail program reads it: bytes, lines, words and links."""

import re
import unicodedata
from collections.abc import Callable, Iterator

from handbill import inline
from handbill.errors import Fault
from handbill.model import Block, Design, Document, List, Passage, Run

Found = Iterator[tuple[int, str]]

MARKS = re.compile("[\u200e\u200f]")
# What a link has and the address shown on paper lacks.
SCHEME = re.compile(r"https?://|/(?=\s|$)")
LINE_END = re.compile(rb"\r\n|\r|\n")
REBUILD = "build the e-mail again, and report this if it stays"


def check(content: bytes, document: Document, path: str, _: Design) -> list[Fault]:
    """Return what is wrong with the e-mail of the document's one question; `path` is for messages."""
    return [
        Fault(path, line, message, code)
        for code, faults in CHECKS.items()
        for line, message in faults(content, document)
    ]


def _text(content: bytes) -> str:
    """Return the words with line feeds, however its lines end."""
    return LINE_END.sub(b"\n", content).decode("utf-8", "replace")


def _bytes(content: bytes, document: Document) -> Found:
    """UTF-8 in NFC, with nothing that cannot be seen but the marks and joiners that scripts need."""
    text = _text(content)
    if "\ufffd" in text:
        yield 0, f"this is not UTF-8 text; {REBUILD}"
    yield from inline.forbidden(MARKS.sub("", text.replace("\ufffd", "")))


def _lines(content: bytes, document: Document) -> Found:
    """Every line ends with CR LF, the last one too, as mail wants it (RFC 5322 2.3)."""
    for number, end in enumerate(LINE_END.findall(content), start=1):
        if end != b"\r\n":
            yield number, f"the line does not end with CR LF; {REBUILD}"
    if not content.endswith((b"\r", b"\n")):
        yield 0, f"the last line is not ended; {REBUILD}"


def _wrapping(content: bytes, document: Document) -> Found:
    """A paragraph is one line: mail programs wrap, and wrap again what is wrapped."""
    found = len([line for line in _text(content).split("\n") if line.strip()])
    wanted = sum(_height(passage) for _, passage in _passages(document))
    if found > wanted:
        yield 0, f"the e-mail has {found} lines of words where {wanted} were meant; {REBUILD}"


def _height(passage: Passage) -> int:
    lines = "".join("\nlink\n" if _is_link(run) else run.text.replace("\n", " ") for run in passage.runs)
    return len([line for line in lines.split("\n") if line.strip()])


def _is_link(run: Run) -> bool:
    return run.href.startswith("http")


def _passages(document: Document) -> Iterator[tuple[str, Passage]]:
    """Yield what the e-mail prints in reading order, with what marks it as an item of a list."""
    (question,) = document.questions
    yield "", question.question
    for block in question.answer:
        for number, passage in enumerate(block.passages, start=1):
            yield _marker(block, number), passage


def _marker(block: Block, number: int) -> str:
    if not isinstance(block, List):
        return ""
    return f"{number}." if block.ordered else "-"


def _words(content: bytes, document: Document) -> Found:
    """The words of question and answer, all of them, in order, and no others."""
    found = _comparable(_text(content))
    wanted = "".join(marker + _comparable(passage.text) for marker, passage in _passages(document))
    if found != wanted:
        yield 0, f"the e-mail reads “{found}” where “{wanted}” was meant; {REBUILD}"


def _comparable(text: str) -> str:
    visible = SCHEME.sub("", unicodedata.normalize("NFC", text))
    return "".join(character for character in visible if _seen(character))


def _seen(character: str) -> bool:
    # The joiners (U+200C, U+200D) are letters of their words.
    return character in "\u200c\u200d" or unicodedata.category(character) not in ("Cc", "Cf", "Zs", "Zl", "Zp")


def _links(content: bytes, document: Document) -> Found:
    """Every link in full on a line of its own, where nothing can touch it; every e-mail address in full."""
    text = _text(content)
    for run in (run for _, passage in _passages(document) for run in passage.runs if run.href):
        if _is_link(run) and not re.search(rf"^(?:\d+\. |- )?{re.escape(run.href)}$", text, re.MULTILINE):
            yield 0, f"the link {run.href} does not stand alone on its line; {REBUILD}"
        elif run.href.startswith("mailto:") and run.href.removeprefix("mailto:") not in text:
            yield 0, f"the address {run.href.removeprefix('mailto:')} is missing; {REBUILD}"


CHECKS: dict[str, Callable[[bytes, Document], Found]] = {
    "email-bytes": _bytes,
    "email-lines": _lines,
    "email-wrapping": _wrapping,
    "email-words": _words,
    "email-links": _links,
}
