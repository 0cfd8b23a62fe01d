"""The FAQ for the benchmark: any number of languages, and the same words as Markdown and HTML for other programs."""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from html import escape
from itertools import cycle, islice
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from handbill.model import Block, Document, List, Passage, Run, changed, contact_lines, printed  # noqa: E402
from handbill.project import Project  # noqa: E402

EDITION = "example"
# The first of the invented languages; all numbers have three digits, so that they are equally long.
FIRST = 101
# What stands in the place of a piece's own imprint code.
CODE = "0123ABCD"
PARTS = ("invitation", "title", "partnership", "questions", "contact")


@dataclass(frozen=True)
class Tongue:
    """An invented language: a name of its own, and the document in the language that it is made of."""

    name: str
    document: Document


def tongues(many: int, first: int = FIRST) -> Iterator[Tongue]:
    """Yield so many languages: the real ones over and over, each with a number before its texts, so that no program
    finds many that it set before.
    """
    tags = cycle(Project(ROOT).tags())
    for number, tag in enumerate(islice(tags, many), first):
        yield Tongue(f"{number}-{tag}", _numbered(_document(tag), number))


@cache
def _document(tag: str) -> Document:
    return replace(Project(ROOT).document(EDITION, tag), code=CODE)


def _numbered(document: Document, number: int) -> Document:
    """Return the document with a number before each text of its questions."""

    def change(passage: Passage) -> Passage:
        return replace(passage, runs=(Run(f"{number} "), *passage.runs))

    return replace(document, questions=changed(document, change).questions)


def words(document: Document) -> str:
    """Return the words that every file is to hold."""
    return " ".join(passage.text for passage in printed(document, PARTS))


def markdown(document: Document, logo: Path) -> str:
    """Return the document as pandoc reads it."""
    language = document.language
    facts = {"title": document.title.text, "lang": language.tag, "dir": language.direction, "logo": str(logo)}
    head = (f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in facts.items())
    # Typst knows a language by its first part only.
    top = "\n".join(("---", *head, f"language: {language.tag.partition('-')[0]}", "---"))
    names = (_plain(document.labels[name]) for name in ("invitation", "partnership"))
    lines = "\n".join(f"- {_plain(label)} {_plain(fact)}" for label, fact in contact_lines(document))
    contact = (f"# {_plain(document.labels['contact'])}", lines, document.code)
    return "\n\n".join((top, *names, *_questions(document), *contact)) + "\n"


def _questions(document: Document) -> Iterator[str]:
    for question in document.questions:
        yield f"# {_plain(question.question)}"
        yield from (_block(block) for block in question.answer)


def _block(block: Block) -> str:
    if not isinstance(block, List):
        return _plain(block.passages[0])
    return "\n".join(f"{'1.' if block.ordered else '-'} {_plain(passage)}" for passage in block.passages)


def _plain(passage: Passage) -> str:
    """Return a passage with its bold; what Markdown would read as a mark is escaped."""
    return "".join(f"**{text}**" if run.bold else text for run in passage.runs if (text := _escaped(run.text)))


def _escaped(text: str) -> str:
    return "".join(f"\\{letter}" if letter in "\\*_#$@<>[]`" else letter for letter in text)


def html(document: Document, style: str) -> str:
    """Return the document as a page that a browser or an office program prints."""
    language = document.language
    head = f'<meta charset="utf-8"><title>{escape(document.title.text)}</title><style>{style}</style>'
    parts = (document.title, document.labels["invitation"], document.labels["partnership"])
    body = [f"<p>{escape(passage.text)}</p>" for passage in parts]
    for question in document.questions:
        body.append(f"<h1>{escape(question.question.text)}</h1>")
        body += [f"<p>{escape(passage.text)}</p>" for block in question.answer for passage in block.passages]
    body += [f"<p>{escape(passage.text)}</p>" for passage in printed(document, ("contact",))]
    return f'<!doctype html><html lang="{language.tag}" dir="{language.direction}">{head}<body>{"".join(body)}</html>'
