"""Writing files: whole or not at all, whatever happens in the middle, and nothing left behind."""

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import pytest

from handbill import files
from handbill.errors import HandbillError

ROOT = Path(__file__).parent.parent
OLD, NEW = b"old", b"new" * 100_000
LIMIT = 4096


def test_a_file_is_written_with_its_folders(tmp_path: Path) -> None:
    assert files.write_whole(tmp_path / "a/b/c.txt", NEW) is True
    assert (tmp_path / "a/b/c.txt").read_bytes() == NEW
    assert names(tmp_path / "a/b") == ["c.txt"]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


CHANGES = [(OLD, OLD, False), (OLD, NEW, True), (OLD, b"", True), (b"", b"", False), (NEW, OLD, True)]


@pytest.mark.parametrize(("before", "after", "changed"), CHANGES)
def test_writing_says_whether_the_bytes_changed(before: bytes, after: bytes, changed: bool, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(before)
    assert files.write_whole(path, after) is changed
    assert path.read_bytes() == after


def test_the_same_bytes_leave_the_file_untouched(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    files.write_whole(path, NEW)
    os.utime(path, ns=(1, 1))
    files.write_whole(path, NEW)
    assert path.stat().st_mtime_ns == 1


def test_who_reads_meanwhile_goes_on_reading_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(OLD)
    with path.open("rb") as reader:
        files.write_whole(path, NEW)
        assert reader.read() == OLD


@contextmanager
def full_disk() -> Iterator[None]:
    """Let no file grow beyond a page, as on a disk that becomes full in the middle."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (LIMIT, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


@pytest.mark.parametrize("before", [OLD, None], ids=["changed", "new"])
def test_a_full_disk_leaves_the_old_file_and_nothing_else(before: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    if before is not None:
        path.write_bytes(before)
    with full_disk(), pytest.raises(OSError) as refused:
        files.write_whole(path, NEW)
    assert refused.value.filename == str(path)
    assert [(one, (tmp_path / one).read_bytes()) for one in names(tmp_path)] == ([("a.txt", OLD)] if before else [])


@pytest.mark.parametrize("leads", ["b.txt", "nowhere", "a.txt"])
def test_a_link_is_not_written_to(leads: str, tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_bytes(OLD)
    (tmp_path / "a.txt").symlink_to(leads)
    with pytest.raises(HandbillError, match=r"a\.txt: this is a link to another place; put the file itself there"):
        files.write_whole(tmp_path / "a.txt", NEW)
    assert names(tmp_path) == ["a.txt", "b.txt"]
    assert (tmp_path / "a.txt").is_symlink() and (tmp_path / "b.txt").read_bytes() == OLD


def test_a_name_that_is_taken_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "a.txt/b").mkdir(parents=True)
    with pytest.raises(OSError):
        files.write_whole(tmp_path / "a.txt", NEW)
    assert names(tmp_path) == ["a.txt"]


KILLED = """
import resource, signal, sys
from pathlib import Path
from handbill import files
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
files.write_whole(Path(sys.argv[1]), b"new" * 100_000)
"""


def test_a_killed_build_leaves_the_old_file_and_the_next_sweeps_up(tmp_path: Path) -> None:
    path = tmp_path / "dist/river/a.txt"
    files.write_whole(path, OLD)
    run = subprocess.run([sys.executable, "-c", KILLED, str(path)], cwd=ROOT, check=False)
    assert run.returncode == -signal.SIGXFSZ
    assert path.read_bytes() == OLD
    assert len(names(path.parent)) == 2
    files.sweep(tmp_path / "dist")
    assert names(path.parent) == ["a.txt"]


KEPT = ["a.part", ".a.txt", "part", "a.txt", ".gitkeep", ".a.part.txt", ".a.part", ".a.b.part"]
SWEPT = [".a.txt.123.part", "b/.c.pdf.4.part", ".manifest.json.99.part"]


def test_sweeping_removes_what_was_half_written_and_nothing_else(tmp_path: Path) -> None:
    for name in (*KEPT, *SWEPT):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"")
    files.sweep(tmp_path)
    assert names(tmp_path) == sorted([*KEPT, "b"])
    assert names(tmp_path / "b") == []


def test_sweeping_what_is_not_there_is_no_fault(tmp_path: Path) -> None:
    files.sweep(tmp_path / "dist")
    assert names(tmp_path) == []


def test_a_digest_is_sha_256_in_hexadecimal() -> None:
    assert files.digest(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"  # FIPS 180-4
    assert files.digest(NEW) == sha256(NEW).hexdigest()
