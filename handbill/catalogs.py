"""A language's catalog: a PO file read strictly, written in one form only, and merged with the source's messages.

It never evaluates what a file says (plural forms, charset) and never gives one text another's translation unmarked.
"""

import re
import tomllib
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from hashlib import sha256
from itertools import chain
from types import MappingProxyType

from handbill import inline
from handbill.errors import Fault, Faults, fault
from handbill.model import Message, State

Key = tuple[str, str]

MAX_BYTES = 1_000_000
MAX_ENTRIES = 5_000
MAX_CHARACTERS = 10_000
# A person mends a file from its first faults; a hostile file can have half a million.
MAX_FAULTS = 100
# Below this two sentences share letters rather than meaning.
LIKE = 0.35


@dataclass(frozen=True)
class Previous:
    """The context and text from which a fuzzy translation was made; the context is empty where the file names none."""

    context: str
    text: str


@dataclass(frozen=True)
class Entry:
    """One text and its translation, with what translators and tools noted about it."""

    context: str
    text: str
    translation: str = ""
    flags: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    previous: Previous | None = None
    obsolete: bool = False
    line: int = field(default=0, compare=False)

    @property
    def key(self) -> Key:
        """Return what identifies the entry: context and text."""
        return (self.context, self.text)

    @property
    def state(self) -> State:
        """Return "untranslated" if there are no words, else "fuzzy" if so flagged, else "translated"."""
        if not self.translation.strip():
            return "untranslated"
        return "fuzzy" if "fuzzy" in self.flags else "translated"


@dataclass(frozen=True)
class Catalog:
    """A PO file: its header's comments and fields in their order, and its entries."""

    path: str
    comments: tuple[str, ...]
    headers: tuple[tuple[str, str], ...]
    entries: tuple[Entry, ...]


def new(path: str, language: str, comments: tuple[str, ...]) -> Catalog:
    """Return a catalog without entries for the language, such as `fr_CA`; it holds no date."""
    headers = {
        "Project-Id-Version": "handbill",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "X-Source-Language": "en_CA",
    }
    return Catalog(path, comments, tuple(headers.items()), ())


def digest(pairs: Iterable[tuple[str, str, str]]) -> str:
    """Return "sha256:" and the hexadecimal digest of context, text and translation (NFC) of each message, in order."""
    total = sha256()
    for part in (unicodedata.normalize("NFC", text).encode() for triple in pairs for text in triple):
        # The length goes before each part, so that no two series of texts are the same bytes.
        total.update(b"%d:" % len(part) + part)
    return f"sha256:{total.hexdigest()}"


@dataclass
class _Draft:
    """An entry while it is read: remarks by mark, strings by keyword (`|msgid` is the previous one), its last rank."""

    line: int
    remarks: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    strings: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    obsolete: bool = False
    broken: bool = False
    rank: int = 0

    @property
    def header(self) -> bool:
        ids = self.strings.get("msgid")
        return ids is not None and not any(ids) and "msgctxt" not in self.strings and not self.obsolete


@dataclass
class _Reading:
    """What has been read so far, and the mark and string that a continued line belongs to."""

    path: str
    faults: list[Fault]
    drafts: list[_Draft] = field(default_factory=list)
    open: tuple[str, list[str]] | None = None

    def wrong(self, line: int, message: str) -> None:
        self.faults.append(Fault(self.path, line, message))


def read(content: bytes, path: str) -> Catalog:
    """Return the catalog in `content`, its texts in NFC; raise Faults with the file's faults, each at its line."""
    text = _decoded(content, path)
    reading = _Reading(path, [Fault(path, line, problem) for line, problem in inline.invisible(text)])
    for number, line in enumerate(text.split("\n"), 1):
        _take(number, line.lstrip(" \t"), reading)
    entries = [_entry(draft) for draft in reading.drafts if _sound(draft, reading)]
    _complete(entries, reading)
    headers = tuple(_headers(entries[0], reading)) if entries else ()
    if reading.faults:
        raise Faults(sorted(reading.faults)[:MAX_FAULTS])
    return Catalog(path, entries[0].comments, headers, tuple(entries[1:]))


def _decoded(content: bytes, path: str) -> str:
    if len(content) > MAX_BYTES:
        raise fault(path, 0, f"the file is larger than {MAX_BYTES:,} bytes; remove obsolete entries or split it")
    try:
        return content.decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise fault(path, line, "this is not UTF-8 text; save the file as UTF-8 in your editor") from None


MARKS = ("#~|", "#~", "#|", "#.", "#:", "#,", "#", "")
REMARKS = ("#", "#.", "#:", "#,")


def _take(number: int, line: str, reading: _Reading) -> None:
    """Add one line of the file to what has been read."""
    mark = next(mark for mark in MARKS if line.startswith(mark))
    rest = line[len(mark) :]
    if rest.strip() and mark not in REMARKS:
        _string(number, mark, rest.strip(), reading)
        return
    reading.open = None
    if mark in REMARKS:
        _draft(number, 0, False, reading).remarks[mark].append(rest.removeprefix(" "))


def _draft(number: int, rank: int, obsolete: bool, reading: _Reading) -> _Draft:
    """Return the entry to which a line of this rank belongs: a new one where the last cannot go on with it."""
    last = reading.drafts[-1] if reading.drafts else _Draft(0, rank=len(RANKS) + 1)
    repeated = rank == last.rank and not last.broken
    if rank < last.rank or (last.rank and (repeated or obsolete != last.obsolete)):
        reading.drafts.append(_Draft(number))
    return reading.drafts[-1]


# The order of an entry's lines: remarks and previous texts have rank 0; an unknown word goes on where a plural would.
RANKS = {"msgctxt": 1, "msgid": 2, "msgid_plural": 3, "msgstr": 4}
PROBLEMS = (
    (r"<{7}|={7}|>{7}|\|{7}", "a merge conflict is not resolved; keep one of the versions and delete the marks"),
    (r"msgid_plural|msgstr\[", "plural forms are not used here; write one msgid and one msgstr"),
    (r'(?!"|msg(?:ctxt|id|str)(?:[\s"]|$))', "the line is not understood; begin it with msgctxt, msgid, msgstr or #"),
    (r'\w*+\s*+(?!")', 'the text is not in quotes; put straight quotes around it, such as msgstr "Bonjour"'),
    (r'\w*+\s*+"(?!(?:[^"\\]|\\.)*+"$)', 'the quotes do not pair up; end the text with ", write \\" for one inside'),
    (r'(?:[^\\]|\\[nt"\\])*+\\', 'this escape is not known; only \\n, \\t, \\" and \\\\ are used'),
)


def _string(number: int, mark: str, text: str, reading: _Reading) -> None:
    """Add a line of a keyword and a quoted text, or of a quoted text that continues the one above."""
    keyword = re.split(r'[\s"]', text, maxsplit=1)[0]
    parts = _begun(number, mark, keyword, reading) if keyword else _continued(number, mark, reading)
    problem = next((sentence for pattern, sentence in PROBLEMS if re.match(pattern, text)), "")
    if problem:
        reading.wrong(number, problem)
        for draft in reading.drafts[-1:]:
            draft.broken = True
    else:
        parts.append(text[len(keyword) :].lstrip()[1:-1])


def _begun(number: int, mark: str, keyword: str, reading: _Reading) -> list[str]:
    name = keyword.split("[")[0]
    previous = mark.endswith("|")
    draft = _draft(number, 0 if previous else RANKS.get(name, 3), mark == "#~", reading)
    if name in RANKS and not previous:
        draft.line = draft.line if draft.rank else number
        draft.rank, draft.obsolete = RANKS[name], mark == "#~"
    parts = draft.strings["|" * previous + name]
    reading.open = (mark, parts)
    return parts


def _continued(number: int, mark: str, reading: _Reading) -> list[str]:
    if reading.open is None or reading.open[0] != mark:
        reading.wrong(number, "this text follows no keyword; write msgctxt, msgid or msgstr before it")
        return []
    return reading.open[1]


LACKING = {
    "msgid": "the entry has no msgid; add the English text or delete what is left of the entry",
    "msgctxt": "the entry has no msgctxt; add the line that says which question and field it belongs to",
    "msgstr": 'the entry has no msgstr; add the line, as msgstr "" if there is no translation yet',
}


def _sound(draft: _Draft, reading: _Reading) -> bool:
    """Return whether an entry can be made of the draft; note what it lacks."""
    present = {keyword for keyword, parts in draft.strings.items() if keyword != "msgctxt" or any(parts)}
    present |= {"msgctxt"} if draft.header else set()
    lacks = [] if draft.broken else [sentence for keyword, sentence in LACKING.items() if keyword not in present]
    if sum(map(len, chain(*draft.strings.values(), *draft.remarks.values()))) > MAX_CHARACTERS:
        lacks = [f"the entry is longer than {MAX_CHARACTERS:,} characters; shorten it"]
    for sentence in lacks[:1]:
        reading.wrong(draft.line, sentence)
    return not lacks and not draft.broken


STRINGS = ("msgctxt", "msgid", "msgstr", "|msgctxt", "|msgid")
# A flag's value in quotes can hold commas, as in placeholders:"a,b".
FLAG = re.compile(r'(?:"[^"]*"|[^,])+')


def _entry(draft: _Draft) -> Entry:
    context, text, translation, *old = (_unescaped("".join(draft.strings.get(keyword, ()))) for keyword in STRINGS)
    previous = Previous(*old) if draft.strings.keys() & set(STRINGS[3:]) else None
    flags = _ordered(flag.strip() for line in draft.remarks["#,"] for flag in FLAG.findall(line))
    comments, notes = tuple(draft.remarks["#"]), tuple(draft.remarks["#."])
    references = tuple(dict.fromkeys(map(_file_name, " ".join(draft.remarks["#:"]).split())))
    remarks = (flags, comments, notes, references)
    return Entry(context, text, translation, *remarks, previous, draft.obsolete, draft.line)


ESCAPES = {"n": "\n", "t": "\t", '"': '"', "\\": "\\"}


def _unescaped(text: str) -> str:
    """Return the text in NFC: some keyboards type other forms, and no translator could tell the difference."""
    return unicodedata.normalize("NFC", re.sub(r"\\(.)", lambda match: ESCAPES[match[1]], text))


def _ordered(flags: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({flag for flag in flags if flag}, key=lambda flag: (flag != "fuzzy", flag)))


def _file_name(reference: str) -> str:
    """Return the file's name alone: line numbers and folders would change the catalog where no word has changed."""
    return re.sub(r"(:\d+)+$", "", reference).rpartition("/")[2]


def _complete(entries: list[Entry], reading: _Reading) -> None:
    """Note what a whole file must have, and not have twice."""
    headers = [(index, draft.line) for index, draft in enumerate(reading.drafts) if draft.header]
    if not headers:
        reading.wrong(1, 'the catalog has no header; begin it with msgid "" and the header\'s lines as its msgstr')
    for _, line in (header for header in headers if header[0] != 0):
        reading.wrong(line, "a header stands after the first entry; keep one header, at the top")
    for draft in reading.drafts[MAX_ENTRIES + 1 : MAX_ENTRIES + 2]:
        reading.wrong(draft.line, f"the catalog has more than {MAX_ENTRIES:,} entries; remove obsolete ones")
    lines: dict[Key, int] = {}
    for entry in entries:
        if not entry.obsolete and entry.context and lines.setdefault(entry.key, entry.line) != entry.line:
            reading.wrong(entry.line, f"the same text stands on line {lines[entry.key]} already; remove one of them")


def _headers(entry: Entry, reading: _Reading) -> Iterator[tuple[str, str]]:
    for line in filter(None, entry.translation.split("\n") if not entry.context else ()):
        name, colon, value = line.partition(":")
        if not colon:
            reading.wrong(entry.line, "a line of the header has no colon; write it as Name: value\\n")
        yield name.strip(), value.strip()


def dump(catalog: Catalog) -> bytes:
    """Return the catalog's one canonical file: a line a string, flags sorted, obsolete entries last."""
    entries = sorted(catalog.entries, key=lambda entry: entry.obsolete)
    return "\n".join([_header(catalog), *map(_block, entries)]).encode()


def _header(catalog: Catalog) -> str:
    # The creation date would change with every update and conflict in every language.
    headers = [_quoted(f"{name}: {value}\n") for name, value in catalog.headers if name != "POT-Creation-Date"]
    return "\n".join([*_remarks("#", catalog.comments), 'msgid ""', 'msgstr ""', *headers, ""])


def _block(entry: Entry) -> str:
    lines = [*_remarks("#", entry.comments), *_remarks("#.", entry.notes)]
    lines += [f"#: {' '.join(entry.references)}"] if entry.references else []
    lines += [f"#, {', '.join(_ordered(entry.flags))}"] if entry.flags else []
    old, now = ("#~| ", "#~ ") if entry.obsolete else ("#| ", "")
    if entry.previous:
        lines += [f"{old}msgctxt {_quoted(entry.previous.context)}"] if entry.previous.context else []
        lines += [f"{old}msgid {_quoted(entry.previous.text)}"]
    strings = {"msgctxt": entry.context, "msgid": entry.text, "msgstr": entry.translation}
    return "\n".join([*lines, *(f"{now}{keyword} {_quoted(text)}" for keyword, text in strings.items()), ""])


def _remarks(mark: str, texts: tuple[str, ...]) -> list[str]:
    # A line break in a comment would make an entry of what follows it.
    return [f"{mark} {line}" if line else mark for text in texts for line in text.split("\n")]


def _quoted(text: str) -> str:
    return '"' + text.translate(str.maketrans({char: f"\\{letter}" for letter, char in ESCAPES.items()})) + '"'


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
    return replace(catalog, entries=(*live, *_retired(catalog.entries, used)))


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
    """Return the entry with the message's own note, file and limit in place of former ones."""
    flags = [flag for flag in entry.flags if not flag.startswith("max-length:")]
    return replace(
        entry,
        flags=_ordered([*flags, f"max-length:{limit}"] if limit else flags),
        notes=tuple(message.note.splitlines()),
        references=tuple(filter(None, [_file_name(message.path)])),
    )


def _retired(entries: tuple[Entry, ...], used: set[Entry]) -> list[Entry]:
    """Return the obsolete entries: former ones, and those now without a message whose translation may serve again."""
    idle = [entry for entry in entries if entry not in used]
    done = [entry for entry in idle if not entry.obsolete and entry.state != "untranslated"]
    keys = {entry.key for entry in done}
    kept = [entry for entry in idle if entry.obsolete and entry.key not in keys]
    return kept + [replace(entry, obsolete=True, notes=(), references=()) for entry in done]


def lookup(catalog: Catalog) -> Callable[[Message], tuple[str, State]]:
    """Return a function from a message to its translation and state; only a translated one may be printed."""
    known = {entry.key: entry for entry in catalog.entries if not entry.obsolete}

    def find(message: Message) -> tuple[str, State]:
        entry = known.get((message.context, message.text))
        return (entry.translation, entry.state) if entry else ("", "untranslated")

    return find


def tally(catalog: Catalog, messages: Iterable[Message] = ()) -> str:
    """Return how many texts are translated, fuzzy and untranslated, in words."""
    find = lookup(catalog)
    wanted = tuple(messages)
    states = Counter(find(message)[1] for message in wanted) if wanted else Counter(e.state for e in catalog.entries if not e.obsolete)
    return ", ".join(f"{states[name]} {name}" for name in ("translated", "fuzzy", "untranslated") if states[name])


def digest_of(catalog: Catalog, messages: Iterable[Message]) -> str:
    """Return the digest of the catalog's translations of the messages: what a review approves."""
    find = lookup(catalog)
    return digest((message.context, message.text, find(message)[0]) for message in messages)


def read_reviews(content: bytes, path: str) -> Mapping[str, str]:
    """Return BCP 47 tag -> digest of the texts that a named person approved, from reviews.toml."""
    try:
        table = tomllib.loads(content.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise fault(path, 0, f"this is not valid TOML ({error}); undo the last change") from None
    return {
        name.replace("_", "-"): str(row.get("digest", "")) for name, row in table.items() if isinstance(row, dict) and row.get("by")
    }
