"""Loads the layout engine, WeasyPrint, without asking compilers where its libraries are, and lets it free what it would
keep of each text; and hears what it warns of.
"""

import ctypes.util
import logging
import re
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
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

__all__ = ["undrawn", "warned", "weasyprint"]

# The message goes on with the whole picture as an address.
UNDRAWN = re.compile(r"Failed to (?:render SVG image|load image)")
NOT_DRAWN = "the edition's logo cannot be drawn, or is white; put another logo.svg or logo.png there"

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


@contextmanager
def warned() -> Iterator[list[str]]:
    """Yield the list of all that the libraries warn of inside the block."""
    messages: list[str] = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: messages.append(record.getMessage())  # type: ignore[method-assign]
    loggers = [logging.getLogger(name) for name in ("weasyprint", "fontTools")]
    for logger in loggers:
        logger.addHandler(handler)
    try:
        yield messages
    finally:
        for logger in loggers:
            logger.removeHandler(handler)


def undrawn(messages: list[str]) -> bool:
    """Return whether a picture was left out, or broken off, by what the layout engine warns of."""
    return any(UNDRAWN.match(message) for message in messages)
