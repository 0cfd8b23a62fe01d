"""Contrast: WCAG's own numbers, colours made dark enough with their hue and twin kept, and what staff are told."""

from collections.abc import Iterator
from dataclasses import replace
from math import atan2, cbrt, degrees
from pathlib import Path

import pytest
from conftest import published
from hypothesis import assume, given
from hypothesis import strategies as st
from PIL import Image, ImageCms
from test_editions import GOOD, changed, read, real

from handbill import contrast, editions, manifest
from handbill.model import Color
from handbill.project import Project

ROOT = Path(__file__).parent.parent
WHITE = 1.0
# Pairs whose contrast is well known: WCAG's G17 and G18, and the greys that just reach 4.5 and 7.
KNOWN = [("#000000", 21.0), ("#ffffff", 1.0), ("#767676", 4.54), ("#777777", 4.48), ("#595959", 7.0), ("#ff0000", 4.0)]
LIGHT = Color("#d98c21", (10, 50, 95, 2))
BYTE, INK = st.integers(0, 255), st.integers(0, 100)
COLORS = st.builds(
    lambda light, inks: Color("#{:02x}{:02x}{:02x}".format(*light), tuple(map(float, inks))),
    st.tuples(BYTE, BYTE, BYTE),
    st.tuples(INK, INK, INK, INK).filter(lambda inks: sum(inks) <= 300),
)


def light(rgb: str) -> float:
    return contrast.of_light([int(rgb[at : at + 2], 16) / 255 for at in (1, 3, 5)])


def inks(color: Color) -> float:
    return contrast.of_inks([ink / 100 for ink in color.cmyk])


@pytest.mark.parametrize(("rgb", "wanted"), KNOWN)
def test_contrast_is_that_of_wcag(rgb: str, wanted: float) -> None:
    assert contrast.ratio(light(rgb), WHITE) == contrast.ratio(WHITE, light(rgb)) == pytest.approx(wanted, abs=0.006)


@pytest.mark.parametrize("cmyk", [(0, 0, 0, 0), (0, 0, 0, 100), (100, 70, 30, 30), (10, 50, 95, 2), (90, 100, 25, 25)])
def test_the_light_of_inks_is_that_of_the_profile_for_proofs(cmyk: tuple[int, ...]) -> None:
    profile = ImageCms.ImageCmsProfile(str(ROOT / "styles/press/handbill-proof.icc"))
    convert = ImageCms.buildTransform(profile, ImageCms.createProfile("LAB"), "CMYK", "LAB", renderingIntent=1)
    dot = Image.new("CMYK", (1, 1), tuple(round(ink * 2.55) for ink in cmyk))
    lightness = ImageCms.applyTransform(dot, convert).getpixel((0, 0))[0] / 2.55
    luminance = ((lightness + 16) / 116) ** 3 if lightness > 8 else lightness / 903.3
    assert contrast.of_inks([ink / 100 for ink in cmyk]) == pytest.approx(luminance, abs=0.01)


@given(COLORS)
def test_every_colour_can_be_made_readable_on_white_in_both_twins(color: Color) -> None:
    made = contrast.readable(color)
    assert contrast.ratio(light(made.rgb), WHITE) >= 7 and contrast.ratio(inks(made), WHITE) >= 7
    assert contrast.readable(made) == made
    assert sum(made.cmyk) <= 300


@given(COLORS)
def test_a_readable_colour_stays_as_it_is_and_others_change_no_more_than_they_must(color: Color) -> None:
    made = contrast.readable(color)
    enough = min(contrast.ratio(light(color.rgb), WHITE), contrast.ratio(inks(color), WHITE)) >= 7
    assert (made == color) is enough
    assert light(made.rgb) >= min(light(color.rgb), 0.09) and inks(made) >= min(inks(color), 0.09)


def hue(rgb: str) -> tuple[float, float]:
    """Return hue in degrees and chroma in Oklab (Björn Ottosson, 2020)."""
    r, g, b = (contrast._linear(int(rgb[at : at + 2], 16) / 255) for at in (1, 3, 5))
    l, m, s = (  # noqa: E741
        cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b),
        cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b),
        cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b),
    )
    across = 1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s
    up = 0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s
    return degrees(atan2(up, across)), (across * across + up * up) ** 0.5


@given(COLORS)
def test_a_darker_colour_keeps_its_hue(color: Color) -> None:
    made = contrast.readable(color)
    (before, _), (after, chroma) = hue(color.rgb), hue(made.rgb)
    assume(chroma > 0.06)  # of a near grey, rounding to bytes turns the hue
    assert abs((before - after + 180) % 360 - 180) < 4


@pytest.mark.parametrize("identifier", ["saint-john", "example"])
def test_the_real_editions_look_as_they_were_drawn(identifier: str) -> None:
    edition = real(identifier)
    assert list(editions.notices(edition)) == []
    assert contrast.readable(edition.colors["primary"]) == edition.colors["primary"]


PALE = changed(('"#004B6B", cmyk = [100, 45, 20, 40]', '"#d98c21", cmyk = [10, 50, 95, 2]'))


def test_staff_are_told_what_is_printed_instead() -> None:
    assert list(editions.notices(read(GOOD))) == []
    (said,) = editions.notices(read(PALE))
    made = contrast.readable(LIGHT)
    assert said.startswith(
        "the colour “primary” has 2.5:1 on white, and text wants 7:1; text in it, and what lies under"
    )
    assert made.rgb in said and f"[10, 50, 95, {made.cmyk[3]:g}]" in said and made.cmyk[3] > 2


def test_the_example_in_the_documentation_is_true() -> None:
    text = changed(('"#004B6B", cmyk = [100, 45, 20, 40]', '"#7a68a8", cmyk = [55, 60, 5, 5]'))
    (said,) = editions.notices(read(text))
    assert f"source/editions/river-town/edition.toml: {said}\n" in (ROOT / "docs/editions.md").read_text("utf-8")


@pytest.fixture
def pale(standard: Project) -> Iterator[Project]:
    """The standard project with another edition beside it, whose primary colour is too light for text."""
    folder = standard.path("source/editions/pale")
    folder.mkdir(exist_ok=True)
    text = standard.path("source/editions/standard/edition.toml").read_text("utf-8")
    text = text.replace('"#004b6b", cmyk = [100, 45, 20, 40]', '"#d98c21", cmyk = [10, 50, 95, 2]')
    (folder / "edition.toml").write_text(text, "utf-8")
    logo = standard.path("source/editions/standard/logo.svg").read_text("utf-8")
    (folder / "logo.svg").write_text(logo.replace("#004b6b", LIGHT.rgb), "utf-8")
    yield standard
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()


@pytest.mark.slow
def test_a_pale_edition_is_printed_dark_and_said_to_be(pale: Project) -> None:
    piece = replace(published(pale, "en-CA", "poster"), edition="pale")
    pale.publish(piece)
    pale.check(piece)
    made = contrast.readable(LIGHT)
    (row,) = manifest.rows(pale.root, piece.name)
    assert row["darkened"] == {"primary": {"rgb": made.rgb, "cmyk": list(made.cmyk)}}
    (said,) = pale.notices()
    assert said.startswith("source/editions/pale/edition.toml: the colour “primary” has 2.5:1 on white")


@pytest.mark.slow
def test_a_pale_edition_passes_preflight(pale: Project) -> None:
    piece = replace(published(pale, "en-CA", "poster-press"), edition="pale")
    pale.publish(piece)
    pale.check(piece)
