"""Makes the C types that WeasyPrint asks for by name once it has seen a type's name, without parsing C for each length.

A font's subset needs an array as long as its glyphs are many: a type of its own each time, which cffi would parse
together with all declarations.
"""

import re
from typing import Any

from weasyprint.text.ffi import ffi

ARRAY = re.compile(r"(\w+)\[(\d+)\]")


class Types(dict[str, tuple[Any, bool]]):
    """cffi's types by their name, and whether each is a function; an array of a known length is made when missing."""

    def __missing__(self, name: str) -> tuple[Any, bool]:
        found = ARRAY.fullmatch(name)
        if not found:
            raise KeyError(name)
        self[name] = ffi._backend.new_array_type(ffi.typeof(f"{found[1]} *"), int(found[2])), False
        return self[name]


def know_arrays() -> None:
    """Have cffi make arrays so."""
    ffi._parsed_types = Types(ffi._parsed_types)
