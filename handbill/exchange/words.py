"""Two texts compared word by word; and how much two texts are alike."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Literal

from handbill.history import Part
from handbill.model import Kind

Change = Literal["same", "deleted", "added"]
# Scripts that put no spaces between words are compared letter by letter: Han and Kana.
WORD = re.compile(r"\s*(?:[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\s\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+)")
NUMBER = re.compile(r"^\W*\d{1,3}[.):،、．]?\s+")
# A longer text is told whole instead: comparing takes the square of its words.
MAX_WORDS = 2_000
# Of a heading, no more is looked at for likeness.
MAX_HEADING = 300


@dataclass(frozen=True)
class Stretch:
    """Words that are the same in both texts, or in one only; or, without words, the beginning of a part of a kind."""

    text: str
    change: Change = "same"
    begins: Kind | None = None


Difference = tuple[Stretch, ...]


@dataclass(frozen=True)
class _Token:
    """A word with the space before it, which makes no difference; or the beginning of a part."""

    text: str
    begins: Kind | None = None

    @property
    def key(self) -> str:
        return f"\0{self.begins}" if self.begins else self.text.strip()


def compared(before: Iterable[Part], after: Iterable[Part]) -> Difference:
    """Return what was deleted and added between two texts, word by word; where nothing was, one stretch a part."""
    old, new = _tokens(before), _tokens(after)
    if max(len(old), len(new)) > MAX_WORDS:
        return _joined([*_marked(old, "deleted"), *_marked(new, "added")])
    matcher = SequenceMatcher(None, [token.key for token in old], [token.key for token in new], autojunk=False)
    stretches: list[Stretch] = []
    for kind, i, j, k, m in _slid(matcher.get_opcodes(), old, new):
        if kind == "equal":
            # After deleted words, the space is that of the old text.
            stretches += _marked([old[i], *new[k + 1 : m]] if stretches else new[k:m], "same")
        else:
            stretches += [*_marked(old[i:j], "deleted"), *_marked(new[k:m], "added")]
    return _joined(stretches)


Code = tuple[str, int, int, int, int]


def _slid(codes: list[Code], old: list[_Token], new: list[_Token]) -> list[Code]:
    """Return the changes with those that begin with a mark and stand before the same mark moved behind it: a sentence
    that was added ends with its own full stop, not with that of the one before.
    """
    slid = list(codes)
    for index, (kind, i, j, k, m) in enumerate(codes[1:-1], start=1):
        words, start, end = (new, k, m) if kind == "insert" else (old, i, j)
        if kind in ("insert", "delete") and words[start].key == words[end].key and _mark(words[start].key[:1] or " "):
            before, _, after = slid[index - 1 : index + 2]
            slid[index - 1] = (before[0], before[1], before[2] + 1, before[3], before[4] + 1)
            slid[index] = (kind, i + 1, j + 1, k + 1, m + 1)
            slid[index + 1] = (after[0], after[1] + 1, after[2], after[3] + 1, after[4])
    return [code for code in slid if code[2] > code[1] or code[4] > code[3]]


def changed(difference: Difference) -> bool:
    """Return whether anything was deleted or added."""
    return any(stretch.change != "same" for stretch in difference)


def equal(one: Iterable[Part], other: Iterable[Part]) -> bool:
    """Return whether two texts have the same words in the same parts; spaces make no difference."""
    return [token.key for token in _tokens(one)] == [token.key for token in _tokens(other)]


def bare(text: str) -> str:
    """Return a heading as it is recognized: no number before it, small letters, no spaces."""
    return "".join(unnumbered(text).casefold().split())


def unnumbered(text: str) -> str:
    """Return a heading without a number that was typed before it."""
    return NUMBER.sub("", text)


def likeness(one: str, other: str) -> float:
    """Return how alike two headings are, from 0 to 1."""
    matcher = SequenceMatcher(None, bare(one)[:MAX_HEADING], bare(other)[:MAX_HEADING], autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() > 0.5 and matcher.quick_ratio() > 0.5 else 0.0


def shared(one: Iterable[Part], other: Iterable[Part]) -> float:
    """Return the share of words that two texts have in common, from 0 to 1, whatever their order."""
    ours, theirs = (Counter(token.key for token in _tokens(text) if not token.begins) for text in (one, other))
    total = ours.total() + theirs.total()
    return 2 * (ours & theirs).total() / total if total else 0.0


def _tokens(parts: Iterable[Part]) -> list[_Token]:
    return [token for part in parts for token in (_Token("", part.kind), *_words(part.text))]


@lru_cache(maxsize=1024)
def _words(text: str) -> tuple[_Token, ...]:
    return tuple(_Token(piece) for match in WORD.finditer(text) for piece in _peeled(match[0]))


def _peeled(word: str) -> list[str]:
    """Return the word cut from the punctuation before and after it, each mark by itself."""
    space = len(word) - len(word.lstrip())
    start, end = space, len(word)
    while start < end and _mark(word[start]):
        start += 1
    while end > start and _mark(word[end - 1]):
        end -= 1
    pieces = [*word[space:start], word[start:end], *word[end:]]
    pieces = [piece for piece in pieces if piece]
    return [word[:space] + pieces[0], *pieces[1:]] if pieces else []


def _mark(character: str) -> bool:
    return unicodedata.category(character).startswith("P")


def _marked(tokens: list[_Token], change: Change) -> list[Stretch]:
    return [Stretch(token.text, change, token.begins) for token in tokens]


def _joined(stretches: list[Stretch]) -> Difference:
    """Return the stretches with neighbours of one kind as one."""
    joined: list[Stretch] = []
    parts: list[str] = []
    for stretch in stretches:
        last = joined[-1] if joined else None
        if last and not stretch.begins and not last.begins and last.change == stretch.change:
            parts.append(stretch.text)
            continue
        joined = _closed(joined, parts)
        joined.append(stretch)
        parts = [stretch.text]
    return tuple(_closed(joined, parts))


def _closed(joined: list[Stretch], parts: list[str]) -> list[Stretch]:
    if joined and len(parts) > 1:
        joined[-1] = Stretch("".join(parts), joined[-1].change, joined[-1].begins)
    return joined
