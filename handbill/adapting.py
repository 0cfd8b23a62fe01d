"""The command that reads a partner's Word file: what it is compared with, where its report goes, and what is taken."""

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from handbill import editions, files, history, model, po, reader
from handbill.errors import HandbillError, fault
from handbill.exchange import docx, guard, report, sections, taking
from handbill.exchange.adapted import Adapted, Basis, compare
from handbill.model import Document
from handbill.project import SOURCE_TAG, Piece, Project, catalog_path

HISTORY = "source/history"
FORMATS = ("word", "word-bilingual")


@dataclass(frozen=True)
class Taken:
    """What taking the changes would make: the new contents of files, by path, and what cannot be taken and why."""

    files: Mapping[str, bytes]
    notes: list[str]


def adapted(
    project: Project, stands: Path, file: str = "", page: str = "", take: str = "", write: bool = False
) -> list[str]:
    """Report what a partner changed in a Word file, whose path is meant from where a person stands: as the lines
    returned, and as a page. With `take`, show what would change here; with `write`, write it.
    """
    if not file:
        raise HandbillError("name the partner's file: .venv/bin/doit adapted --file PATH")
    shown = docx.plain(file)
    returned = docx.read(guard.unpack(guard.load(stands / file, shown), shown))
    piece, wording = started_from(project, returned, shown)
    document = replace(project.printable(piece), code=sections.code(returned))
    found = _compared(returned, shown, piece, wording, document)
    target = _page(project, found, stands / file, stands / page if page else None)
    lines = [*report.lines(found), "", f"The same as a page to send back: {target}"]
    return lines + (_take(project, found, piece, document, take, write) if take else [])


def started_from(project: Project, returned: docx.Returned, path: str) -> tuple[Piece, history.Wording | None]:
    """Return the piece that a file once was, and its wording where source/history/ has it: by its imprint code, by its
    properties, or else the piece whose words it has most of.
    """
    code, told = sections.code(returned), returned.properties
    record = f"{HISTORY}/{code}.json"
    if code and project.path(record).is_file():
        wording = history.read(project.content(record), record)
        piece = Piece(wording.edition, wording.language, wording.format)
        if piece in project.pieces():
            return piece, wording
        raise fault(path, 0, f"it was made as {piece.name}, which is not made here any more; bring that edition back")
    named = Piece(told.get("faq-edition", ""), told.get("faq-language", ""), told.get("faq-format", ""))
    rows = (row for row in project.manifest_rows() if row["code"] == code and row["format"] in FORMATS)
    coded = (Piece(row["edition"], row["locale"], row["format"]) for row in rows)
    made = project.pieces()
    known = next((piece for piece in (named, *coded) if piece in made), None)
    return known or _likest(project, returned), None


def _likest(project: Project, returned: docx.Returned) -> Piece:
    def likeness(piece: Piece) -> float:
        return sections.alike(returned, history.record(project.printable(piece), piece.format))

    return max((piece for piece in project.pieces() if piece.format in FORMATS), key=likeness)


def _compared(
    returned: docx.Returned, path: str, piece: Piece, wording: history.Wording | None, document: Document
) -> Adapted:
    now = history.record(document, piece.format)
    digest = model.wording_digest(model.wording(document))
    basis: Basis = "history" if wording else "unchanged" if returned.properties.get("faq-digest") == digest else "today"
    names = (document.language.autonym, (document.beside or document).language.autonym)
    return compare(returned, path, wording or now, now, sections.frame(document), names, basis)


def _page(project: Project, found: Adapted, file: Path, wanted: Path | None) -> Path:
    """Write the report as a page, beside the partner's file unless another place is wanted; return its path."""
    target = wanted or file.with_suffix(".changes.html")
    if target.suffix != ".html":
        raise HandbillError(f"{target}: the report is a web page; give it a name that ends in .html")
    template = project.path("templates", report.PAGE).read_text("utf-8")
    try:
        files.write_whole(target, report.page(found, template).encode())
    except OSError as error:
        raise fault(
            str(target), 0, f"it cannot be written ({error.strerror}); name another place with --page"
        ) from None
    return target


def _take(project: Project, found: Adapted, piece: Piece, document: Document, wanted: str, write: bool) -> list[str]:
    """Return the differences that taking the changes would make here, what cannot be taken, and what was done."""
    # doit takes a word with an equals sign for a variable of its own.
    kind, _, identifier = wanted.replace("=", ":").partition(":")
    if wanted == "catalog":
        taken = _for_catalog(project, found, piece, document)
    elif kind == "edition" and identifier:
        taken = _for_edition(project, found, piece, document, identifier)
    else:
        raise HandbillError(f"--take {wanted}: write --take catalog, or --take edition:ID with an id for the edition")
    lines = ["", *(f"Not taken: {note}." for note in taken.notes)]
    for path, content in taken.files.items():
        old = project.path(path).read_text("utf-8") if project.path(path).is_file() else ""
        lines += ["", *taking.difference(path, old, content.decode("utf-8"))]
    if not taken.files:
        return [*lines, "There is nothing to take."]
    if piece.tag == SOURCE_TAG and wanted == "catalog":
        return [*lines, "", "Nothing was written: the English FAQ is changed by hand, and every language with it."]
    if not write:
        return [*lines, "", "Nothing was written. Read the difference; the same command with --write writes it."]
    _write(project, taken, identifier, piece)
    return [*lines, "", *(f"{path}: written" for path in taken.files)]


def _for_catalog(project: Project, found: Adapted, piece: Piece, document: Document) -> Taken:
    swaps, notes = taking.swaps(found.comparisons[0], project.source(), document)
    others = [comparison.now.language for comparison in found.comparisons[1:] if not comparison.same]
    notes += [f"the {tag} side of the document" for tag in others]
    notes += ["the facts of the contact: they stand in an edition"] if found.comparisons[0].contact else []
    if piece.tag == SOURCE_TAG:
        path, text = "source/faq.md", project.path("source/faq.md").read_text("utf-8")
        changed, wrong = taking.into_source(text, swaps)
        reader.read(changed.encode(), path)
        return Taken({path: changed.encode()} if changed != text else {}, notes + wrong)
    path, old = catalog_path(piece.tag), project.catalog(piece.tag)
    new, wrong = taking.into_catalog(old, swaps)
    po.read(po.dump(new), path)
    return Taken({path: po.dump(new)} if new != old else {}, notes + wrong)


def _for_edition(project: Project, found: Adapted, piece: Piece, document: Document, identifier: str) -> Taken:
    folder = f"source/editions/{identifier}"
    if not editions.IDENTIFIER.fullmatch(identifier) or project.path(folder).exists():
        raise HandbillError(f"{folder}: choose an id of small letters, digits and hyphens that is not used yet")
    base = project.edition(piece.edition)
    facts, notes = taking.own_facts(found, editions.FORMATS)
    tags = tuple(comparison.now.language for comparison in found.comparisons[::-1])
    organization = found.partner.get("organization", "")
    own = {"partnership": dict.fromkeys((SOURCE_TAG, *tags), organization)} if organization else {}
    given = {key: {"": text} for key, text in facts.items() if text}
    colors = {key: f'{{ rgb = "{color.rgb}", cmyk = {list(color.cmyk)} }}' for key, color in base.colors.items()}
    text = taking.edition({**base.names, **own}, {**base.facts, **given}, colors, base.revised, tags)
    path = f"{folder}/edition.toml"
    editions.read(text.encode(), base.logo, identifier, path)
    questions, wrong = _own_questions(found, document, f"{folder}/faq.md")
    return Taken({path: text.encode()} | questions, notes + wrong)


def _own_questions(found: Adapted, document: Document, path: str) -> tuple[dict[str, bytes], list[str]]:
    """Return an edition's own faq.md, if the English was changed."""
    english = next((one for one in found.comparisons if one.now.language == SOURCE_TAG), None)
    if english is None:
        return {}, ["the words: an edition's own questions are English; take changed answers with --take catalog"]
    questions, notes = taking.own_questions(english, document.beside or document)
    kept = taking.DROP.sub("", questions)
    if "\n## " in kept:
        reader.read(kept.encode(), path)
    return ({path: questions.encode()} if questions else {}), notes


def _write(project: Project, taken: Taken, identifier: str, piece: Piece) -> None:
    """Write a catalog whole, or a new edition's folder at one stroke, with the logo of the edition it came from."""
    if not identifier:
        for path, content in taken.files.items():
            files.write_whole(project.path(path), content)
        return
    made = project.path(".handbill/taken", identifier)
    # What a killed run began would come along.
    shutil.rmtree(made, ignore_errors=True)
    for path, content in taken.files.items():
        files.write_whole(made / Path(path).name, content)
    logo = project.path(project.logo_path(piece.edition))
    files.write_whole(made / logo.name, logo.read_bytes())
    os.rename(made, project.path("source/editions", identifier))
