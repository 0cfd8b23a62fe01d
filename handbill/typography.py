"""Small rules of setting text: which way it runs, what stays on one line, each language's spaces and quotation marks,
and its words stripped for comparing.
"""

import re
import unicodedata
from itertools import groupby
from typing import Literal

STRONG_RTL = frozenset(("R", "AL"))
# Arabic letters that join the one before them and none after them (Unicode, ArabicShaping.txt: types R and U), vowels.
HAMZA = "\u0621"
NOT_JOINING = frozenset("آأؤإاةدذرزوٱڈڑژ" + HAMZA)
ARABIC_MARKS = "".join(map(chr, range(0x064B, 0x0660)))
LEFT_TO_RIGHT_MARK = "\u200e"
RIGHT_TO_LEFT_MARK = "\u200f"
DIRECTIONS = re.compile(f"[{LEFT_TO_RIGHT_MARK}{RIGHT_TO_LEFT_MARK}]")
# A number of the North American plan written into the text itself; those that are facts are known as such.
PHONE = re.compile(r"(?<!\d)(?:\+?1[ .-]?)?\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}(?!\d)")
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


def joined(before: str, after: str) -> bool:
    """Return whether the last letter before and the first after are Arabic ones that join where nothing is between."""
    last, first = before.rstrip(ARABIC_MARKS)[-1:], after[:1]
    return _arabic(last) and last not in NOT_JOINING and _arabic(first) and first != HAMZA


def _arabic(letter: str) -> bool:
    return unicodedata.category(letter or " ") == "Lo" and unicodedata.name(letter, "").startswith("ARABIC LETTER")


def direction(text: str) -> Literal["ltr", "rtl", "neutral"]:
    """Return the direction of the first strong character (UAX 9, P2), or "neutral" where there is none."""
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind in STRONG_RTL:
            return "rtl"
        if kind == "L":
            return "ltr"
    return "neutral"


def from_the_right(text: str) -> str:
    """Return the text so that its first strong character, by which plain text is laid out, is right-to-left."""
    return text if direction(text) == "rtl" else RIGHT_TO_LEFT_MARK + text


def forwards(text: str) -> str:
    """Return the text with a mark before each telephone number: amid right-to-left words one without it is shown
    backwards (UAX 9, W4 to W7: its hyphens are no part of the number).
    """
    return PHONE.sub(LEFT_TO_RIGHT_MARK + r"\g<0>", text)


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
    return re.sub(r"[\s\u00a0\u200b\u2060]+", "", composed(text))


def composed(text: str) -> str:
    """Return the text in NFC, in a time that grows with its length.

    Python takes the square of the marks on one letter to put them in order (UAX 15, canonical ordering), so it is given
    them in order.
    """
    return unicodedata.normalize("NFC", text if unicodedata.is_normalized("NFC", text) else _ordered(text))


def _ordered(text: str) -> str:
    letters = "".join(unicodedata.normalize("NFD", letter) for letter in text)
    runs = groupby(letters, lambda letter: unicodedata.combining(letter) > 0)
    return "".join("".join(sorted(run, key=unicodedata.combining) if marks else run) for marks, run in runs)
