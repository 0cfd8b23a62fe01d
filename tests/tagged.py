"""A PDF as a screen reader has it: its lines in the order of the structure, each with its element and language."""

import ctypes
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium

MM_PER_POINT = 25.4 / 72


@dataclass(frozen=True)
class Line:
    """A line's words as a viewer reads them, where its baseline begins (mm from upper left), its type size."""

    words: str
    kind: str = ""
    language: str = ""
    page: int = 0
    left: float = 0
    base: float = 0
    size: float = 0


def lines(content: bytes) -> list[Line]:
    """Return the tagged lines in reading order; a line that a viewer finds no words in is left out."""
    found = {key: line for key, line in shown(content).items() if key[1] >= 0}
    return [
        replace(found[key], kind=kind, language=language) for key, kind, language in spoken(content) if key in found
    ]


def artifacts(content: bytes) -> list[Line]:
    """Return the lines that no element holds, which a screen reader passes over."""
    return [line for key, line in shown(content).items() if key[1] < 0]


def spoken(content: bytes) -> Iterator[tuple[tuple[int, int], str, str]]:
    """Yield page and marked content identifier, block element and language of each line, as the structure has them."""
    with pikepdf.open(io.BytesIO(content)) as opened:
        pages = {page.objgen: number for number, page in enumerate(opened.pages, 1)}
        yield from _children(opened.Root.StructTreeRoot, "", str(opened.Root.Lang), 0, pages)


def _children(element: Any, kind: str, language: str, page: int, pages: dict[Any, int]) -> Iterator[Any]:
    below = element.get("/K", [])
    for child in below if isinstance(below, pikepdf.Array) else [below]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            name = str(child.S).removeprefix("/")
            inner = kind if name in ("Span", "NonStruct", "Link") and kind else name
            number = pages[child.Pg.objgen] if "/Pg" in child else page
            yield from _children(child, inner, str(child.get("/Lang", language)), number, pages)
        elif isinstance(child, pikepdf.Dictionary):
            if "/MCID" in child:
                yield (pages[child.Pg.objgen], int(child.MCID)), kind, language
        else:
            yield (page, int(child)), kind, language


def shown(content: bytes) -> dict[tuple[int, int], Line]:
    """Return the lines that pdfium reads, by page and marked content identifier; a negative one is of no element."""
    found: dict[tuple[int, int], Line] = {}
    for number, page in enumerate(pypdfium2.PdfDocument(content), 1):
        text, (_, _, _, height) = page.get_textpage(), page.get_trimbox()
        for index in range(text.count_chars()):
            shape = pdfium.FPDFText_GetTextObject(text, index)
            # pdfium's U+0002 is a hyphen at a line's end.
            character = chr(pdfium.FPDFText_GetUnicode(text, index)).replace("\x02", "-")
            if not shape or character in "\r\n":
                continue
            left, base, size = _placed(shape, height)
            identifier = pdfium.FPDFPageObj_GetMarkedContentID(shape)
            key = (number, identifier if identifier >= 0 else -1 - round(base))
            old = found.get(key, Line("", page=number, left=left, base=base, size=size))
            found[key] = replace(old, words=old.words + character, left=min(old.left, left))
    return found


def _placed(shape: Any, height: float) -> tuple[float, float, float]:
    """Return left end and baseline of a stretch of text in mm from the trim's upper left, and its size in points."""
    matrix, size = pdfium.FS_MATRIX(), ctypes.c_float()
    pdfium.FPDFPageObj_GetMatrix(shape, matrix)
    pdfium.FPDFTextObj_GetFontSize(shape, size)
    return matrix.e * MM_PER_POINT, (height - matrix.f) * MM_PER_POINT, size.value * abs(matrix.d)
