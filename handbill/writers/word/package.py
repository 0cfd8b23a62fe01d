"""The package around the parts: relationships, properties, and a zip that has the same bytes every time."""

import zipfile
from collections.abc import Iterable, Mapping
from io import BytesIO

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.package import OpcPackage
from docx.opc.packuri import PackURI
from docx.opc.part import Part

from handbill.model import Document, Passage
from handbill.writers.word.properties import core, custom

# Name in word/, content type, relationship type.
PARTS = (
    ("styles.xml", CONTENT_TYPE.WML_STYLES, RELATIONSHIP_TYPE.STYLES),
    ("numbering.xml", CONTENT_TYPE.WML_NUMBERING, RELATIONSHIP_TYPE.NUMBERING),
    ("settings.xml", CONTENT_TYPE.WML_SETTINGS, RELATIONSHIP_TYPE.SETTINGS),
    ("fontTable.xml", CONTENT_TYPE.WML_FONT_TABLE, RELATIONSHIP_TYPE.FONT_TABLE),
    ("theme.xml", CONTENT_TYPE.OFC_THEME, RELATIONSHIP_TYPE.THEME),
    ("header.xml", CONTENT_TYPE.WML_HEADER, RELATIONSHIP_TYPE.HEADER),
    ("footer.xml", CONTENT_TYPE.WML_FOOTER, RELATIONSHIP_TYPE.FOOTER),
)
RELATIONS = {name: f"rId{number}" for number, (name, _, _) in enumerate(PARTS, start=1)}
# The earliest time that a zip can hold: no clock may reach the bytes.
STAMP = (1980, 1, 1, 0, 0, 0)
FIRST = ("[Content_Types].xml", "_rels/.rels")


def pack(document: Document, made: Mapping[str, bytes], links: Mapping[str, str]) -> bytes:
    """Return the .docx of the parts made, with the document's properties."""
    package = OpcPackage()
    main = Part(PackURI("/word/document.xml"), CONTENT_TYPE.WML_DOCUMENT_MAIN, made["document.xml"], package)
    package.relate_to(main, RELATIONSHIP_TYPE.OFFICE_DOCUMENT)
    for name, content_type, relationship in PARTS:
        if name in made:
            part = Part(PackURI(f"/word/{name}"), content_type, made[name], package)
            main.load_rel(relationship, part, RELATIONS[name])
    for address, identifier in links.items():
        main.load_rel(RELATIONSHIP_TYPE.HYPERLINK, address, identifier, is_external=True)
    _describe(package, document)
    return _normalized(package)


def relation(name: str) -> str:
    """Return the id by which the document refers to a part."""
    return RELATIONS[name]


def links(passages: Iterable[Passage]) -> dict[str, str]:
    """Return a relationship id for each address that the passages lead to, after those of the parts themselves."""
    addresses = dict.fromkeys(run.href for passage in passages for run in passage.runs if run.href)
    return {address: f"rId{number}" for number, address in enumerate(addresses, start=len(PARTS) + 1)}


def _describe(package: OpcPackage, document: Document) -> None:
    for name, content_type, relationship, content in (
        ("core", CONTENT_TYPE.OPC_CORE_PROPERTIES, RELATIONSHIP_TYPE.CORE_PROPERTIES, core(document)),
        ("custom", CONTENT_TYPE.OFC_CUSTOM_PROPERTIES, RELATIONSHIP_TYPE.CUSTOM_PROPERTIES, custom(document)),
    ):
        package.relate_to(Part(PackURI(f"/docProps/{name}.xml"), content_type, content, package), relationship)


def _normalized(package: OpcPackage) -> bytes:
    written, normal = BytesIO(), BytesIO()
    package.save(written)
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(normal, "w") as target:
        for name in sorted(source.namelist(), key=_order):
            target.writestr(_entry(name), source.read(name), compresslevel=9)
    return normal.getvalue()


def _order(name: str) -> tuple[int, str]:
    """Return where an entry stands: programs that read as they receive want the content types first."""
    return (FIRST.index(name) if name in FIRST else len(FIRST), name)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, STAMP)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 0
    entry.external_attr = 0
    return entry
