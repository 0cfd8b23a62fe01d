"""The checks of Word documents against planted defects: each is caught, and no check carries the others."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

import damage
import documents
import pytest
from conftest import ROOT
from damage import doubled, first, gone, holding, last, marked, told, unwrapped
from lxml import etree

from handbill import formats
from handbill.checks import word
from handbill.model import Document, pair
from handbill.project import Project

LANGUAGES = ("en-CA", "fr-CA", "ar", "es", "fa", "fil", "hi", "ko", "pa", "uk", "vi", "zh-Hans")
FORMS = ("word", "word-template", "word-bilingual")
# No code may be the one that catches more than this many: a check that sees much is one whose loss nobody would see.
MOST = 4
BODY, STYLES, NUMBERING, SETTINGS = (f"word/{name}.xml" for name in ("document", "styles", "numbering", "settings"))
RELATIONS, GLOSSARY, HEAD, FOOT = (
    *("word/_rels/document.xml.rels", "word/glossary/document.xml", "word/header.xml", "word/footer.xml"),
)
TYPES, CORE, CUSTOM = "[Content_Types].xml", "docProps/core.xml", "docProps/custom.xml"
Harm = Callable[[bytes], bytes]


@dataclass(frozen=True)
class Defect:
    """One thing wrong: what it is, the code that must catch it, and the document that it is planted in."""

    about: str
    code: str
    harm: Harm
    tag: str = "en-CA"
    form: str = "word"


def at(part: str, path: str, *changes: damage.Change) -> Harm:
    """Return the harm of changing the first element at an XPath of a part."""
    return lambda content: damage.at(content, part, path, *changes)


def put(part: str, old: str, new: str) -> Harm:
    """Return the harm of replacing a text of a part."""
    return lambda content: damage.word(content, part, old, new)


def more(kind: str, name: str) -> Harm:
    """Return the harm of one part more, to which a relationship leads."""
    return lambda content: damage.with_part(led(kind, name)(content), f"word/{name}", b"\xd0\xcf")


def less(part: str) -> Harm:
    """Return the harm of one part less, of which the content types know nothing either."""
    return lambda content: damage.without(damage.at(content, TYPES, f"//*[@PartName='/{part}']", gone), part)


def led(kind: str, target: str, mode: str = "") -> Harm:
    """Return the harm of one relationship more."""
    kind = f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"
    mode = f'TargetMode="{mode}"' if mode else ""
    relation = f'<rels:Relationship Id="rId99" Type="{kind}" Target="{target}" {mode}/>'
    return at(RELATIONS, "/*", holding(relation))


def named(name: str) -> damage.Change:
    return marked("w:val", name)


def turned(node: etree._Element) -> None:
    """Mark a run as of another complex script, which runs from left to right."""
    node.tag = node.tag.replace("rtl", "cs")


def out(node: etree._Element) -> None:
    """Put the last block of a control behind it."""
    node.getparent().getparent().addnext(node)


def style(name: str) -> str:
    return f"//w:style[@w:styleId='{name}']"


def control(tag: str) -> str:
    return f"//w:sdt[w:sdtPr/w:tag/@w:val='{tag}']"


def of(name: str) -> str:
    """Return the path to the paragraphs of a style."""
    return f"//w:p[w:pPr/w:pStyle/@w:val='{name}']"


OUT, PAIRED = "External", "word-bilingual"
ARABIC, HINDI, CHINESE = "ar", "hi", "zh-Hans"
# What is harmed, by its path.
ANSWER, FIELD, PROMPT = (
    control("answer.what"),
    control("partner.email"),
    "//w:docPart[.//w:name/@w:val='partner.email']",
)
LINK, ENTRY, LIST, ASSUMED = (
    "//w:hyperlink[@r:id]",
    "//w:hyperlink[@w:anchor]",
    "//w:num[last()]",
    "//w:docDefaults//w:lang",
)
BEGIN, SEPARATE, END = (f"//w:r[w:fldChar/@w:fldCharType='{kind}']" for kind in ("begin", "separate", "end"))
RUN, LATIN = f"{of('Title')}/w:r/w:rPr", "//w:r[w:t='LIP']/w:rPr"
# What is put in.
ENTITY = "<!DOCTYPE x [<!ENTITY y 'z'>]><w:styles "
TRACKED = "<w:ins w:id='900' w:author='x'><w:r><w:tab/></w:r></w:ins>"
START, STOP = "<w:bookmarkStart w:id='900' w:name='FAQ_WHAT'/>", "<w:bookmarkEnd w:id='900'/>"
EMPTY, BREAK = "<w:p><w:pPr><w:pStyle w:val='BodyText'/></w:pPr></w:p>", "<w:br w:type='page'/>"
INSTRUCTION, NUMBER = "<w:r><w:instrText> PAGE </w:instrText></w:r>", "<w:numPr><w:numId w:val='4'/></w:numPr>"
CENTRED, RIGHT = "<w:jc w:val='center'/>", "<w:jc w:val='right'/>"
HANGING = "<w:textAlignment w:val='top'/>"

DEFECTS = (
    # The package
    Defect("the settings are missing", "word-package", less(SETTINGS)),
    Defect("the package is cut off", "word-package", lambda content: content[:-300]),
    Defect("a part is not XML", "word-package", put(FOOT, "</w:ftr>", "</w:frt>")),
    Defect("a part declares an entity", "word-package", put(STYLES, "<w:styles ", ENTITY)),
    Defect("the header has no content type", "word-types", at(TYPES, "//*[@PartName='/word/header.xml']", gone)),
    Defect("the document is of a template's type", "word-types", put(TYPES, "document.main+xml", "template.main+xml")),
    Defect("another document's thumbnail is inside", "word-types", more("thumbnail", "thumbnail.jpeg")),
    Defect("macros are inside", "word-types", more("vbaProject", "vbaProject.bin")),
    Defect("a link's relationship is not there", "word-relations", at(BODY, LINK, marked("r:id", "rId98"))),
    Defect("a relationship leads nowhere", "word-relations", led("comments", "comments.xml")),
    Defect("a picture is fetched from elsewhere", "word-relations", led("image", "https://example.org/x.png", OUT)),
    Defect("nothing leads to the theme", "word-relations", at(RELATIONS, "//*[@Target='theme.xml']", gone)),
    # What the file says of itself
    Defect("the author is a program", "word-properties", at(CORE, "//dc:creator", told("python-docx"))),
    Defect("the file is dated 2013", "word-properties", at(CORE, "//dcterms:created", told("2013-12-23T23:15:00Z"))),
    Defect("the title is missing", "word-properties", at(CORE, "//dc:title", gone)),
    Defect("the digest is of other words", "word-identity", at(CUSTOM, "//*[@name='FAQ-Digest']/*", told("0" * 64))),
    Defect("the code is not in the properties", "word-identity", at(CUSTOM, "//*[@name='FAQ-Code']", gone)),
    Defect("the file asks to update its fields", "word-settings", at(SETTINGS, "/*", holding("<w:updateFields/>", 2))),
    Defect("Word opens it in compatibility mode", "word-settings", put(SETTINGS, 'w:val="15"', 'w:val="14"')),
    Defect("a tracked insertion is left", "word-settings", at(BODY, of("BodyText"), holding(TRACKED))),
    Defect("a field is marked as stale", "word-settings", at(FOOT, f"{BEGIN}/w:fldChar", marked("w:dirty", "1"))),
    # Order
    Defect("a run's style stands last", "word-order", at(BODY, "//w:rPr[w:rStyle and w:rtl]/w:rStyle", last), ARABIC),
    Defect("a paragraph's style stands last", "word-order", at(BODY, f"{of('ListNumber')}//w:pStyle", last)),
    Defect("the sheet's margins stand before its size", "word-order", at(BODY, "//w:sectPr/w:pgMar", first)),
    Defect("a control's title stands last", "word-order", at(BODY, f"{FIELD}/w:sdtPr/w:alias", last)),
    # What ties it together
    Defect("two controls have one id", "word-ids", at(BODY, f"{ANSWER}/w:sdtPr/w:id", marked("w:val", "3"))),
    Defect("a control has no id", "word-ids", at(BODY, f"{ANSWER}/w:sdtPr/w:id", gone)),
    Defect("two properties have one id", "word-ids", at(CUSTOM, "//*[@name='FAQ-Format']", marked("pid", "2"))),
    Defect("a field does not end", "word-fields", at(FOOT, END, gone)),
    Defect("a field shows no result", "word-fields", at(FOOT, SEPARATE, gone)),
    Defect("a field fetches a file", "word-fields", put(FOOT, " NUMPAGES ", " INCLUDETEXT x ")),
    Defect("an instruction stands outside any field", "word-fields", at(HEAD, "//w:p", holding(INSTRUCTION))),
    Defect("a bookmark is not closed", "word-bookmarks", at(BODY, "//w:bookmarkEnd", gone)),
    Defect("two bookmarks have one name", "word-bookmarks", at(BODY, of("Title"), holding(START), holding(STOP))),
    Defect("a question is outside its bookmark", "word-bookmarks", at(BODY, "//w:bookmarkStart", last)),
    Defect("an entry leads elsewhere", "word-contents", at(BODY, ENTRY, marked("w:anchor", "faq_reach"))),
    Defect("the contents lack a question", "word-contents", at(BODY, f"{of('TOC1')}[2]//w:pStyle", named("BodyText"))),
    Defect("the contents are no field", "word-contents", at(BODY, "//w:instrText", told(" PAGE "))),
    # Looks
    Defect("a paragraph's style is not there", "word-styles", at(BODY, f"{of('BodyText')}//w:pStyle", named("Body"))),
    Defect("a run's style is not there", "word-styles", at(BODY, "//w:rStyle", named("Bold"))),
    Defect("a style is not spelled as by Word", "word-styles", at(STYLES, f"{style('Title')}/w:name", named("title"))),
    Defect("a style is followed by none", "word-styles", at(STYLES, f"{style('Title')}/w:next", named("Nothing"))),
    Defect("a list is not there", "word-numbering", at(BODY, f"{of('ListNumber')}//w:numId", named("77"))),
    Defect("a list's kind is not there", "word-numbering", at(NUMBERING, f"{LIST}/w:abstractNumId", named("77"))),
    Defect("a list goes on from another", "word-numbering", at(NUMBERING, f"{LIST}/w:lvlOverride", gone)),
    Defect("a heading is numbered by hand", "word-numbering", at(BODY, f"{of('Heading1')}/w:pPr", holding(NUMBER, 1))),
    Defect("Arabic headings are not bold", "word-twins", at(STYLES, f"{style('Heading1')}//w:bCs", gone), ARABIC),
    Defect("Hindi titles keep the small size", "word-twins", at(STYLES, f"{style('Title')}//w:szCs", gone), HINDI),
    Defect("a word is made bold by hand", "word-plain", at(BODY, "//w:rPr[w:rStyle]", holding("<w:b/>", 1))),
    Defect("a paragraph is centred by hand", "word-plain", at(BODY, f"{of('BodyText')}/w:pPr", holding(CENTRED))),
    Defect("a word has a face of its own", "word-plain", at(BODY, "//w:rFonts", marked("w:ascii", "Arial")), CHINESE),
    Defect("a style is set right", "word-sides", at(STYLES, f"{style('Subtitle')}/w:pPr", holding(RIGHT)), ARABIC),
    Defect("a style says how letters hang", "word-sides", at(STYLES, f"{style('Subtitle')}/w:pPr", holding(HANGING))),
    # Words
    Defect("a word is missing", "word-words", put(BODY, "; it began in 2008", "; it began")),
    Defect("a paragraph is there twice", "word-words", at(BODY, of("Notice"), doubled)),
    Defect("the draft line says something else", "word-words", put(HEAD, "not for distribution", "hand it out")),
    Defect("an accent stands apart from its letter", "word-characters", put(BODY, "né en", "ne\u0301 en"), "fr-CA"),
    Defect("a space is lost", "word-characters", at(BODY, "//w:t[.='A LIP helps ']", marked("xml:space", ""))),
    Defect("an invisible space came with pasting", "word-characters", put(BODY, "people", "peo\u200bple")),
    Defect("a paragraph is empty", "word-blanks", at(BODY, f"{ANSWER}/w:sdtContent", holding(EMPTY))),
    Defect("a page is broken by hand", "word-blanks", at(BODY, f"{of('BodyText')}/w:r", holding(BREAK))),
    Defect("a question is no heading", "word-headings", at(BODY, f"{of('Heading1')}//w:pStyle", named("BodyText"))),
    Defect("headings are not in the outline", "word-headings", at(STYLES, f"{style('Heading1')}//w:outlineLvl", gone)),
    Defect("nothing is the title", "word-headings", at(BODY, f"{of('Title')}//w:pStyle", named("Subtitle"))),
    Defect("the imprint code is another", "word-code", put(FOOT, "0123ABCD ·", "76543210 ·")),
    # Languages
    Defect("an Arabic run is not right to left", "word-directions", at(BODY, f"{RUN}/w:rtl", turned), ARABIC),
    Defect("a Latin run is right to left", "word-directions", at(BODY, LATIN, holding("<w:rtl/>", 0)), ARABIC),
    Defect("a Hindi run is not complex", "word-scripts", at(BODY, f"{RUN}/w:cs", gone), HINDI),
    Defect("a Chinese run takes the Latin face", "word-scripts", at(BODY, f"{RUN}/w:rFonts", gone), CHINESE),
    Defect("a Latin run is set as Hindi", "word-scripts", at(BODY, LATIN, holding("<w:cs/>", 0)), HINDI),
    Defect("the file names another language", "word-languages", at(CORE, "//dc:language", told("fr")), ARABIC),
    Defect("Word proofs Persian as Arabic", "word-languages", at(STYLES, ASSUMED, marked("w:bidi", "ar-SA")), "fa"),
    Defect("complex scripts have no language", "word-languages", at(STYLES, ASSUMED, marked("w:bidi", ""))),
    Defect("English words are marked as Ukrainian", "word-languages", at(BODY, f"{RUN}/w:lang", named("uk-UA")), "uk"),
    Defect("the sheet runs from left to right", "word-mirroring", at(BODY, "//w:sectPr/w:bidi", gone), ARABIC),
    Defect("all styles run from left to right", "word-mirroring", at(STYLES, f"{style('Normal')}//w:bidi", gone), "fa"),
    Defect("a table runs from left", "word-mirroring", at(BODY, "//w:tblPr/w:bidiVisual", gone), ARABIC, PAIRED),
    Defect("English runs from right", "word-mirroring", at(BODY, f"{of('Heading1')}//w:bidi", gone), ARABIC, PAIRED),
    # What partners fill in, and what stands among the words
    Defect("a control has no title", "word-controls", at(BODY, f"{ANSWER}/w:sdtPr/w:alias", gone)),
    Defect("two controls have one tag", "word-controls", at(BODY, f"{FIELD}/w:sdtPr/w:tag", named("partner.contact"))),
    Defect("the imprint can be changed", "word-controls", at(FOOT, "//w:sdtPr/w:lock", gone)),
    Defect("Arabic is plain text", "word-controls", at(BODY, f"{FIELD}/w:sdtPr", holding("<w:text/>")), ARABIC),
    Defect("an answer is in no control", "word-answers", at(BODY, ANSWER, unwrapped)),
    Defect("half an answer is outside its control", "word-answers", at(BODY, f"{ANSWER}/w:sdtContent/*[last()]", out)),
    Defect("an emptied field would show nothing", "word-placeholders", at(GLOSSARY, PROMPT, gone)),
    Defect("a field to fill in looks filled in", "word-placeholders", at(BODY, f"{FIELD}//w:rStyle", named("Strong"))),
    Defect("a field is unbound", "word-placeholders", at(BODY, "//w:dataBinding", marked("w:storeItemID", "{0}"))),
    Defect("the logo is not described", "word-pictures", at(BODY, "//wp:docPr", marked("descr", ""))),
    Defect("the logo is drawn too wide", "word-pictures", at(BODY, "//wp:extent", marked("cx", "9000000"))),
    Defect("the logo is gone", "word-pictures", at(BODY, control("partner.logo"), gone)),
    Defect("a table has no header row", "word-tables", at(BODY, "//w:tblHeader", gone), ARABIC, PAIRED),
    Defect("a table has no title", "word-tables", at(BODY, "//w:tblCaption", gone), HINDI, PAIRED),
    Defect("a table has a column too many", "word-tables", at(BODY, "//w:gridCol", doubled), HINDI, PAIRED),
)


@cache
def project() -> Project:
    return Project(ROOT)


@cache
def good(tag: str, form: str) -> tuple[Document, bytes]:
    """Return a draft of a language, and the file made of it."""
    row = formats.BY_ID[form]
    document = documents.document(tag, reasons=("not reviewed",))
    whole = pair(document, documents.document("en-CA")) if row.paired else document
    return whole, formats.writer(row).write(whole, project().design(row)).content


def codes(content: bytes, tag: str, form: str) -> set[str]:
    """Return the codes of the faults that are found in what has become of a good file."""
    row = formats.BY_ID[form]
    faults = word.check(content, good(tag, form)[0], f"example.{row.extension}", project().design(row))
    return {fault.code for fault in faults}


@cache
def caught() -> tuple[tuple[Defect, set[str]], ...]:
    """Return each defect with the codes that catch it."""
    return tuple(_caught())


def _caught() -> Iterator[tuple[Defect, set[str]]]:
    for defect in DEFECTS:
        content = good(defect.tag, defect.form)[1]
        damaged = defect.harm(content)
        assert damaged != content
        yield defect, codes(damaged, defect.tag, defect.form)


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_a_good_document_has_no_fault_in_any_language(form: str) -> None:
    tags = [tag for tag in LANGUAGES if tag != "en-CA" or not formats.BY_ID[form].paired]
    assert {tag: found for tag in tags if (found := codes(good(tag, form)[1], tag, form))} == {}


def test_each_planted_defect_is_caught(capsys: pytest.CaptureFixture[str]) -> None:
    found = caught()
    with capsys.disabled():
        print(f"\n{len(found)} defects planted in Word documents, and the checks that catch them:")
        print("\n".join(f"  {defect.about:<48} {', '.join(sorted(by))}" for defect, by in found))
    assert [defect.about for defect, by in found if defect.code not in by] == []


def test_no_check_catches_more_than_a_few() -> None:
    found = caught()
    times = {code: sum(code in by for _, by in found) for code in word.CHECKS}
    assert len(found) >= 40
    assert {code: count for code, count in times.items() if not 0 < count <= MOST} == {}
    assert len({defect.about for defect in DEFECTS}) == len(DEFECTS)
