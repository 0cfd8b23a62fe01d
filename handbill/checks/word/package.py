"""The package of a Word document: whole, every part of a known kind, every relationship leading somewhere."""

import posixpath
import re
import zipfile
import zlib
from collections import Counter

from lxml import etree

from handbill.checks.word.opened import XML, Found, Opened, R, local, parsed

NEEDED = (
    "[Content_Types].xml",
    "_rels/.rels",
    "docProps/core.xml",
    "docProps/custom.xml",
    "word/_rels/document.xml.rels",
    "word/document.xml",
    "word/numbering.xml",
    "word/settings.xml",
    "word/styles.xml",
)
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
PACKAGE = "application/vnd.openxmlformats-package"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
OTHER = "application/vnd.openxmlformats-officedocument"
TEMPLATE = f"{WORD}.template.main+xml"
# Name of a part and its content type (ECMA-376 part 1, 11.3 and 15.2; part 2, annex E). Others have no place in ours:
# no picture of another document, no macros, no comments.
KINDS = (
    (r".*\.rels", f"{PACKAGE}.relationships+xml"),
    (r"docProps/core\.xml", f"{PACKAGE}.core-properties+xml"),
    (r"docProps/custom\.xml", f"{OTHER}.custom-properties+xml"),
    (r"docProps/app\.xml", f"{OTHER}.extended-properties+xml"),
    (r"word/document\.xml", f"{WORD}.document.main+xml"),
    (r"word/(glossary/)?styles\.xml", f"{WORD}.styles+xml"),
    (r"word/(glossary/)?numbering\.xml", f"{WORD}.numbering+xml"),
    (r"word/(glossary/)?settings\.xml", f"{WORD}.settings+xml"),
    (r"word/(glossary/)?fontTable\.xml", f"{WORD}.fontTable+xml"),
    (r"word/(theme/)?theme\d*\.xml", f"{OTHER}.theme+xml"),
    (r"word/header\d*\.xml", f"{WORD}.header+xml"),
    (r"word/footer\d*\.xml", f"{WORD}.footer+xml"),
    (r"word/glossary/document\.xml", f"{WORD}.document.glossary+xml"),
    (r"word/media/[^/]+\.png", "image/png"),
    (r"customXml/item\d+\.xml", "application/xml"),
    (r"customXml/itemProps\d+\.xml", f"{OTHER}.customXmlProperties+xml"),
)
# What reading a part can end with.
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, etree.XMLSyntaxError)
# What each element refers to (ECMA-376 part 1, 15.2 and 15.3); another refers to any part.
REFERENCES = {"hyperlink": "hyperlink", "headerReference": "header", "footerReference": "footer", "blip": "image"}
REFERRING = etree.XPath("//@r:*/..", namespaces={"r": R[1:-1]})


def package(opened: Opened) -> Found:
    """The parts that every document has are there, once and whole."""
    try:
        names = opened.names
    except zipfile.BadZipFile:
        yield "this is not a Word package"
        return
    yield from (f"the part {name} is missing" for name in NEEDED if name not in names)
    yield from (f"the part {name} is there {count} times" for name, count in Counter(names).items() if count > 1)
    try:
        for name, root in opened.xml.items():
            if root.getroottree().docinfo.doctype:
                yield f"the part {name} has a document type, which Word refuses"
    except DAMAGE:
        yield from (f"the part {name} is damaged or is not XML" for name in names if _is_broken(opened, name))


def _is_broken(opened: Opened, name: str) -> bool:
    try:
        content = opened.package.read(name)
        if name.endswith(XML):
            parsed(content)
    except DAMAGE:
        return True
    return False


def types(opened: Opened) -> Found:
    """Every part is of a kind that our documents have, and says so in [Content_Types].xml."""
    root = opened.xml["[Content_Types].xml"]
    endings = {node.get("Extension", "").lower(): node.get("ContentType") for node in root.iter(f"{TYPES}Default")}
    parts = {node.get("PartName", "")[1:]: node.get("ContentType") for node in root.iter(f"{TYPES}Override")}
    for name in parts:
        if name not in opened.names:
            yield f"a content type is given for {name}, which is not there"
    for name in opened.names:
        if name != "[Content_Types].xml":
            given = parts.get(name) or endings.get(name.rpartition(".")[2].lower())
            yield from _kind(opened, name, given)


def _kind(opened: Opened, name: str, given: str | None) -> Found:
    wanted = next((kind for pattern, kind in KINDS if re.fullmatch(pattern, name)), None)
    if name == "word/document.xml" and opened.path.endswith(".dotx"):
        wanted = TEMPLATE
    if wanted is None:
        yield f"the part {name} has no place in our documents"
    elif given != wanted:
        yield f"the part {name} has the content type {given} where {wanted} was meant"


def relations(opened: Opened) -> Found:
    """Every relationship leads to a part or to one of the document's addresses, and every reference is one."""
    reached = {"[Content_Types].xml"}
    for name in opened.names:
        if name.endswith(".rels"):
            yield from _leading(opened, name, reached)
        elif name in opened.xml:
            yield from _referring(opened, name)
    for name in opened.names:
        if name not in reached and not name.endswith(".rels"):
            yield f"nothing leads to the part {name}"


def _leading(opened: Opened, rels: str, reached: set[str]) -> Found:
    """Yield what is wrong with where a part's relationships lead; note the parts that they reach."""
    identifiers = Counter(node.get("Id") for node in opened.xml[rels])
    yield from (f"{rels} has the id {name} {count} times" for name, count in identifiers.items() if count > 1)
    folder = posixpath.dirname(posixpath.dirname(rels))
    for node in opened.xml[rels]:
        target = node.get("Target", "")
        if node.get("TargetMode") == "External":
            if _kind_of(node) != "hyperlink" or target not in opened.addresses:
                yield f"{rels} leads out of the file, to {target}"
            continue
        part = posixpath.normpath(posixpath.join("/", folder, target))[1:]
        reached.add(part)
        if part not in opened.names:
            yield f"{rels} leads to {part}, which is not there"


def _referring(opened: Opened, name: str) -> Found:
    """Yield what is wrong with how a part uses its relationships."""
    relations = opened.xml.get(posixpath.join(posixpath.dirname(name), "_rels", f"{posixpath.basename(name)}.rels"))
    kinds = {node.get("Id"): _kind_of(node) for node in (relations if relations is not None else ())}
    used = set()
    for node in REFERRING(opened.xml[name]):
        for identifier in (value for key, value in node.attrib.items() if key.startswith(R)):
            used.add(identifier)
            wanted = REFERENCES.get(local(node), kinds.get(identifier, "relationship"))
            if kinds.get(identifier) != wanted:
                yield f"a {local(node)} refers to {identifier}, which is no {wanted}"
    for identifier, kind in kinds.items():
        if kind == "hyperlink" and identifier not in used:
            yield f"{name} has the address {identifier}, to which no words lead"


def _kind_of(relation: etree._Element) -> str:
    """Return the last word of a relationship's type: image."""
    return relation.get("Type", "").rpartition("/")[2]
