"""The preflight report of a press file, in the words of a print shop, and plainly what it does not vouch for."""

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

import pikepdf

from handbill.checks import geometry, ink, plates, press, standard
from handbill.checks.geometry import MM_PER_POINT
from handbill.checks.pdf import Opened
from handbill.checks.preflight import Press
from handbill.checks.spaces import PROCESS
from handbill.errors import Fault
from handbill.model import Design, Document

SCHEMA = 1
MM_PER_INCH = 25.4
Facts = dict[str, Any]

# What each check vouches for.
ABOUT: Mapping[str, str] = {
    "press-boxes": "page boxes: trimmed size, bleed and slug to 0.01 mm",
    "press-pages": "number of pages",
    "press-folds": "fold marks where the folds are; no letter across a fold",
    "press-marks": "crop marks at each corner, outside the bleed, on all plates",
    "press-safe": "text at least 3 mm from trim and folds",
    "press-bleed": "what touches the trim reaches the edge of the bleed",
    "press-fonts": "fonts embedded, as subsets",
    "press-glyphs": "no letter missing from its font",
    "press-colors": "process colours and grey only: no RGB, Lab, spot or profiled colour",
    "press-black": "text under 14 pt in black alone",
    "press-contrast": "text stands out from what is beneath it (7:1), nothing painted over it",
    "press-hairlines": "no line under 0.25 pt",
    "press-ink": "total ink at most 300 % inside the bleed",
    "press-images": "images at least 300 ppi at their printed size",
    "press-intent": "output intent with its CMYK profile",
    "press-annotations": "no links, notes or form fields",
    "press-transparency": "no transparency, blending or soft masks",
    "press-words": "all words of the text are on the pages",
    "press-invisible": "no hidden text",
    "press-replaced": "no text that reads otherwise than it looks",
    "press-languages": "each language marked",
    "press-bookmarks": "bookmarks: the questions in order",
    "press-code": "imprint code printed and in the properties",
    "press-drafts": "a draft says so",
    "press-tagged": "tags, language, title, standard (PDF/X-4, PDF/UA-1), trapping and dates stated",
}
NOT_COVERED = (
    "This is not a full ISO 15930-7 (PDF/X-4) verdict, which no free tool gives; please run your own preflight.",
    "Overprint and knock-out are not judged; where the file sets overprint, its ink is added up.",
    "Traps are neither made nor checked.",
    "300 % of ink is a general limit; yours for this paper and press may be lower.",
    "The fonts' licences are not checked.",
    "Colours are not proofed: nothing here says how they will look on your paper.",
)
PROOF = "The profile in this file was computed for proofs; no press was measured for it. Use your own condition."


def report(content: bytes, document: Document, path: str, design: Design, faults: list[Fault]) -> tuple[str, Facts]:
    """Return the report as text and as data that JSON can hold; `path` is that of the press file, `faults` what its
    check
    found.
    """
    opened = Press(Opened(content, document, design))
    facts = _facts(opened, path, faults)
    return "\n".join(_lines(facts)) + "\n", facts


def _facts(opened: Press, path: str, faults: list[Fault]) -> Facts:
    document = opened.opened.document
    return {
        "schema": SCHEMA,
        "file": PurePosixPath(path).name,
        "code": document.code,
        "language": document.language.english_name,
        "revised": document.revised.isoformat(),
        "state": document.state,
        **_sheet(opened),
        **_color(opened),
        "fonts": fonts(opened.opened.structure),
        "images": _images(opened),
        "condition": _condition(opened),
        "passed": [code for code in press.CHECKS if not any(fault.code == code for fault in faults)],
        "failed": [{"code": fault.code, "fault": fault.message} for fault in faults],
        "not_covered": list(NOT_COVERED),
    }


def _sheet(opened: Press) -> Facts:
    """Return pages, sizes and folds, as they are in the file."""
    first = opened.sheets[0]
    return {
        "pages": len(opened.sheets),
        "trim_mm": _sides(first.trim),
        "bleed_mm": _round((first.trim[0] - first.bleed[0]) * MM_PER_POINT),
        "media_mm": _sides(first.media),
        "folds_mm": [[_round((fold - page.trim[0]) * MM_PER_POINT) for fold in page.folds] for page in opened.sheets],
    }


def _sides(box: geometry.Box) -> list[float]:
    return [_round(side * MM_PER_POINT) for side in geometry.sides(box)]


def _round(millimetres: float) -> float:
    return round(millimetres, 3)


def _color(opened: Press) -> Facts:
    """Return the inks in use inside the bleed, and where the most of them lies."""
    found = [(page, spot) for page in opened.sheets for spot in ink.spots(page.things, page.bleed)]
    used = {name for _, spot in found for name, amount in spot.plates.items() if amount}
    greatest = max(found, key=lambda each: each[1].total, default=None)
    place = greatest[0].place(greatest[1].box) if greatest else ""
    percent = round(100 * greatest[1].total, 1) if greatest else 0.0
    inks = [*(name for name in PROCESS if name in used), *sorted(used - set(PROCESS))]
    return {"inks": inks, "greatest_ink_percent": percent, "greatest_ink_at": place}


def fonts(structure: pikepdf.Pdf) -> list[str]:
    """Return the names of the fonts, without the letters that mark a subset (ISO 32000-1, 9.6.4)."""
    items = (item for item in structure.objects if isinstance(item, pikepdf.Dictionary))
    named = {str(item.get("/FontName", "?")) for item in items if item.get("/Type") == "/FontDescriptor"}
    return sorted(name.removeprefix("/").partition("+")[2] or name.removeprefix("/") for name in named)


def _images(opened: Press) -> Facts:
    found = [plates.resolution(thing) for page in opened.sheets for thing in page.things if thing.kind == "image"]
    return {"count": len(found), "least_ppi": round(min(found)) if found else None}


def _condition(opened: Press) -> Facts:
    intents = standard.intents(opened.root)
    name = str(intents[0].get("/OutputConditionIdentifier", "")) if intents else ""
    profile = opened.measures["press"]["profile"]
    return {"name": name, "registry": profile["registry"], "sha256": profile["sha256"], "proof": bool(profile["proof"])}


# As text


def _lines(facts: Facts) -> Iterator[str]:
    yield f"Preflight of {facts['file']}"
    yield ""
    yield from (f"{name + ':':<16}{value}" for name, value in _table(facts))
    yield from _listed("Passed", [f"{ABOUT[code]} ({code})" for code in facts["passed"]])
    yield from _listed("Failed", [f"{each['fault']} ({each['code']})" for each in facts["failed"]] or ["nothing"])
    notes = [PROOF] if facts["condition"]["proof"] else []
    yield from _listed("Please note", [*notes, *facts["not_covered"]])


def _listed(head: str, lines: list[str]) -> Iterator[str]:
    yield ""
    yield f"{head}:"
    yield from (f"  - {line}" for line in lines)


def _table(facts: Facts) -> Iterator[tuple[str, str]]:
    yield "Imprint code", f"{facts['code']} · {facts['language']} · revised {facts['revised']} · {facts['state']}"
    yield "Pages", str(facts["pages"])
    yield "Trimmed size", _size(facts["trim_mm"])
    yield "Bleed", f"{facts['bleed_mm']:g} mm ({_inches(facts['bleed_mm'])} in) on every side"
    yield "With slug", _size(facts["media_mm"])
    for number, folds in enumerate(facts["folds_mm"], 1):
        if folds:
            measured = " and ".join(f"{fold:g} mm ({_inches(fold)} in)" for fold in folds)
            yield f"Folds, page {number}", f"{measured} from the left"
    yield "Inks", ", ".join(facts["inks"])
    yield "Greatest ink", f"{facts['greatest_ink_percent']:g} %, {facts['greatest_ink_at']}"
    yield "Fonts", ", ".join(facts["fonts"])
    yield "Images", _image_words(facts["images"])
    yield "Condition", facts["condition"]["name"]


def _size(sides: list[float]) -> str:
    width, height = sides
    return f"{width:g} × {height:g} mm ({_inches(width)} × {_inches(height)} in)"


def _inches(millimetres: float) -> str:
    return f"{round(millimetres / MM_PER_INCH, 4):g}"


def _image_words(images: Facts) -> str:
    return f"{images['count']}, the least at {images['least_ppi']} ppi" if images["count"] else "none; all is drawn"
