"""The command that makes editions from a table, a row each, and renews them when a row has changed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from handbill import editions, files, roster
from handbill.errors import Fault, Faults, HandbillError
from handbill.project import Project

# The name of a logo's file, which lies beside the table; and its bytes at most.
LOGO = re.compile(r"[\w-][\w .-]*\.(?P<kind>svg|png)", re.IGNORECASE)
LARGEST = 4_000_000


@dataclass(frozen=True)
class Enrolled:
    """An edition as a row of the table makes it: its edition.toml and its logo, each with its path."""

    id: str
    toml: tuple[str, bytes]
    logo: tuple[str, bytes]


def enrolled(project: Project, standing: Path, table: str, like: str) -> Iterator[str]:
    """Make or renew the editions of a table; yield what was done. Raise Faults, and change nothing, where a row is
    wrong or its edition was written by hand.
    """
    path = standing / table
    if not path.is_file():
        raise HandbillError(f"doit editions: there is no file “{table}”; name the table with --table")
    base = project.edition(like)
    made, faults = [], []
    for row in roster.read(path.read_bytes(), path.name):
        try:
            made.append(_enrolled(project, row, base, path))
        except Faults as error:
            faults += error.faults
    if faults:
        raise Faults(faults)
    yield from _written(project, made)
    yield from _left(project, path.name, {each.id for each in made})


def _enrolled(project: Project, row: roster.Row, base: editions.Edition, table: Path) -> Enrolled:
    """Return what a row makes; raise Faults at its line."""
    folder = f"source/editions/{row.id}"
    path = f"{folder}/edition.toml"
    text = roster.write(row, base, table.name)
    wrong = [*_by_hand(project, path), *_lost_logo(row, table)]
    if not wrong:
        name, logo = _logo(project, row, base, table)
        wrong = _refused(project, text, logo, row.id)
    if wrong:
        raise Faults(Fault(table.name, row.line, f"{row.id}: {message}") for message in wrong)
    return Enrolled(row.id, (path, text.encode()), (f"{folder}/{name}", logo))


def _by_hand(project: Project, path: str) -> Iterator[str]:
    """Yield why an edition that is there is not the table's to renew."""
    if project.path(path).is_file() and not roster.made_from(project.path(path).read_text("utf-8", errors="replace")):
        yield f"{path} was written or changed by hand; take the row out, or bring the change here and delete the file"


def _lost_logo(row: roster.Row, table: Path) -> Iterator[str]:
    name = row.cells.get("logo", "")
    if name and not (LOGO.fullmatch(name) and (table.parent / name).is_file()):
        yield f"there is no logo “{name}”; name an SVG or PNG file that lies beside the table"
    elif name and (table.parent / name).stat().st_size > LARGEST:
        yield f"the logo “{name}” has more than {LARGEST // 1_000_000} MB; make it smaller"


def _logo(project: Project, row: roster.Row, base: editions.Edition, table: Path) -> tuple[str, bytes]:
    """Return the name and the bytes of an edition's logo: its own, or that of the edition whose colours it has."""
    name = row.cells.get("logo", "")
    if not name:
        return Path(project.logo_path(base.id)).name, base.logo
    return f"logo{Path(name).suffix.lower()}", (table.parent / name).read_bytes()


def _refused(project: Project, text: str, logo: bytes, identifier: str) -> list[str]:
    """Return what the reader of editions and the project say against a row."""
    try:
        edition = editions.read(text.encode(), logo, identifier, "edition.toml")
    except Faults as error:
        return [found.message for found in error.faults]
    return [*project.without_catalog(edition), *project.without_question(edition)]


def _written(project: Project, made: list[Enrolled]) -> Iterator[str]:
    """Write what has changed, the logo first, so that an edition is there with all that it needs or not at all."""
    changed = 0
    for each in made:
        path = project.path(each.toml[0])
        word = "renewed" if path.is_file() else "made"
        written = [files.write_whole(project.path(name), content) for name, content in (each.logo, each.toml)]
        for other in {"logo.svg", "logo.png"} - {Path(each.logo[0]).name}:
            path.with_name(other).unlink(missing_ok=True)
        if any(written):
            changed += 1
            yield f"{each.toml[0]}: {word}"
    yield f"{len(made)} editions in the table, {changed} of them made or renewed"


def _left(project: Project, table: str, ids: set[str]) -> Iterator[str]:
    """Yield the editions that this table made once and names no more."""
    for name in project.edition_ids():
        path = project.path("source/editions", name, "edition.toml")
        if name not in ids and path.is_file() and roster.made_from(path.read_text("utf-8", errors="replace")) == table:
            yield f"source/editions/{name}: no longer in {table}; to end the edition, delete its folder"
