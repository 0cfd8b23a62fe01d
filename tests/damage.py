"""Surgery on finished files: what the plants of tests/checks share."""

import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pikepdf
import tagged


class Opened:
    """A PDF on the table; its bytes once the block has ended."""

    def __init__(self, content: bytes) -> None:
        self.pdf = pikepdf.open(io.BytesIO(content))
        self.content = b""


@contextmanager
def pdf(content: bytes) -> Iterator[Opened]:
    """Open a PDF to be damaged through `.pdf`; the damaged bytes are `.content` afterwards."""
    opened = Opened(content)
    yield opened
    out = io.BytesIO()
    opened.pdf.save(out, deterministic_id=True)
    opened.content = out.getvalue()


Instruction = tuple[list[Any], str]


def drawn(content: bytes, change: Callable[[list[Any], str], list[Instruction]], page: int = 0) -> bytes:
    """Return the PDF with each instruction of a page replaced by those that `change` gives for it."""
    with pdf(content) as opened:
        target = opened.pdf.pages[page]
        made = [
            (operands, pikepdf.Operator(operator))
            for old, name in pikepdf.parse_content_stream(target)
            for operands, operator in change(list(old), str(name))
        ]
        target.Contents = opened.pdf.make_stream(pikepdf.unparse_content_stream(made))
    return opened.content


def silenced(content: bytes, words: str) -> bytes:
    """Return the PDF without the lines that hold the words; what shows them is no longer drawn."""
    lines = {(key[0], max(key[1], -1)) for key, line in tagged.shown(content).items() if words in line.words}
    for page in sorted({number for number, _ in lines}):
        identifiers = {identifier for number, identifier in lines if number == page}
        content = drawn(content, _muted(identifiers), page - 1)
    return content


def _muted(identifiers: set[int]) -> Callable[[list[Any], str], list[Instruction]]:
    """Return a change that drops what is shown in marked content of the identifiers; -1 is that of none."""
    open_now: list[int] = []

    def change(operands: list[Any], operator: str) -> list[Instruction]:
        if operator in ("BDC", "BMC"):
            properties = operands[1] if operator == "BDC" else None
            named = isinstance(properties, pikepdf.Dictionary) and "/MCID" in properties
            open_now.append(int(properties.MCID) if named else -1)
        elif operator == "EMC":
            open_now.pop()
        current = open_now[-1] if open_now else -1
        return [] if operator in ("Tj", "TJ") and current in identifiers else [(operands, operator)]

    return change


def moved(content: bytes, millimetres: float, page: int = 0) -> bytes:
    """Return the PDF with all that a page shows moved to the right."""
    points = millimetres * 72 / 25.4
    with pdf(content) as opened:
        target = opened.pdf.pages[page]
        inner = pikepdf.unparse_content_stream(list(pikepdf.parse_content_stream(target)))
        target.Contents = opened.pdf.make_stream(f"q 1 0 0 1 {points} 0 cm\n".encode() + inner + b"\nQ")
    return opened.content


def word(content: bytes, name: str, old: str, new: str) -> bytes:
    """Return the Word document with a text of one of its parts replaced everywhere; the part must hold it."""
    source = zipfile.ZipFile(io.BytesIO(content))
    text = source.read(name).decode("utf-8")
    assert old in text, f"{name} does not hold {old}"
    return packed({part: source.read(part) for part in source.namelist()} | {name: text.replace(old, new).encode()})


def part(content: bytes, name: str) -> str:
    return zipfile.ZipFile(io.BytesIO(content)).read(name).decode("utf-8")


def without(content: bytes, name: str) -> bytes:
    """Return the Word document without one of its parts."""
    source = zipfile.ZipFile(io.BytesIO(content))
    return packed({part: source.read(part) for part in source.namelist() if part != name})


def packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()
