"""The ledger of what was released: each piece under its imprint code, and which releases were withdrawn and why.

It is JSON, kept beside the words in source/history/, a piece a line; lines are added and never changed:

    {"schema": 1,
     "withdrawn": [{"edition": "example", "release": "2026-11-22", "reason": "…", "internal": false}],
     "pieces": [{"code": "0123ABCD", "edition": "example", "language": "fr-CA", "format": "sms", "question": "purpose",
                 "release": "2026-11-22", "internal": false, "state": "final", "path": "…", "sha256": "…",
                 "words": "…"}]}

`path` is from dist/; `words` is the digest of a plain text, "" for other files; `internal` tells a release with drafts.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from difflib import get_close_matches
from hashlib import sha256
from typing import Any

from handbill.errors import HandbillError, fault
from handbill.model import CROCKFORD
from handbill.typography import composed

SCHEMA = 1
PATH = "source/history/ledger.json"
CODE = re.compile(f"[{CROCKFORD}]{{8}}")
# What is misread for a character of Crockford's base 32, and what is written between them.
MISREAD = str.maketrans("OILU", "011V", " -.\u00b7")
# Codes that differ in two characters, or in two that changed places, are still alike.
ALIKE, MOST_ALIKE = 0.7, 3


@dataclass(frozen=True)
class Entry:
    """A released file: its imprint code, which piece it is, of which release, and its bytes' digest."""

    code: str
    edition: str
    language: str
    format: str
    question: str | None
    release: date
    internal: bool
    state: str
    path: str
    sha256: str
    words: str = ""

    @property
    def name(self) -> str:
        """Return which piece it is, the question behind a colon."""
        return f"{self.edition}/{self.language}/{self.format}" + (f":{self.question}" if self.question else "")


@dataclass(frozen=True)
class Withdrawn:
    """A release that was taken back, and why."""

    edition: str
    release: date
    reason: str
    internal: bool = False


@dataclass(frozen=True)
class Ledger:
    """Every released piece, in the order of the releases, and the releases that were withdrawn."""

    pieces: tuple[Entry, ...] = ()
    withdrawn: tuple[Withdrawn, ...] = ()

    def of_code(self, code: str) -> tuple[Entry, ...]:
        """Return every file that was released under a code."""
        return tuple(entry for entry in self.pieces if entry.code == code)

    def reason(self, edition: str, release: date, internal: bool = False) -> str:
        """Return why a release was withdrawn, the internal one of a day apart from the other, or "" for one that
        stands.
        """
        wanted = (edition, release, internal)
        found = (row.reason for row in self.withdrawn if (row.edition, row.release, row.internal) == wanted)
        return next(found, "")

    def last(self, edition: str, today: Mapping[str, str]) -> tuple[Entry, ...]:
        """Return the files of an edition's last release that was handed out, stands, and is not just what the edition
        has `today`, its codes by path; none where there is no such release.
        """
        for day in reversed(self.releases(edition)):
            named = (entry for entry in self.pieces if (entry.edition, entry.release) == (edition, day))
            found = tuple(entry for entry in named if not entry.internal)
            if not self.reason(edition, day) and {entry.path: entry.code for entry in found} != today:
                return found
        return ()

    def releases(self, edition: str, internal: bool = False) -> tuple[date, ...]:
        """Return the days of an edition's releases, oldest first; of its internal ones where those are meant."""
        of = (entry for entry in self.pieces if (entry.edition, entry.internal) == (edition, internal))
        return tuple(sorted({entry.release for entry in of}))


def read(content: bytes) -> Ledger:
    """Return the ledger in a file's bytes, an empty one where there are none; raise Faults where it is damaged."""
    if not content:
        return Ledger()
    try:
        table = json.loads(content.decode("utf-8"))
        if table["schema"] != SCHEMA:
            raise ValueError("another schema")
        withdrawn = tuple(Withdrawn(**_dated(row)) for row in table["withdrawn"])
        return Ledger(tuple(_entry(row) for row in table["pieces"]), withdrawn)
    except (UnicodeDecodeError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        wrong = f"this is no ledger of releases ({type(error).__name__}: {error}); bring back the file as it was"
        raise fault(PATH, 0, wrong) from None


def _entry(row: Mapping[str, Any]) -> Entry:
    entry = Entry(**_dated(row))
    texts = [value for key, value in vars(entry).items() if key not in ("question", "release", "internal")]
    if not CODE.fullmatch(entry.code) or not all(isinstance(text, str) for text in texts):
        raise ValueError(f"{row['code']!r} is no piece")
    return entry


def _dated(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, "release": date.fromisoformat(row["release"])}


def dump(ledger: Ledger) -> bytes:
    """Return the file's bytes, a piece a line, the same for the same ledger."""
    pieces = sorted(ledger.pieces, key=lambda entry: (entry.release, entry.edition, entry.path, entry.code))
    rows = {
        "withdrawn": [_row(row) for row in ledger.withdrawn],
        "pieces": [_row(row) for row in pieces],
    }
    tables = (
        f' "{name}": [\n  ' + ",\n  ".join(lines) + "\n ]" if lines else f' "{name}": []'
        for name, lines in rows.items()
    )
    return ("{\n" + ",\n".join((f' "schema": {SCHEMA}', *tables)) + "\n}\n").encode()


def _row(row: Entry | Withdrawn) -> str:
    return json.dumps({**asdict(row), "release": row.release.isoformat()}, ensure_ascii=False)


def added(ledger: Ledger, entries: Iterable[Entry], stems: Mapping[str, str]) -> Ledger:
    """Return the ledger with a release in it; the same release again changes nothing.

    `stems` gives each format's design: two that share one may share a code. Raise HandbillError for a release that was
    withdrawn, for one that has other words than the one of the same day, and for a code that is another piece's.
    """
    new = tuple(entries)
    for edition, release, internal in dict.fromkeys((entry.edition, entry.release, entry.internal) for entry in new):
        _refuse_withdrawn(ledger, edition, release, internal)
        if not internal:
            _refuse_other(ledger, [entry for entry in new if not entry.internal], edition, release)
    _refuse_shared((*ledger.pieces, *new), stems)
    return replace(ledger, pieces=tuple(dict.fromkeys((*ledger.pieces, *new))))


CURE = "write a later day into “revised”, build, and release again"


def _refuse_withdrawn(ledger: Ledger, edition: str, release: date, internal: bool) -> None:
    if reason := ledger.reason(edition, release, internal):
        wrong = f"the {kind(internal)} of {release} was withdrawn ({reason}); {CURE}"
        raise fault(_place(edition), 0, wrong)


def _refuse_other(ledger: Ledger, new: list[Entry], edition: str, release: date) -> None:
    """Raise Faults where a release of this edition and day stands that is not this one."""
    before = {
        entry.path: entry.code
        for entry in ledger.pieces
        if not entry.internal and (entry.edition, entry.release) == (edition, release)
    }
    now = {entry.path: entry.code for entry in new}
    other = sorted(path for path in before.keys() | now.keys() if before.get(path) != now.get(path))
    if before and other:
        shown = ", ".join(path.rpartition("/")[2] for path in other[:3]) + (", …" if len(other) > 3 else "")
        what = f"a release of {release} stands already, with other words in {len(other)} files ({shown})"
        raise fault(_place(edition), 0, f"{what}; {CURE}")


def kind(internal: bool) -> str:
    """Return what a release is called."""
    return "internal release" if internal else "release"


def _place(edition: str) -> str:
    return f"source/editions/{edition}/edition.toml"


def _refuse_shared(entries: Iterable[Entry], stems: Mapping[str, str]) -> None:
    owners: dict[str, tuple[tuple[object, ...], Entry]] = {}
    for entry in entries:
        piece = (entry.edition, entry.language, stems.get(entry.format, entry.format), entry.question)
        known, first = owners.setdefault(entry.code, (piece, entry))
        if known != piece:
            raise fault(
                PATH, 0, f"the code {entry.code} is that of {first.name} and of {entry.name}; change a word of one"
            )


def withdraw(ledger: Ledger, edition: str, release: date, reason: str, internal: bool = False) -> Ledger:
    """Return the ledger with a release withdrawn, or with the internal one of that day; the other stands. Raise
    HandbillError for one that never was, or is withdrawn.
    """
    known = ledger.releases(edition, internal)
    if release not in known:
        raise HandbillError(f"doit withdraw: {_never(ledger, edition, release, internal)}")
    if before := ledger.reason(edition, release, internal):
        wrong = f"the {kind(internal)} of {release} is withdrawn already ({before}); nothing to do"
        raise HandbillError(f"doit withdraw: {wrong}")
    return replace(ledger, withdrawn=(*ledger.withdrawn, Withdrawn(edition, release, reason, internal)))


def _never(ledger: Ledger, edition: str, release: date, internal: bool) -> str:
    """Return what is said of a release that never was: those that there are, and how the other of its day is meant."""
    days = ", ".join(map(str, ledger.releases(edition, internal))) or "none"
    wrong = f"{edition} has no {kind(internal)} of {release}; its {kind(internal)}s: {days}"
    if release in ledger.releases(edition, not internal):
        meant = "leave out --internal" if internal else "add --internal"
        return f"{wrong}; if the {kind(not internal)} of that day is meant, {meant}"
    return wrong


def meant(code: str) -> str:
    """Return a code as it was typed or read out, in the characters that codes have: O is 0, I and L are 1."""
    return code.upper().translate(MISREAD)


def nearest(code: str, known: Iterable[str]) -> list[str]:
    """Return the known codes that are most like this one."""
    return get_close_matches(code, sorted(set(known)), MOST_ALIKE, ALIKE)


def words(content: bytes) -> str:
    """Return the SHA-256 of a plain text, in hexadecimal; what a mail program does to spaces and line ends makes no
    difference.
    """
    text = content.decode("utf-8", errors="replace").removeprefix("\ufeff")
    return sha256(" ".join(composed(text).split()).encode()).hexdigest()
