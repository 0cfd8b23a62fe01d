"""What a translation must have as its English has it: placeholders, bold, addresses, one line, its budget."""

import re
from collections import Counter
from collections.abc import Iterator

from handbill import inline
from handbill.checks.translation.text import ADDRESS, MAIL, Text

MARKUP = re.compile(r"</?[A-Za-z][^<>]*>|<!--|&(?:[A-Za-z]{2,8}|#\d{1,7}|#[xX][0-9A-Fa-f]{1,6});|\]\(")
DIRECTION_MARKS = re.compile("[\u200e\u200f]")


def placeholders(text: Text) -> Iterator[str]:
    """Each placeholder as often as in the English; printed, one too few would be a hole."""
    wanted, found = inline.placeholders(text.english), inline.placeholders(text.translation)
    # One that is not known is a fault of its braces.
    if wanted != found and found.keys() <= set(_known(text)):
        names = " ".join(f"{{{name}}}" for name in wanted.elements()) or "none"
        yield f"the translation's placeholders are not those of the English ({names}); copy them from there"


def braces(text: Text) -> Iterator[str]:
    """No brace but a placeholder's, no placeholder that nothing fills, no bold without its end."""
    yield from inline.problems(text.translation, _known(text))


def _known(text: Text) -> tuple[str, ...]:
    """Return the placeholders that something fills; page numbers are in the labels that have them in English alone."""
    return (*inline.FACTS, *(name for name in inline.PAGES if name in inline.placeholders(text.english)))


def bold(text: Text) -> Iterator[str]:
    """As many bold stretches as in the English; one that does not end is a fault of its own."""
    wanted, found = text.english.count("**"), text.translation.count("**")
    if wanted != found and found % 2 == 0:
        yield f"{found // 2} stretches are bold where the English has {wanted // 2}; put ** around the same words"


def markup(text: Text) -> Iterator[str]:
    """Nothing of HTML or links, which would be printed as it stands."""
    for mark in dict.fromkeys(MARKUP.findall(text.translation)):
        if mark not in text.english:
            yield f"“{mark}” would be printed as it stands; write plain text"


def addresses(text: Text) -> Iterator[str]:
    """Web and e-mail addresses as in the English, letter by letter."""
    wanted, found = _addresses(text.english), _addresses(text.translation)
    if wanted != found:
        names = " ".join(sorted(wanted.elements())) or "none"
        yield f"the addresses are not those of the English ({names}); copy them from there"


def _addresses(text: str) -> Counter[str]:
    rest = ADDRESS.sub(" ", text)
    return Counter((*ADDRESS.findall(text), *MAIL.findall(rest)))


def invisible(text: Text) -> Iterator[str]:
    """No control character and nothing that turns the text's direction (CVE-2021-42574)."""
    hidden = DIRECTION_MARKS.sub("", text.translation)
    yield from dict.fromkeys(sentence for _, sentence in inline.invisible(hidden))


def lines(text: Text) -> Iterator[str]:
    if text.translation.count("\n") > text.english.count("\n"):
        yield "the translation has a line break where the English has none; write it as one paragraph"


def budget(text: Text) -> Iterator[str]:
    """No text message dearer than may be paid for, its names and addresses filled in."""
    over = sorted((cost for cost in text.sent if cost.segments > cost.most), key=lambda cost: -cost.units)
    for cost in over[:1]:
        taken = f"{cost.segments} segments of {cost.encoding} ({cost.units} units)"
        others = f" and {len(over) - 1} more" if len(over) > 1 else ""
        yield f"the text message takes {taken} in the edition {cost.edition}{others}, {cost.most} at most; shorten it"
