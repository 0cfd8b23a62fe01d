"""Files that LibreOffice has saved, as .docx and by way of .odt, say the same as ours, before and after every edit."""

import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import adapted_edits as edits
import pytest
from conftest import ROOT, copy_project, program
from test_adapted import compared, edited, told, written

from handbill import adapting, formats
from handbill.exchange import docx, guard, sections
from handbill.exchange.adapted import Adapted, compare
from handbill.history import record
from handbill.project import Piece, Project

pytestmark = pytest.mark.slow
TAGS = ("en-CA", "fr-CA", "ar", "fa", "hi", "ko", "zh-Hans")
# Edited in every way: a language of each direction, and one without spaces.
EDITED = ("en-CA", "ar", "zh-Hans")


@pytest.fixture(scope="module")
def carried(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, bytes]]:
    """Return, by way (docx, odt) and name (language, or language and edit), each file as LibreOffice saves it."""
    folder = tmp_path_factory.mktemp("carried")
    files = {tag: written(tag) for tag in TAGS}
    files |= {f"{tag} {edit}": edited(written(tag), edit, tag) for tag in EDITED for edit in edits.EDITS}
    for name, content in files.items():
        (folder / f"{name}.docx").write_bytes(content)
    saved(folder, "docx", "docx", folder / "by docx")
    saved(folder, "docx", "odt", folder / "odt")
    saved(folder / "odt", "odt", "docx", folder / "by odt")
    return {way: {name: (folder / f"by {way}/{name}.docx").read_bytes() for name in files} for way in ("docx", "odt")}


def saved(folder: Path, kind: str, wanted: str, target: Path) -> None:
    """Let LibreOffice save every file of a folder in a format, in one call."""
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [program("soffice"), "--headless", profile, "--convert-to", wanted, "--outdir", str(target)]
    paths = sorted(map(str, folder.glob(f"*.{kind}")))
    subprocess.run([*command, *paths], check=True, capture_output=True, timeout=300)


ways = pytest.mark.parametrize("way", ["docx", "odt"])


@ways
@pytest.mark.parametrize("tag", TAGS)
def test_what_libreoffice_saves_is_nothing_changed(carried: dict[str, dict[str, bytes]], tag: str, way: str) -> None:
    found = compared(carried[way][tag], tag)
    assert found.untouched and not found.unplaced
    assert found.comparisons[0].means == (("bookmark", 3),)


@ways
@pytest.mark.parametrize("edit", edits.EDITS)
@pytest.mark.parametrize("tag", EDITED)
def test_an_edit_is_told_alike_when_libreoffice_saves_it(
    carried: dict[str, dict[str, bytes]], tag: str, edit: str, way: str
) -> None:
    assert told(carried[way][f"{tag} {edit}"], tag) == told(edited(written(tag), edit, tag), tag)


@ways
@pytest.mark.parametrize("edit", edits.EDITS)
@pytest.mark.parametrize("tag", EDITED)
def test_an_edit_of_what_libreoffice_saved_is_told_alike(
    carried: dict[str, dict[str, bytes]], tag: str, edit: str, way: str
) -> None:
    assert told(edited(carried[way][tag], edit, tag), tag) == told(edited(written(tag), edit, tag), tag)


PROJECT = Project(ROOT)
PIECES = [piece for piece in PROJECT.pieces() if formats.BY_ID[piece.format].check == "word"]


def compared_piece(content: bytes, piece: Piece) -> Adapted:
    """Return the comparison of a real file with what it was made from."""
    document = replace(PROJECT.printable(piece), logo=edits.LOGO)
    words = record(document, piece.format)
    names = (document.language.autonym, (document.beside or document).language.autonym)
    returned = docx.read(guard.unpack(content, piece.name))
    return compare(returned, piece.name, words, words, sections.frame(document), names)


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, bytes]]:
    """Return, by way (ours, docx, odt) and piece, every Word file of the project."""
    folder = tmp_path_factory.mktemp("real")
    made = {}
    for piece in PIECES:
        row = formats.BY_ID[piece.format]
        document = replace(PROJECT.printable(piece), logo=edits.LOGO, code="0123ABCD")
        made[piece.name] = formats.writer(row).write(document, replace(PROJECT.design(row), memory=None)).content
        (folder / f"{piece.name.replace('/', ' ')}.docx").write_bytes(made[piece.name])
    saved(folder, "docx", "docx", folder / "by docx")
    saved(folder, "docx", "odt", folder / "odt")
    saved(folder / "odt", "odt", "docx", folder / "by odt")
    ways = {
        way: {name: (folder / f"by {way}" / f"{name.replace('/', ' ')}.docx").read_bytes() for name in made}
        for way in ("docx", "odt")
    }
    return {"ours": made} | ways


@pytest.mark.parametrize("way", ["ours", "docx", "odt"])
@pytest.mark.parametrize("piece", PIECES, ids=lambda piece: piece.name)
def test_every_word_file_is_read_back_as_it_was_made(real: dict[str, dict[str, bytes]], piece: Piece, way: str) -> None:
    found = compared_piece(real[way][piece.name], piece)
    assert found.untouched and not found.unplaced
    for comparison in found.comparisons:
        words = [(finding.id, finding.words and finding.words.question) for finding in comparison.findings]
        assert words == [(asked.id, docx.plain(asked.question)) for asked in comparison.wording.questions]


@pytest.mark.parametrize(
    "piece", [piece for piece in PIECES if piece.format != "word-template"], ids=lambda piece: piece.name
)
def test_google_changes_nothing_in_any_language(real: dict[str, dict[str, bytes]], piece: Piece) -> None:
    content = edits.google(real["ours"][piece.name])
    assert compared_piece(content, piece).untouched
    assert adapting.started_from(PROJECT, docx.read(guard.unpack(content, "x")), "x")[0] == piece


def test_reading_takes_little_time() -> None:
    """A document is read and compared in about 30 ms; the bound is for a busy machine."""
    content = written("en-CA")
    compared(content, "en-CA")
    start = time.perf_counter()
    for _ in range(10):
        compared(content, "en-CA")
    assert (time.perf_counter() - start) / 10 < 0.1


def test_doit_reports_from_where_a_person_stands(tmp_path: Path) -> None:
    folder = copy_project(tmp_path)
    stands = tmp_path / "مجلد شريك"
    stands.mkdir()
    (stands / "their file.docx").write_bytes(written("en-CA"))
    command = [sys.executable, "-m", "doit", "-f", str(folder / "dodo.py"), "adapted"]
    options = ["--file", "their file.docx", "--page", "ours to send.html"]
    run = subprocess.run([*command, *options], cwd=stands, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "their file.docx: example, en-CA" in run.stdout and (stands / "ours to send.html").is_file()
    missing = subprocess.run([*command, "--file", "none.docx"], cwd=stands, capture_output=True, text=True, check=False)
    assert missing.returncode != 0 and "none.docx: the file cannot be read" in missing.stdout
