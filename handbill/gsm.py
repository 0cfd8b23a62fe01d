"""What a text message costs: its encoding, units and segments by GSM 03.38, counted exactly as given.

It never normalises, replaces or shortens; that is cleaning's work.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Encoding = Literal["GSM-7", "UCS-2"]

# 3GPP TS 23.038 6.2.1, the default alphabet, a row a column of the clause's table: one septet each. 0x1B is the escape
# to the extension table and no character. 0x09 is the capital Ç, as in the clause and on telephones, not Unicode's ç.
BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅå"
    "Δ_ΦΓΛΩΠΨΣΘΞÆæßÉ"
    " !\"#¤%&'()*+,-./"
    "0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNO"
    "PQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmno"
    "pqrstuvwxyzäöñüà"
)
# TS 23.038 6.2.1.1, the extension table: escape and character, two septets each.
EXTENSION = "\f^{}\\[~]|€"
SEPTETS = dict.fromkeys(BASIC, 1) | dict.fromkeys(EXTENSION, 2)

# Units in a message alone, and in each part of a longer one: its header takes 6 of 140 octets (TS 23.040 9.2.3.24.1).
LIMITS: dict[Encoding, tuple[int, int]] = {
    "GSM-7": (160, 153),  # TS 23.038 6.2.1: septets
    "UCS-2": (70, 67),  # TS 23.038 6.2.3: code units of 16 bits, in practice UTF-16
}


@dataclass(frozen=True)
class Count:
    """A message's cost: units are septets or 16-bit code units, `offenders` the distinct characters outside GSM-7."""

    encoding: Encoding
    units: int
    segments: int
    per_segment: tuple[int, ...]
    offenders: tuple[str, ...]


# Each message is counted several times in a row: as it is written, as it is sent, against its budget.
@lru_cache(maxsize=8)
def count(text: str) -> Count:
    """Return what the text costs; raise ValueError for an escape character or half a surrogate pair."""
    characters = dict.fromkeys(text)
    _refuse(characters)
    offenders = tuple(character for character in characters if character not in SEPTETS)
    encoding: Encoding = "UCS-2" if offenders else "GSM-7"
    per_segment = tuple(_packed(list(_widths(text, encoding)), *LIMITS[encoding]))
    return Count(encoding, sum(per_segment), len(per_segment), per_segment, offenders)


def forced(text: str) -> int:
    """Return how many segments the characters outside GSM-7 cost: those saved by a letter of GSM-7 in place of each."""
    cost = count(text)
    cheaper = count(text.translate(dict.fromkeys(map(ord, cost.offenders), "e")))
    return cost.segments - cheaper.segments


def _refuse(characters: Iterable[str]) -> None:
    for character in characters:
        if character == "\x1b" or "\ud800" <= character <= "\udfff":
            raise ValueError(f"U+{ord(character):04X} is no character that a text message can hold; delete it")


def _widths(text: str, encoding: Encoding) -> Iterator[int]:
    """Return the units of each character, an escape or surrogate pair being one character of two."""
    if encoding == "GSM-7":
        return map(SEPTETS.__getitem__, text)
    return (2 if character > "\uffff" else 1 for character in text)


def _packed(widths: list[int], alone: int, part: int) -> Iterator[int]:
    """Yield the units of each segment, filled in turn: no pair is split (TS 23.040 9.2.3.24.1)."""
    limit = alone if sum(widths) <= alone else part
    filled = 0
    for width in widths:
        if filled + width > limit:
            yield filled
            filled = 0
        filled += width
    if filled:
        yield filled
