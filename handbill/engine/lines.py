"""Breaks a text into lines once, however often a page asks for it, draws each as it was set, and frees what Pango would
keep of each text.
"""

from typing import Any

from weasyprint.text import line_break
from weasyprint.text.ffi import ffi, gobject, pango

from handbill.engine.changes import Change, Function

ffi.cdef("""
    PangoLayout * pango_layout_copy (PangoLayout *src);
    int pango_layout_get_line_count (PangoLayout *layout);
""")
# What ends a paragraph or a line within a text.
ENDS = frozenset("\n\r\x85\u2028\u2029")


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


def _set_text(original: Function) -> Function:
    """Return what gives a layout its text; as one paragraph where it holds no end of one, since so it will be drawn."""

    def set_text(self: line_break.Layout, text: str, justify: bool = False) -> None:
        pango.pango_layout_set_single_paragraph_mode(self.layout, ENDS.isdisjoint(text))
        original(self, text, justify)

    return set_text


def _deactivate(original: Function) -> Function:
    """Return what lets go of a line that was set; one that will be drawn as it stands is kept, for once."""

    def deactivate(self: line_break.Layout) -> None:
        if "kept" not in vars(self):
            self.kept = self.layout if _final(self) else None
        original(self)

    return deactivate


def _final(line: line_break.Layout) -> bool:
    """Return whether a line holds all its text, with no more space between words to come."""
    whole = not line.justification_spacing and ENDS.isdisjoint(line.text)
    return whole and pango.pango_layout_get_line_count(line.layout) == 1


def _reactivate(original: Function) -> Function:
    """Return what takes up a line to draw it; Pango sets one anew only where it was not kept."""

    def reactivate(self: line_break.Layout, style: Any) -> None:
        kept = vars(self).get("kept")
        if kept is None:
            original(self, style)
            return
        self.layout, self.style, self.language, self.kept = kept, style, None, None

    return reactivate


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
    Change(line_break.Layout, "set_text", _set_text),
    Change(line_break.Layout, "deactivate", _deactivate),
    Change(line_break.Layout, "reactivate", _reactivate),
    Change(line_break, "split_first_line", _split),
    Change(line_break, "strut", _strut),
)
