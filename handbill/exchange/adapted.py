"""What a partner changed: a file that came back against the wording that they started from, and against ours of now."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from handbill.errors import fault
from handbill.exchange import columns, sections
from handbill.exchange.docx import Returned, plain
from handbill.exchange.sections import Cut, Frame, Section
from handbill.exchange.words import Difference, bare, changed, compared, equal
from handbill.history import Asked, Part, Wording

# What the file was compared with: the words of its imprint code; ours of now, which are those it started from by its
# digest; or ours of now, for want of others.
Basis = Literal["history", "unchanged", "today"]
State = Literal["same", "changed", "facts", "added", "deleted"]


@dataclass(frozen=True)
class Finding:
    """A question: what the partner did with it, and what we have done since.

    `state` is "facts" where the answer differs by a changed fact only. `after` is the question that it was moved
    behind ("" for the first place), None where it was not moved. `words` are the partner's, None where deleted.
    """

    id: str
    title: str
    state: State
    heading: Difference = ()
    answer: Difference = ()
    after: str | None = None
    words: Asked | None = None
    ours: Difference = ()
    clash: bool = False


@dataclass(frozen=True)
class FactChange:
    """A fact of the contact: its label, what stood there and what the partner wrote; "" where they deleted it."""

    fact: str
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Comparison:
    """One language of the file: its questions in the partner's order, the deleted ones last, and the contact; which
    of our own questions are new or gone since; and how the questions were recognized, by means and number.
    """

    wording: Wording
    now: Wording
    findings: tuple[Finding, ...]
    contact: tuple[FactChange, ...]
    ours_new: tuple[str, ...]
    ours_gone: tuple[str, ...]
    means: tuple[tuple[str, int], ...]
    unplaced: tuple[tuple[str, str], ...]

    @property
    def same(self) -> bool:
        """Return whether every question and fact is as it was, in its place."""
        kept = all(finding.state == "same" and finding.after is None for finding in self.findings)
        return kept and not self.contact


@dataclass(frozen=True)
class Adapted:
    """All that a file says; `partner` is what they filled in, by field."""

    path: str
    basis: Basis
    comparisons: tuple[Comparison, ...]
    partner: Mapping[str, str]
    comments: tuple[tuple[str, str, str], ...]
    tracked: bool
    warnings: tuple[str, ...]
    unplaced: tuple[tuple[str, str], ...]

    @property
    def untouched(self) -> bool:
        """Return whether the partner changed nothing."""
        return not (self.partner or self.comments) and not any(
            comparison.contact
            or any(finding.state != "same" or finding.after is not None for finding in comparison.findings)
            for comparison in self.comparisons
        )


def compare(
    returned: Returned,
    path: str,
    wording: Wording,
    now: Wording,
    around: Frame,
    names: tuple[str, str] = ("", ""),
    basis: Basis = "history",
) -> Adapted:
    """Return what the file says against the wording that it started from and ours of now; `names` is what a paired
    document's languages call themselves. Raise Faults where no question is found in it.
    """
    pairs = [(wording, now), *([(wording.beside, now.beside)] if wording.beside and now.beside else [])]
    cuts = _cuts(returned, [started for started, _ in pairs], around, names)
    _readable(cuts, path)
    partner, loose = sections.partner_facts(cuts[0].partner, around)
    told = (("adapted", loose), ("box", returned.boxes))
    return Adapted(
        path,
        basis,
        tuple(_comparison(cut, *words, len(pairs) > 1) for cut, words in zip(cuts, pairs, strict=True)),
        partner,
        tuple((comment.text, comment.words, _place(comment.line, cuts)) for comment in returned.comments),
        returned.tracked,
        returned.warnings,
        (*_front(cuts[0], around, wording), *((kind, text) for kind, texts in told for text in texts)),
    )


def _cuts(returned: Returned, wordings: list[Wording], around: Frame, names: tuple[str, str]) -> list[Cut]:
    """Return the file cut into its parts, in each of its languages, the document's own first."""
    lines = dict(enumerate(returned.lines))
    if len(wordings) == 1:
        return [sections.cut(lines, wordings[0], around)]
    own, other = columns.parted(lines, wordings[0], around, names)
    beside = replace(around, contact=around.beside)
    return [sections.cut(own, wordings[0], around), sections.cut(other, wordings[1], beside)]


def _readable(cuts: list[Cut], path: str) -> None:
    count = sum(len(cut.sections) for cut in cuts)
    if not any(section.id for cut in cuts for section in cut.sections):
        raise fault(path, 0, "no question of ours is in this document; is it the right file?")
    if count > 2 * sections.MAX_HEADINGS:
        raise fault(path, 0, f"this document has {count} headings, too many for an FAQ; is it the right file?")


def _comparison(cut: Cut, wording: Wording, now: Wording, paired: bool) -> Comparison:
    said, rest = sections.contact_facts(cut.contact, wording)
    contact = tuple(_facts(said, wording))
    known = {asked.id: asked for asked in wording.questions}
    ours = {asked.id: asked for asked in now.questions}
    moved = _moved(cut.sections, list(known))
    kept = tuple(_finding(section, known, ours, contact, moved) for section in cut.sections)
    present = {finding.id for finding in kept}
    gone = tuple(_deleted(asked, ours.get(asked.id)) for asked in wording.questions if asked.id not in present)
    ways = [section.how for section in cut.sections if section.id]
    return Comparison(
        wording,
        now,
        kept + gone,
        contact,
        tuple(asked.question for asked in now.questions if asked.id not in known),
        tuple(asked.question for asked in wording.questions if asked.id not in ours),
        tuple((way, ways.count(way)) for way in dict.fromkeys(ways)),
        (*(("contact", text) for text in rest), *_strange(cut, paired)),
    )


def _facts(said: Mapping[str, str], wording: Wording) -> Iterator[FactChange]:
    for fact in wording.contact:
        before, after = plain(fact.text), said.get(fact.fact, "")
        if before != after:
            yield FactChange(fact.fact, fact.label, before, after)


def _finding(
    section: Section,
    known: Mapping[str, Asked],
    ours: Mapping[str, Asked],
    contact: Iterable[FactChange],
    moved: Mapping[str, str],
) -> Finding:
    words = section.asked
    old = known.get(section.id)
    if old is None:
        return Finding("", words.question, "added", (), _new(words.answer), None, words)
    heading, answer = _heading(old.question, words.question), compared(old.answer, words.answer)
    state: State = "changed" if changed(heading) or changed(answer) else "same"
    if state == "changed" and _by_facts(old, words, contact):
        state = "facts"
    since, clash = _since(old, ours.get(section.id), words)
    return Finding(section.id, old.question, state, heading, answer, moved.get(section.id), words, since, clash)


def _new(answer: tuple[Part, ...]) -> Difference:
    """Return the words of a new answer; where its parts begin needs no mark."""
    return tuple(replace(stretch, change="same") if stretch.begins else stretch for stretch in compared((), answer))


def _heading(before: str, after: str) -> Difference:
    return compared(_part(before), _part(after))


def _part(text: str) -> tuple[Part, ...]:
    return (Part("paragraph", text),) if text else ()


def _by_facts(old: Asked, words: Asked, contact: Iterable[FactChange]) -> bool:
    """Return whether the answer is the old one with changed facts put in."""
    texts = list(old.answer)
    for fact in contact:
        if fact.before and fact.after:
            texts = [replace(part, text=plain(part.text).replace(fact.before, fact.after)) for part in texts]
    return equal(texts, words.answer) and equal(_part(old.question), _part(words.question))


def _since(old: Asked, now: Asked | None, words: Asked | None) -> tuple[Difference, bool]:
    """Return what we have changed since in a question and its answer, and whether the partner has otherwise."""
    before = (*_part(old.question), *old.answer)
    after = (*_part(now.question), *now.answer) if now else ()
    if equal(before, after):
        return (), False
    theirs = (*_part(words.question), *words.answer) if words else ()
    return compared(before, after), not equal(theirs, before) and not equal(theirs, after)


def _deleted(old: Asked, now: Asked | None) -> Finding:
    since, clash = _since(old, now, None)
    return Finding(
        old.id, old.question, "deleted", _heading(old.question, ""), compared(old.answer, ()), None, None, since, clash
    )


def _moved(found: tuple[Section, ...], order: list[str]) -> dict[str, str]:
    """Return the fewest questions that must have been moved, each with the heading that it now stands behind."""
    kept = [section for section in found if section.id]
    places = [order.index(section.id) for section in kept]
    still = _longest_rising(places)
    behind = {section.id: found[index - 1].asked.question if index else "" for index, section in enumerate(found)}
    return {section.id: behind[section.id] for section, place in zip(kept, places, strict=True) if place not in still}


def _longest_rising(places: list[int]) -> set[int]:
    """Return the longest row of places that rise from left to right, the first one of equals."""
    rows: list[list[int]] = []
    for place in places:
        before = max((row for row in rows if row[-1] < place), key=len, default=[])
        rows.append([*before, place])
    return set(max(rows, key=len, default=[]))


def _front(cut: Cut, around: Frame, wording: Wording) -> Iterator[tuple[str, str]]:
    """Yield what stands before the first question and is not ours: text, and more pictures than the logo."""
    both = (wording, *([wording.beside] if wording.beside else []))
    ours = {bare(text) for text in (*around.front, *(words.title for words in both))}
    asked = {bare(asked.question) for words in both for asked in words.questions}
    asked |= {bare(section.heading.text) for section in cut.sections}
    for line in cut.front:
        if line.text and bare(line.text) not in ours | asked and line.style not in ("title", "subtitle", "notice"):
            yield "front", line.text
    if sum(line.pictures for line in cut.front) > 1:
        yield "pictures", ""


def _strange(cut: Cut, paired: bool) -> Iterator[tuple[str, str]]:
    """Yield the answers that hold what is not told: pictures, and tables but for the columns of two languages."""
    for section in cut.sections:
        if any(line.pictures for line in section.lines):
            yield "picture", section.asked.question
        if any(line.cell for line in section.lines) and not paired:
            yield "table", section.asked.question


def _place(index: int, cuts: list[Cut]) -> str:
    """Return the question beside which a comment stands, or ""."""
    for cut in cuts:
        zone, number = cut.places.get(index, ("front", 0))
        if zone == "question" and 0 < number <= len(cut.sections):
            return cut.sections[number - 1].asked.question
    return ""
