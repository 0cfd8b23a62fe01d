"""E-mails: as plain text for pasting, or as a draft that a mail program opens ready to send; none is ever wrapped."""

from handbill.model import Design, Document, Written
from handbill.writers.email import words


def write(document: Document, design: Design) -> Written:
    """Return the e-mail as plain text; raise HandbillError where a fact is missing or a word lost."""
    return Written(words.plain_text(document, design.prints).encode(), {})
