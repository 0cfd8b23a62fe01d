"""The glossary: what an emptied frame asks for, in the document's language (ECMA-376 part 1, 17.12)."""

from uuid import NAMESPACE_URL, uuid5

from lxml import etree

from handbill.model import Passage
from handbill.writers.word import controls
from handbill.writers.word.markup import NAMESPACES, element, qualified, root, serialized, valued
from handbill.writers.word.paragraphs import opened
from handbill.writers.word.runs import Voice, inline

# What the words of a prompt need of the document's styles.
KEPT = ("Normal", "DefaultParagraphFont", "TableNormal", "NoList", "PlaceholderText")


def render(voice: Voice, styles: bytes) -> dict[str, bytes]:
    """Return word/glossary/document.xml and its styles, taken from the document's."""
    entries = (_entry(name, passage, voice) for name, passage in controls.prompts(voice.document))
    document = root("w:glossaryDocument", element("w:docParts", None, *entries))
    return {"word/glossary/document.xml": serialized(document), "word/glossary/styles.xml": _styles(styles)}


def _entry(name: str, passage: Passage, voice: Voice) -> etree._Element:
    category = element("w:category", None, valued("w:name", "General"), valued("w:gallery", "placeholder"))
    properties = (
        valued("w:name", name),
        category,
        element("w:types", None, valued("w:type", "bbPlcHdr")),
        element("w:behaviors", None, valued("w:behavior", "content")),
        valued("w:guid", f"{{{uuid5(NAMESPACE_URL, name)}}}".upper()),
    )
    words = opened("Normal", passage, voice, *inline(passage, "Normal", voice))
    body = element("w:docPartBody", None, words)
    return element("w:docPart", None, element("w:docPartPr", None, *properties), body)


def _styles(styles: bytes) -> bytes:
    kept = etree.fromstring(styles)
    for style in kept.iterfind("w:style", NAMESPACES):
        if style.get(qualified("w:styleId")) not in KEPT:
            kept.remove(style)
    return serialized(kept)
