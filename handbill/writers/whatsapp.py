"""WhatsApp messages: one question in bold and its whole answer, each link alone on its line, within a template's limit.

No word is in a mark that WhatsApp takes for formatting, but those that are bold.
"""

from handbill import plain, platforms
from handbill.cleaning import comparable, typographic
from handbill.errors import HandbillError
from handbill.model import Design, Document, Passage, Question, Written

BOLD = "*"


def write(document: Document, design: Design) -> Written:
    """Return the message of the document's one question and how many characters it has.

    Raise HandbillError where a fact is missing, a mark stands in the text, it is too long or a word was lost.
    """
    (question,) = document.questions
    _refuse_gaps(question, document)
    _refuse_marks(question, document)
    text = typographic("\n\n".join("\n".join(lines) for lines in _blocks(question)), document.language.tag)
    _verify(text, question, document)
    _fit(text, document, design)
    return Written(text.encode(), {"characters": len(text)})


def _refuse_gaps(question: Question, document: Document) -> None:
    for block in plain.blocks(question):
        for run in (run for _, passage in block for run in passage.runs if run.missing):
            message = f"the WhatsApp message lacks “{run.fact}”; fill it in in the edition's edition.toml"
            raise HandbillError(f"{_place(document)}: {message}")


def _refuse_marks(question: Question, document: Document) -> None:
    """WhatsApp has no sign that keeps a mark from being taken for one."""
    for block in plain.blocks(question):
        for _, passage in block:
            if marked := platforms.formatting(passage.text):
                message = f"WhatsApp takes the marks in “{marked}” for formatting; write the answer without them"
                raise HandbillError(f"{_place(document)}: {message}")


def _place(document: Document) -> str:
    return f"{document.edition}/{document.language.tag}/{document.questions[0].id}"


def _blocks(question: Question) -> list[tuple[str, ...]]:
    """Return the lines of the question, all bold, and of each block of its answer."""
    asked, *answer = plain.blocks(question)
    bold = tuple(f"{BOLD}{line}{BOLD}" for item in asked for line in plain.lines(item))
    return [bold, *(tuple(_tappable(line) for item in block for line in plain.lines(item, BOLD)) for block in answer)]


def _tappable(line: str) -> str:
    # Telephones leave a last slash out of the link, and a right-to-left line sets it before the link.
    return line.rstrip("/") if "://" in line else line


def _verify(text: str, question: Question, document: Document) -> None:
    items = (item for block in plain.blocks(question) for item in block)
    wanted = comparable("".join(marker + _words(passage) for marker, passage in items))
    found = comparable(text)
    if found.replace(BOLD, "") != wanted.replace(BOLD, ""):
        message = f"the WhatsApp message reads “{found}” where the text has “{wanted}”; report this"
        raise HandbillError(f"{_place(document)}: {message}")


def _words(passage: Passage) -> str:
    return "".join(run.href.rstrip("/") if plain.is_link(run) else run.text for run in passage.runs)


def _fit(text: str, document: Document, design: Design) -> None:
    most = design.measures["characters"]
    if len(text) > most:
        taken = f"{len(text)} characters, {len(text) - most} more than the {most} of a template"
        raise HandbillError(f"{_place(document)}: the WhatsApp message has {taken}; shorten the answer")
