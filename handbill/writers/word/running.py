"""What stands at the head and foot of every page: that it is a draft, which piece it is, and the page's number."""

from lxml import etree

from handbill.model import Document, Passage, Run
from handbill.writers.word import controls
from handbill.writers.word.markup import element, root, serialized, valued
from handbill.writers.word.runs import Voice, inline, tab

BETWEEN = " · "
# What stands in the head and foot of every page rather than in the body.
RUNNING = ("draft", "imprint")


def render(voice: Voice) -> dict[str, bytes]:
    """Return word/footer.xml and, for a draft, word/header.xml."""
    (imprint, page), warnings = foot(voice.document), head(voice.document)
    kept = controls.control(
        controls.IMPRINT, voice.document.code, next(voice.ids), _inline(imprint, "Footer", voice), controls.locked()
    )
    made = {"word/footer.xml": _part("w:ftr", "Footer", [[kept], _inline(page, "Footer", voice)])}
    return made | ({"word/header.xml": _header(warnings, voice)} if warnings else {})


def head(document: Document) -> tuple[tuple[Passage, ...], ...]:
    """Return the passages of a draft's head, by tab stop: the warning, and again in the source language."""
    if document.state == "final":
        return ()
    warning = document.labels["draft"]
    foreign = warning.language != document.source_language
    return ((warning,), (document.source_labels["draft"],)) if foreign else ((warning,),)


def foot(document: Document) -> tuple[tuple[Passage, ...], ...]:
    """Return the passages of the foot, by tab stop: the imprint, and the page's number."""
    code = (document.code, document.language.english_name)
    imprint = Passage("imprint", (Run(BETWEEN.join(filter(None, code))),), document.source_language)
    between = Passage("imprint", (Run(BETWEEN),), document.language)
    return ((imprint, between, document.labels["revised"]), (document.labels["page"],))


def _header(warnings: tuple[tuple[Passage, ...], ...], voice: Voice) -> bytes:
    return _part("w:hdr", "Header", [_inline(warning, "Header", voice) for warning in warnings])


def _part(name: str, style: str, stops: list[list[etree._Element]]) -> bytes:
    line = element("w:p", None, element("w:pPr", None, valued("w:pStyle", style)))
    for position, content in enumerate(stops):
        line.extend([tab()] if position else [])
        line.extend(content)
    return serialized(root(name, line))


def _inline(passages: tuple[Passage, ...], style: str, voice: Voice) -> list[etree._Element]:
    return [made for passage in passages for made in inline(passage, style, voice)]
