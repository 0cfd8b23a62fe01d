"""The words of a Word document: all of them, in order, as they should be typed, under headings that can be walked."""

import re
import unicodedata

from handbill.checks.word.opened import Found, Opened, W, bare, said, value
from handbill.model import printed

# What stands in the head and foot of every page rather than in the body.
RUNNING = ("draft", "imprint")
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
# Controls, private and unassigned characters, since a tab or a line break is an element of its own in Word; and marks
# that come with pasting.
ODD, PASTED = ("Cc", "Co", "Cn", "Cs"), "\u00ad\u200b\u2028\u2029\ufeff\ufffd"
HEADING = re.compile(r"heading ([1-9])")


def words(opened: Opened) -> Found:
    """The body holds the document's words and no others, in order; head and foot hold theirs."""
    parts = tuple(part for part in opened.design.prints if part not in RUNNING)
    wanted = "".join(bare(passage.text) for passage in printed(opened.document, parts))
    found = bare(said(opened.body))
    if found != wanted:
        index = next((i for i, (a, b) in enumerate(zip(found, wanted, strict=False)) if a != b), 0)
        yield f"the body reads “{found[index : index + 30]}” where “{wanted[index : index + 30]}” was meant"
    running = "".join(bare(said(part)) for part in opened.running.values())
    for passage in printed(opened.document, tuple(part for part in opened.design.prints if part in RUNNING)):
        if bare(passage.text) not in running:
            yield f"the words “{passage.text[:40]}” are not at the head or foot"


def code(opened: Opened) -> Found:
    """The imprint code is printed at the foot."""
    feet = (part for name, part in opened.running.items() if "footer" in name)
    if not any(opened.document.code in bare(said(part)) for part in feet):
        yield f"the imprint code {opened.document.code} is not at the foot"


def characters(opened: Opened) -> Found:
    """Letters are whole (NFC), nothing invisible stands among them, and no space is lost at a run's edge."""
    for node in opened.each("t"):
        text = node.text or ""
        if text != unicodedata.normalize("NFC", text):
            yield f"“{text[:30]}” holds letters of several characters (not NFC)"
        if text != text.strip() and node.get(SPACE) != "preserve":
            yield f"Word drops the space at the edge of “{text[:30]}”"
        odd = next((sign for sign in set(text) if sign in PASTED or unicodedata.category(sign) in ODD), "")
        if odd:
            yield f"“{text[:30]}” holds the character U+{ord(odd):04X}"


def blanks(opened: Opened) -> Found:
    """No paragraph is empty: distances are the styles' work, and a reader's voice stops at nothing."""
    for part in opened.pages:
        for node in part.iter(f"{W}p"):
            if not said(node).strip() and next(node.iter(f"{W}drawing"), None) is None:
                yield f"a paragraph of the style {value(node, 'pPr/pStyle')} is empty"
        for node in part.iter(f"{W}br"):
            yield f"a line or page is broken by hand ({node.get(f'{W}type', 'line')})"


def headings(opened: Opened) -> Found:
    """There is a title; of the headings none skips a level, and the questions are those of the first, in order."""
    if all(paragraph.name != "title" for paragraph in opened.paragraphs):
        yield "no paragraph is the title"
    levels = [(int(match[1]), one) for one in opened.paragraphs if (match := HEADING.fullmatch(one.name))]
    before = 0
    for level, paragraph in levels:
        if level > before + 1:
            yield f"the heading “{paragraph.text[:30]}” skips a level"
        outline = opened.styled(paragraph.style, "pPr/outlineLvl")
        if outline is None or outline.get(f"{W}val") != str(level - 1):
            yield f"the heading “{paragraph.text[:30]}” is not in the outline at its level"
        before = level
    yield from _asked(opened, [bare(paragraph.text) for level, paragraph in levels if level == 1])


def _asked(opened: Opened, found: list[str]) -> Found:
    """Yield the questions that are no heading, or stand elsewhere than in the document."""
    questions = (opened.document.beside or opened.document).questions
    wanted = [bare(question.question.text) for question in questions]
    if found != wanted:
        pairs = zip([*found, ""], [*wanted, ""], strict=False)
        heading, question = next((pair for pair in pairs if pair[0] != pair[1]), ("", ""))
        yield f"a heading reads “{heading[:30]}” where the question “{question[:30]}” was meant"
