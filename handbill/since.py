"""What has changed in the words of a piece since they were handed out, part by part."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from handbill.exchange import words
from handbill.history import Part, Printed


@dataclass(frozen=True)
class Changed:
    """A part of a piece whose words are others than they were: a question by its id, `faq`, `fact.phone`,
    `label.contact`; empty where it was not there, or is no more.
    """

    part: str
    before: tuple[Part, ...]
    after: tuple[Part, ...]


def _of(context: str) -> str:
    """Return the part that a text belongs to."""
    part, _, field = context.partition(".")
    return f"{part}.{field}" if part in ("fact", "label") else part


def changed(
    then: tuple[Printed, ...], now: tuple[Printed, ...], part_of: Callable[[str], str] = _of
) -> Iterator[Changed]:
    """Yield each part that has changed, spaces aside; `part_of` tells which part the text of a context is in."""
    before, after = _parts(then, part_of), _parts(now, part_of)
    for part in dict.fromkeys((*before, *after)):
        found = Changed(part, before.get(part, ()), after.get(part, ()))
        if not words.equal(found.before, found.after):
            yield found


def _parts(texts: tuple[Printed, ...], part_of: Callable[[str], str]) -> Mapping[str, tuple[Part, ...]]:
    found: dict[str, tuple[Part, ...]] = {}
    for text in texts:
        name = part_of(text.context)
        found[name] = (*found.get(name, ()), Part("paragraph", text.text))
    return found
