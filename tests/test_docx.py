"""The lines of a Word document from outside: what counts as words, and what Word keeps beside them."""

import pytest
from hostile import body, packed, parts

from handbill.exchange import docx, guard


def lines(inside: str) -> docx.Returned:
    return docx.read(guard.unpack(packed(parts(body(inside))), "theirs.docx"))


def texts(inside: str) -> list[str]:
    return [line.text for line in lines(inside).lines]


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def field(instruction: str, result: str) -> str:
    marks = {kind: f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")}
    code = f"<w:r><w:instrText>{instruction}</w:instrText></w:r>"
    return f"{marks['begin']}{code}{marks['separate']}{run(result)}{marks['end']}"


GONE = "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>"
ACCENT = "e\u0301"
DELETED = "<w:del><w:r><w:delText>old</w:delText></w:r></w:del>"
BOX = "<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>boxed</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>"


@pytest.mark.parametrize(
    ("inside", "wanted"),
    [
        (f"<w:p>{DELETED}<w:ins>{run('new')}</w:ins></w:p>", ["new"]),
        (
            f"<w:p><w:moveFrom>{run('moved')}</w:moveFrom></w:p><w:p><w:moveTo>{run('moved')}</w:moveTo></w:p>",
            ["", "moved"],
        ),
        (f"<w:p>{GONE}{run('one ')}</w:p><w:p>{run('two')}</w:p>", ["one two"]),
        (f"<w:p>{run('Page ')}{field(' PAGE ', '7')}</w:p>", ["Page"]),
        (f"<w:p>{field(' TOC x ', 'Listed')}</w:p>", [""]),
        (f"<w:p>{field(' HYPERLINK x ', 'linked')}{field(' FILLIN x ', ' filled')}</w:p>", ["linked filled"]),
        (f'<w:p><w:fldSimple w:instr=" NUMPAGES ">{run("9")}</w:fldSimple>{run("x")}</w:p>', ["x"]),
        (f"<w:p><w:hyperlink>{run('link')}</w:hyperlink><w:smartTag>{run(' tag')}</w:smartTag></w:p>", ["link tag"]),
        (
            "<w:p><w:r><w:t>a</w:t><w:noBreakHyphen/><w:t>b</w:t><w:br/><w:t>c</w:t><w:tab/><w:t>d</w:t></w:r></w:p>",
            ["a-b c d"],
        ),
        (f"<w:p><w:ruby><w:rt>{run('above')}</w:rt><w:rubyBase>{run('below')}</w:rubyBase></w:ruby></w:p>", ["below"]),
        (f"<w:p><w:r><w:t>in\u00a0 \u200fspace</w:t></w:r>{BOX}</w:p>", ["in space"]),
        (f"<w:customXml><w:p>{run(ACCENT)}</w:p></w:customXml>", ["é"]),
        (f"<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p>{run('x')}</w:p></w:tc></w:tr></w:tbl>", []),
        (
            f"<w:tbl><w:sdt><w:sdtContent><w:tr><w:tc><w:p>{run('y')}</w:p></w:tc></w:tr></w:sdtContent></w:sdt></w:tbl>",
            ["y"],
        ),
    ],
)
def test_what_counts_as_words(inside: str, wanted: list[str]) -> None:
    assert texts(inside) == wanted


@pytest.mark.parametrize(
    "inside",
    [
        f"<w:p>{DELETED}</w:p>",
        f"<w:p><w:ins>{run('x')}</w:ins></w:p>",
        f"<w:p>{GONE}</w:p><w:p/>",
        "<w:tbl><w:tr><w:trPr><w:del/></w:trPr></w:tr></w:tbl>",
    ],
)
def test_tracked_changes_are_known(inside: str) -> None:
    assert lines(inside).tracked and not lines(f"<w:p>{run('x')}</w:p>").tracked


def test_a_deleted_heading_leaves_no_mark_on_the_next() -> None:
    deleted = f'<w:p>{GONE}<w:bookmarkStart w:name="faq_gone"/>{DELETED}</w:p>'
    (line,) = lines(f'{deleted}<w:p><w:bookmarkStart w:name="faq_here"/>{run("Here?")}</w:p>').lines
    assert (line.text, line.bookmarks) == ("Here?", ("faq_here",))


def test_controls_of_other_programs_are_no_tags() -> None:
    def control(tag: str, inside: str) -> str:
        return f'<w:sdt><w:sdtPr><w:tag w:val="{tag}"/></w:sdtPr><w:sdtContent>{inside}</w:sdtContent></w:sdt>'

    inner = control("goog_rdk_3", run("a")) + control("partner.email", run("b@example.org"))
    (line,) = lines(control("answer.purpose", f"<w:p>{inner}</w:p>")).lines
    assert line.tags == ("answer.purpose", "partner.email")
    assert line.fields == (("partner.email", "b@example.org"),)


def test_a_text_box_is_told_apart() -> None:
    found = lines(f"<w:p>{run('line')}{BOX}</w:p>")
    assert found.boxes == ("boxed",) and found.lines[0].pictures == 0


def test_lists_and_levels_are_the_paragraphs_own_or_their_styles() -> None:
    level = '<w:p><w:pPr><w:outlineLvl w:val="{}"/></w:pPr></w:p>'
    assert [line.level for line in lines(level.format(0) + level.format(9) + level.format("x")).lines] == [1, 0, 0]


def test_a_line_knows_its_cell() -> None:
    table = f"<w:tbl><w:tr><w:tc><w:p>{run('a')}</w:p></w:tc><w:tc><w:p>{run('b')}</w:p></w:tc></w:tr></w:tbl>"
    assert [line.cell for line in lines(table + table).lines] == [(1, 0, 0), (1, 0, 1), (2, 0, 0), (2, 0, 1)]
