"""What a partner fills in, changes or must leave: content controls and the words that stand in them."""

from collections import Counter
from collections.abc import Iterator

from lxml import etree

from handbill.checks.word.opened import GLOSSARY, Found, Opened, W, bare, find, is_on, said, value
from handbill.model import Question

# A fact, such as the web address, can stand in several answers.
ANSWER, FACT, IMPRINT = "answer.", "fact.", "imprint"
# What a partner may empty.
EMPTIED = (ANSWER, FACT, "partner.")
# What a control is locked with (ECMA-376 part 1, 17.18.50): only the imprint must stay as it is. Word deletes and moves
# no selection that holds a locked control, and partners may do both with an answer.
LOCKS = {IMPRINT: "sdtContentLocked"}
# LibreOffice 7.4 writes the words of other scripts back several times from controls of plain text, and from those of
# paragraphs that do not say one of these kinds.
PLAIN_TEXT, KEPT = ("Latn", "Cyrl"), ("docPartObj", "picture")
CUSTOM_XML = "{http://schemas.openxmlformats.org/officeDocument/2006/customXml}"


def controls(opened: Opened) -> Found:
    """Every control has a name for programs and one for people, a lock that suits it, and a kind that survives."""
    tags = Counter(value(node, "sdtPr/tag") for node in opened.each("sdt"))
    for tag, count in tags.items():
        if not tag or (count > 1 and not tag.startswith(FACT)):
            yield f"{count} controls are tagged “{tag}”"
    for node in opened.each("sdt"):
        tag, lock = value(node, "sdtPr/tag"), value(node, "sdtPr/lock")
        if not value(node, "sdtPr/alias").strip():
            yield f"the control {tag} has no title"
        if lock != LOCKS.get(tag, ""):
            yield f"the control {tag} has the lock “{lock}” where “{LOCKS.get(tag, '')}” was meant"
        yield from _spoilt(opened, node, tag)


def _spoilt(opened: Opened, node: etree._Element, tag: str) -> Found:
    """Yield a control of a kind that does not survive."""
    plain = find(node, "sdtPr/text") is not None
    if find(node, "sdtContent/p") is not None and not any(find(node, f"sdtPr/{kind}") is not None for kind in KEPT):
        yield f"the control {tag} of paragraphs would be written back several times by LibreOffice"
    if plain and opened.document.language.script not in PLAIN_TEXT:
        yield f"the control {tag} of plain text would be written back several times by LibreOffice"


def answers(opened: Opened) -> Found:
    """Every answer stands in one control of its own, whole, and nothing else stands in it."""
    found = {value(node, "sdtPr/tag"): node for node in opened.body.iter(f"{W}sdt")}
    wanted = dict(_answers(opened))
    for tag, question in wanted.items():
        if tag not in found:
            yield f"the control {tag} is not there"
        elif bare(said(found[tag])) != _answer(question):
            yield f"the control {tag} does not hold its answer and nothing else"
    for tag in found:
        if tag.startswith(ANSWER) and tag not in wanted:
            yield f"the control {tag} belongs to no question"


def _answers(opened: Opened) -> Iterator[tuple[str, Question]]:
    """Yield each control's tag with its question: answer.<id>, and in a second language answer.<id>.<language>."""
    document, beside = opened.document, opened.document.beside
    for question in (beside or document).questions:
        yield f"{ANSWER}{question.id}", question
    for question in document.questions if beside else ():
        yield f"{ANSWER}{question.id}.{document.language.tag}", question


def _answer(question: Question) -> str:
    return "".join(bare(passage.text) for block in question.answer for passage in block.passages)


def placeholders(opened: Opened) -> Found:
    """Every field to fill in shows the words that Word shows again when it is emptied, in the style for such words."""
    parts = _glossary(opened)
    for node in opened.each("sdt"):
        tag, name = value(node, "sdtPr/tag"), value(node, "sdtPr/placeholder/docPart")
        if tag.startswith(EMPTIED) and find(node, "sdtPr/picture") is None and not name:
            yield f"the control {tag} has no words to show when it is empty"
        if name and name not in parts:
            yield f"the words {name} of the control {tag} are not in the glossary"
        if name in parts and is_on(find(node, "sdtPr"), "showingPlcHdr"):
            yield from _shown(node, tag, parts[name])
        yield from _bound(opened, node, tag)


def _glossary(opened: Opened) -> dict[str, str]:
    """Return the words that stand in empty fields, by the name of their entry."""
    root = opened.xml.get(GLOSSARY)
    entries = () if root is None else root.iter(f"{W}docPart")
    return {value(entry, "docPartPr/name"): bare(said(entry)) for entry in entries}


def _shown(node: etree._Element, tag: str, words: str) -> Found:
    if bare(said(node)) != words:
        yield f"the control {tag} shows other words than it would when emptied"
    for run in (run for run in node.iter(f"{W}r") if said(run)):
        if value(run, "rPr/rStyle") != "PlaceholderText":
            yield f"the words of the control {tag} look as if they had been filled in"


def _bound(opened: Opened, node: etree._Element, tag: str) -> Found:
    """Yield a control that keeps its words in a part that is not there."""
    binding = find(node, "sdtPr/dataBinding")
    items = (root for root in opened.xml.values() if root.tag == f"{CUSTOM_XML}datastoreItem")
    stores = {item.get(f"{CUSTOM_XML}itemID") for item in items}
    if binding is not None and binding.get(f"{W}storeItemID") not in stores:
        yield f"the control {tag} keeps its words in {binding.get(f'{W}storeItemID')}, which is not there"
