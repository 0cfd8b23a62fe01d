"""The ledger: what it keeps and what it refuses; codes as people read them; texts as they are known again."""

from dataclasses import replace
from datetime import date

import pytest

from handbill import ledger
from handbill.errors import HandbillError
from handbill.ledger import Entry, Ledger

DAY, LATER = date(2026, 11, 22), date(2027, 1, 31)
STEMS = {"trifold": "trifold", "trifold-press": "trifold", "sms": "sms"}
ONE = Entry("0123ABCD", "example", "fr-CA", "trifold", None, DAY, False, "final", "a/b.pdf", "00" * 32)
PRESS = replace(ONE, format="trifold-press", path="a/b-press.pdf", sha256="11" * 32)
TEXT = replace(ONE, code="89ABCDEF", format="sms", question="purpose", path="a/“c”.txt", words="22" * 32)


def kept(*entries: Entry) -> Ledger:
    return ledger.added(Ledger(), entries, STEMS)


def test_what_is_written_is_read_again_a_piece_a_line() -> None:
    whole = ledger.withdraw(kept(ONE, PRESS, TEXT), "example", DAY, "a “wrong” number")
    content = ledger.dump(whole)
    assert ledger.dump(ledger.read(content)) == content
    assert set(ledger.read(content).pieces) == set(whole.pieces)
    assert [line.count('"code"') for line in content.decode().splitlines() if '"code"' in line] == [1, 1, 1]


def test_no_file_is_an_empty_ledger() -> None:
    assert ledger.read(b"") == Ledger() == ledger.read(ledger.dump(Ledger()))


def test_the_same_release_again_changes_nothing() -> None:
    once = kept(ONE, TEXT)
    assert ledger.added(once, (TEXT, ONE), STEMS) == once


def test_twins_share_a_code_and_two_pieces_do_not() -> None:
    assert len(kept(ONE, PRESS).of_code(ONE.code)) == 2
    for other in (replace(TEXT, code=ONE.code), replace(PRESS, language="uk"), replace(PRESS, edition="other")):
        with pytest.raises(HandbillError, match=f"the code {ONE.code} is that of example/fr-CA/trifold and of"):
            kept(ONE, other)


@pytest.mark.parametrize(
    "other",
    [(replace(ONE, code="ZZZZZZZZ"),), (ONE, TEXT), (TEXT,)],
    ids=["another code", "one more", "another piece"],
)
def test_another_release_of_the_same_day_is_refused(other: tuple[Entry, ...]) -> None:
    with pytest.raises(HandbillError, match="release of 2026-11-22 stands already") as told:
        ledger.added(kept(ONE), other, STEMS)
    assert "write a later day into “revised”" in str(told.value)
    later = tuple(replace(entry, release=LATER) for entry in other)
    assert len(ledger.added(kept(ONE), later, STEMS).pieces) == 1 + len(other)


def test_the_last_release_is_the_latest_that_stands_and_is_not_what_there_is_today() -> None:
    new = replace(ONE, code="ZZZZZZZZ", release=LATER)
    draft = replace(new, release=date(2027, 2, 1), internal=True)
    both = kept(ONE, new, draft)
    assert both.last("example", {}) == (new,) and both.last("other", {}) == ()
    assert both.last("example", {new.path: new.code}) == (ONE,)
    assert ledger.withdraw(both, "example", LATER, "wrong").last("example", {}) == (ONE,)
    assert Ledger().last("example", {}) == ()


def test_internal_releases_are_not_held_to_their_day() -> None:
    drafts = [replace(ONE, code=code, internal=True, state="draft") for code in ("11111111", "22222222")]
    whole = ledger.added(kept(drafts[0]), drafts[1:], STEMS)
    assert len(ledger.added(whole, (ONE,), STEMS).pieces) == 3


def test_a_withdrawn_release_says_why_and_is_not_made_again() -> None:
    whole = ledger.withdraw(kept(ONE), "example", DAY, "a wrong number")
    assert whole.reason("example", DAY) == "a wrong number" and whole.reason("example", LATER) == ""
    with pytest.raises(HandbillError, match=r"was withdrawn \(a wrong number\)"):
        ledger.added(whole, (ONE,), STEMS)
    with pytest.raises(HandbillError, match="withdrawn already"):
        ledger.withdraw(whole, "example", DAY, "once more")


def test_the_internal_release_of_a_day_is_withdrawn_by_itself() -> None:
    draft = replace(ONE, internal=True)
    both = kept(ONE, draft)
    whole = ledger.withdraw(both, "example", DAY, "a slip", internal=True)
    assert (whole.reason("example", DAY), whole.reason("example", DAY, internal=True)) == ("", "a slip")
    assert ledger.added(whole, (ONE,), STEMS) == whole
    with pytest.raises(HandbillError, match=r"the internal release of 2026-11-22 was withdrawn \(a slip\)"):
        ledger.added(whole, (replace(draft, code="ZZZZZZZZ"),), STEMS)
    other = ledger.withdraw(both, "example", DAY, "a wrong number")
    assert ledger.added(other, (draft,), STEMS) == other
    again = ledger.read(ledger.dump(ledger.withdraw(whole, "example", DAY, "a wrong number")))
    assert (again.reason("example", DAY), again.reason("example", DAY, internal=True)) == ("a wrong number", "a slip")


def test_the_other_release_of_a_day_is_hinted_at() -> None:
    with pytest.raises(HandbillError, match="if the release of that day is meant, leave out --internal"):
        ledger.withdraw(kept(ONE), "example", DAY, "why", internal=True)
    with pytest.raises(HandbillError, match="if the internal release of that day is meant, add --internal"):
        ledger.withdraw(kept(replace(ONE, internal=True)), "example", DAY, "why")


@pytest.mark.parametrize(("edition", "day", "known"), [("example", LATER, "2026-11-22"), ("other", DAY, "none")])
def test_a_release_that_never_was_is_not_withdrawn(edition: str, day: date, known: str) -> None:
    with pytest.raises(HandbillError, match=f"its releases: {known}"):
        ledger.withdraw(kept(ONE), edition, day, "why")


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text[:-20],
        lambda text: text.replace('"schema": 1', '"schema": 2'),
        lambda text: text.replace("0123ABCD", "../../x"),
        lambda text: text.replace('"edition": "example"', '"edition": 7'),
        lambda text: text.replace('"2026-11-22"', '"yesterday"'),
        lambda text: text.replace('"state"', '"status"'),
        lambda text: "[" * 100_000,
        lambda text: "\x00",
    ],
)
def test_a_damaged_ledger_is_a_fault(damage) -> None:  # type: ignore[no-untyped-def]
    content = damage(ledger.dump(kept(ONE)).decode()).encode()
    with pytest.raises(HandbillError, match=r"^source/history/ledger\.json: this is no ledger of releases"):
        ledger.read(content)


@pytest.mark.parametrize("typed", ["0123ABCD", "o123abcd", "OI23-ABCD", "0l23 abcd", " 0123·ABCD"])
def test_a_code_is_known_as_people_read_it(typed: str) -> None:
    assert ledger.meant(typed) == "0123ABCD"


@pytest.mark.parametrize("typed", ["0123ABCE", "1023ABCD", "123ABCD", "0123ABDC"])
def test_the_nearest_codes_are_named(typed: str) -> None:
    assert ledger.nearest(typed, ["0123ABCD", "ZZZZZZZZ"]) == ["0123ABCD"]
    assert ledger.nearest(typed, ["ZZZZZZZZ"]) == []


def test_a_text_is_known_whatever_a_mail_program_did_to_its_spaces() -> None:
    text = "Où est l’été ?\nhttps://example.org/lip\n"
    sent = "\ufeff" + text.replace("é", "e\u0301").replace("\n", "\r\n") + "\r\n"
    assert ledger.words(text.encode()) == ledger.words(sent.encode()) != ledger.words(text.upper().encode())
