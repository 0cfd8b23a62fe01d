"""E-mail drafts: an .eml with subject, plain text and HTML, which a mail program opens ready to send.

It has no date, no sender and no addressee: those are the person's who sends it.
"""

import re
from email import message_from_bytes
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from html import unescape

from handbill import contrast, templates
from handbill.errors import HandbillError
from handbill.model import Design, Document, Passage, Written, printed
from handbill.typography import squeezed
from handbill.writers.email import words

CR_LF = "\r\n"
TAG = re.compile(r"<[^>]*>")


def write(document: Document, design: Design) -> Written:
    """Return the draft, the same bytes for the same words; raise HandbillError where a fact is missing or a word lost.

    The design's first two parts are the subject and the preheader, the others the e-mail's body.
    """
    subject, preheader, *body = design.prints
    words.refuse_gaps(document, design.prints)
    (heading,) = printed(document, (subject,))
    text = words.plain_text(document, tuple(body))
    html = _html(document, design, heading, printed(document, (preheader,)))
    _verify_html(html, document, design)
    content = _header("Subject", _one_line(heading)) + _message(document, text, html).as_bytes()
    _verify(content, _one_line(heading), text, html, document)
    return Written(content, {})


def _one_line(passage: Passage) -> str:
    """Return the words without a line break, which would begin another header."""
    return " ".join(passage.text.split())


def _html(document: Document, design: Design, heading: Passage, preheader: tuple[Passage, ...]) -> str:
    html = templates.render(
        f"{design.name}.html",
        design.parts,
        document=document,
        subject=_one_line(heading),
        preheader=preheader,
        title=printed(document, ("title",)) if "title" in design.prints else (),
        footer=printed(document, ("footer",)),
        looks=design.measures,
        color=_color(document, str(design.measures["ink"])),
    )
    return html + "\n"


def _verify_html(html: str, document: Document, design: Design) -> None:
    """Raise HandbillError where the HTML does not read as preheader and body are meant to."""
    found = squeezed(unescape(TAG.sub("", html.partition("</head>")[2])))
    wanted = "".join(squeezed(passage.text) for passage in printed(document, design.prints[1:]))
    if found != wanted:
        message = f"the HTML reads “{found}” where the text has “{wanted}”; correct templates/{design.name}.html"
        raise HandbillError(f"{words.place(document)}: {message}")


def _color(document: Document, ink: str) -> str:
    """Return the edition's colour for headings and links, or the ink where that would be too pale to read."""
    primary = document.colors["primary"].rgb
    return primary if contrast.ratio(1, contrast.of_color(primary)) >= contrast.LEAST else ink


def _header(name: str, words: str) -> bytes:
    """Return the header in encoded words (RFC 2047); those of EmailMessage lose a space where they are parted."""
    charset = "us-ascii" if words.isascii() else "utf-8"
    return f"{name}: {Header(words, charset, header_name=name).encode(linesep=CR_LF)}{CR_LF}".encode("ascii")


def _message(document: Document, text: str, html: str) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    # What Outlook and Thunderbird open as a draft of one's own.
    message["X-Unsent"] = "1"
    message["X-Handbill-Code"] = document.code
    # Letters outside Latin take twice the room in quoted-printable (RFC 2045 6.7, 6.8).
    transfer = "quoted-printable" if document.language.script == "Latn" else "base64"
    message.set_content(text, cte=transfer)
    message.add_alternative(html, subtype="html", cte=transfer)
    message["Content-Language"] = document.language.tag
    # Neither encoding can hold "=_" (RFC 2045 6.7 advises it), so no line of a part can be the boundary.
    message.set_boundary(f"=_handbill_{document.code}")
    return message


def _verify(content: bytes, subject: str, text: str, html: str, document: Document) -> None:
    """Raise HandbillError where the message, read again, does not hold what was put into it."""
    message = message_from_bytes(content, policy=SMTP)
    parts = [part.get_content().replace("\r\n", "\n") for part in message.iter_parts()]
    if (message["Subject"], *parts) != (subject, text.replace("\r\n", "\n"), html):
        raise HandbillError(f"{words.place(document)}: the e-mail draft does not hold its words; report this")
