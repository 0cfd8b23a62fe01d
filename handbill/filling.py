"""Fills a document's placeholders with an edition's names and facts, or marks what is not known yet."""

import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from handbill import contrast, locales
from handbill.editions import FACTS, OPTIONAL_FACTS, RESERVE, TEXT_COLORS, Edition
from handbill.model import Color, Document, Language, Passage, Run, fill, filled


def apply(document: Document, edition: Edition) -> Document:
    """Return the document with the edition's names, facts, colours and logo, every placeholder filled or marked
    missing. English that stands in for a translation gets the names and facts of English.
    """
    source = replace(document, language=document.source_language, labels=document.source_labels)
    facts, others = _facts(document, edition), _facts(source, edition)
    filled = fill(document, facts, others)
    names = edition.names["partnership"]
    official = bool(names.get(document.language.tag) or names.get(""))
    named = {"partnership": _named(document, facts["partnership"], official)}
    public = {key: facts[key] for key in FACTS if key not in OPTIONAL_FACTS or not facts[key].missing}
    return replace(
        filled,
        edition=edition.id,
        labels=MappingProxyType(dict(filled.labels) | named),
        facts=MappingProxyType(public),
        colors=MappingProxyType({**edition.colors, **_text_colors(edition)}),
        logo=edition.logo,
        footer=edition.email_footer,
        reserve=_reserve(document, edition),
        revised=edition.revised,
    )


def _text_colors(edition: Edition) -> dict[str, Color]:
    return {f"{name}_text": contrast.readable(edition.colors[name]) for name in TEXT_COLORS}


def _facts(document: Document, edition: Edition) -> dict[str, Run]:
    """Return what fills each placeholder in the document's language."""
    place = _name(document, edition, "place")
    known = {key: _fact(document, edition, key) for key in FACTS} | {"place": place}
    return known | {"partnership": _partnership(document, edition, place), "date": _date(document, edition)}


def _reserve(document: Document, edition: Edition) -> tuple[str, str]:
    before, after = (_spoken(edition.reserve.get(key, {}), document)[0] for key in RESERVE)
    return before, after


def _named(document: Document, name: Run, official: bool) -> Passage:
    """Return the partnership's name as a passage, in the language that it is in; an official one needs no
    translation.
    """
    label = document.labels["partnership"]
    language = name.language or document.language
    return Passage(label.context, (name,), language, "translated" if official else label.state)


def _spoken(texts: Mapping[str, str], document: Document) -> tuple[str, Language | None]:
    """Return the text for the document's language, and its language where that is another."""
    if texts.get(document.language.tag):
        return texts[document.language.tag], None
    other = document.source_language if document.language != document.source_language else None
    return texts.get("") or texts.get(document.source_language.tag, ""), other


def _name(document: Document, edition: Edition, key: str) -> Run:
    text, other = _spoken(edition.names[key], document)
    return Run(text, fact=key, language=other)


def _partnership(document: Document, edition: Edition, place: Run) -> Run:
    """Return the official name in the document's language, or else the catalog's wording of it."""
    names = edition.names["partnership"]
    if names.get(document.language.tag):
        return Run(names[document.language.tag], fact="partnership")
    other = document.source_language if document.language != document.source_language else None
    if names.get(""):
        return Run(names[""], fact="partnership", language=other)
    label = filled(document.labels["partnership"], {"place": place})
    return Run(label.text, fact="partnership", language=label.language if label.language != document.language else None)


def _fact(document: Document, edition: Edition, key: str) -> Run:
    text, _ = _spoken(edition.facts.get(key, {}), document)
    if text:
        schemes = {"website": "", "email": "mailto:", "phone": "tel:"}
        shown = re.sub(r"^https?://|/$", "", text) if key == "website" else text
        address = re.sub(r"[ ()]", "", text) if key == "phone" else text
        href = schemes[key] + address if key in schemes else ""
        return Run(shown, fact=key, href=href, confirmed=key in edition.confirmed)
    label = document.labels[f"{key}_to_come"]
    other = label.language if label.language != document.language else None
    return Run(f"[{label.text}]", fact=key, missing=True, confirmed=False, language=other)


def _date(document: Document, edition: Edition) -> Run:
    return Run(locales.date_in(document.language.tag, edition.revised), fact="date", language=document.language)
