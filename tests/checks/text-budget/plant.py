"""A text message one unit too long in one edition, in either alphabet."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from handbill import gsm
from handbill.checks.translation import Sent, Text


def plant(good: Mapping[str, Text]) -> Iterator[tuple[str, Text]]:
    for tag, letter, most, said in (
        ("es", "a", 2, "3 segments of GSM-7 (307 units) in the edition long, 2 at most"),
        ("uk", "я", 3, "4 segments of UCS-2 (202 units) in the edition long, 3 at most"),
    ):
        length = {2: 306, 3: 201}[most]
        sent = (_sent("short", letter * length, most), _sent("long", letter * (length + 1), most))
        yield said, replace(good[tag], sent=sent)
        worse = _sent("longer", letter * 2 * length, most)
        yield "in the edition longer and 1 more", replace(good[tag], sent=(*sent, worse))


def _sent(edition: str, message: str, most: int) -> Sent:
    cost = gsm.count(message)
    return Sent(edition, cost.encoding, cost.units, cost.segments, most)
