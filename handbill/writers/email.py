"""E-mails for pasting: one question and its answer as plain text, a paragraph a line, each link on a line of its own.

It never wraps a line: mail programs do that for the reader, and a second time around for a wrapped text.
"""

import re
import unicodedata
from collections.abc import Iterator

from handbill.errors import HandbillError
from handbill.model import Block, Design, Document, List, Passage, Question, Run, Written
from handbill.typography import squeezed

LEFT_TO_RIGHT_MARK = "\u200e"
# What the address shown on paper lacks of the link.
SCHEME = re.compile(r"^((?:\d+\. |- )?)https?://(\S+?)/?$", re.MULTILINE)


def write(document: Document, design: Design) -> Written:
    """Return the e-mail of the document's one question; raise HandbillError where a fact is missing or a word lost."""
    (question,) = document.questions
    _refuse_gaps(question, document)
    text = "\n\n".join("\n".join(lines) for lines in _blocks(question)) + "\n"
    content = unicodedata.normalize("NFC", text).replace("\n", "\r\n").encode()
    _verify(content, question, document)
    return Written(content, {})


def _refuse_gaps(question: Question, document: Document) -> None:
    for _, passage in _passages(question):
        for run in passage.runs:
            if run.missing:
                message = f"the e-mail lacks “{run.fact}”; fill it in in the edition's edition.toml"
                raise HandbillError(f"{_place(question, document)}: {message}")


def _place(question: Question, document: Document) -> str:
    return f"{document.edition}/{document.language.tag}/{question.id}"


def _passages(question: Question) -> Iterator[tuple[str, Passage]]:
    """Yield each passage as it is read, with what marks it as an item of a list."""
    yield "", question.question
    for block in question.answer:
        yield from _items(block)


def _items(block: Block) -> Iterator[tuple[str, Passage]]:
    for number, passage in enumerate(block.passages, start=1):
        yield _marker(block, number), passage


def _marker(block: Block, number: int) -> str:
    if not isinstance(block, List):
        return ""
    return f"{number}. " if block.ordered else "- "


def _blocks(question: Question) -> Iterator[list[str]]:
    """Yield the lines of the question and of each block of its answer."""
    yield _lines("", question.question)
    for block in question.answer:
        yield [line for marker, passage in _items(block) for line in _lines(marker, passage)]


def _lines(marker: str, passage: Passage) -> list[str]:
    text = "".join(_shown(run, passage) for run in passage.runs)
    first, *rest = (line for part in text.split("\n") if (line := part.strip(" ")))
    return [marker + first, *rest]


def _shown(run: Run, passage: Passage) -> str:
    # A mail program makes a link of what has its scheme, and takes into it whatever touches it.
    if run.href.startswith("http"):
        return f"\n{run.href}\n"
    # Among right-to-left words a telephone number is shown backwards without a mark before it.
    if run.fact == "phone" and passage.language.direction == "rtl":
        return LEFT_TO_RIGHT_MARK + run.text
    return run.text.replace("\n", " ")


def _verify(content: bytes, question: Question, document: Document) -> None:
    text = content.decode().replace("\r\n", "\n").replace(LEFT_TO_RIGHT_MARK, "")
    found = squeezed(SCHEME.sub(r"\1\2", text))
    wanted = "".join(squeezed(marker + SCHEME.sub(r"\1\2", passage.text)) for marker, passage in _passages(question))
    if found != wanted:
        place = _place(question, document)
        raise HandbillError(f"{place}: the e-mail reads “{found}” where the text has “{wanted}”; report this")
