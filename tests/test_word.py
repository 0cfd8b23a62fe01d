"""The Word writer: every word, its script's marks, no formatting but named styles, and the same bytes every time."""

import os
import shutil
import subprocess
import sys
import unicodedata
import zipfile
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import docx
import pytest
from conftest import outside
from documents import LABELS, png
from lxml import etree

from handbill import formats
from handbill.errors import HandbillError
from handbill.model import (
    PARTNER_FIELDS,
    Color,
    Design,
    Document,
    Language,
    List,
    Paragraph,
    Passage,
    Question,
    Run,
    pair,
    wording,
    wording_digest,
)
from handbill.project import Project
from handbill.typography import squeezed
from handbill.writers.word import answers, body, parts, runs, scripts, template, words, write

ROOT = Path(__file__).parent.parent
W = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
}

# Tag, script, direction, own and English name; title, question, two items, an answer with bold words; draft, page.
SAMPLES = {
    "en": (
        Language("en", "Latn", "ltr", "English", "English"),
        (
            "Questions",
            "What is a LIP?",
            "Raise awareness;",
            "Support research.",
            "A LIP is ",
            "local",
            ".",
            "Draft",
            "Page ",
        ),
    ),
    "fr-CA": (
        Language("fr-CA", "Latn", "ltr", "Français", "French (Canada)"),
        (
            "Foire",
            "Qu’est-ce qu’un PLI?",
            "Créer;",
            "Élargir.",
            "Un PLI est ",
            "local",
            ".",
            "Ébauche\u00a0: non",
            "Page ",
        ),
    ),
    "ar": (
        Language("ar", "Arab", "rtl", "العربية", "Arabic"),
        (
            "الأسئلة",
            "ما هي (LIP)؟",
            "زيادة الوعي؛",
            "دعم البحوث منذ 2008.",
            "شراكة LIP ",
            "محلية",
            "، نعم.",
            "مسودة",
            "الصفحة ",
        ),
    ),
    "hi": (
        Language("hi", "Deva", "ltr", "हिन्दी", "Hindi"),
        ("प्रश्न", "LIP क्या है?", "जागरूकता बढ़ाना;", "शोध करना।", "LIP एक ", "स्थानीय", " पहल है।", "मसौदा", "पृष्ठ "),
    ),
    "zh-Hans": (
        Language("zh-Hans", "Hans", "ltr", "简体中文", "Chinese (Simplified)"),
        ("常见问题", "什么是“LIP”？", "提高认识；", "支持研究。", "LIP 是", "本地", "组织。", "草稿", "第 "),
    ),
    "ko": (
        Language("ko", "Kore", "ltr", "한국어", "Korean"),
        (
            "자주 묻는 질문",
            "LIP는 ‘무엇’입니까?",
            "인식 높이기",
            "연구 지원",
            "LIP는 ",
            "지역",
            " 사업입니다.",
            "초안",
            "쪽 ",
        ),
    ),
}
ENGLISH = SAMPLES["en"][0]
LEFTOVER = "Why were LIPs (newcomers’ partnerships) created in 2008?"
PHONE = Run("506-555-0100", fact="phone", href="tel:506-555-0100")
EMAIL = Run("lip@example.ca", fact="email", href="mailto:lip@example.ca")


def passage(language: Language, *texts: Run | str) -> Passage:
    return Passage("test", tuple(Run(text) if isinstance(text, str) else text for text in texts), language)


def document(tag: str) -> Document:
    """Return a draft with two numbered lists, bullets, bold words, an unknown fact and a question left in English."""
    language, (title, asked, one, two, before, bold, after, draft, page) = SAMPLES[tag]
    items = (passage(language, one), passage(language, two))
    answer = Paragraph(passage(language, before, Run(bold, bold=True), after, " ", PHONE))
    questions = (
        Question("what-is-a-lip", passage(language, asked), (answer, List(True, items), List(False, items))),
        Question("purpose", passage(language, asked), (List(True, items[::-1]),)),
        Question("why-lips", passage(ENGLISH, LEFTOVER), (Paragraph(passage(ENGLISH, LEFTOVER)),)),
    )
    words_of = {"partnership": title, "contact": one, "website": two, "email": title, "phone": title, "draft": draft}
    labels = {key: passage(ENGLISH, text) for key, text in LABELS.items()}
    labels |= {key: passage(language, text) for key, text in words_of.items()}
    labels["revised"] = passage(language, title, ": ", Run("2026", fact="date"))
    labels["page"] = passage(language, page, Run("", fact="page"), " / ", Run("", fact="pages"))
    facts = {"website": Run(f"[{one}]", fact="website", missing=True), "email": EMAIL, "phone": PHONE}
    source_labels = {key: passage(ENGLISH, text) for key, text in LABELS.items()}
    made = Document("sample", language, ENGLISH, passage(language, title), questions, labels, source_labels, facts)
    return replace(made, logo=png(), revised=date(2026, 11, 22), reasons=("not reviewed",), code="K3F7Q2ZX")


def design(form: str = "word") -> Design:
    return replace(Project(ROOT).design(formats.BY_ID[form]), memory=None)


DESIGN = design()
DOCX = {tag: write(document(tag), DESIGN).content for tag in SAMPLES}
every_language = pytest.mark.parametrize("tag", SAMPLES)
PRINTING = ("document", "header", "footer")


def part(content: bytes, name: str) -> etree._Element:
    with zipfile.ZipFile(BytesIO(content)) as package:
        return etree.fromstring(package.read(f"{name}.xml"))


def relations(content: bytes) -> list[etree._Element]:
    with zipfile.ZipFile(BytesIO(content)) as package:
        return list(etree.fromstring(package.read("word/_rels/document.xml.rels")))


def names(content: bytes) -> list[str]:
    with zipfile.ZipFile(BytesIO(content)) as package:
        return package.namelist()


def found(root: etree._Element, path: str) -> list:
    return root.xpath(path, namespaces=W)


def texts(tag: str) -> list[tuple[etree._Element, str]]:
    """Return every run of words with its text, fields and direction marks left out."""
    pieces = [run for name in PRINTING for run in found(part(DOCX[tag], f"word/{name}"), "//w:r[w:t]")]
    return [(run, words) for run in pieces if (words := run.findtext("w:t", namespaces=W)) != runs.MARK]


# Words


@every_language
def test_the_body_has_the_words_of_the_document_in_order(tag: str) -> None:
    source = document(tag)
    wanted = "".join(text.text for text in body.passages(source, DESIGN))
    printed = "".join(found(part(DOCX[tag], "word/document"), "//w:t/text()")).replace(runs.MARK, "")
    assert squeezed(printed) == squeezed(wanted)
    assert LEFTOVER in printed and f"[{source.questions[0].answer[1].passages[0].text}]" in printed


def test_lost_words_are_refused() -> None:
    source = document("ar")
    shorter = replace(source, questions=source.questions[:-1])
    with pytest.raises(HandbillError, match=r"sample ar: word/document.xml has “.*” where the document has “3Why"):
        words.verify(write(shorter, DESIGN).content, source, DESIGN)


def test_a_writer_that_drops_a_word_raises(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = scripts.split
    monkeypatch.setattr(scripts, "split", lambda *given: kept(*given)[:1])
    with pytest.raises(HandbillError, match="please report it"):
        write(document("ar"), DESIGN)


def test_added_words_and_other_numbers_are_refused() -> None:
    source = document("en")
    with pytest.raises(HandbillError, match=r"word/footer.xml has “0”|word/footer.xml has “K3F7Q2ZX"):
        words.verify(DOCX["en"], replace(source, code="00000000"), DESIGN)
    with pytest.raises(HandbillError, match=r"word/header.xml has “Draft” where the document has “”"):
        words.verify(DOCX["en"], replace(source, reasons=()), DESIGN)


def test_a_field_counts_as_no_words() -> None:
    footer = etree.tostring(part(DOCX["en"], "word/footer"))
    assert words.read(footer).endswith("Page  / ")
    assert found(etree.fromstring(footer), "//w:instrText/text()") == [" PAGE ", " NUMPAGES "]
    assert found(etree.fromstring(footer), "//w:fldChar/@w:fldCharType") == ["begin", "separate", "end"] * 2


# Scripts

STRETCHES = [
    ("ar", "ما هي الشراكة (LIP)؟", ["ما هي الشراكة (", "*LIP", ")؟"]),
    ("ar", "Fredericton LIP (FLIP) في", ["*Fredericton LIP (FLIP)", " في"]),
    ("ar", "(LIP، IRCC) عام 2008", ["(", "*LIP", "، ", "*IRCC", ") عام 2008"]),
    ("ar", "زوروا www.example.ca/a-b الآن.", ["زوروا ", "*www.example.ca/a-b", " الآن."]),
    ("ar", "2008 - 77", ["2008 - 77"]),
    ("hi", "LIP 2008 में", ["*LIP", " 2008 में"]),
    ("ko", "첫 LIP는 ‘무엇’", ["첫 ", "*LIP", "는 ‘무엇’"]),
    ("zh-Hans", "在Montréal，LIP、IRCC", ["在", "*Montréal", "，", "*LIP", "、", "*IRCC"]),
    ("en", "A LIP (77)", ["A LIP (77)"]),
    ("ar", "", [""]),
]


@pytest.mark.parametrize(("tag", "text", "wanted"), STRETCHES)
def test_a_text_is_cut_by_script(tag: str, text: str, wanted: list[str]) -> None:
    language = SAMPLES[tag][0]
    stretches = scripts.split(Run(text), language, ENGLISH)
    assert [("*" if language != stretch.language else "") + stretch.text for stretch in stretches] == wanted


def test_rtl_holds_no_latin_letter_and_every_arabic_one() -> None:
    for run, text in texts("ar"):
        kinds = {unicodedata.bidirectional(character) for character in text}
        marked = run.find("w:rPr/w:rtl", W) is not None
        assert not (marked and "L" in kinds), text
        assert not (not marked and kinds & {"R", "AL"}), text
        assert marked or found(run, "w:rPr/w:lang/@w:val") == ["en-CA"], text


@pytest.mark.parametrize(("tag", "name", "mark"), [("hi", "DEVANAGARI", "w:cs"), ("ko", "HANGUL", "w:hint")])
def test_each_script_has_its_mark(tag: str, name: str, mark: str) -> None:
    path = {"w:cs": "w:rPr/w:cs", "w:hint": "w:rPr/w:rFonts[@w:hint='eastAsia']"}[mark]
    for run, text in texts(tag):
        own = any(unicodedata.name(character, "").startswith(name) for character in text)
        latin = any(unicodedata.name(character, "").startswith("LATIN") for character in text)
        marked = bool(found(run, path))
        assert not (own and latin), text
        assert marked or not own, text
        assert not marked or not latin, text
        assert bool(found(run, "w:rPr/w:lang")) is not marked, text


def test_quotation_marks_in_chinese_are_chinese_and_in_english_english() -> None:
    hinted = {text: bool(found(run, "w:rPr/w:rFonts[@w:hint='eastAsia']")) for run, text in texts("zh-Hans")}
    assert hinted["什么是“"] and hinted["”？"]
    assert not hinted[LEFTOVER] and not hinted["LIP"]


@pytest.mark.parametrize("tag", ["en", "fr-CA"])
def test_latin_script_needs_no_mark(tag: str) -> None:
    wanted = {"en": set(), "fr-CA": {"lang"}}[tag]
    marks = {etree.QName(mark).localname for run, _ in texts(tag) for mark in found(run, "w:rPr/*")}
    assert marks - {"rStyle"} == wanted


DEFAULTS = {
    "en": ("en-CA", "zh-CN", "ar-SA"),
    "fr-CA": ("fr-CA", "zh-CN", "ar-SA"),
    "ar": ("en-CA", "zh-CN", "ar-SA"),
    "hi": ("en-CA", "zh-CN", "hi-IN"),
    "zh-Hans": ("en-CA", "zh-CN", "ar-SA"),
    "ko": ("en-CA", "ko-KR", "ar-SA"),
}


@every_language
def test_the_proofing_languages(tag: str) -> None:
    styles, settings = part(DOCX[tag], "word/styles"), part(DOCX[tag], "word/settings")
    for path, root in (("//w:rPrDefault/w:rPr/w:lang", styles), ("//w:themeFontLang", settings)):
        (element,) = found(root, path)
        assert tuple(element.get(f"{{{W['w']}}}{name}") for name in ("val", "eastAsia", "bidi")) == DEFAULTS[tag]


@every_language
def test_english_left_over_is_marked_as_english(tag: str) -> None:
    rtl = SAMPLES[tag][0].direction == "rtl"
    paragraphs = found(part(DOCX[tag], "word/document"), f"//w:p[w:r/w:t='{LEFTOVER}']")
    assert len(paragraphs) == 2
    for paragraph in paragraphs:
        assert found(paragraph, "w:pPr/w:bidi/@w:val") == (["0"] if rtl else [])
        assert found(paragraph, ".//w:lang/@w:val") == ([] if tag == "en" else ["en-CA", "en-CA"])
        assert not found(paragraph, ".//w:rtl | .//w:cs | .//w:rFonts")


def test_direction_is_the_style_s_and_the_section_s() -> None:
    for tag, (language, _) in SAMPLES.items():
        rtl = language.direction == "rtl"
        style = part(DOCX[tag], "word/styles")
        assert found(style, "//w:style[@w:styleId='Normal']/w:pPr/w:bidi/@w:val") == [str(int(rtl))]
        assert len(found(part(DOCX[tag], "word/document"), "//w:sectPr/w:bidi | //w:sectPr/w:rtlGutter")) == 2 * rtl


@every_language
def test_an_address_is_left_to_right_and_links_alone(tag: str) -> None:
    links = found(part(DOCX[tag], "word/document"), "//w:hyperlink[@r:id]")
    assert [link.findtext(".//w:t", namespaces=W) for link in links] == [PHONE.text, EMAIL.text, PHONE.text]
    for link in links:
        assert not found(link, ".//w:rtl | .//w:cs")
        (frame,) = found(link, "parent::w:sdtContent/parent::w:sdt")
        beside = [found(frame, f"{side}-sibling::*[1]/w:t/text()") for side in ("preceding", "following")]
        assert (beside == [[runs.MARK]] * 2) is (tag == "ar")
    rels = [relation.get("Target") for relation in relations(DOCX[tag]) if relation.get("TargetMode")]
    assert rels == [PHONE.href, EMAIL.href]


# Styles

ALLOWED_IN_PARAGRAPH = {"pStyle", "numPr", "bidi", "rPr"}
ALLOWED_IN_RUN = {"rStyle", "rFonts", "rtl", "cs", "lang"}


@every_language
@pytest.mark.parametrize("name", PRINTING)
def test_there_is_no_direct_formatting(tag: str, name: str) -> None:
    root, styles = part(DOCX[tag], f"word/{name}"), part(DOCX[tag], "word/styles")
    local = {path: {etree.QName(node).localname for node in found(root, path)} for path in ("//w:pPr/*", "//w:rPr/*")}
    assert local["//w:pPr/*"] <= ALLOWED_IN_PARAGRAPH and local["//w:rPr/*"] <= ALLOWED_IN_RUN
    assert {tuple(node.attrib.values()) for node in found(root, "//w:rPr/w:rFonts")} <= {("eastAsia",)}
    used = set(found(root, "//w:pStyle/@w:val | //w:rStyle/@w:val"))
    assert used <= set(found(styles, "//w:style/@w:styleId"))
    assert all(found(paragraph, "w:pPr/w:pStyle") for paragraph in found(root, "//w:p"))


@every_language
def test_no_paragraph_is_empty(tag: str) -> None:
    for name in PRINTING:
        for paragraph in found(part(DOCX[tag], f"word/{name}"), "//w:p"):
            assert "".join(found(paragraph, ".//w:t/text()")).strip() or found(paragraph, ".//w:drawing")


def test_the_styles_have_the_names_that_word_translates() -> None:
    styles = part(DOCX["en"], "word/styles")
    wanted = (
        "Normal,Title,Subtitle,heading 1,heading 2,Body Text,List Number,List Bullet,header,footer,"
        "Hyperlink,Placeholder Text,Strong,Contact Heading,Contact Line"
    )
    assert set(wanted.split(",")) <= set(found(styles, "//w:style/w:name/@w:val"))
    for path in ("b[not(../w:bCs)]", "bCs[not(../w:b)]", "sz[not(../w:szCs)]", "szCs[not(../w:sz)]", "jc", "i"):
        assert not found(styles, f"//w:{path}"), path


def test_the_styles_that_are_bold_are_those_the_measures_name() -> None:
    styles = part(DOCX["en"], "word/styles")
    bold = set(found(styles, "//w:style[@w:type='paragraph'][w:rPr/w:b]/@w:styleId"))
    parents = {
        style.get(f"{{{W['w']}}}styleId"): found(style, "w:basedOn/@w:val") for style in found(styles, "//w:style")
    }
    heirs = {name for name, based in parents.items() if set(based) & bold}
    assert bold | heirs == set(DESIGN.measures["bold"]["styles"])


def test_bold_words_are_strong_except_in_a_bold_paragraph() -> None:
    source = document("en")
    title = passage(ENGLISH, "All ", Run("questions", bold=True))
    root = part(write(replace(source, title=title), DESIGN).content, "word/document")
    assert found(root, "//w:r[w:t='local']/w:rPr/w:rStyle/@w:val") == ["Strong"]
    assert not found(root, "//w:p[w:pPr/w:pStyle/@w:val='Title']//w:rStyle")


@every_language
def test_an_unknown_fact_is_a_placeholder(tag: str) -> None:
    styled = [text for run, text in texts(tag) if found(run, "w:rPr/w:rStyle[@w:val='PlaceholderText']")]
    source = document(tag)
    blanks = [f"[{source.labels[f'your_{field}'].text}]" for field in PARTNER_FIELDS]
    assert "".join(styled) == "".join((source.facts["website"].text, *blanks))


@every_language
def test_every_numbered_list_starts_anew(tag: str) -> None:
    root, numbering = part(DOCX[tag], "word/document"), part(DOCX[tag], "word/numbering")
    used = found(root, "//w:p[w:pPr/w:pStyle/@w:val='ListNumber']/w:pPr/w:numPr/w:numId/@w:val")
    assert Counter(used) == {"4": 2, "5": 2}
    assert not found(root, "//w:p[w:pPr/w:pStyle/@w:val='ListBullet']/w:pPr/w:numPr")
    for number in set(used):
        (instance,) = found(numbering, f"//w:num[@w:numId='{number}']")
        assert found(instance, "w:lvlOverride/w:startOverride/@w:val") == ["1"]
        (kind,) = found(instance, "w:abstractNumId/@w:val")
        style = f"//w:abstractNum[@w:abstractNumId='{kind}']/w:lvl[@w:ilvl='0']/w:pStyle/@w:val"
        assert found(numbering, style) == ["ListNumber"]


# Head, foot, ids and properties


def test_a_draft_says_so_in_two_languages_and_a_final_not_at_all() -> None:
    assert "".join(found(part(DOCX["ar"], "word/header"), "//w:t/text()")) == "مسودةDraft: not for distribution"
    assert "".join(found(part(DOCX["en"], "word/header"), "//w:t/text()")) == "Draft"
    final = write(replace(document("ar"), reasons=()), DESIGN).content
    assert "word/header.xml" not in names(final)
    assert not found(part(final, "word/document"), "//w:headerReference")


def test_the_foot_tells_code_language_and_date() -> None:
    printed = "".join(found(part(DOCX["ko"], "word/footer"), "//w:t/text()"))
    assert printed.startswith("K3F7Q2ZX · Korean · 자주 묻는 질문: 2026")


@every_language
def test_ids_are_well_formed_and_once(tag: str) -> None:
    root = part(DOCX[tag], "word/document")
    bookmarks, ends = found(root, "//w:bookmarkStart"), found(root, "//w:bookmarkEnd/@w:id")
    assert found(root, "//w:bookmarkStart/@w:name") == ["faq_what_is_a_lip", "faq_purpose", "faq_why_lips"]
    assert [mark.get(f"{{{W['w']}}}id") for mark in bookmarks] == ends
    assert all(found(mark, "../w:pPr/w:pStyle/@w:val") == ["Heading1"] for mark in bookmarks)
    ids = [number for name in PRINTING for number in found(part(DOCX[tag], f"word/{name}"), "//w:sdtPr/w:id/@w:val")]
    assert len(set(ids) | set(ends)) == len(ids) + len(ends)
    known, referred = (
        [relation.get("Id") for relation in relations(DOCX[tag])],
        set(root.xpath("//@r:id", namespaces=W)),
    )
    assert len(known) == len(set(known)) and referred <= set(known)


def test_a_long_id_fits_word_s_bookmarks_and_two_alike_are_refused() -> None:
    source = document("en")
    long = [replace(source.questions[0], id="a" * 40 + end) for end in ("-one", "-two")]
    assert len(answers.bookmark(long[0])) == 40
    with pytest.raises(HandbillError, match="shorten one of their ids"):
        write(replace(source, questions=tuple(long)), DESIGN)


@every_language
def test_python_docx_opens_it_and_reads_its_properties(tag: str) -> None:
    opened, source = docx.Document(BytesIO(DOCX[tag])), document(tag)
    core, midnight = opened.core_properties, datetime(2026, 11, 22, tzinfo=UTC)
    assert [paragraph.style.name for paragraph in opened.paragraphs][:3] == ["Title", "Subtitle", "Heading 1"]
    assert (core.title, core.subject, core.author) == (
        source.title.text,
        source.code,
        source.labels["partnership"].text,
    )
    assert (core.language, core.revision, core.last_modified_by) == (tag, 1, core.author)
    assert core.created == core.modified == midnight
    assert core.comments == ""


def test_custom_properties_name_the_piece_and_its_wording() -> None:
    properties, source = part(DOCX["zh-Hans"], "docProps/custom"), document("zh-Hans")
    assert {node.get("name"): "".join(node.itertext()) for node in properties} == {
        "FAQ-Edition": "sample",
        "FAQ-Language": "zh-Hans",
        "FAQ-Code": "K3F7Q2ZX",
        "FAQ-Revised": "2026-11-22",
        "FAQ-Digest": wording_digest(wording(source)),
        "FAQ-Format": "word",
    }
    assert [node.get("pid") for node in properties] == ["2", "3", "4", "5", "6", "7"]


@every_language
def test_nothing_tells_of_python_docx(tag: str) -> None:
    with zipfile.ZipFile(BytesIO(DOCX[tag])) as package:
        assert all(b"python-docx" not in package.read(name) for name in package.namelist())
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert package.namelist()[:2] == ["[Content_Types].xml", "_rels/.rels"]


# Parts


def test_the_edition_s_colours_are_the_theme_s() -> None:
    colored = replace(document("en"), colors={"primary": Color("#aa0011", (0, 100, 90, 30))})
    theme = etree.tostring(part(write(colored, DESIGN).content, "word/theme"))
    assert theme.count(b'<a:accent1><a:srgbClr val="AA0011"/></a:accent1>') == 1


def test_a_name_that_nothing_fills_is_refused_and_values_are_escaped() -> None:
    wrong = replace(DESIGN, parts=DESIGN.parts | {"theme.xml": "<a>\n<b c='$no_such'/></a>"})
    with pytest.raises(HandbillError, match=r"^styles/word/theme.xml:2: nothing fills “\$no_such”; use one of accent"):
        write(document("en"), wrong)
    sly = {"Latn": DESIGN.measures["scripts"]["Latn"] | {"latin": '"<&>'}}
    made = parts.fill(document("en"), replace(DESIGN, measures=DESIGN.measures | {"scripts": sly}))
    assert b'typeface="&quot;&lt;&amp;&gt;"' in made["theme.xml"]


def test_a_script_without_a_row_is_refused() -> None:
    georgian = Language("ka", "Geor", "ltr", "ქართული", "Georgian")
    with pytest.raises(HandbillError, match=r"^styles/word.toml: \[scripts\] has no row “Geor”"):
        write(replace(document("en"), language=georgian), DESIGN)


# Bytes

DIGESTS = "import test_word; print(*[test_word.sha256(made).hexdigest() for made in test_word.every_kind()])"


def every_kind() -> list[bytes]:
    """Return the documents, one in two languages, and a template."""
    two = pair(document("ar"), document("en"))
    return [
        *DOCX.values(),
        write(two, design("word-bilingual")).content,
        template.write(document("ar"), DESIGN).content,
    ]


def digests(seed: str, zone: str) -> list[str]:
    path = os.pathsep.join((str(ROOT), str(ROOT / "tests"), *filter(None, sys.path)))
    environment = os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": path}
    made = subprocess.run([sys.executable, "-c", DIGESTS], env=environment, capture_output=True, text=True, check=True)
    return made.stdout.split()


@pytest.mark.slow
def test_the_same_document_gives_the_same_bytes() -> None:
    here = [sha256(content).hexdigest() for content in every_kind()]
    assert digests("1", "Asia/Tokyo") == digests("12345", "America/Halifax") == here


@pytest.mark.slow
def test_libreoffice_shows_every_word(tmp_path: Path) -> None:
    soffice, pdftotext = shutil.which("soffice"), shutil.which("pdftotext")
    if not soffice or not pdftotext:
        pytest.skip("LibreOffice or pdftotext is not installed here: nobody has looked at the pages")
    for tag, content in DOCX.items():
        (tmp_path / f"{tag}.docx").write_bytes(content)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    files = [str(tmp_path / f"{tag}.docx") for tag in DOCX]
    convert = [soffice, "--headless", profile, "--convert-to", "pdf", "--outdir", str(tmp_path), *files]
    subprocess.run(convert, env=outside(), check=True, capture_output=True, timeout=180)
    for tag in DOCX:
        shown = subprocess.run(
            [pdftotext, str(tmp_path / f"{tag}.pdf"), "-"], check=True, capture_output=True, text=True
        )
        missing = lost(document(tag), shown.stdout)
        assert not missing, f"{tag}: {missing}"
        assert PHONE.text in shown.stdout


def lost(source: Document, shown: str) -> list[str]:
    """Return the passages that the pages lack; where a PDF's text is in drawing order, by their letters alone."""
    page, passages = squeezed(shown), [squeezed(text.text) for text in body.passages(source, DESIGN)]
    if source.language.script in ("Arab", "Deva"):
        return list((Counter("".join(passages)) - Counter(page)).elements())
    return [text for text in passages if text not in page]
