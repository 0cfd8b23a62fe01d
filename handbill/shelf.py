"""The shelf: what an edition has, as a page to look at, copy from, download and order from; it knows no folder."""

import json
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from typing import Any

from handbill import tables, templates
from handbill.errors import Fault, Faults, HandbillError
from handbill.model import SEVERAL, Language

# The two languages of the page; the first is the one that it has without scripts.
LANGUAGES = ("en", "fr")
SECTIONS = ("page", "formats", "paper", "platforms", "reasons", "parts")
NAME = re.compile(r"\{(\w+)\}")
INDENT = re.compile(r"^(?:\s*(?://.*|/\*.*\*/)$)?\s+", re.MULTILINE)
TEXTS = ("sms", "whatsapp", "email")
# What could end a script or begin a comment in it (HTML, 13.1.2.1).
UNSAFE = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
# Words that are nothing but beginnings of sentences.
BEGINNINGS = ("waits", "all_wait", "sends", "alters", "none")
# A byte of a picture, a text and a table is the same for all: what a person reads is thousands.
KILOBYTE = 1000
# A format for a print shop shows the picture of its twin.
PRESS = "-press"
# Section -> key -> language of the page -> words.
Words = Mapping[str, Mapping[str, Mapping[str, str]]]
Row = Mapping[str, Any]
# What a page is made with: template, style sheet and script by file name.
Looks = Mapping[str, str]


@dataclass(frozen=True)
class Shelved:
    """A language on the shelf: what it is called in the page's languages, and its questions by id, each in it."""

    language: Language
    names: Mapping[str, str]
    questions: Mapping[str, str]


@dataclass(frozen=True)
class Since:
    """What has become of an edition's last release: its day; of each of its files that are still made, whether the
    words are the same; and by language the parts that are not.
    """

    day: str
    same: Mapping[str, bool]
    parts: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Shelf:
    """An edition on the shelf: its names by language of the page, its files as the manifest has them, the texts and
    the pictures' paths by file, and what has changed since its last release, if it had one. In the archive of a release
    it is `alone`: no list of editions leads there.
    """

    edition: str
    names: Mapping[str, str]
    revised: str
    languages: tuple[Shelved, ...]
    questions: Mapping[str, Mapping[str, str]]
    rows: tuple[Row, ...]
    texts: Mapping[str, str]
    pictures: Mapping[str, str]
    since: Since | None = None
    alone: bool = False


def read(content: bytes, path: str, wanted: Mapping[str, Iterable[str]]) -> Words:
    """Return the shelf's words; `wanted` names what each section must have. Raise Faults with every fault."""
    try:
        table = tables.loads(content.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Faults([Fault(path, 0, f"this is not valid TOML ({error}); undo the last change")]) from None
    problems = [*_sections(table), *_missing(table, wanted)]
    if not problems:
        problems = [line for name in SECTIONS for key, row in table[name].items() for line in _row(name, key, row)]
    if problems:
        raise Faults(Fault(path, 0, problem) for problem in problems)
    return table


def _sections(table: Mapping[str, Any]) -> Iterator[str]:
    for name in sorted(set(SECTIONS) ^ set(table)):
        cure = "add it" if name in SECTIONS else f"use one of {', '.join(SECTIONS)}"
        yield f"the section [{name}] is {'missing' if name in SECTIONS else 'not known'}; {cure}"
    for name in SECTIONS:
        if not isinstance(table.get(name, {}), dict):
            yield f"“{name}” is no section; write [{name}] on a line of its own"


def _missing(table: Mapping[str, Any], wanted: Mapping[str, Iterable[str]]) -> Iterator[str]:
    for name, keys in wanted.items():
        found = table.get(name)
        for key in sorted(set(keys) - set(found if isinstance(found, dict) else ())):
            yield f'[{name}] has no words for “{key}”; add a line {key} = {{ en = "…", fr = "…" }}'


def _row(section: str, key: str, row: object) -> Iterator[str]:
    place = f"“{key}” of [{section}]"
    if not isinstance(row, dict) or sorted(row) != sorted(LANGUAGES) or not all(map(_worded, row.values())):
        yield f'{place} is not in both languages; write {key} = {{ en = "…", fr = "…" }}'
        return
    english, french = (set(NAME.findall(row[language])) for language in LANGUAGES)
    if english != french:
        differing = ", ".join(sorted(f"{{{name}}}" for name in english ^ french))
        yield f"{place} has {differing} in one language only; write it in both"


def _worded(text: object) -> bool:
    return isinstance(text, str) and bool(text.strip()) and "\n" not in text


def write(shelf: Shelf, words: Words, looks: Looks) -> bytes:
    """Return the page of an edition. Raise HandbillError where a text in it is not the file's, character by
    character.
    """
    groups = _numbered([*_groups(shelf)])
    spoken = _dictionary(shelf, words)
    sentences = _sentences(groups, words, shelf)
    spoken |= sentences
    english = {key: row["en"] for key, row in spoken.items()}
    page = templates.render(
        "shelf.html",
        _bare(looks),
        shelf=shelf,
        groups=groups,
        numbers=_numbers(shelf),
        printed=_printed(shelf, words),
        words=english,
        spoken=_paired(spoken),
        english={key for key, row in spoken.items() if "fr" not in row},
        waits=[key for key in sentences if key.startswith("w.")],
        changed=[*_changed(shelf, english)],
        formats=_formats(shelf, words),
        finals=sum(row["state"] == "final" for row in shelf.rows),
        size=_size,
    )
    _conserve(page, shelf, groups)
    return page.encode()


def list_editions(shelves: Iterable[Shelf], words: Words, looks: Looks) -> bytes:
    """Return the page that leads to each edition's shelf."""
    shelves = tuple(shelves)
    spoken = dict(words["page"]) | {f"e.{shelf.edition}": shelf.names for shelf in shelves}
    english = {key: row["en"] for key, row in spoken.items()}
    page = templates.render("editions.html", _bare(looks), shelves=shelves, words=english, spoken=_paired(spoken))
    return page.encode()


def _bare(looks: Looks) -> Looks:
    """Return the looks with style and script as a browser needs them: no comment on a line of its own, no indent."""
    return {name: INDENT.sub("", text) if name.endswith((".css", ".js")) else text for name, text in looks.items()}


def _dictionary(shelf: Shelf, words: Words) -> dict[str, Mapping[str, str]]:
    """Return every word of the page by key, those that are not of its own section under a letter."""
    own = {key: row for key, row in words["page"].items() if key not in BEGINNINGS}
    forms = _formats(shelf, words)
    return {
        **own,
        **{f"f.{key}": words["formats"][key] for key in (*forms, "report")},
        **{f"p.{key}": words["paper"][key] for key in forms if key in words["paper"]},
        **{f"t.{key}": row for key, row in words["parts"].items()},
        **{f"l.{each.language.tag}": each.names for each in shelf.languages},
        **{f"q.{key}": names for key, names in shelf.questions.items()},
        "edition": shelf.names,
    }


def _formats(shelf: Shelf, words: Words) -> list[str]:
    """Return the formats that stand on the shelf, in the order of the words."""
    found = {row["format"] for row in shelf.rows}
    return [key for key in words["formats"] if key in found]


def _numbers(shelf: Shelf) -> Mapping[str, int]:
    return {question: number for number, question in enumerate(shelf.questions, 1)}


def _paired(spoken: Mapping[str, Mapping[str, str]]) -> str:
    """Return each word in the page's languages, once where they have the same or where it is in one only, as JSON that
    may stand in a script.
    """
    rows = {key: list(dict.fromkeys(row[each] for each in LANGUAGES if each in row)) for key, row in spoken.items()}
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")).translate(UNSAFE)


def _changed(shelf: Shelf, english: Mapping[str, str]) -> Iterator[tuple[Shelved, list[str]]]:
    """Yield each language in which something is no longer as it was released, with the names of those parts."""
    numbers = _numbers(shelf)
    for each in shelf.languages:
        parts = shelf.since.parts.get(each.language.tag, ()) if shelf.since else ()
        if parts:
            ordered = sorted(parts, key=lambda part: numbers.get(part, len(numbers) + 1))
            yield each, list(dict.fromkeys(_part(part, numbers, english) for part in ordered))


def _part(part: str, numbers: Mapping[str, int], english: Mapping[str, str]) -> str:
    if part in numbers:
        return english["question"].replace("{n}", str(numbers[part]))
    # A fact by its name, a label as one of them all.
    kind, _, name = part.partition(".")
    return english.get(f"t.{name}" if kind == "fact" else f"t.{kind}") or english["former"].replace("{n}", part)


def _said(reason: str, words: Words, languages: Iterable[Shelved]) -> Mapping[str, str]:
    """Return a draft's reason in the page's languages; in English alone where it is a fault's own sentence."""
    matched = ((row["fr"], _pattern(row["en"]).fullmatch(reason)) for row in words["reasons"].values())
    french, found = next(((text, match) for text, match in matched if match), ("", None))
    if found is None:
        return {"en": reason}
    names = {each.names["en"]: each.names["fr"] for each in languages}
    parts = {part["en"]: part["fr"] for part in words["parts"].values()}
    filled = {key: _filled(key, value, names, parts) for key, value in found.groupdict().items()}
    return {"en": reason, "fr": NAME.sub(lambda name: filled[name[1]], french)}


@cache
def _pattern(text: str) -> re.Pattern[str]:
    """Return what a reason looks like, each {name} any words."""
    return re.compile(NAME.sub(r"(?P<\1>.+)", re.sub(r"[().]", r"\\\g<0>", text)))


def _filled(key: str, value: str, names: Mapping[str, str], parts: Mapping[str, str]) -> str:
    if key == "parts":
        return ", ".join(parts.get(part, part) for part in value.split(", "))
    return names.get(value, value) if key == "language" else value


def _groups(shelf: Shelf) -> Iterator[dict[str, Any]]:
    """Yield what each language has, and last the files of several."""
    for each in (*shelf.languages, None):
        tag = each.language.tag if each else SEVERAL
        rows = [row for row in shelf.rows if row["locale"] == tag]
        if rows:
            yield _group(each, tag, rows, shelf)


def _group(each: Shelved | None, tag: str, rows: list[Row], shelf: Shelf) -> dict[str, Any]:
    """Return the pieces of a language, its texts by question, and the reasons that all of them share."""
    made = [row for row in rows if not row.get("report")]
    shared = [reason for reason in made[0]["reasons"] if all(reason in row["reasons"] for row in made)]
    items = [_item(row, rows, shelf, shared) for row in made]
    asked = {
        question: [item for item in items if item["row"]["question"] == question and _sent(item)]
        for question in shelf.questions
    }
    return {
        "of": each,
        "tag": tag,
        "shared": shared,
        "pieces": [item for item in items if not _sent(item)],
        "asked": {question: found for question, found in asked.items() if found},
        "items": items,
    }


def _sent(item: Mapping[str, Any]) -> bool:
    """Return whether an item belongs to the texts of a question."""
    return item["row"]["format"] in (*TEXTS, "email-draft")


def _item(row: Row, rows: list[Row], shelf: Shelf, shared: list[str]) -> dict[str, Any]:
    stem, _, ending = str(row["path"]).rpartition(".")
    reports = [_from_page(other) for other in rows if other["path"] == f"{stem}.preflight.txt"]
    return {
        "row": row,
        "href": _from_page(row),
        "kind": ending.upper(),
        "text": shelf.texts.get(row["path"]),
        "picture": shelf.pictures.get(row["path"]),
        "own": [reason for reason in row["reasons"] if reason not in shared],
        "report": next(iter(reports), ""),
        "since": _standing(row, shelf.since),
    }


def _standing(row: Row, since: Since | None) -> str:
    """Return the word for a file that was released; "" for one that was not."""
    same = since.same.get(row["path"]) if since else None
    return "" if same is None else "since_same" if same else "since_changed"


def _numbered(groups: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the groups, every item with its id in the page."""
    for number, item in enumerate(item for group in groups for item in group["items"]):
        item["at"] = f"i{number}"
    return groups


def _sentences(groups: list[dict[str, Any]], words: Words, shelf: Shelf) -> Mapping[str, Mapping[str, str]]:
    """Return each sentence that several items may share, by the key that is noted with them: what they wait for, and
    which platforms send them.
    """
    found: dict[tuple[str, ...], str] = {}
    keys: dict[str, Mapping[str, str]] = {}

    def key(kind: str, values: Iterable[str], make: Callable[[tuple[str, ...]], Mapping[str, str]]) -> str:
        given = tuple(values)
        if (kind, *given) not in found:
            found[kind, *given] = f"{kind[0]}.{len(found)}"
            keys[found[kind, *given]] = make(given)
        return found[kind, *given]

    for group in groups:
        group["waits"] = key("all_wait", group["shared"], _waiting("all_wait", words, shelf)) if group["shared"] else ""
        for item in group["items"]:
            item["waits"] = key("waits", item["own"], _waiting("waits", words, shelf)) if item["own"] else ""
            sent = item["row"].get("platforms") if item["row"]["format"] == "sms" else None
            item["sent"] = "" if sent is None else key("sends", sent, lambda given: _sending(given, words))
        # What holds for every text message of a language is said once.
        sent = {item["sent"] for item in group["items"]} - {""}
        group["sent"] = next(iter(sent)) if len(sent) == 1 else ""
        for item in group["items"] if group["sent"] else ():
            item["sent"] = ""
    return keys


def _waiting(kind: str, words: Words, shelf: Shelf) -> Callable[[tuple[str, ...]], Mapping[str, str]]:
    """Return what makes a sentence of reasons; it is in English alone where one of them is."""

    def make(reasons: tuple[str, ...]) -> Mapping[str, str]:
        said = [_said(reason, words, shelf.languages) for reason in reasons]
        known = [language for language in LANGUAGES if all(language in each for each in said)]
        return {each: f"{words['page'][kind][each]} {'; '.join(row[each] for row in said)}." for each in known}

    return make


def _sending(sent: tuple[str, ...], words: Words) -> Mapping[str, str]:
    """Return which platforms send a text as it is, and which do not."""
    others = [name for name in words["platforms"] if name not in sent]
    return {
        each: f"{_listed('sends', sent, words, each)} {_listed('alters', others, words, each)}" for each in LANGUAGES
    }


def _listed(kind: str, names: Iterable[str], words: Words, language: str) -> str:
    listed = ", ".join(words["platforms"][name][language] for name in names)
    return f"{words['page'][kind][language]} {listed or words['page']['none'][language]}."


def _from_page(row: Row) -> str:
    """Return a file's address from the page of its edition."""
    return str(row["path"]).removeprefix(f"{row['edition']}/")


def _printed(shelf: Shelf, words: Words) -> list[tuple[str, str | None]]:
    """Return the columns of the order sheet: each format that is printed, of a question where it is of one."""
    rows = [row for row in shelf.rows if row["format"] in words["paper"] and not row.get("report")]
    found = {(row["format"], row["question"]) for row in rows}
    order = list(words["paper"])
    return sorted(found, key=lambda column: (order.index(column[0]), str(column[1])))


def _size(row: Row) -> int:
    """Return a file's size in thousands of bytes, at least 1."""
    return max(1, round(row["bytes"] / KILOBYTE))


def _conserve(page: str, shelf: Shelf, groups: list[dict[str, Any]]) -> None:
    """Raise HandbillError unless the page has every text as it is, and the address of every other file."""
    reader = Reader()
    reader.feed(page)
    items = [item for group in groups for item in group["items"]]
    placed = [item for group in groups for found in group["asked"].values() for item in found]
    texts = [item["text"] for item in placed if item["text"] is not None]
    gone = {item["href"] for item in items if item["text"] is None} - reader.links
    if sorted(texts) != sorted(shelf.texts.values()) or texts != reader.texts or gone:
        what = ", ".join(sorted(gone)) or "each text as its file has it"
        raise HandbillError(f"templates/shelf.html: the page does not hold {what}; correct the template")


class Reader(HTMLParser):
    """Reads a page as a browser would: the links' addresses, and the texts in their order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.links: set[str] = set()
        self.texts: list[str] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "pre":
            self.texts.append("")
            self.inside = True
        if tag == "a":
            self.links.add(dict(attrs)["href"] or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "pre":
            # A browser drops the first line end in it (HTML, 13.1.2.5).
            self.texts[-1], self.inside = self.texts[-1].removeprefix("\n"), False

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.texts[-1] += data
