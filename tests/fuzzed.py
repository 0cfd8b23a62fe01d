"""What is fuzzed: each reader of bytes from outside, which errors it may raise, real files, and words of its language.

A target is a function of bytes. Those of packages take a part of one: its number, a byte, and then the part's content.
"""

import copy
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache

import adapted_edits as edits
import test_adapted
from conftest import ROOT
from exchanged import SAMPLE
from hypothesis import strategies as st
from lxml import etree
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
    platforms,
    po,
    reader,
    reviews,
)
from handbill.errors import Faults, HandbillError
from handbill.exchange import adapted, delivery, docx, guard, imprint, sections, sheets, xliff
from handbill.model import Message

DATA = ROOT / "tests/data"
PATH = "theirs"
# Of the processor, at most, for one case.
SECONDS = 2.0
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
    return _compared(edits.packed(_damaged(edits.unpacked(test_adapted.written("en-CA")), content)), "en-CA", False)


def _bilingual(content: bytes) -> object:
    return _compared(edits.packed(_damaged(edits.unpacked(test_adapted.paired("ar")), content)), "ar", True)


def _package(content: bytes) -> object:
    imprint.code(content, PATH)
    return _compared(content, "en-CA", False)


def _sheet(content: bytes) -> object:
    found = sheets.read(edits.packed(_damaged(edits.unpacked(SHEET_OF_SAMPLE), content)), PATH)
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


def _damaged(parts: edits.Parts, content: bytes) -> edits.Parts:
    """Return the parts with one of them replaced by the content, its number before it."""
    name = PARTS[content[0] % len(PARTS)] if content else PARTS[0]
    return parts | {name: content[1:]}


def _compared(content: bytes, tag: str, paired: bool) -> adapted.Adapted:
    document = test_adapted.both(tag) if paired else test_adapted.sample(tag)
    names = (document.language.autonym, (document.beside or document).language.autonym)
    words = history.record(document, "word")
    read = docx.read(guard.unpack(content, PATH))
    return adapted.compare(read, PATH, words, words, sections.frame(document), names)


# --- files to begin with ---------------------------------------------------------------------------------------------


def _data(*names: str) -> Callable[[], list[bytes]]:
    return lambda: [(DATA / name).read_bytes() for name in names]


def _numbered(package: Callable[[], bytes]) -> Callable[[], list[bytes]]:
    """Return a package's parts, each after its number."""

    def seeds() -> list[bytes]:
        parts = edits.unpacked(package())
        return [bytes([number]) + parts[name] for number, name in enumerate(PARTS) if name in parts]

    return seeds


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
REFUSES = (HandbillError,)
TARGETS = (
    Target("faq", _faq, REFUSES, _data("standard.md"), (*MARKDOWN, *UNICODE)),
    Target("labels", _labels, REFUSES, _data("labels.toml"), (*TABLE, *UNICODE)),
    Target("catalog", _catalog, REFUSES, lambda: [*_cut(_data("ar.po")()), po.dump(SAMPLE)], (*PORTABLE, *UNICODE)),
    Target("edition", _edition, REFUSES, _data("edition.toml"), (*TABLE, *UNICODE)),
    Target("word", _word, REFUSES, _numbered(lambda: test_adapted.written("en-CA")), (*MARKUP, *UNICODE)),
    Target("bilingual", _bilingual, REFUSES, _numbered(lambda: test_adapted.paired("ar")), (*MARKUP, *UNICODE)),
    Target("package", _package, REFUSES, lambda: [test_adapted.written("en-CA")], (b"PK\x01\x02", b"PK\x05\x06")),
    Target("sheet", _sheet, REFUSES, _numbered(lambda: SHEET_OF_SAMPLE), (*MARKUP, *UNICODE)),
    Target("xliff", _xliff, REFUSES, lambda: [xliff.write(SAMPLE, "fr-CA", "en-CA")], (*MARKUP, *UNICODE)),
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
    """Return the target's files with stretches of them changed, its words in any order, XML with its tree changed."""
    begun = st.deferred(lambda: st.sampled_from(seeds(target.name)))
    stretch = st.tuples(st.floats(0, 1), st.integers(0, 60), st.lists(st.sampled_from(target.words), max_size=6))
    changed = st.builds(_changed, begun, st.lists(stretch, min_size=1, max_size=6))
    spoken = st.lists(st.sampled_from(target.words), max_size=40).map(b"".join)
    grown = _regrown if target.words[: len(MARKUP)] == MARKUP else _relined
    structured = st.builds(grown, begun, st.lists(st.sampled_from(target.words), min_size=4), st.integers(0, 2**32))
    return st.one_of(changed, spoken, st.binary(max_size=200), structured, structured, structured)


def _changed(content: bytes, stretches: list[tuple[float, int, list[bytes]]]) -> bytes:
    for place, length, words in stretches:
        start = int(place * len(content))
        content = content[:start] + b"".join(words) + content[start + length :]
    return content


ODD = ("", "-1", "0", "²", "٣", "9" * 5000, "none", "\u202e", "a b", "faq_purpose", "answer.purpose", "100%", "true")


def _relined(content: bytes, words: list[bytes], number: int) -> bytes:
    """Return a file with some of its lines gone, doubled, moved, or with another value behind = or :."""
    lines, chance = content.split(b"\n"), random.Random(number)
    for _ in range(chance.randint(1, 6)):
        line = lines.pop(chance.randrange(len(lines))) if lines else b""
        name, mark, _ = line.partition(chance.choice((b"=", b":", b" ")))
        odd = (b"", line, line + b"\n" + line, name + mark + b" " + chance.choice(words), chance.choice(words) + line)
        lines.insert(chance.randint(0, len(lines)), chance.choice(odd))
    return b"\n".join(lines)


def _regrown(content: bytes, words: list[bytes], number: int) -> bytes:
    """Return an XML file with some of its elements moved, doubled, nested, emptied or given odd values."""
    start = content.find(b"<")
    try:
        root = etree.fromstring(content[start:])
    except etree.XMLSyntaxError:
        return content
    chance = random.Random(number)
    nodes = list(root.iter("*"))
    for _ in range(chance.randint(1, 12)):
        _regrow(chance.choice(nodes), chance.choice(nodes), chance)
    return content[:start] + etree.tostring(root)


def _regrow(node: etree._Element, other: etree._Element, chance: random.Random) -> None:
    kind = chance.randrange(7)
    if kind == 0 and node.getparent() is not None:
        node.getparent().remove(node)
    elif kind == 1:
        other.append(copy.deepcopy(node))
    elif kind == 2 and not any(above is node for above in (other, *other.iterancestors())):
        other.insert(0, node)
    elif kind == 3:
        node.tag = other.tag
    elif kind == 4:
        node.text = chance.choice(ODD[:5] + ODD[6:]) * chance.randint(1, 3)
    elif kind == 5:
        node.insert(0, chance.choice((etree.Comment("x"), etree.ProcessingInstruction("x", "y"))))
    else:
        name = chance.choice([*(node.attrib or ["val"]), f"{{{edits.W}}}val"])
        node.set(name, chance.choice(ODD))
