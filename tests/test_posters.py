"""A question's poster: made of the questions that an edition asks for, of no others, and no longer than it asks."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from conftest import published
from documents import document, narrowed, passage

from handbill import formats, manifest
from handbill.errors import Faults, HandbillError
from handbill.model import Design, List, Paragraph
from handbill.project import Piece, Project
from handbill.writers.pdf import write

FORM, PRESS = "poster-question", "poster-question-press"
FOLDER = f"standard/en-CA/{FORM}"
ASKED = 'posters = ["what"]'
Ask = Callable[[str], None]


@pytest.fixture
def ask(standard: Project) -> Iterator[Ask]:
    """Let the standard edition ask for other posters, until the test is over."""
    path = standard.path("source/editions/standard/edition.toml")
    before = path.read_text("utf-8")
    assert ASKED in before
    yield lambda line: path.write_text(before.replace(ASKED, line), "utf-8") and None
    path.write_text(before, "utf-8")


def made(project: Project, form: str = FORM) -> list[str]:
    """Make the posters in English, and return the paths of the files of their piece."""
    piece = Piece("standard", "en-CA", form)
    project.publish(piece)
    return [row["path"] for row in manifest.rows(project.root, piece.name)]


def standing(project: Project) -> list[str]:
    return sorted(path.relative_to(project.path("dist")).as_posix() for path in project.path("dist", FOLDER).glob("*"))


@pytest.mark.slow
def test_a_poster_is_made_of_each_question_asked_for(standard: Project, ask: Ask) -> None:
    one, two = (f"{FOLDER}/standard-{name}-{FORM}-en-CA.pdf" for name in ("what", "more"))
    assert made(standard) == standing(standard) == [one]
    ask('posters = ["more", "what"]')
    assert made(standard) == [one, two] and standing(standard) == sorted([one, two])
    rows = manifest.rows(standard.root, f"standard/en-CA/{FORM}")
    assert [row["question"] for row in rows] == ["what", "more"]
    assert len({row["code"] for row in rows}) == 2 and {row["state"] for row in rows} == {"final"}
    ask(ASKED)
    assert made(standard) == standing(standard) == [one]


def test_without_a_poster_asked_for_there_is_no_piece_and_its_files_go(standard: Project, ask: Ask) -> None:
    published(standard, "en-CA", FORM)
    names = {piece.name for piece in standard.pieces()}
    assert {f"standard/{tag}/{form}" for tag in ("en-CA", "ar") for form in (FORM, PRESS)} <= names
    ask("")
    left = {piece.name for piece in standard.pieces()}
    assert {name for name in names - left} == {name for name in names if "poster-question" in name}
    manifest.gather(standard.root, dict.fromkeys(left, ()), {row.id: row.stem for row in formats.FORMATS}, {})
    assert standing(standard) == []


def test_an_unknown_question_is_a_fault_that_names_the_known_ones(standard: Project, ask: Ask) -> None:
    ask('posters = ["what", "why"]')
    (read,) = (action for name, _, action in standard.sources() if name == "standard")
    with pytest.raises(Faults) as caught:
        read[0](*read[1])
    (fault,) = caught.value.faults
    assert fault.path == "source/editions/standard/edition.toml"
    assert fault.message == "“why” in “posters” is no question of the FAQ; use what, reach, more, when, who, end"


def test_the_questions_are_looked_up_anew_when_the_faq_changes(standard: Project) -> None:
    (files,) = (files for name, files, _ in standard.sources() if name == "standard")
    assert "source/faq.md" in files


def test_an_edition_that_cannot_be_read_keeps_its_posters(standard: Project, ask: Ask) -> None:
    ask("posters = 5")
    assert f"standard/en-CA/{FORM}" in {piece.name for piece in standard.pieces()}


@pytest.mark.slow
def test_a_poster_that_waits_for_something_is_made_as_a_draft(standard: Project, ask: Ask) -> None:
    ask('posters = ["reach"]')
    made(standard)
    (row,) = manifest.rows(standard.root, f"standard/en-CA/{FORM}")
    assert row["state"] == "draft" and "the telephone number is not known" in row["reasons"]
    assert standard.check(Piece("standard", "en-CA", FORM)) is None


@pytest.mark.slow
def test_each_press_file_keeps_its_reports(standard: Project, ask: Ask) -> None:
    ask('posters = ["what", "more"]')
    office, press = made(standard), made(standard, PRESS)
    standard.check(Piece("standard", "en-CA", PRESS))
    stems = [path.removesuffix(".pdf") for path in press]
    reports = manifest.rows(standard.root, f"standard/en-CA/{PRESS}{manifest.PREFLIGHT}")
    assert [row["path"] for row in reports] == [
        f"{stem}.preflight.{kind}" for stem in stems for kind in ("txt", "json")
    ]
    assert all(standard.path("dist", row["path"]).is_file() for row in reports)
    codes = [[row["code"] for row in manifest.rows(standard.root, f"standard/en-CA/{form}")] for form in (FORM, PRESS)]
    assert codes[0] == codes[1] and len(office) == len(press) == 2


@pytest.fixture
def design(standard: Project) -> Design:
    return standard.design(formats.BY_ID[FORM])


@pytest.mark.slow
@pytest.mark.parametrize("tag", ["en-CA", "ar", "hi"])
def test_a_short_text_is_set_in_the_largest_type(tag: str, design: Design) -> None:
    one = narrowed(document(tag), "reach")
    caps = design.measures["size"]
    assert write(one, design).facts["type_size_pt"] == caps.get(one.language.script, caps["Latn"])[0]


def answered(count: int, look: Design, cap: float, floor: float) -> float:
    """Return the size in which a question with so many items in its answer is set."""
    one = narrowed(document(), "what")
    items = tuple(passage("An item long enough to need a line of the poster.", one.language) for _ in range(count))
    answer = (Paragraph(passage("It does these things:", one.language)), List(True, items))
    asked = replace(one, questions=(replace(one.questions[0], answer=answer),))
    sized = replace(look, measures=look.measures | {"size": {"Latn": [cap, floor]}})
    return float(str(write(asked, sized).facts["type_size_pt"]))


@pytest.mark.slow
def test_a_longer_text_is_set_in_the_largest_type_that_fits(design: Design) -> None:
    cap, floor = design.measures["size"]["Latn"]
    found = answered(12, design, cap, floor)
    assert floor < found < cap
    with pytest.raises(HandbillError, match=r"too long for one side; shorten the question “what”$"):
        answered(12, design, found + 1, found + 0.5)


@pytest.mark.slow
def test_too_long_a_text_is_named(design: Design) -> None:
    with pytest.raises(HandbillError, match=r"poster-question: the text needs \d sides, but one is .* “what”$"):
        answered(40, design, 23, 22)
