"""A Word document that is open: its parts, each read once, and its paragraphs, runs and styles."""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from lxml import etree

from handbill.model import Design, Document, Passage, printed
from handbill.typography import squeezed

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
# Parts whose words are seen on paper, and those that stand in until a partner fills in.
RUNNING, GLOSSARY = r"word/(header|footer)\d*\.xml", "word/glossary/document.xml"
XML = (".xml", ".rels")
OFF = ("0", "false", "off")
MARKS = re.compile("[\u200e\u200f]")

Found = Iterator[str]


@dataclass(frozen=True)
class Run:
    """A run with words, and its properties by name."""

    text: str
    properties: Mapping[str, etree._Element]

    def marked(self, name: str) -> bool:
        """Return whether the run is marked so: rtl, cs."""
        mark = self.properties.get(f"{W}{name}")
        return mark is not None and mark.get(f"{W}val") not in OFF

    @property
    def hinted(self) -> bool:
        """Return whether quotation marks, which Word finds in every face, are taken from the East Asian one."""
        fonts = self.properties.get(f"{W}rFonts")
        return fonts is not None and fonts.get(f"{W}hint") == "eastAsia"

    @property
    def slot(self) -> str:
        """Return the attribute of w:lang that Word proofs the run by ([MS-OI29500] 2.1.88)."""
        complex_script = self.marked("rtl") or self.marked("cs")
        return "bidi" if complex_script else "eastAsia" if self.hinted else "val"

    @property
    def language(self) -> str:
        """Return the language that the run itself names, or nothing."""
        node = self.properties.get(f"{W}lang")
        return "" if node is None else node.get(f"{W}{self.slot}", "")


@dataclass(frozen=True)
class Paragraph:
    """A paragraph: its words, the id of its style, and that style's name in small letters: programs keep names, not
    ids.
    """

    node: etree._Element
    text: str
    style: str
    name: str


@dataclass(frozen=True)
class Opened:
    """A Word package with the document that it was made from; the ending of `path` says whether it is a template."""

    content: bytes
    document: Document
    path: str
    design: Design

    @cached_property
    def package(self) -> zipfile.ZipFile:
        return zipfile.ZipFile(io.BytesIO(self.content))

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(self.package.namelist())

    @cached_property
    def contents(self) -> dict[str, bytes]:
        """Return every part, by name."""
        return {name: self.package.read(name) for name in self.names}

    @cached_property
    def xml(self) -> dict[str, etree._Element]:
        """Return the root of every part that is XML, by name."""
        return {name: parsed(part) for name, part in self.contents.items() if name.endswith(XML)}

    @property
    def body(self) -> etree._Element:
        return self.xml["word/document.xml"]

    @cached_property
    def running(self) -> dict[str, etree._Element]:
        """Return the heads and feet."""
        return {name: root for name, root in sorted(self.xml.items()) if re.fullmatch(RUNNING, name)}

    @cached_property
    def pages(self) -> tuple[etree._Element, ...]:
        """Return the parts that are seen on paper."""
        return (self.body, *self.running.values())

    @cached_property
    def written(self) -> tuple[etree._Element, ...]:
        """Return the parts that hold words: what is seen on paper, and what stands in empty fields."""
        return (*self.pages, *(root for name, root in self.xml.items() if name == GLOSSARY))

    def each(self, *tags: str) -> Iterator[etree._Element]:
        """Return every element so named in the parts with words: `p`, `sdt`."""
        names = [f"{W}{tag}" for tag in tags]
        return (node for part in self.written for node in part.iter(*names))

    @cached_property
    def runs(self) -> tuple[Run, ...]:
        """Return every run with words, in order; a mark of direction alone is no word."""
        found = ((node, said(node)) for node in self.each("r"))
        return tuple(Run(text, _properties(node)) for node, text in found if MARKS.sub("", text))

    @cached_property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """Return every paragraph of the body, in order."""
        names = {identifier: value(node, "name").lower() for identifier, node in self.styles.items()}
        styled = ((node, value(node, "pPr/pStyle")) for node in self.body.iter(f"{W}p"))
        return tuple(Paragraph(node, said(node), style, names.get(style, "")) for node, style in styled)

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """Return what the document prints, in reading order."""
        return printed(self.document, self.design.prints)

    @cached_property
    def directions(self) -> dict[str, str]:
        """Return the direction of each passage, by its words, but not where these stand in both."""
        found = {(bare(passage.text), passage.language.direction) for passage in self.passages}
        times = Counter(words for words, _ in found)
        return {words: direction for words, direction in found if times[words] == 1}

    @cached_property
    def addresses(self) -> frozenset[str]:
        """Return every address that the document's words lead to."""
        return frozenset(run.href for passage in self.passages for run in passage.runs if run.href)

    @cached_property
    def styles(self) -> dict[str, etree._Element]:
        """Return the styles by id."""
        return {node.get(f"{W}styleId", ""): node for node in self.xml["word/styles.xml"].iter(f"{W}style")}

    def styled(self, style: str, path: str) -> etree._Element | None:
        """Return what a style, or the nearest one that it is based on, says at a path: `pPr/bidi`. An unknown style is
        Normal to Word.
        """
        style, seen = style if style in self.styles else "Normal", set()
        while style in self.styles and style not in seen:
            seen.add(style)
            node = find(self.styles[style], path)
            if node is not None:
                return node
            style = value(self.styles[style], "basedOn")
        return None


def _properties(run: etree._Element) -> Mapping[str, etree._Element]:
    return {node.tag: node for node in run[0]} if run[0].tag == f"{W}rPr" else {}


def parsed(content: bytes) -> etree._Element:
    """Return the root of a part, of which nothing outside it is read."""
    safe = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
    return etree.fromstring(content, etree.XMLParser(**safe, remove_comments=True, remove_pis=True))


def find(node: etree._Element, path: str) -> etree._Element | None:
    """Return the first element at a path of names: `pPr/numPr/numId`."""
    return node.find(_qualified(path))


@lru_cache(maxsize=256)
def _qualified(path: str) -> str:
    return "/".join(f"{W}{name}" for name in path.split("/"))


def value(node: etree._Element, path: str) -> str:
    """Return the w:val at a path of names, or nothing."""
    found = find(node, path)
    return "" if found is None else found.get(f"{W}val", "")


def is_on(properties: etree._Element | None, name: str) -> bool:
    """Return whether a property that is on or off is on."""
    found = find(properties, name) if properties is not None else None
    return found is not None and found.get(f"{W}val") not in OFF


def local(node: etree._Element) -> str:
    """Return an element's name without its namespace."""
    return str(node.tag).rpartition("}")[2]


def said(node: etree._Element) -> str:
    """Return all words in an element, as they stand."""
    return "".join(text.text or "" for text in node.iter(f"{W}t"))


@lru_cache(maxsize=4096)
def bare(text: str) -> str:
    """Return words as compared: without spaces and marks of direction."""
    return MARKS.sub("", squeezed(text))
