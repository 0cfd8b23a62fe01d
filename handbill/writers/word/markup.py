"""Elements of WordprocessingML, named as in ECMA-376: `element("w:p")`."""

from collections.abc import Mapping

from lxml import etree

NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
}
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def element(name: str, attributes: Mapping[str, str] | None = None, *children: etree._Element) -> etree._Element:
    """Return an element with its attributes and children, in the order given."""
    made = etree.Element(qualified(name), nsmap=NAMESPACES)
    for key, value in (attributes or {}).items():
        made.set(qualified(key), value)
    made.extend(children)
    return made


def valued(name: str, value: str) -> etree._Element:
    """Return an element whose one attribute is w:val."""
    return element(name, {"w:val": value})


def text(name: str, words: str) -> etree._Element:
    """Return an element of words, every space of which counts."""
    made = element(name)
    made.text = words
    made.set(XML_SPACE, "preserve")
    return made


def qualified(name: str) -> str:
    """Return `w:p` as lxml spells it."""
    prefix, local = name.split(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


def serialized(root: etree._Element) -> bytes:
    """Return the part's bytes."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
