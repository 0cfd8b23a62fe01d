"""Breaks a text into lines once, however often a page asks for it, and frees what Pango would keep of each text."""

from typing import Any

from weasyprint.text import line_break
from weasyprint.text.ffi import ffi, gobject, pango

from handbill.engine.changes import Change, Function

ffi.cdef("PangoLayout * pango_layout_copy (PangoLayout *src);")


class _Unshared(dict[bytes, object]):
    """Hands out the attribute that was just made: one that several lists hold would be freed by each."""

    def setdefault(self, features: bytes, attribute: Any = None) -> Any:
        return attribute


def _set_up(original: Function) -> Function:
    """Return what sets up a text: the first of a style as WeasyPrint does, each further one as a copy of that."""

    def set_up(self: line_break.Layout, style: Any) -> None:
        model = vars(style).get("model")
        if model is None:
            model = vars(style)["model"] = _model(original, style)
        vars(self).update(model)
        self.style, self.first_line_direction = style, 0
        self.layout = ffi.gc(pango.pango_layout_copy(model["layout"]), gobject.g_object_unref)

    return set_up


def _model(original: Function, style: Any) -> dict[str, Any]:
    """Return what a text of a style is set up with. WeasyPrint 70 keeps for good a list of font features for every text
    that has some, a quarter of a megabyte a layout of ours; without its reference to the list, the list goes with the
    text.
    """
    if not isinstance(style.font_config.font_features, _Unshared):
        style.font_config.font_features = _Unshared()
    first = line_break.Layout.__new__(line_break.Layout)
    original(first, style)
    features = pango.pango_layout_get_attributes(first.layout)
    if features != ffi.NULL:
        pango.pango_attr_list_unref(features)
    found = vars(first)
    del found["style"]
    return found


def _split(original: Function) -> Function:
    """Return what breaks off a text's first line, and remembers it by all that decides it."""

    def split(text: str, style: Any, context: Any, *widths: Any, **manner: bool) -> Any:
        known = vars(style).setdefault("lines", {})
        key = (text, widths, *manner.items())
        if key not in known:
            known[key] = original(text, style, context, *widths, **manner)
        return known[key]

    return split


def _strut(original: Function) -> Function:
    """Return what computes a style's line height and baseline, and keeps them with the style."""

    def strut(style: Any) -> Any:
        own = vars(style)
        if "strut" not in own:
            own["strut"] = original(style)
        return own["strut"]

    return strut


CHANGES = (
    Change(line_break.Layout, "setup", _set_up),
    Change(line_break, "split_first_line", _split),
    Change(line_break, "strut", _strut),
)
