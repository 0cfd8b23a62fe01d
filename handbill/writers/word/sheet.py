"""The sheet of paper: its size, margins and direction, in Word's twentieths of a point."""

from collections.abc import Mapping
from typing import Any

from lxml import etree

from handbill.model import Document
from handbill.writers.word.markup import element
from handbill.writers.word.package import relation
from handbill.writers.word.running import head

TWIPS_PER_MM = 1440 / 25.4
REFERENCES = (("w:headerReference", "word/header.xml"), ("w:footerReference", "word/footer.xml"))


def twips(millimetres: float) -> str:
    """Return a length as Word writes it."""
    return str(round(millimetres * TWIPS_PER_MM))


def text_width(measures: Mapping[str, Any]) -> str:
    """Return the width between the margins, in twips."""
    sheet = measures["sheet"]
    return twips(sheet["width_mm"] - 2 * sheet["side_mm"])


def section(document: Document, measures: Mapping[str, Any]) -> etree._Element:
    """Return the document's one section; a final document has no head."""
    references = [
        element(name, {"w:type": "default", "r:id": relation(part)})
        for name, part in REFERENCES
        if part != "word/header.xml" or head(document)
    ]
    directions = [element("w:bidi"), element("w:rtlGutter")] if document.language.direction == "rtl" else []
    return element("w:sectPr", None, *references, *_paper(measures["sheet"]), *directions)


def _paper(sheet: Mapping[str, float]) -> tuple[etree._Element, etree._Element]:
    sides = ("top", "right", "bottom", "left", "header", "footer")
    lengths = {"right": sheet["side_mm"], "left": sheet["side_mm"]}
    margins = {f"w:{side}": twips(lengths.get(side) or sheet[f"{side}_mm"]) for side in sides}
    size = {"w:w": twips(sheet["width_mm"]), "w:h": twips(sheet["height_mm"])}
    return element("w:pgSz", size), element("w:pgMar", margins | {"w:gutter": "0"})
