"""What stands before the questions: the notice to partners, logo, title, list of the questions."""

from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from handbill.model import NOTICE, Passage, Question, Run, spoken
from handbill.writers.word import controls, logo
from handbill.writers.word.answers import bookmark
from handbill.writers.word.markup import element, text
from handbill.writers.word.paragraphs import opened, paragraph
from handbill.writers.word.runs import Voice, field, inline, tab

# Headings of the first level, as links, without page numbers: such a list is never out of date, and Word asks nothing
# when it opens the file (ECMA-376 part 1, 17.16.5.68).
INSTRUCTION = ' TOC \\o "1-1" \\n \\h \\z '


def notice(voice: Voice) -> Iterator[etree._Element]:
    """Yield the frame of the lines that tell partners what they may change; a page of its own, easily deleted."""
    lines = [paragraph("Notice", document.labels[key], voice) for document in spoken(voice.document) for key in NOTICE]
    title = voice.document.labels["partnership"].text
    yield controls.control(controls.NOTICE, title, next(voice.ids), lines, controls.part("Cover Pages", only=True))


def title(voice: Voice) -> Iterator[etree._Element]:
    """Yield the logo and the title, in the document's own language last."""
    yield from logo.frame(voice)
    yield from _both("Title", "TitleBeside", [document.title for document in spoken(voice.document)], voice)


def partnership(voice: Voice) -> Iterator[etree._Element]:
    """Yield the partnership's name in each language."""
    names = [document.labels["partnership"] for document in spoken(voice.document)]
    yield from _both("Subtitle", "SubtitleBeside", names, voice)


def contents(voice: Voice) -> Iterator[etree._Element]:
    """Yield the list of the questions: a field of which Word makes the same again (17.5.2.12)."""
    document = spoken(voice.document)[0]
    heading = paragraph("TOCHeading", document.labels["contents"], voice)
    lines = [_entry(str(number), question, voice) for number, question in enumerate(document.questions, start=1)]
    lines[0][1:1] = [field("begin"), element("w:r", None, text("w:instrText", INSTRUCTION)), field("separate")]
    lines[-1].append(field("end"))
    words = document.labels["contents"].text
    gallery = controls.part("Table of Contents", only=True)
    yield controls.control("contents", words, next(voice.ids), [heading, *lines], gallery)


def _both(first: str, second: str, passages: list[Passage], voice: Voice) -> Iterator[etree._Element]:
    styles = (first, second) if len(passages) > 1 else (first,)
    for style, passage in zip(styles, passages, strict=True):
        yield paragraph(style, passage, voice)


def _entry(number: str, question: Question, voice: Voice) -> etree._Element:
    words = question.question
    plain = replace(words, runs=tuple(replace(run, href="", bold=False) for run in words.runs))
    count = Passage("contents.number", (Run(number),), words.language)
    runs = (*inline(count, "TOC1", voice), tab(), *inline(plain, "TOC1", voice))
    link = element("w:hyperlink", {"w:anchor": bookmark(question), "w:history": "1"}, *runs)
    return opened("TOC1", words, voice, link)
