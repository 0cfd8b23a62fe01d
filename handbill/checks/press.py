"""Preflight: what a print shop looks for in a press file, so that it neither sends it back nor prints it wrong.

Of PDF/X-4 (ISO 15930-7) only what stands here is looked at; see report.py for what is not.
"""

from collections.abc import Callable

from handbill.checks import pdf, plates, standard, trim
from handbill.checks.preflight import Found, Press, each
from handbill.errors import Fault
from handbill.model import Design, Document


def check(content: bytes, document: Document, path: str, design: Design) -> list[Fault]:
    """Return what is wrong with the press file of the document; `path` is for messages."""
    press = Press(pdf.Opened(content, document, design))
    return [Fault(path, 0, message, code) for code, faults in CHECKS.items() for message in faults(press)]


def _as(code: str) -> Callable[[Press], Found]:
    """Return the check of any PDF as one of a press file."""
    return lambda press: pdf.CHECKS[code](press.opened)


def _both(*checks: Callable[[Press], Found]) -> Callable[[Press], Found]:
    return lambda press: (message for each in checks for message in each(press))


CHECKS: dict[str, Callable[[Press], Found]] = {
    "press-boxes": trim.boxes,
    "press-pages": trim.pages,
    "press-folds": _both(each(trim.folds), trim.fold_marks),
    "press-marks": trim.crop_marks,
    "press-safe": each(trim.safe),
    "press-bleed": trim.bleeds,
    "press-fonts": _as("pdf-fonts"),
    "press-glyphs": each(plates.glyphs),
    "press-colors": each(plates.colors),
    "press-black": each(plates.black),
    "press-contrast": each(plates.contrast),
    "press-hairlines": each(plates.hairlines),
    "press-ink": plates.inked,
    "press-images": each(plates.images),
    "press-intent": standard.intent,
    "press-annotations": standard.annotations,
    "press-transparency": standard.transparency,
    "press-words": _as("pdf-words"),
    "press-invisible": _as("pdf-invisible"),
    "press-replaced": _as("pdf-replaced"),
    "press-languages": _as("pdf-languages"),
    "press-bookmarks": _as("pdf-bookmarks"),
    "press-code": _as("pdf-code"),
    "press-drafts": _as("pdf-drafts"),
    # Last: pdf-tagged completes the file's properties from its metadata, which pdf-code would not see then.
    "press-tagged": standard.tagged,
}
