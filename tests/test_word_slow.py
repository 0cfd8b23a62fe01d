"""Every Word file of a whole build, opened by LibreOffice: it shows all the words."""

import json
import subprocess
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import program
from test_readable import words_of

from handbill import formats
from handbill.model import printed
from handbill.project import Project
from handbill.typography import squeezed

pytestmark = pytest.mark.slow
# Where a PDF gives letters in the order of their drawing, or words break anywhere, letters are compared without order.
BY_LETTER = ("Arab", "Deva", "Guru", "Hans", "Kore")


def test_libreoffice_shows_every_word(built: Path, tmp_path: Path) -> None:
    manifest = json.loads((built / "dist/manifest.json").read_text("utf-8"))
    rows = [row for row in manifest["files"] if row["format"] == "word"]
    assert len(rows) >= 13
    opened_by_libreoffice([built / "dist" / row["path"] for row in rows], tmp_path)
    lost = {row["path"]: missing for row in rows if (missing := lost_from(row, built, tmp_path))}
    assert not lost


def opened_by_libreoffice(paths: list[Path], folder: Path) -> None:
    """Turn the files into PDFs, as LibreOffice would print them."""
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [program("soffice"), "--headless", profile, "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*command, *map(str, paths)], check=True, capture_output=True, timeout=300)


def lost_from(row: dict, built: Path, folder: Path) -> list[str]:
    """Return the words, or letters, that are not on the pages."""
    pdf = folder / Path(row["path"]).with_suffix(".pdf").name
    text = subprocess.run([program("pdftotext"), str(pdf), "-"], check=True, capture_output=True).stdout.decode()
    document = Project(built).document(row["edition"], row["locale"])
    marked = replace(document, code=row["code"], reasons=tuple(row["reasons"]))
    wanted = " ".join(passage.text for passage in printed(marked, formats.BY_ID["word"].prints))
    if document.language.script in BY_LETTER:
        # pdftotext drops a hyphen at a line's end, wherever LibreOffice happened to break the line.
        return [letter for letter in (Counter(squeezed(wanted)) - Counter(squeezed(text))).elements() if letter != "-"]
    return sorted(set(words_of(wanted)) - set(words_of(text)))
