"""What can go wrong, said as one sentence with its place and its cure.

HandbillError        any of the below; nothing else is meant to reach a person
└── Faults           one or more `Fault`s found in one reading, all told at once
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Fault:
    """One thing wrong: where (a path from the project's folder; line 0 is the whole file), what, and what to do."""

    path: str
    line: int
    message: str
    code: str = ""

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        return ": ".join(part for part in (place, self.code, self.message) if part)


class HandbillError(Exception):
    """The root of all errors that a person can meet."""


class Faults(HandbillError):
    """Every fault of one reading or one render, in the order of their places."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        super().__init__("\n".join(map(str, self.faults)))

    def __reduce__(self) -> tuple[type["Faults"], tuple[tuple[Fault, ...]]]:
        return Faults, (self.faults,)


def fault(path: str, line: int, message: str, code: str = "") -> Faults:
    """Return an error of one fault, ready to be raised."""
    return Faults([Fault(path, line, message, code)])
