"""The package around the parts: content types, relationships, and a zip that has the same bytes every time."""

import posixpath
import zipfile
from collections.abc import Iterable, Mapping
from io import BytesIO

from docx.opc.constants import CONTENT_TYPE, NAMESPACE, RELATIONSHIP_TYPE
from lxml import etree

from handbill.model import Design, Document, Passage
from handbill.writers.word.markup import serialized
from handbill.writers.word.properties import core, custom

MAIN = "word/document.xml"
# Part, content type, the document's relationship to it.
PARTS = (
    ("word/styles.xml", CONTENT_TYPE.WML_STYLES, RELATIONSHIP_TYPE.STYLES),
    ("word/numbering.xml", CONTENT_TYPE.WML_NUMBERING, RELATIONSHIP_TYPE.NUMBERING),
    ("word/settings.xml", CONTENT_TYPE.WML_SETTINGS, RELATIONSHIP_TYPE.SETTINGS),
    ("word/fontTable.xml", CONTENT_TYPE.WML_FONT_TABLE, RELATIONSHIP_TYPE.FONT_TABLE),
    ("word/theme.xml", CONTENT_TYPE.OFC_THEME, RELATIONSHIP_TYPE.THEME),
    ("word/header.xml", CONTENT_TYPE.WML_HEADER, RELATIONSHIP_TYPE.HEADER),
    ("word/footer.xml", CONTENT_TYPE.WML_FOOTER, RELATIONSHIP_TYPE.FOOTER),
    ("word/glossary/document.xml", CONTENT_TYPE.WML_DOCUMENT_GLOSSARY, RELATIONSHIP_TYPE.GLOSSARY_DOCUMENT),
    ("word/media/logo.png", CONTENT_TYPE.PNG, RELATIONSHIP_TYPE.IMAGE),
    ("customXml/item1.xml", CONTENT_TYPE.XML, RELATIONSHIP_TYPE.CUSTOM_XML),
)
# Part, content type, the package's relationship to it.
DESCRIPTIONS = (
    ("docProps/core.xml", CONTENT_TYPE.OPC_CORE_PROPERTIES, RELATIONSHIP_TYPE.CORE_PROPERTIES),
    ("docProps/custom.xml", CONTENT_TYPE.OFC_CUSTOM_PROPERTIES, RELATIONSHIP_TYPE.CUSTOM_PROPERTIES),
)
# A part's own part: whose, its name, content type, relationship.
BELOW = (
    ("word/glossary/document.xml", "word/glossary/styles.xml", *PARTS[0][1:]),
    (
        "customXml/item1.xml",
        "customXml/itemProps1.xml",
        CONTENT_TYPE.OFC_CUSTOM_XML_PROPERTIES,
        RELATIONSHIP_TYPE.CUSTOM_XML_PROPS,
    ),
)
RELATIONS = {name: f"rId{number}" for number, (name, _, _) in enumerate(PARTS, start=1)}
TEMPLATE = "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"
# What an ending says of a part; the others are told one by one (ECMA-376 part 2, 7.2.3).
ENDINGS = {"png": CONTENT_TYPE.PNG, "rels": CONTENT_TYPE.OPC_RELATIONSHIPS, "xml": CONTENT_TYPE.XML}
# The earliest time that a zip can hold: no clock may reach the bytes.
STAMP = (1980, 1, 1, 0, 0, 0)
TYPES, OWN = "[Content_Types].xml", "_rels/.rels"
FIRST = (TYPES, OWN)
# Relationship, address, id.
Relation = tuple[str, str, str]


def pack(
    document: Document, design: Design, made: Mapping[str, bytes], links: Mapping[str, str], template: bool
) -> bytes:
    """Return the .docx, or .dotx, of the parts made, with the document's properties."""
    described = {"docProps/core.xml": core(document), "docProps/custom.xml": custom(document, design)}
    parts = {**made, **described}
    kinds = {name: kind for name, kind, _ in (*PARTS, *DESCRIPTIONS)} | {name: kind for _, name, kind, _ in BELOW}
    kinds[MAIN] = TEMPLATE if template else CONTENT_TYPE.WML_DOCUMENT_MAIN
    return _zipped({**parts, TYPES: _types(parts, kinds), **_relationships(parts, links)})


def relation(name: str) -> str:
    """Return the id by which the document refers to a part."""
    return RELATIONS[name]


def links(passages: Iterable[Passage]) -> dict[str, str]:
    """Return a relationship id for each address that the passages lead to, after those of the parts themselves."""
    addresses = dict.fromkeys(run.href for passage in passages for run in passage.runs if run.href)
    return {address: f"rId{number}" for number, address in enumerate(addresses, start=len(PARTS) + 1)}


def _types(parts: Iterable[str], kinds: Mapping[str, str]) -> bytes:
    root = _root(NAMESPACE.OPC_CONTENT_TYPES, "Types")
    for ending, kind in ENDINGS.items():
        _child(root, "Default", Extension=ending, ContentType=kind)
    for name in sorted(parts):
        if kinds[name] != ENDINGS[name.rpartition(".")[2]]:
            _child(root, "Override", PartName=f"/{name}", ContentType=kinds[name])
    return serialized(root)


def _relationships(parts: Mapping[str, bytes], links: Mapping[str, str]) -> dict[str, bytes]:
    """Return the parts that say what the package, the document and other parts are related to."""
    inner = [(kind, name, RELATIONS[name]) for name, _, kind in PARTS if name in parts]
    outer = [(RELATIONSHIP_TYPE.HYPERLINK, address, identifier) for address, identifier in links.items()]
    package = [(RELATIONSHIP_TYPE.OFFICE_DOCUMENT, MAIN, "rId1")]
    package += [(kind, name, f"rId{number}") for number, (name, _, kind) in enumerate(DESCRIPTIONS, start=2)]
    below = {owner: [(kind, name, "rId1")] for owner, name, _, kind in BELOW if name in parts}
    related = {MAIN: _related(inner, outer, MAIN)} | {owner: _related(rows, [], owner) for owner, rows in below.items()}
    named = {posixpath.join(*_beside(owner)): content for owner, content in related.items()}
    return {OWN: _related(package, [], "")} | named


def _beside(owner: str) -> tuple[str, str, str]:
    folder, name = posixpath.split(owner)
    return folder, "_rels", f"{name}.rels"


def _related(inner: Iterable[Relation], outer: Iterable[Relation], owner: str) -> bytes:
    """Return what a part is related to: other parts, named from its folder, and addresses outside the package."""
    root = _root(NAMESPACE.OPC_RELATIONSHIPS, "Relationships")
    for kind, name, identifier in inner:
        target = posixpath.relpath(name, posixpath.dirname(owner) or ".")
        _child(root, "Relationship", Id=identifier, Type=kind, Target=target)
    for kind, address, identifier in outer:
        _child(root, "Relationship", Id=identifier, Type=kind, Target=address, TargetMode="External")
    return serialized(root)


def _root(namespace: str, name: str) -> etree._Element:
    return etree.Element(f"{{{namespace}}}{name}", nsmap={None: namespace})


def _child(root: etree._Element, name: str, **attributes: str) -> None:
    etree.SubElement(root, f"{{{etree.QName(root).namespace}}}{name}", attributes)


def _zipped(entries: Mapping[str, bytes]) -> bytes:
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as package:
        for name in sorted(entries, key=_order):
            package.writestr(_entry(name), entries[name], compresslevel=9)
    return written.getvalue()


def _order(name: str) -> tuple[int, str]:
    """Return where an entry stands: programs that read as they receive want the content types first."""
    return (FIRST.index(name) if name in FIRST else len(FIRST), name)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, STAMP)
    # A PNG is compressed already.
    entry.compress_type = zipfile.ZIP_STORED if name.endswith(".png") else zipfile.ZIP_DEFLATED
    entry.create_system = 0
    entry.external_attr = 0
    return entry
