"""The commands that release an edition's finished pieces as an archive, and that withdraw a release."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from typing import Literal

from handbill import editions, files, formats, history, ledger, libraries, manifest, release, shelving
from handbill.errors import Fault, Faults, HandbillError, fault
from handbill.project import Part, Piece, Project, catalog_path, history_path
from handbill.state import Who

WORDS = "source/history"
LOCK = "requirements.lock"
# Of formats and languages no more are named one by one.
MOST_NAMED = 3
# Who mends what a release waits for; what was not made is for the person who builds.
Mends = Who | Literal["builder"]
CURES: Mapping[Mends, str] = {
    "staff": "staff: write it there, and its name into “confirmed” once somebody has checked it",
    "translator": "a translator: put it right there",
    "reviewer": 'a reviewer: .venv/bin/doit approve --language {catalog} --by "name or role"',
    "builder": "you: build with .venv/bin/doit, and mend the faults that it names",
}
CHANGED = "somebody has changed this file; delete it, build, and release again"


@dataclass(frozen=True)
class Gathered:
    """What a release holds: the manifest's rows of its files, and the words of each piece under its code."""

    rows: tuple[manifest.Row, ...]
    words: Mapping[str, history.Wording]


def released(project: Project, edition: str = "", allow_drafts: bool = False) -> list[str]:
    """Write an edition's release, record it in the ledger and its words in source/history/; return what was written.

    Raise Faults with all that a required piece waits for, unless drafts are allowed: then the archive says so.
    """
    for folder in (release.FOLDER, WORDS):
        files.sweep(project.path(folder))
    found = _edition(project, edition)
    required = () if allow_drafts else _required(project, found)
    made = (piece for piece in project.pieces() if piece.edition == edition and manifest.rows(project.root, piece.name))
    parts = {piece: tuple(project.parts(piece)) for piece in dict.fromkeys((*required, *made))}
    _complete(project, found, required, parts)
    gathered = _gathered(project, edition, parts, allow_drafts)
    if not gathered.rows:
        raise fault(_place(edition), 0, "nothing of this edition is final; see what the build says its drafts wait for")
    content = _archive(project, found, gathered)
    _record(project, found, gathered, allow_drafts)
    path = f"{release.FOLDER}/{edition}-{found.revised}{'-drafts' if allow_drafts else ''}.zip"
    files.write_whole(project.path(path), content)
    drafts = sum(row["state"] == "draft" for row in gathered.rows)
    held = f"{len(gathered.rows)} files" + (f", {drafts} of them drafts: not to be handed out" if drafts else "")
    codes = f"{ledger.PATH}: {len(gathered.words)} imprint codes; commit what is new in {WORDS}"
    return [f"{path}: {held}", codes]


def before(project: Project, edition: str) -> tuple[str, ...]:
    """Return the names of the steps that a release waits for: this edition's pieces checked and its shelf drawn, and
    none of another's; without a known edition none.
    """
    known = edition in project.edition_ids()
    return ("read:shelf.toml", f"check:{edition}/*", f"shelf:{edition}/*") if known else ()


def withdraw(
    project: Project, edition: str = "", release: str = "", reason: str = "", internal: bool = False
) -> list[str]:
    """Write into the ledger that a release was withdrawn, and why; return what to do next. The release and the internal
    one of the same day are two.
    """
    if not (edition and release and reason.strip()):
        how = '.venv/bin/doit withdraw --edition example --release 2026-11-22 --reason "a wrong telephone number"'
        raise HandbillError(f"doit withdraw: say which release, and why: {how}")
    try:
        day = date.fromisoformat(release)
    except ValueError:
        raise HandbillError(f"doit withdraw: “{release}” is no date; write it such as 2026-11-22") from None
    known = project.ledgered()
    content = ledger.dump(ledger.withdraw(known, edition, day, " ".join(reason.split()), internal))
    files.write_whole(project.path(ledger.PATH), content)
    of = (edition, day, internal)
    count = len({row.code for row in known.pieces if (row.edition, row.release, row.internal) == of})
    what = f"the {ledger.kind(internal)} of {day} of {edition} is withdrawn"
    return [f"{ledger.PATH}: {what}; {count} imprint codes now say so. Commit it"]


def _edition(project: Project, name: str) -> editions.Edition:
    known = project.edition_ids()
    if name not in known:
        named = f"“{name}” is no edition" if name else "say which edition"
        raise HandbillError(f"doit release: {named}; add --edition and one of {', '.join(known)}")
    return project.edition(name)


def _place(edition: str) -> str:
    return f"source/editions/{edition}/edition.toml"


# What is required

Parts = Mapping[Piece, tuple[Part, ...]]


def _complete(project: Project, edition: editions.Edition, required: tuple[Piece, ...], parts: Parts) -> None:
    """Raise Faults with all that the required pieces wait for, and who can mend it."""
    waiting: dict[tuple[str, str, Mends], list[Piece]] = defaultdict(list)
    drafts = set()
    for piece in required:
        for part in parts[piece]:
            for who, sentence in part.waiting:
                drafts.add((piece, part.question))
                waiting[_lies(piece, who), sentence, who].append(piece)
            if not part.waiting and _row(project, piece, part) is None:
                drafts.add((piece, part.question))
                waiting[_place(piece.edition), "not all pieces were made", "builder"].append(piece)
    if not drafts:
        return
    count = sum(len(parts[piece]) for piece in required)
    told = [
        Fault(path, 0, f"{sentence} ({listed(pieces)}); {_cure(pieces[0], who)}")
        for (path, sentence, who), pieces in waiting.items()
    ]
    instead = "mend that, or require less under [release] there, or make an internal release with --allow-drafts"
    whole = f"{len(drafts)} of the {count} files that the release requires are no finals; {instead}"
    raise Faults([*told, Fault(_place(edition.id), 0, whole)])


def _required(project: Project, edition: editions.Edition) -> tuple[Piece, ...]:
    """Return the pieces that the edition's release waits for; of what is gathered from texts, those texts."""
    known = [piece for piece in (*project.pieces(), *project.exports()) if piece.edition == edition.id]
    unknown = [pattern for pattern in edition.required if not any(_named(piece, pattern) for piece in known)]
    if unknown:
        cure = "correct it, such as trifold/fr-CA or poster/*"
        raise Faults(
            Fault(_place(edition.id), 0, f"“{pattern}” in “required” names no piece of this edition; {cure}")
            for pattern in unknown
        )
    named = [piece for piece in known if any(_named(piece, pattern) for pattern in edition.required)]
    texts = {text for piece in named if piece.format in formats.EXPORT_BY_ID for text in project.texts_of(piece)}
    return tuple(piece for piece in project.pieces() if piece in named or piece in texts)


def _named(piece: Piece, pattern: str) -> bool:
    return fnmatchcase(f"{piece.format}/{piece.tag}", pattern)


def _lies(piece: Piece, who: Mends) -> str:
    return _place(piece.edition) if who == "staff" else catalog_path(piece.tag)


def _cure(piece: Piece, who: Mends) -> str:
    return CURES[who].format(catalog=piece.tag.replace("-", "_"))


def listed(pieces: Iterable[Piece]) -> str:
    """Return the pieces as formats and languages, few by name and many by number."""
    pieces = tuple(pieces)
    forms, tags = (list(dict.fromkeys(names)) for names in ((p.format for p in pieces), (p.tag for p in pieces)))
    return f"{_counted(forms, 'formats')} in {_counted(tags, 'languages')}"


def _counted(names: list[str], several: str) -> str:
    return ", ".join(names) if len(names) <= MOST_NAMED else f"{len(names)} {several}"


# What is gathered


def _row(project: Project, piece: Piece, part: Part) -> manifest.Row | None:
    rows = manifest.rows(project.root, piece.name)
    return next((row for row in rows if row["question"] == part.question), None)


def _gathered(project: Project, edition: str, parts: Parts, drafts: bool) -> Gathered:
    """Return the rows of what is final, or of all, and the words that they have; raise Faults where a file of dist/ is
    not what today's sources give.
    """
    rows: list[manifest.Row] = []
    words: dict[str, history.Wording] = {}
    for piece, made in parts.items():
        known = {row["question"]: row for row in manifest.rows(project.root, piece.name)}
        for part in made:
            row = known.get(part.question)
            if row is None:
                continue
            if row["code"] != part.document.code:
                raise fault(f"dist/{row['path']}", 0, "it is older than the sources; build with .venv/bin/doit first")
            if row["state"] == "draft" and not drafts:
                continue
            rows += [row, *_reports(project, piece, part.question)]
            form = formats.BY_ID[piece.format]
            words.setdefault(row["code"], history.released(part.document, piece.format, form.prints))
    for export in project.exports():
        if export.edition == edition:
            found = manifest.rows(project.root, export.name)
            rows += [row for row in found if drafts or row["state"] == "final"]
    return Gathered(tuple(sorted(rows, key=lambda row: row["path"])), words)


def _reports(project: Project, piece: Piece, question: str | None) -> list[manifest.Row]:
    rows = manifest.rows(project.root, piece.name + manifest.PREFLIGHT)
    return [row for row in rows if row["question"] == question]


def _archive(project: Project, edition: editions.Edition, gathered: Gathered) -> bytes:
    found = {row["path"]: manifest.checked(project.root, row, CHANGED) for row in gathered.rows}
    found |= shelving.alone(project, edition.id, gathered.rows)
    versions = libraries.versions()
    if not project.path(LOCK).is_file():
        raise fault(LOCK, 0, "the file is missing; bring it back, or undo what took it away")
    lock = project.path(LOCK).read_text("utf-8")
    made = release.made_with(lock, versions, edition.id, edition.revised)
    return release.archive(edition.id, edition.revised, list(gathered.rows), found, made, versions)


# What is recorded


def _record(project: Project, edition: editions.Edition, gathered: Gathered, internal: bool) -> None:
    """Write the words and then the ledger, which names them, so that no code in it is without its words."""
    day = edition.revised
    entries = [_entry(project, row, day, internal) for row in gathered.rows]
    stems = {row.id: row.stem for row in formats.FORMATS}
    content = ledger.dump(ledger.added(project.ledgered(), entries, stems))
    for code, words in gathered.words.items():
        path = project.path(history_path(code))
        if not path.is_file():
            files.write_whole(path, history.dump(words))
        elif history.read(path.read_bytes(), history_path(code)).printed != words.printed:
            wrong = f"the code {code} has other words there; bring back the file, or change a word of {words.format}"
            raise fault(history_path(code), 0, wrong)
    files.write_whole(project.path(ledger.PATH), content)


def _entry(project: Project, row: manifest.Row, day: date, internal: bool) -> ledger.Entry:
    names = (row[key] for key in ("code", "edition", "locale", "format", "question"))
    text = project.path("dist", row["path"]).read_bytes() if row["path"].endswith(".txt") else b""
    digest = ledger.words(text) if text else ""
    return ledger.Entry(*names, day, internal, row["state"], row["path"], row["sha256"], digest)
