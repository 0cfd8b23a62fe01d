"""Makes the benchmark's files with handbill's own writers: `ours.py way outputs many folder [warm]`.

The ways: `plain` without fitting and checks; `bare` without tags too; `full` with all that a build does; `cached` the
same with the fits known, which `full` leaves in the folder. Prints the seconds that the files took without the start;
`warm` makes those of another language before.
"""

import gc
import json
import os
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from preparing import ROOT, Tongue, tongues

from handbill import formats
from handbill.model import Design, Document
from handbill.project import Project

os.environ["FONTCONFIG_FILE"] = str(ROOT / ".handbill/fonts/fonts.conf")
PDFS = ("trifold", "handout")
OUTPUTS = {"all": (*PDFS, "word", "sms", "email", "page"), "pdf": PDFS, "word": ("word",)}
# Any languages': they are made to warm the process.
OTHERS = 901
# By format and language: the size in points and the first question of each panel after the first.
Fits = dict[str, dict[str, list[float]]]


@dataclass(frozen=True)
class Notes:
    """A design's memory of one fit, whatever the number before the texts."""

    kept: dict[str, str] = field(default_factory=dict)

    def get(self, key: str) -> str | None:
        return self.kept.get("")

    def put(self, key: str, text: str) -> None:
        self.kept[""] = text


def main() -> None:
    way, outputs, many, folder, *warm = sys.argv[1:]
    # As a worker of a build does (handbill/tasks.py, whose doit is not wanted here).
    gc.freeze()
    gc.set_threshold(50_000, 5, 5)
    work, fits = Path(folder), Fits()
    if way != "full":
        fits = json.loads((work / "fits.json").read_text("utf-8"))
    if warm:
        _make(way, OUTPUTS[outputs], tongues(1, OTHERS), fits, work)
    begun, spent = time.perf_counter(), time.process_time()
    found = _make(way, OUTPUTS[outputs], tongues(int(many)), fits, work)
    print(json.dumps({"wall": time.perf_counter() - begun, "cpu": time.process_time() - spent}))
    if way == "full":
        (work / "fits.json").write_text(json.dumps(found), "utf-8")


def _make(way: str, wanted: tuple[str, ...], made_in: Iterable[Tongue], fits: Fits, work: Path) -> Fits:
    """Write the files of each language; return the fits found."""
    designs = {form: Project(ROOT).design(formats.BY_ID[form]) for form in wanted}
    found: Fits = {form: {} for form in PDFS}
    for tongue in made_in:
        tag = tongue.document.language.tag
        for form, design in designs.items():
            fit = fits.get(form, {}).get(tag)
            kept = Notes({"": json.dumps(fit)} if fit else {})
            size = _write(way, tongue, form, replace(design, memory=kept), fit, work / "out")
            if form in PDFS:
                found[form][tag] = json.loads(kept.get("") or json.dumps([size]))
    return found


def _write(way: str, tongue: Tongue, form: str, design: Design, fit: list[float] | None, folder: Path) -> float:
    """Write a format's files; return their type size."""
    row, size = formats.BY_ID[form], 0.0
    for document, name in _parts(tongue, form, row.scope):
        path = folder / f"{name}.{row.extension}"
        if form in PDFS and way in ("plain", "bare") and fit:
            path.write_bytes(_laid_out(document, design, fit, tagged=way == "plain"))
            continue
        written = formats.writer(row).write(document, design)
        path.write_bytes(written.content)
        size = float(written.facts.get("type_size_pt", 0))
        if way in ("full", "cached"):
            _check(row, written.content, document, path, design)
    return size


def _parts(tongue: Tongue, form: str, scope: str) -> Iterator[tuple[Document, str]]:
    """Yield the document of each file, with the file's name."""
    if scope == "faq":
        yield tongue.document, f"{tongue.name}-{form}"
        return
    for question in tongue.document.questions:
        yield replace(tongue.document, questions=(question,)), f"{tongue.name}-{form}-{question.id}"


def _laid_out(document: Document, design: Design, fit: list[float], tagged: bool) -> bytes:
    """Return a PDF made with the functions of the PDF writer, its search for a fit and its comparison left out."""
    from handbill.writers import pdf
    from handbill.writers.pdf import balance, render, sheets

    size, *cuts = fit
    style = balance.Fit(size, tuple(map(int, cuts))).style(design)
    imposed = sheets.impose(render.page(document, design).lay_out(style), document, design)
    return pdf._written(imposed, document, design) if tagged else imposed.write_pdf()


def _check(row: formats.Format, content: bytes, document: Document, path: Path, design: Design) -> None:
    faults = formats.checker(row).check(content, document, str(path), design)
    if faults and row.fonts:
        sys.exit("\n".join(map(str, faults)))


if __name__ == "__main__":
    main()
