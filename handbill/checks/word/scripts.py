"""Which language, script and direction each run is marked with, against its letters: Word sets it by its marks."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from lxml import etree

from handbill.checks.word.opened import OFF, Found, Opened, W, bare, find, is_on
from handbill.model import Language

LANGUAGE = "{http://purl.org/dc/elements/1.1/}language"

# How Word sets a script, and the first word of the Unicode names of its letters, by ISO 15924 code; a Chinese letter
# may stand in Korean.
SCRIPTS = {
    "Latn": ("simple", "LATIN"),
    "Cyrl": ("simple", "CYRILLIC"),
    "Grek": ("simple", "GREEK"),
    "Ethi": ("simple", "ETHIOPIC"),
    "Arab": ("complex", "ARABIC"),
    "Hebr": ("complex", "HEBREW"),
    "Deva": ("complex", "DEVANAGARI"),
    "Guru": ("complex", "GURMUKHI"),
    "Gujr": ("complex", "GUJARATI"),
    "Beng": ("complex", "BENGALI"),
    "Taml": ("complex", "TAMIL"),
    "Hans": ("east_asian", "CJK"),
    "Hant": ("east_asian", "CJK"),
    "Jpan": ("east_asian", "CJK", "HIRAGANA", "KATAKANA"),
    "Kore": ("east_asian", "HANGUL", "CJK"),
}
KINDS = {name: kind for kind, *names in SCRIPTS.values() for name in names}
# The attribute of w:lang by which Word proofs a kind of script.
SLOTS = {"simple": "val", "complex": "bidi", "east_asian": "eastAsia"}
RIGHT_TO_LEFT = frozenset(("R", "AL"))


def directions(opened: Opened) -> Found:
    """Right-to-left letters stand in runs marked so, Latin letters and addresses in none ([MS-OI29500] 2.1.88)."""
    addresses = {run.text for run in opened.document.facts.values() if run.href and not run.missing}
    for run in opened.runs:
        kinds, marked = _sorts(run.text), run.marked("rtl")
        if kinds & RIGHT_TO_LEFT and not marked:
            yield f"“{run.text[:30]}” is not marked as right to left"
        if marked and ("L" in kinds or run.text in addresses):
            yield f"“{run.text[:30]}” is marked as right to left"


@lru_cache(maxsize=4096)
def _sorts(text: str) -> frozenset[str]:
    """Return the bidirectional types of the text's characters (UAX 9, 3.2)."""
    return frozenset(map(unicodedata.bidirectional, set(text)))


def scripts(opened: Opened) -> Found:
    """Letters that Word sets in another face than Latin ones stand in runs marked so, and Latin letters in none."""
    for run in opened.runs:
        kinds = {KINDS[name] for name in _alphabets(run.text)}
        if "complex" in kinds and not (run.marked("cs") or run.marked("rtl")):
            yield f"“{run.text[:30]}” is not marked as complex script"
        if "simple" in kinds and (run.marked("cs") or run.hinted):
            yield f"“{run.text[:30]}” is marked as of another script than its letters"
        if "east_asian" in kinds and not run.hinted:
            yield f"“{run.text[:30]}” is not marked as East Asian"


@lru_cache(maxsize=4096)
def _alphabets(text: str) -> frozenset[str]:
    """Return the names of the scripts of the text's letters."""
    return frozenset(name for character in set(text) if (name := _alphabet(character)) in KINDS)


@cache
def _alphabet(character: str) -> str:
    """Return the first word of a letter's name, which is its script's; nothing for what is no letter."""
    return unicodedata.name(character, "").partition(" ")[0] if unicodedata.category(character)[0] == "L" else ""


def languages(opened: Opened) -> Found:
    """The file says its language wherever Word looks for it; each run of another language or script says its own."""
    home, assumed = opened.document.language, _assumed(opened)
    if opened.xml["docProps/core.xml"].findtext(LANGUAGE) != home.tag:
        yield f"the file’s properties do not name the language {home.tag}"
    yield from (f"the styles name no language for w:{slot}" for slot in SLOTS.values() if not assumed.get(slot))
    theme = find(opened.xml["word/settings.xml"], "themeFontLang")
    if theme is None or {slot: theme.get(f"{W}{slot}", "") for slot in assumed} != assumed:
        yield "the settings and the styles name different languages"
    if home.script in SCRIPTS and assumed.get(_slot(home)) != _tag(home, opened):
        yield f"the styles do not name the language {_tag(home, opened)} in w:{_slot(home)}"
    yield from _foreign(opened, assumed)
    yield from _borrowed(opened)


def _assumed(opened: Opened) -> Mapping[str, str]:
    """Return the languages that Word proofs runs in that name none."""
    node = find(opened.xml["word/styles.xml"], "docDefaults/rPrDefault/rPr/lang")
    return {slot: node.get(f"{W}{slot}", "") for slot in SLOTS.values()} if node is not None else {}


def _slot(language: Language) -> str:
    return SLOTS[SCRIPTS[language.script][0]]


def _tag(language: Language, opened: Opened) -> str:
    """Return the tag by which Word knows the language."""
    return str(opened.design.measures["languages"].get(language.tag, language.tag))


def _foreign(opened: Opened, assumed: Mapping[str, str]) -> Found:
    """Yield each run whose letters are of another script than the language that Word takes it for."""
    known = {_tag(language, opened): language.script for language in _spoken(opened)}
    for run in opened.runs:
        named = run.language or assumed.get(run.slot, "")
        script = known.get(named, "")
        letters = {name for name in _alphabets(run.text) if SLOTS[KINDS[name]] == run.slot}
        if script in SCRIPTS and letters and letters.isdisjoint(SCRIPTS[script][1:]):
            yield f"“{run.text[:30]}” is marked as {named}"


def _spoken(opened: Opened) -> Iterator[Language]:
    """Yield the languages of the document; of two that Word knows by one tag, the later."""
    yield from (passage.language for passage in opened.passages)
    yield opened.document.source_language
    yield opened.document.language


def _borrowed(opened: Opened) -> Found:
    """Words of another language, such as English that stands in for a translation, are marked as that language."""
    marked: dict[str, str] = defaultdict(str)
    for run in opened.runs:
        marked[run.language] += bare(run.text)
    for passage in opened.passages:
        language = passage.language
        words = bare(passage.runs[0].text)
        if language != opened.document.language and words not in marked[_tag(language, opened)]:
            yield f"“{passage.text[:30]}” is not marked as {_tag(language, opened)}"


def mirroring(opened: Opened) -> Found:
    """The document, its sheets, its tables and each paragraph run in the direction of their words."""
    turned = opened.document.language.direction == "rtl"
    if turned != _is_turned(opened.styled("Normal", "pPr/bidi")):
        yield "the Normal style runs in the wrong direction"
    for properties, name in (("sectPr", "bidi"), ("sectPr", "rtlGutter"), ("tblPr", "bidiVisual")):
        if any(is_on(node, name) != turned for node in opened.body.iter(f"{W}{properties}")):
            yield f"a sheet or table runs in the wrong direction ({name})"
    for paragraph in opened.paragraphs:
        direction, own = _meant(opened, paragraph.text), find(paragraph.node, "pPr/bidi")
        found = own if own is not None else opened.styled(paragraph.style, "pPr/bidi")
        if direction and (direction == "rtl") != _is_turned(found):
            yield f"the paragraph “{paragraph.text[:30]}” runs in the wrong direction"


def _meant(opened: Opened, words: str) -> str:
    """Return the direction of the passage that a paragraph is, or that of its letters where these tell."""
    return opened.directions.get(bare(words), "rtl" if _sorts(words) & RIGHT_TO_LEFT else "")


def _is_turned(bidi: etree._Element | None) -> bool:
    return bidi is not None and bidi.get(f"{W}val") not in OFF
