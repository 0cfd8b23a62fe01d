"""Another address, an address left out, and one letter changed."""

from collections.abc import Iterator, Mapping

from translations import changed

from handbill.checks.translation import Text


def plant(good: Mapping[str, Text]) -> Iterator[tuple[str, Text]]:
    yield "https://example.org/lip", changed(good["fr-CA"], "example.org/lip", "example.org/pli")
    yield "hello@example.org", changed(good["zh-Hans"], "hello@", "helo@")
    yield "hello@example.org", changed(good["ar"], " hello@example.org", "")
