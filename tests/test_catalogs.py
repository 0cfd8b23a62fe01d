"""Catalogs: damaged files are refused at their line, merges guess nothing, and what is written is what was read."""

import io
import shutil
import subprocess
import unicodedata
import warnings
from dataclasses import replace
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from hypothesis import given, settings
from hypothesis import strategies as st

from handbill import catalogs, po
from handbill.errors import Faults
from handbill.model import Message
from handbill.po import Catalog, Entry, Previous

PATH = "source/locale/fr_CA.po"
HEADER = 'msgid ""\nmsgstr ""\n"Language: fr_CA\\n"\n\n'  # the next line is line 5
GOOD = 'msgctxt "why.answer"\nmsgid "Good"\nmsgstr "Bon"\n'  # three lines

CANONICAL = r"""# French, for the handbills.
#
# Reviewed by nobody yet.
msgid ""
msgstr ""
"Project-Id-Version: handbill\n"
"X-Reviewed-By: Zoë\n"
"Language: fr_CA\n"
"Language-Team: \n"
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\n"

# The name is not translated.
#. The title of the page.
#: faq.md
msgctxt "faq.title"
msgid "Frequently Asked Questions"
msgstr "Foire aux questions"

#: faq.md
#, fuzzy, ignore-length, max-length:306
#| msgctxt "purpose.sms"
#| msgid "Say \"hello\" to C:\\us"
msgctxt "purpose.sms"
msgid "Say \"hello\"\tto\nus"
msgstr "Dites « bonjour »\n"

msgctxt "purpose.answer"
msgid "Not yet"
msgstr ""

# No longer asked.
#~| msgid "Older"
#~ msgctxt "gone.answer"
#~ msgid "Old"
#~ msgstr "Vieux"
"""


def read(text: str) -> Catalog:
    return po.read(text.encode(), PATH)


def lines(content: bytes | str) -> list[int]:
    """Return the lines of the faults in a refused file; every fault must say what to do."""
    with pytest.raises(Faults) as caught:
        po.read(content if isinstance(content, bytes) else content.encode(), PATH)
    for fault in caught.value.faults:
        assert fault.path == PATH
        assert "; " in fault.message
        assert "\n" not in str(fault)
    return [fault.line for fault in caught.value.faults]


# --- reading ---------------------------------------------------------------------------------------------------------


def test_everything_of_an_entry_is_read():
    catalog = read(CANONICAL)
    assert catalog.path == PATH
    assert catalog.comments == ("French, for the handbills.", "", "Reviewed by nobody yet.")
    assert catalog.headers[1:4] == (("X-Reviewed-By", "Zoë"), ("Language", "fr_CA"), ("Language-Team", ""))
    assert catalog.headers[-1] == ("Plural-Forms", "nplurals=2; plural=(n > 1);")
    title, sms, answer, old = catalog.entries
    assert title == Entry(
        "faq.title",
        "Frequently Asked Questions",
        "Foire aux questions",
        comments=("The name is not translated.",),
        notes=("The title of the page.",),
        references=("faq.md",),
    )
    assert sms.text == 'Say "hello"\tto\nus'
    assert sms.flags == ("fuzzy", "ignore-length", "max-length:306")
    assert sms.previous == Previous("purpose.sms", 'Say "hello" to C:\\us')
    assert [entry.state for entry in catalog.entries] == ["translated", "fuzzy", "untranslated", "translated"]
    assert (old.obsolete, old.previous, old.comments) == (True, Previous("", "Older"), ("No longer asked.",))
    assert [entry.line for entry in catalog.entries] == [16, 24, 28, 34]
    assert answer.flags == ()


def test_a_translation_of_blanks_is_no_translation():
    assert Entry("a.answer", "A", " \n").state == "untranslated"
    assert Entry("a.answer", "A", "", ("fuzzy",)).state == "untranslated"


ACCEPTED = {
    "byte order mark and CRLF": ("\ufeff" + HEADER + GOOD).replace("\n", "\r\n"),
    "no blank lines": HEADER.rstrip("\n") + "\n" + GOOD,
    "no newline at the end": (HEADER + GOOD).rstrip("\n"),
    "wrapped by Poedit": HEADER + 'msgctxt ""\n"why."\n"answer"\nmsgid ""\n"Go"\n"od"\nmsgstr ""\n"B"\n"on"\n',
    "indented": HEADER + GOOD.replace("msg", "  msg"),
    "tabs for blanks": HEADER + GOOD.replace(" ", "\t"),
}


@pytest.mark.parametrize("text", ACCEPTED.values(), ids=ACCEPTED.keys())
def test_what_editors_do_to_a_file_is_accepted(text: str):
    assert read(text).entries == (Entry("why.answer", "Good", "Bon"),)


def test_foreign_remarks_become_canonical():
    remarks = "#no blank\n#: source/faq.md:12 source/faq.md:40\n#: labels.toml:3\n"
    remarks += '#, max-length:9,ignore-x, placeholders:"a,b"\n#, fuzzy\n'
    (entry,) = read(HEADER + remarks + GOOD).entries
    assert entry.comments == ("no blank",)
    assert entry.references == ("faq.md", "labels.toml")
    assert entry.flags == ("fuzzy", "ignore-x", "max-length:9", 'placeholders:"a,b"')


def test_wrapped_previous_and_obsolete_texts_are_read():
    wrapped = '#| msgctxt "b"\n#| msgid ""\n#| "O"\n#| "ld"\n' + GOOD
    wrapped += '#~| msgid ""\n#~| "Older"\n#~ msgctxt "c"\n#~ msgid ""\n#~ "Ol"\n#~ "d"\n#~ msgstr ""\n#~ "V"\n'
    live, old = read(HEADER + wrapped).entries
    assert live.previous == Previous("b", "Old")
    assert old == Entry("c", "Old", "V", previous=Previous("", "Older"), obsolete=True)


def test_joiners_are_letters_of_persian_and_bengali():
    (entry,) = read(HEADER + GOOD.replace("Bon", "می\u200cروم ক\u200dষ")).entries
    assert entry.translation == "می\u200cروم ক\u200dষ"


def test_text_is_composed_on_reading():
    # Keyboards of Hindi and of macOS Vietnamese do not type NFC; a translator cannot mend that by typing again.
    (entry,) = read(HEADER + GOOD.replace("Bon", "a\u0302\u0301 \u095c \\n\u0303")).entries
    assert entry.translation == unicodedata.normalize("NFC", "\u1ea5 \u095c \n\u0303")


# The damaged entry stands alone after the header, from line 5; GOOD entries around it must not hide or move the fault.
DAMAGED = {
    "quote not closed": ('msgctxt "a"\nmsgid "A"\nmsgstr "Bonjour le monde\n', [7]),
    "quote not opened": ('msgctxt "a"\nmsgid "A"\nmsgstr Bonjour"\n', [7]),
    "no quotes": ('msgctxt "a"\nmsgid "A"\nmsgstr Bonjour\n', [7]),
    "curly quotes": ('msgctxt "a"\nmsgid “A”\nmsgstr "B"\n', [6]),
    "no text at all": ('msgctxt "a"\nmsgid\nmsgstr "B"\n', [6]),
    "quote within": ('msgctxt "a"\nmsgid "A"\nmsgstr "le "monde""\n', [7]),
    "text after the quote": ('msgctxt "a"\nmsgid "A" # why\nmsgstr "B"\n', [6]),
    "last quote escaped": ('msgctxt "a"\nmsgid "A"\nmsgstr "B\\"\n', [7]),
    "continuation without quotes": ('msgctxt "a"\nmsgid "A"\nmsgstr ""\n"B"\nC\n', [9]),
    "continuation of nothing": ('"lost"\nmsgctxt "a"\nmsgid "A"\nmsgstr "B"\n', [5]),
    "continuation of a comment": ('# why\n"lost"\nmsgctxt "a"\nmsgid "A"\nmsgstr "B"\n', [6]),
    "continuation of another kind": ('msgctxt "a"\nmsgid "A"\nmsgstr "B"\n#~ "lost"\n', [8]),
    "unknown escape": ('msgctxt "a"\nmsgid "A"\nmsgstr "B\\x41"\n', [7]),
    "carriage return escape": ('msgctxt "a"\nmsgid "A\\r"\nmsgstr "B"\n', [6]),
    "unknown keyword": ('msgctxt "a"\nmsgid "A"\nmsgst "B"\n', [7]),
    "unknown keyword first": ('msgctx "a"\nmsgid "A"\nmsgstr "B"\n', [5]),
    "domain": ('domain "x"\nmsgctxt "a"\nmsgid "A"\nmsgstr "B"\n', [5]),
    "conflict": ('<<<<<<< HEAD\nmsgctxt "a"\nmsgid "A"\n=======\nmsgstr "B"\n>>>>>>> main\n', [5, 8, 10]),
    "plural": ('msgctxt "a"\nmsgid "A"\nmsgid_plural "As"\nmsgstr[0] "B"\nmsgstr[1] "Bs"\n', [7, 8, 9]),
    "plural of one": ('msgctxt "a"\nmsgid "A"\nmsgstr[0] "B"\n', [7]),
    "previous plural": ('#| msgid_plural "As"\nmsgctxt "a"\nmsgid "A"\nmsgstr "B"\n', [5]),
    "damaged previous": ('#| msgid "As\nmsgctxt "a"\nmsgid "A"\nmsgstr "B"\n', [5]),
    "duplicate": ('msgctxt "a"\nmsgid "A"\nmsgstr "B"\n\nmsgctxt "a"\nmsgid ""\n"A"\nmsgstr "C"\n', [9]),
    "no msgctxt": ('# why\nmsgid "A"\nmsgstr "B"\n', [6]),
    "empty msgctxt": ('msgctxt ""\nmsgid "A"\nmsgstr "B"\n', [5]),
    "no msgid": ('msgctxt "a"\nmsgstr "B"\n', [5]),
    "no msgstr": ('msgctxt "a"\nmsgid "A"\n', [5]),
    "obsolete without msgstr": ('#~ msgctxt "a"\n#~ msgid "A"\n', [5]),
    "half obsolete": ('msgctxt "a"\nmsgid "A"\n#~ msgstr "B"\n', [5, 7]),
    "two msgstr": ('msgctxt "a"\nmsgid "A"\nmsgstr "B"\nmsgstr "C"\n', [8]),
    "second header": ('msgid ""\nmsgstr "Language: ar\\n"\n', [5]),
    "bidirectional override": ('msgctxt "a"\nmsgid "A"\nmsgstr "a\u202eb"\n', [7]),
    "control character in a comment": ('# \x1b[2J\nmsgctxt "a"\nmsgid "A"\nmsgstr "B"\n', [5]),
    "carriage return alone": ('msgctxt "a"\nmsgid "A"\nmsgstr "B\rC"\n', [7]),
    "line separator": ('msgctxt "a"\nmsgid "A\u2028B"\nmsgstr "B"\n', [6]),
    "tag character": ('msgctxt "a"\nmsgid "A\U000e0041"\nmsgstr "B"\n', [6]),
    "entry too long": ('msgctxt "a"\nmsgid "A"\nmsgstr "' + "x" * 10_000 + '"\n', [5]),
    "several": ('msgctxt "a"\nmsgid "A"\nmsgstr B\n\nmsgid "C"\nmsgstr "\\q"\n\nmsgid "D"\nmsgstr ""\n', [7, 10, 12]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), DAMAGED.values(), ids=DAMAGED.keys())
def test_damage_is_refused_at_its_line(text: str, expected: list[int]):
    assert lines(HEADER + text) == expected
    assert lines((HEADER + text).replace("\n", "\r\n")) == expected


@pytest.mark.parametrize(("text", "expected"), DAMAGED.values(), ids=DAMAGED.keys())
def test_neighbours_neither_hide_nor_move_damage(text: str, expected: list[int]):
    assert lines(HEADER + GOOD + "\n" + text + "\n" + GOOD.replace("why", "how")) == [line + 4 for line in expected]


HEADERS = {
    "comment of nothing": (HEADER + "# why\n\n#~\n", [5]),
    "empty file": ("", [1]),
    "no header": (GOOD, [1]),
    "header not first": (GOOD + "\n" + HEADER, [5]),
    "header obsolete": ('#~ msgid ""\n#~ msgstr "Language: ar\\n"\n\n' + GOOD, [1, 1]),
    "header line without colon": ('# why\nmsgid ""\nmsgstr ""\n"Language\\n"\n', [2]),
    "not UTF-8": (HEADER.encode() + GOOD.replace("Bon", "Été").encode("latin-1"), [7]),
    "UTF-16": (HEADER.encode("utf-16"), [1]),
    "too large": (HEADER.encode() + b"#\n" * 500_000, [0]),
    "too many entries": (
        HEADER + "".join(f'#~ msgctxt "a"\n#~ msgid "{n}"\n#~ msgstr "{n}"\n' for n in range(5_001)),
        [5 + 5_000 * 3],
    ),
}


@pytest.mark.parametrize(("content", "expected"), HEADERS.values(), ids=HEADERS.keys())
def test_a_damaged_file_or_header_is_refused(content: bytes | str, expected: list[int]):
    assert lines(content) == expected


def test_a_fault_is_one_sentence_with_its_place():
    with pytest.raises(Faults, match=rf'^{PATH}:7: the text is not in quotes; .*"$'):
        read(HEADER + 'msgctxt "a"\nmsgid "A"\nmsgstr Bonjour\n')


# --- hostile files ---------------------------------------------------------------------------------------------------


def test_plural_forms_are_kept_and_never_evaluated():
    bomb = "nplurals=999999999; plural=n**n**n || __import__('os').abort();"
    catalog = read(HEADER.replace("Language: fr_CA", f"Plural-Forms: {bomb}") + GOOD)
    assert catalog.headers == (("Plural-Forms", bomb),)
    assert read(po.dump(catalog).decode()) == catalog


# Before, repeated, after. Marks out of their order take Unicode normalization a time that grows with their square.
HOSTILE = {
    "words": ("", "x\n", ""),
    "continuations": ("", '"x"\n', ""),
    "one long text": ('msgctxt "a"\nmsgid ""\n', '"x"\n', 'msgstr ""\n'),
    "quotes": ("", '"', ""),
    "quotes in quotes": ('msgid "', '\\"', '"\n'),
    "backslashes": ('msgid "', "\\", "\n"),
    "comments": ("", "#\n", ""),
    "flags": ("", '#, "\n', ""),
    "commas": ("#", ",", "\n"),
    "obsolete": ("", '#~ msgid ""\n', ""),
    "conflicts": ("", "<<<<<<< x\n", ""),
    "overrides": ("", "\u202e", ""),
    "marks": ('msgctxt "a"\nmsgid "a', "\u0301\u0323", '"\nmsgstr ""\n'),
    "blanks": ('msgid "a"', " ", "x"),
    "colons": ("#: ", ":1", "x"),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("parts", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_file_ends_with_a_short_list(parts: tuple[str, str, str]):
    before, again, after = parts
    room = 200_000  # a fifth of the limit keeps the test quick, and still hangs on anything that grows with the square
    with pytest.raises(Faults) as caught:
        read(HEADER + before + again * (room // len(again.encode())) + after)
    assert 1 <= len(caught.value.faults) <= 100
    assert len(str(caught.value)) < 30_000


def test_a_megabyte_of_nothing_is_read():
    assert read(HEADER + " " * (1_000_000 - len(HEADER))).entries == ()


def test_merging_long_texts_of_one_letter_ends():
    old = tuple(Entry("a.answer", "ab" * 2000 + str(n), "x") for n in range(20))
    merged = catalogs.merge(catalog_of(*old), [Message("a.answer", "c" * 4000), Message("a.answer", "d" * 4000)])
    assert [entry.state for entry in merged.entries[:2]] == ["untranslated"] * 2


# --- writing ---------------------------------------------------------------------------------------------------------


def test_a_canonical_file_is_written_back_byte_for_byte():
    assert po.dump(read(CANONICAL)).decode() == CANONICAL


def test_writing_is_canonical():
    entries = (
        Entry("gone.answer", "Old", "Vieux", obsolete=True),
        Entry("a.answer", "A" * 200 + "\n", "B", flags=("max-length:9", "c-format", "fuzzy")),
    )
    catalog = Catalog(PATH, (), (("POT-Creation-Date", "2026-01-01 00:00+0000"), ("Language", "fr")), entries)
    text = po.dump(catalog).decode()
    assert text.startswith('msgid ""\nmsgstr ""\n"Language: fr\\n"\n\n#, fuzzy, c-format, max-length:9\nmsgctxt "a.')
    assert f'msgid "{"A" * 200}\\n"\nmsgstr "B"\n' in text
    assert text.endswith('\n\n#~ msgctxt "gone.answer"\n#~ msgid "Old"\n#~ msgstr "Vieux"\n')


def test_a_comment_cannot_write_an_entry():
    evil = Entry("a.answer", "A", "B", comments=('x\nmsgctxt "b.answer"\nmsgid "B"\nmsgstr "C"',))
    assert [entry.context for entry in read(po.dump(catalog_of(evil)).decode()).entries] == ["a.answer"]


def words(**options: object) -> st.SearchStrategy[str]:
    """Return texts as a catalog may hold them: NFC, without forbidden characters."""
    letters = st.one_of(
        st.sampled_from('\n\t"\\ ab~|#,:[]msgid\u200c\u200d\u00a0\u3000\u0301\u0338é中ش👋'),
        st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp", "Cn", "Co", "So")),
    )
    return st.text(letters, max_size=12, **options).map(lambda text: unicodedata.normalize("NFC", text))  # type: ignore[arg-type]


def remarks() -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(words().map(lambda text: text.replace("\n", "")), max_size=3).map(tuple)


FLAGS = (
    "c-format",
    "ignore-length",
    "max-length:306",
    'placeholders:"{website},{email}"',
    "python-brace-format",
    "x-unknown",
)
NAMES = st.from_regex(r"[a-z]{1,8}\.(answer|sms)", fullmatch=True)
ENTRIES = st.builds(
    Entry,
    context=NAMES,
    text=words(min_size=1),
    translation=words(),
    flags=st.tuples(st.sets(st.just("fuzzy")), st.sets(st.sampled_from(FLAGS))).map(lambda f: (*f[0], *sorted(f[1]))),
    comments=remarks(),
    notes=remarks(),
    references=st.lists(st.sampled_from(["faq.md", "labels.toml"]), unique=True).map(tuple),
    previous=st.none() | st.builds(Previous, st.just("") | NAMES, words()),
    obsolete=st.booleans(),
)
CATALOGS = st.builds(
    Catalog,
    path=st.just(PATH),
    comments=remarks(),
    headers=st.lists(
        st.tuples(
            st.from_regex(r"X-[A-Za-z]{1,9}", fullmatch=True), words().map(lambda t: t.replace("\n", "").strip())
        ),
        min_size=1,
        max_size=4,
    ).map(tuple),
    entries=st.lists(ENTRIES, max_size=4, unique_by=lambda e: e.key).map(
        lambda found: tuple(sorted(found, key=lambda entry: entry.obsolete))
    ),
)


@pytest.mark.slow
@given(CATALOGS)
@settings(max_examples=150, deadline=None, derandomize=True)
def test_what_is_written_is_what_is_read(catalog: Catalog):
    content = po.dump(catalog)
    assert po.read(content, PATH) == catalog
    assert po.dump(po.read(content, PATH)) == content


def test_babel_reads_the_same():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = read_po(io.BytesIO(CANONICAL.encode()), locale="fr_CA")
    ours = read(CANONICAL)
    live = {entry.key: entry for entry in ours.entries if not entry.obsolete}
    found = {(message.context, message.id): message for message in theirs if message.id}
    assert found.keys() == live.keys()
    for key, message in found.items():
        assert message.string == live[key].translation
        assert message.flags == set(live[key].flags)
        assert message.auto_comments == list(live[key].notes)
        assert tuple(name for name, _ in message.locations) == live[key].references
    assert [(m.context, m.id, m.string) for m in theirs.obsolete.values()] == [("gone.answer", "Old", "Vieux")]


def test_gettext_accepts_what_is_written(tmp_path: Path):
    msgfmt = shutil.which("msgfmt")
    if msgfmt is None:
        pytest.skip("msgfmt is not installed; install gettext to run this test")
    catalog = po.new(PATH, "fr_CA", ("French.",))
    catalog = catalogs.merge(replace(catalog, entries=read(CANONICAL).entries), [*MESSAGES, Message("b.sms", "“B”")])
    (tmp_path / "fr_CA.po").write_bytes(po.dump(catalog))
    done = subprocess.run(
        [msgfmt, "-c", "-o", "fr_CA.mo", "fr_CA.po"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    # A date and a translator's name are not ours to invent.
    assert [line for line in done.stderr.splitlines() if not line.endswith("missing in header")] == []


# --- merging ---------------------------------------------------------------------------------------------------------

A1 = "The LIP raises awareness around newcomers\u2019 needs."
A2 = "It supports community-level research and strategic planning."
A3 = "It improves accessibility and coordination of services."
TITLE = Message("purpose.question", "What is the purpose of a LIP?", "A heading.", "source/faq.md", 3)
ANSWERS = tuple(Message("purpose.answer", text, "", "source/faq.md", 5) for text in (A1, A2, A3))
LIMIT_NOTE = "At most 306 characters, with names and addresses filled in."
SMS = Message("purpose.sms", "The LIP makes services easier to reach.", "", "source/faq.md", 9)
MESSAGES = (TITLE, *ANSWERS, SMS)


def catalog_of(*entries: Entry) -> Catalog:
    return Catalog(PATH, (), (("Language", "fr_CA"),), entries)


def translated(*messages: Message) -> Catalog:
    """Return a catalog of the messages, each translated as its English in capitals."""
    merged = catalogs.merge(catalog_of(), messages, {"sms": 306})
    return replace(merged, entries=tuple(replace(entry, translation=entry.text.upper()) for entry in merged.entries))


def merged(before: Catalog, *messages: Message) -> dict[tuple[str, str], Entry]:
    """Return the live entries by key, having checked their order and that a second merge changes nothing."""
    after = catalogs.merge(before, messages, {"sms": 306})
    assert [entry.key for entry in after.entries if not entry.obsolete] == [(m.context, m.text) for m in messages]
    assert po.dump(catalogs.merge(after, messages, {"sms": 306})) == po.dump(after)
    assert po.read(po.dump(after), PATH) == after
    return {entry.key: entry for entry in after.entries if not entry.obsolete}


def obsolete(before: Catalog, *messages: Message) -> list[tuple[str, str]]:
    return [entry.key for entry in catalogs.merge(before, messages).entries if entry.obsolete]


def states(entries: dict[tuple[str, str], Entry]) -> list[str]:
    return [entry.state for entry in entries.values()]


def changed(message: Message, text: str) -> Message:
    return replace(message, text=text)


def test_a_new_message_takes_its_note_reference_and_limit():
    entries = merged(catalog_of(), TITLE, SMS)
    assert entries[TITLE.context, TITLE.text] == Entry(
        TITLE.context, TITLE.text, notes=("A heading.",), references=("faq.md",)
    )
    assert entries[SMS.context, SMS.text].flags == ("max-length:306",)


def test_nothing_changed_changes_nothing():
    before = translated(*MESSAGES)
    assert catalogs.merge(before, MESSAGES, {"sms": 306}) == before


def test_merging_keeps_headers_and_comments():
    before = read(CANONICAL)
    after = catalogs.merge(before, MESSAGES)
    assert (after.path, after.comments) == (before.path, before.comments)
    assert after.headers == (*before.headers, ("PO-Revision-Date", "YEAR-MO-DA"), ("Last-Translator", ""))


def test_notes_references_and_limits_are_renewed_and_the_translators_own_kept():
    old = Entry(
        SMS.context, SMS.text, "x", ("fuzzy", "ignore-length", "max-length:160"), ("mine",), ("old",), ("a.md",)
    )
    entry = merged(catalog_of(old), replace(SMS, note="new"))[SMS.context, SMS.text]
    assert (entry.flags, entry.comments) == (("fuzzy", "ignore-length", "max-length:306"), ("mine",))
    assert (entry.notes, entry.references) == (("new", LIMIT_NOTE), ("faq.md",))


def test_a_change_is_fuzzy_and_shows_what_was_translated():
    entries = merged(translated(*MESSAGES), TITLE, ANSWERS[0], changed(ANSWERS[1], A2 + " Ask us."), ANSWERS[2], SMS)
    assert states(entries) == ["translated", "translated", "fuzzy", "translated", "translated"]
    entry = entries["purpose.answer", A2 + " Ask us."]
    assert (entry.translation, entry.previous) == (A2.upper(), Previous("purpose.answer", A2))
    assert obsolete(translated(*ANSWERS), ANSWERS[0], changed(ANSWERS[1], A2 + " Ask us."), ANSWERS[2]) == []


def test_a_second_change_shows_what_was_first_translated():
    once = catalogs.merge(translated(*MESSAGES), [changed(SMS, SMS.text + " Today.")])
    entries = merged(once, changed(SMS, SMS.text + " Today and tomorrow."))
    (entry,) = entries.values()
    assert entry.previous == Previous("purpose.sms", SMS.text)


def test_a_change_after_review_shows_the_reviewed_text():
    old = Entry("a.sms", "Ask us now.", "x", previous=Previous("a.sms", "Ask."))
    (entry,) = merged(catalog_of(old), Message("a.sms", "Ask us today.")).values()
    assert entry.previous == Previous("a.sms", "Ask us now.")


def test_an_insertion_touches_nothing_else():
    new = Message("purpose.answer", "It is not a direct service provider.")
    entries = merged(translated(*MESSAGES), TITLE, ANSWERS[0], new, *ANSWERS[1:], SMS)
    assert states(entries) == ["translated", "translated", "untranslated", "translated", "translated", "translated"]


def test_reordering_touches_nothing():
    assert set(states(merged(translated(*MESSAGES), SMS, *reversed(ANSWERS), TITLE))) == {"translated"}


def test_a_renamed_context_is_fuzzy_and_says_whence():
    renamed = tuple(replace(message, context=message.context.replace("purpose", "aim")) for message in MESSAGES)
    entries = merged(translated(*MESSAGES), *renamed)
    assert states(entries) == ["fuzzy"] * 5
    assert entries["aim.sms", SMS.text].previous == Previous("purpose.sms", SMS.text)
    assert entries["aim.sms", SMS.text].flags == ("fuzzy", "max-length:306")
    assert obsolete(translated(*MESSAGES), *renamed) == [(m.context, m.text) for m in MESSAGES]


def test_only_a_finished_translation_is_taken_from_another_context():
    fuzzy = Entry("purpose.sms", SMS.text, "x", ("fuzzy",))
    assert states(merged(catalog_of(fuzzy), replace(SMS, context="aim.sms"))) == ["untranslated"]


def test_of_equal_texts_elsewhere_the_first_living_one_serves():
    obsolete_one, first, second = (Entry(f"{name}.answer", "A", name) for name in ("old", "first", "second"))
    obsolete_one = replace(obsolete_one, obsolete=True)
    new = Message("new.answer", "A")
    everything = catalogs.merge(catalog_of(obsolete_one, first, second), [new]).entries
    assert everything[0].translation == "first"
    assert catalogs.merge(catalog_of(obsolete_one), [new]).entries[0].translation == "old"


def test_a_rewrite_of_the_only_text_keeps_the_translation_in_sight():
    entries = merged(translated(*MESSAGES), TITLE, *ANSWERS, changed(SMS, "Zzz"))
    assert entries["purpose.sms", "Zzz"].translation == SMS.text.upper()
    assert entries["purpose.sms", "Zzz"].state == "fuzzy"


def test_a_rewrite_of_several_texts_guesses_nothing():
    entries = merged(translated(*MESSAGES), changed(ANSWERS[0], "Zzz"), changed(ANSWERS[1], "Qqq"))
    assert states(entries) == ["untranslated", "untranslated"]


@pytest.mark.parametrize(("same", "state"), [(7, "fuzzy"), (6, "untranslated")])
def test_likeness_begins_at_thirty_five_in_a_hundred(same: int, state: str):
    # Twice the letters in common over all letters: 14 of 40 are 0.35. Three old texts, so that none is the only one.
    old = [Message("a.answer", text) for text in ("e" * same + "x" * (20 - same), "y" * 20, "z" * 20)]
    assert states(merged(translated(*old), Message("a.answer", "e" * same + "q" * (20 - same)))) == [state]


def test_likeness_of_long_texts_counts_every_letter():
    # difflib by itself ignores letters that are frequent in a text of 200 or more, which here are all of them.
    old, new = ([Message("a.answer", first + " work and rest" * 40) for first in firsts] for firsts in ("123", "45"))
    assert states(merged(translated(*old), *new)) == ["fuzzy", "fuzzy"]


def test_an_entry_without_translation_gives_nothing():
    before = catalog_of(Entry("a.sms", "Ask us."))
    assert list(merged(before, Message("a.sms", "Ask us now.")).values()) == [
        Entry("a.sms", "Ask us now.", flags=("max-length:306",), notes=(LIMIT_NOTE,))
    ]
    assert obsolete(before, Message("a.sms", "Ask us now.")) == []


def test_the_best_likeness_wins_whatever_the_order():
    shuffled = (changed(ANSWERS[0], A2 + " And so on, and more of it."), changed(ANSWERS[1], A2 + "!"))
    entries = merged(translated(*ANSWERS), *shuffled)
    assert entries["purpose.answer", A2 + "!"].translation == A2.upper()
    assert entries["purpose.answer", shuffled[0].text].translation != A2.upper()


def test_a_similar_text_elsewhere_inherits_nothing():
    new = Message("learn-more.sms", SMS.text + " Ask.")
    assert states(merged(translated(*MESSAGES), *MESSAGES, new))[-1] == "untranslated"
    assert states(merged(translated(SMS), new)) == ["untranslated"]


def test_a_deleted_text_is_kept_aside_if_it_was_translated():
    before = translated(*MESSAGES)
    before = replace(before, entries=(*before.entries, Entry("gone.answer", "Never translated")))
    assert obsolete(before, TITLE) == [(m.context, m.text) for m in (*ANSWERS, SMS)]
    assert {(entry.notes, entry.references) for entry in catalogs.merge(before, []).entries} == {((), ())}


def test_a_text_that_returns_is_revived_as_it_was():
    before = translated(*MESSAGES)
    after = catalogs.merge(catalogs.merge(before, [TITLE], {"sms": 306}), MESSAGES, {"sms": 306})
    assert after == before


def test_a_live_entry_wins_over_its_obsolete_twin_and_replaces_it_later():
    old = Entry("a.sms", "A", "old", obsolete=True)
    before = catalog_of(Entry("a.sms", "A", "new"), old)
    assert merged(before, Message("a.sms", "A"))["a.sms", "A"].translation == "new"
    assert [entry.translation for entry in catalogs.merge(before, []).entries] == ["new"]


# --- new catalogs and digests ----------------------------------------------------------------------------------------


def test_a_new_catalog_has_no_dates():
    text = po.dump(po.new(PATH, "fr_CA", ("French.",))).decode()
    assert text.splitlines() == [
        "# French.",
        'msgid ""',
        'msgstr ""',
        r'"Project-Id-Version: handbill\n"',
        r'"Language: fr_CA\n"',
        r'"MIME-Version: 1.0\n"',
        r'"Content-Type: text/plain; charset=UTF-8\n"',
        r'"Content-Transfer-Encoding: 8bit\n"',
        r'"X-Source-Language: en_CA\n"',
        r'"PO-Revision-Date: YEAR-MO-DA\n"',
        r'"Last-Translator: \n"',
        r'"Language-Team: \n"',
    ]
    assert read(text) == po.new(PATH, "fr_CA", ("French.",))
