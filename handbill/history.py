"""The words of a piece as they were handed out, kept by its imprint code: what a file that comes back is compared with.

A file of source/history/ is JSON, written once and never changed:

    {"schema": 1, "code": "0123ABCD", "edition": "example", "language": "fr-CA", "format": "word",
     "revised": "2026-11-22", "title": "…",
     "questions": [{"id": "purpose", "question": "…", "answer": [{"kind": "paragraph", "text": "…"}]}],
     "contact": [{"fact": "website", "label": "…", "text": "…"}],
     "beside": null,
     "printed": [{"context": "purpose.answer", "text": "…"}]}

Texts are as printed, facts filled in, in NFC, without bold. `kind` is paragraph, number or bullet; an item of a list is
a block. `beside` is the same of the second language, or null: title, language, questions and contact.
`printed` are all words of the piece in reading order, each once, without date, code and draft line; of a piece that a
release wrote down, `questions` and `contact` are no more than stand there.
"""

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, get_args

from handbill.errors import fault
from handbill.model import Document, Kind, List, Passage, contact_lines, printed

SCHEMA = 1
MAX_BYTES = 2_000_000
# What a piece prints beside its words: code, date, page, draft line, the numbers of its contents.
MADE = ("imprint", "contents", "language", "label.revised", "label.draft", "label.page")


@dataclass(frozen=True)
class Part:
    """A paragraph or an item of a list."""

    kind: Kind
    text: str


@dataclass(frozen=True)
class Asked:
    """A question with its answer."""

    id: str
    question: str
    answer: tuple[Part, ...]


@dataclass(frozen=True)
class Fact:
    """A line of the contact: which fact, its label, and what stands there."""

    fact: str
    label: str
    text: str


@dataclass(frozen=True)
class Printed:
    """A text of a piece, by the context of its message."""

    context: str
    text: str


@dataclass(frozen=True)
class Wording:
    """The words of one piece in one language; `beside` are those of its second language."""

    code: str
    edition: str
    language: str
    format: str
    revised: date
    title: str
    questions: tuple[Asked, ...]
    contact: tuple[Fact, ...]
    beside: "Wording | None" = None
    printed: tuple[Printed, ...] = ()


def released(document: Document, form: str, parts: tuple[str, ...]) -> Wording:
    """Return the words of a piece that prints these parts: all of them, and of the questions and the contact those that
    stand in it.
    """
    words = words_of(document, parts)
    return replace(_only(record(document, form), {text.context for text in words}), printed=words)


def words_of(document: Document, parts: tuple[str, ...]) -> tuple[Printed, ...]:
    """Return what the parts print, in reading order, each text once."""
    found = (Printed(passage.context, _text(passage)) for passage in printed(document, parts) if _kept(passage.context))
    return tuple(dict.fromkeys(found))


def _kept(context: str) -> bool:
    return not any(context == name or context.startswith(f"{name}.") for name in MADE)


def _only(words: Wording, contexts: set[str]) -> Wording:
    return replace(
        words,
        questions=tuple(asked for asked in words.questions if f"{asked.id}.answer" in contexts),
        contact=tuple(fact for fact in words.contact if f"fact.{fact.fact}" in contexts),
        beside=_only(words.beside, contexts) if words.beside else None,
    )


def record(document: Document, form: str) -> Wording:
    """Return the words of a document as a format prints them."""
    return Wording(
        document.code,
        document.edition,
        document.language.tag,
        form,
        document.revised,
        _text(document.title),
        tuple(
            Asked(
                question.id,
                _text(question.question),
                tuple(part for block in question.answer for part in _parts(block)),
            )
            for question in document.questions
        ),
        tuple(
            Fact(fact.context.removeprefix("fact."), _text(label), _text(fact))
            for label, fact in contact_lines(document)
        ),
        record(document.beside, form) if document.beside else None,
    )


def _parts(block: Any) -> tuple[Part, ...]:
    kind: Kind = ("number" if block.ordered else "bullet") if isinstance(block, List) else "paragraph"
    return tuple(Part(kind, _text(passage)) for passage in block.passages)


def _text(passage: Passage) -> str:
    return unicodedata.normalize("NFC", passage.text)


def dump(words: Wording) -> bytes:
    """Return the file's bytes, the same for the same words."""
    head = {"schema": SCHEMA, "code": words.code, "edition": words.edition, "format": words.format}
    table = head | {"revised": words.revised.isoformat()} | _spoken(words)
    table["beside"] = _spoken(words.beside) if words.beside else None
    table["printed"] = [vars(text) for text in words.printed]
    return (json.dumps(table, ensure_ascii=False, indent=1) + "\n").encode()


def _spoken(words: Wording) -> dict[str, object]:
    """Return what differs between the languages of one piece."""
    questions = [
        {"id": asked.id, "question": asked.question, "answer": [vars(part) for part in asked.answer]}
        for asked in words.questions
    ]
    contact = [vars(fact) for fact in words.contact]
    return {"language": words.language, "title": words.title, "questions": questions, "contact": contact}


def read(content: bytes, path: str) -> Wording:
    """Return the words in a file of source/history/; raise Faults where it is not one."""
    if len(content) > MAX_BYTES:
        raise fault(path, 0, f"the file is larger than {MAX_BYTES:,} bytes; bring back the one that was written")
    try:
        table = json.loads(content.decode("utf-8"))
        if table["schema"] != SCHEMA:
            raise ValueError("another schema")
        beside = _wording(table["beside"], table) if table["beside"] else None
        texts = tuple(Printed(_str(row["context"]), _str(row["text"])) for row in table["printed"])
        return replace(_wording(table, table, beside), printed=texts)
    except (UnicodeDecodeError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        wrong = f"this is not the record of a piece ({error}); bring back the file as it was written"
        raise fault(path, 0, wrong) from None


def _wording(spoken: Mapping[str, Any], whole: Mapping[str, Any], beside: Wording | None = None) -> Wording:
    asked = (Asked(_str(q["id"]), _str(q["question"]), tuple(map(_part, q["answer"]))) for q in spoken["questions"])
    contact = (Fact(*(_str(row[key]) for key in ("fact", "label", "text"))) for row in spoken["contact"])
    return Wording(
        _str(whole["code"]),
        _str(whole["edition"]),
        _str(spoken["language"]),
        _str(whole["format"]),
        date.fromisoformat(whole["revised"]),
        _str(spoken["title"]),
        tuple(asked),
        tuple(contact),
        beside,
    )


def _part(row: Mapping[str, Any]) -> Part:
    if row["kind"] not in get_args(Kind):
        raise ValueError(f"the kind {row['kind']!r} is not known")
    return Part(row["kind"], _str(row["text"]))


def _str(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is not a text")
    return value
