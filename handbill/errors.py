"""What can go wrong, said as one sentence with its place and its cure.

HandbillError        any of the below; nothing else is meant to reach a person
└── Faults           one or more `Fault`s found in one reading, all told at once
"""

import errno
import os
import re
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


# What a system refuses: by the error's number (POSIX errno.h), what it means and what to do.
REFUSALS = {
    errno.ENOSPC: ("the disk is full", "free some space"),
    errno.EDQUOT: ("your share of the disk is used up", "free some space"),
    errno.EFBIG: ("it would grow larger than this system lets a file be", "free some space, or raise the limit"),
    errno.EROFS: ("it stands on a disk that can only be read", "let the disk be written to"),
    errno.EACCES: ("you have no right to it", "let its owner give it to you, or work in a copy of the folder"),
    errno.EPERM: ("you have no right to change it", "let its owner give it to you, or work in a copy of the folder"),
    errno.EISDIR: ("a folder stands where a file belongs", "rename or remove the folder"),
    errno.ENOTDIR: ("a file stands where a folder belongs", "rename or remove the file"),
    errno.ELOOP: ("links lead in a circle there", "put the file itself there"),
    errno.EIO: ("the disk does not answer", "see whether it is whole"),
}
# How cffi begins to tell that a library of the system cannot be loaded.
UNLOADED = re.compile(r"cannot load library '(?P<name>[^']+)'")


def refusal(error: BaseException) -> HandbillError | None:
    """Return what the machine refuses, or what is missing of it, as one sentence; None where it is something else."""
    if isinstance(error, ModuleNotFoundError):
        name = str(error.name).partition(".")[0]
        return None if name == "handbill" else fault(name, 0, "this package is missing; run make, which brings it back")
    if unloaded := UNLOADED.match(str(error)):
        return fault(unloaded["name"], 0, "this library of the system is missing; run make, which installs it")
    if not isinstance(error, OSError) or error.errno not in REFUSALS:
        return None
    what, cure = REFUSALS[error.errno]
    return fault(_from_here(error.filename), 0, f"{what}; {cure}, and run this again")


def _from_here(name: str | bytes | None) -> str:
    """Return a path as it is told from the folder where the program runs, where it lies in it."""
    if name is None:
        return "handbill"
    path, here = os.path.abspath(os.fsdecode(name)), os.getcwd()
    return os.path.relpath(path, here) if path.startswith(here + os.sep) else path


def visible(text: str) -> str:
    """Return a text as one line that can be shown anywhere: what would act on a terminal is named, as <U+001B>."""
    return text if text.isprintable() else "".join(map(_shown, text))


def _shown(character: str) -> str:
    unseen = unicodedata.category(character) in UNSEEN and character not in JOINERS
    return f"<U+{ord(character):04X}>" if unseen else character
