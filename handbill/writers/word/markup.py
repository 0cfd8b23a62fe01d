"""Elements of WordprocessingML and DrawingML, named as in ECMA-376: `element("w:p")`."""

from collections.abc import Mapping
from functools import cache

from lxml import etree

NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
}
VALUE = f"{{{NAMESPACES['w']}}}val"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def element(name: str, attributes: Mapping[str, str] | None = None, *children: etree._Element) -> etree._Element:
    """Return an element with its attributes and children, in the order given."""
    made = _bare(name)
    if attributes:
        for key, value in attributes.items():
            made.set(qualified(key), value)
    if children:
        made.extend(children)
    return made


def root(name: str, *children: etree._Element) -> etree._Element:
    """Return the element of a whole part, which declares every name space."""
    made = etree.Element(qualified(name), nsmap=NAMESPACES)
    made.extend(children)
    return made


def valued(name: str, value: str) -> etree._Element:
    """Return an element whose one attribute is w:val."""
    made = _bare(name)
    made.set(VALUE, value)
    return made


def text(name: str, words: str) -> etree._Element:
    """Return an element of words, every space of which counts."""
    made = element(name)
    made.text = words
    made.set(XML_SPACE, "preserve")
    return made


@cache
def qualified(name: str) -> str:
    """Return `w:p` as lxml spells it; an attribute without a prefix has no namespace."""
    prefix, _, local = name.rpartition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}" if prefix else local


def _bare(name: str) -> etree._Element:
    """Return an element that declares its own name space alone: all of them would take twice the time."""
    tag, spaces = _named(name)
    return etree.Element(tag, None, spaces)


@cache
def _named(name: str) -> tuple[str, dict[str, str]]:
    prefix = name.partition(":")[0]
    return qualified(name), {prefix: NAMESPACES[prefix]}


def serialized(part: etree._Element) -> bytes:
    """Return the part's bytes."""
    return etree.tostring(part, xml_declaration=True, encoding="UTF-8", standalone=True)
