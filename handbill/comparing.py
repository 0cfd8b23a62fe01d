"""The command that compares what dist/ holds with a release or another build: which pages look different, and where."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from handbill import files, locales, release, templates
from handbill.errors import HandbillError, fault
from handbill.exchange import archive, docx
from handbill.project import SOURCE_TAG, Project

# Loaded where it is needed: it draws.
if TYPE_CHECKING:
    from handbill import differences

# Beside what is built: no build removes it, and no release holds it.
PLACE = ".handbill/compare"
PARTS = ("templates/compare.html", "styles/compare.css")
PDF = ".pdf"
# What is said of a file whose looks are not compared.
OTHER = "another imprint code: other words, or draft and final"
# Below this share of a page's pixels it is called a few.
LEAST = 0.0001
# Of files that only one side has, no more are named.
MOST_NAMED = 5
HOW = "name what to compare with: .venv/bin/doit compare --with example-2026-11-22, or --with FOLDER"


@dataclass(frozen=True)
class Side:
    """The files of a build or a release: the imprint code of each by its path from dist/, and what reads its bytes."""

    codes: Mapping[str, str]
    read: Callable[[str], bytes]


@dataclass(frozen=True)
class Compared:
    """A file of both sides: whether its bytes are the same, and its imprint code, which stands for its words and its
    state; and its pages that look different, each with the addresses of its pictures by name.
    """

    path: str
    same: bool
    code: bool
    pages: tuple[tuple[differences.Page, Mapping[str, str]], ...] = field(default=())

    @property
    def differs(self) -> bool:
        """Return whether a person would see that it is another."""
        return bool(self.pages) or not self.code


def compared(project: Project, stands: Path, with_: str = "") -> Iterator[str]:
    """Yield what differs between a release or a folder, whose path is meant from where a person stands, and dist/;
    write the same with pictures as a page. Raise HandbillError where there is nothing to compare.
    """
    if not with_:
        raise HandbillError(f"doit compare: {HOW}")
    shown = docx.plain(with_)
    old, new = _named(project, stands, with_, shown), _folder(project.path("dist"), "dist")
    both = sorted(old.codes.keys() & new.codes.keys())
    if not both:
        raise fault(shown, 0, f"dist/ has none of its {len(old.codes)} files; build with .venv/bin/doit, then compare")
    shutil.rmtree(project.path(PLACE), ignore_errors=True)
    found = []
    for path in both:
        found.append(_file(project, path, old, new))
        yield from _lines(found[-1])
    yield from _alone(old, new)
    yield from _counted(found)
    yield _page(project, shown, [each for each in found if each.differs])


# What is compared


def _named(project: Project, stands: Path, name: str, shown: str) -> Side:
    """Return the side that a person names: a folder, an archive, or a release in release/ without its ending."""
    place, known = stands / name, project.path(release.FOLDER, f"{name}.zip")
    if place.is_dir():
        return _folder(place / "dist" if (place / "dist").is_dir() else place, shown)
    file = place if place.is_file() else known
    if file.is_file():
        return _archive(file, shown)
    releases = ", ".join(path.stem for path in sorted(project.path(release.FOLDER).glob("*.zip"))) or "none"
    raise fault(shown, 0, f"this is no folder and no release; in {release.FOLDER}/ there are: {releases}")


def _folder(folder: Path, shown: str) -> Side:
    def read(path: str) -> bytes:
        try:
            return (folder / path).read_bytes()
        except OSError as error:
            cure = "build there with .venv/bin/doit first"
            raise fault(f"{shown}/{path}", 0, f"the file cannot be read ({error.strerror}); {cure}") from None

    return Side(_codes(read, shown), read)


def _archive(file: Path, shown: str) -> Side:
    def read(path: str) -> bytes:
        try:
            with zipfile.ZipFile(file) as opened:
                return archive.part(opened, path)
        except (KeyError, *archive.DAMAGE):
            raise fault(shown, 0, f"the archive lacks {path}, or is damaged; take it from where it is kept") from None

    return Side(_codes(read, shown), read)


def _codes(read: Callable[[str], bytes], shown: str) -> Mapping[str, str]:
    content = read(release.MANIFEST)
    try:
        return {row["path"]: row["code"] for row in json.loads(content)["files"] if not row.get("report")}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        wrong = "this is no list of what a build holds; build there with .venv/bin/doit first"
        raise fault(f"{shown}/{release.MANIFEST}", 0, wrong) from None


# Each file


def _file(project: Project, path: str, old: Side, new: Side) -> Compared:
    from handbill import differences

    before, after = old.read(path), new.read(path)
    code = old.codes[path] == new.codes[path]
    if before == after or not path.endswith(PDF):
        return Compared(path, before == after, code)
    try:
        pages = tuple(_kept(project, path, page) for page in differences.differing(before, after))
    except ValueError as error:
        raise fault(path, 0, f"one of the two files is no sound PDF ({error}); make it again, then compare") from None
    return Compared(path, False, code, pages)


def _kept(project: Project, path: str, page: differences.Page) -> tuple[differences.Page, Mapping[str, str]]:
    """Write a page's pictures; return it without them, and their addresses."""
    names = {kind: f"{path.removesuffix(PDF)}-{page.number}-{kind}.webp" for kind in page.pictures}
    for kind, content in page.pictures.items():
        files.write_whole(project.path(PLACE, names[kind]), content)
    return replace(page, pictures={}), names


# What is told


def _lines(found: Compared) -> Iterator[str]:
    if found.differs:
        told = [about(page, addresses) for page, addresses in found.pages]
        yield f"{found.path}: {'; '.join(told or [OTHER])}"


def about(page: differences.Page, addresses: Mapping[str, str]) -> str:
    """Return in words how a page differs."""
    if len(addresses) == 1:
        return f"page {page.number} is {'no more' if 'old' in addresses else 'new'}"
    left, top, width, height = page.box
    place = f"{width} × {height} mm, {left} mm from the left and {top} mm from the top"
    share = f"{page.share:.2%}".replace("%", " %") if page.share >= LEAST else "a few"
    return f"page {page.number}: {share} of its pixels differ, the largest group in {place}"


def _alone(old: Side, new: Side) -> Iterator[str]:
    """Yield the files that only one side has, of the editions that both have."""
    editions_ = {_edition(path) for path in old.codes} & {_edition(path) for path in new.codes}
    for mine, others, where in ((old, new, "there"), (new, old, "here")):
        paths = sorted(path for path in mine.codes.keys() - others.codes.keys() if _edition(path) in editions_)
        if paths:
            more = ", …" if len(paths) > MOST_NAMED else ""
            yield f"only {where}: {_number(len(paths))}: {', '.join(paths[:MOST_NAMED])}{more}"


def _edition(path: str) -> str:
    return path.partition("/")[0]


def _counted(found: Iterable[Compared]) -> Iterator[str]:
    """Yield how many files are the same, in bytes or to look at, and how many are not."""
    found = tuple(found)
    same = [each for each in found if each.same]
    alike = [each for each in found if not each.same and not each.differs]
    drawn = [each for each in alike if each.path.endswith(PDF)]
    yield f"{_number(len(found))} on both sides: {len(same)} the same byte for byte"
    if drawn:
        yield f"{_number(len(drawn))} of PDF with other bytes and the same look"
    if others := len(alike) - len(drawn):
        yield f"{_number(others)} of other kinds with other bytes and the same code; their looks are not compared"


def _number(count: int) -> str:
    return "1 file" if count == 1 else f"{count} files"


def _page(project: Project, shown: str, found: list[Compared]) -> str:
    """Write the page that shows what differs, if a page of a file looks different; return how much that is."""
    drawn = [each for each in found if each.pages]
    if not drawn:
        return f"{_number(len(found))} that differ" if found else "Nothing looks different."
    parts = {Path(name).name: project.path(name).read_text("utf-8") for name in PARTS}
    around, others = locales.language(SOURCE_TAG), [each for each in found if not each.pages]
    page = templates.render("compare.html", parts, drawn=drawn, others=others, about=about, old=shown, around=around)
    files.write_whole(project.path(PLACE, "index.html"), page.encode())
    count = sum(len(each.pages) for each in drawn)
    pages = "1 page looks" if count == 1 else f"{count} pages look"
    return f"{_number(len(found))} that differ; {pages} different: open {PLACE}/index.html"
