"""Editions from a table: what a row makes, what a renewed table changes, and what is refused with its row and cure."""

import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT

from handbill import editions, enrolling, roster
from handbill.errors import Faults, HandbillError
from handbill.project import Project

HEAD = "id,place,partnership,website,phone,confirmed,locales,revised"
CITY = (
    'city-1,Example City 1,"Example City 1, a Partnership",https://example.org/1,506-555-0101,website phone,,2026-11-22'
)
OTHER = "city-2,Example City 2,Example City 2 Partnership,,+1 506 555 0102,,en-CA fr-CA,2026-11-23"
LOGO = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'
Enrol = Callable[..., list[str]]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """The project's sources, with the edition that shows others how."""
    for name in ("source/faq.md", "source/labels.toml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, tmp_path / name)
    for name in ("source/locale", "source/editions/example"):
        shutil.copytree(ROOT / name, tmp_path / name)
    return Project(tmp_path)


@pytest.fixture
def enrol(project: Project, tmp_path: Path) -> Enrol:
    """Make editions from the lines of a table, and return what the command said."""

    def enrolled(*lines: str, name: str = "table.csv", ending: str = "\n") -> list[str]:
        (tmp_path / name).write_bytes(ending.join((*lines, "")).encode())
        return list(enrolling.enrolled(project, tmp_path, name, "example"))

    return enrolled


def faults(enrol: Enrol, *lines: str, name: str = "table.csv") -> list[str]:
    with pytest.raises(HandbillError) as caught:
        enrol(*lines, name=name)
    return str(caught.value).splitlines()


# What a row makes


def test_a_row_makes_an_edition_that_the_project_reads(enrol: Enrol, project: Project) -> None:
    said = enrol(HEAD, CITY, OTHER)
    assert said == [
        "source/editions/city-1/edition.toml: made",
        "source/editions/city-2/edition.toml: made",
        "2 editions in the table, 2 of them made or renewed",
    ]
    one, two, base = (project.edition(name) for name in ("city-1", "city-2", "example"))
    assert (one.names["place"], one.names["partnership"]) == (
        {"": "Example City 1"},
        {"en-CA": "Example City 1, a Partnership"},
    )
    assert (one.facts["website"], one.confirmed) == ({"": "https://example.org/1"}, {"website", "phone"})
    assert (two.facts["phone"], two.locales, two.revised.isoformat()) == (
        {"": "+1 506 555 0102"},
        ("en-CA", "fr-CA"),
        "2026-11-23",
    )
    # What is not in the table is as in an edition where the line is absent; colours and logo are the example's.
    assert "website" not in two.facts and one.locales == one.posters == ()
    assert (one.colors, one.logo) == (base.colors, base.logo)


def test_every_column_stands_where_an_edition_has_it(enrol: Enrol, project: Project, tmp_path: Path) -> None:
    cells = {
        "id": "city-3",
        "revised": "2026-11-22",
        "confirmed": "email",
        "locales": "en-CA, uk",
        "posters": "purpose",
        "email_footer": "FALSE",
        "place": "Example City 3",
        "place.uk": "Екзампл-Сіті",
        "partnership": "Example City 3 Partnership",
        "partnership.fr-CA": "Partenariat d’Example City 3",
        "website": "https://example.org/3",
        "website.fr-CA": "https://example.org/trois",
        "email": "hello@example.org",
        "phone": "506-555-0103",
        "contact_name": 'Alex "Al" Example',
        "before": "Example City:",
        "after": "STOP/ARRET",
        "primary": "#3A2A5E 90 100 25 25",
        "accent": "#1f8a70 80 20 65 5.5",
        "tint": "#d5d0e0 15 15 3 2",
        "policy": "draft",
        "policy.uk": "withhold",
        "required": "trifold/* word/uk",
        "logo": "own.svg",
    }
    assert {name.partition(".")[0] for name in cells} == {*roster.COLUMNS, *roster.NOT_WRITTEN}
    (tmp_path / "own.svg").write_bytes(LOGO)
    enrol("\t".join(cells), "\t".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in cells.values()))
    made = project.edition("city-3")
    assert made == editions.Edition(
        "city-3",
        {
            "place": {"en-CA": "Example City 3", "uk": "Екзампл-Сіті"},
            "partnership": {"en-CA": "Example City 3 Partnership", "fr-CA": "Partenariat d’Example City 3"},
        },
        {
            "website": {"en-CA": "https://example.org/3", "fr-CA": "https://example.org/trois"},
            "email": {"": "hello@example.org"},
            "phone": {"": "506-555-0103"},
            "contact_name": {"": 'Alex "Al" Example'},
        },
        frozenset({"email"}),
        made.colors,
        made.revised,
        ("en-CA", "uk"),
        ("purpose",),
        False,
        {"before": {"": "Example City:"}, "after": {"": "STOP/ARRET"}},
        LOGO,
        {"default": "draft", "uk": "withhold"},
        ("trifold/*", "word/uk"),
    )
    assert (made.colors["primary"].rgb, made.colors["accent"].cmyk) == ("#3a2a5e", (80, 20, 65, 5.5))


TOML = """\
[[editions]]
id = "city-1"
place = "Example City 1"
partnership = "Example City 1, a Partnership"
website = "https://example.org/1"
phone = "506-555-0101"
confirmed = ["website", "phone"]
revised = 2026-11-22
"""


@pytest.mark.parametrize(
    ("lines", "name", "ending"),
    [
        ((HEAD, CITY), "table.csv", "\r\n"),
        (("\ufeff" + HEAD, CITY), "table.csv", "\n"),
        (
            (HEAD.replace(",", ";"), CITY.replace(",", ";").replace("1; a", "1, a").replace('"', "")),
            "table.csv",
            "\n",
        ),
        ((HEAD, "", CITY, ",,,,,,,"), "table.csv", "\n"),
        ((TOML,), "table.toml", "\n"),
    ],
    ids=["Windows", "byte order mark", "semicolons", "empty rows", "TOML"],
)
def test_a_table_is_read_as_programs_save_it(
    enrol: Enrol, project: Project, lines: tuple[str, ...], name: str, ending: str
) -> None:
    enrol(HEAD, CITY, name="first.csv")
    wanted = project.edition("city-1")
    shutil.rmtree(project.path("source/editions/city-1"))
    enrol(*lines, name=name, ending=ending)
    assert project.edition("city-1") == wanted


# What a renewed table changes


def test_the_same_table_changes_no_file(enrol: Enrol, project: Project) -> None:
    enrol(HEAD, CITY, OTHER)
    before = {path: path.stat().st_mtime_ns for path in project.path("source").rglob("*")}
    assert enrol(HEAD, CITY, OTHER) == ["2 editions in the table, 0 of them made or renewed"]
    assert {path: path.stat().st_mtime_ns for path in project.path("source").rglob("*")} == before


def test_a_changed_row_renews_its_edition_alone(enrol: Enrol, project: Project) -> None:
    enrol(HEAD, CITY, OTHER)
    other = project.path("source/editions/city-2/edition.toml").read_bytes()
    said = enrol(HEAD, CITY.replace("0101", "0111"), OTHER)
    assert said[:-1] == ["source/editions/city-1/edition.toml: renewed"]
    assert project.edition("city-1").facts["phone"] == {"": "506-555-0111"}
    assert project.path("source/editions/city-2/edition.toml").read_bytes() == other


def test_a_logo_of_its_own_takes_the_place_of_the_other_kind(enrol: Enrol, project: Project, tmp_path: Path) -> None:
    enrol(HEAD, CITY)
    (tmp_path / "own.png").write_bytes(b"\x89PNG")
    colors = "#3a2a5e 90 100 25 25,#1f8a70 80 20 65 5,#d5d0e0 15 15 3 2"
    enrol(f"{HEAD},primary,accent,tint,logo", f"{CITY},{colors},own.png")
    assert [path.name for path in sorted(project.path("source/editions/city-1").iterdir())] == [
        "edition.toml",
        "logo.png",
    ]


def test_an_edition_that_left_the_table_is_named_and_kept(enrol: Enrol, project: Project) -> None:
    enrol(HEAD, CITY, OTHER)
    assert enrol(HEAD, CITY)[1:] == [
        "source/editions/city-2: no longer in table.csv; to end the edition, delete its folder"
    ]
    assert project.edition("city-2").id == "city-2"


@pytest.mark.parametrize("old", ["506-555-0101", "# Made from"])
def test_what_was_written_by_hand_is_not_overwritten(enrol: Enrol, project: Project, old: str) -> None:
    enrol(HEAD, CITY)
    path = project.path("source/editions/city-1/edition.toml")
    path.write_text(path.read_text("utf-8").replace(old, "# 506-555-0199", 1), "utf-8")
    kept = path.read_bytes()
    assert faults(enrol, HEAD, OTHER, CITY) == [
        "table.csv:3: city-1: source/editions/city-1/edition.toml was written or changed by hand; take the row out, "
        "or bring the change here and delete the file"
    ]
    assert path.read_bytes() == kept and not project.path("source/editions/city-2").exists()


# What is refused


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("city-1,", "City 1,", 2, "“City 1” cannot be an edition's id; write one of small letters"),
        ("city-1,", "../city,", 2, "“../city” cannot be an edition's id"),
        ("city-1,", "status,", 2, "“status” cannot be an edition's id"),
        ("city-1,", ",", 2, "“” cannot be an edition's id"),
        ("city-1,", "city-2,", 2, "“city-2” has more than one row; give each edition one row"),
        ("Example City 1,", ",", 2, "city-1: “place” is empty; write it"),
        ("2026-11-22", "22/11/2026", 2, "city-1: revised: “22/11/2026” is no date; write it such as 2026-11-22"),
        ("Example City 1,", "=1+1,", 2, "city-1: place: “=1+1” begins like a formula; write the text itself"),
        ("506-555-0101", "@SUM(A1)", 2, "city-1: phone: “@SUM(A1)” begins like a formula"),
        ("506-555-0101", "by mail", 2, "city-1: “by mail” is not a telephone number such as 506-555-0100"),
        ("website phone", "web", 2, "city-1: “web” is not a fact; use website, email, phone, contact_name"),
        (",,2026-11-22", ",ja-JP,2026-11-22", 2, "city-1: the language ja-JP in “locales” has no catalog"),
        ("website,phone", "web site,phone", 1, "“web site” is no column; use id, logo, revised"),
        ("website,phone", "place,phone", 1, "the column “place” is there twice; keep one"),
        ("id,", "name,", 1, "the column “id” is missing; it names each edition's folder"),
        (",,2026-11-22", ",2026-11-22", 2, "the row has 7 cells and the table 8 columns; put a text that holds"),
        ('"Example', 'x"Example', 2, "the row has 9 cells and the table 8 columns"),
        ('a Partnership"', "a Partnership", 3, "this is no CSV (unexpected end of data); save the table as CSV again"),
        ("City 1,", "City\x1b[2J 1,", 2, "there is an invisible control character; type the text again"),
    ],
)
def test_a_fault_is_told_with_its_row_and_nothing_is_made(
    enrol: Enrol, project: Project, old: str, new: str, line: int, said: str
) -> None:
    lines = "\n".join((HEAD, CITY, OTHER))
    assert old in lines
    found = faults(enrol, *lines.replace(old, new, 1).split("\n"))
    assert any(each.startswith(f"table.csv:{line}: {said}") for each in found), found
    assert project.edition_ids() == ("example",)


@pytest.mark.parametrize(
    ("columns", "cells", "said"),
    [
        ("logo", "own.svg", "a logo is drawn in the colours of its edition; give all of primary, accent, tint, logo"),
        ("posters", "porpoise", "“porpoise” in “posters” is no question of the FAQ; use what-is-a-lip"),
        ("primary", "purple", "primary: “purple” is no colour; write both twins, such as #004b6b 100 45 20 40"),
        ("email_footer", "yes", "email_footer: “yes” is neither true nor false; write one of them"),
        ("policy.fr-CA", "wait", "“wait” is not a policy; use draft, last-approved, withhold"),
        ("place.french", "Ville", "“french” is not a language tag; write one such as fr-CA or zh-Hans"),
    ],
)
def test_a_cell_that_no_edition_could_hold_is_told(enrol: Enrol, columns: str, cells: str, said: str) -> None:
    assert any(
        line.startswith(f"table.csv:2: city-1: {said}")
        for line in faults(enrol, f"{HEAD},{columns}", f"{CITY},{cells}")
    )


@pytest.mark.parametrize("logo", ["/etc/passwd", "../own.svg", "own.exe", "none.svg", "."])
def test_a_logo_lies_beside_the_table(enrol: Enrol, tmp_path: Path, logo: str) -> None:
    (tmp_path / "own.exe").write_bytes(LOGO)
    colors = "#3a2a5e 90 100 25 25,#1f8a70 80 20 65 5,#d5d0e0 15 15 3 2"
    assert faults(enrol, f"{HEAD},primary,accent,tint,logo", f"{CITY},{colors},{logo}") == [
        f"table.csv:2: city-1: there is no logo “{logo}”; name an SVG or PNG file that lies beside the table"
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"id\nM\xfcnchen\n", "table.csv:2: this is not UTF-8 text; save the table as “CSV UTF-8”"),
        (b"id," * 100_000, "table.csv:1: the table has 100001 columns; the first line names"),
        (b"x" * 4_000_001, "table.csv: the table has more than 4 MB; is it the right file?"),
        (b"id\n" + b"a\n" * 10_001, "table.csv: the table has more than 10000 rows; is it the right file?"),
    ],
    ids=["not UTF-8", "too wide", "too large", "too long"],
)
def test_a_file_that_is_no_table_is_refused_at_once(content: bytes, said: str) -> None:
    with pytest.raises(Faults) as caught:
        roster.read(content, "table.csv")
    (line,) = str(caught.value).splitlines()
    assert line.startswith(said)


@pytest.mark.parametrize("text", ["editions = 1", "[editions]", "a = [" * 5000, "[[editions]]\nid = {a = 1, b = 2}"])
def test_a_toml_file_that_is_no_table_is_refused(text: str) -> None:
    with pytest.raises(Faults, match=r"^table\.toml:"):
        roster.read(text.encode(), "table.toml")


def test_a_row_of_toml_is_told_by_its_line(enrol: Enrol) -> None:
    wrong = TOML.replace("city-1", "city-2").replace("revised = 2026-11-22", "revised = 2026")
    assert faults(enrol, TOML, wrong, name="table.toml") == [
        "table.toml:10: city-2: revised: “2026” is no date; write it such as 2026-11-22"
    ]


def test_what_a_row_writes_is_toml_whatever_its_letters() -> None:
    cells = {"revised": "2026-11-22", "place": 'a\\b "c" {d} 北京', "partnership": "x = 1 # y"}
    base = Project(ROOT).edition("example")
    table = tomllib.loads(roster.write(roster.Row(2, "city-1", cells), base, "a\nb.csv"))
    assert table["names"] == {"place": 'a\\b "c" {d} 北京', "partnership": {"en-CA": "x = 1 # y"}}


def test_a_missing_table_is_told(project: Project, tmp_path: Path) -> None:
    with pytest.raises(HandbillError, match=r"^doit editions: there is no file “none\.csv”; name"):
        list(enrolling.enrolled(project, tmp_path, "none.csv", "example"))
