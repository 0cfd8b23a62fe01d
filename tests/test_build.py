"""The build as its users meet it: what it holds, what a change makes anew, what faults, locks and kills leave."""

import io
import json
import os
import pickle
import re
import shutil
import signal
import subprocess
import sys
import threading
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from conftest import copy_project, doit, outside

from handbill import approving, formats, languages, locales, po, steps, tasks, tracking
from handbill.project import Project

Row = dict[str, Any]
Run = subprocess.CompletedProcess[str]

TAGS = ("en-CA", "ar", "es", "fa", "fil", "fr-CA", "hi", "ko", "pa", "uk", "vi", "zh-Hans")
# The formats of the whole FAQ, and the ending of their files; a press file has two reports beside it.
PIECES = {
    **dict.fromkeys(
        ("handout", "trifold", "trifold-press", "large-print", "poster", "poster-press", "bilingual"), "pdf"
    ),
    "word": "docx",
    "word-template": "dotx",
    "word-bilingual": "docx",
    "page": "html",
}
# Formats of English beside another language.
PAIRED = ("bilingual", "word-bilingual")
# What the example asks for: a question's poster, and its twin for the press.
POSTERS = ("poster-question", "poster-question-press")
POSTED = "purpose"
PRESS = ("trifold-press", "poster-press", "poster-question-press")
REPORTS = ("preflight.txt", "preflight.json")
# What is made for pasting, a question a file, and the ending of its files.
SNIPPETS = {**dict.fromkeys(("sms", "whatsapp", "email"), "txt"), "email-draft": "eml"}
# The whole FAQ as one e-mail, which waits for every fact; and what the texts of all languages are gathered into.
WHOLE_EMAIL = "email-all"
GATHERED = ("json", "csv", "xlsx", "yml")
QUESTIONS = ("what-is-a-lip", "purpose", "newcomer", "why-lips", "benefit", "learn-more")
# The one question whose texts print facts that saint-john does not know yet.
UNKNOWN = "learn-more"
WEB_ADDRESS_TO_COME = "the web address is not known"
FACTS_TO_COME = (
    WEB_ADDRESS_TO_COME,
    "the e-mail address is not known",
    "the contact's name (Duyen Nguyen) is not confirmed",
)
KEYS = {"path", "edition", "locale", "format", "question", "state", "reasons", "code", "sha256", "bytes"}
PRINTED_KEYS = {"pages", "trim_mm", "type_size_pt"}
PRESS_KEYS = PRINTED_KEYS | {"condition", "proof_profile"}
ADDED_KEYS = {
    **dict.fromkeys(("handout", "trifold", "large-print", "poster", "poster-question"), PRINTED_KEYS),
    **dict.fromkeys(PRESS, PRESS_KEYS),
    "bilingual": PRINTED_KEYS | {"second_locale"},
    "word": set(),
    "page": set(),
    "word-template": set(),
    "word-bilingual": {"second_locale"},
    "sms": {"encoding", "units", "segments", "offenders", "platforms", "altered"}
    | {"sent_encoding", "sent_units", "sent_segments"},
    "whatsapp": {"characters"},
    **dict.fromkeys(("email", "email-draft", "email-all", "snippets"), frozenset()),
}
LETTER, LANDSCAPE, TABLOID = [215.9, 279.4], [279.4, 215.9], [279.4, 431.8]


@dataclass(frozen=True)
class Print:
    """A printed format's trim in millimetres, the most pages that it may have, and the range of its type in points."""

    trim: list[float]
    pages: int
    smallest: float
    largest: float


PRINTS = {
    "handout": Print(LETTER, 2, 9, 16),
    "trifold": Print(LANDSCAPE, 2, 9, 16),
    "trifold-press": Print(LANDSCAPE, 2, 9, 16),
    "large-print": Print(LETTER, 8, 18, 23),
    "poster": Print(TABLOID, 1, 20, 38),
    "poster-press": Print(TABLOID, 1, 20, 38),
    "poster-question": Print(TABLOID, 1, 18, 40),
    "poster-question-press": Print(TABLOID, 1, 18, 40),
    "bilingual": Print(LETTER, 2, 9, 14),
}
# Eight of Crockford's base 32: no I, L, O or U.
CODE = re.compile(r"[0-9A-HJKMNP-TV-Z]{8}")
WAITING = "Another build is running here; this one waits until it is done.\n"
TIMEOUT = 120
STOPPED = "Stopped. What was finished stays; the next build goes on from there."
# The registries of the small and the tiny project.
SMALL = ("handout", "large-print", "trifold", "word", "sms", "email")
TINY = ("word", "sms")
# A file, its words, and others for them.
UKRAINIAN = ("source/locale/uk.po", "Яка мета LIP?", "Яка ж мета LIP?")
TELEPHONE = ("source/editions/example/edition.toml", "506-555-0100", "506-555-0101")


# Projects to try things in


@pytest.fixture
def whole(built: Path, tmp_path: Path) -> Path:
    """The whole project, built, in a folder that a test may change."""
    return settled(built, tmp_path / "whole")


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """saint-john in English and Ukrainian, and the example, in five formats, built; tests only read it."""
    return _prepared(bare(tmp_path_factory.mktemp("small"), *SMALL))


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same in the two formats that are made fastest; tests only read it."""
    return _prepared(bare(tmp_path_factory.mktemp("tiny"), *TINY))


def _prepared(folder: Path) -> Path:
    run = doit(folder)
    assert run.returncode == 0, run.stdout + run.stderr
    return folder


@pytest.fixture
def small_copy(small: Path, tmp_path: Path) -> Path:
    """The small project, built, in a folder that a test may change."""
    return settled(small, tmp_path / "small")


@pytest.fixture
def tiny_copy(tiny: Path, tmp_path: Path) -> Path:
    """The tiny project, built, in a folder that a test may change."""
    return settled(tiny, tmp_path / "tiny")


@pytest.fixture
def copy_of(request: pytest.FixtureRequest) -> Callable[[str], Path]:
    """Return a project by its name, built, in a folder that a test may change."""
    names = {"whole": "whole", "small": "small_copy", "tiny": "tiny_copy"}
    return lambda name: request.getfixturevalue(names[name])


@pytest.fixture(scope="session")
def idle(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole project, built and copied, for tests that run doit there and find all as it was."""
    return settled(built, tmp_path_factory.mktemp("idle") / "whole")


def settled(origin: Path, folder: Path) -> Path:
    """Copy a built project with all times, and let it learn where its fonts now stand."""
    shutil.copytree(origin, folder, ignore=shutil.ignore_patterns("__pycache__", "cache"))
    run = doit(folder)
    assert run.returncode == 0 and remade(run) <= {"fonts:configuration"}, run.stdout + run.stderr
    return folder


def emptied(folder: Path) -> Path:
    """Take all pieces from a built project; its fonts stay, so that only pieces are to be made."""
    shutil.rmtree(folder / "dist")
    shutil.rmtree(folder / ".handbill/rows")
    return folder


def bare(folder: Path, *forms: str, gathered: bool = False) -> Path:
    """Copy what a build in English and Ukrainian needs, nothing of it built, with a registry of the formats alone;
    `gathered` leaves the exports in it.
    """
    keep_catalogs(copy_project(folder), "uk")
    code = (
        f"\nFORMATS = tuple(row for row in FORMATS if row.id in {forms})\nBY_ID = {{row.id: row for row in FORMATS}}\n"
    )
    append(folder, "handbill/formats.py", code if gathered else f"{code}EXPORTS = ()\n")
    return folder


def keep_catalogs(folder: Path, *names: str) -> Path:
    for path in (folder / "source/locale").glob("*.po"):
        if path.stem not in names:
            path.unlink()
    return folder


def edit(folder: Path, path: str, old: str, new: str) -> None:
    text = (folder / path).read_text("utf-8")
    assert old in text, f"{path} has no “{old}”; renew the test"
    (folder / path).write_text(text.replace(old, new, 1), "utf-8")


def append(folder: Path, path: str, text: str) -> None:
    with (folder / path).open("a", encoding="utf-8") as file:
        file.write(text)


# What a build says and leaves


def remade(run: Run) -> set[str]:
    """Return the steps that a build did, by name."""
    return {line for line in run.stdout.splitlines() if line.startswith(("publish:", "check:", "fonts:"))}


def said(run: Run, words: str) -> list[str]:
    """Return the lines that begin with the words."""
    return [line for line in (run.stdout + run.stderr).splitlines() if line.startswith(words)]


def manifest(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "dist/manifest.json").read_text("utf-8"))


def rows(folder: Path, **wanted: object) -> list[Row]:
    """Return the manifest's rows that have the wanted values; report=None leaves out the reports on press files."""
    return [row for row in manifest(folder)["files"] if all(row.get(key) == value for key, value in wanted.items())]


def contents(folder: Path) -> dict[str, bytes]:
    """Return everything in dist/, by path from there."""
    dist = folder / "dist"
    return {path.relative_to(dist).as_posix(): path.read_bytes() for path in dist.rglob("*") if path.is_file()}


def differing(before: dict[str, bytes], after: dict[str, bytes]) -> set[str]:
    """Return the paths whose bytes are not the same, but for the manifest's and the shelf's, which follow the rest."""
    paths = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
    return pieces_of(paths) - {"manifest.json"}


def pieces_of(paths: Iterable[str]) -> set[str]:
    """Return the paths but those of the shelf's pages and pictures, which have no row in the manifest."""
    return {path for path in paths if Path(path).name != "index.html" and Path(path).parent.name != "pictures"}


def times(folder: Path) -> dict[str, int]:
    """Return when each file of the build was last written, doit's own database and lock aside."""
    places = [folder / "dist", folder / ".handbill/rows", folder / ".handbill/fonts"]
    found = [path for place in places for path in place.rglob("*") if path.is_file() and "cache" not in path.parts]
    return {path.relative_to(folder).as_posix(): path.stat().st_mtime_ns for path in found}


def forms_of(tag: str, forms: Iterable[str]) -> list[str]:
    """Return the formats that a language is made in: English has none that pairs it with itself."""
    return [form for form in forms if tag != "en-CA" or form not in PAIRED]


def posters_of(edition: str) -> tuple[str, ...]:
    """Return the formats that an edition asks for."""
    return POSTERS if edition == "example" else ()


def of_language(tag: str, edition: str = "saint-john", forms: Iterable[str] = ()) -> set[str]:
    """Return the names of the steps that make a language's pieces."""
    wanted = forms or (*PIECES, *SNIPPETS, WHOLE_EMAIL, *posters_of(edition))
    return {f"publish:{edition}/{tag}/{form}" for form in forms_of(tag, wanted)}


def endings(form: str) -> tuple[str, ...]:
    """Return the endings of a piece's files: of a press file also those of its reports."""
    return (PIECES.get(form, "pdf"), *(REPORTS if form in PRESS else ()))


def gathering(edition: str = "saint-john") -> set[str]:
    """Return the name of the step that gathers an edition's texts."""
    return {f"publish:{edition}/mul/snippets"}


def of_format(form: str) -> set[str]:
    """Return the names of the steps that make the pieces of a format in English and Ukrainian and of the example."""
    return {f"publish:{name}/{form}" for name in ("saint-john/en-CA", "saint-john/uk", "example/en-CA")}


def text_of_pdf(content: bytes) -> str:
    pages = pypdfium2.PdfDocument(content)
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in pages).split())


def xml_of_word(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "".join(archive.read(name).decode("utf-8") for name in archive.namelist() if name.endswith(".xml"))


# How a finished file's words are read, by its ending.
READERS: dict[str, Callable[[bytes], str]] = {
    "pdf": text_of_pdf,
    **dict.fromkeys(("docx", "dotx"), xml_of_word),
    "html": lambda content: content.decode("utf-8"),
}

# The whole build


def expected_paths(edition: str, tag: str) -> Iterator[str]:
    """Yield the names of a language's files as the design spells them."""
    folder = f"{edition}/{tag}"
    for form in forms_of(tag, PIECES):
        yield from (f"{folder}/{edition}-faq-{form}-{tag}.{ending}" for ending in endings(form))
    for form in posters_of(edition):
        yield from (f"{folder}/{form}/{edition}-{POSTED}-{form}-{tag}.{ending}" for ending in endings(form))
    questions = [question for question in QUESTIONS if edition == "example" or question != UNKNOWN]
    for form in SNIPPETS:
        yield from (f"{folder}/{form}/{edition}-{question}-{form}-{tag}.{SNIPPETS[form]}" for question in questions)
    if edition == "example":
        yield f"{folder}/{edition}-faq-{WHOLE_EMAIL}-{tag}.eml"


def gathered_paths(edition: str) -> set[str]:
    return {f"{edition}/mul/{edition}-faq-snippets-mul.{ending}" for ending in GATHERED}


@pytest.mark.slow
def test_dist_holds_every_format_in_every_language(built: Path) -> None:
    wanted = {path for tag in TAGS for path in expected_paths("saint-john", tag)} | gathered_paths("saint-john")
    wanted |= {*expected_paths("example", "en-CA"), *gathered_paths("example")}
    assert pieces_of(contents(built)) == wanted | {"manifest.json"}


@pytest.mark.slow
def test_the_manifest_lists_every_file_but_itself_in_order(built: Path) -> None:
    listed = [row["path"] for row in rows(built)]
    assert listed == sorted(pieces_of(contents(built)) - {"manifest.json"})


@pytest.mark.slow
def test_the_manifest_knows_its_schema_and_the_libraries(built: Path) -> None:
    found = manifest(built)
    assert found.keys() == {"schema", "libraries", "files"}
    assert found["schema"] == 1
    assert {"weasyprint", "python-docx", "babel", "pango-1.0"} <= found["libraries"].keys()


@pytest.mark.slow
def test_a_row_tells_its_file_truly(built: Path) -> None:
    for row in rows(built):
        content = (built / "dist" / row["path"]).read_bytes()
        assert (row["bytes"], row["sha256"]) == (len(content), sha256(content).hexdigest()), row["path"]


@pytest.mark.slow
def test_a_row_has_the_keys_of_its_format(built: Path) -> None:
    known = {row.id for row in (*formats.FORMATS, *formats.EXPORTS)}
    assert {row["format"] for row in rows(built)} == known == ADDED_KEYS.keys()
    for row in rows(built):
        added = {"report"} if row["path"].endswith(REPORTS) else ADDED_KEYS[row["format"]]
        assert row.keys() == KEYS | added, row["path"]
        assert row.get("report", True) is True and row.get("second_locale", "en-CA") == "en-CA", row["path"]
        assert row["state"] == ("draft" if row["reasons"] else "final"), row["path"]
        assert (row["question"] in QUESTIONS) == (row["format"] in (*SNIPPETS, *POSTERS)), row["path"]
        assert row["question"] or row["question"] is None, row["path"]


@pytest.mark.slow
def test_a_printed_piece_tells_its_pages_trim_and_type_size(built: Path) -> None:
    for form, wanted in PRINTS.items():
        for row in rows(built, format=form, report=None):
            pages = len(pypdfium2.PdfDocument(_content(built, row)))
            assert (row["pages"], row["trim_mm"]) == (pages, wanted.trim), row["path"]
            assert 1 <= pages <= wanted.pages, row["path"]
            assert wanted.smallest <= row["type_size_pt"] <= wanted.largest, row["path"]


@pytest.mark.slow
def test_a_text_message_tells_what_it_costs(built: Path) -> None:
    for row in rows(built, format="sms"):
        single, joined = {"GSM-7": (160, 153), "UCS-2": (70, 67)}[row["encoding"]]  # TS 23.040 9.2.3.24.1
        assert 1 <= row["units"] <= (single if row["segments"] == 1 else joined * row["segments"]), row["path"]


@pytest.mark.slow
@pytest.mark.parametrize("tag", TAGS)
def test_a_saint_john_piece_is_a_draft_that_says_what_it_waits_for(built: Path, tag: str) -> None:
    review = [] if tag == "en-CA" else [f"nobody has reviewed the {locales.language(tag).english_name} text"]
    found = rows(built, edition="saint-john", locale=tag, question=None)
    forms = forms_of(tag, PIECES)
    assert Counter(row["format"] for row in found) == {form: len(endings(form)) for form in forms}
    facts = {form: [WEB_ADDRESS_TO_COME] if form.startswith("poster") else [*FACTS_TO_COME] for form in forms}
    for row in found:
        assert row["reasons"] == [*facts[row["format"]], *review], row["path"]


@pytest.mark.slow
@pytest.mark.parametrize("tag", TAGS)
def test_a_saint_john_snippet_waits_for_its_review_alone(built: Path, tag: str) -> None:
    review = [] if tag == "en-CA" else [f"nobody has reviewed the {locales.language(tag).english_name} text"]
    snippets = [row for row in rows(built, edition="saint-john", locale=tag) if row["format"] in SNIPPETS]
    assert {row["question"] for row in snippets} == set(QUESTIONS) - {UNKNOWN}
    assert [row["reasons"] for row in snippets] == [review] * len(snippets)


@pytest.mark.slow
def test_every_piece_of_the_example_is_final(built: Path) -> None:
    found = rows(built, edition="example")
    assert {(row["locale"], row["state"]) for row in found} == {("en-CA", "final"), ("mul", "final")}
    pieces = {form: len(endings(form)) for form in (*forms_of("en-CA", PIECES), *POSTERS)}
    others = {**dict.fromkeys(SNIPPETS, 6), WHOLE_EMAIL: 1, "snippets": len(GATHERED)}
    assert Counter(row["format"] for row in found) == {**pieces, **others}


@pytest.mark.slow
def test_what_is_gathered_says_how_many_of_its_texts_are_drafts(built: Path) -> None:
    pasted = ("sms", "whatsapp", "email")
    texts = [row for row in rows(built, edition="saint-john") if row["format"] in pasted]
    drafts = sum(row["state"] == "draft" for row in texts)
    assert (len(texts), drafts) == (180, 165)
    for row in rows(built, edition="saint-john", locale="mul"):
        assert row["reasons"] == [f"{drafts} of the {len(texts)} texts are drafts"], row["path"]
    told = json.loads((built / "dist/saint-john/mul/saint-john-faq-snippets-mul.json").read_text("utf-8"))
    assert len(told["snippets"]) == len(texts)


@pytest.mark.slow
def test_imprint_codes_are_crockford_and_each_stands_on_one_piece(built: Path) -> None:
    found = rows(built)
    assert [row["path"] for row in found if not CODE.fullmatch(row["code"])] == []
    # Variants of one design share a code.
    stems = {row.id: row.stem for row in formats.FORMATS} | {row.id: row.id for row in formats.EXPORTS}
    owners = {(row["code"], row["edition"], row["locale"], stems[row["format"]]) for row in found}
    snippets = {(row["code"], row["question"]) for row in found}
    assert len(owners) == len(snippets) == len({row["code"] for row in found})


@pytest.mark.slow
@pytest.mark.parametrize("form", [*PIECES, *POSTERS])
def test_the_imprint_code_is_printed(built: Path, form: str) -> None:
    read = READERS[endings(form)[0]]
    assert rows(built, format=form, report=None)
    without = [
        row["path"] for row in rows(built, format=form, report=None) if row["code"] not in read(_content(built, row))
    ]
    assert without == []


def _content(folder: Path, row: Row) -> bytes:
    return (folder / "dist" / row["path"]).read_bytes()


@pytest.mark.slow
def test_only_drafts_say_that_they_are_drafts(built: Path) -> None:
    for row in rows(built, locale="en-CA", question=None, report=None):
        if row["format"] == WHOLE_EMAIL:
            continue
        read = READERS[PIECES[row["format"]]]
        assert ("Draft: not for distribution" in read(_content(built, row))) == (row["state"] == "draft"), row["path"]


# A change and what it makes anew


@pytest.mark.slow
def test_a_second_build_does_nothing(idle: Path) -> None:
    before, run = times(idle), doit(idle)
    assert (run.returncode, remade(run), run.stderr) == (0, set(), "")
    assert times(idle) == before


@dataclass(frozen=True)
class Change:
    """An edit of a project, the steps that it is to bring about, and whose files it may change."""

    project: str
    edit: Callable[[Path], None]
    steps: set[str]
    where: str | tuple[str, ...] = ""


def restyle(folder: Path) -> None:
    """Change what all languages share; it is tried in two of them."""
    keep_catalogs(folder, "uk")
    append(folder, "styles/trifold.css", ".invitation { letter-spacing: 0.01em; }\n")


# A flat logo for the press has no colours but the edition's.
MARK = '<path fill="#3a2a5e" d="M0 0h9v9z"/></svg>'
CHANGES = {
    "one Ukrainian sentence": Change(
        "whole",
        lambda folder: edit(folder, *UKRAINIAN),
        of_language("uk") | gathering(),
        ("saint-john/uk/", "saint-john/mul/"),
    ),
    "a logo": Change(
        "whole",
        lambda folder: edit(folder, "source/editions/example/logo.svg", "</svg>", MARK),
        of_language("en-CA", "example"),
        "example/",
    ),
    # Restyling also takes languages away, and with them texts that were gathered.
    "the brochure's style": Change("whole", restyle, of_format("trifold") | of_format("trifold-press") | gathering()),
    "a telephone number": Change(
        "small",
        lambda folder: edit(folder, *TELEPHONE),
        of_language("en-CA", "example", SMALL),
        "example/",
    ),
    "the handout's template": Change(
        "small",
        lambda folder: edit(folder, "templates/handout.html", "<main>", "<main><p></p>"),
        of_format("handout") | of_format("large-print"),
    ),
    "what counts text messages": Change(
        "tiny", lambda folder: append(folder, "handbill/gsm.py", "\n# A remark.\n"), of_format("sms")
    ),
    "Word's measures": Change(
        "tiny", lambda folder: append(folder, "styles/word.toml", "\n# A remark.\n"), of_format("word")
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", CHANGES)
def test_a_change_makes_anew_what_is_made_from_it(copy_of: Callable[[str], Path], name: str) -> None:
    change = CHANGES[name]
    folder = copy_of(change.project)
    before = contents(folder)
    change.edit(folder)
    run = doit(folder)
    assert (run.returncode, remade(run)) == (0, change.steps)
    forms = {step.rpartition("/")[2] for step in change.steps}
    after = contents(folder)
    changed = differing({path: before[path] for path in before if path in after}, after)
    assert all(path.startswith(change.where) and any(f"-{form}-" in path for form in forms) for path in changed)


@pytest.mark.slow
def test_a_new_han_character_makes_the_chinese_font_and_pieces_anew(whole: Path) -> None:
    before = contents(whole)
    font = times(whole)
    edit(whole, "source/locale/zh_Hans.po", 'msgstr "常', 'msgstr "龘常')
    run = doit(whole)
    assert (run.returncode, remade(run)) == (0, {"fonts:Noto Sans CJK SC", *of_language("zh-Hans")}), run.stdout
    newer = {path for path, time in times(whole).items() if time != font.get(path) and "/fonts/" in path}
    assert newer == {f".handbill/fonts/NotoSansCJKSC-{weight}.otf" for weight in ("Regular", "Bold")}
    assert all(path.startswith("saint-john/zh-Hans/") for path in differing(before, contents(whole)))
    assert "龘" in text_of_pdf(_content(whole, rows(whole, locale="zh-Hans", format="handout")[0]))


@pytest.mark.slow
def test_another_poster_asked_for_is_made_and_the_first_goes(whole: Path) -> None:
    edit(whole, "source/editions/example/edition.toml", f'posters = ["{POSTED}"]', 'posters = ["newcomer"]')
    run = doit(whole, "publish:example/en-CA/poster-question")
    folder = whole / "dist/example/en-CA/poster-question"
    assert run.returncode == 0, run.stdout
    assert [path.name for path in folder.iterdir()] == ["example-newcomer-poster-question-en-CA.pdf"]
    edit(whole, "source/editions/example/edition.toml", 'posters = ["newcomer"]', "posters = []")
    run = doit(whole, "check:example/en-CA/handout")
    assert run.returncode == 0 and rows(whole, format="poster-question") == [], run.stdout
    assert not any(path.is_file() for form in POSTERS for path in (whole / f"dist/example/en-CA/{form}").glob("*"))


@pytest.mark.slow
def test_a_poster_of_no_question_is_told_at_its_edition(tiny_copy: Path) -> None:
    edit(tiny_copy, "source/editions/example/edition.toml", f'"{POSTED}"', '"purposes"')
    run = doit(tiny_copy)
    wanted = (
        "source/editions/example/edition.toml: “purposes” in “posters” is no question of the FAQ; use what-is-a-lip"
    )
    assert run.returncode and len(said(run, wanted)) == 1, run.stdout


@pytest.mark.slow
def test_a_colour_too_light_for_text_is_said_and_no_fault(tiny_copy: Path) -> None:
    edit(tiny_copy, "source/editions/example/edition.toml", '"#3a2a5e"', '"#8a7ab0"')
    edit(tiny_copy, "source/editions/example/logo.svg", "#3a2a5e", "#8a7ab0")
    run = doit(tiny_copy)
    wanted = "source/editions/example/edition.toml: the colour “primary” has 3."
    assert (run.returncode, len(said(run, wanted)), len(said(doit(tiny_copy, "status"), wanted))) == (0, 1, 1)


@pytest.mark.slow
def test_a_deleted_file_is_made_again(whole: Path) -> None:
    before = contents(whole)
    (whole / "dist/saint-john/fa/saint-john-faq-handout-fa.pdf").unlink()
    (whole / "dist/example/en-CA/sms/example-benefit-sms-en-CA.txt").unlink()
    # A report is written by the check of its piece; the piece stays as it is.
    (whole / "dist/example/en-CA/example-faq-poster-press-en-CA.preflight.txt").unlink()
    run = doit(whole)
    assert (run.returncode, remade(run)) == (0, {"publish:saint-john/fa/handout", "publish:example/en-CA/sms"})
    assert contents(whole) == before


@pytest.mark.slow
@pytest.mark.parametrize("path", ["dist", "dist/manifest.json", ".handbill/rows", ".handbill/doit.sqlite3"])
def test_whatever_is_deleted_of_a_build_comes_back_the_same(tiny_copy: Path, path: str) -> None:
    before, gone = contents(tiny_copy), tiny_copy / path
    shutil.rmtree(gone) if gone.is_dir() else gone.unlink()
    assert doit(tiny_copy).returncode == 0
    assert contents(tiny_copy) == before


@pytest.mark.slow
def test_a_removed_language_takes_its_pieces_along_and_nothing_else(whole: Path) -> None:
    before = contents(whole)
    ours = ("saint-john/vi/notes.txt", "saint-john/vi/sms/mine.txt", "photo.jpg")
    for path in ours:
        (whole / "dist" / path).write_text("not made by doit", "utf-8")
    (whole / "source/locale/vi.po").unlink()
    run = doit(whole)
    assert (run.returncode, remade(run)) == (0, gathering())
    left = pieces_of(before) - set(expected_paths("saint-john", "vi"))
    assert pieces_of(contents(whole)) == left | set(ours)
    assert not [path for path in contents(whole) if path.endswith("-vi.webp")]
    assert rows(whole, locale="vi") == []
    others = {path for path in differing(before, contents(whole)) if "/vi/" not in path}
    assert others == {"photo.jpg"} | gathered_paths("saint-john")


@pytest.mark.slow
def test_a_removed_edition_takes_its_pieces_along(whole: Path) -> None:
    before = contents(whole)
    shutil.rmtree(whole / "source/editions/example")
    run = doit(whole)
    assert (run.returncode, remade(run)) == (0, set())
    assert differing(before, contents(whole)) == {*expected_paths("example", "en-CA"), *gathered_paths("example")}
    assert rows(whole, edition="example") == []


@pytest.mark.slow
def test_the_last_edition_takes_its_rows_along(tiny_copy: Path) -> None:
    for folder in (tiny_copy / "source/editions").iterdir():
        shutil.rmtree(folder)
    doit(tiny_copy)
    assert contents(tiny_copy).keys() == {"manifest.json"}
    assert rows(tiny_copy) == []


@pytest.mark.slow
def test_a_review_touches_its_language_alone_and_ends_with_the_next_change(tiny_copy: Path) -> None:
    approve(tiny_copy, "uk")
    run = doit(tiny_copy)
    assert (run.returncode, remade(run)) == (0, of_language("uk", forms=TINY))
    assert {tuple(row["reasons"]) for row in rows(tiny_copy, locale="uk")} == {(), FACTS_TO_COME}
    edit(tiny_copy, *UKRAINIAN)
    assert doit(tiny_copy).returncode == 0
    told = "the Ukrainian text of purpose has changed since its review"
    printing = [row for row in rows(tiny_copy, locale="uk") if row["question"] in (None, "purpose")]
    assert printing and all(told in row["reasons"] for row in printing)
    others = [row for row in rows(tiny_copy, locale="uk") if row not in printing]
    assert others and all(told not in row["reasons"] for row in others)


@pytest.mark.slow
def test_what_is_made_of_a_language_that_waits_for_its_review_is_the_editions_choice(tiny_copy: Path) -> None:
    approve(tiny_copy, "uk")
    path = "source/editions/saint-john/edition.toml"
    append(tiny_copy, path, '\n[policies]\nuk = "last-approved"\n')
    edit(tiny_copy, *UKRAINIAN)
    assert doit(tiny_copy).returncode == 0
    kept = rows(tiny_copy, locale="uk")
    assert {tuple(row["reasons"]) for row in kept} == {(), FACTS_TO_COME}
    with zipfile.ZipFile(tiny_copy / "dist/saint-john/uk/saint-john-faq-word-uk.docx") as package:
        assert "Яка мета" in package.read("word/document.xml").decode()  # LIP is a run of its own
    edit(tiny_copy, path, '"last-approved"', '"withhold"')
    assert doit(tiny_copy).returncode == 0
    left = rows(tiny_copy, locale="uk")
    assert left and {row["question"] for row in left} == {row["question"] for row in kept} - {None, "purpose"}


def approve(folder: Path, tag: str) -> None:
    approving.approve(Project(folder), tag, "A. Reviewer", "", ())


# Faults


@dataclass(frozen=True)
class Mistake:
    """A mistake that somebody makes in a file, how it is told, the rows that it hits, and the project to try it in."""

    path: str
    old: str
    new: str
    told: str
    hits: Callable[[Row], bool]
    project: str = "tiny"


def every(row: Row) -> bool:
    return True


# More than a brochure holds, and less than a handout does.
LONG = "Дуже довге речення, яке не вміщується на панель. " * 26
MISTAKES = {
    "a catalog's quote": Mistake(
        "source/locale/uk.po",
        'LIP?"\n',
        "LIP?\n",
        r"source/locale/uk\.po:\d+: .+; .+",
        lambda row: row["locale"] == "uk",
    ),
    "an edition's quote": Mistake(
        "source/editions/example/edition.toml",
        '"506-555-0100"',
        '"506-555-0100',
        r"source/editions/example/edition\.toml:15: .+; .+",
        lambda row: row["edition"] == "example",
    ),
    "an edition's address": Mistake(
        "source/editions/example/edition.toml",
        "hello@example.org",
        "hello at example.org",
        r"source/editions/example/edition\.toml:14: .+; .+",
        lambda row: row["edition"] == "example",
    ),
    "HTML in the FAQ": Mistake(
        "source/faq.md",
        "## What is the purpose",
        "<div>\n\n## What is the purpose",
        r"source/faq\.md:23: .+; .+",
        every,
    ),
    "a label's quote": Mistake(
        "source/labels.toml", '"Contact"', '"Contact', r"source/labels\.toml:\d+: .+; .+", every
    ),
    "a text too long for the brochure": Mistake(
        "source/locale/uk.po",
        "яка дасть змогу:",
        f"{LONG}яка дасть змогу:",
        r"(publish:)?saint-john/uk/trifold: .+ too long; .+",
        lambda row: row["locale"] == "uk" and row["format"] == "trifold",
        "small",
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", MISTAKES)
def test_a_fault_is_told_once_and_keeps_the_old_pieces_as_drafts_until_it_is_mended(
    copy_of: Callable[[str], Path], tmp_path: Path, name: str
) -> None:
    mistake = MISTAKES[name]
    folder = copy_of(mistake.project)
    before, old_rows, sources = contents(folder), rows(folder), tmp_path / "sources"
    shutil.copytree(folder / "source", sources)
    edit(folder, mistake.path, mistake.old, mistake.new)
    edit(folder, *next(other for other in (UKRAINIAN, TELEPHONE) if other[0] != mistake.path))
    first = doit(folder)
    told = faults_of(first, mistake.told)
    assert (first.returncode != 0, len(told)) == (True, 1), first.stdout + first.stderr
    # Neither the table's reasons nor anything else tells it again.
    assert (first.stdout + first.stderr).count(told[0]) == 1
    assert_faulty(folder, mistake, told[0], before, old_rows)
    second = doit(folder)
    assert (second.returncode != 0, faults_of(second, mistake.told)) == (True, told)
    shutil.copytree(sources, folder / "source", dirs_exist_ok=True)
    mended = doit(folder)
    assert (mended.returncode, faults_of(mended, mistake.told), contents(folder) == before) == (0, [], True)


def faults_of(run: Run, told: str) -> list[str]:
    """Return the lines that tell the fault; none may be a program's own account of itself."""
    output = run.stdout + run.stderr
    assert "Traceback" not in output and "mistake of handbill" not in output, output
    return [line for line in output.splitlines() if re.fullmatch(told, line)]


def assert_faulty(folder: Path, mistake: Mistake, told: str, before: dict[str, bytes], old_rows: list[Row]) -> None:
    """The pieces that the fault hits stand as they were, as drafts that give it as a reason; all else was made anew."""
    after = {row["path"]: row for row in rows(folder)}
    hit = {row["path"] for row in old_rows if mistake.hits(row)}
    changed = differing(before, contents(folder))
    assert hit and not changed & hit
    assert after.keys() == {row["path"] for row in old_rows}
    for row in old_rows:
        new = after[row["path"]]
        if row["path"] in hit:
            assert new == row | {"state": "draft", "reasons": [*row["reasons"], told]}
        else:
            assert (new["state"], new["reasons"]) == (row["state"], row["reasons"]), row["path"]
    # The other change, of a file without a fault, shows.
    others = {row["path"] for row in old_rows if changed_besides(row, mistake)} - hit
    assert changed >= others and (others or hit == pieces_of(before) - {"manifest.json"})


def changed_besides(row: Row, mistake: Mistake) -> bool:
    """Return whether the other change of the test shows in a file: a new heading, or a new telephone number."""
    if row["format"] == "sms":
        return False
    if mistake.path == UKRAINIAN[0]:
        return row["edition"] == "example" and row["question"] is None
    return row["locale"] == "uk" and row["question"] in (None, "purpose")


# A translation whose placeholder nothing fills, and what stands in its place.
PLAZA = ("source/locale/uk.po", "користь LIP принесе місту {place}?", "користь LIP принесе місту {plaza}?")
IN_ENGLISH = "How will the LIP benefit Saint John?"


@pytest.mark.slow
def test_a_translation_that_fails_a_check_is_told_and_stands_in_english_until_it_is_mended(small_copy: Path) -> None:
    folder = small_copy
    before = contents(folder)
    edit(folder, *PLAZA)
    for run in (doit(folder), doit(folder)):
        told = faults_of(run, r"source/locale/uk\.po:\d+: text-\w+: .+; .+")
        assert (run.returncode != 0, len(told)) == (True, 1), run.stdout + run.stderr
        assert (run.stdout + run.stderr).count(told[0]) == 1
    pieces = {row["format"]: row for row in rows(folder, locale="uk", question=None)}
    assert pieces.keys() == set(SMALL) - set(SNIPPETS)
    assert all(row["state"] == "draft" and "1 text fails a check" in row["reasons"] for row in pieces.values())
    assert all(IN_ENGLISH in text_of_pdf(_content(folder, pieces[form])) for form in ("handout", "trifold"))
    assert {row["question"] for row in rows(folder, locale="uk", format="email")} == _without("benefit")
    assert {row["question"] for row in rows(folder, locale="uk", format="sms")} == _without()
    assert all("/uk/" in path for path in differing(before, contents(folder)))
    edit(folder, PLAZA[0], PLAZA[2], PLAZA[1])
    mended = doit(folder)
    assert (mended.returncode, contents(folder) == before) == (0, True), mended.stdout + mended.stderr


@pytest.mark.slow
def test_all_faults_of_all_files_are_told_in_one_run(tiny_copy: Path) -> None:
    names = ("a catalog's quote", "an edition's address", "HTML in the FAQ", "a label's quote")
    for name in names:
        mistake = MISTAKES[name]
        edit(tiny_copy, mistake.path, mistake.old, mistake.new)
    run = doit(tiny_copy)
    told = [faults_of(run, MISTAKES[name].told) for name in names]
    assert [len(lines) for lines in told] == [1, 1, 1, 1], run.stdout
    assert [(run.stdout + run.stderr).count(line) for (line,) in told] == [1, 1, 1, 1], run.stdout
    assert (run.returncode != 0, remade(run)) == (True, set())


@pytest.mark.slow
def test_github_shows_a_fault_on_its_line(tiny_copy: Path) -> None:
    mistake = MISTAKES["HTML in the FAQ"]
    edit(tiny_copy, mistake.path, mistake.old, mistake.new)
    run = doit(tiny_copy, GITHUB_ACTIONS="true")
    assert run.returncode != 0
    assert len(said(run, "::error file=source/faq.md,line=23::HTML is not allowed here")) == 1, run.stdout
    assert said(run, "source/faq.md") == []
    assert rows(tiny_copy)[0]["reasons"][-1].startswith("source/faq.md:23: HTML")


@pytest.mark.slow
def test_github_shows_a_fault_without_a_line_too(tiny_copy: Path) -> None:
    (tiny_copy / "source/locale/uk.po").rename(tiny_copy / "source/locale/xx_XX.po")
    run = doit(tiny_copy, GITHUB_ACTIONS="true")
    assert len(said(run, "::error")) == 1, run.stdout
    assert "source/locale/xx_XX.po" in said(run, "::error")[0]


@pytest.mark.slow
def test_a_build_of_one_piece_does_not_call_faulty_pieces_final(tiny_copy: Path) -> None:
    mistake = MISTAKES["an edition's address"]
    edit(tiny_copy, mistake.path, mistake.old, mistake.new)
    run = doit(tiny_copy)
    assert run.returncode != 0
    (told,) = faults_of(run, mistake.told)
    run = doit(tiny_copy, "publish:saint-john/uk/sms")
    assert (run.returncode, said(run, "draft in example")) == (0, [f"draft in example (en-CA): {told}"])
    assert {row["state"] for row in rows(tiny_copy, edition="example")} == {"draft"}


# What is gathered from several pieces


@pytest.fixture
def pasted(tmp_path: Path) -> Path:
    """Texts for pasting in English and Ukrainian, and what they are gathered into, built."""
    return _prepared(bare(tmp_path, "sms", "email", gathered=True))


@pytest.mark.slow
def test_texts_are_gathered_anew_when_one_of_them_changes_and_not_before(pasted: Path) -> None:
    before = contents(pasted)
    # A remark changes what a text is made from, and no text.
    append(pasted, "styles/email.toml", "\n# A remark.\n")
    assert remade(doit(pasted)) == of_format("email")
    edit(pasted, *UKRAINIAN)
    run = doit(pasted)
    assert (run.returncode, remade(run)) == (0, of_language("uk", forms=("sms", "email")) | gathering())
    changed = {path for path in differing(before, contents(pasted)) if "/mul/" in path}
    assert changed == gathered_paths("saint-john")


@pytest.mark.slow
def test_what_is_gathered_is_a_draft_while_one_of_its_texts_has_a_fault(pasted: Path) -> None:
    mistake = MISTAKES["an edition's address"]
    edit(pasted, mistake.path, mistake.old, mistake.new)
    run = doit(pasted)
    (told,) = faults_of(run, mistake.told)
    states = {(row["edition"], row["state"], *row["reasons"]) for row in rows(pasted, locale="mul")}
    assert states == {("example", "draft", told), ("saint-john", "draft", "10 of the 20 texts are drafts")}
    edit(pasted, mistake.path, mistake.new, mistake.old)
    assert doit(pasted).returncode == 0
    assert {row["state"] for row in rows(pasted, edition="example")} == {"final"}


@pytest.mark.slow
def test_an_edition_without_footer_has_none(pasted: Path) -> None:
    edit(pasted, "source/editions/example/edition.toml", "confirmed", "email_footer = false\nconfirmed")
    assert doit(pasted).returncode == 0
    mails = [_content(pasted, row).decode() for row in rows(pasted, edition="example", format="email")]
    assert len(mails) == 6 and not any("Sent by" in mail for mail in mails)


# What is missing or misnamed


def remove(path: str) -> Callable[[Path], None]:
    return lambda folder: (folder / path).unlink()


def misnamed(folder: Path) -> None:
    shutil.copytree(folder / "source/editions/saint-john", folder / "source/editions/Saint John")


def refused(folder: Path) -> None:
    shutil.copy2(folder / "source/locale/uk.po", folder / "source/locale/qq_QQ.po")


def known(name: str, spoil: Callable[[Path], None], told: str, project: str = "tiny") -> object:
    """Return a row of the table."""
    return pytest.param(spoil, told, project, id=name)


MISSING = [
    known("a language Babel refuses", refused, "source/locale/qq_QQ.po"),
    known("an edition's folder of a bad name", misnamed, "source/editions/Saint John"),
    known("no logo", remove("source/editions/saint-john/logo.svg"), "source/editions/saint-john/logo.svg"),
    known("no FAQ", remove("source/faq.md"), "source/faq.md"),
    known("no labels", remove("source/labels.toml"), "source/labels.toml"),
    known("no template", remove("templates/trifold.html"), "templates/trifold.html", "small"),
    known("no measures", remove("styles/trifold.toml"), "styles/trifold.toml", "small"),
    known(
        "a faulty template",
        lambda folder: append(folder, "templates/handout.html", "{% if %}"),
        "templates/handout.html",
        "small",
    ),
    known(
        "a faulty style",
        lambda folder: append(folder, "styles/trifold.css", ".cover { colour: red }\n"),
        "styles/trifold.css",
        "small",
    ),
    known(
        "no edition.toml",
        remove("source/editions/saint-john/edition.toml"),
        "source/editions/saint-john/edition.toml",
    ),
    known(
        "unreadable reviews",
        lambda folder: append(folder, "source/locale/reviews.toml", "\n[[[\n"),
        "source/locale/reviews.toml",
    ),
]


@pytest.mark.slow
@pytest.mark.parametrize(("spoil", "told", "project"), MISSING)
def test_what_is_missing_or_misnamed_is_told_in_one_sentence(
    copy_of: Callable[[str], Path], spoil: Callable[[Path], None], told: str, project: str
) -> None:
    folder = copy_of(project)
    before = contents(folder)
    spoil(folder)
    gone = not (folder / told).exists() and not told.endswith("logo.svg")
    run = doit(folder)
    assert run.returncode != 0
    found = faults_of(run, rf"{re.escape(told)}(:\d+)?: .+; .+")
    assert len(found) == 1 and (run.stdout + run.stderr).count(found[0]) == 1, run.stdout + run.stderr
    assert found[0].startswith(f"{told}: the file is missing; ") == gone
    assert contents(folder).keys() >= before.keys()


@pytest.mark.slow
def test_status_without_its_list_of_questions_says_so(tiny_copy: Path) -> None:
    (tiny_copy / "docs/to-confirm.md").unlink()
    run = doit(tiny_copy, "status")
    assert len(faults_of(run, r"docs/to-confirm\.md: .+; .+")) == 1, run.stdout + run.stderr


# One build at a time


@contextmanager
def started(folder: Path, *arguments: str, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """Start doit as the first of its own group of processes, and end them all, if they have not ended themselves."""
    command = [sys.executable, "-m", "doit", *arguments]
    kept = {name: value for name, value in os.environ.items() if name not in ("GITHUB_ACTIONS", "FONTCONFIG_FILE")}
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    process = subprocess.Popen(
        command, cwd=folder, env=kept | environment, text=True, start_new_session=True, **streams
    )
    try:
        yield process
    finally:
        end(process)


def end(process: subprocess.Popen[str]) -> None:
    """Kill a build with all its workers, as a power cut would; nothing if they have ended."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    if process.stdout and not process.stdout.closed:
        process.communicate()


def read_until(process: subprocess.Popen[str], begins: str, count: int = 1) -> list[str]:
    """Return the lines that a build says, up to the last of `count` that begin so."""
    assert process.stdout
    lines: list[str] = []
    for line in process.stdout:
        lines.append(line)
        count -= line.startswith(begins)
        if not count:
            break
    return lines


def completed(process: subprocess.Popen[str]) -> Run:
    """Return what a build says from here on; `communicate` with a time limit would lose what was read ahead."""
    assert process.stdout
    watchdog = threading.Timer(TIMEOUT, process.kill)
    watchdog.start()
    try:
        output = process.stdout.read()
        return subprocess.CompletedProcess([], process.wait(), output, "")
    finally:
        watchdog.cancel()


HOLD = (
    "import fcntl, sys; lock = open('.handbill/lock', 'w'); fcntl.lockf(lock, fcntl.LOCK_EX); "
    "print('held', flush=True); sys.stdin.read()"
)


@contextmanager
def lock_held(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Hold the lock of the build, until its standard input ends, in another process: this one would lose it unasked."""
    streams = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, "-c", HOLD], cwd=folder, **streams) as holder:
        assert holder.stdout and holder.stdout.readline() == "held\n"
        yield holder


@pytest.mark.slow
def test_a_build_waits_for_the_lock_and_says_so(tiny_copy: Path) -> None:
    with lock_held(tiny_copy) as holder, started(tiny_copy) as waiting:
        assert read_until(waiting, "Another") == [WAITING]
        with pytest.raises(subprocess.TimeoutExpired):
            waiting.wait(0.5)
        assert holder.stdin
        holder.stdin.close()
        run = completed(waiting)
    assert (run.returncode, remade(run)) == (0, set())


@pytest.mark.slow
def test_the_second_of_two_builds_finds_nothing_to_do(small_copy: Path) -> None:
    edit(small_copy, *UKRAINIAN)
    with started(small_copy) as first:
        lines = read_until(first, "publish:")
        # Held still, however slow the machine, until the second has met it.
        os.killpg(first.pid, signal.SIGSTOP)
        with started(small_copy) as second:
            assert read_until(second, "") == [WAITING]
            os.killpg(first.pid, signal.SIGCONT)
            ended, run = completed(first), completed(second)
    assert (ended.returncode, run.returncode) == (0, 0)
    assert {line.strip() for line in lines} | remade(ended) == of_language("uk", forms=SMALL)
    assert remade(run) == set()


# Killed


@pytest.fixture(scope="session")
def undisturbed(small: Path) -> dict[str, bytes]:
    """What the small build makes when nothing happens to it."""
    return contents(small)


def assert_whole_pieces(folder: Path, undisturbed: dict[str, bytes]) -> None:
    """What stands in dist/ is part of what an undisturbed build makes, each file whole."""
    whole_ones = {path: content for path, content in contents(folder).items() if not path.endswith(".part")}
    missing = pieces_of(undisturbed.keys() - whole_ones.keys()) - {"manifest.json"}
    assert differing(whole_ones, undisturbed) == missing


def assert_completes(folder: Path, undisturbed: dict[str, bytes]) -> None:
    """The next build ends with the bytes of an undisturbed one, and nothing of the killed build is left."""
    run = doit(folder)
    assert run.returncode == 0, run.stdout + run.stderr
    assert [path for place in ("dist", ".handbill") for path in (folder / place).rglob("*.part")] == []
    assert contents(folder) == undisturbed


@pytest.mark.slow
@pytest.mark.parametrize(("begins", "count"), [("fonts:", 1), ("publish:", 4)])
def test_a_killed_first_build_leaves_nothing_half_written(
    tmp_path: Path, undisturbed: dict[str, bytes], begins: str, count: int
) -> None:
    folder = bare(tmp_path, *SMALL)
    with started(folder) as killed:
        read_until(killed, begins, count)
    assert_whole_pieces(folder, undisturbed)
    assert_completes(folder, undisturbed)


@pytest.mark.slow
@pytest.mark.parametrize("count", [1, 9])
def test_a_killed_later_build_leaves_nothing_half_written(
    small_copy: Path, undisturbed: dict[str, bytes], count: int
) -> None:
    with started(emptied(small_copy)) as killed:
        read_until(killed, "publish:", count)
    assert_whole_pieces(small_copy, undisturbed)
    assert_completes(small_copy, undisturbed)


@pytest.mark.slow
def test_a_build_killed_after_a_change_that_is_taken_back_completes_to_the_old_bytes(
    small_copy: Path, undisturbed: dict[str, bytes]
) -> None:
    edit(small_copy, *UKRAINIAN)
    with started(small_copy, "-n", "1") as killed:
        # The pieces before the last one named are done.
        read_until(killed, "publish:", 3)
    assert differing(contents(small_copy), undisturbed)
    edit(small_copy, UKRAINIAN[0], UKRAINIAN[2], UKRAINIAN[1])
    assert_completes(small_copy, undisturbed)


@pytest.mark.slow
def test_a_build_whose_first_process_alone_was_killed_is_followed_by_another(small_copy: Path) -> None:
    with started(emptied(small_copy)) as killed:
        read_until(killed, "publish:")
        os.kill(killed.pid, signal.SIGKILL)
        with started(small_copy, "read:faq.md") as following:
            assert following.wait(8) == 0


WORKERS = [(1, 0), (2, 0), (2, 1)]
LOST = re.compile(
    r"handbill: the system ended a worker at publish:\S+( or publish:\S+)?, most likely for lack of memory; "
    "run doit again, which goes on from there: with -n 1, or with less memory used by other programs"
)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a process cannot be asked for its children in this way")
@pytest.mark.parametrize(("count", "which"), WORKERS)
def test_a_build_whose_worker_was_killed_ends_and_says_so(
    small_copy: Path, undisturbed: dict[str, bytes], count: int, which: int
) -> None:
    with started(emptied(small_copy), "-n", str(count)) as running:
        read_until(running, "publish:", 2)
        workers = children(running.pid)
        assert len(workers) == count
        os.kill(workers[which], signal.SIGKILL)
        run = completed(running)
    assert run.returncode == 2 and LOST.fullmatch(run.stdout.splitlines()[-1]), run.stdout
    assert "Traceback" not in run.stdout and not any(Path(f"/proc/{worker}").exists() for worker in workers)
    assert not list(small_copy.rglob("*.part"))
    assert_whole_pieces(small_copy, undisturbed)
    assert_completes(small_copy, undisturbed)


def children(process: int) -> list[int]:
    return [int(name) for name in Path(f"/proc/{process}/task/{process}/children").read_text("utf-8").split()]


@pytest.mark.slow
def test_a_build_that_a_person_stops_says_so_in_one_sentence(small_copy: Path, undisturbed: dict[str, bytes]) -> None:
    with started(emptied(small_copy)) as stopped:
        read_until(stopped, "publish:")
        os.killpg(stopped.pid, signal.SIGINT)
        run = completed(stopped)
    assert (run.returncode, said(run, "Stopped")) == (130, [STOPPED]), run.stdout
    assert "Traceback" not in run.stdout and "rror" not in run.stdout
    assert_whole_pieces(small_copy, undisturbed)


# The same bytes


@pytest.mark.slow
def test_two_folders_two_clocks_and_two_seeds_make_the_same_bytes(built: Path, tmp_path: Path) -> None:
    other = tmp_path / "a longer name with spaces & marks"
    other.mkdir()
    keep_catalogs(copy_project(other), "ar", "zh_Hans")
    # The first was built in the zone and language of the machine, on all its cores, with a seed by chance.
    command = [sys.executable, "-m", "doit", "-n", "3"]
    environment = os.environ | {"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo", "LC_ALL": "C"}
    run = subprocess.run(command, cwd=other, env=environment, umask=0o077, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    tags = {"en-CA", "ar", "zh-Hans"}
    # What gathers fewer languages is another file; that of the example has its one language in both.
    paths = {row["path"] for row in rows(built) if row["locale"] in tags} | gathered_paths("example")
    first, second = contents(built), contents(other)
    assert differing({path: first[path] for path in paths}, second) == gathered_paths("saint-john")
    assert manifest(other) | {"files": []} == manifest(built) | {"files": []}
    found = [row for row in rows(other) if row["path"] not in gathered_paths("saint-john")]
    assert found == [row for row in rows(built) if row["path"] in paths]
    assert {row["locale"] for row in found} == tags | {"mul"}


# Commands


@pytest.mark.slow
def test_list_reads_like_a_table_of_contents(idle: Path) -> None:
    run = doit(idle, "list")
    found = dict(line.split(maxsplit=1) for line in run.stdout.splitlines())
    assert (run.returncode, run.stderr) == (0, "")
    wanted = re.findall(r"^def task_(\w+)", (idle / "dodo.py").read_text("utf-8"), re.MULTILINE)
    assert list(found) == sorted(wanted)
    assert all(len(about.split()) > 3 for about in found.values())


@pytest.mark.slow
def test_a_list_that_nobody_reads_to_its_end_ends_quietly(idle: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as out:
        command = [sys.executable, "-m", "doit", "list", "--all"]
        run = subprocess.run(command, cwd=idle, stdout=out, stderr=subprocess.PIPE, check=False)
    assert (run.returncode, run.stderr) == (-signal.SIGPIPE, b"")


@pytest.mark.slow
def test_the_layout_engine_is_loaded_once_for_all_workers(small_copy: Path) -> None:
    edit(small_copy, *UKRAINIAN)
    command = [sys.executable, "-X", "importtime", "-m", "doit", "-n", "2"]
    run = subprocess.run(command, cwd=small_copy, capture_output=True, text=True, check=False)
    assert (run.returncode, remade(run)) == (0, of_language("uk", forms=SMALL))
    loads = [line for line in run.stderr.splitlines() if line.split("|")[-1].strip() == "weasyprint"]
    assert len(loads) == 1


@pytest.mark.slow
def test_list_all_names_every_piece(idle: Path) -> None:
    names = {line.split()[0] for line in doit(idle, "list", "--all", "publish").stdout.splitlines()}
    pieces = {*of_language("en-CA", "example"), *(name for tag in TAGS for name in of_language(tag))}
    assert names == {"publish", *pieces, *gathering(), *gathering("example")}


@pytest.mark.slow
def test_update_changes_nothing_where_nothing_changed(idle: Path) -> None:
    before = catalog_bytes(idle)
    run = doit(idle, "update")
    assert (run.returncode, run.stdout.strip(), run.stderr) == (0, "every catalog is up to date", "")
    assert catalog_bytes(idle) == before
    assert remade(doit(idle)) == set()


def catalog_bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "source/locale").iterdir()}


ENGLISH = ("Traditionally, newcomer refers", "Very often, newcomer refers")


@pytest.mark.slow
def test_update_marks_the_changed_message_and_no_other(tmp_path: Path) -> None:
    folder = copy_project(tmp_path)
    before = entries(folder)
    edit(folder, "source/faq.md", *ENGLISH)
    run = doit(folder, "update")
    assert run.returncode == 0
    assert len(said(run, "source/locale/")) == len(TAGS) - 1, run.stdout
    for name, found in entries(folder).items():
        new, old = found - before[name], before[name] - found
        assert [entry.context for entry in new] == [entry.context for entry in old] == ["newcomer.answer"], name
        (changed,), (former,) = new, old
        assert (changed.flags, changed.translation) == (("fuzzy", *former.flags), former.translation), name
        assert changed.previous and changed.previous.text == former.text, name
        text = (folder / "source/locale" / name).read_text("utf-8")
        assert text.count("#| msgid") == 1 and "#| msgid" in text[: text.index(ENGLISH[1])], name


def entries(folder: Path) -> dict[str, set[po.Entry]]:
    """Return what each catalog holds."""
    return {path.name: set(po.read(path.read_bytes(), path.name).entries) for path in _catalogs(folder)}


def _catalogs(folder: Path) -> list[Path]:
    found = sorted((folder / "source/locale").glob("*.po"))
    assert found
    return found


@pytest.mark.slow
@pytest.mark.parametrize(("updated", "why"), [(False, "not translated"), (True, "translated from older English")])
def test_a_changed_english_sentence_falls_back_to_english_in_a_draft(small_copy: Path, updated: bool, why: str) -> None:
    folder = small_copy
    edit(folder, "source/faq.md", *ENGLISH)
    if updated:
        assert doit(folder, "update").returncode == 0
    run = doit(folder, "publish:saint-john/uk/*", "check:saint-john/uk/*")
    assert (run.returncode, remade(run)) == (0, of_language("uk", forms=SMALL)), run.stdout + run.stderr
    pieces = {row["format"]: row for row in rows(folder, locale="uk", question=None)}
    assert pieces.keys() == set(SMALL) - set(SNIPPETS)
    assert all(f"1 text is {why}" in row["reasons"] for row in pieces.values())
    for form in ("handout", "large-print", "trifold"):
        assert ENGLISH[1] in text_of_pdf(_content(folder, pieces[form])), form
    assert 'w:val="en-CA"' in xml_of_word(_content(folder, pieces["word"]))
    assert {row["question"] for row in rows(folder, locale="uk", format="email")} == _without("newcomer")
    assert {row["question"] for row in rows(folder, locale="uk", format="sms")} == _without()
    assert not (folder / "dist/saint-john/uk/email/saint-john-newcomer-email-uk.txt").exists()


def _without(*questions: str) -> set[str]:
    return set(QUESTIONS) - {UNKNOWN, *questions}


@pytest.mark.slow
def test_status_lists_the_languages_and_the_open_questions(idle: Path) -> None:
    run = doit(idle, "status")
    lines = (idle / "docs/to-confirm.md").read_text("utf-8").splitlines()
    questions = [line.removeprefix("- ") for line in lines if line.startswith("- ")]
    assert (run.returncode, run.stderr) == (0, "")
    assert len(questions) > 5 and all(f"  {question}\n" in run.stdout for question in questions)
    assert "docs/to-confirm.md" in run.stdout
    assert all(len(said(run, f"{tag} ")) == len(said(run, f"  {tag}: ")) == 1 for tag in TAGS[1:])
    assert len(said(run, "dist/status/index.html: ")) == 1 and (idle / "dist/status/index.html").is_file()


# Systems without fork


@pytest.mark.slow
def test_every_task_can_be_sent_to_another_process(built: Path) -> None:
    project = Project(built)
    parts = (steps.read, steps.make_fonts, lambda made: steps.publish(made, made.publish), steps.check)
    found = [task for part in parts for task in tasks.subtasks(part(project))]
    found += [tasks.command(partial(languages.update, project)), tasks.command(partial(tracking.tell, project))]
    assert len(found) > 2 * len(project.pieces())
    for task in found:
        assert pickle.loads(pickle.dumps((task["actions"], task["uptodate"]))), task


SPAWN = (
    "import multiprocessing, sys; from doit.doit_cmd import DoitMain; "
    "multiprocessing.set_start_method('spawn'); sys.exit(DoitMain().run(['-n', '2']))"
)


@pytest.mark.slow
def test_a_build_works_where_processes_cannot_be_forked(tmp_path: Path, undisturbed: dict[str, bytes]) -> None:
    folder = bare(tmp_path, *SMALL)
    run = subprocess.run(
        [sys.executable, "-c", SPAWN], cwd=folder, env=outside(), capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert contents(folder) == undisturbed
