"""Content controls: frames with a title around what partners change or fill in (ECMA-376 part 1, 17.5.2).

None but the imprint's is locked: Word neither deletes nor moves a selection that holds a locked one, and partners may
do both with a question. The text inside can be deleted; the frame stays.
"""

from collections.abc import Iterable, Iterator

from lxml import etree

from handbill.model import CONTACT_FACTS, PARTNER_FIELDS, Document, Language, Passage, Run, blank
from handbill.writers.word.markup import element, valued

# Word takes no longer tags and titles.
LONGEST = 64
ANSWER, IMPRINT, NOTICE, LOGO = "answer", "imprint", "notice", "partner.logo"


def control(
    tag: str, title: str, identifier: int, content: Iterable[etree._Element], *marks: etree._Element
) -> etree._Element:
    """Return the content in a frame; `marks` are what it says beyond its names, in the order of CT_SdtPr."""
    names = (valued("w:alias", title[:LONGEST]), valued("w:tag", tag[:LONGEST]), valued("w:id", str(identifier)))
    return element("w:sdt", None, element("w:sdtPr", None, *names, *marks), element("w:sdtContent", None, *content))


def prompted(name: str, showing: bool = False) -> list[etree._Element]:
    """Return the marks of a frame that asks for words where it is empty, and whether it does so now."""
    asked = [element("w:placeholder", None, valued("w:docPart", name))]
    return [*asked, element("w:showingPlcHdr")] if showing else asked


def part(gallery: str, *, only: bool = False) -> etree._Element:
    """Return the mark of a frame around whole paragraphs as a part of the document of the gallery's kind (17.5.2.12);
    `only` says that there is no second one.

    LibreOffice 7.4 takes a frame of paragraphs without such a mark for a field of plain text, and writes it back
    several times over.
    """
    unique = [element("w:docPartUnique")] if only else []
    return element("w:docPartObj", None, valued("w:docPartGallery", gallery), *unique)


def locked() -> etree._Element:
    """Return the mark of a frame that can be neither changed nor deleted."""
    return valued("w:lock", "sdtContentLocked")


def fact(
    run: Run, language: Language, content: list[etree._Element], document: Document, number: int
) -> etree._Element:
    """Return a fact of the edition in its frame, the id of which is the number."""
    name, title = f"fact.{run.fact}", document.labels[run.fact].text
    return control(name, title, number, content, *prompted(name + suffix(language, document), run.missing))


def suffix(language: Language, document: Document) -> str:
    """Return how the name of a prompt in the language ends: with its tag where it is not the document's."""
    return "" if language == document.language else f".{language.tag}"


def framed(run: Run) -> bool:
    """Return whether the run is a fact that partners look for."""
    return run.fact in CONTACT_FACTS


def prompts(document: Document) -> Iterator[tuple[str, Passage]]:
    """Yield the name of each kind of frame that can be empty, and what it asks for, in the document's language and the
    source's, which may stand beside it or stand in for a translation.
    """
    source = document.source_language
    foreign = [(source, document.source_labels)] if source != document.language else []
    for language, labels in ((document.language, document.labels), *foreign):
        end = suffix(language, document)
        yield ANSWER + end, blank(labels["answer"])
        yield from ((f"fact.{key}{end}", blank(labels[f"{key}_to_come"])) for key in CONTACT_FACTS)
    yield from ((f"partner.{field}", blank(document.labels[f"your_{field}"])) for field in PARTNER_FIELDS)
