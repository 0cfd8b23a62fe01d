"""The steps from source/ to dist/, each with exactly what it is made from, so that nothing is made again without
need.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from handbill import files, fonts, formats, libraries, manifest, shelving
from handbill.errors import HandbillError
from handbill.project import FONTS_FOLDER, SMS, Piece, Project, catalog_path, has_catalog

# Read along the whole line, whatever the writer.
PIPELINE = tuple(
    f"handbill.{name}"
    for name in (
        *("project", "state", "formats", "reader", "catalogs", "localization", "editions", "manifest"),
        *("locales", "filling", "reviews", "approved"),
        # It decides which translations are printed.
        "checks.translation",
    )
)
REPORT = "handbill.checks.report"
# An import of ours, its names in brackets or on one line, and what a comment among them says.
IMPORT = re.compile(r"^[ \t]*from (handbill[.\w]*) import (\([^)]*\)|[^(\n]*)$", re.MULTILINE)
COMMENT = re.compile(r"#.*")
# The sources of which every piece is made.
WORDS = ("faq.md", "labels.toml")
# The project knows every module; what it passes on to a piece is named in PIPELINE.
NOT_FOLLOWED = ("handbill/project.py",)


@dataclass(frozen=True)
class Step:
    """One thing to do: a function with its arguments, and all that it is made from.

    `files` are paths from the project's folder; `values` are compared with those of the last time; `after` names steps;
    `standing` gives a digest of what was made, or "" where it does not stand whole.
    """

    name: str
    about: str
    action: tuple[Callable[..., object], tuple[object, ...]]
    files: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    standing: Callable[[], str] | None = None


@dataclass(frozen=True)
class Made:
    """Tells what a piece's files are; an object, since it goes to other processes."""

    root: Path
    name: str

    def __call__(self) -> str:
        return manifest.standing(self.root, self.name)


@dataclass(frozen=True)
class Kept:
    """Tells what files are that no row lists, as paths from the project's folder; an object for the same reason."""

    root: Path
    paths: tuple[str, ...]

    def __call__(self) -> str:
        found = [self.root / path for path in self.paths]
        whole = all(path.is_file() for path in found)
        return files.digest("\n".join(files.digest(path.read_bytes()) for path in found).encode()) if whole else ""


def read(project: Project) -> Iterator[Step]:
    """Yield a step for each source file: reading it finds its faults, once, before any piece is made."""
    code = code_of(project.root, *PIPELINE)
    for name, paths, action in project.sources():
        yield Step(name, "find its faults", action, (*paths, *code))
    code = code_of(project.root, "handbill.shelving", "handbill.shelf", "handbill.summary", "handbill.platforms")
    words = (shelving.WORDS, *shelving.LOOKS, *code)
    yield Step("shelf.toml", "find its faults", (shelving.read, (project,)), words)
    for tag in project.catalog_tags():
        yield _check_texts(project, tag)


def _check_texts(project: Project, tag: str) -> Step:
    """Return the step that tells which translations fail a check; no piece waits for it, since English stands there."""
    words = ("source/faq.md", "source/labels.toml", catalog_path(tag), SMS)
    code = code_of(project.root, *PIPELINE, "handbill.writers.sms")
    facts = tuple(path for name in project.edition_ids() for path in project.edition_files(name))
    catalog = Path(catalog_path(tag)).name
    before = tuple(f"read:{name}" for name in ("faq.md", "labels.toml", catalog))
    action = (project.check_texts, (tag,))
    return Step(f"{catalog}/texts", "check its translations", action, (*words, *facts, *code), after=before)


def make_fonts(project: Project) -> Iterator[Step]:
    """Yield a step for each family that the languages in use need, and one for the list of them."""
    for font in project.fonts_in_use():
        characters = fonts.wanted(font, project.texts_in(font)) if fonts.subset(font) else ""
        yield Step(
            font.family,
            "make its static faces",
            (project.make_font, (font.script, characters)),
            code_of(project.root, "handbill.fonts"),
            (fonts.source_of(font), characters),
            targets=faces(font),
            standing=Kept(project.root, faces(font)),
        )
    folder = str(project.path(FONTS_FOLDER).resolve())
    listing = (f"{FONTS_FOLDER}/fonts.conf",)
    action = (project.configure_fonts, (folder,))
    about, stands = "list the faces for fontconfig", Kept(project.root, listing)
    yield Step("configuration", about, action, (), (folder,), targets=listing, standing=stands)


def faces(font: fonts.Font) -> tuple[str, ...]:
    """Return the files of a font's static faces."""
    return tuple(f"{FONTS_FOLDER}/{fonts.file_name(font, weight)}" for weight in fonts.WEIGHTS)


def publish(project: Project, make: Callable[[Piece], None]) -> Iterator[Step]:
    """Yield a step for each piece, which `make` makes."""
    versions = repr(libraries.versions())
    looks = {row.id: _looks(project, row) for row in formats.FORMATS}
    for (edition, tag), pieces in groupby(project.pieces(), key=attrgetter("edition", "tag")):
        words, read_before = project.words_of(edition, tag), _read_before(edition, tag)
        approved = _approved(project, tag)
        for piece in pieces:
            row = formats.BY_ID[piece.format]
            yield Step(
                piece.name,
                row.about,
                (make, (piece,)),
                (*words, *_faces_for(tag, row), *looks[row.id]),
                (versions, approved, repr(row)),
                # A logo can hold words, whatever the format.
                (*read_before, *(["fonts"] if row.scope == "faq" or row.fonts else [])),
                standing=Made(project.root, piece.name),
            )
    yield from _gather(project, versions)


def _gather(project: Project, versions: str) -> Iterator[Step]:
    """Yield a step for each export: it is made again when one of the texts that it holds has changed."""
    for piece in project.exports():
        row, texts = formats.EXPORT_BY_ID[piece.format], project.texts_of(piece)
        yield Step(
            piece.name,
            row.about,
            (project.export, (piece,)),
            (
                *(manifest.row_path(text.name) for text in texts),
                f"source/editions/{piece.edition}/edition.toml",
                *code_of(project.root, *PIPELINE, "handbill.exports"),
            ),
            (versions, repr(row)),
            (f"read:{piece.edition}", *(f"publish:{text.name}" for text in texts)),
            standing=Made(project.root, piece.name),
        )


def draw(project: Project) -> Iterator[Step]:
    """Yield a step for each language of an edition that draws the shelf's pictures."""
    versions = libraries.versions()
    for edition in project.edition_ids():
        for tag in project.tags_of(edition):
            pieces = shelving.drawn(project, edition, tag)
            yield Step(
                f"{edition}/{tag}",
                "draw pictures for the shelf",
                (shelving.draw, (project, edition, tag)),
                (*(manifest.row_path(piece.name) for piece in pieces), "handbill/proofs.py", "handbill/shelving.py"),
                (versions["pypdfium2"], versions["pillow"]),
                tuple(f"publish:{piece.name}" for piece in pieces),
                standing=shelving.Drawn(project, edition, tag),
            )


def _approved(project: Project, tag: str) -> str:
    """Return what was approved of a language, part by part: the text as it was, and the record of its words."""
    return repr({part: (row.digest, row.code) for part, row in sorted(project.approvals(tag).items())})


def _read_before(edition: str, tag: str) -> tuple[str, ...]:
    name = Path(catalog_path(tag)).name
    catalog = ("read:reviews.toml", f"read:{name}") if has_catalog(tag) else ()
    return ("read:faq.md", "read:labels.toml", f"read:{edition}", *catalog)


def made_from(project: Project, piece: Piece, row: formats.Format) -> tuple[str, ...]:
    """Return every file that the piece is made from, as paths from the project's folder."""
    return (*project.words_of(piece.edition, piece.tag), *_faces_for(piece.tag, row), *_looks(project, row))


def _looks(project: Project, row: formats.Format) -> tuple[str, ...]:
    """Return what a format's pieces are made from in every edition and language."""
    code = code_of(project.root, *PIPELINE, f"handbill.writers.{row.writer}")
    return (*project.styles(row), *project.templates(row), *code)


def _faces_for(tag: str, row: formats.Format) -> tuple[str, ...]:
    """Return the faces that a printed piece in a language is set in; none for a language that its reading step
    refuses.
    """
    if not row.fonts:
        return ()
    try:
        families = dict.fromkeys(fonts.font_for(script) for script in Project.scripts(tag))
    except HandbillError:
        return ()
    return tuple(dict.fromkeys(path for font in families for path in faces(font)))


def check(project: Project) -> Iterator[Step]:
    """Yield a step for each piece that opens what was written."""
    for piece in project.pieces():
        row = formats.BY_ID[piece.format]
        yield Step(
            piece.name,
            "open the finished files",
            (project.check, (piece,)),
            (
                manifest.row_path(piece.name),
                *code_of(project.root, *PIPELINE, f"handbill.checks.{row.check}", *([REPORT] if row.press else [])),
            ),
            after=(f"publish:{piece.name}",),
            standing=Made(project.root, piece.name + (manifest.PREFLIGHT if row.press else "")),
        )
    yield from _check_gathered(project)


def _check_gathered(project: Project) -> Iterator[Step]:
    """Yield a step for each export that opens what was written."""
    for piece in project.exports():
        row = formats.EXPORT_BY_ID[piece.format]
        yield Step(
            piece.name,
            "open the gathered files",
            (project.check_export, (piece,)),
            (
                manifest.row_path(piece.name),
                *code_of(project.root, *PIPELINE, f"handbill.checks.{row.check}"),
            ),
            after=(f"publish:{piece.name}",),
            standing=Made(project.root, piece.name),
        )


def ready(project: Project, name: str) -> None:
    """Load what a step's piece is made with, or the pieces that follow the reading of a source, so that workers share
    it; what is wrong with it is told by the step.
    """
    kind, _, rest = name.partition(":")
    form = rest.rpartition("/")[2]
    printed = form in formats.BY_ID and bool(formats.BY_ID[form].fonts) if kind == "publish" else rest in WORDS
    with suppress(Exception):
        project.source()
        if printed or (kind == "read" and rest.endswith(".po")):
            formats.writer(next(row for row in formats.FORMATS if row.fonts))


@lru_cache(maxsize=64)
def code_of(root: Path, *modules: str) -> tuple[str, ...]:
    """Return the files of the modules and of everything of ours that they import, sorted."""
    found: set[str] = set()
    waiting = list(modules)
    while waiting:
        path = _module_file(root, waiting.pop())
        if path and path not in found:
            found.add(path)
            waiting += [] if path in NOT_FOLLOWED else _imported(root, path)
    return tuple(sorted(found))


# Asked by every format of the same modules; a run looks at its code once, as it loads it once.
@lru_cache(maxsize=4096)
def _module_file(root: Path, module: str) -> str | None:
    base = module.replace(".", "/")
    return next((path for path in (f"{base}/__init__.py", f"{base}.py") if (root / path).is_file()), None)


@lru_cache(maxsize=512)
def _imported(root: Path, path: str) -> tuple[str, ...]:
    return _imports((root / path).read_text("utf-8"))


def _imports(text: str) -> tuple[str, ...]:
    """Return the modules of ours that a module's text imports, packages and what is taken from them; a reader of
    Python would take most of the time of a build in which nothing is to be done.
    """
    names: list[str] = []
    for module, taken in IMPORT.findall(text):
        words = re.findall(r"(\w+)(?:\s+as\s+\w+)?", COMMENT.sub("", taken))
        names += [module, *(f"{module}.{word}" for word in words)]
    return tuple(names)
