"""How long a brochure takes, against one bare WeasyPrint call of its pages: `.venv/bin/python bench/print.py`.

In one warm process, in rounds that take turns: (i) bare `HTML(...).write_pdf()` of the office pages, size and panels
given; (ii) office and press with copyfit, nothing remembered; (iii) the same with the fit remembered. Times are of the
processor, so that what else runs weighs less; one counts only where the file holds the words. Needs a build (`doit`),
for the fonts.
"""

import os
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ["FONTCONFIG_FILE"] = str(ROOT / ".handbill/fonts/fonts.conf")

import pypdfium2  # noqa: E402
import weasyprint  # noqa: E402

from handbill import formats  # noqa: E402
from handbill.model import Design, Document, printed  # noqa: E402
from handbill.project import Piece, Project  # noqa: E402
from handbill.typography import squeezed  # noqa: E402
from handbill.writers.pdf import balance, render, write  # noqa: E402

EDITION = "saint-john"
# How much of the words a PDF reader finds at least: Arabic letters joined in pairs, and Indic ones where a bare file
# has no words beside its lines, are read otherwise than they were written (findings: .85 and more).
TAGS = {"en-CA": 1.0, "fr-CA": 1.0, "ar": 0.8, "hi": 0.8, "zh-Hans": 1.0}
ROUNDS = 9
AIMS = {"fitted": 4.0, "remembered": 2.0}


@dataclass(frozen=True)
class Notes:
    """A design's memory, for one round."""

    kept: dict[str, str] = field(default_factory=dict)

    def get(self, key: str) -> str | None:
        return self.kept.get(key)

    def put(self, key: str, text: str) -> None:
        self.kept[key] = text


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    print(
        f"{'':8}{'bare':>8}{'fitted':>9}{'ratio':>7}{'remembered':>12}{'ratio':>7}   (ms, medians of {rounds} rounds)"
    )
    for tag, share in TAGS.items():
        times = _rounds(_ways(tag), _document(tag), share, rounds)
        bare, fitted, remembered = (median(times[way]) * 1000 for way in ("bare", *AIMS))
        ratios = f"{fitted:9.0f}{fitted / bare:7.1f}{remembered:12.0f}{remembered / bare:7.1f}"
        print(f"{tag:8}{bare:8.0f}{ratios}", flush=True)
    print("aims:   " + ", ".join(f"{way} at most {aim:g} times bare" for way, aim in AIMS.items()))


def _document(tag: str) -> Document:
    made = Project(ROOT).printable(Piece(EDITION, tag, "trifold"))
    return replace(made, reasons=("nobody has reviewed it",), code="0123ABCD")


def _design(form: str, notes: Notes) -> Design:
    return replace(Project(ROOT).design(formats.BY_ID[form]), memory=notes)


def _ways(tag: str) -> dict[str, Callable[[], list[bytes]]]:
    """Return what is timed: each a function that makes the files."""
    made, known = _document(tag), Notes()
    forms = ("trifold", "trifold-press")
    looks = [_design(form, known) for form in forms]
    page = render.page(made, looks[0])
    style = "".join((*(text for _, text in page.styles), balance.fit(page, made, looks[0]).style(looks[0])))
    html = page.html.replace("</head>", f"<style>{style}</style></head>")

    def fitted() -> list[bytes]:
        notes = Notes()
        return [write(made, replace(look, memory=notes)).content for look in looks]

    return {
        "bare": lambda: [weasyprint.HTML(string=html).write_pdf()],
        "fitted": fitted,
        "remembered": lambda: [write(made, look).content for look in looks],
    }


def _rounds(
    ways: dict[str, Callable[[], list[bytes]]], made: Document, share: float, rounds: int
) -> dict[str, list[float]]:
    """Return the processor seconds of each way, in rounds that take turns after one that does not count."""
    times: dict[str, list[float]] = {way: [] for way in ways}
    for number in range(rounds + 1):
        for way, make in ways.items():
            begun = time.process_time()
            files = make()
            passed = time.process_time() - begun
            for content in files:
                _check(content, made, share, way)
            if number:
                times[way].append(passed)
    return times


def _check(content: bytes, made: Document, share: float, way: str) -> None:
    """Stop where the file does not hold the document's letters."""
    texts = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content)]
    wanted = Counter("".join(squeezed(passage.text) for passage in printed(made, ("questions", "contact", "imprint"))))
    found = Counter("".join(map(squeezed, texts)))
    held = (wanted & found).total() / wanted.total()
    if held < share:
        sys.exit(f"{made.language.tag}: {way}: only {held:.0%} of the letters are in the file; no time counts")


if __name__ == "__main__":
    main()
