"""What looks different between two builds: page by page, pixel by pixel, told in words and shown in pictures."""

import io
import json
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from conftest import ROOT
from PIL import Image

from handbill import comparing, differences
from handbill.errors import HandbillError
from handbill.project import Project

# Points from the left and the bottom, width and height of a black rectangle; a page is a quarter of Letter.
Rectangle = tuple[float, float, float, float]
SIZE = (306, 396)
WORD: Rectangle = (72, 324, 100, 12)
# The same in mm from the left and the top: 25.4 mm an inch of 72 points.
WORD_MM = (25, 21, 35, 4)


def paper(*pages: tuple[Rectangle, ...], size: tuple[float, float] = SIZE, keyword: str = "") -> bytes:
    """Return a PDF whose pages hold these rectangles; a keyword changes its bytes alone."""
    out, document = io.BytesIO(), pikepdf.new()
    for rectangles in pages:
        drawn = "".join(f"{' '.join(map(str, each))} re f " for each in rectangles)
        document.add_blank_page(page_size=size).Contents = document.make_stream(drawn.encode())
    document.docinfo["/Keywords"] = keyword
    document.save(out, deterministic_id=True)
    return out.getvalue()


def pages(old: bytes, new: bytes) -> list[differences.Page]:
    return list(differences.differing(old, new))


def near(found: tuple[int, ...], wanted: tuple[int, ...]) -> bool:
    return all(abs(one - other) <= 1 for one, other in zip(found, wanted, strict=True))


# Pages


def test_what_looks_the_same_does_not_differ() -> None:
    content = paper((WORD,), ())
    assert pages(content, content) == pages(content, paper((WORD,), (), keyword="another")) == []


def test_a_moved_word_is_found_where_it_is() -> None:
    """Down by 16 points: one group of 100 × 28 points from where it was to where it is."""
    (page,) = pages(paper((WORD,), ()), paper(((72, 308, 100, 12),), ()))
    assert page.number == 1 and near(page.box, (25, 21, 35, 10))
    # Two words of 100 × 12 points, of 306 × 396.
    assert page.share == pytest.approx(2 * 1200 / (306 * 396), rel=0.05)
    assert set(page.pictures) == {"old", "new", "difference"}


def test_the_largest_of_several_is_told() -> None:
    dot: Rectangle = (200, 100, 4, 4)
    (page,) = pages(paper((dot,)), paper((WORD,)))
    assert near(page.box, WORD_MM)


def test_a_single_dot_is_found() -> None:
    (page,) = pages(paper(()), paper(((200, 196, 1, 1),)))
    assert near(page.box, (71, 70, 1, 1)) and 0 < page.share < 0.0001


def test_the_picture_shows_what_was_and_what_is() -> None:
    (page,) = pages(paper((WORD,)), paper(((72, 200, 100, 12),)))
    picture = Image.open(io.BytesIO(page.pictures["difference"])).convert("RGB")
    scale = differences.RESOLUTION / 72

    def color(x: float, y: float) -> tuple[int, ...]:
        return picture.getpixel((round(x * scale), round((SIZE[1] - y) * scale)))

    (red, _, blue), (red_now, _, blue_now) = color(120, 330), color(120, 206)
    assert red > 200 > 100 > blue and red_now < 100 < 200 < blue_now


@pytest.mark.parametrize(("old", "new", "kind"), [(1, 2, "new"), (2, 1, "old")])
def test_a_page_more_or_less_is_found(old: int, new: int, kind: str) -> None:
    (page,) = pages(paper(*[(WORD,)] * old), paper(*[(WORD,)] * new))
    assert (page.number, page.share, list(page.pictures)) == (2, 1.0, [kind])
    assert near(page.box, (0, 0, 108, 140))


def test_another_size_of_paper_is_found() -> None:
    (page,) = pages(paper((WORD,)), paper((WORD,), size=(306, 504)))
    with Image.open(io.BytesIO(page.pictures["old"])) as old, Image.open(io.BytesIO(page.pictures["new"])) as new:
        assert old.size == new.size and old.height / old.width == pytest.approx(504 / 306, rel=0.01)


@pytest.mark.slow
def test_a_page_of_any_size_takes_little_memory() -> None:
    (page,) = pages(paper((), size=(14_400, 14_400)), paper((WORD,), size=(14_400, 14_400)))
    with Image.open(io.BytesIO(page.pictures["new"])) as picture:
        assert max(picture.size) <= differences.LONGEST
    assert near(page.box, (25, 4961, 36, 5))


def test_what_is_no_pdf_is_said() -> None:
    with pytest.raises(ValueError, match="Failed to load"):
        pages(paper(()), b"%PDF-1.7\n")


# The command

FILES = {
    "river/en-CA/river-faq-trifold-en-CA.pdf": (paper((WORD,), ()), "11111111"),
    "river/en-CA/river-faq-handout-en-CA.pdf": (paper((WORD,)), "22222222"),
    "river/en-CA/sms/river-a-sms-en-CA.txt": (b"Hello.\n", "33333333"),
    "lake/en-CA/lake-faq-poster-en-CA.pdf": (paper(()), "44444444"),
}
TRIFOLD, HANDOUT, SMS, POSTER = FILES


def built(folder: Path, files: dict[str, tuple[bytes, str]]) -> Path:
    """Write what a build holds, bytes and imprint code by path, and return its folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for path, (content, _) in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    rows = [{"path": path, "code": code} for path, (_, code) in files.items()]
    (folder / "manifest.json").write_text(json.dumps({"files": rows}), "utf-8")
    return folder


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project in which all but a few files are as they were, in the folder old beside it."""
    project = Project(tmp_path / "project")
    moved = {TRIFOLD: (paper((WORD,), (WORD,)), "11111111"), HANDOUT: (paper((WORD,), keyword="new"), "22222222")}
    built(tmp_path / "old", {path: row for path, row in FILES.items() if path != POSTER})
    built(project.path("dist"), FILES | moved | {SMS: (b"Bye.\n", "55555555")})
    for name in ("templates", "styles"):
        project.path(name).symlink_to(ROOT / name)
    return project


def told(project: Project, name: str) -> list[str]:
    return list(comparing.compared(project, project.root.parent, name))


def test_it_says_what_differs_and_shows_it(project: Project) -> None:
    lines = told(project, "old")
    assert lines == [
        f"{TRIFOLD}: page 2: 1.03 % of its pixels differ, the largest group in 35 × 4 mm, "
        "25 mm from the left and 21 mm from the top",
        f"{SMS}: another imprint code: other words, or draft and final",
        "3 files on both sides: 0 the same byte for byte",
        "1 file of PDF with other bytes and the same look",
        "2 files that differ; 1 page looks different: open .handbill/compare/index.html",
    ]
    page = project.path(comparing.PLACE, "index.html").read_text("utf-8")
    pictures = set(project.path(comparing.PLACE).rglob("*.webp"))
    assert {path.relative_to(project.path(comparing.PLACE)).as_posix() for path in pictures} == {
        f"river/en-CA/river-faq-trifold-en-CA-2-{kind}.webp" for kind in ("old", "new", "difference")
    }
    assert all(path.name in page for path in pictures) and SMS in page and HANDOUT not in page


def test_what_is_the_same_says_so(project: Project) -> None:
    told(project, "old")
    assert told(project, "project/dist") == [
        "4 files on both sides: 4 the same byte for byte",
        "Nothing looks different.",
    ]
    # What an earlier comparison has shown is no more.
    assert not project.path(comparing.PLACE).exists()


@pytest.fixture
def archived(project: Project) -> Iterator[Path]:
    """The old build as the archive of a release."""
    path = project.path("release/river-2026-11-22.zip")
    path.parent.mkdir()
    old = project.root.parent / "old"
    with zipfile.ZipFile(path, "w") as target:
        for file in sorted(old.rglob("*.*")):
            target.write(file, file.relative_to(old).as_posix())
    return path


@pytest.mark.parametrize("name", ["river-2026-11-22", "project/release/river-2026-11-22.zip"])
def test_a_release_is_named_by_its_day_or_its_file(project: Project, archived: Path, name: str) -> None:
    assert told(project, name) == told(project, "old")


def test_another_clone_is_named_by_its_folder(project: Project) -> None:
    clone = project.root.parent / "clone"
    shutil.move(project.root.parent / "old", clone / "dist")
    assert len(told(project, "clone")) == 5


def test_files_of_one_side_are_named(project: Project) -> None:
    built(project.root.parent / "old", {HANDOUT: FILES[HANDOUT], POSTER.replace("poster", "large-print"): (b"", "6")})
    lines = told(project, "old")
    assert f"only there: 1 file: {POSTER.replace('poster', 'large-print')}" in lines
    assert f"only here: 3 files: {POSTER}, {TRIFOLD}, {SMS}" in lines


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", r"name what to compare with: \.venv/bin/doit compare --with"),
        ("nothing", r"nothing: this is no folder and no release; in release/ there are: river-2026-11-22"),
        ("project/source", r"project/source/manifest\.json: the file cannot be read .*; build there"),
        ("broken", r"broken/manifest\.json: this is no list of what a build holds; build there"),
        ("empty", r"empty: dist/ has none of its 0 files; build with"),
        ("damaged.zip", r"damaged\.zip: the archive lacks manifest\.json, or is damaged"),
    ],
)
def test_what_cannot_be_compared_is_a_fault(project: Project, archived: Path, name: str, words: str) -> None:
    project.path("source").mkdir()
    built(project.root.parent / "empty", {})
    built(project.root.parent / "broken", {})
    (project.root.parent / "broken/manifest.json").write_text("[]", "utf-8")
    (project.root.parent / "damaged.zip").write_bytes(archived.read_bytes()[:200])
    with pytest.raises(HandbillError, match=words):
        told(project, name)


def test_a_file_that_is_gone_or_no_pdf_is_a_fault(project: Project) -> None:
    project.path("dist", TRIFOLD).write_bytes(b"%PDF")
    with pytest.raises(HandbillError, match="one of the two files is no sound PDF"):
        told(project, "old")
    project.path("dist", TRIFOLD).unlink()
    with pytest.raises(HandbillError, match=rf"^dist/{TRIFOLD}: the file cannot be read"):
        told(project, "old")
