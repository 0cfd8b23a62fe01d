"""What translators send back, put into a catalog one text at a time; what is not taken is told with its reason.

Nothing is ever marked as approved, and the catalog never loses what a file lacks.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from handbill import inline
from handbill.errors import Fault, fault
from handbill.po import MAX_CHARACTERS, Catalog, Entry, Key, ordered_flags
from handbill.typography import composed

# Context and checksum of an id, as in purpose.answer~0a1b2c3d and purpose.answer·668v.
ID = re.compile(r"(?P<context>.*)[~·].*")
REASONS = {
    "unknown": "the id is none of this catalog's; leave the ids as they were",
    "stale": "the English has changed since the file was made; translate it anew, in a new file",
    "again": "the same text stands further up already with other words; keep one of them",
    "edited": "the English was edited, so it is not sure what was translated; bring the English back",
    "empty": "there is no translation, so the catalog keeps its own; write one if it is to change",
    "copied": "the translation is the English; translate it",
    "broken": "the translation has several lines; write it as one",
    "long": f"the translation is longer than {MAX_CHARACTERS:,} characters; shorten it",
}
# So many words a translation may share with the English.
SHARED = 2
MISSING = "{place}: it is missing in the file, so the catalog keeps what it has; send the file whole the next time"


@dataclass(frozen=True)
class Text:
    """A translation in a file from outside: its place there (a row, a unit; a line), its id, the English beside it,
    whether its translator is done with it, and what keeps it from being read, if anything does.
    """

    place: str
    line: int
    id: str
    source: str
    translation: str
    done: bool = True
    problem: str = ""


@dataclass(frozen=True)
class Returned:
    """A file from outside: its path, the BCP 47 tag of its language, and its texts in their order."""

    path: str
    tag: str
    texts: tuple[Text, ...]


@dataclass(frozen=True)
class Taken:
    """The catalog with what was taken, and a fault for each text that was not."""

    catalog: Catalog
    left: tuple[Fault, ...]


def take(catalog: Catalog, returned: Returned, ids: Mapping[str, Entry]) -> Taken:
    """Return the catalog with the file's translations; `ids` are its live entries by their id in that kind of file."""
    fresh: dict[Key, Entry] = {}
    left: list[Fault] = []
    for text in returned.texts:
        entry = _entry(text, ids)
        made = _renewed(entry, text) if entry else None
        reason = _reason(text, entry, made, ids, fresh)
        left += [Fault(returned.path, text.line, f"{text.place}: {reason}")] if reason else []
        if entry and made:
            fresh.setdefault(entry.key, entry if reason else made)
    left += [Fault(returned.path, 0, sentence) for sentence in _missing(ids, fresh)]
    entries = tuple(entry if entry.obsolete else fresh.get(entry.key, entry) for entry in catalog.entries)
    return Taken(replace(catalog, entries=entries), tuple(left))


def live(catalog: Catalog, identify: Callable[[Entry], str]) -> dict[str, Entry]:
    """Return the catalog's live entries by the id that `identify` gives each; raise Faults where two have the same."""
    found: dict[str, Entry] = {}
    for entry in catalog.entries:
        if not entry.obsolete and found.setdefault(identify(entry), entry) != entry:
            raise fault(catalog.path, entry.line, "the text has the id of another; change a word of its English")
    return found


def folded(text: str) -> str:
    """Return a text as it is compared: NFC, with one plain space between words."""
    return " ".join(composed(text).split())


def _entry(text: Text, ids: Mapping[str, Entry]) -> Entry | None:
    """Return the entry of the id; where the id was deleted, that of the English, if there is just one."""
    if text.id:
        return ids.get(text.id)
    alike = [entry for entry in ids.values() if folded(entry.text) == folded(text.source)]
    return alike[0] if len(alike) == 1 else None


def _renewed(entry: Entry, text: Text) -> Entry:
    """Return the entry with the translation and, while it needs work, the mark and the old English."""
    translation = _normal(text.translation)
    same = translation == entry.translation.strip()
    others = [flag for flag in entry.flags if flag != "fuzzy"]
    if not translation:
        return entry
    return replace(
        entry,
        translation=entry.translation if same else translation,
        flags=ordered_flags(others if text.done else [*others, "fuzzy"]),
        previous=None if text.done else entry.previous,
    )


def _normal(text: str) -> str:
    return composed(text).replace("\r\n", "\n").strip()


def _reason(
    text: Text, entry: Entry | None, made: Entry | None, ids: Mapping[str, Entry], fresh: Mapping[Key, Entry]
) -> str:
    """Return why a text is not taken, or ""."""
    if text.problem:
        return text.problem
    if entry is None or made is None:
        return REASONS["stale" if _known_context(text, ids) else "unknown"]
    if entry.key in fresh:
        return "" if fresh[entry.key] == made else REASONS["again"]
    if folded(text.source) != folded(entry.text):
        return REASONS["edited"]
    if not _normal(text.translation):
        return REASONS["empty"] if entry.translation.strip() else ""
    return _unfit(made) if made != entry else ""


def _known_context(text: Text, ids: Mapping[str, Entry]) -> bool:
    named = ID.fullmatch(text.id)
    return named is not None and any(entry.context == named["context"] for entry in ids.values())


def _unfit(entry: Entry) -> str:
    """Return why no catalog could hold the translation, or no piece print it, or ""."""
    # Programs put the English where there is no translation; one or two words can be the same in both.
    if folded(entry.translation) == folded(entry.text) and len(entry.text.split()) > SHARED:
        return REASONS["copied"]
    if "\n" in entry.translation and "\n" not in entry.text:
        return REASONS["broken"]
    if len(entry.translation) > MAX_CHARACTERS // 2:
        return REASONS["long"]
    wanted = inline.placeholders(entry.text)
    found = [sentence for _, sentence in inline.invisible(entry.translation)]
    found += inline.problems(entry.translation, tuple(wanted) or inline.FACTS)
    if wanted != inline.placeholders(entry.translation):
        names = " ".join(f"{{{name}}}" for name in wanted.elements()) or "none"
        found.append(f"its placeholders are not those of the English ({names}); copy them from there")
    return next(iter(found), "")


def _missing(ids: Mapping[str, Entry], fresh: Mapping[Key, Entry]) -> Iterator[str]:
    yield from (MISSING.replace("{place}", name) for name, entry in ids.items() if entry.key not in fresh)
