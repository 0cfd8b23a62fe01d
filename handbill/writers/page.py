"""Web pages: the whole FAQ as one HTML file that a partner hosts or embeds; it runs nothing and loads nothing."""

import re
from html import unescape

from handbill import contrast, plain, templates
from handbill.errors import HandbillError
from handbill.model import Design, Document, Question, Written, printed
from handbill.typography import squeezed

TAG = re.compile(r"<[^>]*>")
SCHEMA = "https://schema.org"


def write(document: Document, design: Design) -> Written:
    """Return the page, the same bytes for the same words; raise HandbillError where a word is lost."""
    html = templates.render(
        design.template,
        design.parts,
        document=document,
        logo=templates.data_uri(document.logo),
        looks=design.measures,
        palettes=_palettes(document, design),
        listed=_listed(document),
    )
    _verify(html, document, design)
    return Written(f"{html}\n".encode(), {})


def _palettes(document: Document, design: Design) -> dict[str, dict[str, str]]:
    """Return the colours by the light and the dark of the reader's system; words in the edition's colour can be read
    on both.
    """
    light, dark = design.measures["light"], design.measures["dark"]
    primary = document.colors["primary"].rgb
    bright = contrast.lightened(primary, dark["paper"])
    accent = {"accent": document.colors["accent"].rgb}
    return {
        "light": light | accent | {"heading": document.colors["primary_text"].rgb},
        "dark": dark | accent | {"heading": bright},
    }


def _listed(document: Document) -> dict[str, object] | None:
    """Return the questions as search engines read them (schema.org, FAQPage); nothing of a draft."""
    if document.reasons:
        return None
    return {
        "@context": SCHEMA,
        "@type": "FAQPage",
        "inLanguage": document.language.tag,
        "name": document.title.text,
        "mainEntity": [_asked(question) for question in document.questions],
    }


def _asked(question: Question) -> dict[str, object]:
    _, *answer = plain.blocks(question)
    text = "\n\n".join("\n".join(marker + passage.text for marker, passage in block) for block in answer)
    return {
        "@type": "Question",
        "name": question.question.text,
        "acceptedAnswer": {"@type": "Answer", "text": text},
    }


def _verify(html: str, document: Document, design: Design) -> None:
    """Raise HandbillError where the page does not read as the document is meant to."""
    found = squeezed(unescape(TAG.sub("", html.partition("</head>")[2])))
    wanted = "".join(squeezed(passage.text) for passage in printed(document, design.prints))
    if found != wanted:
        place = f"{document.edition}/{document.language.tag}/{design.name}"
        message = f"the page reads “{found}” where the text has “{wanted}”; correct templates/{design.template}"
        raise HandbillError(f"{place}: {message}")
