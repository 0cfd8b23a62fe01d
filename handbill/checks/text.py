"""What the checks of texts for pasting share: how they are asked, and what every such text must be."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from handbill import inline
from handbill.errors import Fault
from handbill.model import Design, Document, List, Passage, Question

# The two direction marks, which right-to-left texts need.
MARKS = re.compile("[\u200e\u200f]")
# A spreadsheet takes a cell that begins so for a formula, and its guard would be pasted with the text (CWE-1236).
FORMULA = ("=", "+", "-", "@", "\t", "\r")
REBUILD = "build it again, and report this if it stays"
# A line, or 0 for the whole file, and what is wrong there.
Found = Iterator[tuple[int, str]]


@dataclass(frozen=True)
class Opened:
    """A finished text, with the document and the design that it was made from."""

    content: bytes
    document: Document
    design: Design

    @property
    def text(self) -> str:
        """Return the words with their line ends as they are; what is not UTF-8 becomes U+FFFD."""
        return self.content.decode("utf-8", "replace")


Checks = Mapping[str, Callable[[Opened], Found]]


def faults(checks: Checks, opened: Opened, path: str) -> list[Fault]:
    """Return what each check finds, under its code; `path` is for messages."""
    return [Fault(path, line, message, code) for code, ask in checks.items() for line, message in ask(opened)]


def items(question: Question) -> Iterator[tuple[str, Passage]]:
    """Yield the question and the passages of its answer in reading order, with what marks each as an item of a list."""
    yield "", question.question
    for block in question.answer:
        for number, passage in enumerate(block.passages, start=1):
            marker = (f"{number}. " if block.ordered else "- ") if isinstance(block, List) else ""
            yield marker, passage


def unreadable(text: str) -> Found:
    """Yield what keeps the text from being UTF-8 in NFC, with nothing unseen but the marks and joiners of scripts."""
    if "\ufffd" in text:
        yield 0, f"this is not UTF-8 text; {REBUILD}"
    yield from inline.forbidden(MARKS.sub("", text.replace("\ufffd", "")))


def formula(text: str) -> Found:
    """Yield a first character that a spreadsheet would compute; a direction mark before it is no protection."""
    bare = MARKS.sub("", text)
    if bare.startswith(FORMULA):
        yield 1, f"the text begins with “{bare[:1]}”, which a spreadsheet takes for a formula; begin with a word"
