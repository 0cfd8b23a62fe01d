"""What strangers send does no harm: each attack is refused in a sentence, or stays the text that it is.

SECURITY.md lists every threat with the test that tries it, here or elsewhere.
"""

import io
import json
import os
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
import threats
import tinycss2
from conftest import ROOT, copy_project, doit
from documents import document
from doit.exceptions import TaskFailed

from handbill import editions, glossary, logos, manifest, reader, reviews, shelf, tasks, watch
from handbill.errors import Fault, Faults, HandbillError, fault
from handbill.exchange import confined
from handbill.model import Run
from handbill.project import Project
from handbill.writers.pdf import render

QUESTION = "## Q? {{#q{}}}\n\na\n\n"
EDITION = (ROOT / "tests/data/edition.toml").read_text("utf-8")


def refusal(read: Callable[[], object]) -> str:
    """Return the one sentence that refuses something, with its cure."""
    with pytest.raises(Faults) as caught:
        read()
    (found,) = caught.value.faults
    assert "; " in found.message and len(str(found)) < 400
    return found.message


# What is told: a terminal, a log and GitHub's runner show it, and do nothing else

ACTS = "\x1b[2J\x9b31m\x07 \u202eabc\u2066 \r\n::stop-commands::x\u2028##[add-mask]y\U000e0041\ud800"
SIGNS = re.compile("[^\\S ]|[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\U000e0041]")


@pytest.mark.parametrize(
    "error",
    [fault(f"source/{ACTS}.po", 3, f"“{ACTS}” is wrong; mend it", ACTS), HandbillError(f"“{ACTS}”; mend it")],
    ids=["fault", "error"],
)
def test_what_a_fault_quotes_is_shown_and_does_nothing(error: HandbillError) -> None:
    assert SIGNS.search(ACTS) and not SIGNS.search(str(error)) and "<U+001B>[2J" in str(error)


def test_words_of_every_language_are_shown_as_they_are() -> None:
    text = "می‌روم « PLI » क्‍ष 🙂 e\u0301"
    assert str(Fault("a", 1, text)) == f"a:1: {text}"


def printed(message: str, monkeypatch: pytest.MonkeyPatch, github: bool, folder: Path) -> list[str]:
    """Return the lines that a failed task and a summary print."""
    monkeypatch.chdir(folder)
    tasks.STATE.mkdir()
    monkeypatch.setenv("GITHUB_ACTIONS", str(github).lower())
    monkeypatch.setattr(tasks, "_finish", [(lambda faults, sound: [message], str)])
    out = io.StringIO()
    reporter = tasks.Reporter(out, {})
    reporter.building = True
    reporter.execute_task(SimpleNamespace(name=f"publish:{message}", actions=[1]))
    reporter.add_failure(SimpleNamespace(name="read:x", actions=[1]), TaskFailed(message))
    reporter.runtime_error(message)
    reporter.complete_run()
    return out.getvalue().split("\n")[:-1]


@pytest.mark.parametrize("github", [False, True])
def test_what_a_task_says_is_no_command(github: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    attack = "a.po:1: x\x1b[2J\n::stop-commands::x\n ::add-mask::y ##[add-mask]z"
    lines = printed(attack, monkeypatch, github, tmp_path)
    assert len(lines) > 6 and not any(SIGNS.search(line) for line in lines)
    commands = [line for line in lines if github and (line.lstrip().startswith("::") or "##[" in line)]
    assert all(line.startswith("::error") for line in commands) and len(commands) == 3 * github


def test_a_name_cannot_add_to_githubs_own_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    told = tasks.annotated("a,title=x%0A::b.po:3: 100 %0A::error::y")
    assert told == "::error::a,title=x%250A::b.po:3: 100 %250A::error::y"
    assert tasks.annotated("a,b.po:3: 5 %0A") == "::error file=a%2Cb.po,line=3::5 %250A"


@pytest.mark.slow
def test_names_of_folders_and_files_are_shown_and_do_nothing(tmp_path: Path) -> None:
    folder = copy_project(tmp_path)
    for name in ("a=b\x1b[2J", "x\n::stop-commands::y", "[red]", "*", "::add-mask::z"):
        (folder / "source/editions" / name).mkdir()
    (folder / "source/locale/y\x1b[2J\n::warning::z.po").write_bytes((folder / "source/locale/es.po").read_bytes())
    run = doit(folder, "read", GITHUB_ACTIONS="true")
    lines = (run.stdout + run.stderr).split("\n")[:-1]
    assert len([line for line in lines if line.startswith("::error")]) == 6 and "6 faults" in lines[-1], run.stdout
    assert not any(SIGNS.search(line) or line.startswith(("::stop", "::warning", "::add")) for line in lines)


# Logos


@pytest.mark.parametrize("name", threats.LOGOS)
def test_a_logo_that_does_more_than_show_is_refused(name: str) -> None:
    file, content, words = threats.LOGOS[name]
    assert words in refusal(lambda: logos.read(content, f"source/editions/example/{file}"))


@pytest.mark.parametrize("name", threats.PLAIN)
def test_a_plain_logo_is_read(name: str) -> None:
    file, content = threats.PLAIN[name]
    assert logos.read(content, file) == content


def test_an_edition_is_not_read_with_such_a_logo(tmp_path: Path) -> None:
    project = Project(tmp_path)
    project.path("source/editions/example").mkdir(parents=True)
    project.path("source/editions/example/edition.toml").write_text(EDITION, "utf-8")
    project.path("source/editions/example/logo.svg").write_bytes(threats.svg(threats.RECT))
    assert project.edition("example").logo
    project.path("source/editions/example/logo.svg").write_bytes(threats.LOGOS["a script"][1])
    assert "<script>" in refusal(lambda: project.edition("example"))


PLAIN = [
    '<svg xmlns="http://www.w3.org/2000/svg" width="40.5mm" height="1e1px" viewBox="0 0 40 10">'
    '<g transform="translate(1,2) scale(.5)">'
    '<path d="M17 2a15 15 0 1 1 0 30h-6l-9 9v-24a15 15 0 0115-15zM1-2.5.5.5"/>'
    '<polygon points="0,0 1,1 2-2"/></g></svg>',
    *((ROOT / name).read_text("utf-8") for name in ("tests/data/logo.svg", "source/editions/saint-john/logo.svg")),
]


@pytest.mark.parametrize("drawing", PLAIN, ids=["all forms of numbers", "the tests' logo", "a real logo"])
def test_a_logo_that_is_plain_is_read(drawing: str) -> None:
    assert logos.read(drawing.encode(), "logo.svg") == drawing.encode()


DRAW = """
import sys
sys.path[:0] = [{root!r}, {tests!r}]
import threats
from handbill import logos, pictures
try:
    pictures.png(logos.read(threats.HEAVY[sys.argv[1]], "logo.svg"), (60, 20))
except pictures.HandbillError as error:
    print(error)
# The kernel's own count would begin with the memory of the process that this one was forked from.
with open("/proc/self/status") as status:
    print(next(line.split()[1] for line in status if line.startswith("VmHWM")))
"""


@pytest.mark.slow
@pytest.mark.parametrize("name", threats.HEAVY)
def test_the_slowest_logos_that_are_read_are_drawn_in_time(name: str, faces: Path) -> None:
    program = DRAW.format(root=str(ROOT), tests=str(ROOT / "tests"))
    run = subprocess.run([sys.executable, "-c", program, name], preexec_fn=bounded, capture_output=True, text=True)
    assert run.returncode == 0 and int(run.stdout.split()[-1]) < 500_000, run


def bounded() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (20, 20))


# Texts and tables that would take long


@pytest.mark.parametrize("name", threats.LONG)
def test_a_text_that_takes_long_is_refused_soon(name: str) -> None:
    start = time.process_time()
    with pytest.raises(Faults) as caught:
        reader.read((threats.ASKED + threats.LONG[name]).encode(), "source/faq.md")
    assert time.process_time() - start < 3 and len(caught.value.faults) <= reader.MAX_FAULTS


@pytest.mark.parametrize(
    ("most", "more"),
    [
        ("# T\n\n" + "".join(map(QUESTION.format, range(200))), QUESTION.format(200)),
        (threats.ASKED + "x" * 10_000, "x"),
    ],
    ids=["questions", "letters of a text"],
)
def test_a_text_is_read_up_to_its_bounds(most: str, more: str) -> None:
    assert reader.read(most.encode(), "source/faq.md").questions
    assert "more than" in refusal(lambda: reader.read((most + more).encode(), "source/faq.md"))


READERS: dict[str, Callable[[bytes], object]] = {
    "edition": lambda content: editions.read(content, b"", "example", "edition.toml"),
    "labels": lambda content: reader.read_labels(content, "labels.toml"),
    "glossary": lambda content: glossary.read(content, "glossary.toml"),
    "reviews": lambda content: reviews.read(content, "reviews.toml"),
    "shelf": lambda content: shelf.read(content, "shelf.toml", {}),
}


@pytest.mark.parametrize("kind", READERS)
@pytest.mark.parametrize("name", threats.TABLES)
def test_a_table_that_takes_long_is_refused_soon(name: str, kind: str) -> None:
    start = time.process_time()
    refusal(lambda: READERS[kind](threats.TABLES[name].encode()))
    assert time.process_time() - start < 1


def test_many_faults_of_an_edition_are_a_short_list() -> None:
    text = EDITION.replace("[names]", "\n".join(f"k{n} = 1" for n in range(3_000)) + "\n[names]")
    with pytest.raises(Faults) as caught:
        editions.read(text.encode(), b"", "example", "edition.toml")
    assert len(caught.value.faults) == editions.MAX_FAULTS


# Files that are none

SOURCES: dict[str, Callable[[Project], object]] = {
    "source/faq.md": Project.source,
    "source/labels.toml": Project.labels,
    "source/glossary.toml": Project.glossary,
    "source/locale/reviews.toml": Project.reviews,
    "source/locale/es.po": lambda project: project.catalog("es"),
    "source/editions/example/edition.toml": lambda project: project.edition("example"),
    "source/editions/example/logo.svg": lambda project: project.edition("example"),
}
FILES: dict[str, Callable[[Path], object]] = {
    "a link to another file": lambda path: path.symlink_to("/etc/hostname"),
    "a link without end": lambda path: path.symlink_to("/dev/zero"),
    "a pipe": os.mkfifo,
    "a terabyte": lambda path: os.truncate(os.open(path, os.O_CREAT | os.O_WRONLY), 1 << 40),
}


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("name", SOURCES)
def test_a_source_is_a_file_of_the_project(name: str, kind: str, tmp_path: Path) -> None:
    project = Project(tmp_path)
    for place in SOURCES:
        project.path(place).parent.mkdir(parents=True, exist_ok=True)
    project.path("source/editions/example/edition.toml").write_text(EDITION, "utf-8")
    project.path("source/editions/example/logo.svg").write_bytes(threats.svg(threats.RECT))
    project.path(name).unlink(missing_ok=True)
    FILES[kind](project.path(name))
    try:
        refusal(lambda: SOURCES[name](project))
    except FileNotFoundError:
        pytest.fail("what is no file is taken for none")


# An edition's names and facts

FACTS = {
    "a name before the host": ("website", "https://example.org@example.com/"),
    "a host in letters that look alike": ("website", "https://ex\u0430mple.org/"),
    "a program": ("website", "javascript:alert(1)//https://example.org/"),
    "a page of its own": ("website", "data:text/html,<script>alert(1)</script>"),
    "a file": ("website", "file:///etc/hostname"),
    "an end of the attribute": ("website", "https://example.org/'onclick='alert(1)"),
    "a backslash": ("website", "https://example.org\\\\@example.com/"),
    "a break": ("website", "https://example.org/\\nx"),
    "words that run backwards": ("website", "https://example.org/\\u202Etxt.exe"),
    "a joiner that is not seen": ("website", "https://example.org/a\\u2060b"),
    "a letter of a tag": ("contact_name", "Alex\\U000E0041"),
    "another header": ("email", "a@example.org\\r\\nBcc: b@example.org"),
    "another addressee": ("email", "a@example.org?bcc=b@example.org"),
    "another number": ("phone", "506-555-0100;phone-context=x"),
    "more than a code can hold": ("website", f"https://example.org/{'x' * 3_000}"),
    "a book": ("contact_name", "x " * 5_000),
}


@pytest.mark.parametrize("name", FACTS)
def test_a_fact_that_misleads_is_refused(name: str) -> None:
    key, value = FACTS[name]
    before, _, rest = EDITION.partition("[facts]")
    text = f'{before}[facts]\n{key} = "{value}"\n[colors]{rest.partition("[colors]")[2]}'
    refusal(lambda: editions.read(text.encode(), b"", "example", "edition.toml"))


@pytest.mark.parametrize("value", ["red;}*{display:none", "#004b6b;x", "url(http://example.org/)", "#004b6", "#00zz6b"])
def test_a_colour_is_no_style(value: str) -> None:
    text = EDITION.replace('"#004b6b"', f'"{value}"')
    assert "needs both twins" in refusal(lambda: editions.read(text.encode(), b"", "example", "edition.toml"))


# Styles


@pytest.mark.parametrize("attack", ['"}*{display:none}', "\n}*{display:none}", "\\", "\\\n}*{a:b}", "\f}*{a:b}"])
def test_words_in_a_style_sheet_stay_words(attack: str) -> None:
    """A translation can hold a line's end, which closes a string of CSS."""
    whole = document()
    label = whole.labels["draft"]
    labels = {**whole.labels, "draft": replace(label, runs=(Run(attack),))}
    drafted = replace(whole, labels=labels, source_labels=labels, reasons=("waits",))
    (rule,) = tinycss2.parse_stylesheet(render._repeated_draft(drafted, "first"), skip_whitespace=True)
    (box,) = [token for token in rule.content if token.type == "{} block"]
    strings = [token for token in box.content if token.type == "string"]
    assert [token.value for token in strings] == [attack] and not [t for t in box.content if t.type == "error"]


# Files given to be recognized


RECOGNIZE = """
import resource, sys
sys.path[:0] = [{root!r}, {tests!r}]
import threats
from handbill.exchange import confined
try:
    confined.opened(threats.swelling(), "theirs.pdf")
except confined.Faults as error:
    print(error)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024)
"""


@pytest.mark.slow
def test_a_pdf_that_unpacks_to_gigabytes_is_refused_in_a_sentence() -> None:
    assert len(threats.swelling()) < 50_000
    program = RECOGNIZE.format(root=str(ROOT), tests=str(ROOT / "tests"))
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    told, used = run.stdout.splitlines()
    assert confined.TOO_MUCH in told and int(used) < confined.MEMORY


# What a build keeps


@pytest.mark.parametrize("path", ["../../secret", "/etc/hostname", "a/../../secret", "..", ".git/config", "", 7])
def test_a_kept_row_removes_nothing_outside(path: object, tmp_path: Path) -> None:
    folder = tmp_path / "a/b"
    (tmp_path / "a/secret").parent.mkdir(parents=True)
    (tmp_path / "a/secret").touch()
    kept = folder / manifest.row_path("example/sms")
    kept.parent.mkdir(parents=True)
    kept.write_text(json.dumps([{"path": path, "bytes": 0}]), "utf-8")
    assert manifest.rows(folder, "example/sms") == [] and not manifest.standing(folder, "example/sms")
    manifest.store(folder, "example/sms", [])
    assert (tmp_path / "a/secret").is_file()


# The watch

ASKED = [
    ({}, True),
    ({"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"}, True),
    ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}, True),
    ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}, False),
    ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"}, False),
    ({"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"}, False),
    ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"}, False),
]


@pytest.mark.parametrize(("headers", "answered"), ASKED)
def test_a_page_from_elsewhere_has_nothing_made(headers: dict[str, str], answered: bool) -> None:
    assert watch.from_here(headers) is answered
