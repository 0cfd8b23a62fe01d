"""The command that tells what a piece or an archive is, by its imprint code or its file, and whether it may still go
out.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from handbill import approved, files, formats, history, ledger, manifest, release, releasing, since
from handbill.errors import Fault, Faults, HandbillError, fault
from handbill.exchange import confined, docx, guard, report, words
from handbill.history import Printed
from handbill.project import Part as Now
from handbill.project import Piece, Project, history_path
from handbill.state import FACT_NAMES, PART_NAMES

# Bytes of a plain text: that of a whole FAQ many times over.
LONGEST_TEXT = 200_000
# What an archive holds beside its pieces and its page.
OWN = (release.MANIFEST, release.SUMS, release.MADE_WITH, release.NOTE)
# What is said of a piece without a part that could be compared.
GONE = "the piece"
# Of the files of an archive that are not as they were, no more are named.
MOST_NAMED = 5
HOW = "say which piece: .venv/bin/doit verify --code ED2P0JD1, or --file PATH"

SAVED = "  It carries this code, but is not the file that was made here: somebody has saved it again, or changed it."
ADAPTED = " What was changed in it: .venv/bin/doit adapted --file PATH"


@dataclass(frozen=True)
class Known:
    """Every file that is known by its code: those released, and those of the last build."""

    ledger: ledger.Ledger
    built: tuple[manifest.Row, ...]

    def codes(self) -> set[str]:
        """Return every code."""
        return {entry.code for entry in self.ledger.pieces} | {row["code"] for row in self.built}

    def of_file(self, content: bytes) -> str:
        """Return the code of a file by its bytes, or by the words of a plain text; "" for one that is not known."""
        digest = files.digest(content)
        # To compare the words of a large file takes much memory, and no text of ours is large.
        text = ledger.words(content) if len(content) <= LONGEST_TEXT else None
        built = (row["code"] for row in self.built if row["sha256"] == digest)
        exact = (entry.code for entry in self.ledger.pieces if entry.sha256 == digest)
        alike = (entry.code for entry in self.ledger.pieces if entry.words == text)
        return next((code for codes in (exact, built, alike) for code in codes), "")


def verify(project: Project, stands: Path, code: str = "", file: str = "") -> list[str]:
    """Return what the piece of a code or a file is, of which release, and which of its words have changed since; raise
    Faults where nothing is known of it. A file's path is meant from where a person stands.
    """
    if bool(code) == bool(file):
        raise HandbillError(f"doit verify: {HOW}")
    known = Known(project.ledgered(), tuple(project.manifest_rows()))
    shown = docx.plain(code or file)
    return (
        _of_code(project, known, shown, ledger.meant(code)) if code else _of_file(project, known, shown, stands / file)
    )


def _of_code(project: Project, known: Known, shown: str, code: str, *notes: str) -> list[str]:
    """Return what is known of a code, with what is to be said of the file that carries it."""
    if released := known.ledger.of_code(code):
        told = (*_withdrawn(known.ledger, released), *_released(known.ledger, shown, released), *notes)
        return [*told, *_since(project, known.ledger, _last(released))]
    built = next((row for row in known.built if row["code"] == code), None)
    return [*_built(shown, built), *notes] if built else _unknown(project, known, shown, code)


def _of_file(project: Project, known: Known, shown: str, file: Path) -> list[str]:
    content = guard.load(file, shown)
    if found := known.of_file(content):
        return _of_code(project, known, shown, found)
    opened = confined.opened(content, shown)
    if opened.parts:
        return list(_archive(project, known.ledger, shown, opened.parts))
    if opened.code:
        note = SAVED + (ADAPTED if content.startswith(b"PK") else "")
        return _of_code(project, known, shown, opened.code, note)
    cure = "look for the code at the foot of its pages, and use --code"
    raise fault(shown, 0, f"it carries no imprint code, and nothing that was released has these words; {cure}")


def _withdrawn(of: ledger.Ledger, released: tuple[ledger.Entry, ...]) -> Iterator[str]:
    """Yield which releases of a piece were withdrawn, and why; a withdrawn internal one is no warning where the piece
    was released.
    """
    releases = dict.fromkeys(map(_release, released))
    stand = [str(day) for edition, day, internal in releases if not internal and not of.reason(edition, day)]
    for edition, day, internal in releases:
        reason = of.reason(edition, day, internal)
        if reason and not stand:
            yield f"WITHDRAWN: do not hand it out. The {ledger.kind(internal)} of {day} was withdrawn: {reason}"
        elif reason and not internal:
            others = f"The same words stand in the release of {', '.join(stand)}."
            yield f"WITHDRAWN, AND STILL RELEASED: the release of {day} was withdrawn: {reason}. {others}"


def _release(entry: ledger.Entry) -> tuple[str, date, bool]:
    return entry.edition, entry.release, entry.internal


def _last(released: tuple[ledger.Entry, ...]) -> ledger.Entry:
    """Return the entry of the last release, an internal one only where there is no other."""
    return max(released, key=lambda entry: (not entry.internal, entry.release))


def _released(of: ledger.Ledger, shown: str, released: tuple[ledger.Entry, ...]) -> Iterator[str]:
    """Yield which piece it is, and of which releases."""
    last = _last(released)
    forms = ", ".join(dict.fromkeys(entry.format for entry in released))
    about = f", question {last.question}" if last.question else ""
    yield f"{shown}: {last.code}, {last.edition}, {last.language}, {forms}{about}"
    for of_day in dict.fromkeys(map(_release, released)):
        edition, day, internal = of_day
        paths = dict.fromkeys(entry.path.rpartition("/")[2] for entry in released if _release(entry) == of_day)
        back = ", withdrawn" if of.reason(edition, day, internal) else ""
        yield f"  {ledger.kind(internal)} of {day}, {last.state}{back}: {', '.join(paths)}"
    if last.state == "draft":
        yield "DRAFT: it was not meant to be handed out."


# What has changed since


def _since(project: Project, of: ledger.Ledger, entry: ledger.Entry) -> Iterator[str]:
    """Yield whether a released piece has today's words, and where not, what has changed; of a file that texts were
    gathered into, whether those have.
    """
    if entry.format in formats.EXPORT_BY_ID:
        texts = formats.EXPORT_BY_ID[entry.format].of
        held = (each for each in of.pieces if each.format in texts and _release(each) == _release(entry))
        yield from _all_since(project, list(held))
        return
    piece = _piece(entry)
    if piece not in project.pieces():
        yield f"NOT CURRENT: {piece.name} is not made any more."
        return
    yield f"  made from: {', '.join(project.words_of(piece.edition, piece.tag))}"
    now = _now(project, entry)
    if now is None:
        yield f"NOT CURRENT: the question {entry.question} has no such piece any more."
        return
    yield from _compared(entry, project.handed_out(entry.code), now)


def _piece(entry: ledger.Entry) -> Piece:
    return Piece(entry.edition, entry.language, entry.format)


def _now(project: Project, entry: ledger.Entry) -> Now | None:
    """Return the piece as the sources stand now; None where its question has none any more."""
    return next((part for part in project.parts(_piece(entry)) if part.question == entry.question), None)


def _compared(entry: ledger.Entry, then: history.Wording, now: Now) -> Iterator[str]:
    changes = list(since.changed(then.printed, _today(entry, now)))
    if not changes:
        dated = "" if then.revised == now.document.revised else f" (today's carries the date {now.document.revised})"
        yield f"CURRENT: its words are today's{dated}."
        return
    parts = "1 part has" if len(changes) == 1 else f"{len(changes)} parts have"
    yield f"NOT CURRENT: {parts} changed since {entry.release}:"
    yield from (f"  {_name(change.part)}: {_told(change)}" for change in changes)
    if now.waiting:
        yield f"  Today's words are a draft: {'; '.join(sentence for _, sentence in now.waiting)}"


def _today(entry: ledger.Entry, now: Now) -> tuple[Printed, ...]:
    return history.words_of(now.document, formats.BY_ID[entry.format].prints)


def _told(found: since.Changed) -> str:
    """Return what was deleted and added in a part."""
    if not found.before:
        return "it is new"
    return report.shown(words.compared(found.before, found.after)) if found.after else "it is no more"


def _name(of: str) -> str:
    """Return a part as people call it: a question by its id."""
    part, _, field = of.partition(".")
    if part == "fact":
        return f"the {FACT_NAMES.get(field, field)}"
    if part == "label":
        return f"the label “{field}”"
    return PART_NAMES.get(part, part)


# An archive


def _archive(project: Project, of: ledger.Ledger, shown: str, parts: Mapping[str, str]) -> Iterator[str]:
    """Yield which release an archive is, whether it holds what was released, and what of it has changed since."""
    entries = _meant(of, parts)
    if not entries:
        raise fault(shown, 0, "no release from here holds these files; unpack it, and verify its files by themselves")
    edition, day, internal = _release(entries[0])
    if reason := of.reason(edition, day, internal):
        yield f"WITHDRAWN: do not hand it out. The {ledger.kind(internal)} of {day} was withdrawn: {reason}"
    yield f"{shown}: the {ledger.kind(internal)} of {day} of {edition}, {len(entries)} files"
    yield from _unlike(entries, parts)
    if any(entry.state == "draft" for entry in entries):
        yield "DRAFT: it holds drafts, and was not meant to be handed out."
    yield from _all_since(project, entries)


def _meant(of: ledger.Ledger, parts: Mapping[str, str]) -> list[ledger.Entry]:
    """Return the entries of the release that has most files in common with an archive, and fewest others."""
    releases: dict[tuple[str, date, bool], dict[str, ledger.Entry]] = defaultdict(dict)
    for entry in of.pieces:
        known = releases[_release(entry)]
        # Of internal releases of one day, the files that are here.
        if entry.path not in known or parts.get(entry.path) == entry.sha256:
            known[entry.path] = entry
    common = {release: _common(known.values(), parts) for release, known in releases.items()}
    best = max(releases, key=lambda release: (common[release], -len(releases[release]), not release[2]), default=None)
    return list(releases[best].values()) if best and common[best] else []


def _common(entries: Iterable[ledger.Entry], parts: Mapping[str, str]) -> int:
    return sum(parts.get(entry.path) == entry.sha256 for entry in entries)


def _unlike(entries: list[ledger.Entry], parts: Mapping[str, str]) -> Iterator[str]:
    """Yield which files are not as they were released; the page and its pictures are in no ledger."""
    released = {entry.path: entry.sha256 for entry in entries}
    shelf = (f"{entries[0].edition}/index.html", f"{entries[0].edition}/pictures/")
    others = {path for path in parts if not path.startswith(shelf)} - {*released, *OWN}
    for paths, what in (
        ({path for path in released if path not in parts}, "lacks"),
        ({path for path in released if parts.get(path, released[path]) != released[path]}, "holds, changed,"),
        (others, "holds, though not released,"),
    ):
        if paths:
            named = ", ".join(docx.plain(path) for path in sorted(paths)[:MOST_NAMED])
            more = ", …" if len(paths) > MOST_NAMED else ""
            yield f"  NOT AS IT WAS MADE: it {what} {len(paths)} files: {named}{more}"


def _all_since(project: Project, entries: list[ledger.Entry]) -> Iterator[str]:
    """Yield whether all pieces have today's words, and where not, each change with the formats and languages."""
    changed: dict[tuple[str, str], list[ledger.Entry]] = defaultdict(list)
    pieces = {(entry.code, entry.format): entry for entry in entries if entry.format in formats.BY_ID}
    wanted, made = dict.fromkeys(map(_piece, pieces.values())), set(project.pieces())
    parts = {(piece, part.question): part for piece in wanted if piece in made for part in project.parts(piece)}
    for entry in pieces.values():
        now = parts.get((_piece(entry), entry.question))
        for change in _changed(project, entry, now) if now else [(GONE, "it is not made any more")]:
            changed[change].append(entry)
    if not changed:
        yield f"CURRENT: the words of all its {len(pieces)} pieces are today's."
        return
    texts = "1 text has" if len(changed) == 1 else f"{len(changed)} texts have"
    yield f"NOT CURRENT: {texts} changed since {entries[0].release}:"
    for (context, change), those in changed.items():
        yield f"  {_name(context)}: {change} ({releasing.listed(map(_piece, those))})"


def _changed(project: Project, entry: ledger.Entry, now: Now) -> Iterator[tuple[str, str]]:
    """Yield each text that has changed, by its context: the same change of another piece is the same."""
    then = project.handed_out(entry.code).printed
    return ((found.part, _told(found)) for found in since.changed(then, _today(entry, now), str))


# What was not released


def _built(shown: str, row: manifest.Row) -> list[str]:
    about = f", question {row['question']}" if row["question"] else ""
    what = f"{shown}: {row['code']}, {row['edition']}, {row['locale']}, {row['format']}{about}"
    waits = f"  a draft: {'; '.join(row['reasons'])}" if row["reasons"] else "  final"
    return [what, "NOT RELEASED: it is a piece of the last build here, and no release holds it.", waits]


def _unknown(project: Project, known: Known, shown: str, code: str) -> list[str]:
    """Raise Faults with what may be meant."""
    path = history_path(code)
    if ledger.CODE.fullmatch(code) and project.path(path).is_file():
        return _approval(project, shown, path)
    if not ledger.CODE.fullmatch(code):
        raise HandbillError(f"{shown}: an imprint code has eight letters and digits, such as ED2P0JD1; type it again")
    near = ledger.nearest(code, known.codes())
    cure = "read it again at the foot of the piece" + (f"; perhaps it is {' or '.join(near)}" if near else "")
    lost = "a piece made before the last build, and never released, is known to nobody: do not hand it out"
    raise Faults([Fault(shown, 0, f"no piece with the code {code} was released from here; {cure}; {lost}")])


def _approval(project: Project, shown: str, path: str) -> list[str]:
    """Return what an approval says whose code was given; words that are in no ledger came from a lost release."""
    try:
        found = approved.read(project.content(path), path)
    except HandbillError:
        wrong = f"{path} has its words, and {ledger.PATH} does not name it; bring that file back"
        raise fault(shown, 0, wrong) from None
    return [f"{shown}: no piece, but the approval of {found.language} texts by {found.by} on {found.on}"]
