"""Of a press file, what the standard asks of the file itself: its printing condition, nothing over the page, nothing
transparent, tags and claims (ISO 15930-7).
"""

import re
from collections.abc import Iterator
from typing import Any

import pikepdf

from handbill.checks import pdf
from handbill.checks.preflight import KINDS, Case, Found, Press, told
from handbill.checks.sheet import Sheet


def intent(press: Press) -> Found:
    """The file says for which printing condition it is made, and holds its profile (ISO 15930-7, 6.2.2)."""
    found = intents(press.root)
    if len(found) != 1:
        yield f"{len(found)} output intents of PDF/X (GTS_PDFX) where one is wanted"
        return
    named, wanted = str(found[0].get("/OutputConditionIdentifier", "")), press.measures["press"]["profile"]
    if named != wanted["condition"]:
        yield f"the printing condition is “{named}” where “{wanted['condition']}” is wanted"
    profile = found[0].get("/DestOutputProfile")
    content = profile.read_bytes() if isinstance(profile, pikepdf.Stream) else b""
    if not content or content != wanted["content"]:
        yield f"the profile of the printing condition {'is another' if content else 'is not in the file'}"
    if content and not _for_press(content):
        yield "the profile of the printing condition is not one of a CMYK press"


def intents(root: Any) -> list[Any]:
    """Return the output intents of PDF/X."""
    return [intent for intent in root.get("/OutputIntents", []) if intent.get("/S") == "/GTS_PDFX"]


def _for_press(profile: bytes) -> bool:
    """Return whether a profile is of class prtr and colour space CMYK (ICC.1:2010, 7.2, bytes 12 and 16)."""
    return (profile[12:16], profile[16:20], profile[36:40]) == (b"prtr", b"CMYK", b"acsp")


def annotations(press: Press) -> Found:
    """Nothing lies over the page: no links, notes or fields (ISO 15930-7, 6.17)."""
    for page in press.sheets:
        kinds = sorted({str(note.get("/Subtype", "?"))[1:] for note in page.page.get("/Annots", [])})
        if kinds:
            yield f"page {page.number} has annotations ({', '.join(kinds)})"
    if "/AcroForm" in press.root:
        yield "the file holds a form to fill in"


def transparency(press: Press) -> Found:
    """Nothing is transparent, and were it, it would blend in process colours."""
    for page in press.sheets:
        yield from told(page, _blended(page))
        group = page.page.get("/Group", {})
        if group.get("/CS") != "/DeviceCMYK":
            yield f"page {page.number}: colours would blend in {group.get('/CS', 'no space at all')}, not in DeviceCMYK"


def _blended(page: Sheet) -> Iterator[Case]:
    for thing in page.things:
        if not thing.blend.opaque:
            yield f"{KINDS[thing.kind]} is transparent or blended", thing.box
        item = thing.picture.item if thing.picture else {}
        if "/SMask" in item or int(item.get("/SMaskInData", 0)):
            yield "an image has a soft mask", thing.box


def tagged(press: Press) -> Found:
    """The file is tagged and says what it is, to print shops and to readers: language, title, standards, dates."""
    yield from pdf.CHECKS["pdf-tagged"](press.opened)
    for number, page in enumerate(press.opened.structure.pages, 1):
        if page.get("/Tabs") != "/S":
            yield f"page {number}: the tab order is not that of the structure"
    if not press.root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False):
        yield "a viewer is not asked to show the title"
    yield from _claims(press)
    if press.opened.structure.pdf_version < "1.6":
        yield f"the file is PDF {press.opened.structure.pdf_version}; PDF/X-4 is 1.6"


# What the metadata say: key, what it is, and the value wanted (ISO 15930-7, 6.5; ISO 32000-1, 14.3.3 and 14.11.6).
CLAIMS = (
    ("{http://www.npes.org/pdfx/ns/id/}GTS_PDFXVersion", "the standard", r"PDF/X-4"),
    ("{http://ns.adobe.com/pdf/1.3/}Trapped", "whether it is trapped", r"True|False"),
    ("{http://ns.adobe.com/xap/1.0/}CreateDate", "the date of creation", "{date}"),
    ("{http://ns.adobe.com/xap/1.0/}ModifyDate", "the date of change", "{date}"),
    ("{http://ns.adobe.com/xap/1.0/}MetadataDate", "the date of its metadata", "{date}"),
    ("{http://ns.adobe.com/xap/1.0/mm/}DocumentID", "its identifier", r".+"),
)


def _claims(press: Press) -> Found:
    metadata = press.apart.open_metadata()
    date = press.opened.document.revised.isoformat()
    for key, what, wanted in CLAIMS:
        found = str(metadata.get(key, ""))
        if not re.fullmatch(wanted.replace("{date}", rf"{date}.*"), found):
            yield f"the metadata do not say {what} rightly (“{found}”)"
    trapped = str(press.apart.docinfo.get("/Trapped", ""))
    if trapped not in ("/True", "/False"):
        yield "the file does not say whether it is trapped"
