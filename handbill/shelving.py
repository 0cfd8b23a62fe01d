"""The shelf's pages and pictures in dist/: made from the manifest after every build, so that they say what it says."""

import json
from collections.abc import Collection, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from handbill import (
    editions,
    files,
    formats,
    gate,
    history,
    ledger,
    libraries,
    locales,
    manifest,
    platforms,
    proofs,
    shelf,
    since,
)
from handbill.checks import shelf as checks
from handbill.errors import Fault, Faults, HandbillError
from handbill.model import SEVERAL
from handbill.project import SMS, STATUS, Piece, Project

WORDS = "source/shelf.toml"
LOOKS = (
    *("templates/_shelf.html", "templates/shelf.html", "templates/editions.html"),
    *("styles/shelf.css", "styles/shelf.js"),
)
# The language in which the page in French asks the questions.
FRENCH = "fr-CA"
PICTURES = "pictures"
# Where the questions are kept, language by language, and what each page was made of, with their digests.
ASKED, WRITTEN = ".handbill/asked", ".handbill/shelves"


@dataclass(frozen=True)
class Drawn:
    """Tells which pictures of an edition in a language stand; an object, since it goes to other processes."""

    project: Project
    edition: str
    tag: str

    def __call__(self) -> str:
        names = pictured(self.project, self.edition, self.tag).values()
        paths = {name: self.project.path("dist", name) for name in names}
        if not all(path.is_file() for path in paths.values()):
            return ""
        digests = [f"{name} {files.digest(path.read_bytes())}" for name, path in paths.items()]
        return files.digest("\n".join(["drawn", *digests]).encode())


def read(project: Project) -> shelf.Words:
    """Return the shelf's words, those of every format and platform among them; raise Faults."""
    wanted = {
        "formats": [row.id for row in (*formats.FORMATS, *formats.EXPORTS)],
        "paper": [row.id for row in formats.FORMATS if row.fonts],
        "platforms": platforms.BY_ID,
    }
    return shelf.read(project.content(WORDS), WORDS, wanted)


def draw(project: Project, edition: str, tag: str) -> None:
    """Draw the first page of each printed piece of an edition in a language."""
    for path, picture in pictured(project, edition, tag).items():
        content = proofs.thumbnail(project.path("dist", path).read_bytes())
        files.write_whole(project.path("dist", picture), content)


def pictured(project: Project, edition: str, tag: str) -> Mapping[str, str]:
    """Return the path of each piece that is drawn, and of its picture, from dist/."""
    rows = [row for piece in drawn(project, edition, tag) for row in manifest.rows(project.root, piece.name)]
    return {row["path"]: f"{edition}/{_picture(edition, Path(row['path']).stem)}" for row in rows}


def _picture(edition: str, stem: str) -> str:
    """Return a picture's address from the page of its edition, whose name stands in no more than its folder's."""
    return f"{PICTURES}/{stem.removeprefix(f'{edition}-')}.webp"


def drawn(project: Project, edition: str, tag: str) -> tuple[Piece, ...]:
    """Return the pieces that are drawn: those printed on office paper, whose twins for the press look the same."""
    own = project.pieces_in(edition, tag)
    return tuple(piece for piece in own if formats.BY_ID[piece.format].fonts and not formats.BY_ID[piece.format].press)


def finish(
    project: Project, faults: Mapping[str, tuple[str, ...]], sound: Collection[str]
) -> Generator[str, None, str]:
    """End a build: gather the manifest, then write the shelf from it and open its pages again; yield what a person
    wants to read, and return what `standing` is to say of all that. Raise Faults with what is wrong with the shelf, and
    no fault that a step has told already.
    """
    made = {"manifest.json": (yield from project.finish(faults, sound))}
    try:
        made |= write(project)
        check(project)
    except FileNotFoundError as error:
        raise HandbillError(str(error)) from None
    except Faults as error:
        told = {line for lines in faults.values() for line in lines}
        if new := [found for found in error.faults if str(found) not in told]:
            raise Faults(new) from None
    return _digest(made)


def standing(project: Project) -> str:
    """Return a digest of the manifest and the pages as they are, or "" where one is missing."""
    names = ("manifest.json", "index.html", *(f"{name}/index.html" for name in project.edition_ids()))
    try:
        return _digest({name: project.path("dist", name).read_bytes() for name in names})
    except OSError:
        return ""


def _digest(made: Mapping[str, bytes]) -> str:
    return files.digest("\n".join(f"{name} {files.digest(made[name])}" for name in sorted(made)).encode())


def write(project: Project) -> Mapping[str, bytes]:
    """Write the page of each edition and the list of them, and return them by their paths from dist/; remove those of
    editions that are no more.
    """
    if not _made(project):
        return {}
    rows = _rows(project)
    found, faults = _readable(project, rows)
    stocked = [each for each in found if each.rows]
    made = pages(project, stocked)
    for name, content in made.items():
        files.write_whole(project.path("dist", name), content)
    _remove_others(
        project, {*made, *shown(stocked)}, unread=set(project.edition_ids()) - {each.edition for each in found}
    )
    if faults:
        raise Faults(faults)
    return made


def shelves(project: Project, rows: list[manifest.Row]) -> list[shelf.Shelf]:
    """Return the shelf of each edition that has files among the manifest's rows; raise Faults where one cannot be
    made.
    """
    found, faults = _readable(project, rows)
    if faults:
        raise Faults(faults)
    return [each for each in found if each.rows]


def _readable(project: Project, rows: list[manifest.Row]) -> tuple[list[shelf.Shelf], list[Fault]]:
    """Return the shelf of each edition that can be read, and the faults of what was found with the others."""
    found: list[shelf.Shelf] = []
    faults: list[Fault] = []
    parted = _parted(rows)
    for name in project.readable_editions():
        try:
            found.append(_shelf(project, name, parted.get(name, [])))
        except Faults as error:
            faults += error.faults
    return found, faults


def pages(project: Project, stocked: list[shelf.Shelf]) -> Mapping[str, bytes]:
    """Return the page of each shelf, and the list of them where there is one, by their paths from dist/."""
    words, looks = read(project), _looks(project)
    made = {f"{each.edition}/index.html": _written(project, each, words, looks) for each in stocked}
    return made | ({"index.html": shelf.list_editions(stocked, words, looks)} if stocked else {})


def _written(project: Project, each: shelf.Shelf, words: shelf.Words, looks: shelf.Looks) -> bytes:
    """Return the page of a shelf; where one stands that was made of the very same, that one."""
    code, path = _code(project), project.path("dist", each.edition, "index.html")
    kept = files.Store(project.path(WRITTEN))
    key = files.digest(repr((each, words, looks, code)).encode(errors="surrogateescape"))
    standing = path.read_bytes() if code and path.is_file() else b""
    if standing and kept.get(each.edition) == f"{key} {files.digest(standing)}":
        return standing
    made = shelf.write(each, words, looks)
    if code:
        kept.put(each.edition, f"{key} {files.digest(made)}")
    return made


def shown(stocked: list[shelf.Shelf]) -> set[str]:
    """Return the paths of the pictures on the shelves, from dist/."""
    return {f"{each.edition}/{picture}" for each in stocked for picture in each.pictures.values()}


def alone(project: Project, edition: str, rows: Sequence[manifest.Row]) -> Mapping[str, bytes]:
    """Return the page of an edition with these files alone, and the pictures on it, by their paths from dist/: what
    works in a folder that holds no more than the files.
    """
    stocked = replace(_shelf(project, edition, rows), alone=True)
    page = shelf.write(stocked, read(project), _looks(project))
    pictures = {name: project.path("dist", name).read_bytes() for name in shown([stocked])}
    return {f"{edition}/index.html": page} | pictures


def _looks(project: Project) -> shelf.Looks:
    return {Path(name).name: project.path(name).read_text("utf-8") for name in LOOKS}


def check(project: Project) -> None:
    """Open the pages as a browser would; raise Faults with all that is wrong."""
    if not _made(project):
        return
    dist, parted = project.path("dist"), _parted(_rows(project))
    there = frozenset(path.relative_to(dist).as_posix() for path in dist.rglob("*") if path.is_file())
    found: list[Fault] = []
    for name in (*project.readable_editions(), ""):
        path = f"{name}/index.html" if name else "index.html"
        if path in there:
            found += checks.check(_page(project, name, path, there, parted.get(name, [])), f"dist/{path}")
    if found:
        raise Faults(found)


def _page(project: Project, name: str, path: str, there: frozenset[str], listed: Sequence[manifest.Row]) -> checks.Page:
    """Return a finished page with what the manifest says that it should show; the list of editions shows no file."""
    rows = _own(project, name, listed)
    texts = {row["path"]: project.path("dist", row["path"]) for row in rows if row["format"] in shelf.TEXTS}
    return checks.Page(
        project.path("dist", path).read_bytes(),
        name,
        tuple(rows),
        {path: place.read_bytes().decode() for path, place in texts.items()},
        {tag: locales.language(tag).direction for tag in {row["locale"] for row in rows} - {SEVERAL}},
        there,
    )


def _made(project: Project) -> bool:
    return project.path("dist/manifest.json").is_file() and project.path(WORDS).is_file()


def _rows(project: Project) -> list[manifest.Row]:
    return json.loads(project.path("dist/manifest.json").read_text("utf-8"))["files"]


def _parted(rows: Iterable[manifest.Row]) -> Mapping[str, list[manifest.Row]]:
    """Return the rows of each edition: with many, nobody may look through those of all for each."""
    parted: dict[str, list[manifest.Row]] = {}
    for row in rows:
        parted.setdefault(row["edition"], []).append(row)
    return parted


def _shelf(project: Project, name: str, rows: Sequence[manifest.Row]) -> shelf.Shelf:
    edition, own = project.edition(name), sorted(_own(project, name, rows), key=_place)
    held = {row["locale"] for row in own}
    tags = [tag for tag in _tags(project, name) if tag in held]
    ids = {str(row["question"]) for row in own if row["question"]}
    english = _questions(project, name, editions.SOURCE_TAG)
    english |= {key: key for key in sorted(ids - english.keys())}
    asked = {tag: english | _questions(project, name, tag) for tag in tags}
    french = asked.get(FRENCH, english)
    texts = [row for row in own if row["format"] in shelf.TEXTS]
    return shelf.Shelf(
        name,
        {"en": _partnership(edition, editions.SOURCE_TAG), "fr": _partnership(edition, FRENCH)},
        edition.revised.isoformat(),
        tuple(shelf.Shelved(locales.language(tag), _names(tag), asked[tag]) for tag in tags),
        {key: {"en": text, "fr": french.get(key, text)} for key, text in english.items()},
        tuple(own),
        {row["path"]: project.path("dist", row["path"]).read_bytes().decode() for row in texts},
        _pictures(project, own),
        _since(project, name, own),
    )


def _tags(project: Project, name: str) -> list[str]:
    return [tag for tag in project.readable_tags() if tag in project.tags_of(name)]


def _own(project: Project, name: str, rows: Sequence[manifest.Row]) -> list[manifest.Row]:
    """Return the files of an edition in the languages that can be read, and in several; none for no edition."""
    tags = (*_tags(project, name), SEVERAL) if name else ()
    return [row for row in rows if row["edition"] == name and row["locale"] in tags]


def _since(project: Project, name: str, rows: list[manifest.Row]) -> shelf.Since | None:
    """Return what has changed since an edition's last release; the release that has just been made of today's files is
    none to compare them with, so that its archive holds the same page whenever it is made.
    """
    finals = {row["path"]: row["code"] for row in rows if row["state"] == "final"}
    entries = project.ledgered().last(name, finals)
    if not entries:
        return None
    # What is gathered from texts has no words but theirs.
    standing = {row["path"]: row for row in rows if row["format"] in formats.BY_ID and not row.get("report")}
    out = {entry.path: entry for entry in entries if entry.path in standing}
    parts = {path: _changed(project, entry, standing[path]) for path, entry in out.items()}
    spoken: dict[str, dict[str, None]] = {}
    for path, found in parts.items():
        spoken.setdefault(out[path].language, {}).update(dict.fromkeys(found))
    same = {path: not found for path, found in parts.items()}
    return shelf.Since(entries[0].release.isoformat(), same, {tag: tuple(found) for tag, found in spoken.items()})


def _changed(project: Project, entry: ledger.Entry, row: manifest.Row) -> tuple[str, ...]:
    """Return the parts of a file whose words are no longer those that were released."""
    if entry.code == row["code"]:
        return ()
    # The codes tell all that both print, so that what was found once holds for good.
    kept, key = files.Store(project.path(".handbill/since")), f"{entry.code}-{row['code']}"
    known = kept.get(key)
    if known is None:
        then, prints = project.handed_out(entry.code), formats.BY_ID[entry.format].prints
        parts = project.parts(Piece(entry.edition, entry.language, entry.format))
        now = (history.words_of(part.document, prints) for part in parts if part.question == entry.question)
        known = "\n".join(found.part for found in since.changed(then.printed, next(now, ())))
        kept.put(key, known)
    return tuple(known.splitlines())


def _questions(project: Project, name: str, tag: str) -> dict[str, str]:
    """Return the questions as they are asked; none where a source cannot be read, which its reading step tells. They
    are kept by all that they are read from: each build asks for those of every language.
    """
    try:
        kept, key = files.Store(project.path(ASKED)), _read_from(project, name, tag)
        known = _parsed(kept.get(f"{name}.{tag}"), key) if key else None
        if known is not None:
            return known
        found = {question.id: question.question.text for question in project.document(name, tag).questions}
        # What was written meanwhile is not what the key tells of.
        if key and key == _read_from(project, name, tag):
            kept.put(f"{name}.{tag}", json.dumps([key, found], ensure_ascii=False))
        return found
    except (HandbillError, OSError):
        return {}


def _read_from(project: Project, name: str, tag: str) -> str:
    """Return the digest of all that a language's questions are read from in an edition; "" where the code cannot be
    told.
    """
    code = _code(project)
    if not code:
        return ""
    paths = {path: project.path(path) for path in (*project.words_of(name, tag), SMS)}
    words = [f"{path} {files.digest(found.read_bytes())}" for path, found in paths.items() if found.is_file()]
    approvals = repr(sorted(project.approvals(tag).items()))
    return files.digest("\n".join((name, tag, *words, approvals, code)).encode())


@cache
def _code(project: Project) -> str:
    """Return the digest of the code and the libraries, or "" where some of it may be other than what was loaded."""
    paths = [project.path(path) for path in project.listed("handbill", "*.py")]
    if not gate.stood(paths):
        return ""
    code = (files.digest(path.read_bytes()) for path in paths)
    return files.digest("\n".join((*code, repr(libraries.versions()))).encode())


def _parsed(text: str | None, key: str) -> dict[str, str] | None:
    """Return the questions that were kept by a key; None where there are none, or they cannot be read."""
    try:
        of, found = json.loads(text or "")
        return found if of == key and all(isinstance(asked, str) for asked in found.values()) else None
    except (ValueError, TypeError, AttributeError):
        return None


def _place(row: manifest.Row) -> tuple[int, str]:
    """Return what sorts files as the registry has their formats."""
    return [*formats.BY_ID, *formats.EXPORT_BY_ID].index(row["format"]), row["path"]


def _partnership(edition: editions.Edition, tag: str) -> str:
    names = edition.names["partnership"]
    return names.get(tag) or names.get("") or names.get(editions.SOURCE_TAG) or edition.id


def _names(tag: str) -> Mapping[str, str]:
    return {"en": locales.language(tag).english_name, "fr": locales.name_in(tag, "fr_CA")}


def _pictures(project: Project, rows: list[manifest.Row]) -> Mapping[str, str]:
    """Return the address of each printed piece's picture; a press file has that of its twin."""
    found = {}
    for row in rows:
        known = formats.BY_ID.get(row["format"])
        if known and known.fonts and not row.get("report"):
            twin = Path(row["path"].replace(f"-{row['format']}-", f"-{known.stem}-")).stem
            picture = _picture(row["edition"], twin)
            if project.path("dist", row["edition"], picture).is_file():
                found[row["path"]] = picture
    return found


def _remove_others(project: Project, kept: Collection[str], unread: Collection[str]) -> None:
    """Remove pages and pictures of ours that belong to nothing any more; the page of the status is another's, and what
    belongs to an edition that cannot be read stays as it was.
    """
    dist = project.path("dist")
    found = (*dist.glob("index.html"), *dist.glob("*/index.html"), *dist.glob(f"*/{PICTURES}/*.webp"))
    for path in found:
        name = path.relative_to(dist)
        if name.as_posix() not in kept and name.parts[0] not in unread and path != project.path(STATUS):
            path.unlink(missing_ok=True)
