"""The logo as a picture that partners replace by theirs."""

from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree

from handbill import pictures
from handbill.model import Design, Document
from handbill.writers.word import controls
from handbill.writers.word.markup import NAMESPACES, element, valued
from handbill.writers.word.package import relation
from handbill.writers.word.runs import Voice

PART = "word/media/logo.png"
EMU_PER_MM = 36000


def part(document: Document, design: Design) -> dict[str, bytes]:
    """Return the picture as a part, none where the document has no logo."""
    return {PART: pictures.png(document.logo, _box(design.measures), design.memory)} if document.logo else {}


def frame(voice: Voice) -> Iterator[etree._Element]:
    """Yield the picture in its frame, with what is read aloud in its place."""
    if not voice.logo:
        return
    style = element("w:pPr", None, valued("w:pStyle", "Logo"))
    content = element("w:p", None, style, element("w:r", None, element("w:drawing", None, _picture(voice))))
    title = voice.document.labels["your_logo"].text
    yield controls.control(controls.LOGO, title, next(voice.ids), [content], element("w:picture"))


def _box(measures: Mapping[str, Any]) -> tuple[float, float]:
    return measures["logo"]["width_mm"], measures["logo"]["height_mm"]


def _picture(voice: Voice) -> etree._Element:
    """Return the picture in the line of text (ECMA-376 part 1, 20.4.2.8), as large as fits into its box."""
    words, extent = voice.document.labels["logo"].text, _extent(voice.logo, _box(voice.measures))
    identifier = str(next(voice.ids))
    return element(
        "wp:inline",
        dict.fromkeys(("distT", "distB", "distL", "distR"), "0"),
        element("wp:extent", extent),
        element("wp:docPr", {"id": identifier, "name": controls.LOGO, "descr": words, "title": words}),
        element("wp:cNvGraphicFramePr", None, element("a:graphicFrameLocks", {"noChangeAspect": "1"})),
        element("a:graphic", None, element("a:graphicData", {"uri": NAMESPACES["pic"]}, _shape(identifier, extent))),
    )


def _extent(picture: bytes, box_mm: tuple[float, float]) -> dict[str, str]:
    """Return the printed size in English Metric Units."""
    pixels = pictures.size(picture)
    scale = min(length / count for length, count in zip(box_mm, pixels, strict=True))
    return {name: str(round(count * scale * EMU_PER_MM)) for name, count in zip(("cx", "cy"), pixels, strict=True)}


def _shape(identifier: str, extent: Mapping[str, str]) -> etree._Element:
    names = element("pic:cNvPr", {"id": identifier, "name": controls.LOGO})
    fill = element("a:stretch", None, element("a:fillRect"))
    place = element("a:xfrm", None, element("a:off", {"x": "0", "y": "0"}), element("a:ext", extent))
    outline = element("a:prstGeom", {"prst": "rect"}, element("a:avLst"))
    return element(
        "pic:pic",
        None,
        element("pic:nvPicPr", None, names, element("pic:cNvPicPr")),
        element("pic:blipFill", None, element("a:blip", {"r:embed": relation(PART)}), fill),
        element("pic:spPr", None, place, outline),
    )
