"""Localizing: a translation where there is one, else the English, marked as English; lists put together."""

from collections.abc import Mapping

import pytest

from handbill import locales, reader
from handbill.localization import localize
from handbill.model import Block, Document, Language, List, Message, Paragraph, Passage, Run, State

ENGLISH, FRENCH, ARABIC = (locales.language(tag) for tag in ("en-CA", "fr-CA", "ar"))
FAQ = """# FAQ

## Why {place}? {#why}

Because **so**.

1. One;
2. Two.

- Three

### Short answer

So.

- Four

### Text message

SMS

### E-mail subject

Subject

### E-mail preheader

Preheader

## How? {#how}

Thus.
"""
SOURCE = reader.read(FAQ.encode(), "source/faq.md")
LABELS = reader.read_labels(b'contact = "Contact"\nrevised = "Revised: {date}"\n', "source/labels.toml")
# By context and English: translation and state; whatever is not here is untranslated.
CATALOG: Mapping[tuple[str, str], tuple[str, State]] = {
    ("faq.title", "FAQ"): ("Foire aux questions", "translated"),
    ("why.question", "Why {place}?"): ("Pourquoi {place}?", "translated"),
    ("why.answer", "Because **so**."): ("Parce **que**.", "translated"),
    ("why.answer", "One;"): ("Un;", "translated"),
    ("why.answer", "Two."): ("Deuxième.", "fuzzy"),
    ("why.sms", "SMS"): ("Texto", "fuzzy"),
    ("label.contact", "Contact"): ("Contact", "translated"),
}


def find(message: Message) -> tuple[str, State]:
    return CATALOG.get((message.context, message.text), ("", "untranslated"))


def french() -> Document:
    return localize(SOURCE, LABELS, find, FRENCH, ENGLISH)


def english() -> Document:
    return localize(SOURCE, LABELS, None, ENGLISH, ENGLISH)


def passages(blocks: tuple[Block, ...]) -> list[Passage]:
    return [one for block in blocks for one in block.passages]


def test_a_translation_is_in_its_language_with_its_own_marks() -> None:
    question = french().questions[0]
    runs = (Run("Pourquoi "), Run("", fact="place"), Run("?"))
    assert question.question == Passage("why.question", runs, FRENCH)
    assert passages(question.answer)[0] == Passage(
        "why.answer", (Run("Parce "), Run("que", bold=True), Run(".")), FRENCH
    )


# Field, the text printed, and how it was translated.
ENGLISH_INSTEAD = [
    ("why.answer", "Two.", "fuzzy"),
    ("why.sms", "SMS", "fuzzy"),
    ("why.answer", "Three", "untranslated"),
    ("why.short", "So.", "untranslated"),
    ("why.subject", "Subject", "untranslated"),
    ("why.preheader", "Preheader", "untranslated"),
    ("how.question", "How?", "untranslated"),
    ("label.revised", "Revised: ", "untranslated"),
]


@pytest.mark.parametrize(("context", "text", "state"), ENGLISH_INSTEAD)
@pytest.mark.parametrize("language", [FRENCH, ARABIC], ids=["fr-CA", "ar"])
def test_fuzzy_and_missing_text_is_english_and_marked_so(
    language: Language, context: str, text: str, state: State
) -> None:
    whole = localize(SOURCE, LABELS, find, language, ENGLISH)
    (found,) = (one for one in everything(whole) if one.context == context and one.text == text)
    assert (found.language, found.state) == (ENGLISH, state)


def everything(whole: Document) -> list[Passage]:
    found = [whole.title, *whole.labels.values()]
    for question in whole.questions:
        found += [question.question, *passages(question.answer), *passages(question.short)]
        found += [one for one in (question.sms, question.subject, question.preheader) if one]
    return found


def test_no_word_of_a_fuzzy_translation_is_printed() -> None:
    assert not [one for one in everything(french()) if "Deuxième" in one.text or "Texto" in one.text]


def test_the_language_it_was_written_in_needs_no_catalog() -> None:
    assert {(one.language, one.state) for one in everything(english())} == {(ENGLISH, "translated")}
    assert english().title.text == "FAQ"


def test_each_text_keeps_its_place() -> None:
    assert [one.context for one in everything(french())] == [one.context for one in everything(english())]
    assert [question.id for question in french().questions] == ["why", "how"]


def test_labels_are_named_by_their_keys_and_known_in_the_source_language() -> None:
    whole = french()
    assert whole.labels.keys() == whole.source_labels.keys() == {"contact", "revised"}
    assert whole.labels["contact"].language == FRENCH
    assert {one.language for one in whole.source_labels.values()} == {ENGLISH}
    assert whole.source_labels["contact"].state == "translated"


def test_fields_that_are_not_there_are_empty() -> None:
    how = english().questions[1]
    assert (how.short, how.sms, how.subject, how.preheader) == ((), None, None, None)


# --- lists -----------------------------------------------------------------------------------------------------------

LISTS = {
    "one list": ("1. a\n2. b\n", [(True, ["a", "b"])]),
    "bullets": ("- a\n- b\n", [(False, ["a", "b"])]),
    "bullets after numbers": ("1. a\n2. b\n\n- c\n", [(True, ["a", "b"]), (False, ["c"])]),
    "numbers after bullets": ("- a\n\n1. b\n", [(False, ["a"]), (True, ["b"])]),
    "a paragraph between": ("- a\n\nb\n\n- c\n", [(False, ["a"]), "b", (False, ["c"])]),
    "a paragraph first": ("a\n\n1. b\n", ["a", (True, ["b"])]),
    "of one item": ("- a\n", [(False, ["a"])]),
    "paragraphs": ("a\n\nb\n", ["a", "b"]),
    "one after another": ("- a\n\n* b\n", [(False, ["a", "b"])]),
}


@pytest.mark.parametrize(("answer", "expected"), LISTS.values(), ids=LISTS.keys())
def test_items_that_follow_one_another_are_a_list(answer: str, expected: list[object]) -> None:
    source = reader.read(f"# FAQ\n\n## Why? {{#why}}\n\n{answer}".encode(), "source/faq.md")
    (question,) = localize(source, (), None, ENGLISH, ENGLISH).questions
    assert [told(block) for block in question.answer] == expected


def told(block: Block) -> object:
    if isinstance(block, Paragraph):
        return block.passage.text
    assert isinstance(block, List)
    return block.ordered, [one.text for one in block.passages]


def test_a_list_stays_one_where_an_item_is_not_translated() -> None:
    numbers = french().questions[0].answer[1]
    assert isinstance(numbers, List)
    assert [(one.text, one.language.tag) for one in numbers.passages] == [("Un;", "fr-CA"), ("Two.", "en-CA")]


def test_texts_are_typeset_but_text_messages_are_not() -> None:
    spoken: Mapping[str, str] = {
        "why.question": "Pourquoi « {place} » ?",
        "why.sms": 'Texto : "oui" ?',
        "label.revised": "Révision : {date}",
    }

    def speak(message: Message) -> tuple[str, State]:
        return (spoken[message.context], "translated") if message.context in spoken else ("", "untranslated")

    document = localize(SOURCE, LABELS, speak, FRENCH, ENGLISH)
    (why, _) = document.questions
    assert "".join(run.text or "{}" for run in why.question.runs) == "Pourquoi «\u00a0{}\u00a0»?"
    assert why.sms is not None and why.sms.text == 'Texto : "oui" ?'
    assert document.labels["revised"].text == "Révision\u00a0: "


def test_english_that_stands_in_is_set_as_english() -> None:
    source = reader.read(b'# FAQ\n\n## Why "so"? {#why}\n\nThus: so!\n', "source/faq.md")
    document = localize(source, LABELS, lambda _: ("", "failing"), FRENCH, ENGLISH)
    assert document.questions[0].question.text == "Why “so”?"
    assert document.questions[0].question.state == "failing"
    assert [passage.text for block in document.questions[0].answer for passage in block.passages] == ["Thus: so!"]
