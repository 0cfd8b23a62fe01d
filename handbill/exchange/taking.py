"""A partner's changes as they would stand in our own files: in a catalog, in the FAQ, in an edition of their own.

Nothing is written here; what cannot be taken without a person is named, with the reason.
"""

import difflib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from handbill import inline
from handbill.exchange.adapted import Adapted, Comparison, FactChange, Finding
from handbill.exchange.docx import plain
from handbill.exchange.words import equal
from handbill.history import Asked, Part
from handbill.model import Document, Message, Passage, Question, Source, SourceQuestion
from handbill.po import Catalog, Entry

# CommonMark 2.4: what a backslash makes plain; and what would begin a list or a line at a paragraph's beginning.
MARKUP = re.compile(r"(\*\*|\{[a-z_]+\})|([\\`*_\[\]<>&#|~])")
LEADING = re.compile(r"^(?:(\d{1,9})([.)])|([-+=]))(?=\s|$)")
# What stands for placeholders and bold words in our files (handbill/inline.py), and here meanwhile.
PRIVATE = "\ue000\ue001"
MARKS = re.compile(rf"[{{}}{PRIVATE}]|\*\*")
LETTERS = re.compile(r"[a-z0-9]+")
# In an edition's own faq.md: a question of the FAQ that it leaves out.
DROP = re.compile(r"^<!-- drop: [a-z0-9-]+ -->$", re.MULTILINE)
LONGEST_ID = 48
OWN = "# From a file that a partner sent back. Check every line, and put the organization's own logo beside this file."


@dataclass(frozen=True)
class Swap:
    """A text that would change: its message, and the words that would stand there."""

    message: Message
    text: str


Swaps = tuple[list[Swap], list[str]]


def swaps(comparison: Comparison, source: Source, document: Document) -> Swaps:
    """Return the texts of changed questions as they would stand in our files, with {placeholders} in place of facts;
    and a sentence for each change that they cannot take. `document` is ours of now, in the comparison's language.
    """
    found: list[Swap] = []
    notes = [_cannot(finding) for finding in comparison.findings if finding.state in ("added", "deleted")]
    notes += [f"“{finding.title}” was moved: the order is that of the English FAQ" for finding in _moved(comparison)]
    for finding in comparison.findings:
        if finding.state == "changed" and finding.words:
            texts, wrong = _swaps(finding, finding.words, comparison, source, document)
            found += texts
            notes += wrong
    return found, notes


def _cannot(finding: Finding) -> str:
    verb = "is new" if finding.state == "added" else "was deleted"
    return f"“{finding.title}” {verb}: a question comes or goes in the English FAQ, or in an edition of its own"


def _moved(comparison: Comparison) -> Iterator[Finding]:
    return (finding for finding in comparison.findings if finding.after is not None)


def _swaps(finding: Finding, theirs: Asked, comparison: Comparison, source: Source, document: Document) -> Swaps:
    """Return the texts of one question; none where we have made the same change since."""
    asked = next((question for question in source.questions if question.id == finding.id), None)
    ours = next((question for question in document.questions if question.id == finding.id), None)
    if finding.clash or asked is None or ours is None:
        return [], [f"“{finding.title}”: we have changed it since; settle by hand what is to stand"]
    old = next(words for words in comparison.wording.questions if words.id == finding.id)
    found: list[Swap] = []
    notes: list[str] = []
    for before, after, message, passage in _rows(old, theirs, asked, ours) if not finding.ours else ():
        if message is None or passage is None:
            notes.append(f"“{finding.title}”: its paragraphs and items are not those of the English; put it in by hand")
        elif not equal([before], [after]):
            text, wrong = placed(after.text, passage, comparison.contact)
            notes += [f"“{finding.title}”: {sentence}" for sentence in wrong]
            found += [] if wrong else [Swap(message, text)]
    return found, notes


Row = tuple[Part, Part, Message | None, Passage | None]


def _rows(old: Asked, theirs: Asked, asked: SourceQuestion, ours: Question) -> Iterator[Row]:
    """Yield heading and parts, as they were and as the partner has them, each with its message and our passage; or
    none of these where the partner's parts are others than ours.
    """
    yield Part("paragraph", old.question), Part("paragraph", theirs.question), asked.heading, ours.question
    messages = asked.fields.get("answer", ())
    passages = [passage for block in ours.answer for passage in block.passages]
    if [part.kind for part in theirs.answer] == [message.kind for message in messages]:
        yield from zip(old.answer, theirs.answer, messages, passages, strict=True)
    elif not equal(old.answer, theirs.answer):
        yield NOTHING, NOTHING, None, None


NOTHING = Part("paragraph", "")


def placed(text: str, passage: Passage, contact: Iterable[FactChange]) -> tuple[str, list[str]]:
    """Return a partner's text with {placeholders} where the facts of our passage stand in it, as we or they have
    them; and what is wrong where there is not each as often as in ours.
    """
    wrong = ["it has braces or asterisks, which are marks here; put it in by hand"] if MARKS.search(text) else []
    theirs = {change.fact: change.after for change in contact if change.after}
    facts = [run for run in passage.runs if run.fact]
    wanted = {run.fact: sum(other.fact == run.fact for other in facts) for run in facts}
    spelled = {run.fact: plain(run.text) for run in facts}
    for fact in sorted(spelled, key=lambda name: -len(spelled[name])):
        words = next((said for said in (spelled[fact], theirs.get(fact, "")) if said and said in text), spelled[fact])
        if text.count(words) != wanted[fact]:
            wrong.append(f"“{words}” stands in it {text.count(words)} times and not {wanted[fact]}; put it in by hand")
        # A private mark, so that no shorter fact is found inside a longer one's name.
        text = text.replace(words, PRIVATE[0] + fact + PRIVATE[1])
    for words in _bold(passage):
        wrong += [] if text.count(words) == 1 else ["its bold words are others now; put it in by hand"]
        text = text.replace(words, f"**{words}**")
    return re.sub(f"{PRIVATE[0]}([a-z_]+){PRIVATE[1]}", r"{\1}", text), wrong


def _bold(passage: Passage) -> Iterator[str]:
    """Yield each stretch of our bold words, facts as private marks."""
    for bold, runs in groupby(passage.runs, key=lambda run: run.bold):
        if bold:
            named = (PRIVATE[0] + run.fact + PRIVATE[1] if run.fact else run.text for run in runs)
            yield " ".join("".join(named).split())


def into_catalog(catalog: Catalog, found: Iterable[Swap]) -> tuple[Catalog, list[str]]:
    """Return the catalog with the texts as translations that nobody has reviewed, and what it has no entry for."""
    texts = {(swap.message.context, swap.message.text): swap.text for swap in found}
    live = {entry.key for entry in catalog.entries if not entry.obsolete}
    lacking = [context for context, text in texts if (context, text) not in live]
    notes = [f"{context}: the catalog has no such text; run doit update first" for context in lacking]
    return replace(catalog, entries=tuple(_translated(entry, texts) for entry in catalog.entries)), notes


def _translated(entry: Entry, texts: Mapping[tuple[str, str], str]) -> Entry:
    if entry.obsolete or entry.key not in texts:
        return entry
    flags = tuple(flag for flag in entry.flags if flag != "fuzzy")
    return replace(entry, translation=texts[entry.key], flags=flags, previous=None)


def into_source(text: str, found: Iterable[Swap]) -> tuple[str, list[str]]:
    """Return the FAQ with the texts in place of ours, and what does not stand on a line of its own."""
    lines, notes = text.split("\n"), []
    for swap in found:
        line = swap.message.line - 1
        if lines[line].count(swap.message.text) == 1:
            lines[line] = lines[line].replace(swap.message.text, escaped(swap.text))
        else:
            notes.append(
                f"{swap.message.path}:{swap.message.line}: this text does not stand on one line; change it by hand"
            )
    return "\n".join(lines), notes


def escaped(text: str) -> str:
    """Return a text so that Markdown reads it as its words; {placeholders} and ** stay."""
    safe = MARKUP.sub(lambda match: match[1] or f"\\{match[2]}", text)
    return LEADING.sub(lambda match: f"{match[1]}\\{match[2]}" if match[1] else f"\\{match[3]}", safe)


def own_questions(comparison: Comparison, document: Document) -> tuple[str, list[str]]:
    """Return an edition's own faq.md: the questions that a partner changed or added, and those that they dropped; and
    what cannot stand there.
    """
    ours = {question.id: question for question in document.questions}
    taken = set(ours)
    blocks, notes = [], []
    for finding in comparison.findings:
        if finding.state == "deleted":
            blocks.append(f"<!-- drop: {finding.id} -->")
        elif finding.words and finding.state in ("changed", "added"):
            identifier = finding.id or identifier_of(finding.words.question, taken)
            taken.add(identifier)
            if finding.words.question and finding.words.answer and not MARKS.search(_all(finding.words)):
                blocks.append(_question(identifier, finding.words, ours.get(finding.id), comparison.contact))
            else:
                notes.append(f"“{finding.title}”: it has no answer, or marks such as braces; write it by hand")
    notes += [f"“{finding.title}” was moved: an edition keeps the order of the FAQ" for finding in _moved(comparison)]
    return (f"# {escaped(plain(document.title.text))}\n\n" + "\n\n".join(blocks) + "\n") if blocks else "", notes


def _all(words: Asked) -> str:
    return "\n".join([words.question, *(part.text for part in words.answer)])


def _question(identifier: str, words: Asked, ours: Question | None, contact: tuple[FactChange, ...]) -> str:
    passages = [passage for block in ours.answer for passage in block.passages] if ours else []
    alike = len(passages) == len(words.answer)
    heading = _named(words.question, ours.question if ours else None, contact)
    texts = [_named(part.text, passages[n] if alike else None, contact) for n, part in enumerate(words.answer)]
    return f"## {heading} {{#{identifier}}}\n\n{_laid_out(words.answer, texts)}"


def _named(text: str, passage: Passage | None, contact: tuple[FactChange, ...]) -> str:
    """Return a text with placeholders where it has the facts of ours, else in the partner's own words."""
    named, wrong = placed(text, passage, contact) if passage else (text, [])
    return escaped(text if wrong else named)


def _laid_out(parts: tuple[Part, ...], texts: list[str]) -> str:
    """Return paragraphs parted by empty lines, and items below each other."""
    written, number = "", 0
    for index, (part, text) in enumerate(zip(parts, texts, strict=True)):
        number = number + 1 if part.kind == "number" else 0
        mark = {"number": f"{number}. ", "bullet": "- ", "paragraph": ""}[part.kind]
        follows = index and part.kind != "paragraph" and parts[index - 1].kind == part.kind
        written += ("\n" if follows else "\n\n" if index else "") + mark + text
    return written


def identifier_of(question: str, taken: set[str]) -> str:
    """Return an id for a new question: its Latin words in small letters, or else a number."""
    words = "-".join(LETTERS.findall(question.lower()))[: LONGEST_ID - 3].strip("-") or "question"
    name = words if len(words) > 3 else f"question-{words}"
    return next(candidate for candidate in (name, *(f"{name}-{n}" for n in range(2, 100))) if candidate not in taken)


def own_facts(adapted: Adapted, formats: Mapping[str, tuple[re.Pattern[str], str]]) -> tuple[dict[str, str], list[str]]:
    """Return the facts that the partner filled in, or put in place of ours; and which have not the form that `formats`
    wants.
    """
    contact = {change.fact: change.after for change in adapted.comparisons[0].contact}
    named = {"contact_name": "contact", "website": "website", "email": "email"}
    facts = contact | {fact: adapted.partner[field] for fact, field in named.items() if field in adapted.partner}
    if facts.get("website") and not facts["website"].startswith(("http://", "https://")):
        facts["website"] = f"https://{facts['website']}"
    wrong = [key for key, text in facts.items() if text and key in formats and not formats[key][0].fullmatch(text)]
    notes = [f"“{facts[key]}” is not {formats[key][1]}; it was left out, ask the partner" for key in wrong]
    return facts | dict.fromkeys(wrong, ""), notes


def edition(
    names: Mapping[str, Mapping[str, str]],
    facts: Mapping[str, Mapping[str, str]],
    colors: Mapping[str, object],
    revised: date,
    locales: tuple[str, ...],
) -> str:
    """Return an edition.toml of which nothing is confirmed."""
    lines = [OWN, "", f"revised = {revised.isoformat()}", "confirmed = []", f"locales = {json.dumps(list(locales))}"]
    for title, table in (("names", names), ("facts", facts)):
        lines += ["", f"[{title}]", *(f"{key} = {_by_language(texts)}" for key, texts in table.items())]
    lines += ["", "[colors]", *(f"{key} = {color}" for key, color in colors.items())]
    return "\n".join(lines) + "\n"


def _by_language(texts: Mapping[str, str]) -> str:
    if set(texts) <= {""}:
        return _quoted(texts.get("", ""))
    return "{ " + ", ".join(f"{tag} = {_quoted(text)}" for tag, text in texts.items() if tag) + " }"


def _quoted(text: str) -> str:
    # What JSON escapes, TOML's basic strings escape alike (TOML 1.0.0, String).
    return json.dumps(inline.FORBIDDEN.sub("", text), ensure_ascii=False)


def difference(path: str, before: str, after: str) -> Iterator[str]:
    """Yield the unified difference between two texts of a file; a file that is not there yet is empty."""
    names = (f"a/{path}" if before else "/dev/null", f"b/{path}")
    for line in difflib.unified_diff(before.splitlines(), after.splitlines(), *names, lineterm=""):
        yield inline.FORBIDDEN.sub("", line)
