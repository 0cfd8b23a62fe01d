"""The words that a reviewer approved, kept under a code in source/history/ and never changed after.

A file is JSON: `{"schema": 1, "kind": "approval", "code", "language", "by", "on", "messages": [{"context", "kind",
"text", "translation"}]}`, the messages of the approved parts in the order of the FAQ, placeholders not filled in.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from types import MappingProxyType
from typing import Any, get_args

from handbill.errors import fault
from handbill.model import Kind, Message, Source, SourceQuestion, State, imprint_code, part_of

SCHEMA = 1
KIND = "approval"
# A message with its translation.
Pair = tuple[Message, str]


@dataclass(frozen=True)
class Record:
    """Approved words of one language: who approved them and when, each message with its translation."""

    code: str
    language: str
    by: str
    on: date
    messages: tuple[Pair, ...]


def record(language: str, by: str, on: date, messages: Iterable[Pair]) -> Record:
    """Return the record of these words, under the code that they and their approval give."""
    pairs = tuple((Message(old.context, old.text, kind=old.kind), words) for old, words in messages)
    texts = (text for message, words in pairs for text in (message.context, message.text, words))
    return Record(imprint_code(KIND, language, by, on.isoformat(), *texts), language, by, on, pairs)


def dump(words: Record) -> bytes:
    """Return the file's bytes, the same for the same words."""
    head = {"schema": SCHEMA, "kind": KIND, "code": words.code, "language": words.language, "by": words.by}
    rows = [
        {"context": message.context, "kind": message.kind, "text": message.text, "translation": translation}
        for message, translation in words.messages
    ]
    table = head | {"on": words.on.isoformat(), "messages": rows}
    return (json.dumps(table, ensure_ascii=False, indent=1) + "\n").encode()


def read(content: bytes, path: str) -> Record:
    """Return the words in a file of source/history/; raise Faults where it is not such a record."""
    try:
        table = json.loads(content.decode("utf-8"))
        if (table["schema"], table["kind"]) != (SCHEMA, KIND):
            raise ValueError("another kind of file")
        pairs = tuple(map(_pair, table["messages"]))
        return Record(*(str(table[key]) for key in ("code", "language", "by")), date.fromisoformat(table["on"]), pairs)
    except (UnicodeDecodeError, ValueError, KeyError, TypeError, RecursionError) as error:
        wrong = f"this is no record of an approval ({type(error).__name__}: {error}); bring back the file as it was"
        raise fault(path, 0, wrong) from None


def _pair(row: Mapping[str, Any]) -> Pair:
    if row["kind"] not in get_args(Kind) or not all(isinstance(text, str) for text in row.values()):
        raise ValueError(f"the message {row['context']!r} is not one")
    return Message(row["context"], row["text"], kind=row["kind"]), row["translation"]


@dataclass(frozen=True)
class Restored:
    """The FAQ with parts of it as they were approved, and how those are translated."""

    source: Source
    labels: tuple[Message, ...]
    translations: Mapping[tuple[str, str], str]

    def lookup(self, now: Callable[[Message], tuple[str, State]]) -> Callable[[Message], tuple[str, State]]:
        """Return a function from a message to its approved translation, or to what the language says of it now."""

        def find(message: Message) -> tuple[str, State]:
            words = self.translations.get((message.context, message.text))
            return now(message) if words is None else (words, "translated")

        return find


def restore(source: Source, labels: tuple[Message, ...], records: Mapping[str, Record]) -> Restored:
    """Return the FAQ as it stands, but each part named in `records` as that record has it.

    Questions stand in today's order; one that is no more is not brought back. A label that the record does not know
    stays as it is now.
    """
    kept = {
        part: [pair for pair in words.messages if part_of(pair[0].context) == part] for part, words in records.items()
    }
    messages = {part: [message for message, _ in pairs] for part, pairs in kept.items()}
    title = next((message for message in messages.get("faq", ()) if message.context == "faq.title"), source.title)
    questions = tuple(_question(messages[old.id]) if messages.get(old.id) else old for old in source.questions)
    known = {message.context: message for message in messages.get("label", ())}
    return Restored(
        replace(source, title=title, questions=questions),
        tuple(known.get(label.context, label) for label in labels),
        MappingProxyType(
            {(message.context, message.text): words for pairs in kept.values() for message, words in pairs}
        ),
    )


def _question(messages: list[Message]) -> SourceQuestion:
    """Return a question from its messages in order, the heading first."""
    heading, *rest = messages
    fields = {field: tuple(group) for field, group in groupby(rest, lambda message: message.context.partition(".")[2])}
    return SourceQuestion(part_of(heading.context), heading, MappingProxyType(fields))
