"""Text messages: one question's short text, cleaned of what makes it dear, its link last and alone, within its budget.

It never changes a letter: an accent that costs a segment is the author's to keep or to reword.
"""

import re
import unicodedata

from handbill import gsm
from handbill.errors import HandbillError
from handbill.model import Design, Document, Passage, Run, Written
from handbill.typography import direction, squeezed

RIGHT_TO_LEFT_MARK = "\u200f"
LEFT_TO_RIGHT_MARK = "\u200e"
# Byte order mark, zero-width space, word joiner, soft hyphen. The joiners of Persian and emoji (U+200C, U+200D) stay.
INVISIBLE = dict.fromkeys(map(ord, "\ufeff\u200b\u2060\u00ad"))
NO_BREAK = dict.fromkeys(map(ord, "\u00a0\u202f\u2007"), " ")
PLAIN = str.maketrans(
    dict.fromkeys("‘’‚‛′‹›", "'")
    | dict.fromkeys("“”„‟″", '"')
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-")
    | dict.fromkeys("\u2009\u200a", " ")
    | {"…": "..."}
)
# French spaces belong to the guillemets, not to the plain quotation marks that take their place.
GUILLEMET = re.compile("« ?| ?»")
# A number of the North American plan written into the text itself; those that are facts are marked as they are.
PHONE = re.compile(r"(?<!\d)(?:\+?1[ .-]?)?\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}(?!\d)")
# Beyond this many the offending letters are the language's own, and naming them helps nobody.
MOST_OFFENDERS = 12


def write(document: Document, design: Design) -> Written:
    """Return the text message of the document's one question, with its encoding, units and segments.

    Raise HandbillError where there is none, a fact in it is missing, it is over budget or a word was lost.
    """
    passage = _passage(document)
    text = compose(passage)
    cost = gsm.count(text)
    _verify(text, passage, document)
    _afford(text, cost, document, design)
    return Written(text.encode(), {"encoding": cost.encoding, "units": cost.units, "segments": cost.segments})


def compose(passage: Passage) -> str:
    """Return the message as it is sent: clean, its link last and alone, readable from right to left where its language
    is.
    """
    text = _with_link_apart(passage)
    return clean(_marked(text) if passage.language.direction == "rtl" else text)


def clean(text: str) -> str:
    """Return the text as it is sent; cleaning it again changes nothing."""
    return _plain_if_it_fits(_spaced(_composed(_visible(text))))


def _visible(text: str) -> str:
    # Before composing: a zero-width space may stand between a letter and its accent.
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(INVISIBLE)


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _spaced(text: str) -> str:
    return text.translate(NO_BREAK)


def _plain_if_it_fits(text: str) -> str:
    """Return the text in plain punctuation if the whole of it is then GSM-7; in UCS-2 they would save nothing."""
    plain = _plain(text)
    return plain if all(character in gsm.SEPTETS for character in plain) else text


def _plain(text: str) -> str:
    return GUILLEMET.sub('"', text).translate(PLAIN)


def _passage(document: Document) -> Passage:
    (question,) = document.questions
    if question.sms is None or not question.sms.text.strip():
        raise HandbillError(f"{_place(document)}: the question has no text message; write one under “### Text message”")
    for run in question.sms.runs:
        if run.missing:
            raise HandbillError(
                f"{_place(document)}: the text message lacks “{run.fact}”; fill it in in the edition's edition.toml"
            )
    return question.sms


def _place(document: Document) -> str:
    return f"{document.edition}/{document.language.tag}/{document.questions[0].id}"


def _with_link_apart(passage: Passage) -> str:
    *runs, last = (_isolated(run, passage) for run in passage.runs)
    # Telephones take whatever touches a link into it: it is preceded by a line feed and followed by nothing.
    if passage.runs[-1].fact == "website":
        return f"{''.join(runs).rstrip()}\n{last}".lstrip("\n")
    return "".join((*runs, last))


def _isolated(run: Run, passage: Passage) -> str:
    """Return the run's words; amid right-to-left ones a number without a mark before it is shown backwards."""
    if passage.language.direction == "ltr" or run.href.startswith("http"):
        return run.text
    if run.fact == "phone":
        return LEFT_TO_RIGHT_MARK + run.text
    return PHONE.sub(LEFT_TO_RIGHT_MARK + r"\g<0>", run.text)


def _marked(text: str) -> str:
    """Return the text so that its first strong character, by which telephones lay it out, is right-to-left."""
    return text if direction(text) == "rtl" else RIGHT_TO_LEFT_MARK + text


def _verify(text: str, passage: Passage, document: Document) -> None:
    found, wanted = _words(text), _words(passage.text)
    if found != wanted:
        message = f"the text message reads “{found}” where the text has “{wanted}”; report this"
        raise HandbillError(f"{_place(document)}: {message}")


def _words(text: str) -> str:
    """Return the text as compared for loss: in plain punctuation, without white space and direction marks."""
    visible = squeezed(_plain(_spaced(_visible(text))))
    return visible.replace(LEFT_TO_RIGHT_MARK, "").replace(RIGHT_TO_LEFT_MARK, "")


def _afford(text: str, cost: gsm.Count, document: Document, design: Design) -> None:
    budget = design.measures["segments"][cost.encoding]
    if cost.segments > budget:
        taken = f"{cost.segments} segments of {cost.encoding} ({cost.units} units), {budget} at most"
        raise HandbillError(f"{_place(document)}: the text message takes {taken}; {_saving(text, cost)}shorten it")


def _saving(text: str, cost: gsm.Count) -> str:
    """Say which characters make the text dear, and what it would take without them, where that is less."""
    cheaper = gsm.count(text.translate(dict.fromkeys(map(ord, cost.offenders)))).segments
    if cheaper == cost.segments or len(cost.offenders) > MOST_OFFENDERS:
        return ""
    return f"without {' '.join(cost.offenders)} it would take {cheaper}, so choose words without them or "
