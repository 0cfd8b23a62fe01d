"""The edition's colours as CSS writes them: sRGB for the office, process colours for the press."""

import re
from collections.abc import Mapping

from handbill.errors import HandbillError
from handbill.model import Color, Document

BLACK = Color("#1a1a1a", (0, 0, 0, 100))
PAPER = Color("#ffffff", (0, 0, 0, 0))
HEX = re.compile(r"#[0-9a-fA-F]{6}\b")


def palette(document: Document) -> Mapping[str, Color]:
    """Return name -> colour: the edition's, and the black and paper of every piece."""
    return {**document.colors, "ink": BLACK, "paper": PAPER}


def written(color: Color, press: bool) -> str:
    """Return the colour as a style sheet has it."""
    if not press:
        return color.rgb
    return f"device-cmyk({' '.join(f'{ink / 100:g}' for ink in color.cmyk)})"


def properties(document: Document, press: bool) -> dict[str, str]:
    """Return the custom properties of a piece's style: one a colour."""
    return {f"--{name}": written(color, press) for name, color in palette(document).items()}


def logo(document: Document, press: bool) -> bytes:
    """Return the logo, for the press with each flat fill in its twin; raise HandbillError for a fill that has none."""
    if not press:
        return document.logo
    twins = {color.rgb: written(color, press) for color in palette(document).values()} | {
        "#000000": written(BLACK, press)
    }
    return HEX.sub(lambda match: _twin(match[0].lower(), twins, document), document.logo.decode("utf-8")).encode()


def _twin(rgb: str, twins: Mapping[str, str], document: Document) -> str:
    if rgb not in twins:
        place = f"source/editions/{document.edition}/logo.svg"
        raise HandbillError(
            f"{place}: the fill {rgb} is none of the edition's colours; use one, or add it with its cmyk twin"
        )
    return twins[rgb]
