"""The edition's colours as CSS writes them: sRGB for the office, process colours for the press."""

import re
from collections.abc import Mapping

from handbill.errors import HandbillError
from handbill.model import Color, Document
from handbill.writers.pdf.pictures import in_process_colors

BLACK = Color("#1a1a1a", (0, 0, 0, 100))
PAPER = Color("#ffffff", (0, 0, 0, 0))
PNG = b"\x89PNG"
# How an SVG says what colour a shape has, and what cannot be told in flat process colours.
PAINT = re.compile(r'\b(fill|stroke)="([^"]*)"')
UNFLAT = re.compile(r"<(?:\w+Gradient|pattern|image|style|filter)\b|\bstyle=|\bopacity=")


def palette(document: Document) -> Mapping[str, Color]:
    """Return name -> colour: the edition's, and the black and paper of every piece."""
    return {**document.colors, "ink": BLACK, "paper": PAPER}


def darkened(document: Document) -> dict[str, object]:
    """Return what the manifest says of colours too light for text: what is printed in their place; nothing of none."""
    names = ((name, document.colors.get(f"{name}_text", color), color) for name, color in document.colors.items())
    found = {name: {"rgb": dark.rgb, "cmyk": list(dark.cmyk)} for name, dark, color in names if dark != color}
    return {"darkened": found} if found else {}


def written(color: Color, press: bool) -> str:
    """Return the colour as a style sheet has it."""
    if not press:
        return color.rgb
    return f"device-cmyk({' '.join(f'{ink / 100:g}' for ink in color.cmyk)})"


def properties(document: Document, press: bool) -> dict[str, str]:
    """Return the custom properties of a piece's style: one a colour."""
    return {f"--{name.replace('_', '-')}": written(color, press) for name, color in palette(document).items()}


def logo(document: Document, profile: bytes) -> bytes:
    """Return the logo; where a press's profile is given, an SVG with each flat fill in its twin and a PNG in process
    colours. Raise HandbillError for what cannot be told in process colours.
    """
    if not profile:
        return document.logo
    place = f"source/editions/{document.edition}/logo"
    if document.logo.startswith(PNG):
        return in_process_colors(document.logo, profile)
    twins = {color.rgb: written(color, press=True) for color in palette(document).values()}
    twins |= {"#000000": written(BLACK, press=True), "none": "none"}
    return PAINT.sub(
        lambda match: f'{match[1]}="{_twin(match[2].lower(), twins, place)}"', _svg(document.logo, place)
    ).encode()


def _svg(content: bytes, place: str) -> str:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        text = ""
    if "<svg" not in text:
        raise HandbillError(f"{place}: this is neither an SVG nor a PNG; draw the logo as a flat SVG, or give a PNG")
    if UNFLAT.search(text):
        cure = "give each shape a flat fill as an attribute"
        raise HandbillError(f"{place}.svg: gradients, patterns, styles and pictures cannot be printed flat; {cure}")
    return text


def _twin(rgb: str, twins: Mapping[str, str], place: str) -> str:
    if rgb not in twins:
        cure = "use one of its colours, written as #rrggbb, or add it with its cmyk twin"
        raise HandbillError(f"{place}.svg: the fill {rgb} is none of the edition's colours; {cure}")
    return twins[rgb]
