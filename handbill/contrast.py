"""How well text can be read: contrast as WCAG 2.2 counts it, on screen and on paper, and colours dark enough for it."""

from collections.abc import Sequence
from colorsys import hls_to_rgb, rgb_to_hls
from math import ceil

from handbill import proofing
from handbill.model import Color

# WCAG 2.2, 1.4.6 (level AAA); here of text of any size.
LEAST = 7.0
# WCAG 2.2, relative luminance: white's is 1; FLARE is the light that falls on whatever is read.
WEIGHTS = (0.2126, 0.7152, 0.0722)
FLARE = 0.05
# The most light that a colour may send back that stands out from white, or white from it.
DARK = (1 + FLARE) / LEAST - FLARE


def ratio(one: float, other: float) -> float:
    """Return the contrast of two luminances, from 1 to 21 (WCAG 2.2, contrast ratio)."""
    return (max(one, other) + FLARE) / (min(one, other) + FLARE)


def of_light(values: Sequence[float]) -> float:
    """Return the luminance of red, green and blue of sRGB, each from 0 to 1 (WCAG 2.2, relative luminance)."""
    return sum(weight * _linear(value) for weight, value in zip(WEIGHTS, values, strict=True))


def of_inks(values: Sequence[float]) -> float:
    """Return the luminance of cyan, magenta, yellow and black, each from 0 to 1, on a paper whose own is 1.

    It is that of the model of ink on paper which handbill's own profile is computed by: no press was measured.
    """
    return proofing.luminance(values)


def on_white(color: Color) -> float:
    """Return the contrast of a colour with white, of its twins that of the lighter one."""
    return ratio(1, max(_twins(color)))


def readable(color: Color) -> Color:
    """Return the colour as text on white and white text on it can be read; a twin that is too light is made as dark as
    it must be.

    Light is taken from red, green and blue alike, which keeps the hue (in Oklab all three values shrink alike); inks
    get more black.
    """
    return Color(_dimmed(color.rgb), _blackened(color.cmyk))


def of_color(rgb: str) -> float:
    """Return the luminance of a colour written as `#rrggbb`."""
    return of_light(_values(rgb))


def lightened(rgb: str, behind: str) -> str:
    """Return the colour as text on a dark one behind it can be read: its hue and saturation (HLS) kept, and no lighter
    than it must be.
    """
    hue, lightness, saturation = rgb_to_hls(*_values(rgb))
    ways = (_written(hls_to_rgb(hue, step / 255, saturation)) for step in range(ceil(lightness * 255), 256))
    return next(way for way in (rgb, *ways) if ratio(of_color(way), of_color(behind)) >= LEAST)


def _written(values: Sequence[float]) -> str:
    return "#" + "".join(f"{round(255 * value):02x}" for value in values)


def _twins(color: Color) -> tuple[float, float]:
    return of_light(_values(color.rgb)), of_inks([ink / 100 for ink in color.cmyk])


def _values(rgb: str) -> list[float]:
    return [int(rgb[at : at + 2], 16) / 255 for at in (1, 3, 5)]


def _linear(value: float) -> float:
    """Return the share of light of a value of sRGB (IEC 61966-2-1)."""
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _encoded(light: float) -> float:
    return light * 12.92 if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055


def _dimmed(rgb: str) -> str:
    """Return the colour with no more light than is dark enough, rounded towards the dark."""
    values = _values(rgb)
    share = DARK / max(DARK, of_light(values))
    if share == 1:
        return rgb
    return "#" + "".join(f"{int(255 * _encoded(share * _linear(value))):02x}" for value in values)


def _blackened(inks: Sequence[float]) -> tuple[float, float, float, float]:
    """Return the inks with the least black, in whole per cents where it is more, that is dark enough."""
    cyan, magenta, yellow, black = inks
    ways = ((cyan, magenta, yellow, more) for more in (black, *map(float, range(ceil(black), 101))))
    return next(way for way in ways if of_inks([ink / 100 for ink in way]) <= DARK)
