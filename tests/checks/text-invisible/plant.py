"""Characters that turn the text round, break words or cannot be printed."""

from collections.abc import Iterator, Mapping

from translations import changed

from handbill.checks.translation import Text


def plant(good: Mapping[str, Text]) -> Iterator[tuple[str, Text]]:
    yield "U+202E", changed(good["fr-CA"], "2008", "\u202e2008\u202c")
    yield "U+2067", changed(good["ar"], "LIP", "\u2067LIP")
    yield "U+200B", changed(good["zh-Hans"], "自", "自\u200b")
    yield "U+00AD", changed(good["es"], "llegadas", "lle\u00adgadas")
    yield "U+0007", changed(good["uk"], "2008", "2008\u0007")
