"""Nothing lost, nothing added: the finished file's words against the document's, part by part and in order."""

import zipfile
from collections.abc import Iterable
from io import BytesIO

from lxml import etree

from handbill.errors import HandbillError
from handbill.model import Design, Document, Passage
from handbill.typography import squeezed
from handbill.writers.word import body, running
from handbill.writers.word.markup import qualified
from handbill.writers.word.runs import FIELDS, MARK

SHOWN = 40


def verify(content: bytes, document: Document, design: Design) -> None:
    """Raise HandbillError at the first word that the finished .docx has otherwise than the document."""
    wanted = {
        "document": body.passages(document, design),
        "header": (passage for stop in running.head(document) for passage in stop),
        "footer": (passage for stop in running.foot(document) for passage in stop),
    }
    with zipfile.ZipFile(BytesIO(content)) as package:
        for name, passages in wanted.items():
            _compare(name, _printed(package, f"word/{name}.xml"), _expected(passages), document)


def read(part: bytes) -> str:
    """Return every w:t of a part in order, but not what a page field shows: Word counts that anew."""
    words: list[str] = []
    hidden = False
    for node in etree.fromstring(part).iter(*map(qualified, ("w:t", "w:fldChar", "w:instrText"))):
        if node.tag == qualified("w:instrText"):
            hidden = node.text in FIELDS.values()
        elif node.tag == qualified("w:fldChar"):
            hidden = hidden and node.get(qualified("w:fldCharType")) != "end"
        elif not hidden:
            words.append(node.text or "")
    return "".join(words)


def _printed(package: zipfile.ZipFile, name: str) -> str:
    return _bare(read(package.read(name))) if name in package.namelist() else ""


def _expected(passages: Iterable[Passage]) -> str:
    runs = (run for passage in passages for run in passage.runs)
    return _bare("".join(run.text for run in runs if run.fact not in FIELDS))


def _bare(text: str) -> str:
    """Return the text as compared: the marks of direction around addresses are no words."""
    return squeezed(text.replace(MARK, ""))


def _compare(name: str, printed: str, expected: str, document: Document) -> None:
    if printed == expected:
        return
    pairs = zip(printed + "\0", expected + "\0", strict=False)
    place = next(position for position, (one, other) in enumerate(pairs) if one != other)
    raise HandbillError(
        f"{document.edition} {document.language.tag}: word/{name}.xml has “{printed[place : place + SHOWN]}” where the "
        f"document has “{expected[place : place + SHOWN]}”; this is a fault of the Word writer, please report it"
    )
