"""Colour spaces of a PDF, with colours and patterns in them, by the names that preflights use (ISO 32000-1, 8.6)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pikepdf


@dataclass(frozen=True)
class Space:
    """A colour space: its family, how many values a colour has, the plates it names, and the space under it."""

    family: str
    count: int
    plates: tuple[str, ...] = ()
    base: "Space | None" = None


@dataclass(frozen=True)
class Color:
    """A colour in its space; of a pattern the pattern, and the colour that it is drawn in if it has none."""

    space: Space
    values: tuple[float, ...]
    pattern: Any = None


PROCESS = ("Cyan", "Magenta", "Yellow", "Black")
GRAY, RGB = Space("DeviceGray", 1), Space("DeviceRGB", 3)
CMYK = Space("DeviceCMYK", 4, PROCESS)
PATTERN = Space("Pattern", 0)
UNKNOWN = Space("unknown", 0)
BLACK = Color(GRAY, (0,))
# Their names and, from tables 93 and 94, those within an image of the page's own stream.
DEVICE: Mapping[str, Space] = {
    **dict.fromkeys(("/DeviceGray", "/G"), GRAY),
    **dict.fromkeys(("/DeviceRGB", "/RGB"), RGB),
    **dict.fromkeys(("/DeviceCMYK", "/CMYK"), CMYK),
    "/Pattern": PATTERN,
}
# What a page may put in the place of the above (8.6.5.6).
DEFAULTS = {"DeviceGray": "/DefaultGray", "DeviceRGB": "/DefaultRGB", "DeviceCMYK": "/DefaultCMYK"}
PROFILED = {1: "ICCBased Gray", 3: "ICCBased RGB", 4: "ICCBased CMYK"}
FIXED = {"/CalGray": Space("CalGray", 1), "/CalRGB": Space("CalRGB", 3), "/Lab": Space("Lab", 3)}


def read(item: Any, resources: Any) -> Space:
    """Return the space that a name or an array stands for."""
    if isinstance(item, pikepdf.Array):
        return _array(item, resources)
    named = resources.get("/ColorSpace", {})
    device = DEVICE.get(str(item))
    if device:
        instead = named.get(DEFAULTS.get(device.family, "/none"))
        return device if instead is None else read(instead, pikepdf.Dictionary())
    found = named.get(str(item))
    return UNKNOWN if found is None else read(found, resources)


def _array(item: Any, resources: Any) -> Space:
    kind = str(item[0])
    if len(item) == 1:
        return DEVICE.get(kind, UNKNOWN)
    if kind in FIXED:
        return FIXED[kind]
    return NESTED[kind](item, resources) if kind in NESTED else UNKNOWN


def _profiled(item: Any, resources: Any) -> Space:
    count = int(item[1].get("/N", 0))
    return Space(PROFILED.get(count, "ICCBased"), count)


def _indexed(item: Any, resources: Any) -> Space:
    base = read(item[1], resources)
    return Space(f"Indexed {base.family}", 1, base.plates, base)


def _separation(item: Any, resources: Any) -> Space:
    return Space("Separation", 1, _names([item[1]]), read(item[2], resources))


def _several(item: Any, resources: Any) -> Space:
    return Space("DeviceN", len(item[1]), _names(item[1]), read(item[2], resources))


def _names(items: Any) -> tuple[str, ...]:
    """Return names as they are read, `#20` as a space (7.3.5)."""
    plain = (str(name).removeprefix("/") for name in items)
    return tuple(re.sub("#([0-9A-Fa-f]{2})", lambda match: chr(int(match[1], 16)), name) for name in plain)


def _pattern(item: Any, resources: Any) -> Space:
    base = read(item[1], resources)
    return Space("Pattern", base.count, base.plates, base)


NESTED = {
    "/ICCBased": _profiled,
    "/Indexed": _indexed,
    "/I": _indexed,
    "/Separation": _separation,
    "/DeviceN": _several,
    "/Pattern": _pattern,
}


def first(space: Space) -> Color:
    """Return the colour that a space begins with (8.6.8, table 74, CS): black of CMYK, full tint, else zeros."""
    if space == CMYK:
        return Color(space, (0, 0, 0, 1))
    return Color(space, (1.0 if space.family in ("Separation", "DeviceN") else 0.0,) * space.count)


def chosen(space: Space, operands: Any, resources: Any) -> Color:
    """Return the colour that the operands of sc or scn choose."""
    values = [item for item in operands if not isinstance(item, pikepdf.Name)]
    names = [str(item) for item in operands if isinstance(item, pikepdf.Name)]
    pattern = resources.get("/Pattern", {}).get(names[0]) if names else None
    return Color(space, tuple(map(float, values)), pattern)


def leaf(space: Space) -> str:
    """Return the family of a space, the plate of a separation with it."""
    return " ".join((space.family, *(space.plates if space.family in ("Separation", "DeviceN") else ())))
