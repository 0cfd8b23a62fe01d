"""What dist/ holds: a row for every file, kept a piece at a time and gathered into dist/manifest.json."""

import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from handbill import files
from handbill.errors import fault
from handbill.model import SEVERAL, Document, Written

SCHEMA = 1
ROWS = ".handbill/rows"
# A path that leads into dist/ and nowhere else: what a row names is removed when its piece is no more.
WITHIN = re.compile(r"(?:[A-Za-z0-9-]+/)*[A-Za-z0-9-][A-Za-z0-9.-]*")
Row = dict[str, Any]


def record(path: str, document: Document, form: str, question: str | None, written: Written) -> Row:
    """Return the manifest's row of one file; `path` is from dist/."""
    return {
        "path": path,
        "edition": document.edition,
        "locale": document.language.tag,
        "format": form,
        "question": question,
        "state": document.state,
        "reasons": list(document.reasons),
        "code": document.code,
        "sha256": files.digest(written.content),
        "bytes": len(written.content),
        **({"second_locale": document.beside.language.tag} if document.beside else {}),
        **written.facts,
    }


def gathered(path: str, edition: str, form: str, reasons: tuple[str, ...], code: str, content: bytes) -> Row:
    """Return the manifest's row of a file that holds texts in all languages."""
    return {
        "path": path,
        "edition": edition,
        "locale": SEVERAL,
        "format": form,
        "question": None,
        "state": "draft" if reasons else "final",
        "reasons": list(reasons),
        "code": code,
        "sha256": files.digest(content),
        "bytes": len(content),
    }


# A press piece's reports are listed apart from it, under its name and this.
PREFLIGHT = ".preflight"
OF_THE_PIECE = ("edition", "locale", "format", "question", "state", "reasons", "code")
# What every row has.
KEPT = {*OF_THE_PIECE, "path", "sha256", "bytes"}


def report(of: Row, path: str, content: bytes) -> Row:
    """Return the manifest's row of a report on a file."""
    own = {"path": path, "sha256": files.digest(content), "bytes": len(content), "report": True}
    return {key: of[key] for key in OF_THE_PIECE} | own


def row_path(name: str) -> str:
    """Return where a piece's rows are kept, from the project's folder."""
    return f"{ROWS}/{name}.json"


def write(root: Path, name: str, made: Iterable[tuple[Row, bytes]]) -> None:
    """Write a piece's files and keep their rows. Rows of files that are new come first, so that a later build knows
    all that a killed one may have left.
    """
    made, known = list(made), rows(root, name)
    listed = {row["path"] for row in known}
    _keep(root, name, [*known, *(row for row, _ in made if row["path"] not in listed)])
    for row, content in made:
        files.write_whole(root / "dist" / row["path"], content)
    store(root, name, [row for row, _ in made])


def store(root: Path, name: str, records: list[Row]) -> None:
    """Keep a piece's rows, and remove files that it no longer has."""
    gone = {row["path"] for row in rows(root, name)} - {row["path"] for row in records}
    for path in gone:
        (root / "dist" / path).unlink(missing_ok=True)
    _keep(root, name, records)


def _keep(root: Path, name: str, records: list[Row]) -> None:
    content = json.dumps(records, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    files.write_whole(root / row_path(name), content.encode())


def rows(root: Path, name: str) -> list[Row]:
    """Return a piece's rows; none where it was never made or they cannot be read."""
    return _parsed(_content(root, name)) or []


def _content(root: Path, name: str) -> bytes:
    # Asked of every piece by every build: names put together as text take a third of the time that paths take.
    try:
        with open(f"{root}/{row_path(name)}", "rb") as file:
            return file.read()
    except OSError:
        return b""


def _parsed(content: bytes) -> list[Row] | None:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, list) and all(map(_is_row, found)) else None


def _is_row(row: object) -> bool:
    return isinstance(row, dict) and row.keys() >= KEPT and WITHIN.fullmatch(str(row["path"])) is not None


def checked(root: Path, row: Row, otherwise: str) -> bytes:
    """Return a file's bytes; raise Faults that say what is `otherwise` where they are not those that its row tells."""
    path = root / "dist" / row["path"]
    found = path.read_bytes() if path.is_file() else b""
    if files.digest(found) != row["sha256"]:
        raise fault(f"dist/{row['path']}", 0, otherwise)
    return found


def standing(root: Path, name: str) -> str:
    """Return a digest of what a piece's rows say, or "" where it was not made or a file is not as it was written."""
    content = _content(root, name)
    known = _parsed(content)
    return files.digest(content) if known is not None and all(_as_written(root, row) for row in known) else ""


def _as_written(root: Path, row: Row) -> bool:
    """Return whether a file has the bytes that its row tells: a build that was killed between the two left others."""
    try:
        with open(f"{root}/dist/{row['path']}", "rb") as file:
            return files.digest(file.read()) == row["sha256"]
    except OSError:
        return False


def gather(
    root: Path, faults: Mapping[str, tuple[str, ...]], stems: Mapping[str, str], versions: Mapping[str, str]
) -> tuple[list[Row], bytes]:
    """Write dist/manifest.json from the rows of the pieces, remove files of pieces that are no more, and return the
    rows and the manifest; of nothing there is none.

    `faults` names every piece with its faults: one that has some keeps what an earlier build made of it, as a draft
    that gives them as its reasons. `stems` gives each format's design: two that share one may share an imprint code.
    """
    _remove_others(root, {name + end for name in faults for end in ("", PREFLIGHT)})
    found = [
        _faulty(row, lines)
        for name, lines in faults.items()
        for row in (*rows(root, name), *rows(root, name + PREFLIGHT))
        if _as_written(root, row)
    ]
    shared = _shared_codes(found, stems)
    found = [
        _faulty(row, (SHARED,) if row["code"] in shared else ()) for row in sorted(found, key=lambda row: row["path"])
    ]
    path = root / "dist/manifest.json"
    if not found and not path.is_file():
        return [], b""
    content = {"schema": SCHEMA, "libraries": dict(versions), "files": found}
    text = (json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
    files.write_whole(path, text)
    return found, text


FAULTS = ".handbill/faults.json"


def remembered(root: Path, found: Mapping[str, tuple[str, ...]], sound: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Return each piece's faults: those just found, and those of earlier builds of pieces that were not made since.

    `sound` names the pieces that this build found without a fault.
    """
    path = root / FAULTS
    before = _remembered(path)
    faults = {name: now or (() if name in sound else before.get(name, ())) for name, now in found.items()}
    kept = {name: list(lines) for name, lines in faults.items() if lines}
    files.write_whole(path, (json.dumps(kept, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode())
    return faults


def _remembered(path: Path) -> dict[str, tuple[str, ...]]:
    """Return the faults kept there; none where they cannot be read."""
    try:
        return {name: tuple(map(str, lines)) for name, lines in json.loads(path.read_text("utf-8")).items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}


SHARED = "its imprint code stands on another piece too; change a word of one of them"


def _shared_codes(found: list[Row], stems: Mapping[str, str]) -> set[str]:
    """Return the imprint codes that two different pieces share; variants of a design are one piece."""
    pieces: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for row in found:
        pieces[row["code"]].add((row["edition"], row["locale"], stems[row["format"]], str(row["question"])))
    return {code for code, owners in pieces.items() if len(owners) > 1}


def _faulty(row: Row, faults: tuple[str, ...]) -> Row:
    return row | {"state": "draft", "reasons": [*row["reasons"], *faults]} if faults else row


def _remove_others(root: Path, names: set[str]) -> None:
    """Remove the files of editions, languages and formats that no longer exist; only what we listed ourselves."""
    folder = root / ROWS
    for path in sorted(folder.rglob("*.json")):
        name = path.relative_to(folder).as_posix().removesuffix(".json")
        if name not in names:
            store(root, name, [])
            path.unlink(missing_ok=True)
