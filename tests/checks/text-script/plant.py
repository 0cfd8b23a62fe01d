"""English left standing, and another language's words."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from handbill.checks.translation import Text


def plant(good: Mapping[str, Text]) -> Iterator[tuple[str, Text]]:
    yield "most letters are not Ukrainian’s", replace(good["uk"], translation=good["es"].translation)
    yield "most letters are not French (Canada)’s", replace(good["fr-CA"], translation=good["ar"].translation)
    english = good["ar"].english.replace("helps", "has helped")
    yield "most letters are not Arabic’s", replace(good["ar"], translation=english)
