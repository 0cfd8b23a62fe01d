"""A number changed, one left out, one in other digits changed."""

from collections.abc import Iterator, Mapping

from translations import changed

from handbill.checks.translation import Text


def plant(good: Mapping[str, Text]) -> Iterator[tuple[str, Text]]:
    yield "(2008)", changed(good["fr-CA"], "2008", "2009")
    yield "(2008)", changed(good["zh-Hans"], "自 2008 年起", "")
    yield "(2008)", changed(good["ar"], "2008", "٢٠٠٩")
