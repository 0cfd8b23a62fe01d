"""Paragraphs of named styles, with no formatting of their own but language, direction and list."""

from lxml import etree

from handbill.model import Passage
from handbill.writers.word import scripts
from handbill.writers.word.lists import numbered
from handbill.writers.word.markup import element, valued
from handbill.writers.word.runs import Voice, inline


def paragraph(style: str, passage: Passage, voice: Voice, number: str = "") -> etree._Element:
    """Return a paragraph of one passage, in a numbered list where a numbering instance is given."""
    return opened(style, passage, voice, *inline(passage, style, voice), number=number)


def opened(style: str, passage: Passage, voice: Voice, *content: etree._Element, number: str = "") -> etree._Element:
    """Return a paragraph of the content, in the language of the passage."""
    return element("w:p", None, _properties(style, passage, voice, number), *content)


def _properties(style: str, passage: Passage, voice: Voice, number: str) -> etree._Element:
    """Return style, list and direction; a list's number is set as the paragraph's mark, which has the language too."""
    home, language = voice.document.language, passage.language
    turned = [scripts.direction(language)] if language.direction != home.direction else []
    marks = scripts.looks(language, home, voice.measures)
    return element("w:pPr", None, valued("w:pStyle", style), *numbered(number), *turned, *marks)
