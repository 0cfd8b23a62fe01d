"""How far each language is, text by text: what stands, what changed in the English, what to do next and for whom.

A text that was translated from older English never counts as done.
"""

import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from types import MappingProxyType
from typing import Literal, NamedTuple

from handbill import changes, reviews
from handbill.changes import Change
from handbill.localization import Lookup
from handbill.model import Language, Message, Standing, part_of
from handbill.po import Catalog, Entry, Key
from handbill.reviews import Approval
from handbill.state import PART_NAMES

Who = Literal["maintainer", "translator", "reviewer"]


class Stand(NamedTuple):
    """A way to stand: of a text, a message's state; of a part with nothing else to do, its standing with reviewers."""

    id: str
    sign: str
    name: str
    task: str
    meaning: str


# From the most to do to the least; a text that waits for a translator keeps its part from counting as done.
UNREADY = (
    Stand("untranslated", "○", "not translated", "translate", "There is no translation yet."),
    Stand("failing", "✕", "fails a check", "mend", "A check found an error in the translation."),
    Stand("fuzzy", "≠", "English changed", "correct", "The translation was made from older English."),
)
READY = (
    Stand("outdated", "↻", "changed since approval", "", "Translated, and changed since somebody approved it."),
    Stand("open", "◐", "waits for a reviewer", "", "Translated, and nobody has approved it yet."),
    Stand("approved", "●", "approved", "", "Somebody has read it and approved it as it stands."),
)
STANDS = (*UNREADY, *READY)
BY = '--by "their name or role"'


@dataclass(frozen=True)
class Text:
    """A message in a language: the id of how it stands, its catalog's line, and what a person has to know of it.

    `former` is the English that the translation was made from, and `origin` its context where that was another one;
    both are empty where nobody knows. `remarks` are what checks found.
    """

    context: str
    english: str
    translation: str
    stand: str
    line: int = 0
    former: str = ""
    origin: str = ""
    remarks: tuple[str, ...] = ()

    @property
    def changes(self) -> tuple[Change, ...]:
        """Return how the English has changed since it was translated; empty where it has not, or nobody knows."""
        return changes.between(self.former, self.english) if self.former not in ("", self.english) else ()

    @property
    def note(self) -> str:
        """Return what a translator has to know where the English itself has not changed."""
        if self.stand != "fuzzy" or self.changes:
            return ""
        if self.origin:
            return f"The same English stood in {self.origin}. See whether the translation fits here too."
        if self.former:
            return "The English is again what it was. See whether the translation still says the same."
        return "Somebody marked this translation as unsure."


@dataclass(frozen=True)
class Part:
    """A question, the title or the pieces' own words in a language: its texts, and how it stands with reviewers."""

    id: str
    name: str
    standing: Standing
    approval: Approval | None
    texts: tuple[Text, ...]

    @property
    def approved(self) -> bool:
        return self.standing == "approved"

    @property
    def waiting(self) -> tuple[Text, ...]:
        """Return the texts that a translator has to see to."""
        return tuple(text for text in self.texts if text.stand != "translated")

    @property
    def remarked(self) -> tuple[Text, ...]:
        """Return the texts that a person should look at: those that wait, and those that checks remark on."""
        return tuple(text for text in self.texts if text.stand != "translated" or text.remarks)

    @property
    def stands(self) -> tuple[tuple[Stand, int], ...]:
        """Return how the part stands: what waits for a translator, each with the number of texts; else the standing."""
        counts = Counter(text.stand for text in self.waiting)
        found = tuple((stand, counts[stand.id]) for stand in UNREADY if counts[stand.id])
        return found or tuple((stand, 0) for stand in READY if stand.id == self.standing)


class Step(NamedTuple):
    """What somebody has to do next, and the command that does it, if there is one."""

    who: Who
    what: str
    command: str = ""


@dataclass(frozen=True)
class Progress:
    """A language: its catalog, its parts in the FAQ's order, and how many English texts the catalog has yet to get."""

    language: Language
    path: str
    parts: tuple[Part, ...]
    unmerged: int = 0

    @property
    def texts(self) -> tuple[Text, ...]:
        return tuple(text for part in self.parts for text in part.texts)

    @property
    def done(self) -> int:
        """Return how many texts are translated from today's English and pass their checks."""
        return sum(text.stand == "translated" for text in self.texts)

    def texts_that(self, stand: Stand) -> int:
        """Return how many texts stand so."""
        return sum(text.stand == stand.id for text in self.texts)

    def parts_that(self, stand: Stand) -> int:
        """Return how many parts stand so with their reviewers. One that waits for a translator is neither approved nor
        ready to be, but its approval can be outdated.
        """
        found = [part for part in self.parts if part.standing == stand.id]
        return len(found) if stand.id == "outdated" else sum(not part.waiting for part in found)

    @property
    def steps(self) -> tuple[Step, ...]:
        """Return what to do next, in this order; empty where every text is approved."""
        return tuple(_steps(self))


def progress(
    language: Language,
    catalog: Catalog,
    messages: Sequence[Message],
    lookup: Lookup,
    approvals: Mapping[str, Approval],
    remarks: Mapping[Key, Sequence[str]] = MappingProxyType({}),
) -> Progress:
    """Return how far a language is with these messages; `lookup` says how each is translated, `remarks` what checks
    found in it.
    """
    entries = {entry.key: entry for entry in catalog.entries if not entry.obsolete}
    triples = [(message.context, message.text, lookup(message)[0]) for message in messages]
    standings = reviews.standings(approvals, triples)
    texts = [_text(message, entries, lookup, remarks) for message in messages]
    parts = {part: tuple(text for text in texts if part_of(text.context) == part) for part in standings}
    return Progress(
        language,
        catalog.path,
        tuple(Part(id, _name(id, own), standings[id], approvals.get(id), own) for id, own in parts.items()),
        sum((message.context, message.text) not in entries for message in messages),
    )


def _text(message: Message, entries: Mapping[Key, Entry], lookup: Lookup, remarks: Mapping[Key, Sequence[str]]) -> Text:
    key = (message.context, message.text)
    entry, (translation, stand) = entries.get(key, Entry(*key)), lookup(message)
    told = tuple(remarks.get(key, ()))
    if stand != "fuzzy" or entry.previous is None:
        return Text(*key, translation, stand, entry.line, remarks=told)
    origin = entry.previous.context if entry.previous.context != message.context else ""
    return Text(*key, translation, stand, entry.line, entry.previous.text, origin, told)


def _name(part: str, texts: tuple[Text, ...]) -> str:
    heading = next((text.english for text in texts if text.context == f"{part}.question"), part)
    name = PART_NAMES.get(part, heading)
    return name[:1].upper() + name[1:]


def _steps(language: Progress) -> Iterator[Step]:
    if language.unmerged:
        what = f"bring {_counted(language.unmerged, 'new English text')} into {language.path}"
        yield Step("maintainer", what, "doit update")
    work = [sentence for stand in UNREADY if (sentence := _work(language, stand))]
    if work:
        yield Step("translator", f"{', '.join(work)}, in {language.path}")
    unread = [part.id for part in language.parts if part.waiting or not part.approved]
    if unread:
        whole = len(unread) == len(language.parts)
        code = language.language.tag.replace("-", "_")
        asked = "" if whole else "".join(f" --question {part}" for part in unread)
        command = f"doit approve --language {code} {BY}{asked}"
        yield Step("reviewer", f"read {'all texts' if whole else 'these parts'} and approve them", command)


def _work(language: Progress, stand: Stand) -> str:
    """Return what there is to do for the texts that stand so, in words; "" where there are none."""
    found = [text for text in language.texts if text.stand == stand.id]
    parts = dict.fromkeys(part_of(text.context) for text in found)
    return f"{stand.task} {_counted(len(found), 'text')} ({', '.join(parts)})" if found else ""


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


# As lines for the terminal

WIDTH = 110


def lines(languages: Sequence[Progress]) -> Iterator[str]:
    """Yield how far the languages are as a table, then how the English changed, then what to do next and for whom."""
    yield from _table(languages)
    changed = dict(_changed(languages))
    yield from ("", "English that changed (a translator corrects these)") if changed else ()
    yield from (f"  {context} ({', '.join(tags)}): {change}" for (context, change), tags in changed.items())
    yield from ("", "What to do next")
    for language in languages:
        first, *rest = _next(language)
        yield f"  {language.language.tag}: {first}"
        yield from (f"    {line}" for line in rest)


def _table(languages: Sequence[Progress]) -> Iterator[str]:
    from rich.console import Console
    from rich.table import Column, Table

    table = Table(Column(no_wrap=True), Column(no_wrap=True), box=None, pad_edge=False, collapse_padding=True)
    heads = ("texts", "done", *(stand.name for stand in UNREADY), "parts", *(stand.name for stand in READY))
    for head in heads:
        table.add_column(textwrap.fill(head, 10), justify="right", no_wrap=True)
    for each in languages:
        texts = (len(each.texts), each.done, *map(each.texts_that, UNREADY))
        parts = (len(each.parts), *map(each.parts_that, READY))
        counts = (str(count or "-") for count in (*texts, *parts))
        table.add_row(each.language.tag, each.language.english_name, *counts)
    console = Console(width=WIDTH, color_system=None)
    with console.capture() as capture:
        console.print(table)
    yield from (line.rstrip() for line in capture.get().splitlines())


def _changed(languages: Iterable[Progress]) -> Iterator[tuple[tuple[str, str], list[str]]]:
    """Yield each change of the English, or note on it, by context, with the languages that have not followed it."""
    found = [
        ((text.context, changes.marked(text.changes) or text.note), each.language.tag)
        for each in languages
        for text in each.texts
        if text.stand == "fuzzy"
    ]
    for key, group in groupby(sorted(found), key=lambda row: row[0]):
        yield key, [tag for _, tag in group]


def _next(language: Progress) -> Iterator[str]:
    for index, step in enumerate(language.steps):
        yield f"{'then ' if index else ''}a {step.who}: {step.what}{': ' if step.command else ''}{step.command}"
    if not language.steps:
        yield "nothing: every text is approved"
    yield from (remark for text in language.texts for remark in text.remarks)
