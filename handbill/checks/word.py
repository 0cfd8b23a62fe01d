"""Checks of a finished Word document, opened as Word opens it: package, words, languages, directions, plain styles."""

import io
import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from lxml import etree

from handbill.errors import Fault
from handbill.model import Design, Document, printed
from handbill.typography import squeezed

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NEEDED = ("[Content_Types].xml", "_rels/.rels", "word/document.xml", "word/styles.xml", "docProps/core.xml")
# What a run or paragraph may say for itself: its style, its language and direction, its list; never how it looks.
RUN_PROPERTIES = frozenset(("rStyle", "rtl", "cs", "lang", "rFonts"))
PARAGRAPH_PROPERTIES = frozenset(("pStyle", "numPr", "bidi", "rPr"))
MARKS = re.compile("[\u200e\u200f]")
REBUILD = "build the document again, and report this if it stays"

Found = Iterator[str]


@dataclass(frozen=True)
class Opened:
    """A Word package with the document that it was made from."""

    content: bytes
    document: Document
    design: Design

    @cached_property
    def package(self) -> zipfile.ZipFile:
        return zipfile.ZipFile(io.BytesIO(self.content))

    def part(self, name: str) -> etree._Element:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        return etree.fromstring(self.package.read(name), parser)

    @cached_property
    def body(self) -> etree._Element:
        return self.part("word/document.xml")

    def names(self, pattern: str) -> list[str]:
        return sorted(name for name in self.package.namelist() if re.fullmatch(pattern, name))


def check(content: bytes, document: Document, path: str, design: Design) -> list[Fault]:
    """Return what is wrong with the Word document; `path` is for messages."""
    opened = Opened(content, document, design)
    return [
        Fault(path, 0, f"{message}; {REBUILD}", code) for code, faults in CHECKS.items() for message in faults(opened)
    ]


def _package(opened: Opened) -> Found:
    """The parts that every document has are there and whole."""
    broken = opened.package.testzip()
    if broken:
        yield f"the part {broken} is damaged"
    for name in NEEDED:
        if name not in opened.package.namelist():
            yield f"the part {name} is missing"


def _words(opened: Opened) -> Found:
    """The body, head and foot hold the document's words, in order."""
    wanted = [squeezed(passage.text) for passage in printed(opened.document, opened.design.prints)]
    parts = ["word/document.xml", *opened.names(r"word/(header|footer)\d*\.xml")]
    found = "".join(_text(opened.part(name)) for name in parts)
    for text in wanted:
        if MARKS.sub("", text) not in found:
            yield f"the words “{text[:40]}” are not there"


def _text(part: etree._Element) -> str:
    return MARKS.sub("", squeezed("".join(node.text or "" for node in part.iter(f"{W}t"))))


def _directions(opened: Opened) -> Found:
    """Right-to-left letters stand in runs marked so, and Latin letters in no such run ([MS-OI29500] 2.1.88)."""
    for run in opened.body.iter(f"{W}r"):
        text = "".join(node.text or "" for node in run.iter(f"{W}t"))
        kinds = {unicodedata.bidirectional(character) for character in text}
        marked = run.find(f"{W}rPr/{W}rtl") is not None
        if kinds & {"R", "AL"} and not marked:
            yield f"“{text[:30]}” is not marked as right to left"
        if "L" in kinds and marked:
            yield f"“{text[:30]}” is marked as right to left"


def _languages(opened: Opened) -> Found:
    """The file says its language, and a right-to-left one its direction, in the style that all others follow."""
    core = opened.package.read("docProps/core.xml").decode("utf-8")
    if f">{opened.document.language.tag}<" not in core:
        yield f"the file’s properties do not name the language {opened.document.language.tag}"
    bidi = opened.part("word/styles.xml").find(f"{W}style[@{W}styleId='Normal']/{W}pPr/{W}bidi")
    runs_rtl = bidi is not None and bidi.get(f"{W}val") not in ("0", "false")
    if runs_rtl != (opened.document.language.direction == "rtl"):
        yield "the Normal style runs in the wrong direction"


def _plain(opened: Opened) -> Found:
    """Looks are in styles: no run or paragraph is formatted by hand, so that a partner can restyle all."""
    for path, allowed in ((f"{W}rPr", RUN_PROPERTIES), (f"{W}pPr", PARAGRAPH_PROPERTIES)):
        for properties in opened.body.iter(path):
            for child in properties:
                name = etree.QName(child).localname
                if name not in allowed | {"sectPr"}:
                    yield f"direct formatting ({name})"


def _code(opened: Opened) -> Found:
    """The imprint code is printed at the foot."""
    if not any(opened.document.code in _text(opened.part(name)) for name in opened.names(r"word/footer\d*\.xml")):
        yield f"the imprint code {opened.document.code} is not at the foot"


CHECKS: dict[str, Callable[[Opened], Found]] = {
    "word-package": _package,
    "word-words": _words,
    "word-directions": _directions,
    "word-languages": _languages,
    "word-plain": _plain,
    "word-code": _code,
}
