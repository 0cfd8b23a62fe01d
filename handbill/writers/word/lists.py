"""Numbered lists: each its own numbering instance, without which Word counts on from the list before."""

from lxml import etree

from handbill.writers.word.markup import NAMESPACES, element, qualified, serialized, valued

ABSTRACT = "string(w:abstractNum[w:lvl/w:pStyle/@w:val='ListNumber']/@w:abstractNumId)"


def restarted(numbering: bytes, count: int) -> tuple[bytes, tuple[str, ...]]:
    """Return word/numbering.xml with `count` instances more that start at one, and their ids."""
    root = etree.fromstring(numbering)
    abstract = root.xpath(ABSTRACT, namespaces=NAMESPACES)
    last = max(int(number.get(qualified("w:numId"))) for number in root.iterfind("w:num", NAMESPACES))
    ids = tuple(str(last + position) for position in range(1, count + 1))
    root.extend(_instance(identifier, abstract) for identifier in ids)
    return serialized(root), ids


def numbered(number: str) -> list[etree._Element]:
    """Return the paragraph's place in a numbering instance, if it has one."""
    return [element("w:numPr", None, valued("w:ilvl", "0"), valued("w:numId", number))] if number else []


def _instance(identifier: str, abstract: str) -> etree._Element:
    restart = element("w:lvlOverride", {"w:ilvl": "0"}, valued("w:startOverride", "1"))
    return element("w:num", {"w:numId": identifier}, valued("w:abstractNumId", abstract), restart)
