"""A logo, read before anything draws it: a picture that runs nothing, loads nothing and is soon drawn.

It never draws the logo itself.
"""

import io
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import lru_cache

from lxml import etree

from handbill.errors import fault

PNG = b"\x89PNG\r\n\x1a\n"
SVG, XHTML = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xhtml"
# Of a picture, in bytes and in pixels of a side.
MOST_BYTES, MOST_PIXELS = 1_000_000, 4_000
# Of a PNG's profile or text, unpacked; its chunks that can unpack to more than they hold; what makes it move (APNG).
MOST_UNPACKED = 1_000_000
PACKED, MOVING = (b"iCCP", b"zTXt", b"iTXt"), (b"acTL", b"fcTL", b"fdAT")
# Of a drawing: its elements, the letters of its style sheet and of its texts, and the letters of all that is drawn,
# what is used again counted again, an element as MARK of them.
MOST_ELEMENTS, MOST_STYLE, MOST_TEXT, MOST_DRAWN, MARK = 2_000, 10_000, 1_000, 300_000, 100
# What a drawing may be made of (SVG 2): shapes and flat colour. Filters, masks, patterns and markers can draw a
# million things from a few, pictures hold what cannot be seen from here, and the rest moves, links or runs.
SHAPES = frozenset(("path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan"))
PAINT = frozenset(("linearGradient", "radialGradient", "stop", "clipPath", "style"))
AROUND = frozenset(("svg", "g", "defs", "symbol", "use", "title", "desc", "metadata"))
# What drawing programs add in namespaces of their own is let be, but for these names: the layout engine knows an
# element by its name alone.
ACTING = frozenset(("a", "image", "mask", "marker", "pattern", "filter", "script", "foreignObject", "switch", "set"))
# A number that no drawing needs, and that layout engines count wrong.
HUGE = re.compile(r"(?i)(?<![a-z])(?:nan|inf(?:inity)?)(?![a-z])|\de\+?\d{2}|(?<![\d.])\d{9}")
MEASURED = frozenset(
    (
        *("x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "fx", "fy", "width", "height", "d", "points"),
        *("viewBox", "transform", "gradientTransform", "font-size", "stroke-width", "stroke-dasharray", "offset"),
    )
)
# A length is a number with its unit, or a word (SVG 2, 9.1 and CSS Values 3, 6).
LENGTHS = MEASURED - {"d", "points", "viewBox", "transform", "gradientTransform", "stroke-dasharray"}
WORD = "auto|inherit|medium|normal|none|smaller|larger|(?:x{1,2}-)?(?:small|large)"
LENGTH = re.compile(r"\s*(?:[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\s*(?:[A-Za-z]{1,3}|%)?|" + WORD + r")\s*")
# What a path and a row of points are made of (SVG 2, 9.3.9): WeasyPrint reads one that is not so without end.
NUMBER = r"(?>[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)[\s,]*"
ARGUMENTS = {"mM": 2, "lL": 2, "hH": 1, "vV": 1, "cC": 6, "sS": 4, "qQ": 4, "tT": 2}
ARC = rf"(?:{NUMBER}){{3}}[01][\s,]*[01][\s,]*(?:{NUMBER}){{2}}"
PARTS = [rf"[{letters}]\s*(?:(?:{NUMBER}){{{count}}})+" for letters, count in ARGUMENTS.items()]
SHAPED = {
    "d": re.compile(rf"\s*(?:(?=[mM])(?>{'|'.join(PARTS)}|[aA]\s*(?:{ARC})+|[zZ]\s*)*+)?"),
    "points": re.compile(rf"\s*(?:{NUMBER})*+"),
    "viewBox": re.compile(rf"\s*(?:{NUMBER}){{4}}"),
    **dict.fromkeys(
        ("transform", "gradientTransform"), re.compile(rf"[\s,]*(?:[A-Za-z]+\s*\(\s*(?:{NUMBER})+\)[\s,]*)*+")
    ),
}
# A name in a DTD's brackets can stand for anything, and for as much of it as one likes; other letters than those of
# UTF-8 could hide it.
HIDDEN = re.compile(
    rb"<!ENTITY|<!DOCTYPE[^>]*\[|<\?xml-stylesheet|<\?xml\b[^>]*encoding\s*=\s*[\"'](?!(?i:utf-8|us-ascii)[\"'])"
)
REFERENCE = re.compile(r"url\(\s*[\"']?([^)\"']*)[\"']?\s*\)", re.IGNORECASE)
# Nothing is loaded and nothing expanded; libxml2's own limits (256 levels, 10 MB a text) stay on.
PARSING = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False, "encoding": "utf-8"}
PLAIN = "save it anew as plain SVG, its texts as paths, or give a logo.png"
AGAIN = "save it anew as PNG"
SMALLER = "save it with fewer pixels"


@lru_cache(maxsize=128)
def read(content: bytes, path: str) -> bytes:
    """Return a logo's bytes as they are; raise Faults, one sentence, for one that is no plain drawing or picture of
    the kind that its name says.
    """
    picture = path.endswith(".png")
    most = MOST_BYTES if picture else MOST_DRAWN
    if len(content) > most:
        raise fault(path, 0, f"the logo is larger than {most // 1000:,} kB; {SMALLER if picture else PLAIN}")
    for sentence in _of_png(content) if picture else _of_svg(content):
        raise fault(path, 0, sentence)
    return content


def _of_png(content: bytes) -> Iterator[str]:
    """Yield what is wrong with a picture, by its chunks (PNG 5.3)."""
    if not content.startswith(PNG) or content[12:16] != b"IHDR" or len(content) < 33:
        yield f"this is no PNG, whatever its name says; {AGAIN}"
        return
    width, height = int.from_bytes(content[16:20]), int.from_bytes(content[20:24])
    if not (0 < width <= MOST_PIXELS and 0 < height <= MOST_PIXELS):
        yield f"the logo has {width:,} × {height:,} pixels; save it with no side longer than {MOST_PIXELS:,}"
    chunks = list(_chunks(content))
    if not chunks or chunks[-1] != (b"IEND", b"") or sum(12 + len(data) for _, data in chunks) != len(content) - 8:
        yield f"the PNG is cut off, or something else stands behind its end; {AGAIN}"
    if any(kind in MOVING for kind, _ in chunks):
        yield f"the PNG is a moving picture; {AGAIN}, one that stands still"
    if _unpacked(_packed(kind, data) for kind, data in chunks if kind in PACKED) > MOST_UNPACKED:
        yield f"the PNG holds a profile or text that unpacks to far more than a logo needs; {AGAIN}, without them"
    elif not _is_sound(content):
        yield f"the PNG is damaged; {AGAIN}"


def _is_sound(content: bytes) -> bool:
    """Return whether a picture can be unpacked to its last pixel."""
    # Loaded where it is needed: drawings do without it.
    from PIL import Image

    try:
        with Image.open(io.BytesIO(content), formats=["PNG"]) as picture:
            picture.load()
    except (OSError, SyntaxError, ValueError, EOFError, zlib.error):
        return False
    return True


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield kind and data of each chunk, up to one that is not whole."""
    place = len(PNG)
    while place + 12 <= len(content):
        end = place + 12 + int.from_bytes(content[place : place + 4])
        if end > len(content):
            return
        yield content[place + 4 : place + 8], content[place + 8 : end - 4]
        place = end


def _packed(kind: bytes, data: bytes) -> bytes:
    """Return what stands packed behind the names of a chunk (PNG 11.3.2.3, 11.3.3.3, 11.3.3.4)."""
    _, _, rest = data.partition(b"\0")
    return rest[2:].split(b"\0", 2)[-1] if kind == b"iTXt" else rest[1:]


def _unpacked(parts: Iterable[bytes]) -> int:
    """Return how many bytes the parts unpack to, counted no further than what is too much."""
    total = 0
    for data in parts:
        with suppress(zlib.error):
            total += len(zlib.decompressobj().decompress(data, MOST_UNPACKED + 1))
        if total > MOST_UNPACKED:
            break
    return total


def _of_svg(content: bytes) -> Iterator[str]:
    """Yield what keeps a drawing from being drawn safely and soon."""
    if HIDDEN.search(content):
        yield f"the SVG declares entities, loads a style sheet or is not in UTF-8; {PLAIN}"
        return
    root = _parsed(content)
    if root is None or root.tag != f"{{{SVG}}}svg":
        yield f"this is no sound SVG, whatever its name says; {PLAIN}"
        return
    elements = [node for node in root.iter() if isinstance(node.tag, str)]
    if len(elements) > MOST_ELEMENTS:
        yield f"the SVG has more than {MOST_ELEMENTS:,} elements; {PLAIN}"
        return
    yield from (sentence for node in elements for sentence in _of_element(node))
    yield from _of_words(elements)
    yield from _of_size(root, elements)


def _parsed(content: bytes) -> etree._Element | None:
    try:
        content.decode("utf-8")
        return etree.fromstring(content, etree.XMLParser(**PARSING))
    except (UnicodeDecodeError, etree.XMLSyntaxError):
        return None


def _name(name: str) -> str:
    """Return the name of an element or attribute without its namespace."""
    return name.rpartition("}")[2]


def _of_element(node: etree._Element) -> Iterator[str]:
    name, space = _name(node.tag), etree.QName(node).namespace
    foreign = space not in (None, SVG, XHTML) and name not in ACTING
    if name not in SHAPES | PAINT | AROUND and not foreign:
        yield f"the SVG holds <{name}>, which no logo here may hold; {PLAIN}"
    for key, value in node.attrib.items():
        if key.lower().startswith("on"):
            yield f"the SVG holds a script ({key}); {PLAIN}"
        if _name(key) == "href" and not (value.startswith("#") and name in ("use", "linearGradient", "radialGradient")):
            yield f"the SVG refers to “{value[:40]}”, which is not in it; {PLAIN}"
        if key in MEASURED and HUGE.search(value):
            yield f"the SVG has a number that is far too large or is none, in “{key}”; {PLAIN}"
        if key in SHAPED and not SHAPED[key].fullmatch(value):
            yield f"the SVG has a shape that is none, in “{key}”; {PLAIN}"
        if key in LENGTHS and not LENGTH.fullmatch(value):
            yield f"the SVG has a length that is none, in “{key}”; {PLAIN}"
    # A drawing program's own attributes, which have its namespace, are nothing to those that draw.
    yield from _of_looks(" ".join(value for key, value in node.attrib.items() if "}" not in key))


def _of_looks(style: str) -> Iterator[str]:
    """Yield what is wrong with what a style sheet or attributes refer to; an escape could hide it."""
    if "\\" in style or any(not found.startswith("#") for found in REFERENCE.findall(style)):
        yield f"the SVG refers to something that is not in it; {PLAIN}"


def _of_words(elements: list[etree._Element]) -> Iterator[str]:
    style = "".join(text for node in elements if _name(node.tag) == "style" for text in node.itertext())
    # A rule of its own could load another sheet; what clips is counted where it stands at its shape.
    if len(style) > MOST_STYLE or re.search(r"@|clip-path", style, re.IGNORECASE):
        yield f"the SVG’s style sheet is long, or holds more than colours; {PLAIN}"
    yield from _of_looks(style)
    words = sum(len(text) for node in elements if _name(node.tag) in ("text", "tspan") for text in node.itertext())
    if words > MOST_TEXT:
        yield f"the SVG has more than {MOST_TEXT:,} letters of text; {PLAIN}"


def _of_size(root: etree._Element, elements: list[etree._Element]) -> Iterator[str]:
    """Yield whether what is used again and again comes to too much, or holds itself."""
    names = [node.get("id") for node in elements if node.get("id")]
    if len(set(names)) < len(names):
        yield f"two parts of the SVG have the same id; {PLAIN}"
    try:
        drawn = _drawn(root, {node.get("id", ""): node for node in elements}, {})
    except RecursionError:
        drawn = float("inf")
    if drawn > MOST_DRAWN:
        yield f"the SVG draws far more than a logo holds, or something that holds itself; {PLAIN}"


def _drawn(node: etree._Element, named: Mapping[str, etree._Element], sizes: dict[etree._Element, float]) -> float:
    """Return the letters of all that an element draws, what it refers to counted each time; endless for one that
    holds itself.
    """
    if node not in sizes:
        sizes[node] = float("inf")
        values = [str(value) for value in node.attrib.values()]
        links = [str(value)[1:] for key, value in node.attrib.items() if _name(str(key)) == "href"]
        links += [found[1:] for value in values for found in REFERENCE.findall(value)]
        below = [child for child in node if isinstance(child.tag, str)]
        below += [named[link] for link in links if link and link in named]
        sizes[node] = MARK + sum(map(len, values)) + sum(_drawn(other, named, sizes) for other in below)
    return sizes[node]
