"""The one guard before every package (.docx and its like) from outside: hostile until it has been read.

It never writes, never follows a reference, and never unpacks a part that nobody asks for.
"""

import re
import stat
import struct
import zipfile
import zlib
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from lxml import etree

from handbill.errors import Faults, fault

# In bytes, but for the number of entries and the ratio of a part to what it takes in the file.
MAX_FILE, MAX_PART, MAX_TOTAL = 20_000_000, 16_000_000, 64_000_000
MAX_ENTRIES, MAX_RATIO = 500, 200
# Small parts shrink far: a ratio says something only above this size.
RATIO_FROM = 100_000
# Elements and attributes of a part: each takes some 200 bytes of memory, whatever its size in the file.
MAX_MARKS = 200_000
# Attributes of one element: to look at each of them takes the square of their number.
MAX_ATTRIBUTES = 200
# The signature of an entry in a zip's directory (APPNOTE 4.3.12): there is no entry without one, whatever is declared.
ENTRY = b"PK\x01\x02"
# [MS-CFB] 2.2: what .doc, .xls and every file with a password begin with.
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PASSWORD, OLD_WORD = "EncryptedPackage".encode("utf-16-le"), "WordDocument".encode("utf-16-le")
ENCRYPTED = 0x1  # APPNOTE 4.4.4, bit 0
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
UNSAFE = re.compile(r"(?:^|[/\\])\.\.?(?:[/\\]|$)|^[/\\]|^[A-Za-z]:|\\|[\x00-\x1f\x7f-\x9f]")
MACROS = re.compile(r"macroEnabled|vbaProject|vbaData", re.IGNORECASE)
CONTENT_TYPES = "[Content_Types].xml"
AGAIN = "open it in Word or LibreOffice, save it as Word document (.docx), and use that file"

KINDS = (
    (b"%PDF", f"this is a PDF, which cannot be read back; ask for the Word file, or {AGAIN}"),
    (b"{\\rtf", f"this is an RTF file; {AGAIN}"),
    (b"<", f"this is a web page or an XML file; {AGAIN}"),
)
# Nothing is loaded and nothing expanded; libxml2's own limits (256 levels, 10 MB a text) stay on.
PARSING = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False, "encoding": "utf-8"}


class Relationship(NamedTuple):
    """What a part refers to: last word of its type, target, and whether that is outside the package."""

    kind: str
    target: str
    external: bool


@dataclass(frozen=True)
class Package:
    """A package that passed the guard. Its parts are unpacked one at a time, each within the limits."""

    path: str
    names: frozenset[str]
    archive: zipfile.ZipFile = field(repr=False)

    def read(self, name: str) -> bytes:
        """Return a part's bytes; raise Faults for one that is damaged or larger than it says."""
        try:
            with self.archive.open(name) as part:
                content = part.read(MAX_PART + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, KeyError, UnicodeDecodeError):
            raise _damaged(self.path, name) from None
        if len(content) > MAX_PART:
            raise _bomb(self.path)
        return content

    def xml(self, name: str) -> etree._Element:
        """Return a part's root element; raise Faults for what is not plain XML: a DTD, too deep, too much."""
        return parse(self.read(name), name, self.path)

    def relationships(self, name: str = "") -> tuple[Relationship, ...]:
        """Return what a part refers to; the package itself where none is named."""
        folder, _, file = name.rpartition("/")
        own = f"{folder}/_rels/{file}.rels" if folder else f"_rels/{file}.rels"
        if own not in self.names:
            return ()
        return tuple(_relationship(node, folder) for node in self.xml(own).iterfind("{*}Relationship"))


def load(file: Path, path: str) -> bytes:
    """Return the file's bytes; raise Faults where it is no file, empty or too large. `path` is for messages."""
    try:
        found = file.stat()
        if not stat.S_ISREG(found.st_mode):
            raise fault(path, 0, "this is not a file; name the one that is meant")
        if found.st_size > MAX_FILE:
            raise fault(path, 0, f"the file is larger than {MAX_FILE // 1_000_000} MB; take out its pictures, save it")
        content = file.read_bytes()
    except OSError as error:
        raise fault(path, 0, f"the file cannot be read ({error.strerror}); correct the path") from None
    if not content:
        raise fault(path, 0, "the file is empty; ask for it again")
    return content


def unpack(content: bytes, path: str) -> Package:
    """Return the package; raise Faults, one sentence, for all that is not a sound and harmless one."""
    _known(content, path)
    if len(content) > MAX_FILE or content.count(ENTRY) > MAX_ENTRIES:
        raise fault(path, 0, f"the file holds more than {MAX_ENTRIES} parts; no Word document does, so do not open it")
    try:
        archive = zipfile.ZipFile(BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError, struct.error):
        raise fault(path, 0, CUT_OFF) from None
    for wrong in _entries(archive):
        raise fault(path, 0, wrong)
    package = Package(path, frozenset(archive.namelist()), archive)
    if CONTENT_TYPES not in package.names:
        raise fault(path, 0, f"this is a zip archive and not a Word document; {AGAIN}")
    _without_macros(package)
    return package


def parse(content: bytes, name: str, path: str) -> etree._Element:
    """Return the root of an XML text in UTF-8 or UTF-16; `name` and `path` are for messages."""
    text = _decoded(content, name, path)
    if b"<!DOCTYPE" in text:
        raise fault(path, 0, f"the part {name} declares a DTD, which no Word document does; do not open the file")
    if text.count(b"<") + text.count(b"=") > MAX_MARKS:
        raise _too_much(path, name)
    try:
        root = etree.fromstring(text, etree.XMLParser(**PARSING))
    except etree.XMLSyntaxError:
        raise _damaged(path, name) from None
    if any(len(node.attrib) > MAX_ATTRIBUTES for node in root.iter("*")):
        raise _too_much(path, name)
    return root


def _decoded(content: bytes, name: str, path: str) -> bytes:
    """Return the text as UTF-8, whatever it declares: other encodings would hide marks from their count."""
    try:
        if content[:2] in (BOM_UTF16_LE, BOM_UTF16_BE):
            return content.decode("utf-16").encode()
        content.decode("utf-8")
    except UnicodeDecodeError:
        raise _damaged(path, name) from None
    return content.removeprefix(BOM_UTF8)


def _known(content: bytes, path: str) -> None:
    """Say what the file is, where it is something else than a package."""
    if content.startswith(COMPOUND):
        raise fault(path, 0, _compound(content))
    for start, sentence in KINDS:
        if content.lstrip(b"\xef\xbb\xbf \r\n").startswith(start):
            raise fault(path, 0, sentence)
    if not content.startswith(b"PK"):
        raise fault(path, 0, f"this is not a Word document; {AGAIN}")


def _compound(content: bytes) -> str:
    if PASSWORD in content:
        return "the file is protected by a password; ask for it without one"
    if OLD_WORD in content:
        return f"this is a document of Word 97 to 2003 (.doc), whatever its name says; {AGAIN}"
    return f"this is not a Word document; {AGAIN}"


def _entries(archive: zipfile.ZipFile) -> Iterator[str]:
    """Yield what is wrong with the directory, before anything is unpacked."""
    entries = archive.infolist()
    names = [entry.filename.lower() for entry in entries]
    if len(set(names)) < len(names):
        yield "two parts have the same name; the file is made to mislead, so do not open it"
    for entry in entries:
        # What was cut out of the middle leads to places before the file.
        if entry.header_offset < 0:
            yield CUT_OFF
        if entry.flag_bits & ENCRYPTED:
            yield "the file is protected by a password; ask for it without one"
        if UNSAFE.search(entry.filename):
            yield "a part's name leads out of the package; the file is made to do harm, so do not open it"
        if entry.compress_type not in METHODS:
            yield f"a part is packed in a way that Word does not know; {AGAIN}"
        if entry.file_size > MAX_PART or _swells(entry):
            yield BOMB
    if sum(entry.file_size for entry in entries) > MAX_TOTAL:
        yield BOMB


CUT_OFF = "the file is damaged, perhaps not sent whole; ask for it again"
BOMB = "the file would unpack to far more than a document holds (a zip bomb); do not open it"


def _swells(entry: zipfile.ZipInfo) -> bool:
    return entry.file_size > RATIO_FROM and entry.file_size > MAX_RATIO * max(entry.compress_size, 1)


def _without_macros(package: Package) -> None:
    types = package.xml(CONTENT_TYPES).iterfind("*")
    declared = [node.get("ContentType", "") for node in types]
    if any(MACROS.search(text) for text in (*declared, *package.names)):
        raise fault(
            package.path, 0, "the file holds macros, which can do harm; ask for it saved as .docx, without them"
        )


def _relationship(node: etree._Element, folder: str) -> Relationship:
    external = node.get("TargetMode", "").lower() == "external"
    target = node.get("Target", "")
    if not external:
        target = target[1:] if target.startswith("/") else _joined(folder, target)
    return Relationship(node.get("Type", "").rpartition("/")[2], target, external)


def _joined(folder: str, target: str) -> str:
    """Return the name of a part that stands beside another; `..` leads to the folder above, never out."""
    parts: list[str] = folder.split("/") if folder else []
    for step in target.split("/"):
        if step == "..":
            parts = parts[:-1]
        elif step not in ("", "."):
            parts.append(step)
    return "/".join(parts)


def _damaged(path: str, name: str) -> Faults:
    return fault(path, 0, f"the part {name} is damaged or made to do harm; {AGAIN}")


def _too_much(path: str, name: str) -> Faults:
    return fault(path, 0, f"the part {name} holds too much to be a partner's document; do not open the file")


def _bomb(path: str) -> Faults:
    return fault(path, 0, BOMB)
