"""Loads WeasyPrint without what no piece needs of its start: compilers, to ask where libraries are, and fontTools' own
ways to cut fonts down, which HarfBuzz does here.
"""

import ctypes.util
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from importlib import import_module
from types import ModuleType
from typing import Any

from handbill.engine.changes import replaced

# Where HarfBuzz could not cut a font down, WeasyPrint would call these.
LATE = ("fontTools.subset", "fontTools.varLib.instancer")


@contextmanager
def spared() -> Iterator[None]:
    """Within the block WeasyPrint is to be loaded."""
    with ExitStack() as stack:
        # On Linux WeasyPrint knows the file name of each library, and tries it last: for the names that it tries
        # before, Python would start compilers fifty times.
        if sys.platform == "linux":
            stack.enter_context(replaced(ctypes.util, "find_library", lambda name: None))
        for name in LATE:
            stack.enter_context(_late(name))
        yield


@contextmanager
def _late(name: str) -> Iterator[None]:
    """Let a module's functions be imported within the block, but load it only when one is called."""
    if name in sys.modules:
        yield
        return
    stand_in = ModuleType(name)
    stand_in.__getattr__ = lambda function: partial(_called, name, function)  # type: ignore[method-assign]
    sys.modules[name] = stand_in
    try:
        yield
    finally:
        del sys.modules[name]


def _called(name: str, function: str, *arguments: Any, **named: Any) -> Any:
    return getattr(import_module(name), function)(*arguments, **named)
