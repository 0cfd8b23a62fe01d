"""Another word than the glossary's, and a name's letters changed."""

from collections.abc import Iterator, Mapping

from translations import changed

from handbill.checks.translation import Text


def plant(good: Mapping[str, Text]) -> Iterator[tuple[str, Text]]:
    yield "the glossary has “PLI” for “LIP”", changed(good["fr-CA"], "Le PLI", "Le LIP")
    yield (
        "“personne* nouvellement arrivée*” or “nouve* arrivant*” for “newcomer”",
        changed(good["fr-CA"], "personnes nouvellement arrivées", "nouvelles gens"),
    )
