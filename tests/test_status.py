"""Status: how each text and part stands, what changed word by word, whose turn it is; as lines and as a page."""

import re
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from conftest import ROOT, copy_project, program
from hypothesis import given
from hypothesis import strategies as st

from handbill import approving, catalogs, changes, locales, localization, po, reviews, status, tracking
from handbill.model import Message, part_of
from handbill.po import Entry, Previous
from handbill.project import STATUS, Project
from handbill.reviews import Approval
from handbill.status import Progress

PATH = "source/locale/uk.po"
TEXTS = {
    "faq.title": "Questions",
    "one.question": "What is {place}?",
    "one.answer": "There are 77 of them.",
    "two.question": "Why?",
    "two.answer": "Because **we** asked.",
    "label.contact": "Contact",
}
MESSAGES = tuple(Message(context, text, path="source/faq.md") for context, text in TEXTS.items())
DONE = tuple(Entry(context, text, f"({text})") for context, text in TEXTS.items())


def progress(
    changed: dict[str, Entry | None] | None = None,
    approved: tuple[str, ...] = (),
    failing: tuple[str, ...] = (),
    remarks: dict[po.Key, tuple[str, ...]] | None = None,
) -> Progress:
    """Return how far Ukrainian is, all done but `changed`; `approved` parts were approved when all was done."""
    entries = tuple((changed or {}).get(entry.context, entry) for entry in DONE)
    catalog = po.Catalog(PATH, (), (), tuple(filter(None, entries)))
    digests = reviews.digests((entry.context, entry.text, entry.translation) for entry in DONE)
    given = {part: Approval("A. Reviewer", date(2026, 3, 5), digests[part], "0123ABCD") for part in approved}
    lookup = checked(catalogs.lookup(catalog), failing)
    return status.progress(locales.language("uk"), catalog, MESSAGES, lookup, given, remarks or {})


def checked(lookup: localization.Lookup, failing: tuple[str, ...]) -> localization.Lookup:
    """Return the lookup with some contexts failing a check."""
    return lambda message: (lookup(message)[0], "failing" if message.context in failing else lookup(message)[1])


ANSWER = DONE[2]
FUZZY = replace(ANSWER, flags=("fuzzy",), previous=Previous("one.answer", "There are 76 of them."))
PARTS = tuple(dict.fromkeys(map(part_of, TEXTS)))


def stands(found: Progress) -> dict[str, str]:
    """Return how each part stands, in words."""
    return {
        part.id: ", ".join(f"{count} {stand.name}" if count else stand.name for stand, count in part.stands)
        for part in found.parts
    }


# --- how a part stands -----------------------------------------------------------------------------------------------

OPEN = "waits for a reviewer"
STANDINGS = {
    "all done": (progress(), OPEN),
    "approved": (progress(approved=("one",)), "approved"),
    "fuzzy": (progress({"one.answer": FUZZY}), "1 English changed"),
    "fuzzy, and approved before": (progress({"one.answer": FUZZY}, ("one",)), "1 English changed"),
    "untranslated": (progress({"one.answer": replace(ANSWER, translation="")}), "1 not translated"),
    "not in the catalog": (progress({"one.answer": None}), "1 not translated"),
    "failing": (progress(failing=("one.answer",)), "1 fails a check"),
    "failing, and approved": (progress(approved=("one",), failing=("one.answer",)), "1 fails a check"),
    "two ways": (
        progress({"one.answer": FUZZY, "one.question": None}),
        "1 not translated, 1 English changed",
    ),
    "changed since": (
        progress({"one.answer": replace(ANSWER, translation="інакше")}, ("one",)),
        "changed since approval",
    ),
}


@pytest.mark.parametrize("name", STANDINGS)
def test_a_part_stands_as_its_texts_and_its_approval(name: str) -> None:
    found, wanted = STANDINGS[name]
    assert stands(found) == {part: wanted if part == "one" else OPEN for part in PARTS}


def test_every_state_and_every_standing_has_a_row() -> None:
    from typing import get_args

    from handbill.model import Standing, State

    known = {stand.id for stand in status.STANDS} | {"translated"}
    assert {*get_args(State), *get_args(Standing)} <= known
    signs = [stand.sign for stand in status.STANDS]
    assert len(set(signs)) == len(signs) and all(stand.meaning.endswith(".") for stand in status.STANDS)


@pytest.mark.parametrize("state", [stand.id for stand in status.UNREADY])
def test_only_what_is_translated_from_today_s_english_counts_as_done(state: str) -> None:
    found = {
        "untranslated": progress({"one.answer": None}, PARTS),
        "fuzzy": progress({"one.answer": FUZZY}, PARTS),
        "failing": progress(failing=("one.answer",), approved=PARTS),
    }[state]
    assert (found.done, len(found.texts)) == (5, 6)
    approved = next(stand for stand in status.READY if stand.id == "approved")
    assert found.parts_that(approved) == len(PARTS) - 1
    assert found.steps and found.steps[0].who != "reviewer"


# --- what to do next -------------------------------------------------------------------------------------------------

READ = "read all texts and approve them"
APPROVE = 'doit approve --language uk --by "their name or role"'
STEPS = {
    "nobody has read it": (progress(), [("reviewer", READ, APPROVE)]),
    "all is approved": (progress(approved=PARTS), []),
    "one part is not": (
        progress(approved=("faq", "two", "label")),
        [("reviewer", "read these parts and approve them", f"{APPROVE} --question one")],
    ),
    "English changed": (
        progress({"one.answer": FUZZY}),
        [("translator", f"correct 1 text (one), in {PATH}", ""), ("reviewer", READ, APPROVE)],
    ),
    "several": (
        progress({"one.answer": FUZZY, "one.question": replace(DONE[1], translation="")}, PARTS, ("two.answer",)),
        [
            ("translator", f"translate 1 text (one), mend 1 text (two), correct 1 text (one), in {PATH}", ""),
            ("reviewer", "read these parts and approve them", f"{APPROVE} --question one --question two"),
        ],
    ),
    "the catalog is older than the English": (
        progress({"one.answer": None}, PARTS),
        [
            ("maintainer", f"bring 1 new English text into {PATH}", "doit update"),
            ("translator", f"translate 1 text (one), in {PATH}", ""),
            ("reviewer", "read these parts and approve them", f"{APPROVE} --question one"),
        ],
    ),
}


@pytest.mark.parametrize("name", STEPS)
def test_what_to_do_next_is_said_with_whose_turn_it_is(name: str) -> None:
    found, wanted = STEPS[name]
    assert [tuple(step) for step in found.steps] == wanted


def test_a_language_with_a_region_is_named_as_the_command_takes_it() -> None:
    french = status.progress(
        locales.language("fr-CA"),
        po.Catalog("x.po", (), (), DONE),
        MESSAGES,
        catalogs.lookup(po.Catalog("", (), (), DONE)),
        {},
    )
    assert french.steps[0].command.startswith("doit approve --language fr_CA --by")


# --- what changed ----------------------------------------------------------------------------------------------------

BEFORE = "The LIP, founded in 2008, brings people together and helps newcomers’ children grow up in {place}."
CHANGED = {
    "a number": ("2008", "2009", "The LIP, founded in [-2008-]{+2009+}, brings people together …"),
    "a word": ("helps", "aids", "… brings people together and [-helps-]{+aids+} newcomers’ children grow up …"),
    "words in a row": (
        "people together",
        "us all",
        "… founded in 2008, brings [-people together-]{+us all+} and helps newcomers’ children …",
    ),
    "an apostrophe": (
        "newcomers’",
        "a",
        "… people together and helps [-newcomers’-]{+a+} children grow up in {place}.",
    ),
    "a placeholder": ("{place}", "{email}", "… children grow up in [-{place}-]{+{email}+}."),
    "bold": ("helps", "**helps**", "… brings people together and {+**+}helps{+**+} newcomers’ children grow up …"),
    "a word less": (" and helps", " helps", "… 2008, brings people together [-and -]helps newcomers’ children grow …"),
    "at the end": ("{place}.", "{place}. Now.", "… grow up in {place}.{+ Now.+}"),
    "two": (
        "The LIP, founded in 2008",
        "A LIP, founded in 2009",
        "[-The-]{+A+} LIP, founded in [-2008-]{+2009+}, brings people together …",
    ),
    "nothing": ("grow", "grow", BEFORE),
}


@pytest.mark.parametrize("name", CHANGED)
def test_a_change_is_shown_word_by_word(name: str) -> None:
    old, new, shown = CHANGED[name]
    assert changes.marked(changes.between(BEFORE, BEFORE.replace(old, new))) == shown


@given(st.text(alphabet="ab. ’{}*\n", max_size=40), st.text(alphabet="ab. ’{}*\n", max_size=40))
def test_both_versions_can_be_read_from_the_changes(old: str, new: str) -> None:
    found = changes.between(old, new)
    assert "".join(change.text for change in found if change.kind != "inserted") == old
    assert "".join(change.text for change in found if change.kind != "deleted") == new
    assert all(change.text for change in found)


NOTES = {
    "another context": (Previous("old.answer", ANSWER.text), "The same English stood in old.answer."),
    "the old English again": (Previous("one.answer", ANSWER.text), "The English is again what it was."),
    "a translator’s own mark": (None, "Somebody marked this translation as unsure."),
}


@pytest.mark.parametrize("name", NOTES)
def test_where_the_english_did_not_change_it_is_said_why_the_text_waits(name: str) -> None:
    previous, wanted = NOTES[name]
    found = progress({"one.answer": replace(FUZZY, previous=previous)})
    assert [text.note.startswith(wanted) for text in found.texts if text.stand == "fuzzy"] == [True]
    assert any(wanted in line for line in status.lines([found]))


# --- as lines --------------------------------------------------------------------------------------------------------


def test_the_lines_hold_the_table_the_changes_and_the_steps() -> None:
    waiting = progress({"one.answer": FUZZY, "two.answer": None}, ("faq", "one"), remarks={DONE[0].key: ("error: x",)})
    lines = list(status.lines([waiting, progress(approved=PARTS)]))
    rows = [line.split() for line in lines if re.match(r"uk +Ukrainian", line)]
    assert rows == [
        ["uk", "Ukrainian", "6", "4", "1", "-", "1", "4", "-", "1", "1"],
        ["uk", "Ukrainian", "6", "6", "-", "-", "-", "4", "-", "-", "4"],
    ]
    assert "  one.answer (uk, uk): There are [-76-]{+77+} of them." not in lines
    assert "  one.answer (uk): There are [-76-]{+77+} of them." in lines
    assert "    then a translator: translate 1 text (two), correct 1 text (one), in source/locale/uk.po" in lines
    assert "    error: x" in lines and lines[-1] == "  uk: nothing: every text is approved"
    assert max(map(len, lines[:8])) <= status.WIDTH


def test_a_change_that_many_languages_wait_for_is_told_once() -> None:
    one = progress({"one.answer": FUZZY})
    other = replace(one, language=locales.language("ar"))
    found = [line for line in status.lines([other, one]) if "77" in line]
    assert found == ["  one.answer (ar, uk): There are [-76-]{+77+} of them."]


# --- as a page -------------------------------------------------------------------------------------------------------


class Page(HTMLParser):
    """A page as a browser reads it: its elements with their attributes, and its words by element."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words: list[tuple[str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.words.append((self.open[-1], data.strip()))


HOSTILE = '</dd><script>alert("1")</script>{{ 7*7 }}{% raw %}<!-- " \' &amp;'


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """The project's words, which a test may change, with two languages besides English."""
    for name in ("source", "styles", "templates", "docs"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("pictures"))
    for path in (tmp_path / "source/locale").glob("*.po"):
        if path.stem not in ("ar", "uk"):
            path.unlink()
    (tmp_path / reviews_path()).write_text("# Who.\n", "utf-8")
    return Project(tmp_path)


def reviews_path() -> str:
    return "source/locale/reviews.toml"


def rewritten(project: Project, tag: str, **fields: object) -> None:
    """Change the first answer's entry of a catalog."""
    path = project.path(f"source/locale/{tag}.po")
    catalog = po.read(path.read_bytes(), path.name)
    first = next(entry for entry in catalog.entries if entry.context.endswith(".answer"))
    entries = (replace(entry, **fields) if entry is first else entry for entry in catalog.entries)
    path.write_bytes(po.dump(replace(catalog, entries=tuple(entries))))


def page(project: Project) -> Page:
    lines = tracking.tell(project)
    assert sum(line.startswith(f"{STATUS}: ") for line in lines) == 1
    return Page(project.path(STATUS).read_text("utf-8"))


def test_nothing_in_a_catalog_becomes_html(project: Project) -> None:
    calm = page(project)
    was = Previous("", HOSTILE + " was")
    rewritten(project, "uk", translation=HOSTILE, flags=("fuzzy",), previous=was)
    found = page(project)
    assert ("dd", HOSTILE) in found.words
    assert {tag for tag, _ in found.elements} - {tag for tag, _ in calm.elements} <= {"article", "h4", "del", "ins"}
    assert not any(tag == "script" or key.startswith("on") for tag, attrs in found.elements for key in attrs)
    assert "alert" in "".join(words for tag, words in found.words if tag == "del")


def test_a_reviewer_s_name_becomes_no_html(project: Project) -> None:
    approving.approve(project, "uk", "<b>A & B</b>", "2026-03-05", ())
    assert ("td", "Approved by <b>A & B</b> on 2026-03-05") in page(project).words


def test_foreign_texts_are_marked_as_what_they_are(project: Project) -> None:
    for tag in ("ar", "uk"):
        rewritten(project, tag, flags=("fuzzy",), previous=Previous("", "Older."))
    found = page(project)
    marked = {(attrs["lang"], attrs["dir"]) for tag, attrs in found.elements if tag == "dd" and "lang" in attrs}
    assert marked == {("ar", "rtl"), ("uk", "ltr")}
    assert found.elements[0] == ("html", {"lang": "en-CA", "dir": "ltr"})
    assert {tag for tag, _ in found.words} >= {"del", "ins"}


def test_the_page_stands_alone_and_its_tables_have_headings(project: Project) -> None:
    found = page(project)
    assert not [tag for tag, attrs in found.elements if tag in ("script", "link", "img") or "src" in attrs]
    assert "url(" not in project.path(STATUS).read_text("utf-8")
    heads = [attrs.get("scope") for tag, attrs in found.elements if tag == "th"]
    assert heads and set(heads) == {"col", "row"}
    ids = [attrs["id"] for _, attrs in found.elements if "id" in attrs]
    links = [attrs["href"] or "" for tag, attrs in found.elements if tag == "a"]
    assert len(set(ids)) == len(ids) and {link.removeprefix("#") for link in links} <= set(ids) and links


def test_every_part_of_every_language_is_on_the_page(project: Project) -> None:
    words = [text for _, text in page(project).words]
    names = [question.heading.text for question in project.source().questions]
    assert all(words.count(name) >= 1 + 2 * 2 for name in (*names, "The title", "The pieces’ own words"))
    assert words.count("waits for a reviewer") >= 2 * (len(names) + 2)


def test_the_same_words_give_the_same_page(project: Project) -> None:
    tracking.tell(project)
    before = project.path(STATUS).stat().st_mtime_ns
    tracking.tell(project)
    assert project.path(STATUS).stat().st_mtime_ns == before


def test_the_page_prints_one_english_for_a_change(project: Project) -> None:
    rewritten(project, "uk", flags=("fuzzy",), previous=Previous("", "Older English."))
    text = project.path(STATUS)
    page(project)
    assert "<del>Older English</del>" in text.read_text("utf-8")


def test_a_project_without_other_languages_has_a_page_too(project: Project) -> None:
    for tag in ("ar", "uk"):
        project.path(f"source/locale/{tag}.po").unlink()
    assert "Translation status" in [words for _, words in page(project).words]


FRAME = """<body><iframe id="page" src="{url}" style="width:{width}px;height:900px;border:0"></iframe><script>
onload = () => {{ const root = document.getElementById("page").contentDocument.documentElement
document.title = root.scrollWidth - root.clientWidth }}</script>"""


@pytest.mark.slow
@pytest.mark.parametrize("width", [320, 700, 1200])
def test_the_page_is_as_wide_as_its_window(project: Project, width: int) -> None:
    for tag in ("ar", "uk"):
        rewritten(project, tag, flags=("fuzzy",), previous=Previous("", "Older."))
    approving.approve(project, "uk", "A. Reviewer", "2026-03-05", ["purpose"])
    page(project)
    frame = project.path("frame.html")
    frame.write_text(FRAME.format(url=project.path(STATUS).as_uri(), width=width), "utf-8")
    flags = ("--headless", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files", "--dump-dom")
    command = [program("chromium"), *flags, f"--user-data-dir={project.path('profile')}", frame.as_uri()]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "<title>0</title>" in run.stdout


def test_a_list_of_questions_that_is_missing_is_told(project: Project) -> None:
    project.path("docs/to-confirm.md").unlink()
    assert tracking.tell(project)[-1].startswith("docs/to-confirm.md: the file is missing; ")


# --- as a command ----------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("task", ["status", "update", "read"])
def test_a_reader_that_leaves_early_is_no_mistake(tmp_path: Path, task: str) -> None:
    folder = copy_project(tmp_path)
    # A pipe that nobody reads from, as that of `doit status | head` once it has enough.
    run = subprocess.run(
        ["sh", "-c", f'{{ "{sys.executable}" -m doit {task}; echo "code $?" >&2; }} | true'],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (run.stderr, (folder / ".handbill/mistake.txt").exists()) == ("code 0\n", False)
