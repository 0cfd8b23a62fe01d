"""A language set the wrong way round, as CLDR sets Kurdish in Arabic letters."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from handbill.checks.translation import Text


def plant(good: Mapping[str, Text]) -> Iterator[tuple[str, Text]]:
    for tag, direction, said in (("ar", "ltr", "run from right to left"), ("es", "rtl", "run from left to right")):
        yield said, replace(good[tag], language=replace(good[tag].language, direction=direction))
