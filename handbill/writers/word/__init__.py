"""The document that partners adapt: a .docx whose looks are all named styles; it knows no folder and no edition."""

from itertools import count

from handbill.model import Design, Document, Written
from handbill.writers.word import body, glossary, lists, logo, package, partner, parts, running, words
from handbill.writers.word.runs import Voice


def write(document: Document, design: Design) -> Written:
    """Return the .docx; raise HandbillError where its words are not the document's, or its design lacks something."""
    return Written(packed(document, design, template=False), {})


def packed(document: Document, design: Design, template: bool) -> bytes:
    """Return the package of a document, or of a template, its words compared with the document's."""
    looks = {f"word/{name}": part for name, part in parts.fill(document, design).items()}
    numbering, numbers = lists.restarted(looks["word/numbering.xml"], body.ordered(document))
    links, picture = package.links(body.passages(document, design)), logo.part(document, design)
    voice = Voice(document, design.measures, links, count(1), iter(numbers), picture.get(logo.PART, b""))
    made = {package.MAIN: body.render(voice, design), "word/numbering.xml": numbering} | picture
    made |= running.render(voice) | glossary.render(voice, looks["word/styles.xml"]) | partner.data(document)
    content = package.pack(document, design, looks | made, links, template)
    words.verify(content, document, design)
    return content
