"""The shelf's page: its words read strictly, its texts exact, everything escaped, every reason in both languages."""

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT

from handbill import formats, locales, shelf, shelving, state
from handbill.errors import HandbillError
from handbill.project import Project

PATH = "source/shelf.toml"
CONTENT = (ROOT / PATH).read_bytes()
WORDS = shelving.read(Project(ROOT))
LOOKS = {Path(name).name: (ROOT / name).read_text("utf-8") for name in shelving.LOOKS}
NASTY = "</pre><script>alert(1)</script> &amp; \"{{ 911*11 }}\" '{n}'"
# What HTML would alter: a first line end, carriage returns, spaces at the ends.
AWKWARD = "\n\r\n  one\r\ntwo\rthree\u00a0 \u200f\n\n"
# What stands between the facts of a piece, on the line of the one before it.
DOT = "\u00a0·"


def row(form: str, tag: str = "ar", question: str | None = "a", ending: str = "txt", **more: Any) -> dict[str, Any]:
    path = f"river/{tag}/{form}-{question}.{ending}"
    own = {"path": path, "edition": "river", "locale": tag, "format": form, "question": question, "state": "final"}
    return own | {"reasons": [], "code": "ABCD1234", "bytes": 1234} | more


SMS = row("sms", segments=2, encoding="UCS-2", platforms=["twilio"])
HANDOUT = row("handout", question=None, ending="pdf", pages=1, state="draft", reasons=["the web address is not known"])


def shelved(*rows: Mapping[str, Any], **texts: str) -> shelf.Shelf:
    """Return a shelf of these rows, an Arabic edition with one question; texts are by format."""
    languages = (shelf.Shelved(locales.language("ar"), {"en": "Arabic", "fr": "arabe"}, {"a": "ما؟"}),)
    found = {each["path"]: texts.get(each["format"], "text") for each in rows if each["format"] in shelf.TEXTS}
    questions = {"a": {"en": "What?", "fr": "Quoi?"}}
    return shelf.Shelf("river", {"en": "River", "fr": "Rivière"}, "2026-11-22", languages, questions, rows, found, {})


def write(*rows: Mapping[str, Any], **texts: str) -> str:
    return shelf.write(shelved(*rows, **texts), WORDS, LOOKS).decode()


def texts(page: str) -> list[str]:
    reader = shelf.Reader()
    reader.feed(page)
    return reader.texts


def spoken(page: str) -> Mapping[str, list[str]]:
    """Return the words that the script knows, by key: English, and French where that is another."""
    found = re.search(r'<script type="application/json" id="words">(.*?)</script>', page, re.DOTALL)
    assert found
    return json.loads(found[1])


# The words


def test_every_page_word_is_in_two_languages() -> None:
    assert all(sorted(words) == ["en", "fr"] for name in shelf.SECTIONS for words in WORDS[name].values())


def test_french_has_its_spaces_and_quotation_marks() -> None:
    french = [words["fr"] for name in shelf.SECTIONS for words in WORDS[name].values()]
    assert [text for text in french if re.search(r"[^\u00a0]:(?!\S)|\s[;!?]|['\"]|\s$|\d (?:ko|%)", text)] == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            'copy = { en = "Copy", fr = "Copier" }',
            'copy = { en = "Copy" }',
            "“copy” of [page] is not in both languages",
        ),
        ('copy = { en = "Copy"', 'copy = { en = ""', "“copy” of [page] is not in both languages"),
        ('fr = "Question {n}"', 'fr = "Question"', "“question” of [page] has {n} in one language only"),
        ("[paper]", "[papers]", "the section [paper] is missing"),
        ("[paper]", "[papers]", "the section [papers] is not known"),
        ("word = { en", "wrod = { en", "[formats] has no words for “word”"),
        ("[page]", "[page", "this is not valid TOML"),
    ],
)
def test_a_fault_of_the_words_is_told(old: str, new: str, said: str, tmp_path: Path) -> None:
    changed = CONTENT.decode().replace(old, new, 1)
    assert changed != CONTENT.decode()
    (tmp_path / "source").mkdir()
    (tmp_path / PATH).write_text(changed, "utf-8")
    with pytest.raises(HandbillError, match=re.escape(said)) as error:
        shelving.read(Project(tmp_path))
    assert str(error.value).startswith(PATH)


def test_every_word_of_the_page_is_used() -> None:
    code = "".join((*LOOKS.values(), (ROOT / "handbill/shelf.py").read_text("utf-8")))
    assert [key for key in WORDS["page"] if not re.search(rf"""["']{key}["']""", code)] == []


# The reasons


def reasons() -> list[str]:
    """Return every kind of reason that handbill gives, in its own words."""
    facts = [f"the {name} is not known" for name in state.FACT_NAMES.values()]
    facts += [f"the {name} (a (b)) is not confirmed" for name in state.FACT_NAMES.values()]
    counted = [text for one, several in state.UNREADY.values() for text in (f"1 text {one}", f"3 texts {several}")]
    read = ["nobody has reviewed the Arabic text", "nobody has reviewed the Arabic text of a, the title"]
    read += ["the Arabic text of a, the pieces’ own words has changed since its review"]
    return [*facts, *counted, *read, "3 of the 12 texts are drafts"]


@pytest.mark.parametrize("reason", reasons())
def test_a_reason_is_said_in_french_too(reason: str) -> None:
    said = shelf._said(reason, WORDS, shelved().languages)
    assert said["en"] == reason and said["fr"] != reason and "{" not in said["fr"]
    assert not re.search("Arabic|the title|own words", said["fr"])


def test_a_fault_stays_english_and_is_marked_so() -> None:
    page = write(row("handout", None, state="draft", reasons=["something <b>else</b>"]) | {"locale": "ar"})
    assert "something &lt;b&gt;else&lt;/b&gt;" in page
    assert "fr" not in shelf._said("something else", WORDS, ())
    (alone,) = [said for said in spoken(page).values() if "something <b>else</b>." in said[0]]
    assert len(alone) == 1 and '<p class="reasons" lang="en">Everything' in page
    page = write(SMS | {"state": "draft"}, HANDOUT | {"reasons": ["something else"]})
    (key,) = [key for key, said in spoken(page).items() if said == ["Waiting for: something else."]]
    assert f'<li id="{key}" lang="en">Waiting for: something else.</li>' in page and f'<a href="#{key}"><b>' in page


def test_no_english_has_two_french() -> None:
    found: dict[str, set[str]] = {}
    for name in set(shelf.SECTIONS) - {"reasons"}:
        for words in WORDS[name].values():
            found.setdefault(words["en"], set()).add(words["fr"])
    assert {english: french for english, french in found.items() if len(french) > 1} == {}


# The page


@pytest.mark.parametrize("text", [NASTY, AWKWARD, "", "\n", "\r", "🙂 e\u0301", " ", "&#13;"])
def test_a_text_is_exactly_its_files(text: str) -> None:
    page = write(SMS, HANDOUT, sms=text)
    assert texts(page) == [text]
    assert "<script>alert" not in page


def test_a_lost_text_is_an_error() -> None:
    broken = LOOKS | {"shelf.html": LOOKS["shelf.html"].replace("<pre ", "<div ").replace("</pre>", "</div>")}
    with pytest.raises(HandbillError, match=r"templates/shelf\.html"):
        shelf.write(shelved(SMS), WORDS, broken)


def test_a_name_is_never_markup() -> None:
    given = replace(
        shelved(SMS, HANDOUT), names={"en": NASTY, "fr": NASTY}, questions={"a": {"en": NASTY, "fr": NASTY}}
    )
    page = shelf.write(given, WORDS, LOOKS).decode()
    assert "<script>alert" not in page
    assert "10021" not in page


class Elements(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_the_page_asks_for_nothing_from_outside() -> None:
    for tag, given in Elements(write(SMS, HANDOUT)).found:
        addresses = [given.get(name) or "" for name in ("src", "href", "action", "data")]
        assert not [one for one in addresses if re.match(r"(?:[a-z]+:)?//", one)], (tag, given)
    assert "url(" not in LOOKS["shelf.css"] and "@import" not in LOOKS["shelf.css"]


def test_a_text_has_its_language_and_direction() -> None:
    (given,) = [given for tag, given in Elements(write(SMS)).found if tag == "pre"]
    assert (given["lang"], given["dir"]) == ("ar", "rtl")


def test_ids_are_unique_and_every_key_is_known() -> None:
    found = Elements(write(SMS, HANDOUT)).found
    ids = [given["id"] for _, given in found if "id" in given]
    assert len(ids) == len(set(ids))
    keys = {given["href"] for _, given in found if (given.get("href") or "").startswith("#w")}
    assert keys and {key.removeprefix("#") for key in keys} <= set(spoken(write(SMS, HANDOUT))) & set(ids)
    named = {name for _, given in found for name in (given.get("aria-labelledby") or "").split()}
    assert named <= set(ids)


def test_the_words_of_a_draft_say_what_it_waits_for() -> None:
    page = write(SMS, HANDOUT)
    assert "Waiting for: the web address is not known." in page
    said = ["Waiting for: the web address is not known.", "En attente\u00a0: l’adresse Web n’est pas connue."]
    assert said in spoken(page).values()


def test_the_editions_page_leads_to_each_shelf() -> None:
    page = shelf.list_editions([shelved(SMS)], WORDS, LOOKS).decode()
    assert [given["href"] for tag, given in Elements(page).found if tag == "a"] == ["river/index.html"]


def test_every_printed_format_has_its_paper() -> None:
    assert {row.id for row in formats.FORMATS if row.fonts} <= set(WORDS["paper"])
    assert tomllib.loads(CONTENT.decode())["page"]


# Since the last release


def released(parts: Mapping[str, tuple[str, ...]], **same: bool) -> str:
    """Return the page of an edition that had a release; `same` says by format whether a piece has its words still."""
    paths = {each["path"]: same[each["format"]] for each in (SMS, HANDOUT) if each["format"] in same}
    since = shelf.Since("2026-10-01", paths, parts)
    return shelf.write(replace(shelved(SMS, HANDOUT), since=since), WORDS, LOOKS).decode()


def test_without_a_release_one_line_says_so() -> None:
    page = write(SMS, HANDOUT)
    assert page.count('class="since"') == 1 and "There is no earlier release to compare with." in page
    assert "released\u00a0· Code" not in page and "the release\u00a0· Code" not in page


def test_what_has_changed_is_told_a_language_and_on_each_piece() -> None:
    parts = ("a", "faq", "fact.phone", "label.contact", "label.scan", "gone")
    page = released({"ar": parts}, sms=True, handout=False)
    told = ["Question 1", "the title", "the telephone number", "the pieces’ own words", "a former question (gone)"]
    assert "<b>Arabic</b><br>" + f"{DOT} ".join(told) + "</li>" in page
    assert "Changed since the release of 2026-10-01" in page
    assert f"UCS-2{DOT} as released{DOT} Code" in page
    assert f"1\u00a0page{DOT} changed since the release{DOT} Code" in page


def test_what_was_not_released_and_what_is_the_same_is_no_change() -> None:
    page = released({}, sms=True)
    assert "Every released file still has the words of the release of 2026-10-01." in page
    assert page.count("as released") == 1 + str(spoken(page)).count("as released") and "<details class=" in page
    assert "changed since the release ·" not in page


# The size


def test_a_sentence_that_many_share_is_said_once() -> None:
    many = [HANDOUT | {"path": f"river/ar/{number}.pdf"} for number in range(50)]
    few, several = write(SMS, HANDOUT), write(SMS, *many)
    # For those without scripts, and for the script.
    assert several.count("Waiting for: the web address is not known.") == 2
    assert (len(several) - len(few)) / 49 < 300
