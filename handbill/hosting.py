"""The command that gathers what is final, and the shelf of it, in a folder for a web site."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from handbill import files, manifest, shelving
from handbill.errors import Fault, Faults, HandbillError, fault
from handbill.project import Project

FOLDER = "site"
MANIFEST = "manifest.json"
CHANGED = "this is not what the last build made; delete it and build again"


def site(project: Project, edition: Sequence[str] = ()) -> list[str]:
    """Write site/ anew with the final pieces of the editions as dist/ holds them, and the shelf of these; return what
    was written. No draft gets there, and nothing of a release that was withdrawn. Raise HandbillError where an edition
    has nothing else.
    """
    _known(project, edition)
    built = _built(project)
    rows = list(_public(project, edition, built["files"]))
    _stocked(edition, rows)
    found = _files(project, rows) | {MANIFEST: _manifest({**built, "files": rows})}
    for name, content in found.items():
        files.write_whole(project.path(FOLDER, name), content)
    _remove_others(project, found)
    return [f"{FOLDER}/: {len(rows)} final files, and index.html to see them; put the whole folder on the web site"]


def _known(project: Project, names: Sequence[str]) -> None:
    known = project.edition_ids()
    wrong = [f"“{name}” is no edition" for name in names if name not in known]
    if wrong or not names:
        cure = f"add --edition and one of {', '.join(known)}"
        raise HandbillError(f"doit site: {', '.join(wrong) or 'say which edition'}; {cure}")


def _built(project: Project) -> dict[str, Any]:
    """Return what the manifest of the last build says."""
    path = project.path("dist", MANIFEST)
    if not path.is_file():
        raise fault(f"dist/{MANIFEST}", 0, "nothing was built yet; build with .venv/bin/doit first")
    return json.loads(path.read_text("utf-8"))


def _public(project: Project, names: Sequence[str], rows: list[manifest.Row]) -> Iterator[manifest.Row]:
    ledger = project.ledgered()
    withdrawn = {entry.code for entry in ledger.pieces if ledger.reason(entry.edition, entry.release, entry.internal)}
    for row in rows:
        if row["edition"] in names and row["state"] == "final" and row["code"] not in withdrawn:
            yield row


def _stocked(names: Sequence[str], rows: list[manifest.Row]) -> None:
    lacking = [name for name in names if not any(row["edition"] == name for row in rows)]
    about = "nothing of this edition may be on a web site yet; the end of a build says what its drafts wait for"
    if lacking:
        raise Faults(Fault(f"source/editions/{name}/edition.toml", 0, about) for name in lacking)


def _files(project: Project, rows: list[manifest.Row]) -> dict[str, bytes]:
    """Return the pieces, the pages of the shelf that holds no others, and its pictures, by their paths from site/."""
    shelves = shelving.shelves(project, rows)
    pictures = {path: project.path("dist", path).read_bytes() for path in shelving.shown(shelves)}
    pieces = {row["path"]: manifest.checked(project.root, row, CHANGED) for row in rows}
    return pieces | pictures | dict(shelving.pages(project, shelves))


def _manifest(content: Mapping[str, Any]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _remove_others(project: Project, kept: Mapping[str, bytes]) -> None:
    """Remove what an earlier site held and this one does not."""
    for path in project.path(FOLDER).rglob("*"):
        if path.is_file() and path.relative_to(project.path(FOLDER)).as_posix() not in kept:
            path.unlink()
