"""No full stop, a question mark, a colon in another script."""

from collections.abc import Iterator, Mapping

from translations import changed

from handbill.checks.translation import Text


def plant(good: Mapping[str, Text]) -> Iterator[tuple[str, Text]]:
    yield "the translation with no mark", changed(good["fr-CA"], "hello@example.org.", "hello@example.org")
    yield "the translation with a question mark", changed(good["ar"], "hello@example.org.", "hello@example.org؟")
    yield "the translation with a colon", changed(good["zh-Hans"], "hello@example.org 。", "hello@example.org ：")
