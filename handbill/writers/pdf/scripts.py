"""What a script asks of a printed page: its face, and the measures of its kin where a design has none for it."""

from collections.abc import Iterator, Mapping
from typing import Any

from handbill import fonts
from handbill.model import Document, Language, language_of, printed

# A script that a design gives no measures is set as its kin, which is as tall and as dense.
KIN = {
    **dict.fromkeys(("Beng", "Gujr", "Knda", "Mlym", "Orya", "Sinh", "Taml", "Telu"), "Deva"),
    **dict.fromkeys(("Khmr", "Laoo", "Mymr", "Thai"), "Deva"),
    **dict.fromkeys(("Hant", "Jpan"), "Hans"),
    **dict.fromkeys(("Armn", "Geor", "Grek", "Hebr"), "Cyrl"),
}


def measure(values: Mapping[str, Any], script: str) -> Any:
    """Return what a table of measures says of a script: its own row, that of its kin, or Latin's."""
    return next(values[name] for name in (script, KIN.get(script), fonts.BASE_SCRIPT) if name in values)


def faces(document: Document, prints: tuple[str, ...]) -> str:
    """Return a style rule for each language on the page: its script's own face, then Latin for names and addresses."""
    base = fonts.font_for(fonts.BASE_SCRIPT).family
    families = {language.tag: fonts.font_for(language.script).family for language in _languages(document, prints)}
    return "".join(f':lang({tag}){{font-family:"{family}","{base}"}}' for tag, family in sorted(families.items()))


def _languages(document: Document, prints: tuple[str, ...]) -> Iterator[Language]:
    yield document.language
    for passage in printed(document, prints):
        yield from (language_of(run, passage) for run in passage.runs)
