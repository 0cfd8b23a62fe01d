"""The document: what is printed in which order, facts put in their places, and the code that tells wordings apart."""

import hashlib
import re
import unicodedata
from base64 import b32encode
from dataclasses import FrozenInstanceError, replace

import pytest
from documents import FACTS, document, passage
from hypothesis import given
from hypothesis import strategies as st

from handbill import formats
from handbill.model import (
    CROCKFORD,
    PARTS,
    Document,
    List,
    Paragraph,
    Passage,
    Run,
    address_known,
    changed,
    contact_lines,
    fill,
    filled,
    imprint_code,
    language_of,
    pair,
    printed,
    unlinked,
    wording_digest,
)

# --- the imprint code ------------------------------------------------------------------------------------------------

# RFC 4648, table 3, and douglascrockford.com/base32: the same five bits in either alphabet.
RFC_4648 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
FIELDS = ("saint-john", "fr-CA", "handout", "draft", "279.4x215.9", "", "Où?", "Ici.")


def code_by_the_standard(*fields: str) -> str:
    digest = hashlib.sha256("\x1f".join(fields).encode()).digest()
    return b32encode(digest[:5]).decode().translate(str.maketrans(RFC_4648, "0123456789ABCDEFGHJKMNPQRSTVWXYZ"))


def test_the_alphabet_is_crockfords() -> None:
    assert CROCKFORD == "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    assert not set("ILOU") & set(CROCKFORD)


def test_a_code_never_changes_for_the_same_words() -> None:
    assert imprint_code(*FIELDS) == "1TV2YQPN" == code_by_the_standard(*FIELDS)


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=9), min_size=1, max_size=6))
def test_a_code_is_the_digests_first_forty_bits(fields: list[str]) -> None:
    code = imprint_code(*fields)
    assert re.fullmatch(f"[{CROCKFORD}]{{8}}", code)
    assert code == code_by_the_standard(*(unicodedata.normalize("NFC", field) for field in fields))


@pytest.mark.parametrize("index", range(len(FIELDS)))
def test_a_code_depends_on_every_field(index: int) -> None:
    other = (*FIELDS[:index], FIELDS[index] + "x", *FIELDS[index + 1 :])
    assert imprint_code(*other) != imprint_code(*FIELDS)


MOVED = {
    "order": ("b", "a"),
    "border": ("ab", ""),
    "one": ("ab",),
    "one more": ("a", "b", ""),
    "capital": ("A", "b"),
}


@pytest.mark.parametrize("fields", MOVED.values(), ids=MOVED.keys())
def test_a_code_depends_on_order_and_borders(fields: tuple[str, ...]) -> None:
    assert imprint_code(*fields) != imprint_code("a", "b")


def test_a_code_is_of_the_composed_text() -> None:
    assert imprint_code("e\u0301") == imprint_code("é")


# --- what is printed -------------------------------------------------------------------------------------------------

QUESTIONS = ["what.question", *["what.answer"] * 5, "reach.question", "reach.answer"]
LINES = ("contact_name", "website", "email", "phone")
CONTACT = ["label.contact", *(f"{kind}.{fact}" for fact in LINES for kind in ("label", "fact"))]
IMPRINT = ["imprint.code", "imprint.separator", "imprint.language", "label.revised"]
HANDOUT = ["faq.title", *QUESTIONS, "label.partnership", *CONTACT, "label.scan", *IMPRINT]
TRIFOLD = ["label.invitation", "faq.title", "label.partnership", *QUESTIONS, *CONTACT, "label.scan", *IMPRINT]
FOLLOWED = ["label.scan", "fact.website", "fact.phone"]
POSTER = ["label.invitation", "faq.title", "label.partnership", *FOLLOWED, *IMPRINT]
NOTICE = ["label.adapt_what", "label.adapt_may", "label.adapt_ask"]
CONTENTS = ["label.contents", "contents.number", "what.question", "contents.number", "reach.question"]
LISTED = ["label.contents", *QUESTIONS[::6]]
ADAPTER = ["label.adapted_by", *(f"label.your_{field}" for field in ("organization", "contact", "website", "email"))]
WORD = [*NOTICE, "faq.title", "label.partnership", *CONTENTS, *QUESTIONS, *CONTACT, *ADAPTER, *IMPRINT]
ASKED = [*QUESTIONS[::6], "label.partnership", *QUESTIONS[1:6], *QUESTIONS[7:], *FOLLOWED, *IMPRINT]
EMAIL = [*QUESTIONS, "label.sent_by", "fact.website", "fact.email", "fact.phone"]
PRINTED = {
    "handout": HANDOUT,
    "large-print": HANDOUT,
    "trifold": TRIFOLD,
    "trifold-press": TRIFOLD,
    "poster": POSTER,
    "poster-press": POSTER,
    "poster-question": ASKED,
    "poster-question-press": ASKED,
    "word": WORD,
    "word-template": WORD,
    "page": ["faq.title", "label.partnership", *LISTED, *QUESTIONS, *CONTACT, *IMPRINT],
    "sms": ["what.sms", "reach.sms"],
    "whatsapp": QUESTIONS,
    "email": EMAIL,
    # A question without a subject has itself as one; none here has a preheader.
    "email-draft": ["what.question", "reach.question", *EMAIL],
    "email-all": ["label.invitation", "label.email_preheader", "faq.title", *EMAIL],
}


def contexts(whole: Document, parts: tuple[str, ...]) -> list[str]:
    return [one.context for one in printed(whole, parts)]


@pytest.mark.parametrize(("format_id", "expected"), PRINTED.items(), ids=PRINTED.keys())
def test_a_final_piece_prints_its_parts_in_order(format_id: str, expected: list[str]) -> None:
    assert contexts(document(), formats.BY_ID[format_id].prints) == expected


WHAT = ["what.answer"] * 5
SIDES = {
    "fr-CA": [("what.question", "en-CA"), ("what.question", "fr-CA"), ("language", "en-CA"), ("language", "fr-CA")],
    "ar": [("what.question", "en-CA"), ("what.question", "ar"), ("language", "ar"), ("language", "en-CA")],
}


@pytest.mark.parametrize("tag", SIDES)
def test_two_languages_stand_in_the_order_of_reading(tag: str) -> None:
    both = printed(pair(document(tag), document("en-CA")), ("sides",))
    told = [(one.context, one.language.tag) for one in both]
    columns = [language for _, language in SIDES[tag][2:]]
    assert told[:4] == SIDES[tag]
    assert told[4:14] == [("what.answer", language) for language in columns for _ in WHAT]


def test_the_digest_of_a_wording_forgives_spaces_and_composition_and_nothing_else() -> None:
    digest = wording_digest([("what", "Café?", "A  line.\n")])
    assert digest == wording_digest([("what", "Cafe\u0301?", " A\u00a0line.")])
    others = [("what", "Cafe?", "A line."), ("what", "Café?", "A", "line."), ("whatCafé?", "A line.")]
    assert digest not in map(wording_digest, ([other] for other in others))


def test_every_part_of_a_format_is_known() -> None:
    assert {part for row in formats.FORMATS for part in row.prints} <= PARTS.keys()


def test_a_short_answer_is_printed_where_there_is_one() -> None:
    made = document()
    short = (Paragraph(Passage("what.short", (Run("In short."),), made.language)),)
    asked = replace(made, questions=(replace(made.questions[0], short=short), made.questions[1]))
    assert contexts(asked, ("briefly",)) == ["what.short", "reach.answer"]


MISSING = Run("[web address to come]", fact="website", missing=True)
POSTERS = [
    (FACTS, FOLLOWED),
    ({**FACTS, "website": MISSING}, ["fact.website", "label.scan", "fact.phone"]),
    ({"website": FACTS["website"]}, ["label.scan", "fact.website"]),
]


@pytest.mark.parametrize(("facts", "expected"), POSTERS)
def test_a_poster_marks_an_unknown_web_address_where_its_code_would_be(
    facts: dict[str, Run], expected: list[str]
) -> None:
    assert contexts(document(facts=facts), ("address",)) == expected


DRAFTS = [("en-CA", ["en-CA"]), ("ar", ["ar", "en-CA"])]


@pytest.mark.parametrize(("tag", "languages"), DRAFTS)
def test_a_draft_says_so_in_its_language_and_in_the_sources(tag: str, languages: list[str]) -> None:
    whole = document(tag, reasons=("nobody has reviewed it",))
    assert [one.language.tag for one in printed(whole, ("draft",))] == languages
    assert printed(document(tag), ("draft",)) == ()


def test_the_imprint_is_the_code_the_languages_english_name_and_the_date() -> None:
    code, separator, name, revised = printed(document("fr-CA"), ("imprint",))
    assert (code.text, separator.text, name.text) == ("0123ABCD", "·", "French (Canada)")
    assert {one.language.tag for one in (code, separator, name)} == {"en-CA"}
    assert revised.text == "Revised: 2026-11-22"


def test_an_unknown_fact_that_is_left_out_has_no_line() -> None:
    facts = {key: run for key, run in FACTS.items() if key != "phone"}
    assert [fact.context for _, fact in contact_lines(document(facts=facts))] == [f"fact.{key}" for key in LINES[:3]]


def test_a_line_of_the_contact_is_label_and_fact() -> None:
    ((name, manager), (label, fact), *_) = contact_lines(document("fr-CA"))
    assert (name.text, manager.text) == ("Program manager", "Alex Example")
    assert (label.text, fact.text) == ("Website", "example.org/lip")
    assert fact.runs == (FACTS["website"],)


def test_a_fact_in_another_language_says_so_in_the_contact() -> None:
    english = document().language
    missing = replace(MISSING, language=english)
    ((_, fact), *_) = contact_lines(document("fr-CA", facts={"website": missing}))
    assert fact.language == english


ADDRESSES = [(FACTS, True), ({}, False), ({"website": Run("[…]", fact="website", missing=True)}, False)]


@pytest.mark.parametrize(("facts", "known"), ADDRESSES)
def test_the_line_beside_the_code_stands_where_there_is_an_address(facts: dict[str, Run], known: bool) -> None:
    whole = document(facts=facts)
    assert address_known(whole) is known
    assert bool(printed(whole, ("scan",))) is known


def test_a_document_is_a_draft_while_there_is_a_reason() -> None:
    assert document().state == "final"
    assert document(reasons=("nobody has reviewed it",)).state == "draft"


def test_a_run_is_in_its_own_language_or_its_passages() -> None:
    french, english = document("fr-CA").language, document().language
    around = Passage("a.answer", (), french)
    assert language_of(Run("a"), around) == french
    assert language_of(Run("a", language=english), around) == english


def test_a_passages_text_is_all_its_runs() -> None:
    assert passage("a **b** c", document().language).text == "a b c"


def test_documents_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        document().code = "other"  # type: ignore[misc]
    with pytest.raises(TypeError):
        document().labels["contact"] = document().title  # type: ignore[index]


# --- two languages ---------------------------------------------------------------------------------------------------

BILINGUAL = {
    "titles": ["faq.title"] * 2,
    "paired": [*QUESTIONS[:6] * 2, *QUESTIONS[6:] * 2],
    "partnerships": ["label.partnership"] * 2,
    "contacts": CONTACT * 2,
    "imprint": IMPRINT,
}


@pytest.mark.parametrize(("part", "expected"), BILINGUAL.items(), ids=BILINGUAL.keys())
def test_a_pair_prints_the_second_language_first(part: str, expected: list[str]) -> None:
    whole = pair(document("ar"), document("hi"))
    assert contexts(whole, (part,)) == expected
    if part != "imprint":
        own = [one.language.tag for one in printed(whole, (part,)) if one.language.tag in ("ar", "hi")]
        turns = [tag for before, tag in zip(["", *own], own, strict=False) if tag != before]
        assert turns == ["hi", "ar"] * (2 if part == "paired" else 1)


def test_a_bilingual_piece_prints_every_word_of_both() -> None:
    whole = pair(document("ar"), document())
    found = [one.text for one in printed(whole, formats.BY_ID["bilingual"].prints)]
    for each in (document("ar"), document()):
        texts = [one.text for one in printed(each, ("title", "questions", "partnership", "contact"))]
        assert [text for text in texts if text not in found] == []
    assert found.count("Scan to visit our website") == 1
    assert "Arabic" in found and "English (Canada)" not in found


def test_a_pair_is_the_document_with_another_beside_it() -> None:
    own, other = document("ar"), document()
    assert pair(own, other) == replace(own, beside=other)
    assert own.beside is None


def test_documents_with_other_questions_are_no_pair() -> None:
    short = replace(document(), questions=document().questions[:1])
    with pytest.raises(ValueError, match="zip"):
        printed(pair(document("ar"), short), ("paired",))


# --- for the press ---------------------------------------------------------------------------------------------------


def links(whole: Document) -> set[str]:
    """Return every address that a document leads to."""
    found: set[str] = set()

    def look(passage: Passage) -> Passage:
        found.update(run.href for run in passage.runs)
        return passage

    for each in filter(None, (whole, whole.beside)):
        changed(each, look)
        found.update(run.href for run in each.facts.values())
    return found - {""}


def test_an_unlinked_document_has_its_words_and_no_address_to_follow() -> None:
    whole = pair(document("ar"), document())
    bare = unlinked(whole)
    assert links(whole) == {run.href for run in FACTS.values()} - {""}
    assert links(bare) == set()
    for part in PARTS:
        assert [one.text for one in printed(bare, (part,))] == [one.text for one in printed(whole, (part,))]
    assert unlinked(document()).beside is None


def test_a_change_reaches_every_passage_once() -> None:
    whole, seen = with_places_everywhere(), []
    assert changed(whole, lambda passage: seen.append(passage) or passage) == whole
    assert len(seen) == len(everything(whole))


# --- facts put in their places ---------------------------------------------------------------------------------------

PLACE = {"place": Run("Ottawa", fact="place")}


def with_places_everywhere() -> Document:
    """Return a document in which every text is `{place}`."""
    whole = document()
    here = passage("{place}", whole.language)
    blocks = (Paragraph(here), List(True, (here, here)))
    question = replace(whole.questions[0], question=here, answer=blocks, short=blocks, sms=here, subject=here)
    labels = dict.fromkeys(whole.labels, here)
    return replace(
        whole,
        title=here,
        questions=(replace(question, preheader=here),),
        labels=labels,
        source_labels=labels,
    )


def everything(whole: Document) -> list[Passage]:
    """Return every passage of a document, printed or not."""
    (question,) = whole.questions
    blocks = [one for block in (*question.answer, *question.short) for one in block.passages]
    singles = [one for one in (question.sms, question.subject, question.preheader) if one]
    return [whole.title, question.question, *blocks, *singles, *whole.labels.values(), *whole.source_labels.values()]


def test_a_fact_stands_wherever_its_placeholder_stood() -> None:
    found = everything(fill(with_places_everywhere(), PLACE))
    assert len(found) == 11 + 2 * len(document().labels)
    assert {one.text for one in found} == {"Ottawa"}


def test_filling_changes_no_document_but_returns_another() -> None:
    whole = with_places_everywhere()
    fill(whole, PLACE)
    assert {one.text for one in everything(whole)} == {""}


def test_what_stands_in_another_language_gets_that_languages_facts() -> None:
    english, arabic = document().language, document("ar").language
    own, other = {"place": Run("هنا", fact="place")}, {"place": Run("here", fact="place")}
    whole = replace(document("ar"), title=passage("{place}", arabic))
    stand_in = replace(whole.questions[0], question=passage("{place}", english))
    whole = fill(replace(whole, questions=(stand_in,)), own, other)
    assert (whole.title.text, whole.questions[0].question.text, whole.facts) == ("هنا", "here", own)


def test_filling_a_passage_leaves_what_is_not_known() -> None:
    text = filled(passage("**{place}** or {email}", document().language), PLACE)
    assert [(run.text, run.bold, run.fact) for run in text.runs] == [
        ("Ottawa", True, "place"),
        (" or ", False, ""),
        ("", False, "email"),
    ]


FILLED = [
    ("in {place}", (Run("in "), Run("Ottawa", fact="place"))),
    ("**in {place}**", (Run("in ", bold=True), Run("Ottawa", bold=True, fact="place"))),
    ("{place}{place}", (Run("Ottawa", fact="place"),) * 2),
    ("{email} in {place}", (Run("", fact="email"), Run(" in "), Run("Ottawa", fact="place"))),
    ("none", (Run("none"),)),
]


@pytest.mark.parametrize(("text", "runs"), FILLED)
def test_a_fact_keeps_its_places_bold_and_an_unknown_one_waits(text: str, runs: tuple[Run, ...]) -> None:
    whole = document()
    found = fill(replace(whole, title=passage(text, whole.language)), PLACE)
    assert found.title.runs == runs


def test_a_fact_brings_all_that_is_known_of_it() -> None:
    english = document().language
    fact = Run("[e-mail address to come]", fact="email", missing=True, confirmed=False, language=english)
    whole = fill(replace(document(), title=passage("**{email}**", english)), {"email": fact})
    assert whole.title.runs == (replace(fact, bold=True),)
    assert whole.facts == {"email": fact}
