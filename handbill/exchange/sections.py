"""A file that came back, cut into what it was made of: front, questions with their answers, contact, the partner's own
lines; each question recognized.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from handbill.exchange.docx import Line, Returned, plain
from handbill.exchange.words import bare, likeness, shared, unnumbered
from handbill.history import Asked, Part, Wording
from handbill.model import CROCKFORD, NOTICE, PARTNER_FIELDS, Document

How = Literal["bookmark", "control", "heading", "answer", "new"]
Zone = Literal["front", "question", "contact", "partner"]
# Above these, two headings, or two answers, are one that was reworded.
LIKE_HEADING, LIKE_ANSWER = 0.6, 0.6
# Word cuts off longer names of bookmarks.
LONGEST_BOOKMARK = 40
# More headings than any FAQ has: comparing them would take long.
MAX_HEADINGS = 200
CODE = re.compile(f"[{CROCKFORD}]{{8}}")
# As the foot of the pages has it: before the language's name.
PRINTED_CODE = re.compile(rf"(?<!\w)({CODE.pattern}) ·")
EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
ADDRESS = re.compile(r"(?:https?://|www\.)\S+|[\w-]+(?:\.[\w-]+)+(?:/\S*)?")


@dataclass(frozen=True)
class Frame:
    """What a document says beside its questions, in its language: headings, the fields that a partner fills in by
    name, and whatever else stands before the first question; `beside` heads the contact in the second language.
    """

    contact: str
    adapted: str
    prompts: Mapping[str, str]
    front: tuple[str, ...]
    beside: str = ""


@dataclass(frozen=True)
class Section:
    """A question as the file has it: its id, or "" for a new one, and how it was recognized."""

    id: str
    how: How
    heading: Line
    lines: tuple[Line, ...]

    @property
    def asked(self) -> Asked:
        """Return its words."""
        return Asked(self.id, unnumbered(self.heading.text), parts(self.lines))


@dataclass(frozen=True)
class Cut:
    """The file in one language: its questions in its order, the lines of each other zone, and where each line went."""

    sections: tuple[Section, ...]
    front: tuple[Line, ...]
    contact: tuple[Line, ...]
    partner: tuple[Line, ...]
    places: Mapping[int, tuple[Zone, int]] = field(default_factory=dict)


def frame(document: Document) -> Frame:
    """Return what a document says beside its questions."""
    labels = {key: plain(passage.text) for key, passage in document.labels.items()}
    both = (document, *([document.beside] if document.beside else []))
    front = [passage for one in both for passage in (one.title, *(one.labels[key] for key in FRONT))]
    prompts = {name: labels[f"your_{name}"] for name in PARTNER_FIELDS}
    beside = plain(document.beside.labels["contact"].text) if document.beside else ""
    texts = tuple(plain(passage.text) for passage in front)
    return Frame(labels["contact"], labels["adapted_by"], prompts, texts, beside)


FRONT = ("partnership", *NOTICE, "contents", "draft", "your_logo")


def parts(lines: Iterable[Line]) -> tuple[Part, ...]:
    """Return the words of lines, those without any left out."""
    return tuple(Part(line.kind, line.text) for line in lines if line.text)


def cut(lines: Mapping[int, Line], wording: Wording, around: Frame) -> Cut:
    """Return the lines, by their index in the file, cut into zones and questions against the wording that they are
    compared with.
    """
    starts = _headings(lines, wording, around)
    zones = _zones(lines, starts, wording, around)
    grouped: dict[tuple[Zone, int], list[Line]] = {}
    for index, place in zones.items():
        grouped.setdefault(place, []).append(lines[index])
    found = [rows for (zone, _), rows in grouped.items() if zone == "question"]
    sections = _recognized([(rows[0], tuple(rows[1:])) for rows in found], wording)

    def lines_of(zone: Zone) -> tuple[Line, ...]:
        return tuple(line for (name, _), rows in grouped.items() if name == zone for line in rows)

    return Cut(sections, lines_of("front"), lines_of("contact"), lines_of("partner"), zones)


def _headings(lines: Mapping[int, Line], wording: Wording, around: Frame) -> set[int]:
    """Return the indexes of the lines that ask a question: headings, and lines with a question's very words."""
    names = {name for asked in wording.questions for name in bookmarks(asked, wording)}
    ends = {bare(around.contact), bare(around.adapted)}
    starts = {
        index
        for index, line in lines.items()
        if line.text and (names & set(line.bookmarks) or (line.level == 1 and not _ends(line, ends)))
    }
    known = {bare(lines[index].text) for index in starts}
    said = _answered(lines, wording)
    for asked in wording.questions:
        if bare(asked.question) not in known and not any(_marked(asked, lines[index], wording) for index in starts):
            starts |= {said[bare(asked.question)]} if bare(asked.question) in said else set()
    return starts


def _answered(lines: Mapping[int, Line], wording: Wording) -> dict[str, int]:
    """Return the index of each line that has a question's very words. In a list of contents that has lost its looks,
    another question follows at once.
    """
    asked = {bare(asked.question) for asked in wording.questions}
    spoken = [(bare(line.text), index) for index, line in lines.items() if line.text and not _silent(line)]
    following = [*(text for text, _ in spoken[1:]), ""]
    pairs = zip(spoken, following, strict=False)
    return {text: index for (text, index), after in pairs if text in asked and after not in asked}


def _marked(asked: Asked, line: Line, wording: Wording) -> bool:
    return any(name in line.bookmarks for name in bookmarks(asked, wording))


def _ends(line: Line, ends: set[str]) -> bool:
    return line.style == "contact heading" or (bare(line.text) in ends and bool(line.text))


def _zones(lines: Mapping[int, Line], starts: set[int], wording: Wording, around: Frame) -> dict[int, tuple[Zone, int]]:
    """Return the zone of every line that says something, with the number of the question."""
    zone: Zone = "front"
    number, zones = 0, {}
    told = {bare(f"{fact.label}{fact.text}") for fact in wording.contact}
    ends = {bare(around.contact), bare(around.adapted)}
    for index, line in lines.items():
        if _silent(line):
            continue
        if index in starts:
            zone, number = "question", number + 1
        elif _ends(line, ends):
            zone = _zone_after(line, zone, around)
            continue
        own = _own_zone(line, told) or zone
        zones[index] = (own, number if own == "question" else 0)
    return zones


def _silent(line: Line) -> bool:
    """Return whether a line says nothing, or is one of a list of contents."""
    return not (line.text or line.pictures) or line.style.startswith(("toc ", "contents "))


def _zone_after(line: Line, zone: Zone, around: Frame) -> Zone:
    if bare(line.text) == bare(around.contact):
        return "contact"
    return "partner" if bare(line.text) == bare(around.adapted) or zone == "contact" else "contact"


def _own_zone(line: Line, told: set[str]) -> Zone | None:
    """Return the zone that a line says itself, wherever it stands now."""
    if any(tag.startswith("partner.") and tag != "partner.logo" for tag in line.tags):
        return "partner"
    if any(tag.startswith("fact.") for tag in line.tags) and not any(tag.startswith("answer.") for tag in line.tags):
        return "contact" if line.style == "contact line" else None
    return "contact" if bare(line.text) in told else None


def _recognized(found: list[tuple[Line, tuple[Line, ...]]], wording: Wording) -> tuple[Section, ...]:
    """Return the questions with their ids: by bookmark, by the control around the answer, by the heading's words, by
    the answer's; the surest first, and no id twice.
    """
    known: dict[int, tuple[str, How]] = {}
    for how in (_by_bookmark, _by_control, _by_heading, _by_answer):
        left = [asked for asked in wording.questions if asked.id not in {name for name, _ in known.values()}]
        open_ones = [index for index in range(len(found)) if index not in known][:MAX_HEADINGS]
        for score, index, name, way in sorted(how(found, open_ones, left, wording), key=lambda row: -row[0]):
            if score and index not in known and name not in {taken for taken, _ in known.values()}:
                known[index] = (name, way)
    new: tuple[str, How] = ("", "new")
    return tuple(Section(*known.get(index, new), heading, lines) for index, (heading, lines) in enumerate(found))


Found = list[tuple[Line, tuple[Line, ...]]]
Scores = list[tuple[float, int, str, How]]


def _by_bookmark(found: Found, indexes: list[int], left: list[Asked], wording: Wording) -> Scores:
    return [
        (1.0, index, asked.id, "bookmark")
        for index in indexes
        for asked in left
        if _marked(asked, found[index][0], wording)
    ]


def _by_control(found: Found, indexes: list[int], left: list[Asked], wording: Wording) -> Scores:
    return [
        (1.0, index, asked.id, "control")
        for index in indexes
        for asked in left
        if any(
            {f"answer.{asked.id}", f"answer.{asked.id}.{wording.language}"} & set(line.tags) for line in found[index][1]
        )
    ]


def _by_heading(found: Found, indexes: list[int], left: list[Asked], wording: Wording) -> Scores:
    scores = ((likeness(found[index][0].text, asked.question), index, asked.id) for index in indexes for asked in left)
    return [(score, index, name, "heading") for score, index, name in scores if score > LIKE_HEADING]


def _by_answer(found: Found, indexes: list[int], left: list[Asked], wording: Wording) -> Scores:
    scores = ((shared(parts(found[index][1]), asked.answer), index, asked.id) for index in indexes for asked in left)
    return [(score, index, name, "answer") for score, index, name in scores if score > LIKE_ANSWER]


def contact_facts(lines: Iterable[Line], wording: Wording) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return what the contact says of each fact, by its control or else by its label; and the lines left over."""
    labels = {fact.fact: fact.label for fact in wording.contact}
    said: dict[str, str] = {}
    rest = []
    for line in lines:
        by_tag = {tag.removeprefix("fact."): text for tag, text in line.fields if tag.removeprefix("fact.") in labels}
        begun = [key for key in labels if line.text.startswith(labels[key])]
        by_label = {key: line.text[len(labels[key]) :] for key in sorted(begun, key=lambda key: -len(labels[key]))[:1]}
        found = by_tag or by_label
        said |= {key: text.strip(" :\t") for key, text in found.items() if key not in said}
        rest += [] if found else [line.text]
    return said, tuple(text for text in rest if text)


def partner_facts(lines: Iterable[Line], around: Frame) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return what a partner filled in: by its control, else by its form, else by its place; and the lines left over.
    A field that was left as it was is not among them.
    """
    said: dict[str, str] = {}
    places = list(PARTNER_FIELDS)
    loose = []
    for line in lines:
        tagged = [(tag.removeprefix("partner."), text) for tag, text in line.fields if tag.startswith("partner.")]
        for name, text in tagged:
            said[name] = "" if _prompt(text, around) else text
        if not tagged and line.text:
            loose.append(line.text)
    for text in loose:
        said |= {_prompt(text, around): ""} if _prompt(text, around) else {}
    free = [name for name in places if name not in said]
    rest = [text for text in loose if not _prompt(text, around) and not _placed(text, free, said)]
    return {name: said[name] for name in places if said.get(name)}, tuple(rest)


def _prompt(text: str, around: Frame) -> str:
    """Return the field whose words in brackets these are, or ""."""
    words = bare(text).strip("[]")
    return next((name for name, prompt in around.prompts.items() if prompt and bare(prompt) == words), "")


def _placed(text: str, free: list[str], said: dict[str, str]) -> bool:
    """Put a line into the first free field that it can be, and return whether there was one."""
    wanted = "email" if EMAIL.fullmatch(text) else "website" if ADDRESS.fullmatch(text) else ""
    names = [name for name in free if name == wanted or (not wanted and name in ("organization", "contact"))]
    if not names:
        return False
    said[names[0]] = text
    free.remove(names[0])
    return True


def bookmark(identifier: str, tag: str = "") -> str:
    """Return the name under which the writer marked a question, with the tag of a second language."""
    end = f"__{tag}".replace("-", "_") if tag else ""
    return f"faq_{identifier.replace('-', '_')}"[: LONGEST_BOOKMARK - len(end)] + end


def bookmarks(asked: Asked, wording: Wording) -> tuple[str, str]:
    """Return the names that mark a question: those of a document in one language, and of the second one in two."""
    return bookmark(asked.id), bookmark(asked.id, wording.language)


def code(returned: Returned) -> str:
    """Return the imprint code of a file: its property, or else as it stands at the foot; "" where it has lost both."""
    named = returned.properties.get("faq-code", "")
    texts = (*returned.running, *(line.text for line in returned.lines))
    printed = (found[1] for text in texts if (found := PRINTED_CODE.search(text)))
    return named if CODE.fullmatch(named) else next(printed, "")


def alike(returned: Returned, wording: Wording) -> float:
    """Return the share of paragraphs that a file and a wording have in common, from 0 to 1."""
    theirs = {bare(line.text) for line in returned.lines if line.text}
    ours: set[str] = set()
    for words in filter(None, (wording, wording.beside)):
        ours |= {bare(plain(part.text)) for asked in words.questions for part in asked.answer}
        ours |= {bare(plain(asked.question)) for asked in words.questions}
        ours |= {bare(plain(fact.label + fact.text)) for fact in words.contact}
    return 2 * len(ours & theirs) / (len(ours) + len(theirs) or 1)
