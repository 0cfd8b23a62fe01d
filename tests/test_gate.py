"""The gate before a build: it is passed where nothing has changed and nowhere else, and says what was said."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from types import SimpleNamespace

import pytest
from conftest import ROOT, doit, program
from test_build import WAITING, bare, contents, lock_held, read_until, started

from handbill import gate, libraries

Change = Callable[[Path], object]
SAID = ["all is made", "dist/ holds “one” file"]
# A project with one step, which is made with the real tasks and stands behind the real gate.
DODO = f"""
import os
from handbill import gate
gate.enter()
from dataclasses import dataclass
from pathlib import Path
from handbill import tasks

@dataclass(frozen=True)
class Step:
    name: str = "piece"
    about: str = "make it"
    action: tuple = (lambda: Path("dist/piece.txt").write_bytes(Path("source/faq.md").read_bytes()), ())
    files: tuple = ("source/faq.md", "handbill/model.py")
    values: tuple = ()
    after: tuple = ()
    targets: tuple = ()
    standing: object = lambda: Path("dist/piece.txt").read_text() if Path("dist/piece.txt").is_file() else ""

def standing():
    if written := os.environ.get("WRITTEN_MEANWHILE"):
        Path(written).write_bytes(Path(written).read_bytes())
    return "stands"

def finish(faults, sound):
    yield from {SAID!r}
    return "stands"

DOIT_CONFIG = tasks.configuration(["publish"], lambda: None, finish, standing)

def task_publish():
    yield from tasks.subtasks([Step()])
"""
FILES = (
    *("source/faq.md", "source/locale/uk.po", "source/editions/one/edition.toml", "templates/page.html"),
    *("styles/page.css", "dist/one/kept.txt", ".handbill/rows/one/uk/sms.json", ".handbill/fonts/face.ttf"),
    *(".handbill/fonts/fonts.conf", ".handbill/faults.json", "packages/weasyprint-70.0.dist-info/METADATA"),
)


@dataclass(frozen=True)
class Ran:
    """How a run of doit went: whether it passed by the gate, its exit code, and what it said."""

    passed: bool
    code: int
    said: str


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of one step, whose packages stand in a folder of their own beside it."""
    place = tmp_path_factory.mktemp("gate")
    root = place / "project"
    shutil.copytree(ROOT / "handbill", root / "handbill", ignore=shutil.ignore_patterns("__pycache__"))
    for name in FILES:
        path = (place if name.startswith("packages") else root) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"what stands in {name}\n", "utf-8")
    for name, text in {"dodo.py": DODO, "pyproject.toml": "", "README.md": "Read me.\n"}.items():
        (root / name).write_text(text, "utf-8")
    (place / "libraries").mkdir()
    return root


@pytest.fixture
def closed(folder: Path) -> Path:
    """The project as a test may change it, when a build has found that nothing is to be done."""
    return settled(folder)


def settled(folder: Path) -> Path:
    """Build until the gate is passed, which takes one build that does something and one that finds nothing to do; a
    file that was just written may ask for one more.
    """
    runs = [run(folder) for _ in range(4)]
    assert [(ran.code, ran.passed) for ran in runs][-1] == (0, True), runs
    return folder


def run(folder: Path, *arguments: str, **environment: str) -> Ran:
    """Run doit, and see whether it loaded what the gate stands before."""
    command = [sys.executable, "-X", "importtime", "-m", "doit", *arguments]
    # Modules are compiled as everywhere: a byte that was turned may leave no module that can be loaded.
    unwanted = ("GITHUB_ACTIONS", "FONTCONFIG_FILE", "LD_LIBRARY_PATH", "PYTHONDONTWRITEBYTECODE")
    kept = {name: value for name, value in os.environ.items() if name not in unwanted}
    kept |= {"PYTHONPATH": str(folder.parent / "packages"), "LD_LIBRARY_PATH": str(folder.parent / "libraries")}
    ran = subprocess.run(command, cwd=folder, env=kept | environment, capture_output=True, text=True, check=False)
    told = [line for line in ran.stderr.splitlines() if not line.startswith("import time:")]
    return Ran("handbill.tasks" not in ran.stderr, ran.returncode, "\n".join((ran.stdout, *told)))


# What is changed


def turned(path: str) -> Change:
    """Return a change of one byte that leaves the file's size and time as they were."""

    def change(folder: Path) -> None:
        place, before = folder / path, os.stat(folder / path)
        content = bytearray(place.read_bytes())
        content[-2] ^= 1
        place.write_bytes(content)
        os.utime(place, ns=(before.st_atime_ns, before.st_mtime_ns))
        after = os.stat(place)
        assert (after.st_size, after.st_mtime_ns) == (before.st_size, before.st_mtime_ns)

    return change


def written(path: str, text: str = "new\n") -> Change:
    return lambda folder: ((folder / path).parent.mkdir(exist_ok=True), (folder / path).write_text(text, "utf-8"))


def removed(path: str) -> Change:
    return lambda folder: (folder / path).unlink()


def renamed(path: str) -> Change:
    return lambda folder: (folder / path).rename(folder / f"{path}.old{Path(path).suffix}")


def linked(path: str) -> Change:
    """Return a change that puts a link in a file's or folder's place, to what stood there."""

    def change(folder: Path) -> None:
        away = folder.parent / f"away-{Path(path).name}"
        (folder / path).rename(away)
        (folder / path).symlink_to(away)

    return change


def through_another_name(folder: Path) -> None:
    """Write a source by another name of the same file, which has a time of its own to give back."""
    other = folder.parent / "other"
    other.unlink(missing_ok=True)
    os.link(folder / "source/faq.md", other)
    turned("../other")(folder)


def replaced(folder: Path) -> None:
    """Put another file of the same size and time in a source's place, as an editor does that saves."""
    path = folder / "source/faq.md"
    shutil.copy2(path, new := path.with_suffix(".new"))
    new.replace(path)


def forgotten(folder: Path) -> None:
    assert doit(folder, "forget", "publish:piece").returncode == 0


def in_the_database(folder: Path) -> None:
    with sqlite3.connect(folder / ".handbill/doit.sqlite3") as database:
        database.execute("update doit set task_data = '{}'")
    database.close()


def spoiled(key: str, value: object) -> Change:
    """Return a change of one thing in what the last build kept."""

    def change(folder: Path) -> None:
        last = json.loads((folder / gate.ENDED).read_text("utf-8"))
        assert last[key] != value
        (folder / gate.ENDED).write_text(json.dumps(last | {key: value}), "utf-8")

    return change


SOURCES = ("source/faq.md", "source/locale/uk.po", "source/editions/one/edition.toml")
LOOKS = ("templates/page.html", "styles/page.css")
CODE = ("handbill/model.py", "handbill/gate.py", "dodo.py")
MADE = ("dist/one/kept.txt", ".handbill/rows/one/uk/sms.json", ".handbill/fonts/face.ttf", ".handbill/faults.json")
METADATA = "../packages/weasyprint-70.0.dist-info/METADATA"
CHANGES: dict[str, Change] = {
    **{f"a byte of {path}": turned(path) for path in (*SOURCES, *LOOKS, *CODE[1:], *MADE, METADATA)},
    **{f"{path} is gone": removed(path) for path in (*SOURCES[1:], *LOOKS, *MADE)},
    **{f"{path} has another name": renamed(path) for path in (*SOURCES[1:], *LOOKS, *MADE[:3])},
    **{f"{path} is new": written(path) for path in ("source/new.md", "source/locale/vi.po", "templates/new.html")},
    **{f"{path} is new": written(path) for path in ("styles/new.css", "handbill/new.py", "handbill/writers/new.py")},
    **{f"{path} is new": written(path) for path in ("dist/stray.txt", "dist/one/.kept.txt.1.part", "babel.py")},
    **{f"{path} is new": written(path) for path in ("babel/__init__.py", "../packages/babel.py")},
    "doit.cfg is new": written("doit.cfg", "[GLOBAL]\nverbosity = 1\n"),
    "an edition's folder is new": lambda folder: (folder / "source/editions/two").mkdir(),
    "a library is new": written("../libraries/libpango-1.0.so.0"),
    "a package is new": lambda folder: (folder.parent / "packages/pydyf-1.0.dist-info").mkdir(),
    "doit is configured otherwise": written("pyproject.toml", "[tool.doit]\nverbosity = 1\n"),
    "a file is cut short": lambda folder: os.truncate(folder / MADE[0], 3),
    "nobody may read a source": lambda folder: (folder / SOURCES[1]).chmod(0),
    "a source is a link": linked(SOURCES[1]),
    "a finished file is a link": linked(MADE[0]),
    "a folder is a link": linked("templates"),
    "a source is written by another name": through_another_name,
    "a source is replaced": replaced,
    "doit has forgotten a step": forgotten,
    "doit's database is another": in_the_database,
    "what was kept is gone": removed(gate.ENDED),
    "what was kept is no JSON": written(gate.ENDED, '{"said": ["all'),
    "what was kept is of another kind": written(gate.ENDED, "[]"),
    "what was said is another": spoiled("said", ["all is lost"]),
    "what was said is no text": spoiled("said", [1]),
    "what stood is another": spoiled("gate", "0" * 64),
    "it was kept at another time": spoiled("at", 1),
    "it was kept at no time": spoiled("at", None),
    "the lock is gone": removed(gate.LOCK),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", CHANGES)
def test_a_change_leads_past_no_gate(tmp_path: Path, name: str, folder: Path) -> None:
    place = Path(shutil.copytree(folder.parent, tmp_path / "copy", ignore=shutil.ignore_patterns("__pycache__")))
    changed = settled(place / "project")
    CHANGES[name](changed)
    assert not run(changed).passed


@pytest.mark.slow
def test_where_nothing_has_changed_the_same_is_said(closed: Path) -> None:
    before = contents(closed), (closed / gate.ENDED).read_bytes()
    asked = run(closed, DOIT_ASIDE="1")
    assert (asked.passed, asked.code, asked.said.splitlines()) == (False, 0, SAID)
    settled(closed)
    ran = run(closed)
    assert (ran.passed, ran.code, ran.said) == (True, 0, asked.said)
    # What a program writes for itself, or a person beside the project, is no change.
    (closed / "README.md").write_text("Read me first.\n", "utf-8")
    (closed / ".handbill/fits").mkdir(exist_ok=True)
    (closed / "handbill/__pycache__/new.pyc").write_bytes(b"")
    assert run(closed).passed
    assert contents(closed) == before[0]


@pytest.mark.slow
def test_a_run_of_another_kind_passes_by_no_gate_and_leaves_it_as_it_was(closed: Path) -> None:
    for arguments in (("-n", "1"), ("pseudo=yes",), ("publish",), ("-a",)):
        assert not run(closed, *arguments).passed, arguments
        settled(closed)
    for name in ("HANDBILL_CLUSTER", "GITHUB_ACTIONS", "DOIT_FILE"):
        assert not run(closed, **{name: "dodo.py"}).passed, name
        settled(closed)
    assert not run(closed, PYTHONPATH="").passed
    assert not run(closed, LD_LIBRARY_PATH="").passed


@pytest.mark.slow
def test_a_project_that_was_moved_is_looked_at(closed: Path) -> None:
    moved = closed.rename(closed.with_name("moved"))
    try:
        assert not run(moved).passed
    finally:
        moved.rename(closed)


@pytest.mark.slow
@pytest.mark.parametrize("path", ["source/faq.md", "source/locale/uk.po", "dist/one/kept.txt", "handbill/gsm.py"])
def test_what_is_written_during_a_build_is_looked_at_by_the_next(closed: Path, path: str) -> None:
    turned(METADATA)(closed)
    # It finds nothing to do, and would keep that, had not somebody written meanwhile.
    assert run(closed, WRITTEN_MEANWHILE=path) == Ran(False, 0, "\n".join((*SAID, "")))
    assert "gate" not in gate_of(closed)
    assert not run(closed).passed


def gate_of(folder: Path) -> dict[str, object]:
    return json.loads((folder / gate.ENDED).read_text("utf-8"))


@pytest.mark.slow
def test_what_is_written_straight_after_a_build_is_looked_at(closed: Path) -> None:
    for _ in range(5):
        turned("source/locale/uk.po")(settled(closed))
        assert not run(closed).passed


@pytest.mark.slow
def test_a_build_that_does_something_keeps_nothing_for_the_gate(closed: Path) -> None:
    turned("source/faq.md")(closed)
    ran = run(closed)
    assert (ran.passed, ran.code, "gate" in gate_of(closed)) == (False, 0, False)
    assert (closed / "dist/piece.txt").read_bytes() == (closed / "source/faq.md").read_bytes()


@pytest.mark.slow
def test_a_build_with_a_fault_keeps_nothing(closed: Path) -> None:
    removed("source/faq.md")(closed)
    ran = run(closed)
    assert ran.code and not ran.passed and not (closed / gate.ENDED).exists()
    assert run(closed) == ran
    written("source/faq.md")(closed)


@pytest.mark.slow
def test_a_step_that_is_left_out_is_told_each_time(closed: Path) -> None:
    assert doit(closed, "ignore", "publish:piece").returncode == 0
    first, second, third = run(closed), run(closed), run(closed)
    assert "left out" in first.said and first == second == third and not third.passed
    assert doit(closed, "forget", "publish:piece").returncode == 0


@pytest.mark.slow
def test_another_run_is_waited_for(closed: Path) -> None:
    with lock_held(closed) as holder, started(closed) as waiting:
        assert read_until(waiting, "Another") == [WAITING]
        assert holder.stdin
        holder.stdin.close()
        assert waiting.communicate()[0].splitlines() == SAID


@pytest.mark.slow
def test_a_clock_that_was_set_back_passes_no_gate(closed: Path) -> None:
    command = [program("faketime"), "-f", "-2d", sys.executable, "-X", "importtime", "-m", "doit"]
    kept = {"PYTHONPATH": str(closed.parent / "packages"), "LD_LIBRARY_PATH": str(closed.parent / "libraries")}
    ran = subprocess.run(command, cwd=closed, env=os.environ | kept, capture_output=True, text=True, check=False)
    assert ran.returncode == 0 and "handbill.tasks" in ran.stderr


def test_what_was_kept_later_than_now_counts_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    last = {"said": ["all"], "at": 5, "gate": gate._seal("stood", 5, ["all"])}
    monkeypatch.setattr(gate, "read", lambda: last)
    found = {at: gate._unchanged(gate.Noted("stood", at, True)) for at in (4, 5, 6)}
    assert found == {4: (), 5: (), 6: ["all"]}
    assert gate._unchanged(gate.Noted("fell", 6, True)) == ()


@pytest.mark.slow
def test_where_nobody_reads_on_a_build_goes_on_unheard(closed: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    kept = {"PYTHONPATH": str(closed.parent / "packages"), "LD_LIBRARY_PATH": str(closed.parent / "libraries")}
    command = [sys.executable, "-m", "doit"]
    with os.fdopen(writing, "wb") as out:
        ran = subprocess.run(
            command, cwd=closed, env=os.environ | kept, stdout=out, stderr=subprocess.PIPE, check=False
        )
    assert (ran.returncode, ran.stderr) == (0, b"")


# What is noted, and when it may be kept


@pytest.fixture
def inside(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The lock of the project, in which this process stands."""
    monkeypatch.chdir(folder)
    monkeypatch.setattr(gate, "_noted", [])
    (folder / gate.LOCK).touch()
    with gate._alone() as lock:
        yield lock


def test_a_file_that_was_changed_since_the_process_began_lets_nothing_be_kept(inside: int, folder: Path) -> None:
    (folder / "source/locale/uk.po").touch()
    noted = gate._note(inside)
    assert not noted.settled
    gate._noted.append(noted)
    assert gate.sealed(SAID) == {}
    gate._noted[:] = [gate.Noted(noted.digest, noted.at, True)]
    assert gate.sealed(SAID)["at"] == noted.at
    turned("source/locale/uk.po")(folder)
    assert gate.sealed(SAID) == {}


def test_a_library_from_elsewhere_lets_nothing_be_kept(inside: int, monkeypatch: pytest.MonkeyPatch) -> None:
    gate._noted.append(gate.Noted(gate._note(inside).digest, 1, True))
    assert gate.sealed(SAID)
    monkeypatch.setattr(gate, "_loaded", lambda: iter(["/opt/lib/libpango-1.0.so.0"]))
    assert gate.sealed(SAID) == {}


def test_a_file_system_whose_times_of_change_can_be_set_is_not_believed(
    inside: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate._now(inside)
    copied = SimpleNamespace(st_mtime_ns=0, st_ctime_ns=0, st_dev=os.fstat(inside).st_dev)
    with monkeypatch.context() as patch, pytest.raises(ValueError):
        patch.setattr(gate, "os", SimpleNamespace(utime=os.utime, fstat=lambda _: copied))
        gate._now(inside)


def test_a_file_on_another_disk_is_not_believed(inside: int, folder: Path) -> None:
    device = os.stat(folder).st_dev
    assert list(gate._project(device))
    with pytest.raises(ValueError):
        list(gate._project(device + 1))


def test_another_python_is_another_build(inside: int, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    device = os.stat(folder).st_dev
    before = gate._standing(device)[0]
    assert gate._standing(device)[0] == before
    for name, value in (("executable", "/bin/sh"), ("version", "4"), ("flags", ()), ("path", [*sys.path, "/usr"])):
        with monkeypatch.context() as patch:
            patch.setattr(sys, name, value)
            assert gate._standing(device)[0] != before, name


def test_a_process_knows_how_long_it_has_run() -> None:
    code = "import sys, time; sys.path.insert(0, sys.argv[1]); from handbill import gate; "
    code += "first = gate._age(); time.sleep(0.2); print(first, gate._age())"
    before = time.monotonic_ns()
    said = subprocess.run([sys.executable, "-c", code, str(ROOT)], capture_output=True, text=True, check=True).stdout
    passed = time.monotonic_ns() - before
    first, second = map(int, said.split())
    assert 0 < first < second <= passed + gate.TICK and second - first >= 200_000_000


def test_every_library_whose_version_counts_is_looked_at() -> None:
    assert {file for file, _, _ in libraries.SYSTEM} <= set(gate.LIBRARIES)


PLAIN = [
    (["/venv/bin/doit"], True),
    (["/venv/lib/doit/__main__.py"], True),
    (["doit", "-n", "2"], False),
    (["doit", "list"], False),
    (["doit", "pseudo=yes"], False),
    (["-c"], False),
    (["/venv/bin/pytest"], False),
    (["/other/__main__.py"], False),
]


@pytest.mark.parametrize(("arguments", "plain"), PLAIN)
def test_only_a_plain_doit_is_let_pass(arguments: list[str], plain: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith(gate.ANOTHER)]:
        monkeypatch.delenv(name)
    monkeypatch.setattr(sys, "argv", arguments)
    assert gate._is_plain() == (plain and sys.platform == "linux")


def test_the_lock_is_let_go_of(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    (folder / gate.LOCK).touch()
    for _ in range(2):
        with gate._alone() as lock:
            assert lock
    with lock_held(folder), pytest.raises(OSError), gate._alone():
        pytest.fail("another process holds it")


# The real project


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real project in two languages and two formats, built until its gate is passed."""
    folder = tmp_path_factory.mktemp("real") / "project"
    folder.mkdir()
    return settled(bare(folder, "word", "sms"))


REAL: tuple[Change, ...] = (
    lambda folder: None,
    turned("source/editions/saint-john/edition.toml"),
    turned("source/locale/uk.po"),
    turned("styles/word.toml"),
    turned("dist/manifest.json"),
    turned("dist/saint-john/uk/saint-john-faq-word-uk.docx"),
    removed("dist/index.html"),
    removed("dist/example/en-CA/example-faq-word-en-CA.docx"),
    removed(".handbill/rows/example/en-CA/sms.json"),
    removed(".handbill/doit.sqlite3"),
    removed("source/locale/uk.po"),
    written("dist/stray.txt"),
    written("source/locale/vi.po", "no catalog\n"),
    written("source/editions/two/edition.toml", "no edition\n"),
)


TOGETHER = 3


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(len(REAL) + TOGETHER))
def test_a_run_behind_the_gate_is_a_run_without_one(real: Path, tmp_path: Path, seed: int) -> None:
    """Each change alone, and then some together."""
    changes = REAL[seed : seed + 1] or Random(seed).sample(REAL, 3)
    place = Path(shutil.copytree(real.parent, tmp_path / "real", ignore=shutil.ignore_patterns("__pycache__")))
    one = settled(place / "project")
    for change in changes:
        change(one)
    other = Path(shutil.copytree(one, tmp_path / "other", symlinks=True))
    assert doit(other, "fonts", DOIT_ASIDE="1").returncode == 0
    ran, wanted = run(one), run(other, DOIT_ASIDE="1")
    assert not wanted.passed
    assert (ran.code, _told(ran), contents(one)) == (wanted.code, _told(wanted), contents(other))


def _told(ran: Ran) -> list[str]:
    """Return what a run said, whose steps come in any order; the other folder had its fonts made before."""
    return sorted(line for line in ran.said.splitlines() if not line.startswith("fonts:"))


@pytest.mark.slow
def test_a_run_that_builds_nothing_leaves_what_the_last_build_kept(real: Path) -> None:
    before = gate_of(real)
    assert doit(real, "verify", "--code", "00000000").returncode
    assert gate_of(real) == before


@pytest.mark.slow
def test_a_run_that_is_killed_leaves_nothing_to_pass_by(real: Path, tmp_path: Path) -> None:
    place = Path(shutil.copytree(real.parent, tmp_path / "real", ignore=shutil.ignore_patterns("__pycache__")))
    killed = settled(place / "project")
    turned("styles/word.toml")(killed)
    with started(killed) as running:
        read_until(running, "publish:")
    assert not (killed / gate.ENDED).exists()
    assert not run(killed).passed
