"""A new language: its catalog, what is poor about its data, its face and measures, and a first draft without code."""

import shutil
from pathlib import Path

import pypdfium2
import pytest
from conftest import ROOT
from documents import document

from handbill import fonts, languages, locales, manifest, po
from handbill.errors import HandbillError
from handbill.project import FONTS_FOLDER, Piece, Project
from handbill.typography import squeezed
from handbill.writers.pdf import scripts


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project that may be changed, with one edition and one other language."""
    for name in ("source", "styles", "templates"):
        shutil.copytree(ROOT / name, tmp_path / name)
    for path in (tmp_path / "source/locale").glob("*.po"):
        if path.stem != "uk":
            path.unlink()
    shutil.rmtree(tmp_path / "source/editions/example")
    return Project(tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize(("code", "name"), [("so", "Somali"), ("ti", "Tigrinya"), ("ur", "Urdu")])
def test_a_new_language_reaches_a_draft(
    faces: Path, project: Project, code: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FONTCONFIG_FILE", "")  # the draft sets its own
    shutil.copytree(faces, project.path(FONTS_FOLDER), ignore=shutil.ignore_patterns("cache"))
    made, *rest, draft = languages.language(project, code)
    assert made.startswith(f"source/locale/{code}.po: {name} (") and rest == []
    path = f"source/locale/{code}.po"
    catalog = po.read(project.path(path).read_bytes(), path)
    assert [entry.key for entry in catalog.entries] == [(m.context, m.text) for m in project.messages()]
    assert {entry.state for entry in catalog.entries} == {"untranslated"}
    brochure = Piece("saint-john", code, "trifold")
    project.publish(brochure)
    (row,) = manifest.rows(project.root, brochure.name)
    for path in (draft.split(":")[0], f"dist/{row['path']}"):
        pages = pypdfium2.PdfDocument(project.path(path))
        words = "".join(page.get_textpage().get_text_range() for page in pages)
        assert squeezed("What is the purpose of a LIP?") in squeezed(words)
    assert (row["state"], row["pages"]) == ("draft", 2)
    with pytest.raises(HandbillError, match=f"{name} is there already; remove the file first"):
        languages.language(project, code)


@pytest.mark.parametrize(
    ("code", "told"), [("xq", "Babel knows no such language"), ("ku_Arab", "this tag stands for ku")]
)
def test_what_is_no_language_is_refused(project: Project, code: str, told: str) -> None:
    with pytest.raises(HandbillError, match=told):
        languages.language(project, code)
    assert [path.stem for path in project.path("source/locale").glob("*.po")] == ["uk"]


def test_without_a_language_to_add_those_that_are_there_are_named(project: Project) -> None:
    assert languages.language(project, "") == ["uk: source/locale/uk.po"]


LACKING = {
    "fr-CA": [],
    "so": [],
    "ti": [],
    "mic": ["the names of its months are not known; dates will show M03 for March"],
    "ht": ["dates are written as in French (Haiti)"],
}


@pytest.mark.parametrize("tag", LACKING)
def test_what_babel_lacks_is_told_as_it_will_be_seen(tag: str) -> None:
    assert list(locales.lacking(tag)) == LACKING[tag]


@pytest.mark.parametrize("font", fonts.FONTS, ids=lambda font: font.script)
def test_every_script_with_a_font_has_measures(font: fonts.Font) -> None:
    assert scripts.measure({"Latn": 1, "Cyrl": 2, "Deva": 3, "Hans": 4, "Kore": 5, "Guru": 6}, font.script) in range(
        1, 7
    )


def test_a_script_without_measures_is_set_as_its_kin() -> None:
    floors = {"Latn": 9, "Deva": 10, "Hans": 9.5}
    assert [scripts.measure(floors, script) for script in ("Deva", "Beng", "Hant", "Ethi")] == [10, 10, 9.5, 9]


def test_each_language_on_a_page_has_its_own_face() -> None:
    rules = scripts.faces(document("hi"), ("title", "imprint"))
    assert ':lang(hi){font-family:"Noto Sans Devanagari","Noto Sans"}' in rules
    assert ':lang(en-CA){font-family:"Noto Sans","Noto Sans"}' in rules
    assert ":lang(ar)" not in rules
