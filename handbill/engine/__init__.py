"""Loads the layout engine, WeasyPrint, and has it compute nothing twice."""

from handbill.engine import starting

with starting.spared():
    import weasyprint

from handbill.engine import changes, drawings, flow, fonts, lines, paragraphs, styles

__all__ = ["CHANGES", "weasyprint"]

CHANGES = (*styles.CHANGES, *lines.CHANGES, *paragraphs.CHANGES, *flow.CHANGES, *drawings.CHANGES)

changes.make(CHANGES)
styles.leave_out_notes()
fonts.know_arrays()
