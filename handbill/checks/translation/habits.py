"""What a good translation seldom has: other numbers, another ending, odd spaces, another language's punctuation."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from handbill.checks.translation import lengths
from handbill.checks.translation.text import ADDRESS, MAIL, Text, plain

# --- numbers and words


GROUPED = re.compile(r"(?<=\d)[,.\u00a0\u202f\u2009\u066c’' ](?=\d{3}(?!\d))")


def numbers(text: Text) -> Iterator[str]:
    """The same numbers, in whatever digits and however grouped."""
    wanted, found = _numbers(text.english), _numbers(text.translation)
    if wanted != found:
        names = ", ".join(sorted(wanted.elements())) or "none"
        yield f"the numbers are not those of the English ({names}); correct them, or ignore this if they are in words"


def _numbers(text: str) -> Counter[str]:
    """Return the numbers of the text in European digits."""
    found = re.findall(r"\d+", GROUPED.sub("", plain(text)))
    return Counter("".join(str(unicodedata.decimal(digit)) for digit in number).lstrip("0") or "0" for number in found)


def same(text: Text) -> Iterator[str]:
    """Not the English itself; a name or two words may well be the same."""
    words = re.findall(r"[^\W\d_]+", plain(text.english))
    if len(words) > 2 and text.translation.casefold() == text.english.casefold():
        yield "the translation is the English text; translate it"


def terms(text: Text) -> Iterator[str]:
    """Official names and terms as the glossary words them."""
    for term in text.terms:
        wordings = term.of(text.language.tag)
        if wordings and _names(term.english, text.english) and not any(_has(text.translation, w) for w in wordings):
            told = " or ".join(f"“{wording}”" for wording in wordings)
            yield f"the glossary has {told} for “{term.english}”; use it here, or correct source/glossary.toml"


def _names(term: str, english: str) -> bool:
    return bool(re.search(rf"\b{re.escape(term)}s?\b", english, 0 if term.isupper() else re.IGNORECASE))


def _has(translation: str, wording: str) -> bool:
    pattern = re.escape(_folded(wording)).replace(r"\*", r"\S*")
    return bool(re.search(pattern, _folded(translation)))


def _folded(text: str) -> str:
    return text.casefold().replace("’", "'").replace("\u00a0", " ")


def length(text: Text) -> Iterator[str]:
    """A length that translations into the language have; far from it, something was left out or put in."""
    known = lengths.of(text.language.tag)
    english, translation = (len(" ".join(plain(words).split())) for words in (text.english, text.translation))
    if known is None or english < lengths.LEAST:
        return
    low, high = known
    if not low <= translation / english <= high:
        told = f"the translation is {translation / english:.1f} times as long as the English"
        yield f"{told}, where {low:.1f} to {high:.1f} is usual; look whether something is missing or too much"


# --- ends and spaces

# What a text ends with, by class; each holds the marks of all scripts. U+1361 is an Ethiopic word space, and a stop
# for some who write.
ENDS = {
    "a question mark": "?؟？፧՞⸮\u037e",
    "a full stop": ".。．।॥۔።፡։។။…",
    "a colon": ":：፥፦",
    "a semicolon": ";；؛፤",
    "a comma": ",，،、፣",
    "an exclamation mark": "!！՜",
}
# Scripts that have no full stop of their own.
UNSTOPPED = ("Thai", "Laoo", "Tibt")
CLOSING = " \u00a0*\"'”’»›)]）】」』"
# A telephone takes into a link whatever stands behind it, so that nothing may.
LINKED = re.compile(r"\{(?:website|email)\}$")
# A list's last item but one; other languages end it in their own way.
AND = re.compile(r"[;,] (?:and|or)$")
# A title that asks without a mark; other languages cannot.
ASKING = re.compile(r"(?:How|What|When|Where|Which|Who|Why)\b.*\w$")
# Korean nouns made of verbs, after which a full stop may be left out (한글 맞춤법, 부록, 마침표).
NOMINAL = re.compile("[기음함됨임]$")


def stop(text: Text) -> Iterator[str]:
    """The same kind of ending."""
    wanted, found = _end(text.english), _end(text.translation)
    if wanted != found and not _free(text, found):
        yield f"the English ends with {wanted}, the translation with {found}; end it in the same way"


def _free(text: Text, found: str) -> bool:
    """Return whether the translation may end otherwise than its English."""
    return bool(
        text.language.script in UNSTOPPED
        or LINKED.search(text.english)
        or LINKED.search(text.translation)
        or AND.search(text.english)
        or (found == "a question mark" and ASKING.match(text.english))
        or (text.language.script == "Kore" and NOMINAL.search(text.translation.rstrip(CLOSING)))
    )


def _end(text: str) -> str:
    last = text.rstrip(CLOSING)[-1:]
    return next((kind for kind, marks in ENDS.items() if last and last in marks), "no mark")


SPACE = "[ \u00a0\u202f\u2009]"


def spaces(text: Text) -> Iterator[str]:
    if text.translation != text.translation.strip():
        yield "a space stands at the beginning or the end; delete it"
    if re.search(rf"{SPACE}{{2}}|\t", text.translation.strip()):
        yield "two spaces stand together; delete one"


# --- by language and script


# OQLF, “Espacement avant et après les signes de ponctuation”: no space before ; ! ?, one before : and inside « ».
FRENCH = (
    (re.compile(rf"{SPACE}[;!?]"), "a space stands before “;”, “!” or “?”; in Canada there is none"),
    (re.compile(r"[^\W\d_)»]:(?!\S)"), "no space stands before “:”; put one there"),
    (re.compile(r"«(?=[^\s])|(?<=[^\s])»"), "no space stands inside « »; put one after « and before »"),
    (re.compile(r"\d[%$]"), "no space stands before “%” or “$”; put one there"),
)


def french(text: Text) -> Iterator[str]:
    """The spaces of Canadian French; which of them do not break is seen to when a piece is made."""
    if text.language.tag == "fr-CA":
        yield from (sentence for pattern, sentence in FRENCH if pattern.search(_unaddressed(text.translation)))


def _unaddressed(text: str) -> str:
    return MAIL.sub("x", ADDRESS.sub("x", text))


ARABIC = re.compile('[\u0620-\u064a\u066e-\u06d3][)»"]?[,;?]')
HAN = re.compile('[\u3400-\u9fff][”）"]?(?:[,;:?!]|\\.(?!\\d))')
APART = re.compile("[\u3400-\u9fff] +[\u3400-\u9fff]")


def punctuation(text: Text) -> Iterator[str]:
    """The language's own marks, not the English ones."""
    yield from PUNCTUATION.get(text.language.script, lambda _: ())(text.translation)
    if text.language.tag.split("-")[0] == "es":
        yield from _spanish(text.translation)


def _arabic(translation: str) -> Iterator[str]:
    if ARABIC.search(translation):
        yield "a Latin comma, semicolon or question mark follows an Arabic letter; write ، ؛ ؟"


def _han(translation: str) -> Iterator[str]:
    if HAN.search(translation):
        yield "a Latin punctuation mark follows a Chinese character; write ，。；：？！"
    if APART.search(translation):
        yield "a space stands between Chinese characters; delete it"


def _spanish(translation: str) -> Iterator[str]:
    for opening, closing in (("¿", "?"), ("¡", "!")):
        if translation.count(opening) != translation.count(closing):
            yield f"“{opening}” and “{closing}” do not pair up; put one at each end of the question or exclamation"


PUNCTUATION = {"Arab": _arabic, "Hans": _han, "Hant": _han}

# --- invisible letters


def direction_marks(text: Text) -> Iterator[str]:
    if re.search("[\u200e\u200f]", text.translation):
        yield "the text holds an invisible mark of direction; delete it, pieces set their own"


# Where a joiner is spelling: Persian, Urdu and their neighbours, and the scripts of India and Sri Lanka.
JOINING_LANGUAGES = frozenset(("fa", "ps", "ur", "ug", "ku", "ckb", "sd", "pa", "ks", "az", "lrc", "mzn", "mn", "syr"))
JOINING_SCRIPTS = frozenset(
    ("Beng", "Deva", "Gujr", "Guru", "Knda", "Khmr", "Mlym", "Mymr", "Orya", "Sinh", "Taml", "Telu")
)
# A family of emoji is joined too.
JOINER = re.compile("(?<![\U0001f000-\U0001faff\u2600-\u27bf\ufe0f])[\u200c\u200d]")


def joiners(text: Text) -> Iterator[str]:
    spelled = text.language.tag.split("-")[0] in JOINING_LANGUAGES or text.language.script in JOINING_SCRIPTS
    if not spelled and JOINER.search(text.translation):
        yield "the text holds an invisible joiner (U+200C or U+200D), which this language does not use; delete it"
