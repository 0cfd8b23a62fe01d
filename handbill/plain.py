"""A question and its answer as lines of plain text: a paragraph a line, items with number or hyphen, links apart.

Nothing is wrapped: mail programs and telephones do that, and a second time around for a wrapped text.
"""

import re
from collections.abc import Iterator
from itertools import groupby

from handbill.model import Block, List, Passage, Question, Run
from handbill.typography import LEFT_TO_RIGHT_MARK, forwards, from_the_right

# A passage with what marks it as an item of a list.
Item = tuple[str, Passage]
# An address alone on its line: a mark before it would be copied with it.
ADDRESS = re.compile(r"\S*(?:://|@)\S*")
# What may touch a mark of bold: a program does not take one inside a word for a mark.
BEFORE, BEHIND = frozenset(" \n(\"'"), frozenset(" \n.,:;!?)\"'")


def blocks(question: Question) -> Iterator[tuple[Item, ...]]:
    """Yield the question, then the items of each block of its answer, a paragraph being one without a mark."""
    yield (("", question.question),)
    for block in question.answer:
        yield tuple((_marker(block, number), passage) for number, passage in enumerate(block.passages, start=1))


def _marker(block: Block, number: int) -> str:
    if not isinstance(block, List):
        return ""
    return f"{number}. " if block.ordered else "- "


def lines(item: Item, bold: str = "") -> tuple[str, ...]:
    """Return an item's lines, each link alone on its own; `bold` is set around bold words that stand free."""
    marker, passage = item
    stretches = tuple(_stretches(passage))
    words = ("", *(text for _, text in stretches), "")
    text = "".join(
        _marked(words[place], stretch, words[place + 2], bold) if strong else stretch
        for place, (strong, stretch) in enumerate(stretches)
    )
    first, *rest = (_laid(line, passage) for part in text.split("\n") if (line := part.strip(" ")))
    return (marker + first, *rest)


def _stretches(passage: Passage) -> Iterator[tuple[bool, str]]:
    """Yield the words of runs that are bold together, or are not."""
    for bold, runs in groupby(passage.runs, lambda run: run.bold and not is_link(run)):
        yield bold, "".join(_said(run, passage) for run in runs)


def is_link(run: Run) -> bool:
    """Return whether the run is an address that a program makes a link of, and takes into it whatever touches it."""
    return run.href.startswith("http")


def _said(run: Run, passage: Passage) -> str:
    if is_link(run):
        return f"\n{run.href}\n"
    text = run.text.replace("\n", " ")
    if passage.language.direction == "ltr":
        return text
    return LEFT_TO_RIGHT_MARK + text if run.fact == "phone" else forwards(text)


def _marked(before: str, stretch: str, behind: str, bold: str) -> str:
    core = stretch.strip()
    head, _, tail = stretch.partition(core)
    free = ((before + head)[-1:] or " ") in BEFORE and ((tail + behind)[:1] or " ") in BEHIND
    return f"{head}{bold}{core}{bold}{tail}" if free and core else stretch


def _laid(line: str, passage: Passage) -> str:
    """Return the line so that a right-to-left one is laid out from the right, each line being laid out by itself."""
    return line if passage.language.direction == "ltr" or ADDRESS.fullmatch(line) else from_the_right(line)
