"""A translation as it is judged: its English, its language, and what it becomes in each edition."""

import re
from dataclasses import dataclass
from typing import Literal, NamedTuple

from handbill import inline
from handbill.glossary import Term
from handbill.model import Language

Severity = Literal["error", "warning"]
# In ASCII: what stands behind an address in Chinese touches it, and is none of it.
ADDRESS = re.compile(r"(?:https?://|www\.)[!-;=?-z|~]*[A-Za-z0-9/]", re.IGNORECASE)
# Looked for at the beginning of a word only, so that a long word is read once.
MAIL = re.compile(r"(?<![A-Za-z0-9._+-])[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


class Sent(NamedTuple):
    """What a text message costs in an edition, its names and addresses filled in, and the most that it may."""

    edition: str
    encoding: str
    units: int
    segments: int
    most: int


@dataclass(frozen=True)
class Text:
    """A translation with its English. `flags` are the catalog's; `sent` is what it costs as a text message."""

    context: str
    english: str
    translation: str
    language: Language
    flags: tuple[str, ...] = ()
    terms: tuple[Term, ...] = ()
    sent: tuple[Sent, ...] = ()


@dataclass(frozen=True, order=True)
class Finding:
    """What a check found in a translation: a sentence of what is wrong and what to do."""

    severity: Severity
    code: str
    message: str


def plain(text: str) -> str:
    """Return the words of a text: without placeholders, bold marks and addresses."""
    return MAIL.sub(" ", ADDRESS.sub(" ", inline.TOKEN.sub(" ", text)))
