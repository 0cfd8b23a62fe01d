"""Small rules of setting text: which way it runs, what stays on one line, each language's spaces and quotation marks,
and its words stripped for comparing.
"""

import re
import unicodedata
from typing import Literal

STRONG_RTL = frozenset(("R", "AL"))
NO_BREAK_SPACE = "\u00a0"
# A last line of one short word looks forgotten; two last words of up to this many letters in all stay together.
LONELY = 16
UNSPACED = frozenset(("Hans", "Hant", "Jpan"))
# CLDR 45, delimiters: what stands around quoted words. Languages that are not here have the English marks.
QUOTES = {
    **dict.fromkeys(("am", "fa", "fr", "ru", "ti", "uk"), ("«", "»")),
    **dict.fromkeys(("ar", "ur"), ("”", "“")),
    "de": ("„", "“"),
}
ENGLISH_QUOTES = ("“", "”")
STRAIGHT = re.compile(r'(?<!\w)"(?=[\w{*(])([^"]*)(?<=\S)"(?!\w)')
SPACE = "[ \u00a0\u2009\u202f]"
# OQLF, “Espacement avant et après les principaux signes de ponctuation et autres signes ou symboles”.
FRENCH_CANADA = (
    # No space before ; ! ?.
    (re.compile(rf"(?<=\S){SPACE}+(?=[;!?])"), ""),
    # A no-break space before a colon that ends a word; addresses and times of day have theirs inside.
    (re.compile(rf"(?<=[^\W_]|[)\]»}}*%$]){SPACE}*(?=:(?:[\s»)*]|$))"), NO_BREAK_SPACE),
    # Inside guillemets.
    (re.compile(rf"«{SPACE}*(?=\S)"), "«" + NO_BREAK_SPACE),
    (re.compile(rf"(?<=\S){SPACE}*»"), NO_BREAK_SPACE + "»"),
    # Between a number and what it counts.
    (re.compile(rf"(?<=\d){SPACE}?(?=[%$])"), NO_BREAK_SPACE),
    (re.compile(rf"(?<=\d){SPACE}(?=(?:h|min|s|km|m|cm|mm|kg|g|°C|[¢€])(?!\w))"), NO_BREAK_SPACE),
    # In large numbers, and in dates between the day and the month.
    (re.compile(rf"(?<=\d){SPACE}(?=\d{{3}}(?!\d))"), NO_BREAK_SPACE),
    (re.compile(rf"(?<!\d)(\d{{1,2}}|1er){SPACE}(?=[^\W\d_]+ \d{{4}}(?!\d))"), rf"\1{NO_BREAK_SPACE}"),
)
RULES = {"fr-CA": FRENCH_CANADA}


def direction(text: str) -> Literal["ltr", "rtl", "neutral"]:
    """Return the direction of the first strong character (UAX 9, P2), or "neutral" where there is none."""
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind in STRONG_RTL:
            return "rtl"
        if kind == "L":
            return "ltr"
    return "neutral"


def bound(text: str) -> str:
    """Return the text with its last word bound to the one before by a no-break space, where it would look lonely."""
    rest, _, last = text.rpartition(" ")
    before = rest.rpartition(" ")[2]
    if not last or not rest or before == rest or len(before + last) > LONELY:
        return text
    return f"{rest}{NO_BREAK_SPACE}{last}"


def typeset(text: str, tag: str) -> str:
    """Return the text with the quotation marks and the spaces of its language, its words as they are; typesetting it
    again changes nothing.
    """
    opening, closing = QUOTES.get(tag.split("-")[0], ENGLISH_QUOTES)
    text = STRAIGHT.sub(rf"{opening}\1{closing}", text)
    for pattern, space in RULES.get(tag, ()):
        text = pattern.sub(space, text)
    return text


def chunks(text: str) -> tuple[str, ...]:
    """Return the text cut at its spaces, each space a chunk of its own: what a script that breaks inside words keeps
    whole.
    """
    return tuple(re.split(r"([ ]+)", text))


def squeezed(text: str) -> str:
    """Return the text as compared for loss: NFC, without any white space or invisible joiners of lines."""
    return re.sub(r"[\s\u00a0\u200b\u2060]+", "", unicodedata.normalize("NFC", text))
