"""Checks of a finished web page, opened as a browser opens it: words, languages, headings, links, nothing foreign."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

from lxml import etree, html

from handbill import contrast
from handbill.checks import text
from handbill.checks.text import REBUILD, Found
from handbill.errors import Fault
from handbill.model import Design, Document, Language, Question, contact_lines, printed
from handbill.typography import squeezed

# Bytes: what a page may weigh with its logo in it.
MOST = 300_000
DOCTYPE = b"<!doctype html>\n<html "
# What may stand in a page. Nothing else is needed, and what loads something tells its sender who reads it.
ELEMENTS = frozenset(("html", "head", "meta", "title", "style", "script", "body", "header", "nav", "main", "section"))
ELEMENTS |= frozenset(("footer", "h1", "h2", "p", "ul", "ol", "li", "a", "strong", "span", "img"))
ATTRIBUTES = frozenset(("lang", "dir", "id", "class", "href", "charset", "name", "content"))
ATTRIBUTES |= frozenset(("aria-labelledby", "src", "alt", "type"))
BLOCKS = ("h1", "h2", "p", "li")
GROUPS = ("header", "nav", "main", "section", "footer", "ul", "ol")
LOADING = re.compile(r"url\(|@import|@font-face|expression\(|image-set", re.IGNORECASE)
PICTURE = re.compile(r"data:image/(?:png|jpeg|svg\+xml);base64,[A-Za-z0-9+/=]+")
DATA = "application/ld+json"
COLOR = re.compile(r"--(paper|ink|heading):(#[0-9a-f]{6})\b")


@dataclass(frozen=True)
class Page(text.Opened):
    """A page with the document and the design that it was made from."""

    @cached_property
    def root(self) -> html.HtmlElement:
        return html.document_fromstring(self.text, parser=html.HTMLParser(encoding=None))

    @property
    def style(self) -> str:
        return "".join(element.text or "" for element in self.root.iter("style"))

    @cached_property
    def blocks(self) -> list[html.HtmlElement]:
        """Return the elements that hold words, in reading order."""
        return list(self.root.body.iter(*BLOCKS))

    @property
    def data(self) -> list[str]:
        return [element.text or "" for element in self.root.iter("script")]


def check(content: bytes, document: Document, path: str, design: Design) -> list[Fault]:
    """Return what is wrong with the page; `path` is for messages. What is no such page is the only fault told."""
    page = Page(content, document, design)
    broken = text.faults({"page-file": CHECKS["page-file"]}, page, path)
    return broken or text.faults(CHECKS, page, path)


def _file(page: Page) -> Found:
    """A whole HTML page in UTF-8, which says so."""
    yield from text.unreadable(page.text)
    whole = page.content.startswith(DOCTYPE) and page.content.endswith(b"</html>\n")
    try:
        marked = whole and [meta.get("charset") for meta in page.root.iter("meta")][:1] == ["utf-8"]
        marked = marked and len(page.root.body) > 0
    except (etree.LxmlError, ValueError, AttributeError, IndexError, TypeError):
        marked = False
    if not marked:
        yield 0, f"this is not a whole HTML page in UTF-8; {REBUILD}"


def _size(page: Page) -> Found:
    """A page that a telephone loads at once."""
    if len(page.content) > MOST:
        had = f"the page has {len(page.content)} bytes, {MOST} at most"
        yield 0, f"{had}; make the edition's logo smaller, it stands in the page itself"


def _title(page: Page) -> Found:
    """The title tells the page and whose it is; it fits a narrow screen; only a final is for search engines."""
    document = page.document
    wanted = f"{document.title.text} – {document.labels['partnership'].text}"
    if squeezed(page.root.findtext(".//title") or "") != squeezed(wanted):
        yield 0, f"the title is “{page.root.findtext('.//title')}” where “{wanted}” was meant; {REBUILD}"
    named = {meta.get("name"): meta.get("content") for meta in page.root.iter("meta") if meta.get("name")}
    if named.get("viewport") != "width=device-width, initial-scale=1":
        yield 0, f"the page does not fit itself to a telephone's screen; {REBUILD}"
    if named.get("keywords") != document.code:
        yield 0, f"the page does not name its code {document.code}; {REBUILD}"
    if ("noindex" in named.get("robots", "")) != (document.state == "draft"):
        yield 0, f"only a draft is kept from search engines, and this is a {document.state}; {REBUILD}"


def _words(page: Page) -> Found:
    """The words of the page, all of them, in order, and no others; the logo's words stand in its picture."""
    found = squeezed("".join(page.root.body.itertext()))
    wanted = "".join(squeezed(passage.text) for passage in printed(page.document, page.design.prints))
    if found != wanted:
        yield 0, f"the page reads “{found}” where “{wanted}” was meant; {REBUILD}"
    loose = "".join(squeezed(words) for words in _loose(page))
    if loose:
        yield 0, f"“{loose[:40]}” stands in no paragraph; {REBUILD}"
    if [picture.get("alt") for picture in page.root.iter("img")] != [page.document.labels["logo"].text]:
        yield 0, f"the logo is missing, or its words are not “{page.document.labels['logo'].text}”; {REBUILD}"


def _loose(page: Page) -> Iterator[str]:
    for element in page.root.body.iter(*GROUPS, "body", "img"):
        yield element.text or ""
        yield from (child.tail or "" for child in element)


def _headings(page: Page) -> Found:
    """One title, every question a heading below it, no level left out; each stands in the contents."""
    levels = [int(element.tag[1]) for element in page.root.iter("h1", "h2", "h3", "h4", "h5", "h6")]
    if levels.count(1) != 1 or levels[:1] != [1] or any(after > before + 1 for before, after in pairwise(levels)):
        yield 0, f"the headings have the levels {levels}, not one title with all others below it; {REBUILD}"
    found = [heading.get("id") for heading in page.root.iterfind(".//main//h2")]
    wanted = [question.id for question in page.document.questions]
    if found != wanted:
        yield 0, f"the questions are {found} where {wanted} were meant; {REBUILD}"


def _languages(page: Page) -> Found:
    """Every element says its language and direction, so that a part of the page can be copied alone."""
    around = page.document.language
    for element in (page.root, *page.root.body.iter(*GROUPS)):
        if not _speaks(element, around):
            yield 0, f"<{element.tag}> is not marked as {around.tag}; {REBUILD}"
    for element, language in zip(page.blocks, _spoken(page), strict=False):
        if not _speaks(element, language):
            yield 0, f"“{element.text_content()[:30]}” is not marked as {language.tag}; {REBUILD}"
    labels = [label.language for label, _ in contact_lines(page.document)]
    for element, language in zip(page.root.iterfind(".//footer//p/span[1]"), labels, strict=False):
        if element.get("class") == "label" and not _speaks(element, language):
            yield 0, f"“{element.text_content()[:30]}” is not marked as {language.tag}; {REBUILD}"


def _spoken(page: Page) -> Iterator[Language]:
    """Yield the language of each block in reading order: a line of the contact is one block, and so is the code's."""
    document = page.document
    labels = {label.context for label, _ in contact_lines(document)}
    for passage in printed(document, page.design.prints):
        if not passage.context.startswith(("fact.", "imprint.separator", "imprint.language")):
            yield document.language if passage.context in labels else passage.language


def _speaks(element: html.HtmlElement, language: Language) -> bool:
    return (element.get("lang"), element.get("dir")) == (language.tag, language.direction)


def _links(page: Page) -> Found:
    """Every address can be followed, and none that is not the document's; the contents lead to the questions."""
    found = [link.get("href") for link in page.root.iter("a")]
    contents = [f"#{question.id}" for question in page.document.questions]
    runs = (run for passage in printed(page.document, page.design.prints) for run in passage.runs)
    wanted = [*contents, *(run.href for run in runs if run.href)]
    if found != wanted:
        yield 0, f"the addresses are {', '.join(map(str, found))} where {', '.join(wanted)} were meant; {REBUILD}"
    names = Counter(page.root.xpath("//@id"))
    for name, count in names.items():
        if count > 1:
            yield 0, f"{count} places have the name “{name}”; {REBUILD}"
    for name in sorted({*page.root.xpath("//@aria-labelledby")} - {*names}):
        yield 0, f"nothing is named “{name}”, which a part of the page is called by; {REBUILD}"


def _foreign(page: Page) -> Found:
    """Nothing is loaded or run: words, the style in the page and the logo in it."""
    cure = f"take it out of templates/{page.design.template}"
    for element in page.root.iter(etree.Element):
        if element.tag not in ELEMENTS:
            yield 0, f"<{element.tag}> has no place in the page; {cure}"
        for name in sorted(set(element.attrib) - ATTRIBUTES):
            yield 0, f"<{element.tag} {name}> may load or run something; {cure}"
        if "src" in element.attrib and not (element.tag == "img" and PICTURE.fullmatch(element.get("src"))):
            yield 0, f"<{element.tag} src> loads something; {cure}"
        if element.tag == "script" and element.get("type") != DATA:
            yield 0, f"a script has no place in the page; {cure}"
    if LOADING.search(page.style):
        yield 0, f"the style loads something; take it out of styles/{page.design.name}.css"


def _data(page: Page) -> Found:
    """What search engines read is what the page says, and stands in finals only."""
    if page.document.state == "draft":
        if page.data:
            yield 0, f"a draft tells search engines its questions; {REBUILD}"
        return
    document = page.document
    wanted = (*(question.question.text for question in document.questions), *map(_answer, document.questions))
    if [_told(words) for words in page.data] != [wanted]:
        yield 0, f"the data for search engines do not say what the page says; {REBUILD}"


def _told(words: str) -> tuple[str, ...]:
    """Return the questions and then the answers of the data, spaces and the marks of lists left out."""
    try:
        asked: list[dict[str, Any]] = json.loads(words)["mainEntity"]
        names = [question["name"] for question in asked]
        return (*names, *(_bare(question["acceptedAnswer"]["text"]) for question in asked))
    except (ValueError, KeyError, TypeError):
        return ()


def _bare(words: str) -> str:
    return squeezed(re.sub(r"^(?:\d+\. |- )", "", words, flags=re.MULTILINE))


def _answer(question: Question) -> str:
    return "".join(_bare(passage.text) for block in question.answer for passage in block.passages)


def _contrast(page: Page) -> Found:
    """Words stand out from the page, in the light and in the dark."""
    found = COLOR.findall(page.style)
    palettes = [dict(found[at : at + 3]) for at in range(0, len(found), 3)]
    if [sorted(colors) for colors in palettes] != [["heading", "ink", "paper"]] * 2:
        yield 0, f"the style does not say the colours in the light and in the dark; {REBUILD}"
        return
    for colors in palettes:
        behind = contrast.of_color(colors["paper"])
        for name in ("ink", "heading"):
            if contrast.ratio(contrast.of_color(colors[name]), behind) < contrast.LEAST:
                where = f"{colors[name]} on {colors['paper']} cannot be read"
                yield 0, f"words in {where}; change it in styles/{page.design.name}.toml"


CHECKS: text.Checks = {
    "page-file": _file,
    "page-size": _size,
    "page-title": _title,
    "page-words": _words,
    "page-headings": _headings,
    "page-languages": _languages,
    "page-links": _links,
    "page-foreign": _foreign,
    "page-data": _data,
    "page-contrast": _contrast,
}
