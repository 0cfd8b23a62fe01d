"""Loads the layout engine, WeasyPrint, without starting a compiler to ask where its libraries are."""

import ctypes.util
import sys
from contextlib import AbstractContextManager, nullcontext
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

__all__ = ["weasyprint"]
