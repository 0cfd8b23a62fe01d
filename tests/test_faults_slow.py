"""What a machine does to a build: no room, no right, no clock, no library, spoiled files, links and odd names; each is
told in one sentence with its cure, damages nothing, and once it is mended the same bytes are made.
"""

import ctypes
import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import kills
import pytest
from conftest import doit, program

pytestmark = pytest.mark.slow

Run = subprocess.CompletedProcess[str]
FORMS = ("sms", "word", "poster", "poster-press")
MEGABYTE = 1_000_000
# A place, what is wrong there, and what to do.
SENTENCE = re.compile(r"(ERROR: )?\S[^:]*(:\d+)?: .+; .+")
SUMMARY = re.compile(r"\d+ faults?, named above; .+|dist/ holds .+|draft in .+|(publish|fonts):.+")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small project in two languages and four formats, built; tests only read it."""
    folder = kills.project(tmp_path_factory.mktemp("faults") / "built")
    with (folder / "handbill/formats.py").open("a", encoding="utf-8") as file:
        rows = f"FORMATS = tuple(row for row in FORMATS if row.id in {FORMS})"
        file.write(f"\n{rows}\nBY_ID = {{row.id: row for row in FORMATS}}\nEXPORTS = ()\n")
    kills.done(folder, "update")
    kills.done(folder)
    return folder


@pytest.fixture(scope="module")
def made(built: Path) -> dict[str, bytes]:
    """What the project makes when nothing happens to it."""
    return kills.contents(built, "dist")


@pytest.fixture
def place(built: Path, tmp_path: Path) -> Path:
    """The project, built, in a folder that a test may change."""
    return Path(shutil.copytree(built, tmp_path / "place", ignore=shutil.ignore_patterns("__pycache__", "cache")))


def told(run: Run, what: str, count: int | None = 1) -> list[str]:
    """Return the sentences that say what is wrong, each with its place and cure; nothing else may be said of it."""
    said = run.stdout + run.stderr
    assert run.returncode, said
    assert "Traceback" not in said and "mistake of handbill" not in said and "Errno" not in said, said
    found = [line for line in said.splitlines() if what in line and not line.startswith("draft in ")]
    assert found and (count is None or len(found) == count), said
    assert all(SENTENCE.fullmatch(line) for line in found), found
    return found


def assert_mended(folder: Path, made: dict[str, bytes]) -> None:
    """The next build ends with the bytes of an undisturbed one, and nothing is left over."""
    kills.done(folder)
    assert kills.contents(folder, "dist") == made
    assert not [path for name in ("dist", "source", ".handbill") for path in (folder / name).rglob("*.part")]


def assert_unharmed(folder: Path, made: dict[str, bytes], built: Path) -> None:
    """No file of dist/ is half a file, and no source was touched."""
    found = {path: content for path, content in kills.contents(folder, "dist").items() if not _last(path)}
    assert {path for path, content in found.items() if content != made.get(path)} == set()
    assert kills.contents(folder, "source") == kills.contents(built, "source")


def _last(path: str) -> bool:
    return path.endswith(("manifest.json", "index.html"))


# A disk that is full, and one that cannot be written to


@contextmanager
def apart(script: str, *arguments: object) -> Iterator[tuple[list[str], Path]]:
    """Do a script where mounts are seen by nobody else; yield how a command is run there, and the root it sees."""
    words = [program("unshare"), "--map-root-user", "--mount", "sh", "-euc", f"{script}\necho ready\ncat", "sh"]
    streams = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen([*words, *map(str, arguments)], **streams) as holder:
        assert holder.stdin and holder.stdout and holder.stderr
        if holder.stdout.readline() != "ready\n":
            pytest.skip(f"nobody may mount anything here: {holder.stderr.read().strip()}")
        entered = [program("nsenter"), "--user", "--mount", "--preserve-credentials", f"--target={holder.pid}"]
        yield entered, Path(f"/proc/{holder.pid}/root")
        holder.stdin.close()


def doit_in(entered: list[str], folder: Path, *arguments: str) -> Run:
    """Run doit where some mounts are seen."""
    command = [*entered, f"--wd={folder}", sys.executable, "-m", "doit", *arguments]
    kept = {name: value for name, value in os.environ.items() if name not in ("GITHUB_ACTIONS", "FONTCONFIG_FILE")}
    return subprocess.run(command, env=kept, capture_output=True, text=True, check=False)


FULL = """
mount -t tmpfs -o size=64m tmpfs "$1"
cp -a "$2/." "$1"
"""


@pytest.mark.parametrize("room", [0, 20_000, MEGABYTE // 4])
def test_a_full_disk_is_told_by_a_first_build_and_what_stands_is_whole(
    built: Path, made: dict[str, bytes], tmp_path: Path, room: int
) -> None:
    with full(built, tmp_path) as (entered, folder, seen):
        for name in ("dist", ".handbill/rows"):
            shutil.rmtree(seen / name)
        (seen / kills.DATABASE).unlink()
        fill(seen, room)
        assert_told_full(doit_in(entered, folder))
        assert_unharmed(seen, made, built)
        assert_completes_with_room(entered, folder, seen, made)


@pytest.mark.parametrize("room", [0, 20_000])
def test_a_full_disk_is_told_by_a_later_build_and_what_stands_is_whole(
    built: Path, made: dict[str, bytes], tmp_path: Path, room: int
) -> None:
    with full(built, tmp_path) as (entered, folder, seen):
        kills.REWORDED(seen)
        fill(seen, room)
        assert_told_full(doit_in(entered, folder))
        then = kills.contents(seen, "dist")
        (seen / "filler").unlink()
        assert doit_in(entered, folder).returncode == 0
        now = kills.contents(seen, "dist")
        assert now != made and then.keys() == now.keys()
        assert {path for path in then if then[path] not in (made[path], now[path]) and not _last(path)} == set()
        kills.WORDED(seen)
        assert_completes_with_room(entered, folder, seen, made)


@contextmanager
def full(built: Path, tmp_path: Path) -> Iterator[tuple[list[str], Path, Path]]:
    """Copy the project onto a small disk; yield how a command is run there, and its folder as it and as we see it."""
    folder = tmp_path / "disk"
    folder.mkdir()
    with apart(FULL, folder, built) as (entered, root):
        yield entered, folder, root / folder.relative_to("/")


def fill(seen: Path, room: int) -> None:
    state = os.statvfs(seen)
    (seen / "filler").write_bytes(bytes(state.f_bavail * state.f_frsize - room))


def assert_told_full(run: Run) -> None:
    found = told(run, "the disk is full", None)
    assert all(line.endswith("; free some space, and run this again") for line in found)


def assert_completes_with_room(entered: list[str], folder: Path, seen: Path, made: dict[str, bytes]) -> None:
    (seen / "filler").unlink(missing_ok=True)
    run = doit_in(entered, folder)
    assert run.returncode == 0, run.stdout + run.stderr
    assert kills.contents(seen, "dist") == made
    assert not list(seen.rglob("*.part"))


READ_ONLY = 'mount --bind "$1" "$1"\nmount -o remount,bind,ro "$1"'


@pytest.mark.parametrize("name", ["dist", ".", ".handbill"])
def test_a_folder_that_can_only_be_read_is_told_and_stays_as_it_was(
    place: Path, made: dict[str, bytes], name: str
) -> None:
    kills.REWORDED(place)
    before = kills.contents(place, ".")
    with apart(READ_ONLY, place / name) as (entered, _):
        told(doit_in(entered, place), "it stands on a disk that can only be read; let the disk be written to", None)
    kept = {path: content for path, content in before.items() if name == "." or path.startswith(name)}
    after = kills.contents(place, ".")
    assert {path: after.get(path) for path in kept} == kept
    kills.WORDED(place)
    assert_mended(place, made)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_the_right_to_write_is_told(place: Path, made: dict[str, bytes]) -> None:
    kills.REWORDED(place)
    folders = [path for path in (place / "dist").rglob("*") if path.is_dir()]
    for path in folders:
        path.chmod(0o555)
    told(doit(place), "you have no right to it; ", None)
    for path in folders:
        path.chmod(0o755)
    kills.WORDED(place)
    assert_mended(place, made)


# A clock that is wrong


@pytest.mark.parametrize("moved", ["-400d", "-56y", "+30y"])
def test_a_clock_that_was_set_wrong_changes_nothing(place: Path, made: dict[str, bytes], moved: str) -> None:
    command = [program("faketime"), "-f", moved, sys.executable, "-m", "doit"]
    kills.REWORDED(place)
    kept = {name: value for name, value in os.environ.items() if name not in ("GITHUB_ACTIONS", "FONTCONFIG_FILE")}
    kept |= {"FAKETIME_DONT_FAKE_MONOTONIC": "1"}
    run = subprocess.run(command, cwd=place, env=kept, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    changed = {path for path, content in kills.contents(place, "dist").items() if content != made[path]}
    assert {"dist/standard/ar/standard-faq-word-ar.docx", "dist/manifest.json"} <= changed
    kills.WORDED(place)
    # Saved with the wrong clock: older than all that was made of it, or newer than today.
    os.utime(place / kills.CATALOG, (time.time() - 400 * 86400,) * 2)
    assert_mended(place, made)


# A library that is missing


def without(folder: Path, *names: str) -> dict[str, str]:
    """Return an environment in which Python finds all packages but some; run it with -S."""
    folder.mkdir()
    for place in {Path(str(importlib.metadata.distribution(name).locate_file(""))) for name in ("doit", *names)}:
        for path in place.iterdir():
            normal = re.sub(r"[-_.]+", "-", path.name.split("-")[0].removesuffix(".py")).lower()
            if normal not in names and not (folder / path.name).exists():
                (folder / path.name).symlink_to(path)
    return {"PYTHONPATH": str(folder)}


LACKING = [
    ("weasyprint", "weasyprint"),
    ("fontpkg-amiri", "fontpkg-amiri"),
    ("babel", "babel"),
    ("python-docx", "python-docx"),
    ("pypdfium2", "pypdfium2"),
]


@pytest.mark.parametrize(("package", "name"), LACKING, ids=[package for package, _ in LACKING])
def test_a_missing_package_is_told(
    place: Path, made: dict[str, bytes], tmp_path: Path, package: str, name: str
) -> None:
    kills.REWORDED(place)
    environment = os.environ | without(tmp_path / "packages", package)
    command = [sys.executable, "-S", "-m", "doit"]
    run = subprocess.run(command, cwd=place, env=environment, capture_output=True, text=True, check=False)
    (line,) = told(run, "is missing")
    assert line.removeprefix("ERROR: ") == f"{name}: this package is missing; run make, which brings it back"
    assert kills.contents(place, "dist") == made
    kills.WORDED(place)
    assert_mended(place, made)


def test_a_missing_library_of_the_system_is_told(place: Path, made: dict[str, bytes]) -> None:
    library = "libpango-1.0.so.0"
    ctypes.CDLL(library)
    loaded = Path("/proc/self/maps").read_text("utf-8").splitlines()
    path = next(line.split(maxsplit=5)[5] for line in loaded if "/libpango-1.0.so" in line)
    kills.REWORDED(place)
    with apart('mount --bind /dev/null "$1"', path) as (entered, _):
        run = doit_in(entered, place)
    (line,) = told(run, "library of the system")
    assert line.endswith("this library of the system is missing; run make, which installs it")
    kills.WORDED(place)
    assert_mended(place, made)


# What is spoiled of what was built


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def garbage(path: Path) -> None:
    path.write_bytes(bytes(range(256)) * (path.stat().st_size // 256 + 1))


def other(path: Path) -> None:
    path.write_text('[{"path": 1}, null]\n', "utf-8")


def turned(path: Path) -> None:
    """As long as it was, and other."""
    path.write_bytes(path.read_bytes()[::-1])


SPOILED = [
    (".handbill/doit.sqlite3", garbage),
    (".handbill/doit.sqlite3", cut),
    (".handbill/doit.sqlite3", turned),
    (".handbill/doit.sqlite3", lambda path: path.write_bytes(b"")),
    (".handbill/rows/**/*.json", garbage),
    (".handbill/rows/**/*.json", other),
    (".handbill/fits/*", other),
    (".handbill/fits/*", garbage),
    (".handbill/fonts/*.*", turned),
    (".handbill/faults.json", other),
    ("dist/**/*.*", cut),
    ("dist/**/*.*", turned),
]


@pytest.mark.parametrize(("pattern", "spoil"), SPOILED)
def test_what_is_spoiled_of_a_build_is_made_again(
    place: Path, made: dict[str, bytes], pattern: str, spoil: Callable[[Path], object]
) -> None:
    kills.done(place)
    found = [path for path in place.glob(pattern) if path.is_file()]
    assert found
    for path in found:
        spoil(path)
    assert_mended(place, made)


@pytest.mark.parametrize("spoil", [turned, cut])
def test_a_spoiled_cache_of_fontconfig_changes_nothing(
    place: Path, made: dict[str, bytes], spoil: Callable[[Path], object]
) -> None:
    kills.done(place)
    poster = "publish:standard/ar/poster"
    kills.done(place, "-a", poster)
    found = [path for path in (place / ".handbill/fonts/cache").iterdir() if path.is_file()]
    assert found
    for path in found:
        spoil(path)
    kills.done(place, "-a", poster)
    assert_mended(place, made)


@pytest.mark.parametrize("table", ["create table other (a)", "create table doit (task_id text, task_data json)"])
def test_a_database_of_others_is_made_again(place: Path, made: dict[str, bytes], table: str) -> None:
    import sqlite3

    path = place / kills.DATABASE
    path.unlink()
    with sqlite3.connect(path) as database:
        database.execute(table)
        if "doit" in table:
            database.execute("insert into doit values ('publish:standard/ar/word', 'not json')")
    database.close()
    assert_mended(place, made)


# Links, and names


LINKED = [
    ("source/faq.md", "source/faq.md"),
    ("source/locale/ar.po", "source/locale/ar.po"),
    ("source/locale", "source/locale"),
    ("source/editions/standard", "source/editions/standard"),
    ("source/editions/standard/logo.svg", "source/editions/standard/logo.svg"),
]


@pytest.mark.parametrize(("path", "told_of"), LINKED, ids=[path for path, _ in LINKED])
def test_a_link_in_the_sources_is_told(
    place: Path, made: dict[str, bytes], tmp_path: Path, path: str, told_of: str
) -> None:
    outside = tmp_path / "outside"
    (place / path).rename(outside)
    (place / path).symlink_to(outside)
    before = kills.contents(outside, ".") if outside.is_dir() else outside.read_bytes()
    found = told(doit(place), "link to another place")
    assert found == [f"{told_of}: this is a link to another place; put there what it leads to"]
    assert_unharmed_elsewhere(place, made, outside, before)
    (place / path).unlink()
    outside.rename(place / path)
    assert_mended(place, made)


def assert_unharmed_elsewhere(place: Path, made: dict[str, bytes], outside: Path, before: object) -> None:
    """What the link leads to is as it was, and so are the pieces."""
    assert (kills.contents(outside, ".") if outside.is_dir() else outside.read_bytes()) == before
    found = kills.contents(place, "dist")
    assert {path for path in found if not _last(path) and found[path] != made[path]} == set()


@pytest.mark.parametrize("leads", ["nowhere", "ar.po"], ids=["nowhere", "to itself"])
def test_a_link_that_leads_nowhere_is_told(place: Path, made: dict[str, bytes], leads: str) -> None:
    path = place / kills.CATALOG
    kept = path.read_bytes()
    path.unlink()
    path.symlink_to(leads)
    told(doit(place), "link to another place")
    path.unlink()
    path.write_bytes(kept)
    assert_mended(place, made)


def test_a_command_writes_through_no_link(place: Path, tmp_path: Path) -> None:
    path, outside = place / kills.CATALOG, tmp_path / "outside.po"
    path.rename(outside)
    path.symlink_to(outside)
    before = outside.read_bytes()
    kills.LONGER(place)
    told(doit(place, "update"), "link to one elsewhere")
    assert path.is_symlink() and outside.read_bytes() == before


ALIKE = [
    ("source/locale/ar.po", "source/locale/AR.po"),
    ("source/editions/standard", "source/editions/Standard"),
]


@pytest.mark.parametrize(("path", "twin"), ALIKE, ids=[twin for _, twin in ALIKE])
def test_names_that_differ_only_in_case_are_told(place: Path, made: dict[str, bytes], path: str, twin: str) -> None:
    if (place / path).is_dir():
        shutil.copytree(place / path, place / twin)
    else:
        shutil.copy2(place / path, place / twin)
    told(doit(place), f"{twin}: ")
    assert {Path(name).parts[1] for name in kills.contents(place, "dist")} == {
        "standard",
        "manifest.json",
        "index.html",
    }
    assert {path for path, content in kills.contents(place, "dist").items() if content != made.get(path)} == set()
    shutil.rmtree(place / twin) if (place / twin).is_dir() else (place / twin).unlink()
    assert_mended(place, made)


def test_questions_that_differ_only_in_case_are_told(place: Path, made: dict[str, bytes]) -> None:
    kept = (place / "source/faq.md").read_bytes()
    kills.edited("source/faq.md", "{#reach}", "{#What}")(place)
    told(doit(place), "source/faq.md:")
    (place / "source/faq.md").write_bytes(kept)
    assert_mended(place, made)


# The same bytes


def test_two_machines_make_the_same_bytes(built: Path, made: dict[str, bytes], tmp_path: Path) -> None:
    """Another seed, zone, language, mask, path, home, order of the files on the disk and of the tasks, number of
    workers, and clock.
    """
    folder = tmp_path / "مطوية الأسئلة & a “long” name"
    for path in sorted((path for path in built.rglob("*") if path.is_file()), reverse=True):
        name = path.relative_to(built)
        if name.parts[0] not in ("dist", ".handbill") and "__pycache__" not in name.parts:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, folder / name)
    kept = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "TZ": "Asia/Kathmandu", "LC_ALL": "tr_TR.UTF-8"}
    kept |= {"PYTHONHASHSEED": "4242", "PYTHONUTF8": "0", "FAKETIME_DONT_FAKE_MONOTONIC": "1", "COLUMNS": "40"}
    listed = kills.done(built, "list", "--all", "--quiet")
    names = [line.strip() for line in listed.splitlines() if ":" in line]
    command = [
        program("faketime"),
        "-f",
        "+9y",
        sys.executable,
        "-m",
        "doit",
        "-n",
        "3",
        *names[::-1],
        "check",
        "shelf",
    ]
    run = subprocess.run(command, cwd=folder, env=kept, umask=0o077, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert unicodedata.is_normalized("NFC", folder.name)
    assert kills.contents(folder, "dist") == made
