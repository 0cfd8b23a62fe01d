"""The checks of printed pieces and Word documents: each catches the defects planted for it and finds no others.

A code's defects stand in tests/checks/<code>/plant.py: `plant(content)` yields damaged files of the standard document,
each with the words that the fault must say. The checks of texts for pasting, and of what they are gathered into, have
tests of their own (test_sms.py, test_whatsapp.py, test_email.py, test_eml.py, test_exports.py), those of press files
test_press.py, those of translations test_translation_checks.py, those of the shelf test_shelf_check.py.
"""

import zipfile
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from importlib.util import module_from_spec, spec_from_file_location
from io import BytesIO
from pathlib import Path

import damage
import press_damage
import pytest
from conftest import published

from handbill import checks, formats, manifest
from handbill.checks import pdf, press, translation, word
from handbill.errors import Fault
from handbill.project import Piece, Project

FOLDER = Path(__file__).parent / "checks"
CODES = (*pdf.CHECKS, *word.CHECKS)
# Codes that a defect cannot be without: words that are not drawn, or replaced by others, are the draft line's too.
COMPANIONS: dict[str, set[str]] = {
    "pdf-glyphs": {"pdf-words", "pdf-drafts"},
    "pdf-replaced": {"pdf-words", "pdf-drafts"},
    "pdf-words": {"pdf-drafts"},
    "pdf-tagged": {"pdf-languages"},
    "pdf-folds": {"pdf-reach"},
    # Words that are lost from an answer are the answer's too; an entry of the contents leads to a bookmark.
    "word-words": {"word-answers"},
    "word-bookmarks": {"word-contents"},
}
# What reads a press file for test_press.py.
PRESS = (
    *("press", "report", "preflight", "trim", "plates", "standard"),
    *("legible", "content", "geometry", "glyphs", "ink", "paths", "sheet", "spaces", "state"),
)
# The format and language of the good file; where no code is named, the first row of its kind.
BASES = {
    "pdf": ("handout", "ar"),
    "pdf-folds": ("trifold", "en-CA"),
    "word": ("word", "ar"),
    "word-tables": ("word-bilingual", "ar"),
}
Check = Callable[[bytes], list[Fault]]


@pytest.fixture
def good(request: pytest.FixtureRequest, standard: Project) -> tuple[bytes, Check]:
    """A good file, and its check: by code."""
    form, tag = BASES.get(request.param) or BASES[request.param.split("-")[0]]
    return opened(standard, form, tag)


def opened(standard: Project, form: str, tag: str) -> tuple[bytes, Check]:
    """Return a finished file of the standard document, and the function that checks what has become of it."""
    (record,) = manifest.rows(standard.root, published(standard, tag, form).name)
    row, document = formats.BY_ID[form], standard.printable(Piece("standard", tag, form))
    coded = replace(document, code=record["code"], reasons=tuple(record["reasons"]))
    check = formats.checker(row).check
    content = standard.path(f"dist/{record['path']}").read_bytes()
    return content, lambda damaged: check(damaged, coded, record["path"], standard.design(row))


def plants(code: str) -> Callable[..., object]:
    spec = spec_from_file_location("plant", FOLDER / code / "plant.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.plant


def test_every_code_has_its_folder() -> None:
    folders = {path.parent.name for path in FOLDER.glob("*/plant.py")}
    assert sorted(folders - set(press.CHECKS) - set(translation.CHECKS)) == sorted(CODES)


def test_every_module_of_checks_has_tests() -> None:
    folder = Path(checks.__file__).parent
    names = {path.stem for path in folder.glob("[a-z]*.py")} | {
        path.parent.name for path in folder.glob("*/__init__.py")
    }
    assert names == {
        "pdf",
        "word",
        "sms",
        "whatsapp",
        "email",
        "eml",
        "page",
        "snippets",
        "shelf",
        "text",
        "translation",
        *PRESS,
    }


@pytest.mark.slow
@pytest.mark.parametrize("form", ["handout", "trifold", "word"])
def test_a_good_file_has_no_fault(form: str, standard: Project) -> None:
    content, check = opened(standard, form, "en-CA")
    assert check(content) == []


@pytest.mark.slow
@pytest.mark.parametrize(("code", "good"), [(code, code) for code in CODES], indirect=["good"], ids=CODES)
def test_a_planted_defect_is_caught(code: str, good: tuple[bytes, Check]) -> None:
    content, check = good
    assert check(content) == []
    planted = list(plants(code)(content))
    assert planted
    for words, damaged in planted:
        found = check(damaged)
        said = [fault.message for fault in found if fault.code == code]
        assert any(words in message for message in said), (words, said)
        assert {fault.code for fault in found} - {code} <= COMPANIONS.get(code, set()), (words, found)


@pytest.mark.parametrize("good", ["word"], indirect=True)
def test_saving_a_file_anew_is_no_defect(good: tuple[bytes, Check]) -> None:
    content, check = good
    with zipfile.ZipFile(BytesIO(content)) as package:
        assert check(damage.packed({name: package.read(name) for name in package.namelist()})) == []


@pytest.mark.parametrize("good", ["pdf"], indirect=True)
def test_a_pdf_saved_anew_has_no_fault(good: tuple[bytes, Check]) -> None:
    content, check = good
    with damage.pdf(content) as table:
        table.pdf.remove_unreferenced_resources()
    assert check(table.content) == []


# In the margin below the text, where nothing else stands.
FIELD = "36 20 100 16 re"
READ = [
    pytest.param("0 g", id="black on paper"),
    pytest.param("0.34 g", id="a grey that is dark enough"),
    pytest.param(f"0.1 0.2 0.4 rg {FIELD} f 1 g", id="white on a dark field"),
    pytest.param(f"0 g {FIELD} f 1 g {FIELD} f 0 g", id="a dark field that is covered"),
    pytest.param(f"0 g 30 15 112 26 re {FIELD} f* 0 g", id="the hole of a frame"),
    pytest.param("0 g 36 31 100 2 re f 0 g", id="a rule above the line"),
]


@pytest.mark.parametrize("operators", READ)
@pytest.mark.parametrize("good", ["pdf"], indirect=True)
def test_text_that_can_be_read_is_no_fault(operators: str, good: tuple[bytes, Check]) -> None:
    content, check = good
    assert check(press_damage.typed(content, operators, size=8, at=(40, 25))) == []


CRASHES = [
    pytest.param("word", partial(damage.without, name="word/document.xml"), "word-package", id="no body"),
    pytest.param("word", partial(damage.without, name="docProps/core.xml"), "word-package", id="no properties"),
    pytest.param("word", lambda content: content[:-200], "word-package", id="cut off"),
    pytest.param("word", lambda content: content[:3000] + b"\0" + content[3001:], "word-package", id="a byte wrong"),
    pytest.param("pdf-folds", lambda content: more_pages(content), "pdf-pages", id="a third sheet"),
]


def more_pages(content: bytes) -> bytes:
    with damage.pdf(content) as table:
        table.pdf.pages.append(table.pdf.pages[0])
    return table.content


@pytest.mark.parametrize(("good", "harm", "code"), CRASHES, indirect=["good"])
def test_a_broken_file_is_a_fault_and_no_crash(
    good: tuple[bytes, Check], harm: Callable[[bytes], bytes], code: str
) -> None:
    content, check = good
    assert code in {fault.code for fault in check(harm(content))}


HELD = "\ue000"


def swapped(content: bytes) -> bytes:
    """Return the Word document with two of its lines in each other's place."""
    one, two = "تقوم بثلاثة أمور:", "تجمع الناس معًا؛"
    held = damage.word(content, "word/document.xml", one, HELD)
    return damage.word(damage.word(held, "word/document.xml", two, one), "word/document.xml", HELD, two)


def without_keywords(content: bytes) -> bytes:
    with damage.pdf(content) as table:
        del table.pdf.docinfo.Keywords
    return table.content


UNSEEN = [
    # pdf-tagged opens the metadata to write, and pikepdf copies them over the properties that pdf-code then reads.
    pytest.param("pdf", without_keywords, "pdf-code", id="a code in the metadata alone"),
    pytest.param("word", swapped, "word-words", id="paragraphs in another order"),
    pytest.param(
        "word",
        lambda content: damage.word(content, "word/document.xml", "تجمع الناس معًا؛", "تجمع الناس معًا؛ Buy now!"),
        "word-words",
        id="words added",
    ),
    pytest.param(
        "word",
        lambda content: damage.word(content, "word/header.xml", "<w:rtl/>", ""),
        "word-directions",
        id="a head in the wrong direction",
    ),
    pytest.param(
        "word",
        lambda content: damage.word(content, "word/footer.xml", "<w:rtl/>", "<w:rtl/><w:b/>"),
        "word-plain",
        id="a foot formatted by hand",
    ),
    pytest.param(
        "word",
        lambda content: damage.word(content, "word/document.xml", '<w:lang w:val="en-CA"/>', ""),
        "word-languages",
        id="English not marked as English",
    ),
]


@pytest.mark.parametrize(("good", "harm", "code"), UNSEEN, indirect=["good"])
def test_what_a_check_promises_it_sees(good: tuple[bytes, Check], harm: Callable[[bytes], bytes], code: str) -> None:
    content, check = good
    assert code in {fault.code for fault in check(harm(content))}
