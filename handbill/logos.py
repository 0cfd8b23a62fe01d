"""A logo, read before anything draws it: a picture that runs nothing, loads nothing and is soon drawn.

It never draws the logo itself.
"""

import io
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import lru_cache
from xml.etree import ElementTree

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
# Of one element: to look at each of them takes the square of their number.
MOST_ATTRIBUTES = 200
# What a drawing may be made of (SVG 2): shapes and flat colour. Filters, masks, patterns and markers can draw a
# million things from a few, pictures hold what cannot be seen from here, and the rest moves, links or runs.
SHAPES = frozenset(("path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan"))
PAINT = frozenset(("linearGradient", "radialGradient", "stop", "clipPath", "style"))
AROUND = frozenset(("svg", "g", "defs", "symbol", "use", "title", "desc", "metadata"))
# What drawing programs add in namespaces of their own is let be, but for these names: the layout engine knows an
# element by its name alone.
ACTING = frozenset(("a", "image", "mask", "marker", "pattern", "filter", "script", "foreignObject", "switch", "set"))
# A number that no drawing needs, and that layout engines count wrong.
HUGE = re.compile(r"(?i)(?<![a-z])(?:nan|inf(?:inity)?)(?![a-z])|\de\+?(?:[5-9]|\d{2})|(?<![\d.])\d{9}")
# A length is a number with its unit, or a word (SVG 2, 9.1 and CSS Values 3, 6).
FIGURE = r"[-+]?+(?:\d++\.?+\d*+|\.\d++)(?:[eE][-+]?+\d++)?+"
UNIT = r"(?:px|pt|pc|in|cm|mm|[Qq])"
AMOUNT = rf"{FIGURE}\s*+(?:{UNIT}|r?em|e[xX]|ch|v[wh]|%)?+"
WORD = "auto|inherit|medium|normal|none|smaller|larger|(?:x{1,2}-)?(?:small|large)"
LENGTH = re.compile(rf"\s*(?:(?:{AMOUNT}|{WORD})\s*)?")
# Of letters: text of no height, or of less and less, cannot be drawn.
TALL = rf"(?:0*[1-9]\d*(?:\.\d*)?|\d*\.[1-9]\d*|0)\s*+{UNIT}?+"
# What a path and a row of points are made of (SVG 2, 9.3.9): WeasyPrint reads one that is not so without end.
NUMBER = rf"{FIGURE}[\s,]*+"
ARGUMENTS = {"mM": 2, "lL": 2, "hH": 1, "vV": 1, "cC": 6, "sS": 4, "qQ": 4, "tT": 2}
ARC = rf"(?:{NUMBER}){{3}}[01][\s,]*[01][\s,]*(?:{NUMBER}){{2}}"
PARTS = [rf"[{letters}]\s*(?:(?:{NUMBER}){{{count}}})+" for letters, count in ARGUMENTS.items()]
TURNS = {"matrix": "{6}", "translate": "{1,2}", "scale": "{1,2}", "rotate": "{1}(?:(?:NUMBER){2})?", "skew[XY]": "{1}"}
TURN = "|".join(rf"{name}\s*\(\s*(?:{NUMBER}){count.replace('NUMBER', NUMBER)}\)" for name, count in TURNS.items())
SHAPED = {
    "d": re.compile(rf"\s*(?:(?=[mM])(?>{'|'.join(PARTS)}|[aA]\s*(?:{ARC})+|[zZ]\s*)*+)?"),
    "points": re.compile(rf"\s*(?:(?:{NUMBER}){{2}})++"),
    "viewBox": re.compile(rf"\s*(?:{NUMBER}){{4}}"),
    **dict.fromkeys(("transform", "gradientTransform"), re.compile(rf"[\s,]*(?:(?:{TURN})[\s,]*)*+|none|inherit")),
}
LENGTHS = frozenset(
    (
        *("x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "fx", "fy", "fr", "width", "height"),
        *("stroke-width", "offset", "stroke-dashoffset", "letter-spacing", "textLength"),
    )
)
# Digits of a colour are no number to measure by; four thousand of them are none that can be read.
COLORS, COLOR = frozenset(("fill", "stroke", "stop-color", "color")), r"(?:(?!\d{9})[^;{}\\]){0,200}"
# Of outlines: where one that can be seen through lies around a fill, PDFium takes gigabytes to draw it.
OPAQUE = (
    r"(?:url\([^()]*+\)\s*+)?+(?:(?i:(?!transparent)[a-z]+)|#(?:[0-9a-fA-F]{3}){1,2}"
    r"|(?i:rgb|hsl)\(\s*+(?:[-+.\d]{1,12}\s*+(?:deg|%)?+[\s,]*+){3}\))?"
)
# What else is computed of, by what it may be (SVG 2, 8.6, 11.8, 13 and 14): a value that is none ends the drawing, and
# colours that repeat can be repeated without end.
OTHERWISE = {
    **dict.fromkeys(("opacity", "fill-opacity", "stop-opacity"), rf"{FIGURE}\s*+%?+|inherit"),
    "stroke-opacity": r"[01](?:\.0*)?|100\s*+%|inherit",
    **dict.fromkeys(("fill", "stop-color"), COLOR),
    **dict.fromkeys(("stroke", "color"), OPAQUE),
    **dict.fromkeys(("dx", "dy"), rf"(?:{AMOUNT}[\s,]*)*+|inherit"),
    "font-size": rf"{TALL}|{WORD}",
    "font": rf"{TALL}\s.*",
    "font-style": "normal|italic|oblique|inherit",
    "lengthAdjust": "spacing|inherit",
    "font-weight": r"\d{1,4}|[a-z]+",
    "stroke-miterlimit": rf"{FIGURE}|inherit",
    "stroke-dasharray": rf"(?:{AMOUNT}[\s,]*)*+|none|inherit",
    "rotate": rf"(?:{NUMBER})*+|inherit",
    "transform-origin": rf"(?:{FIGURE}{UNIT}?[\s,]*)*+|inherit",
    "preserveAspectRatio": r"(?:none|x(?:Min|Mid|Max)Y(?:Min|Mid|Max))(?:\s+(?:meet|slice))?",
    "spreadMethod": "pad",
}
# What a gradient's transformation leaves of a plane, at least.
FLAT = 1e-6
VALUES = SHAPED | dict.fromkeys(LENGTHS, LENGTH)
VALUES |= {name: re.compile(rf"\s*+(?:{value})\s*+") for name, value in OTHERWISE.items()}
# A style sheet of drawing programs: plain selectors, and declarations with no escapes, rules inside or other strings
# than names of typefaces and of parts of the drawing (CSS Syntax 3, 5).
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
STRING = r"\"[^\"\n\r\f]*\"|'[^'\n\r\f]*'"
VALUE = rf"(?:[^{{}}();:\"'\\@]|{STRING}|\(\s*+(?:\"#[^\"()\s]*+\"|'#[^'()\s]*+'|[^(){{}};\"']*+)\s*+\))*+"
DECLARATION = re.compile(rf"([-\w]++)\s*+:({VALUE})")
DECLARED = rf"(?:\s*+(?:[-\w]++\s*+:{VALUE})?+;)*+\s*+(?:[-\w]++\s*+:{VALUE})?+"
IDENT = r"[^\W\d][\w-]*+"
SELECTOR = rf"(?:(?:\*|{IDENT})(?:[.#]{IDENT})*+|(?:[.#]{IDENT})++)"
SELECTORS = rf"{SELECTOR}(?:(?:\s*[>+~,]\s*|\s+){SELECTOR})*+"
STYLE = re.compile(DECLARED)
SHEET = re.compile(rf"(?:\s*+{SELECTORS}\s*+\{{{DECLARED}\}})*+\s*+")
# Attributes that no style sets, although WeasyPrint lets it: what is used could not be counted.
UNSTYLED = frozenset(("href", "id", "class", "style", "clip-path"))
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
    if sum(kind == b"IHDR" for kind, _ in chunks) > 1:
        yield f"the PNG says twice how large it is; {AGAIN}"
    if any(kind in MOVING for kind, _ in chunks):
        yield f"the PNG is a moving picture; {AGAIN}, one that stands still"
    if _unpacked(_packed(kind, data) for kind, data in chunks if kind in PACKED) > MOST_UNPACKED:
        yield f"the PNG holds a profile or text that unpacks to far more than a logo needs; {AGAIN}, without them"
    elif not _is_sound(content):
        yield f"the PNG is damaged; {AGAIN}"


def _is_sound(content: bytes) -> bool:
    """Return whether a picture can be unpacked to its last pixel, and turned as it says."""
    # Loaded where it is needed: drawings do without it.
    from PIL import Image, ImageOps

    try:
        with Image.open(io.BytesIO(content), formats=["PNG"]) as picture:
            picture.load()
            ImageOps.exif_transpose(picture, in_place=True)
    # Its many readers of chunks raise whatever they stumble at.
    except Exception:
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
    if any(len(node.attrib) > MOST_ATTRIBUTES for node in elements):
        yield f"the SVG has an element of more than {MOST_ATTRIBUTES} attributes; {PLAIN}"
        return
    yield from (sentence for node in elements for sentence in _of_element(node))
    yield from _of_words(elements)
    yield from _of_size(root, elements)


def _parsed(content: bytes) -> etree._Element | None:
    try:
        content.decode("utf-8")
        # The layout engine's reader of XML knows fewer names than this one.
        ElementTree.fromstring(content)
        return etree.fromstring(content, etree.XMLParser(**PARSING))
    except (UnicodeDecodeError, ElementTree.ParseError, etree.XMLSyntaxError):
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
        yield from _of_value(str(key), str(value))
    yield from _of_place(node, name)
    # A drawing program's own attributes, which have its namespace, are nothing to those that draw.
    yield from _of_looks(" ".join(value for key, value in node.attrib.items() if "}" not in key))
    yield from _of_style(node.get("style", ""), STYLE)


def _of_place(node: etree._Element, name: str) -> Iterator[str]:
    """Yield what an element lacks without which the layout engine breaks off."""
    parent = node.getparent()
    if name in ("polyline", "polygon") and "points" not in node.attrib:
        yield f"the SVG has a <{name}> without points; {PLAIN}"
    if name == "tspan" and (parent is None or _name(parent.tag) not in ("text", "tspan")):
        yield f"the SVG has a <tspan> outside of a <text>; {PLAIN}"


def _of_value(name: str, value: str) -> Iterator[str]:
    """Yield what is wrong with the value of an attribute, or of a declaration of that name."""
    if name in VALUES and name not in COLORS and HUGE.search(value):
        yield f"the SVG has a number that is far too large or is none, in “{name}”; {PLAIN}"
    elif name in VALUES and not VALUES[name].fullmatch(value):
        kind = "shape" if name in SHAPED else "length" if name in LENGTHS else "value"
        yield f"the SVG has a {kind} that is none, in “{name}”; {PLAIN}"
    elif name == "gradientTransform" and _flattens(value):
        yield f"the SVG has a gradient that is pressed flat; {PLAIN}"


def _flattens(turns: str) -> bool:
    """Return whether a row of transformations leaves nothing of a plane: its determinant is all but zero."""
    area = 1.0
    for name, inside in re.findall(r"(matrix|scale)\s*\(([^)]*)\)", turns):
        first, *rest = map(float, re.findall(FIGURE, inside))
        area *= first * rest[2] - rest[0] * rest[1] if name == "matrix" else first * (*rest, first)[0]
    return abs(area) < FLAT


def _of_style(style: str, form: re.Pattern[str]) -> Iterator[str]:
    """Yield what is wrong with a style: whatever it declares takes the place of the attribute of that name."""
    plain = COMMENT.sub(" ", style)
    if "/*" in plain or not form.fullmatch(plain):
        yield f"the SVG has a style that holds more than colours and the like; {PLAIN}"
        return
    for name, value in DECLARATION.findall(plain):
        if name.lower() in UNSTYLED and not (form is STYLE and name == "clip-path"):
            yield f"the SVG’s style sheet sets “{name}”, which only an attribute may; {PLAIN}"
        yield from _of_value(name.lower(), re.sub(r"!\s*important\s*$", "", value, flags=re.IGNORECASE))


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
    yield from _of_style(style, SHEET)
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
