"""Loads the layout engine, WeasyPrint, without asking compilers where its libraries are, and lets it free what it would
keep of each text.
"""

import ctypes.util
import sys
from contextlib import AbstractContextManager, nullcontext
from typing import Any
from unittest.mock import patch


def _by_file_name() -> AbstractContextManager[object]:
    """Return a block in which a library is found by the name of its file only. On Linux WeasyPrint knows that name of
    each, and tries it last: for those before it, Python would start compilers fifty times.
    """
    if sys.platform != "linux":
        return nullcontext()
    return patch.object(ctypes.util, "find_library", lambda name: None)


with _by_file_name():
    import weasyprint
    from weasyprint.text.ffi import ffi, pango
    from weasyprint.text.line_break import Layout

__all__ = ["weasyprint"]

_set_up = Layout.setup


class _Unshared(dict[bytes, object]):
    """Hands out the attribute that was just made: one that several lists hold would be freed by each."""

    def setdefault(self, features: bytes, attribute: Any = None) -> Any:
        return attribute


def _free_later(self: Layout, style: Any) -> None:
    """Set a text up. WeasyPrint 70 keeps for good a list of font features for every text that has some, a quarter of a
    megabyte a layout of ours; without its reference to the list, the list goes with the text.
    """
    if not isinstance(style.font_config.font_features, _Unshared):
        style.font_config.font_features = _Unshared()
    _set_up(self, style)
    features = pango.pango_layout_get_attributes(self.layout)
    if features != ffi.NULL:
        pango.pango_attr_list_unref(features)


Layout.setup = _free_later
