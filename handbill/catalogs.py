"""A language's catalog against the source: looked up, merged and counted.

No text is ever given another's translation unmarked.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from types import MappingProxyType

from handbill import inline
from handbill.model import Message, State
from handbill.po import Catalog, Entry, Key, Previous, completed, file_name, ordered_flags

# Below this two sentences share letters rather than meaning.
LIKE = 0.35
# The flags that come from the source; all others are the translators' own.
OURS = ("max-length:", "placeholders:", "python-brace-format")


def merge(catalog: Catalog, messages: Sequence[Message], limits: Mapping[str, int] = MappingProxyType({})) -> Catalog:
    """Return the catalog with exactly these messages live, in their order; `limits` are characters by field, as `sms`.

    A message keeps the translation of its own entry; else it takes, marked fuzzy, that of the entry of its context it
    was changed from, or of an equal text in another context. Likeness is never looked for across contexts.
    """
    wanted = {(message.context, message.text): message for message in messages}
    origins = _origins(catalog.entries, wanted.keys())
    live = [
        _renewed(_inherited(key, origins.get(key)), message, limits.get(key[0].rpartition(".")[2]))
        for key, message in wanted.items()
    ]
    used = {entry for key, entry in origins.items() if entry.context == key[0]}
    return replace(catalog, headers=completed(catalog.headers), entries=(*live, *_retired(catalog.entries, used)))


def _origins(entries: tuple[Entry, ...], wanted: Collection[Key]) -> dict[Key, Entry]:
    """Return, for each message that has one, the entry whose translation it takes."""
    live = {entry.key: entry for entry in entries if not entry.obsolete}
    known = {entry.key: entry for entry in entries if entry.obsolete} | live
    exact = {key: known[key] for key in wanted if key in known}
    fresh = [key for key in wanted if key not in exact]
    left = [entry for key, entry in live.items() if key not in wanted and entry.state != "untranslated"]
    # The first live one wins, and an obsolete one only where none is live.
    equal = {entry.text: entry for entry in (*known.values(), *reversed(live.values())) if entry.state == "translated"}
    return {key: equal[key[1]] for key in fresh if key[1] in equal} | _alike(fresh, left) | exact


def _alike(fresh: list[Key], left: list[Entry]) -> dict[Key, Entry]:
    """Return the entry that each new key of the same context was most likely changed from."""
    pairs: dict[Key, Entry] = {}
    for context in {context for context, _ in fresh} & {entry.context for entry in left}:
        keys = [key for key in fresh if key[0] == context]
        pairs |= _paired(keys, [entry for entry in left if entry.context == context])
    return pairs


def _paired(keys: list[Key], entries: list[Entry]) -> dict[Key, Entry]:
    """Return the pairs from the likest down, and the last two if they are all that is left of their context."""
    likes = [(_likeness(key[1], entry.text), key, entry) for key in keys for entry in entries]
    pairs: dict[Key, Entry] = {}
    for like, key, entry in sorted(likes, key=lambda pair: -pair[0]):
        if like >= LIKE and key not in pairs and entry not in pairs.values():
            pairs[key] = entry
    alone = [key for key in keys if key not in pairs]
    idle = [entry for entry in entries if entry not in pairs.values()]
    return pairs | dict(zip(alone, idle, strict=True)) if len(alone) == len(idle) == 1 else pairs


def _likeness(now: str, old: str) -> float:
    matcher = SequenceMatcher(None, old, now, autojunk=False)
    # The quick ratio is never lower, and spares the slow one on long texts that have nothing in common.
    return matcher.ratio() if matcher.quick_ratio() >= LIKE else 0.0


def _inherited(key: Key, old: Entry | None) -> Entry:
    """Return the entry of the key with the old one's translation: as it was, or fuzzy with what it was made from."""
    if old is None:
        return Entry(*key)
    if old.key == key:
        return replace(old, obsolete=False)
    # A text changed twice shows what its translation was really made from.
    previous = (old.state == "fuzzy" and old.previous) or Previous(*old.key)
    if old.context != key[0]:
        return Entry(*key, old.translation, ("fuzzy",), previous=previous)
    return replace(old, text=key[1], flags=("fuzzy", *old.flags), previous=previous)


def _renewed(entry: Entry, message: Message, limit: int | None) -> Entry:
    """Return the entry with the message's own note, file, limit and placeholders in place of former ones."""
    flags = [flag for flag in entry.flags if not flag.startswith(OURS)]
    flags += [f"max-length:{limit}"] if limit else []
    return replace(
        entry,
        flags=ordered_flags([*flags, *_placeholders(message.text)]),
        notes=(*message.note.splitlines(), *_limit_note(limit)),
        references=tuple(filter(None, [file_name(message.path)])),
    )


def _placeholders(text: str) -> list[str]:
    """Return what tells of placeholders: to gettext's own check and Poedit, and to Weblate."""
    names = [f'"{{{name}}}"' for name in dict.fromkeys(inline.placeholders(text))]
    return ["python-brace-format", f"placeholders:{':'.join(names)}"] if names else []


def _limit_note(limit: int | None) -> tuple[str, ...]:
    """Return the limit as a note too: not every translator's program shows the flag, and some drop it."""
    return (f"At most {limit} characters, with names and addresses filled in.",) if limit else ()


def _retired(entries: tuple[Entry, ...], used: set[Entry]) -> list[Entry]:
    """Return the obsolete entries: former ones, and those now without a message whose translation may serve again."""
    idle = [entry for entry in entries if entry not in used]
    done = [entry for entry in idle if not entry.obsolete and entry.state != "untranslated"]
    keys = {entry.key for entry in done}
    kept = [entry for entry in idle if entry.obsolete and entry.key not in keys]
    return kept + [replace(entry, obsolete=True, notes=(), references=()) for entry in done]


def lookup(catalog: Catalog, failing: Collection[Key] = ()) -> Callable[[Message], tuple[str, State]]:
    """Return a function from a message to its translation and state; only a translated one may be printed.

    `failing` are the entries whose translation fails a check.
    """
    known = {entry.key: entry for entry in catalog.entries if not entry.obsolete}

    def find(message: Message) -> tuple[str, State]:
        entry = known.get((message.context, message.text))
        if entry is None:
            return "", "untranslated"
        return entry.translation, "failing" if entry.key in failing else entry.state

    return find


def tally(catalog: Catalog) -> str:
    """Return how many texts are translated, fuzzy and untranslated, in words."""
    states = Counter(entry.state for entry in catalog.entries if not entry.obsolete)
    return ", ".join(f"{states[name]} {name}" for name in ("translated", "fuzzy", "untranslated") if states[name])
