"""Two spaces, and spaces at the ends."""

from collections.abc import Iterator, Mapping

from translations import changed

from handbill.checks.translation import Text


def plant(good: Mapping[str, Text]) -> Iterator[tuple[str, Text]]:
    yield "two spaces stand together", changed(good["fr-CA"], " depuis", "  depuis")
    yield "a space stands at the beginning or the end", changed(good["uk"], "LIP допомагає", " LIP допомагає")
    yield "a space stands at the beginning or the end", changed(good["es"], "hello@example.org.", "hello@example.org. ")
