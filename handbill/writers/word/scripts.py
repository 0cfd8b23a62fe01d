"""Which script a stretch of text is in, and what Word must be told of it.

Word sets a run by the marks it carries, not by its letters ([MS-OI29500] 2.1.88): w:rtl or w:cs for complex scripts,
a hint for East Asian ones; and Latin letters may never stand in a run marked w:rtl (ECMA-376 part 1, I.2).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

from handbill.errors import HandbillError
from handbill.model import Language, Run
from handbill.writers.word.markup import element, valued

LETTERS = r"A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff"
# A word or an address; digits and points count where they touch Latin letters.
WORD = rf"[0-9]*[{LETTERS}][0-9{LETTERS}]*(?:[-\u2013.,/:@_'\u2019&+=?#~%]+[0-9{LETTERS}]+)*"
# Brackets go with the Latin words only in pairs and after other such words: cut from its twin, a bracket is mirrored.
LATIN = re.compile(rf"{WORD}(?:[,:;]?[ \u00a0](?:{WORD}|\({WORD}(?:[ \u00a0]{WORD})*\)))*")
# What is read from left to right in every script.
ADDRESSES = ("website", "email", "phone")
# The attribute of w:lang, by how Word sets the script.
SLOTS = {"simple": "w:val", "complex": "w:bidi", "east_asian": "w:eastAsia"}


@dataclass(frozen=True)
class Stretch:
    """A text in one script, and the language that it is marked with."""

    text: str
    language: Language


def split(run: Run, language: Language, source: Language) -> tuple[Stretch, ...]:
    """Return the run's text cut by script: words in Latin letters amid another script are the source language's."""
    if language.script == "Latn" or not run.text:
        return (Stretch(run.text, language),)
    if address(run):
        return (Stretch(run.text, source),)
    return tuple(_alternating(run.text, language, source))


def address(run: Run) -> bool:
    """Return whether the run is read from left to right whatever stands around it."""
    return run.fact in ADDRESSES and not run.missing


def _alternating(text: str, language: Language, source: Language) -> list[Stretch]:
    stretches, end = [], 0
    for latin in LATIN.finditer(text):
        stretches += [Stretch(text[end : latin.start()], language), Stretch(latin[0], source)]
        end = latin.end()
    stretches.append(Stretch(text[end:], language))
    return [stretch for stretch in stretches if stretch.text]


def looks(language: Language, home: Language, measures: Mapping[str, Any], style: str = "") -> list[etree._Element]:
    """Return what a run carries: its style, the marks of its script and, where it is foreign, its language."""
    chosen = list(_marks(language, home, measures, style))
    return [element("w:rPr", None, *chosen)] if chosen else []


def _marks(language: Language, home: Language, measures: Mapping[str, Any], style: str) -> Iterator[etree._Element]:
    kind = row(language, measures)["kind"]
    if style:
        yield valued("w:rStyle", style)
    if kind == "east_asian":
        # Without the hint, Word takes quotation marks from the Latin face.
        yield element("w:rFonts", {"w:hint": "eastAsia"})
    if language.direction == "rtl":
        yield element("w:rtl")
    elif kind == "complex":
        yield element("w:cs")
    if language != home:
        yield element("w:lang", {SLOTS[kind]: tag(language, measures)})


def tags(home: Language, measures: Mapping[str, Any]) -> dict[str, str]:
    """Return the language that Word proofs each kind of script in."""
    return measures["proofing"] | {row(home, measures)["kind"]: tag(home, measures)}


def tag(language: Language, measures: Mapping[str, Any]) -> str:
    """Return the tag by which Word knows the language."""
    return measures["languages"].get(language.tag, language.tag)


def row(language: Language, measures: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return how the language's script is set; raise HandbillError for a script without a row."""
    if language.script in measures["scripts"]:
        return measures["scripts"][language.script]
    raise HandbillError(
        f"styles/word.toml: [scripts] has no row “{language.script}”, the script of {language.english_name}; add one"
    )


def direction(language: Language) -> etree._Element:
    """Return the paragraph's direction, said even where it is the usual one."""
    return valued("w:bidi", "1" if language.direction == "rtl" else "0")
