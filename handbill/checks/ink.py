"""How much ink lies at a place: the plates of colours, of an image's pixels and of a shading's ends, added up."""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pikepdf
from PIL import Image, ImageChops, ImageMath

from handbill.checks import geometry, spaces
from handbill.checks.content import Painted, Picture
from handbill.checks.geometry import Box
from handbill.checks.spaces import PROCESS, Color, Space

# Plate -> 0 to 1.
Plates = Mapping[str, float]
NONE: Plates = {}
FULL: Plates = dict.fromkeys(PROCESS, 1.0)
PAPER_RGB = (1.0, 1.0, 1.0)


@dataclass(frozen=True)
class Spot:
    """The most ink that a thing lays down, and where; `known` is false where it could not be read and is assumed."""

    plates: Plates
    box: Box
    known: bool = True

    @property
    def total(self) -> float:
        return sum(self.plates.values())


def greatest(things: Sequence[Painted], within: Box) -> Spot:
    """Return the place with the most ink in a box, what is covered counted as if it showed."""
    return max(spots(things, within), key=lambda spot: spot.total, default=Spot(NONE, within))


def spots(things: Sequence[Painted], within: Box) -> Iterator[Spot]:
    """Yield the most ink of each thing in a box, with that beneath it where it does not cover it."""
    beneath: list[Spot] = []
    for thing in things:
        if not geometry.overlaps(thing.box, within):
            continue
        found = spot(thing)
        if thing.blend.overprint or not thing.blend.opaque:
            below = [other.plates for other in beneath if geometry.overlaps(other.box, found.box)]
            found = replace(found, plates=_combined(thing, found.plates, below))
        beneath.append(found)
        yield found


def _combined(thing: Painted, own: Plates, below: list[Plates]) -> Plates:
    """Return the plates of a thing as it prints: an overprint leaves other plates (8.6.7), a blend may add to them."""
    under = {name: max(plates.get(name, 0) for plates in below) for plates in below for name in plates}
    if thing.blend.opaque:
        return under | {name: amount for name, amount in own.items() if amount}
    return {name: min(1.0, under.get(name, 0) + own.get(name, 0)) for name in {**under, **own}}


def spot(thing: Painted) -> Spot:
    """Return the most ink of one thing by itself."""
    if thing.picture is None or thing.picture.space is None:
        return Spot(plates(thing.color), thing.box)
    if thing.kind == "shading":
        return _shaded(thing.picture, thing.box)
    return _pictured(thing.picture, thing.box)


def plates(color: Color) -> Plates:
    """Return the ink of a colour, plate by plate; none of a colour of light, which is converted first."""
    return of_values(color.space, color.values)


def of_values(space: Space, values: Sequence[float]) -> Plates:
    if space.family == "DeviceGray":
        return {"Black": 1 - sum(values)}  # ISO 32000-1, 10.3.3
    if space.plates == ("All",):
        return dict.fromkeys(PROCESS, float(*values))
    if space.family in ("ICCBased CMYK", "ICCBased Gray"):
        return of_values(spaces.CMYK if space.count == 4 else spaces.GRAY, values)
    return {name: value for name, value in zip(space.plates, values, strict=False) if name != "None"}


def paper(color: Color) -> bool:
    """Return whether a colour leaves the paper as it is: no ink, or white light."""
    if color.space.count == 3:
        return color.values == PAPER_RGB
    return bool(color.values) and not any(plates(color).values())


# Shadings (8.7.4.5): between two colours ink is never more than the more of them, whatever the exponent.


def _shaded(picture: Picture, box: Box) -> Spot:
    ends = list(_ends(picture.item.get("/Function"))) if int(picture.item.ShadingType) in (2, 3) else []
    found = [of_values(picture.space or spaces.GRAY, values) for values in ends]
    if not found or not all(ends):
        return Spot(FULL, box, known=False)
    return Spot(max(found, key=lambda each: sum(each.values())), box)


def _ends(function: Any) -> Iterator[tuple[float, ...]]:
    """Yield the colours between which a function runs (7.10.3, 7.10.4); an empty one where it cannot be told."""
    if isinstance(function, pikepdf.Array) and function:
        yield from (tuple(sum(values, ())) for values in zip(*map(_ends, function), strict=False))
    elif isinstance(function, pikepdf.Dictionary) and function.get("/FunctionType") == 3:
        for part in function.Functions:
            yield from _ends(part)
    elif isinstance(function, pikepdf.Dictionary) and function.get("/FunctionType") == 2:
        yield tuple(map(float, function.get("/C0", [0])))
        yield tuple(map(float, function.get("/C1", [1])))
    else:
        yield ()


# Images (8.9.5)

FULL_BYTE = 255
DECODE = (0.0, 1.0)


def _pictured(picture: Picture, box: Box) -> Spot:
    """Return the place of an image with the most ink."""
    space = picture.space or spaces.UNKNOWN
    if space.count == 3 or not space.plates:
        return Spot(NONE if space.count == 3 else {"Black": 1.0}, box)
    if space.base:
        return Spot(_most_of_palette(picture, space), box)
    image = _image(picture) if space.family in ("DeviceCMYK", "ICCBased CMYK") else None
    return Spot(FULL, box, known=False) if image is None else _fullest_pixel(image, picture, box)


def _most_of_palette(picture: Picture, space: Space) -> Plates:
    """Return the fullest colour of an indexed image's table (8.6.6.3)."""
    item = picture.item.get("/ColorSpace", picture.item.get("/CS"))
    if not isinstance(item, pikepdf.Array):
        item = picture.resources.ColorSpace[str(item)]
    table = item[3].read_bytes() if isinstance(item[3], pikepdf.Stream) else bytes(item[3])
    base = space.base or spaces.GRAY
    colors = [table[at : at + base.count] for at in range(0, len(table), base.count)]
    fullest = max(colors, key=sum)
    return of_values(base, [value / FULL_BYTE for value in fullest])


def _image(picture: Picture) -> Image.Image | None:
    """Return the pixels of a CMYK image as ink, 255 the most; None where they cannot be read."""
    image = _read(picture.item)
    if image is None or image.mode != "CMYK":
        return None
    decode = [float(value) for value in picture.item.get("/Decode", picture.item.get("/D", DECODE * 4))]
    pairs = zip(decode[::2], decode[1::2], strict=True)
    table = [round(FULL_BYTE * (low + step / FULL_BYTE * (high - low))) for low, high in pairs for step in range(256)]
    return image.point(table)


def _read(item: Any) -> Image.Image | None:
    """Return the samples of an image as they stand in the file. Pillow turns those of a CMYK JPEG round; they are
    turned back here.
    """
    size = (int(item.Width), int(item.Height))
    try:
        if _filters(item)[-1:] == ["/DCTDecode"]:
            return ImageChops.invert(Image.open(io.BytesIO(_jpeg(item))))
        return Image.frombytes("CMYK", size, item.read_bytes()) if int(item.BitsPerComponent) == 8 else None
    except (OSError, ValueError, AttributeError, pikepdf.PdfError):
        return None


def _jpeg(item: Any) -> bytes:
    """Return a JPEG with the filters taken off that stand before it."""
    outer = [pikepdf.Name(name) for name in _filters(item)[:-1]]
    if not outer:
        return item.read_raw_bytes()
    with pikepdf.new() as table:
        return pikepdf.Stream(table, item.read_raw_bytes(), Filter=pikepdf.Array(outer)).read_bytes()


def _filters(item: Any) -> list[str]:
    given = item.get("/Filter", [])
    return [str(name) for name in (given if isinstance(given, pikepdf.Array) else [given])]


def _fullest_pixel(image: Image.Image, picture: Picture, box: Box) -> Spot:
    """Return the ink of the pixel with the most of it, and its place."""
    cyan, magenta, yellow, black = image.split()
    sums = ImageMath.lambda_eval(_added, c=cyan, m=magenta, y=yellow, k=black)
    most = sums.getextrema()[1]
    left, top, _, _ = sums.point(lambda value: value - (most - 1)).convert("L").getbbox() or (0, 0, 0, 0)
    values = [value / FULL_BYTE for value in image.getpixel((left, top))]
    return Spot(of_values(spaces.CMYK, values), _pixel(picture, left, top, image.size))


def _added(planes: Mapping[str, Any]) -> Any:
    return planes["c"] + planes["m"] + planes["y"] + planes["k"]


def _pixel(picture: Picture, x: int, y: int, size: tuple[int, int]) -> Box:
    """Return where on the page a pixel lies, counted from the upper left."""
    width, height = size
    unit = (x / width, 1 - (y + 1) / height, (x + 1) / width, 1 - y / height)
    return geometry.mapped(unit, picture.matrix)
