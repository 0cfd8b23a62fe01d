"""Half a text, and a text twice; each within what another language takes."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from handbill.checks.translation import Text

ENGLISH = "Everyone who is new to the city may ask us a question, by telephone or in writing, at any time of the year."


def plant(good: Mapping[str, Text]) -> Iterator[tuple[str, Text]]:
    long = replace(good["es"], english=ENGLISH, translation="Cualquiera puede preguntarnos.")
    yield "0.3 times as long as the English", long
    yield "2.7 times as long as the English", replace(long, translation="Cualquiera puede preguntar. " * 10 + "Así es.")
    chinese = replace(good["zh-Hans"], english=ENGLISH, translation="新来本市的人都可以随时提问。" * 5)
    yield "0.7 times as long as the English", chinese
