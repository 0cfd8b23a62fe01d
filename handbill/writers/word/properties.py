"""What a file says of itself: core properties (ECMA-376 part 2, 11) and our own, which survive other programs."""

from lxml import etree
from lxml.builder import ElementMaker

from handbill.model import Design, Document, wording, wording_digest
from handbill.writers.word.markup import serialized

CORE = {
    "cp": "http://schemas.openxmlformats.org/package/2006/metadata/core-properties",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
}
CUSTOM = {
    None: "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties",
    "vt": "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes",
}
# ECMA-376 part 1, 22.3.2.2: the set that user-defined properties belong to, and its first free id.
FORMAT_ID, FIRST_ID = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}", 2


def core(document: Document) -> bytes:
    """Return docProps/core.xml, dated with the edition's revision, at midnight UTC."""
    partnership, when = document.labels["partnership"].text, f"{document.revised.isoformat()}T00:00:00Z"
    root = etree.Element(f"{{{CORE['cp']}}}coreProperties", nsmap=CORE)
    root.extend(
        (
            _core("dc", "title", document.title.text),
            _core("dc", "subject", document.code),
            _core("dc", "creator", partnership),
            _core("dc", "language", document.language.tag),
            _core("cp", "lastModifiedBy", partnership),
            _core("cp", "revision", "1"),
            _date("created", when),
            _date("modified", when),
        )
    )
    return serialized(root)


def custom(document: Document, design: Design) -> bytes:
    """Return docProps/custom.xml: which piece and which wording a file that comes back once was."""
    values = {
        "Edition": document.edition,
        "Language": document.language.tag,
        "Code": document.code,
        "Revised": document.revised.isoformat(),
        "Digest": wording_digest(wording(document)),
        "Format": design.name,
    }
    root = etree.Element(f"{{{CUSTOM[None]}}}Properties", nsmap=CUSTOM)
    for identifier, (name, value) in enumerate(values.items(), start=FIRST_ID):
        root.append(_custom(f"FAQ-{name}", value, str(identifier)))
    return serialized(root)


def _core(prefix: str, name: str, value: str) -> etree._Element:
    return ElementMaker(namespace=CORE[prefix], nsmap=CORE)(name, value)


def _date(name: str, value: str) -> etree._Element:
    made = _core("dcterms", name, value)
    made.set(f"{{{CORE['xsi']}}}type", "dcterms:W3CDTF")
    return made


def _custom(name: str, value: str, identifier: str) -> etree._Element:
    properties = ElementMaker(namespace=CUSTOM[None], nsmap=CUSTOM)
    typed = ElementMaker(namespace=CUSTOM["vt"], nsmap=CUSTOM)
    return properties("property", typed.lpwstr(value), fmtid=FORMAT_ID, pid=identifier, name=name)
