"""What is fuzzed: each reader of bytes from outside, which errors it may raise, real files, and words of its language.

A target is a function of bytes. Those of packages take a part of one: its number, a byte, and then the part's content.
"""

import logging
import random
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

import adapted_edits as edits
import growth
import hostile
import test_adapted
import threats
from conftest import ROOT
from documents import document
from exchanged import SAMPLE
from hypothesis import strategies as st
from test_sheets import SHEET_OF_SAMPLE

from handbill import (
    approved,
    cleaning,
    editions,
    filling,
    glossary,
    gsm,
    history,
    ledger,
    logos,
    pictures,
    platforms,
    po,
    reader,
    reviews,
    templates,
)
from handbill.errors import Faults, HandbillError
from handbill.exchange import adapted, delivery, docx, guard, imprint, sections, sheets, xliff
from handbill.model import Message
from handbill.writers.pdf import colors, render

DATA = ROOT / "tests/data"
PATH = "theirs"
# Of the processor, at most, for one case.
SECONDS = 2.0
# In millimetres: small, since a logo's pixels take the time that its drawing does not.
BOX = (8.0, 2.5)
# It tells why it could not draw something to those only that look for mistakes.
LAYOUT = logging.getLogger("weasyprint")
LAYOUT.setLevel(logging.DEBUG)
# Deflating takes more time than reading.
STORED = zipfile.ZIP_STORED
# Numbers from which small documents grow that hold questions of the tests' document.
SMALL = (11, 41, 64, 89, 114, 146, 173)
# What can be damaged of a package; the first is the document itself.
PARTS = (
    *("word/document.xml", "word/styles.xml", "word/numbering.xml", "word/_rels/document.xml.rels", "_rels/.rels"),
    *("[Content_Types].xml", "docProps/custom.xml", "word/comments.xml", "word/footer1.xml", "word/settings.xml"),
)


@dataclass(frozen=True)
class Target:
    """A reader of bytes, what it may raise, files to begin with, and what stands in such files."""

    name: str
    run: Callable[[bytes], object]
    allowed: tuple[type[Exception], ...]
    seeds: Callable[[], list[bytes]]
    words: tuple[bytes, ...]
    grow: Callable[[bytes, growth.Words, random.Random], bytes] = growth.relined
    # How often Hypothesis lets a file grow, for each time that it changes its bytes.
    grown: int = 3


def _faq(content: bytes) -> object:
    return reader.read(content, PATH)


def _labels(content: bytes) -> object:
    return reader.read_labels(content, PATH)


def _catalog(content: bytes) -> object:
    catalog = po.read(content, PATH)
    assert po.read(po.dump(catalog), PATH) == catalog
    return delivery.live(catalog, sheets.identifier)


def _edition(content: bytes) -> object:
    edition = editions.read(content, b"<svg/>", "river", PATH)
    list(editions.notices(edition))
    return filling.apply(test_adapted.sample("fr-CA"), edition)


def _word(content: bytes) -> object:
    return _compared(edits.packed(_damaged("word", content), STORED), "en-CA", False)


def _bilingual(content: bytes) -> object:
    return _compared(edits.packed(_damaged("bilingual", content), STORED), "ar", True)


def _package(content: bytes) -> object:
    imprint.code(content, PATH)
    return _compared(content, "en-CA", False)


def _sheet(content: bytes) -> object:
    found = sheets.read(edits.packed(_damaged("sheet", content), STORED), PATH)
    return delivery.take(SAMPLE, found, delivery.live(SAMPLE, sheets.identifier))


def _xliff(content: bytes) -> object:
    return delivery.take(SAMPLE, xliff.read(content, PATH), delivery.live(SAMPLE, xliff.identifier))


def _count(content: bytes) -> object:
    # Bytes that are no UTF-8 become half pairs.
    text = content.decode("utf-8", "surrogateescape")
    return gsm.count(text), gsm.forced(text)


def _clean(content: bytes) -> object:
    text = content.decode("utf-8", "replace")
    assert cleaning.clean(cleaning.clean(text)) == cleaning.clean(text)
    return cleaning.typographic(text, "fr-CA"), cleaning.comparable(text), platforms.facts(text, text)


def _damaged(name: str, content: bytes) -> edits.Parts:
    """Return a package's parts with one of them replaced by the content, its number before it."""
    part = PARTS[content[0] % len(PARTS)] if content else PARTS[0]
    return _parts(name) | {part: content[1:]}


@cache
def _parts(name: str) -> edits.Parts:
    """Return those parts of a package that can be damaged; none else is looked at."""
    return {part: content for part, content in edits.unpacked(PACKAGES[name]()).items() if part in PARTS}


def _compared(content: bytes, tag: str, paired: bool) -> adapted.Adapted:
    read = docx.read(guard.unpack(content, PATH))
    words, around, names = _started(tag, paired)
    return adapted.compare(read, PATH, words, words, around, names)


@cache
def _started(tag: str, paired: bool) -> tuple[history.Wording, sections.Frame, tuple[str, str]]:
    document = test_adapted.both(tag) if paired else test_adapted.sample(tag)
    names = (document.language.autonym, (document.beside or document).language.autonym)
    return history.record(document, "word"), sections.frame(document), names


def _logo(content: bytes) -> object:
    """Read a logo, and draw it as the brochures, the press and Word do: what is read must not fail there."""
    logo = logos.read(content, "logo.png" if content.startswith(logos.PNG[:1]) else "logo.svg")
    _drawn(logo)
    with suppress(HandbillError):
        _drawn(colors.logo(replace(document("en-CA"), logo=logo), _profile()), render.profile_rule(_profile()))
    return pictures.size(pictures.png(logo, BOX))


def _drawn(logo: bytes, profile: str = "") -> bytes:
    page = f'<img src="{templates.data_uri(logo)}"/>'
    laid = render.Page(page, (("logo", "img{display:block;width:66mm}"),), document("en-CA"), profile)
    told: list[logging.LogRecord] = []
    heard = logging.Handler(logging.DEBUG)
    heard.emit = told.append  # type: ignore[method-assign]
    try:
        LAYOUT.addHandler(heard)
        with render.strict(PATH):
            return laid.lay_out().write_pdf()
    except HandbillError as error:
        cause = next((record.exc_info[1] for record in told if record.exc_info), error)
        # An arc back to where it began, and the like: only who draws it can know, and says so in a sentence.
        if isinstance(cause, ArithmeticError):
            raise
        raise AssertionError(f"a logo that was read is not drawn: {error}") from cause
    finally:
        LAYOUT.removeHandler(heard)


@cache
def _profile() -> bytes:
    return (ROOT / "styles/press/handbill-proof.icc").read_bytes()


# --- files to begin with ---------------------------------------------------------------------------------------------


def _data(*names: str) -> Callable[[], list[bytes]]:
    return lambda: [(DATA / name).read_bytes() for name in names]


PACKAGES: dict[str, Callable[[], bytes]] = {
    "word": lambda: test_adapted.written("en-CA"),
    "bilingual": lambda: test_adapted.paired("ar"),
    "sheet": lambda: SHEET_OF_SAMPLE,
}


def _numbered(name: str) -> Callable[[], list[bytes]]:
    """Return a package's parts, each after its number."""

    def seeds() -> list[bytes]:
        parts = _parts(name)
        return [bytes([number]) + parts[part] for number, part in enumerate(PARTS) if part in parts]

    return seeds


def _worded(name: str) -> Callable[[], list[bytes]]:
    """Return a package's parts, and small documents in place of its own."""
    return lambda: [*_numbered(name)(), *map(_small, SMALL)]


def _small(number: int) -> bytes:
    return b"\0" + growth.spoken(growth.WORD, random.Random(number)).encode()


def _packages() -> list[bytes]:
    return [test_adapted.written("en-CA"), hostile.stored(hostile.QUESTION)]


def _xliffs() -> list[bytes]:
    return [xliff.write(SAMPLE, "fr-CA", "en-CA")]


def _logos() -> list[bytes]:
    return [
        threats.svg(DRAWN),
        threats.svg(threats.RECT),
        *(content for name, content in threats.PLAIN.values() if name == "logo.png"),
    ]


DRAWN = """<linearGradient id="l" x1="0%"><stop offset=".5" stop-color="red" stop-opacity=".5"/></linearGradient>
<radialGradient id="r" href="#l" fx="1" gradientUnits="userSpaceOnUse" gradientTransform="rotate(9)"/>
<clipPath id="c"><circle r="4"/></clipPath><style>.a>path{fill:url(#r);stroke:rgb(1,2,3)}</style>
<symbol id="s" viewBox="0 0 4 4"><ellipse rx="2" ry="1"/></symbol><use href="#s" x="1" width="9" height="9"/>
<g class="a" clip-path="url(#c)" transform="scale(.5,2)"><path d="M1 2a3 4 0 0 1 5 6q1-1 2 2T9 9z"/></g>
<polygon points="0,0 4,0 4,4" stroke="#004b6b" stroke-dasharray="1 2" transform="matrix(1 0 0 1 3 4)"/>
<text x="1" dy="1em" rotate="9" textLength="30" font-size="3mm">L<tspan text-anchor="middle">IP</tspan></text>"""


def _history() -> list[bytes]:
    wordings = [history.record(test_adapted.both("ar"), "word-bilingual"), test_adapted.wording("en-CA")]
    return [history.dump(words) for words in wordings]


def _approved() -> list[bytes]:
    messages = [(Message("a.answer", "One.", kind="bullet"), "Un."), (Message("a.question", "Why?"), "Pourquoi ?")]
    return [approved.dump(approved.record("fr-CA", "Sam Sample", DAY, messages))]


def _ledger() -> list[bytes]:
    entry = ledger.Entry("0123ABCD", "river", "ar", "sms", "purpose", DAY, False, "final", "river/a.txt", "0f", "1e")
    return [ledger.dump(ledger.Ledger((entry,), (ledger.Withdrawn("river", DAY, "a wrong number"),)))]


def _reviews() -> list[bytes]:
    given = reviews.Approval("Sam Sample", DAY, "sha256:0f", "0123ABCD")
    return [reviews.dump({"ar": {"faq": given, "purpose": given}}, "# Who approved what.\n")]


DAY = date(2026, 11, 22)
GLOSSARY = '[LIP]\nfr-CA = ["PLI", "partenariat*"]\nar = ["الشراكة"]\n'.encode()


def _cut(texts: list[bytes]) -> list[bytes]:
    return [text[:4000].rpartition(b"\n\n")[0] + b"\n" for text in texts]


MARKDOWN = (
    *(b"# ", b"## ", b"### ", b"{#a}", b"{#", b"}", b"\n\n", b"\r\n", b"\r", b"  \n", b"\\\n", b"    ", b"- ", b"1. "),
    *(b"**", b"*", b"_", b"`", b"```", b"<", b"<!--", b"-->", b"![", b"[", b"](", b")", b"> ", b"---", b"| a | b |\n"),
    *(b"<!-- translators: x -->", b"&#8238;", b"&#0;", b"&#xD800;", b"&amp;", b"{website}", b"### Text message\n\n"),
)
UNICODE = (
    *(
        b"\x00",
        b"\x1b",
        b"\xff",
        b"\xc3",
        b"\xed\xa0\x80",
        b"\xf4\x90\x80\x80",
        b"\xc2\x85",
        b"\xe2\x80\xa8",
        b"\xef\xbb\xbf",
    ),
    *("\u202e".encode(), "\u200b".encode(), "e\u0301".encode(), "\u0323\u0301".encode(), "٣ع😀".encode()),
)
PORTABLE = (
    *(b"msgid ", b"msgctxt ", b'msgstr ""\n', b"msgid_plural ", b"msgstr[0] ", b"#, fuzzy\n", b"#| ", b"#~ ", b"#~| "),
    *(b"#: a:1\n", b"#. ", b'"', b"\\", b'\\"', b"\\n", b"\\x", b"Plural-Forms: nplurals=9; plural=n**n;\\n", b"\n\n"),
    *(b"<<<<<<<", b"max-length:9", b'placeholders:"a,b"', b'msgid ""\nmsgstr ""\n'),
)
TABLE = (
    *(
        b"[",
        b"]",
        b"[[",
        b"]]",
        b"{",
        b"}",
        b"=",
        b".",
        b'"',
        b'"""',
        b"'''",
        b",",
        b"\n",
        b"\\uD800",
        b"\\u202E",
        b"#",
    ),
    *(b"inf", b"nan", b"-0", b"0x" + b"f" * 30, b"9" * 30, b"1e999", b"2026-11-22", b"07:30:00", b"true", b"[]", b"{}"),
    *(
        b"[names]\n",
        b"[facts]\n",
        b"[colors]\n",
        b"[policies]\n",
        b"[release]\n",
        b"[reserve]\n",
        b"required = ",
        b"rgb",
    ),
    *(
        b"revised = ",
        b"confirmed = ",
        b"locales = ",
        b"posters = ",
        b"email_footer = ",
        b"place = ",
        b"cmyk",
        b"default",
    ),
)
NOTATION = (
    *(
        b"[",
        b"]",
        b"{",
        b"}",
        b",",
        b":",
        b"null",
        b"true",
        b"1e999",
        b"-1",
        b"9" * 30,
        b'"',
        b'"\\ud800"',
        b'"schema": 1',
    ),
    *(b'"questions": ', b'"beside": ', b'"printed": ', b'"revised": ', b'"kind": ', b'"pieces": ', b'"on": ', b"NaN"),
)
MARKUP = (
    *(b"<w:p>", b"</w:p>", b"<w:r>", b"</w:r>", b"<w:t>", b"</w:t>", b"<w:tbl>", b"<w:tr>", b"<w:tc>", b"<w:sdt>"),
    *(b"<w:sdtContent>", b'<w:tag w:val="answer.purpose"/>', b"<w:del/>", b'<w:outlineLvl w:val="1"/>', b"<w:numPr>"),
    *(
        b'<w:fldChar w:fldCharType="begin"/>',
        b"<w:instrText>",
        b"<w:drawing>",
        b"<w:txbxContent>",
        b"<!-- -->",
        b"<?a?>",
    ),
    *(b'<w:commentRangeStart w:id="0"/>', b"<w:altChunk/>", b"&#0;", b"&lt;", b"<![CDATA[", b"]]>", b"<!DOCTYPE a>"),
    *(b' w:val="', b'"', b"/>", b">", b"<", b"<g id='bold'>", b"<x id='website'/>", b"<trans-unit id=''>", b"<source>"),
)
DRAWING = (
    *(b"<g>", b"</g>", b"<rect ", b"<path d='", b"<use href='#", b"<text ", b"<tspan ", b"<style>", b"</style>", b"/>"),
    *(b"<linearGradient id='", b"<radialGradient ", b"<stop offset='", b"<clipPath id='", b"<symbol id='", b"<defs>"),
    *(b" fill='", b" stroke='url(#", b" clip-path='url(#", b" transform='", b"rotate(", b"matrix(", b" viewBox='0 0 "),
    *(b" style='", b" points='", b" textLength='", b" stroke-dasharray='", b" preserveAspectRatio='", b" font-size='"),
    *(b"1e-9", b"-1", b"0", b"100%", b"mm", b"a1 1 0 0 1", b"z", b"'", b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS"),
    *(b"gAMA", b"iCCP", b"eXIf", b"tEXt", b"iTXt", b"zTXt", b"sBIT", b"cHRM", b"pHYs", b"bKGD", b"acTL", b"fdAT"),
)
REFUSES = (HandbillError,)
TARGETS = (
    Target("faq", _faq, REFUSES, _data("standard.md"), (*MARKDOWN, *UNICODE)),
    Target("labels", _labels, REFUSES, _data("labels.toml"), (*TABLE, *UNICODE)),
    Target("catalog", _catalog, REFUSES, lambda: [*_cut(_data("ar.po")()), po.dump(SAMPLE)], (*PORTABLE, *UNICODE)),
    Target("edition", _edition, REFUSES, _data("edition.toml"), (*TABLE, *UNICODE)),
    Target("word", _word, REFUSES, _worded("word"), (*MARKUP, *UNICODE), growth.documented, 9),
    Target("bilingual", _bilingual, REFUSES, _worded("bilingual"), (*MARKUP, *UNICODE), growth.documented, 9),
    Target("package", _package, REFUSES, _packages, (b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06")),
    Target("sheet", _sheet, REFUSES, _numbered("sheet"), (*MARKUP, *UNICODE), growth.regrown),
    Target("xliff", _xliff, REFUSES, _xliffs, (*MARKUP, *UNICODE), growth.regrown),
    Target("logo", _logo, REFUSES, _logos, (*DRAWING, *UNICODE), growth.drawn, 9),
    Target("count", _count, (ValueError,), lambda: [gsm.BASIC.encode(), gsm.EXTENSION.encode()], UNICODE),
    Target("cleaning", _clean, (), lambda: ["« Où ? » – “9 h”…\u00a0\u200b".encode()], UNICODE),
    Target("glossary", lambda content: glossary.read(content, PATH), REFUSES, lambda: [GLOSSARY], (*TABLE, *UNICODE)),
    Target("reviews", lambda content: reviews.read(content, PATH), REFUSES, _reviews, (*TABLE, *UNICODE)),
    Target("history", lambda content: history.read(content, PATH), REFUSES, _history, NOTATION),
    Target("approved", lambda content: approved.read(content, PATH), REFUSES, _approved, NOTATION),
    Target("ledger", ledger.read, REFUSES, _ledger, NOTATION),
)  # fmt: skip
BY_NAME = {target.name: target for target in TARGETS}


def outcome(target: Target, content: bytes) -> tuple[str, Exception | None]:
    """Return the first line of what it says, and what the target raises and must not, if it does."""
    try:
        target.run(content)
    except target.allowed as error:
        strayed = not str(error).strip() or type(error) not in (*target.allowed, Faults)
        return str(error).partition("\n")[0], error if strayed else None
    except Exception as error:
        return type(error).__name__, error
    return "", None


# --- what Hypothesis makes of them -----------------------------------------------------------------------------------


@cache
def seeds(name: str) -> tuple[bytes, ...]:
    return tuple(BY_NAME[name].seeds())


def contents(target: Target) -> st.SearchStrategy[bytes]:
    """Return the target's files with stretches of them changed, its words in any order, and what grows of the files."""
    begun = st.deferred(lambda: st.sampled_from(seeds(target.name)))
    stretch = st.tuples(st.floats(0, 1), st.integers(0, 60), st.lists(st.sampled_from(target.words), max_size=6))
    changed = st.builds(_changed, begun, st.lists(stretch, min_size=1, max_size=6))
    spoken = st.lists(st.sampled_from(target.words), max_size=40).map(b"".join)
    grown = st.integers(0, 2**64).map(lambda number: grow(target, None, number))
    return st.one_of(changed, spoken, st.binary(max_size=200), *[grown] * target.grown)


def grow(target: Target, content: bytes | None, number: int) -> bytes:
    """Return what the number makes of a content; where there is none, of one of the target's files."""
    chance = random.Random(number)
    return target.grow(chance.choice(seeds(target.name)) if content is None else content, target.words, chance)


def _changed(content: bytes, stretches: list[tuple[float, int, list[bytes]]]) -> bytes:
    for place, length, words in stretches:
        start = int(place * len(content))
        content = content[:start] + b"".join(words) + content[start + length :]
    return content
