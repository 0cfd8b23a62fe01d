"""Checks of translations: each catches what is planted for it, none mistakes sound text of other origin for a fault.

A code's defects stand in tests/checks/<code>/plant.py: `plant(good)` yields the words that the finding must say, and a
damaged translation.
"""

import html
import re
import shutil
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from statistics import quantiles
from time import process_time

import pytest
import translations
import udhr

from handbill import formats, languages, locales, po, state, steps, tracking
from handbill.checks import translation
from handbill.checks.translation import Finding, Text, lengths
from handbill.errors import Faults
from handbill.model import Document, Passage, printed
from handbill.project import Piece, Project
from handbill.typography import typeset

ROOT = Path(__file__).parent.parent
PROJECT = Project(ROOT)
CODES = tuple(translation.CHECKS)
GOOD = translations.good()
# What a defect cannot be without.
COMPANIONS: dict[str, set[str]] = {
    "text-markup": {"text-numbers"},
    "text-homoglyphs": {"text-terms"},
    "text-joiners": {"text-terms"},
    "text-script": {"text-same", "text-terms", "text-numbers", "text-length"},
    "text-addresses": {"text-stop"},
}


def plants(code: str) -> Callable[..., Iterator[tuple[str, Text]]]:
    spec = spec_from_file_location("plant", Path(__file__).parent / "checks" / code / "plant.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.plant


@pytest.mark.parametrize("tag", GOOD)
def test_a_good_translation_has_no_finding(tag: str) -> None:
    assert translation.check(GOOD[tag]) == []


@pytest.mark.parametrize("code", CODES)
def test_a_planted_defect_is_found(code: str) -> None:
    planted = list(plants(code)(GOOD))
    assert planted
    for words, damaged in planted:
        found = translation.check(damaged)
        said = [finding.message for finding in found if finding.code == code]
        assert any(words in message for message in said), (words, found)
        assert all("; " in message for message in said)
        assert {finding.code for finding in found} - {code} <= COMPANIONS.get(code, set()), (words, found)
        assert {finding.severity for finding in found if finding.code == code} == {translation.CHECKS[code].severity}


@pytest.mark.parametrize("code", CODES)
def test_a_flag_ignores_its_check_alone(code: str) -> None:
    flags = translation.CHECKS[code].flags
    for _, damaged in plants(code)(GOOD):
        others = {finding.code for finding in translation.check(damaged)} - {code}
        for flag in flags:
            found = translation.check(replace(damaged, flags=("fuzzy", flag)))
            assert {finding.code for finding in found} == others


def test_only_what_could_be_printed_as_a_hole_or_unseen_cannot_be_ignored() -> None:
    assert [code for code in CODES if not translation.CHECKS[code].flags] == ["text-braces", "text-invisible"]


def test_every_code_has_a_folder_and_every_flag_one_check() -> None:
    assert {path.name for path in ROOT.glob("tests/checks/text-*")} == set(CODES)
    flags = Counter(flag for row in translation.CHECKS.values() for flag in row.flags)
    assert set(flags.values()) == {1}
    assert all(flag.startswith("ignore-") for flag in flags)


SOUND = {
    "numbers in the language's digits": ("fa", "It began in 2008.", "در سال ۲۰۰۸ آغاز شد."),
    "numbers grouped in another way": ("fr-CA", "There are 1,200 of 3.", "Il y en a 1\u00a0200 sur 3."),
    "a joiner that is spelling": ("fa", "They go.", "می\u200cروند."),
    "a joined emoji": ("es", "Families.", "Familias \U0001f468\u200d\U0001f469."),
    "a Ukrainian apostrophe": ("uk", "Five families.", "П\u02bcять сімей."),
    "a Latin name in Cyrillic text, with an ending": ("uk", "LIP members.", "Учасники LIP-ів."),
    "two words that are the same": ("fr-CA", "Contact Ontario", "Contact Ontario"),
    "a list's item that ends in “and”": ("ko", "Plan with them; and", "함께 계획하기"),
    "a Korean noun without a full stop": ("ko", "Plan with them.", "함께 계획하기"),
    "a question that its title does not mark": ("zh-Hans", "Where to learn more", "到哪里了解更多？"),
    "nothing behind an address": ("es", "Ask at {email} now.", "Pregunte ahora a {email}"),
    "an Ethiopic stop": ("ti", "It is so.", "ከምኡ እዩ።"),
    "a Hindi stop": ("hi", "It is so.", "ऐसा है।"),
    "an address in French": ("fr-CA", "See http://example.org?a=1!", "Voir http://example.org?a=1!"),
    "a time of day": ("fr-CA", "At 8:30.", "À 8:30."),
    "a note in guillemets": ("fr-CA", "Say “yes” now: here!", "Dites « oui » ici : oui!"),
    "a long name among few characters": ("zh-Hans", "Our Facebook page", "我们的 Facebook 主页"),
    "a name in Korean with its particle": ("ko", "Write to LIP now", "LIP에 지금 쓰기"),
    "as many letters of a name as of the language": ("ar", "see word", "كلمة abcd"),
    "a name in capitals in Arabic": ("ar", "IRCC", "IRCC"),
    "a decimal in Chinese": ("zh-Hans", "It costs 3.50 dollars.", "价格3.50元。"),
}


@pytest.mark.parametrize(("tag", "english", "spoken"), SOUND.values(), ids=SOUND.keys())
def test_what_is_sound_is_not_found(tag: str, english: str, spoken: str) -> None:
    assert translation.check(Text("what.answer", english, spoken, locales.language(tag))) == []


HOSTILE = ["a", "1", "<a", " ", "«", '"a', "{", "**", "http://", "a.", "&a", "a\u0430", "\u200d", ": ", "a@a."]


@pytest.mark.parametrize("stretch", HOSTILE)
def test_a_hostile_text_is_read_in_no_time(stretch: str) -> None:
    """As long as an entry may be (po.MAX_CHARACTERS)."""
    text = stretch * (po.MAX_CHARACTERS // len(stretch))
    start = process_time()
    translation.check(replace(GOOD["fr-CA"], translation=text))
    typeset(text, "fr-CA")
    assert process_time() - start < 0.5


@pytest.mark.parametrize("tag", PROJECT.catalog_tags())
def test_no_translation_of_ours_fails_a_check(tag: str) -> None:
    PROJECT.check_texts(tag)


# --- what follows from a failing check -------------------------------------------------------------------------------


@pytest.fixture
def ours(tmp_path: Path) -> Project:
    """The standard document with a second edition, in a folder that a test may change; nothing of it is built."""
    for name, place in {"standard.md": "faq.md", "labels.toml": "labels.toml", "ar.po": "locale/ar.po"}.items():
        _copy(ROOT / "tests/data" / name, tmp_path / "source" / place)
    for name in ("styles/sms.toml", *tracking.LOOKS):
        _copy(ROOT / name, tmp_path / name)
    for edition in ("standard", "other"):
        for name in ("edition.toml", "logo.svg"):
            _copy(ROOT / "tests/data" / name, tmp_path / "source/editions" / edition / name)
    return Project(tmp_path)


def _copy(origin: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(origin, target)


def edit(project: Project, path: str, old: str, new: str) -> int:
    """Replace a stretch of a file; return its line."""
    text = project.path(path).read_text("utf-8")
    assert text.count(old) == 1, (path, old)
    project.path(path).write_text(text.replace(old, new), "utf-8")
    return text.count("\n", 0, text.index(old)) + 1


def passages(document: Document) -> dict[str, Passage]:
    """Return the headings and text messages of the document, by context."""
    found = [text for question in document.questions for text in (question.question, question.sms) if text]
    return {passage.context: passage for passage in found}


ARABIC = "source/locale/ar.po"
HEADING = "كيف أتواصل معكم؟"
BROKEN = {
    "text-markup": (HEADING, f"<b>{HEADING}</b>"),
    "text-braces": (HEADING, "كيف أتواصل {معكم؟"),
    "text-bold": (HEADING, f"**{HEADING}**"),
    "text-placeholders": (HEADING, "كيف أتواصل معكم {place}؟"),
    "text-script": (HEADING, "How can I reach you now?"),
    "text-lines": (HEADING, "كيف\\nأتواصل معكم؟"),
}


@pytest.mark.parametrize("code", BROKEN)
def test_a_translation_that_fails_stands_in_english_in_a_draft_that_says_so(code: str, ours: Project) -> None:
    line = edit(ours, ARABIC, *BROKEN[code])
    document = ours.document("standard", "ar")
    passage = passages(document)["reach.question"]
    assert (passage.text, passage.language.tag, passage.state) == ("How can I reach you?", "en-CA", "failing")
    reasons = state.reasons(printed(document, ("title", "questions")), document, {})
    assert "1 text fails a check" in reasons
    with pytest.raises(Faults) as told:
        ours.check_texts("ar")
    assert {fault.code for fault in told.value.faults} == {code}
    # The entry's line is that of its msgctxt, two above its words.
    assert {(fault.path, fault.line) for fault in told.value.faults} == {(ARABIC, line - 2)}


def test_every_other_message_stays_as_it_was(ours: Project) -> None:
    before = passages(ours.document("standard", "ar"))
    edit(ours, ARABIC, *BROKEN["text-markup"])
    after = passages(ours.document("standard", "ar"))
    assert {context for context in before if before[context] != after[context]} == {"reach.question"}


def test_reading_the_catalog_stops_no_piece_and_its_texts_are_a_step_that_none_waits_for(ours: Project) -> None:
    edit(ours, ARABIC, *BROKEN["text-markup"])
    ours.language_and_catalog("ar")
    reading = {step.name: step for step in steps.read(ours)}
    assert "ar.po/texts" in reading
    function, arguments = reading["ar.po/texts"].action
    with pytest.raises(Faults):
        function(*arguments)
    waits = {name for step in (*steps.publish(ours, ours.publish), *steps.check(ours)) for name in step.after}
    assert "read:ar.po" in waits and "read:ar.po/texts" not in waits


def test_a_failing_text_is_not_pasted(ours: Project) -> None:
    edit(ours, ARABIC, "اكتبوا إلى {email} أو زوروا: {website}", "اكتبوا إلى {email} أو <b>زوروا</b>: {website}")
    passage = passages(ours.document("standard", "ar"))["reach.sms"]
    assert passage.state == "failing" and not state.whole([passage])


def test_a_text_message_over_budget_fails_in_the_edition_where_it_is(ours: Project) -> None:
    edit(ours, ARABIC, "تساعد {partnership} القادمين الجدد: {website}", f"{'ش' * 127} {{partnership}} {{website}}")
    edit(ours, "source/editions/other/edition.toml", 'place = "Example City"', 'place = "A Longer Example City"')
    states = [passages(ours.document(name, "ar"))["what.sms"].state for name in ("standard", "other")]
    assert states == ["translated", "failing"]
    with pytest.raises(Faults) as told:
        ours.check_texts("ar")
    (fault,) = told.value.faults
    assert fault.code == "text-budget" and "in the edition other" in fault.message


def test_a_text_message_that_lacks_a_fact_is_not_counted(ours: Project) -> None:
    """It is not sent as it is."""
    for name in ("standard", "other"):
        edit(ours, f"source/editions/{name}/edition.toml", 'ar = "https://example.org/ar"', 'ar = ""')
        edit(ours, f"source/editions/{name}/edition.toml", 'en-CA = "https://example.org/lip/"', 'en-CA = ""')
    edit(ours, ARABIC, "تساعد {partnership} القادمين الجدد: {website}", f"{'ش' * 300} {{partnership}} {{website}}")
    ours.check_texts("ar")


def test_a_warning_is_listed_and_stops_nothing(ours: Project) -> None:
    line = edit(ours, ARABIC, HEADING, "كيف أتواصل معكم?")
    ours.check_texts("ar")
    assert passages(ours.document("standard", "ar"))["reach.question"].state == "translated"
    ((severity, told),) = [remark for remark in ours.remarks("ar") if remark[1].line == line - 2]
    assert (severity, told.code) == ("warning", "text-punctuation")
    assert f"    warning: {told}" in tracking.tell(ours)


def test_a_flag_in_the_catalog_lets_a_text_be_printed(ours: Project) -> None:
    edit(ours, ARABIC, *BROKEN["text-markup"])
    edit(ours, ARABIC, 'msgctxt "reach.question"', '#, ignore-xml-tags\nmsgctxt "reach.question"')
    ours.check_texts("ar")
    assert passages(ours.document("standard", "ar"))["reach.question"].text == f"<b>{HEADING}</b>"


def test_status_counts_what_fails_and_names_it(ours: Project) -> None:
    edit(ours, ARABIC, *BROKEN["text-markup"])
    lines = tracking.tell(ours)
    (text,) = [text for text in tracking.progress(ours, "ar").texts if text.stand == "failing"]
    assert text.context == "reach.question"
    assert [line for line in lines if line.startswith(f"    error: {ARABIC}:") and "text-markup" in line]


def test_a_catalog_that_is_updated_keeps_a_failing_text_and_its_flags(ours: Project) -> None:
    edit(ours, ARABIC, *BROKEN["text-markup"])
    edit(ours, ARABIC, 'msgctxt "reach.question"', '#, ignore-same\nmsgctxt "reach.question"')
    languages.update(ours)
    (entry,) = [entry for entry in ours.catalog("ar").entries if entry.context == "reach.question"]
    assert (entry.translation, entry.flags) == (f"<b>{HEADING}</b>", ("ignore-same",))


def test_letters_typed_in_two_characters_are_mended_on_reading_and_no_fault(ours: Project) -> None:
    decomposed = unicodedata.normalize("NFD", "أسئلة نموذجية")
    edit(ours, ARABIC, "أسئلة نموذجية", decomposed)
    assert ours.document("standard", "ar").title.text == "أسئلة نموذجية"
    ours.check_texts("ar")
    languages.update(ours)
    assert decomposed not in ours.path(ARABIC).read_text("utf-8")


FRENCH = """msgid ""
msgstr ""
"Language: fr_CA\\n"

msgctxt "reach.question"
msgid "How can I reach you?"
msgstr "Comment vous joindre : « ici » ?"
"""


def test_typesetting_leaves_the_catalog_as_it_was_written(ours: Project) -> None:
    ours.path("source/locale/fr_CA.po").write_text(FRENCH, "utf-8")
    heading = passages(ours.document("standard", "fr-CA"))["reach.question"]
    assert heading.text == "Comment vous joindre\u00a0: «\u00a0ici\u00a0»?"
    tracking.tell(ours)
    assert ours.path("source/locale/fr_CA.po").read_text("utf-8") == FRENCH
    languages.update(ours)
    assert 'msgstr "Comment vous joindre : « ici » ?"\n' in ours.path("source/locale/fr_CA.po").read_text("utf-8")


@pytest.mark.parametrize("form", [row.id for row in formats.FORMATS])
def test_every_piece_is_made_from_what_decides_about_its_texts(form: str) -> None:
    made = steps.made_from(PROJECT, Piece("example", "en-CA", form), formats.BY_ID[form])
    assert {"handbill/checks/translation/marks.py", "handbill/typography.py"} <= set(made)
    assert "source/glossary.toml" not in made
    assert ("handbill/gsm.py" in made) == formats.BY_ID[form].pasted


# --- texts of other origin -------------------------------------------------------------------------------------------

# Languages that udhr.TEXTS sets as a neighbour, since the styles name no face for their own.
OWN = {"urd": "ur", "pbu": "ps", "mar": "mr"}
OTHERS = [name for name in udhr.TEXTS if name != "eng"]
ARTICLE = re.compile(r'<article data-number="(\d+)">(.*?)</article>', re.DOTALL)
PIECE = re.compile(r"<(?:h[1-6]|p|li)>\s*([^<]+)")


@cache
def articles(name: str) -> dict[str, list[str]]:
    """Return the headings, paragraphs and items of each article of the Declaration, and of what comes before them."""
    udhr.words_of(name)
    text = (udhr.folder() / f"{name}.html").read_text("utf-8")
    parts = {"0": text.split("<article", 1)[0]} | dict(ARTICLE.findall(text))
    return {number: _pieces(part) for number, part in parts.items()}


def _pieces(part: str) -> list[str]:
    found = (" ".join(html.unescape(piece).split()) for piece in PIECE.findall(part))
    return [unicodedata.normalize("NFC", piece) for piece in found if piece]


def pairs(name: str) -> Iterator[tuple[str, str]]:
    """Yield each paragraph in English and in the language, of the articles that have as many in both."""
    for number, english in articles("eng").items():
        spoken = articles(name).get(number, [])
        if len(spoken) == len(english):
            yield from zip(english, spoken, strict=True)


@cache
def findings(name: str) -> list[tuple[str, Finding]]:
    """Return what is found in a text, each beside its paragraph."""
    language = locales.language(OWN.get(name, udhr.TEXTS[name]))
    texts = (Text("x.answer", english, spoken, language) for english, spoken in pairs(name))
    return [(text.translation, finding) for text in texts for finding in translation.check(text)]


@pytest.mark.parametrize("name", OTHERS)
def test_independent_text_has_no_error(name: str) -> None:
    assert len(list(pairs(name))) > 70
    assert [found for found in findings(name) if found[1].severity == "error"] == []


# By code: the warnings in all the texts. Headings are numbered in words, or end with a full stop, in many of them;
# French is that of France; Chinese has Latin commas.
WARNINGS = {"text-stop": 349, "text-numbers": 182, "text-punctuation": 36, "text-french": 6, "text-length": 4}


def test_independent_text_has_the_warnings_that_were_looked_at() -> None:
    assert Counter(finding.code for name in OTHERS for _, finding in findings(name)) == WARNINGS
    text = (ROOT / "docs/checks.md").read_text("utf-8")
    assert f"the {sum(len(list(pairs(name))) for name in OTHERS):,} paragraphs" in text
    assert f"There are {sum(WARNINGS.values())} warnings" in text


@pytest.mark.parametrize("name", OTHERS)
def test_usual_lengths_are_those_measured(name: str) -> None:
    tag = OWN.get(name, udhr.TEXTS[name])
    ratios = [len(spoken) / len(english) for english, spoken in pairs(name) if len(english) >= 40]
    low, *_, high = quantiles(ratios, n=20)
    known = lengths.LENGTHS.get(tag) or lengths.LENGTHS[tag.split("-")[0]]
    assert known == (round(low, 2), round(high, 2))
