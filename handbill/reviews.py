"""Who approved which part of a language's texts: read from reviews.toml, held against the texts as they stand, written.

A part is a question, the FAQ's title (`faq`) or the words of the pieces themselves (`label`).
"""

import json
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from handbill import tables
from handbill.errors import Fault, Faults, fault
from handbill.model import Standing, part_of

# What may stand in a reviewer's name or role: anything that can be seen.
NAME = re.compile(r"[^\x00-\x1f\x7f-\x9f\u2028\u2029]{1,120}")
KEYS = ("by", "on", "digest", "code")
CURE = "undo the last change, or write the row anew with “doit approve”"


@dataclass(frozen=True)
class Approval:
    """Who approved a part, when, the digest of its English and translation, and the code of the record of its words."""

    by: str
    on: date
    digest: str
    code: str


# BCP 47 tag -> part -> approval.
Reviews = Mapping[str, Mapping[str, Approval]]
# A message in a language: context, English, translation ("" where there is none).
Triple = tuple[str, str, str]


def read(content: bytes, path: str) -> Reviews:
    """Return every approval in a reviews.toml; raise Faults with each row that is not one."""
    try:
        table = tables.loads(content.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise fault(path, 0, f"this is not valid TOML ({error}); undo the last change") from None
    rows = [(tag, part, row) for tag, language in table.items() for part, row in _rows(language)]
    faults = [
        Fault(path, 0, f"the row “{part}” of [{tag}] is no approval; {CURE}")
        for tag, part, row in rows
        if not _good(row)
    ]
    if faults:
        raise Faults(faults)
    found: dict[str, dict[str, Approval]] = {}
    for tag, part, row in rows:
        found.setdefault(tag.replace("_", "-"), {})[part] = Approval(*(row[key] for key in KEYS))
    return found


def _rows(language: object) -> Iterable[tuple[str, object]]:
    return language.items() if isinstance(language, dict) else [("", language)]


def _good(row: object) -> bool:
    if not isinstance(row, dict) or sorted(row) != sorted(KEYS) or type(row["on"]) is not date:
        return False
    return all(isinstance(row[key], str) and NAME.fullmatch(row[key]) for key in ("by", "digest", "code"))


def digests(texts: Iterable[Triple]) -> dict[str, str]:
    """Return the digest of each part, in the order of the parts."""
    parts: dict[str, list[Triple]] = {}
    for triple in texts:
        parts.setdefault(part_of(triple[0]), []).append(triple)
    return {part: digest(triples) for part, triples in parts.items()}


def digest(texts: Iterable[Triple]) -> str:
    """Return "sha256:" and the hexadecimal digest of context, text and translation (NFC) of each message, in order."""
    total = sha256()
    for part in (unicodedata.normalize("NFC", text).encode() for triple in texts for text in triple):
        # The length goes before each part, so that no two series of texts are the same bytes.
        total.update(b"%d:" % len(part) + part)
    return f"sha256:{total.hexdigest()}"


def standings(approvals: Mapping[str, Approval], texts: Iterable[Triple]) -> dict[str, Standing]:
    """Return how each part stands: approved as it is, outdated by a change since, or open."""
    return {part: _standing(approvals.get(part), now) for part, now in digests(texts).items()}


def _standing(approval: Approval | None, now: str) -> Standing:
    if approval is None:
        return "open"
    return "approved" if approval.digest == now else "outdated"


def approve(reviews: Reviews, tag: str, given: Mapping[str, Approval]) -> Reviews:
    """Return the reviews with these approvals in place of what was said of the same parts before."""
    return {**reviews, tag: {**reviews.get(tag, {}), **given}}


def dump(reviews: Reviews, head: str) -> bytes:
    """Return the file's bytes, a table a language and a row a part; `head` is the comment that it begins with."""
    languages = (f"[{tag}]\n" + "".join(map(_row, rows.items())) for tag, rows in sorted(reviews.items()) if rows)
    return "\n".join([head.rstrip("\n") + "\n", *languages]).encode()


def _row(item: tuple[str, Approval]) -> str:
    part, row = item
    by = json.dumps(row.by, ensure_ascii=False)
    return f'{part} = {{ by = {by}, on = {row.on.isoformat()}, digest = "{row.digest}", code = "{row.code}" }}\n'


def head_of(content: bytes) -> str:
    """Return the comment that a reviews.toml begins with."""
    lines = content.decode("utf-8").splitlines(keepends=True)
    end = next((number for number, line in enumerate(lines) if not line.startswith("#")), len(lines))
    return "".join(lines[:end])
