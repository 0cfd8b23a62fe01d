"""The registry: every kind of piece that can be made, a row each."""

from dataclasses import dataclass
from importlib import import_module
from types import ModuleType
from typing import Literal


@dataclass(frozen=True)
class Format:
    """A kind of piece. `writer` and `check` name modules of handbill.writers and handbill.checks; `prints` its parts
    in reading order; `design` the format that it is a variant of, `template` the one whose template it takes, `shares`
    one whose style parts and measures it builds on. `asked` says that it is made of the questions only that an edition
    asks for; what is `pasted` into another program is not made with a hole in it.
    """

    id: str
    about: str
    writer: str
    check: str
    extension: str
    prints: tuple[str, ...]
    scope: Literal["faq", "question"] = "faq"
    design: str = ""
    shares: str = ""
    fonts: bool = False
    press: bool = False
    paired: bool = False
    template: str = ""
    asked: bool = False
    pasted: bool = False

    @property
    def templated(self) -> bool:
        """Return whether a template lays it out."""
        return self.fonts or self.extension in ("eml", "html")

    @property
    def styled(self) -> bool:
        """Return whether a style sheet of its own gives it its looks."""
        return self.fonts or self.extension == "html"

    @property
    def stem(self) -> str:
        """Return the name of its template, style and measures: its own, or those of the format that it is a variant
        of.
        """
        return self.design or self.id


HANDOUT = ("draft", "title", "questions", "partnership", "contact", "scan", "imprint")
TRIFOLD = ("draft", "invitation", "title", "partnership", "questions", "contact", "scan", "imprint")
BILINGUAL = ("draft", "titles", "paired", "partnerships", "contacts", "scan", "imprint")
POSTER = ("draft", "invitation", "title", "partnership", "address", "imprint")
POSTER_QUESTION = ("draft", "asked", "partnership", "briefly", "address", "imprint")
WORD = ("draft", "notice", "title", "partnership", "contents", "questions", "contact", "adapter", "imprint")
WORD_BILINGUAL = (
    *("draft", "notices", "titles", "partnerships", "contents_beside", "sides", "contacts", "adapter", "imprint"),
)
EMAIL = ("questions", "footer")
PAGE = ("draft", "title", "partnership", "listed", "questions", "contact", "imprint")

FORMATS = (
    Format("handout", "the whole FAQ on Letter paper", "pdf", "pdf", "pdf", HANDOUT, fonts=True),
    Format("trifold", "a letter-fold brochure for the office printer", "pdf", "pdf", "pdf", TRIFOLD, fonts=True),
    Format(
        "trifold-press",
        "the letter-fold brochure for a print shop",
        *("pdf", "press", "pdf", TRIFOLD),
        design="trifold",
        fonts=True,
        press=True,
    ),
    Format(
        "large-print",
        "the whole FAQ in large print",
        *("pdf", "pdf", "pdf", HANDOUT),
        fonts=True,
        template="handout",
    ),
    Format("poster", "the invitation as a Tabloid poster", "pdf", "pdf", "pdf", POSTER, fonts=True),
    Format(
        "poster-press",
        "the poster for a print shop",
        *("pdf", "press", "pdf", POSTER),
        design="poster",
        fonts=True,
        press=True,
    ),
    Format(
        "poster-question",
        "a question and its answer as a Tabloid poster",
        *("pdf", "pdf", "pdf", POSTER_QUESTION, "question"),
        fonts=True,
        asked=True,
    ),
    Format(
        "poster-question-press",
        "a question's poster for a print shop",
        *("pdf", "press", "pdf", POSTER_QUESTION, "question"),
        design="poster-question",
        fonts=True,
        press=True,
        asked=True,
    ),
    Format("bilingual", "English and a language side by side", "pdf", "pdf", "pdf", BILINGUAL, fonts=True, paired=True),
    Format("word", "the Word document that partners adapt", "word", "word", "docx", WORD),
    Format(
        "word-template",
        "the Word document for partners as a template",
        *("word.template", "word", "dotx", WORD),
        design="word",
    ),
    Format(
        "word-bilingual",
        "a Word document in English and a language",
        *("word", "word", "docx", WORD_BILINGUAL),
        shares="word",
        paired=True,
    ),
    Format("sms", "a text message a question", "sms", "sms", "txt", ("sms",), scope="question", pasted=True),
    Format(
        "whatsapp",
        "a WhatsApp message a question",
        *("whatsapp", "whatsapp", "txt", ("questions",)),
        scope="question",
        pasted=True,
    ),
    Format("email", "an e-mail text a question", "email", "email", "txt", EMAIL, scope="question", pasted=True),
    Format(
        "email-draft",
        "an e-mail a question, ready to send",
        *("email.eml", "eml", "eml", ("subject", "preheader", *EMAIL)),
        scope="question",
        pasted=True,
    ),
    Format(
        "email-all",
        "the whole FAQ as an e-mail, ready to send",
        *("email.eml", "eml", "eml", ("faq_subject", "email_preheader", "title", *EMAIL)),
        design="email-draft",
        pasted=True,
    ),
    Format(
        "page", "the whole FAQ as a web page that partners host", "page", "page", "html", PAGE, shares="email-draft"
    ),
)


@dataclass(frozen=True)
class Export:
    """What an edition's finished texts in all languages are gathered into: a file an extension, for other programs.
    `of` names their formats; `check` a module of handbill.checks.
    """

    id: str
    about: str
    of: tuple[str, ...]
    extensions: tuple[str, ...]
    check: str


EXPORTS = (
    Export(
        "snippets",
        "every text for pasting in one file, for other programs",
        *(("sms", "whatsapp", "email"), ("json", "csv", "xlsx", "yml"), "snippets"),
    ),
)
BY_ID = {row.id: row for row in FORMATS}
EXPORT_BY_ID = {row.id: row for row in EXPORTS}


def writer(row: Format) -> ModuleType:
    """Return the module whose `write(document, design)` makes the piece; imported only when a piece is to be made."""
    return import_module(f"handbill.writers.{row.writer}")


def checker(row: Format | Export) -> ModuleType:
    """Return the module whose `check(content, document, path, design)`, or for an export `check(content, snippets,
    path)`, opens the finished file.
    """
    return import_module(f"handbill.checks.{row.check}")


def reporter() -> ModuleType:
    """Return the module whose `report(content, document, path, design, faults)` tells a print shop of a press file."""
    return import_module("handbill.checks.report")
