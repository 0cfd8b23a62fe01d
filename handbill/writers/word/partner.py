"""Whom to write to, and the fields in which a partner says who adapted the document."""

from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from handbill.model import PARTNER_FIELDS, Document, Passage, blank, contact_lines, spoken
from handbill.writers.word import controls
from handbill.writers.word.markup import element, serialized
from handbill.writers.word.paragraphs import opened, paragraph
from handbill.writers.word.runs import Voice, inline, tab

# LibreOffice 7.4 writes a plain-text field in other letters back four times over.
PLAIN_SCRIPTS = ("Latn", "Cyrl")
# The data that plain-text fields are bound to (17.5.2.6): what is filled in once stands wherever it is bound.
NAMESPACE, STORE = "urn:handbill:partner", "{5A1E5F0C-6E0B-5B7D-9C41-0F6A9B7D2C31}"
DATA = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
PREFIXES = f"xmlns:p='{NAMESPACE}'"


def contact(voice: Voice) -> Iterator[etree._Element]:
    """Yield the contact in each language: label and fact a line."""
    for document in spoken(voice.document):
        yield paragraph("ContactHeading", document.labels["contact"], voice)
        for label, fact in contact_lines(document):
            content = (*_strong(label, voice), tab(), *inline(fact, "ContactLine", voice))
            yield opened("ContactLine", label, voice, *content)


def adapter(voice: Voice) -> Iterator[etree._Element]:
    """Yield the partner's fields, each with what it asks for."""
    labels = voice.document.labels
    yield paragraph("ContactHeading", labels["adapted_by"], voice)
    for field in PARTNER_FIELDS:
        label = labels[f"your_{field}"]
        words, name = blank(label), f"partner.{field}"
        marks = (*controls.prompted(name, showing=True), *(_binding(field) if plain(voice.document) else ()))
        content = inline(words, "ContactLine", voice)
        frame = controls.control(name, label.text, next(voice.ids), content, *marks)
        yield opened("ContactLine", words, voice, frame)


def plain(document: Document) -> bool:
    """Return whether the partner's fields can be plain text, bound to data."""
    return document.language.script in PLAIN_SCRIPTS


def data(document: Document) -> dict[str, bytes]:
    """Return the parts that hold what the fields are bound to, none where they are not bound."""
    if not plain(document):
        return {}
    item = etree.Element(f"{{{NAMESPACE}}}partner", nsmap={None: NAMESPACE})
    item.extend(etree.Element(f"{{{NAMESPACE}}}{field}") for field in PARTNER_FIELDS)
    store = etree.Element(f"{{{DATA}}}datastoreItem", {f"{{{DATA}}}itemID": STORE}, nsmap={"ds": DATA})
    return {"customXml/item1.xml": serialized(item), "customXml/itemProps1.xml": serialized(store)}


def _binding(field: str) -> tuple[etree._Element, ...]:
    path = f"/p:partner[1]/p:{field}[1]"
    names = {"w:prefixMappings": PREFIXES, "w:xpath": path, "w:storeItemID": STORE}
    return element("w:dataBinding", names), element("w:text")


def _strong(label: Passage, voice: Voice) -> Iterator[etree._Element]:
    return inline(replace(label, runs=tuple(replace(run, bold=True) for run in label.runs)), "ContactLine", voice)
