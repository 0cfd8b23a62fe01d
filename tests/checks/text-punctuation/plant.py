"""Latin marks in Arabic and Chinese, and Spanish questions that do not open."""

from collections.abc import Iterator, Mapping

from translations import changed

from handbill.checks.translation import Text


def plant(good: Mapping[str, Text]) -> Iterator[tuple[str, Text]]:
    yield "follows an Arabic letter", changed(good["ar"], "منذ عام", "القدامى, منذ عام")
    yield "follows a Chinese character", changed(good["zh-Hans"], "新来者**。", "新来者,**。")
    yield "a space stands between Chinese characters", changed(good["zh-Hans"], "所有新来者", "所有 新来者")
    yield "“¿” and “?” do not pair up", changed(good["es"], "La LIP", "Qué? La LIP")
    yield "“¡” and “!” do not pair up", changed(good["es"], "La LIP", "¡Hola. La LIP")
