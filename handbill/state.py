"""Draft or final: why a piece may not be handed out yet, and the code that tells one wording from another."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from handbill.model import Document, Passage, Standing, imprint_code, part_of

# Who can take away a reason not to hand a piece out.
Who = Literal["staff", "translator", "reviewer"]
FACT_NAMES = {
    "website": "web address",
    "email": "e-mail address",
    "phone": "telephone number",
    "contact_name": "contact's name",
}
# What a text is, and several texts are.
UNREADY = {
    "untranslated": ("is not translated", "are not translated"),
    "fuzzy": ("is translated from older English", "are translated from older English"),
    "failing": ("fails a check", "fail a check"),
}


# Parts of the FAQ that are no question, as people call them.
PART_NAMES = {"faq": "the title", "label": "the pieces’ own words"}


def reasons(passages: Iterable[Passage], document: Document, standings: Mapping[str, Standing]) -> tuple[str, ...]:
    """Return, as short sentences in English, what keeps a piece of these passages a draft; empty for a final one."""
    return tuple(sentence for _, sentence in waiting(passages, document, standings))


def waiting(
    passages: Iterable[Passage], document: Document, standings: Mapping[str, Standing]
) -> tuple[tuple[Who, str], ...]:
    """Return those reasons, each with who can mend it."""
    passages = tuple(passages)
    translated = document.language != document.source_language
    return (
        *(("staff", sentence) for sentence in _facts(passages)),
        *(("translator", sentence) for sentence in _translations(passages)),
        *(("reviewer", sentence) for sentence in (_reviews(passages, document, standings) if translated else ())),
    )


def unready(passages: Iterable[Passage], document: Document, standings: Mapping[str, Standing]) -> tuple[str, ...]:
    """Return those reasons that lie in the language: texts not translated, or not approved as they stand."""
    return tuple(sentence for who, sentence in waiting(passages, document, standings) if who != "staff")


def _facts(passages: tuple[Passage, ...]) -> Iterator[str]:
    runs = {run.fact: run for passage in passages for run in passage.runs}
    for fact, name in FACT_NAMES.items():
        if fact in runs and runs[fact].missing:
            yield f"the {name} is not known"
        elif fact in runs and not runs[fact].confirmed:
            yield f"the {name} ({runs[fact].text}) is not confirmed"


def _translations(passages: tuple[Passage, ...]) -> Iterator[str]:
    counts = Counter(
        passage.state for passage in {passage.context + passage.text: passage for passage in passages}.values()
    )
    for state, (one, several) in UNREADY.items():
        if counts[state]:
            yield f"{counts[state]} texts {several}" if counts[state] > 1 else f"1 text {one}"


def _reviews(passages: tuple[Passage, ...], document: Document, standings: Mapping[str, Standing]) -> Iterator[str]:
    """Yield which parts of those printed nobody has approved, and which have changed since."""
    printed = dict.fromkeys(part_of(passage.context) for passage in passages)
    parts = [part for part in printed if part in standings]
    unread = [part for part in parts if standings[part] == "open"]
    changed = [part for part in parts if standings[part] == "outdated"]
    name = document.language.english_name
    if unread == parts:
        yield f"nobody has reviewed the {name} text"
    elif unread:
        yield f"nobody has reviewed the {name} text of {_listed(unread)}"
    if changed:
        yield f"the {name} text of {_listed(changed)} has changed since its review"


def _listed(parts: list[str]) -> str:
    return ", ".join(PART_NAMES.get(part, part) for part in parts)


def whole(passages: Iterable[Passage]) -> bool:
    """Return whether every passage is translated and every fact in it known: what a text for pasting must be."""
    return all(passage.state == "translated" and not any(run.missing for run in passage.runs) for passage in passages)


def code(document: Document, design: str, trim: str, question: str, passages: Iterable[Passage]) -> str:
    """Return the imprint code over edition, language, design, state, trim size and all printed words but the code
    itself.
    """
    texts = (passage.text for passage in passages if passage.context != "imprint.code")
    return imprint_code(document.edition, document.language.tag, design, document.state, trim, question, *texts)
