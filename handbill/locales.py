"""What Babel knows of a language: its script, direction, names and dates; the only door to Babel."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache

from babel import Locale, UnknownLocaleError, localedata
from babel.core import get_global
from babel.dates import format_date

from handbill import pseudo, typography
from handbill.errors import HandbillError
from handbill.model import Language

TAG = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?")
# What is asked for with each language: the data that all build on, and the names in English and French.
SHARED = frozenset(("root", "en", "fr", "fr_CA"))


@contextmanager
def _asked() -> Iterator[None]:
    """After the block, let go of the data of languages that Babel read: it would keep all of them for good, more than a
    megabyte each, and what is wanted of them is kept here.
    """
    try:
        yield
    finally:
        for name in localedata._cache.keys() - SHARED:
            localedata._cache.pop(name, None)


@cache
def language(tag: str) -> Language:
    """Return what Babel's CLDR data says of a BCP 47 tag; raise HandbillError if it knows no such language."""
    if tag in pseudo.LANGUAGES:
        return pseudo.LANGUAGES[tag]
    with _asked():
        locale = _locale(tag)
        return Language(tag, _script(tag), locale.text_direction, _autonym(locale), locale.get_display_name("en"))


@cache
def script(tag: str) -> str:
    """Return a language's script alone, for which its data need not be loaded; raise HandbillError as above."""
    if tag in pseudo.LANGUAGES:
        return pseudo.LANGUAGES[tag].script
    _locale(tag)
    return _script(tag)


def _locale(tag: str) -> Locale:
    if not TAG.fullmatch(tag):
        raise HandbillError(f"{tag}: this is not a language tag; use one such as fr-CA or zh-Hans")
    try:
        locale = Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        raise HandbillError(f"{tag}: Babel knows no such language; use a tag such as fr-CA or zh-Hans") from None
    if str(locale).replace("_", "-") != tag:
        raise HandbillError(f"{tag}: this tag stands for {str(locale).replace('_', '-')}; use that one")
    return locale


@cache
def name_in(tag: str, around: str) -> str:
    """Return what a language is called in another, a locale of Babel's such as fr_CA; its English name where Babel has
    none.
    """
    with _asked():
        known = Locale.parse(around).languages
        return known.get(tag.replace("-", "_")) or _named_in(tag, around) or language(tag).english_name


def _named_in(tag: str, around: str) -> str | None:
    return None if tag in pseudo.LANGUAGES else Locale.parse(tag, sep="-").get_display_name(around)


def _script(tag: str) -> str:
    """Return the ISO 15924 script by the likely subtags of CLDR."""
    likely = get_global("likely_subtags")
    full = likely.get(tag.replace("-", "_")) or likely.get(tag.split("-")[0], "")
    explicit = re.search(r"-([A-Z][a-z]{3})\b", tag)
    return explicit[1] if explicit else full.split("_")[1]


# Where CLDR's name is another language's, leaves out the word for language, or begins with a small letter by rule.
AUTONYMS = {
    "fa-AF": "دری",
    "ht": "Kreyòl ayisyen",
    "id": "Bahasa Indonesia",
    "jv": "Basa Jawa",
    "ms": "Bahasa Melayu",
    "nd": "isiNdebele",
    "nr": "isiNdebele",
    "om": "Afaan Oromoo",
    "sn": "chiShona",
    "ss": "siSwati",
    "uz": "Oʻzbekcha",
    "xh": "isiXhosa",
    "zu": "isiZulu",
}


def _autonym(locale: Locale) -> str:
    """Return the language's own name as on a sign: with a capital where its script has them, without its country; where
    CLDR has none, its English name.
    """
    ours = AUTONYMS.get(str(locale).replace("_", "-")) or AUTONYMS.get(locale.language)
    if ours:
        return ours
    names = locale.languages
    name = names.get(f"{locale.language}_{locale.script}") or names.get(locale.language)
    name = name or locale.get_display_name("en")
    # The title case of a Georgian letter is the letter itself, its capital one that signs do not have.
    return name[0].title() + name[1:]


def lacking(tag: str) -> Iterator[str]:
    """Yield what Babel's data lack for a language, each as what will be seen of it."""
    locale = Locale.parse(tag, sep="-")
    if _autonym(locale).lower() == locale.language:
        yield "its own name is not known; its code stands for it"
    if any(re.fullmatch(r"M\d\d", name) for name in locale.months["format"]["wide"].values()):
        yield "the names of its months are not known; dates will show M03 for March"
    parent = get_global("parent_exceptions").get(str(locale), "root")
    if parent != "root" and not parent.startswith(locale.language):
        yield f"dates are written as in {Locale.parse(parent).get_display_name('en')}"


@cache
def date_in(tag: str, day: date) -> str:
    """Return the date in the language's long form (CLDR)."""
    known = tag.split("-")[0] if tag in pseudo.LANGUAGES else tag
    with _asked():
        return typography.typeset(format_date(day, "long", locale=known.replace("-", "_")), tag)
