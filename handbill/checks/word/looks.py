"""Looks are in styles: every style named as Word names it, nothing formatted by hand, no side called left or right."""

from collections import Counter

from handbill.checks.word.opened import Found, Opened, W, find, local, said, value

# What a paragraph, a run, a table or a cell may say for itself: its style, its language and direction, its list, and
# what no style can say; never how it looks.
ALLOWED = {
    "pPr": frozenset(("pStyle", "numPr", "bidi", "rPr", "sectPr")),
    "rPr": frozenset(("rStyle", "rtl", "cs", "lang", "rFonts", "noProof", "webHidden")),
    "tblPr": frozenset(("tblStyle", "tblW", "tblLook", "tblLayout", "bidiVisual", "tblCaption", "tblDescription")),
    "trPr": frozenset(("tblHeader", "cantSplit", "cnfStyle")),
    "tcPr": frozenset(("tcW", "cnfStyle")),
}
# A run may say which of its style's faces it is set in, not name another.
FONTS, HINT = f"{W}rFonts", frozenset((f"{W}hint",))
# Styles that Word has itself, spelled as it spells them (ECMA-376 part 1, 17.7.4.9): it translates their names, and
# takes one spelled otherwise for another's work.
BUILT_IN = frozenset(
    (
        "Normal",
        "Default Paragraph Font",
        "Normal Table",
        "No List",
        "Title",
        "Subtitle",
        *(f"heading {level}" for level in range(1, 10)),
        *(f"toc {level}" for level in range(1, 10)),
        "TOC Heading",
        "Body Text",
        "Quote",
        "List Paragraph",
        "List Number",
        "List Bullet",
        "Table Grid",
        "caption",
        "header",
        "footer",
        "page number",
        "Hyperlink",
        "FollowedHyperlink",
        "Strong",
        "Emphasis",
        "Placeholder Text",
    )
)
REFERENCES = {"pStyle": "paragraph", "rStyle": "character", "tblStyle": "table"}
# Each property of simple scripts, and its twin for complex ones, without which Arabic and Hindi keep the old look.
TWINS = (("b", "bCs"), ("i", "iCs"), ("sz", "szCs"))
SIDES = ("left", "right")


def styles(opened: Opened) -> Found:
    """Every style that something names is there, is of its kind, and has the name that Word knows it by."""
    kinds = {identifier: node.get(f"{W}type") for identifier, node in opened.styles.items()}
    for node in opened.each(*REFERENCES):
        if kinds.get(node.get(f"{W}val", "")) != REFERENCES[local(node)]:
            yield f"the {REFERENCES[local(node)]} style {node.get(f'{W}val')} is not there"
    for identifier, node in opened.styles.items():
        for name in ("basedOn", "next", "link"):
            if value(node, name) not in ("", *kinds):
                yield f"the style {identifier} names the style {value(node, name)}, which is not there"
        ours, spelled = node.get(f"{W}customStyle") is not None, value(node, "name")
        if ours == (spelled in BUILT_IN):
            yield f"Word does not spell the name of its style {identifier} “{spelled}”"
    yield from _unstyled(opened)


def _unstyled(opened: Opened) -> Found:
    """Yield each style that is there twice, and each paragraph that has none."""
    identifiers = Counter(node.get(f"{W}styleId") for node in opened.xml["word/styles.xml"].iter(f"{W}style"))
    yield from (f"the style {name} is there {count} times" for name, count in identifiers.items() if count > 1)
    for node in opened.each("p"):
        if not value(node, "pPr/pStyle"):
            yield f"“{said(node)[:30]}” has no style"


def twins(opened: Opened) -> Found:
    """What a style or a list says of bold, slant and size it says for complex scripts too ([MS-OI29500] 2.1.71)."""
    for part in ("styles", "numbering"):
        for node in opened.xml[f"word/{part}.xml"].iter(f"{W}rPr"):
            for one, other in TWINS:
                if (find(node, one) is None) != (find(node, other) is None):
                    place = node.getparent().get(f"{W}styleId") or local(node.getparent())
                    yield f"{place} has one of {one} and {other} without the other"


def plain(opened: Opened) -> Found:
    """No run, paragraph or table is formatted by hand, so that a partner can restyle all."""
    for name, allowed in ALLOWED.items():
        for properties in opened.each(name):
            for child in properties:
                if local(child) not in allowed or (child.tag == FONTS and not HINT.issuperset(child.keys())):
                    yield f"direct formatting ({local(child)})"


def sides(opened: Opened) -> Found:
    """No paragraph or table is set left or right: Word reads left as start, and other programs do not."""
    roots = (*opened.written, opened.xml["word/styles.xml"], opened.xml["word/numbering.xml"])
    for node in (node for root in roots for node in root.iter(f"{W}jc", f"{W}textAlignment")):
        if local(node) == "textAlignment" or node.get(f"{W}val") in SIDES:
            yield f"{local(node)} is {node.get(f'{W}val')} in {local(node.getparent())}"


def numbering(opened: Opened) -> Found:
    """Every list is one that exists; each numbered list starts at one; headings are numbered by their style alone."""
    root = opened.xml["word/numbering.xml"]
    kinds = {node.get(f"{W}numId", ""): value(node, "abstractNumId") for node in root.iter(f"{W}num")}
    known = {node.get(f"{W}abstractNumId") for node in root.iter(f"{W}abstractNum")}
    for number, kind in kinds.items():
        if kind not in known:
            yield f"the list {number} is of the kind {kind}, which is not there"
    used = (node for part in (*opened.written, *opened.styles.values()) for node in part.iter(f"{W}numId"))
    for number in dict.fromkeys(node.get(f"{W}val", "") for node in used):
        if number not in ("0", *kinds):
            yield f"the list {number} is not there"
    yield from _linked(opened, kinds)
    yield from _restarted(opened)


def _linked(opened: Opened, kinds: dict[str, str]) -> Found:
    """Yield each style that a kind of list names and that does not name it in turn (ECMA-376 part 1, 17.9.23)."""
    for kind in opened.xml["word/numbering.xml"].iter(f"{W}abstractNum"):
        for style in (node.get(f"{W}val", "") for node in kind.iter(f"{W}pStyle")):
            number = opened.styled(style, "pPr/numPr/numId")
            if number is None or kinds.get(number.get(f"{W}val", "")) != kind.get(f"{W}abstractNumId"):
                yield f"the style {style} does not name the list that names it"


def _restarted(opened: Opened) -> Found:
    """Yield each numbered list that goes on where another ended, and each heading that is numbered by hand."""
    instances, before, begun = opened.xml["word/numbering.xml"].iter(f"{W}num"), None, set()
    restarting = {node.get(f"{W}numId") for node in instances if find(node, "lvlOverride/startOverride") is not None}
    for paragraph in opened.paragraphs:
        number, ordered = value(paragraph.node, "pPr/numPr/numId"), paragraph.name == "list number"
        if number and paragraph.name.startswith("heading"):
            yield f"“{paragraph.text[:30]}” is numbered by hand"
        elif ordered and number != before and (number in begun or number not in restarting):
            yield f"the numbers before “{paragraph.text[:30]}” go on from another list"
        begun.add(number)
        before = number if ordered else None
