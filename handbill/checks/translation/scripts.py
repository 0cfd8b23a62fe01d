"""Letters: which script each is of, whether a translation is in its language's, and which way it runs."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache

from handbill.checks.translation.text import Text, plain
from handbill.typography import STRONG_RTL

# ISO 15924 -> how Unicode's names of its letters begin.
NAMES: dict[str, tuple[str, ...]] = {
    "Arab": ("ARABIC",),
    "Armn": ("ARMENIAN",),
    "Beng": ("BENGALI",),
    "Cans": ("CANADIAN SYLLABICS",),
    "Cyrl": ("CYRILLIC",),
    "Deva": ("DEVANAGARI",),
    "Ethi": ("ETHIOPIC",),
    "Geor": ("GEORGIAN",),
    "Grek": ("GREEK",),
    "Gujr": ("GUJARATI",),
    "Guru": ("GURMUKHI",),
    "Hans": ("CJK",),
    "Hant": ("CJK",),
    "Hebr": ("HEBREW",),
    "Jpan": ("CJK", "HIRAGANA", "KATAKANA"),
    "Khmr": ("KHMER",),
    "Knda": ("KANNADA",),
    "Kore": ("HANGUL", "CJK"),
    "Laoo": ("LAO",),
    "Latn": ("LATIN",),
    "Mlym": ("MALAYALAM",),
    "Mymr": ("MYANMAR",),
    "Orya": ("ORIYA",),
    "Sinh": ("SINHALA",),
    "Taml": ("TAMIL",),
    "Telu": ("TELUGU",),
    "Thai": ("THAI",),
    "Tibt": ("TIBETAN",),
}
# Letters of these look like Latin ones.
LOOKALIKES = ("CYRILLIC", "GREEK")
WORD = re.compile(r"[^\W\d_]+")
# Names that may keep their letters everywhere: LIP, IRCC, and words with a capital inside an English sentence.
NAMED = re.compile(r"\b[A-Z]{2,}|(?<=[^.!?:] )[A-Z]\w+")


@lru_cache(maxsize=4096)
def name(character: str) -> str:
    """Return the Unicode name of a character, or "" where it has none."""
    return unicodedata.name(character, "")


def mixed(text: Text) -> Iterator[str]:
    """A word of Latin letters with Cyrillic or Greek ones among them: it looks right, and cannot be found or read."""
    for word in WORD.findall(plain(text.translation)):
        for script in LOOKALIKES:
            if any(map(_is(script), word)) and any(map(_is("LATIN"), word)):
                strange = " ".join(sorted({letter for letter in word if _is(script)(letter)}))
                told = f"the word “{word}” mixes Latin letters with {script.capitalize()} ones ({strange})"
                yield f"{told}; type it again in one alphabet"


def _is(*scripts: str) -> Callable[[str], bool]:
    return lambda letter: name(letter).startswith(scripts)


def foreign(text: Text) -> Iterator[str]:
    """Most letters of another script: another language's translation, or English."""
    letters = _letters(text)
    scripts = NAMES.get(text.language.script)
    if scripts and letters and 2 * sum(map(_is(*scripts), letters)) < len(letters):
        yield f"most letters are not {text.language.english_name}’s; put the translation of this language here"


def _letters(text: Text) -> str:
    """Return the letters of a translation but those of names that stand in the English in the same way."""
    kept = set(NAMED.findall(plain(text.english)))
    return "".join(word for word in WORD.findall(plain(text.translation)) if word not in kept)


def turned(text: Text) -> Iterator[str]:
    """Letters of the right script that run the other way than the language is said to."""
    letters = _letters(text)
    share = sum(unicodedata.bidirectional(letter) in STRONG_RTL for letter in letters) - len(letters) / 2
    runs = "rtl" if share > 0 else "ltr"
    if share and runs != text.language.direction and not list(foreign(text)):
        told = f"the letters run {_way(runs)}, the language is set {_way(text.language.direction)}"
        yield f"{told}; name the catalog after the language with this script"


def _way(direction: str) -> str:
    return {"ltr": "from left to right", "rtl": "from right to left"}[direction]
