"""Printed pieces: lays a document out with WeasyPrint, imposes its panels on sheets, tags them, and loses no word."""

from collections.abc import Mapping
from typing import Any

import pydyf

# Before all that imports WeasyPrint: it is loaded there.
from handbill.engine import weasyprint
from handbill.model import Design, Document, Written
from handbill.writers.pdf import balance, colors, conserve, press, render, sheets, tags


def write(document: Document, design: Design) -> Written:
    """Return the PDF/UA-1 file and its page count, trim size (mm) and type size (pt); raise HandbillError if a word
    is lost.
    """
    page = render.page(document, design)
    fit = balance.fit(page, document, design)
    laid_out = page.lay_out(fit.style(design))
    # First: what is far too long is lost in part, and is to be told as too long.
    imposed = sheets.impose(laid_out, document, design)
    conserve.check(laid_out, document, design)
    facts = _facts(imposed, design) | colors.darkened(document) | {"type_size_pt": fit.size}
    return Written(_written(imposed, document, design), facts)


def _facts(imposed: weasyprint.Document, design: Design) -> dict[str, object]:
    """Return what the manifest says of a printed piece; of a press file also its printing condition."""
    facts: dict[str, object] = {"pages": len(imposed.pages), "trim_mm": list(design.measures["sheet"])}
    if "press" not in design.measures:
        return facts
    profile = design.measures["press"]["profile"]
    return facts | {"condition": profile["condition"], "proof_profile": profile["proof"]}


def _written(imposed: weasyprint.Document, document: Document, design: Design) -> bytes:
    """Return the file: PDF/UA-1 for the office, PDF/X-4 that claims PDF/UA-1 too for the press."""
    settings, place = design.measures.get("press"), f"{document.edition}/{document.language.tag}"
    with render.strict(place), tags.accessible(document.language.tag, imposed) as finish_tags:
        if not settings:
            return imposed.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=False, finisher=finish_tags)
        with press.reproducible(document, design.name):
            return imposed.write_pdf(pdf_variant="pdf/x-4", pdf_tags=True, finisher=_both(finish_tags, settings))


def _both(finish_tags: tags.Finisher, settings: Mapping[str, Any]) -> tags.Finisher:
    def finish(imposed: weasyprint.Document, pdf: pydyf.PDF) -> None:
        finish_tags(imposed, pdf)
        press.finish(pdf, settings)

    return finish
