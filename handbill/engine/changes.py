"""Puts functions of ours around functions of the layout engine: faster ways to the same result, and to no other.

All of them are tried against WeasyPrint as it is, whole documents and byte for byte (tests/test_engine.py).
"""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

Function = Callable[..., Any]


@dataclass(frozen=True)
class Change:
    """A module or class of WeasyPrint, the name of its function, and what is given that function and returns the one
    to be called in its place.
    """

    owner: Any
    name: str
    around: Callable[[Function], Function]


def make(changes: Iterable[Change]) -> None:
    """Change functions wherever a module of WeasyPrint holds them."""
    for change in changes:
        old = vars(change.owner)[change.name]
        new = change.around(old)
        setattr(change.owner, change.name, new)
        for names in _names():
            for name in [name for name, value in names.items() if value is old]:
                names[name] = new


def _names() -> list[dict[str, Any]]:
    """Return the tables in which WeasyPrint holds functions: its modules', and that of the parts of a drawing."""
    modules = [vars(module) for name, module in sys.modules.items() if name.startswith("weasyprint.")]
    return [*modules, sys.modules["weasyprint.svg"].TAGS]


@contextmanager
def replaced(owner: Any, name: str, value: Any) -> Iterator[None]:
    """Put a value in the place of an attribute within the block."""
    before = getattr(owner, name)
    setattr(owner, name, value)
    try:
        yield
    finally:
        setattr(owner, name, before)
