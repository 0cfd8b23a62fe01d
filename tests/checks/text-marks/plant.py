"""Marks of direction typed into the text."""

from collections.abc import Iterator, Mapping

from translations import changed

from handbill.checks.translation import Text


def plant(good: Mapping[str, Text]) -> Iterator[tuple[str, Text]]:
    yield "an invisible mark of direction", changed(good["ar"], "LIP", "\u200eLIP")
    yield "an invisible mark of direction", changed(good["ar"], "2008.", "2008.\u200f")
