"""The reader: the real FAQ to the letter, every fault at its line, and no text that makes it stumble."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handbill import reader
from handbill.errors import Faults
from handbill.model import Message, Source

ROOT = Path(__file__).parent.parent
PATH = "source/faq.md"
LABELS = "source/labels.toml"
TITLE = "# FAQ\n\n"
ASKED = TITLE + "## Why? {#why}\n\n"  # the answer begins on line 5
ANSWERED = ASKED + "Because.\n\n"  # what follows begins on line 7


def read(text: str | bytes) -> Source:
    return reader.read(text if isinstance(text, bytes) else text.encode(), PATH)


def faults(text: str | bytes) -> list[tuple[int, str]]:
    """Return line and sentence of each fault; every fault must name the file and say what to do."""
    with pytest.raises(Faults) as caught:
        read(text)
    assert all(fault.path == PATH and "; " in fault.message for fault in caught.value.faults)
    return [(fault.line, fault.message) for fault in caught.value.faults]


def texts(text: str) -> list[str]:
    return [message.text for message in read(text).messages]


# --- the real FAQ ----------------------------------------------------------------------------------------------------

ORIGINAL = (ROOT / "tests/data/original.txt").read_text("utf-8").replace("\u00a0", " ")
# The original has these names, and lost its web address and e-mail address.
FACTS = {"place": "Saint John", "contact_name": "Duyen Nguyen", "website": "", "email": ""}


def real() -> Source:
    return read((ROOT / PATH).read_bytes())


def original() -> dict[str, str]:
    """Return question -> answer of the original, the numerals of its one list left out."""
    lines = [line.strip() for line in ORIGINAL.splitlines() if line.strip()]
    starts = [index for index, line in enumerate(lines) if re.match(r"\d\. ", line)]
    ends = [*starts[1:], len(lines)]
    return {
        re.sub(r"^\d\. +", "", lines[start]): spaced(re.sub(r"\b\d\) ", "", " ".join(lines[start + 1 : end])))
        for start, end in zip(starts, ends, strict=True)
    }


def spaced(text: str) -> str:
    return " ".join(text.split())


def filled(text: str) -> str:
    return spaced(re.sub(r"\{(\w+)\}", lambda match: FACTS[match[1]], text))


def test_the_faq_has_the_six_questions_of_the_original_in_their_order() -> None:
    assert len(original()) == 6
    assert [filled(question.heading.text) for question in real().questions] == list(original())
    assert real().title.text in ORIGINAL


@pytest.mark.parametrize("number", range(6))
def test_answers_are_the_originals_word_for_word(number: int) -> None:
    answer = real().questions[number].fields["answer"]
    assert filled(" ".join(message.text for message in answer)) == list(original().values())[number]


def test_the_originals_numerals_became_a_list() -> None:
    numbered = [message.text for message in real().messages if message.kind == "number"]
    assert len(numbered) == len(re.findall(r"\b\d\) ", ORIGINAL)) == 3


def test_every_question_of_the_faq_has_a_text_message() -> None:
    assert all(len(question.fields["sms"]) == 1 for question in real().questions)


# --- what is read ----------------------------------------------------------------------------------------------------

WHOLE = """\ufeff# FAQ

<!-- translators: The first
     note. -->

## Why **now**? {#why-now}

First line
second line.

1. One;
2. Two.

* **Three**
* Four {website}

### Short answer

Short.

### Text message

SMS.

### E-mail subject

Subject.

### E-mail preheader

Preheader.

## How? {#how}

<!-- translators: Of the text alone. -->

Thus.
"""
MESSAGES = (
    Message("faq.title", "FAQ", "", PATH, 1),
    Message("why-now.question", "Why **now**?", "The first note.", PATH, 6),
    Message("why-now.answer", "First line second line.", "", PATH, 8),
    Message("why-now.answer", "One;", "", PATH, 11, "number"),
    Message("why-now.answer", "Two.", "", PATH, 12, "number"),
    Message("why-now.answer", "**Three**", "", PATH, 14, "bullet"),
    Message("why-now.answer", "Four {website}", "", PATH, 15, "bullet"),
    Message("why-now.short", "Short.", "", PATH, 19),
    Message("why-now.sms", "SMS.", "", PATH, 23),
    Message("why-now.subject", "Subject.", "", PATH, 27),
    Message("why-now.preheader", "Preheader.", "", PATH, 31),
    Message("how.question", "How?", "", PATH, 33),
    Message("how.answer", "Thus.", "Of the text alone.", PATH, 37),
)


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_every_construct_is_read_with_its_line(ending: str, mark: str) -> None:
    source = read((mark + WHOLE.removeprefix("\ufeff")).replace("\n", ending))
    assert source.messages == MESSAGES
    assert [question.id for question in source.questions] == ["why-now", "how"]


ACCEPTED = {
    "marks of a list": (ASKED + "1) a\n2) b\n", ["a", "b"]),
    "numbers from three": (ASKED + "3. a\n4. b\n", ["a", "b"]),
    "loose list": (ASKED + "- a\n\n- b\n", ["a", "b"]),
    "underscores for bold": (ASKED + "a __b__ c\n", ["a **b** c"]),
    "blanks": (ASKED + "a  \tb\n", ["a b"]),
    "no-break space": (ASKED + "a\u00a0b\n", ["a\u00a0b"]),
    "escapes": (ASKED + "5 \\* 6 \\# 7\n", ["5 * 6 # 7"]),
    # Not a link: the address would vanish, so that it is read as it is written.
    "link by reference": (ASKED + "a [b]\n\n[b]: https://example.org\n", ["a [b]", "[b]: https://example.org"]),
    "link's address alone": (ASKED + "[phone]: 506-555-0100\n", ["[phone]: 506-555-0100"]),
    "ampersand": (ASKED + "a & b &amp; c\n", ["a & b & c"]),
    "joiners of Persian": (ASKED + "می\u200cروم\n", ["می\u200cروم"]),
    "closed heading": (TITLE + "## Why? {#why} ##\n\na\n", ["a"]),
    "no line at the end": (ASKED + "a", ["a"]),
    "id of one letter": (TITLE + "## Why? {#y}\n\na\n", ["a"]),
    "id of 48 characters": (TITLE + f"## Why? {{#{'a' * 48}}}\n\na\n", ["a"]),
    "id that begins like a device": (TITLE + "## Why? {#contact}\n\na\n", ["a"]),
}


@pytest.mark.parametrize(("text", "expected"), ACCEPTED.values(), ids=ACCEPTED.keys())
def test_what_people_write_is_accepted(text: str, expected: list[str]) -> None:
    assert texts(text)[1:] == ["Why?", *expected]


HEADINGS = [
    ("## What is it? {#why}", "What is it?"),
    ("## What  is   it? {#why}", "What is it?"),
    ("##   What is it?\t{#why}  ", "What is it?"),
    ("## What \\# is &amp; it? {#why}", "What # is & it?"),
    ("## {place}: **what** is it? {#why}", "{place}: **what** is it?"),
    ("## What is it?  {#why}", "What is it?"),
    ("## What is it?    {#why}", "What is it?"),
]


@pytest.mark.parametrize(("line", "expected"), HEADINGS)
def test_a_heading_is_its_words_without_the_id(line: str, expected: str) -> None:
    assert texts(f"{TITLE}{line}\n\nBecause.\n")[1] == expected


# --- what is refused -------------------------------------------------------------------------------------------------

UNUSABLE = "cannot be used"
INVISIBLE = "is not allowed; delete it"
NESTED = "a list holds one paragraph an item, with no list, heading, code or other block"
# A file with one fault: its text, the fault's line, and a part of its sentence.
REFUSED = {
    "HTML": (ANSWERED + "<div>x</div>\n", 7, "HTML is not allowed here"),
    "HTML comment": (ANSWERED + "<!-- to do -->\n", 7, "<!-- translators:"),
    "HTML after a note": (ANSWERED + "<!-- translators: x --> hidden\n", 7, "HTML is not allowed here"),
    "HTML within a text": (ASKED + "a\nb <b>c</b>\n", 6, "HTML is not allowed"),
    "script": (ANSWERED + "<script>\n", 7, "HTML is not allowed here"),
    "image": (ASKED + "a ![b](c.png)\n", 5, "pictures are not allowed"),
    "table": (ANSWERED + "| a | b |\n|---|---|\n| 1 | 2 |\n", 7, "tables are not allowed"),
    "code": (ANSWERED + "```\nx\n```\n", 7, "code is not allowed"),
    "code with tildes": (ANSWERED + "~~~\nx\n", 7, "code is not allowed"),
    "indented code": (ANSWERED + "    x\n", 7, "four spaces"),
    "code within a text": (ASKED + "a `b`\n", 5, "code marks"),
    "quotation": (ANSWERED + "> x\n", 7, "quotations with >"),
    "line of dashes": (ANSWERED + "---\n", 7, "a line of dashes"),
    "unknown placeholder": (ASKED + "a {web_site}\n", 5, "the placeholder {web_site} is not known"),
    "unknown placeholder in a question": (TITLE + "## {who}? {#why}\n\na\n", 3, "{who} is not known"),
    "unknown placeholder in the title": ("# {who}\n\n## Why? {#why}\n\na\n", 1, "{who} is not known"),
    "duplicate id": (ANSWERED + "## How? {#why}\n\nb\n", 7, "already used on line 3"),
    "missing id": (TITLE + "## Why?\n\na\n", 3, "the question has no id"),
    "id with capitals": (TITLE + "## Why? {#Why}\n\na\n", 3, UNUSABLE),
    "id with a blank": (TITLE + "## Why? {#why not}\n\na\n", 3, UNUSABLE),
    "id with an underscore": (TITLE + "## Why? {#why_not}\n\na\n", 3, UNUSABLE),
    "id with a hyphen last": (TITLE + "## Why? {#why-}\n\na\n", 3, UNUSABLE),
    "id in other letters": (TITLE + "## Why? {#où}\n\na\n", 3, UNUSABLE),
    "id up a folder": (TITLE + "## Why? {#../why}\n\na\n", 3, UNUSABLE),
    "empty id": (TITLE + "## Why? {#}\n\na\n", 3, UNUSABLE),
    "id of 49 characters": (TITLE + f"## Why? {{#{'a' * 49}}}\n\na\n", 3, UNUSABLE),
    "id CON": (TITLE + "## Why? {#CON}\n\na\n", 3, UNUSABLE),
    "id con": (TITLE + "## Why? {#con}\n\na\n", 3, UNUSABLE),
    "id prn": (TITLE + "## Why? {#prn}\n\na\n", 3, UNUSABLE),
    "id nul": (TITLE + "## Why? {#nul}\n\na\n", 3, UNUSABLE),
    "id com1": (TITLE + "## Why? {#com1}\n\na\n", 3, UNUSABLE),
    "id lpt9": (TITLE + "## Why? {#lpt9}\n\na\n", 3, UNUSABLE),
    "id faq": (TITLE + "## Why? {#faq}\n\na\n", 3, UNUSABLE),
    "id label": (TITLE + "## Why? {#label}\n\na\n", 3, UNUSABLE),
    "id shelf": (TITLE + "## Why? {#shelf}\n\na\n", 3, UNUSABLE),
    "heading too deep": (ANSWERED + "#### Text message\n\na\n", 7, "a heading this deep"),
    "text before a question": (TITLE + "a\n\n## Why? {#why}\n\nb\n", 3, "before the first question"),
    "text before the title": ("a\n\n" + ANSWERED, 1, "before the title"),
    "short text before a question": (TITLE + "### Text message\n\n## Why? {#why}\n\nb\n", 3, "before the first"),
    "question before the title": ("## Why? {#why}\n\na\n", 1, "a question stands before the title"),
    "second title": (ANSWERED + "# More\n", 7, "a second title"),
    "no title": ("", 1, "the file has no title"),
    "no question": (TITLE, 1, "the file has no question"),
    "no answer": (TITLE + "## Why? {#why}\n", 3, "“why” has no answer"),
    "short texts alone": (ASKED + "### Text message\n\na\n", 3, "“why” has no answer"),
    "empty title": ("#\n\n## Why? {#why}\n\na\n", 1, "the heading is empty"),
    "empty short heading": (ANSWERED + "###\n\na\n", 7, "is not a kind of text"),
    "italics": (ASKED + "a *b*\n", 5, "italics are not used"),
    "italics with underscores": (ASKED + "a _b_\n", 5, "italics are not used"),
    "bold italics": (ASKED + "a ***b***\n", 5, "italics are not used"),
    "link": (ASKED + "a [b](https://example.org)\n", 5, "links are not allowed"),
    "bare link": (ASKED + "a <https://example.org>\n", 5, "links are not allowed"),
    "break by blanks": (ASKED + "a  \nb\n", 5, "a forced line break"),
    "break by backslash": (ASKED + "a\nb\\\nc\n", 6, "a forced line break"),
    "bell": (ASKED + "a\x07b\n", 5, f"U+0007 (control character) {INVISIBLE}"),
    "null": (ASKED + "a\x00b\n", 5, f"U+0000 (control character) {INVISIBLE}"),
    "carriage return alone": (ASKED + "a\rb\n", 5, f"U+000D (control character) {INVISIBLE}"),
    "next line": (ASKED + "a\x85b\n", 5, f"U+0085 (control character) {INVISIBLE}"),
    "line separator": (ASKED + "a\u2028b\n", 5, f"U+2028 (line separator) {INVISIBLE}"),
    "bidi override": (ASKED + "a\u202eb\n", 5, f"U+202E (right-to-left override) {INVISIBLE}"),
    "bidi isolate": (ASKED + "a\u2067b\n", 5, f"U+2067 (right-to-left isolate) {INVISIBLE}"),
    "bidi mark": (ASKED + "a\u200fb\n", 5, f"U+200F (right-to-left mark) {INVISIBLE}"),
    "zero width space": (ASKED + "a\u200bb\n", 5, f"U+200B (zero width space) {INVISIBLE}"),
    "tag character": (ASKED + "a\U000e0041b\n", 5, f"U+E0041 (tag latin capital letter a) {INVISIBLE}"),
    "bidi override in a note": (ASKED + "<!-- translators: \u202e -->\n\na\n", 5, "U+202E"),
    "not UTF-8": ((ASKED + "né\n").encode("latin-1"), 5, "this is not UTF-8"),
    "half a pair": (ASKED.encode() + b"\xed\xa0\x80\n", 5, "this is not UTF-8"),
    "UTF-16": (ANSWERED.encode("utf-16"), 1, "this is not UTF-8"),
    "not NFC": (ASKED + "a\ncafe\u0301\n", 6, "save it as NFC"),
    "too large": (b"a" * 500_001, 0, "larger than 500,000 bytes"),
    "nested list": (ANSWERED + "- a\n  - b\n", 8, NESTED),
    "nested numbers": (ANSWERED + "1. a\n   1. b\n", 8, NESTED),
    "quotation in a list": (ANSWERED + "- a\n- > b\n", 8, NESTED),
    "code in a list": (ANSWERED + "- a\n- ```\n  b\n  ```\n", 8, NESTED),
    "empty item": (ANSWERED + "- a\n-\n- c\n", 7, "empty or many-paragraph item"),
    "item of two paragraphs": (ANSWERED + "- a\n\n  b\n", 7, "empty or many-paragraph item"),
    "underlined heading": (ANSWERED + "More\n---\n\nb\n", 7, "makes it a heading"),
    "underlined title": (ANSWERED + "More\n===\n\nb\n", 7, "makes it a heading"),
    "stray brace": (ASKED + "a } b\n", 5, "a brace stands alone"),
    "braces around a blank": (ASKED + "a {place name}\n", 5, "a brace stands alone"),
    "placeholder with capitals": (ASKED + "a {Website}\n", 5, "a brace stands alone"),
    "two ids": (TITLE + "## Why? {#how} {#why}\n\na\n", 3, "a brace stands alone"),
    "bold not closed": (ASKED + "a **b\n", 5, "bold is opened but not closed"),
    "same text twice": (ANSWERED + "Because.\n", 7, "the same text stands on line 5 already"),
    "unknown short text": (ANSWERED + "### Poster\n\na\n", 7, "“Poster” is not a kind of text"),
    "short text in small letters": (ANSWERED + "### text message\n\na\n", 7, "is not a kind of text"),
    "short answer twice": (ANSWERED + "### Short answer\n\na\n\n### Short answer\n\nb\n", 11, "already has"),
    "text message of two": (ANSWERED + "### Text message\n\na\n\nb\n", 11, "“Text message” is one paragraph"),
    "text message in a list": (ANSWERED + "### Text message\n\n- a\n", 9, "“Text message” is one paragraph"),
    "subject of two": (ANSWERED + "### E-mail subject\n\na\n\nb\n", 11, "“E-mail subject” is one paragraph"),
    "preheader of two": (ANSWERED + "### E-mail preheader\n\na\n\nb\n", 11, "“E-mail preheader” is one paragraph"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "line", "part"), REFUSED.values(), ids=REFUSED.keys())
def test_a_fault_is_told_once_at_its_line(text: str | bytes, line: int, part: str) -> None:
    (found,) = faults(text)
    assert found[0] == line
    assert part in found[1]


def test_a_fault_reads_as_place_what_and_cure() -> None:
    with pytest.raises(Faults, match=r"^source/faq\.md:3: the question has no id; end the line with one, such as \{#"):
        read(TITLE + "## Why?\n\na\n")


def test_all_faults_of_a_file_are_told_in_one_run() -> None:
    bad = "a\n\n## Why?\n\n*b* `c`\n\n> d\n\n## How? {#How}\n\n{e} \x07\n\n# FAQ\n\n### Poster\n\ncafe\u0301\n"
    parts = [
        (3, "before the first question"),
        (5, "has no id"),
        (7, "code marks"),
        (7, "italics"),
        (9, "quotations"),
        (11, UNUSABLE),
        (13, "U+0007"),
        (13, "{e} is not known"),
        (15, "a second title"),
        (17, "“Poster”"),
        (19, "NFC"),
    ]
    found = faults(TITLE + bad)
    assert [line for line, _ in found] == [line for line, _ in parts]
    assert all(part in message for (_, part), (_, message) in zip(parts, found, strict=True))


def test_a_file_as_large_as_any_may_be_is_read() -> None:
    texts_of = "".join(f"{number:03} {'a' * 9_994}\n\n" for number in range(100))
    text = (ASKED + texts_of)[:500_000]
    assert len(text) == 500_000 and "".join(texts(text)[2:]) == (texts_of[: 500_000 - len(ASKED)]).replace("\n", "")
    with pytest.raises(Faults, match="larger than 500,000 bytes"):
        read(text + "a")


# What Markdown makes of entities is as invisible as what is typed.
ENTITIES = [("&#8238;", 5), ("&#x202E;", 5), ("&shy;", 5), ("&ZeroWidthSpace;", 5), ("&lrm;", 5), ("e&#769;", 5)]


@pytest.mark.parametrize(("entity", "line"), ENTITIES)
def test_entities_bring_in_no_forbidden_character(entity: str, line: int) -> None:
    assert [found[0] for found in faults(f"{ASKED}a {entity} b\n")] == [line]


# What the reader knows no place for must be refused, in a list too.
LOST = {
    "indented code": (ANSWERED + "- a\n\n      b\n- c\n", 9),
    "line of stars": (ANSWERED + "- a\n  ***\n- c\n", 8),
    "heading": (ANSWERED + "- ## a\n- c\n", 7),
}


@pytest.mark.parametrize(("text", "line"), LOST.values(), ids=LOST.keys())
def test_nothing_is_dropped_in_silence(text: str, line: int) -> None:
    assert [found[0] for found in faults(text)] == [line]


STRAY_IDS = [
    pytest.param(ASKED + "a {#why}\n", 5, id="text"),
    pytest.param("# FAQ {#title}\n\n## Why? {#why}\n\na\n", 1, id="title"),
]


@pytest.mark.parametrize(("text", "line"), STRAY_IDS)
def test_an_id_belongs_to_a_question_alone(text: str, line: int) -> None:
    (found,) = faults(text)
    assert found[0] == line


@pytest.mark.parametrize("text", ["- a\n  - b\n", "- a\n-\n- c\n", "> a\n", "```\na\n```\n"])
def test_a_refused_answer_is_not_also_a_missing_one(text: str) -> None:
    assert len(faults(ASKED + text)) == 1


def test_two_notes_for_translators_are_both_kept() -> None:
    source = read(ASKED + "<!-- translators: One. -->\n\n<!-- translators: Two. -->\n\na\n")
    assert source.questions[0].fields["answer"][0].note == "One. Two."


# --- any text --------------------------------------------------------------------------------------------------------

PIECES = (
    *("# ", "## ", "### ", "#### ", "{#a}", " {#b}", "Text message", "Short answer", "FAQ", "Why?"),
    *("\n", "\n\n", "\r\n", "\r", "  \n", "\\\n", "    ", "\t", "- ", "  - ", "1. ", "2) ", "---", "===", "> "),
    *("**", "*", "_", "`", "```", "~~~", "<", ">", "<b>", "<!--", "-->", "![", "[", "](", ")", "[a]: b\n", "\\"),
    *("{", "}", "{website}", "{x}", "&amp;", "&#8238;", "| a | b |\n|---|---|\n", "<!-- translators: x -->"),
    *("é", "e\u0301", "\u202e", "\x00", "\x0b", "\u2028", "\ufeff", "ع", "好", "😀"),
)
TEXTS = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=40).map("".join).map(str.encode),
    st.lists(st.sampled_from(PIECES), max_size=30).map(lambda pieces: (ASKED + "".join(pieces)).encode()),
    st.text(max_size=80).map(lambda text: text.encode("utf-8", "replace")),
    st.binary(max_size=60),
)


def accept_or_refuse(content: bytes, told: str) -> Source | tuple[Message, ...] | None:
    """Return what is read, or None where it is refused with faults that a person can follow."""
    try:
        return reader.read(content, told) if told == PATH else reader.read_labels(content, told)
    except Faults as error:
        lines = len(re.split(rb"\r\n|\r|\n", content))
        assert error.faults
        assert all(0 <= fault.line <= lines and "; " in fault.message for fault in error.faults)
        return None


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_any_text_is_a_source_or_faults(content: bytes) -> None:
    source = accept_or_refuse(content, PATH)
    if source is not None:
        assert source.questions
        assert all(message.text for message in source.messages)


@given(st.one_of(TEXTS, TEXTS.map(lambda text: b'a = "' + text + b'"\n')))
@settings(max_examples=100, deadline=None)
def test_any_text_is_labels_or_faults(content: bytes) -> None:
    accept_or_refuse(content, LABELS)


# --- labels ----------------------------------------------------------------------------------------------------------


def labels(text: str | bytes) -> tuple[Message, ...]:
    return reader.read_labels(text if isinstance(text, bytes) else text.encode(), LABELS)


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_labels_are_read_with_the_comment_above(ending: str, mark: str) -> None:
    text = '# The pieces\' own words.\n\n# Beside a date.\nrevised = "Revised: {date}"\nphone = "**Phone**"\n'
    assert labels((mark + text).replace("\n", ending)) == (
        Message("label.revised", "Revised: {date}", "Beside a date.", LABELS, 4),
        Message("label.phone", "**Phone**", "", LABELS, 5),
    )


def test_all_lines_of_the_comment_above_are_the_note() -> None:
    (label,) = labels('# Beside a date,\n# in small print.\nrevised = "Revised: {date}"\n')
    assert label.note == "Beside a date, in small print."


REFUSED_LABELS = {
    "no quotes": ('a = "x"\nb = y\n', [2]),
    "quote not closed": ('a = "x"\nb = "y\n', [2]),
    "twice": ('a = "x"\n\na = "y"\n', [3]),
    "no words": ('a = "x"\nb = ""\n', [2]),
    "blanks": ('a = "x"\nb = " "\n', [2]),
    "unknown placeholder": ('a = "x"\nb = "{who}"\n', [2]),
    "stray brace": ('a = "x"\nb = "{"\n', [2]),
    "bold not closed": ('a = "x"\nb = "**y"\n', [2]),
    "bidi override": ('a = "x"\nb = "\u202ey"\n', [2]),
    "not NFC": ('a = "x"\nb = "e\u0301"\n', [2]),
    "not UTF-8": ('a = "x"\nb = "é"\n'.encode("latin-1"), [2]),
    "larger than a megabyte": (b"#" * 1_000_001, [0]),
    "all of them": ('a = "{who}"\nb = ""\n\nc = "}"\nd = "\u200b"\n', [1, 2, 4, 5]),
}
PLACED = [
    pytest.param('a = "x"\nb = 5\n', [2], id="number"),
    pytest.param('a = "x"\n\n[b]\nc = "y"\n', [3], id="table"),
    pytest.param("a = \"x\"\nb = '{who}'\n", [2], id="single quotes"),
    pytest.param('a = "x"\n  b = "{who}"\n', [2], id="indented"),
    pytest.param('a = "x"\nB = "{who}"\n', [2], id="capital"),
]
ESCAPED = {
    "escaped bidi override": ('a = "x"\nb = "\\u202Ey"\n', [2]),
    "escaped bell": ('a = "x"\nb = "\\u0007"\n', [2]),
    "escaped line": ('a = "x"\nb = "y\\nz"\n', [2]),
}


@pytest.mark.parametrize(("text", "lines"), REFUSED_LABELS.values(), ids=REFUSED_LABELS.keys())
def test_labels_are_refused_at_their_lines(text: str | bytes, lines: list[int]) -> None:
    assert refused_lines(text) == lines


@pytest.mark.parametrize(("text", "lines"), PLACED)
def test_labels_written_otherwise_are_refused_at_their_lines(text: str, lines: list[int]) -> None:
    assert refused_lines(text) == lines


@pytest.mark.parametrize(("text", "lines"), ESCAPED.values(), ids=ESCAPED.keys())
def test_escapes_bring_in_no_forbidden_character(text: str, lines: list[int]) -> None:
    assert refused_lines(text) == lines


def refused_lines(text: str | bytes) -> list[int]:
    """Return the lines of the faults; every fault must name the file and say what to do."""
    with pytest.raises(Faults) as caught:
        labels(text)
    assert all(fault.path == LABELS and "; " in fault.message for fault in caught.value.faults)
    return [fault.line for fault in caught.value.faults]
