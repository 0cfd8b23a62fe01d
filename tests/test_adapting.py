"""The command `adapted`: from a partner's file to the report, the page, and what it would change here."""

import shutil
from pathlib import Path

import adapted_edits as edits
import pytest
from conftest import ROOT

from handbill import adapting, formats, history, locales, model, reader, reviews
from handbill.errors import HandbillError
from handbill.exchange import taking
from handbill.model import Document
from handbill.project import Piece, Project

ENGLISH, ARABIC = Piece("standard", "en-CA", "word"), Piece("standard", "ar", "word")
BOTH = Piece("standard", "ar", "word-bilingual")
CODE = "0123ABCD"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """The project of the standard document, in English and Arabic, to be changed by a test."""
    found = Project(tmp_path / "project")
    places = {"standard.md": "faq.md", "ar.po": "locale/ar.po", "labels.toml": "labels.toml"}
    edition = {"edition.toml": "editions/standard/edition.toml"}
    for name, place in (places | edition).items():
        found.path("source", place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / "tests/data" / name, found.path("source", place))
    found.path("source/editions/standard/logo.png").write_bytes(edits.LOGO)
    for name in ("templates", "styles"):
        found.path(name).symlink_to(ROOT / name)
    return found


def document(project: Project, piece: Piece) -> Document:
    return model.replace(project.printable(piece), code=CODE)


def theirs(project: Project, piece: Piece, *changes: str) -> Path:
    """Return the path of a partner's file, after some of the ten edits."""
    row, made = formats.BY_ID[piece.format], document(project, piece)
    content = formats.writer(row).write(made, project.design(row)).content
    prompts = {field: made.labels[f"your_{field}"].text for field in edits.PARTNER}
    notice = tuple(made.labels[key].text for key in model.NOTICE)
    for change in changes:
        content = edits.edited(content, change, history.record(made, piece.format), prompts, notice)
    path = project.root.parent / "from a partner, شريك.docx"
    path.write_bytes(content)
    return path


def kept(project: Project, piece: Piece) -> None:
    """Keep the wording of a piece, as a release does."""
    words = history.dump(history.record(document(project, piece), piece.format))
    path = project.path(f"source/history/{CODE}.json")
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(words)


def told(project: Project, path: Path, **options: object) -> str:
    return "\n".join(adapting.adapted(project, path.parent, path.name, **options))  # type: ignore[arg-type]


def test_the_command_reports_and_writes_a_page_beside_the_file(project: Project) -> None:
    path = theirs(project, ARABIC, "reword", "fill in")
    before = path.read_bytes()
    text = told(project, path)
    page = path.with_name("from a partner, شريك.changes.html")
    assert edits.ADDED.rstrip(".") in text and edits.PARTNER["organization"] in text and str(page) in text
    html = page.read_text("utf-8")
    assert edits.ADDED in html and "http" not in html.replace("https://riverside", "") and "<script" not in html
    assert path.read_bytes() == before


def test_partners_words_are_no_markup_on_the_page(project: Project) -> None:
    path = theirs(project, ENGLISH)
    parts = edits.unpacked(path.read_bytes())
    name = "word/document.xml"
    asked = document(project, ENGLISH).questions[1].question.text.encode()
    assert asked in parts[name]
    evil = b"&lt;script&gt;alert(1)&lt;/script&gt; {{ 7 * 7 }} \xc2\x9b31m"
    path.write_bytes(edits.packed(parts | {name: parts[name].replace(asked, asked + evil)}))
    text = told(project, path)
    html = path.with_suffix(".changes.html").read_text("utf-8")
    assert "<script" not in html and "{{ 7 * 7 }}" in html and "49" not in html
    assert "\x9b" not in text + html


def test_a_file_without_its_marks_is_recognized_by_its_words(project: Project) -> None:
    for piece in (ENGLISH, ARABIC, BOTH):
        path = theirs(project, piece)
        parts = edits.without(edits.unpacked(path.read_bytes()), "docProps/custom.xml")
        bare = {name: text.replace(CODE.encode(), b"") for name, text in parts.items()}
        path.write_bytes(edits.packed(bare))
        assert adapting.started_from(
            project, adapting.docx.read(adapting.guard.unpack(edits.packed(bare), "x")), "x"
        ) == (piece, None)
        assert "nothing" in told(project, path)


@pytest.mark.parametrize("code", ["../../evil", "0123ABC", "0123ABCD/../x"])
def test_a_code_from_outside_leads_nowhere(project: Project, code: str) -> None:
    path = theirs(project, ENGLISH)
    parts = edits.unpacked(path.read_bytes())
    path.write_bytes(edits.packed({name: text.replace(CODE.encode(), code.encode()) for name, text in parts.items()}))
    assert "nothing" in told(project, path)


def test_what_it_is_compared_with_is_said(project: Project) -> None:
    path = theirs(project, ARABIC, "reword")
    assert "which is the one that it started from" in told(project, path)
    kept(project, ARABIC)
    assert f"source/history/{CODE}.json" in told(project, path)
    project.path(f"source/history/{CODE}.json").unlink()
    faq = project.path("source/faq.md")
    faq.write_text(faq.read_text("utf-8").replace("## ", "## Now: ", 1), "utf-8")
    assert "has not the one" in told(project, path)


def test_a_clash_is_named_and_not_taken(project: Project) -> None:
    kept(project, ENGLISH)
    path = theirs(project, ENGLISH, "reword", "reorder")
    old = history.record(document(project, ENGLISH), "word").questions[0].answer[0].text.split()[0]
    faq = project.path("source/faq.md")
    text = faq.read_text("utf-8")
    first = text.index(old, text.index("{#"))
    faq.write_text(text[:first] + "Nowadays " + text[first:], "utf-8")
    report = told(project, path, take="catalog")
    assert "CLASH" in report and "{+Nowadays+}" in report and "settle by hand" in report
    assert "There is nothing to take." in report
    assert "settled" in path.with_suffix(".changes.html").read_text("utf-8")


def test_changes_are_taken_into_the_catalog_only_when_told(project: Project) -> None:
    path = theirs(project, ARABIC, "reword")
    before = project.path("source/locale/ar.po").read_bytes()
    shown = told(project, path, take="catalog")
    assert "+++ b/source/locale/ar.po" in shown and "Nothing was written" in shown
    assert project.path("source/locale/ar.po").read_bytes() == before
    reviewed = reviews.digests(project.texts("ar"))
    told(project, path, take="catalog", write=True)
    assert reviews.digests(project.texts("ar")) != reviewed
    assert "nothing" in told(project, theirs(project, ARABIC))
    assert edits.ADDED in document(project, ARABIC).questions[0].text


def test_english_is_offered_as_a_difference_only(project: Project) -> None:
    path = theirs(project, ENGLISH, "reword")
    before = project.path("source/faq.md").read_bytes()
    report = told(project, path, take="catalog", write=True)
    assert "+++ b/source/faq.md" in report and edits.ADDED in report and "changed by hand" in report
    assert project.path("source/faq.md").read_bytes() == before


def test_an_edition_is_made_whole_or_not_at_all(project: Project) -> None:
    path = theirs(project, ENGLISH, "add a question", "reword", "delete a question", "fill in")
    shown = told(project, path, take="edition:riverside")
    assert "+++ b/source/editions/riverside/faq.md" in shown and not project.path("source/editions/riverside").exists()
    told(project, path, take="edition:riverside", write=True)
    made = project.edition("riverside")
    assert made.names["partnership"]["en-CA"] == edits.PARTNER["organization"]
    assert made.facts["email"][""] == edits.PARTNER["email"] and made.confirmed == frozenset()
    assert made.facts["website"][""] == f"https://{edits.PARTNER['website']}"
    own = project.path("source/editions/riverside/faq.md").read_text("utf-8")
    assert edits.NEW_QUESTION in own and "<!-- drop: " in own and edits.ADDED in own
    with pytest.raises(HandbillError, match="not used yet"):
        told(project, path, take="edition:riverside", write=True)


def test_both_languages_of_a_file_are_compared(project: Project) -> None:
    path = theirs(project, BOTH)
    assert "nothing" in told(project, path)
    parts = edits.unpacked(path.read_bytes())
    whole = parts["word/document.xml"].decode()
    for piece in (ENGLISH, ARABIC):
        words = document(project, piece).questions[0].answer[0].passages[0].runs[0].text
        changed = whole.replace(words, f"{words}, Umbra. ", 1)
        assert changed != whole
        path.write_bytes(edits.packed(parts | {"word/document.xml": changed.encode()}))
        text = told(project, path)
        before, _, after = text.partition(", en-CA, ")
        assert "Umbra" in (after if piece is ENGLISH else before)
        assert "Umbra" not in (before if piece is ENGLISH else after)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"take": "faq"}, "--take faq: write --take catalog"),
        ({"take": "edition:../x"}, "choose an id"),
        ({"take": "edition:standard"}, "choose an id"),
        ({"page": "report.docx"}, "ends in .html"),
        ({"page": "from a partner, شريك.docx/x.html"}, "cannot be written"),
    ],
    ids=str,
)
def test_what_cannot_be_done_is_said(project: Project, options: dict[str, str], words: str) -> None:
    path = theirs(project, ENGLISH, "fill in")
    with pytest.raises(HandbillError, match=words):
        told(project, path, **options)


def test_without_a_file_it_says_how(project: Project) -> None:
    with pytest.raises(HandbillError, match="--file PATH"):
        adapting.adapted(project, project.root)


def test_what_a_catalog_cannot_hold_is_named(project: Project) -> None:
    changes = ("add a question", "reorder", "split and unlist", "change the contact")
    report = told(project, theirs(project, ARABIC, *changes), take="catalog")
    reasons = ("is new", "was moved", "are not those of the English", "they stand in an edition")
    assert [reason for reason in reasons if reason not in report] == []
    assert "There is nothing to take." in report


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Ask *us* _now_ <b>&amp;</b> [x](y) `z` #1", r"Ask \*us\* \_now\_ \<b\>\&amp;\</b\> \[x\](y) \`z\` \#1"),
        ("1. Not a list", r"1\. Not a list"),
        ("- nor this", r"\- nor this"),
        ("Write to {contact_name}, **now**", "Write to {contact_name}, **now**"),
    ],
)
def test_markdown_reads_a_partners_words_as_words(text: str, wanted: str) -> None:
    assert taking.escaped(text) == wanted
    source = reader.read(f"# T\n\n## Q {{#q}}\n\n{wanted}\n".encode(), "faq.md")
    assert [message.text for message in source.questions[0].fields["answer"]] == [text]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("It is in Example City.", "It is in {place}."),
        ("Example City and Example City", None),
        ("It is in River Town.", None),
        ("It is in {place}.", None),
        ("In **Example City**", None),
    ],
)
def test_a_fact_is_put_back_where_it_stands_as_often_as_in_ours(text: str, wanted: str | None) -> None:
    passage = model.Passage(
        "x.answer", (model.Run("In "), model.Run("Example City", fact="place")), locales.language("en-CA")
    )
    found, wrong = taking.placed(text, passage, ())
    assert (found if not wrong else None) == wanted


def test_a_fact_inside_a_longer_one_is_left_alone() -> None:
    runs = (
        model.Run("Example City Partnership", fact="partnership"),
        model.Run(" in "),
        model.Run("Example City", fact="place"),
    )
    passage = model.Passage("x.answer", runs, locales.language("en-CA"))
    found, wrong = taking.placed("In Example City: Example City Partnership", passage, ())
    assert (found, wrong) == ("In {place}: {partnership}", [])


def test_words_in_bold_stay_bold_where_they_stay() -> None:
    runs = (model.Run("It helps "), model.Run("all", bold=True), model.Run("."))
    passage = model.Passage("x.answer", runs, locales.language("en-CA"))
    assert taking.placed("It helps all of us.", passage, ()) == ("It helps **all** of us.", [])
    assert taking.placed("It helps us.", passage, ())[1] != []
