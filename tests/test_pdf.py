"""The PDF writer: the renderer as it is used, no word lost, panels in their places, type that fits, the same bytes."""

import inspect
import os
import subprocess
import sys
from dataclasses import replace
from functools import cache
from importlib.metadata import version
from io import BytesIO
from itertools import combinations, pairwise
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
import tagged
import weasyprint
import weasyprint.pdf.tags
from documents import document, passage
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder
from weasyprint.pdf.stream import Stream
from weasyprint.urls import URLFetcher

from handbill import files, formats, locales
from handbill.errors import HandbillError
from handbill.model import Design, Document, Paragraph
from handbill.project import Project
from handbill.writers.pdf import balance, conserve, qr, render, sheets, tags, write

ROOT = Path(__file__).parent.parent
MM_PER_POINT = 25.4 / 72
ELEVEN_INCHES_PX = 11 * 96
ENGLISH = locales.language("en-CA")
SIZE = ":root{--size:10pt;--heading:11pt}"

pytestmark = pytest.mark.usefixtures("faces")


@cache
def design(form: str) -> Design:
    return replace(Project(ROOT).design(formats.BY_ID[form]), memory=None)


def styled(form: str, style: str, **templates: str) -> Design:
    """Return a format's design with a style added at its end, and templates in place of its own."""
    whole = design(form)
    sheet = f"{form}.css"
    named = {f"{name}.html": text for name, text in templates.items()}
    return replace(whole, parts=whole.parts | {sheet: whole.parts[sheet] + style} | named)


@cache
def whole(tag: str, count: int = 6) -> Document:
    """Return a document of `count` questions, as many as panels want; without a web address, so without a QR code."""
    made = document(tag)
    facts = {name: fact for name, fact in made.facts.items() if name != "website"}
    questions = tuple(replace(made.questions[i % 2], id=f"question-{i}") for i in range(count))
    return replace(made, questions=questions, facts=facts)


def answered(text: str, tag: str = "en-CA", at: int = 0, count: int = 6) -> Document:
    """Return a document one of whose answers is the text."""
    made = whole(tag, count)
    questions = list(made.questions)
    answer = (Paragraph(passage(text, made.language)),)
    questions[at] = replace(questions[at], answer=answer)
    return replace(made, questions=tuple(questions))


@cache
def trifold(tag: str) -> bytes:
    return write(replace(whole(tag), reasons=("nobody has reviewed it",)), design("trifold")).content


def laid_out(made: Document, look: Design, style: str = "") -> weasyprint.Document:
    page = render.page(made, look)
    return page.lay_out(style)


# What the writer uses of WeasyPrint's inside. A new version is taken only after these were looked at.


def test_the_version_is_the_one_whose_inside_is_known() -> None:
    assert version("weasyprint") == "70.0"


def test_a_page_has_its_boxes_links_anchors_and_bookmarks() -> None:
    made = laid_out(document("en-CA"), design("handout"), SIZE)
    page = made.pages[0]
    assert isinstance(page._page_box, boxes.PageBox)
    assert list(inspect.signature(type(page).paint).parameters) == ["self", "stream", "scale"]
    assert (round(page.width), round(page.height)) == (816, 1056)
    kind, target, area, box = page.links[0]
    assert (kind, target, len(area)) == ("external", "mailto:hello@example.org", 4) and box is not None
    assert page.anchors["what"] and len(page.anchors["what"]) == 4
    levels = [(level, label) for level, label, (_x, _y), _state in page.bookmarks]
    wanted = [(1, "Frequently Asked Questions"), (2, "What is a ‘LIP’?"), (2, "How can I reach you?"), (2, "Contact")]
    assert [(level, plain(label)) for level, label in levels] == wanted
    assert set(page.bleed) == {"top", "right", "bottom", "left"} and page.forms == {None: []}


def test_boxes_tell_their_text_place_element_and_children() -> None:
    made = laid_out(document("en-CA"), design("handout"), SIZE)
    found = list(conserve.descend(made.pages[0]._page_box))
    text = next(box for box in found if isinstance(box, boxes.TextBox))
    assert text.text == "Frequently Asked Questions" and text.element_tag == "h1" and text.element is not None
    assert text.width > 100 and text.style["lang"] == "en-CA"
    assert not any(isinstance(box, AbsolutePlaceholder) for box in found)
    section = next(box for box in found if box.element_tag == "section")
    assert section.margin_height() > 0 and section.element.get("class") == "qa"


def test_numbers_of_lists_are_text_boxes_of_a_pseudo_element() -> None:
    made = laid_out(document("en-CA"), design("handout"), SIZE)
    texts = {box.text: box.element_tag for box in conserve.descend(made.pages[0]._page_box) if hasattr(box, "text")}
    assert texts["1. "] == "li::marker" and texts["• "] == "li::marker"


def test_what_stands_in_a_margin_is_a_margin_box() -> None:
    made = laid_out(document("en-CA"), design("handout"), SIZE + '@page{@top-left{content:"Draft"}}')
    page_box = made.pages[0]._page_box
    margin = [box for box in page_box.children if isinstance(box, boxes.MarginBox)]
    assert ["".join(box.text for box in conserve.descend(each) if hasattr(box, "text")) for each in margin] == ["Draft"]
    assert "Draft" not in [box.text for box in conserve.text_boxes(page_box)]


def test_a_copy_takes_other_pages_and_bookmarks() -> None:
    made = laid_out(document("en-CA"), design("handout"), SIZE)
    copy = made.copy([made.pages[0]])
    assert copy.pages == [made.pages[0]] and copy is not made
    ((label, target, children, state),) = copy.make_bookmark_tree(1, True)
    assert (label, state) == ("Frequently Asked Questions", "open")
    assert target[0] == 0 and len(target) == 3 and [child[0] for child in children][-1] == "Contact"
    assert list(inspect.signature(copy.make_bookmark_tree).parameters) == ["scale", "transform_pages"]


def test_the_tag_tree_is_built_by_functions_of_a_known_form() -> None:
    build = inspect.signature(weasyprint.pdf.tags._build_box_tree)
    assert list(build.parameters) == ["box", "parent", "pdf", "page_number", "nums", "annotations", "tags"]
    assert inspect.isgeneratorfunction(weasyprint.pdf.tags._build_box_tree)
    assert list(inspect.signature(Stream.marked).parameters) == ["self", "box", "tag"]
    source = inspect.getsource(Stream.marked)
    assert "self._tags[box] = {'tag': tag, 'mcid': mcid}" in source and "mcid = len(self._tags)" in source
    for name in ("stacked", "transform", "rectangle", "clip", "end", "artifact", "begin_marked_content"):
        assert callable(getattr(Stream, name))


def test_the_patches_are_taken_back() -> None:
    before = (weasyprint.pdf.tags._build_box_tree, Stream.marked)
    with tags.accessible("en-CA", laid_out(document(), design("handout"), SIZE).copy([])):
        assert (weasyprint.pdf.tags._build_box_tree, Stream.marked) != before
    assert (weasyprint.pdf.tags._build_box_tree, Stream.marked) == before


def test_the_fetcher_has_the_options_that_close_it() -> None:
    wanted = {"allowed_protocols", "allow_redirects", "fail_on_errors"}
    assert wanted <= set(inspect.signature(URLFetcher.__init__).parameters)


# No word is lost

LONG = " ".join(f"word{number}" for number in range(400))
ENDLESS = " ".join(f"word{number}" for number in range(900))
# The style, the answer that it drops, and a word near the place where it parts from the text.
DROPPING = [
    pytest.param(".answer{position:absolute;width:60mm}", ENDLESS, "word", id="absolute"),
    pytest.param(".answer{float:left;width:60mm}", ENDLESS, "word", id="float"),
    pytest.param(".answer p{max-lines:2;continue:discard}", LONG, "word", id="max-lines"),
    pytest.param(".answer p{height:160mm}", ENDLESS, "word", id="fixed-height"),
    pytest.param(".answer p{display:none}", "Gone with the wind.", "Gonewiththewind", id="hidden"),
    pytest.param(".answer p{white-space:nowrap}", LONG, "word0 word1", id="nowrap"),
    pytest.param(
        ".answer p{margin-left:-40mm}", "Left of it altogether.", "Left of it altogether", id="negative-margin"
    ),
    pytest.param(".answer p{position:relative;top:-70mm}", "Above it altogether.", "Above it altogether", id="above"),
    pytest.param(".answer p{width:200mm}", LONG, "word", id="too-wide"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("style", "text", "named"), DROPPING)
def test_text_that_the_layout_drops_is_named(style: str, text: str, named: str) -> None:
    look = styled("handout", f".qa{{break-inside:auto;display:block}}{style}")
    sized = replace(look, measures=look.measures | {"max_sheets": 99, "size": {"Latn": [10.5, 10.5]}})
    with pytest.raises(HandbillError, match=r"handout: .*(words are lost|runs out)") as raised:
        write(answered(text, count=1), sized)
    assert named in plain(str(raised.value))


def test_the_dropping_styles_drop_nothing_by_themselves() -> None:
    look = styled("handout", ".qa{break-inside:auto;display:block}")
    sized = replace(look, measures=look.measures | {"max_sheets": 99, "size": {"Latn": [10.5, 10.5]}})
    assert write(answered(ENDLESS, count=1), sized).facts["pages"] > 2


TEMPLATES = [
    ("{{ blocks.question(question, around) }}", "", "is left out"),
    (
        "{{ blocks.question(question, around) }}",
        "{{ blocks.question(question, around) }}<p>{{ question.question | words }}</p>",
        "stands twice",
    ),
    ("{{ blocks.draft(document) }}", "<p>Buy now!</p>", "is added"),
    ("{% for question in document.questions", "{% for question in document.questions | reverse", "is moved"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("old", "new", "what"), TEMPLATES, ids=[what for _, _, what in TEMPLATES])
def test_a_template_that_changes_the_words_is_refused(old: str, new: str, what: str) -> None:
    text = design("handout").parts["handout.html"]
    assert old in text
    with pytest.raises(HandbillError, match="handout: words are lost or changed: laid out “"):
        write(document(), styled("handout", "", handout=text.replace(old, new)))


def test_a_letter_that_no_font_has_is_refused() -> None:
    with pytest.raises(HandbillError, match=r"the layout engine warns: .*notdef"):
        write(answered("Javanese ꦄ is not here.", count=2), design("handout"))


@pytest.mark.parametrize(
    "style", ["p{no-such-property:1px}", "p{color:no-such-color}", "@import 'https://example.org/'"]
)
def test_a_warning_of_the_style_is_an_error(style: str) -> None:
    with pytest.raises(HandbillError, match=r"styles/handout\.css: the layout engine warns"):
        write(document(), styled("handout", style))


REFUSED = [
    '<img src="file:///etc/hostname" alt="x"/>',
    '<img src="http://127.0.0.1:9/x.png" alt="x"/>',
    '<img src="handout.png" alt="x"/>',
    '<link rel="attachment" href="file:///etc/hostname"/>',
    '<link rel="stylesheet" href="http://127.0.0.1:9/x.css"/>',
    '<p style="background:url(file:///etc/hostname)"></p>',
    "<img alt=\"x\" src=\"data:image/svg+xml,&lt;svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>"
    "&lt;image href='file:///etc/hostname' width='9' height='9'/>&lt;/svg>\"/>",
]


@pytest.mark.slow
@pytest.mark.parametrize("markup", REFUSED)
def test_nothing_outside_the_page_is_read(markup: str) -> None:
    text = design("handout").parts["handout.html"].replace("{% endblock %}", markup + "{% endblock %}")
    with pytest.raises(HandbillError, match=r"^((?!well-formed).)*$"):
        write(document(), styled("handout", "", handout=text))


def test_what_is_refused_is_a_handbill_error() -> None:
    text = design("handout").parts["handout.html"].replace("{% endblock %}", REFUSED[0] + "{% endblock %}")
    with pytest.raises(HandbillError, match="file:///etc/hostname"):
        write(document(), styled("handout", "", handout=text))


def test_a_logo_cannot_reach_out() -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="file:///etc/hostname"/></svg>'
    with pytest.raises(HandbillError, match=r"^example/en-CA: the edition's logo cannot be drawn, .* there$"):
        write(document(logo=svg), design("handout"))


# Panels


def imposed(tag: str) -> weasyprint.Document:
    made, look = whole(tag), design("trifold")
    page = render.page(made, look)
    return sheets.impose(page.lay_out(balance.fit(page, made, look).style(look)), made, look)


@pytest.mark.slow
@pytest.mark.parametrize("tag", ["en-CA", "ar"])
def test_folds_mirror_each_other(tag: str) -> None:
    outside, inside = (sorted(slot.left for slot in sheet.slots)[1:] for sheet in imposed(tag).pages)
    assert len(outside) == len(inside) == 2
    assert sorted(ELEVEN_INCHES_PX - fold for fold in outside) == pytest.approx(inside, abs=0.01)
    inches = [fold / 96 for fold in outside]
    assert inches == pytest.approx([3.625, 7.3125] if tag == "en-CA" else [3.6875, 7.375], abs=0.001)


def panels(tag: str, page: int) -> dict[str, tuple[float, float]]:
    """Return left and right edge in millimetres of each panel of a sheet."""
    measures = design("trifold").measures
    side = list(measures["sides"].values())[page - 1]
    order = side[::-1] if tag == "ar" else side
    ends = [sum(measures["panels"][name] for name in order[: i + 1]) for i in range(3)]
    return {name: (end - measures["panels"][name], end) for name, end in zip(order, ends, strict=True)}


@pytest.mark.slow
@pytest.mark.parametrize("tag", ["en-CA", "ar"])
def test_all_text_lies_within_its_panel(tag: str) -> None:
    margin = 6.35
    height = design("trifold").measures["sheet"][1]
    for number, page in enumerate(pypdfium2.PdfDocument(trifold(tag)), 1):
        text, places = page.get_textpage(), panels(tag, number)
        drawn = [
            text.get_charbox(index) for index in range(text.count_chars()) if text.get_text_range(index, 1).strip()
        ]
        for left, bottom, right, top in ([side * MM_PER_POINT for side in box] for box in drawn):
            assert any(a + margin <= left and right <= b - margin for a, b in places.values())
            assert margin <= bottom and top <= height - margin
        assert len(drawn) > 100


def test_pages_are_the_sheet_and_the_facts_tell_it() -> None:
    made = write(whole("en-CA"), design("trifold"))
    assert made.facts["pages"] == 2 and made.facts["trim_mm"] == [279.4, 215.9]
    with pikepdf.open(BytesIO(made.content)) as opened:
        for page in opened.pages:
            assert [float(side) for side in page.mediabox] == pytest.approx([0, 0, 792, 612], abs=0.01)


def test_a_link_is_where_its_words_are() -> None:
    content = trifold("en-CA")
    words = {line.words: line for line in tagged.lines(content)}
    line = words["hello@example.org"]
    with pikepdf.open(BytesIO(content)) as opened:
        notes = [note for note in opened.pages[line.page - 1].Annots if note.A.URI == "mailto:hello@example.org"]
        sides = [[float(side) * MM_PER_POINT for side in note.Rect] for note in notes]
    height = design("trifold").measures["sheet"][1]
    places = [(left, height - bottom, right, height - top) for left, bottom, right, top in sides]
    assert any(a - 0.5 < line.left < c and min(b, d) < line.base < max(b, d) for a, b, c, d in places)


def test_each_link_is_one_annotation() -> None:
    with pikepdf.open(BytesIO(trifold("en-CA"))) as opened:
        places = [tuple(map(float, note.Rect)) for page in opened.pages for note in page.Annots]
    assert len(places) == len(set(places))


def plain(text: str) -> str:
    return " ".join(text.split())


def panel_of(line: tagged.Line, tag: str) -> str:
    return next(name for name, (left, right) in panels(tag, line.page).items() if left <= line.left < right)


@pytest.mark.parametrize("tag", ["en-CA", "ar"])
def test_the_structure_is_read_panel_by_panel(tag: str) -> None:
    order = [panel_of(line, tag) for line in tagged.lines(trifold(tag))]
    runs = [name for before, name in pairwise(["", *order]) if name != before]
    assert runs == ["cover", "flap", "inside-1", "inside-2", "inside-3", "back"]


@pytest.mark.parametrize("tag", ["en-CA", "ar"])
def test_bookmarks_are_in_reading_order(tag: str) -> None:
    made = whole(tag)
    with pikepdf.open(BytesIO(trifold(tag))) as opened, opened.open_outline() as outline:
        (root,) = outline.root
        titles = [plain(child.title) for child in root.children]
        targets = [child.destination or child.action for child in root.children]
    assert root.title == made.title.text
    questions = [plain(question.question.text) for question in made.questions]
    assert titles == [*questions, made.labels["contact"].text]
    assert all(targets)


def test_the_draft_line_in_a_margin_is_not_read_aloud() -> None:
    content = trifold("en-CA")
    mark = "Draft: not for distribution"
    assert [line.page for line in tagged.lines(content) if line.words.strip() == mark] == [1]
    assert [line.page for line in tagged.artifacts(content) if line.words.strip() == mark] == [2]


@pytest.mark.parametrize("tag", ["ar", "hi"])
def test_english_that_stands_in_is_marked_as_english(tag: str) -> None:
    made = whole(tag)
    english = whole("en-CA").questions[1]
    stand_in = replace(made, questions=(*made.questions[:2], replace(english, id="stand-in"), *made.questions[3:]))
    found = tagged.lines(write(stand_in, design("handout")).content)
    in_english = plain(" ".join(line.words for line in found if line.language == "en-CA"))
    assert in_english.startswith("How can I reach you? Write to hello@example.org , call ")
    own = {line.language for line in found if any("\u0600" < c < "\u0980" for c in line.words)}
    assert own == {tag}


def test_lists_say_how_they_are_numbered() -> None:
    with pikepdf.open(BytesIO(trifold("en-CA"))) as opened:
        kinds = [
            str(item.A.ListNumbering)
            for item in opened.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/S") == "/L"
        ]
    assert sorted(set(kinds)) == ["/Decimal", "/Disc"]


RED = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 10" width="40mm" height="10mm">'
    b'<rect width="40" height="10" fill="#cc0000"/></svg>'
)


@pytest.mark.slow
@pytest.mark.parametrize(("tag", "form"), [("en-CA", "trifold"), ("ar", "trifold"), ("ar", "handout")])
def test_a_pictures_box_is_where_the_picture_is(tag: str, form: str) -> None:
    content = write(replace(whole(tag), logo=RED), design(form)).content
    with pikepdf.open(BytesIO(content)) as opened:
        figures = [
            item for item in opened.objects if isinstance(item, pikepdf.Dictionary) and item.get("/S") == "/Figure"
        ]
        ((left, bottom, right, top),) = [map(float, figure.A.BBox) for figure in figures]
    page = pypdfium2.PdfDocument(content)[0]
    shown, height = page.render().to_pil().convert("RGB"), page.get_height()
    others = ImageChops.difference(shown, Image.new("RGB", shown.size, "#cc0000")).convert("L")
    red = others.point(lambda value: 255 * (value == 0)).getbbox()
    assert red == pytest.approx((left, height - top, right, height - bottom), abs=1)


@pytest.mark.slow
@pytest.mark.parametrize(("tag", "redrawn"), [("en-CA", False), ("ar", False), ("hi", True)])
def test_the_words_stand_beside_a_line_in_scripts_that_are_redrawn(tag: str, redrawn: bool) -> None:
    content = write(whole(tag), design("handout")).content
    with pikepdf.open(BytesIO(content)) as opened:
        words = [
            str(operands[1].ActualText)
            for page in opened.pages
            for operands, operator in pikepdf.parse_content_stream(page)
            if str(operator) == "BDC" and isinstance(operands[1], pikepdf.Dictionary) and "/ActualText" in operands[1]
        ]
    assert bool(words) is redrawn
    assert all(len(line) < 160 for line in words)


# Type that fits

HEIGHTS = st.lists(st.integers(0, 40).map(float), min_size=1, max_size=8).map(tuple)


@given(HEIGHTS, st.integers(1, 5))
def test_questions_are_shared_out_as_evenly_as_can_be(heights: tuple[float, ...], count: int) -> None:
    fullest, ends = balance.partition(heights, count)
    panels_used = min(count, len(heights))
    ways = combinations(range(1, len(heights)), panels_used - 1)
    best = min(max(sum(heights[a:b]) for a, b in pairwise((0, *cuts, len(heights)))) for cuts in ways)
    assert fullest == best
    assert len(ends) == panels_used and ends[-1] == len(heights) and sorted(set(ends)) == list(ends)
    assert max(sum(heights[a:b]) for a, b in pairwise((0, *ends))) == fullest


def between(floor: float, cap: float) -> Design:
    """Return the brochure's design with narrower limits of its type size, so that fewer layouts are tried."""
    look = design("trifold")
    return replace(look, measures=look.measures | {"size": {"Latn": [cap, floor]}})


def crowded() -> Document:
    """Return a document too long for the largest type and short enough for a smaller one."""
    text = "The first panel of the brochure is as full as can be. " * 12
    made = whole("en-CA")
    answers = (Paragraph(passage(text, ENGLISH)),)
    return replace(made, questions=tuple(replace(q, answer=answers) for q in made.questions[:5]) + made.questions[5:])


def brute_force(page: render.Page, made: Document, look: Design) -> float:
    """Return the largest size of all, each tried."""
    cap, floor = look.measures["size"]["Latn"]
    steps = round((cap - floor) / balance.STEP_PT)
    sizes = [round(floor + step * balance.STEP_PT, 1) for step in range(steps + 1)]
    return max(size for size in sizes if balance.share_out(page, made, look, size))


@pytest.mark.slow
def test_the_type_is_the_largest_that_fits() -> None:
    made, look = crowded(), between(9.2, 9.7)
    page = render.page(made, look)
    fit = balance.fit(page, made, look)
    cap, floor = look.measures["size"]["Latn"]
    assert floor < fit.size < cap
    assert fit.size == brute_force(page, made, look)
    assert write(made, look).facts["type_size_pt"] == fit.size


def test_a_short_text_is_set_in_the_largest_type_allowed() -> None:
    assert (
        write(whole("en-CA"), design("trifold")).facts["type_size_pt"] == design("trifold").measures["size"]["Latn"][0]
    )


def test_too_long_a_text_names_panel_lines_and_question() -> None:
    made = answered("far too long " * 160, at=2)
    look = between(9, 9.2)
    message = (
        r"^example/en-CA/trifold: at 9 pt, the smallest allowed, the panel inside-\d is \d+ lines too long; shorten"
    )
    with pytest.raises(HandbillError, match=f"{message} the question “question-2”$"):
        write(made, look)


@pytest.mark.slow
def test_the_lines_too_many_grow_with_the_text() -> None:
    look, lines = between(9, 9.1), []
    for count in (150, 160):
        with pytest.raises(HandbillError) as raised:
            write(answered("far too long " * count, at=2), look)
        lines.append(int(str(raised.value).split(" is ")[1].split(" lines")[0]))
    # Ten times three words more, ten or so to a line.
    assert 2 <= lines[1] - lines[0] <= 4


def test_too_long_a_back_names_its_question_too() -> None:
    with pytest.raises(HandbillError, match=r"panel back is .* lines too long; shorten the question “question-5”"):
        write(answered("far too long " * 160, at=5), between(9, 9.1))


def test_too_few_questions_say_how_many_are_wanted() -> None:
    with pytest.raises(HandbillError, match=r"trifold: 3 questions are too few for 5 panels; use the handout instead$"):
        write(whole("en-CA", 3), design("trifold"))


def test_too_long_a_cover_names_what_stands_on_it() -> None:
    made = replace(whole("en-CA"), title=passage("Far too long a title " * 14, ENGLISH))
    with pytest.raises(HandbillError, match=r"panel cover is \d+ lines too long; shorten the title or the invitation$"):
        write(made, between(9, 9.1))


class Kept(dict[str, str]):
    """A memory that can be looked into."""

    put = dict.__setitem__

    def __bool__(self) -> bool:
        """Return that there is a memory, be it empty."""
        return True


def remembered(made: Document, look: Design, memory: Kept) -> balance.Fit:
    """Return the fit of a document from the memory alone; without a page nothing can be laid out."""
    return balance.fit(None, made, replace(look, memory=memory))  # type: ignore[arg-type]


def test_a_fit_is_found_once() -> None:
    memory, made = Kept(), replace(whole("en-CA"), reasons=("nobody has reviewed it",))
    office = replace(design("trifold"), memory=memory)
    found = balance.fit(render.page(made, office), made, office)
    assert len(memory) == 1
    assert remembered(made, design("trifold"), memory) == found


def test_office_and_press_share_a_fit(counted: Kept) -> None:
    remembered(whole("en-CA"), design("trifold-press"), counted)
    assert len(counted) == 1


NO_MATTER = {
    "state": {"reasons": ()},
    "imprint code": {"code": "00000000"},
    "colours": {"colors": {}},
}
MATTER = {
    "word": answered("Another word."),
    "bold word": answered("**Another** word."),
    "words in English": answered("Another word.", "hi"),
    "fewer questions": whole("en-CA", 5),
    "language": whole("hi"),
    # The cover and the back have to fit too.
    "title": replace(whole("en-CA"), title=passage("Another title", ENGLISH)),
    "logo": replace(whole("en-CA"), logo=b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
}


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Kept:
    """A memory that holds the fit of the whole in English; what is not in it is searched for without a layout."""
    monkeypatch.setattr(balance, "_search", lambda *_: balance.Fit(9.0, (1, 2, 3)))
    memory = Kept()
    remembered(whole("en-CA"), design("trifold"), memory)
    return memory


@pytest.mark.parametrize("changes", NO_MATTER.values(), ids=NO_MATTER.keys())
def test_a_fit_does_not_depend_on_what_stands_elsewhere(changes: dict[str, object], counted: Kept) -> None:
    remembered(replace(whole("en-CA"), **changes), design("trifold"), counted)
    assert len(counted) == 1


@pytest.mark.parametrize("made", MATTER.values(), ids=MATTER.keys())
def test_a_fit_depends_on_every_word(made: Document, counted: Kept) -> None:
    remembered(made, design("trifold"), counted)
    assert len(counted) == 2


def test_a_fit_depends_on_looks_and_measures(counted: Kept) -> None:
    looks = [
        between(9, 9.1),
        styled("trifold", ".answer{color:red}"),
        styled("trifold", "", trifold=design("trifold").parts["trifold.html"] + " "),
    ]
    for count, look in enumerate(looks, 2):
        remembered(whole("en-CA"), look, counted)
        assert len(counted) == count


def test_a_fit_is_kept_in_files_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    memory, found = files.Store(tmp_path), balance.Fit(10.3, (1, 3, 4))
    look = replace(design("trifold"), memory=memory)
    with monkeypatch.context() as patch:
        patch.setattr(balance, "_search", lambda *_: found)
        balance.fit(None, whole("en-CA"), look)
    assert balance.fit(None, whole("en-CA"), look) == found
    assert memory.get("no such key") is None


@pytest.mark.slow
def test_too_long_a_flat_piece_is_refused() -> None:
    look = styled("handout", ".qa{break-inside:auto;display:block}")
    narrow = replace(look, measures=look.measures | {"size": {"Latn": [9.1, 9]}})
    with pytest.raises(HandbillError, match=r"handout: .*shorten"):
        write(answered("far too long " * 900, count=1), narrow)


@pytest.mark.slow
@pytest.mark.parametrize("tag", ["en-CA", "ar"])
def test_a_qr_code_fits_its_panel_in_either_direction(tag: str) -> None:
    made = replace(whole(tag), facts=document(tag).facts)
    assert write(made, design("trifold")).facts["pages"] == 2


def test_there_is_a_qr_code_where_there_is_an_address() -> None:
    assert qr.address_code(whole("en-CA"), press=False) == ""
    assert qr.address_code(document(), press=False).startswith("data:image/svg+xml;base64,")


# The same bytes

DIGESTS = """
import pathlib, sys
from dataclasses import replace
from hashlib import sha256
from documents import document
from handbill.formats import BY_ID
from handbill.project import Project
from handbill.writers.pdf import write
for tag, form in (("en-CA", "handout"), ("ar", "trifold")):
    made = document(tag)
    questions = [replace(question, id=question.id + str(i)) for i in range(3) for question in made.questions]
    facts = {name: fact for name, fact in made.facts.items() if form == "handout" or name != "website"}
    made = replace(made, questions=tuple(questions), facts=facts)
    print(sha256(write(made, Project(pathlib.Path(sys.argv[1])).design(BY_ID[form])).content).hexdigest())
"""


def begun(seed: str, zone: str, folder: Path) -> "subprocess.Popen[str]":
    path = os.pathsep.join((str(ROOT), str(ROOT / "tests"), *filter(None, sys.path)))
    environment = os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": path}
    command = [sys.executable, "-c", DIGESTS, str(ROOT)]
    return subprocess.Popen(command, env=environment, cwd=folder, stdout=subprocess.PIPE, text=True)


@pytest.mark.slow
def test_the_same_document_gives_the_same_bytes(tmp_path: Path) -> None:
    running = [begun("1", "Asia/Tokyo", tmp_path), begun("12345", "America/Halifax", ROOT)]
    first, second = (process.communicate(timeout=60)[0].split() for process in running)
    assert len(set(first)) == 2 and first == second
