"""The document that every writer receives: blocks, runs, facts and the language they are in; no file, no format."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from types import MappingProxyType
from typing import Any, Literal, Protocol

State = Literal["translated", "fuzzy", "untranslated", "failing"]
Kind = Literal["paragraph", "number", "bullet"]
# What stands for a language's tag where a file holds all of them (ISO 639-2).
SEVERAL = "mul"
# How a part of a language's texts stands: read and approved as it is, changed since, or never approved.
Standing = Literal["approved", "outdated", "open"]


@dataclass(frozen=True)
class Message:
    """One text to be translated: its context `<question>.<field>`, words, note for translators, file, line and block
    kind.
    """

    context: str
    text: str
    note: str = ""
    path: str = ""
    line: int = 0
    kind: Kind = "paragraph"


@dataclass(frozen=True)
class SourceQuestion:
    """A question as written: its heading and the messages of each field."""

    id: str
    heading: Message
    fields: Mapping[str, tuple[Message, ...]]

    @property
    def messages(self) -> tuple[Message, ...]:
        """Return the heading and every text, in the file's order."""
        return (self.heading, *(message for texts in self.fields.values() for message in texts))


@dataclass(frozen=True)
class Source:
    """The FAQ as written: its title and questions."""

    title: Message
    questions: tuple[SourceQuestion, ...]

    @property
    def messages(self) -> tuple[Message, ...]:
        """Return every message, in the file's order."""
        return (self.title, *(message for question in self.questions for message in question.messages))


@dataclass(frozen=True)
class Language:
    """A locale as the pieces need it: BCP 47 tag, ISO 15924 script, direction, own name, English name."""

    tag: str
    script: str
    direction: Literal["ltr", "rtl"]
    autonym: str
    english_name: str


@dataclass(frozen=True)
class Run:
    """A stretch of text of one kind. `fact` names the placeholder that it fills; `missing` says that the fact is
    unknown,
    `language` that its words are in another language than those around it."""

    text: str
    bold: bool = False
    fact: str = ""
    href: str = ""
    missing: bool = False
    confirmed: bool = True
    language: "Language | None" = None


@dataclass(frozen=True)
class Passage:
    """One message as it will be printed: its runs, the language that its words are really in, and how it was
    translated.
    """

    context: str
    runs: tuple[Run, ...]
    language: Language
    state: State = "translated"

    @property
    def text(self) -> str:
        """Return the words as one string, without bold."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class Paragraph:
    """A block of one passage."""

    passage: Passage

    @property
    def passages(self) -> tuple[Passage, ...]:
        return (self.passage,)


@dataclass(frozen=True)
class List:
    """A numbered or bulleted list, one passage an item."""

    ordered: bool
    passages: tuple[Passage, ...]


Block = Paragraph | List


@dataclass(frozen=True)
class Question:
    """A question and everything that is said about it; `short`, `sms`, `subject` and `preheader` are optional."""

    id: str
    question: Passage
    answer: tuple[Block, ...]
    short: tuple[Block, ...] = ()
    sms: Passage | None = None
    subject: Passage | None = None
    preheader: Passage | None = None

    @property
    def brief(self) -> tuple[Block, ...]:
        """Return the short answer where one is written, or else the answer."""
        return self.short or self.answer

    @property
    def text(self) -> str:
        """Return the words of the question and its answer."""
        passages = (self.question, *(passage for block in self.answer for passage in block.passages))
        return " ".join(passage.text for passage in passages)


@dataclass(frozen=True)
class Color:
    """A flat colour and its printing twin: sRGB as `#rrggbb`, CMYK in per cent."""

    rgb: str
    cmyk: tuple[float, float, float, float]


@dataclass(frozen=True)
class Document:
    """The whole FAQ in one language for one edition, ready for any writer; `beside` is the same in a second one,
    `footer` says whether an e-mail ends with who sends it, `reserve` what is sent before and after a text message.
    """

    edition: str
    language: Language
    source_language: Language
    title: Passage
    questions: tuple[Question, ...]
    labels: Mapping[str, Passage]
    source_labels: Mapping[str, Passage] = field(default_factory=lambda: MappingProxyType({}))
    facts: Mapping[str, Run] = field(default_factory=lambda: MappingProxyType({}))
    colors: Mapping[str, Color] = field(default_factory=lambda: MappingProxyType({}))
    logo: bytes = b""
    footer: bool = True
    reserve: tuple[str, str] = ("", "")
    revised: date = date(1970, 1, 1)
    reasons: tuple[str, ...] = ()
    code: str = ""
    beside: "Document | None" = None

    @property
    def state(self) -> Literal["draft", "final"]:
        """Return "draft" while there is a reason not to hand the piece out."""
        return "draft" if self.reasons else "final"


@dataclass(frozen=True)
class Written:
    """What a writer made: the finished file's bytes, and what its format tells the manifest (pages, segments…)."""

    content: bytes
    facts: Mapping[str, object]


@dataclass(frozen=True)
class Snippet:
    """A finished text for pasting: its language, its characters, and what the manifest says of its file."""

    language: Language
    text: str
    row: Mapping[str, Any]

    @property
    def name(self) -> str:
        """Return its file's name without the ending: one in all of `dist/`."""
        return str(self.row["path"]).rpartition("/")[2].rpartition(".")[0]


class Memory(Protocol):
    """What a writer may keep between builds, by the digest of what it came from."""

    def get(self, key: str) -> str | None:
        """Return what was kept under a key, or None."""
        ...

    def put(self, key: str, text: str) -> None:
        """Keep a text under a key."""
        ...


@dataclass(frozen=True)
class Design:
    """How a format looks: its name, the texts of its templates and styles by file name, its measures, what it prints,
    and the name of its template where that is another's.
    """

    name: str
    parts: Mapping[str, str]
    measures: Mapping[str, Any]
    prints: tuple[str, ...] = ()
    memory: Memory | None = None
    shared: str = ""

    @property
    def template(self) -> str:
        """Return the file name of its template."""
        return f"{self.shared or self.name}.html"


def part_of(context: str) -> str:
    """Return the part of the FAQ that a context belongs to: a question's id, `faq` or `label`."""
    return context.partition(".")[0]


# What a piece can print, by name: a format's row lists its parts in the order in which they are read.
CONTACT_FACTS = ("contact_name", "website", "email", "phone")
# What tells partners how to adapt a document, and what they fill in: labels, and labels without their “your_”.
NOTICE = ("adapt_what", "adapt_may", "adapt_ask")
PARTNER_FIELDS = ("organization", "contact", "website", "email")


def language_of(run: Run, passage: Passage) -> Language:
    """Return the language that the run's words are in."""
    return run.language or passage.language


def _blocks(blocks: tuple[Block, ...]) -> Iterator[Passage]:
    for block in blocks:
        yield from block.passages


def _questions(document: Document) -> Iterator[Passage]:
    for question in document.questions:
        yield question.question
        yield from _blocks(question.answer)


def _asked(document: Document) -> Iterator[Passage]:
    return (question.question for question in document.questions)


def _briefly(document: Document) -> Iterator[Passage]:
    """The short answer of each question that has one, and the whole answer of the others."""
    for question in document.questions:
        yield from _blocks(question.brief)


def contact_lines(document: Document) -> tuple[tuple[Passage, Passage], ...]:
    """Return label and fact of each line of the contact block; an unknown telephone number is left out."""
    lines = []
    for key in CONTACT_FACTS:
        fact = document.facts.get(key)
        if fact is not None:
            label = document.labels[key]
            lines.append((label, Passage(f"fact.{key}", (fact,), fact.language or document.language)))
    return tuple(lines)


def address_known(document: Document) -> bool:
    """Return whether there is a web address to draw a QR code from."""
    return bool("website" in document.facts and not document.facts["website"].missing)


def _contact(document: Document) -> Iterator[Passage]:
    yield document.labels["contact"]
    for label, fact in contact_lines(document):
        yield label
        yield fact


def _scan(document: Document) -> Iterator[Passage]:
    """The line beside the QR code, where there is an address to make one from."""
    if address_known(document):
        yield document.labels["scan"]


def _address(document: Document) -> Iterator[Passage]:
    """What a poster tells beside its QR code: the web address and the telephone number; a web address that is not known
    is marked where the code would be, before the rest.
    """
    facts = [fact for _, fact in contact_lines(document) if fact.context in ("fact.website", "fact.phone")]
    yield from (fact for fact in facts if fact.runs[0].missing)
    yield document.labels["scan"]
    yield from (fact for fact in facts if not fact.runs[0].missing)


def _subject(document: Document) -> Iterator[Passage]:
    """The subject of each question's e-mail: its own, or else the question."""
    for question in document.questions:
        yield question.subject or question.question


# What mail programs show of a subject, in characters.
SUBJECT = 60


def _faq_subject(document: Document) -> Iterator[Passage]:
    """The subject of an e-mail of the whole FAQ: the invitation, or the title where that is too long to be shown."""
    invitation = document.labels["invitation"]
    yield invitation if len(invitation.text) <= SUBJECT else document.title


def _footer(document: Document) -> Iterator[Passage]:
    """The end of an e-mail: who sends it, and what is known of web address, e-mail address and telephone number."""
    if document.footer:
        yield document.labels["sent_by"]
        facts = [fact for _, fact in contact_lines(document) if fact.context != "fact.contact_name"]
        yield from (fact for fact in facts if not fact.runs[0].missing)


def _field(name: str) -> Callable[[Document], Iterator[Passage]]:
    return lambda document: (text for question in document.questions if (text := getattr(question, name)))


def _label(key: str) -> Callable[[Document], Iterator[Passage]]:
    return lambda document: iter((document.labels[key],))


def _draft(document: Document) -> Iterator[Passage]:
    """The draft line, in the document's language and, for those who hand it out, in the source's."""
    if document.reasons:
        yield document.labels["draft"]
        if document.language != document.source_language:
            yield document.source_labels["draft"]


def with_reserve(text: str, document: Document) -> str:
    """Return a text message as it is sent: with what the sending platform sets before it and on a line behind it."""
    before, after = document.reserve
    last = f"\n{after}" if after else ""
    return f"{before} {text}{last}" if before else text + last


def pair(document: Document, beside: Document) -> Document:
    """Return the document with the same FAQ in a second language beside it; both have the same questions."""
    return replace(document, beside=beside)


def _both(part: Callable[[Document], Iterator[Passage]]) -> Callable[[Document], Iterator[Passage]]:
    """Return a part that prints first the second language's words and then the document's own."""

    def words(document: Document) -> Iterator[Passage]:
        if document.beside:
            yield from part(document.beside)
        yield from part(document)

    return words


def _paired(document: Document) -> Iterator[Passage]:
    """Each question with its answer in the second language, then in the document's own."""
    others = document.beside.questions if document.beside else ()
    for other, own in zip(others, document.questions, strict=True):
        for question in (other, own):
            yield question.question
            yield from _blocks(question.answer)


def _notice(document: Document) -> Iterator[Passage]:
    return (document.labels[key] for key in NOTICE)


def _contents(document: Document) -> Iterator[Passage]:
    yield document.labels["contents"]
    for number, question in enumerate(document.questions, start=1):
        yield Passage("contents.number", (Run(str(number)),), question.question.language)
        yield question.question


def _listed(document: Document) -> Iterator[Passage]:
    """The questions as a web page lists them: each leads to its answer and needs no number."""
    yield document.labels["contents"]
    yield from _asked(document)


def _contents_beside(document: Document) -> Iterator[Passage]:
    return _contents(document.beside or document)


def spoken(document: Document) -> tuple[Document, ...]:
    """Return the document in each of its languages, the one beside it first."""
    return (document.beside, document) if document.beside else (document,)


def sides(document: Document) -> tuple[Document, Document]:
    """Return the document and the one beside it as columns, in reading order: the source's first, but the document's
    own first where it runs from right to left.
    """
    other = document.beside or document
    return (document, other) if document.language.direction == "rtl" else (other, document)


def autonym(document: Document) -> Passage:
    """Return the name of the document's language in itself, as a column is headed."""
    return Passage("language", (Run(document.language.autonym),), document.language)


def _sides(document: Document) -> Iterator[Passage]:
    """Each question in the second language and in the document's own; below, the answers in columns."""
    others = document.beside.questions if document.beside else ()
    for number, pair_of in enumerate(zip(others, document.questions, strict=True)):
        yield from (question.question for question in pair_of)
        yield from map(autonym, sides(document))
        for column in sides(document):
            yield from _blocks(column.questions[number].answer)


def _adapter(document: Document) -> Iterator[Passage]:
    """What a partner fills in: who adapted the document."""
    yield document.labels["adapted_by"]
    yield from (blank(document.labels[f"your_{field}"]) for field in PARTNER_FIELDS)


def blank(label: Passage) -> Passage:
    """Return the label in brackets, as it stands where something is still to be filled in."""
    return replace(label, runs=(Run(f"[{label.text}]", missing=True),))


def _imprint(document: Document) -> Iterator[Passage]:
    source = document.source_language
    yield Passage("imprint.code", (Run(document.code),), source)
    yield Passage("imprint.separator", (Run("·"),), source)
    yield Passage("imprint.language", (Run(document.language.english_name),), source)
    yield document.labels["revised"]


PARTS: dict[str, Callable[[Document], Iterator[Passage]]] = {
    "title": lambda document: iter((document.title,)),
    "partnership": _label("partnership"),
    "invitation": _label("invitation"),
    "questions": _questions,
    "asked": _asked,
    "briefly": _briefly,
    "sms": _field("sms"),
    "subject": _subject,
    "faq_subject": _faq_subject,
    "preheader": _field("preheader"),
    "email_preheader": _label("email_preheader"),
    "footer": _footer,
    "contact": _contact,
    "scan": _scan,
    "address": _address,
    "notice": _notice,
    "contents": _contents,
    "listed": _listed,
    "adapter": _adapter,
    "titles": _both(lambda document: iter((document.title,))),
    "paired": _paired,
    "partnerships": _both(_label("partnership")),
    "contacts": _both(_contact),
    "notices": _both(_notice),
    "contents_beside": _contents_beside,
    "sides": _sides,
    "draft": _draft,
    "imprint": _imprint,
}


def printed(document: Document, parts: tuple[str, ...]) -> tuple[Passage, ...]:
    """Return the passages that the parts print, in reading order."""
    return tuple(passage for part in parts for passage in PARTS[part](document))


# Crockford's base 32: no I, L, O or U, so that a code can be read out over the telephone.
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def imprint_code(*fields: str) -> str:
    """Return eight Crockford base-32 characters of the SHA-256 of the fields (40 bits, most significant first)."""
    text = "\x1f".join(unicodedata.normalize("NFC", field) for field in fields)
    bits = int.from_bytes(sha256(text.encode()).digest()[:5], "big")
    return "".join(CROCKFORD[bits >> shift & 31] for shift in range(35, -1, -5))


def wording_digest(questions: Iterable[tuple[str, ...]]) -> str:
    """Return the SHA-256, in hexadecimal, of questions, each as its id, its text and the text of each block of its
    answer; composed letters and single spaces make no difference.
    """
    rows = ("\x1f".join(" ".join(unicodedata.normalize("NFC", text).split()) for text in row) for row in questions)
    return sha256("\x1e".join(rows).encode()).hexdigest()


def wording(document: Document) -> Iterator[tuple[str, ...]]:
    """Yield each question as `wording_digest` takes it; every item of a list is a text of its own."""
    for question in document.questions:
        passages = (question.question, *_blocks(question.answer))
        yield (question.id, *(passage.text for passage in passages))


def filled(passage: Passage, facts: Mapping[str, Run]) -> Passage:
    """Return the passage with each placeholder replaced by its fact; one without a fact stays as it is."""
    return replace(passage, runs=tuple(_filled(run, facts) for run in passage.runs))


def _filled(run: Run, facts: Mapping[str, Run]) -> Run:
    fact = facts.get(run.fact)
    return run if fact is None else replace(fact, bold=run.bold)


def fill(document: Document, facts: Mapping[str, Run], others: Mapping[str, Run] | None = None) -> Document:
    """Return the document with every placeholder replaced by its fact; `others` are for passages that stand in another
    language than the document's.
    """

    def spoken(passage: Passage) -> Passage:
        foreign = others is not None and passage.language != document.language
        return filled(passage, others if foreign and others is not None else facts)

    return replace(changed(document, spoken), facts=MappingProxyType(dict(facts)))


def unlinked(document: Document) -> Document:
    """Return the document with no address to follow, the words as they are."""

    def plain(passage: Passage) -> Passage:
        return replace(passage, runs=tuple(replace(run, href="") for run in passage.runs))

    facts = MappingProxyType({key: replace(run, href="") for key, run in document.facts.items()})
    beside = unlinked(document.beside) if document.beside else None
    return replace(changed(document, plain), facts=facts, beside=beside)


def changed(document: Document, change: Callable[[Passage], Passage]) -> Document:
    """Return the document with each of its passages changed."""

    def block(old: Block) -> Block:
        if isinstance(old, Paragraph):
            return Paragraph(change(old.passage))
        return replace(old, passages=tuple(map(change, old.passages)))

    def question(old: Question) -> Question:
        texts = {name: getattr(old, name) for name in ("sms", "subject", "preheader")}
        return replace(
            old,
            question=change(old.question),
            answer=tuple(map(block, old.answer)),
            short=tuple(map(block, old.short)),
            **{name: text and change(text) for name, text in texts.items()},
        )

    return replace(
        document,
        title=change(document.title),
        questions=tuple(map(question, document.questions)),
        labels=MappingProxyType({key: change(text) for key, text in document.labels.items()}),
        source_labels=MappingProxyType({key: change(text) for key, text in document.source_labels.items()}),
    )
