"""What partners do to a Word file, by script: ten edits, each found by its words alone, so that they can be made in any
program's file; and the simulated Google Docs export.
"""

import base64
import copy
import zipfile
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO

from lxml import etree

from handbill.history import Wording

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NS = {"w": W}
R = "http://schemas.openxmlformats.org/package/2006/relationships"
COMMENTS = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
COMMENTS_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
# A grey point, as PNG: nothing has to be drawn.
LOGO = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==")
NEW_QUESTION, NEW_ANSWER = "Do you have an office hour?", "Yes, on Tuesdays from nine to noon in the library."
PARTNER = {
    "organization": "Riverside Welcome Centre",
    "contact": "Sam Sample",
    "website": "riverside.example.org",
    "email": "welcome@riverside.example.org",
}
NEW_EMAIL = "lip@riverside.example.org"
COMMENT = "Is this still so?"
ADDED = "Since last year this is new here."

Parts = dict[str, bytes]


def unpacked(content: bytes) -> Parts:
    """Return a package's parts by name."""
    with zipfile.ZipFile(BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(parts: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return the package of the parts."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w", method) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return target.getvalue()


def serialized(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def w(name: str) -> str:
    return f"{{{W}}}{name}"


class Edited:
    """A file open for editing: its body's tree, and its other parts."""

    def __init__(self, content: bytes, wording: Wording, prompts: Mapping[str, str], notice: tuple[str, ...]) -> None:
        self.parts = unpacked(content)
        self.root = etree.fromstring(self.parts["word/document.xml"])
        self.body = self.root.find("w:body", NS)
        self.wording, self.prompts, self.notice = wording, prompts, notice

    def saved(self) -> bytes:
        return packed(
            self.parts | {"word/document.xml": etree.tostring(self.root, xml_declaration=True, encoding="UTF-8")}
        )

    def paragraph(self, text: str) -> etree._Element:
        """Return the last paragraph with the text: a list of contents stands before the question itself."""
        return [node for node in self.root.iter(w("p")) if squeezed(words(node)) == squeezed(text)][-1]

    def question(self, number: int) -> etree._Element:
        return self.paragraph(self.wording.questions[number].question)

    def answer(self, number: int, part: int = 0) -> etree._Element:
        """Return a paragraph of an answer, the first of its words below the question's heading."""
        text = self.wording.questions[number].answer[part].text
        after = list(self.root.iter(w("p")))
        below = after[after.index(self.question(number)) + 1 :]
        return next(node for node in below if squeezed(words(node)) == squeezed(text))

    def group(self, number: int) -> list[etree._Element]:
        """Return what stands from a question up to the next, or to the contact: paragraphs, or the controls around
        them, where nothing else is inside.
        """
        last = number + 1 == len(self.wording.questions)
        end = self.contact() if last else self.question(number + 1)
        every = list(self.root.iter(w("p")))
        inside = every[every.index(self.question(number)) : every.index(end)]
        return list(dict.fromkeys(self.outermost(node, set(inside)) for node in inside))

    def outermost(self, node: etree._Element, inside: set[etree._Element]) -> etree._Element:
        parent = node.getparent()
        while parent is not self.body and set(parent.iter(w("p"))) <= inside:
            node, parent = parent, parent.getparent()
        return node

    def contact(self) -> etree._Element:
        """Return the heading above the contact's first line."""
        fact = self.wording.contact[0]
        every = list(self.root.iter(w("p")))
        return every[every.index(self.paragraph(fact.label + fact.text)) - 1]


def words(node: etree._Element) -> str:
    return "".join(part.text or "" for part in node.iter(w("t")))


def squeezed(text: str) -> str:
    return "".join(text.replace("\u200e", "").split())


def say(node: etree._Element, text: str) -> None:
    """Put the text into a paragraph, in place of its words."""
    first, *rest = node.iter(w("t"))
    first.text = text
    first.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    for part in rest:
        part.text = ""


def without_marks(node: etree._Element) -> etree._Element:
    """Return a copy of a paragraph without its bookmarks, as a program makes one."""
    made = copy.deepcopy(node)
    for mark in made.xpath(".//w:bookmarkStart | .//w:bookmarkEnd", namespaces=NS):
        mark.getparent().remove(mark)
    return made


# The ten edits


def reword(file: Edited) -> None:
    node = file.answer(0)
    say(node, words(node) + " " + ADDED)


def delete_question(file: Edited) -> None:
    for node in file.group(1):
        node.getparent().remove(node)


def add_question(file: Edited) -> None:
    heading, answer = without_marks(file.question(0)), without_marks(file.answer(0))
    say(heading, NEW_QUESTION)
    say(answer, NEW_ANSWER)
    file.group(0)[-1].addnext(heading)
    heading.addnext(answer)


def reorder(file: Edited) -> None:
    blocks = file.group(0)
    end = file.group(len(file.wording.questions) - 1)[-1]
    for node in reversed(blocks):
        end.addnext(node)


def fill_in(file: Edited) -> None:
    for field, text in PARTNER.items():
        say(file.paragraph(f"[{file.prompts[field]}]"), text)


def change_contact(file: Edited) -> None:
    fact = next(fact for fact in file.wording.contact if fact.fact == "email")
    line = file.paragraph(fact.label + fact.text)
    changed = [part for part in line.iter(w("t")) if part.text == fact.text]
    changed[0].text = NEW_EMAIL


def delete_notice(file: Edited) -> None:
    for text in map(squeezed, file.notice):
        # LibreOffice may have written it more than once.
        node = next(node for node in file.root.iter(w("p")) if squeezed(words(node)).startswith(text))
        node.getparent().remove(node)
    for frame in file.body.xpath("w:sdt[not(.//w:p)]", namespaces=NS):
        file.body.remove(frame)


def track(file: Edited) -> None:
    node = file.answer(0)
    runs = [run for run in node.iter(w("r")) if words(run)]
    first, last = runs[0], runs[-1]
    deletion = etree.Element(w("del"), {w("id"): "901", w("author"): "Sam", w("date"): "2026-11-23T09:00:00Z"})
    first.addprevious(deletion)
    deletion.append(first)
    for part in deletion.iter(w("t")):
        part.tag = w("delText")
    insertion = etree.Element(w("ins"), {w("id"): "902", w("author"): "Sam", w("date"): "2026-11-23T09:00:00Z"})
    run = etree.SubElement(insertion, w("r"))
    etree.SubElement(run, w("t")).text = " " + ADDED
    run[0].set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    while last.getparent() is not node:
        last = last.getparent()
    last.addnext(insertion)


def comment(file: Edited) -> None:
    node = file.question(1)
    next(run for run in node.iter(w("r")) if words(run)).addprevious(
        etree.Element(w("commentRangeStart"), {w("id"): "7"})
    )
    node.append(etree.Element(w("commentRangeEnd"), {w("id"): "7"}))
    run = etree.SubElement(node, w("r"))
    etree.SubElement(run, w("commentReference"), {w("id"): "7"})
    text = (
        f'<w:comments xmlns:w="{W}"><w:comment w:id="7" w:author="Sam" w:date="2026-11-23T09:00:00Z" w:initials="S">'
        f"<w:p><w:r><w:t>{COMMENT}</w:t></w:r></w:p></w:comment></w:comments>"
    )
    add_part(file.parts, "comments.xml", text.encode(), COMMENTS, COMMENTS_TYPE)


def restructure(file: Edited) -> None:
    """Split a paragraph in two, and make a paragraph of an item of a list."""
    node = file.answer(0)
    text = words(node)
    middle = text.index(" ", len(text) // 2) if " " in text[len(text) // 2 :] else len(text) // 2
    second = without_marks(node)
    say(node, text[:middle])
    say(second, text[middle:].strip())
    node.addnext(second)
    item = next(index for index, part in enumerate(file.wording.questions[0].answer) if part.kind != "paragraph")
    paragraph = file.answer(0, item)
    properties = paragraph.find("w:pPr", NS)
    plain = copy.deepcopy(node.find("w:pPr", NS))
    if properties is not None:
        paragraph.remove(properties)
    if plain is not None:
        paragraph.insert(0, plain)


EDITS: dict[str, Callable[[Edited], None]] = {
    "reword": reword,
    "delete a question": delete_question,
    "add a question": add_question,
    "reorder": reorder,
    "fill in": fill_in,
    "change the contact": change_contact,
    "delete the notice": delete_notice,
    "track changes": track,
    "comment": comment,
    "split and unlist": restructure,
}


def add_part(parts: Parts, name: str, content: bytes, content_type: str, relation: str) -> None:
    """Add a part beside word/document.xml."""
    parts[f"word/{name}"] = content
    types = etree.fromstring(parts["[Content_Types].xml"])
    override = etree.SubElement(types, f"{{{types.nsmap[None]}}}Override")
    override.set("PartName", f"/word/{name}")
    override.set("ContentType", content_type)
    parts["[Content_Types].xml"] = serialized(types)
    links = etree.fromstring(parts["word/_rels/document.xml.rels"])
    link = etree.SubElement(links, f"{{{R}}}Relationship")
    link.set("Id", f"added-{name.partition('.')[0]}")
    link.set("Type", relation)
    link.set("Target", name)
    parts["word/_rels/document.xml.rels"] = serialized(links)


# What programs do to a file


def stripped(content: bytes, *what: str) -> bytes:
    """Return the file without custom XML, custom properties, bookmarks or controls."""
    parts = unpacked(content)
    if "custom xml" in what:
        parts = without(parts, "customXml/")
    if "properties" in what:
        parts = without(parts, "docProps/custom.xml")
    root = etree.fromstring(parts["word/document.xml"])
    if "bookmarks" in what:
        for node in root.xpath("//w:bookmarkStart | //w:bookmarkEnd", namespaces=NS):
            node.getparent().remove(node)
    if "controls" in what:
        unwrap(root)
    return packed(parts | {"word/document.xml": serialized(root)})


def without(parts: Parts, name: str) -> Parts:
    """Return the parts without those whose name begins so, and without what leads to them."""
    kept = {key: content for key, content in parts.items() if not key.startswith(name)}
    for key in [key for key in kept if key.endswith(".rels")]:
        root = etree.fromstring(kept[key])
        for link in list(root):
            if name.strip("/") in link.get("Target", ""):
                root.remove(link)
        kept[key] = serialized(root)
    types = etree.fromstring(kept["[Content_Types].xml"])
    for node in [node for node in types if node.get("PartName", "").lstrip("/").startswith(name)]:
        types.remove(node)
    return kept | {"[Content_Types].xml": serialized(types)}


def unwrap(root: etree._Element) -> None:
    """Take every control away and leave what it holds."""
    for frame in reversed(list(root.iter(w("sdt")))):
        content = frame.find("w:sdtContent", NS)
        for node in reversed(list(content) if content is not None else []):
            frame.addnext(node)
        frame.getparent().remove(frame)


HEADED = ("Title", "Subtitle", "Heading1", "Heading2")
BULLETS = 3


def google(content: bytes) -> bytes:
    """Return the file as Google Docs would export it: no mark of ours left, controls of its own around runs, all styles
    Normal but title and headings, lists on the paragraphs themselves.
    """
    parts = unpacked(content)
    for name in ("customXml/", "docProps/custom.xml", "word/glossary/"):
        parts = without(parts, name)
    root = etree.fromstring(parts["word/document.xml"])
    unwrap(root)
    for number, mark in enumerate(root.iter(w("bookmarkStart"))):
        mark.set(w("name"), f"_heading=h.{number:x}")
    for node in root.xpath("//w:r[w:fldChar or w:instrText]", namespaces=NS):
        node.getparent().remove(node)
    for paragraph in root.iter(w("p")):
        _plain_style(paragraph)
    for number, run in enumerate(list(root.iter(w("r")))[::3]):
        _wrapped(run, number)
    return packed(parts | {"word/document.xml": serialized(root)})


def _plain_style(paragraph: etree._Element) -> None:
    style = paragraph.find("w:pPr/w:pStyle", NS)
    if style is None or style.get(w("val")) in HEADED:
        return
    properties = style.getparent()
    if style.get(w("val")) == "ListBullet" and properties.find("w:numPr", NS) is None:
        listed = etree.SubElement(properties, w("numPr"))
        etree.SubElement(listed, w("ilvl"), {w("val"): "0"})
        etree.SubElement(listed, w("numId"), {w("val"): str(BULLETS)})
    style.set(w("val"), "Normal")


def _wrapped(run: etree._Element, number: int) -> None:
    frame = etree.Element(w("sdt"))
    properties = etree.SubElement(frame, w("sdtPr"))
    etree.SubElement(properties, w("tag"), {w("val"): f"goog_rdk_{number}"})
    run.addprevious(frame)
    etree.SubElement(frame, w("sdtContent")).append(run)


def edited(content: bytes, edit: str, wording: Wording, prompts: Mapping[str, str], notice: tuple[str, ...]) -> bytes:
    """Return the file after one of the ten edits."""
    file = Edited(content, wording, prompts, notice)
    EDITS[edit](file)
    return file.saved()


def names() -> Iterator[str]:
    yield from EDITS
