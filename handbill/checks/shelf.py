"""Checks of the shelf's finished pages, opened as a browser opens them: every file and text there, nothing foreign."""

import json
import posixpath
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from lxml import etree, html

from handbill.checks.text import REBUILD
from handbill.errors import Fault

BEGINNING, END = '<!DOCTYPE html>\n<html lang="en"', "</html>"
LOOK = "look at the template that changed last, templates/shelf.html or templates/_shelf.html"
# What stands between the parts of a line, each of which is said in French by itself.
DOT = "\u00a0· "
# An address that leads out of the folder by another way than its path; the page's own icon is no address.
FOREIGN = re.compile(r"(?:[a-z][a-z0-9+.-]*:|//|/)", re.IGNORECASE)
ICON = "data:,"
LEADING = ("href", "src", "srcset", "action", "formaction", "data", "poster", "ping", "background")
LOADING = ("iframe", "frame", "object", "embed", "base", "audio", "video", "source", "link")
LOADING += ("script[@src]", "meta[@http-equiv='refresh']")
LOADING_STYLE = re.compile(r"url\(|@import|@font-face|image-set", re.IGNORECASE)
LOADING_SCRIPT = re.compile(r"\b(?:fetch|XMLHttpRequest|WebSocket|EventSource|sendBeacon|importScripts|import)\s*\(")
# What a browser is told that it must not load (CSP 3).
POLICY = "default-src 'none'"
CODE = re.compile(r"Code (\w+)$")
# A name in capitals, as of an encoding, is the same in all languages.
WORD = re.compile("[a-z]{2}")
# Of a preflight report, what people read is shown.
FOR_PROGRAMS = ".json"
Found = Iterator[str]
Row = Mapping[str, Any]


class Item(NamedTuple):
    """What the page shows of a file: where it leads to, or its text; under which language, format and question."""

    element: html.HtmlElement
    language: str
    format: str
    question: str
    code: str
    state: str
    address: str
    text: str | None


@dataclass(frozen=True)
class Page:
    """A page of the shelf with what it should show: the manifest's rows, the texts' characters by file, the direction
    of each language, and every file of dist/, as paths from there; `folder` is the page's own.
    """

    content: bytes
    folder: str
    rows: tuple[Row, ...]
    texts: Mapping[str, str]
    directions: Mapping[str, str]
    files: frozenset[str]

    @cached_property
    def root(self) -> html.HtmlElement:
        """Return the page as a browser reads it, for which each line end is one line feed (HTML, 13.2.3.5)."""
        text = self.content.decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
        return html.document_fromstring(text, parser=html.HTMLParser(encoding=None, huge_tree=True))

    @cached_property
    def items(self) -> tuple[Item, ...]:
        groups = self.root.xpath("//*[@data-language]")
        return tuple(self._item(group, element) for group in groups for element in group.xpath(".//*[@data-format]"))

    def _item(self, group: html.HtmlElement, element: html.HtmlElement) -> Item:
        asked = element.xpath("ancestor-or-self::*[@data-question][1]/@data-question")
        links, texts = element.xpath("./a[@download]/@href"), element.xpath("./pre")
        # Behind the state stand the facts, the code last.
        code = CODE.search(element.xpath("normalize-space(./p[1]/text()[normalize-space()])"))
        final = element.xpath("./p//b[@class='final']")
        return Item(
            element,
            group.get("data-language"),
            element.get("data-format"),
            asked[0] if asked else "",
            code[1] if code else "",
            "final" if final else "draft",
            self.leads(links[0]) if links else "",
            # A browser drops the first line end in it (HTML, 13.1.2.5).
            texts[0].text_content().removeprefix("\n") if texts else None,
        )

    def leads(self, address: str) -> str:
        """Return the path from dist/ that an address in the page leads to."""
        return posixpath.normpath(posixpath.join(self.folder, address))

    @cached_property
    def shown(self) -> Mapping[str, tuple[Item, ...]]:
        """Return what the page shows of each file: a text is known by its language, format and code."""
        by_code = {(row["locale"], row["format"], row["code"]): row["path"] for row in self.rows}
        found: dict[str, tuple[Item, ...]] = {}
        for item in self.items:
            known = item.address or by_code.get((item.language, item.format, item.code), "")
            found[known] = (*found.get(known, ()), item)
        return found


def check(page: Page, path: str) -> list[Fault]:
    """Return what is wrong with the page; `path` is for messages. What is no such page is the only fault told."""
    broken = [Fault(path, 0, message, "shelf-file") for message in _file(page)]
    return broken or [Fault(path, 0, message, code) for code, ask in CHECKS.items() for message in ask(page)]


def _file(page: Page) -> Found:
    """A whole HTML page in UTF-8."""
    try:
        text = page.content.decode("utf-8")
        whole = text.startswith(BEGINNING) and text.rstrip().endswith(END) and len(page.root.body) > 0
    except (UnicodeDecodeError, etree.LxmlError, ValueError, AttributeError, IndexError, TypeError):
        whole = False
    if not whole:
        yield f"this is not a whole HTML page in UTF-8; {REBUILD}"


def _pieces(page: Page) -> Found:
    """Every file that the manifest lists is shown once, as final or draft, with its code; and nothing else is."""
    links = [page.leads(address) for address in page.root.xpath("//a/@href")]
    for row in page.rows:
        if row.get("report") and row["path"].endswith(FOR_PROGRAMS):
            continue
        found = page.shown.get(row["path"], ())
        count = links.count(row["path"]) if row.get("report") else len(found)
        if count != 1:
            yield f"{row['path']} is shown {count} times, not once; {LOOK}"
        for item in found:
            if (item.code, item.state) != (row["code"], row["state"]):
                was = f"{item.state} with the code {item.code or '(none)'}"
                yield f"{row['path']} is shown as {was}, and is {row['state']} with {row['code']}; {REBUILD}"
    listed = {row["path"] for row in page.rows}
    for path in sorted(page.shown.keys() - listed):
        yield f"the page shows {path or 'a text'}, which the manifest does not list; {REBUILD}"


def _texts(page: Page) -> Found:
    """Each text has the characters of its file, and stands below the question that it answers."""
    for path, text in page.texts.items():
        if any(item.text != text for item in page.shown.get(path, ())):
            yield f"the text of {path} is not, character by character, what the file holds; {LOOK}"
    questions: dict[str, set[str]] = defaultdict(set)
    for row in page.rows:
        for item in page.shown.get(row["path"], ()):
            questions[item.question].add(str(row["question"]))
    for number, named in questions.items():
        if len(named) > 1:
            yield f"below {number or 'no question'} stands what belongs to {', '.join(sorted(named))}; {LOOK}"


def _links(page: Page) -> Found:
    """Every link, picture and field leads to something that is there."""
    ids = {*page.root.xpath("//@id")}
    for address in dict.fromkeys(page.root.xpath("//a/@href | //img/@src")):
        if FOREIGN.match(address):
            continue
        there = address[1:] in ids if address.startswith("#") else page.leads(address) in page.files
        if not there:
            yield f"{address} leads to nothing; build again, and report it if it stays"
    for name in page.root.xpath("//table//input/@name"):
        if name not in ids:
            yield f"a field of the order sheet is for {name}, which is nothing on the page; {LOOK}"


def _names(page: Page) -> Found:
    """Each place has a name of its own, and every name that is used is that of a place."""
    names = Counter(page.root.xpath("//@id"))
    for name, count in names.items():
        if count > 1:
            yield f"{count} places have the name “{name}”; {LOOK}"
    used = {name for value in page.root.xpath("//@aria-labelledby | //@for") for name in value.split()}
    for name in sorted(used - names.keys()):
        yield f"nothing is named “{name}”, which a part of the page is called by; {LOOK}"


def _languages(page: Page) -> Found:
    """Each text and each language's own name says its language and direction, so that it can be copied alone."""
    for element in page.root.xpath("//*[@data-language]//pre | //*[@data-language]/h2/span[@lang]"):
        tag = element.xpath("ancestor::*[@data-language][1]/@data-language")[0]
        wanted = (tag, page.directions.get(tag, "ltr"))
        if (element.get("lang"), element.get("dir", "ltr")) != wanted:
            yield f"“{element.text_content().strip()[:30]}” is not marked as {' '.join(wanted)}; {LOOK}"


def _foreign(page: Page) -> Found:
    """Nothing is loaded from a network or run from elsewhere; the browser is told so too."""
    policies = page.root.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    if len(policies) != 1 or POLICY not in policies[0] or "http" in policies[0]:
        yield f"the page does not forbid the browser to load anything; {LOOK}"
    for element in page.root.iter(etree.Element):
        for name, value in element.items():
            if (name in LEADING and FOREIGN.match(value) and value != ICON) or name.startswith("on"):
                yield f"<{element.tag} {name}={value[:40]}> leads out of the folder or runs something; {LOOK}"
    for element in page.root.xpath(" | ".join(f"//{name}" for name in LOADING)):
        if element.get("href") != ICON:
            yield f"<{element.tag}> has no place in the page; {LOOK}"
    if any(map(LOADING_SCRIPT.search, page.root.xpath("//script[not(@type)]/text()"))):
        yield "the script loads something; take it out of styles/shelf.js"
    if any(map(LOADING_STYLE.search, page.root.xpath("//style/text() | //@style"))):
        yield "the style loads something; take it out of styles/shelf.css"


def _words(page: Page) -> Found:
    """Every word of the page can be said in French: the script finds its French by its English."""
    try:
        rows = json.loads(page.root.xpath("string(//script[@id='words'])")).values()
        whole = {row[0] for row in rows}
        framed = [row[0].split("{n}") for row in rows if row[0].count("{n}") == 1]
    except (ValueError, AttributeError, IndexError, TypeError):
        yield f"the page's words cannot be read; {REBUILD}"
        return
    apart = "ancestor::script | ancestor::style | ancestor::pre | ancestor::*[@lang and not(self::html)]"
    said = (text.strip() for text in page.root.xpath(f"//text()[not({apart})]"))
    parts = dict.fromkeys(part for text in said if text not in whole for part in text.split(DOT))
    for part in parts:
        if WORD.search(part) and part not in whole and not any(_fits(part, frame) for frame in framed):
            yield f"“{part[:60]}” is not said in French; add it to source/shelf.toml"


def _fits(part: str, frame: list[str]) -> bool:
    before, after = frame
    number = part[len(before) : len(part) - len(after)]
    return bool(number) and f"{before}{number}{after}" == part and not re.search(r"\s", number)


CHECKS: Mapping[str, Callable[[Page], Found]] = {
    "shelf-file": _file,
    "shelf-pieces": _pieces,
    "shelf-texts": _texts,
    "shelf-links": _links,
    "shelf-names": _names,
    "shelf-languages": _languages,
    "shelf-foreign": _foreign,
    "shelf-words": _words,
}
