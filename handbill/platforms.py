"""What the platforms that send text messages would do to one: send it as it is, alter it, or refuse it.

From their code and help pages, not from sending; a platform may change any day.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from handbill import gsm
from handbill.typography import DIRECTIONS


@dataclass(frozen=True)
class Platform:
    """A platform: the most characters of a message as it counts them, what it does beyond, and what it makes of a
    text.
    """

    id: str
    limit: int
    beyond: str
    sent: Callable[[str], str]


def facts(text: str, sent: str) -> dict[str, object]:
    """Return what the manifest says of a text: `platforms` that leave it unharmed, and what the others make of it.

    `sent` is the text with the reserve, which counts toward a platform's limit.
    """
    altered = {row.id: harm for row in PLATFORMS if (harm := _harm(row, text, sent))}
    return {"platforms": [row.id for row in PLATFORMS if row.id not in altered], "altered": altered}


def predicted(text: str, identifier: str) -> str:
    """Return the text as the platform would send it, were it not too long."""
    return BY_ID[identifier].sent(text)


# How much of a text an example shows, in characters.
SHOWN = 24


def _harm(row: Platform, text: str, sent: str) -> str:
    """Return in a few words what the platform would do to the text, or "" if it leaves it as it is."""
    altered = row.sent(text)
    length = f"{row.beyond}: {len(sent)} characters, {row.limit} at most" if len(sent) > row.limit else ""
    return "; ".join(filter(None, (length, _told(text, altered) if altered != text else "")))


def _told(text: str, altered: str) -> str:
    start = _first_change(text, altered)
    return f"sends “{_shown(altered, start)}” for “{_shown(text, start)}”{_lost(text, altered)}"


def _shown(text: str, start: int) -> str:
    end = start + SHOWN
    return DIRECTIONS.sub("", text[start:end]).replace("\n", " ") + ("…" if text[end:] else "")


def _first_change(text: str, altered: str) -> int:
    """Return where the word begins in which the texts differ first."""
    pairs = zip(text, altered, strict=False)
    place = next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(text), len(altered)))
    return max(text.rfind(" ", 0, place), text.rfind("\n", 0, place)) + 1


def _lost(text: str, altered: str) -> str:
    lost = altered.count("?") - text.count("?")
    return f"; {lost} character{'s' if lost > 1 else ''} become “?”" if lost > 0 else ""


# notification-utils of cds-snc, sanitise_text.py and template.py: GSM-7 without the form feed, the Welsh letters, and
# French ones, among which È, Ÿ and ÿ are missing. It keeps syllabics too, which stand in no language of ours.
GC_KEPT = frozenset(gsm.SEPTETS) - {"\f"} | frozenset("ÂâÊêÎîÔôÛûŴŵŶŷÀÂËÎÏÔŒÙÛâçêëîïôœû")
GC_REPLACED = {
    **dict.fromkeys("–—", "-"),
    "…": "...",
    **dict.fromkeys("‘’", "'"),
    **dict.fromkeys("“”", '"'),
    **dict.fromkeys("\u200b\u00a0", ""),
    "\t": " ",
}
# notifications-utils of alphagov, the same file: more replacements, Welsh letters with every accent that Welsh has.
# Its newest code keeps letters that it does not know; until the service says so, they count as lost.
GOVUK_KEPT = frozenset(gsm.SEPTETS) - {"\f"} | frozenset("àèìòùẁỳÀÈÌÒÙẀỲáéíóúẃýÁÉÍÓÚẂÝäëïöüẅÿÄËÏÖÜẄŸâêîôûŵŷÂÊÎÔÛŴŶ")
GOVUK_REPLACED = {
    **dict.fromkeys("\u2011–—−", "-"),
    "…": "...",
    **dict.fromkeys("‘’‚", "'"),
    **dict.fromkeys("“”„", '"'),
    **dict.fromkeys("\u180e\u200b\u200c\u200d\u2060\ufeff\u2028\u2029", ""),
    **dict.fromkeys("\u00a0\u202f\t", " "),
    "Ł": "L",
    "ł": "l",
}
SPACED_STOP = re.compile(r"[ \t]+([,.])")


def _gc_notify(text: str) -> str:
    return _tidied("".join(map(_gc_character, text)))


@cache
def _gc_character(character: str) -> str:
    """Return the character if it is kept, its base letter if it has one, else its replacement or a question mark."""
    if character in GC_KEPT:
        return character
    return _base(character) or GC_REPLACED.get(character, "?")


def _govuk_notify(text: str) -> str:
    return _tidied("".join(map(_govuk_character, text)))


@cache
def _govuk_character(character: str) -> str:
    if character in GOVUK_KEPT:
        return character
    base = _base(character)
    return (base if base in GOVUK_KEPT else "?") if base else GOVUK_REPLACED.get(character, "?")


def _base(character: str) -> str:
    """Return the first character of a canonical decomposition, or "" where there is none."""
    decomposed = unicodedata.decomposition(character)
    return chr(int(decomposed.split()[0], 16)) if decomposed and not decomposed.startswith("<") else ""


def _tidied(text: str) -> str:
    """Return the text as both Notifys finish it: no space before comma or full stop, one kind of line end, stripped."""
    return SPACED_STOP.sub(r"\1", text).replace("\r\n", "\n").replace("\r", "\n").strip()


# Twilio's smart encoding (sms-segments-calculator), of its 271 rows those that a text for reading may hold. The
# full-width forms from ！ to ～ become the ASCII characters 0xFEE0 below them.
SMART = {
    **dict.fromkeys("«»“”‟„〝〞", '"'),
    **dict.fromkeys("‘’‛`´", "'"),
    **dict.fromkeys("‐–—―⁃•", "-"),
    "…": "...",
    "‚": ",",
    "‹": ">",
    "›": "<",
    "、": ",",
    "。": ".",
    "⁄": "/",
    **dict.fromkeys("\u00a0\u202f\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u205f\u3000", "  "),
    "\t": " " * 7,
    **dict.fromkeys("\u200b\u200c\u2060\ufeff", ""),
    **{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
}


def _twilio(text: str) -> str:
    """Return the text with smart encoding, which is on by default: all of it, or nothing where a letter needs UCS-2."""
    plain = "".join(SMART.get(character, character) for character in text)
    return plain if all(character in gsm.SEPTETS for character in plain) else text


# What WhatsApp takes for marks: bold, italic, struck out, monospaced. They touch a word inside and none outside.
FORMATTING = re.compile(r"(?<![^\W_])(?P<mark>```|[*_~`])(?=\S)(?P<words>[^\n]*?)(?<=\S)(?P=mark)(?![^\W_])")
# A block quotation.
QUOTED = re.compile(r"^> ", re.MULTILINE)


def formatting(text: str) -> str:
    """Return the first words that WhatsApp would take for formatted, with their marks, or "" where there are none."""
    found = FORMATTING.search(text) or QUOTED.search(text)
    return found[0] if found else ""


def _whatsapp(text: str) -> str:
    return QUOTED.sub("", FORMATTING.sub(r"\g<words>", text))


def _as_it_is(text: str) -> str:
    return text


PLATFORMS = (
    # 612 = 153 × 4, counted in code points, in Unicode too.
    Platform("gc-notify", 612, "refuses it", _gc_notify),
    # 918 = 153 × 6.
    Platform("govuk-notify", 918, "refuses it", _govuk_notify),
    # API error 21617.
    Platform("twilio", 1600, "refuses it", _twilio),
    # Help pages give 304 or 306 for two credits; the rest goes as MMS for three. What it alters is not documented.
    Platform("simpletexting", 304, "sends it as a picture message (MMS)", _as_it_is),
    # A text; a template's body has 1024.
    Platform("whatsapp", 4096, "refuses it", _whatsapp),
)
BY_ID = {row.id: row for row in PLATFORMS}
