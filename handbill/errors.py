"""What can go wrong, said as one sentence with its place and its cure.

HandbillError        any of the below; nothing else is meant to reach a person
└── Faults           one or more `Fault`s found in one reading, all told at once
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

# What a terminal, a log or a page acts on instead of showing it: controls, marks of direction, tags, half pairs, ends
# of lines and paragraphs (Unicode 4.5, general categories).
UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp")
# Words of Persian and Indic scripts need these two.
JOINERS = "\u200c\u200d"


@dataclass(frozen=True, order=True)
class Fault:
    """One thing wrong: where (a path from the project's folder; line 0 is the whole file), what, and what to do."""

    path: str
    line: int
    message: str
    code: str = ""

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        return visible(": ".join(part for part in (place, self.code, self.message) if part))


class HandbillError(Exception):
    """The root of all errors that a person can meet; its text is one line, whatever it quotes."""

    def __str__(self) -> str:
        return visible(super().__str__())


class Faults(HandbillError):
    """Every fault of one reading or one render, in the order of their places; its text is a line for each."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        super().__init__(*self.faults)

    def __str__(self) -> str:
        return "\n".join(map(str, self.faults))

    def __reduce__(self) -> tuple[type["Faults"], tuple[tuple[Fault, ...]]]:
        return Faults, (self.faults,)


def fault(path: str, line: int, message: str, code: str = "") -> Faults:
    """Return an error of one fault, ready to be raised."""
    return Faults([Fault(path, line, message, code)])


def visible(text: str) -> str:
    """Return a text as one line that can be shown anywhere: what would act on a terminal is named, as <U+001B>."""
    return text if text.isprintable() else "".join(map(_shown, text))


def _shown(character: str) -> str:
    unseen = unicodedata.category(character) in UNSEEN and character not in JOINERS
    return f"<U+{ord(character):04X}>" if unseen else character
