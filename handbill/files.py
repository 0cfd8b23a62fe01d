"""The one place that writes files: whole or not at all."""

import os
import re
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from handbill.errors import fault

# What a file is called until it is whole: after itself and the process that writes it.
UNFINISHED = re.compile(r"\..+\.\d+\.part")


def write_whole(path: Path, content: bytes) -> bool:
    """Write the file so that a reader, or a power cut, finds the old one or the new one; return whether its bytes
    changed. Raise Faults where it is a link, since the file that it leads to would stay as it was.
    """
    if path.is_symlink():
        raise fault(str(path), 0, "this is a link to another place; put the file itself there")
    if path.is_file() and path.read_bytes() == content:
        return False
    _make_folder(path.parent)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        # A disk that is full does not say which file it has no room for.
        error.filename, error.filename2 = str(path), None
        raise
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
    _sync_folder(path.parent)
    return True


def _make_folder(folder: Path) -> None:
    if not folder.is_dir():
        _make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    """Make the new name durable too (POSIX; a rename is not until its folder is)."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@dataclass(frozen=True)
class Store:
    """Small results kept by the digest of what they came from; losing them costs time only."""

    folder: Path

    def get(self, key: str) -> str | None:
        """Return what was kept under a key, or None."""
        try:
            return (self.folder / key).read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            return None

    def put(self, key: str, text: str) -> None:
        write_whole(self.folder / key, text.encode())


def digest(content: bytes) -> str:
    """Return the SHA-256 in hexadecimal."""
    return sha256(content).hexdigest()


def sweep(folder: Path) -> None:
    """Remove what a killed build left half-written below the folder."""
    for leftover in folder.rglob(".*.part"):
        if UNFINISHED.fullmatch(leftover.name):
            leftover.unlink(missing_ok=True)
