"""What an e-mail says as plain text: a paragraph a line, each link on its own, its sections two empty lines apart.

It never wraps a line: mail programs do that for the reader, and a second time around for a wrapped text.
"""

import re
from collections.abc import Iterator

from handbill import cleaning, plain
from handbill.errors import HandbillError
from handbill.model import Document, printed
from handbill.typography import squeezed

Section = tuple[tuple[plain.Item, ...], ...]
# What the address shown on paper lacks of the link.
SCHEME = re.compile(r"^((?:\d+\. |- )?)https?://(\S+?)/?$", re.MULTILINE)


def plain_text(document: Document, prints: tuple[str, ...]) -> str:
    """Return the words of the parts, cleaned, each line ended by CR LF (RFC 5322 2.3); raise HandbillError where a fact
    is missing or a word lost.
    """
    refuse_gaps(document, prints)
    sections = tuple(section for part in prints for section in _sections(part, document))
    text = cleaning.typographic("\n\n\n".join(map(_section, sections)) + "\n", document.language.tag)
    _verify(text, sections, document)
    return text.replace("\n", "\r\n")


def refuse_gaps(document: Document, prints: tuple[str, ...]) -> None:
    """Raise HandbillError where a fact that the parts print is missing: nobody may send a hole."""
    for passage in printed(document, prints):
        for run in passage.runs:
            if run.missing:
                message = f"the e-mail lacks “{run.fact}”; fill it in in the edition's edition.toml"
                raise HandbillError(f"{place(document)}: {message}")


def place(document: Document) -> str:
    """Return what names the e-mail in messages."""
    names = [question.id for question in document.questions]
    return f"{document.edition}/{document.language.tag}/{names[0] if len(names) == 1 else 'faq'}"


def _sections(part: str, document: Document) -> Iterator[Section]:
    """Yield each question with its answer as a section of blocks; any other part is one block."""
    if part == "questions":
        yield from (tuple(plain.blocks(question)) for question in document.questions)
    elif lines := tuple(("", passage) for passage in printed(document, (part,))):
        yield (lines,)


def _section(blocks: Section) -> str:
    return "\n\n".join("\n".join(line for item in block for line in plain.lines(item)) for block in blocks)


def _verify(text: str, sections: tuple[Section, ...], document: Document) -> None:
    found = squeezed(SCHEME.sub(r"\1\2", cleaning.DIRECTIONS.sub("", text)))
    items = (item for section in sections for block in section for item in block)
    wanted = "".join(squeezed(marker + SCHEME.sub(r"\1\2", passage.text)) for marker, passage in items)
    if found != wanted:
        message = f"the e-mail reads “{found}” where the text has “{wanted}”; report this"
        raise HandbillError(f"{place(document)}: {message}")
