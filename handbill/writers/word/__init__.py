"""The document that partners adapt: a .docx whose looks are all named styles; it knows no folder and no edition."""

from handbill.model import Design, Document, Written
from handbill.writers.word import body, lists, package, parts, running, words
from handbill.writers.word.runs import Voice


def write(document: Document, design: Design) -> Written:
    """Return the .docx; raise HandbillError where its words are not the document's, or its design lacks something."""
    links = package.links(body.passages(document))
    voice = Voice(document, design.measures, links)
    looks = parts.fill(document, design)
    numbering, numbers = lists.restarted(looks["numbering.xml"], body.ordered(document))
    made = {"document.xml": body.render(voice, numbers), "numbering.xml": numbering}
    content = package.pack(document, looks | made | running.render(voice), links)
    words.verify(content, document)
    return Written(content, {})
