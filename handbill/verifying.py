"""The command that tells what a piece is, by its imprint code or its file, and whether it may still go out."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from handbill import approved, files, formats, history, ledger, manifest, since
from handbill.errors import Fault, Faults, HandbillError, fault
from handbill.exchange import docx, guard, imprint, report, words
from handbill.project import Part, Piece, Project, history_path
from handbill.state import FACT_NAMES, PART_NAMES

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
        digest, text = files.digest(content), ledger.words(content)
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
    meant, notes = (ledger.meant(code), []) if code else _of_file(known, stands / file, shown)
    released = known.ledger.of_code(meant)
    if released:
        told = (*_withdrawn(known.ledger, released), *_released(shown, released), *notes)
        return [*told, *_since(project, released[-1])]
    built = next((row for row in known.built if row["code"] == meant), None)
    return [*_built(shown, built), *notes] if built else _unknown(project, known, shown, meant)


def _of_file(known: Known, file: Path, path: str) -> tuple[str, list[str]]:
    """Return the code of a file, and what is to be said where it is not the very file that was made here."""
    content = guard.load(file, path)
    if found := known.of_file(content):
        return found, []
    if found := imprint.code(content, path):
        return found, [SAVED + (ADAPTED if content.startswith(b"PK") else "")]
    cure = "look for the code at the foot of its pages, and use --code"
    raise fault(path, 0, f"it carries no imprint code, and nothing that was released has these words; {cure}")


def _withdrawn(of: ledger.Ledger, released: tuple[ledger.Entry, ...]) -> Iterator[str]:
    for release in dict.fromkeys((entry.edition, entry.release) for entry in released):
        if reason := of.reason(*release):
            yield f"WITHDRAWN: do not hand it out. The release of {release[1]} was withdrawn: {reason}"


def _released(shown: str, released: tuple[ledger.Entry, ...]) -> Iterator[str]:
    """Yield which piece it is, and of which releases."""
    last = released[-1]
    forms = ", ".join(dict.fromkeys(entry.format for entry in released))
    about = f", question {last.question}" if last.question else ""
    yield f"{shown}: {last.code}, {last.edition}, {last.language}, {forms}{about}"
    for day, internal in dict.fromkeys((entry.release, entry.internal) for entry in released):
        paths = dict.fromkeys(entry.path for entry in released if (entry.release, entry.internal) == (day, internal))
        kind = "internal release" if internal else "release"
        yield f"  {kind} of {day}, {last.state}: {', '.join(path.rpartition('/')[2] for path in paths)}"
    if last.state == "draft":
        yield "DRAFT: it was not meant to be handed out."


# What has changed since


def _since(project: Project, entry: ledger.Entry) -> Iterator[str]:
    """Yield whether a released piece has today's words, and where not, what has changed."""
    piece = Piece(entry.edition, entry.language, entry.format)
    if entry.format in formats.EXPORT_BY_ID:
        yield "  It holds texts of many pieces; verify those by themselves."
        return
    if piece not in project.pieces():
        yield f"NOT CURRENT: {piece.name} is not made any more."
        return
    yield f"  made from: {', '.join(project.words_of(piece))}"
    now = next((part for part in project.parts(piece) if part.question == entry.question), None)
    if now is None:
        yield f"NOT CURRENT: the question {entry.question} has no such piece any more."
        return
    yield from _compared(entry, project.handed_out(entry.code), now)


def _compared(entry: ledger.Entry, then: history.Wording, now: Part) -> Iterator[str]:
    today = history.words_of(now.document, formats.BY_ID[entry.format].prints)
    changes = list(since.changed(then.printed, today))
    if not changes:
        dated = "" if then.revised == now.document.revised else f" (today's carries the date {now.document.revised})"
        yield f"CURRENT: its words are today's{dated}."
        return
    parts = "1 part has" if len(changes) == 1 else f"{len(changes)} parts have"
    yield f"NOT CURRENT: {parts} changed since {entry.release}:"
    yield from (f"  {_name(change.part)}: {_told(change)}" for change in changes)
    if now.waiting:
        yield f"  Today's words are a draft: {'; '.join(sentence for _, sentence in now.waiting)}"


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
        found = approved.read(project.path(path).read_bytes(), path)
    except HandbillError:
        wrong = f"{path} has its words, and {ledger.PATH} does not name it; bring that file back"
        raise fault(shown, 0, wrong) from None
    return [f"{shown}: no piece, but the approval of {found.language} texts by {found.by} on {found.on}"]
