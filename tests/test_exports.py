"""Texts gathered for other programs: each file read back by a reader of its own kind, no text changed, each check
alone.
"""

import csv
import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import openpyxl
import pytest
import yaml
from conftest import ROOT

from handbill import exports, locales
from handbill.checks import snippets as checks
from handbill.errors import HandbillError
from handbill.model import Snippet

REVISED = date(2026, 11, 22)
KINDS = ("json", "csv", "xlsx", "yml")
COUNTED = {"encoding": "UCS-2", "units": 61, "segments": 1, "platforms": ["twilio", "whatsapp"]}
COUNTED |= {"altered": {"gc-notify": "what it does"}}
MAIL = 'How?\r\n\r\nSay "when, where"; or:\r\nhttps://example.org/lip/\r\n\r\n\r\nSent by us\r\n'
TEXTS = {
    ("en-CA", "email"): MAIL,
    ("en-CA", "sms"): "Questions? Visit:\nhttps://example.org/lip",
    ("fr-CA", "email"): "Où ?\r\n\r\nIci ; là-bas.\r\n",
    ("ar", "sms"): "\u200fLIP: اتصلوا على الرقم \u200e506-555-0100",
    ("fa", "sms"): "تازه‌واردان \U0001f600 123",
    ("zh-Hans", "sms"): "有问题？\n_x0041_ <b>&amp; 007",
}


def snippet(tag: str, form: str, text: str, question: str = "reach", **changes: Any) -> Snippet:
    """Return a finished text as a build leaves it."""
    row = {
        "path": f"lake/{tag}/{form}/lake-{question}-{form}-{tag}.txt",
        "edition": "lake",
        "locale": tag,
        "format": form,
        "question": question,
        "state": "draft" if tag == "ar" else "final",
        "reasons": ["nobody has reviewed the Arabic text", "why"] if tag == "ar" else [],
        "code": "12345E67",
        "sha256": "0" * 64,
        "bytes": len(text.encode()),
        **(COUNTED if form == "sms" else {}),
    }
    return Snippet(locales.language(tag), text, row | changes)


ALL = tuple(snippet(tag, form, text) for (tag, form), text in TEXTS.items())
BY_NAME = {each.name: each for each in ALL}


def written(*found: Snippet) -> dict[str, bytes]:
    return dict(exports.write(found or ALL, "lake", REVISED))


def laid(text: str) -> str:
    """Return a text as a cell holds it."""
    return text.replace("\r\n", "\n").rstrip("\n")


# Read back


def test_json_tells_all_that_the_manifest_says_and_every_character() -> None:
    found = json.loads(written()["json"])
    assert (found["schema"], found["edition"], found["revised"]) == (1, "lake", "2026-11-22")
    names = [each["file"].removesuffix(".txt") for each in found["snippets"]]
    assert names == [each.name for each in sorted(ALL, key=lambda each: each.row["path"])]
    for each in found["snippets"]:
        origin = BY_NAME[each["file"].removesuffix(".txt")]
        assert each["text"] == origin.text
        assert each["language"] == origin.language.english_name
        kept = origin.row.keys() - {"path", "edition", "sha256", "bytes"}
        assert {key: each[key] for key in kept} == {key: origin.row[key] for key in kept}


def test_csv_is_read_by_another_reader_as_it_was() -> None:
    content = written()["csv"]
    assert content.startswith(b"\xef\xbb\xbffile,format,locale,language,question,text,state,reasons,code,encoding,")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert {row["file"].removesuffix(".txt"): row["text"] for row in rows} == {each.name: each.text for each in ALL}
    arabic = next(row for row in rows if row["locale"] == "ar")
    assert (arabic["reasons"], arabic["platforms"]) == ("nobody has reviewed the Arabic text; why", "twilio; whatsapp")
    assert (arabic["units"], arabic["state"], arabic["language"]) == ("61", "draft", "Arabic")


def test_csv_ends_its_lines_as_rfc_4180_says() -> None:
    content = written(snippet("en-CA", "sms", 'One "two"\nthree'))["csv"]
    assert content.endswith(b"\r\n") and content.count(b"\r\n") == 2
    assert b'"One ""two""\nthree"' in content


def book() -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(written()["xlsx"]))


def records(sheet: Any) -> Iterator[dict[str, Any]]:
    head, *rows = sheet.iter_rows()
    yield from ({name.value: cell for name, cell in zip(head, row, strict=True)} for row in rows)


def test_spreadsheet_has_a_sheet_a_language_and_every_text_a_string() -> None:
    found = {}
    for sheet in book():
        for cells in records(sheet):
            assert cells["text"].data_type == cells["code"].data_type == "s"
            assert cells["language"].value == sheet.title
            found[cells["file"].value.removesuffix(".txt")] = cells["text"].value
    # openpyxl leaves Excel's escape of the underscore as it stands.
    read = {name: text.replace("_x005F_", "_") for name, text in found.items()}
    assert read == {each.name: laid(each.text) for each in ALL}
    assert {type(cells["units"].value) for sheet in book() for cells in records(sheet)} == {int, type(None)}


def test_spreadsheet_runs_as_its_language_does() -> None:
    views = {sheet.title: bool(sheet.sheet_view.rightToLeft) for sheet in book()}
    languages = {"Arabic": True, "Persian": True, "Chinese (Simplified)": False}
    assert views == languages | {"English (Canada)": False, "French (Canada)": False}
    assert [sheet.freeze_panes for sheet in book()] == ["A2"] * 5


def test_espanso_pastes_each_text_whole() -> None:
    matches = yaml.safe_load(written()["yml"])["matches"]
    assert {each["trigger"]: each["replace"] for each in matches} == {f":{each.name}:": laid(each.text) for each in ALL}
    assert {each["force_mode"] for each in matches} == {"clipboard"}
    arabic = next(each for each in matches if each["trigger"] == ":lake-reach-sms-ar:")
    assert arabic["label"] == "draft: reach (sms, Arabic)"
    assert arabic["search_terms"] == ["sms", "ar", "Arabic", "العربية"]


def test_no_trigger_begins_another() -> None:
    alike = [snippet(tag, "sms", "Hi", question) for tag in ("fr", "fr-CA") for question in ("a", "a-b")]
    triggers = [each["trigger"] for each in yaml.safe_load(written(*alike)["yml"])["matches"]]
    assert [a for a in triggers for b in triggers if a != b and b.startswith(a)] == []


def test_order_changes_nothing() -> None:
    assert written(*reversed(ALL)) == written()


def test_state_counts_the_drafts() -> None:
    assert exports.state(ALL) == ("1 of the 6 texts are drafts",)
    assert exports.state([each for each in ALL if each.row["state"] == "final"]) == ()


def test_code_tells_one_wording_from_another() -> None:
    other = (replace(ALL[0], text=ALL[0].text + "!"), *ALL[1:])
    assert len({exports.code(found, "lake", "snippets") for found in (ALL, other, ALL[1:])}) == 3
    assert exports.code(ALL, "lake", "snippets") != exports.code(ALL, "river", "snippets")


REFUSED = [
    *(f"{mark}1" for mark in "=+-@\t\r\n"),
    "\u200f=1",
    "\u200e\u200f+15065550100",
    "Hello {{name}}",
    "Hello $|$",
    "x" * 32_768,
]


@pytest.mark.parametrize("text", REFUSED)
def test_a_text_that_a_program_would_change_is_refused(text: str) -> None:
    with pytest.raises(HandbillError, match=r"^dist/lake/fr-CA/sms/lake-reach-sms-fr-CA.txt: the text .*; .*"):
        written(*ALL, snippet("fr-CA", "sms", text))


MADE = """
import base64, sys
sys.path.insert(0, "tests")
from test_exports import written
for content in written().values():
    print(base64.b64encode(content).decode())
"""


@pytest.mark.slow
def test_the_bytes_are_the_same_in_every_run() -> None:
    command = [sys.executable, "-c", MADE]
    runs = [
        subprocess.run(command, cwd=ROOT, env=dict(os.environ) | given, capture_output=True, check=True).stdout
        for given in ({"PYTHONHASHSEED": "1", "TZ": "UTC"}, {"PYTHONHASHSEED": "2", "TZ": "America/Moncton"})
    ]
    assert runs[0] == runs[1] and len(runs[0].split()) == 4


# What the checks see


def codes(kind: str, content: bytes, found: tuple[Snippet, ...] = ALL) -> set[str]:
    return {fault.code for fault in checks.check(content, found, f"dist/lake/mul/lake-faq-snippets-mul.{kind}")}


@pytest.mark.parametrize("kind", KINDS)
def test_a_good_file_has_no_fault(kind: str) -> None:
    assert codes(kind, written()[kind]) == set()


def swapped(old: str, new: str) -> Callable[[bytes], bytes]:
    return lambda content: content.replace(old.encode(), new.encode(), 1)


def packed(part: str, old: str, new: str) -> Callable[[bytes], bytes]:
    """Return a change of a part of a workbook."""

    def change(content: bytes) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w") as target:
            for name in source.namelist():
                text = source.read(name)
                assert name != part or old.encode() in text
                target.writestr(name, text.replace(old.encode(), new.encode(), 1) if name == part else text)
        return out.getvalue()

    return change


STRINGS, SHEET = "xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"
DEFECTS: list[tuple[str, str, Callable[[bytes], bytes]]] = [
    ("json", "snippets-file", lambda content: content[:-9]),
    ("json", "snippets-file", swapped('"snippets"', '"texts"')),
    ("csv", "snippets-file", lambda content: content[3:]),
    ("csv", "snippets-file", lambda content: b"\xef\xbb\xbf" + content),
    ("csv", "snippets-file", swapped(",final,", ",final,,")),
    ("csv", "snippets-file", lambda content: b""),
    ("xlsx", "snippets-file", lambda content: content[:-30]),
    ("xlsx", "snippets-file", packed(STRINGS, "</sst>", "")),
    ("yml", "snippets-file", lambda content: content + b"global_vars: []\n"),
    ("json", "snippets-all", swapped("lake-reach-sms-fa.txt", "lake-reach-sms-fr.txt")),
    ("csv", "snippets-all", lambda content: content[: content.index(b"lake-reach-sms-zh")]),
    ("yml", "snippets-all", swapped(":lake-reach-sms-fa:", ":lake-reach-sms-fr:")),
    ("json", "snippets-words", swapped("Questions?", "Questions;")),
    ("csv", "snippets-words", swapped("\u200e506", "506")),
    ("xlsx", "snippets-words", packed(STRINGS, "Questions?", "Questions;")),
    ("yml", "snippets-words", swapped("Questions?", "Questions;")),
    ("csv", "snippets-formula snippets-words", swapped("\u200fLIP", "\u200f=LIP")),
    ("xlsx", "snippets-formula", packed(SHEET, "<v>", "<f>1+1</f><v>")),
    (
        "xlsx",
        "snippets-formula",
        packed(SHEET, "</sheetData>", '</sheetData><hyperlinks><hyperlink ref="A1"/></hyperlinks>'),
    ),
    ("xlsx", "snippets-directions", packed(SHEET, ' rightToLeft="1"', "")),
    ("yml", "snippets-triggers", swapped('"clipboard"', '"keys"')),
    ("yml", "snippets-triggers snippets-words", swapped("Questions?", "{{Questions?")),
]


@pytest.mark.parametrize(("kind", "expected", "damage"), DEFECTS)
def test_each_check_catches_its_own_defect(kind: str, expected: str, damage: Callable[[bytes], bytes]) -> None:
    sound = written()[kind]
    assert damage(sound) != sound
    assert codes(kind, damage(sound)) == set(expected.split())


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_made_before_a_text_changed_is_a_fault(kind: str) -> None:
    other = (replace(ALL[0], text="Other words"), *ALL[1:])
    assert codes(kind, written()[kind], other) == {"snippets-words"}


def test_every_check_has_a_planted_defect() -> None:
    assert {code for _, expected, _ in DEFECTS for code in expected.split()} == set(checks.CHECKS)
