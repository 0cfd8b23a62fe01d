"""Pseudo-locales: the English made longer, right-to-left or dense, to see what a layout bears before a translation is
there.
"""

import re
from collections.abc import Callable

from handbill import inline
from handbill.model import Language, Message, State

LANGUAGES = {
    "en-XA": Language("en-XA", "Latn", "ltr", "Ĕñĝļîšĥ", "Pseudo-English (accented, longer)"),
    "ar-XB": Language("ar-XB", "Arab", "rtl", "ثعليس", "Pseudo-Arabic (right to left)"),
    "zh-XC": Language("zh-XC", "Hans", "ltr", "中文", "Pseudo-Chinese (dense)"),
}
# How much longer than English a translation may well be (W3C, text size in translation: 1.3 to 2 for whole sentences).
LONGER = 0.4
FILLER = "~ẽũõ"
ACCENTED = str.maketrans("AEIOUYaceginorstuyz", "ÀÉÎÖÛÝàçéĝîñöŕšţûýž")
ARABIC = "ابتثجحخدرزسشصضطظعغفقكلمنهوي"
HAN = (
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分"
    "对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经"
)


def lookup(tag: str) -> Callable[[Message], tuple[str, State]]:
    """Return a function that gives each message's pseudo-translation, its placeholders and bold kept."""
    words = {"en-XA": _accented, "ar-XB": _arabic, "zh-XC": _han}[tag]
    around = {"en-XA": ("[", "]")}.get(tag, ("", ""))

    def find(message: Message) -> tuple[str, State]:
        marks = [match[0] for match in inline.TOKEN.finditer(message.text)]
        texts = [words(text) for text in inline.TOKEN.split(message.text)[::2]]
        joined = texts[0] + "".join(mark + text for mark, text in zip(marks, texts[1:], strict=True))
        return around[0] + joined + _padding(tag, message.text) + around[1], "translated"

    return find


def _padding(tag: str, text: str) -> str:
    """Return filler words that make the accented text as much longer as a translation may be."""
    count = round(len(text) * LONGER / (len(FILLER) + 1)) if tag == "en-XA" else 0
    return f" {FILLER}" * count


def _accented(text: str) -> str:
    return text.translate(ACCENTED)


def _arabic(text: str) -> str:
    """Return each Latin letter as an Arabic one, so that words keep their length and run right to left."""
    return re.sub(r"[A-Za-z]", lambda match: ARABIC[ord(match[0].lower()) - ord("a")], text).replace("?", "؟")


def _han(text: str) -> str:
    """Return a Han character for about every two letters, without spaces."""
    dense = re.sub(r"[A-Za-z’'‘-]{1,2}", lambda match: HAN[sum(map(ord, match[0])) % len(HAN)], text)
    return re.sub(r"(?<=\w) (?=\w)", "", dense).replace(", ", "，").replace(". ", "。").replace("?", "？")
