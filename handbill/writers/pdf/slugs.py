"""The slug line of a press sheet: what a printer reads in the margin, in the language of those who order."""

import weasyprint

from handbill.model import Design, Document
from handbill.templates import render as fill
from handbill.writers.pdf.render import Page, profile_rule

SEPARATOR = " · "


def lines(document: Document, design: Design) -> list[weasyprint.document.Page]:
    """Return a one-line page for each side of the piece: code, language, side, date, edition."""
    press = design.measures["press"]
    sides = list(design.measures.get("sides", {"": ()}))
    width = design.measures["sheet"][0] - 2 * press["slug"]
    height = press["slug"] - press["mark_gap"]
    sheet = f"@page{{size:{width}mm {height}mm;margin:0}}"
    style = sheet + 'body{margin:0 8mm;font:6.5pt "Noto Sans";color:device-cmyk(0 0 0 1)}'
    pages = []
    for side in sides:
        words = (document.code, document.language.english_name, side, document.revised.isoformat(), document.edition)
        html = fill("_slug.html", design.parts, text=SEPARATOR.join(filter(None, words)))
        page = Page(html, (("styles/press.toml", style),), document, profile_rule(press["profile"]["content"]))
        pages.append(page.lay_out().pages[0])
    return pages
