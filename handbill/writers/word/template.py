"""The Word document as a template: the same parts, but Word opens a new document made from them."""

from handbill.model import Design, Document, Written
from handbill.writers.word import packed


def write(document: Document, design: Design) -> Written:
    """Return the .dotx; raise what the document's writer raises."""
    return Written(packed(document, design, template=True), {})
