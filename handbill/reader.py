"""The FAQ's Markdown, read strictly: a closed world of headings, paragraphs, lists, bold and placeholders."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

from handbill import inline, tables
from handbill.errors import Fault, Faults
from handbill.model import Kind, Message, Source, SourceQuestion

# Loaded where it is needed: it takes longer than a build in which nothing is to be done may.
if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

FIELDS = {
    "Short answer": "short",
    "Text message": "sms",
    "E-mail subject": "subject",
    "E-mail preheader": "preheader",
}
SINGLE = ("sms", "subject", "preheader")
# A file of a million bytes of unfinished bold takes two seconds and more to be parsed.
MAX_BYTES = 500_000
# A catalog holds no more texts, and none that is longer: what is more could not be translated. Of what stands between
# two empty lines, a list perhaps, in characters.
MAX_TEXTS, MAX_CHARACTERS, MAX_STRETCH, MAX_LINES = 5_000, 10_000, 20_000, 20_000
# Each is a file in every language.
MAX_QUESTIONS = 200
# A person mends a file from its first faults.
MAX_FAULTS = 100
MARKED_ID = re.compile(r"(?<!\s)\s*+\{#[^{}]*\}$")
HEADING = re.compile(r"^(?P<text>.*\S)\s+\{#(?P<id>[^{}]*)\}$")
# At most 48 characters, so that every file name made from an id stays short on every file system.
ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,46}[a-z0-9])?")
# Where an empty line begins, its line end kept with what follows.
BETWEEN = re.compile(r"(?=\n[ \t]*\n)")
# Names that Windows keeps for devices: no file can be called so.
RESERVED = re.compile(r"con|prn|aux|nul|com\d|lpt\d")
NOTE = re.compile(r"^<!--\s*+translators:(?P<text>.*)-->$", re.S)


@dataclass
class _Reading:
    """What has been read so far; the only thing here that changes."""

    path: str
    faults: list[Fault] = field(default_factory=list)
    title: Message | None = None
    ids: dict[str, int] = field(default_factory=dict)
    questions: list[SourceQuestion] = field(default_factory=list)
    section: str = ""
    note: str = ""
    refused: set[str] = field(default_factory=set)

    def wrong(self, line: int, message: str) -> None:
        self.faults.append(Fault(self.path, line, message))


def read(content: bytes, path: str) -> Source:
    """Return the FAQ in `content`; raise Faults with every fault of the file, each at its line. `path` is for
    messages.
    """
    reading = _Reading(path)
    text = _decoded(content, path)
    _bounded(text, path)
    reading.faults += [Fault(path, line, problem) for line, problem in islice(inline.forbidden(text), MAX_FAULTS)]
    for node in _nodes(_markdown().parse(text)):
        _take(node, reading)
    _complete(reading)
    if reading.faults or reading.title is None:
        raise Faults(reading.faults[:MAX_FAULTS])
    return Source(reading.title, tuple(reading.questions))


def _decoded(content: bytes, path: str) -> str:
    if len(content) > MAX_BYTES:
        raise Faults([Fault(path, 0, f"the file is larger than {MAX_BYTES:,} bytes; split it or cut it down")])
    try:
        return content.decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        message = "this is not UTF-8 text; save the file as UTF-8 in your editor"
        raise Faults([Fault(path, line, message)]) from None


def _bounded(text: str, path: str) -> None:
    """Raise Faults for a text that would take long to be read, before it is."""
    if text.count("\n") > MAX_LINES:
        raise Faults([Fault(path, MAX_LINES, f"the file has more than {MAX_LINES:,} lines; split it or cut it down")])
    line = 1
    for stretch in BETWEEN.split(text):
        if len(stretch) > MAX_STRETCH:
            line += len(stretch) - len(stretch.lstrip("\n"))
            message = f"what begins here has more than {MAX_STRETCH:,} characters without an empty line; part it"
            raise Faults([Fault(path, line, message)])
        line += stretch.count("\n")


@cache
def _markdown() -> MarkdownIt:
    """CommonMark with tables known, so that a table is refused as one; without link references, which would vanish."""
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable("table").disable("reference")


@dataclass(frozen=True)
class _Node:
    """One top-level block of the file: its kind, first line and inline contents, each with its line."""

    kind: str
    line: int
    texts: tuple[tuple[int, Token], ...]
    raw: str = ""


def _nodes(tokens: list[Token]) -> Iterator[_Node]:
    start = 0
    for index, token in enumerate(tokens):
        if token.level == 0 and token.nesting <= 0:
            yield _node(tokens[start : index + 1])
            start = index + 1


# What a list may hold; the rest would be lost or printed as something else.
IN_LIST = ("list_item", "paragraph", "inline")


def _node(tokens: list[Token]) -> _Node:
    first = tokens[0]
    kind = first.type.removesuffix("_open")
    if kind == "heading":
        kind = first.tag if first.markup.startswith("#") else "underlined heading"
    nested = [token for token in tokens[1:-1] if token.type.removesuffix("_open").removesuffix("_close") not in IN_LIST]
    if kind.endswith("list") and nested:
        kind, first = "nested block", nested[0]
    texts = tuple((_line(token), token) for token in tokens if token.type == "inline")
    items = sum(token.type == "list_item_open" for token in tokens)
    if kind.endswith("list") and items != len(texts):
        kind = "list with an empty or many-paragraph item"
    return _Node(kind, _line(first), texts, first.content)


def _line(token: Token) -> int:
    return token.map[0] + 1 if token.map else 0


REFUSED = {
    "html_block": "HTML is not allowed here; write plain text, or <!-- translators: ... --> for a note",
    "table": "tables are not allowed; write a list or paragraphs",
    "fence": "code is not allowed; remove the ``` marks",
    "code_block": "the line starts with four spaces, which means code; remove the spaces",
    "blockquote": "quotations with > are not allowed; write a paragraph",
    "hr": "a line of dashes is not allowed; remove it",
    "nested block": "a list holds one paragraph an item, with no list, heading, code or other block inside; "
    "write it so",
    "underlined heading": "the line below this one makes it a heading; put # signs before the heading instead",
}


def _take(node: _Node, reading: _Reading) -> None:
    """Add one block of the file to what has been read."""
    note = NOTE.match(node.raw.strip()) if node.kind == "html_block" else None
    if note:
        reading.note = " ".join([*reading.note.split(), *note["text"].split()])
        return
    takers = {
        "h1": _title,
        "h2": _question,
        "h3": _section,
        "paragraph": _text,
        "ordered_list": _text,
        "bullet_list": _text,
    }
    if node.kind in takers:
        takers[node.kind](node, reading)
        reading.note = ""
        return
    if reading.questions:
        reading.refused.add(reading.questions[-1].id)
    if re.fullmatch(r"h\d", node.kind):
        reading.wrong(node.line, "a heading this deep is not used; questions have ##, their short texts ###")
    else:
        reading.wrong(node.line, REFUSED.get(node.kind, f"a {node.kind} is not allowed; write paragraphs and lists"))


def _title(node: _Node, reading: _Reading) -> None:
    if reading.title is not None:
        reading.wrong(node.line, "a second title; a file has one # heading, questions have ##")
        return
    if reading.questions:
        reading.wrong(node.line, "the title stands after a question; move it to the top")
    if MARKED_ID.search(node.texts[0][1].content if node.texts else ""):
        reading.wrong(node.line, "the title has an id, which only questions have; remove it")
    reading.title = _message("faq.title", node, reading)


def _question(node: _Node, reading: _Reading) -> None:
    reading.section = "answer"
    if reading.title is None:
        reading.wrong(
            node.line,
            "a question stands before the title; begin the file with a line such as # Frequently Asked Questions",
        )
        reading.title = Message("faq.title", "")
    raw = node.texts[0][1].content
    match = HEADING.match(raw)
    identifier = match["id"] if match else ""
    if not match:
        reading.wrong(node.line, "the question has no id; end the line with one, such as {#purpose}")
    elif not ID.fullmatch(identifier) or RESERVED.fullmatch(identifier) or identifier in ("faq", "label", "shelf"):
        reading.wrong(
            node.line,
            f"the id “{identifier}” cannot be used; write small letters, digits and hyphens, such as {{#purpose}}",
        )
    elif identifier in reading.ids:
        reading.wrong(
            node.line, f"the id “{identifier}” is already used on line {reading.ids[identifier]}; choose another"
        )
    reading.ids.setdefault(identifier, node.line)
    heading = _message(f"{identifier}.question", node, reading)
    reading.questions.append(SourceQuestion(identifier, heading, {}))


def _section(node: _Node, reading: _Reading) -> None:
    name = node.texts[0][1].content if node.texts else ""
    if not reading.questions:
        reading.wrong(node.line, "a ### heading stands before the first question; write the question with ## first")
    if name not in FIELDS:
        reading.wrong(node.line, f"“{name}” is not a kind of text; use ### with one of: {', '.join(FIELDS)}")
    elif reading.questions and FIELDS[name] in reading.questions[-1].fields:
        reading.wrong(node.line, f"this question already has “{name}”; keep one of them")
    reading.section = FIELDS.get(name, "answer")


def _text(node: _Node, reading: _Reading) -> None:
    if not reading.questions:
        where = "before the first question" if reading.title else "before the title"
        reading.wrong(node.line, f"text stands {where}; every text belongs to a question, which begins with ##")
        return
    question = reading.questions[-1]
    before = question.fields.get(reading.section, ())
    if reading.section in SINGLE and (before or node.kind != "paragraph"):
        name = next(name for name, section in FIELDS.items() if section == reading.section)
        reading.wrong(node.line, f"“{name}” is one paragraph; join the texts or remove one")
        return
    question.fields[reading.section] = before + _messages_of(node, reading, f"{question.id}.{reading.section}")


def _messages_of(node: _Node, reading: _Reading, context: str) -> tuple[Message, ...]:
    kinds: dict[str, Kind] = {"ordered_list": "number", "bullet_list": "bullet"}
    kind = kinds.get(node.kind, "paragraph")
    texts = [(line, _plain(token, line, reading)) for line, token in node.texts]
    notes = [reading.note] + [""] * len(texts)
    return tuple(
        Message(context, text, note, reading.path, line, kind)
        for (line, text), note in zip(texts, notes, strict=False)
        if text
    )


def _message(context: str, node: _Node, reading: _Reading) -> Message:
    """Return a heading's message, without the id at its end."""
    line, token = node.texts[0]
    text = MARKED_ID.sub("", _plain(token, line, reading, MARKED_ID))
    if not text:
        reading.wrong(line, "the heading is empty; write its words after the # signs")
    return Message(context, text, reading.note, reading.path, line)


INLINE_REFUSED = {
    "html_inline": "HTML is not allowed; write plain text",
    "link_open": "links are not allowed in a text; write {website} or {email}, which the edition fills in",
    "image": "pictures are not allowed in a text; remove it",
    "code_inline": "code marks ` are not allowed; remove them",
    "em_open": "italics are not used, since many scripts have none; write **bold** with two asterisks or nothing",
}
MARKS = {"strong_open": "**", "strong_close": "**", "softbreak": " "}


def _plain(token: Token, line: int, reading: _Reading, aside: re.Pattern[str] | None = None) -> str:
    """Return an inline token as a message: words, `**` and placeholders; lines are joined by one space.

    What `aside` matches is no part of the words and is not looked at.
    """
    parts: list[str] = []
    for child in token.children or ():
        if child.type in INLINE_REFUSED:
            reading.wrong(line, INLINE_REFUSED[child.type])
        elif child.type == "hardbreak":
            reading.wrong(
                line, "a forced line break (blanks or a backslash at the line's end) is not allowed; remove it"
            )
        parts.append(MARKS.get(child.type, child.content if child.type in ("text", "text_special") else ""))
        line += child.type in ("softbreak", "hardbreak")
    text = re.sub(r"[ \t]+", " ", "".join(parts)).strip(" ")
    words = aside.sub("", text) if aside else text
    # An entity such as &#8238; becomes its character only here.
    unseen = [problem for _, problem in inline.forbidden(words)] if "&" in token.content else []
    long = [f"the text has more than {MAX_CHARACTERS:,} characters; part it"] if len(words) > MAX_CHARACTERS else []
    for problem in (*inline.problems(words), *unseen, *long):
        reading.wrong(_line(token), problem)
    return text


def _complete(reading: _Reading) -> None:
    """Note what a whole file must have."""
    if reading.title is None and not reading.faults:
        reading.wrong(1, "the file has no title; begin it with a line such as # Frequently Asked Questions")
    if reading.title is not None and not reading.questions:
        reading.wrong(1, "the file has no question; write one as ## Question? {#id}")
    if sum(len(question.messages) for question in reading.questions) > MAX_TEXTS:
        reading.wrong(1, f"the file has more than {MAX_TEXTS:,} texts; split it or cut it down")
    for question in reading.questions[MAX_QUESTIONS : MAX_QUESTIONS + 1]:
        reading.wrong(question.heading.line, f"the file has more than {MAX_QUESTIONS} questions; take some out")
    for question in reading.questions:
        if not question.fields.get("answer") and question.id not in reading.refused:
            reading.wrong(
                question.heading.line, f"the question “{question.id}” has no answer; write it below the heading"
            )
        reading.faults += _repeated(question, reading.path)


def _repeated(question: SourceQuestion, path: str) -> Iterator[Fault]:
    """Two equal texts in one field would be one message to a translator."""
    seen: dict[tuple[str, str], int] = {}
    for message in question.messages:
        key = (message.context, message.text)
        if key in seen:
            yield Fault(path, message.line, f"the same text stands on line {seen[key]} already; remove one of them")
        seen.setdefault(key, message.line)


LABEL_FACTS = (*inline.FACTS, *inline.PAGES)
LABEL = re.compile(r"^\s*\[*(?P<key>[A-Za-z0-9_-]+)\]*\s*(?:=|$)")


def read_labels(content: bytes, path: str) -> tuple[Message, ...]:
    """Return the messages of labels.toml; the comment above a line is its note for translators. Raise Faults with
    every fault.
    """
    text = _decoded(content, path)
    faults = [Fault(path, line, problem) for line, problem in islice(inline.forbidden(text), MAX_FAULTS)]
    try:
        table = tables.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at line (\d+)", str(error))
        line = int(place[1]) if place else text.count("\n") + 1
        raise Faults([*faults, Fault(path, line, 'this line is not valid; write it as key = "words"')]) from None
    lines = text.split("\n")
    places = {match["key"]: index for index in reversed(range(len(lines))) if (match := LABEL.match(lines[index]))}
    labels = tuple(_label(key, value, lines, places.get(key, 0), path, faults) for key, value in table.items())
    if faults:
        raise Faults(faults[:MAX_FAULTS])
    return labels


def _label(key: str, value: object, lines: list[str], index: int, path: str, faults: list[Fault]) -> Message:
    if not isinstance(value, str) or not value.strip():
        faults.append(Fault(path, index + 1, f"“{key}” has no words; write them between quotation marks"))
        value = ""
    # What an escape such as \u202E stands for is seen only in the value.
    unseen = [problem for _, problem in inline.forbidden(value)] if "\\" in lines[index] else []
    broken = ["a label is one line; take the line break out"] if "\n" in value else []
    faults += [Fault(path, index + 1, problem) for problem in (*inline.problems(value, LABEL_FACTS), *unseen, *broken)]
    return Message(f"label.{key}", value, _comment_above(lines, index), path, index + 1)


def _comment_above(lines: list[str], index: int) -> str:
    """Return the comment lines that stand directly above a line, joined."""
    first = index
    while first and lines[first - 1].startswith("#"):
        first -= 1
    return " ".join(line.lstrip("# ") for line in lines[first:index])
