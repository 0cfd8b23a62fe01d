"""Fitting under stress: texts of other origin fit or are refused by name, type is as large as can be, twins agree."""

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from hashlib import sha256
from pathlib import Path

import documents
import pypdfium2
import pytest
import udhr
import weasyprint
from weasyprint.formatting_structure import boxes

from handbill import fonts, formats
from handbill.errors import HandbillError
from handbill.model import Design, Document, pair, printed
from handbill.project import FONTS_FOLDER, Piece, Project
from handbill.typography import squeezed
from handbill.writers.pdf import balance, conserve, render, write

ROOT = Path(__file__).parent.parent
SCRIPTS = ("Latn", "Arab", "Deva", "Guru", "Beng", "Taml", "Ethi", "Hans", "Kore")
# The scripts that the styles name no face for yet: a language is asked for by its catalog.

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("faces_of_all")]


@pytest.fixture(scope="module")
def faces_of_all(request: pytest.FixtureRequest) -> Iterator[None]:
    """The faces of all scripts here, made once and kept in pytest's cache, in place of those that other tests see."""
    texts = _texts()
    code = (ROOT / "handbill/fonts.py").read_text("utf-8")
    wanted = [fonts.font_for(script) for script in SCRIPTS]
    key = sha256("\n".join((code, *map(fonts.source_of, wanted), *texts)).encode()).hexdigest()[:16]
    project = Project(Path(request.config.cache.mkdir(f"faces-{key}")))
    folder = project.path(FONTS_FOLDER)
    for font in wanted:
        if not all((folder / fonts.file_name(font, weight)).is_file() for weight in fonts.WEIGHTS):
            project.make_font(font.script, fonts.wanted(font, texts))
    project.configure_fonts(str(folder))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FONTCONFIG_FILE", str(folder / "fonts.conf"))
        _forget_faces()
        yield
    _forget_faces()


def _texts() -> list[str]:
    """Return all that is printed here, for the faces that hold only what they are asked for."""
    project = Project(ROOT)
    own = [text for script in ("Hans", "Kore") for text in project.texts_in(fonts.font_for(script))]
    made = [text for words in documents.WORDS.values() for text in words]
    return own + made + ([udhr.words_of(name) for name in udhr.TEXTS] if udhr.present() else [])


def _forget_faces() -> None:
    """Let the writer ask anew which faces there are."""
    render._configuration.cache_clear()
    render._style.cache_clear()


@dataclass(frozen=True)
class Notes:
    """A design's memory, kept for one test."""

    kept: dict[str, str] = field(default_factory=dict)

    def get(self, key: str) -> str | None:
        return self.kept.get(key)

    def put(self, key: str, text: str) -> None:
        self.kept[key] = text


@cache
def design(form: str) -> Design:
    """Return a format's design, with nothing remembered."""
    return replace(Project(ROOT).design(formats.BY_ID[form]), memory=None)


# No word is lost: a text fits, or is refused by name

ONCE = ("handout", "trifold", "trifold-press", "large-print", "bilingual")
# What is longer is tried in a language of each kind: short and long, wide and narrow letters, each direction.
TWICE = ("eng", "fra", "fin", "kal", "vie", "rus", "arb", "urd", "hin", "tam", "amh", "cmn_hans", "kor")
THRICE = ("eng", "deu_1996", "kal", "arb", "hin", "cmn_hans", "kor")
LENGTHS = ((1, tuple(udhr.TEXTS), ONCE), (2, TWICE, ONCE), (3, THRICE, ("handout", "trifold", "large-print")))
CASES = [
    pytest.param(name, times, form, id=f"{name}-{times}-{form}")
    for times, names, forms in LENGTHS
    for name in names
    for form in forms
    if (name, form) != ("eng", "bilingual")
]
# Which panel or how many sides; which question, or which words stick out.
PLACED = re.compile(r"panel [a-z0-9-]+|\d+ (sides|panels)")
BLAMED = re.compile(r"“question-[1-6]”|“(?P<words>[^”]+)” runs out")


@pytest.mark.parametrize(("name", "times", "form"), CASES)
def test_a_text_fits_or_is_refused_by_name(name: str, times: int, form: str) -> None:
    made, look = lengthened(name, times, form), remembering(name, times, form)
    try:
        content = write(made, look).content
    except HandbillError as error:
        assert PLACED.search(str(error)), error
        assert names_a_question(str(error), made), error
        return
    assert missing(content, made, look) == []


def names_a_question(message: str, made: Document) -> bool:
    """Return whether the message tells which question to shorten, or quotes words that are not the title's."""
    blamed = BLAMED.search(message)
    return bool(blamed) and (blamed["words"] or "?") not in made.title.text


def lengthened(name: str, times: int, form: str) -> Document:
    made = udhr.document_of(name, times)
    return pair(made, udhr.document_of("eng", times)) if formats.BY_ID[form].paired else made


@cache
def notes(name: str, times: int) -> Notes:
    return Notes()


def remembering(name: str, times: int, form: str) -> Design:
    """Return the design with a memory that its variants share."""
    return replace(design(form), memory=notes(name, times))


# Words are not parted by spaces, or break inside: letters are counted.
BY_LETTER = frozenset(("Hans", "Kore", "Ethi"))
# What pdfium makes of a hyphen that ends a line, and hyphens themselves.
HYPHENS = re.compile("[-\u2010\u00ad\ufffe\x02]\\s*")
# A line may end behind a dash between two words.
DASHES = re.compile("[–—]")


def missing(content: bytes, made: Document, look: Design) -> list[str]:
    """Return the words that pdfium does not find as often as they should stand there. Right-to-left text is left to
    the writer's own check: pdfium sees only the shapes drawn.
    """
    if made.language.direction == "rtl":
        return []
    shown = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content)]
    wanted = [passage.text for passage in printed(made, look.prints)]
    by_letter = made.language.script in BY_LETTER
    return sorted((counted(wanted, by_letter) - counted(shown, by_letter)).elements())


def counted(texts: list[str], by_letter: bool) -> Counter[str]:
    """Return how often each word or letter stands in the texts, whatever stands between."""
    words = [squeezed(word) for text in texts for word in HYPHENS.sub("", DASHES.sub(" ", text)).split()]
    return Counter("".join(words) if by_letter else filter(None, words))


# Type as large as can be

TRIED = ("eng", "fra", "spa", "tgl", "vie", "ukr", "arb", "pes_1", "hin", "pan", "cmn_hans", "kor")
# Below the floor of the styles, so that texts of three times the length find a size too.
LOWEST = 6
NEAR = 0.2


@cache
def fitted(name: str, times: int) -> tuple[float, float, float]:
    """Return the size that the brochure finds, the largest that fits, each tried, and the cap."""
    made, look = udhr.document_of(name, times), design("trifold")
    cap = render.of_script(made, look, "size")[0]
    script = made.language.script
    free = replace(look, measures=look.measures | {"size": look.measures["size"] | {script: [cap, LOWEST]}})
    page = render.page(made, free)
    found = balance.fit(page, made, free).size
    return found, largest(page, made, free, found, cap), cap


def largest(page: render.Page, made: Document, look: Design, found: float, cap: float) -> float:
    """Return the largest size of all from the one found to the cap, each tried."""
    steps = round((cap - found) / balance.STEP_PT)
    sizes = [round(found + step * balance.STEP_PT, 1) for step in range(steps, -1, -1)]
    return next(size for size in sizes if balance.share_out(page, made, look, size))


@pytest.mark.parametrize("times", [1, 2, 3])
@pytest.mark.parametrize("name", TRIED)
def test_the_type_is_as_large_as_can_be(name: str, times: int) -> None:
    found, best, _ = fitted(name, times)
    assert best - NEAR <= found <= best


def test_most_of_these_texts_are_set_below_the_cap() -> None:
    sizes = [fitted(name, times) for name in TRIED for times in (1, 2, 3)]
    assert sum(found < cap for found, _, cap in sizes) >= 20


# Office and press twins

TAGS = Project(ROOT).tags()
DRAFT = ("nobody has reviewed it",)


@pytest.mark.parametrize("reasons", [(), DRAFT], ids=["final", "draft"])
@pytest.mark.parametrize("tag", TAGS)
def test_twins_differ_in_no_word_and_no_line_break(tag: str, reasons: tuple[str, ...]) -> None:
    office, press = ([line[:2] for line in lines(tag, form, reasons)] for form in ("trifold", "trifold-press"))
    assert len(office) > 60
    assert office == press


@pytest.mark.parametrize("reasons", [(), DRAFT], ids=["final", "draft"])
@pytest.mark.parametrize("tag", TAGS)
def test_the_words_of_twins_stand_in_the_same_places(tag: str, reasons: tuple[str, ...]) -> None:
    office, press = (lines(tag, form, reasons) for form in ("trifold", "trifold-press"))
    for ours, theirs in zip(office, press, strict=True):
        assert ours[2:] == pytest.approx(theirs[2:], abs=0.01), ours[1]


@cache
def lines(tag: str, form: str, reasons: tuple[str, ...]) -> list[tuple[int, str, float, float, float]]:
    """Return page, text, left, top and width in CSS pixels of each stretch of text that the writer lays out, the
    margins' too; the fit is found anew.
    """
    seen: list[weasyprint.Document] = []
    made = Project(ROOT).printable(Piece("saint-john", tag, form))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(conserve, "check", lambda laid_out, *_: seen.append(laid_out))
        write(replace(made, reasons=reasons, code="0123ABCD"), design(form))
    return [
        (number, box.text, box.position_x, box.position_y, box.width)
        for number, page in enumerate(seen[0].pages, 1)
        for box in conserve.descend(page._page_box)
        if isinstance(box, boxes.TextBox)
    ]


# The real FAQ, with all that its staff have still to fill in


@pytest.fixture(scope="module")
def filled_in(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The project with every fact of an edition known, each of a usual length."""
    project = Project(tmp_path_factory.mktemp("filled"))
    for name in ("source", "styles", "templates"):
        shutil.copytree(ROOT / name, project.path(name))
    path = project.path("source/editions/saint-john/edition.toml")
    known = 'website = "https://www.example.org/newcomers"\nphone = "506-555-0100"'
    text = (
        path.read_text("utf-8").replace('website = ""', known).replace('email = ""', 'email = "newcomers@example.org"')
    )
    path.write_text(text, "utf-8")
    assert len(project.edition("saint-john").facts) == 4
    return project


@pytest.mark.parametrize("form", ["trifold", "bilingual"])
@pytest.mark.parametrize("tag", ["ar", "fa", "fil", "fr-CA", "hi", "pa"])
def test_all_facts_of_an_edition_fit_in_every_language(filled_in: Project, tag: str, form: str) -> None:
    look = replace(filled_in.design(formats.BY_ID[form]), memory=Notes())
    made = replace(filled_in.printable(Piece("saint-john", tag, form)), code="0123ABCD")
    first = write(made, look)
    _, floor = render.of_script(made, look, "size")
    assert first.facts["pages"] <= (2 if form == "trifold" else 3) and first.facts["type_size_pt"] > floor
    # What is remembered is the size that the cover and the back allow too.
    assert look.memory.kept and write(made, look).content == first.content


def test_a_contact_that_is_longer_makes_the_brochure_smaller(filled_in: Project) -> None:
    made = replace(filled_in.printable(Piece("saint-john", "ar", "trifold")), code="0123ABCD")
    shorter = replace(made, facts={key: run for key, run in made.facts.items() if key != "phone"})
    found = [
        balance.fit(render.page(each, design("trifold")), each, design("trifold")).size for each in (made, shorter)
    ]
    assert found[0] < found[1]
