"""Looks up the properties of a style, and the lengths that follow from them, on a shorter way.

What is found is kept with the style. A style is not changed any more once something is laid out in it: where WeasyPrint
wants another, it makes a copy.
"""

from typing import Any, NamedTuple

import weasyprint
from weasyprint import css
from weasyprint.css.computed_values import PHYSICAL_FUNCTIONS
from weasyprint.css.functions import check_math
from weasyprint.css.properties import INHERITED, INITIAL_NOT_COMPUTED, INITIAL_VALUES
from weasyprint.formatting_structure import boxes
from weasyprint.layout import percent

from handbill.engine.changes import Change, Function

# Pseudo-elements of notes, which no piece has; WeasyPrint would make a style of each for every element.
NOTES = frozenset(("footnote-call", "footnote-marker", "note-call", "note-marker", "note-callback"))
# Properties whose values follow from other properties too.
ENTANGLED = frozenset(("float", "display", "position", "page"))
ENTANGLED_PREFIXES = ("text_decoration_", "__")
DIRECTIONS = ("ltr", "rtl")


class Plain(NamedTuple):
    """A property that has its parent's value or its initial one where no rule sets it; and by direction, if it is
    physical, the logical property that sets it too.
    """

    inherited: bool
    initial: Any
    logical: dict[str, str]


def _plain() -> dict[str, Plain]:
    """Return the properties that are computed in no way of their own."""
    names = [name for name in INITIAL_VALUES if name in INHERITED or name not in INITIAL_NOT_COMPUTED]
    return {
        name: Plain(name in INHERITED, INITIAL_VALUES[name], _logical(name))
        for name in names
        if name not in ENTANGLED and not name.startswith(ENTANGLED_PREFIXES)
    }


def _logical(name: str) -> dict[str, str]:
    logical = PHYSICAL_FUNCTIONS.get(name)
    return {direction: logical(block="ttb", inline=direction) for direction in DIRECTIONS} if logical else {}


PLAIN = _plain()


def leave_out_notes() -> None:
    """Take the rules for notes out of WeasyPrint's own style sheet."""
    selectors = weasyprint.UA_STYLESHEET.matcher.other_selectors
    selectors[:] = [selector for selector in selectors if selector[3] not in NOTES]


def _missing(original: Function) -> Function:
    """Return what computes a property of a style: at once where no rule sets it and no other has a say in it."""

    def missing(self: Any, key: str) -> Any:
        plain, cascaded = PLAIN.get(key), self.cascaded
        if plain is None or key in cascaded or self.parent_style is None:
            return original(self, key)
        if plain.logical and plain.logical[self["direction"]] in cascaded:
            return original(self, key)
        value = self.parent_style[key] if plain.inherited else plain.initial
        if type(value) is not str and check_math(value):
            return original(self, key)
        self[key] = value
        return value

    return missing


def _anonymous(original: Function) -> Function:
    """Return what computes a property of a box that no element makes, in the same way."""

    def missing(self: Any, key: str) -> Any:
        plain = PLAIN.get(key)
        if plain is None:
            return original(self, key)
        value = self[key] = self.parent_style[key] if plain.inherited else plain.initial
        return value

    return missing


class _Sized:
    """Stands for a box whose lengths are computed."""

    def __init__(self, style: Any) -> None:
        self.style = style


def _resolve(original: Function) -> Function:
    """Return what sets the lengths of a box, computed once for each style and each room that its boxes stand in."""

    def resolve(box: Any, containing_block: Any) -> None:
        style = box.style
        if isinstance(box, boxes.PageBox) or style["border_collapse"] == "collapse":
            original(box, containing_block)
            return
        room = _room(containing_block)
        known = vars(style).setdefault("lengths", {})
        if room not in known:
            known[room] = _lengths(original, style, room)
        vars(box).update(known[room])

    return resolve


def _room(containing_block: Any) -> tuple[Any, Any]:
    if isinstance(containing_block, boxes.Box):
        return containing_block.width, containing_block.height
    return tuple(containing_block)


def _lengths(original: Function, style: Any, room: tuple[Any, Any]) -> dict[str, Any]:
    sized = _Sized(style)
    original(sized, room)
    found = vars(sized)
    del found["style"]
    return found


CHANGES = (
    Change(css.ComputedStyle, "__missing__", _missing),
    Change(css.AnonymousStyle, "__missing__", _anonymous),
    Change(percent, "resolve_percentages", _resolve),
)
