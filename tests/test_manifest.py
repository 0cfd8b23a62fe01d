"""The manifest: a row for every file of dist/, nothing removed but what was listed, no code on two pieces."""

import json
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from documents import document, narrowed

from handbill import files, manifest
from handbill.model import Design, Written, pair
from handbill.writers import sms

# Each format is its own design, but the press variant.
STEMS = defaultdict(lambda: "sms") | {"handout": "handout", "trifold": "trifold", "trifold-press": "trifold"}
VERSIONS = {"weasyprint": "70.0", "babel": "2.18.0"}
# design.md, "dist/manifest.json": what every row has, and what a format adds.
KEYS = {"path", "edition", "locale", "format", "question", "state", "reasons", "code", "sha256", "bytes"}
ADDED = {
    "handout": {"pages": 2, "trim_mm": [215.9, 279.4], "type_size_pt": 10.5},
    "sms": {"encoding": "GSM-7", "units": 61, "segments": 1},
    "email": {},
}
Row = dict[str, Any]


@pytest.mark.parametrize(("form", "facts"), ADDED.items(), ids=ADDED.keys())
def test_a_row_says_all_that_the_shelf_and_the_release_read(form: str, facts: dict[str, object]) -> None:
    whole = document("fr-CA", reasons=("nobody has reviewed it",))
    row = manifest.record("example/fr-CA/a.txt", whole, form, "what", Written(b"words", facts))
    assert row.keys() == KEYS | facts.keys()
    assert row == facts | {
        "path": "example/fr-CA/a.txt",
        "edition": "example",
        "locale": "fr-CA",
        "format": form,
        "question": "what",
        "state": "draft",
        "reasons": ["nobody has reviewed it"],
        "code": "0123ABCD",
        "sha256": files.digest(b"words"),
        "bytes": 5,
    }


def test_a_final_piece_of_the_whole_faq_has_no_reasons_and_no_question() -> None:
    row = manifest.record("a.pdf", document(), "handout", None, Written(b"", {}))
    assert (row["state"], row["reasons"], row["question"]) == ("final", [], None)


def test_a_piece_in_two_languages_names_both() -> None:
    row = manifest.record("a.pdf", pair(document("ar"), document()), "bilingual", None, Written(b"", {}))
    assert (row["locale"], row["second_locale"]) == ("ar", "en-CA")


def test_a_text_messages_row_counts_it() -> None:
    written = sms.write(narrowed(document(), "what"), Design("sms", {}, {"segments": {"GSM-7": 2, "UCS-2": 3}}))
    row = manifest.record("a.txt", document(), "sms", "what", written)
    sent = {"sent_encoding", "sent_units", "sent_segments"}
    assert row.keys() == KEYS | {"encoding", "units", "segments", "offenders", "platforms", "altered"} | sent


def test_a_row_of_all_languages_has_the_same_keys() -> None:
    for reasons, state in (((), "final"), (("2 of the 3 texts are drafts",), "draft")):
        row = manifest.gathered("example/mul/a.csv", "example", "snippets", reasons, "0123ABCD", b"words")
        assert row.keys() == KEYS
        assert (row["locale"], row["question"], row["state"], row["reasons"]) == ("mul", None, state, [*reasons])
        assert (row["sha256"], row["bytes"], row["code"]) == (files.digest(b"words"), 5, "0123ABCD")


# --- keeping rows ----------------------------------------------------------------------------------------------------


def piece(root: Path, name: str, *stems: str, **changes: object) -> list[Row]:
    """Make a piece of files in dist/ as a build would, keep its rows and return them."""
    rows = []
    for stem in stems:
        content = f"{name} {stem}".encode()
        row = manifest.record(f"{name}/{stem}.txt", document(), "sms", stem, Written(content, {}))
        rows.append(row | {"code": f"{len(rows)}{name}"} | changes)
        files.write_whole(root / "dist" / f"{name}/{stem}.txt", content)
    manifest.store(root, name, rows)
    return rows


def held(root: Path) -> list[str]:
    """Return the files of dist/ but the manifest."""
    found = (path.relative_to(root / "dist").as_posix() for path in (root / "dist").rglob("*") if path.is_file())
    return sorted(path for path in found if path != "manifest.json")


def listed(root: Path) -> list[str]:
    return [row["path"] for row in json.loads((root / "dist/manifest.json").read_text("utf-8"))["files"]]


def gather(root: Path, *names: str, **faults: tuple[str, ...]) -> list[Row]:
    named = {name: faults.get(name, ()) for name in names}
    return manifest.gather(root, named, STEMS, VERSIONS)[0]


def test_rows_are_kept_as_they_were_made(tmp_path: Path) -> None:
    rows = piece(tmp_path, "river/ar/sms", "one", "two", reasons=["لا أحد"])
    assert manifest.rows(tmp_path, "river/ar/sms") == rows
    assert manifest.rows(tmp_path, "river/fa/sms") == []


def test_a_file_that_a_piece_no_longer_has_is_removed(tmp_path: Path) -> None:
    piece(tmp_path, "river/sms", "one", "two")
    piece(tmp_path, "river/sms", "two", "three")
    assert held(tmp_path) == ["river/sms/three.txt", "river/sms/two.txt"]


def written(root: Path, *stems: str, text: str = "words") -> None:
    """Write a piece's files as a build does."""
    contents = {stem: f"{text} {stem}".encode() for stem in stems}
    manifest.write(root, "river/sms", [(_row(stem, content), content) for stem, content in contents.items()])


def _row(stem: str, content: bytes) -> Row:
    return manifest.record(f"river/{stem}.txt", document(), "sms", stem, Written(content, {}))


def killed_at(patched: pytest.MonkeyPatch, count: int) -> None:
    """Let a run end before it writes the file of that number."""
    whole, left = files.write_whole, iter(range(count))

    def write(path: Path, content: bytes) -> bool:
        if next(left, None) is None:
            raise KeyboardInterrupt
        return whole(path, content)

    patched.setattr(files, "write_whole", write)


@pytest.mark.parametrize("count", range(5))
def test_a_killed_build_leaves_no_piece_that_stands_and_no_file_that_nobody_knows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    written(tmp_path, "one", "two")
    before = manifest.standing(tmp_path, "river/sms")
    with monkeypatch.context() as patched:
        killed_at(patched, count)
        with pytest.raises(KeyboardInterrupt):
            # As long as the words before, so that no file's size tells.
            written(tmp_path, "one", "two", "three", text="other")
    assert count == 0 or manifest.standing(tmp_path, "river/sms") != before
    # The change is taken back.
    written(tmp_path, "one", "two")
    assert manifest.standing(tmp_path, "river/sms") == before
    assert held(tmp_path) == ["river/one.txt", "river/two.txt"]


def test_a_file_of_other_bytes_does_not_stand(tmp_path: Path) -> None:
    written(tmp_path, "one")
    path = tmp_path / "dist/river/one.txt"
    path.write_bytes(path.read_bytes()[::-1])
    assert manifest.standing(tmp_path, "river/sms") == ""


@pytest.mark.parametrize("content", ["[1]", "{}", '[{"path": "a"}]', "null"])
def test_rows_of_another_kind_are_none(tmp_path: Path, content: str) -> None:
    files.write_whole(tmp_path / manifest.row_path("river/sms"), content.encode())
    assert manifest.rows(tmp_path, "river/sms") == []
    assert manifest.standing(tmp_path, "river/sms") == ""


def test_a_piece_stands_while_its_files_do(tmp_path: Path) -> None:
    assert not manifest.standing(tmp_path, "river/sms")
    piece(tmp_path, "river/sms", "one", "two")
    assert manifest.standing(tmp_path, "river/sms")


def test_a_piece_without_files_stands_once_it_was_made(tmp_path: Path) -> None:
    piece(tmp_path, "river/sms")
    assert manifest.standing(tmp_path, "river/sms")


def test_what_stands_is_known_by_its_rows(tmp_path: Path) -> None:
    piece(tmp_path, "river/sms", "one")
    first = manifest.standing(tmp_path, "river/sms")
    piece(tmp_path, "river/sms", "one")
    assert manifest.standing(tmp_path, "river/sms") == first
    piece(tmp_path, "river/sms", "one", reasons=["waits"])
    assert manifest.standing(tmp_path, "river/sms") not in ("", first)


def remove(path: Path) -> None:
    path.unlink()


def shorten(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


@pytest.mark.parametrize("damage", [remove, shorten])
def test_a_piece_with_a_lost_or_shortened_file_is_made_again(damage: Callable[[Path], None], tmp_path: Path) -> None:
    piece(tmp_path, "river/sms", "one", "two")
    damage(tmp_path / "dist/river/sms/two.txt")
    assert not manifest.standing(tmp_path, "river/sms")
    assert [row["path"] for row in gather(tmp_path, "river/sms")] == ["river/sms/one.txt"]


@pytest.mark.parametrize("text", ["", "[", '[{"path"'])
def test_rows_that_cannot_be_read_are_none(text: str, tmp_path: Path) -> None:
    piece(tmp_path, "river/sms", "one")
    (tmp_path / manifest.row_path("river/sms")).write_text(text, "utf-8")
    assert manifest.rows(tmp_path, "river/sms") == []


def test_a_piece_whose_rows_cannot_be_read_is_made_again(tmp_path: Path) -> None:
    piece(tmp_path, "river/sms", "one")
    (tmp_path / manifest.row_path("river/sms")).write_text("[", "utf-8")
    assert not manifest.standing(tmp_path, "river/sms")


# --- gathering -------------------------------------------------------------------------------------------------------


def test_the_manifest_lists_every_file_by_path_with_the_libraries(tmp_path: Path) -> None:
    rows = [*piece(tmp_path, "river/sms", "two", "one"), *piece(tmp_path, "lake/sms", "one")]
    expected = sorted(rows, key=lambda row: row["path"])
    assert gather(tmp_path, "river/sms", "lake/sms") == expected
    content = json.loads((tmp_path / "dist/manifest.json").read_text("utf-8"))
    assert content == {"schema": 1, "libraries": VERSIONS, "files": expected}
    assert listed(tmp_path) == held(tmp_path)


def test_the_manifest_is_the_same_bytes_whatever_the_order(tmp_path: Path) -> None:
    piece(tmp_path, "river/sms", "one", "two", reasons=["é"])
    piece(tmp_path, "lake/sms", "one")
    gather(tmp_path, "river/sms", "lake/sms")
    first = (tmp_path / "dist/manifest.json").read_bytes()
    manifest.gather(tmp_path, {"lake/sms": (), "river/sms": ()}, STEMS, dict(reversed(VERSIONS.items())))
    assert (tmp_path / "dist/manifest.json").read_bytes() == first
    assert "é".encode() in first
    assert first.endswith(b"}\n")


STRANGERS = ["index.html", "river/sms/mine.txt", "lake/sms/note.docx", ".hidden", "other/one.txt"]


def test_what_is_no_longer_made_goes_and_what_we_never_listed_stays(tmp_path: Path) -> None:
    for name in ("river/sms", "lake/sms", "lake/email"):
        piece(tmp_path, name, "one", "two")
    for name in STRANGERS:
        files.write_whole(tmp_path / "dist" / name, b"theirs")
    gather(tmp_path, "river/sms")
    assert held(tmp_path) == sorted(["river/sms/one.txt", "river/sms/two.txt", *STRANGERS])
    assert listed(tmp_path) == ["river/sms/one.txt", "river/sms/two.txt"]
    assert not (tmp_path / manifest.row_path("lake/sms")).exists()


def test_gathering_twice_changes_nothing(tmp_path: Path) -> None:
    piece(tmp_path, "river/sms", "one")
    assert gather(tmp_path, "river/sms") == gather(tmp_path, "river/sms")
    assert held(tmp_path) == ["river/sms/one.txt"]


def test_nothing_made_yet_is_no_manifest(tmp_path: Path) -> None:
    assert gather(tmp_path, "river/sms") == []
    assert not (tmp_path / "dist").exists()


def test_a_manifest_lists_no_file_that_is_gone(tmp_path: Path) -> None:
    piece(tmp_path, "river/sms", "one")
    gather(tmp_path, "river/sms")
    gather(tmp_path)
    assert held(tmp_path) == []
    assert not (tmp_path / "dist/manifest.json").exists() or listed(tmp_path) == []


def test_a_piece_with_a_fault_stays_as_a_draft_that_says_so(tmp_path: Path) -> None:
    piece(tmp_path, "river", "one", reasons=["waits"])
    piece(tmp_path, "lake", "one")
    found = gather(tmp_path, "river", "lake", river=("source/faq.md:3: wrong; mend it",), lake=())
    assert [(row["path"], row["state"], row["reasons"]) for row in found] == [
        ("lake/one.txt", "final", []),
        ("river/one.txt", "draft", ["waits", "source/faq.md:3: wrong; mend it"]),
    ]


def test_a_fault_is_forgotten_once_it_is_mended(tmp_path: Path) -> None:
    piece(tmp_path, "river", "one")
    gather(tmp_path, "river", river=("wrong",))
    assert gather(tmp_path, "river")[0]["state"] == "final"


# --- imprint codes ---------------------------------------------------------------------------------------------------

CODES = [
    ([], []),
    (["AAAAAAAA"], []),
    (["AAAAAAAA", "BBBBBBBB"], []),
    (["AAAAAAAA", "BBBBBBBB", "AAAAAAAA"], [0, 2]),
    (["AAAAAAAA"] * 3, [0, 1, 2]),
]


@pytest.mark.parametrize(("codes", "expected"), CODES)
def test_a_code_on_two_pieces_makes_them_drafts(tmp_path: Path, codes: list[str], expected: list[int]) -> None:
    for number, code in enumerate(codes):
        piece(tmp_path, f"lake/{number}/sms", str(number), code=code, question=str(number))
    found = manifest.gather(tmp_path, {f"lake/{number}/sms": () for number in range(len(codes))}, STEMS, VERSIONS)[0]
    marked = [row["path"] for row in found if manifest.SHARED in row["reasons"]]
    assert marked == [f"lake/{number}/sms/{number}.txt" for number in expected]
    assert all(row["state"] == "draft" for row in found if row["path"] in marked)


TWINS = [
    (("trifold", "trifold-press"), {}, False),
    (("trifold", "handout"), {}, True),
    (("trifold", "trifold-press"), {"locale": "ar"}, True),
    (("trifold", "trifold-press"), {"edition": "lake"}, True),
    (("sms", "sms"), {}, False),
    (("sms", "sms"), {"question": "other"}, True),
]


@pytest.mark.parametrize(("forms", "changes", "shared"), TWINS)
def test_variants_of_a_design_may_share_a_code(
    forms: tuple[str, str], changes: dict[str, object], shared: bool, tmp_path: Path
) -> None:
    same = {"code": "AAAAAAAA", "question": None}
    piece(tmp_path, "one", "a", **same, format=forms[0])
    piece(tmp_path, "two", "a", **(same | {"format": forms[1]} | changes))
    assert [manifest.SHARED in row["reasons"] for row in gather(tmp_path, "one", "two")] == [shared, shared]


# --- faults of earlier builds ----------------------------------------------------------------------------------------


def test_a_fault_is_remembered_until_its_piece_is_made(tmp_path: Path) -> None:
    assert manifest.remembered(tmp_path, {"a": ("wrong",), "b": ()}, ["b"]) == {"a": ("wrong",), "b": ()}
    # Another build makes b alone; a was not looked at.
    assert manifest.remembered(tmp_path, {"a": (), "b": ()}, ["b"]) == {"a": ("wrong",), "b": ()}
    assert manifest.remembered(tmp_path, {"a": ("worse",), "b": ()}, []) == {"a": ("worse",), "b": ()}
    assert manifest.remembered(tmp_path, {"a": (), "b": ()}, ["a", "b"]) == {"a": (), "b": ()}
    assert manifest.remembered(tmp_path, {"a": (), "b": ()}, []) == {"a": (), "b": ()}


def test_the_fault_of_a_piece_that_is_no_more_is_forgotten(tmp_path: Path) -> None:
    manifest.remembered(tmp_path, {"a": ("wrong",)}, [])
    manifest.remembered(tmp_path, {}, [])
    assert manifest.remembered(tmp_path, {"a": ()}, []) == {"a": ()}


@pytest.mark.parametrize("content", [b"[", b"[]", b'{"a": 1}', b"null", b"\xff"])
def test_faults_that_cannot_be_read_are_none(tmp_path: Path, content: bytes) -> None:
    files.write_whole(tmp_path / manifest.FAULTS, content)
    assert manifest.remembered(tmp_path, {"a": ()}, []) == {"a": ()}
