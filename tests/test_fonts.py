"""Fonts: every row has its file, and a face is named, weighed and cut as the pages need it, the same every time."""

import ctypes
import ctypes.util
import io
import re
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest
from fontTools.ttLib import TTCollection, TTFont
from packaging.version import Version

from handbill import fonts
from handbill.errors import HandbillError
from handbill.fonts import FONTS, WEIGHTS, Font, face, file_name, font_for, wanted

# A small family keeps the tests fast; the two other kinds are a static face and a collection.
LOCK = Path(__file__).parent.parent / "requirements.lock"
GURMUKHI, ARABIC, CHINESE = (font_for(script) for script in ("Guru", "Arab", "Hans"))
TEXTS = ("常见问题：什么是“LIP”？ {place} — 2026…", "Ottawa é, 中文")
WANTED = " \u00a0—“”…\u3000中么什常文是见问题：？"


@cache
def made(script: str, weight: str, characters: str = "") -> bytes:
    return face(font_for(script), weight, characters)


def opened(content: bytes) -> TTFont:
    return TTFont(io.BytesIO(content))


@cache
def source(font: Font, weight: str) -> bytes:
    return (files(font.module) / font.file.format(weight=weight)).read_bytes()


def family(font: Font) -> TTFont:
    """Return the font of the row's family in its package's file."""
    content = source(font, "Bold")
    found = TTCollection(io.BytesIO(content)).fonts if content[:4] == b"ttcf" else [opened(content)]
    (one,) = (one for one in found if one["name"].getBestFamilyName() in (font.family, f"{font.family} VF"))
    return one


# --- the table -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("weight", WEIGHTS)
@pytest.mark.parametrize("font", FONTS, ids=[font.script for font in FONTS])
def test_every_row_has_its_file_in_a_pinned_package(font: Font, weight: str) -> None:
    assert source(font, weight)
    package, version = fonts.source_of(font).split()
    (pinned,) = re.findall(rf"^{package}==(\S+)", LOCK.read_text("utf-8"), re.M)
    assert Version(pinned) == Version(version)


@pytest.mark.parametrize("font", FONTS, ids=[font.script for font in FONTS])
def test_every_row_names_a_family_of_its_file_with_both_weights(font: Font) -> None:
    one = family(font)
    if "{weight}" not in font.file:
        (axis,) = (axis for axis in one["fvar"].axes if axis.axisTag == "wght")
        assert axis.minValue <= WEIGHTS["Regular"] < WEIGHTS["Bold"] <= axis.maxValue


# A letter that the script's font must have; what a collection has is seen where it is cut down.
LETTERS = [
    ("Latn", "ệ"), ("Cyrl", "ї"), ("Grek", "ω"), ("Arab", "گ"), ("Armn", "ա"), ("Beng", "ক"), ("Deva", "क"),
    ("Ethi", "አ"), ("Geor", "ა"), ("Gujr", "ક"), ("Guru", "ਕ"), ("Hebr", "א"), ("Khmr", "ក"), ("Knda", "ಕ"),
    ("Laoo", "ກ"), ("Mlym", "ക"), ("Mymr", "က"), ("Orya", "କ"), ("Sinh", "ක"), ("Taml", "க"), ("Telu", "క"),
    ("Thai", "ก"),
]  # fmt: skip


@pytest.mark.parametrize(("script", "letter"), LETTERS)
def test_a_scripts_font_has_its_letters(script: str, letter: str) -> None:
    assert ord(letter) in family(font_for(script)).getBestCmap()


def test_every_script_has_one_row_and_a_letter_here() -> None:
    scripts = [font.script for font in FONTS]
    assert sorted(scripts) == sorted({*scripts})
    assert {*scripts} == {script for script, _ in LETTERS} | {"Hans", "Hant", "Jpan", "Kore"}
    assert "Ethi" in scripts
    assert fonts.BASE_SCRIPT in scripts


def test_arabic_is_not_set_in_noto_sans() -> None:
    assert "Noto Sans Arabic" not in {font.family for font in FONTS}  # WeasyPrint issue 2841


def test_faces_have_different_file_names() -> None:
    families = {font.family: font for font in FONTS}
    names = {file_name(font, weight).casefold() for font in families.values() for weight in WEIGHTS}
    assert len(names) == len(families) * len(WEIGHTS)
    assert not [name for name in names if " " in name]


NAMES = [("Guru", "NotoSansGurmukhi-Bold.ttf"), ("Arab", "Amiri-Bold.ttf"), ("Hans", "NotoSansCJKSC-Bold.otf")]


@pytest.mark.parametrize(("script", "name"), NAMES)
def test_a_file_is_named_after_family_and_weight(script: str, name: str) -> None:
    assert file_name(font_for(script), "Bold") == name


def test_an_unknown_script_is_refused_with_those_there_are() -> None:
    with pytest.raises(
        HandbillError, match=r"^handbill/fonts\.py: no font for the script Cher; add a row .*Ethi.*Thai"
    ):
        font_for("Cher")


# --- a face ----------------------------------------------------------------------------------------------------------

# Script, weight, characters: a variable font, a static one, a collection.
MADE = [
    ("Guru", "Regular", ""),
    ("Guru", "Bold", ""),
    ("Arab", "Regular", ""),
    ("Arab", "Bold", ""),
    ("Hans", "Bold", WANTED),
]
FACES = pytest.mark.parametrize(("script", "weight", "characters"), MADE, ids=[f"{row[0]}-{row[1]}" for row in MADE])


@pytest.mark.slow
@FACES
def test_a_face_is_static_and_says_family_and_weight(script: str, weight: str, characters: str) -> None:
    one, font = opened(made(script, weight, characters)), font_for(script)
    names = one["name"]
    assert "fvar" not in one
    assert (names.getBestFamilyName(), names.getBestSubFamilyName()) == (font.family, weight)
    # OpenType OS/2: fsSelection bit 0 is italic, bit 5 bold, bit 6 regular; head: macStyle bit 0 is bold.
    assert one["OS/2"].usWeightClass == WEIGHTS[weight]
    assert one["OS/2"].fsSelection & 0x61 == {"Regular": 0x40, "Bold": 0x20}[weight]
    assert one["head"].macStyle == {"Regular": 0, "Bold": 1}[weight]


# A Chinese face takes seconds to make.
NAMED = [pytest.param(*MADE[1], id="Guru"), pytest.param(*MADE[4], marks=pytest.mark.slow, id="Hans")]


@pytest.mark.parametrize(("script", "weight", "characters"), NAMED)
def test_a_face_has_one_postscript_name(script: str, weight: str, characters: str) -> None:
    one = opened(made(script, weight, characters))
    expected = file_name(font_for(script), weight).rpartition(".")[0]
    assert one["name"].getDebugName(6) == expected
    assert one["name"].getDebugName(4) == f"{font_for(script).family} Bold"
    if "CFF " in one:
        assert one["CFF "].cff.fontNames == [expected]
    assert not [identifier for identifier in (16, 17, 21, 22, 25) if one["name"].getDebugName(identifier)]


TWICE = [pytest.param(*row, marks=[pytest.mark.slow] * (row[0] == "Hans"), id=f"{row[0]}-{row[1]}") for row in MADE]


@pytest.mark.parametrize(("script", "weight", "characters"), TWICE)
def test_a_face_is_the_same_bytes_every_time(script: str, weight: str, characters: str) -> None:
    assert face(font_for(script), weight, characters) == made(script, weight, characters)


@FACES
def test_a_face_carries_its_packages_date_and_not_todays(script: str, weight: str, characters: str) -> None:
    given = (
        opened(source(font_for(script), weight)) if "{weight}" in font_for(script).file else family(font_for(script))
    )
    assert opened(made(script, weight, characters))["head"].modified == given["head"].modified


def test_bold_is_bolder() -> None:
    regular, bold = (opened(made("Guru", weight)) for weight in ("Regular", "Bold"))
    letter = regular.getBestCmap()[ord("ਕ")]
    assert regular["hmtx"][letter][0] < bold["hmtx"][letter][0]


def test_a_family_that_is_kept_whole_has_all_its_letters() -> None:
    whole = family(GURMUKHI).getBestCmap().keys()
    assert opened(made("Guru", "Bold")).getBestCmap().keys() == whole
    assert {"GSUB", "GPOS"} <= set(opened(made("Guru", "Bold")).keys())


# --- what a subset holds ---------------------------------------------------------------------------------------------


def test_a_subset_holds_what_is_wanted_and_the_missing_glyph() -> None:
    content = made("Hans", "Bold", WANTED)
    assert "".join(sorted(map(chr, opened(content).getBestCmap()))) == WANTED
    assert opened(content).getGlyphOrder()[0] == ".notdef"
    assert len(content) < 100_000


def test_wanted_are_wide_characters_their_punctuation_and_spaces() -> None:
    assert wanted(CHINESE, TEXTS) == WANTED
    assert wanted(CHINESE, reversed(TEXTS)) == WANTED
    assert wanted(CHINESE, []) == " \u00a0\u3000"


@pytest.mark.parametrize("font", [GURMUKHI, ARABIC], ids=["Guru", "Arab"])
def test_other_families_are_kept_whole(font: Font) -> None:
    assert not fonts.subset(font)
    assert wanted(font, TEXTS) == ""


# --- fontconfig ------------------------------------------------------------------------------------------------------


class FontSet(ctypes.Structure):
    """fontconfig.h, FcFontSet."""

    _fields_ = (("nfont", ctypes.c_int), ("sfont", ctypes.c_int), ("fonts", ctypes.POINTER(ctypes.c_void_p)))


def seen_by_fontconfig(configuration: Path) -> list[tuple[str, str]]:
    """Return family and style of every font that fontconfig knows with the configuration alone."""
    library = ctypes.CDLL(ctypes.util.find_library("fontconfig") or "libfontconfig.so.1")
    library.FcConfigCreate.restype = ctypes.c_void_p
    library.FcConfigGetFonts.restype = ctypes.POINTER(FontSet)
    config = ctypes.c_void_p(library.FcConfigCreate())
    assert library.FcConfigParseAndLoad(config, str(configuration).encode(), True)
    assert library.FcConfigBuildFonts(config)
    found = library.FcConfigGetFonts(config, 0).contents
    seen = [told(library, found.fonts[index]) for index in range(found.nfont)]
    library.FcConfigDestroy(config)
    return sorted(seen)


def told(library: ctypes.CDLL, pattern: int) -> tuple[str, str]:
    family, style = ctypes.c_char_p(), ctypes.c_char_p()
    for name, text in ((b"family", family), (b"style", style)):
        assert library.FcPatternGetString(ctypes.c_void_p(pattern), name, 0, ctypes.byref(text)) == 0
    return str(family.value, "utf-8"), str(style.value, "utf-8")


@pytest.mark.parametrize("name", ["fonts", "a & b <c>", "schriften für Zoé"])
def test_no_other_font_is_seen(name: str, tmp_path: Path) -> None:
    folder = tmp_path / name
    folder.mkdir()
    for script, weight, characters in MADE:
        (folder / file_name(font_for(script), weight)).write_bytes(made(script, weight, characters))
    (folder / "fonts.conf").write_text(fonts.configuration(str(folder)), "utf-8")
    assert seen_by_fontconfig(folder / "fonts.conf") == [
        ("Amiri", "Bold"),
        ("Amiri", "Regular"),
        ("Noto Sans CJK SC", "Bold"),
        ("Noto Sans Gurmukhi", "Bold"),
        ("Noto Sans Gurmukhi", "Regular"),
    ]
