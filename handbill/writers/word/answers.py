"""Questions and answers: below each other, or in two languages with the answers in columns."""

from collections.abc import Iterator

from lxml import etree

from handbill.errors import HandbillError
from handbill.model import Block, Document, Language, List, Question, autonym
from handbill.model import sides as columns
from handbill.writers.word import controls, sheet
from handbill.writers.word.markup import element, valued
from handbill.writers.word.paragraphs import paragraph
from handbill.writers.word.runs import Voice

# Word cuts off longer names of bookmarks.
LONGEST_BOOKMARK = 40


def questions(voice: Voice) -> Iterator[etree._Element]:
    """Yield each question as a heading that is found again by its bookmark, and its answer in a frame."""
    for number, question in enumerate(voice.document.questions, start=1):
        yield _heading("Heading1", question, bookmark(question), voice)
        yield _framed(question, number, voice.document.language, "", voice)


def sides(voice: Voice) -> Iterator[etree._Element]:
    """Yield each question in two languages, and a table with its answer in both."""
    document = voice.document
    other, tag = document.beside or document, document.language.tag
    for number, (first, second) in enumerate(zip(other.questions, document.questions, strict=True), start=1):
        yield _heading("Heading1", first, bookmark(first), voice)
        yield _heading("HeadingBeside", second, bookmark(second, tag), voice)
        yield _table(number, voice)


def bookmark(question: Question, tag: str = "") -> str:
    """Return the name under which a question is found again in a file that comes back, with the tag of a second
    language.
    """
    end = f"__{tag}".replace("-", "_") if tag else ""
    return f"faq_{question.id.replace('-', '_')}"[: LONGEST_BOOKMARK - len(end)] + end


def marked_once(document: Document) -> None:
    """Raise HandbillError where two questions would share a bookmark."""
    names = [bookmark(question) for question in document.questions]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise HandbillError(
            f"source/faq.md: two questions would share Word's bookmark “{twice}”; shorten one of their ids"
        )


def _heading(style: str, question: Question, name: str, voice: Voice) -> etree._Element:
    heading, identifier = paragraph(style, question.question, voice), str(next(voice.ids))
    heading.insert(1, element("w:bookmarkStart", {"w:id": identifier, "w:name": name}))
    heading.append(element("w:bookmarkEnd", {"w:id": identifier}))
    return heading


def _framed(question: Question, number: int, language: Language, tag: str, voice: Voice) -> etree._Element:
    """Return the answer in its frame; `tag` is that of a second language."""
    content = [made for block in question.answer for made in _block(block, voice)]
    title = f"{voice.document.labels['answer'].text} {number}"
    name = ".".join(filter(None, (controls.ANSWER, question.id, tag)))
    prompt = controls.prompted(controls.ANSWER + controls.suffix(language, voice.document))
    return controls.control(name, title, next(voice.ids), content, *prompt, controls.part("Quick Parts"))


def _block(block: Block, voice: Voice) -> Iterator[etree._Element]:
    if not isinstance(block, List):
        yield paragraph("BodyText", block.passage, voice)
        return
    style, number = ("ListNumber", next(voice.lists)) if block.ordered else ("ListBullet", "")
    for item in block.passages:
        yield paragraph(style, item, voice, number)


def _table(number: int, voice: Voice) -> etree._Element:
    """Return the answers side by side, below the names of their languages."""
    both = columns(voice.document)
    width = str(int(sheet.text_width(voice.measures)) // len(both))
    answers = [_answer(column, number, voice) for column in both]
    names = [paragraph("ColumnHeading", autonym(column), voice) for column in both]
    headed = element("w:trPr", None, element("w:cantSplit"), element("w:tblHeader"))
    whole = element("w:trPr", None, element("w:cantSplit"))
    return element(
        "w:tbl",
        None,
        _look(both, number, voice),
        element("w:tblGrid", None, *(element("w:gridCol", {"w:w": width}) for _ in both)),
        element("w:tr", None, headed, *(_cell(name, width) for name in names)),
        element("w:tr", None, whole, *(_cell(answer, width) for answer in answers)),
    )


def _answer(column: Document, number: int, voice: Voice) -> etree._Element:
    tag = column.language.tag if column is voice.document else ""
    return _framed(column.questions[number - 1], number, column.language, tag, voice)


def _look(both: tuple[Document, ...], number: int, voice: Voice) -> etree._Element:
    """Return the table's style, direction and what is read aloud of it (17.4.58 and 59)."""
    rtl = voice.document.language.direction == "rtl"
    question = both[-1].questions[number - 1].question.text
    return element(
        "w:tblPr",
        None,
        valued("w:tblStyle", "TableGrid"),
        *([element("w:bidiVisual")] if rtl else []),
        element("w:tblW", {"w:w": sheet.text_width(voice.measures), "w:type": "dxa"}),
        element("w:tblLayout", {"w:type": "fixed"}),
        element("w:tblLook", {"w:val": "0620", "w:firstRow": "1", "w:noHBand": "1", "w:noVBand": "1"}),
        valued("w:tblCaption", question),
        valued("w:tblDescription", " · ".join(column.language.autonym for column in both)),
    )


def _cell(content: etree._Element, width: str) -> etree._Element:
    size = element("w:tcW", {"w:w": width, "w:type": "dxa"})
    return element("w:tc", None, element("w:tcPr", None, size), content)
