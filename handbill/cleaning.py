"""Cleaning a text that will be pasted: composed letters, one kind of line end, nothing unseen, and no dear punctuation.

A letter is never changed and an accent never left out: one that costs a segment is the author's to keep or to reword.
"""

import re

from handbill import gsm
from handbill.typography import DIRECTIONS, composed, squeezed

# Byte order mark, zero-width space, word joiner, soft hyphen. The joiners of Persian and emoji (U+200C, U+200D) stay.
INVISIBLE = dict.fromkeys(map(ord, "\ufeff\u200b\u2060\u00ad"))
NO_BREAK = dict.fromkeys(map(ord, "\u00a0\u202f\u2007"), " ")
# The languages that set a no-break space before : ; ? ! and inside « ».
NO_BREAK_NEEDED = frozenset(("fr",))
PLAIN = str.maketrans(
    dict.fromkeys("‘’‚‛′‹›", "'")
    | dict.fromkeys("“”„‟″", '"')
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-")
    | dict.fromkeys("\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200a\u205f", " ")
    | {"…": "..."}
)
# French spaces belong to the guillemets, not to the plain quotation marks that take their place.
GUILLEMET = re.compile("« ?| ?»")


def clean(text: str) -> str:
    """Return the text as a text message; cleaning it again changes nothing.

    No language keeps its no-break spaces: one costs the whole message its encoding, and what sends messages drops or
    doubles them.
    """
    return _plain_if_it_fits(spaced(composed(visible(text))))


def typographic(text: str, tag: str) -> str:
    """Return the text as typeset, for where no character is dear; `tag` is its language, which may need no-break
    spaces.
    """
    typeset = composed(visible(text))
    return typeset if tag.split("-")[0] in NO_BREAK_NEEDED else spaced(typeset)


def visible(text: str) -> str:
    """Return the text with line feeds alone and without characters that nobody sees."""
    # Before composing: a zero-width space may stand between a letter and its accent.
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(INVISIBLE)


def spaced(text: str) -> str:
    """Return the text with plain spaces for its no-break ones."""
    return text.translate(NO_BREAK)


def _plain_if_it_fits(text: str) -> str:
    """Return the text in plain punctuation if the whole of it is then GSM-7; in UCS-2 that would save nothing."""
    plain = _plain(text)
    return plain if all(character in gsm.SEPTETS for character in plain) else text


def _plain(text: str) -> str:
    return GUILLEMET.sub('"', text).translate(PLAIN)


def comparable(text: str) -> str:
    """Return the text as compared for loss: in plain punctuation, without white space and direction marks."""
    return DIRECTIONS.sub("", squeezed(_plain(spaced(visible(text)))))
