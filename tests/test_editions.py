"""Editions: the real ones, every fault at its line, facts and names by language, and what is known of a language."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from babel import localedata
from hypothesis import given, settings
from hypothesis import strategies as st

from handbill import editions, filling, locales, reader
from handbill.editions import Edition
from handbill.errors import Faults, HandbillError
from handbill.localization import Lookup, localize
from handbill.model import Color, Document, Language, Message, Passage, Run, State, language_of

ROOT = Path(__file__).parent.parent
PATH = "source/editions/river/edition.toml"
# Line by line, so that a fault's line can be read here.
GOOD = """\
revised = 2026-11-22
confirmed = ["website"]
locales = ["en-CA", "fr-CA"]
[names]
place = "Rivertown"
partnership = { en-CA = "Rivertown LIP" }
[facts]
website = "https://example.org/river/"
email = "hello@example.org"
contact_name = { fr-CA = "Zoé", en-CA = "Zoe" }
[colors]
primary = { rgb = "#004B6B", cmyk = [100, 45, 20, 40] }
accent = { rgb = "#0f766e", cmyk = [85, 20, 50, 20.5] }
tint = { rgb = "#eef3f5", cmyk = [6, 2, 2, 0] }
"""


def read(text: str | bytes) -> Edition:
    return editions.read(text if isinstance(text, bytes) else text.encode(), b"<svg/>", "river", PATH)


def changed(*changes: tuple[str, str]) -> str:
    """Return the good file with each first text replaced by the second; it must stand there once."""
    text = GOOD
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def faults(text: str | bytes) -> list[tuple[int, str]]:
    """Return line and sentence of each fault; every fault must name the file and say what to do."""
    with pytest.raises(Faults) as caught:
        read(text)
    assert all(fault.path == PATH and "; " in fault.message for fault in caught.value.faults)
    return [(fault.line, fault.message) for fault in caught.value.faults]


# --- the real editions -----------------------------------------------------------------------------------------------


def real(identifier: str) -> Edition:
    folder = ROOT / "source/editions" / identifier
    path = f"source/editions/{identifier}/edition.toml"
    return editions.read((folder / "edition.toml").read_bytes(), (folder / "logo.svg").read_bytes(), identifier, path)


def test_saint_john_says_only_what_its_source_says() -> None:
    edition = real("saint-john")
    assert edition.names["place"] == {"": "Saint John"}
    assert edition.names["partnership"]["en-CA"] == "Saint John Local Immigration Partnership"
    # The original lost its addresses; staff fill them in, and until then nothing is confirmed.
    assert edition.facts == {"website": {"": ""}, "email": {"": ""}, "contact_name": {"": "Duyen Nguyen"}}
    assert edition.confirmed == frozenset()
    assert edition.locales == ()


def test_example_has_all_facts_and_invents_no_real_one() -> None:
    edition = real("example")
    assert edition.names["place"] == {"": "Example City"}
    assert edition.facts.keys() == edition.confirmed == set(editions.FACTS)
    website, email, phone = (edition.facts[key][""] for key in ("website", "email", "phone"))
    assert website.startswith("https://example.org/")  # RFC 2606, section 3
    assert email.endswith("@example.org")
    assert phone.startswith("506-555-01")  # numbers 555-0100 to 0199 are nobody's (ATIS-0300115)
    assert edition.locales == ("en-CA",)


@pytest.mark.parametrize("identifier", ["saint-john", "example"])
def test_the_real_editions_have_a_logo_a_date_and_both_twins_of_each_colour(identifier: str) -> None:
    edition = real(identifier)
    assert edition.id == identifier
    assert edition.logo.lstrip().startswith(b"<")
    assert date(2026, 11, 22) <= edition.revised
    assert edition.colors.keys() == set(editions.COLORS)


# --- reading ---------------------------------------------------------------------------------------------------------


def test_everything_of_an_edition_is_read() -> None:
    assert read(GOOD) == Edition(
        "river",
        {"place": {"": "Rivertown"}, "partnership": {"en-CA": "Rivertown LIP"}},
        {
            "website": {"": "https://example.org/river/"},
            "email": {"": "hello@example.org"},
            "contact_name": {"fr-CA": "Zoé", "en-CA": "Zoe"},
        },
        frozenset(["website"]),
        {
            "primary": Color("#004b6b", (100.0, 45.0, 20.0, 40.0)),
            "accent": Color("#0f766e", (85.0, 20.0, 50.0, 20.5)),
            "tint": Color("#eef3f5", (6.0, 2.0, 2.0, 0.0)),
        },
        date(2026, 11, 22),
        ("en-CA", "fr-CA"),
        logo=b"<svg/>",
    )


ACCEPTED = {
    "byte order mark and CRLF": ("\ufeff" + GOOD).replace("\n", "\r\n"),
    "spaces around a text": changed(('"Rivertown"', '" Rivertown "')),
    "blank lines": changed(("place = ", "\nplace = ")),
    "comments": changed(("[facts]", "# website = 5\n[facts]  # facts")),
}


@pytest.mark.parametrize("text", ACCEPTED.values(), ids=ACCEPTED.keys())
def test_what_editors_do_to_a_file_is_accepted(text: str) -> None:
    assert read(text) == read(GOOD)


def test_posters_are_the_questions_that_are_named() -> None:
    assert read(changed(("locales =", 'posters = ["what", "reach"]\nlocales ='))).posters == ("what", "reach")


OPTIONAL = [("locales", ()), ("posters", ()), ("confirmed", frozenset())]


@pytest.mark.parametrize(("key", "expected"), OPTIONAL)
def test_lists_may_be_absent(key: str, expected: object) -> None:
    text = "".join(line for line in GOOD.splitlines(keepends=True) if not line.startswith(key))
    assert getattr(read(text), key) == expected


PHONES = ["506-555-0100", "+1 506-555-0100", "1 (506) 555-0100", "(506) 555-0100", "506.555.0100"]
WEBSITES = ["https://example.org", "http://example.org/", "https://example.org/a?b=c#d", "https://xn--e1afmkfd.org/é/a"]
EMAILS = ["a@example.org", "first.last+lip@mail.example.org"]


@pytest.mark.parametrize("phone", PHONES)
def test_telephone_numbers_are_accepted(phone: str) -> None:
    assert read(changed(("email =", f'phone = "{phone}"\nemail ='))).facts["phone"] == {"": phone}


@pytest.mark.parametrize("website", WEBSITES)
def test_web_addresses_are_accepted(website: str) -> None:
    assert read(changed(("https://example.org/river/", website))).facts["website"] == {"": website}


@pytest.mark.parametrize("email", EMAILS)
def test_email_addresses_are_accepted(email: str) -> None:
    assert read(changed(("hello@example.org", email))).facts["email"] == {"": email}


DATE, TEXT, LIST = "is the date of this version", "is a text; put it in quotation marks", "is a list of texts"
TAG, CONTROL, TWINS = "is not a language tag", "invisible control character", "needs both twins"
PRIMARY = '{ rgb = "#004B6B", cmyk = [100, 45, 20, 40] }'
# A file with one fault: what is changed, the fault's line, and a part of its sentence.
REFUSED = {
    "date in quotes": (("2026-11-22", '"2026-11-22"'), 1, DATE),
    "date with a time": (("2026-11-22", "2026-11-22T12:00:00"), 1, DATE),
    "no date": (("revised = 2026-11-22", ""), 1, DATE),
    "confirmed not a list": (('["website"]', '"website"'), 2, LIST),
    "confirmed of numbers": (('["website"]', "[1]"), 2, LIST),
    "confirmed what is no fact": (('["website"]', '["place"]'), 2, "“place” is not a fact"),
    "locale in gettext's form": (('"fr-CA"]', '"fr_CA"]'), 3, TAG),
    "locale in small letters": (('"fr-CA"]', '"fr-ca"]'), 3, TAG),
    "locale as a path": (('"fr-CA"]', '"../fr"]'), 3, TAG),
    "locales not a list": (('["en-CA", "fr-CA"]', '"en-CA"'), 3, LIST),
    "posters not a list": (("locales =", 'posters = "what"\nlocales ='), 3, LIST),
    "place a number": (('"Rivertown"', "5"), 5, TEXT),
    "place a list": (('"Rivertown"', '["Rivertown"]'), 5, TEXT),
    "place a table of numbers": (('"Rivertown"', "{ en-CA = 5 }"), 5, TEXT),
    "place empty": (('"Rivertown"', '""'), 4, "the name “place” is missing"),
    "place of blanks": (('"Rivertown"', '"  "'), 4, "the name “place” is missing"),
    "place not there": (('place = "Rivertown"\n', ""), 4, "the name “place” is missing"),
    "partnership not there": (('partnership = { en-CA = "Rivertown LIP" }\n', ""), 4, "“partnership” is missing"),
    "place by an unknown tag": (('"Rivertown"', '{ en-CA = "R", fr_CA = "R" }'), 5, TAG),
    "line break": (("Rivertown LIP", "Rivertown\\nLIP"), 6, CONTROL),
    "bell": (("Rivertown LIP", "Rivertown\\u0007LIP"), 6, CONTROL),
    "bidi override": (("Rivertown LIP", "Rivertown\\u202ELIP"), 6, CONTROL),
    "bidi override as typed": (("Rivertown LIP", "Rivertown\u202eLIP"), 6, CONTROL),
    "zero width space": (("Rivertown LIP", "Rivertown\\u200BLIP"), 6, CONTROL),
    "website without https": (("https://example.org/river/", "example.org"), 8, "is not a web address"),
    "website that runs": (("https://example.org/river/", "javascript:alert(1)"), 8, "is not a web address"),
    "website with a blank": (("https://example.org/river/", "https://example.org/my river"), 8, "is not a web address"),
    "website with a mark": (("https://example.org/river/", "https://example.org/<b>"), 8, "is not a web address"),
    "website and full stop": (("https://example.org/river/", "https://example.org."), 8, "is not a web address"),
    "email without at": (("hello@example.org", "hello at example.org"), 9, "is not an e-mail address"),
    "email without a dot": (("hello@example.org", "hello@example"), 9, "is not an e-mail address"),
    "two emails": (("hello@example.org", "a@example.org, b@example.org"), 9, "is not an e-mail address"),
    "phone in words": (("email =", 'phone = "call us"\nemail ='), 9, "is not a telephone number"),
    "phone too short": (("email =", 'phone = "911"\nemail ='), 9, "is not a telephone number"),
    "contact a number": (('"Zoé"', "5"), 10, TEXT),
    "fact by an unknown tag": (('fr-CA = "Zoé"', 'french = "Zoé"'), 10, TAG),
    "colour without #": (("#004B6B", "004B6B"), 12, TWINS),
    "colour by name": (("#004B6B", "blue"), 12, TWINS),
    "colour of three": (("#004B6B", "#04B"), 12, TWINS),
    "colour that closes a style": (("#004B6B", "#004B6B;}"), 12, TWINS),
    "colour with three inks": (("[100, 45, 20, 40]", "[100, 45, 20]"), 12, TWINS),
    "colour with too much ink": (("[100, 45, 20, 40]", "[101, 45, 20, 40]"), 12, TWINS),
    "colour with less than none": (("[100, 45, 20, 40]", "[-1, 45, 20, 40]"), 12, TWINS),
    "colour with no number": (("[100, 45, 20, 40]", "[nan, 45, 20, 40]"), 12, TWINS),
    "colour with true": (("[100, 45, 20, 40]", "[true, 45, 20, 40]"), 12, TWINS),
    "colour with inks in quotes": (("[100, 45, 20, 40]", '"100, 45, 20, 40"'), 12, TWINS),
    "colour without its twin": ((PRIMARY, '{ rgb = "#004b6b" }'), 12, TWINS),
    "colour as a text": ((PRIMARY, '"#004b6b"'), 12, TWINS),
    "footer in quotes": (("confirmed =", 'email_footer = "no"\nconfirmed ='), 2, "“email_footer” is true or false"),
    "footer as a number": (("confirmed =", "email_footer = 0\nconfirmed ="), 2, "“email_footer” is true or false"),
    "unknown name": (("place =", 'town = "x"\nplace ='), 5, "“town” is not known here; use place, partnership"),
    "unknown fact": (("website =", 'fax = "x"\nwebsite ='), 8, "“fax” is not known here"),
    "unknown reserve": (("[colors]", '[reserve]\nstop = "x"\n[colors]'), 12, "“stop” is not known here; use before"),
    "unknown colour": (("accent =", 'shade = "x"\naccent ='), 13, "“shade” is not known here"),
    "unknown key": (("confirmed =", "colour = 1\nconfirmed ="), 2, "“colour” is not known here"),
    "unknown section": (("[colors]", "[fonts]\n[colors]"), 11, "“fonts” is not known here"),
    "not TOML": (('"Rivertown"', "Rivertown"), 5, "this is not valid TOML"),
    "quote not closed": (('"Rivertown"', '"Rivertown'), 5, "this is not valid TOML"),
    "key twice": (("email =", 'website = "https://x.example.org"\nemail ='), 9, "this is not valid TOML"),
    "section twice": (("[colors]", "[names]\n[colors]"), 11, "this is not valid TOML"),
}  # fmt: skip


@pytest.mark.parametrize(("change", "line", "part"), REFUSED.values(), ids=REFUSED.keys())
def test_a_fault_is_told_once_at_its_line(change: tuple[str, str], line: int, part: str) -> None:
    (found,) = faults(changed(change))
    assert found[0] == line
    assert part in found[1]


def test_a_missing_colour_is_told() -> None:
    ((_, sentence),) = faults(changed(('accent = { rgb = "#0f766e", cmyk = [85, 20, 50, 20.5] }\n', "")))
    assert "“accent” needs both twins" in sentence


def test_a_file_that_is_not_utf_8_is_refused_at_its_line() -> None:
    ((line, sentence),) = faults(GOOD.encode("latin-1"))
    assert (line, "UTF-8" in sentence) == (10, True)


def test_all_faults_of_a_file_are_told_in_one_run() -> None:
    wrong = [("2026-11-22", "1"), ('"Rivertown"', "5"), ("https://example.org/river/", "x"), ("#eef3f5", "x")]
    assert [line for line, _ in faults(changed(*wrong))] == [1, 5, 8, 14]


def test_an_empty_file_lacks_everything() -> None:
    sentences = "\n".join(sentence for _, sentence in faults(""))
    assert all(f"“{name}”" in sentences for name in ("revised", "place", "partnership", "primary", "accent", "tint"))


SECTIONS = [(name, value) for name in ("names", "facts", "colors") for value in ('"x"', "[1]", '"website"')]


@pytest.mark.parametrize(("name", "value"), SECTIONS)
def test_a_section_that_is_no_table_is_told(name: str, value: str) -> None:
    assert [line for line, sentence in faults(without_section(name, value)) if f"“{name}” is a table" in sentence] == [
        1
    ]


def without_section(name: str, value: str) -> str:
    """Return the good file with a value in place of the section."""
    start = GOOD.index(f"[{name}]")
    end = GOOD.find("\n[", start) + 1 or len(GOOD)
    return f"{name} = {value}\n" + GOOD[:start] + GOOD[end:]


@pytest.mark.parametrize("value", ["5", "true", "2026-11-22"])
def test_facts_that_are_a_number_are_told(value: str) -> None:
    assert faults(without_section("facts", value))


BLANKS = ["\nemail = ", "\n\nemail = ", "# Ours.\n\nemail = "]


@pytest.mark.parametrize("line", BLANKS)
def test_blank_lines_do_not_move_a_fault(line: str) -> None:
    text = changed(("email = ", line), ("hello@example.org", "hello"))
    assert [line for line, _ in faults(text)] == [text.split("hello")[0].count("\n") + 1]


def test_a_fault_is_at_the_key_of_its_own_section() -> None:
    assert [line for line, _ in faults(changed(("email =", 'place = "x"\nemail =')))] == [9]


def test_a_place_without_an_english_name_is_refused() -> None:
    assert faults(changed(('"Rivertown"', '{ fr-CA = "Ville-Rivière" }')))


KEYS = st.sampled_from(["revised", "confirmed", "locales", "names", "facts", "colors", "place", "website", "x"])
VALUES = st.sampled_from(['""', '"x"', "[]", '["x"]', "{}", '{ "" = "x" }', '{ rgb = "#000000" }', "'é'"])
LINES = st.one_of(st.builds("{} = {}".format, KEYS, VALUES), KEYS.map("[{}]".format), st.text(max_size=8))


@given(
    st.one_of(st.lists(LINES, max_size=8).map("\n".join).map(lambda text: text.encode("utf-8", "replace")), st.binary())
)
@settings(max_examples=150, deadline=None)
def test_any_text_is_an_edition_or_faults(content: bytes) -> None:
    with pytest.raises(Faults):
        read(content)


# --- names and facts in a document -----------------------------------------------------------------------------------

ENGLISH, FRENCH, ARABIC = (locales.language(tag) for tag in ("en-CA", "fr-CA", "ar"))
FAQ = """# FAQ of {partnership}

## Why {place}? {#why}

Visit {website} or write to {contact_name}, {email}.

Since {date}.
"""
SOURCE = reader.read(FAQ.encode(), "source/faq.md")
LABELS = reader.read_labels(
    "\n".join(
        [
            *('partnership = "{place} Local Partnership"', 'phone = "Phone"', 'revised = "Revised: {date}"'),
            *(f'{fact}_to_come = "{fact} to come"' for fact in editions.FACTS),
        ]
    ).encode(),
    "source/labels.toml",
)


def translate(message: Message) -> tuple[str, State]:
    """Return the English in capitals, placeholders aside, as if that were the translation."""
    return (message.text.upper() if "{" not in message.text else f"¡{message.text}"), "translated"


def partly(message: Message) -> tuple[str, State]:
    """Return a translation of the labels alone."""
    return translate(message) if message.context.startswith("label.") else ("", "untranslated")


def applied(text: str = GOOD, language: Language = ENGLISH, lookup: Lookup = translate) -> Document:
    bare = localize(SOURCE, LABELS, None if language == ENGLISH else lookup, language, ENGLISH)
    return filling.apply(bare, read(text))


def paragraph(whole: Document, number: int = 0) -> Passage:
    return whole.questions[0].answer[number].passages[0]


def facts_in(passage: Passage) -> Mapping[str, Run]:
    return {run.fact: run for run in passage.runs if run.fact}


def test_an_edition_gives_the_document_its_name_looks_and_date() -> None:
    whole, edition = applied(), read(GOOD)
    assert (whole.edition, whole.logo, whole.revised) == ("river", b"<svg/>", date(2026, 11, 22))
    assert whole.colors == {**edition.colors, "primary_text": edition.colors["primary"]}


def test_every_placeholder_is_filled() -> None:
    whole = applied()
    assert whole.title.text == "FAQ of Rivertown LIP"
    assert whole.questions[0].question.text == "Why Rivertown?"
    assert paragraph(whole).text == "Visit example.org/river or write to Zoe, hello@example.org."
    assert paragraph(whole, 1).text == "Since November 22, 2026."


FACTS = [
    ("website", Run("example.org/river", fact="website", href="https://example.org/river/")),
    ("email", Run("hello@example.org", fact="email", href="mailto:hello@example.org", confirmed=False)),
    ("contact_name", Run("Zoe", fact="contact_name", confirmed=False)),
]


@pytest.mark.parametrize(("fact", "run"), FACTS)
def test_a_fact_has_its_link_and_says_whether_it_is_confirmed(fact: str, run: Run) -> None:
    assert applied().facts[fact] == run == facts_in(paragraph(applied()))[fact]


NUMBERS = [
    ("506-555-0100", "tel:506-555-0100"),
    ("+1 (506) 555-0100", "tel:+1506555-0100"),
    ("506 555 0100", "tel:5065550100"),
]


@pytest.mark.parametrize(("phone", "href"), NUMBERS)
def test_a_telephone_link_has_no_blanks(phone: str, href: str) -> None:
    whole = applied(changed(("email =", f'phone = "{phone}"\nemail =')))
    assert whole.facts["phone"] == Run(phone, fact="phone", href=href, confirmed=False)


@pytest.mark.parametrize(("given", "footer"), [("", True), ("email_footer = false\n", False)])
def test_emails_have_a_footer_unless_the_edition_wants_none(given: str, footer: bool) -> None:
    edition = read(changed(("confirmed =", f"{given}confirmed =")))
    assert (edition.email_footer, applied(changed(("confirmed =", f"{given}confirmed ="))).footer) == (footer, footer)


RESERVE = '[reserve]\nbefore = "LIP:"\nafter = { en-CA = "STOP", fr-CA = "ARRET" }\n[colors]'
RESERVED = [(ENGLISH, ("LIP:", "STOP")), (FRENCH, ("LIP:", "ARRET")), (ARABIC, ("LIP:", "STOP"))]


@pytest.mark.parametrize(("language", "reserve"), RESERVED, ids=["en-CA", "fr-CA", "ar"])
def test_the_reserve_is_that_of_the_language_or_else_the_sources(language: Language, reserve: tuple[str, str]) -> None:
    assert applied(changed(("[colors]", RESERVE)), language).reserve == reserve
    assert applied(language=language).reserve == ("", "")


BY_LANGUAGE = [(ENGLISH, "Zoe"), (FRENCH, "Zoé"), (ARABIC, "Zoe")]


@pytest.mark.parametrize(("language", "name"), BY_LANGUAGE, ids=["en-CA", "fr-CA", "ar"])
def test_a_fact_is_that_of_the_language_or_else_the_sources(language: Language, name: str) -> None:
    assert applied(language=language).facts["contact_name"].text == name


PLACES = [(ENGLISH, "Rivertown", None), (FRENCH, "Ville-Rivière", None), (ARABIC, "Rivertown", ENGLISH)]


@pytest.mark.parametrize(("language", "name", "marked"), PLACES, ids=["en-CA", "fr-CA", "ar"])
def test_a_place_is_named_in_the_language_or_marked_as_english(
    language: Language, name: str, marked: Language | None
) -> None:
    text = changed(('"Rivertown"', '{ en-CA = "Rivertown", fr-CA = "Ville-Rivière" }'))
    question = applied(text, language).questions[0].question
    assert facts_in(question)["place"] == Run(name, fact="place", language=marked)


def test_a_place_for_every_language_stands_in_each() -> None:
    assert applied(language=FRENCH).questions[0].question.text == "¡Why Rivertown?"


PARTNERSHIPS = [
    (ENGLISH, "Rivertown LIP"),
    (FRENCH, "PLI de Ville-Rivière"),
    (ARABIC, "¡Rivertown Local Partnership"),
]


@pytest.mark.parametrize(("language", "name"), PARTNERSHIPS, ids=["en-CA", "fr-CA", "ar"])
def test_the_partnership_has_its_official_name_or_the_translators(language: Language, name: str) -> None:
    whole = applied(
        changed(('{ en-CA = "Rivertown LIP" }', '{ en-CA = "Rivertown LIP", fr-CA = "PLI de Ville-Rivière" }')),
        language,
    )
    assert whole.labels["partnership"].text == name == facts_in(whole.title)["partnership"].text
    assert whole.labels["partnership"].language == language


def test_an_untranslated_partnership_is_marked_as_english() -> None:
    whole = applied(language=FRENCH, lookup=lambda message: ("", "untranslated"))
    (run,) = whole.labels["partnership"].runs
    assert (run.text, language_of(run, whole.labels["partnership"])) == ("Rivertown Local Partnership", ENGLISH)


def test_a_partnerships_name_for_every_language_is_its_name() -> None:
    whole = applied(changed(('{ en-CA = "Rivertown LIP" }', '"Newcomers of Rivertown"')))
    assert whole.labels["partnership"].text == "Newcomers of Rivertown"


def test_an_official_name_needs_no_translation() -> None:
    text = changed(('{ en-CA = "Rivertown LIP" }', '{ en-CA = "Rivertown LIP", fr-CA = "PLI" }'))
    label = applied(text, FRENCH, lambda message: ("", "untranslated")).labels["partnership"]
    assert (label.text, language_of(label.runs[0], label), label.state) == ("PLI", FRENCH, "translated")


# --- what is not known yet -------------------------------------------------------------------------------------------

EMPTY = changed(("https://example.org/river/", ""), ("hello@example.org", ""))
ABSENT = changed(('website = "https://example.org/river/"\n', ""), ('email = "hello@example.org"\n', ""))
MISSING = [
    (ENGLISH, "website", "[website to come]"),
    (ENGLISH, "email", "[email to come]"),
    (ARABIC, "website", "[WEBSITE TO COME]"),
]


@pytest.mark.parametrize("text", [EMPTY, ABSENT], ids=["empty", "absent"])
@pytest.mark.parametrize(("language", "fact", "label"), MISSING)
def test_a_missing_fact_prints_its_label_in_brackets_and_says_so(
    language: Language, fact: str, label: str, text: str
) -> None:
    whole = applied(text, language)
    run = facts_in(paragraph(whole))[fact]
    assert run == whole.facts[fact] == Run(label, fact=fact, missing=True, confirmed=False)


def test_a_missing_facts_untranslated_label_is_marked_as_english() -> None:
    whole = applied(
        EMPTY, ARABIC, lambda message: translate(message) if "to_come" not in message.context else ("", "fuzzy")
    )
    assert whole.facts["website"] == Run(
        "[website to come]", fact="website", missing=True, confirmed=False, language=ENGLISH
    )


@pytest.mark.parametrize("text", [GOOD, changed(("email =", 'phone = ""\nemail ='))], ids=["absent", "empty"])
def test_a_telephone_number_that_is_not_known_is_left_out_of_the_contact(text: str) -> None:
    assert applied(text).facts.keys() == {"website", "email", "contact_name"}


CALL = reader.read(b"# FAQ\n\n## How? {#how}\n\nCall {phone}.\n", "source/faq.md")
NO_PHONE = [GOOD, changed(("email =", 'phone = ""\nemail ='))]


@pytest.mark.parametrize("text", NO_PHONE, ids=["absent", "empty"])
def test_a_text_that_names_an_unknown_telephone_number_says_so(text: str) -> None:
    whole = filling.apply(localize(CALL, LABELS, None, ENGLISH, ENGLISH), read(text))
    assert paragraph(whole).text == "Call [phone to come]."
    assert facts_in(paragraph(whole))["phone"].missing


NAMED = changed(
    ('"Rivertown"', '{ en-CA = "Rivertown", fr-CA = "Ville-Rivière" }'),
    ('{ en-CA = "Rivertown LIP" }', '{ en-CA = "Rivertown LIP", fr-CA = "PLI" }'),
    ("https://example.org/river/", ""),
)
ENGLISH_RUNS = [
    ("title", "partnership", "Rivertown LIP"),
    ("question", "place", "Rivertown"),
    ("answer", "website", "[website to come]"),
]


@pytest.mark.parametrize(("where", "fact", "expected"), ENGLISH_RUNS)
def test_an_english_text_among_french_ones_has_english_facts(where: str, fact: str, expected: str) -> None:
    whole = applied(NAMED, FRENCH, partly)
    passage = {"title": whole.title, "question": whole.questions[0].question, "answer": paragraph(whole)}[where]
    assert passage.language == ENGLISH
    run = facts_in(passage)[fact]
    assert (run.text, language_of(run, passage)) == (expected, ENGLISH)


# --- languages and dates ---------------------------------------------------------------------------------------------

LANGUAGES = [
    Language("en-CA", "Latn", "ltr", "English", "English (Canada)"),
    Language("fr-CA", "Latn", "ltr", "Français", "French (Canada)"),
    Language("ar", "Arab", "rtl", "العربية", "Arabic"),
    Language("es", "Latn", "ltr", "Español", "Spanish"),
    Language("fa", "Arab", "rtl", "فارسی", "Persian"),
    Language("fil", "Latn", "ltr", "Filipino", "Filipino"),
    Language("hi", "Deva", "ltr", "हिन्दी", "Hindi"),
    Language("ko", "Kore", "ltr", "한국어", "Korean"),
    Language("pa", "Guru", "ltr", "ਪੰਜਾਬੀ", "Punjabi"),
    Language("uk", "Cyrl", "ltr", "Українська", "Ukrainian"),
    Language("vi", "Latn", "ltr", "Tiếng Việt", "Vietnamese"),
    Language("zh-Hans", "Hans", "ltr", "简体中文", "Chinese (Simplified)"),
    # Those that may come.
    Language("am", "Ethi", "ltr", "አማርኛ", "Amharic"),
    Language("ti", "Ethi", "ltr", "ትግርኛ", "Tigrinya"),
    Language("ur", "Arab", "rtl", "اردو", "Urdu"),
    Language("he", "Hebr", "rtl", "עברית", "Hebrew"),
    Language("ps", "Arab", "rtl", "پښتو", "Pashto"),
    Language("zh-Hant", "Hant", "ltr", "繁體中文", "Chinese (Traditional)"),
    Language("ja", "Jpan", "ltr", "日本語", "Japanese"),
    Language("so", "Latn", "ltr", "Soomaali", "Somali"),
    # CLDR's own name would be that of Iran's Persian, have a capital that no sign has, or lack the word for language.
    Language("fa-AF", "Arab", "rtl", "دری", "Persian (Afghanistan)"),
    Language("ka", "Geor", "ltr", "ქართული", "Georgian"),
    Language("ht", "Latn", "ltr", "Kreyòl ayisyen", "Haitian Creole"),
    Language("id", "Latn", "ltr", "Bahasa Indonesia", "Indonesian"),
    Language("zu", "Latn", "ltr", "isiZulu", "Zulu"),
]


def test_no_more_is_kept_of_babels_data_than_all_languages_ask_for() -> None:
    for tag in ("uk", "fr-CA"):
        locales.language.cache_clear()
        assert locales.language(tag).tag == tag
        assert locales.date_in(tag, date(2026, 11, 22)) and locales.name_in("ar", tag.replace("-", "_"))
        assert "root" in localedata._cache and not localedata._cache.keys() - locales.SHARED


@pytest.mark.parametrize("language", LANGUAGES, ids=[language.tag for language in LANGUAGES])
def test_a_language_has_its_script_direction_and_names(language: Language) -> None:
    assert locales.language(language.tag) == language


def test_the_twelve_languages_are_among_them() -> None:
    catalogs = [path.stem.replace("_", "-") for path in (ROOT / "source/locale").glob("*.po")]
    assert {"en-CA", *catalogs} == {language.tag for language in LANGUAGES[:12]}


REFUSED_TAGS = [
    *("tl", "iw", "zh-CN", "zh_CN", "zh_Hans", "fr_CA", "fr-ca", "EN", "prs", "xx", "en-XX", "x", "", " ", "en CA"),
    *("..", "../../etc/passwd", "fr/../../x", "en-CA\n", "fr-CA.po", "*", "C", "POSIX", "root"),
]


@pytest.mark.parametrize("tag", REFUSED_TAGS)
def test_an_unknown_or_unusual_tag_is_refused_with_its_cure(tag: str) -> None:
    with pytest.raises(HandbillError, match="; use "):
        locales.language(tag)


DATES = [
    ("en-CA", "November 22, 2026", "March 1, 2027"),
    ("fr-CA", "22\u00a0novembre 2026", "1\u00a0mars 2027"),
    ("ar", "22 نوفمبر 2026", "1 مارس 2027"),
    ("es", "22 de noviembre de 2026", "1 de marzo de 2027"),
    ("fa", "22 نوامبر 2026", "1 مارس 2027"),
    ("fil", "Nobyembre 22, 2026", "Marso 1, 2027"),
    ("hi", "22 नवंबर 2026", "1 मार्च 2027"),
    ("ko", "2026년 11월 22일", "2027년 3월 1일"),
    ("pa", "22 ਨਵੰਬਰ 2026", "1 ਮਾਰਚ 2027"),
    ("uk", "22 листопада 2026\u202fр.", "1 березня 2027\u202fр."),
    ("vi", "22 tháng 11, 2026", "1 tháng 3, 2027"),
    ("zh-Hans", "2026年11月22日", "2027年3月1日"),
]


@pytest.mark.parametrize(("tag", "autumn", "spring"), DATES)
def test_a_date_is_in_the_languages_long_form(tag: str, autumn: str, spring: str) -> None:
    assert locales.date_in(tag, date(2026, 11, 22)) == autumn
    assert locales.date_in(tag, date(2027, 3, 1)) == spring


@pytest.mark.parametrize("tag", ["en-CA", "fr-CA", "ar"])
def test_a_date_says_its_language_in_the_document(tag: str) -> None:
    language = locales.language(tag)
    run = facts_in(applied(language=language).labels["revised"])["date"]
    assert run == Run(locales.date_in(tag, date(2026, 11, 22)), fact="date", language=language)


# --- languages that wait for their review ----------------------------------------------------------------------------


def test_a_policy_holds_for_every_language_or_for_one() -> None:
    edition = read(GOOD + '[policies]\ndefault = "withhold"\nfr-CA = "last-approved"\n')
    assert (edition.policy("fr-CA"), edition.policy("uk")) == ("last-approved", "withhold")
    assert read(GOOD + '[policies]\nuk = "withhold"\n').policy("fr-CA") == "draft"
    assert read(GOOD).policy("uk") == "draft"


@pytest.mark.parametrize("line", ['uk = "drafts"', "uk = 5", 'ukrainian = "draft"'])
def test_an_unknown_policy_is_told_at_its_line(line: str) -> None:
    ((number, told),) = faults(GOOD + f"[policies]\n{line}\n")
    assert number == GOOD.count("\n") + 2
    assert "use draft, last-approved, withhold" in told or "is not a language tag" in told
