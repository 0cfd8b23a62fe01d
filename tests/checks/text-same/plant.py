"""The English in place of its translation."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from handbill.checks.translation import Text


def plant(good: Mapping[str, Text]) -> Iterator[tuple[str, Text]]:
    for tag in ("es", "fil"):
        yield "the translation is the English text", replace(good[tag], translation=good[tag].english)
