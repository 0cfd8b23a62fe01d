"""The body of the document: title, questions with their answers, contact; every paragraph of a named style."""

from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from handbill.errors import HandbillError
from handbill.model import Block, Document, List, Passage, Question, contact_lines, printed
from handbill.writers.word import scripts, sheet
from handbill.writers.word.lists import numbered
from handbill.writers.word.markup import element, serialized, valued
from handbill.writers.word.runs import Voice, inline, tab

PARTS = ("title", "partnership", "questions")
# Word cuts off longer names of bookmarks.
LONGEST_BOOKMARK = 40


def passages(document: Document) -> Iterator[Passage]:
    """Return what the body prints, in reading order."""
    yield from printed(document, PARTS)
    yield document.labels["contact"]
    for label, fact in contact_lines(document):
        yield from (label, fact)


def ordered(document: Document) -> int:
    """Return how many numbered lists there are, each of which starts at one."""
    blocks = (block for question in document.questions for block in question.answer)
    return sum(isinstance(block, List) and block.ordered for block in blocks)


def render(voice: Voice, numbers: tuple[str, ...]) -> bytes:
    """Return word/document.xml; `numbers` are the numbering instances of its numbered lists, in order."""
    document = voice.document
    _marked_once(document)
    body = element("w:body")
    body.append(paragraph("Title", document.title, voice))
    body.append(paragraph("Subtitle", document.labels["partnership"], voice))
    body.extend(_questions(voice, iter(numbers)))
    body.extend(_contact(voice))
    body.append(sheet.section(document, voice.measures))
    return serialized(element("w:document", None, body))


def paragraph(style: str, passage: Passage, voice: Voice, number: str = "") -> etree._Element:
    """Return a paragraph of one passage, in a numbered list where a numbering instance is given."""
    return element("w:p", None, _properties(style, passage, voice, number), *inline(passage, style, voice))


def bookmark(question: Question) -> str:
    """Return the name under which a question is found again in a file that comes back."""
    return f"faq_{question.id.replace('-', '_')}"[:LONGEST_BOOKMARK]


def _marked_once(document: Document) -> None:
    names = [bookmark(question) for question in document.questions]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise HandbillError(
            f"source/faq.md: two questions would share Word's bookmark “{twice}”; shorten one of their ids"
        )


def _questions(voice: Voice, numbers: Iterator[str]) -> Iterator[etree._Element]:
    for position, question in enumerate(voice.document.questions, start=1):
        heading = paragraph("Heading1", question.question, voice)
        heading.insert(1, element("w:bookmarkStart", {"w:id": str(position), "w:name": bookmark(question)}))
        heading.append(element("w:bookmarkEnd", {"w:id": str(position)}))
        yield heading
        for block in question.answer:
            yield from _block(block, voice, numbers)


def _block(block: Block, voice: Voice, numbers: Iterator[str]) -> Iterator[etree._Element]:
    if not isinstance(block, List):
        yield paragraph("BodyText", block.passage, voice)
        return
    style, number = ("ListNumber", next(numbers)) if block.ordered else ("ListBullet", "")
    for item in block.passages:
        yield paragraph(style, item, voice, number)


def _contact(voice: Voice) -> Iterator[etree._Element]:
    yield paragraph("ContactHeading", voice.document.labels["contact"], voice)
    for label, fact in contact_lines(voice.document):
        line = element("w:p", None, _properties("ContactLine", label, voice))
        line.extend(_strong(label, voice))
        line.append(tab())
        line.extend(inline(fact, "ContactLine", voice))
        yield line


def _strong(label: Passage, voice: Voice) -> Iterator[etree._Element]:
    return inline(replace(label, runs=tuple(replace(run, bold=True) for run in label.runs)), "ContactLine", voice)


def _properties(style: str, passage: Passage, voice: Voice, number: str = "") -> etree._Element:
    """Return style, list and direction; a list's number is set as the paragraph's mark, which has the language too."""
    home, language = voice.document.language, passage.language
    turned = [scripts.direction(language)] if language.direction != home.direction else []
    marks = scripts.looks(language, home, voice.measures)
    return element("w:pPr", None, valued("w:pStyle", style), *numbered(number), *turned, *marks)
