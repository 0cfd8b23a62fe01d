"""The body of the document: its parts in the order in which the design prints them."""

from collections.abc import Callable, Iterator

from lxml import etree

from handbill.model import Design, Document, List, Passage, printed
from handbill.writers.word import answers, front, partner, sheet
from handbill.writers.word.markup import element, root, serialized
from handbill.writers.word.running import RUNNING
from handbill.writers.word.runs import Voice

PARTS: dict[str, Callable[[Voice], Iterator[etree._Element]]] = {
    "notice": front.notice,
    "notices": front.notice,
    "title": front.title,
    "titles": front.title,
    "partnership": front.partnership,
    "partnerships": front.partnership,
    "contents": front.contents,
    "contents_beside": front.contents,
    "questions": answers.questions,
    "sides": answers.sides,
    "contact": partner.contact,
    "contacts": partner.contact,
    "adapter": partner.adapter,
}


def passages(document: Document, design: Design) -> tuple[Passage, ...]:
    """Return what the body prints, in reading order."""
    return printed(document, _parts(design))


def ordered(document: Document) -> int:
    """Return how many numbered lists there are, each of which starts at one, in both languages."""
    questions = (*document.questions, *(document.beside.questions if document.beside else ()))
    blocks = (block for question in questions for block in question.answer)
    return sum(isinstance(block, List) and block.ordered for block in blocks)


def render(voice: Voice, design: Design) -> bytes:
    """Return word/document.xml."""
    answers.marked_once(voice.document)
    body = element("w:body", None, *(made for part in _parts(design) for made in PARTS[part](voice)))
    body.append(sheet.section(voice.document, voice.measures))
    return serialized(root("w:document", body))


def _parts(design: Design) -> tuple[str, ...]:
    return tuple(part for part in design.prints if part not in RUNNING)
