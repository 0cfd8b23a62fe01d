"""XLIFF out and in: the schema's rules, every text whole, and each file that cannot be taken told in one line."""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import program
from exchanged import SAMPLE, TAGS, contents, left, project_in, real, taken
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from handbill import po, translating
from handbill.errors import Faults, HandbillError
from handbill.exchange import xliff
from handbill.po import Catalog, Entry
from handbill.project import Project

SPACE = {"x": xliff.NAMESPACE}
WRITTEN = xliff.write(SAMPLE, "fr-CA", "en-CA")


def root(content: bytes) -> etree._Element:
    return etree.fromstring(content)


def found(content: bytes, path: str) -> list:
    return root(content).xpath(path, namespaces=SPACE)


# --- what is written -------------------------------------------------------------------------------------------------

INLINE = ("g", "x", "bx", "ex", "bpt", "ept", "ph", "it", "mrk")
# XLIFF 1.2, xliff-core-1.2-strict.xsd: element -> its children in their order, and the attributes that it may have;
# those before the bar are required.
CHILDREN = {
    "xliff": ("file",),
    "file": ("header", "body"),
    "body": ("trans-unit",),
    "trans-unit": ("source", "seg-source", "target", "note", "alt-trans"),
    "alt-trans": ("source", "seg-source", "target", "note"),
    **dict.fromkeys(("source", "target", "g"), INLINE),
    **dict.fromkeys(("note", "x"), ()),
}
ATTRIBUTES = {
    "xliff": "version|",
    "file": "original source-language datatype|target-language",
    "body": "|",
    "trans-unit": "id|resname maxwidth size-unit space",
    "alt-trans": "|alttranstype",
    "source": "|",
    "target": "|state",
    "note": "|from priority annotates",
    "g": "id|ctype equiv-text",
    "x": "id|ctype equiv-text",
}
VALUES = {
    ("xliff", "version"): r"1\.[012]",
    ("file", "source-language"): r"[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*",  # xsd:language
    ("file", "target-language"): r"[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*",
    ("file", "datatype"): "plaintext|po|x-\\S+",
    ("trans-unit", "maxwidth"): r"\d+",
    ("trans-unit", "size-unit"): "char|byte|pixel|x-\\S+",
    ("trans-unit", "space"): "preserve|default",
    ("alt-trans", "alttranstype"): "proposal|previous-version|rejected|reference|accepted|x-\\S+",
    ("target", "state"): "final|needs-(?:adaptation|l10n|translation|review-(?:adaptation|l10n|translation))"
    "|new|signed-off|translated|x-\\S+",
    ("g", "ctype"): "bold|italic|underlined|link|x-\\S+",
}
UNIQUE = (("file", ".//x:trans-unit"), ("source", ".//*"), ("target", ".//*"))


def breaches(content: bytes) -> list[str]:
    """Return which rules of the schema the file breaks; the empty list for a valid one."""
    tree = root(content)
    wrong = [sentence for node in tree.iter() for sentence in _breaches(node)]
    for name, path in UNIQUE:
        for scope in tree.iter(f"{{{xliff.NAMESPACE}}}{name}"):
            ids = [node.get("id") for node in scope.xpath(path, namespaces=SPACE)]
            wrong += [f"{name}: an id twice"] if len(ids) != len(set(ids)) else []
    return wrong


def _breaches(node: etree._Element) -> list[str]:
    name = etree.QName(node)
    if name.namespace != xliff.NAMESPACE or name.localname not in CHILDREN:
        return [f"{name}: unknown"]
    kind = name.localname
    ranks = [CHILDREN[kind].index(etree.QName(child).localname) for child in node if _may_hold(kind, child)]
    wrong = [f"{kind}: a child that it may not have"] if len(ranks) != len(node) else []
    wrong += [f"{kind}: the order of its children"] if CHILDREN[kind] != INLINE and ranks != sorted(ranks) else []
    wrong += (
        [f"{kind}: words"]
        if kind in xliff.LISTS and "".join([node.text or "", *(c.tail or "" for c in node)]).strip()
        else []
    )
    required, _, allowed = ATTRIBUTES[kind].partition("|")
    names = {etree.QName(key).localname: value for key, value in node.attrib.items()}
    wrong += [f"{kind}: no {key}" for key in required.split() if key not in names]
    wrong += [f"{kind}: {key}" for key in names if key not in (*required.split(), *allowed.split())]
    wrong += [
        f"{kind}: {key}={text}" for key, text in names.items() if not re.fullmatch(VALUES.get((kind, key), ".*"), text)
    ]
    single = [child for child in ("source", "target", "body") if ranks.count(_rank(kind, child)) > 1]
    return wrong + [f"{kind}: {child} twice" for child in single]


def _may_hold(kind: str, child: etree._Element) -> bool:
    return etree.QName(child).localname in CHILDREN[kind]


def _rank(kind: str, child: str) -> int:
    return CHILDREN[kind].index(child) if child in CHILDREN[kind] else -1


@pytest.mark.parametrize("tag", TAGS)
def test_what_is_written_keeps_the_rules_of_the_schema(tag: str) -> None:
    assert breaches(xliff.write(real(tag), tag, "en-CA")) == []


def test_the_sample_keeps_the_rules_of_the_schema() -> None:
    assert breaches(WRITTEN) == []


BROKEN = {
    "version": (b'version="1.2"', b'version="2.0"'),
    "attribute": (b'datatype="plaintext"', b'datatype="plaintext" size="9"'),
    "required": (b'original="source/locale/fr_CA.po"', b""),
    "language": (b'"fr-CA"', b'"fr_CA"'),
    "state": (b'state="translated"', b'state="done"'),
    "order": (b"<source>Questions</source>", b"<note>first</note><source>Questions</source>"),
    "twice": (b"<source>Questions</source>", b"<source>Questions</source><source>Questions</source>"),
    "child": (b"<body>", b"<body><unit/>"),
    "id": (b'id="email-2"', b'id="email"'),
    "unit": (xliff.identifier(SAMPLE.entries[0]).encode(), xliff.identifier(SAMPLE.entries[2]).encode()),
    "words": (b"<body>", b"<body>words"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_the_rules_of_the_schema_can_be_broken(name: str) -> None:
    old, new = BROKEN[name]
    assert old in WRITTEN
    assert breaches(WRITTEN.replace(old, new, 1))


def test_every_state_note_limit_and_former_text_goes_out() -> None:
    assert [node.get("state") for node in found(WRITTEN, "//x:trans-unit/x:target")] == [
        "translated",
        "translated",
        "translated",
        "needs-translation",
        "needs-review-translation",
    ]
    assert [(node.get("from"), node.text) for node in found(WRITTEN, "//x:note")] == [
        ("developer", "The title.\nShort, please."),
        ("translator", "Checked with the team."),
    ]
    limited = found(WRITTEN, "//x:trans-unit[@maxwidth]")
    assert [(node.get("resname"), node.get("maxwidth"), node.get("size-unit")) for node in limited] == [
        ("why.sms", "306", "char")
    ]
    former = found(WRITTEN, "//x:alt-trans[@alttranstype='previous-version']")
    assert ["".join(node.itertext()).split() for node in former] == [["The", "old", "words.", "Les", "vieux", "mots."]]
    assert found(WRITTEN, "//*[@approved]") == [] and b"date" not in WRITTEN and b"Gone" not in WRITTEN


def test_placeholders_and_bold_are_codes_that_nobody_can_mistype() -> None:
    source = found(WRITTEN, "//x:source")[1]
    assert [
        (etree.QName(node).localname, node.get("id"), node.get("equiv-text")) for node in source.iterdescendants()
    ] == [
        ("x", "email", "{email}"),
        ("x", "email-2", "{email}"),
        ("g", "bold", None),
        ("x", "website", "{website}"),
        ("g", "bold-2", None),
    ]
    assert "".join(source.itertext()) == "Write to ,  or  now."


def test_the_id_changes_with_the_context_and_with_the_english() -> None:
    first, other = Entry("a.answer", "One"), Entry("b.answer", "One")
    assert xliff.identifier(first) == "a.answer~" + xliff.identifier(first)[-8:]
    assert xliff.identifier(first)[-8:] not in (xliff.identifier(other), xliff.identifier(Entry("a.answer", "One.")))


# --- out and in ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("tag", TAGS)
def test_a_catalog_that_nobody_changed_comes_back_byte_by_byte(tag: str) -> None:
    back = taken(real(tag), xliff, xliff.write(real(tag), tag, "en-CA"))
    assert (po.dump(back.catalog), back.left) == (po.dump(real(tag)), ())


def test_every_state_comes_back_byte_by_byte() -> None:
    back = taken(SAMPLE, xliff, WRITTEN)
    assert (po.dump(back.catalog), left(back)) == (po.dump(SAMPLE), [])


@settings(deadline=None, max_examples=100)
@given(
    st.text(st.sampled_from("ab {}*<>&\"'_\n\u00a0é"), min_size=1, max_size=30).filter(
        lambda text: text.strip() == text
    )
)
def test_any_text_comes_back_as_it_was(text: str) -> None:
    catalog = Catalog("x.po", (), (), (Entry("a.answer", text, text),))
    [unit] = xliff.read(xliff.write(catalog, "fr-CA", "en-CA"), "x.xlf").texts
    assert (unit.source, unit.translation, unit.problem) == (text, text, "")


# What CAT tools make of a file that they save, and what it then says.
SAVED: dict[str, Callable[[bytes], bytes]] = {
    "prefix": lambda content: re.sub(rb"<(/?)(?!\?)", rb"<\1x:", content).replace(b"xmlns=", b"xmlns:x="),
    "UTF-16": lambda content: content.decode().replace("UTF-8", "UTF-16", 1).encode("utf-16"),
    "byte order mark": lambda content: b"\xef\xbb\xbf" + content,
    "small letters": lambda content: content.replace(b'"fr-CA"', b'"fr-ca"'),
    "line ends": lambda content: content.replace(b"\n", b"\r\n"),
    "segments": lambda content: re.sub(
        rb"<target( [^>]*)>([^<]+)</", rb'<target\1><mrk mtype="seg" mid="1">\2</mrk></', content
    ),
    "numbered codes": lambda content: re.sub(rb'id="(website|email)[-\d]*"', b'id="7"', content),
    "bare codes": lambda content: re.sub(rb' (equiv-text|ctype)="[^"]*"', b"", content),
    "ph": lambda content: re.sub(rb'<x (id="[^"]*") equiv-text="([^"]*)"/>', rb"<ph \1>\2</ph>", content),
    "comments": lambda content: content.replace(b"<target", b"<!-- a tool --><?tool x?><target"),
    "signed off": lambda content: content.replace(b'state="translated"', b'state="signed-off"'),
    "no states": lambda content: content.replace(b' state="translated"', b""),
    "approved": lambda content: content.replace(b"<trans-unit ", b'<trans-unit approved="yes" '),
    "groups": lambda content: content.replace(b"<body>", b"<body><group>").replace(b"</body>", b"</group></body>"),
    "1.1": lambda content: content.replace(b'version="1.2"', b'version="1.1"'),
}


@pytest.mark.parametrize("name", SAVED)
def test_what_programs_make_of_the_file_changes_nothing(name: str) -> None:
    content = SAVED[name](WRITTEN)
    assert content != WRITTEN
    back = taken(SAMPLE, xliff, content)
    assert (po.dump(back.catalog), left(back)) == (po.dump(SAMPLE), [])


# What the target says -> the state and the words afterwards; for the untranslated text and for the fuzzy one.
ANSWERS = (
    ("why.sms", "translated", "Mieux.", "translated", "Mieux."),
    ("why.sms", "final", "Mieux.", "translated", "Mieux."),
    ("why.sms", "", "Mieux.", "translated", "Mieux."),
    ("why.sms", "needs-translation", "Mieux.", "fuzzy", "Mieux."),
    ("why.sms", "needs-review-translation", "Mieux.", "fuzzy", "Mieux."),
    ("why.sms", "x-anything", "Mieux.", "fuzzy", "Mieux."),
    ("why.sms", "translated", "", "untranslated", ""),
    ("why.short", "translated", "Les nouveaux mots.", "translated", "Les nouveaux mots."),
    ("why.short", "translated", "Les vieux mots.", "translated", "Les vieux mots."),
    ("why.short", "needs-review-translation", "Mieux.", "fuzzy", "Mieux."),
    ("why.short", "translated", "  Mieux.\n", "translated", "Mieux."),
    ("why.short", "translated", "e\u0301te\u0301", "translated", "été"),
    ("faq.title", "needs-review-l10n", "Questions et réponses", "fuzzy", "Questions et réponses"),
)


def answered(context: str, state: str, words: str) -> bytes:
    """Return the file with another target in the context's first unit."""
    tree = root(WRITTEN)
    target = tree.xpath(f"//x:trans-unit[@resname='{context}']/x:target", namespaces=SPACE)[0]
    target.attrib.clear()
    target.text = words
    if state:
        target.set("state", state)
    return etree.tostring(tree)


@pytest.mark.parametrize("answer", ANSWERS, ids=" ".join)
def test_states_are_taken_as_what_they_say(answer: tuple[str, str, str, str, str]) -> None:
    context, state, words, after, translation = answer
    back = taken(SAMPLE, xliff, answered(context, state, words))
    entry = next(entry for entry in back.catalog.entries if entry.context == context)
    assert (entry.state, entry.translation, left(back)) == (after, translation, [])
    assert (entry.previous is not None) == (context == "why.short" and after == "fuzzy")
    assert [e for e in back.catalog.entries if e.context != context] == [
        e for e in SAMPLE.entries if e.context != context
    ]


# --- what is not taken -----------------------------------------------------------------------------------------------

TITLE, SECOND = xliff.identifier(SAMPLE.entries[0]), xliff.identifier(SAMPLE.entries[2])
# Name -> what is done to the file, and what is said of the unit.
UNTAKEN = {
    "stale": (f'"{TITLE}"', '"faq.title~00000000"', "the English has changed since"),
    "unknown": (f'"{TITLE}"', '"none.title~00000000"', "the id is none of this catalog's"),
    "edited": ("<source>Questions<", "<source>Answers<", "the English was edited"),
    "emptied": (">Questions et réponses<", "><", "there is no translation"),
    "broken": (">Questions et réponses<", ">Questions\net réponses<", "several lines"),
    "invisible": (">Questions et réponses<", ">Questions\u202e et réponses<", "U+202E"),
    "long": (">Questions et réponses<", f">{'x' * 5001}<", "longer than"),
    "code": (">Questions et réponses<", "><it id='1' pos='open'>i</it>Questions<", "a code <it>"),
    "nested": (
        ">Questions et réponses<",
        '><g id="a" ctype="bold"><g id="b" ctype="bold">Q</g></g><',
        "a code <g>",
    ),
    "nameless": (">Questions et réponses<", '><x id="1"/><', "a code <x>"),
    "copied": (">Un deuxième texte.<", ">A second  text.<", "the translation is the English"),
    "twice": (f'"{SECOND}"', f'"{TITLE}"', "stands further up"),
}


@pytest.mark.parametrize("name", UNTAKEN)
def test_a_unit_that_is_not_taken_is_told_and_the_rest_is_taken(name: str) -> None:
    old, new, reason = UNTAKEN[name]
    content = WRITTEN.decode().replace(old, new, 1).replace("Les vieux mots.</target>", "Les mots.</target>", 1)
    assert old in WRITTEN.decode()
    back = taken(SAMPLE, xliff, content.encode(), "agency.xlf")
    told = [line for line in left(back) if "missing in the file" not in line]
    assert len(told) == 1 and reason in told[0] and "; " in told[0]
    assert re.match(r"agency\.xlf:\d+: unit “[^”]+”: ", told[0])
    assert back.catalog.entries[0] == SAMPLE.entries[0]
    assert back.catalog.entries[4].translation == "Les mots."


def test_what_the_file_lacks_stays_and_is_told() -> None:
    tree = root(WRITTEN)
    for unit in tree.xpath("//x:trans-unit", namespaces=SPACE)[1:]:
        unit.getparent().remove(unit)
    back = taken(SAMPLE, xliff, etree.tostring(tree), "agency.xlf")
    assert back.catalog == SAMPLE
    assert len(left(back)) == 4 and all("missing in the file" in line for line in left(back))


def changed(old: str, new: str) -> Callable[[bytes], bytes]:
    return lambda content: content.replace(old.encode(), new.encode(), 1)


LAUGHS = b"""<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>
<xliff version="1.2"><file target-language="fr-CA"><body>&b;</body></file></xliff>"""
REFUSED: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "empty": (lambda content: b"", "the file is empty"),
    "cut off": (lambda content: content[: len(content) // 2], "not sound XML"),
    "text": (lambda content: b"Bonjour", "not sound XML"),
    "not UTF-8": (lambda content: content.replace("é".encode(), b"\xe9"), "not sound XML"),
    "unknown encoding": (changed("UTF-8", "klingon"), "not sound XML"),
    "other XML": (lambda content: b"<html><body/></html>", "not an XLIFF file but <html>"),
    "XLIFF 2": (lambda content: b'<xliff version="2.0"/>', "this is XLIFF 2.0"),
    "no version": (changed(' version="1.2"', ""), "this is XLIFF of no version"),
    "no language": (changed(' target-language="fr-CA"', ""), "does not name its one target language"),
    "no file": (lambda content: b'<xliff version="1.2"/>', "does not name its one target language"),
    "two languages": (
        changed("</file>", '</file><file target-language="es"><body/></file>'),
        "its one target language",
    ),
    "unknown language": (changed('"fr-CA"', '"tlh"'), "the language “tlh” has no catalog"),
    "path as language": (changed('"fr-CA"', '"../../etc/passwd"'), "has no catalog"),
    "DTD": (lambda content: b"<!DOCTYPE xliff>" + content.split(b"\n", 1)[1], "declares a DTD"),
    "outside entity": (
        lambda content: b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>' + content.split(b"\n", 1)[1],
        "declares a DTD",
    ),
    "billion laughs": (lambda content: LAUGHS, "declares a DTD"),
    "deep": (lambda content: b"<a>" * 5000, "not sound XML"),
    "giant": (lambda content: content + b" " * xliff.MAX_BYTES, "larger than"),
    "many units": (
        lambda content: content.replace(b"</body>", b"<trans-unit/>" * 5001 + b"</body>"),
        "more than 5,000",
    ),
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return project_in(tmp_path_factory.mktemp("project"))


def sent(project: Project, language: str, to: Path) -> Path:
    """Write the language's XLIFF file, and return its path."""
    [path] = translating.xliff_file(project, to.parent, language, to.name)
    return Path(path)


@pytest.mark.parametrize("name", REFUSED)
def test_a_damaged_file_is_told_in_one_line_and_nothing_changes(name: str, project: Project, tmp_path: Path) -> None:
    path = sent(project, "fr_CA", tmp_path / "agency.xlf")
    damage, reason = REFUSED[name]
    path.write_bytes(damage(path.read_bytes()))
    before = contents(project.root)
    with pytest.raises(HandbillError) as caught:
        translating.take(project, path.parent, path.name, True)
    assert re.fullmatch(r"agency\.xlf(:\d+)?: [^\n]*; [^\n]*", str(caught.value))
    assert reason in str(caught.value)
    assert contents(project.root) == before


# --- the commands ----------------------------------------------------------------------------------------------------


def test_the_dry_run_shows_the_difference_and_changes_nothing(project: Project, tmp_path: Path) -> None:
    path = sent(project, "fr-CA", tmp_path)
    assert path.name == "handbill-faq-fr-CA.xlf"
    path.write_bytes(path.read_bytes().replace(b">Foire aux questions<", b">Vos questions<").replace(b"~", b"~x", 1))
    before = contents(project.root)
    title = project.catalog("fr-CA").entries[0]
    assert title.translation == "Foire aux questions"
    lines = translating.take(project, path.parent, path.name, False)
    assert any("the English has changed" in line for line in lines)
    assert lines[-1].endswith("nothing in the file is new")
    path.write_bytes(path.read_bytes().replace(b"~x", b"~", 1))
    lines = translating.take(project, path.parent, path.name, False)
    assert lines[:2] == ["--- a/source/locale/fr_CA.po", "+++ b/source/locale/fr_CA.po"]
    assert '-msgstr "Foire aux questions"' in lines and '+msgstr "Vos questions"' in lines
    assert lines[-1] == "source/locale/fr_CA.po: nothing was changed yet; add --write to change it as shown"
    assert contents(project.root) == before


def test_a_translation_with_other_placeholders_is_not_taken(project: Project, tmp_path: Path) -> None:
    path = sent(project, "fr-CA", tmp_path)
    path.write_bytes(path.read_bytes().replace(b'<x id="place" equiv-text="{place}"/>?</target>', b"?</target>", 1))
    lines = translating.take(project, path.parent, path.name, False)
    assert [line for line in lines if "placeholders are not those of the English ({place})" in line]
    assert lines[-1].endswith("nothing in the file is new")


def test_a_catalog_that_is_behind_goes_neither_out_nor_in(tmp_path: Path) -> None:
    behind = project_in(tmp_path)
    faq = behind.path("source/faq.md")
    path = sent(behind, "uk", tmp_path)
    faq.write_text(faq.read_text("utf-8").replace("more than 77", "more than 90", 1), "utf-8")
    for command in (
        lambda: sent(behind, "uk", tmp_path),
        lambda: translating.take(behind, path.parent, path.name, True),
    ):
        with pytest.raises(Faults, match=r"source/locale/uk\.po: the catalog is not of today's English; run .* update"):
            command()


@pytest.mark.parametrize("language", ["", "tlh", "../fr_CA", "en-CA"])
def test_a_language_without_a_catalog_is_refused(language: str, project: Project, tmp_path: Path) -> None:
    with pytest.raises(HandbillError, match="language"):
        translating.xliff_file(project, tmp_path, language)
    assert list(tmp_path.iterdir()) == []


def test_a_file_of_another_kind_or_none_is_refused(project: Project, tmp_path: Path) -> None:
    for file in ("sheet.odt", "sheet"):
        with pytest.raises(HandbillError, match=rf"^{file}: such a file is not read back; name one that ends with"):
            translating.take(project, tmp_path, file, True)
    with pytest.raises(HandbillError, match="it is not said which file came back; name it"):
        translating.take(project, tmp_path, "", True)
    with pytest.raises(HandbillError, match=r"^none\.xlf: "):
        translating.take(project, tmp_path, "none.xlf", True)
    with pytest.raises(HandbillError, match="the folder is not there"):
        sent(project, "fr_CA", tmp_path / "none" / "x.xlf")


# --- an outside program ----------------------------------------------------------------------------------------------


def toolkit(name: str) -> str:
    """Return the path of a program of translate-toolkit, which pip puts beside Python."""
    return shutil.which(name, path=str(Path(sys.executable).parent)) or program(name)


@pytest.mark.slow
def test_translate_toolkit_reads_every_text(tmp_path: Path) -> None:
    converter = toolkit("xliff2po")
    (tmp_path / "out").mkdir()
    for tag in TAGS:
        (tmp_path / f"{tag}.xlf").write_bytes(xliff.write(real(tag), tag, "en-CA"))
    subprocess.run([converter, "-i", str(tmp_path), "-o", str(tmp_path / "out")], check=True, capture_output=True)
    for tag in TAGS:
        text = (tmp_path / "out" / f"{tag}.po").read_text("utf-8")
        assert wanted(real(tag)) == plain(text), tag


def wanted(catalog: Catalog) -> list[tuple[str, str]]:
    """Return the texts as another program shows them, without the words of codes."""
    codes = re.compile(r"\{[a-z_]+\}|\*\*")
    return sorted({(codes.sub("", e.text), codes.sub("", e.translation)) for e in catalog.entries if not e.obsolete})


def plain(text: str) -> list[tuple[str, str]]:
    pairs = re.findall(r"^msgid (.*?)\nmsgstr (.*?)\n(?=\n|\Z)", text + "\n", re.MULTILINE | re.DOTALL)
    read = [
        tuple("".join(re.findall(r'"((?:[^"\\]|\\.)*)"', part)).replace('\\"', '"') for part in pair) for pair in pairs
    ]
    return sorted({pair for pair in read if pair[0]})
