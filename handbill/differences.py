"""Where the pages of two PDF files differ, pixel by pixel, and pictures of that."""

import io
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass

import pypdfium2
from PIL import Image, ImageChops

# Pixels an inch: small print can be read, and a poster is a few megabytes.
RESOLUTION = 110
# Pixels of a side at most, whatever size a page says that it has.
LONGEST = 3000
POINTS = 72
INCH = 25.4
# Two pixels are the same where no colour of theirs is further apart, of 255: what rounding does to an edge.
ALIKE = 16
# Pixels that differ belong together where no more than this lies between them: the letters of a word, the lines of a
# paragraph.
CELL = 8
# How far what is the same is faded where the difference is shown.
FADED = 0.7
# Of WebP: to compress less takes a third of the time.
QUALITY, FAST = 75, 2
# Left, top, right, bottom; column and row.
Box = tuple[int, int, int, int]
Cell = tuple[int, int]


@dataclass(frozen=True)
class Page:
    """A page that differs: its number, the share of its pixels that do, and the box of the largest group of them: left,
    top, width and height in mm. Its pictures are WebP, by name: old, new, difference. Of a page that one file lacks
    there is one picture, and the box is all of it.
    """

    number: int
    share: float
    box: Box
    pictures: Mapping[str, bytes]


@dataclass(frozen=True)
class _Shown:
    """A page as a picture, and the pixels of a millimetre of it."""

    picture: Image.Image
    millimetre: float


def differing(old: bytes, new: bytes) -> Iterator[Page]:
    """Yield each page that differs, one at a time; raise ValueError where one of the files is no sound PDF."""
    try:
        with pypdfium2.PdfDocument(old) as before, pypdfium2.PdfDocument(new) as after:
            for index in range(max(len(before), len(after))):
                yield from _page(index + 1, _shown(before, index), _shown(after, index))
    except pypdfium2.PdfiumError as error:
        raise ValueError(str(error)) from None


def _shown(document: pypdfium2.PdfDocument, index: int) -> _Shown | None:
    if index >= len(document):
        return None
    with closing(document[index]) as page:
        scale = min(RESOLUTION / POINTS, LONGEST / max(page.get_size()))
        with closing(page.render(scale=scale)) as bitmap:
            return _Shown(bitmap.to_pil().convert("RGB"), scale * POINTS / INCH)


def _page(number: int, before: _Shown | None, after: _Shown | None) -> Iterator[Page]:
    """Yield the page if it differs."""
    if before is None or after is None:
        yield from (_alone(number, shown, shown is before) for shown in (before, after) if shown)
        return
    old, new = _as_large(before.picture, after.picture)
    mask = _mask(old, new)
    if count := mask.histogram()[255]:
        box = _in_mm(_largest(mask), after.millimetre)
        pictures = {"old": _webp(old), "new": _webp(new), "difference": _webp(_marked(old, new, mask))}
        yield Page(number, count / (mask.width * mask.height), box, pictures)


def _alone(number: int, shown: _Shown, old: bool) -> Page:
    box = _in_mm((0, 0, *shown.picture.size), shown.millimetre)
    return Page(number, 1.0, box, {"old" if old else "new": _webp(shown.picture)})


def _as_large(*pictures: Image.Image) -> list[Image.Image]:
    """Return the pictures on one size of paper, each at the upper left of it."""
    size = max(picture.width for picture in pictures), max(picture.height for picture in pictures)
    papers = [Image.new("RGB", size, "white") for _ in pictures]
    for paper, picture in zip(papers, pictures, strict=True):
        paper.paste(picture)
    return papers


def _mask(old: Image.Image, new: Image.Image) -> Image.Image:
    """Return a picture that is white where the two differ and black elsewhere."""
    red, green, blue = ImageChops.difference(old, new).split()
    furthest = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return furthest.point(lambda value: 255 if value > ALIKE else 0)


def _largest(mask: Image.Image) -> Box:
    """Return the box around the largest group of pixels that differ."""
    left, top, right, bottom = max(map(_around, _groups(_cells(mask))), key=_area)
    rough = (left * CELL, top * CELL, right * CELL, bottom * CELL)
    inside = mask.crop(rough).getbbox() or (0, 0, 0, 0)
    return (rough[0] + inside[0], rough[1] + inside[1], rough[0] + inside[2], rough[1] + inside[3])


def _cells(mask: Image.Image) -> set[Cell]:
    """Return the cells, by column and row, in which a pixel differs."""
    small = mask.reduce(CELL)
    values = enumerate(small.tobytes())
    return {(place % small.width, place // small.width) for place, value in values if value}


def _groups(cells: set[Cell]) -> Iterator[set[Cell]]:
    """Yield the cells that touch each other, in groups; take them out of the set."""
    while cells:
        group, waiting = set(), [cells.pop()]
        while waiting:
            column, row = waiting.pop()
            group.add((column, row))
            near = {(column + x, row + y) for x in (-1, 0, 1) for y in (-1, 0, 1)} & cells
            cells -= near
            waiting += near
        yield group


def _around(group: set[Cell]) -> Box:
    columns, rows = zip(*group, strict=True)
    return min(columns), min(rows), max(columns) + 1, max(rows) + 1


def _area(box: Box) -> int:
    return (box[2] - box[0]) * (box[3] - box[1])


def _in_mm(box: Box, millimetre: float) -> Box:
    """Return a box of pixels, left, top, right and bottom, as left, top, width and height in whole mm, at least 1."""
    left, top, right, bottom = box
    sides = (max(1, round((right - left) / millimetre)), max(1, round((bottom - top) / millimetre)))
    return (round(left / millimetre), round(top / millimetre), *sides)


def _marked(old: Image.Image, new: Image.Image, mask: Image.Image) -> Image.Image:
    """Return the new page faded, and on it what differs: red where the old one is darker, blue where the new one is."""
    before, after = old.convert("L"), new.convert("L")
    pale = Image.blend(after.convert("RGB"), Image.new("RGB", new.size, "white"), FADED)
    both = Image.merge("RGB", (after, ImageChops.darker(before, after), before))
    pale.paste(both, mask=mask)
    return pale


def _webp(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "WEBP", quality=QUALITY, method=FAST)
    return buffer.getvalue()
