"""The commands for translators: texts sent out as a sheet or an XLIFF file, and taken back into the catalog."""

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from handbill import catalogs, files, languages, locales, po
from handbill.errors import Fault, Faults, HandbillError, fault
from handbill.exchange import delivery, guard, sheets, taking, xliff
from handbill.project import SOURCE_TAG, Project, catalog_path

# The words of the sheets, and their measures, beside those of every Word file.
WORDS, MEASURES = "source/sheet.toml", ("styles/word.toml", "styles/sheet.toml")
NEEDED = ("title", "instructions", "limit", "changed")
# What comes back, by how its name ends.
KINDS = {".docx": sheets, **dict.fromkeys(xliff.SUFFIXES, xliff)}


def sheet(project: Project, stands: Path, language: str = "", to: str = "") -> list[str]:
    """Write a language's texts as a table for Word; return its path. `to` is meant from where a person stands."""
    # python-docx takes a while to be loaded, which every other task would wait for.
    from handbill.exchange import table

    tag = _asked(project, language)
    looks = {key: value for name in MEASURES for key, value in project.table(name).items()}
    made = table.Sheet(locales.language(tag), locales.language(SOURCE_TAG), _words(project), looks)
    styles = {
        Path(name).name: project.path(name).read_text("utf-8") for name in project.listed("styles/sheet", "*.xml")
    }
    return _sent(stands / to, f"handbill-faq-{tag}.docx", table.write(_distinct(project, tag, sheets), made, styles))


def xliff_file(project: Project, stands: Path, language: str = "", to: str = "") -> list[str]:
    """Write a language's texts as an XLIFF file; return its path. `to` is meant from where a person stands."""
    tag = _asked(project, language)
    return _sent(stands / to, f"handbill-faq-{tag}.xlf", xliff.write(_distinct(project, tag, xliff), tag, SOURCE_TAG))


def take(project: Project, stands: Path, file: str = "", write: bool = False) -> list[str]:
    """Return what a file that came back changes in its catalog, and each text that is not taken with the reason; with
    `write`, change the catalog, whole or not at all, and make the language's draft.
    """
    path, name = stands / file, Path(file).name
    if not file:
        raise HandbillError("it is not said which file came back; name it, such as --file=sheet.docx")
    kind = KINDS.get(path.suffix.lower())
    if kind is None:
        raise fault(name, 0, f"such a file is not read back; name one that ends with {' or '.join(KINDS)}")
    returned = kind.read(guard.load(path, name), name)
    tag = _known(project, returned.tag, name)
    catalog = current(project, tag)
    taken = delivery.take(catalog, returned, delivery.live(catalog, kind.identifier))
    lines = [*_difference(catalog, taken.catalog), *map(str, taken.left)]
    return [*lines, *_kept(project, tag, taken.catalog, write)]


def current(project: Project, tag: str) -> po.Catalog:
    """Return a language's catalog; raise Faults where it is not of today's English."""
    path = catalog_path(tag)
    catalog = po.read(project.content(path), path)
    wanted = {(message.context, message.text) for message in project.messages()}
    if {entry.key for entry in catalog.entries if not entry.obsolete} != wanted:
        raise fault(path, 0, "the catalog is not of today's English; run .venv/bin/doit update, then try again")
    return catalog


def _distinct(project: Project, tag: str, kind: ModuleType) -> po.Catalog:
    """Return the language's catalog of today; raise Faults where two texts would go out under one id."""
    catalog = current(project, tag)
    delivery.live(catalog, kind.identifier)
    return catalog


def _asked(project: Project, language: str) -> str:
    """Return the tag of the language that the command line names; fr_CA is as good as fr-CA."""
    if not language:
        raise HandbillError("it is not said which language; name it, such as --language=fr_CA")
    return _known(project, language.replace("_", "-"), "--language")


def _known(project: Project, tag: str, place: str) -> str:
    """Return the tag as its catalog has it; other programs write fr-ca."""
    known = {name.lower(): name for name in project.catalog_tags()}
    if tag.lower() not in known:
        raise fault(place, 0, f"the language “{tag}” has no catalog; use one of {', '.join(known.values())}")
    return known[tag.lower()]


def _words(project: Project) -> dict[str, Any]:
    """Return the sheets' own words; raise Faults for each that is missing."""
    words = project.table(WORDS)
    missing = [name for name in NEEDED if name not in words]
    missing += [f"columns.{name}" for name in sheets.COLUMNS if name not in words.get("columns", {})]
    if missing:
        raise Faults(Fault(WORDS, 0, f"“{name}” is missing; bring the line back") for name in missing)
    return words


def _sent(to: Path, name: str, content: bytes) -> list[str]:
    path = to / name if to.is_dir() else to
    if not path.parent.is_dir():
        raise fault(str(path), 0, "the folder is not there; make it, or name another")
    files.write_whole(path, content)
    return [str(path)]


def _difference(old: po.Catalog, new: po.Catalog) -> Iterator[str]:
    """Yield what differs between two states of a catalog, as programmers are shown it."""
    return taking.difference(old.path, po.dump(old).decode(), po.dump(new).decode())


def _kept(project: Project, tag: str, catalog: po.Catalog, write: bool) -> Iterator[str]:
    """Write a catalog that differs, where that is wanted; yield what was done."""
    path, content = catalog_path(tag), po.dump(catalog)
    if content == project.path(path).read_bytes():
        yield f"{path}: nothing in the file is new"
    elif write:
        # What cannot be read again is never written.
        po.read(content, path)
        files.write_whole(project.path(path), content)
        yield f"{path}: {catalogs.tally(catalog)}; it waits for its review"
        yield f"the draft: {_draft(project, tag)}"
    else:
        yield f"{path}: nothing was changed yet; add --write to change it as shown"


def _draft(project: Project, tag: str) -> str:
    """Make the language's draft; return where it is, or why there is none."""
    try:
        return languages.draft(project, tag) or "none, since no edition has the language"
    except HandbillError as error:
        return f"none, since it could not be made: {error}"
