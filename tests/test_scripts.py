"""What each script needs, as it is drawn: order and joins of Arabic, words of Korean, lines of Chinese, letters of
Hindi; no line stretched, no word hyphenated, markers where a list begins. Each trap is sprung once, so that it is known
to be seen; most of that is slow.
"""

import ctypes
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import accumulate, pairwise
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from documents import WORDS, document, passage, with_answer

from handbill import formats, locales, templates
from handbill.errors import HandbillError
from handbill.model import Block, Design, List, Paragraph, Run
from handbill.project import Project
from handbill.writers.pdf import write

pytestmark = pytest.mark.usefixtures("faces")

ROOT = Path(__file__).parent.parent
BLANK = (" ", "\u00a0")
# In points: the size of the answer, in which nothing else is set; the farthest that two base lines of a line lie apart,
# since a marker may be in another font.
ANSWER = 13
LEVEL = 3
PT_PER_PX = 0.75


def slowly(*cases: object) -> list[object]:
    """Return cases of a test that are slow ones."""
    return [pytest.param(case, marks=pytest.mark.slow) for case in cases]


@dataclass(frozen=True)
class Letter:
    """A letter as a viewer has it: where its place on the line begins and where its ink does, in points."""

    character: str
    begins: float
    base: float
    left: float
    right: float
    size: float


Line = list[Letter]


@cache
def design(margin: float, style: str = "") -> Design:
    """Return the handout's design, in one size, between margins (mm), with a style added."""
    made = replace(Project(ROOT).design(formats.BY_ID["handout"]), memory=None)
    size = {"size": {"Latn": [12, 12]}, "max_sheets": 9, "margins": [13, margin, 13, margin]}
    look = f".qa{{display:block;break-inside:auto}} .answer{{font-size:{ANSWER}pt}}" + style
    return replace(made, measures=made.measures | size, parts=made.parts | {"handout.css": look})


def written(tag: str, blocks: tuple[Block, ...], margin: float = 60, style: str = "") -> bytes:
    return write(with_answer(document(tag), *blocks), design(margin, style)).content


def told(tag: str, *texts: str) -> tuple[Block, ...]:
    return tuple(Paragraph(passage(text, locales.language(tag))) for text in texts)


@cache
def drawn(tag: str, *texts: str, margin: float = 60, style: str = "") -> list[Line]:
    """Return the lines of a page on which the texts are an answer's paragraphs, their letters from the left."""
    return lines_of(written(tag, told(tag, *texts), margin, style))


def lines_of(content: bytes, size: float = ANSWER) -> list[Line]:
    """Return the answer's lines down the pages, each with its letters from the left."""
    found: list[Line] = []
    for page in pypdfium2.PdfDocument(content):
        down = sorted(letters_of(page.get_textpage(), size), key=lambda letter: -letter.base)
        for letter in down:
            if not found or letter is down[0] or found[-1][-1].base - letter.base > LEVEL:
                found.append([])
            found[-1].append(letter)
    return [sorted(line, key=lambda letter: letter.begins) for line in found]


def letters_of(text: pypdfium2.PdfTextPage, wanted: float) -> Iterator[Letter]:
    for index in range(text.count_chars()):
        character, x, y = chr(pdfium.FPDFText_GetUnicode(text, index)), ctypes.c_double(), ctypes.c_double()
        pdfium.FPDFText_GetCharOrigin(text, index, x, y)
        size = pdfium.FPDFText_GetFontSize(text, index) * PT_PER_PX
        if character not in "\r\n" and abs(size - wanted) < 0.1:
            left, _, right, _ = text.get_charbox(index)
            yield Letter(character, x.value, y.value, left, right, size)


def seen(line: Line) -> str:
    """Return a line's letters from left to right, whatever order they are read in."""
    return "".join(letter.character for letter in line)


def on_paper(lines: list[Line]) -> str:
    return "\n".join(map(seen, lines)).replace("\u00a0", " ")


# Right to left: what is drawn from left to right in it

ADDRESSES = ("hello@example.org", "506-555-0100", "example.org/lip")


@pytest.mark.parametrize("tag", ["ar", *slowly("fa")])
def test_addresses_and_numbers_are_drawn_from_left_to_right(tag: str) -> None:
    paper = on_paper(drawn(tag, WORDS[tag][6], WORDS[tag][2], margin=19))
    assert [address for address in ADDRESSES if address not in paper] == []
    assert {"ar": "2008", "fa": "۲۰۰۸"}[tag] in paper


# An Arabic text, what must be seen in it, and what is seen where its parts are not set apart.
TURNED = [
    pytest.param("اتصلوا على 506-555-0199 الآن", "506-555-0199", "0199-555-506", id="a number in the text itself"),
    pytest.param(
        "اتصلوا على **506**-555-0199 الآن", "506-555-0199", "555-0199-506", id="a number that is bold in part"
    ),
    pytest.param("زوروا **Saint** John اليوم", "Saint John", "John Saint", id="a name that is bold in part"),
    pytest.param("زوروا **Saint** **John** اليوم", "Saint John", "JohnSaint", id="two bold names side by side"),
    pytest.param("رمزه LIP-**2008** اليوم", "LIP-2008", "2008-LIP", id="a code that is bold in part"),
]


@pytest.mark.parametrize(("text", "right", "wrong"), TURNED)
def test_bold_beside_latin_words_turns_nothing_round(text: str, right: str, wrong: str) -> None:
    everything = drawn("ar", *(case.values[0] for case in TURNED), margin=19)
    lines = list(map(on_paper, ([line] for line in everything)))
    assert any(right in line for line in lines) and not any(wrong in line for line in lines)


@pytest.mark.slow
@pytest.mark.parametrize(("text", "right", "wrong"), TURNED)
def test_what_is_turned_round_would_be_seen(text: str, right: str, wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(templates, "_left_to_right", lambda runs: iter(()))
    assert wrong in on_paper(lines_of(written("ar", told("ar", text), margin=19)))


@pytest.mark.slow
def test_latin_words_with_arabic_between_them_stand_from_right_to_left() -> None:
    (line,) = (seen(line) for line in drawn("ar", "تعمل **LIP** و**IRCC** معًا", margin=19) if "IRCC" in seen(line))
    assert line.index("IRCC") < line.index("LIP")


# Letters that join. None of these has a dot or a letter that does not join: drawn whole, its ink has no gap.

JOINED = "محمد"


def gaps(word: str, style: str = "") -> int:
    """Return how many columns of blank paper part the ink of a word that stands alone on its line."""
    content = written("ar", told("ar", word), style=".answer{font-size:40pt}" + style)
    page = pypdfium2.PdfDocument(content)[0]
    (line,) = lines_of(content, 40)
    base, scale = page.get_height() - line[0].base, 3
    shown = (
        page.render(scale=scale)
        .to_pil()
        .convert("L")
        .crop([round(side * scale) for side in (line[0].begins - 30, base - 30, line[-1].right + 30, base + 14)])
    )
    columns = [
        "#" if shown.crop((x, 0, x + 1, shown.height)).getextrema()[0] < 128 else " " for x in range(shown.width)
    ]
    return len("".join(columns).split()) - 1


def test_arabic_letters_join() -> None:
    assert gaps(JOINED) == 0


@pytest.mark.slow
def test_letters_set_apart_would_be_seen() -> None:
    assert gaps(f"**{JOINED}**") == 0 and gaps(JOINED, "body{letter-spacing:3pt}") > 0


@pytest.mark.parametrize("text", ["مح**مد**", "**مح**مد", "ال**شراكة** المحلية", "ب**همراه** ما"])
def test_bold_that_would_part_joined_letters_is_refused(text: str) -> None:
    with pytest.raises(HandbillError, match="begins where Arabic letters join, which it would part; make the whole"):
        written("ar", told("ar", text))


@pytest.mark.slow
@pytest.mark.parametrize("text", ["و**معهم** اليوم", "تخطط **معهم**", "ال**LIP** هنا", "تخطط\u200c**معهم**"])
def test_bold_between_letters_that_do_not_join_is_taken(text: str) -> None:
    assert lines_of(written("ar", told("ar", text)))


# Lines: words whole, none stretched, none hyphenated

KOREAN = " ".join(word for text in WORDS["ko"] for word in re.sub(r"[*]|\{\w+\}\S*", "", text).split())


def test_korean_words_stay_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    words = (KOREAN + " " + KOREAN).split()
    between = set(accumulate(map(len, words)))

    def ends() -> set[int]:
        """Return after how many letters of the text each line ends; not every space is a letter to a viewer."""
        lines = lines_of(written("ko", told("ko", " ".join(words)), margin=80))
        return set(accumulate(len("".join(seen(line).split())) for line in lines))

    assert len(ends()) > 8 and ends() <= between
    monkeypatch.setattr(templates, "KEEP_WORDS", frozenset())
    assert not ends() <= between


def poster_words(text: str, style: str | None = None) -> list[str]:
    """Return the words that a viewer finds on a Korean poster whose invitation is a long name and a text."""
    look = replace(Project(ROOT).design(formats.BY_ID["poster"]), memory=None)
    sheet = look.parts["poster.css"] if style is None else style
    made = document("ko")
    name = Run("Example City of Examples", fact="place", language=locales.language("en-CA"))
    invitation = replace(made.labels["invitation"], runs=(name, *passage(f" {text}", made.language).runs))
    labels = {**made.labels, "invitation": invitation}
    content = write(replace(made, labels=labels), replace(look, parts={**look.parts, "poster.css": sheet})).content
    return pypdfium2.PdfDocument(content)[0].get_textpage().get_text_range().split()


@pytest.mark.slow
def test_korean_words_stay_whole_beside_a_name_that_may_break() -> None:
    words = KOREAN.split()
    texts = [" ".join(words[at : at + 4]) for at in range(0, len(words) - 4, 3)]
    assert all(set(text.split()) <= set(poster_words(text)) for text in texts)
    css = Project(ROOT).design(formats.BY_ID["poster"]).parts["poster.css"]
    loose = css.replace(".word:lang(ko) { white-space: nowrap }", ".word:lang(ko) { white-space: normal }")
    assert loose != css
    assert not all(set(text.split()) <= set(poster_words(text, loose)) for text in texts)


LONG = {
    "en-CA": "The partnership brings newcomers and organizations together, and internationally experienced people plan "
    "with them what a welcoming community needs in the coming years, and how its accessibility can be improved. " * 2,
    "ar": "تساعد الشراكة جميع الوافدين الجدد على التعارف، وتجمع الناس والمنظمات معًا، وتخطط معهم لما يحتاجه المجتمع "
    "المرحّب في السنوات القادمة، وكيف يمكن تحسين الوصول إلى الخدمات. " * 2,
    "ko": f"{KOREAN} " * 2,
    "hi": "यह साझेदारी सभी नवागंतुकों की मदद करती है, लोगों को साथ लाती है और उनके साथ योजना बनाती है। " * 3,
}


def raggedness(tag: str, lines: list[Line]) -> float:
    """Return how far the ends of a paragraph's lines but its last lie apart, in points."""
    rtl = locales.language(tag).direction == "rtl"
    body = [[one for one in line if one.character not in BLANK] for line in lines[:-1]]
    ends = [line[0].left if rtl else line[-1].right for line in body]
    assert len(ends) >= 3
    return max(ends) - min(ends)


@pytest.mark.parametrize("tag", ["ar", *slowly("en-CA", "ko", "hi")])
def test_no_line_is_stretched_to_the_margin(tag: str) -> None:
    assert raggedness(tag, drawn(tag, LONG[tag])) > 8
    assert raggedness(tag, drawn(tag, LONG[tag], style="p{text-align:justify!important}")) < 4


@pytest.mark.parametrize(("style", "even"), [("", True), ("p{text-align:justify!important}", False)])
def test_spaces_between_words_are_of_one_width(style: str, even: bool) -> None:
    pairs = (pair for line in drawn("en-CA", LONG["en-CA"], style=style) for pair in pairwise(line))
    widths = [after.begins - space.begins for space, after in pairs if space.character == " "]
    assert len(widths) > 20
    assert (max(widths) - min(widths) < 0.3) is even


HYPHENATED = {
    "en-CA": "Internationalization and interdepartmental responsibilities are extraordinarily multidimensional.",
    "fr-CA": "L’internationalisation et les responsabilités interministérielles sont extraordinairement complexes.",
    "es": "La internacionalización y las responsabilidades interdepartamentales son extraordinariamente complejas.",
    "uk": "Інтернаціоналізація та міжвідомча відповідальність надзвичайно багатовимірні, співробітництво.",
}
HYPHENS = re.compile("[-\u00ad\u2010\u2011\x02]")


@pytest.mark.parametrize("tag", ["fr-CA", *slowly("en-CA", "es", "uk")])
def test_no_word_is_hyphenated(tag: str) -> None:
    text = HYPHENATED[tag]
    made = drawn(tag, text, margin=75)
    assert not [line for line in made if HYPHENS.search(seen(line))]
    assert [word for line in made for word in seen(line).split()] == text.split()


@pytest.mark.slow
def test_a_style_that_hyphenates_is_refused() -> None:
    with pytest.raises(HandbillError, match=r"laid out “.*‐"):
        written("en-CA", told("en-CA", HYPHENATED["en-CA"]), margin=75, style="body{hyphens:auto}")


# Lists

MARKS = ("•", "1", "2")


@pytest.mark.parametrize("tag", ["ar", *slowly("en-CA", "fa", "hi")])
def test_markers_stand_where_their_lines_begin_and_numbers_go_down(tag: str) -> None:
    items = tuple(passage(WORDS[tag][2], locales.language(tag)) for _ in range(2))
    lines = lines_of(written(tag, (List(False, items), List(True, items))))
    marked = [(mark, line) for line in lines for mark in MARKS if stands_at(mark, line, tag)]
    assert [mark for mark, _ in marked] == ["•", "•", "1", "2"]


def stands_at(mark: str, line: Line, tag: str) -> bool:
    """Return whether a marker stands at the start edge of a line, clear of its text, and a number's full stop."""
    ink = [one for one in line if one.character not in BLANK]
    outer = ink if locales.language(tag).direction == "ltr" else ink[::-1]
    marker, text = outer[: len(mark + "." * mark.isdigit())], outer[len(mark + "." * mark.isdigit()) :]
    if "".join(one.character for one in marker) != mark + "." * mark.isdigit() or len(text) < 5:
        return False
    return marker[-1].right < text[0].left if outer is ink else marker[-1].left > text[0].right


@pytest.mark.parametrize(("tag", "other"), [("ar", "en-CA"), ("en-CA", "ar")])
def test_an_item_that_runs_the_other_way_has_its_number_on_its_own_side(tag: str, other: str) -> None:
    """English stands in where one item of an Arabic list is not translated; its number lay beyond the panel."""
    words = {name: passage(WORDS[name][3], locales.language(name)) for name in (tag, other)}
    content = written(tag, (List(True, (words[tag], words[other])),))
    (line,) = (line for line in lines_of(content) if any(letter.character == "2" for letter in line))
    ink = [letter for letter in line if letter.character not in BLANK]
    number = next(letter for letter in ink if letter.character == "2")
    assert number in (ink[0], ink[-1]) and (number is ink[0]) == (other == "en-CA")
    edge = 60 * 72 / 25.4
    assert min(letter.left for letter in ink) >= edge and max(letter.right for letter in ink) <= 612 - edge


# Chinese: what may not begin a line; Hindi: what is no letter by itself

CLOSING = "，。、；：？！）”"
CHINESE = "它把人们聚在一起，与他们一起规划：请写信，致电，访问。"


def test_no_chinese_line_begins_with_a_closing_mark() -> None:
    texts = tuple("他们" + "们" * shift + CHINESE * 3 for shift in range(6))
    lines = list(map(seen, drawn("zh-Hans", *texts, margin=72)))
    assert not [line for line in lines if line[0] in CLOSING]
    # Without the rule some would: where the same letters are cut into lines as long as the longest.
    longest = max(map(len, lines))
    cut = [text[at] for text in texts for at in range(longest, len(text), longest)]
    assert set(cut) & set(CLOSING)


@pytest.mark.parametrize("margin", [70, *slowly(77, 84)])
def test_no_hindi_line_begins_inside_a_letter(margin: float) -> None:
    lines = drawn("hi", LONG["hi"], margin=margin)
    assert len(lines) > 6 and on_paper(lines).split() == LONG["hi"].split()
    assert not [line for line in lines if unicodedata.category(seen(line).strip()[0]).startswith("M")]


def test_bold_inside_a_hindi_letter_is_refused() -> None:
    with pytest.raises(HandbillError, match="begins inside a letter"):
        written("hi", told("hi", "यह **क**ि है"))


@pytest.mark.slow
def test_vietnamese_letters_are_found_whole() -> None:
    text = "Những người mới đến thành phố được hỗ trợ để ổn định cuộc sống."
    assert set(text.split()) <= set(on_paper(drawn("vi", text)).split())
