"""A line break in a text of one line."""

from collections.abc import Iterator, Mapping

from translations import changed

from handbill.checks.translation import Text


def plant(good: Mapping[str, Text]) -> Iterator[tuple[str, Text]]:
    yield "the translation has a line break", changed(good["fr-CA"], ". Visitez", ".\nVisitez")
