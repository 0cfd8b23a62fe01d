"""Text messages: one question's short text, cleaned of what makes it dear, its link last and alone, within its budget.

It never changes a letter: an accent that costs a segment is the author's to keep or to reword.
"""

from handbill import gsm, platforms
from handbill.cleaning import clean, comparable
from handbill.errors import HandbillError
from handbill.model import Design, Document, Passage, Run, Written, with_reserve
from handbill.typography import LEFT_TO_RIGHT_MARK, forwards, from_the_right

# Beyond this many the offending letters are the language's own, and naming them helps nobody.
MOST_OFFENDERS = 12


def write(document: Document, design: Design) -> Written:
    """Return the text message of the document's one question, what it costs and which platforms leave it as it is.

    Raise HandbillError where there is none, a fact in it is missing, it is over budget or a word was lost.
    """
    passage = _passage(document)
    text = compose(passage)
    _verify(text, passage, document)
    sent = with_reserve(text, document)
    _afford(sent, document, design)
    return Written(text.encode(), {**_cost(text), **_cost(sent, "sent_"), **platforms.facts(text, sent)})


def compose(passage: Passage) -> str:
    """Return the message as it is sent: clean, its link last and alone, readable from right to left where its language
    is.
    """
    text = _with_link_apart(passage)
    return clean(from_the_right(text) if passage.language.direction == "rtl" else text)


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
    *runs, last = (_said(run, passage) for run in passage.runs)
    # Telephones take whatever touches a link into it: it is preceded by a line feed and followed by nothing.
    if passage.runs[-1].fact == "website":
        return f"{''.join(runs).rstrip()}\n{last}".lstrip("\n")
    return "".join((*runs, last))


def _said(run: Run, passage: Passage) -> str:
    """Return the run's words, a telephone number so that it is read forwards."""
    if passage.language.direction == "ltr" or run.href.startswith("http"):
        return _words(run)
    return LEFT_TO_RIGHT_MARK + run.text if run.fact == "phone" else forwards(run.text)


def _words(run: Run) -> str:
    """Return the run's words, of a link the whole address: with its scheme any telephone knows it for one."""
    return run.href.rstrip("/") if run.href.startswith("http") else run.text


def _verify(text: str, passage: Passage, document: Document) -> None:
    found, wanted = comparable(text), comparable("".join(map(_words, passage.runs)))
    if found != wanted:
        message = f"the text message reads “{found}” where the text has “{wanted}”; report this"
        raise HandbillError(f"{_place(document)}: {message}")


def _afford(sent: str, document: Document, design: Design) -> None:
    cost = gsm.count(sent)
    budget = design.measures["segments"][cost.encoding]
    if cost.segments > budget:
        taken = f"{cost.segments} segments of {cost.encoding} ({cost.units} units), {budget} at most"
        raise HandbillError(f"{_place(document)}: the text message takes {taken}; {_saving(sent, cost)}shorten it")


def _saving(sent: str, cost: gsm.Count) -> str:
    """Say which characters make the message dear and what they cost, where that is anything."""
    saved = gsm.forced(sent)
    if not saved or len(cost.offenders) > MOST_OFFENDERS:
        return ""
    costs = f"cost{'s' if len(cost.offenders) == 1 else ''} {saved} segment{'s' if saved > 1 else ''}"
    return f"{' '.join(cost.offenders)} {costs}, so choose words without, or "


def _cost(text: str, prefix: str = "") -> dict[str, object]:
    """Return what the manifest says of a count; the message as it is sent has the reserve in it."""
    cost = gsm.count(text)
    counted = {"encoding": cost.encoding, "units": cost.units, "segments": cost.segments}
    named = {} if prefix else {"offenders": list(cost.offenders)}
    return {prefix + key: value for key, value in counted.items()} | named
