"""Office printers without colour: every piece is as legible in grey, and its code can be scanned.

Slow: pieces in English and Arabic are drawn as finely as an office printer does.
"""

from collections import Counter

import pypdfium2
import pytest
from conftest import published
from PIL import Image, ImageDraw

from handbill import contrast, formats, manifest
from handbill.project import Project

pytestmark = pytest.mark.slow

# As an office printer draws at least, so that thin strokes have pixels that are all ink; and as a telephone sees it.
DPI, SEEN = 300, 150
OFFICE = [row for row in formats.FORMATS if row.fonts and not row.press]
PIECES = [(row.id, tag) for row in OFFICE for tag in ("en-CA", "ar") if tag != "en-CA" or not row.paired]
# WCAG 2.2, 1.4.6, as in colour: grey loses the hue and little of the lightness.
LEAST = 7
# Letters whose box is smaller than this, in pixels, have no pixel that is all ink.
SMALLEST = 6


def shown(form: str, standard: Project, tag: str, dpi: float) -> list[tuple[Image.Image, pypdfium2.PdfPage]]:
    """Return the pages of a piece in grey."""
    row, *_ = manifest.rows(standard.root, published(standard, tag, form).name)
    pages = pypdfium2.PdfDocument(standard.path("dist", row["path"]).read_bytes())
    return [(page.render(scale=dpi / 72).to_pil().convert("L"), page) for page in pages]


def contrasts(picture: Image.Image, page: pypdfium2.PdfPage) -> list[float]:
    """Return of each letter the contrast of its ink with the grey around it, that which most of its box is of."""
    text, scale, found = page.get_textpage(), DPI / 72, []
    for index in range(text.count_chars()):
        left, bottom, right, top = text.get_charbox(index)
        box = (left * scale - 2, (page.get_height() - top) * scale - 2)
        box = (*box, right * scale + 2, (page.get_height() - bottom) * scale + 2)
        if min(right - left, top - bottom) * scale > SMALLEST and text.get_text_range(index, 1).strip():
            found.append(_contrast(picture.crop([round(side) for side in box])))
    return found


def _contrast(letter: Image.Image) -> float:
    edges = [letter.getpixel((x, y)) for x in (0, letter.width - 1) for y in range(letter.height)]
    ground = Counter(edges).most_common(1)[0][0]
    ink = max(letter.getextrema(), key=lambda grey: abs(grey - ground))
    return contrast.ratio(*(contrast.of_light([grey / 255] * 3) for grey in (ground, ink)))


@pytest.mark.parametrize(("form", "tag"), PIECES)
def test_every_letter_is_legible_in_grey(form: str, tag: str, standard: Project) -> None:
    found = [each for picture, page in shown(form, standard, tag, DPI) for each in contrasts(picture, page)]
    assert len(found) > 60
    assert min(found) >= LEAST


def test_a_letter_that_grey_swallows_would_be_seen() -> None:
    letter = Image.new("RGB", (12, 12), "#0f766e")
    ImageDraw.Draw(letter).rectangle((4, 4, 8, 8), fill="#a04a4a")
    assert _contrast(letter.convert("L")) < LEAST


@pytest.mark.parametrize(("form", "tag"), PIECES)
def test_the_code_is_read_from_a_grey_print(form: str, tag: str, standard: Project) -> None:
    decoder = pytest.importorskip("zxingcpp", reason="zxing-cpp is not installed")
    found = [code.text for picture, _ in shown(form, standard, tag, SEEN) for code in decoder.read_barcodes(picture)]
    assert found == [standard.document("standard", tag).facts["website"].href]
