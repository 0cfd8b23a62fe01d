"""What stands inside a paragraph: runs, links and fields."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

from handbill.model import Document, Language, Passage, Run, language_of
from handbill.writers.word import controls, scripts
from handbill.writers.word.markup import element, text

FIELDS = {"page": " PAGE ", "pages": " NUMPAGES "}
# A field shows a result until Word has counted the pages.
UNCOUNTED = "1"
# LEFT-TO-RIGHT MARK: LibreOffice and Google Docs know no direction of runs, and UAX 9 turns a telephone number around
# after Arabic letters (rule W2): 0100-555-506.
MARK = "\u200e"
# The first that holds names the character style.
STYLES = (("PlaceholderText", "missing"), ("Hyperlink", "href"), ("Strong", "bold"))
# Where facts have no frames: Word copies these words into its list of contents.
UNFRAMED = ("Heading1", "HeadingBeside", "TOC1")


@dataclass(frozen=True)
class Voice:
    """What every run must know: the document it speaks for, Word's measures, the relationship of each address; what
    hands out ids of frames and bookmarks, and numbering instances to numbered lists; and the logo as PNG.
    """

    document: Document
    measures: Mapping[str, Any]
    links: Mapping[str, str]
    ids: Iterator[int]
    lists: Iterator[str]
    logo: bytes


def inline(passage: Passage, style: str, voice: Voice) -> Iterator[etree._Element]:
    """Return the passage's runs, cut by script; the paragraph's style says whether bold is worth a mark."""
    for run in passage.runs:
        language = language_of(run, passage)
        made = list(_run(run, language, style, voice))
        if run.href:
            made = [_link(run.href, made, voice)]
        if controls.framed(run) and style not in UNFRAMED:
            made = [controls.fact(run, language, made, voice.document, next(voice.ids))]
        yield from _held(made, voice) if language.direction == "rtl" and scripts.address(run) else made


def tab() -> etree._Element:
    """Return a run that moves on to the paragraph's next tab stop."""
    return element("w:r", None, element("w:tab"))


def field(kind: str) -> etree._Element:
    """Return the run that begins, separates or ends a field (ECMA-376 part 1, 17.16.18)."""
    return element("w:r", None, element("w:fldChar", {"w:fldCharType": kind}))


def _run(run: Run, language: Language, style: str, voice: Voice) -> Iterator[etree._Element]:
    if run.fact in FIELDS:
        yield from _field(FIELDS[run.fact], language, voice)
        return
    character_style = _style(run, style, voice)
    for stretch in scripts.split(run, language, voice.document.source_language):
        yield _piece(text("w:t", stretch.text), character_style, stretch.language, voice)


def _style(run: Run, style: str, voice: Voice) -> str:
    bold_already = style in voice.measures["bold"]["styles"]
    wanted = next((name for name, quality in STYLES if getattr(run, quality)), "")
    return "" if wanted == "Strong" and bold_already else wanted


def _piece(content: etree._Element, style: str, language: Language, voice: Voice) -> etree._Element:
    looks = scripts.looks(language, voice.document.language, voice.measures, style)
    return element("w:r", None, *looks, content)


def _field(instruction: str, language: Language, voice: Voice) -> Iterator[etree._Element]:
    """Return a complex field: begin, instruction, separate, result, end."""
    for content in (
        element("w:fldChar", {"w:fldCharType": "begin"}),
        text("w:instrText", instruction),
        element("w:fldChar", {"w:fldCharType": "separate"}),
        text("w:t", UNCOUNTED),
        element("w:fldChar", {"w:fldCharType": "end"}),
    ):
        yield _piece(content, "", language, voice)


def _held(address: list[etree._Element], voice: Voice) -> list[etree._Element]:
    """Return the address between marks, each a run outside the link, so that nobody copies them with it."""
    before, after = (_piece(text("w:t", MARK), "", voice.document.source_language, voice) for _ in range(2))
    return [before, *address, after]


def _link(address: str, runs: list[etree._Element], voice: Voice) -> etree._Element:
    return element("w:hyperlink", {"r:id": voice.links[address], "w:history": "1"}, *runs)
