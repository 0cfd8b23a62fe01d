"""What ties a Word document together: ids used once, fields that close, bookmarks, the list of contents."""

import re
from collections import Counter
from collections.abc import Iterator

from lxml import etree

from handbill.checks.word.opened import WP, Found, Opened, W, bare, local, said, value
from handbill.model import Question

# Word keeps ids as signed whole numbers of 32 bits.
LARGEST_ID = 2**31 - 1
# The first id that a property of ours may have (ECMA-376 part 1, 22.3.2.2).
FIRST_PROPERTY = 2
# What our fields do: number pages and list headings. Others could fetch files or run programs.
INSTRUCTION = re.compile(r" *(?:PAGE|NUMPAGES|TOC(?: +\\\w(?: +\"[\d-]+\")?)+) *")
PIECES = {"begin": "{", "separate": "|", "end": "}"}
FIELD = re.compile(r"\{(?P<instruction>[^{|}]*)\|\}")
# Word cuts longer names off; a name begins with a letter and holds letters, digits and _ (ECMA-376 part 1, 17.13.6.2).
LONGEST_BOOKMARK = 40
BOOKMARK = re.compile(rf"[^\W\d]\w{{0,{LONGEST_BOOKMARK - 1}}}")
HEADING, ENTRY = "heading 1", "toc 1"


def ids(opened: Opened) -> Found:
    """No id is used twice: of controls, bookmarks, pictures and properties."""
    kinds = {
        "control": [value(node, "sdtPr/id") for node in opened.each("sdt")],
        "bookmark": [node.get(f"{W}id", "") for node in opened.each("bookmarkStart")],
        "picture": [node.get("id", "") for part in opened.pages for node in part.iter(f"{WP}docPr")],
        "property": [node.get("pid", "") for node in opened.xml["docProps/custom.xml"]],
    }
    for kind, found in kinds.items():
        for identifier, count in Counter(found).items():
            if count > 1:
                yield f"{count} {kind} ids are {identifier or 'missing'}"
            if not re.fullmatch(r"-?\d+", identifier) or abs(int(identifier)) > LARGEST_ID:
                yield f"a {kind} has the id “{identifier}”, which is no whole number"
            elif kind == "property" and int(identifier) < FIRST_PROPERTY:
                yield f"a property has the id {identifier}, and they begin at {FIRST_PROPERTY}"


def fields(opened: Opened) -> Found:
    """Every field begins, says what it does, shows a result and ends, and does what ours do."""
    for part in opened.written:
        pieces = "".join(map(_piece, part.iter(f"{W}fldChar", f"{W}instrText", f"{W}fldSimple")))
        while field := FIELD.search(pieces):
            if not INSTRUCTION.fullmatch(field["instruction"]):
                yield f"a field says “{field['instruction'].strip()[:30]}”, which ours never do"
            pieces = pieces[: field.start()] + pieces[field.end() :]
        if pieces:
            yield f"a field does not begin, say what it does, show a result and end: {pieces[:30]}"


def _piece(node: etree._Element) -> str:
    """Return a piece of a field as a sign, or the words of its instruction."""
    if local(node) == "instrText":
        return node.text or ""
    simple = f"{{{node.get(f'{W}instr')}|}}"
    return PIECES.get(node.get(f"{W}fldCharType", ""), simple)


def bookmarks(opened: Opened) -> Found:
    """Every bookmark has one end and a name that Word keeps; every question has its own, around its words."""
    starts, ends = list(opened.each("bookmarkStart")), list(opened.each("bookmarkEnd"))
    marks = Counter(node.get(f"{W}id") for node in starts)
    marks.subtract(node.get(f"{W}id") for node in ends)
    yield from (f"the bookmark with the id {mark} does not begin and end once" for mark, rest in marks.items() if rest)
    names = Counter(node.get(f"{W}name", "").lower() for node in starts)
    yield from (f"the bookmark {name} is there {count} times" for name, count in names.items() if count > 1)
    for node in starts:
        if not BOOKMARK.fullmatch(node.get(f"{W}name", "")):
            yield f"Word cannot keep the name “{node.get(f'{W}name')}” of a bookmark"
    yield from _questions(opened, {node.get(f"{W}name"): node for node in starts})


def _questions(opened: Opened, marks: dict[str | None, etree._Element]) -> Found:
    for name, question in _wanted(opened):
        node = marks.get(name)
        if node is None:
            yield f"the question {question.id} has no bookmark {name}"
        elif bare(_between(node)) != bare(question.question.text):
            yield f"the bookmark {name} is not around the words of its question"


def _wanted(opened: Opened) -> Iterator[tuple[str, Question]]:
    """Yield each bookmark's name with its question: faq_<id>, and in a second language faq_<id>__<language>."""
    document, beside = opened.document, opened.document.beside
    for question in (beside or document).questions:
        yield _named(question.id), question
    for question in document.questions if beside else ():
        yield _named(question.id, f"__{document.language.tag}"), question


def _named(identifier: str, end: str = "") -> str:
    return (f"faq_{identifier}"[: LONGEST_BOOKMARK - len(end)] + end).replace("-", "_")


def _between(start: etree._Element) -> str:
    """Return the words between a bookmark's start and its end, which stand in the same paragraph."""
    words = []
    for node in start.itersiblings():
        if node.tag == f"{W}bookmarkEnd" and node.get(f"{W}id") == start.get(f"{W}id"):
            return "".join(words)
        words.append(said(node))
    return ""


def contents(opened: Opened) -> Found:
    """The list of contents names the headings as they stand, by their numbers, and each entry leads to its own."""
    headings = [paragraph for paragraph in opened.paragraphs if paragraph.name == HEADING]
    entries = [paragraph for paragraph in opened.paragraphs if paragraph.name == ENTRY]
    listed = [bare(entry.text) for entry in entries]
    wanted = [f"{number}{bare(heading.text)}" for number, heading in enumerate(headings, start=1)]
    if listed != wanted:
        pairs = zip([*listed, ""], [*wanted, ""], strict=False)
        entry, heading = next((pair for pair in pairs if pair[0] != pair[1]), ("", ""))
        yield f"the list of contents has “{entry[:30]}” where the headings have “{heading[:30]}”"
        return
    for entry, heading in zip(entries, headings, strict=True):
        names = {mark.get(f"{W}name") for mark in heading.node.iter(f"{W}bookmarkStart")}
        links = [link.get(f"{W}anchor") for link in entry.node.iter(f"{W}hyperlink")]
        if not links or not names.issuperset(links):
            yield f"the entry “{entry.text[:30]}” does not lead to its heading"
    if not any("TOC" in (node.text or "") for node in opened.body.iter(f"{W}instrText")):
        yield "the list of contents is no field, and would become stale"
