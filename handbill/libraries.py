"""The versions of everything outside the project that the bytes of a piece depend on."""

import ctypes
import ctypes.util
import platform
import zlib
from functools import cache
from importlib.metadata import version

PACKAGES = (
    *("weasyprint", "pydyf", "fonttools", "python-docx", "lxml", "jinja2", "babel", "markdown-it-py", "segno"),
    *("pillow", "pypdfium2", "xlsxwriter"),
)
# System libraries that shape and subset text: file name on Linux, name elsewhere, function that tells the version.
SYSTEM = (
    ("libpango-1.0.so.0", "pango-1.0", "pango_version_string"),
    ("libharfbuzz.so.0", "harfbuzz", "hb_version_string"),
)


@cache
def versions() -> dict[str, str]:
    """Return library name -> version, sorted by name."""
    found = {name: version(name) for name in PACKAGES} | {
        name: _system(file, name, tell) for file, name, tell in SYSTEM
    }
    return dict(sorted((found | {"python": platform.python_version(), "zlib": zlib.ZLIB_RUNTIME_VERSION}).items()))


def _system(file: str, name: str, tell: str) -> str:
    library = _loaded(file) or _loaded(ctypes.util.find_library(name))
    if library is None:
        return "absent"
    function = getattr(library, tell)
    function.restype = ctypes.c_char_p
    return function().decode()


def _loaded(file: str | None) -> ctypes.CDLL | None:
    """Return a library of the system; None where it is missing or damaged."""
    try:
        return ctypes.CDLL(file) if file else None
    except OSError:
        return None
