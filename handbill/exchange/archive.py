"""The archive of a release that comes back: what it holds, by digest; nothing is unpacked to disk or kept."""

import struct
import zipfile
import zlib
from collections.abc import Mapping
from hashlib import sha256
from io import BytesIO

from handbill.errors import fault
from handbill.exchange import guard

# Parts, bytes in all, and bytes of a part: many times what an edition in twelve languages has.
MAX_PARTS, MAX_TOTAL, MAX_PART = 5_000, 500_000_000, 50_000_000
# What tells it from other packages.
SUMS = "SHA256SUMS"
# Bytes that are unpacked at a time.
BLOCK = 1 << 16
DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError),
    *(RuntimeError, ValueError, OverflowError, struct.error),
)


def known(content: bytes) -> bool:
    """Return whether a package is such an archive, and no document of Word."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as found:
            return SUMS in found.namelist() and guard.CONTENT_TYPES not in found.namelist()
    except DAMAGE:
        return False


def digests(content: bytes, path: str) -> Mapping[str, str]:
    """Return the SHA-256 of each part by its name; raise Faults for an archive that is damaged or far too large."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as found:
            entries = found.infolist()
            if len(entries) > MAX_PARTS or sum(entry.file_size for entry in entries) > MAX_TOTAL:
                raise fault(path, 0, "the archive holds far more than any release; do not open it")
            return {entry.filename: _digest(found, entry) for entry in entries if not entry.is_dir()}
    except DAMAGE:
        raise fault(path, 0, "the archive is damaged, perhaps not sent whole; ask for it again") from None


def part(found: zipfile.ZipFile, name: str) -> bytes:
    """Return a part's bytes; raise KeyError where there is none, and another of DAMAGE where it is not sound."""
    entry = found.getinfo(name)
    if entry.file_size > MAX_PART:
        raise ValueError(f"{name} is larger than any piece")
    return found.read(entry)


def _digest(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> str:
    """Return a part's digest; no more of it is unpacked than it says that it has (zipfile stops there)."""
    found = sha256()
    with archive.open(entry) as part:
        while block := part.read(BLOCK):
            found.update(block)
    return found.hexdigest()
