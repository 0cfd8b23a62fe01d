"""The profile for proofs: the committed file is what the module computes, and a colour engine reads it rightly."""

import math
import random
import struct
import subprocess
import sys
import tomllib
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT

from handbill import proofing

FILE = ROOT / "styles/press/handbill-proof.icc"
PROFILE = FILE.read_bytes()
# Values in the header, by offset: ICC.1:2001-04, 6.1.
HEADER = [
    (0, struct.pack(">I", len(PROFILE))),
    (8, bytes.fromhex("02400000")),
    (12, b"prtr"),
    (16, b"CMYK"),
    (20, b"Lab "),
    (36, b"acsp"),
    (64, bytes.fromhex("00000001")),
    (68, bytes.fromhex("0000f6d6000100000000d32d")),
    (84, bytes(44)),
]
# What an output profile must have: 6.3.3.
REQUIRED = {"desc", "cprt", "wtpt", "A2B0", "A2B1", "A2B2", "B2A0", "B2A1", "B2A2", "gamt"}
RELATIVE, EXACT = 1, 0x100  # lcms2.h: INTENT_RELATIVE_COLORIMETRIC, cmsFLAGS_NOOPTIMIZE
SOME_INKS = [tuple(random.Random(seed).choices(range(256), k=4)) for seed in range(4000)]
SOME_COLOURS = [tuple(random.Random(seed).choices(range(256), k=3)) for seed in range(4000)]
WHITE, BLACK = (255, 128, 128), (0, 128, 128)  # CIELAB in 8 bits


class Engine:
    """LittleCMS, by way of Pillow; values are bytes, and CIELAB's in its 8-bit encoding."""

    def __init__(self) -> None:
        self.image = pytest.importorskip("PIL.Image", reason="Pillow is not installed")
        self.cms = pytest.importorskip("PIL.ImageCms", reason="Pillow is without LittleCMS")
        self.profile = self.cms.getOpenProfile(str(FILE))

    def colours(self, inks: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
        return self._convert(inks, "CMYK", "LAB", self.profile, self.cms.createProfile("LAB"))

    def inks(self, colours: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
        return self._convert(colours, "LAB", "CMYK", self.cms.createProfile("LAB"), self.profile)

    def _convert(self, values: list[tuple[int, ...]], before: str, after: str, source: Any, target: Any) -> Any:
        transform = self.cms.buildTransform(source, target, before, after, RELATIVE, EXACT)
        picture = self.image.new(before, (len(values), 1))
        picture.putdata(values)
        content = self.cms.applyTransform(picture, transform)
        return [content.getpixel((x, 0)) for x in range(len(values))]


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine()


def tags() -> dict[str, bytes]:
    (count,) = struct.unpack_from(">I", PROFILE, 128)
    rows = [struct.unpack_from(">4sII", PROFILE, 132 + 12 * row) for row in range(count)]
    return {name.decode(): PROFILE[start : start + size] for name, start, size in rows}


def lab(code: tuple[int, ...]) -> tuple[float, float, float]:
    return code[0] / 2.55, code[1] - 128, code[2] - 128


@pytest.mark.slow
def test_the_file_is_what_the_module_computes(tmp_path: Path) -> None:
    written = tmp_path / "profile.icc"
    subprocess.run([sys.executable, "-m", "handbill.proofing", str(written)], cwd=ROOT, check=True)
    assert written.read_bytes() == PROFILE


def test_press_toml_names_the_file() -> None:
    named = tomllib.loads((ROOT / "styles/press.toml").read_text("utf-8"))["profile"]
    if ROOT / named["path"] != FILE:
        pytest.skip("a print shop's own profile is in use")
    assert named["sha256"] == sha256(PROFILE).hexdigest()


@pytest.mark.parametrize(("offset", "value"), HEADER)
def test_header(offset: int, value: bytes) -> None:
    assert PROFILE[offset : offset + len(value)] == value


def test_tags_are_whole_and_say_what_the_profile_is() -> None:
    found = tags()
    assert set(found) == REQUIRED
    assert proofing.NAME.encode() in found["desc"]
    assert b"CC0 1.0" in found["cprt"]
    assert found["gamt"].startswith(b"mft1")
    assert len(PROFILE) < 40_000


def test_lcms_opens_it(engine: Engine) -> None:
    opened = engine.profile.profile
    assert opened.profile_description == "handbill proof (computed, no press measured)"
    assert (opened.device_class, opened.xcolor_space, opened.connection_space) == ("prtr", "CMYK", "Lab ")
    assert all(opened.is_intent_supported(intent, way) for intent in range(4) for way in range(2))


def test_lcms_writes_it_as_it_is(engine: Engine) -> None:
    """WeasyPrint embeds what LittleCMS writes, and the press check wants the very file."""
    assert engine.profile.tobytes() == PROFILE


def test_white_is_paper_and_black_is_dark(engine: Engine) -> None:
    paper, black, darkest = map(lab, engine.colours([(0, 0, 0, 0), (0, 0, 0, 255), (255, 255, 255, 255)]))
    assert paper == (100, 0, 0)
    assert math.dist(black, (17, 0, 0)) < 3
    assert math.dist(darkest, (8, 0, 0)) < 3
    assert engine.inks([WHITE]) == [(0, 0, 0, 0)]
    assert lab(engine.colours(engine.inks([BLACK]))[0])[0] < 12


def test_greys_stay_grey_and_gain_ink_as_they_darken(engine: Engine) -> None:
    greys = [(code, 128, 128) for code in range(255, 24, -5)]
    inks = engine.inks(greys)
    assert all(math.dist(lab(grey), lab(back)) < 3 for grey, back in zip(greys, engine.colours(inks), strict=True))
    assert all(later[i] >= earlier[i] - 1 for earlier, later in pairwise(inks) for i in range(4))


def test_total_ink_is_at_most_300_percent(engine: Engine) -> None:
    table = proofing.TO_INK**3 * 4
    start = 48 + 3 * 256
    nodes = tags()["B2A0"][start : start + table]
    assert max(sum(nodes[i : i + 4]) for i in range(0, table, 4)) <= 765
    assert max(map(sum, engine.inks(SOME_COLOURS))) <= 765


def test_printable_colours_come_back(engine: Engine) -> None:
    colours = engine.colours(SOME_INKS)
    back = engine.colours(engine.inks(colours))
    differences = [math.dist(lab(one), lab(other)) for one, other in zip(colours, back, strict=True)]
    assert sum(differences) / len(differences) < 1
    assert max(differences) < 5


def test_the_gamut_tag_knows_paper_from_neon(engine: Engine) -> None:
    """Its table, read at nodes: paper's is within, a blazing magenta's outside."""
    content, nodes = tags()["gamt"], proofing.TO_INK
    table, output = content[48 + 3 * 256 : -256], content[-256:]
    paper, neon = (15, 7, 5), (15, 15, 0)  # nodes of lightness 100: a = b = 0; a = 91, b = -50
    assert [output[table[(x * nodes + y) * nodes + z]] for x, y, z in (paper, neon)] == [0, 255]
