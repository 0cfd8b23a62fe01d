"""Checks of a finished Word document, opened as Word opens it: package, words, languages, directions, plain styles."""

import io
import re
import unicodedata
import zipfile
import zlib
from collections import defaultdict
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

    @cached_property
    def running(self) -> list[etree._Element]:
        """Return the heads and feet."""
        return [self.part(name) for name in self.names(r"word/(header|footer)\d*\.xml")]

    @property
    def all_parts(self) -> list[etree._Element]:
        return [self.body, *self.running]

    def names(self, pattern: str) -> list[str]:
        return sorted(name for name in self.package.namelist() if re.fullmatch(pattern, name))


def check(content: bytes, document: Document, path: str, design: Design) -> list[Fault]:
    """Return what is wrong with the Word document; `path` is for messages. A damaged package is the only fault told."""
    opened = Opened(content, document, design)
    damage = [Fault(path, 0, f"{message}; {REBUILD}", "word-package") for message in CHECKS["word-package"](opened)]
    return damage or [
        Fault(path, 0, f"{message}; {REBUILD}", code) for code, faults in CHECKS.items() for message in faults(opened)
    ]


def _package(opened: Opened) -> Found:
    """The parts that every document has are there and whole."""
    try:
        damaged, names = opened.package.testzip(), opened.package.namelist()
    except zipfile.BadZipFile:
        yield "this is not a Word package"
        return
    if damaged:
        yield f"the part {damaged} is damaged"
    for name in NEEDED:
        if name not in names:
            yield f"the part {name} is missing"
    for name in names:
        if name.endswith(".xml") and name != damaged and not _well_formed(opened, name):
            yield f"the part {name} is not XML"


def _well_formed(opened: Opened, name: str) -> bool:
    try:
        opened.part(name)
    except (etree.XMLSyntaxError, zipfile.BadZipFile, zlib.error):
        return False
    return True


# What stands in the head and foot of every page rather than in the body.
RUNNING = ("draft", "imprint")


def _words(opened: Opened) -> Found:
    """The body holds the document's words and no others, in order; head and foot hold theirs."""
    parts = tuple(part for part in opened.design.prints if part not in RUNNING)
    wanted = "".join(_bare(passage.text) for passage in printed(opened.document, parts))
    found = _text(opened.body)
    if found != wanted:
        index = next((i for i, (a, b) in enumerate(zip(found, wanted, strict=False)) if a != b), 0)
        yield f"the body reads “{found[index : index + 30]}” where “{wanted[index : index + 30]}” was meant"
    running = "".join(_text(part) for part in opened.running)
    for passage in printed(opened.document, tuple(part for part in opened.design.prints if part in RUNNING)):
        if _bare(passage.text) not in running:
            yield f"the words “{passage.text[:40]}” are not at the head or foot"


def _text(part: etree._Element) -> str:
    return _bare("".join(node.text or "" for node in part.iter(f"{W}t")))


def _bare(text: str) -> str:
    return MARKS.sub("", squeezed(text))


def _directions(opened: Opened) -> Found:
    """Right-to-left letters stand in runs marked so, and Latin letters in no such run ([MS-OI29500] 2.1.88)."""
    for run in (run for part in opened.all_parts for run in part.iter(f"{W}r")):
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
    yield from _borrowed(opened)


def _borrowed(opened: Opened) -> Found:
    """Words of another language, such as English that stands in for a translation, are marked as that language."""
    marked: dict[str, str] = defaultdict(str)
    for part in opened.all_parts:
        for run in part.iter(f"{W}r"):
            tag = run.find(f"{W}rPr/{W}lang")
            marked[str(tag.get(f"{W}val")) if tag is not None else ""] += _text(run)
    for passage in printed(opened.document, opened.design.prints):
        if (
            passage.language != opened.document.language
            and _bare(passage.runs[0].text) not in marked[passage.language.tag]
        ):
            yield f"“{passage.text[:30]}” is not marked as {passage.language.tag}"


def _plain(opened: Opened) -> Found:
    """Looks are in styles: no run or paragraph is formatted by hand, so that a partner can restyle all."""
    for path, allowed in ((f"{W}rPr", RUN_PROPERTIES), (f"{W}pPr", PARAGRAPH_PROPERTIES)):
        for properties in (found for part in opened.all_parts for found in part.iter(path)):
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
