"""A good translation in languages of several scripts, for the plants of tests/checks/text-*."""

from collections.abc import Mapping
from dataclasses import replace

from handbill import locales
from handbill.checks.translation import Text
from handbill.glossary import Term

ENGLISH = (
    "The LIP helps **all newcomers** in {place} since 2008. "
    "Visit https://example.org/lip or write to hello@example.org."
)
TRANSLATIONS = {
    "ar": "تساعد شراكة LIP **جميع القادمين الجدد** في {place} منذ عام 2008. "
    "زوروا https://example.org/lip أو اكتبوا إلى hello@example.org.",
    "es": "La LIP ayuda a **todas las personas recién llegadas** en {place} desde 2008. "
    "Visite https://example.org/lip o escriba a hello@example.org.",
    "fa": "طرح LIP از سال ۲۰۰۸ به **همهٔ تازه‌واردان** در {place} کمک می‌کند. "
    "از https://example.org/lip دیدن کنید یا به hello@example.org بنویسید.",
    "fil": "Tinutulungan ng LIP ang **lahat ng bagong dating** sa {place} mula 2008. "
    "Bisitahin ang https://example.org/lip o sumulat sa hello@example.org.",
    "fr-CA": "Le PLI aide **toutes les personnes nouvellement arrivées** à {place} depuis 2008. "
    "Visitez https://example.org/lip ou écrivez à hello@example.org.",
    "ko": "LIP는 2008년부터 {place} 지역에서 **모든 신규 이주민**을 돕습니다. "
    "https://example.org/lip 누리집을 보거나 hello@example.org 주소로 쓰십시오.",
    "uk": "LIP допомагає **всім новоприбулим** у місті {place} з 2008 року. "
    "Відвідайте https://example.org/lip або напишіть на hello@example.org.",
    "zh-Hans": "LIP 自 2008 年起在 {place} 帮助**所有新来者**。"
    "请访问 https://example.org/lip 或写信至 hello@example.org 。",
}
TERMS = (
    Term("LIP", (("fr-CA", ("PLI",)), ("ar", ("LIP",)))),
    Term("newcomer", (("fr-CA", ("personne* nouvellement arrivée*", "nouve* arrivant*")),)),
)


def good() -> Mapping[str, Text]:
    """Return the translations by language."""
    return {
        tag: Text("what.answer", ENGLISH, translation, locales.language(tag), terms=TERMS)
        for tag, translation in TRANSLATIONS.items()
    }


def changed(text: Text, old: str, new: str) -> Text:
    """Return the text with a stretch of its translation replaced, which it must hold."""
    assert old in text.translation, old
    return replace(text, translation=text.translation.replace(old, new))
