"""Translation sheets: what a volunteer sees, every text whole, and each row or file that cannot be taken told."""

import re
import tomllib
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from conftest import ROOT
from exchanged import SAMPLE, TAGS, contents, left, project_in, real, taken
from lxml import etree

from handbill import locales, po, translating
from handbill.errors import Faults, HandbillError
from handbill.exchange import delivery, sheets, table
from handbill.po import Catalog, Entry
from handbill.project import SOURCE_TAG, Project
from handbill.typography import direction

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SPACE = {"w": W}
MEASURES = [tomllib.loads((ROOT / name).read_text("utf-8")) for name in translating.MEASURES]
LOOKS = {key: value for measures in MEASURES for key, value in measures.items()}
WORDS = tomllib.loads((ROOT / translating.WORDS).read_text("utf-8"))
STYLES = {path.name: path.read_text("utf-8") for path in (ROOT / "styles/sheet").glob("*.xml")}


def written(catalog: Catalog, tag: str) -> bytes:
    return table.write(catalog, table.Sheet(locales.language(tag), locales.language(SOURCE_TAG), WORDS, LOOKS), STYLES)


SHEET_OF_SAMPLE = written(SAMPLE, "fr-CA")


def part(content: bytes, name: str = "word/document.xml") -> etree._Element:
    with zipfile.ZipFile(BytesIO(content)) as package:
        return etree.fromstring(package.read(name))


def repacked(content: bytes, change: Callable[[etree._Element], None]) -> bytes:
    """Return the file with its document changed, as a program would save it."""
    tree = part(content)
    change(tree)
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, etree.tostring(tree) if name == "word/document.xml" else source.read(name))
    return made.getvalue()


def found(tree: etree._Element, path: str) -> list:
    return tree.xpath(path, namespaces=SPACE)


def texts(node: etree._Element) -> str:
    return "".join(found(node, ".//w:t/text()"))


def row(tree: etree._Element, number: int) -> etree._Element:
    """Return a row by its number as it is told to people; the head is row 1."""
    return found(tree, "//w:tr")[number - 1]


def cell(tree: etree._Element, number: int, column: int) -> etree._Element:
    return found(row(tree, number), ".//w:tc")[column]


def rewritten(number: int, column: int, words: str) -> Callable[[etree._Element], None]:
    """Return a change that types other words into a cell."""

    def change(tree: etree._Element) -> None:
        runs = found(cell(tree, number, column), ".//w:t")
        if not runs:
            paragraph = found(cell(tree, number, column), ".//w:p")[0]
            runs = [etree.SubElement(etree.SubElement(paragraph, f"{{{W}}}r"), f"{{{W}}}t")]
        for run in runs[1:]:
            run.text = ""
        runs[0].text = words

    return change


# --- what is written -------------------------------------------------------------------------------------------------


def test_the_sheet_tells_a_volunteer_what_to_do() -> None:
    tree = part(SHEET_OF_SAMPLE)
    lines = [texts(paragraph) for paragraph in found(tree, "//w:body/w:p")]
    assert lines[0] == "Translation sheet: French (Canada)"
    assert lines[1:-1] == WORDS["instructions"]
    assert [texts(found(row(tree, 1), ".//w:tc")[index]) for index in range(4)] == [
        "Text",
        "English",
        "Translation into French (Canada) (fr-CA)",
        "Note",
    ]


def test_every_row_shows_its_id_english_translation_and_note() -> None:
    tree = part(SHEET_OF_SAMPLE)
    shown = [[texts(cell) for cell in found(line, ".//w:tc")] for line in found(tree, "//w:tr")[1:]]
    assert [line[0] for line in shown] == [sheets.identifier(e) for e in SAMPLE.entries if not e.obsolete]
    assert [line[1:] for line in shown] == [
        ["Questions", "Questions et réponses", "The title.Short, please."],
        ["Write to {email}, {email} or **{website}** **now**.", "**{website}** : {email} {email} **!**", ""],
        ["A second text.", "Un deuxième texte.", ""],
        ["Less is more.", "", "At most 306 characters."],
        ["The new words.", "?? Les vieux mots.", "The English was: The old words."],
    ]


def test_ids_and_english_are_locked_and_the_head_is_repeated() -> None:
    tree = part(SHEET_OF_SAMPLE)
    assert found(row(tree, 1), "w:trPr/w:tblHeader")
    for line in found(tree, "//w:tr")[1:]:
        kinds = [etree.QName(child).localname for child in line]
        assert kinds == ["trPr", "sdt", "sdt", "tc", "tc"]
        assert found(line, "w:sdt/w:sdtPr/w:lock/@w:val") == ["sdtContentLocked"] * 2
    ids = found(tree, "//w:sdtPr/w:id/@w:val")
    assert len(ids) == len(set(ids)) == 10


@pytest.mark.parametrize("tag", TAGS)
def test_words_are_marked_as_what_word_must_set_them(tag: str) -> None:
    """[MS-OI29500] 2.1.88; no Latin letter in a run marked right-to-left (ECMA-376 part 1, I.2)."""
    language = locales.language(tag)
    content = written(real(tag), tag)
    style = found(part(content, "word/styles.xml"), "//w:style[@w:styleId='SheetTranslation']")[0]
    assert found(style, "w:pPr/w:bidi/@w:val") == ["1" if language.direction == "rtl" else "0"]
    slot = {"complex": "bidi", "east_asian": "eastAsia", "simple": "val"}[LOOKS["scripts"][language.script]["kind"]]
    assert found(style, f"w:rPr/w:lang/@w:{slot}") == [LOOKS["languages"].get(tag, tag)]
    for run in found(part(content), "//w:p[w:pPr/w:pStyle/@w:val='SheetTranslation']/w:r"):
        marked = bool(found(run, "w:rPr/w:rtl"))
        assert marked == (language.direction == "rtl" and not found(run, "w:rPr/w:lang")), texts(run)
        assert not (marked and direction(re.sub("[^A-Za-z]", "", texts(run))) == "ltr"), texts(run)


def test_the_columns_fill_the_sheet() -> None:
    paper = LOOKS["sheet"]
    assert sum(LOOKS["columns"].values()) == pytest.approx(paper["width_mm"] - 2 * paper["margin_mm"])
    assert list(LOOKS["columns"]) == list(sheets.COLUMNS) == list(WORDS["columns"])


def test_the_same_catalog_gives_the_same_bytes() -> None:
    assert written(SAMPLE, "fr-CA") == SHEET_OF_SAMPLE
    with zipfile.ZipFile(BytesIO(SHEET_OF_SAMPLE)) as package:
        assert {entry.date_time for entry in package.infolist()} == {table.STAMP}
        assert b"dcterms" not in package.read("docProps/core.xml")


def test_the_id_changes_with_the_english_and_not_with_its_spaces() -> None:
    assert re.fullmatch(r"a\.answer·[0-9a-hjkmnp-tv-z]{4}", sheets.identifier(Entry("a.answer", "One  text")))
    assert sheets.identifier(Entry("a.answer", "One  text")) == sheets.identifier(Entry("a.answer", "One text "))
    assert sheets.identifier(Entry("a.answer", "One text.")) != sheets.identifier(Entry("a.answer", "One text"))


def test_two_texts_of_one_id_are_refused() -> None:
    twins = (Entry("a.answer", "One text", line=3), Entry("a.answer", "One  text", line=7))
    with pytest.raises(Faults, match=r"x\.po:7: the text has the id of another; "):
        taken(Catalog("x.po", (), (), twins), sheets, SHEET_OF_SAMPLE)


# --- out and in ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("tag", TAGS)
def test_a_catalog_that_nobody_changed_comes_back_byte_by_byte(tag: str) -> None:
    back = taken(real(tag), sheets, written(real(tag), tag))
    assert (po.dump(back.catalog), left(back)) == (po.dump(real(tag)), [])


def reordered(tree: etree._Element) -> None:
    lines = found(tree, "//w:tr")
    lines[0].getparent().extend(reversed(lines))


def unlocked(tree: etree._Element) -> None:
    """Take the cells out of their controls, as LibreOffice and Google Docs do."""
    for control in found(tree, "//w:sdt"):
        control.getparent().replace(control, found(control, "w:sdtContent/w:tc")[0])


def wrapped(tree: etree._Element) -> None:
    """Put every run, cell and row into controls, as Google Docs does."""
    for path in ("//w:tc//w:r", "//w:tr/w:tc", "//w:tr"):
        for number, node in enumerate(found(tree, path)):
            control = etree.Element(f"{{{W}}}sdt")
            tag = etree.SubElement(etree.SubElement(control, f"{{{W}}}sdtPr"), f"{{{W}}}tag")
            tag.set(f"{{{W}}}val", f"goog_rdk_{number}")
            node.getparent().replace(node, control)
            etree.SubElement(control, f"{{{W}}}sdtContent").append(node)


def split(tree: etree._Element) -> None:
    """Cut every run in two, as programs do that mark changes or spelling."""
    for node in found(tree, "//w:tc//w:r"):
        words = found(node, "w:t")[0]
        twin = etree.fromstring(etree.tostring(node))
        half = len(words.text or "") // 2
        found(twin, "w:t")[0].text, words.text = (words.text or "")[half:], (words.text or "")[:half]
        node.addnext(twin)
        node.addnext(etree.Element(f"{{{W}}}proofErr"))


def tracked(tree: etree._Element) -> None:
    """Put every run of a translation into an insertion, and deleted words before it."""
    for node in found(tree, "//w:p[w:pPr/w:pStyle/@w:val='SheetTranslation']/w:r"):
        inserted, deleted = etree.Element(f"{{{W}}}ins"), etree.Element(f"{{{W}}}del")
        node.getparent().replace(node, inserted)
        inserted.append(node)
        inserted.addprevious(deleted)
        etree.SubElement(etree.SubElement(deleted, f"{{{W}}}r"), f"{{{W}}}delText").text = "gone"


def spaced(tree: etree._Element) -> None:
    """Add empty paragraphs and blanks where people leave them."""
    for node in found(tree, "//w:tc"):
        node.append(etree.SubElement(node, f"{{{W}}}p"))
        for words in found(node, ".//w:t")[-1:]:
            words.text = f"{words.text or ''} "


def with_two_heads(tree: etree._Element) -> None:
    """Repeat the head amid the rows, as programs do that paste tables together."""
    lines = found(tree, "//w:tr")
    lines[3].addnext(etree.fromstring(etree.tostring(lines[0])))


def cut(tree: etree._Element) -> None:
    """Cut the table in two."""
    whole = found(tree, "//w:tbl")[0]
    other = etree.fromstring(etree.tostring(whole))
    for node in found(whole, "w:tr")[3:]:
        whole.remove(node)
    for node in found(other, "w:tr")[:3]:
        other.remove(node)
    whole.addnext(other)


def emptied_rows(tree: etree._Element) -> None:
    last = found(tree, "//w:tr")[-1]
    blank = etree.fromstring(etree.tostring(last))
    for words in found(blank, ".//w:t"):
        words.text = ""
    last.addnext(blank)


SAVED = {
    "rows reordered": reordered,
    "controls gone": unlocked,
    "controls around all": wrapped,
    "runs split": split,
    "tracked changes": tracked,
    "blanks": spaced,
    "head twice": with_two_heads,
    "table cut": cut,
    "empty rows": emptied_rows,
}


@pytest.mark.parametrize("name", SAVED)
@pytest.mark.parametrize("tag", ["sample", "ar"])
def test_what_programs_and_people_do_to_the_table_changes_nothing(name: str, tag: str) -> None:
    catalog = SAMPLE if tag == "sample" else real(tag)
    content = repacked(written(catalog, "fr-CA" if tag == "sample" else tag), SAVED[name])
    back = taken(catalog, sheets, content)
    assert (po.dump(back.catalog), left(back)) == (po.dump(catalog), [])


def test_the_other_namespace_of_word_is_read() -> None:
    strict_space = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(SHEET_OF_SAMPLE)) as source, zipfile.ZipFile(made, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(W.encode(), strict_space))
    assert left(taken(SAMPLE, sheets, made.getvalue())) == []


# What is typed into a row -> the state and the words afterwards. Row 5 was untranslated, row 6 fuzzy, row 2 translated.
TYPED = (
    (5, "Mieux.", "translated", "Mieux."),
    (5, "?? Mieux.", "fuzzy", "Mieux."),
    (5, "??Mieux.", "fuzzy", "Mieux."),
    (5, "؟؟ Mieux.", "fuzzy", "Mieux."),
    (5, "？？ Mieux.", "fuzzy", "Mieux."),
    (5, "  Mieux. ", "translated", "Mieux."),
    (5, "e\u0301te\u0301 :\u00a0oui", "translated", "été :\u00a0oui"),
    (6, "Les nouveaux mots.", "translated", "Les nouveaux mots."),
    (6, "Les vieux mots.", "translated", "Les vieux mots."),
    (6, "?? Mieux.", "fuzzy", "Mieux."),
    (2, "?? Questions et réponses", "fuzzy", "Questions et réponses"),
    (2, "Vos questions", "translated", "Vos questions"),
)


@pytest.mark.parametrize("number, typed, state, words", TYPED)
def test_what_is_typed_is_taken(number: int, typed: str, state: str, words: str) -> None:
    back = taken(SAMPLE, sheets, repacked(SHEET_OF_SAMPLE, rewritten(number, 2, typed)))
    entry = back.catalog.entries[number - 2]
    assert (entry.state, entry.translation, left(back)) == (state, words, [])
    assert (entry.previous is not None) == (number == 6 and state == "fuzzy")
    others = [(a, b) for a, b in zip(SAMPLE.entries, back.catalog.entries, strict=True) if a.key != entry.key]
    assert all(a == b for a, b in others)


def test_a_row_without_its_id_is_known_by_its_english() -> None:
    def change(tree: etree._Element) -> None:
        rewritten(4, 0, "")(tree)
        rewritten(4, 2, "Le deuxième (en)")(tree)

    back = taken(SAMPLE, sheets, repacked(SHEET_OF_SAMPLE, change))
    assert (back.catalog.entries[2].translation, left(back)) == ("Le deuxième (en)", [])


# --- what is not taken -----------------------------------------------------------------------------------------------


def merged_down(tree: etree._Element) -> None:
    for number, kind in ((3, "restart"), (4, "continue")):
        mark = etree.SubElement(found(cell(tree, number, 2), "w:tcPr")[0], f"{{{W}}}vMerge")
        mark.set(f"{{{W}}}val", kind)


def merged_across(tree: etree._Element) -> None:
    line = row(tree, 3)
    first, second = found(line, "w:tc")
    etree.SubElement(found(first, "w:tcPr")[0], f"{{{W}}}gridSpan").set(f"{{{W}}}val", "2")
    line.remove(second)


def deleted(tree: etree._Element) -> None:
    line = row(tree, 3)
    line.getparent().remove(line)


def deleted_as_a_change(tree: etree._Element) -> None:
    etree.SubElement(found(row(tree, 3), "w:trPr")[0], f"{{{W}}}del")


def copied(tree: etree._Element) -> None:
    line = row(tree, 3)
    line.addnext(etree.fromstring(etree.tostring(line)))
    rewritten(4, 2, "D’autres mots.")(tree)


def two_paragraphs(tree: etree._Element) -> None:
    paragraph = found(cell(tree, 3, 2), "w:p")[0]
    paragraph.addnext(etree.fromstring(etree.tostring(paragraph)))


def one_column_sorted(tree: etree._Element) -> None:
    rewritten(3, 0, sheets.identifier(SAMPLE.entries[2]))(tree)
    rewritten(4, 0, sheets.identifier(SAMPLE.entries[1]))(tree)


UNTAKEN = {
    "stale": (rewritten(3, 0, "why.answer·0000"), ["row 3, “why.answer·0000”: the English has changed since"]),
    "unknown": (rewritten(3, 0, "none.answer·0000"), ["row 3, “none.answer·0000”: the id is none of this catalog's"]),
    "no id": (rewritten(3, 0, "row three"), ["row 3, “rowthree”: the id is none of this catalog's"]),
    "edited": (rewritten(3, 1, "Call {email}."), ["row 3, “why.answer·", "the English was edited"]),
    "emptied": (rewritten(3, 2, ""), ["row 3, “why.answer·", "there is no translation"]),
    "merged down": (merged_down, ["row 3, “why.answer·", "its cells are merged", "row 4, “why.answer·"]),
    "merged across": (merged_across, ["row 3, “why.answer·", "its cells are merged"]),
    "deleted": (deleted, ["why.answer·", "it is missing in the file"]),
    "deleted as a change": (deleted_as_a_change, ["why.answer·", "it is missing in the file"]),
    "copied": (copied, ["row 4, “why.answer·", "stands further up already"]),
    "two paragraphs": (two_paragraphs, ["row 3, “why.answer·", "several lines"]),
    "one column sorted": (one_column_sorted, ["row 3, “", "row 4, “", "the English was edited"]),
    "invisible": (rewritten(3, 2, "a\u200bb"), ["row 3, “why.answer·", "U+200B"]),
}


@pytest.mark.parametrize("name", UNTAKEN)
def test_a_row_that_is_not_taken_is_told_and_the_rest_is_taken(name: str) -> None:
    change, reasons = UNTAKEN[name]

    def both(tree: etree._Element) -> None:
        rewritten(2, 2, "Vos questions")(tree)
        change(tree)

    back = taken(SAMPLE, sheets, repacked(SHEET_OF_SAMPLE, both), "marie.docx")
    told = left(back)
    assert told and all(line.startswith("marie.docx: ") and "; " in line and "\n" not in line for line in told)
    assert [reason for reason in reasons if not any(reason in line for line in told)] == []
    assert back.catalog.entries[0].translation == "Vos questions"
    assert back.catalog.entries[1:] == SAMPLE.entries[1:]


def without_head(tree: etree._Element) -> None:
    line = row(tree, 1)
    line.getparent().remove(line)


def swapped(tree: etree._Element) -> None:
    for line in found(tree, "//w:tr"):
        cells = found(line, "w:tc|w:sdt")
        cells[1].addprevious(cells[2])


def without_a_column(tree: etree._Element) -> None:
    for line in found(tree, "//w:tr"):
        line.remove(found(line, "w:tc|w:sdt")[1])


def without_table(tree: etree._Element) -> None:
    whole = found(tree, "//w:tbl")[0]
    whole.getparent().remove(whole)


def of_two_languages(tree: etree._Element) -> None:
    with_two_heads(tree)
    rewritten(5, 2, "Translation into Arabic (ar)")(tree)


def many_rows(tree: etree._Element) -> None:
    line = etree.tostring(row(tree, 3))
    whole = found(tree, "//w:tbl")[0]
    for _ in range(6_000):
        whole.append(etree.fromstring(line))


def document(change: Callable[[etree._Element], None]) -> Callable[[bytes], bytes]:
    return lambda content: repacked(content, change)


def archive(name: str, content: bytes) -> Callable[[bytes], bytes]:
    """Return a change of one part's bytes."""

    def change(old: bytes) -> bytes:
        made = BytesIO()
        with zipfile.ZipFile(BytesIO(old)) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
            for part_name in source.namelist():
                target.writestr(part_name, content if part_name == name else source.read(part_name))
        return made.getvalue()

    return change


# Name -> what is done to the file, and what is said.
REFUSED: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "empty": (lambda content: b"", "the file is empty"),
    "cut off": (lambda content: content[: len(content) // 2], "the file is damaged"),
    "text": (lambda content: b"Bonjour", "this is not a Word document"),
    "PDF": (lambda content: b"%PDF-1.7", "this is a PDF"),
    "RTF": (lambda content: b"{\\rtf1 Bonjour}", "this is an RTF file"),
    "web page": (lambda content: b"<html></html>", "this is a web page"),
    "old Word": (lambda content: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "Word 97"),
    "head gone": (document(without_head), "the first row of the table"),
    "columns swapped": (document(swapped), "the first row of the table"),
    "a column deleted": (document(without_a_column), "the first row of the table"),
    "no table": (document(without_table), "the first row of the table"),
    "two languages": (document(of_two_languages), "sheets of several languages (ar and fr-CA)"),
    "language unknown": (document(rewritten(1, 2, "Translation (tlh)")), "the language “tlh” has no catalog"),
    "no document": (archive("word/document.xml", b"<x/>"), "this is not a Word document"),
    "damaged part": (archive("word/document.xml", b"<w:document"), "is damaged or made to do harm"),
    "DTD": (archive("word/document.xml", b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"), "declares a DTD"),
    "bomb": (archive("word/document.xml", b" " * 16_000_001), "zip bomb"),
    "many rows": (document(many_rows), "holds too much"),
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return project_in(tmp_path_factory.mktemp("project"))


@pytest.mark.parametrize("name", REFUSED)
def test_a_damaged_file_is_told_in_one_line_and_nothing_changes(name: str, project: Project, tmp_path: Path) -> None:
    [path] = map(Path, translating.sheet(project, tmp_path, "fr_CA", "marie.docx"))
    damage, reason = REFUSED[name]
    path.write_bytes(damage(path.read_bytes()))
    before = contents(project.root)
    with pytest.raises(HandbillError) as caught:
        translating.take(project, path.parent, path.name, True)
    assert re.fullmatch(r"marie\.docx: [^\n]*[;,] [^\n]*", str(caught.value))
    assert reason in str(caught.value)
    assert contents(project.root) == before


def test_a_word_of_the_sheet_that_is_missing_is_told(tmp_path: Path) -> None:
    project = project_in(tmp_path)
    path = project.path(translating.WORDS)
    path.write_text(path.read_text("utf-8").replace("limit =", "limits =").replace("note =", "notes ="), "utf-8")
    with pytest.raises(Faults) as caught:
        translating.sheet(project, tmp_path, "uk")
    assert [str(fault) for fault in caught.value.faults] == [
        "source/sheet.toml: “columns.note” is missing; bring the line back",
        "source/sheet.toml: “limit” is missing; bring the line back",
    ]


def test_the_sheet_of_another_language_changes_that_language_only(project: Project, tmp_path: Path) -> None:
    [path] = map(Path, translating.sheet(project, tmp_path, "uk"))
    assert path.name == "handbill-faq-uk.docx"
    path.write_bytes(repacked(path.read_bytes(), rewritten(2, 2, "Запитання")))
    lines = translating.take(project, path.parent, path.name, False)
    assert lines[:2] == ["--- a/source/locale/uk.po", "+++ b/source/locale/uk.po"]
    assert '+msgstr "Запитання"' in lines
    assert lines[-1] == "source/locale/uk.po: nothing was changed yet; add --write to change it as shown"


def test_every_reason_is_explained() -> None:
    text = (ROOT / "docs/translating.md").read_text("utf-8")
    reasons = [*delivery.REASONS.values(), sheets.MERGED]
    parts = [re.split(r"; | \d|, so the catalog keeps what", reason)[0] for reason in reasons]
    assert [part for part in parts if part not in text] == []
