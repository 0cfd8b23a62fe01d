"""Draft or final: each reason, what may be pasted, and the code that changes with all that a piece is."""

from dataclasses import replace

import pytest
from documents import document

from handbill import state
from handbill.model import Document, Passage, Run, Standing, State, printed

ENGLISH, FRENCH = document(), document("fr-CA")


def told(*runs: Run, how: State = "translated", context: str = "why.answer") -> Passage:
    return Passage(context, runs, ENGLISH.language, how)


MISSING = Run("[…]", fact="website", missing=True, confirmed=False)
UNCONFIRMED = Run("Zoe", fact="contact_name", confirmed=False)
GOOD = Run("Zoe", fact="contact_name")
FUZZY, BARE, FINE = told(Run("a"), how="fuzzy"), told(Run("b"), how="untranslated"), told(Run("c"))
FAILING = told(Run("f"), how="failing")
REASONS = {
    "nothing": ((), []),
    "words": ((FINE,), []),
    "known fact": ((told(GOOD),), []),
    "missing web address": ((told(MISSING),), ["the web address is not known"]),
    "missing e-mail": ((told(replace(MISSING, fact="email")),), ["the e-mail address is not known"]),
    "missing telephone": ((told(replace(MISSING, fact="phone")),), ["the telephone number is not known"]),
    "missing name": ((told(replace(MISSING, fact="contact_name")),), ["the contact's name is not known"]),
    "unconfirmed name": ((told(UNCONFIRMED),), ["the contact's name (Zoe) is not confirmed"]),
    "both": (
        (told(UNCONFIRMED), told(MISSING)),
        ["the web address is not known", "the contact's name (Zoe) is not confirmed"],
    ),
    "same fact twice": ((told(MISSING, MISSING), told(MISSING)), ["the web address is not known"]),
    "place": ((told(Run("Ottawa", fact="place", confirmed=False)),), []),
    "one fuzzy": ((FUZZY, FINE), ["1 text is translated from older English"]),
    "one untranslated": ((BARE, FINE), ["1 text is not translated"]),
    "one failing": ((FAILING, FINE), ["1 text fails a check"]),
    "two failing": ((FAILING, told(Run("g"), how="failing")), ["2 texts fail a check"]),
    "printed twice": ((BARE, FINE, BARE), ["1 text is not translated"]),
    "two of a context": ((BARE, told(Run("d"), how="untranslated")), ["2 texts are not translated"]),
    "all": (
        (BARE, FUZZY, told(MISSING)),
        ["the web address is not known", "1 text is not translated", "1 text is translated from older English"],
    ),
}


@pytest.mark.parametrize(("passages", "expected"), REASONS.values(), ids=REASONS.keys())
def test_each_reason_is_one_sentence(passages: tuple[Passage, ...], expected: list[str]) -> None:
    assert list(state.reasons(passages, ENGLISH, {})) == expected


OPEN = "nobody has reviewed the French (Canada) text"
REVIEWS = [
    (ENGLISH, {}, ()),  # the source needs no review
    (FRENCH, {"why": "approved", "label": "open"}, ()),  # what is not printed does not count
    (FRENCH, {}, (OPEN,)),  # a language without a catalog
    (FRENCH, {"why": "open"}, (OPEN,)),
    (FRENCH, {"why": "outdated"}, ("the French (Canada) text of why has changed since its review",)),
    (FRENCH, {"why": "open", "faq": "approved"}, (f"{OPEN} of why",)),
    (
        FRENCH,
        {"why": "outdated", "faq": "open"},
        (f"{OPEN} of the title", "the French (Canada) text of why has changed since its review"),
    ),
]


@pytest.mark.parametrize(("whole", "standings", "expected"), REVIEWS)
def test_a_translation_waits_for_its_review(
    whole: Document, standings: dict[str, Standing], expected: tuple[str, ...]
) -> None:
    title = (told(Run("T"), context="faq.title"),) if "faq" in standings else ()
    assert state.reasons(iter((*title, FINE)), whole, standings) == expected


WHOLE = [
    ((), True),
    ((FINE,), True),
    ((told(UNCONFIRMED),), True),
    ((told(MISSING),), False),
    ((FINE, told(Run("a"), MISSING)), False),
    ((FINE, FUZZY), False),
    ((BARE,), False),
    ((FAILING,), False),
]


@pytest.mark.parametrize(("passages", "expected"), WHOLE)
def test_nobody_may_paste_a_hole_or_an_untranslated_text(passages: tuple[Passage, ...], expected: bool) -> None:
    assert state.whole(passages) is expected


# --- the imprint code of a piece -------------------------------------------------------------------------------------

PARTS = ("title", "questions", "imprint")  # without the draft line, so that the state itself must count


def code(whole: Document, design: str = "handout", trim: str = "279.4x215.9", question: str = "") -> str:
    return state.code(whole, design, trim, question, printed(whole, PARTS))


def retitled(text: str) -> Document:
    return replace(ENGLISH, title=replace(ENGLISH.title, runs=(Run(text),)))


CHANGED = {
    "edition": code(replace(ENGLISH, edition="saint-john")),
    "language": code(replace(ENGLISH, language=replace(ENGLISH.language, tag="en-GB"))),
    "design": code(ENGLISH, design="trifold"),
    "trim": code(ENGLISH, trim="215.9x279.4"),
    "question": code(ENGLISH, question="what"),
    "state": code(replace(ENGLISH, reasons=("waits",))),
    "words": code(retitled("Frequently asked questions")),
    "questions": code(document(questions=ENGLISH.questions[:1])),
    "other edition and language": code(replace(FRENCH, edition="saint-john")),
}


@pytest.mark.parametrize("what", CHANGED)
def test_a_pieces_code_changes_with_all_that_it_is(what: str) -> None:
    assert CHANGED[what] != code(ENGLISH)
    assert list(CHANGED.values()).count(CHANGED[what]) == 1


SAME = {
    "its own code": replace(ENGLISH, code="ZZZZZZZZ"),
    "another reason": replace(ENGLISH, reasons=()),
    "bold": retitled("Frequently Asked Questions"),
    "colours": replace(ENGLISH, colors={}, logo=b""),
}


@pytest.mark.parametrize("whole", SAME.values(), ids=SAME.keys())
def test_a_pieces_code_is_of_its_words_alone(whole: Document) -> None:
    assert code(whole) == code(ENGLISH)
    assert code(replace(ENGLISH, reasons=("a",))) == code(replace(ENGLISH, reasons=("b", "c")))
