"""Whatever bytes come in, a reader takes them or says in a sentence why not, in little time: it never stumbles.

`bench/fuzz.py` looks for such bytes at length; what it and others found stands here as a table.
"""

import struct
import time
from collections.abc import Callable

import adapted_edits as edits
import fuzzed
import hostile
import pytest
import test_adapted
from hypothesis import HealthCheck, Phase, given, settings

from handbill import engine, logos, po, reader
from handbill.errors import Faults
from handbill.exchange import docx, guard

ASKED = "# FAQ\n\n## Why? {#why}\n\n"
# Two accents in the order that is not theirs.
MARKS = "\u0301\u0323"
HEADER = 'msgid ""\nmsgstr ""\n"Language: fr\\n"\n\n'
# Those that draw or unpack a file take longer, so fewer of theirs are tried here.
FEW = ("word", "bilingual", "package", "sheet", "logo")
# What is drawn is set in the tests' faces.
pytestmark = pytest.mark.usefixtures("faces")


@pytest.mark.parametrize("target", fuzzed.TARGETS, ids=lambda target: target.name)
def test_any_bytes_are_read_or_refused_in_a_sentence(target: fuzzed.Target) -> None:
    @settings(
        max_examples=6 if target.name in FEW else 20,
        phases=[Phase.generate],
        derandomize=True,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(fuzzed.contents(target))
    def check(content: bytes) -> None:
        _, error = fuzzed.outcome(target, content)
        if error is not None:
            raise error

    check()


@pytest.mark.parametrize("target", fuzzed.TARGETS, ids=lambda target: target.name)
def test_what_fuzzing_begins_with_is_read(target: fuzzed.Target) -> None:
    """Fuzzing that began with files which are refused at once would find nothing."""
    outcomes = [fuzzed.outcome(target, content) for content in fuzzed.seeds(target.name)]
    assert outcomes and set(outcomes) == {("", None)}


@pytest.mark.parametrize("name", ["word", "bilingual", "logo"])
def test_much_of_what_grows_leads_on(name: str) -> None:
    """Files that are refused at once lead nowhere."""
    target = fuzzed.BY_NAME[name]
    grown = [fuzzed.outcome(target, fuzzed.grow(target, None, number)) for number in range(15)]
    # Nothing to be seen is found out by drawing it.
    assert sum(said in ("", engine.NOT_DRAWN) for said, _ in grown) >= 4


def test_what_must_not_be_raised_is_found() -> None:
    def stumbling(content: bytes) -> object:
        return {}[content]

    stumbles = fuzzed.Target("", stumbling, fuzzed.REFUSES, lambda: [], ())
    assert isinstance(fuzzed.outcome(stumbles, b"")[1], KeyError)


# --- what was found --------------------------------------------------------------------------------------------------


def text(words: str) -> Callable[[], bytes]:
    return words.encode


def word(inside: str) -> Callable[[], bytes]:
    return lambda: hostile.stored(hostile.QUESTION + inside)


def noted_types() -> bytes:
    """A comment and an instruction among the content types, where other programs leave their name."""
    parts = edits.unpacked(test_adapted.written("en-CA"))
    types = parts["[Content_Types].xml"]
    return edits.packed(parts | {"[Content_Types].xml": types.replace(b"<Override", b"<!-- x --><?x y?><Override", 1)})


def cut_in_the_middle() -> bytes:
    """A file whose directory stands nearer to its beginning than it says."""
    content = test_adapted.written("en-CA")
    place = content.find(b"PK\x01\x02")
    return content[: place // 2] + content[place:]


def misnamed() -> bytes:
    """A part whose name, before its content, says that it is UTF-8 and is not."""
    content = bytearray(test_adapted.written("en-CA"))
    start = content.find(b"PK\x03\x04")
    content[start + 6 : start + 8], content[start + 30] = struct.pack("<H", 0x800), 0xFF
    return bytes(content)


def boxes() -> str:
    """Text boxes inside each other, each with all the words of those that it holds."""
    inner = "<w:t>x</w:t>" * 90_000
    return f"<w:p><w:r><w:pict>{'<w:txbxContent>' * 200}{inner}{'</w:txbxContent>' * 200}</w:pict></w:r></w:p>"


DEEP, DEEPER = "a = " + "[" * 5_000 + "]" * 5_000, "a = " + "{a=" * 5_000 + "1" + "}" * 5_000
MANY_MARKS = " ".join(f'a{number}=""' for number in range(12_000))
# By name: the target, what it was given, and a piece of what it says; "" where it reads it.
FOUND = {
    "many headings": ("faq", text("# FAQ\n\n" + "## \n" * 16_000), "more than 20,000 characters"),
    "a stretch of stars": ("faq", text(ASKED + "*a_ " * 24_000), "more than 20,000 characters"),
    "blanks in a note": ("faq", text(f"{ASKED}<!-- translators:{' ' * 9_000}x\n\na\n"), "HTML is not allowed"),
    "labels by the thousand": ("labels", text("".join(f'a{n} = "x"\n' for n in range(5_000))), ""),
    "lists in lists, labels": ("labels", text(DEEP), "is not valid"),
    "tables in tables, labels": ("labels", text(DEEPER), "is not valid"),
    "lists in lists, edition": ("edition", text(DEEP), "not valid TOML"),
    "tables in tables, edition": ("edition", text(DEEPER), "not valid TOML"),
    "lists in lists, reviews": ("reviews", text(DEEP), "not valid TOML"),
    "tables in tables, glossary": ("glossary", text(DEEPER), "not valid TOML"),
    "a key of many parts": ("edition", text("a." * 100_000 + "b = 1"), "not valid TOML"),
    "a number of many digits": ("edition", text("a = " + "9" * 5_000), "not valid TOML"),
    "a number of many hexadecimal digits": ("edition", text("[policies]\nar = 0x" + "9" * 5_000), "not valid TOML"),
    "unknown keys": ("edition", text("".join(f"a{n} = 1\n" for n in range(9_000))), "needs both twins"),
    "unknown names": ("edition", text("[names]\n" + "".join(f"a{n} = 1\n" for n in range(9_000))), "needs both twins"),
    "lines of a catalog": ("catalog", text('"\n' * 200_000), "more than 60,000 lines"),
    "a reference of many numbers": (
        "catalog",
        text(HEADER + "".join(f'#: a{":1" * 4_900}x\nmsgctxt "{n}"\nmsgid "a"\nmsgstr ""\n\n' for n in range(30))),
        "",
    ),
    "accents of a text message": ("cleaning", text("a" + MARKS * 40_000), ""),
    "accents of a Word file": ("package", word(hostile.paragraph("a" + MARKS * 40_000)), ""),
    "a level of many digits": (
        "package",
        word(f'<w:p><w:pPr><w:outlineLvl w:val="{"9" * 5_000}"/></w:pPr><w:r><w:t>x</w:t></w:r></w:p>'),
        "",
    ),
    "a field that ends inside another": (
        "package",
        word('<w:p><w:fldSimple w:instr="x"><w:r><w:fldChar w:fldCharType="end"/></w:r></w:fldSimple></w:p>'),
        "",
    ),
    "a comment among the content types": ("package", noted_types, ""),
    "a comment among the properties": ("word", lambda: b"\6<Properties><!-- x --><?x y?></Properties>", ""),
    "an element of many attributes": ("package", word(f"<w:p><w:r><w:br {MANY_MARKS}/></w:r></w:p>"), "holds too much"),
    "a shape of many attributes": ("logo", text(f"<svg xmlns='http://www.w3.org/2000/svg' {MANY_MARKS}/>"), "200 attr"),
    "a file cut in the middle": ("package", cut_in_the_middle, "not sent whole"),
    "a name that is no UTF-8": ("package", misnamed, "is damaged"),
    "boxes inside each other": ("package", word(boxes()), ""),
}  # fmt: skip


@pytest.mark.parametrize(("name", "build", "said"), FOUND.values(), ids=FOUND.keys())
def test_what_was_found_is_mended(name: str, build: Callable[[], bytes], said: str) -> None:
    target, content = fuzzed.BY_NAME[name], build()
    begun = time.process_time()
    told, error = fuzzed.outcome(target, content)
    passed = time.process_time() - begun
    assert error is None
    assert said in told if said else not told
    assert passed < fuzzed.SECONDS


MANY = {
    "faq": "# FAQ\n\n" + "## Why?\n\n" * 1_000,
    "labels": "".join(f'a{n} = ""\n' for n in range(1_000)),
    "edition": "".join(f"a{n} = 1\n" for n in range(1_000)),
    "catalog": "a\n" * 1_000,
}


@pytest.mark.parametrize("name", MANY)
def test_of_many_faults_the_first_hundred_are_told(name: str) -> None:
    with pytest.raises(Faults) as caught:
        fuzzed.BY_NAME[name].run(MANY[name].encode())
    assert len(caught.value.faults) == 100


def test_controls_inside_each_other_are_told_up_to_a_depth() -> None:
    """Each has all the words of those inside it."""
    opened, closed = '<w:sdt><w:sdtPr><w:tag w:val="a"/></w:sdtPr><w:sdtContent>', "</w:sdtContent></w:sdt>"
    inside = f"<w:p>{opened * 40}<w:r><w:t>words</w:t></w:r>{closed * 40}</w:p>"
    (line,) = docx.read(guard.unpack(hostile.stored(inside), fuzzed.PATH)).lines
    assert (line.text, line.fields) == ("words", (("a", "words"),) * docx.DEEPEST)


# Each took the square or the cube of the length.
PATTERNS = {
    "blanks that end no heading": (reader.MARKED_ID, "a" + "\u3000" * 50_000 + "b"),
    "ids that are not closed": (reader.MARKED_ID, "a" + " {#" * 30_000),
    "a heading of ids": (reader.HEADING, "a" + " {#" * 30_000),
    "a note that does not end": (reader.NOTE, "<!-- translators:" + " " * 3_000 + "x"),
}


@pytest.mark.parametrize(("pattern", "words"), PATTERNS.values(), ids=PATTERNS.keys())
def test_patterns_take_no_square_of_the_time(pattern: object, words: str) -> None:
    begun = time.process_time()
    assert pattern.search(words) is None  # type: ignore[attr-defined]
    assert time.process_time() - begun < fuzzed.SECONDS / 4


@pytest.mark.parametrize("begun", ["", "1", "1 1", "url(#a)", "rgb(1", "a:b", "a:(", "g"])
def test_values_of_a_drawing_take_no_square_of_the_time(begun: str) -> None:
    start = time.process_time()
    for pattern in (*logos.VALUES.values(), logos.STYLE, logos.SHEET):
        pattern.fullmatch(f"{begun}{' ' * 20_000}!")
    assert time.process_time() - start < fuzzed.SECONDS / 4


@pytest.mark.parametrize(
    ("reference", "name"),
    [
        ("source/faq.md:12", "faq.md"),
        ("faq.md:1:2", "faq.md"),
        ("a1:12", "a1"),
        ("a:b:12", "a:b"),
        ("faq.md", "faq.md"),
    ],
)
def test_a_reference_is_the_name_of_its_file(reference: str, name: str) -> None:
    assert po.file_name(reference) == name
