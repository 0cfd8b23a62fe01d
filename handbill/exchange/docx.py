"""A Word document from outside as its lines: what each says, its style's name, list and marks, and what is no line.

Changes that Word has tracked count as accepted. Styles are known by their names in small letters, since every other
program gives them other ids; elements by their local names, since Word can save under two namespaces.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from lxml import etree

from handbill.errors import Faults, fault
from handbill.exchange.guard import Package, Relationship
from handbill.inline import FORBIDDEN
from handbill.model import Kind
from handbill.typography import composed

MAIN_TYPES = ("wordprocessingml.document.main+xml", "wordprocessingml.template.main+xml")
# What other programs call their controls tells nothing.
FOREIGN_TAG = re.compile(r"goog_rdk_\d+")
HEADING = re.compile(r"heading ([1-9])")
# ECMA-376 part 1, 17.3.1.20: 0 is the highest level of nine, all else is body text.
OUTLINE = {str(number): number + 1 for number in range(9)}
# Fields whose result the program counts or gathers by itself.
COUNTED = re.compile(r"\s*(?:PAGE|NUMPAGES|SECTIONPAGES|PAGEREF|TOC|INDEX)\b", re.IGNORECASE)
# Fields that fetch something from outside when a program updates them.
FETCHING = re.compile(r"\s*(?:INCLUDETEXT|INCLUDEPICTURE|DDE|DDEAUTO|IMPORT|LINK)\b", re.IGNORECASE)
CONTAINERS = ("ins", "moveTo", "hyperlink", "smartTag", "customXml", "dir", "bdo", "sdtContent", "rubyBase", "ruby")
TRACKED = ("ins", "del", "moveFrom", "moveTo")
PICTURES, NOTES = ("drawing", "pict", "object"), ("footnoteReference", "endnoteReference")
LETTERS = {"tab": "\t", "br": " ", "cr": " ", "noBreakHyphen": "-", "ptab": "\t"}
# The key of the style of paragraphs that name none; no program gives an empty id.
NORMAL = ""
# Fields inside fields, controls inside controls, styles on styles, and comments on the same words: more than any
# document has.
DEEPEST, MOST_COMMENTS = 20, 200
SPACES = re.compile(r"[\s\u00a0\u2007\u202f]+")
# U+0590 begins the scripts that LibreOffice writes over and over; no paragraph of an FAQ has more runs.
FIRST_ECHOED, MOST_RUNS = "\u058f", 500
# More than any FAQ says: paragraphs, and letters in all.
MAX_LINES, MAX_LETTERS = 20_000, 300_000
# Of comments and text boxes no more are told, and no more letters of each.
MOST_TOLD, LONGEST_TOLD = 200, 1_000
# Kinds of relationship that lead outside, by what a person calls the thing; a link that a reader clicks is none.
OUTSIDE = {"attachedTemplate": "a template", "image": "a picture", "oleObject": "an object", "frame": "a page"}


@dataclass(frozen=True)
class Line:
    """A paragraph: its words, the name of its style, heading level (0 for none), list kind, bookmarks, the tags of the
    controls around and in it, and the words of each control in it. `cell` is the table, row and column that it is in.
    """

    text: str
    style: str = ""
    level: int = 0
    kind: Kind = "paragraph"
    bookmarks: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    cell: tuple[int, int, int] | None = None
    pictures: int = 0


@dataclass(frozen=True)
class Comment:
    """What somebody wrote in the margin, the words it stands beside, and the index of their line."""

    text: str
    words: str
    line: int


@dataclass(frozen=True)
class Returned:
    """All that a file from outside says: its lines, those at head and foot, its own properties by name in small
    letters, comments, text boxes, whether changes are tracked, and what a reader is to be warned of.
    """

    lines: tuple[Line, ...]
    running: tuple[str, ...] = ()
    properties: Mapping[str, str] = field(default_factory=dict)
    comments: tuple[Comment, ...] = ()
    boxes: tuple[str, ...] = ()
    tracked: bool = False
    warnings: tuple[str, ...] = ()


def read(package: Package) -> Returned:
    """Return what the package says; raise Faults where it is no Word document or a part of it is not sound."""
    main = _main(package)
    relations = package.relationships(main)
    walk = _Walk(package.path, _styles(package, relations), _numbering(package, relations))
    root = package.xml(main)
    for body in root.iterfind("{*}body"):
        _blocks(body, walk, ())
    running = tuple(text for kind in ("header", "footer") for text in _running(package, relations, kind))
    return Returned(
        tuple(walk.lines),
        running,
        _properties(package),
        tuple(_comments(package, relations, walk)),
        tuple(walk.boxes),
        walk.tracked,
        tuple(dict.fromkeys((*_outside(package, relations), *_dangers(root, walk)))),
    )


def plain(text: str) -> str:
    """Return a text as it is compared and told: NFC, one space between words, no invisible characters."""
    spaced = SPACES.sub(" ", composed(text))
    return FORBIDDEN.sub("", spaced).strip(" ")


def _main(package: Package) -> str:
    names = [link.target for link in package.relationships() if link.kind == "officeDocument"]
    types = package.xml("[Content_Types].xml").iterfind("*")
    declared = {node.get("PartName", "").lstrip("/"): node.get("ContentType", "") for node in types}
    if names and names[0] in package.names and declared.get(names[0], "").endswith(MAIN_TYPES):
        return names[0]
    raise fault(package.path, 0, "this is not a Word document; save it as Word document (.docx), and use that file")


@dataclass(frozen=True)
class _Style:
    name: str
    based_on: str
    number: str | None
    level: int


Styles = Mapping[str, _Style]
# Numbering instance -> level -> format, such as "bullet".
Numbering = Mapping[str, Mapping[str, str]]


@dataclass
class _Walk:
    """One document being read: its styles and lists, what is open, and what was found so far."""

    path: str
    styles: Styles
    numbering: Numbering
    lines: list[Line] = field(default_factory=list)
    carried: "_Paragraph | None" = None
    fields: list[list[str]] = field(default_factory=list)
    open_comments: dict[str, list[str]] = field(default_factory=dict)
    comments: dict[str, tuple[int, list[str]]] = field(default_factory=dict)
    boxes: list[str] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)
    tables: int = 0
    controls: int = 0
    letters: int = 0
    tracked: bool = False

    @property
    def silent(self) -> bool:
        """Return whether what stands here is a field's instruction, or a result that is counted anew."""
        return any(separated == "" or COUNTED.match(instruction) for instruction, separated in self.fields[:DEEPEST])


@dataclass
class _Paragraph:
    """The paragraph being read: its words so far, with those of each control open in it."""

    parts: list[str] = field(default_factory=list)
    bookmarks: list[str] = field(default_factory=list)
    fields: list[tuple[str, str]] = field(default_factory=list)
    pictures: int = 0


def _local(node: etree._Element) -> str:
    """Return an element's name without its namespace; comments and processing instructions have none."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def _value(node: etree._Element | None, name: str = "val") -> str:
    if node is None:
        return ""
    return next((value for key, value in node.attrib.items() if key.rpartition("}")[2] == name), "")


def _blocks(
    parent: etree._Element, walk: _Walk, tags: tuple[str, ...], cell: tuple[int, int, int] | None = None
) -> None:
    """Read what stands one below the other: paragraphs, tables, and all that only wraps them."""
    for node in parent:
        name = _local(node)
        if name == "p":
            _line(node, walk, tags, cell)
        elif name == "tbl":
            _table(node, walk, tags)
        elif name == "sdt":
            for content in node.iterfind("{*}sdtContent"):
                _blocks(content, walk, (*tags, *_tag(node)), cell)
        elif name in CONTAINERS:
            walk.tracked |= name in TRACKED
            _blocks(node, walk, tags, cell)
        elif name == "AlternateContent":
            _blocks(_chosen(node), walk, tags, cell)
        elif name == "altChunk":
            walk.seen["altChunk"] += 1


def _tag(control: etree._Element) -> tuple[str, ...]:
    tag = _value(control.find("{*}sdtPr/{*}tag"))
    return (tag,) if tag and not FOREIGN_TAG.fullmatch(tag) else ()


def _chosen(alternatives: etree._Element) -> etree._Element:
    """Return what a program of today shows of alternatives (ECMA-376 part 3, 10.2.1)."""
    return next((node for node in alternatives if _local(node) == "Choice"), etree.Element("none"))


def _table(table: etree._Element, walk: _Walk, tags: tuple[str, ...]) -> None:
    number = walk.tables = walk.tables + 1
    for row, (cells, inner) in enumerate(_rows(table, tags, walk)):
        for column, (cell, around) in enumerate(_cells(cells, inner)):
            _blocks(cell, walk, around, (number, row, column))


def _rows(
    parent: etree._Element, tags: tuple[str, ...], walk: _Walk
) -> Iterator[tuple[etree._Element, tuple[str, ...]]]:
    """Yield each row with the tags around it; rows that a tracked change deletes are gone."""
    for node in parent:
        name = _local(node)
        if name == "tr" and node.find("{*}trPr/{*}del") is not None:
            walk.tracked = True
        elif name == "tr":
            yield node, tags
        elif name in ("sdt", *CONTAINERS):
            yield from _rows(node, (*tags, *_tag(node)), walk)


def _cells(parent: etree._Element, tags: tuple[str, ...]) -> Iterator[tuple[etree._Element, tuple[str, ...]]]:
    for node in parent:
        name = _local(node)
        if name == "tc":
            yield node, tags
        elif name in ("sdt", *CONTAINERS):
            yield from _cells(node, (*tags, *_tag(node)))


def _line(node: etree._Element, walk: _Walk, tags: tuple[str, ...], cell: tuple[int, int, int] | None) -> None:
    """Read a paragraph; one whose end a tracked change deletes runs on into the next and has its looks."""
    made = walk.carried or _Paragraph()
    words, marks = len(made.parts), len(made.bookmarks)
    _inline(node, walk, made)
    if not "".join(made.parts[words:]).strip():
        # Its words were deleted: what marks the place would name the next paragraph.
        del made.bookmarks[marks:]
    properties = node.find("{*}pPr")
    ends = properties is None or properties.find("{*}rPr/{*}del") is None
    walk.tracked |= not ends
    walk.carried = None if ends else made
    if ends:
        walk.lines.append(_made(made, properties, walk, tags, cell))
    if len(walk.lines) > MAX_LINES:
        raise _too_long(walk)


def _too_long(walk: _Walk) -> Faults:
    return fault(walk.path, 0, "the document is far too long to be an FAQ; is it the right file?")


def unechoed(parts: list[str]) -> list[str]:
    """Return the words of a paragraph without what LibreOffice 7.4 writes over and over: the whole text of a control
    before and after every stretch of it. It happens to scripts other than Latin, Greek and Cyrillic.
    """
    counts = Counter(parts) if len(parts) <= MOST_RUNS else {}
    for start, whole in enumerate(parts):
        if (
            counts.get(whole, 0) > 2
            and parts[start:].count(whole) > 2
            and any(character > FIRST_ECHOED and character.isalpha() for character in whole)
        ):
            last = len(parts) - 1 - parts[::-1].index(whole)
            if _fragments(parts[start:last], whole):
                return [*parts[: start + 1], *unechoed(parts[last + 1 :])]
    return parts


def _fragments(parts: list[str], whole: str) -> bool:
    """Return whether the parts are the whole text or, in order, stretches of it."""
    place = 0
    for part in (part for part in parts if part != whole):
        place = whole.find(part, place)
        if place < 0:
            return False
    return True


def _made(
    made: _Paragraph,
    properties: etree._Element | None,
    walk: _Walk,
    tags: tuple[str, ...],
    cell: tuple[int, int, int] | None,
) -> Line:
    style = _style_of(properties, walk.styles)
    level = _level(properties, style, walk.styles)
    return Line(
        plain("".join(unechoed([part for part in made.parts if part]))),
        walk.styles[style].name if style in walk.styles else "",
        level,
        "paragraph" if level else _kind(properties, style, walk),
        tuple(made.bookmarks),
        (*tags, *(tag for tag, _ in made.fields)),
        tuple((tag, plain(text)) for tag, text in made.fields),
        cell,
        made.pictures,
    )


def _inline(parent: etree._Element, walk: _Walk, made: _Paragraph) -> None:
    """Read what stands one after the other in a paragraph."""
    for node in parent:
        name = _local(node)
        if name in ("del", "moveFrom"):
            walk.tracked = True
        elif name == "r":
            _inline(node, walk, made)
        elif name in CONTAINERS:
            walk.tracked |= name in TRACKED
            _inline(node, walk, made)
        elif name == "AlternateContent":
            _inline(_chosen(node), walk, made)
        elif name in READERS:
            READERS[name](node, walk, made)
        elif name in PICTURES:
            _picture(node, walk, made)
        elif name in LETTERS:
            _say("" if _value(node, "type") == "page" else LETTERS[name], walk, made)
        elif name in NOTES or name == "oMath":
            walk.seen[name] += 1


def _say(text: str, walk: _Walk, made: _Paragraph) -> None:
    if walk.silent:
        return
    walk.letters += len(text)
    if walk.letters > MAX_LETTERS:
        raise _too_long(walk)
    made.parts.append(text)
    for words in walk.open_comments.values():
        words.append(text)


def _words(node: etree._Element, walk: _Walk, made: _Paragraph) -> None:
    _say(node.text or "", walk, made)


def _control(node: etree._Element, walk: _Walk, made: _Paragraph) -> None:
    before = len(made.parts)
    walk.controls += 1
    for content in node.iterfind("{*}sdtContent"):
        _inline(content, walk, made)
    if walk.controls <= DEEPEST:
        made.fields += [(tag, "".join(made.parts[before:])) for tag in _tag(node)]
    walk.controls -= 1


def _simple_field(node: etree._Element, walk: _Walk, made: _Paragraph) -> None:
    around = len(walk.fields)
    walk.fields.append([_value(node, "instr"), "result"])
    _inline(node, walk, made)
    # Marks inside it can open or end fields, as many as they like.
    del walk.fields[around:]


def _field_mark(node: etree._Element, walk: _Walk, made: _Paragraph) -> None:
    kind = _value(node, "fldCharType")
    if kind == "begin":
        walk.fields.append(["", ""])
    elif kind == "separate" and walk.fields:
        walk.fields[-1][1] = "result"
    elif kind == "end" and walk.fields:
        walk.fields.pop()


def _instruction(node: etree._Element, walk: _Walk, made: _Paragraph) -> None:
    if walk.fields:
        walk.fields[-1][0] += node.text or ""


def _bookmark(node: etree._Element, walk: _Walk, made: _Paragraph) -> None:
    made.bookmarks.append(_value(node, "name"))


def _comment_start(node: etree._Element, walk: _Walk, made: _Paragraph) -> None:
    words: list[str] = []
    walk.comments[_value(node, "id")] = (len(walk.lines), words)
    if len(walk.open_comments) < MOST_COMMENTS:
        walk.open_comments[_value(node, "id")] = words


def _comment_end(node: etree._Element, walk: _Walk, made: _Paragraph) -> None:
    walk.open_comments.pop(_value(node, "id"), None)


def _comment_mark(node: etree._Element, walk: _Walk, made: _Paragraph) -> None:
    walk.comments.setdefault(_value(node, "id"), (len(walk.lines), []))


READERS = {
    "t": _words,
    "sdt": _control,
    "fldSimple": _simple_field,
    "fldChar": _field_mark,
    "instrText": _instruction,
    "bookmarkStart": _bookmark,
    "commentRangeStart": _comment_start,
    "commentRangeEnd": _comment_end,
    "commentReference": _comment_mark,
}


def _picture(node: etree._Element, walk: _Walk, made: _Paragraph) -> None:
    """Note a picture, or the words of a text box, which belong to no line."""
    boxes = list(node.iter("{*}txbxContent"))
    told = ["".join(part.text or "" for part in islice(box.iter("{*}t"), LONGEST_TOLD)) for box in boxes[:MOST_TOLD]]
    walk.boxes += [text for text in map(_told, told[: MOST_TOLD - len(walk.boxes)]) if text]
    made.pictures += not boxes


def _style_of(properties: etree._Element | None, styles: Styles) -> str:
    named = _value(properties.find("{*}pStyle")) if properties is not None else ""
    return named if named in styles else NORMAL


def _chain(style: str, styles: Styles) -> Iterator[_Style]:
    """Yield a style and those that it is based on, as deep as any document goes: styles can stand in a ring."""
    for _ in range(DEEPEST):
        if style in styles:
            yield styles[style]
            style = styles[style].based_on


def _level(properties: etree._Element | None, style: str, styles: Styles) -> int:
    outline = _value(properties.find("{*}outlineLvl")) if properties is not None else ""
    if outline.isdecimal():
        return OUTLINE.get(outline, 0)
    return next((found.level for found in _chain(style, styles) if found.level), 0)


def _kind(properties: etree._Element | None, style: str, walk: _Walk) -> Kind:
    """Return the list that a paragraph belongs to: its own, or else its style's."""
    own = properties.find("{*}numPr") if properties is not None else None
    number = _value(own.find("{*}numId")) if own is not None else None
    level = _value(own.find("{*}ilvl")) if own is not None else ""
    if not number:
        number = next((found.number for found in _chain(style, walk.styles) if found.number is not None), "0")
    formats = walk.numbering.get(number, {})
    shown = formats.get(level or "0", "none")
    return {"bullet": "bullet", "none": "paragraph"}.get(shown, "number")  # type: ignore[return-value]


def _styles(package: Package, relations: tuple[Relationship, ...]) -> Styles:
    found = {}
    for root in _related(package, relations, "styles"):
        for node in root.iterfind("{*}style"):
            name = _value(node.find("{*}name")).lower()
            heading = HEADING.fullmatch(name)
            own = node.find("{*}pPr/{*}numPr/{*}numId")
            number = _value(own) if own is not None else None
            level = int(heading[1]) if heading else 0
            found[_value(node, "styleId")] = style = _Style(name, _value(node.find("{*}basedOn")), number, level)
            if name == "normal":
                found[NORMAL] = style
    return found


def _numbering(package: Package, relations: tuple[Relationship, ...]) -> Numbering:
    abstract: dict[str, dict[str, str]] = {}
    found: dict[str, Mapping[str, str]] = {}
    for root in _related(package, relations, "numbering"):
        for node in root.iterfind("{*}abstractNum"):
            levels = {_value(level, "ilvl"): _value(level.find("{*}numFmt")) for level in node.iterfind("{*}lvl")}
            abstract[_value(node, "abstractNumId")] = levels
        for node in root.iterfind("{*}num"):
            found[_value(node, "numId")] = abstract.get(_value(node.find("{*}abstractNumId")), {})
    return found


def _related(package: Package, relations: tuple[Relationship, ...], kind: str) -> Iterator[etree._Element]:
    for link in relations:
        if link.kind == kind and not link.external and link.target in package.names:
            yield package.xml(link.target)


def _running(package: Package, relations: tuple[Relationship, ...], kind: str) -> Iterator[str]:
    """Yield the words of each paragraph at the pages' heads or feet."""
    for root in _related(package, relations, kind):
        walk = _Walk(package.path, {}, {})
        _blocks(root, walk, ())
        yield from (line.text for line in walk.lines if line.text)


def _properties(package: Package) -> dict[str, str]:
    """Return the properties that a program gave the file, beside those that all files have."""
    found = {}
    for link in package.relationships():
        if link.kind in ("custom-properties", "customProperties") and link.target in package.names:
            for node in package.xml(link.target).iterfind("*"):
                found[node.get("name", "").lower()] = plain("".join(node.itertext()))
    return found


def _comments(package: Package, relations: tuple[Relationship, ...], walk: _Walk) -> Iterator[Comment]:
    for root in _related(package, relations, "comments"):
        for node in root.findall("{*}comment")[:MOST_TOLD]:
            text = " ".join("".join(part.itertext("{*}t")) for part in node.iter("{*}p"))
            index, words = walk.comments.get(_value(node, "id"), (len(walk.lines), []))
            if text.strip():
                yield Comment(_told(text), _told("".join(words)), index)


def _told(text: str) -> str:
    return plain(text[:LONGEST_TOLD])


def _outside(package: Package, relations: tuple[Relationship, ...]) -> Iterator[str]:
    """Yield what the document would fetch from elsewhere, were it opened in a program."""
    settings = [link.target for link in relations if link.kind == "settings" and not link.external]
    for link in (*relations, *(link for name in settings for link in package.relationships(name))):
        if link.external and link.kind != "hyperlink":
            thing = OUTSIDE.get(link.kind, "something")
            yield f"it refers to {thing} outside of the file, which was not opened; take care when you open it in Word"


def _dangers(root: etree._Element, walk: _Walk) -> Iterator[str]:
    if any(FETCHING.match(node.text or "") for node in root.iter("{*}instrText")):
        yield "it holds a field that fetches something from elsewhere; take care when you open it in Word"
    if walk.seen["altChunk"]:
        yield "it holds another document inside, which was not read; look for it in Word"
    if any(walk.seen[name] for name in NOTES):
        yield "it holds footnotes, which were not read; look for them in Word"
    if walk.seen["oMath"]:
        yield "it holds formulas, which were not read; look for them in Word"
