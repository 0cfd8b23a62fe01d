"""Checks of a finished Word document, opened as Word opens it: package, words, languages, looks, controls."""

from collections.abc import Callable

from handbill.checks.word import controls, figures, identity, looks, order, package, properties, scripts, words
from handbill.checks.word.opened import Found, Opened
from handbill.errors import Fault
from handbill.model import Design, Document

REBUILD = "build the document again, and report this if it stays"


def check(content: bytes, document: Document, path: str, design: Design) -> list[Fault]:
    """Return what is wrong with the Word document; `path` is for messages, and its ending tells a template. A damaged
    package is the only fault told.
    """
    opened = Opened(content, document, path, design)
    damage = [Fault(path, 0, f"{message}; {REBUILD}", "word-package") for message in CHECKS["word-package"](opened)]
    return damage or [
        Fault(path, 0, f"{message}; {REBUILD}", code)
        for code, faults in CHECKS.items()
        for message in dict.fromkeys(faults(opened))
    ]


CHECKS: dict[str, Callable[[Opened], Found]] = {
    "word-package": package.package,
    "word-types": package.types,
    "word-relations": package.relations,
    "word-properties": properties.properties,
    "word-identity": properties.identity,
    "word-settings": properties.settings,
    "word-order": order.order,
    "word-ids": identity.ids,
    "word-fields": identity.fields,
    "word-bookmarks": identity.bookmarks,
    "word-contents": identity.contents,
    "word-styles": looks.styles,
    "word-twins": looks.twins,
    "word-plain": looks.plain,
    "word-sides": looks.sides,
    "word-numbering": looks.numbering,
    "word-words": words.words,
    "word-characters": words.characters,
    "word-blanks": words.blanks,
    "word-headings": words.headings,
    "word-code": words.code,
    "word-directions": scripts.directions,
    "word-scripts": scripts.scripts,
    "word-languages": scripts.languages,
    "word-mirroring": scripts.mirroring,
    "word-controls": controls.controls,
    "word-answers": controls.answers,
    "word-placeholders": controls.placeholders,
    "word-pictures": figures.pictures,
    "word-tables": figures.tables,
}
