"""Contact sheets: the given page of each file, in rows of four, on one picture."""

import io

import pypdfium2
import pytest
from PIL import Image

from handbill import proofs

WIDTH, GAP = proofs.PAGE_WIDTH, proofs.GAP


def paper(*heights: int) -> bytes:
    """Return a PDF of white pages as wide as a picture, and as high as said."""
    document = pypdfium2.PdfDocument.new()
    for height in heights:
        document.new_page(WIDTH, height)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def opened(content: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(content))
    assert picture.format == "PNG"
    return picture.convert("RGB")


# Number of files, columns, rows.
SIZES = [(1, 1, 1), (3, 3, 1), (4, 4, 1), (5, 4, 2), (12, 4, 3)]


@pytest.mark.parametrize(("count", "columns", "rows"), SIZES)
def test_a_sheet_is_rows_of_four(count: int, columns: int, rows: int) -> None:
    picture = opened(proofs.sheet([paper(200)] * count))
    assert picture.size == (columns * (WIDTH + GAP) + GAP, rows * (200 + GAP) + GAP)


def test_pages_are_scaled_to_one_width() -> None:
    document = pypdfium2.PdfDocument.new()
    document.new_page(2 * WIDTH, 1000)
    out = io.BytesIO()
    document.save(out)
    assert opened(proofs.sheet([out.getvalue()])).size == (WIDTH + 2 * GAP, 500 + 2 * GAP)


def test_a_file_with_fewer_pages_shows_its_last() -> None:
    assert opened(proofs.sheet([paper(300, 150), paper(100)], page=1)).height == 150 + 2 * GAP
    assert opened(proofs.sheet([paper(300, 150), paper(100)])).height == 300 + 2 * GAP


def test_each_page_lies_on_the_ground() -> None:
    picture = opened(proofs.sheet([paper(200)] * 5))
    ground = tuple(bytes.fromhex(proofs.GROUND.removeprefix("#")))
    white = [
        picture.getpixel((GAP + (number % 4) * (WIDTH + GAP) + 9, GAP + number // 4 * 212 + 9)) for number in range(8)
    ]
    assert white == [(255, 255, 255)] * 5 + [ground] * 3
    assert {picture.getpixel(corner) for corner in ((0, 0), (GAP - 1, 50), (WIDTH + GAP + 1, 50), (50, 212))} == {
        ground
    }


def test_the_same_files_give_the_same_bytes() -> None:
    files = [paper(200), paper(100)]
    assert proofs.sheet(files) == proofs.sheet(files)
