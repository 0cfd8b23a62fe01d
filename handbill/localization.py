"""The FAQ in one language: each message's translation, or its English where there is none, marked as what it is."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from handbill import inline, typography
from handbill.model import (
    Block,
    Document,
    Language,
    List,
    Message,
    Paragraph,
    Passage,
    Question,
    Run,
    Source,
    SourceQuestion,
    State,
)

# What a catalog says of a message: its translation and state; the words of a fuzzy one are never used.
Lookup = Callable[[Message], tuple[str, State]]
Speak = Callable[[Message], Passage]


def localize(
    source: Source, labels: tuple[Message, ...], lookup: Lookup | None, language: Language, original: Language
) -> Document:
    """Return the document in `language`, placeholders still empty; without a lookup, in the language it was written
    in.
    """

    def speak(message: Message) -> Passage:
        text, state = lookup(message) if lookup else (message.text, "translated")
        if state == "translated":
            return _passage(message, text, language)
        return _passage(message, message.text, original, state)

    def quote(message: Message) -> Passage:
        return _passage(message, message.text, original)

    return Document(
        edition="",
        language=language,
        source_language=original,
        title=speak(source.title),
        questions=tuple(_question(question, speak) for question in source.questions),
        labels=_labels(labels, speak),
        source_labels=_labels(labels, quote),
    )


def _passage(message: Message, text: str, language: Language, state: State = "translated") -> Passage:
    # Text messages are typed, not set: each mark outside the short alphabet may double what they cost.
    plain = message.context.endswith(".sms")
    return Passage(message.context, _runs(text if plain else typography.typeset(text, language.tag)), language, state)


def _runs(text: str) -> tuple[Run, ...]:
    return tuple(Run(span.text, span.bold, span.placeholder) for span in inline.parse(text))


def _labels(labels: tuple[Message, ...], speak: Speak) -> Mapping[str, Passage]:
    return MappingProxyType({message.context.removeprefix("label."): speak(message) for message in labels})


def _question(question: SourceQuestion, speak: Speak) -> Question:
    def one(field: str) -> Passage | None:
        texts = question.fields.get(field, ())
        return speak(texts[0]) if texts else None

    return Question(
        id=question.id,
        question=speak(question.heading),
        answer=_blocks(question.fields.get("answer", ()), speak),
        short=_blocks(question.fields.get("short", ()), speak),
        sms=one("sms"),
        subject=one("subject"),
        preheader=one("preheader"),
    )


def _blocks(messages: tuple[Message, ...], speak: Speak) -> tuple[Block, ...]:
    """Return paragraphs and lists; items that follow one another in the same list kind are one list."""
    blocks: list[Block] = []
    for message in messages:
        passage, ordered = speak(message), message.kind == "number"
        last = blocks[-1] if blocks else None
        if message.kind == "paragraph":
            blocks.append(Paragraph(passage))
        elif isinstance(last, List) and last.ordered == ordered:
            blocks[-1] = List(ordered, (*last.passages, passage))
        else:
            blocks.append(List(ordered, (passage,)))
    return tuple(blocks)
