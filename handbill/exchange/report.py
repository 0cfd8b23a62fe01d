"""The report of what a partner changed: as lines for the terminal, and as one page of HTML that can be sent back."""

from collections.abc import Iterator
from pathlib import PurePath

from handbill import templates
from handbill.exchange.adapted import Adapted, Comparison, FactChange, Finding
from handbill.exchange.words import Difference, Stretch

PAGE = "adapted.html"
BASIS = {
    "history": "compared with the wording that it started from (source/history/{code}.json)",
    "unchanged": "compared with today's wording, which is the one that it started from",
    "today": "compared with today's wording, since source/history/ has not the one that it started from: what we "
    "have changed since looks like the partner's change",
}
UNPLACED = {
    "front": "text before the first question: “{text}”",
    "pictures": "more than one picture before the first question",
    "picture": "a picture in the answer to “{text}”",
    "table": "a table in the answer to “{text}”, told as paragraphs",
    "box": "a text box: “{text}”",
    "contact": "a line of the contact: “{text}”",
    "adapted": "a line of “adapted by”: “{text}”",
}
FIELDS = {"organization": "organization", "contact": "contact person", "website": "web address", "email": "e-mail"}
MEANS = {"bookmark": "bookmark", "control": "control", "heading": "heading", "answer": "answer"}
BEGINS = {"paragraph": "¶", "number": "1.", "bullet": "•"}
BRACKETS = {"same": ("", ""), "deleted": ("[-", "-]"), "added": ("{+", "+}")}
# Words that did not change are told no further than this from those that did.
NEAR = 6
# The beginning of the line that tells what a reader need not compare: how the questions were recognized.
RECOGNIZED = "Questions were recognized by "


def lines(adapted: Adapted) -> Iterator[str]:
    """Yield the report as lines for the terminal; deleted words stand in [-brackets-], added ones in {+others+}."""
    for comparison in adapted.comparisons:
        wording = comparison.wording
        basis = BASIS[adapted.basis].format(code=wording.code)
        yield f"{adapted.path}: {wording.edition}, {wording.language}, {wording.revised}, {wording.code}; {basis}."
        yield from _findings(comparison)
        yield from _contact(comparison.contact)
        yield from _ours(comparison)
        yield from _list("Could not be placed", [_unplaced(*row) for row in comparison.unplaced])
    yield from _list("Filled in by the partner", [f"{FIELDS[name]}: {text}" for name, text in adapted.partner.items()])
    yield from _list("Comments", [_comment(*comment) for comment in adapted.comments])
    yield from _list("Could not be placed", [_unplaced(*row) for row in adapted.unplaced])
    notes = ["Word tracked changes: they count as accepted"] if adapted.tracked else []
    yield from _list("Notes", [*notes, *adapted.warnings])
    yield ""
    yield _recognized(adapted)
    if adapted.untouched:
        yield "The partner changed nothing."


def page(adapted: Adapted, template: str) -> str:
    """Return the report as a page of HTML that needs no other file; `template` is that of the page."""
    names = {"fields": FIELDS, "marks": BEGINS, "paragraphs": paragraphs, "unplaced": _unplaced}
    return templates.render(PAGE, {PAGE: template}, adapted=adapted, file=PurePath(adapted.path).name, **names)


def paragraphs(difference: Difference) -> list[tuple[list[Stretch], list[Stretch]]]:
    """Return the difference cut where its parts begin: the beginnings that follow at once, and the words up to the
    next.
    """
    cut: list[tuple[list[Stretch], list[Stretch]]] = []
    for stretch in difference:
        if stretch.begins and cut and not cut[-1][1]:
            cut[-1][0].append(stretch)
        elif stretch.begins:
            cut.append(([stretch], []))
        elif cut:
            cut[-1][1].append(stretch)
    return cut


def shown(difference: Difference) -> str:
    """Return the difference as one line, what is the same shortened; parts that begin alike are parted by a bar."""
    last = len(difference) - 1
    pieces = [_piece(stretch, index == 0, index == last) for index, stretch in enumerate(difference)]
    return " ".join("".join(pieces).split())


def _piece(stretch: Stretch, first: bool, last: bool) -> str:
    if stretch.begins and stretch.change == "same":
        return "" if first else " | "
    if stretch.change == "same":
        return _near(stretch.text, last)
    text = stretch.text if not stretch.begins else f" {BEGINS[stretch.begins]} "
    before, after = BRACKETS[stretch.change]
    space = text[: len(text) - len(text.lstrip())]
    return f"{space}{before}{text.strip()}{after}{' ' if stretch.begins else ''}"


def _near(text: str, last: bool) -> str:
    words = text.split(" ")
    if last and len(words) > NEAR:
        return " ".join([*words[:NEAR], "…"])
    return text if len(words) <= 2 * NEAR else " ".join([*words[:NEAR], "…", *words[-NEAR:]])


def _findings(comparison: Comparison) -> Iterator[str]:
    same = sum(finding.state == "same" and finding.after is None for finding in comparison.findings)
    yield f"  {same} of {len(comparison.wording.questions)} questions are as they were."
    for finding in comparison.findings:
        yield from _finding(finding)


def _finding(finding: Finding) -> Iterator[str]:
    if finding.state == "same" and finding.after is None:
        return
    title = finding.title
    yield ""
    yield f"{_verb(finding)}: {title}"
    if finding.after is not None:
        yield f"  now stands {f'after “{finding.after}”' if finding.after else 'first'}"
    if finding.state in ("changed", "facts") and any(stretch.change != "same" for stretch in finding.heading):
        yield f"  question: {shown(finding.heading)}"
    if finding.state == "added" or (finding.state in ("changed", "facts") and _differs(finding.answer)):
        yield f"  answer: {shown(finding.answer)}"
    if finding.clash:
        yield f"  CLASH: we have changed it otherwise since: {shown(finding.ours)}"


def _verb(finding: Finding) -> str:
    verbs = {"changed": "Changed", "facts": "Changed in a fact only", "added": "Added", "deleted": "Deleted"}
    return verbs.get(finding.state, "Moved")


def _differs(difference: Difference) -> bool:
    return any(stretch.change != "same" for stretch in difference)


def _contact(changes: tuple[FactChange, ...]) -> Iterator[str]:
    yield from _list("Contact changed", [f"{fact.label}: {_exchanged(fact)}" for fact in changes])


def _exchanged(fact: FactChange) -> str:
    words = (Stretch(fact.before, "deleted"), Stretch(f" {fact.after}", "added"))
    return shown(words if fact.after else words[:1])


def _ours(comparison: Comparison) -> Iterator[str]:
    """Yield what we have changed since; clashes are told with their question."""
    changed = [
        f"{finding.title}: {shown(finding.ours)}"
        for finding in comparison.findings
        if finding.ours and not finding.clash
    ]
    new = [f"{question}: new" for question in comparison.ours_new]
    gone = [f"{question}: gone" for question in comparison.ours_gone]
    yield from _list("What we have changed since", [*changed, *new, *gone])


def _unplaced(kind: str, text: str) -> str:
    before, _, after = UNPLACED[kind].partition("{text}")
    return before + text + after


def _comment(text: str, words: str, question: str) -> str:
    place = " ".join(
        filter(None, (f"on “{words}”" if words else "", f"in “{question}”" if question not in ("", words) else ""))
    )
    return f"{place}: {text}" if place else text


def _recognized(adapted: Adapted) -> str:
    counts: dict[str, int] = {}
    for comparison in adapted.comparisons:
        for way, number in comparison.means:
            counts[way] = counts.get(way, 0) + number
    return RECOGNIZED + ", ".join(f"{MEANS[way]} ({number})" for way, number in counts.items()) + "."


def _list(title: str, rows: list[str]) -> Iterator[str]:
    if rows:
        yield ""
        yield f"{title}:"
        yield from (f"  {row}" for row in rows)
