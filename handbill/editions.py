"""An edition: one organization's names, facts, colours and languages, read strictly."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

from handbill import contrast, inline, tables
from handbill.errors import Fault, Faults
from handbill.locales import TAG
from handbill.model import Color

NAMES = ("place", "partnership")
FACTS = ("website", "email", "phone", "contact_name")
# A fact that a brochure can do without: absent, it is left out; the others are waited for.
OPTIONAL_FACTS = ("phone",)
# What the platform that sends text messages adds to each: a sender's name before, such as "STOP/ARRET" after.
RESERVE = ("before", "after")
SOURCE_TAG = "en-CA"
COLORS = ("primary", "accent", "tint")
# Those that words are set in, or that lie under white words: the pieces have each of them once more, as
# “primary_text”, dark enough to be read.
TEXT_COLORS = ("primary",)
# What is done with texts that nobody has approved as they stand: a draft with English for what is not translated; the
# words last approved, with their date; no piece at all.
POLICIES = ("draft", "last-approved", "withhold")
DEFAULT = "default"
# Which pieces a release waits for: patterns of format and language.
EVERYTHING = ("*/*",)
REQUIRED = re.compile(r"[a-z*-]+/[A-Za-z*-]+")
FORMATS = {
    # A host without a user's name before it and without letters that look like others: nobody reads a QR code by eye.
    "website": (
        re.compile(r"https?://[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+(:[0-9]{1,5})?([/?#][^\s<>\"'\\]*)?(?<=[A-Za-z0-9/])"),
        "a web address such as https://example.org",
    ),
    "email": (
        re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+"),
        "an e-mail address such as hello@example.org",
    ),
    "phone": (re.compile(r"\+?[0-9(][0-9 ().-]{5,20}"), "a telephone number such as 506-555-0100"),
}
# Of a name or a fact, in characters; a QR code of more is too fine to be scanned from paper.
LONGEST = 200
# A person mends a file from its first faults.
MAX_FAULTS = 100
# At most 48 characters: the edition begins every file name.
IDENTIFIER = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,46}[a-z0-9])?")


@dataclass(frozen=True)
class Edition:
    """What one organization adds to the FAQ. Texts are by BCP 47 tag; the key "" holds for every language."""

    id: str
    names: Mapping[str, Mapping[str, str]]
    facts: Mapping[str, Mapping[str, str]]
    confirmed: frozenset[str]
    colors: Mapping[str, Color]
    revised: date
    locales: tuple[str, ...] = ()
    posters: tuple[str, ...] = ()
    email_footer: bool = True
    reserve: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    logo: bytes = field(default=b"", repr=False)
    policies: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    required: tuple[str, ...] = EVERYTHING

    def policy(self, tag: str) -> str:
        """Return what is done with a language whose texts are not all approved: one of POLICIES."""
        return self.policies.get(tag) or self.policies.get(DEFAULT) or POLICIES[0]


def read(content: bytes, logo: bytes, identifier: str, path: str) -> Edition:
    """Return the edition in an edition.toml; raise Faults with every fault of the file, each at its line."""
    text = _text(content, path)
    table = _table(text, path)
    reading = _Reading(path, text, [])
    edition = Edition(
        identifier,
        {key: reading.texts(table, "names", key) for key in NAMES},
        {key: reading.texts(table, "facts", key) for key in FACTS if key in reading.section(table, "facts")},
        frozenset(reading.facts(table, "confirmed")),
        {key: reading.color(table, key) for key in COLORS},
        reading.revised(table),
        tuple(reading.tags(table, "locales")),
        tuple(reading.listed(table, "posters")),
        reading.switch(table, "email_footer", True),
        {key: reading.texts(table, "reserve", key) for key in RESERVE if key in reading.section(table, "reserve")},
        logo,
        reading.policies(table),
        reading.required_pieces(table),
    )
    reading.unknown_keys(table)
    reading.required(edition)
    if reading.faults:
        raise Faults(reading.faults)
    return edition


def _text(content: bytes, path: str) -> str:
    try:
        return content.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise Faults([Fault(path, line, "this is not UTF-8 text; save the file as UTF-8 in your editor")]) from None


def _table(text: str, path: str) -> dict[str, Any]:
    try:
        return tables.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at line (\d+)", str(error))
        line = int(place[1]) if place else text.count("\n") + 1
        message = (
            f"this is not valid TOML ({str(error).split(' (at')[0].lower()}); compare the line with its neighbours"
        )
        raise Faults([Fault(path, line, message)]) from None


@dataclass
class _Reading:
    """One edition file being read: its text, for line numbers, and the faults found so far."""

    path: str
    text: str
    faults: list[Fault]

    def wrong(self, key: str, message: str, section: str = "") -> None:
        """Note a fault at the line of a key, looked for below its section's heading."""
        if len(self.faults) == MAX_FAULTS:
            return
        header = re.search(rf"^[ \t]*\[{section}\]", self.text, re.M) if section else None
        start = header.end() if header else 0
        found = re.compile(rf"^[ \t]*\[?{re.escape(key)}\b", re.M).search(self.text, start)
        self.faults.append(Fault(self.path, self.text.count("\n", 0, found.start()) + 1 if found else 1, message))

    def section(self, table: Mapping[str, Any], name: str) -> Mapping[str, Any]:
        value = table.get(name, {})
        if isinstance(value, dict):
            return value
        self.wrong(name, f"“{name}” is a table; write [{name}] on a line of its own and its entries below")
        return {}

    def texts(self, table: Mapping[str, Any], section: str, key: str) -> Mapping[str, str]:
        value = self.section(table, section).get(key, "")
        by_language = value if isinstance(value, dict) else {"": value}
        for tag, text in by_language.items():
            self.text_value(section, key, tag, text)
        return {tag: str(text).strip() for tag, text in by_language.items()}

    def text_value(self, section: str, key: str, tag: str, text: object) -> None:
        if tag and not TAG.fullmatch(tag):
            self.wrong(key, f"“{tag}” is not a language tag; write one such as fr-CA or zh-Hans", section)
        if not isinstance(text, str):
            self.wrong(key, f"“{key}” is a text; put it in quotation marks", section)
        elif inline.FORBIDDEN.search(text) or set(text) & set("\t\n"):
            self.wrong(key, f"“{key}” holds an invisible control character; type the text again", section)
        elif len(text) > LONGEST:
            self.wrong(key, f"“{key}” has more than {LONGEST} characters; shorten it", section)
        elif section == "facts" and text and key in FORMATS and not FORMATS[key][0].fullmatch(text):
            self.wrong(key, f"“{text}” is not {FORMATS[key][1]}; correct it or leave it empty", section)

    def listed(self, table: Mapping[str, Any], key: str) -> list[str]:
        value = table.get(key, [])
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return value
        self.wrong(key, f'“{key}” is a list of texts; write it as ["…", "…"]')
        return []

    def facts(self, table: Mapping[str, Any], key: str) -> list[str]:
        value = self.listed(table, key)
        for item in value:
            if item not in FACTS:
                self.wrong(key, f"“{item}” is not a fact; use {', '.join(FACTS)}")
        return value

    def tags(self, table: Mapping[str, Any], key: str) -> list[str]:
        value = self.listed(table, key)
        for item in value:
            if not TAG.fullmatch(item):
                self.wrong(key, f"“{item}” is not a language tag; write one such as fr-CA or zh-Hans")
        return value

    def switch(self, table: Mapping[str, Any], key: str, usual: bool) -> bool:
        value = table.get(key, usual)
        if type(value) is bool:
            return value
        self.wrong(key, f"“{key}” is true or false; write it without quotation marks, such as {key} = false")
        return usual

    def color(self, table: Mapping[str, Any], key: str) -> Color:
        value = self.section(table, "colors").get(key, {})
        rgb, cmyk = (value.get("rgb", ""), value.get("cmyk", [])) if isinstance(value, dict) else ("", [])
        good = (
            isinstance(cmyk, list)
            and len(cmyk) == 4
            and all(type(ink) in (int, float) and 0 <= ink <= 100 for ink in cmyk)
        )
        if not good or not re.fullmatch(r"#[0-9a-fA-F]{6}", str(rgb)):
            self.wrong(
                key,
                f'the colour “{key}” needs both twins; write {key} = {{ rgb = "#004b6b", cmyk = [100, 45, 20, 40] }}',
            )
            return Color("#000000", (0, 0, 0, 100))
        return Color(rgb.lower(), tuple(float(ink) for ink in cmyk))

    def policies(self, table: Mapping[str, Any]) -> Mapping[str, str]:
        found = self.section(table, "policies")
        for key, value in found.items():
            if key != DEFAULT and not TAG.fullmatch(key):
                self.wrong(key, f"“{key}” is not a language tag; write one such as fr-CA, or {DEFAULT}", "policies")
            if value not in POLICIES:
                self.wrong(key, f"“{value}” is not a policy; use {', '.join(POLICIES)}", "policies")
        return MappingProxyType({key: str(value) for key, value in found.items()})

    def required_pieces(self, table: Mapping[str, Any]) -> tuple[str, ...]:
        section = self.section(table, "release")
        if "required" not in section:
            return EVERYTHING
        found = self.listed(section, "required")
        for item in found:
            if not REQUIRED.fullmatch(item):
                self.wrong(
                    "required", f"“{item}” names no pieces; write format and language as in trifold/fr-CA or poster/*"
                )
        return tuple(found)

    def revised(self, table: Mapping[str, Any]) -> date:
        value = table.get("revised")
        if type(value) is date:
            return value
        self.wrong(
            "revised",
            "“revised” is the date of this version; write it without quotation marks, such as revised = 2026-11-22",
        )
        return date(1970, 1, 1)

    def unknown_keys(self, table: Mapping[str, Any]) -> None:
        known = {
            "": (
                *("revised", "confirmed", "locales", "posters", "email_footer"),
                *("names", "facts", "reserve", "colors", "policies", "release"),
            ),
            "names": NAMES,
            "facts": FACTS,
            "reserve": RESERVE,
            "colors": COLORS,
            "release": ("required",),
        }
        for section, keys in known.items():
            for key in table if section == "" else self.section(table, section):
                if key not in keys:
                    self.wrong(key, f"“{key}” is not known here; use {', '.join(keys)}", section)

    def required(self, edition: Edition) -> None:
        for key in NAMES:
            if not (edition.names[key].get("") or edition.names[key].get(SOURCE_TAG)):
                self.wrong(
                    "names",
                    f"the name “{key}” is missing; write it under [names], for every language or for {SOURCE_TAG}",
                )


def notices(edition: Edition) -> Iterator[str]:
    """Yield a sentence for each colour that is too light for text, and what is printed in its place."""
    for name in TEXT_COLORS:
        given = edition.colors[name]
        made = contrast.readable(given)
        if made != given:
            found = f"the colour “{name}” has {contrast.on_white(given):.1f}:1 on white"
            inks = ", ".join(f"{ink:g}" for ink in made.cmyk)
            instead = f"text in it, and what lies under white text, is {made.rgb}, on the press [{inks}]"
            yield f"{found}, and text wants {contrast.LEAST:g}:1; {instead}"
