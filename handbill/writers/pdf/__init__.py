"""Printed pieces: lays a document out with WeasyPrint, imposes its panels on sheets, tags them, and loses no word."""

import weasyprint

from handbill.model import Design, Document, Written
from handbill.writers.pdf import balance, conserve, qr, render, sheets, tags


def write(document: Document, design: Design) -> Written:
    """Return the PDF/UA-1 file and its page count, trim size (mm) and type size (pt); raise HandbillError if a word
    is lost.
    """
    page = render.page(document, design, render.data_uri(document.logo), qr.address_code(document))
    fit = _fit(page, document, design)
    laid_out = page.lay_out(fit.style)
    conserve.check(laid_out, document, design)
    imposed = sheets.impose(laid_out, document, design)
    facts = {"pages": len(imposed.pages), "trim_mm": list(design.measures["sheet"]), "type_size_pt": fit.size}
    return Written(_written(imposed, document), facts)


def _fit(page: render.Page, document: Document, design: Design) -> balance.Fit:
    """Return the size of a flat piece, or the fit of a folded one's questions into its panels."""
    fit = balance.fit if "panels" in design.measures else balance.fit_sheets
    return fit(page, document, design)


def _written(imposed: weasyprint.Document, document: Document) -> bytes:
    with render.strict(document), tags.accessible(document.language.tag, imposed) as finisher:
        return imposed.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=False, finisher=finisher)
