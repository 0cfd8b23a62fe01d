"""The table at the end of a build: each edition once, languages that stand alike together, each reason once."""

from typing import Any

from handbill import summary

FORMATS = ("handout", "word", "sms")


def row(locale: str, form: str, state: str, *reasons: str, edition: str = "town", **more: Any) -> dict[str, Any]:
    return {"edition": edition, "locale": locale, "format": form, "state": state, "reasons": list(reasons)} | more


ROWS = [
    *(row("en-CA", "sms", state) for state in ("final", "final", "draft")),
    row("en-CA", "handout", "final"),
    row("en-CA", "handout", "final", report=True),
    *(row(locale, "handout", "draft", "nobody has read it") for locale in ("uk", "ar")),
    row("en-CA", "word", "final", edition="other"),
]


def told(rows: list[dict[str, Any]] = ROWS, said: tuple[str, ...] = ()) -> list[str]:
    return list(summary.lines(rows, FORMATS, said))


def test_an_edition_has_a_table_and_languages_that_stand_alike_a_column() -> None:
    table = [line.split("  ") for line in told()[:6]]
    words = [[cell.strip() for cell in line if cell.strip()] for line in table]
    assert words == [
        ["other", "en-CA"],
        ["word", "final"],
        [],
        ["town", "ar uk", "en-CA"],
        ["handout", "draft", "final"],
        ["sms", "-", "2+1 draft"],
    ]


def test_every_line_fits_a_terminal() -> None:
    locales = [f"{one}{other}" for one in "abcdefgh" for other in "klmnopqr"]
    lines = told([row(locale, form, "draft") for locale in locales for form in FORMATS])
    assert max(map(len, lines)) <= summary.WIDTH
    assert all(any(locale in line for line in lines) for locale in locales)


def test_a_reason_is_told_once_and_not_where_it_was_said_already() -> None:
    lines = [line for line in told() if line.startswith("draft in")]
    assert lines == ["draft in town (ar, uk): nobody has read it"]
    assert not [line for line in told(said=("nobody has read it",)) if line.startswith("draft in")]


def test_the_last_line_counts_every_file() -> None:
    assert told()[-1] == "dist/ holds 8 files, 5 final and 3 drafts; open dist/index.html in a browser."
    assert told([]) == ["dist/ holds nothing yet."]
