"""Surgery on finished files: what the plants of tests/checks share."""

import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from typing import Any

import pikepdf
import tagged
from lxml import etree


class Opened:
    """A PDF on the table; its bytes once the block has ended."""

    def __init__(self, content: bytes) -> None:
        self.pdf = pikepdf.open(io.BytesIO(content))
        self.content = b""


@contextmanager
def pdf(content: bytes) -> Iterator[Opened]:
    """Open a PDF to be damaged through `.pdf`; the damaged bytes are `.content` afterwards."""
    opened = Opened(content)
    yield opened
    out = io.BytesIO()
    opened.pdf.save(out, deterministic_id=True)
    opened.content = out.getvalue()


Instruction = tuple[list[Any], str]


def drawn(content: bytes, change: Callable[[list[Any], str], list[Instruction]], page: int = 0) -> bytes:
    """Return the PDF with each instruction of a page replaced by those that `change` gives for it."""
    with pdf(content) as opened:
        target = opened.pdf.pages[page]
        made = [
            (operands, pikepdf.Operator(operator))
            for old, name in pikepdf.parse_content_stream(target)
            for operands, operator in change(list(old), str(name))
        ]
        target.Contents = opened.pdf.make_stream(pikepdf.unparse_content_stream(made))
    return opened.content


def silenced(content: bytes, words: str) -> bytes:
    """Return the PDF without the lines that hold the words; what shows them is no longer drawn."""
    lines = {(key[0], max(key[1], -1)) for key, line in tagged.shown(content).items() if words in line.words}
    for page in sorted({number for number, _ in lines}):
        identifiers = {identifier for number, identifier in lines if number == page}
        content = drawn(content, _muted(identifiers), page - 1)
    return content


def _muted(identifiers: set[int]) -> Callable[[list[Any], str], list[Instruction]]:
    """Return a change that drops what is shown in marked content of the identifiers; -1 is that of none."""
    open_now: list[int] = []

    def change(operands: list[Any], operator: str) -> list[Instruction]:
        if operator in ("BDC", "BMC"):
            properties = operands[1] if operator == "BDC" else None
            named = isinstance(properties, pikepdf.Dictionary) and "/MCID" in properties
            open_now.append(int(properties.MCID) if named else -1)
        elif operator == "EMC":
            open_now.pop()
        current = open_now[-1] if open_now else -1
        return [] if operator in ("Tj", "TJ") and current in identifiers else [(operands, operator)]

    return change


def moved(content: bytes, millimetres: float, page: int = 0) -> bytes:
    """Return the PDF with all that a page shows moved to the right."""
    points = millimetres * 72 / 25.4
    with pdf(content) as opened:
        target = opened.pdf.pages[page]
        inner = pikepdf.unparse_content_stream(list(pikepdf.parse_content_stream(target)))
        target.Contents = opened.pdf.make_stream(f"q 1 0 0 1 {points} 0 cm\n".encode() + inner + b"\nQ")
    return opened.content


def word(content: bytes, name: str, old: str, new: str) -> bytes:
    """Return the Word document with a text of one of its parts replaced everywhere; the part must hold it."""
    source = zipfile.ZipFile(io.BytesIO(content))
    text = source.read(name).decode("utf-8")
    assert old in text, f"{name} does not hold {old}"
    return packed({part: source.read(part) for part in source.namelist()} | {name: text.replace(old, new).encode()})


NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "xml": "http://www.w3.org/XML/1998/namespace",
    "rels": "http://schemas.openxmlformats.org/package/2006/relationships",
    "types": "http://schemas.openxmlformats.org/package/2006/content-types",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "custom": "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties",
}
Change = Callable[[etree._Element], None]


def at(content: bytes, name: str, path: str, *changes: Change) -> bytes:
    """Return the Word document with the first element at an XPath of one of its parts changed; it must be there."""
    package = parts(content)
    root = etree.fromstring(package[name])
    node = root.xpath(path, namespaces=NAMESPACES)[0]
    for change in changes:
        change(node)
    return packed(package | {name: etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)})


def gone(node: etree._Element) -> None:
    node.getparent().remove(node)


def unwrapped(node: etree._Element) -> None:
    """Put the content of a control in its place."""
    for child in node.find("w:sdtContent", NAMESPACES):
        node.addprevious(child)
    gone(node)


def doubled(node: etree._Element) -> None:
    node.addnext(deepcopy(node))


def first(node: etree._Element) -> None:
    node.getparent().insert(0, node)


def last(node: etree._Element) -> None:
    node.getparent().append(node)


def told(text: str) -> Change:
    """Return a change of an element's own words."""

    def change(node: etree._Element) -> None:
        node.text = text

    return change


def marked(name: str, value: str) -> Change:
    """Return a change of an attribute, named w:val or pid; an empty value takes it away."""
    prefix, _, local = name.rpartition(":")
    key = f"{{{NAMESPACES[prefix]}}}{local}" if prefix else local

    def change(node: etree._Element) -> None:
        node.attrib.pop(key, None)
        if value:
            node.set(key, value)

    return change


def holding(fragment: str, place: int | None = None) -> Change:
    """Return a change that puts an element, written as w:b, into another: at its end, or at a place."""
    names = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in NAMESPACES.items() if prefix != "xml")

    def change(node: etree._Element) -> None:
        (made,) = etree.fromstring(f"<all {names}>{fragment}</all>")
        node.insert(len(node) if place is None else place, made)

    return change


def with_part(content: bytes, name: str, new: bytes) -> bytes:
    """Return the Word document with one part more, or another in its place."""
    return packed(parts(content) | {name: new})


def parts(content: bytes) -> dict[str, bytes]:
    source = zipfile.ZipFile(io.BytesIO(content))
    return {name: source.read(name) for name in source.namelist()}


def part(content: bytes, name: str) -> str:
    return zipfile.ZipFile(io.BytesIO(content)).read(name).decode("utf-8")


def without(content: bytes, name: str) -> bytes:
    """Return the Word document without one of its parts."""
    source = zipfile.ZipFile(io.BytesIO(content))
    return packed({part: source.read(part) for part in source.namelist() if part != name})


def packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()
