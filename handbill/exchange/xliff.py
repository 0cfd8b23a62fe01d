"""XLIFF 1.2 for agencies: a catalog as a file for their programs, and that file read back.

Clauses are those of the OASIS standard of 1 February 2008. `approved` is neither written nor read: only people approve.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from hashlib import sha256
from types import MappingProxyType

from lxml import etree

from handbill.errors import fault
from handbill.exchange.delivery import Returned, Text
from handbill.model import State
from handbill.po import MAX_ENTRIES, Catalog, Entry

NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
SUFFIXES = (".xlf", ".xliff")
# 3.2.1: what is written in 1.2 can be read as that; 2.0 is another language.
VERSIONS = ("1.2", "1.1")
MAX_BYTES = 2_000_000
# The elements that hold elements only.
LISTS = ("xliff", "file", "body", "trans-unit", "alt-trans")
STATES: dict[State, str] = {
    "untranslated": "needs-translation",
    "fuzzy": "needs-review-translation",
    "translated": "translated",
}
# 3.2.2 `state`: what says that the work is done; "" is said by programs that know no states.
DONE = frozenset(("", "translated", "final", "signed-off"))
NAME = re.compile(r"[a-z_]+")
PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
BOLD = re.compile(r"\*\*(.*?)\*\*", re.DOTALL)
LIMIT = "max-length:"
# Nothing is loaded and nothing expanded; libxml2's own limits (256 levels, 10 MB a text) stay on.
PARSING = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}


def write(catalog: Catalog, tag: str, source_tag: str) -> bytes:
    """Return the XLIFF file of a catalog's live entries; the tags are BCP 47."""
    root = etree.Element(_named("xliff"), nsmap={None: NAMESPACE}, version="1.2")
    attributes = {
        "original": catalog.path,
        "source-language": source_tag,
        "target-language": tag,
        "datatype": "plaintext",
    }
    body = _child(_child(root, "file", attributes), "body")
    for entry in catalog.entries:
        if not entry.obsolete:
            _unit(body, entry)
    _lay_out(root, 0)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n"


def identifier(entry: Entry) -> str:
    """Return the unit's id: the context, and a checksum of context and English, which changes with either."""
    checksum = sha256(f"{entry.context}\x04{entry.text}".encode()).hexdigest()
    return f"{entry.context}~{checksum[:8]}"


def _unit(body: etree._Element, entry: Entry) -> None:
    limit = next((flag.removeprefix(LIMIT) for flag in entry.flags if flag.startswith(LIMIT)), "")
    widths = {"maxwidth": limit, "size-unit": "char"} if limit else {}
    unit = _child(body, "trans-unit", {"id": identifier(entry), "resname": entry.context, SPACE: "preserve", **widths})
    _text(_child(unit, "source"), entry.text)
    _text(_child(unit, "target", {"state": STATES[entry.state]}), entry.translation)
    for author, notes in (("developer", entry.notes), ("translator", entry.comments)):
        if notes:
            _child(unit, "note", {"from": author}).text = "\n".join(notes)
    if entry.state == "fuzzy" and entry.previous:
        former = _child(unit, "alt-trans", {"alttranstype": "previous-version"})
        _text(_child(former, "source"), entry.previous.text)
        _text(_child(former, "target"), entry.translation)


def _text(parent: etree._Element, words: str) -> None:
    """Fill the element with a text: placeholders become <x>, bold words <g>.

    <g> and not <bpt> with <ept>: bold never overlaps here, and no program can lose one of a pair that is one element.
    """
    seen, end = Counter[str](), 0
    for bold in BOLD.finditer(words):
        _fill(parent, words[end : bold.start()], seen)
        _fill(_child(parent, "g", {"id": _numbered("bold", seen), "ctype": "bold"}), bold[1], seen)
        end = bold.end()
    _fill(parent, words[end:], seen)


def _fill(place: etree._Element, words: str, seen: Counter[str]) -> None:
    end = 0
    for token in PLACEHOLDER.finditer(words):
        _say(place, words[end : token.start()])
        _child(place, "x", {"id": _numbered(token[1], seen), "equiv-text": token[0]})
        end = token.end()
    _say(place, words[end:])


def _numbered(name: str, seen: Counter[str]) -> str:
    """Return the id of a code in its text: the second one of a name is website-2."""
    seen[name] += 1
    return name if seen[name] == 1 else f"{name}-{seen[name]}"


def _say(place: etree._Element, words: str) -> None:
    if len(place):
        place[-1].tail = (place[-1].tail or "") + words
    else:
        place.text = (place.text or "") + words


def _child(parent: etree._Element, name: str, attributes: Mapping[str, str] = MappingProxyType({})) -> etree._Element:
    return etree.SubElement(parent, _named(name), dict(attributes))


def _named(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _lay_out(node: etree._Element, level: int) -> None:
    """Put each child of an element that holds no words on a line of its own."""
    if etree.QName(node).localname not in LISTS or not len(node):
        return
    node.text = "\n" + "  " * (level + 1)
    for child in node:
        _lay_out(child, level + 1)
        child.tail = node.text
    node[-1].tail = "\n" + "  " * level


def read(content: bytes, path: str) -> Returned:
    """Return the file's texts; raise Faults where it is no harmless XLIFF 1.2 file in one language."""
    root = _parsed(content, path)
    files = [node for node in root if _local(node) == "file"]
    tags = {node.get("target-language", "").replace("_", "-") for node in files}
    if len(tags) != 1 or "" in tags:
        raise fault(path, 0, "the file does not name its one target language; add target-language to <file>")
    units = [node for file in files for node in file.iter() if _local(node) == "trans-unit"]
    if len(units) > MAX_ENTRIES:
        raise fault(path, 0, f"the file has more than {MAX_ENTRIES:,} units; no catalog has, so do not use it")
    return Returned(path, tags.pop(), tuple(map(_read, units)))


def _parsed(content: bytes, path: str) -> etree._Element:
    if len(content) > MAX_BYTES:
        raise fault(path, 0, f"the file is larger than {MAX_BYTES:,} bytes; ask for it without pictures and samples")
    try:
        root = etree.fromstring(content, etree.XMLParser(**PARSING))
    except etree.XMLSyntaxError as error:
        line = error.lineno or 0
        raise fault(path, line, "this is not sound XML, perhaps not sent whole; ask for the file again") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise fault(path, 0, "the file declares a DTD, which no XLIFF file does; do not use it")
    if _local(root) != "xliff":
        raise fault(path, 0, f"this is not an XLIFF file but <{_local(root)}>; ask for XLIFF 1.2")
    if root.get("version") not in VERSIONS:
        raise fault(path, 0, f"this is XLIFF {root.get('version', 'of no version')}; ask for XLIFF 1.2")
    return root


def _read(unit: etree._Element) -> Text:
    name = unit.get("id", "")
    source, target = (_first(unit, kind) for kind in ("source", "target"))
    problem = next((sentence for node in (source, target) for sentence in _foreign(node)), "")
    state = target.get("state", "")
    words = ("", "") if problem else (_plain(source), _plain(target))
    return Text(f"unit “{name}”", unit.sourceline or 0, name, *words, state in DONE, problem)


def _first(unit: etree._Element, kind: str) -> etree._Element:
    return next((node for node in unit if _local(node) == kind), etree.Element(kind))


def _local(node: etree._Element) -> str:
    """Return an element's name without its namespace; comments and processing instructions have none."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def _foreign(text: etree._Element) -> Iterator[str]:
    """Yield what keeps a text from being read: a code that is neither a placeholder nor bold."""
    for node in text.iterdescendants():
        kind = _local(node)
        known = kind in ("", "mrk") or (kind == "g" and _bold(node)) or (kind in ("x", "ph") and _placeholder(node))
        if not known:
            yield f"it holds a code <{kind}> that the English has not; use those of the English only"


def _bold(node: etree._Element) -> bool:
    named = node.get("ctype") == "bold" or node.get("id", "").startswith("bold")
    return named and all(_local(around) != "g" for around in node.iterancestors())


def _placeholder(node: etree._Element) -> str:
    """Return the placeholder's name: programs keep one of the two attributes that tell it."""
    shown = PLACEHOLDER.fullmatch(node.get("equiv-text", ""))
    named = NAME.match(node.get("id", ""))
    return (shown and shown[1]) or (named and named[0]) or ""


def _plain(text: etree._Element) -> str:
    parts = [text.text or ""]
    for node in text:
        parts += [_code(node), node.tail or ""]
    return "".join(parts)


def _code(node: etree._Element) -> str:
    kind = _local(node)
    if kind in ("x", "ph"):
        return f"{{{_placeholder(node)}}}"
    words = _plain(node) if kind else ""
    return f"**{words}**" if kind == "g" else words
