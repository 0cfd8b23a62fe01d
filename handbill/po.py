"""A PO file: read strictly, and written in one form only.

Nothing that a file says is evaluated: not its plural forms, not its charset.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain

from handbill import inline
from handbill.errors import Fault, Faults, fault
from handbill.model import State
from handbill.typography import composed

Key = tuple[str, str]

MAX_BYTES = 1_000_000
MAX_LINES = 60_000
MAX_ENTRIES = 5_000
MAX_CHARACTERS = 10_000
# A person mends a file from its first faults; a hostile file can have half a million.
MAX_FAULTS = 100


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


# What msgfmt misses in a header without it. Translators' programs fill it in; no date is ever made up.
UNKNOWN = (("PO-Revision-Date", "YEAR-MO-DA"), ("Last-Translator", ""), ("Language-Team", ""))


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
    return Catalog(path, comments, completed(tuple(headers.items())), ())


def completed(headers: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """Return the header's fields, after them those that gettext wants and that are not there."""
    present = {name for name, _ in headers}
    return (*headers, *(field for field in UNKNOWN if field[0] not in present))


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
    if text.count("\n") >= MAX_LINES:
        raise fault(path, 0, f"the file has more than {MAX_LINES:,} lines; {SMALLER}")
    reading = _Reading(path, [Fault(path, line, problem) for line, problem in inline.invisible(text)])
    for number, line in enumerate(text.split("\n"), 1):
        _take(number, line.lstrip(" \t"), reading)
    entries = [_entry(draft) for draft in reading.drafts if _sound(draft, reading)]
    _complete(entries, reading)
    headers = tuple(_headers(entries[0], reading)) if entries else ()
    if reading.faults:
        raise Faults(sorted(reading.faults)[:MAX_FAULTS])
    return Catalog(path, entries[0].comments, headers, tuple(entries[1:]))


SMALLER = "remove obsolete entries or split it"


def _decoded(content: bytes, path: str) -> str:
    if len(content) > MAX_BYTES:
        raise fault(path, 0, f"the file is larger than {MAX_BYTES:,} bytes; {SMALLER}")
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
    flags = ordered_flags(flag.strip() for line in draft.remarks["#,"] for flag in FLAG.findall(line))
    comments, notes = tuple(draft.remarks["#"]), tuple(draft.remarks["#."])
    references = tuple(dict.fromkeys(map(file_name, " ".join(draft.remarks["#:"]).split())))
    remarks = (flags, comments, notes, references)
    return Entry(context, text, translation, *remarks, previous, draft.obsolete, draft.line)


ESCAPES = {"n": "\n", "t": "\t", '"': '"', "\\": "\\"}


def _unescaped(text: str) -> str:
    """Return the text in NFC: some keyboards type other forms, and no translator could tell the difference."""
    return composed(re.sub(r"\\(.)", lambda match: ESCAPES[match[1]], text))


def ordered_flags(flags: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({flag for flag in flags if flag}, key=lambda flag: (flag != "fuzzy", flag)))


def file_name(reference: str) -> str:
    """Return the file's name alone: line numbers and folders would change the catalog where no word has changed."""
    name = reference.rstrip(":0123456789")
    return (name + reference[len(name) :].partition(":")[0]).rpartition("/")[2]


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
    lines += [f"#, {', '.join(ordered_flags(entry.flags))}"] if entry.flags else []
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
