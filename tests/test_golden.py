"""One standard document with every construct once, in English and Arabic: each format's finished file as text.

The goldens hold words, places, styles, languages and directions, never bytes. `pytest tests/test_golden.py --accept`
writes them anew; look at the difference.
"""

from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.policy import SMTP
from io import BytesIO
from zipfile import ZipFile

import pytest
import tagged
from conftest import published
from lxml import etree, html

from handbill import formats, manifest
from handbill.model import Block, Document, List, Passage, Question, Run
from handbill.project import Project

Golden = Callable[[str, str], None]
TAGS = ("en-CA", "ar")
W = {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"}


def tags_of(row: formats.Format) -> tuple[str, ...]:
    """Return the languages of a format's pieces; none is in English beside English."""
    return TAGS[1:] if row.paired else TAGS


def marks_of(row: formats.Format) -> list[pytest.MarkDecorator]:
    """Return what a piece is marked with; press files are slow to make, and test_press.py looks at them too."""
    return [pytest.mark.slow] * row.press


ROWS = [pytest.param(row, marks=marks_of(row), id=row.id) for row in formats.FORMATS]
PIECES = [
    pytest.param(row, tag, marks=marks_of(row), id=f"{row.id}-{tag}") for row in formats.FORMATS for tag in tags_of(row)
]


@pytest.mark.slow
@pytest.mark.parametrize("row", ROWS)
def test_format(row: formats.Format, standard: Project, golden: Golden) -> None:
    golden(f"{row.id}.txt", "".join(text + "\n" for tag in tags_of(row) for text in _piece(row, tag, standard)))


@pytest.mark.slow
@pytest.mark.parametrize(("row", "tag"), PIECES)
def test_its_checks_find_no_fault(row: formats.Format, tag: str, standard: Project) -> None:
    standard.check(published(standard, tag, row.id))


def test_document(standard: Project, golden: Golden) -> None:
    golden(
        "document.txt", "".join(text + "\n" for tag in TAGS for text in _document(standard.document("standard", tag)))
    )


def _piece(row: formats.Format, tag: str, project: Project) -> Iterator[str]:
    """Yield a piece's rows of the manifest and its files as text."""
    piece = published(project, tag, row.id)
    show = {"pdf": _pdf, "docx": _word, "dotx": _word, "txt": _text, "eml": _eml, "html": _page}[row.extension]
    for record in manifest.rows(project.root, piece.name):
        yield f"=== {record['path']}"
        yield f"{record['state']} {record['code']}"
        yield from record["reasons"]
        yield "---"
        yield from show(project.path(f"dist/{record['path']}").read_bytes(), tag, project.design(row).measures)
        yield ""


def _text(content: bytes, tag: str, measures: object) -> Iterator[str]:
    """Yield the lines, with their ends where those are not a line feed alone, and direction marks by name."""
    shown = content.decode("utf-8").replace("\u200e", "<LRM>").replace("\u200f", "<RLM>")
    yield from shown.replace("\r\n", "<CR>\n").split("\n")


def _eml(content: bytes, tag: str, measures: object) -> Iterator[str]:
    """Yield the headers, the plain text, and the HTML's elements with language, direction and words."""
    message = message_from_bytes(content, policy=SMTP)
    yield from (f"{name}: {value}" for name, value in message.items() if name != "Content-Type")
    plain, page = message.iter_parts()
    yield from ("[plain text]", *_text(plain.get_payload(decode=True), tag, measures), "[HTML]")
    for element in html.document_fromstring(page.get_content()).body.iter("div", "h1", "h2", "ol", "ul", "p", "li"):
        hidden = " hidden" if "display:none" in element.get("style") else ""
        inner = (element.text or "").strip("\n") + "".join(map(_inline, element))
        yield f"{element.tag}{hidden} {element.get('lang')} {element.get('dir')} {inner}".rstrip()


def _page(content: bytes, tag: str, measures: object) -> Iterator[str]:
    """Yield the data for search engines, and the elements of the page with name, language, direction and words."""
    page = html.document_fromstring(content.decode())
    yield from (script.text for script in page.iter("script"))
    for element in page.body.iter():
        if element.tag not in ("a", "strong", "span"):
            marks = [element.get(name) or "-" for name in ("lang", "dir")]
            named = element.get("id") or element.get("aria-labelledby") or element.get("alt") or ""
            words = (element.text or "").strip("\n") + "".join(map(_inline, element))
            yield " ".join(filter(None, (element.tag, *marks, named and f"[{named}]", words)))


def _inline(element: html.HtmlElement) -> str:
    """Return a run of an e-mail as text, with its element; a paragraph inside another element is a line of its own."""
    if element.tag not in ("a", "strong", "span"):
        return ""
    marks = " ".join((element.tag, *(element.get(name) for name in ("href", "lang", "dir") if element.get(name))))
    return f"{{{marks}|{element.text or ''}{''.join(map(_inline, element))}}}{element.tail or ''}"


def _pdf(content: bytes, tag: str, measures: dict) -> Iterator[str]:
    """Yield the lines in reading order: page, panel, start and baseline in mm, type size, element, language, words."""
    for line in tagged.lines(content):
        yield f"{_place(line, tag, measures)} {line.kind:<5} {line.language:<5} {line.words}".rstrip()
    for line in tagged.artifacts(content):
        yield f"{_place(line, tag, measures)} not read aloud: {line.words}".rstrip()


def _place(line: tagged.Line, tag: str, measures: dict) -> str:
    panel = f" {panel_at(line, tag, measures):<8}" if "panels" in measures else ""
    return f"{line.page}{panel} {round(line.left):>3} {round(line.base):>3} {line.size:>5.1f} pt"


def panel_at(line: tagged.Line, tag: str, measures: dict) -> str:
    """Return the name of the panel that a line begins on."""
    side = list(measures["sides"].values())[line.page - 1]
    right = 0.0
    for name in side[::-1] if tag == "ar" else side:
        right += measures["panels"][name]
        if line.left < right:
            return name
    return "none"


def _word(content: bytes, tag: str, measures: object) -> Iterator[str]:
    """Yield each paragraph of head, body and foot: the frame and table that it stands in, style, list, direction; its
    runs with the same and language.
    """
    package = ZipFile(BytesIO(content))
    names = (f"word/{name}.xml" for name in ("header", "document", "footer"))
    for name in names:
        if name in package.namelist():
            yield f"[{name}]"
            for paragraph in etree.fromstring(package.read(name)).iterfind(".//w:p", W):
                yield _paragraph(paragraph)


def _paragraph(paragraph: etree._Element) -> str:
    def value(path: str) -> str:
        return "".join(f" {each}" for each in paragraph.xpath(path, namespaces=W))

    direction = value("w:pPr/w:bidi/@w:val").replace(" 0", " ltr").replace(" 1", " rtl")
    number = "".join(f" list {each}" for each in paragraph.xpath("w:pPr/w:numPr/w:numId/@w:val", namespaces=W))
    runs = "".join(_run(run) for run in paragraph.iterfind(".//w:r", W))
    frames = value("ancestor::w:sdt/w:sdtPr/w:tag/@w:val") + " cell" * int(
        paragraph.xpath("count(ancestor::w:tc)", namespaces=W)
    )
    place = f"{frames.strip()} | " if frames else ""
    return f"{place}{value('w:pPr/w:pStyle/@w:val').strip()}{number}{direction}: {runs}"


def _run(run: etree._Element) -> str:
    marks = [f"{etree.QName(mark).localname}={'/'.join(mark.attrib.values())}" for mark in run.iterfind("w:rPr/*", W)]
    link = ["link"] if etree.QName(run.getparent()).localname == "hyperlink" else []
    link = run.xpath("ancestor::w:sdt[ancestor::w:p]/w:sdtPr/w:tag/@w:val", namespaces=W) + link
    words = "".join(_piece_of(node) for node in run if etree.QName(node).localname != "rPr")
    words = words.replace("\u200e", "<LRM>").replace("\u200f", "<RLM>")
    return f"{{{' '.join((*link, *marks))}|{words}}}" if marks or link else words


def _piece_of(node: etree._Element) -> str:
    name = etree.QName(node).localname
    return {"t": node.text or "", "tab": "<tab>", "instrText": f"<{(node.text or '').strip()}>"}.get(name, "")


def _document(document: Document) -> Iterator[str]:
    """Yield every text of the document, whether any format prints it or not: context, language, state, runs."""
    yield f"=== {document.language.tag}"
    yield from _passage("title", document.title)
    for question in document.questions:
        yield from _question(question)
    for key, label in document.labels.items():
        yield from _passage(f"label {key}", label)


def _question(question: Question) -> Iterator[str]:
    yield from _passage("question", question.question)
    for kind, blocks in (("answer", question.answer), ("short", question.short)):
        for block in blocks:
            for passage in block.passages:
                yield from _passage(f"{kind} {_kind(block)}", passage)
    for name in ("sms", "subject", "preheader"):
        text = getattr(question, name)
        yield from _passage(name, text) if text else ()


def _kind(block: Block) -> str:
    if isinstance(block, List):
        return "number" if block.ordered else "bullet"
    return "paragraph"


def _passage(name: str, passage: Passage) -> Iterator[str]:
    yield f"{passage.context} ({name}, {passage.language.tag}, {passage.state}): {''.join(map(_marked, passage.runs))}"


def _marked(run: Run) -> str:
    language = run.language.tag if run.language else ""
    flags = {"missing": run.missing, "unconfirmed": run.fact and not run.confirmed}
    kinds = [run.fact, language, run.href, *(name for name, set_ in flags.items() if set_)]
    words = f"**{run.text}**" if run.bold else run.text
    return f"{{{' '.join(filter(None, kinds))}|{words}}}" if any(kinds) else words
