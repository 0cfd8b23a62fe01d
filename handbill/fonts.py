"""The fonts of every script: static regular and bold faces made from pinned packages, the same on every machine."""

from __future__ import annotations

import io
import logging
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import version
from importlib.resources import files
from typing import TYPE_CHECKING

from handbill.errors import HandbillError

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

WEIGHTS = {"Regular": 400, "Bold": 700}


@dataclass(frozen=True)
class Font:
    """Where the faces of a script come from. A `{weight}` in `file` names a static face; `[wght]` a variable one;
    .ttc a collection.
    """

    script: str  # ISO 15924
    family: str
    package: str  # as on PyPI
    file: str

    @property
    def module(self) -> str:
        return self.package.replace("-", "_")


# Noto Sans Arabic 2.012 and later print well but cannot be searched or read aloud (WeasyPrint issue 2841),
# so Arabic and Persian have another face; see docs/fonts.md for the measurement behind the choice.
FONTS = (
    Font("Latn", "Noto Sans", "manimgx-fonts", "NotoSans[wght].ttf"),
    Font("Cyrl", "Noto Sans", "manimgx-fonts", "NotoSans[wght].ttf"),
    Font("Grek", "Noto Sans", "manimgx-fonts", "NotoSans[wght].ttf"),
    Font("Arab", "Amiri", "fontpkg-amiri", "files/Amiri-{weight}.ttf"),
    Font("Armn", "Noto Sans Armenian", "manimgx-fonts", "NotoSansArmenian[wght].ttf"),
    Font("Beng", "Noto Sans Bengali", "manimgx-fonts", "NotoSansBengali[wght].ttf"),
    Font("Deva", "Noto Sans Devanagari", "manimgx-fonts", "NotoSansDevanagari[wght].ttf"),
    Font("Ethi", "Noto Sans Ethiopic", "manimgx-fonts", "NotoSansEthiopic[wght].ttf"),
    Font("Geor", "Noto Sans Georgian", "manimgx-fonts", "NotoSansGeorgian[wght].ttf"),
    Font("Gujr", "Noto Sans Gujarati", "manimgx-fonts", "NotoSansGujarati[wght].ttf"),
    Font("Guru", "Noto Sans Gurmukhi", "manimgx-fonts", "NotoSansGurmukhi[wght].ttf"),
    Font("Hebr", "Noto Sans Hebrew", "manimgx-fonts", "NotoSansHebrew[wght].ttf"),
    Font("Khmr", "Noto Sans Khmer", "manimgx-fonts", "NotoSansKhmer[wght].ttf"),
    Font("Knda", "Noto Sans Kannada", "manimgx-fonts", "NotoSansKannada[wght].ttf"),
    Font("Laoo", "Noto Sans Lao", "manimgx-fonts", "NotoSansLao[wght].ttf"),
    Font("Mlym", "Noto Sans Malayalam", "manimgx-fonts", "NotoSansMalayalam[wght].ttf"),
    Font("Mymr", "Noto Sans Myanmar", "manimgx-fonts", "NotoSansMyanmar[wght].ttf"),
    Font("Orya", "Noto Sans Oriya", "manimgx-fonts", "NotoSansOriya[wght].ttf"),
    Font("Sinh", "Noto Sans Sinhala", "manimgx-fonts", "NotoSansSinhala[wght].ttf"),
    Font("Taml", "Noto Sans Tamil", "manimgx-fonts", "NotoSansTamil[wght].ttf"),
    Font("Telu", "Noto Sans Telugu", "manimgx-fonts", "NotoSansTelugu[wght].ttf"),
    Font("Thai", "Noto Sans Thai", "manimgx-fonts", "NotoSansThai[wght].ttf"),
    Font("Hans", "Noto Sans CJK SC", "manimgx-fonts-cjk", "NotoSansCJK-VF.otf.ttc"),
    Font("Hant", "Noto Sans CJK TC", "manimgx-fonts-cjk", "NotoSansCJK-VF.otf.ttc"),
    Font("Jpan", "Noto Sans CJK JP", "manimgx-fonts-cjk", "NotoSansCJK-VF.otf.ttc"),
    Font("Kore", "Noto Sans CJK KR", "manimgx-fonts-cjk", "NotoSansCJK-VF.otf.ttc"),
)
BY_SCRIPT = {font.script: font for font in FONTS}
# What a piece in any language also needs: Latin names, addresses, digits.
BASE_SCRIPT = "Latn"
# Punctuation that Chinese, Japanese and Korean share with Latin but draw in their own width.
WIDE_PUNCTUATION = frozenset("‘’“”—…·")
SPACES = " \u00a0\u3000"


def font_for(script: str) -> Font:
    """Return the font of an ISO 15924 script; raise HandbillError where there is none."""
    if script not in BY_SCRIPT:
        known = ", ".join(sorted(BY_SCRIPT))
        raise HandbillError(f"handbill/fonts.py: no font for the script {script}; add a row (there are {known})")
    return BY_SCRIPT[script]


def subset(font: Font) -> bool:
    """Return whether the font is cut down to the characters in use (a collection holds tens of thousands)."""
    return font.file.endswith(".ttc")


def wanted(font: Font, texts: Iterable[str]) -> str:
    """Return the characters of the texts that the font is to hold, sorted; empty for a font that is kept whole."""
    if not subset(font):
        return ""
    return "".join(sorted({*SPACES, *(character for text in texts for character in text if _is_wide(character))}))


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF" or character in WIDE_PUNCTUATION


def file_name(font: Font, weight: str) -> str:
    """Return the name of the face's file, such as `NotoSansKR-Bold.otf`."""
    return f"{font.family.replace(' ', '')}-{weight}.{'otf' if subset(font) else 'ttf'}"


def source_of(font: Font) -> str:
    """Return the package and version that the face is made from."""
    return f"{font.package} {version(font.package)}"


def face(font: Font, weight: str, characters: str) -> bytes:
    """Return one static face as a font file; the same bytes for the same package and characters."""
    source = files(font.module) / font.file.format(weight=weight)
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    opened = _open(source.read_bytes(), font.family)
    if subset(font):
        opened = _cut_down(opened, characters)
    if "fvar" in opened:
        opened = _instance(opened, font.family, weight)
    return _saved(opened)


def _open(content: bytes, family: str) -> TTFont:
    from fontTools.ttLib import TTCollection, TTFont

    if content[:4] != b"ttcf":
        return TTFont(io.BytesIO(content), recalcTimestamp=False)
    collection = TTCollection(io.BytesIO(content), recalcTimestamp=False)
    return next(font for font in collection.fonts if font["name"].getBestFamilyName() in (family, f"{family} VF"))


def _cut_down(font: TTFont, characters: str) -> TTFont:
    from fontTools import subset as subsetter
    from fontTools.ttLib import TTFont

    options = subsetter.Options(layout_features=["*"], notdef_outline=True, name_IDs=["*"], recalc_timestamp=False)
    cutter = subsetter.Subsetter(options)
    cutter.populate(text=characters or " ")
    cutter.subset(font)
    return TTFont(io.BytesIO(_saved(font)), recalcTimestamp=False)


def _instance(font: TTFont, family: str, weight: str) -> TTFont:
    from fontTools.varLib import instancer

    axes = {axis.axisTag: axis.defaultValue for axis in font["fvar"].axes} | {"wght": WEIGHTS[weight]}
    static = instancer.instantiateVariableFont(font, axes, downgradeCFF2="CFF2" in font)
    _rename(static, family, weight)
    return static


def _rename(font: TTFont, family: str, weight: str) -> None:
    """Name the face: without this fontconfig sees two Regulars."""
    bold = weight == "Bold"
    names = {1: family, 2: weight, 4: f"{family} {weight}", 6: f"{family.replace(' ', '')}-{weight}"}
    for identifier in (16, 17, 21, 22, 25):
        font["name"].removeNames(nameID=identifier)
    for identifier, text in names.items():
        font["name"].removeNames(nameID=identifier)
        font["name"].setName(text, identifier, 3, 1, 0x409)
    font["OS/2"].usWeightClass = WEIGHTS[weight]
    # OpenType OS/2: fsSelection bit 5 is bold, bit 6 regular; head: macStyle bit 0 is bold.
    font["OS/2"].fsSelection = font["OS/2"].fsSelection & ~0x61 | (0x20 if bold else 0x40)
    font["head"].macStyle = int(bold)
    if "CFF " in font:
        font["CFF "].cff.fontNames[0] = names[6]


def _saved(font: TTFont) -> bytes:
    buffer = io.BytesIO()
    font.save(buffer, reorderTables=True)
    return buffer.getvalue()


def configuration(folder: str) -> str:
    """Return the text of a fontconfig file that knows `folder` and no other fonts."""
    return (
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n'
        f"<fontconfig><dir>{_escaped(folder)}</dir><cachedir>{_escaped(folder)}/cache</cachedir></fontconfig>\n"
    )


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
