"""What a machine refuses or lacks, told in one sentence; doit's database, mended; links in the sources, refused."""

import errno
import os
import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from importlib.metadata import version
from pathlib import Path

import pytest
from doit.dependency import JSONCodec, SqliteDB
from doit.exceptions import InvalidTask, TaskFailed

from handbill import files, tasks
from handbill.database import heal
from handbill.errors import REFUSALS, HandbillError, refusal
from handbill.steps import Kept, Step

TASKS = [f"publish:river/{tag}/{form}" for tag in ("ar", "en-CA", "uk") for form in ("sms", "word", "poster")]


def failing(error: BaseException) -> Callable[[], None]:
    def fail() -> None:
        raise error

    return fail


@pytest.mark.parametrize("number", REFUSALS)
def test_what_a_system_refuses_has_its_place_and_cure(number: int) -> None:
    what, cure = REFUSALS[number]
    said = str(refusal(OSError(number, os.strerror(number), str(Path("dist/a.txt").absolute()))))
    assert said == f"dist/a.txt: {what}; {cure}, and run this again"


def test_a_place_elsewhere_is_told_whole(tmp_path: Path) -> None:
    assert str(refusal(PermissionError(errno.EACCES, "", str(tmp_path / "a")))).startswith(f"{tmp_path}/a: ")
    assert str(refusal(OSError(errno.ENOSPC, ""))).startswith("handbill: the disk is full; ")


@pytest.mark.parametrize("error", [OSError(errno.ENOENT, ""), OSError("odd"), ValueError("odd"), ImportError("odd")])
def test_other_mistakes_are_no_refusal(error: Exception) -> None:
    assert refusal(error) is None


def test_a_module_of_ours_that_is_missing_is_a_mistake_of_ours() -> None:
    assert refusal(ModuleNotFoundError("", name="handbill.no")) is None


def test_a_missing_package_says_how_it_comes_back() -> None:
    with pytest.raises(ModuleNotFoundError) as unknown:
        version("no-such-package")
    for error, name in ((unknown.value, "no-such-package"), (ModuleNotFoundError("", name="docx.oxml"), "docx")):
        assert str(refusal(error)) == f"{name}: this package is missing; run make, which brings it back"


@pytest.mark.parametrize(
    ("error", "begins"),
    [
        (OSError(errno.ENOSPC, ""), "handbill: the disk is full; "),
        (
            OSError("cannot load library 'libpango-1.0-0': no"),
            "libpango-1.0-0: this library of the system is missing; ",
        ),
        (HandbillError("a: b; c"), "a: b; c"),
    ],
)
def test_a_step_tells_a_refusal_as_a_fault(error: Exception, begins: str) -> None:
    failed = tasks.run(failing(error))
    assert isinstance(failed, TaskFailed) and failed.get_msg().startswith(begins)


def test_a_refusal_before_any_step_ends_doit_with_a_sentence() -> None:
    with pytest.raises(InvalidTask, match=r"^handbill: the disk is full; "), tasks.told():
        failing(OSError(errno.ENOSPC, ""))()
    with pytest.raises(ZeroDivisionError), tasks.told():
        failing(ZeroDivisionError())()


def test_sqlite_without_room_says_so(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "a.sqlite3")) as database:
        database.execute("pragma max_page_count = 1")
        with pytest.raises(InvalidTask, match=r"^\.handbill/doit\.sqlite3: the disk is full; "), tasks.told():
            database.execute("create table a (b)")


# doit's database


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A database of doit's as a build leaves it."""
    path = tmp_path / "doit.sqlite3"
    kept = SqliteDB(str(path), JSONCodec())
    for name in TASKS:
        kept.set(name, "deps:", [f"source/{number}.po" for number in range(99)])
    kept.dump()
    return path


def known(path: Path) -> list[str]:
    """Return the tasks that doit remembers, each read."""
    opened = SqliteDB(str(path), JSONCodec())
    with closing(opened._conn):
        return [name for name in TASKS if opened.get(name, "deps:")]


def test_a_database_that_can_be_read_is_left_alone(database: Path) -> None:
    before = database.read_bytes()
    heal(database)
    assert database.read_bytes() == before and known(database) == TASKS


@pytest.mark.parametrize("content", [b"", b"garbage", b"SQLite format 3\x00" + b"garbage" * 999])
def test_a_database_that_is_none_is_made_anew(database: Path, content: bytes) -> None:
    database.write_bytes(content)
    heal(database)
    assert known(database) == []


def test_a_database_spoiled_anywhere_is_mended(database: Path) -> None:
    content, chance, forgotten = database.read_bytes(), random.Random(1), 0
    for _ in range(80):
        at, length = chance.randrange(len(content)), chance.choice((1, 20, 200, 5000))
        database.write_bytes(content[:at] + chance.choice((b"", chance.randbytes(length) + content[at + length :])))
        heal(database)
        forgotten += known(database) == []
    assert forgotten > 25


def test_a_database_in_use_is_not_taken_for_a_spoiled_one(database: Path) -> None:
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("begin immediate")
        other.execute("delete from doit")
        heal(database)
        other.execute("rollback")
    assert known(database) == TASKS


# Links


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a source and a template; it is where doit runs."""
    for name in ("source/locale/ar.po", "templates/word.html"):
        files.write_whole(tmp_path / "place" / name, b"words")
    monkeypatch.chdir(tmp_path / "place")
    return tmp_path / "place"


def faults(*names: str) -> list[str]:
    """Return what a step made from the files says is wrong with them."""
    step = Step("word", "try", (list, ()), names)
    (task,) = tasks.subtasks([step])
    ((function, arguments),) = task["actions"]
    return str(function(*arguments).get_msg()).splitlines() if function is tasks.lack else []


def linked(path: Path) -> None:
    outside = path.parents[1] / f"outside-{path.name}"
    path.rename(outside)
    path.symlink_to(outside)


def test_files_that_stand_are_no_fault(sources: Path) -> None:
    assert faults("source/locale/ar.po", "templates/word.html", ".handbill/rows/a.json") == []


@pytest.mark.parametrize("link", ["source/locale/ar.po", "source/locale", "source"])
def test_a_link_is_refused_in_the_sources(sources: Path, link: str) -> None:
    linked(sources / link)
    told = f"{link}: this is a link to another place; put there what it leads to"
    assert faults("source/locale/ar.po") == [told]


def test_a_link_elsewhere_is_followed(sources: Path) -> None:
    linked(sources / "templates/word.html")
    assert faults("templates/word.html") == []


def test_a_missing_file_is_told_with_the_others(sources: Path) -> None:
    linked(sources / "source/locale/ar.po")
    lines = faults("source/locale/ar.po", "templates/no.html", "source/locale/ar.po")
    assert [line.split("; ")[0] for line in lines] == [
        "source/locale/ar.po: this is a link to another place",
        "templates/no.html: the file is missing",
    ]


# What is kept


def test_what_is_kept_is_known_by_its_bytes(tmp_path: Path) -> None:
    kept = Kept(tmp_path, ("a", "b"))
    (tmp_path / "a").write_bytes(b"1")
    assert kept() == ""
    (tmp_path / "b").write_bytes(b"2")
    first = kept()
    (tmp_path / "b").write_bytes(b"3")
    assert first and kept() != first
