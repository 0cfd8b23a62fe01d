"""A Latin letter in a Ukrainian word, a Cyrillic and a Greek one in a French word."""

from collections.abc import Iterator, Mapping

from translations import changed

from handbill.checks.translation import Text


def plant(good: Mapping[str, Text]) -> Iterator[tuple[str, Text]]:
    yield "mixes Latin letters with Cyrillic ones", changed(good["fr-CA"], "aide", "\u0430ide")
    yield "mixes Latin letters with Cyrillic ones", changed(good["uk"], "року", "p\u043eку")
    yield "mixes Latin letters with Greek ones (ο)", changed(good["fr-CA"], "nouvellement", "n\u03bfuvellement")
