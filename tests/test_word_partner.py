"""What a Word document has for partners: frames to fill in, prompts, logo, contents, looks that Word can change, two
languages side by side, and the template.
"""

import base64
import io
import re
import zipfile
from collections import Counter
from dataclasses import dataclass, replace
from functools import cache

import pytest
from conftest import ROOT
from documents import FACTS, document, png
from lxml import etree

from handbill import formats, pictures
from handbill.errors import HandbillError
from handbill.model import PARTNER_FIELDS, Design, Document, Run, pair
from handbill.project import Project
from handbill.writers.word import template, write

W = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
}
TAGS = ("en-CA", "fr-CA", "ar", "fa", "hi", "zh-Hans", "ko", "uk")
MISSING = {"website": Run("[web address to come]", fact="website", missing=True)}


def design(form: str = "word") -> Design:
    return replace(Project(ROOT).design(formats.BY_ID[form]), memory=None)


def whole(tag: str) -> Document:
    return document(tag, logo=png())


@cache
def made(tag: str) -> dict[str, bytes]:
    return unpacked(write(whole(tag), design()).content)


@cache
def beside(tag: str) -> dict[str, bytes]:
    return unpacked(write(pair(whole(tag), whole("en-CA")), design("word-bilingual")).content)


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def found(parts: dict[str, bytes], path: str, name: str = "word/document.xml") -> list:
    return etree.fromstring(parts[name]).xpath(path, namespaces=W)


def text_of(node: etree._Element) -> str:
    return "".join(node.xpath(".//w:t/text()", namespaces=W)).replace("\u200e", "")


def styles_in(parts: dict[str, bytes]) -> list[str]:
    return found(parts, "//w:pStyle/@w:val")


every_language = pytest.mark.parametrize("tag", TAGS)


# The notice, the contents


@every_language
def test_the_notice_stands_first_in_a_frame_of_its_own(tag: str) -> None:
    (first, *_) = found(made(tag), "/w:document/w:body/*")
    assert first.xpath("w:sdtPr/w:tag/@w:val", namespaces=W) == ["notice"]
    labels = whole(tag).labels
    lines = [text_of(line) for line in first.iterfind("w:sdtContent/w:p", W)]
    assert lines == [labels[key].text for key in ("adapt_what", "adapt_may", "adapt_ask")]


def test_a_deleted_notice_leaves_no_empty_page() -> None:
    breaking = found(made("en-CA"), "//w:style[w:pPr/w:pageBreakBefore]/@w:styleId", "word/styles.xml")
    assert breaking == ["Logo"]
    assert not found(made("en-CA"), "//w:br | //w:pageBreakBefore | //w:lastRenderedPageBreak")
    assert next(style for style in styles_in(made("en-CA")) if style != "Notice") == "Logo"


@every_language
def test_the_contents_are_the_headings_numbered_and_linked(tag: str) -> None:
    parts = made(tag)
    entries = found(parts, "//w:p[w:pPr/w:pStyle/@w:val='TOC1']/w:hyperlink")
    headings = [text_of(heading) for heading in found(parts, "//w:p[w:pPr/w:pStyle/@w:val='Heading1']")]
    assert [text_of(entry) for entry in entries] == [f"{number}{text}" for number, text in enumerate(headings, start=1)]
    anchors = [entry.get(f"{{{W['w']}}}anchor") for entry in entries]
    assert anchors == found(parts, "//w:p[w:pPr/w:pStyle/@w:val='Heading1']/w:bookmarkStart/@w:name")


def test_the_contents_are_never_out_of_date() -> None:
    parts = made("en-CA")
    assert found(parts, "//w:instrText/text()") == [' TOC \\o "1-1" \\n \\h \\z ']
    assert found(parts, "//w:fldChar/@w:fldCharType") == ["begin", "separate", "end"]
    assert not found(parts, "//w:updateFields", "word/settings.xml")
    # Of these Word makes the list again; one more heading of the first level would be added to it.
    assert found(parts, "//w:style[w:name/@w:val='heading 1']/@w:styleId", "word/styles.xml") == ["Heading1"]


# Frames


@every_language
def test_each_answer_stands_whole_in_a_frame(tag: str) -> None:
    frames = found(made(tag), "//w:sdt[starts-with(w:sdtPr/w:tag/@w:val, 'answer.')]")
    told = {frame.xpath("string(w:sdtPr/w:tag/@w:val)", namespaces=W): text_of(frame) for frame in frames}
    assert told == {
        f"answer.{question.id}": "".join(text.text for block in question.answer for text in block.passages)
        for question in whole(tag).questions
    }
    assert [frame.getprevious().xpath("string(w:pPr/w:pStyle/@w:val)", namespaces=W) for frame in frames] == [
        "Heading1"
    ] * len(frames)


@every_language
def test_only_the_imprint_is_locked(tag: str) -> None:
    names = (name for name in made(tag) if name.startswith("word/") and name.endswith(".xml"))
    locked = [lock for name in names for lock in found(made(tag), "//w:sdt[w:sdtPr/w:lock]", name)]
    assert [lock.xpath("string(w:sdtPr/w:tag/@w:val)", namespaces=W) for lock in locked] == ["imprint"]
    assert "0123ABCD" in text_of(locked[0])


@every_language
def test_every_frame_of_paragraphs_says_its_kind(tag: str) -> None:
    """LibreOffice 7.4 takes one without a kind for a field of plain text, and writes it back several times over."""
    for parts in (made(tag), beside(tag)):
        kinds = found(parts, "//w:sdt[w:sdtContent/w:p]/w:sdtPr[not(w:docPartObj or w:picture)]")
        assert kinds == []


@every_language
def test_a_frame_that_is_empty_asks_in_the_documents_language(tag: str) -> None:
    entries = found(made(tag), "//w:docPart", "word/glossary/document.xml")
    asked = {entry.xpath("string(w:docPartPr/w:name/@w:val)", namespaces=W): text_of(entry) for entry in entries}
    assert len(asked) == len(entries)
    for frame in found(made(tag), "//w:sdt[w:sdtPr/w:placeholder]"):
        name = frame.xpath("string(w:sdtPr/w:placeholder/w:docPart/@w:val)", namespaces=W)
        assert name in asked
        if frame.find("w:sdtPr/w:showingPlcHdr", W) is not None:
            assert text_of(frame) == asked[name]
            assert set(frame.xpath(".//w:rStyle/@w:val", namespaces=W)) == {"PlaceholderText"}
    labels = whole(tag).labels
    assert {
        f"partner.{field}": f"[{labels[f'your_{field}'].text}]" for field in PARTNER_FIELDS
    }.items() <= asked.items()


def test_a_fact_to_come_is_a_field_to_fill_in_and_a_known_one_is_not() -> None:
    draft = replace(whole("en-CA"), facts={**FACTS, **MISSING})
    frames = "//w:sdt[w:sdtPr/w:tag/@w:val='fact.website'][w:sdtPr/w:showingPlcHdr]"
    assert [text_of(frame) for frame in found(unpacked(write(draft, design()).content), frames)] == [
        "[web address to come]"
    ]
    assert not found(made("en-CA"), frames)


@every_language
def test_fields_are_plain_text_only_where_libreoffice_keeps_them(tag: str) -> None:
    bound = found(made(tag), "//w:sdt[w:sdtPr/w:dataBinding][w:sdtPr/w:text]/w:sdtPr/w:tag/@w:val")
    kept = tag in ("en-CA", "fr-CA", "uk")
    assert bound == [f"partner.{field}" for field in PARTNER_FIELDS] * kept
    assert ("customXml/item1.xml" in made(tag)) is kept
    assert len(found(made(tag), "//w:sdtPr/w:text")) == len(bound)


def test_what_fields_are_bound_to_is_there() -> None:
    parts, root = made("en-CA"), etree.fromstring(made("en-CA")["customXml/item1.xml"])
    for binding in found(parts, "//w:dataBinding"):
        path, prefixes = (binding.get(f"{{{W['w']}}}{name}") for name in ("xpath", "prefixMappings"))
        prefix, namespace = re.fullmatch(r"xmlns:(\w+)='(.+)'", prefixes).groups()
        assert len(root.xpath(path, namespaces={prefix: namespace})) == 1
        assert binding.get(f"{{{W['w']}}}storeItemID").encode() in parts["customXml/itemProps1.xml"]


@every_language
def test_names_are_short_enough_and_ids_stand_once(tag: str) -> None:
    names = found(made(tag), "//w:sdtPr/w:alias/@w:val | //w:sdtPr/w:tag/@w:val")
    assert names and all(0 < len(name) <= 64 for name in names)
    places = ("word/document.xml", "word/footer.xml")
    ids = [number for place in places for number in found(made(tag), "//w:sdtPr/w:id/@w:val", place)]
    assert max(Counter([*ids, *found(made(tag), "//w:bookmarkStart/@w:id | //wp:docPr/@id")]).values()) == 1


# The logo


def test_the_logo_is_a_picture_that_partners_replace_and_readers_hear_of() -> None:
    (frame,) = found(made("en-CA"), "//w:sdt[w:sdtPr/w:picture]")
    assert frame.xpath("w:sdtPr/w:tag/@w:val", namespaces=W) == ["partner.logo"]
    (told,) = frame.xpath(".//wp:docPr", namespaces=W)
    assert told.get("descr") == told.get("title") == whole("en-CA").labels["logo"].text
    assert made("en-CA")["word/media/logo.png"] == whole("en-CA").logo


@pytest.mark.parametrize(("pixels", "millimetres"), [((400, 100), (64, 16)), ((100, 100), (18, 18))])
def test_the_logo_is_as_large_as_fits_into_its_box(pixels: tuple[int, int], millimetres: tuple[int, int]) -> None:
    parts = unpacked(write(document(logo=png(*pixels)), design()).content)
    (extent,) = found(parts, "//wp:extent")
    assert [int(extent.get(name)) / 36000 for name in ("cx", "cy")] == pytest.approx(millimetres, abs=0.001)


def test_a_drawn_logo_is_the_same_every_time_and_has_no_rim(faces: object) -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 40"><rect x="20" width="40" height="10"/></svg>'
    kept: dict[str, str] = {}
    drawn = pictures.png(svg, (25.4, 25.4), Notes(kept))
    pictures._drawn.cache_clear()
    assert drawn == pictures.png(svg, (25.4, 25.4))
    assert pictures.size(drawn) == pytest.approx((300, 75), abs=2)
    upright = svg.replace(b'width="40" height="10"', b'width="10" height="40"')
    assert pictures.size(pictures.png(upright, (25.4, 12.7))) == pytest.approx((37.5, 150), abs=2)
    (key,) = kept
    kept[key] = base64.b64encode(b"as kept").decode()
    assert pictures.png(svg, (25.4, 25.4), Notes(kept)) == b"as kept"


@dataclass(frozen=True)
class Notes:
    """A memory that can be looked into."""

    kept: dict[str, str]

    def get(self, key: str) -> str | None:
        return self.kept.get(key)

    def put(self, key: str, text: str) -> None:
        self.kept[key] = text


def test_a_logo_without_ink_is_refused(faces: object) -> None:
    empty = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"></svg>'
    with pytest.raises(HandbillError, match=r"logo cannot be drawn, or is white; put another logo.svg"):
        pictures.png(empty, (10.0, 10.0))


# Looks


def test_every_colour_and_face_is_the_themes() -> None:
    for name in ("word/styles.xml", "word/numbering.xml"):
        for node in found(made("en-CA"), "//w:color | //w:shd | //w:pBdr/* | //w:tblBorders/*", name):
            themed = {etree.QName(key).localname for key in node.attrib} & {"themeColor", "themeFill"}
            assert themed, etree.tostring(node)
        for fonts in found(made("en-CA"), "//w:rFonts", name):
            keys = {etree.QName(key).localname for key in fonts.attrib}
            assert all(key.endswith(("Theme", "cstheme", "hint")) for key in keys)


def test_the_gallery_shows_our_styles_only() -> None:
    (latent,) = found(made("en-CA"), "//w:latentStyles", "word/styles.xml")
    assert latent.get(f"{{{W['w']}}}defSemiHidden") == "1" and not len(latent)
    custom = set(found(made("en-CA"), "//w:style[@w:customStyle='1']/w:name/@w:val", "word/styles.xml"))
    assert custom == {
        *("Notice", "Logo", "Title Beside", "Subtitle Beside", "Heading Beside", "Column Heading"),
        *("Contact Heading", "Contact Line"),
    }


def test_headings_keep_with_what_follows_and_numbers_come_from_the_style() -> None:
    path = "//w:style[@w:styleId='Heading1'][w:pPr/w:keepNext][w:pPr/w:keepLines]/w:pPr/w:numPr/w:numId/@w:val"
    assert found(made("en-CA"), path, "word/styles.xml") == ["1"]
    assert not found(made("en-CA"), "//w:p[w:pPr/w:pStyle/@w:val='Heading1']/w:pPr/w:numPr")
    assert found(made("en-CA"), "//w:style[@w:styleId='Normal']/w:pPr/w:widowControl", "word/styles.xml")


# Two languages


@pytest.mark.parametrize("tag", ["fr-CA", "ar", "zh-Hans"])
def test_two_languages_stand_in_a_table_a_question(tag: str) -> None:
    parts, rtl = beside(tag), tag == "ar"
    tables = found(parts, "//w:tbl")
    assert len(tables) == len(whole(tag).questions)
    for table, question, english in zip(tables, whole(tag).questions, whole("en-CA").questions, strict=True):
        assert bool(table.xpath("w:tblPr/w:bidiVisual", namespaces=W)) is rtl
        assert table.xpath("count(w:tr[1]/w:trPr/w:tblHeader)", namespaces=W) == 1
        assert table.xpath("count(w:tblPr/w:tblCaption | w:tblPr/w:tblDescription)", namespaces=W) == 2
        heads, cells = ([text_of(cell) for cell in row.iterfind("w:tc", W)] for row in table.iterfind("w:tr", W))
        wanted = [(english, "English", ""), (question, whole(tag).language.autonym, f".{tag}")]
        for (one, name, _), head, cell in zip(wanted[::-1] if rtl else wanted, heads, cells, strict=True):
            assert head == name
            assert cell == "".join(text.text for block in one.answer for text in block.passages)
        names = table.xpath(".//w:sdt[w:sdtPr/w:placeholder/w:docPart[starts-with(@w:val, 'answer')]]", namespaces=W)
        tags = [frame.xpath("string(w:sdtPr/w:tag/@w:val)", namespaces=W) for frame in names]
        assert set(tags) == {f"answer.{question.id}", f"answer.{question.id}.{tag}"}


def test_a_question_in_two_languages_is_found_by_two_bookmarks() -> None:
    names = found(beside("zh-Hans"), "//w:bookmarkStart/@w:name")
    assert names == ["faq_what", "faq_what__zh_Hans", "faq_reach", "faq_reach__zh_Hans"]
    styles = [style for style in styles_in(beside("zh-Hans")) if style in ("Heading1", "HeadingBeside")]
    assert styles == ["Heading1", "HeadingBeside"] * 2


def test_a_long_bookmark_keeps_its_language() -> None:
    questions = tuple(replace(question, id="a" * 50 + question.id) for question in whole("fr-CA").questions[:1])
    short = replace(whole("fr-CA"), questions=questions)
    other = replace(whole("en-CA"), questions=questions)
    parts = unpacked(write(pair(short, other), design("word-bilingual")).content)
    names = found(parts, "//w:bookmarkStart/@w:name")
    assert len(set(names)) == 2 and all(len(name) <= 40 for name in names) and names[1].endswith("__fr_CA")


def test_an_english_frame_beside_another_language_asks_in_english() -> None:
    names = found(beside("ar"), "//w:sdt[w:sdtPr/w:tag/@w:val='answer.what']/w:sdtPr/w:placeholder/w:docPart/@w:val")
    assert names == ["answer.en-CA"]
    path = "//w:docPart[w:docPartPr/w:name/@w:val='answer.en-CA']"
    (entry,) = found(beside("ar"), path, "word/glossary/document.xml")
    assert text_of(entry) == "[Answer]"


# The template


def test_the_template_is_the_document_but_for_what_it_is_called() -> None:
    parts, other = made("en-CA"), unpacked(template.write(whole("en-CA"), design("word-template")).content)
    assert {name for name in parts if parts[name] != other.get(name)} == {"[Content_Types].xml"}
    kinds = [content["[Content_Types].xml"].decode() for content in (parts, other)]
    assert kinds[0].replace("wordprocessingml.document.main+xml", "wordprocessingml.template.main+xml") == kinds[1]


def test_a_design_can_build_on_another() -> None:
    own, shared = design("word-bilingual"), design("word")
    assert own.parts == shared.parts and own.measures["scripts"] == shared.measures["scripts"]
    assert own.measures["sheet"]["side_mm"] < shared.measures["sheet"]["side_mm"]
    listed = Project(ROOT).styles(formats.BY_ID["word-bilingual"])
    assert {"styles/word.toml", "styles/word-bilingual.toml", "styles/word/styles.xml"} <= set(listed)
