"""The graphics state of a PDF page as its operators set it (ISO 32000-1, 8.4 and 9.3), so far as a preflight asks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pikepdf

from handbill.checks import geometry, glyphs, spaces
from handbill.checks.geometry import EVERYWHERE, SAME, Box, Matrix
from handbill.checks.glyphs import NO_FACE, Face
from handbill.checks.spaces import BLACK, Color

# Ways to blend that are none (ISO 32000-1, table 136).
OPAQUE = ("/Normal", "/Compatible")


@dataclass(frozen=True)
class Blend:
    """How a mark meets what is beneath it."""

    fill: float = 1.0
    stroke: float = 1.0
    mode: str = "/Normal"
    masked: bool = False
    overprint: bool = False

    @property
    def opaque(self) -> bool:
        return self.fill == self.stroke == 1 and self.mode in OPAQUE and not self.masked

    def within(self, outer: "Blend") -> "Blend":
        """Return how a mark of a group meets what is beneath the group."""
        if outer.opaque:
            return self
        return replace(outer, overprint=self.overprint or outer.overprint)


@dataclass(frozen=True)
class Text:
    """The text state and the two text matrices (9.3, 9.4.1)."""

    font: Any = None
    face: Face = NO_FACE
    size: float = 0.0
    apart: float = 0.0
    words_apart: float = 0.0
    stretch: float = 1.0
    leading: float = 0.0
    rise: float = 0.0
    mode: int = 0
    matrix: Matrix = SAME
    line: Matrix = SAME


@dataclass(frozen=True)
class State:
    """The graphics state; `outer` is the one that Q returns to, `faces` the fonts read so far by their number in the
    file.
    """

    matrix: Matrix = SAME
    clip: Box = EVERYWHERE
    fill: Color = BLACK
    stroke: Color = BLACK
    width: float = 1.0
    blend: Blend = Blend()
    text: Text = Text()
    faces: dict[tuple[int, int], Face] = field(default_factory=dict)
    outer: "State | None" = None


Operands = Any
Change = Callable[[State, Operands, Any], State]


def numbers(operands: Operands) -> tuple[float, ...]:
    return tuple(float(item) for item in operands)


def texted(state: State, **changes: Any) -> State:
    """Return the state with some of its text state changed."""
    return replace(state, text=replace(state.text, **changes))


def new_line(state: State, across: float, down: float) -> State:
    """Return the state at the beginning of another line (9.4.2, Td)."""
    line = geometry.times((1, 0, 0, 1, across, down), state.text.line)
    return texted(state, matrix=line, line=line)


def _concatenated(state: State, operands: Operands, _: Any) -> State:
    a, b, c, d, e, f = numbers(operands)
    return replace(state, matrix=geometry.times((a, b, c, d, e, f), state.matrix))


def _font(state: State, operands: Operands, resources: Any) -> State:
    return _in_font(state, resources.get("/Font", {}).get(str(operands[0])), float(operands[1]))


def _in_font(state: State, font: Any, size: float) -> State:
    number = font.objgen if font is not None else (0, 0)
    if number not in state.faces or number == (0, 0):
        state.faces[number] = glyphs.face(font)
    return texted(state, font=font, face=state.faces[number], size=size)


def _set_text_matrix(state: State, operands: Operands, _: Any) -> State:
    a, b, c, d, e, f = numbers(operands)
    return texted(state, matrix=(a, b, c, d, e, f), line=(a, b, c, d, e, f))


def _line_and_leading(state: State, operands: Operands, _: Any) -> State:
    across, down = numbers(operands)
    return new_line(texted(state, leading=-down), across, down)


def _measure(name: str, unit: float = 1.0) -> Change:
    """Return the change of one number of the text state."""
    return lambda state, operands, _: texted(state, **{name: float(operands[0]) * unit})


def _device(side: str, name: str) -> Change:
    """Return the change of a colour of a device space, or of the one that the page puts in its place."""
    return lambda state, operands, resources: replace(
        state, **{side: Color(spaces.read(name, resources), numbers(operands))}
    )


def _space(side: str) -> Change:
    return lambda state, operands, resources: replace(
        state, **{side: spaces.first(spaces.read(operands[0], resources))}
    )


def _color(side: str) -> Change:
    return lambda state, operands, resources: replace(
        state, **{side: spaces.chosen(getattr(state, side).space, operands, resources)}
    )


def _parameters(state: State, operands: Operands, resources: Any) -> State:
    """Return the state with what a dictionary of parameters sets (8.4.5, table 58)."""
    given = resources.get("/ExtGState", {}).get(str(operands[0]), {})
    found = {name: read(given[key]) for key, (name, read) in BLENDS.items() if key in given}
    changed = replace(state, blend=replace(state.blend, **found))
    if "/Font" in given:
        changed = _in_font(changed, given.Font[0], float(given.Font[1]))
    return replace(changed, width=float(given.LW)) if "/LW" in given else changed


def _mode(value: Any) -> str:
    """Return a blend mode; of several the first, which a viewer takes if it knows it (11.3.5)."""
    return str(value[0] if isinstance(value, pikepdf.Array) else value)


BLENDS: Mapping[str, tuple[str, Callable[[Any], Any]]] = {
    "/ca": ("fill", float),
    "/CA": ("stroke", float),
    "/BM": ("mode", _mode),
    "/SMask": ("masked", lambda value: value != "/None"),
    "/op": ("overprint", bool),
    "/OP": ("overprint", bool),
}

CHANGES: Mapping[str, Change] = {
    "q": lambda state, _, __: replace(state, outer=state),
    "Q": lambda state, _, __: state.outer or state,
    "cm": _concatenated,
    "w": lambda state, operands, _: replace(state, width=float(operands[0])),
    "gs": _parameters,
    "cs": _space("fill"),
    "CS": _space("stroke"),
    "sc": _color("fill"),
    "scn": _color("fill"),
    "SC": _color("stroke"),
    "SCN": _color("stroke"),
    "g": _device("fill", "/DeviceGray"),
    "G": _device("stroke", "/DeviceGray"),
    "rg": _device("fill", "/DeviceRGB"),
    "RG": _device("stroke", "/DeviceRGB"),
    "k": _device("fill", "/DeviceCMYK"),
    "K": _device("stroke", "/DeviceCMYK"),
    "BT": lambda state, _, __: texted(state, matrix=SAME, line=SAME),
    "Tf": _font,
    "Tm": _set_text_matrix,
    "Td": lambda state, operands, _: new_line(state, *numbers(operands)),
    "TD": _line_and_leading,
    "T*": lambda state, _, __: new_line(state, 0, -state.text.leading),
    "TL": _measure("leading"),
    "Tc": _measure("apart"),
    "Tw": _measure("words_apart"),
    "Tz": _measure("stretch", 0.01),
    "Ts": _measure("rise"),
    "Tr": lambda state, operands, _: texted(state, mode=int(operands[0])),
}
