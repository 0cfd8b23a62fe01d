"""The commands for languages: a new one begun, every catalog kept to the English, a draft made to look at."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from handbill import catalogs, files, fonts, locales, manifest, po
from handbill.errors import fault
from handbill.project import FONTS_FOLDER, Piece, Project, catalog_path

# Text-message limits for translators, in characters: 2 segments where a language's letters are mostly in GSM-7, 3 of
# UCS-2 elsewhere.
GSM_LANGUAGES = frozenset(("en", "fr", "es", "fil"))
GSM_LIMIT, UCS_LIMIT = 306, 201
# What mail programs show of an e-mail before it is opened, in characters.
SHOWN = {"subject": 60, "preheader": 100, "email_preheader": 100}
# What translators are shown of their work.
DRAFTED = "handout"
# The comment that a new catalog begins with.
NEW = "{language}: nobody has translated it yet. The English is in source/faq.md and source/labels.toml."


def update(project: Project) -> list[str]:
    """Merge the English into every catalog; return a line for each that changed."""
    messages, lines = project.messages(), []
    for tag in project.catalog_tags():
        path = catalog_path(tag)
        old = po.read(project.content(path), path)
        new = catalogs.merge(old, messages, limits(tag))
        if files.write_whole(project.path(path), po.dump(new)):
            lines.append(f"{path}: {catalogs.tally(new)}")
    return lines or ["every catalog is up to date"]


def language(project: Project, add: str) -> list[str]:
    """Make the catalog of a new language, every text untranslated, and a first brochure in it; return what was made
    and what is poor about the language's data. Without a language to add, return those that there are.
    """
    if not add:
        return [f"{tag}: {catalog_path(tag)}" for tag in project.catalog_tags()]
    tag = add.replace("_", "-")
    begun = locales.language(tag)
    font, path = fonts.font_for(begun.script), catalog_path(tag)
    if project.path(path).exists():
        raise fault(path, 0, f"{begun.english_name} is there already; remove the file first to begin anew")
    catalog = po.new(path, Path(path).stem, (NEW.format(language=begun.english_name),))
    files.write_whole(project.path(path), po.dump(catalogs.merge(catalog, project.messages(), limits(tag))))
    told = f"{path}: {begun.english_name} ({begun.autonym}), set in {font.family}"
    return [told, *(f"{path}: {lack}" for lack in locales.lacking(tag)), *_begun(project, tag)]


def _begun(project: Project, tag: str) -> Iterator[str]:
    """Yield where the first draft of a new language lies, and which editions do not want the language yet."""
    for name in project.readable_editions():
        if tag not in project.tags_of(name):
            path = f"source/editions/{name}/edition.toml"
            yield f"{path}: this edition lists its languages in “locales”; add “{tag}” there to have it made"
    if drawn := draft(project, tag):
        yield f"{drawn}: a first draft to look at"


def draft(project: Project, tag: str) -> str:
    """Make the handout of the first edition that has the language, so that translators see their words in place;
    return its path, or "" where no edition has the language.
    """
    name = next(iter(project.editions_of(tag)), "")
    if not name:
        return ""
    for script in project.scripts(tag):
        _ready_font(project, fonts.font_for(script))
    project.configure_fonts(str(project.path(FONTS_FOLDER).resolve()))
    piece = Piece(name, tag, DRAFTED)
    project.publish(piece)
    return f"dist/{manifest.rows(project.root, piece.name)[0]['path']}"


def _ready_font(project: Project, font: fonts.Font) -> None:
    """Make a font's faces, unless they are there whole: a new word can hold a new Chinese character."""
    stand = all(project.path(FONTS_FOLDER, fonts.file_name(font, weight)).is_file() for weight in fonts.WEIGHTS)
    if fonts.subset(font) or not stand:
        project.make_font(font.script, fonts.wanted(font, project.texts_in(font)))


def limits(tag: str) -> Mapping[str, int]:
    """Return field -> the most characters that a translation of it may have."""
    return {"sms": GSM_LIMIT if tag.split("-")[0] in GSM_LANGUAGES else UCS_LIMIT} | SHOWN
