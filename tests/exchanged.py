"""What the tests of the exchange share: a catalog with every state, the real ones, and a project to take into."""

import shutil
from functools import cache
from pathlib import Path

from conftest import ROOT

from handbill import catalogs, po
from handbill.exchange import delivery
from handbill.languages import limits
from handbill.po import Catalog, Entry, Previous
from handbill.project import Project, catalog_path

PROJECT = Project(ROOT)
TAGS = PROJECT.catalog_tags()
SAMPLE = Catalog(
    "source/locale/fr_CA.po",
    ("French.",),
    po.completed((("Language", "fr_CA"),)),
    (
        Entry("faq.title", "Questions", "Questions et réponses", notes=("The title.", "Short, please.")),
        Entry(
            "why.answer", "Write to {email}, {email} or **{website}** **now**.", "**{website}** : {email} {email} **!**"
        ),
        Entry("why.answer", "A second text.", "Un deuxième texte.", comments=("Checked with the team.",)),
        Entry("why.sms", "Less is more.", "", ("max-length:306",)),
        Entry("why.short", "The new words.", "Les vieux mots.", ("fuzzy",), previous=Previous("", "The old words.")),
        Entry("gone.answer", "Gone", "Parti", obsolete=True),
    ),
)


@cache
def real(tag: str) -> Catalog:
    """Return a language's real catalog, with the English of today."""
    path = catalog_path(tag)
    return catalogs.merge(po.read((ROOT / path).read_bytes(), path), PROJECT.messages(), limits(tag))


def taken(catalog: Catalog, kind, content: bytes, path: str = "back") -> delivery.Taken:
    """Return what is taken of a file that came back; `kind` is the module that reads it."""
    return delivery.take(catalog, kind.read(content, path), delivery.live(catalog, kind.identifier))


def left(found: delivery.Taken) -> list[str]:
    return [str(fault) for fault in found.left]


def states(catalog: Catalog) -> list[str]:
    return [entry.state for entry in catalog.entries if not entry.obsolete]


def project_in(folder: Path) -> Project:
    """Copy the words and looks, the catalogs with the English of today."""
    for name in ("source", "styles"):
        shutil.copytree(ROOT / name, folder / name)
    for tag in TAGS:
        (folder / catalog_path(tag)).write_bytes(po.dump(real(tag)))
    return Project(folder)


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file below the folder."""
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
