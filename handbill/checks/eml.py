"""Checks of a finished e-mail draft, opened as a mail program opens it: headers, plain text, and HTML beside it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from functools import cached_property

from lxml import html

from handbill import contrast
from handbill.checks import email, text
from handbill.checks.text import REBUILD, Found
from handbill.errors import Fault
from handbill.model import SUBJECT, Design, Document, Language, Passage, printed

# What mail programs show of an e-mail before it is opened, in characters.
MOST = {"subject": SUBJECT, "preheader": 100}
# A line may have 998 octets (RFC 5322 2.1.1).
LONGEST = 998
HEADERS = ("Subject", "X-Unsent", "X-Handbill-Code", "Content-Language", "MIME-Version", "Content-Type")
PARTS = ("text/plain", "text/html")
BLOCKS = ("h1", "h2", "p", "li")
# What may stand in a letter. Nothing else is needed, and what loads something tells its sender who reads it.
ELEMENTS = frozenset(("html", "head", "meta", "title", "body", "div", "ol", "ul", "a", "strong", "span", *BLOCKS))
ATTRIBUTES = frozenset(("lang", "dir", "style", "href", "charset", "name", "content"))
LOADING = re.compile(r"url\(|@import|expression\(|image", re.IGNORECASE)


@dataclass(frozen=True)
class Draft(text.Opened):
    """A draft with the document and the design that it was made from."""

    @cached_property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.content, policy=SMTP)

    @cached_property
    def parts(self) -> list[EmailMessage]:
        return list(self.message.iter_parts()) if self.message.is_multipart() else []

    @cached_property
    def words(self) -> bytes:
        return self.parts[0].get_payload(decode=True)

    @cached_property
    def page(self) -> html.HtmlElement:
        words = self.parts[1].get_payload(decode=True).decode("utf-8", "replace")
        return html.document_fromstring(words if words.strip() else "<p></p>")

    @property
    def subject(self) -> Passage:
        return printed(self.document, self.design.prints[:1])[0]

    @property
    def preheader(self) -> tuple[Passage, ...]:
        return printed(self.document, self.design.prints[1:2])

    @property
    def hidden(self) -> list[html.HtmlElement]:
        return [element for element in self.page.body if "display:none" in element.get("style", "")]


def check(content: bytes, document: Document, path: str, design: Design) -> list[Fault]:
    """Return what is wrong with the draft; `path` is for messages. What is no such message is the only fault told."""
    draft = Draft(content, document, design)
    broken = text.faults({"email-message": CHECKS["email-message"]}, draft, path)
    if broken:
        return broken
    plain = text.Opened(draft.words, document, design)
    return text.faults(CHECKS, draft, path) + text.faults(email.CHECKS, plain, path)


def _message(draft: Draft) -> Found:
    """A message of plain text and HTML, in UTF-8, which any mail server passes on as it is."""
    if not draft.content.isascii() or any(len(line) > LONGEST for line in draft.content.split(b"\r\n")):
        yield 0, f"a line is not ASCII or has more than {LONGEST} octets; {REBUILD}"
    if re.search(rb"(?<!\r)\n|\r(?!\n)", draft.content):
        yield 0, f"a line does not end with CR LF; {REBUILD}"
    kinds = tuple(part.get_content_type() for part in draft.parts)
    if draft.message.get_content_type() != "multipart/alternative" or kinds != PARTS:
        yield 0, f"this is not a message of plain text and HTML; {REBUILD}"
    for part in (draft.message, *draft.parts):
        if part.defects:
            yield 0, f"the message is damaged ({type(part.defects[0]).__name__}); {REBUILD}"


def _headers(draft: Draft) -> Found:
    """It opens as a draft of the reader's own, with nobody's name, date or number in it, and with its code."""
    names = draft.message.keys()
    for name in sorted({*names} - {*HEADERS}):
        yield 0, f"the header {name} is not the draft's to set; {REBUILD}"
    for name in HEADERS:
        if names.count(name) != 1:
            yield 0, f"the header {name} stands {names.count(name)} times; {REBUILD}"
    wanted = {
        "X-Unsent": "1",
        "X-Handbill-Code": draft.document.code,
        "Content-Language": draft.document.language.tag,
    }
    for name, value in wanted.items():
        if draft.message[name] != value:
            yield 0, f"the header {name} is “{draft.message[name]}” where “{value}” was meant; {REBUILD}"


def _subject(draft: Draft) -> Found:
    """The subject's words, all of them on one line, and no more than is shown."""
    found, wanted = str(draft.message["Subject"]), draft.subject.text
    if email.comparable(found) != email.comparable(wanted):
        yield 0, f"the subject is “{found}” where “{wanted}” was meant; {REBUILD}"
    yield from _too_long("subject", found)
    yield from text.unreadable(found)


def _too_long(name: str, words: str) -> Found:
    if len(words) > MOST[name]:
        yield 0, f"the {name} has {len(words)} characters, {MOST[name]} at most; shorten “{words}”"


def _preheader(draft: Draft) -> Found:
    """The preheader stands first and hidden, says something else than the subject, and no more than is shown."""
    found = [element.text_content() for element in draft.hidden]
    if [*map(email.comparable, found)] != [email.comparable(passage.text) for passage in draft.preheader]:
        yield 0, f"the preheader is “{' '.join(found)}” and not as it was meant; {REBUILD}"
    if draft.hidden and draft.hidden[0] is not draft.page.body[0]:
        yield 0, f"something stands before the preheader; {REBUILD}"
    for words in found:
        yield from _too_long("preheader", words)
        if email.comparable(words) == email.comparable(str(draft.message["Subject"])):
            yield 0, f"the preheader says what the subject says; reword “{words}”"


def _alternatives(draft: Draft) -> Found:
    """The HTML reads as the plain text does."""
    marked = "".join(_marker(block) + email.comparable(block.text_content()) for block in _blocks(draft))
    bare = re.sub(r"\s", "", "".join(draft.page.body.itertext()))
    shown = re.sub(r"\s", "", "".join(element.text_content() for element in (*draft.hidden, *_blocks(draft))))
    if marked != email.comparable(draft.words.decode("utf-8", "replace")) or bare != shown:
        yield 0, f"the HTML does not say what the plain text says; {REBUILD}"


def _blocks(draft: Draft) -> Iterator[html.HtmlElement]:
    yield from draft.page.body.iter(*BLOCKS)


def _marker(block: html.HtmlElement) -> str:
    if block.tag != "li":
        return ""
    return "-" if block.getparent().tag == "ul" else f"{block.getparent().index(block) + 1}."


def _languages(draft: Draft) -> Found:
    """Each paragraph says its language and direction, since a mail program may show it among others."""
    around = draft.document.language
    for element in (draft.page, *draft.page.body.iter("div", "ol", "ul")):
        if not _speaks(element, around) and element not in draft.hidden:
            yield 0, f"<{element.tag}> is not marked as {around.tag}; {REBUILD}"
    passages = [passage for _, passage in email.items(draft)]
    for element, passage in zip((*draft.hidden, *_blocks(draft)), (*draft.preheader, *passages), strict=False):
        if not _speaks(element, passage.language):
            yield 0, f"“{passage.text[:30]}” is not marked as {passage.language.tag}; {REBUILD}"


def _speaks(element: html.HtmlElement, language: Language) -> bool:
    return (element.get("lang"), element.get("dir")) == (language.tag, language.direction)


def _addresses(draft: Draft) -> Found:
    """Every address can be followed, and none that is not the document's."""
    found = [link.get("href") for link in draft.page.iter("a")]
    wanted = [run.href for _, passage in email.items(draft) for run in passage.runs if run.href]
    if found != wanted:
        yield 0, f"the addresses are {', '.join(found)} where {', '.join(wanted)} were meant; {REBUILD}"


def _foreign(draft: Draft) -> Found:
    """Nothing is loaded, run or drawn: words alone."""
    for element in draft.page.iter():
        if element.tag not in ELEMENTS:
            yield 0, f"<{element.tag}> has no place in an e-mail; take it out of templates/{draft.design.name}.html"
        strange = set(element.attrib) - ATTRIBUTES
        if strange or LOADING.search(element.get("style", "")) or element.get("http-equiv"):
            name = ", ".join(sorted(strange)) or "style"
            yield 0, f"<{element.tag} {name}> may load something; take it out of templates/{draft.design.name}.html"


def _contrast(draft: Draft) -> Found:
    """Words are dark enough on white to be read with weak eyes, or in the sun."""
    for element in (*_blocks(draft), *draft.page.iter("a")):
        color = re.search(r"(?:^|;)color:(#[0-9a-f]{6})", element.get("style", ""))
        if color is None or contrast.ratio(1, contrast.of_color(color[1])) < contrast.LEAST:
            yield 0, f"“{element.text_content()[:30]}” is too pale to read on white; make it darker in styles/"


CHECKS: text.Checks = {
    "email-message": _message,
    "email-headers": _headers,
    "email-subject": _subject,
    "email-preheader": _preheader,
    "email-alternatives": _alternatives,
    "email-languages": _languages,
    "email-addresses": _addresses,
    "email-foreign": _foreign,
    "email-contrast": _contrast,
}
