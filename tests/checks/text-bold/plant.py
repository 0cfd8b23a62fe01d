"""Bold lost, and bold where the English has none."""

from collections.abc import Iterator, Mapping

from translations import changed

from handbill.checks.translation import Text


def plant(good: Mapping[str, Text]) -> Iterator[tuple[str, Text]]:
    yield "0 stretches are bold where the English has 1", changed(good["fr-CA"], "**", "")
    yield "2 stretches are bold", changed(good["zh-Hans"], "2008", "**2008**")
