"""The one place that writes files: whole or not at all."""

import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path


def write_whole(path: Path, content: bytes) -> bool:
    """Write the file so that a reader, or a power cut, finds the old one or the new one; return whether its bytes
    changed.
    """
    if path.is_file() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    _sync_folder(path.parent)
    return True


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
        leftover.unlink(missing_ok=True)
