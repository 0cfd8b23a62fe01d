"""Joiners in languages that do not spell with them."""

from collections.abc import Iterator, Mapping

from translations import changed

from handbill.checks.translation import Text


def plant(good: Mapping[str, Text]) -> Iterator[tuple[str, Text]]:
    yield "an invisible joiner", changed(good["fr-CA"], "nouvellement", "nouvel\u200clement")
    yield "an invisible joiner", changed(good["uk"], "року", "ро\u200dку")
    yield "an invisible joiner", changed(good["ar"], "شراكة", "شرا\u200cكة")
