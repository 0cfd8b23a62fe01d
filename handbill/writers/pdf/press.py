"""A press file: PDF/X-4 that is tagged too, with its boxes, printing condition and names; the same bytes every time."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pydyf
import weasyprint.pdf.metadata

from handbill.engine.changes import replaced
from handbill.model import Document
from handbill.writers.pdf.marks import REGISTRATION

POINTS_PER_MM = 72 / 25.4
# ISO 14289-1, 5: how a file says that it is PDF/UA-1.
ACCESSIBLE = (
    b'<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">'
    b"<pdfuaid:part>1</pdfuaid:part></rdf:Description></rdf:RDF>"
)


@contextmanager
def reproducible(document: Document, name: str) -> Iterator[None]:
    """Within the block, the file's identifiers come from what it prints instead of chance."""
    identifier = uuid5(NAMESPACE_URL, f"{document.edition}/{document.language.tag}/{name}/{document.code}")
    with replaced(weasyprint.pdf.metadata, "uuid4", lambda: identifier):
        yield


def finish(pdf: pydyf.PDF, press: Mapping[str, Any]) -> None:
    """Set what WeasyPrint leaves out or sets otherwise: bleed boxes, blending space, colorant, condition, PDF/UA."""
    for item in pdf.objects:
        if isinstance(item, pydyf.Stream):
            _claim_accessible(item)
        elif isinstance(item, pydyf.Dictionary):
            _finish_page(item, press)
            _declare_registration(item)
    intent, profile = pdf.catalog["OutputIntents"][0], press["profile"]
    intent["OutputConditionIdentifier"] = pydyf.String(profile["condition"])
    intent["OutputCondition"] = pydyf.String(profile["condition"])
    # As the print shop gave it: WeasyPrint embeds it as its own colour library writes it.
    pdf.objects[int(intent["DestOutputProfile"].split()[0])].stream = [profile["content"]]
    if profile["registry"]:
        intent["RegistryName"] = pydyf.String(profile["registry"])


def _claim_accessible(stream: pydyf.Stream) -> None:
    if stream.extra.get("Type") == "/Metadata":
        stream.stream = [stream.stream[0].replace(b"</rdf:RDF>", ACCESSIBLE)]


def _finish_page(page: pydyf.Dictionary, press: Mapping[str, Any]) -> None:
    """Set the bleed box, and the space in which transparent colours would blend (ISO 15930-7, 6.2.3)."""
    if page.get("Type") != "/Page":
        return
    left, bottom, right, top = page["TrimBox"]
    bleed = press["bleed"] * POINTS_PER_MM
    page["BleedBox"] = pydyf.Array([left - bleed, bottom - bleed, right + bleed, top + bleed])
    page["Group"] = pydyf.Dictionary({"Type": "/Group", "S": "/Transparency", "CS": "/DeviceCMYK"})


def _declare_registration(spaces: pydyf.Dictionary) -> None:
    if "lab-d50" not in spaces:
        return
    # Nothing is drawn in these; some print shops' preflights flag them all the same.
    for unused in ("lab-d50", "lab-d65"):
        del spaces[unused]
    tint = {"FunctionType": 2, "Domain": pydyf.Array([0, 1]), "N": 1}
    full = {"C0": pydyf.Array([0, 0, 0, 0]), "C1": pydyf.Array([1, 1, 1, 1])}
    spaces[REGISTRATION] = pydyf.Array(["/Separation", "/All", "/DeviceCMYK", pydyf.Dictionary(tint | full)])
