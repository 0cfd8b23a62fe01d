"""HTML, an entity, a comment and a link."""

from collections.abc import Iterator, Mapping

from translations import changed

from handbill.checks.translation import Text


def plant(good: Mapping[str, Text]) -> Iterator[tuple[str, Text]]:
    yield "“<b>” would be printed", changed(good["fr-CA"], "2008", "<b>2008</b>")
    yield "“&nbsp;” would be printed", changed(good["fr-CA"], "depuis 2008", "depuis&nbsp;2008")
    yield "“&#x200B;” would be printed", changed(good["uk"], "2008", "2008&#x200B;")
    yield "“<!--” would be printed", changed(good["ar"], "2008", "2008 <!-- -->")
    yield "“](” would be printed", changed(good["es"], "2008", "[2008](x)")
