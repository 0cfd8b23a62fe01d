"""Spaces as in France, and none where Canada has them."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from translations import changed

from handbill.checks.translation import Text


def plant(good: Mapping[str, Text]) -> Iterator[tuple[str, Text]]:
    yield "a space stands before", changed(good["fr-CA"], "2008. Visitez", "2008 ; visitez")
    yield "a space stands before", changed(good["fr-CA"], "2008. Visitez", "2008\u202f! Visitez")
    yield "no space stands before “:”", changed(good["fr-CA"], "Le PLI", "Notez: le PLI")
    yield "no space stands inside « »", changed(good["fr-CA"], "Le PLI", "Le «PLI»")
    yield (
        "no space stands before “%” or “$”",
        replace(changed(good["fr-CA"], "2008", "100%"), english=good["fr-CA"].english.replace("2008", "100%")),
    )
