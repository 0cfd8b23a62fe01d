"""The project's folders: reads source/, makes pieces into dist/, opens them again; the only module that knows where
things are.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Collection, Generator, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from handbill import (
    approved,
    catalogs,
    editions,
    exports,
    files,
    filling,
    fonts,
    formats,
    glossary,
    gsm,
    history,
    ledger,
    libraries,
    locales,
    localization,
    logos,
    manifest,
    po,
    pseudo,
    reader,
    reviews,
    state,
    summary,
    tables,
)
from handbill.checks import translation
from handbill.errors import Fault, Faults, HandbillError, fault
from handbill.model import (
    SEVERAL,
    Design,
    Document,
    Message,
    Snippet,
    Source,
    Standing,
    pair,
    printed,
    with_reserve,
)
from handbill.writers import sms

SOURCE_TAG = editions.SOURCE_TAG
REQUIRED_LABELS = (
    *("invitation", "partnership", "contact", "website", "email", "phone", "scan", "draft", "revised", "page", "logo"),
    *(f"{fact}_to_come" for fact in editions.FACTS),
    *("adapt_what", "adapt_may", "adapt_ask", "contents", "adapted_by", "answer", "sent_by", "email_preheader"),
    *(f"your_{field}" for field in ("organization", "contact", "website", "email", "logo")),
)
FONTS_FOLDER = ".handbill/fonts"
PRESS = "styles/press.toml"
SMS = "styles/sms.toml"
# No source is larger, in bytes; each reader has a limit of its own below it.
LARGEST = 20_000_000
GLOSSARY = "source/glossary.toml"
REVIEWS = "source/locale/reviews.toml"
# The page of how far each language is.
STATUS = "dist/status/index.html"
# The edition that contact sheets show.
PROOFED = "saint-john"
# A name, the files, and a function with its arguments that reads them for their faults.
Reading = tuple[str, tuple[str, ...], tuple[Callable[..., object], tuple[object, ...]]]
# A finished file's bytes and its row of the manifest.
File = tuple[bytes, manifest.Row]


@dataclass(frozen=True)
class Piece:
    """A format of an edition in a language."""

    edition: str
    tag: str
    format: str

    @property
    def name(self) -> str:
        return f"{self.edition}/{self.tag}/{self.format}"


@dataclass(frozen=True)
class Part:
    """What one file of a piece holds: its document, the question that it is of, and what it waits for."""

    document: Document
    question: str | None
    waiting: tuple[tuple[state.Who, str], ...]


@dataclass(frozen=True)
class Project:
    """A project's folder. Paths in messages are told from it; `pseudo` adds the pseudo-locales to the languages."""

    root: Path
    pseudo: bool = False

    # Folders and what stands in them

    def path(self, *names: str) -> Path:
        return self.root.joinpath(*names)

    def listed(self, folder: str, pattern: str) -> tuple[str, ...]:
        """Return the files below a folder that match, as paths from the project's folder, sorted."""
        return tuple(sorted(path.relative_to(self.root).as_posix() for path in self.path(folder).rglob(pattern)))

    def tags(self) -> tuple[str, ...]:
        """Return the BCP 47 tag of every language: the source's, and one a catalog."""
        names = (path.stem for path in sorted(self.path("source/locale").glob("*.po")))
        return (SOURCE_TAG, *(name.replace("_", "-") for name in names), *(pseudo.LANGUAGES if self.pseudo else ()))

    def catalog_tags(self) -> tuple[str, ...]:
        """Return the languages that have a catalog."""
        return tuple(tag for tag in self.tags() if has_catalog(tag))

    def edition_ids(self) -> tuple[str, ...]:
        return tuple(sorted(path.name for path in self.path("source/editions").glob("*") if path.is_dir()))

    def pieces(self) -> tuple[Piece, ...]:
        """Return every piece that can be made, an unreadable edition's left to the step that reads it."""
        places = ((edition, tag) for edition in self.edition_ids() for tag in self.tags_of(edition))
        return tuple(piece for edition, tag in places for piece in self.pieces_in(edition, tag))

    def pieces_in(self, edition: str, tag: str) -> tuple[Piece, ...]:
        """Return every piece of an edition in one of its languages."""
        rows = (row for row in formats.FORMATS if tag != SOURCE_TAG or not row.paired)
        asks = self.asks(edition)
        return tuple(Piece(edition, tag, row.id) for row in rows if asks or not row.asked)

    def exports(self) -> tuple[Piece, ...]:
        """Return what each edition's texts are gathered into."""
        return tuple(Piece(edition, SEVERAL, row.id) for edition in self.edition_ids() for row in formats.EXPORTS)

    def texts_of(self, export: Piece) -> tuple[Piece, ...]:
        """Return the pieces that an export is gathered from."""
        of, edition = formats.EXPORT_BY_ID[export.format].of, export.edition
        found = (piece for tag in self.tags_of(edition) for piece in self.pieces_in(edition, tag))
        return tuple(piece for piece in found if piece.format in of)

    def tags_of(self, edition: str) -> tuple[str, ...]:
        try:
            wanted = self.edition(edition).locales
        except HandbillError:
            wanted = ()
        return tuple(tag for tag in self.tags() if tag in wanted or not wanted)

    def asks(self, edition: str) -> bool:
        """Return whether an edition asks for posters of questions; one that cannot be read keeps those it has."""
        try:
            return bool(self.edition(edition).posters)
        except HandbillError:
            return True

    # Reading

    def content(self, path: str) -> bytes:
        """Return a source's bytes; raise Faults for one that is no file of the project, or too large to be one."""
        file = self.path(path)
        if not self._holds(file) or (file.exists() and not file.is_file()):
            raise fault(path, 0, "this is no file, or a link to one elsewhere; put the file itself there")
        if file.exists() and file.stat().st_size > LARGEST:
            raise fault(path, 0, f"the file is larger than {LARGEST // 1_000_000} MB; take out what is not needed")
        return file.read_bytes()

    def _holds(self, file: Path) -> bool:
        try:
            return file.resolve().is_relative_to(self.root.resolve())
        except (OSError, RuntimeError):
            # A link that leads to itself; which error that is depends on Python's version.
            return False

    def source(self) -> Source:
        return _source(self.content("source/faq.md"), "source/faq.md")

    def labels(self) -> tuple[Message, ...]:
        path = "source/labels.toml"
        found = _labels(self.content(path), path)
        missing = sorted(set(REQUIRED_LABELS) - {message.context.removeprefix("label.") for message in found})
        if missing:
            raise Faults(Fault(path, 0, f'the label “{key}” is missing; add a line {key} = "…"') for key in missing)
        return found

    def messages(self) -> tuple[Message, ...]:
        return (*self.source().messages, *self.labels())

    def catalog(self, tag: str) -> po.Catalog:
        path = catalog_path(tag)
        return _catalog(self.content(path), path)

    def glossary(self) -> tuple[glossary.Term, ...]:
        """Return the official names and terms; a project without a glossary has none."""
        path = self.path(GLOSSARY)
        return glossary.read(self.content(GLOSSARY), GLOSSARY) if path.exists() else ()

    def edition(self, identifier: str) -> editions.Edition:
        folder = f"source/editions/{identifier}"
        if not editions.IDENTIFIER.fullmatch(identifier):
            raise fault(folder, 0, "an edition's folder has a name of small letters, digits and hyphens; rename it")
        logo = self.logo_path(identifier)
        path = f"{folder}/edition.toml"
        if not self.path(path).is_file():
            raise fault(path, 0, "the file is missing; bring it back, or remove the edition's folder")
        edition = _edition(self.content(path), self.content(logo), identifier, path, logo)
        if unknown := self.without_catalog(edition):
            raise Faults(Fault(path, 0, message) for message in unknown)
        return edition

    def without_catalog(self, edition: editions.Edition) -> list[str]:
        """Return a sentence for each language that an edition wants and that has no catalog."""
        known = self.tags() if edition.locales else ()
        cure = f"add its catalog, or use {', '.join(known)}"
        unknown = sorted(set(edition.locales) - set(known))
        return [f"the language {tag} in “locales” has no catalog; {cure}" for tag in unknown]

    def edition_and_posters(self, identifier: str) -> editions.Edition:
        """Return an edition whose posters are of questions that there are."""
        edition, path = self.edition(identifier), f"source/editions/{identifier}/edition.toml"
        if unknown := self.without_question(edition):
            raise Faults(Fault(path, 0, message) for message in unknown)
        return edition

    def without_question(self, edition: editions.Edition) -> list[str]:
        """Return a sentence for each poster that an edition wants and that is of no question; a FAQ's own faults are
        told elsewhere.
        """
        try:
            known = [question.id for question in self.source().questions]
        except (HandbillError, OSError):
            return []
        unknown = (name for name in edition.posters if name not in known)
        return [f"“{name}” in “posters” is no question of the FAQ; use {', '.join(known)}" for name in unknown]

    def logo_path(self, identifier: str) -> str:
        names = [f"source/editions/{identifier}/logo.{kind}" for kind in ("svg", "png")]
        found = [name for name in names if self.path(name).is_file()]
        if not found:
            raise fault(names[0], 0, "the edition has no logo; put a logo.svg or logo.png there")
        return found[0]

    def table(self, path: str) -> Mapping[str, Any]:
        """Return a TOML file of ours, given by its path from the project's folder."""
        return _toml(self.path(path).read_bytes(), path)

    def texts(self, tag: str) -> Iterator[reviews.Triple]:
        """Yield context, English and translation of every message."""
        find = catalogs.lookup(self.catalog(tag))
        return ((message.context, message.text, find(message)[0]) for message in self.messages())

    def standings(self, tag: str, edition: str = "") -> Mapping[str, Standing]:
        """Return how each part of a language's texts stands with its reviewers; in an edition that keeps to approved
        words, a part that has such words is approved.
        """
        if not has_catalog(tag):
            return {}
        now = reviews.standings(self.approvals(tag), self.texts(tag))
        return {**now, **dict.fromkeys(self.restorable(edition, tag), "approved")} if edition else now

    def restorable(self, edition: str, tag: str) -> Mapping[str, approved.Record]:
        """Return the approved words of each part that has changed since, where the edition wants those printed."""
        if not has_catalog(tag) or self.edition(edition).policy(tag) != "last-approved":
            return {}
        approvals = self.approvals(tag)
        changed = [part for part, standing in self.standings(tag).items() if standing == "outdated"]
        return {part: self.approved_words(approvals[part].code) for part in changed}

    def approved_words(self, code: str) -> approved.Record:
        path = history_path(code)
        if not self.path(path).is_file():
            cure = "bring the file back, or approve the texts anew"
            raise fault(path, 0, f"the words of an approval in {REVIEWS} are missing; {cure}")
        return approved.read(self.content(path), path)

    def handed_out(self, code: str) -> history.Wording:
        """Return the words that were released under a code."""
        path = history_path(code)
        if not self.path(path).is_file():
            cure = "bring the file back from the repository"
            raise fault(path, 0, f"the words of this released piece are missing; {cure}")
        return history.read(self.content(path), path)

    def ledgered(self) -> ledger.Ledger:
        """Return the ledger of releases; an empty one where nothing was released yet."""
        path = self.path(ledger.PATH)
        return ledger.read(path.read_bytes() if path.is_file() else b"")

    def document(self, edition: str, tag: str) -> Document:
        """Return the FAQ in a language for an edition, every placeholder filled or marked missing. Words that were
        approved earlier carry the date of their approval.
        """
        words = self.restorable(edition, tag)
        faq, find = approved.restore(self.source(), self.labels(), words), self.lookup(edition, tag)
        dated = self.edition(edition)
        if words:
            dated = replace(dated, revised=min(record.on for record in words.values()))
        return self._spoken(faq, faq.lookup(find) if find else None, tag, dated)

    @staticmethod
    def _spoken(
        faq: approved.Restored, lookup: localization.Lookup | None, tag: str, edition: editions.Edition
    ) -> Document:
        language, original = locales.language(tag), locales.language(SOURCE_TAG)
        return filling.apply(localization.localize(faq.source, faq.labels, lookup, language, original), edition)

    def lookup(self, edition: str, tag: str) -> localization.Lookup | None:
        """Return what a language says of each message in an edition; None for the language that the messages are
        written in.
        """
        if tag in pseudo.LANGUAGES:
            return pseudo.lookup(tag)
        return None if tag == SOURCE_TAG else catalogs.lookup(self.catalog(tag), self.failing((edition,), tag))

    # Checking translations

    def failing(self, names: tuple[str, ...], tag: str) -> frozenset[po.Key]:
        """Return the entries of a catalog whose translation fails a check in one of the editions."""
        texts = self._texts(names, tag, ())
        return frozenset(entry.key for entry, text in texts if translation.errors(text))

    def check_texts(self, tag: str) -> None:
        """Raise Faults with each error in a catalog's translations; it stops no piece, which has English there."""
        texts = self._texts(self.editions_of(tag), tag, ())
        found = [_told(tag, entry, finding) for entry, text in texts for finding in translation.errors(text)]
        if found:
            raise Faults(found)

    def remarks(self, tag: str) -> list[tuple[translation.Severity, Fault]]:
        """Return what checks found in a catalog and a person should look at: errors first, then warnings, by line."""
        texts = self._texts(self.editions_of(tag), tag, self.glossary())
        found = ((entry, finding) for entry, text in texts for finding in translation.check(text))
        return sorted((finding.severity, _told(tag, entry, finding)) for entry, finding in found)

    def editions_of(self, tag: str) -> tuple[str, ...]:
        """Return the editions that have a language and can be read."""
        return tuple(name for name in self.readable_editions() if tag in self.tags_of(name))

    def _texts(
        self, names: tuple[str, ...], tag: str, terms: tuple[glossary.Term, ...]
    ) -> Iterator[tuple[po.Entry, translation.Text]]:
        """Yield each translation of a catalog with all that its checks ask for."""
        sent = [self._costs(name, tag) for name in names]
        language = locales.language(tag)
        for entry in self.catalog(tag).entries:
            if not entry.obsolete and entry.state == "translated":
                own = tuple(costs[entry.key] for costs in sent if entry.key in costs)
                text = (entry.context, entry.text, entry.translation, language, entry.flags, terms, own)
                yield entry, translation.Text(*text)

    def _costs(self, edition: str, tag: str) -> Mapping[po.Key, translation.Sent]:
        """Return what an edition's text messages in a language cost as they are sent, those that lack nothing."""
        faq = approved.restore(self.source(), self.labels(), {})
        document = self._spoken(faq, catalogs.lookup(self.catalog(tag)), tag, self.edition(edition))
        english = {message.context: message.text for message in self.source().messages}
        most = self.table(SMS)["segments"]
        costs = {}
        for passage in (question.sms for question in document.questions if question.sms and question.sms.runs):
            if state.whole([passage]):
                cost = gsm.count(with_reserve(sms.compose(passage), document))
                sent = translation.Sent(edition, cost.encoding, cost.units, cost.segments, most[cost.encoding])
                costs[passage.context, english[passage.context]] = sent
        return costs

    def printable(self, piece: Piece) -> Document:
        """Return the document that a piece prints, with the source's beside it where its format pairs them."""
        document = self.document(piece.edition, piece.tag)
        if not formats.BY_ID[piece.format].paired:
            return document
        return pair(document, self.document(piece.edition, SOURCE_TAG))

    def design(self, row: formats.Format) -> Design:
        styles = [name for name in self.styles(row) if not name.endswith((".toml", ".icc"))]
        looks = {Path(name).name: self.path(name).read_text("utf-8") for name in styles}
        templates = {
            name.removeprefix("templates/"): self.path(name).read_text("utf-8") for name in self.templates(row)
        }
        memory = files.Store(self.path(".handbill/fits"))
        return Design(row.stem, looks | templates, self.measures(row), row.prints, memory, row.template)

    def measures(self, row: formats.Format) -> Mapping[str, Any]:
        """Return the measures of a format's design, over those that it shares, and for the press those of the press
        with its profile's bytes.
        """
        paths = [f"styles/{name}.toml" for name in (row.shares, row.stem) if name]
        measures = {key: value for path in paths for key, value in self.table(path).items()}
        if not row.press:
            return measures
        press = dict(self.table(PRESS))
        profile = press["profile"]
        content = self.path(profile["path"]).read_bytes() if self.path(profile["path"]).is_file() else b""
        if files.digest(content) != profile["sha256"]:
            wrong = f"the profile {profile['path']} is not the file that its sha256 names; put both right"
            raise fault(PRESS, 0, wrong)
        return {**measures, "press": press | {"profile": profile | {"content": content}}}

    def styles(self, row: formats.Format) -> tuple[str, ...]:
        """Return the style files of a format: its own, those of the format that it builds on and, of a printed piece,
        those that all share.
        """
        shared = self.listed("styles", "_*.css") if row.fonts else ()
        own = (f"styles/{row.stem}.toml", *([f"styles/{row.stem}.css"] if row.styled else []))
        press = (PRESS, *self.listed("styles/press", "*.icc")) if row.press else ()
        return (*shared, *own, *self._xml(row.stem), *press, *self._built_on(row))

    def _built_on(self, row: formats.Format) -> tuple[str, ...]:
        return (f"styles/{row.shares}.toml", *self._xml(row.shares)) if row.shares else ()

    def _xml(self, stem: str) -> tuple[str, ...]:
        return self.listed(f"styles/{stem}", "*.xml")

    def templates(self, row: formats.Format) -> tuple[str, ...]:
        """Return the template files of a format: its own and, of a printed piece, those that all share."""
        shared = self.listed("templates/_partials", "*.html") if row.fonts else ()
        slug = ("templates/_slug.html",) if row.press else ()
        return (*shared, *slug, f"templates/{row.template or row.stem}.html") if row.templated else ()

    def sources(self) -> Iterator[Reading]:
        """Yield each source with its files and the function that finds its faults."""
        yield "faq.md", ("source/faq.md",), (self.source, ())
        yield "labels.toml", ("source/labels.toml",), (self.labels, ())
        for tag in self.catalog_tags():
            yield Path(catalog_path(tag)).name, (catalog_path(tag),), (self.language_and_catalog, (tag,))
        yield "reviews.toml", (REVIEWS,), (self.reviews, ())
        if self.path(GLOSSARY).is_file():
            yield "glossary.toml", (GLOSSARY,), (self.glossary, ())
        for name in self.edition_ids():
            yield name, (*self.edition_files(name), "source/faq.md"), (self.edition_and_posters, (name,))

    def language_and_catalog(self, tag: str) -> po.Catalog:
        try:
            locales.language(tag)
        except HandbillError as error:
            raise fault(catalog_path(tag), 0, f"{error}; rename the file") from None
        return self.catalog(tag)

    def edition_files(self, name: str) -> tuple[str, ...]:
        return (f"source/editions/{name}/edition.toml", *self.listed(f"source/editions/{name}", "logo.*"))

    def words_of(self, edition: str, tag: str) -> tuple[str, ...]:
        """Return the source files that an edition's words in a language come from."""
        catalog = (catalog_path(tag),) if has_catalog(tag) else ()
        own = (*self.edition_files(edition), *self._kept(edition, tag))
        return ("source/faq.md", "source/labels.toml", *catalog, *own)

    def _kept(self, edition: str, tag: str) -> Iterator[str]:
        """Yield the records of approved words that an edition may print in place of those that changed."""
        with suppress(HandbillError):
            if self.edition(edition).policy(tag) == "last-approved":
                codes = {approval.code for approval in self.approvals(tag).values()}
                yield from (path for code in sorted(codes) if self.path(path := history_path(code)).is_file())

    def reviews(self) -> reviews.Reviews:
        """Return every approval, by language and part."""
        return reviews.read(self.content(REVIEWS), REVIEWS)

    def approvals(self, tag: str) -> Mapping[str, reviews.Approval]:
        """Return a language's approvals by part; none where they cannot be read, which their reading step tells."""
        try:
            return self.reviews().get(tag, {})
        except (HandbillError, OSError):
            return {}

    # Fonts

    @staticmethod
    def scripts(tag: str) -> tuple[str, ...]:
        """Return the scripts that a piece in the language is set in: its own, and Latin for names."""
        return (fonts.BASE_SCRIPT, locales.script(tag))

    def fonts_in_use(self) -> tuple[fonts.Font, ...]:
        """Return one font a family, for every script that a language here is written in."""
        scripts = sorted({script for tag in self.readable_tags() for script in self.scripts(tag)})
        return tuple({font.family: font for font in map(fonts.font_for, scripts)}.values())

    def readable_tags(self) -> Iterator[str]:
        """Yield the languages that Babel and our fonts know; the others' reading steps say what is wrong with them."""
        for tag in self.tags():
            try:
                fonts.font_for(locales.script(tag))
            except HandbillError:
                continue
            yield tag

    def texts_in(self, font: fonts.Font) -> Iterator[str]:
        """Yield all that may be printed in the font's script: catalogs, names and dates."""
        for tag in self.readable_tags():
            if locales.script(tag) == font.script:
                yield self._text_of(tag)
                yield from (locales.date_in(tag, self.edition(name).revised) for name in self.readable_editions())
        for name in self.readable_editions():
            yield self.path(f"source/editions/{name}/edition.toml").read_text("utf-8")

    def _text_of(self, tag: str) -> str:
        if has_catalog(tag):
            return self.path(catalog_path(tag)).read_text("utf-8", errors="replace")
        return pseudo.HAN if tag in pseudo.LANGUAGES else ""

    def readable_editions(self) -> Iterator[str]:
        for name in self.edition_ids():
            try:
                self.edition(name)
            except HandbillError:
                continue
            yield name

    def make_font(self, script: str, characters: str) -> None:
        font = fonts.font_for(script)
        for weight in fonts.WEIGHTS:
            content = fonts.face(font, weight, characters)
            files.write_whole(self.path(FONTS_FOLDER) / fonts.file_name(font, weight), content)

    def configure_fonts(self, folder: str) -> None:
        content = fonts.configuration(folder).encode(errors="surrogateescape")
        files.write_whole(self.path(FONTS_FOLDER) / "fonts.conf", content)

    # Making

    def publish(self, piece: Piece) -> None:
        """Write a piece's files and what the manifest is to say of them; raise HandbillError and leave all as it
        was.
        """
        self.keep(piece, self.made(piece))

    def made(self, piece: Piece) -> list[File]:
        """Return a piece's files and their rows of the manifest; nothing is written."""
        row = formats.BY_ID[piece.format]
        os.environ["FONTCONFIG_FILE"] = str(self.path(FONTS_FOLDER).resolve() / "fonts.conf")
        document = self.printable(piece)
        design, standings = self.design(row), self.standings(piece.tag, piece.edition)
        parts = self._parts(document, row)
        made = [self._file(piece, part, question, row, design, standings) for part, question in parts]
        return [file for file in made if file]

    def keep(self, piece: Piece, made: Sequence[File]) -> None:
        """Write the files of a piece, and keep their rows for the manifest."""
        manifest.write(self.root, piece.name, [(record, content) for content, record in made])

    def _parts(self, document: Document, row: formats.Format) -> Iterator[tuple[Document, str | None]]:
        """Yield the document of each file: the whole FAQ, or one question at a time with its id."""
        if row.scope == "faq":
            yield document, None
            return
        asked = self.edition(document.edition).posters if row.asked else None
        for question in document.questions:
            if asked is None or question.id in asked:
                yield replace(document, questions=(question,)), question.id

    def parts(self, piece: Piece) -> Iterator[Part]:
        """Yield the words of each file of a piece as the sources stand now: also of a text that may not be pasted yet,
        but not of one that nobody has written.
        """
        row, standings = formats.BY_ID[piece.format], self.standings(piece.tag, piece.edition)
        trim = _trim(row, self.measures(row))
        for document, question in self._parts(self.printable(piece), row):
            printable = printed(document, tuple(part for part in row.prints if part != "draft"))
            if printable:
                waiting = state.waiting(printable, document, standings)
                marked = replace(document, reasons=tuple(sentence for _, sentence in waiting))
                yield Part(_coded(marked, row, trim, question), question, waiting)

    def _file(
        self,
        piece: Piece,
        document: Document,
        question: str | None,
        row: formats.Format,
        design: Design,
        standings: Mapping[str, Standing],
    ) -> File | None:
        """Return a file's bytes and its row of the manifest, or None for a text that may not be pasted yet."""
        printable = printed(document, tuple(part for part in row.prints if part != "draft"))
        if row.pasted and (not printable or not state.whole(printable)):
            return None
        withheld = self.edition(piece.edition).policy(piece.tag) == "withhold"
        if withheld and state.unready(printable, document, standings):
            return None
        marked = replace(document, reasons=state.reasons(printable, document, standings))
        coded = _coded(marked, row, _trim(row, design.measures), question)
        written = formats.writer(row).write(coded, design)
        record = manifest.record(dist_name(piece, row, question), coded, piece.format, question, written)
        return written.content, record

    def check(self, piece: Piece) -> None:
        """Open a piece's finished files as their readers would; raise Faults with all that is wrong."""
        row = formats.BY_ID[piece.format]
        document, design = self.printable(piece), self.design(row)
        parts = {question: part for part, question in self._parts(document, row)}
        found: list[Fault] = []
        reports: list[tuple[manifest.Row, bytes]] = []
        for record in manifest.rows(self.root, piece.name):
            part = replace(parts[record["question"]], code=record["code"], reasons=tuple(record["reasons"]))
            path = f"dist/{record['path']}"
            content = self.path(path).read_bytes()
            faults = formats.checker(row).check(content, part, path, design)
            if row.press:
                reports += self._report(record, formats.reporter().report(content, part, path, design, faults))
            found += faults
        if row.press:
            manifest.write(self.root, piece.name + manifest.PREFLIGHT, reports)
        if found:
            raise Faults(found)

    @staticmethod
    def _report(record: manifest.Row, told: tuple[str, Mapping[str, Any]]) -> Iterator[tuple[manifest.Row, bytes]]:
        """Yield the row and the bytes of each preflight report beside a press file: as text for people, as JSON for
        programs.
        """
        text, facts = told
        data = json.dumps(facts, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        for kind, content in (("txt", text.encode()), ("json", data.encode())):
            path = f"{record['path'].removesuffix('.pdf')}.preflight.{kind}"
            yield manifest.report(record, path, content), content

    # Gathering

    def export(self, piece: Piece) -> None:
        """Gather an edition's finished texts into files for other programs; an edition without one gets no file."""
        snippets = self.snippets(piece)
        reasons, code = exports.state(snippets), exports.code(snippets, piece.edition, piece.format)
        made = exports.write(snippets, piece.edition, self.edition(piece.edition).revised) if snippets else {}
        paths = {kind: f"{_stem(piece)}.{kind}" for kind in made}
        rows = (manifest.gathered(paths[kind], piece.edition, piece.format, reasons, code, made[kind]) for kind in made)
        manifest.write(self.root, piece.name, zip(rows, made.values(), strict=True))

    def snippets(self, export: Piece) -> tuple[Snippet, ...]:
        """Return the finished texts that an export is gathered from, each as its file has it."""
        rows = [row for piece in self.texts_of(export) for row in manifest.rows(self.root, piece.name)]
        return tuple(
            Snippet(locales.language(row["locale"]), self.path("dist", row["path"]).read_bytes().decode(), row)
            for row in rows
        )

    def check_export(self, piece: Piece) -> None:
        """Open an export's files as other programs would; raise Faults with all that is wrong."""
        check, snippets = formats.checker(formats.EXPORT_BY_ID[piece.format]).check, self.snippets(piece)
        paths = [f"dist/{row['path']}" for row in manifest.rows(self.root, piece.name)]
        if found := [fault for path in paths for fault in check(self.path(path).read_bytes(), snippets, path)]:
            raise Faults(found)

    # The begin of a run, and the end of a build

    def begin(self) -> None:
        """Remove what a killed run left half-written; nothing else may be writing here meanwhile."""
        for folder in ("dist", ".handbill", "source", "release", "docs"):
            files.sweep(self.path(folder))

    def finish(self, faults: Mapping[str, tuple[str, ...]], sound: Collection[str]) -> Generator[str, None, bytes]:
        """Gather the manifest after a build; yield what a person wants to read, and return the manifest.

        `faults` are those of this build by task; `sound` names the tasks that had none.
        """
        now = {piece.name: tuple(_faults_of(piece, faults)) for piece in (*self.pieces(), *self.exports())}
        checked = {name for name in now if f"check:{name}" in sound}
        stems = {row.id: row.stem for row in formats.FORMATS} | {row.id: row.id for row in formats.EXPORTS}
        known = self._handed_on(manifest.remembered(self.root, now, checked))
        rows, content = manifest.gather(self.root, known, stems, libraries.versions())
        said = {line for lines in faults.values() for line in lines}
        yield from self.notices()
        yield from summary.lines(rows, tuple(stems), said)
        return content

    def notices(self) -> Iterator[str]:
        """Yield what staff should know of their editions that is no fault."""
        for name in self.readable_editions():
            for text in editions.notices(self.edition(name)):
                yield f"source/editions/{name}/edition.toml: {text}"

    def _handed_on(self, faults: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
        """Return the faults of each piece, those of texts handed on to what they are gathered into."""
        handed = {export.name: [text.name for text in self.texts_of(export)] for export in self.exports()}
        return dict(faults) | {
            name: tuple(dict.fromkeys((*faults[name], *(line for text in texts for line in faults[text]))))
            for name, texts in handed.items()
        }

    # Looking at what was made

    def proofs(self) -> list[str]:
        """Write a contact sheet of each printed format into docs/pictures; return the names of those that changed."""
        from handbill import proofs

        rows = [row for row in self.manifest_rows() if row["edition"] == PROOFED and row["question"] is None]
        changed = []
        for form in [row.id for row in formats.FORMATS if row.fonts]:
            contents = [self.path("dist", row["path"]).read_bytes() for row in rows if row["format"] == form]
            path = f"docs/pictures/{form}.png"
            if contents and files.write_whole(self.path(path), proofs.sheet(contents)):
                changed.append(path)
        return changed or ["every contact sheet is up to date"]

    def manifest_rows(self) -> list[manifest.Row]:
        """Return the rows of every piece that stands in dist/, by path."""
        pieces = (*self.pieces(), *self.exports())
        found = [row for piece in pieces for row in manifest.rows(self.root, piece.name)]
        return sorted(found, key=lambda row: row["path"])


def _trim(row: formats.Format, measures: Mapping[str, Any]) -> str:
    return "x".join(map(str, measures.get("sheet", ()))) if row.fonts else ""


def _coded(document: Document, row: formats.Format, trim: str, question: str | None) -> Document:
    """Return the document with the imprint code of what a format prints of it."""
    return replace(document, code=state.code(document, row.stem, trim, question or "", printed(document, row.prints)))


def history_path(code: str) -> str:
    """Return the file that keeps the words of a code."""
    return f"source/history/{code}.json"


def dist_name(piece: Piece, row: formats.Format, question: str | None) -> str:
    """Return the path of a file from dist/; its name says what it is without its folder."""
    if row.scope == "question":
        folder = f"{piece.edition}/{piece.tag}/{row.id}"
        return f"{folder}/{piece.edition}-{question}-{row.id}-{piece.tag}.{row.extension}"
    return f"{_stem(piece)}.{row.extension}"


def _stem(piece: Piece) -> str:
    """Return the path of a file of the whole FAQ, without its ending."""
    return f"{piece.edition}/{piece.tag}/{piece.edition}-faq-{piece.format}-{piece.tag}"


def _faults_of(piece: Piece, faults: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Yield the faults that kept a piece from being made anew, or that its check found."""
    catalog = Path(catalog_path(piece.tag)).name
    tasks = (
        "read:faq.md",
        "read:labels.toml",
        f"read:{catalog}",
        f"read:{piece.edition}",
        f"publish:{piece.name}",
        f"check:{piece.name}",
    )
    for name in tasks:
        yield from faults.get(name, ())


def has_catalog(tag: str) -> bool:
    return tag != SOURCE_TAG and tag not in pseudo.LANGUAGES


def catalog_path(tag: str) -> str:
    return f"source/locale/{tag.replace('-', '_')}.po"


def _told(tag: str, entry: po.Entry, finding: translation.Finding) -> Fault:
    return Fault(catalog_path(tag), entry.line, finding.message, finding.code)


# Each file is read once a process, and again when its bytes change.
@lru_cache(maxsize=4)
def _source(content: bytes, path: str) -> Source:
    return reader.read(content, path)


@lru_cache(maxsize=4)
def _labels(content: bytes, path: str) -> tuple[Message, ...]:
    return reader.read_labels(content, path)


@lru_cache(maxsize=32)
def _catalog(content: bytes, path: str) -> po.Catalog:
    return po.read(content, path)


@lru_cache(maxsize=128)
def _edition(content: bytes, logo: bytes, identifier: str, path: str, logo_path: str) -> editions.Edition:
    return editions.read(content, logos.read(logo, logo_path), identifier, path)


@lru_cache(maxsize=32)
def _toml(content: bytes, path: str) -> Mapping[str, Any]:
    import tomllib

    try:
        return tables.loads(content.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise fault(path, 0, f"this is not valid TOML ({error}); undo the last change") from None
