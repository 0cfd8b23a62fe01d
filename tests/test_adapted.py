"""Reading back what partners changed: nothing where nothing was, the same whatever program saved the file."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import adapted_edits as edits
import pytest
from conftest import ROOT
from documents import WORDS, document, passage
from lxml import etree

from handbill import formats, history
from handbill.errors import HandbillError
from handbill.exchange import adapted, docx, guard, report, sections
from handbill.model import Design, Document, List, Paragraph, Question, pair
from handbill.project import Project

FORM = formats.BY_ID["word"]
LOSSES = ("custom xml", "properties", "bookmarks", "controls")
every_language = pytest.mark.parametrize("tag", WORDS)
every_edit = pytest.mark.parametrize("edit", edits.EDITS)


@cache
def sample(tag: str) -> Document:
    """Return the tests' document with a third question."""
    base = document(tag)
    title, _, _, one, two, *_ = (passage(text, base.language) for text in WORDS[tag])
    asked = passage(f"{one.text} {two.text}", base.language)
    third = Question("gather", asked, (Paragraph(title), List(False, (one, two))))
    return replace(base, questions=(*base.questions, third), logo=edits.LOGO)


@cache
def design(form: str = "word") -> Design:
    return replace(Project(ROOT).design(formats.BY_ID[form]), memory=None)


@cache
def written(tag: str) -> bytes:
    return formats.writer(FORM).write(sample(tag), design()).content


def wording(tag: str) -> history.Wording:
    return history.record(sample(tag), "word")


def read(content: bytes, path: str = "theirs.docx") -> docx.Returned:
    return docx.read(guard.unpack(content, path))


def compared(content: bytes, tag: str, now: history.Wording | None = None) -> adapted.Adapted:
    started = wording(tag)
    return adapted.compare(read(content), "theirs.docx", started, now or started, sections.frame(sample(tag)))


def edited(content: bytes, edit: str, tag: str = "en-CA") -> bytes:
    labels = sample(tag).labels
    prompts = {field: labels[f"your_{field}"].text for field in edits.PARTNER}
    notice = tuple(labels[key].text for key in ("adapt_what", "adapt_may", "adapt_ask"))
    return edits.edited(content, edit, wording(tag), prompts, notice)


def told(content: bytes, tag: str = "en-CA") -> str:
    """Return the report but for the line that says how the questions were recognized."""
    lines = report.lines(compared(content, tag))
    return "\n".join(line for line in lines if not line.startswith(report.RECOGNIZED))


@every_language
@pytest.mark.parametrize("lost", [(), *((name,) for name in LOSSES), LOSSES], ids=" ".join)
def test_nothing_changed_is_nothing_told(tag: str, lost: tuple[str, ...]) -> None:
    found = compared(edits.stripped(written(tag), *lost), tag)
    assert found.untouched and not found.unplaced and not found.warnings
    assert [finding.words for finding in found.comparisons[0].findings] == [
        plain(asked) for asked in wording(tag).questions
    ]


def plain(asked: history.Asked) -> history.Asked:
    answer = tuple(replace(part, text=docx.plain(part.text)) for part in asked.answer)
    return replace(asked, question=docx.plain(asked.question), answer=answer)


@every_edit
@pytest.mark.parametrize("tag", ["ar", *(pytest.param(tag, marks=pytest.mark.slow) for tag in ("en-CA", "zh-Hans"))])
def test_an_edit_is_told_alike_from_google(tag: str, edit: str) -> None:
    ours, theirs = edited(written(tag), edit, tag), edited(edits.google(written(tag)), edit, tag)
    assert told(theirs, tag) == told(ours, tag)


@pytest.mark.parametrize("tag", ["en-CA", "ar"])
def test_what_every_edit_is_told_as(golden: Callable[[str, str], None], tag: str) -> None:
    reports = [f"== {edit}\n\n{told(edited(written(tag), edit, tag), tag)}\n" for edit in edits.EDITS]
    golden(f"adapted-{tag}.txt", "\n".join(reports))


@every_language
def test_google_changes_nothing(tag: str) -> None:
    found = compared(edits.google(written(tag)), tag)
    assert found.untouched and not found.unplaced
    assert found.comparisons[0].means == (("heading", 3),)


def both(tag: str) -> Document:
    """Return the tests' document with its English beside it."""
    return pair(sample(tag), sample("en-CA"))


@cache
def paired(tag: str) -> bytes:
    form = formats.BY_ID["word-bilingual"]
    return formats.writer(form).write(both(tag), design(form.id)).content


def compared_paired(content: bytes, tag: str) -> adapted.Adapted:
    document = both(tag)
    names = (document.language.autonym, sample("en-CA").language.autonym)
    words = history.record(document, "word-bilingual")
    return adapted.compare(read(content), "theirs.docx", words, words, sections.frame(document), names)


@pytest.mark.parametrize("lost", [(), *((name,) for name in LOSSES), LOSSES, ("google",)], ids=" ".join)
@pytest.mark.parametrize("tag", ["fr-CA", "ar", "zh-Hans"])
def test_nothing_changed_in_two_languages_is_nothing_told(tag: str, lost: tuple[str, ...]) -> None:
    content = edits.google(paired(tag)) if "google" in lost else edits.stripped(paired(tag), *lost)
    found = compared_paired(content, tag)
    assert found.untouched and not found.unplaced
    words = [[finding.words for finding in one.findings] for one in found.comparisons]
    assert words == [[plain(asked) for asked in wording(language).questions] for language in (tag, "en-CA")]


def test_columns_without_heads_are_told_apart_by_their_frames() -> None:
    parts = edits.unpacked(paired("ar"))
    names = [sample(tag).language.autonym.encode() for tag in ("ar", "en-CA")]
    text = parts["word/document.xml"]
    for name in names:
        text = text.replace(b">" + name + b"<", b"><")
    assert compared_paired(edits.packed(parts | {"word/document.xml": text}), "ar").untouched


def changed_now(edit: Callable[[history.Asked], history.Asked]) -> history.Wording:
    """Return the wording as it is now, its first question changed since."""
    words = wording("en-CA")
    return replace(words, questions=(edit(words.questions[0]), *words.questions[1:]))


def longer(asked: history.Asked) -> history.Asked:
    return replace(asked, answer=(*asked.answer, history.Part("paragraph", edits.ADDED)))


def test_what_both_changed_otherwise_is_a_clash() -> None:
    found = compared(edited(written("en-CA"), "reword"), "en-CA", changed_now(longer))
    assert [finding.clash for finding in found.comparisons[0].findings] == [True, False, False]
    assert "CLASH: we have changed it otherwise since" in "\n".join(report.lines(found))


def test_what_we_alone_changed_is_no_clash() -> None:
    found = compared(written("en-CA"), "en-CA", changed_now(longer))
    assert found.untouched and "What we have changed since:" in "\n".join(report.lines(found))
    assert not any(finding.clash for finding in found.comparisons[0].findings)


def test_what_both_changed_alike_is_no_clash() -> None:
    rewording = replace(wording("en-CA").questions[0].answer[0], text=edits.ADDED)
    now = changed_now(lambda asked: replace(asked, answer=(rewording, *asked.answer[1:])))
    file = edits.Edited(written("en-CA"), wording("en-CA"), {}, ())
    edits.say(file.answer(0), edits.ADDED)
    first = compared(file.saved(), "en-CA", now).comparisons[0].findings[0]
    assert (first.state, first.clash, bool(first.ours)) == ("changed", False, True)


def test_questions_that_we_added_or_dropped_since_are_told() -> None:
    words = wording("en-CA")
    now = replace(words, questions=(*words.questions[1:], replace(words.questions[0], id="new", question="Is it new?")))
    text = "\n".join(report.lines(compared(written("en-CA"), "en-CA", now)))
    assert "Is it new?: new" in text and f"{words.questions[0].question}: gone" in text


def test_a_fact_that_changed_in_an_answer_too_is_no_other_change() -> None:
    content = edits.unpacked(written("en-CA"))
    changed = {name: text.replace(b"hello@example.org", edits.NEW_EMAIL.encode()) for name, text in content.items()}
    findings = compared(edits.packed(changed), "en-CA").comparisons[0].findings
    assert [finding.state for finding in findings] == ["same", "facts", "same"]


def test_what_cannot_be_placed_is_named() -> None:
    file = edits.Edited(written("en-CA"), wording("en-CA"), {}, ())
    before, inside = edits.without_marks(file.answer(0)), edits.without_marks(file.answer(0))
    edits.say(before, "Words of ours before all.")
    edits.say(inside, "In a cell.")
    file.body.insert(0, before)
    table = etree.fromstring(f'<w:tbl xmlns:w="{edits.W}"><w:tr><w:tc/></w:tr></w:tbl>')
    table[0][0].append(inside)
    file.answer(0).addnext(table)
    text = "\n".join(report.lines(compared(file.saved(), "en-CA")))
    assert "text before the first question: “Words of ours before all.”" in text
    assert "a table in the answer to “What is a ‘LIP’?”" in text


def test_a_document_of_others_is_refused() -> None:
    file = edits.Edited(edits.stripped(written("en-CA"), *LOSSES), wording("en-CA"), {}, ())
    for node in file.root.iter(edits.w("t")):
        node.text = "Lorem"
    with pytest.raises(HandbillError, match="no question of ours"):
        compared(file.saved(), "en-CA")


def test_a_wording_is_kept_and_read_alike() -> None:
    for words in (wording("ar"), history.record(both("ar"), "word-bilingual")):
        assert history.read(history.dump(words), "source/history/x.json") == words


def test_a_record_of_another_schema_is_refused() -> None:
    with pytest.raises(HandbillError, match="another schema"):
        history.read(history.dump(wording("ar")).replace(b'"schema": 1', b'"schema": 2'), "source/history/x.json")


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"\xff", b'{"schema": 2}', b"[" * 100_000])
def test_a_record_that_is_none_is_refused(content: bytes) -> None:
    with pytest.raises(HandbillError, match="not the record of a piece"):
        history.read(content, "source/history/x.json")


def test_what_libreoffice_writes_over_and_over_is_read_once() -> None:
    whole = "如需了解 LIP 请访问"
    assert docx.unechoed([whole, "如需了解 ", whole, "LIP", whole, " 请访问", whole, whole, "!"]) == [whole, "!"]
    assert docx.unechoed(["ha", "ha", "ha"]) == ["ha", "ha", "ha"]
    assert docx.unechoed([whole, "Other", whole, whole]) == [whole, "Other", whole, whole]


@pytest.mark.parametrize(
    ("lost", "how"), [((), "bookmark"), (("bookmarks",), "control"), (("bookmarks", "controls"), "heading")], ids=str
)
def test_questions_are_recognized_by_what_is_left(lost: tuple[str, ...], how: str) -> None:
    assert compared(edits.stripped(written("ar"), *lost), "ar").comparisons[0].means == ((how, 3),)


def test_a_question_in_other_words_is_recognized_by_its_answer() -> None:
    file = edits.Edited(edits.stripped(written("en-CA"), "bookmarks", "controls"), wording("en-CA"), {}, ())
    edits.say(file.question(0), "Who helps?")
    first = compared(file.saved(), "en-CA").comparisons[0].findings[0]
    assert (first.id, first.state) == ("what", "changed")


def test_headings_that_lost_their_style_are_found_by_their_words() -> None:
    file = edits.Edited(edits.google(written("en-CA")), wording("en-CA"), {}, ())
    for style in file.root.iter(edits.w("pStyle")):
        style.set(edits.w("val"), "Normal")
    assert compared(file.saved(), "en-CA").untouched
