"""Templates: texts are data and always escaped; the only door to Jinja2."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from itertools import accumulate, chain, pairwise
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from handbill.errors import HandbillError
from handbill.model import Language, Passage, Run, address_known, contact_lines
from handbill.typography import PHONE, UNSPACED, bound, chunks, direction

if TYPE_CHECKING:
    from jinja2 import Environment

# Scripts whose lines may break between any two letters unless each word is kept whole (WeasyPrint knows no keep-all).
KEEP_WORDS = frozenset(("Kore",))
# A last line of fewer letters looks forgotten where there are no spaces to keep words by.
KEPT_LETTERS = 4
# A longer name or address may break, since a narrow panel could not hold it.
KEPT_NAME = 30
KEPT_FACTS = frozenset(("place", "website", "email", "phone", "contact_name", "date"))
# Amid right-to-left letters: from a Latin letter or digit to the last before one of them or something printed whole.
OBJECT = "\ufffc"
LATIN = re.compile(r"[A-Za-z0-9\u00c0-\u024f](?:[^\u0590-\u08ff\ufb1d-\ufefc\ufffc]*[A-Za-z0-9\u00c0-\u024f])?")
# Words that a hyphen joins stay on one line: readers of PDF drop a hyphen at a line's end.
HYPHENATED = re.compile(r"(\S+-\S+)")
# How pictures begin; a logo of another beginning is an SVG.
PICTURES = ((b"\x89PNG", "image/png"), (b"\xff\xd8", "image/jpeg"))


def render(name: str, parts: Mapping[str, str], **context: object) -> str:
    """Return the template `name` of `parts` filled from the context; raise HandbillError where it names something
    unknown.
    """
    try:
        return _environment(tuple(sorted(parts.items()))).get_template(name).render(context)
    except Exception as error:
        raise HandbillError(f"templates/{name}: {error}; correct the template") from error


@cache
def _environment(parts: tuple[tuple[str, str], ...]) -> Environment:
    # Loaded where it is needed, as in the reader.
    from jinja2 import DictLoader, Environment, StrictUndefined

    environment = Environment(
        loader=DictLoader(dict(parts)), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters.update(words=words, lang=lang, inline_words=inline_words)
    environment.globals.update(contact_lines=contact_lines, address_known=address_known)
    return environment


def data_uri(picture: bytes) -> str:
    """Return a picture as a data address, held in the page itself, since nothing outside it may be read."""
    kind = next((kind for start, kind in PICTURES if picture.startswith(start)), "image/svg+xml")
    return f"data:{kind};base64,{base64.b64encode(picture).decode('ascii')}"


def lang(language: Language, around: Language) -> Markup:
    """Return ` lang` and ` dir` attributes where a text's language differs from the one around it."""
    if language == around:
        return Markup("")
    return Markup(' lang="{}" dir="{}"').format(language.tag, language.direction)


def words(passage: Passage, bind: bool = False) -> Markup:
    """Return a passage as HTML: bold, links and facts marked, nothing of it read as markup; `bind` keeps its last
    words together.
    """
    runs = _bound(passage.runs) if bind and passage.runs else passage.runs
    if passage.language.direction == "rtl":
        return Markup("").join(_stretch(parts, passage, apart) for parts, apart in _stretches(runs))
    last = len(runs) - 1
    return Markup("").join(_run(run, passage, index == last) for index, run in enumerate(runs))


def inline_words(passage: Passage, style: str) -> Markup:
    """Return a passage as HTML for a mail program, which knows no style sheet: its links in the style, and no spans
    that keep words whole.
    """
    return Markup("").join(
        _fact(_styled(_strong(escape(run.text), run, passage), run, style), run, passage) for run in passage.runs
    )


def _styled(inner: Markup, run: Run, style: str) -> Markup:
    return Markup('<a href="{}" style="{}">{}</a>').format(run.href, style, inner) if run.href else inner


def _bound(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    *others, last = runs
    return runs if last.fact else (*others, replace(last, text=bound(last.text)))


def _stretches(runs: tuple[Run, ...]) -> Iterator[tuple[tuple[Run, ...], bool]]:
    """Yield right-to-left runs cut at what runs from left to right by itself, and whether a part is such."""
    spans = list(_left_to_right(runs))
    edges = {0, sum(len(run.text) for run in runs), *chain.from_iterable(spans)}
    for begin, end in pairwise(sorted(edges)):
        yield tuple(_part(runs, begin, end)), (begin, end) in spans


def _left_to_right(runs: tuple[Run, ...]) -> Iterator[tuple[int, int]]:
    """Yield where Latin words stand that bold cuts through, which the layout engine would set the other way round, and
    telephone numbers, whose groups of digits it would.
    """
    ends = set(accumulate(len(run.text) for run in runs))
    text = "".join(OBJECT * len(run.text) if run.fact or run.href else run.text for run in runs)
    for found in LATIN.finditer(text):
        begin, end = found.span()
        if any(edge in ends for edge in range(begin + 1, end)):
            yield begin, end
        else:
            yield from (number.span() for number in PHONE.finditer(text, begin, end))


def _part(runs: tuple[Run, ...], begin: int, end: int) -> Iterator[Run]:
    """Yield the runs between two places of their text, those at its ends cut."""
    start = 0
    for run in runs:
        text = run.text[max(begin - start, 0) : max(end - start, 0)]
        start += len(run.text)
        if text:
            yield replace(run, text=text)


def _stretch(runs: tuple[Run, ...], passage: Passage, apart: bool) -> Markup:
    inner = Markup("").join(_run(run, passage, last=False) for run in runs)
    return Markup('<span dir="ltr">{}</span>').format(inner) if apart else inner


def _run(run: Run, passage: Passage, last: bool) -> Markup:
    named = run.fact in KEPT_FACTS and not run.missing
    inner = _name(run.text, run) if named else _kept(run.text, passage.language, last)
    for wrap in (_strong, _link, _fact):
        inner = wrap(inner, run, passage)
    return inner


def _name(text: str, run: Run) -> Markup:
    """Return a name whole on its line where a line can hold it; a link is kept whole by itself."""
    return _whole(text) if len(text) <= KEPT_NAME and not run.href else escape(text)


def _kept(text: str, language: Language, last: bool) -> Markup:
    """Return the text with what must not break in spans: words of Korean, words with a hyphen, the last letters of a
    Chinese paragraph. It is parted at spaces only, since a cut inside a word could part an Indic vowel from its letter.
    """
    if language.script in KEEP_WORDS:
        return _parted(chunks(text), keep=lambda part: bool(part.strip()))
    if language.script in UNSPACED and last and len(text) > 2 * KEPT_LETTERS:
        return escape(text[:-KEPT_LETTERS]) + _whole(text[-KEPT_LETTERS:])
    if language.direction == "rtl":
        return escape(text)
    return _parted(HYPHENATED.split(text), keep=lambda part: "-" in part and len(part) <= KEPT_NAME)


def _parted(parts: Iterable[str], keep: Callable[[str], bool]) -> Markup:
    return Markup("").join(_whole(part) if keep(part) else escape(part) for part in parts)


def _whole(text: str) -> Markup:
    return Markup('<span class="word">{}</span>').format(text)


def _strong(inner: Markup, run: Run, passage: Passage) -> Markup:
    return Markup("<strong>{}</strong>").format(inner) if run.bold else inner


def _link(inner: Markup, run: Run, passage: Passage) -> Markup:
    if not run.href:
        return inner
    kept = Markup(' class="word"') if len(run.text) <= KEPT_NAME else Markup("")
    return Markup('<a href="{}"{}>{}</a>').format(run.href, kept, inner)


def _fact(inner: Markup, run: Run, passage: Passage) -> Markup:
    """Isolate a fact whose direction or language is not that of the words around it."""
    around = passage.language
    runs_ltr = around.direction == "rtl" and direction(run.text) != "rtl"
    if not run.fact or not (runs_ltr or run.missing or (run.language and run.language != around)):
        return inner
    attributes = {"class": "missing"} if run.missing else {}
    if run.language and run.language != around:
        attributes["lang"] = run.language.tag
    if around.direction == "rtl":
        attributes["dir"] = "ltr" if runs_ltr else "rtl"
    marked = Markup("").join(Markup(' {}="{}"').format(key, value) for key, value in attributes.items())
    return Markup("<span{}>{}</span>").format(marked, inner)
