"""Approval: who may be recorded, what outdates it, and which words an edition prints meanwhile."""

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from conftest import ROOT

from handbill import approved, approving, reviews
from handbill.errors import Faults, HandbillError
from handbill.model import Message, Source, SourceQuestion
from handbill.project import Project
from handbill.reviews import Approval

PATH = "source/locale/reviews.toml"
CATALOG = "source/locale/uk.po"
DAY = date(2026, 3, 5)
A = Approval("A. “Reviewer” \\ of the City", DAY, "sha256:00", "0123ABCD")
TEXTS = [
    ("faq.title", "Title", "T"),
    ("one.question", "One?", "1"),
    ("one.answer", "Yes.", "ja"),
    ("label.page", "p", "s"),
]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project that may be changed: the words, and no pieces."""
    for name in ("source", "styles", "templates"):
        shutil.copytree(ROOT / name, tmp_path / name)
    (tmp_path / PATH).write_text("# Who approved.\n", "utf-8")
    return Project(tmp_path)


def change(project: Project, path: str, old: str, new: str) -> None:
    text = project.path(path).read_text("utf-8")
    assert text.count(old) == 1, f"{path} has “{old}” {text.count(old)} times; renew the test"
    project.path(path).write_text(text.replace(old, new), "utf-8")


def approve(project: Project, *questions: str, by: str = "A. Reviewer", on: str = "2026-03-05") -> list[str]:
    return approving.approve(project, "uk", by, on, questions)


# --- the file --------------------------------------------------------------------------------------------------------


def test_reviews_are_read_as_they_are_written() -> None:
    given = reviews.approve({}, "uk", {"purpose": A, "label": A})
    content = reviews.dump(given, "# Who.\n# When.\n")
    assert reviews.read(content, PATH) == given
    assert reviews.dump(reviews.read(content, PATH), reviews.head_of(content)) == content
    assert reviews.head_of(content) == "# Who.\n# When.\n"


def test_an_approval_leaves_all_others_as_they_are() -> None:
    before = {"uk": {"purpose": A, "label": A}, "ar": {"faq": A}}
    later = Approval("B", date(2026, 4, 1), "sha256:11", "99999999")
    after = reviews.approve(before, "uk", {"purpose": later})
    assert after == {"uk": {"purpose": later, "label": A}, "ar": {"faq": A}}


def test_a_language_may_be_spelt_as_its_catalog_is() -> None:
    content = reviews.dump({"zh_Hans": {"faq": A}}, "")
    assert set(reviews.read(content, PATH)) == {"zh-Hans"}


GOOD = 'faq = { by = "A", on = 2026-03-05, digest = "sha256:0", code = "0123ABCD" }'
BAD = {
    "no table": "[[[",
    "not UTF-8": b"\xff",
    "another kind of row": "[uk]\nfaq = 5\n",
    "a language without a table": "uk = 5\n",
    "the date as text": "[uk]\n" + GOOD.replace("2026-03-05", '"2026-03-05"'),
    "a time": "[uk]\n" + GOOD.replace("2026-03-05", "2026-03-05T10:00:00"),
    "nobody": "[uk]\n" + GOOD.replace('"A"', '""'),
    "no digest": "[uk]\n" + GOOD.replace(', digest = "sha256:0"', ""),
    "more": "[uk]\n" + GOOD.replace(" }", ', x = "y" }'),
}


@pytest.mark.parametrize("text", BAD.values(), ids=BAD.keys())
def test_a_file_that_is_none_is_told_in_one_line(text: str | bytes) -> None:
    with pytest.raises(Faults) as caught:
        reviews.read(text if isinstance(text, bytes) else text.encode(), PATH)
    (told,) = str(caught.value).splitlines()
    assert told.startswith(PATH) and "; " in told


# --- how a part stands -----------------------------------------------------------------------------------------------

DIFFERENT = {
    "translation": [("a", "b", "d")],
    "context": [("x", "b", "c")],
    "shifted": [("a", "bc", "")],
    "joined": [("ab", "c", "")],
    "twice": [("a", "b", "c"), ("a", "b", "c")],
    "none": [],
    "digits": [("1:a", "b", "c")],
}


@pytest.mark.parametrize("texts", DIFFERENT.values(), ids=DIFFERENT.keys())
def test_any_difference_changes_the_digest(texts: list[reviews.Triple]) -> None:
    assert reviews.digest(texts) != reviews.digest([("a", "b", "c")])


def test_a_digest_is_of_the_composed_text_in_order() -> None:
    assert reviews.digest([("a", "e\u0301", "c")]) == reviews.digest(iter([("a", "é", "c")]))
    texts = [("a", "b", "c"), ("d", "e", "f")]
    assert reviews.digest(texts) != reviews.digest(texts[::-1])
    assert reviews.digest([("a", "b", "c")]).startswith("sha256:")
    assert len(reviews.digest([])) == len("sha256:") + 64


def test_a_change_outdates_its_own_part_alone() -> None:
    digests = reviews.digests(TEXTS)
    given = {part: Approval("A", DAY, digest, "0") for part, digest in digests.items() if part != "label"}
    assert reviews.standings(given, TEXTS) == {"faq": "approved", "one": "approved", "label": "open"}
    for changed in (("one.answer", "Yes!", "ja"), ("one.answer", "Yes.", "doch")):
        texts = [changed if text[0] == "one.answer" else text for text in TEXTS]
        assert reviews.standings(given, texts) == {"faq": "approved", "one": "outdated", "label": "open"}


# --- the command -----------------------------------------------------------------------------------------------------


def test_an_approval_says_who_when_and_what(project: Project) -> None:
    (told,) = approve(project)
    row = project.approvals("uk")["purpose"]
    assert (row.by, row.on) == ("A. Reviewer", DAY)
    assert told.startswith(f"{PATH}: A. Reviewer approved uk (faq, ") and row.code in told
    assert set(project.standings("uk").values()) == {"approved"}
    assert set(project.standings("ar").values()) == {"open"}
    assert project.path(PATH).read_text("utf-8").startswith("# Who approved.\n\n[uk]\n")


def test_one_question_can_be_approved_and_the_rest_later(project: Project) -> None:
    approve(project, "purpose")
    assert [part for part, how in project.standings("uk").items() if how == "approved"] == ["purpose"]
    approve(project, by="B. Reviewer")
    assert set(project.standings("uk").values()) == {"approved"}
    assert {row.by for row in project.approvals("uk").values()} == {"B. Reviewer"}


def test_without_a_day_it_is_that_of_the_latest_edition(project: Project) -> None:
    approve(project, on="")
    latest = max(project.edition(name).revised for name in project.edition_ids())
    assert {row.on for row in project.approvals("uk").values()} == {latest}


def test_a_changed_translation_and_a_changed_english_outdate_the_question(project: Project) -> None:
    approve(project)
    change(project, CATALOG, "Яка мета LIP?", "Яка ж мета LIP?")
    assert outdated(project) == ["purpose"]
    change(project, CATALOG, "Яка ж мета LIP?", "Яка мета LIP?")
    assert outdated(project) == []
    change(project, "source/faq.md", "## Why were LIPs created?", "## Why do LIPs exist?")
    assert outdated(project) == ["why-lips"]


def outdated(project: Project) -> list[str]:
    return [part for part, standing in project.standings("uk").items() if standing == "outdated"]


REFUSED: dict[str, tuple[Callable[[Project], object], str]] = {
    "nobody": (lambda project: approve(project, by=" "), "nobody is named"),
    "a line break": (lambda project: approve(project, by="A\nB"), "nobody is named"),
    "no language": (lambda project: approving.approve(project, "", "A", "", ()), "it is not said which language"),
    "the source": (lambda project: approving.approve(project, "en-CA", "A", "", ()), "there is no such catalog"),
    "no date": (lambda project: approve(project, on="yesterday"), "“yesterday” is no date"),
    "no question": (lambda project: approve(project, "purposes"), "there is no question “purposes”"),
}


@pytest.mark.parametrize(("act", "told"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_approved_is_refused(project: Project, act: Callable[[Project], object], told: str) -> None:
    with pytest.raises(HandbillError, match=told):
        act(project)
    assert project.path(PATH).read_text("utf-8") == "# Who approved.\n"
    assert not list(project.path("source/history").glob("*.json"))


def test_texts_that_are_not_translated_are_not_approved(project: Project) -> None:
    change(project, "source/faq.md", "## Why were LIPs created?", "## Why do LIPs exist?")
    with pytest.raises(HandbillError, match=r"uk\.po: why-lips\.question is untranslated; finish the translation"):
        approve(project)
    approve(project, "purpose")


# --- the words that were approved ------------------------------------------------------------------------------------


def test_a_record_is_read_as_it_was_written() -> None:
    words = approved.record("uk", "A", DAY, [(Message("a.question", "A?", "note", "x", 3), "А?")])
    assert approved.read(approved.dump(words), "x") == words
    assert words.messages == ((Message("a.question", "A?"), "А?"),)
    assert json.loads(approved.dump(words))["kind"] == "approval"


SPOILT = {
    "another kind": lambda table: table | {"kind": "piece"},
    "another schema": lambda table: table | {"schema": 2},
    "no messages": lambda table: {key: table[key] for key in table if key != "messages"},
    "a number": lambda table: table | {"messages": [{"context": "a", "kind": "number", "text": 1, "translation": "b"}]},
    "another block": lambda table: (
        table | {"messages": [{"context": "a", "kind": "x", "text": "1", "translation": "b"}]}
    ),
    "no date": lambda table: table | {"on": "once"},
}


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT.keys())
def test_a_record_that_is_none_is_told_in_one_line(spoil: Callable[[dict[str, object]], dict[str, object]]) -> None:
    words = approved.record("uk", "A", DAY, [(Message("a.question", "A?"), "А?")])
    content = json.dumps(spoil(json.loads(approved.dump(words)))).encode()
    with pytest.raises(Faults, match=r"^source/history/X\.json: this is no record of an approval"):
        approved.read(content, "source/history/X.json")


def test_a_restored_part_has_its_former_shape_and_words() -> None:
    heading, first, item = (
        Message("one.question", "One?"),
        Message("one.answer", "A."),
        Message("one.answer", "B.", kind="bullet"),
    )
    source = Source(
        Message("faq.title", "T"),
        (
            SourceQuestion("one", Message("one.question", "New?"), {}),
            SourceQuestion("two", Message("two.question", "Two?"), {}),
        ),
    )
    words = approved.record(
        "uk", "A", DAY, [(heading, "1?"), (first, "а."), (item, "б."), (Message("gone.question", "Gone?"), "-")]
    )
    faq = approved.restore(source, (Message("label.page", "Page"),), {"one": words, "gone": words})
    assert [question.id for question in faq.source.questions] == ["one", "two"]
    assert faq.source.questions[0].messages == (heading, first, item)
    assert faq.source.questions[1] == source.questions[1]
    find = faq.lookup(lambda message: ("", "untranslated"))
    assert [find(message) for message in (heading, item)] == [("1?", "translated"), ("б.", "translated")]
    assert find(source.questions[1].heading) == ("", "untranslated")


# --- what an edition prints meanwhile --------------------------------------------------------------------------------


def with_policy(project: Project, policy: str) -> None:
    path = project.path("source/editions/saint-john/edition.toml")
    path.write_text(path.read_text("utf-8") + f'\n[policies]\nuk = "{policy}"\n', "utf-8")


def asked(project: Project, question: str = "purpose") -> tuple[str, str]:
    """Return the question as the Ukrainian piece prints it, and the language that it is in."""
    document = project.document("saint-john", "uk")
    (found,) = (each.question for each in document.questions if each.id == question)
    return found.text, found.language.tag


def test_a_draft_prints_english_for_what_is_not_translated(project: Project) -> None:
    approve(project)
    change(project, "source/faq.md", "## What is the purpose of a LIP?", "## What is a LIP for?")
    assert asked(project) == ("What is a LIP for?", "en-CA")
    assert project.standings("uk", "saint-john")["purpose"] == "outdated"


def test_the_words_last_approved_are_printed_with_their_date(project: Project) -> None:
    approve(project)
    with_policy(project, "last-approved")
    assert project.document("saint-john", "uk").revised == project.edition("saint-john").revised
    change(project, "source/faq.md", "## What is the purpose of a LIP?", "## What is a LIP for?")
    assert asked(project) == ("Яка мета LIP?", "uk")
    assert project.document("saint-john", "uk").revised == DAY
    assert project.standings("uk", "saint-john")["purpose"] == "approved"
    (kept,) = [path for path in project.words_of("saint-john", "uk") if "history" in path]
    assert project.path(kept).is_file()


def test_words_never_approved_stay_a_draft_whatever_the_policy(project: Project) -> None:
    approve(project, "purpose")
    with_policy(project, "last-approved")
    change(project, "source/faq.md", "## Why were LIPs created?", "## Why do LIPs exist?")
    assert asked(project, "why-lips") == ("Why do LIPs exist?", "en-CA")
    assert project.standings("uk", "saint-john")["why-lips"] == "open"


def test_a_lost_record_is_told(project: Project) -> None:
    approve(project)
    with_policy(project, "last-approved")
    change(project, CATALOG, "Яка мета LIP?", "Яка ж мета LIP?")
    for path in project.path("source/history").glob("*.json"):
        path.unlink()
    with pytest.raises(HandbillError, match=r"source/history/\w{8}\.json: the words of an approval .* are missing"):
        project.document("saint-john", "uk")
