"""Attacks on what comes from strangers, made here: logos, and texts that take long to be read."""

import struct
import zlib
from base64 import b64encode
from collections.abc import Mapping

from documents import png

NAMES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 40 10"'
RECT = '<rect width="4" height="4" fill="#004b6b"/>'


def svg(inside: str, before: str = "") -> bytes:
    return f'{before}<svg {NAMES} width="40" height="10">{inside}</svg>'.encode()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def with_chunk(kind: bytes, data: bytes) -> bytes:
    """Return a PNG with one more chunk behind its head."""
    whole = png()
    return whole[:33] + chunk(kind, data) + whole[33:]


def sized(width: int, height: int) -> bytes:
    """Return a PNG that says it is so large."""
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def again(times: int) -> str:
    """Return a group that draws ten of a group that draws ten of a group …"""
    groups = (f'<g id="u{n}">' + f'<use xlink:href="#u{n - 1}"/>' * 10 + "</g>" for n in range(1, times + 1))
    return '<rect id="u0" width="1" height="1"/>' + "".join(groups)


def laughs() -> str:
    rows = (f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE svg [<!ENTITY l0 "ha">{"".join(rows)}]>'


BOMB = zlib.compress(bytes(20_000_000), 9)
DRAWING = "data:image/svg+xml;base64," + b64encode(svg(again(6))).decode()
# Name of the file, its bytes, and a piece of the sentence that refuses it.
LOGOS: Mapping[str, tuple[str, bytes, str]] = {
    "a script": ("logo.svg", svg("<script>alert(1)</script>" + RECT), "<script>"),
    "a script in an attribute": (
        "logo.svg",
        svg(RECT.replace("<rect", '<rect onload="alert(1)"')),
        "a script (onload)",
    ),
    "a script in a link": ("logo.svg", svg(f'<a xlink:href="javascript:alert(1)">{RECT}</a>'), "<a>"),
    "a page inside": ("logo.svg", svg("<foreignObject><p>x</p></foreignObject>"), "<foreignObject>"),
    "another namespace": ("logo.svg", svg('<p xmlns="http://www.w3.org/1999/xhtml">x</p>'), "<p>"),
    "a file of the machine": ("logo.svg", svg('<image xlink:href="file:///etc/hostname"/>'), "<image>"),
    "a mask by another name": ("logo.svg", svg('<x:mask xmlns:x="urn:x" id="m"/>' + RECT), "<mask>"),
    "a shape from elsewhere": ("logo.svg", svg('<use href="http://example.org/x.svg#a"/>'), "which is not in it"),
    "a shape from elsewhere, named otherwise": (
        "logo.svg",
        svg('<use xmlns:y="urn:y" y:href="x.svg#a"/>'),
        "not in it",
    ),
    "a colour from elsewhere": ("logo.svg", svg('<path fill="url(http://example.org/#a)"/>'), "not in it"),
    "the same by an escape": ("logo.svg", svg('<path style="fill:u\\72l(http://example.org/#a)"/>'), "not in it"),
    "a style sheet from elsewhere": ("logo.svg", svg("<style>@import 'http://example.org/x';</style>"), "style sheet"),
    "the same before it": ("logo.svg", svg(RECT, '<?xml-stylesheet href="http://example.org/x"?>'), "a style sheet"),
    "an entity": ("logo.svg", svg("&x;", '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/hostname">]>'), "entities"),
    "a billion laughs": ("logo.svg", svg("<text>&l9;</text>", laughs()), "entities"),
    "letters that hide": ("logo.svg", svg(RECT, '<?xml version="1.0" encoding="utf-7"?>'), "not in UTF-8"),
    "a million of one": ("logo.svg", svg(again(6)), "far more"),
    "a million of one, in a picture": ("logo.svg", svg(f'<image xlink:href="{DRAWING}"/>'), "<image>"),
    "what holds itself": ("logo.svg", svg('<g id="a"><use xlink:href="#a"/></g>'), "holds itself"),
    "what holds a long row": (
        "logo.svg",
        svg("".join(f'<g id="g{n}"><use href="#g{n + 1}"/></g>' for n in range(990))),
        "holds itself",
    ),
    "a shape that is two": ("logo.svg", svg('<g id="a"/><g id="a"/>'), "the same id"),
    "patterns of patterns": ("logo.svg", svg('<pattern id="p"/><rect fill="url(#p)"/>'), "<pattern>"),
    "marks at each point": ("logo.svg", svg('<marker id="m"/><path marker-mid="url(#m)" d="M0 0h1"/>'), "<marker>"),
    "a filter": ("logo.svg", svg('<filter id="f"><feGaussianBlur stdDeviation="1e5"/></filter>'), "<filter>"),
    "a path that never ends": ("logo.svg", svg('<path d="M0 0h9Z %%14 41"/>'), "a shape that is none"),
    "a length of two units": (
        "logo.svg",
        svg(RECT).replace(b"<rect", b'<rect x="4url(#a)mm"'),
        "a length that is none",
    ),
    "the same in a style": ("logo.svg", svg('<path style="d:M0 0h9Z %%14 41"/>'), "a shape that is none"),
    "the same in a style sheet": (
        "logo.svg",
        svg("<style>path{fill:red;d:M0 0h9Z %%14 41}</style><path/>"),
        "a shape that is none",
    ),
    "the same behind a comment": ("logo.svg", svg('<path style="x/**/:0;d/**/:M0 0h9Z %%14 41"/>'), "a shape that is"),
    "the same in a string": (
        "logo.svg",
        svg("<path style=\"fill:url(#a');d:M0 0h9Z %%14 41;x:'\"/>"),
        "holds more than",
    ),
    "a million of one, by a style sheet": ("logo.svg", svg("<style>use{href:#a}</style><use/>"), "sets “href”"),
    "rules that know no end": ("logo.svg", svg("<style>a{b{c:d}}</style>"), "holds more than"),
    "a selector that is none": ("logo.svg", svg("<style>a:b{c:d}</style>"), "holds more than"),
    "colours without end": (
        "logo.svg",
        svg('<linearGradient spreadMethod="repeat" id="a"><stop/><stop offset="1e-9"/></linearGradient>'),
        "a value that is none, in “spreadMethod”",
    ),
    "a gradient of no width": (
        "logo.svg",
        svg('<linearGradient gradientTransform="scale(2) matrix(1 1 1 1 0 0)" id="a"/>'),
        "pressed flat",
    ),
    "another of no width": ("logo.svg", svg('<linearGradient gradientTransform="scale(2,0)" id="a"/>'), "pressed flat"),
    "a length of half a unit": ("logo.svg", svg('<rect width="3xem"/>'), "a length that is none"),
    "an origin of no place": ("logo.svg", svg('<rect transform-origin="50% 50%"/>'), "in “transform-origin”"),
    "a ratio of none": ("logo.svg", svg('<svg preserveAspectRatio=""/>'), "in “preserveAspectRatio”"),
    "no point": ("logo.svg", svg("<polyline/>"), "without points"),
    "no point at all": ("logo.svg", svg('<polyline points=""/>'), "a shape that is none"),
    "half a point": ("logo.svg", svg('<polygon points="0 1 2"/>'), "a shape that is none"),
    "a turn of seven numbers": ("logo.svg", svg('<g transform="matrix(1 2 3 4 5 6 7)"/>'), "a shape that is none"),
    "an outline seen through": ("logo.svg", svg('<rect stroke="rgba(0,0,0,.5)"/>'), "in “stroke”"),
    "the same otherwise": ("logo.svg", svg('<rect style="stroke:red;stroke-opacity:.5"/>'), "in “stroke-opacity”"),
    "the same by way of another": ("logo.svg", svg('<g color="#0000"><rect stroke="currentColor"/></g>'), "in “color”"),
    "a name that not all can read": ("logo.svg", svg('<g a😀="1"/>'), "no sound SVG"),
    "a colour of many digits": ("logo.svg", svg(f'<rect fill="rgb({"9" * 5_000},1,1)"/>'), "in “fill”"),
    "more than all of it": ("logo.svg", svg('<rect opacity="all"/>'), "in “opacity”"),
    "letters of next to nothing": ("logo.svg", svg('<text font-size=".001">x</text>'), "in “font-size”"),
    "the same, at once": ("logo.svg", svg('<text style="font:.001px x">x</text>'), "in “font”"),
    "letters that are slanted otherwise": ("logo.svg", svg('<text style="font-style:x">x</text>'), "in “font-style”"),
    "no letters made wide": (
        "logo.svg",
        svg('<text textLength="9" lengthAdjust="spacingAndGlyphs">\u200b</text>'),
        "in “lengthAdjust”",
    ),
    "words outside of a text": ("logo.svg", svg("<tspan/>"), "outside of a <text>"),
    "too many shapes": ("logo.svg", svg("<g/>" * 3_000), "more than 2,000 elements"),
    "a million points": ("logo.svg", svg(f'<path d="M0 0{"h1v1" * 250_000}"/>'), "larger than 300 kB"),
    "many rules": ("logo.svg", svg(f"<style>{'a{b:c}' * 2_000}</style>"), "style sheet is long"),
    "a long text": ("logo.svg", svg(f"<text>{'x' * 2_000}</text>"), "letters of text"),
    "no number": ("logo.svg", svg('<rect width="nan" height="inf"/>'), "far too large or is none"),
    "deep nesting": ("logo.svg", svg("<g>" * 400 + "</g>" * 400), "no sound SVG"),
    "a PNG called SVG": ("logo.svg", png(), "no sound SVG"),
    "an SVG called PNG": ("logo.png", svg(RECT), "no PNG"),
    "a JPEG called PNG": ("logo.png", b"\xff\xd8\xff\xe0" + b"x" * 100, "no PNG"),
    "far too many pixels": ("logo.png", sized(20_000, 20_000), "20,000 × 20,000 pixels"),
    "no pixels": ("logo.png", sized(0, 1), "pixels"),
    "two sizes": ("logo.png", with_chunk(b"IHDR", sized(20_000, 20_000)[16:29]), "says twice"),
    "a turn that is none": ("logo.png", with_chunk(b"eXIf", b"MM\0"), "damaged"),
    "a profile of nothing": ("logo.png", with_chunk(b"iCCP", b""), "damaged"),
    "a profile that swells": ("logo.png", with_chunk(b"iCCP", b"x\0\0" + BOMB), "unpacks to far more"),
    "a text that swells": ("logo.png", with_chunk(b"zTXt", b"x\0\0" + BOMB), "unpacks to far more"),
    "a text in a language that swells": ("logo.png", with_chunk(b"iTXt", b"x\0\1\0en\0x\0" + BOMB), "far more"),
    "a moving picture": ("logo.png", with_chunk(b"acTL", struct.pack(">II", 9, 0)), "moving"),
    "another file behind it": ("logo.png", png() + b"PK\x03\x04", "behind its end"),
    "a picture without pixels": ("logo.png", sized(30, 20).replace(chunk(b"IDAT", zlib.compress(b"")), b""), "damaged"),
    "a picture cut off": ("logo.png", png()[:-20], "cut off"),
    "megabytes": ("logo.png", with_chunk(b"tEXt", bytes(1_000_000)), "larger than 1,000 kB"),
}
PLAIN = {
    "a drawing": ("logo.svg", svg(RECT)),
    "a drawing with styles": (
        "logo.svg",
        svg(
            "<style>/* a */ .a-b, g > .c path{fill:#fff;stroke:rgb(1, 2 , 3) !important;stroke-opacity:1}"
            "#x{fill:url('#g');stroke:#2e3436}</style>"
            "<path style=\"-a-b:'x, y';font-family:'A B', c;fill:url(#g);stroke:url(#g) none;opacity:.5\"/>"
            '<g style="enable-background:new 0 0 40 10;" transform="translate(1) rotate(9 1,1)scale(-1,1)"/>'
            '<text style="font-size:12px;line-height:1.25;-x-y:z"><tspan x="0">LIP</tspan></text>'
        ),
    ),
    "one of a drawing program": (
        "logo.svg",
        svg(
            '<sodipodi:namedview xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd" id="v"/>'
            '<metadata><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/></metadata>'
            '<style>.a{fill:url(#g)}</style><linearGradient id="g"><stop offset="1"/></linearGradient>'
            '<clipPath id="c"><path d="M0.123456789012 0h1e-05"/></clipPath>'
            '<g clip-path="url(#c)"><use href="#p"/><path id="p" class="a" d="M0 0h1"/></g>',
            '<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd">',
        ),
    ),
    "a picture": ("logo.png", png()),
    "a picture with a profile": ("logo.png", with_chunk(b"iCCP", b"sRGB\0\0" + zlib.compress(bytes(3_000)))),
}
# As slow to draw as a logo may be that is not refused.
HEAVY: Mapping[str, bytes] = {
    "points": svg(f'<path d="M0 0{"h1v1" * 74_000}"/>'),
    "shapes": svg('<path d="M0 0h1"/>' * 1_900),
    "shapes again": svg('<rect id="a" width="1" height="1"/><g id="b">' + '<use href="#a"/>' * 40 + "</g>")[:-6]
    + b'<use href="#b"/>' * 20
    + b"</svg>",
    "rules": svg(f"<style>{'g g g>g x{b:c}' * 600}</style>{'<g>' * 200}{RECT * 1_500}{'</g>' * 200}"),
    "little in much": f'<svg {NAMES.replace("40 10", "90000 9")} width="90000" height="9">{RECT}</svg>'.encode(),
}


def swelling() -> bytes:
    """Return a PDF of a few kilobytes whose page unpacks to four gigabytes."""
    packer, block = zlib.compressobj(9), bytes(1 << 20)
    first, next_one = (packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    page = zlib.compress(first + next_one * 4_000 + packer.flush(), 9)
    parts = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>",
        b"<</Filter[/FlateDecode/FlateDecode]/Length %d>>stream\n%s\nendstream" % (len(page), page),
    )
    whole, places = b"%PDF-1.7\n", [b"0000000000 65535 f \n"]
    for number, part in enumerate(parts, 1):
        places.append(b"%010d 00000 n \n" % len(whole))
        whole += b"%d 0 obj%sendobj\n" % (number, part)
    table = b"xref\n0 5\n" + b"".join(places)
    return whole + table + b"trailer<</Root 1 0 R/Size 5>>startxref\n%d\n%%%%EOF" % len(whole)


ASKED = "# T\n\n## Why? {#why}\n\n"
# Texts of the FAQ, below a question, that would take minutes, gigabytes or a list of faults that nobody reads.
LONG: Mapping[str, str] = {
    "a word": "x" * 900_000,
    "open links": "![" * 400_000,
    "stars": "*a " * 300_000,
    "controls": "\x01\n\n" * 300_000,
    "paragraphs": "a\n\n" * 200_000,
    "questions": "a\n\n" + "".join(f"## Q? {{#q{n}}}\n\na\n\n" for n in range(20_000)),
    "items": ("- a\n" * 4_000 + "\n\n") * 50,
}
# Of any TOML file.
TABLES: Mapping[str, str] = {
    "deep lists": f"x = {'[' * 9_000}",
    "deep tables": f"x = {'{a=' * 9_000}",
    "a key of many parts": f"{'.'.join(['a'] * 20_000)} = 1",
    "a heading of many parts": f"[{'.'.join(['a'] * 20_000)}]",
    "a number of many digits": f"x = {'1' * 5_000}",
    "many keys": "\n".join(f"k{n} = 1" for n in range(30_000)),
    "half a gigabyte on paper": f'x = "{"a" * 2_000_000}"',
}
