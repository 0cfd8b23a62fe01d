"""A placeholder that nothing fills, a brace alone, bold without an end."""

from collections.abc import Iterator, Mapping

from translations import changed

from handbill.checks.translation import Text


def plant(good: Mapping[str, Text]) -> Iterator[tuple[str, Text]]:
    yield "{plaza} is not known", changed(good["fr-CA"], "{place}", "{place} {plaza}")
    yield "{plaza} is not known", changed(good["es"], "{place}", "{plaza}")
    yield "{page} is not known", changed(good["fr-CA"], "{place}", "{place} {page}")
    yield "a brace stands alone", changed(good["ar"], "{place}", "{place} {")
    yield "bold is opened but not closed", changed(good["uk"], "новоприбулим**", "новоприбулим")
