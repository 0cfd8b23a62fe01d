"""The faster ways through the layout engine: they lead to the same bytes as WeasyPrint's own."""

import gc
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from documents import document
from PIL import Image
from test_pdf import design, whole
from weasyprint.formatting_structure import boxes

from handbill import formats
from handbill.engine import CHANGES, changes, fonts, lines, paragraphs, parsed, weasyprint
from handbill.errors import HandbillError
from handbill.model import Document, pair
from handbill.templates import data_uri
from handbill.writers import pdf
from handbill.writers.pdf import balance, render

pytestmark = pytest.mark.usefixtures("faces")

TAGS = ("en-CA", "fr-CA", "ar", "hi", "zh-Hans", "ko")
FORMS = ("trifold", "trifold-press", "handout", "large-print", "poster", "bilingual")
# Writes cases in a process of its own, whose fonts are those of this file alone.
WRITTEN = f"""
import json, sys
sys.path[:0] = [{str(ROOT)!r}, {str(ROOT / "tests")!r}]
{{before}}
import test_engine
{{after}}
print(json.dumps([getattr(test_engine, name)(*given) for name, *given in json.loads(sys.argv[1])]))
"""
# Imports WeasyPrint as it is: nothing is changed, and its own style sheet is whole.
UNCHANGED = f"""
import importlib.util
spec = importlib.util.spec_from_file_location("handbill.engine.changes", {str(ROOT / "handbill/engine/changes.py")!r})
changes = importlib.util.module_from_spec(spec)
sys.modules["handbill.engine.changes"] = changes
spec.loader.exec_module(changes)

def leave(_):
    from handbill.engine import fonts, styles
    fonts.know_arrays = styles.leave_out_notes = lambda: None

changes.make = leave
"""
SAME = """
from handbill.engine import CHANGES
assert {} == all("handbill" not in vars(change.owner)[change.name].__module__ for change in CHANGES)
"""


def documents(tag: str) -> Iterator[Document]:
    """Yield a document as a final, and as a draft with a web address."""
    made = replace(whole(tag), code="0123ABCD")
    yield made
    yield replace(made, reasons=("nobody has reviewed it",), facts=document(tag).facts)


# What no piece of ours has: lines that end within a text, justified, cut off, broken within words, and filled margins.
ODD = """<html lang="en"><head><title>Odd</title><style>
@page { size: 80mm 60mm; margin: 10mm; @bottom-center { content: "Page " counter(page) " of " counter(pages) } }
@page :first { @top-left-corner { content: "A" } @right-middle { content: "B" } @left-top { content: none } }
.just { text-align: justify } .pre { white-space: pre-wrap; font-family: serif } .any { overflow-wrap: anywhere }
.cut { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; width: 30mm } u { letter-spacing: 1px }
.two { block-ellipsis: auto; max-lines: 2; continue: discard; overflow-wrap: anywhere; width: 30mm }
.hyphen { hyphens: auto; width: 25mm }
</style></head><body>
<p class="just">Words set so that they fill the line from one edge to the other, and a last one.</p>
<p class="pre">One line
another\u2028a third &#13; and a tab\tafter it</p>
<p class="any">https://example.org/a-long-address-that-must-break-somewhere-since-it-is-long</p>
<p class="cut">A text that is cut off where its box ends</p>
<p class="two">https://example.org/four-lines-of-which-the-last-two-are-cut-off-since-no more than two may be seen of
this text, which is long enough for four of them.</p>
<p class="hyphen" lang="en">Extraordinary circumstances, hy\u00adphen\u00adation</p>
<p><u>Apart</u> <b>to<i>get</i>her</b> \u0645\u0631\u062d\u0628\u0627 12</p>
</body></html>"""


def digest(tag: str, form: str) -> str:
    """Return the checksum of a language's files in a format."""
    looks, english = design(form), replace(whole("en-CA"), code="0123ABCD")
    paired = [pair(made, english) if form == "bilingual" else made for made in documents(tag)]
    return sha256(b"".join(pdf.write(made, looks).content for made in paired)).hexdigest()


def odd() -> str:
    """Return the checksum of a page of what no piece has, written twice: what was drawn once can be drawn again."""
    document = weasyprint.HTML(string=ODD).render()
    return sha256(document.write_pdf(pdf_identifier=b"-") + document.write_pdf(pdf_identifier=b"-")).hexdigest()


def written(cases: list[tuple[str, ...]], faces: Path, before: str = "") -> list[str]:
    """Return the checksums that functions of this file give, each named before what it is given."""
    code = WRITTEN.format(before=before, after=SAME.format(bool(before)))
    environment = {**os.environ, "FONTCONFIG_FILE": str(faces / "fonts.conf")}
    command = [sys.executable, "-c", code, json.dumps(cases)]
    run = subprocess.run(command, env=environment, check=False, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    return list(json.loads(run.stdout))


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_all_files_are_those_that_weasyprint_makes_as_it_is(form: str, faces: Path) -> None:
    cases = [("digest", tag, form) for tag in TAGS[form == "bilingual" :]]
    assert written(cases, faces) == written(cases, faces, UNCHANGED)


@pytest.mark.slow
def test_what_no_piece_has_is_drawn_as_weasyprint_draws_it(faces: Path) -> None:
    assert written([("odd",)], faces) == written([("odd",)], faces, UNCHANGED)


def test_each_change_is_made_wherever_the_function_is_held() -> None:
    for change in CHANGES:
        new = vars(change.owner)[change.name]
        assert new.__module__.startswith("handbill.engine."), change.name
        named = [
            vars(module).get(change.name) for name, module in sys.modules.items() if name.startswith("weasyprint.")
        ]
        assert {getattr(found, "__module__", None) for found in named if callable(found)} <= {new.__module__}


def test_an_attribute_is_put_back_whatever_happens() -> None:
    with pytest.raises(ZeroDivisionError), changes.replaced(formats, "FORMATS", ()):
        assert formats.FORMATS == ()
        raise ZeroDivisionError
    assert formats.FORMATS


def lines_asked_for(form: str, monkeypatch: pytest.MonkeyPatch) -> tuple[int, int]:
    """Return how many lines a layout sets, and how many it takes from those already set."""
    taken, made = [], []
    monkeypatch.setattr(
        paragraphs, "_moved", lambda *given, moved=paragraphs._moved: (taken.append(1), moved(*given))[1]
    )
    monkeypatch.setattr(paragraphs, "Set", lambda *given, kind=paragraphs.Set: (made.append(1), kind(*given))[1])
    page = render.page(whole("en-CA"), design(form))
    render._laid_out.cache_clear()
    page.lay_out(render.sized(design(form), 11))
    return len(made), len(taken)


def test_what_stands_in_a_grid_is_set_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made, taken = lines_asked_for("handout", monkeypatch)
    assert taken > made / 2


def test_a_line_that_is_taken_again_is_a_copy() -> None:
    html = "<style>div{display:grid;grid-template-columns:1fr 1fr}</style><div><p>One <b>two</b></p><p>Three</p></div>"
    page = weasyprint.HTML(string=html).render().pages[0]
    texts = [box for box in balance.descend(page._page_box) if getattr(box, "text", "") in ("One ", "two", "Three")]
    assert [box.text for box in texts] == ["One ", "two", "Three"]
    assert len({id(box) for box in texts}) == 3
    assert texts[0].position_x < texts[1].position_x < texts[2].position_x


def test_two_paragraphs_of_the_same_words_stay_two() -> None:
    html = "<p id=a lang=en>Same</p><p id=b lang=en>Same</p>"
    page = weasyprint.HTML(string=html).render().pages[0]
    found = [box for box in balance.descend(page._page_box) if getattr(box, "text", "") == "Same"]
    assert [box.element.get("id") for box in found] == ["a", "b"]
    assert found[0].position_y < found[1].position_y


def tree(element: Any) -> tuple[Any, ...]:
    """Return an element's name, attributes, texts and children."""
    texts = ((element.text or "").strip(), (element.tail or "").strip())
    return element.tag, dict(element.items()), texts, [tree(child) for child in element]


@pytest.mark.parametrize("tag", TAGS)
@pytest.mark.parametrize("form", FORMS)
def test_a_page_is_read_as_weasyprint_reads_it(form: str, tag: str) -> None:
    made = replace(whole(tag), reasons=("nobody has reviewed it",))
    paired = pair(made, whole("ar" if tag == "en-CA" else "en-CA")) if form == "bilingual" else made
    page = render.page(paired, design(form)).html
    assert tree(parsed(page, None).etree_element) == tree(weasyprint.HTML(string=page).etree_element)


def test_a_template_that_is_not_well_formed_is_told() -> None:
    looks = design("poster")
    broken = looks.parts["poster.html"].replace("</div>", "", 1)
    with pytest.raises(HandbillError, match=r"example/en-CA: .*not well-formed \(.*line \d+.*; correct the template"):
        pdf.write(whole("en-CA"), replace(looks, parts={**looks.parts, "poster.html": broken}))


def test_a_line_is_drawn_as_it_was_set(monkeypatch: pytest.MonkeyPatch) -> None:
    document = weasyprint.HTML(string="<p lang=en>Some words, <b>set</b> once, on more<br>than one line</p>").render()
    given, set_text = [], lines.line_break.Layout.set_text
    monkeypatch.setattr(
        lines.line_break.Layout, "set_text", lambda *them, **how: (given.append(them[1]), set_text(*them, **how))
    )
    first = document.write_pdf(pdf_identifier=b"-")
    assert given == []
    assert document.write_pdf(pdf_identifier=b"-") == first
    assert "set" in given


@pytest.mark.parametrize(("rule", "made"), [("", 0), ("@page { @top-left { content: 'Draft' } }", 1)])
def test_only_what_stands_in_a_margin_is_made(rule: str, made: int) -> None:
    document = weasyprint.HTML(string=f"<style>{rule}</style><p>Words</p>").render()
    children = document.pages[0]._page_box.children
    assert sum(isinstance(box, boxes.MarginBox) for box in children) == made


def test_an_array_of_any_length_is_made_as_cffi_makes_it() -> None:
    made = fonts.ffi.new("hb_codepoint_t[7]", list(range(7)))
    assert (len(made), list(made)) == (7, list(range(7)))
    assert fonts.ffi.typeof("hb_codepoint_t[7]").length == 7
    with pytest.raises(Exception, match="nothing_known"):
        fonts.ffi.new("nothing_known[3]")


def test_a_text_that_was_set_up_is_freed_with_its_layout() -> None:
    count = sum(isinstance(thing, lines.line_break.Layout) for thing in gc.get_objects())
    for _ in range(3):
        weasyprint.HTML(string="<p>A text of its own</p>").render()
    gc.collect()
    assert sum(isinstance(thing, lines.line_break.Layout) for thing in gc.get_objects()) <= count


def test_what_was_laid_out_goes_when_nobody_has_it() -> None:
    for collect in (gc.disable, gc.enable):
        pdf.write(whole("ar"), design("handout"))
        for kept in (render._laid_out, render._parsed):
            kept.cache_clear()
        left = gc.collect()
        collect()
    # A layout has ten thousand; a template filled in leaves some.
    assert left < 1000


def test_a_picture_in_a_drawing_is_drawn_as_long_as_its_document_lives() -> None:
    png = io.BytesIO()
    Image.new("RGB", (9, 9), "red").save(png, "PNG")
    inner = data_uri(png.getvalue())
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="{inner}" width="9"/></svg>'
    document = weasyprint.HTML(string=f'<img src="{data_uri(drawing.encode())}">').render()
    gc.collect()
    assert b"/Subtype /Image" in document.write_pdf(uncompressed_pdf=True)


def test_what_no_piece_needs_is_not_loaded_with_the_engine(tmp_path: Path) -> None:
    code = "import handbill.engine, sys; print(*sys.modules)"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    run = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True)
    loaded = set(run.stdout.split())
    assert "fontTools.ttLib" in loaded, run.stderr
    assert not {"fontTools.subset", "fontTools.varLib.instancer", "asyncio"} & loaded


def test_what_is_loaded_late_is_loaded_when_it_is_called() -> None:
    from weasyprint.pdf import fonts as theirs

    assert theirs.subset.Options().__class__.__module__ == "fontTools.subset"
