"""What changed between two versions of a text, word by word."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import groupby
from typing import Literal, NamedTuple

Kind = Literal["kept", "deleted", "inserted"]
# A placeholder, a mark of bold, a word with its apostrophes and hyphens, white space, or a single mark.
WORD = re.compile(r"\{\w+\}|\*\*|\w+(?:[’'‑-]\w+)*|\s+|.", re.DOTALL)
# Words that are shown on each side of a change where the rest is left out.
AROUND = 4


class Change(NamedTuple):
    """A stretch of both versions, of the older one only, or of the newer one only."""

    kind: Kind
    text: str


def between(old: str, new: str) -> tuple[Change, ...]:
    """Return the stretches that lead from the old text to the new one, what was deleted before what was inserted."""
    stretches = groupby(_stretches(WORD.findall(old), WORD.findall(new)), key=lambda change: change.kind == "kept")
    return tuple(change for kept, group in stretches for change in _joined(tuple(group)))


def _stretches(old: list[str], new: list[str]) -> Iterator[Change]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    steps = matcher.get_opcodes()
    for step, (tag, start, end, begin, stop) in enumerate(steps):
        same = "".join(old[start:end])
        # A space alone between two changes belongs to both, so that a reworded phrase is one change.
        if tag == "equal" and (not same.isspace() or step in (0, len(steps) - 1)):
            yield Change("kept", same)
        else:
            yield Change("deleted", same)
            yield Change("inserted", "".join(new[begin:stop]))


def _joined(group: tuple[Change, ...]) -> Iterator[Change]:
    """Yield one change of each kind for several that follow one another."""
    for kind in ("kept", "deleted", "inserted"):
        text = "".join(change.text for change in group if change.kind == kind)
        if text:
            yield Change(kind, text)


# What stands around a deletion and an insertion in plain text.
MARKS = {"kept": ("", ""), "deleted": ("[-", "-]"), "inserted": ("{+", "+}")}


def marked(changes: tuple[Change, ...]) -> str:
    """Return the changes as plain text, such as `more than [-77-]{+80+} LIPs`; long stretches between are cut."""
    last = len(changes) - 1
    return "".join(
        f"{change.text}".join(MARKS[change.kind])
        if change.kind != "kept"
        else _cut(change.text, first=index == 0, last=index == last)
        for index, change in enumerate(changes)
    )


def _cut(text: str, first: bool, last: bool) -> str:
    """Return a stretch with only those words that stand beside a change."""
    words = re.findall(r"\s*\S+\s*", text)
    before, after = ([] if first else words[:AROUND]), ([] if last else words[-AROUND:])
    if (first and last) or len(words) <= len(before) + len(after) + 1:
        return text
    return "".join((*before, "…" if last else "… ", *after))
