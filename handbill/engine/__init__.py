"""Loads the layout engine, WeasyPrint, has it compute nothing twice, and hears what it warns of."""

from handbill.engine import starting

with starting.spared():
    import weasyprint

from handbill.engine import changes, cycles, drawings, flow, fonts, lines, margins, paragraphs, styles
from handbill.engine.hearing import NOT_DRAWN, undrawn, warned
from handbill.engine.pages import parsed

__all__ = ["CHANGES", "NOT_DRAWN", "parsed", "undrawn", "warned", "weasyprint"]

CHANGES = (
    *styles.CHANGES,
    *lines.CHANGES,
    *paragraphs.CHANGES,
    *flow.CHANGES,
    *margins.CHANGES,
    *drawings.CHANGES,
    *cycles.CHANGES,
)

changes.make(CHANGES)
styles.leave_out_notes()
fonts.know_arrays()
