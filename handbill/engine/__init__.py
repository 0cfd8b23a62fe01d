"""Loads the layout engine, WeasyPrint, has it compute nothing twice, and hears what it warns of."""

from handbill.engine import starting

with starting.spared():
    import weasyprint

from handbill.engine import changes, drawings, flow, fonts, lines, paragraphs, styles
from handbill.engine.hearing import NOT_DRAWN, undrawn, warned

__all__ = ["CHANGES", "NOT_DRAWN", "undrawn", "warned", "weasyprint"]

CHANGES = (*styles.CHANGES, *lines.CHANGES, *paragraphs.CHANGES, *flow.CHANGES, *drawings.CHANGES)

changes.make(CHANGES)
styles.leave_out_notes()
fonts.know_arrays()
