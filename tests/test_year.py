"""A year of edits to the English: each touches its own messages in every catalog, and nothing stale is printed as
current, whether translators keep up or nobody does, with approvals and without.
"""

import re
import shutil
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from conftest import ROOT

from handbill import approving, inline, languages, manifest, po, reader, tracking
from handbill.model import Block, Document, Message, Passage, part_of
from handbill.project import SOURCE_TAG, Piece, Project

FAQ, LABELS, REVIEWS = "source/faq.md", "source/labels.toml", "source/locale/reviews.toml"
# Two editions of one FAQ with every fact known: one prints drafts, one keeps to approved words.
EDITIONS = {"drafts": "draft", "kept": "last-approved"}
APPROVED = ("ar", "fr-CA", "uk", "zh-Hans")
DAY = date(2026, 1, 15)
# Text messages are cheap enough to make after each edit.
SENT = "uk"

Change = Callable[[str], str]


# --- the edits -------------------------------------------------------------------------------------------------------


def indexes(blocks: list[str], question: str, field: str) -> list[int]:
    """Return which of the FAQ's blocks are the texts of a question's field."""
    found, here = [], ("", "")
    for index, block in enumerate(blocks):
        if block.startswith("## "):
            here = (block.rpartition("{#")[2].rstrip("}\n"), "answer")
        elif block.startswith("### "):
            here = (here[0], reader.FIELDS[block.removeprefix("### ").strip()])
        elif here == (question, field) and not block.startswith("<!--"):
            found.append(index)
    return found


def text_of(question: str, change: Change, field: str = "answer", which: int = 0) -> Change:
    """Return the edit that changes one text of a question."""

    def edit(faq: str) -> str:
        blocks = faq.split("\n\n")
        index = indexes(blocks, question, field)[which]
        blocks[index] = change(blocks[index])
        return "\n\n".join(block for block in blocks if block)

    return edit


def whole(question: str, change: Change) -> Change:
    """Return the edit that changes a question from its heading to its end, or drops it."""

    def edit(faq: str) -> str:
        parts = re.split(r"^## ", faq, flags=re.MULTILINE)
        found = (change(part) if f"{{#{question}}}\n" in part else part for part in parts)
        return "## ".join(part for part in found if part)

    return edit


def swapped(first: str, second: str) -> Change:
    """Return the edit that gives two questions each other's place."""

    def edit(faq: str) -> str:
        parts = re.split(r"^## ", faq.rstrip("\n") + "\n\n", flags=re.MULTILINE)
        at = [next(n for n, part in enumerate(parts) if f"{{#{name}}}\n" in part) for name in (first, second)]
        parts[at[0]], parts[at[1]] = parts[at[1]], parts[at[0]]
        return "## ".join(parts).rstrip("\n") + "\n"

    return edit


def moved(faq: str) -> str:
    """Move the last sentence of one answer to the end of another."""
    sentences: list[str] = []

    def cut(text: str) -> str:
        rest, sentence = re.split(r"(?<=\.) (?=[^.]+\.$)", text)
        sentences.append(sentence)
        return rest

    shorter = text_of("what-is-a-lip", cut)(faq)
    return text_of("newcomer", lambda text: f"{text} {sentences[0]}")(shorter)


def merged(faq: str) -> str:
    """Make one paragraph of the first two of an answer."""
    blocks = faq.split("\n\n")
    first, second, *_ = indexes(blocks, "learn-more", "answer")
    blocks[first : second + 1] = [f"{blocks[first]} {blocks[second]}"]
    return "\n\n".join(blocks)


def turned(text: str) -> str:
    """Put the last item of a numbered list first."""
    items = [re.sub(r"^\d+\. ", "", line) for line in text.split("\n")]
    assert len(items) > 2, "this is no list; renew the test"
    return "\n".join(f"{number}. {item}" for number, item in enumerate((items[-1], *items[:-1]), 1))


def replaced(pattern: str, new: str) -> Change:
    return lambda text: re.sub(pattern, new, text, count=1)


WHERE = "\n\nWe meet in the old library."
WHO = "Who pays for it? {#who-pays}\n\nNobody who asks has to pay.\n\n### Text message\n\nIt is free for all.\n\n"


@dataclass(frozen=True)
class Edit:
    """A change of the English and what must follow in every catalog: context and state, `*` for all of a question.

    `undoes` names an earlier edit and the question whose answer is again what it was before that. `outdates` are
    parts whose approval it ends although no message of theirs changed, `restores` those that are again as they were
    approved.
    """

    name: str
    change: Change | None
    touched: tuple[str, ...] = ()
    undoes: tuple[str, str] = ("", "")
    outdates: tuple[str, ...] = ()
    restores: tuple[str, ...] = ()
    path: str = FAQ


YEAR = (
    Edit("reword", text_of("newcomer", replaced(r"\w+(\W*)$", r"the region\1")), ("newcomer.answer fuzzy",)),
    Edit(
        "split a paragraph",
        text_of("why-lips", replaced(r"\. ", ".\n\n")),
        ("why-lips.answer fuzzy", "why-lips.answer untranslated"),
    ),
    Edit("insert a paragraph", text_of("benefit", lambda text: text + WHERE), ("benefit.answer untranslated",)),
    Edit("delete a paragraph", text_of("purpose", lambda _: "", which=-1), ("purpose.answer obsolete",)),
    Edit(
        "bring it back", None, ("purpose.answer translated",), ("delete a paragraph", "purpose"), restores=("purpose",)
    ),
    Edit("reorder questions", swapped("newcomer", "why-lips")),
    Edit("reorder list items", text_of("purpose", turned, which=1), outdates=("purpose",)),
    Edit(
        "rename a question's id",
        whole("why-lips", replaced("why-lips", "why-partnerships")),
        ("why-partnerships.* fuzzy", "why-lips.* obsolete"),
    ),
    Edit(
        "change a number",
        text_of("what-is-a-lip", lambda text: re.sub(r"\d+", lambda found: str(int(found[0]) + 1), text, count=1)),
        ("what-is-a-lip.answer fuzzy",),
    ),
    Edit("bold a word", text_of("benefit", replaced(r"(\w{6,})", r"**\1**")), ("benefit.answer fuzzy",)),
    Edit(
        "change a label",
        replaced(r"(?m)^contact = .*$", 'contact = "Write to us"'),
        ("label.contact fuzzy",),
        path=LABELS,
    ),
    Edit("add a question", whole("learn-more", lambda last: f"{WHO}## {last}"), ("who-pays.* untranslated",)),
    Edit("delete a question", whole("benefit", lambda _: ""), ("benefit.* obsolete",)),
    Edit("merge two paragraphs", merged, ("learn-more.answer fuzzy", "learn-more.answer obsolete")),
    Edit(
        "change a placeholder", text_of("learn-more", replaced("{email}", "{phone}"), "sms"), ("learn-more.sms fuzzy",)
    ),
    Edit(
        "fix a typo", text_of("what-is-a-lip", replaced(r"(\w)(\w{5})", r"\1\1\2"), "sms"), ("what-is-a-lip.sms fuzzy",)
    ),
    Edit("change only white space", text_of("newcomer", lambda text: text.replace(" ", "\n"))),
    Edit(
        "change a translators' note",
        replaced(r"(<!-- translators: IRCC.*?) -->", r"\1 So do all its letters. -->"),
        ("what-is-a-lip.answer noted",),
    ),
    Edit("move a sentence", moved, ("what-is-a-lip.answer fuzzy", "newcomer.answer fuzzy")),
    Edit("revert an edit", None, ("newcomer.answer fuzzy",), ("reword", "newcomer")),
    Edit("change the title", replaced(r"^# .*", "# What people ask"), ("faq.title fuzzy",)),
)


def restored(now: str, then: str, question: str) -> str:
    """Return the FAQ with a question's answer as another version of it has it."""
    blocks, others = now.split("\n\n"), then.split("\n\n")
    here, there = indexes(blocks, question, "answer"), indexes(others, question, "answer")
    blocks[here[0] : here[-1] + 1] = others[there[0] : there[-1] + 1]
    return "\n\n".join(blocks)


# --- the year --------------------------------------------------------------------------------------------------------

# A part's messages with their translations, in order.
Words = list[tuple[str, str, str]]


@dataclass
class Year:
    """A project in which a year goes by; `truth` is what translators wrote for which English, `approved` what
    reviewers read.
    """

    project: Project
    truth: dict[str, dict[po.Key, str]]
    approved: dict[str, dict[str, Words]]
    turn: int = 0

    def path(self, tag: str) -> Path:
        return self.project.path(f"source/locale/{tag.replace('-', '_')}.po")

    def blocks(self, tag: str) -> list[str]:
        return self.path(tag).read_text("utf-8").rstrip("\n").split("\n\n")

    def translate(self, tag: str) -> None:
        """Translate all that waits, as a person would: in the language's own words, with the English one's names."""
        self.turn += 1
        path = self.path(tag)
        catalog = po.read(path.read_bytes(), path.name)
        entries = tuple(self._translated(entry, tag, number) for number, entry in enumerate(catalog.entries))
        path.write_bytes(po.dump(replace(catalog, entries=entries)))
        self.truth[tag] |= {entry.key: entry.translation for entry in entries if not entry.obsolete}

    def _translated(self, entry: po.Entry, tag: str, number: int) -> po.Entry:
        if entry.obsolete or entry.state == "translated":
            return entry
        title = self.truth[tag].get(("sample", "")) or entry.translation
        bold = [f"**{title}**"] * (entry.text.count("**") // 2)
        names = [f"{{{name}}}" for name in inline.placeholders(entry.text).elements()]
        words = " ".join((title, f"{self.turn}-{number}", *bold, *names))
        return replace(entry, translation=words, flags=tuple(set(entry.flags) - {"fuzzy"}), previous=None)

    def approve(self, tag: str) -> None:
        """Approve every text of a language, and remember what was approved."""
        approving.approve(self.project, tag, "A. Reviewer", DAY.isoformat(), ())
        parts: dict[str, Words] = defaultdict(list)
        for message in self.project.messages():
            words = self.truth[tag][message.context, message.text]
            parts[part_of(message.context)].append((message.context, message.text, words))
        self.approved[tag] = parts


@pytest.fixture
def year(tmp_path: Path) -> Year:
    """The project's own words at the start of a year: every text translated, four languages approved."""
    for name in ("source", "styles", "templates"):
        shutil.copytree(ROOT / name, tmp_path / name)
    (tmp_path / REVIEWS).write_text("# Who.\n", "utf-8")
    example = tmp_path / "source/editions/example"
    text = re.sub(r"(?m)^locales = .*\n", "", (example / "edition.toml").read_text("utf-8"))
    for name, policy in EDITIONS.items():
        shutil.copytree(example, tmp_path / "source/editions" / name)
        toml = f'{text}\n[policies]\ndefault = "{policy}"\n'
        (tmp_path / f"source/editions/{name}/edition.toml").write_text(toml, "utf-8")
    project = Project(tmp_path)
    languages.update(project)
    begun = Year(project, defaultdict(dict), {})
    for tag in project.catalog_tags():
        titles = [entry.translation for entry in project.catalog(tag).entries if entry.context == "faq.title"]
        begun.truth[tag]["sample", ""] = titles[0]
        begun.translate(tag)
    for tag in APPROVED:
        begun.approve(tag)
    return begun


def edits(year: Year) -> Iterator[tuple[Edit, list[Message]]]:
    """Make the year's edits in turn; yield each, after `doit update`, with the messages before it."""
    past: dict[str, str] = {}
    for edit in YEAR:
        path, messages = year.project.path(edit.path), list(year.project.messages())
        now = path.read_text("utf-8")
        past[edit.name] = now
        text = edit.change(now) if edit.change else restored(now, past[edit.undoes[0]], edit.undoes[1])
        assert text != now, f"{edit.name} changes nothing; renew the test"
        path.write_text(text, "utf-8")
        languages.update(year.project)
        yield edit, messages


# --- what must follow ------------------------------------------------------------------------------------------------


def context_of(block: str) -> str:
    return re.search(r'^(?:#~ )?msgctxt "(.*)"$', block, re.MULTILINE)[1]  # type: ignore[index]


def state_of(block: str) -> str:
    """Return how an entry of a catalog stands, read from its lines alone."""
    if "#~ msgctxt" in block:
        return "obsolete"
    if "\n#, fuzzy" in block or block.startswith("#, fuzzy"):
        assert "\n#| msgid " in block and not block.endswith('msgstr ""')
        return "fuzzy"
    return "untranslated" if block.endswith('msgstr ""') else "translated"


def expected(edit: Edit, before: list[Message], after: list[Message]) -> Counter[tuple[str, str]]:
    """Return context and state of each entry that the edit must touch."""
    found: Counter[tuple[str, str]] = Counter()
    for row in edit.touched:
        pattern, state = row.split()
        known = before if state == "obsolete" else after
        contexts = [m.context for m in known if m.context.startswith(pattern.rstrip("*"))]
        wanted = contexts if pattern.endswith("*") else [pattern]
        assert set(wanted) <= set(contexts), f"{edit.name} finds no {pattern}; renew the test"
        found.update((context, state.replace("noted", "translated")) for context in wanted)
    return found


def assert_touched(old: list[str], new: list[str], wanted: Counter[tuple[str, str]]) -> None:
    """Assert that a catalog differs in exactly the wanted entries, byte for byte, and that nothing else went."""
    fresh, gone = Counter(new) - Counter(old), Counter(old) - Counter(new)
    assert Counter((context_of(block), state_of(block)) for block in fresh.elements()) == wanted
    known = {context_of(block) for block in old[1:]}
    kept = [context for context, state in wanted.elements() if state != "untranslated" and context in known]
    assert Counter(context_of(block) for block in gone.elements()) == Counter(kept)


def passages(document: Document) -> dict[str, list[Passage]]:
    """Return all that a document holds, by context, in order."""
    found: dict[str, list[Passage]] = defaultdict(list)

    def blocks(many: tuple[Block, ...]) -> Iterator[Passage]:
        return (passage for block in many for passage in block.passages)

    for question in document.questions:
        single = (question.question, question.sms, question.subject, question.preheader)
        for passage in (*blocks(question.answer), *blocks(question.short), *filter(None, single)):
            found[passage.context].append(passage)
    for passage in (document.title, *document.labels.values()):
        found[passage.context].append(passage)
    return found


@cache
def bare(text: str) -> str:
    """Return a text without spaces and punctuation, which each language's typography may set in its own way."""
    return "".join(letter for letter in text if unicodedata.category(letter)[0] not in "CPSZ")


def says(text: str, words: str) -> bool:
    """Return whether a text has these words and no others, with anything where they name a fact."""
    return pattern(words).fullmatch(bare(text)) is not None


@cache
def pattern(words: str) -> re.Pattern[str]:
    return re.compile(".*".join(re.escape(bare(part)) for part in re.split(r"\{\w+\}", words)))


def current(messages: list[Message], truth: dict[po.Key, str]) -> dict[str, list[tuple[str, str]]]:
    """Return context -> today's English and what a translator wrote for exactly that, in order."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for message in messages:
        found[message.context].append((message.text, truth.get((message.context, message.text), "")))
    return found


def assert_nothing_stale(year: Year, edition: str, tag: str) -> None:
    """Assert that each passage is the translation of today's English, English marked as English, or approved words
    under the date of their approval.
    """
    project, document = year.project, year.project.document(edition, tag)
    kept = project.restorable(edition, tag)
    now = current(list(project.messages()), year.truth[tag])
    for part in kept:
        now = {context: pairs for context, pairs in now.items() if part_of(context) != part}
        for context, english, words in year.approved[tag][part]:
            now.setdefault(context, []).append((english, words))
    found = passages(document)
    assert found.keys() == now.keys()
    for context, pairs in now.items():
        assert len(found[context]) == len(pairs), context
        for passage, (english, words) in zip(found[context], pairs, strict=True):
            assert_current(passage, tag, english, words)
            assert passage.language.tag == tag or part_of(context) not in kept
    assert (document.revised == DAY) == bool(kept)


def assert_current(passage: Passage, tag: str, english: str, words: str) -> None:
    told = (passage.context, passage.state)
    if passage.language.tag == tag:
        assert words and says(passage.text, words) and passage.state == "translated", told
    else:
        assert passage.language.tag == SOURCE_TAG and passage.language.direction == "ltr", told
        assert says(passage.text, english) and passage.state != "translated", told


def assert_sent(year: Year) -> None:
    """Assert that exactly the text messages that are translated are made, in today's words."""
    piece = Piece("drafts", SENT, "sms")
    year.project.publish(piece)
    written = {
        row["question"]: year.project.path("dist", row["path"]).read_text("utf-8")
        for row in manifest.rows(year.project.root, piece.name)
    }
    messages = [message for message in year.project.source().messages if message.context.endswith(".sms")]
    stands = {text.context: text.stand for text in tracking.progress(year.project, SENT).texts}
    ready = {part_of(m.context): (m.context, m.text) for m in messages if stands[m.context] == "translated"}
    assert written.keys() == ready.keys()
    assert all(says(text, year.truth[SENT][ready[name]]) for name, text in written.items())


@pytest.mark.slow
def test_each_edit_touches_its_own_messages_in_every_catalog_and_nothing_stale_is_printed(year: Year) -> None:
    project, tags = year.project, year.project.catalog_tags()
    outdated: set[str] = set()
    old = {tag: year.blocks(tag) for tag in tags}
    for edit, before in edits(year):
        messages = list(project.messages())
        wanted = expected(edit, before, messages)
        waiting = sum(state in ("fuzzy", "untranslated") for _, state in wanted.elements())
        outdated = (outdated | parts(edit, wanted)) - set(edit.restores)
        for tag in tags:
            assert_touched(old[tag], year.blocks(tag), wanted)
            keys = [entry.key for entry in project.catalog(tag).entries if not entry.obsolete]
            assert keys == list(dict.fromkeys((message.context, message.text) for message in messages))
            assert len(messages) - tracking.progress(project, tag).done == waiting, edit.name
            assert_standings(year, tag, outdated)
            for edition in EDITIONS:
                assert_nothing_stale(year, edition, tag)
        assert_sent(year)
        for tag in tags:
            year.translate(tag)
            old[tag] = year.blocks(tag)
            assert_nothing_stale(year, "kept", tag)


def parts(edit: Edit, wanted: Counter[tuple[str, str]]) -> set[str]:
    """Return the parts whose approval an edit ends."""
    touched = {part_of(context) for context, _ in wanted} if not any("noted" in row for row in edit.touched) else set()
    return touched | set(edit.outdates)


def assert_standings(year: Year, tag: str, outdated: set[str]) -> None:
    """Assert that each part which was approved still is, unless an edit ended that, and that no other one is."""
    for part, standing in year.project.standings(tag).items():
        if part in year.approved.get(tag, {}):
            assert standing == ("outdated" if part in outdated else "approved"), (tag, part)
        else:
            assert standing == "open", (tag, part)


@pytest.mark.slow
def test_where_nobody_keeps_up_nothing_stale_is_printed_either(year: Year) -> None:
    project = year.project
    for _ in edits(year):
        for tag in project.catalog_tags():
            for edition in EDITIONS:
                assert_nothing_stale(year, edition, tag)
    waiting = [text for tag in project.catalog_tags() for text in tracking.progress(project, tag).texts]
    assert {text.stand for text in waiting} == {"translated", "fuzzy", "untranslated"}
    shown = {text.context for text in waiting if text.stand == "fuzzy" and (text.changes or text.note)}
    assert shown == {text.context for text in waiting if text.stand == "fuzzy"}


def test_the_year_has_twenty_edits_and_each_is_one_of_its_kind() -> None:
    assert len(YEAR) >= 20 and len({edit.name for edit in YEAR}) == len(YEAR)
