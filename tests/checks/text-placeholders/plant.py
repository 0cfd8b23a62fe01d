"""A placeholder left out, one too many, and one of another text."""

from collections.abc import Iterator, Mapping

from translations import changed

from handbill.checks.translation import Text


def plant(good: Mapping[str, Text]) -> Iterator[tuple[str, Text]]:
    yield "({place})", changed(good["fr-CA"], " à {place}", "")
    yield "({place})", changed(good["ar"], "{place}", "{place} {place}")
    yield "({place})", changed(good["uk"], "{place}", "{contact_name}")
