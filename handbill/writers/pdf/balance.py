"""Copyfitting: the largest type at which the questions, shared out over the panels, fit."""

import json
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from itertools import pairwise
from math import ceil
from typing import NamedTuple

import weasyprint
from weasyprint.formatting_structure import boxes

from handbill.errors import HandbillError
from handbill.libraries import versions
from handbill.model import Design, Document, Run, printed
from handbill.writers.pdf.conserve import check, descend
from handbill.writers.pdf.render import Page, of_script, px, sized
from handbill.writers.pdf.sheets import shortening

TALL_MM = 10_000
STEP_PT = 0.1
# A text's height grows as about this power of its size, while only sizes too large were tried.
GROWTH = 1.7
# Sections that each fill a panel of their own are made no higher than what stands in them.
NATURAL = "body > section, body > section > *{min-height:0!important}"
# The cover and the back take half of a layout's time. What has room for them at one size has it at a smaller one.
ALONE = "body > :not(.flow){display:none}"
# What a press file has besides its office twin: none of it moves a word.
PRESS_ONLY = ("_press.css", "_slug.html")
SHEET_STEP_PT = 0.5


@dataclass(frozen=True)
class Fit:
    """A type size in points, and the index of the first question of each panel after the first."""

    size: float
    cuts: tuple[int, ...]

    def style(self, design: Design) -> str:
        """Return the style rules that set the fit."""
        return sized(design, self.size) + breaks(self.cuts)


def fit(page: Page, document: Document, design: Design) -> Fit:
    """Return the largest size at which a piece fits, and the cuts of a folded one; raise HandbillError where there is
    none. What was found for the same words and looks before is taken from the design's memory.
    """
    search, key = (_search, _key) if "panels" in design.measures else (_search_sheets, _key_of_sheets)
    if design.memory is None:
        return search(page, document, design)
    name = key(page, document, design)
    if known := design.memory.get(name):
        size, *cuts = json.loads(known)
        return Fit(size, tuple(cuts))
    found = search(page, document, design)
    cap, _ = of_script(document, design, "size")
    # A flat piece at the cap took one layout, which is written as it is, unless fewer sheets were tried before.
    if found.cuts or found.size < cap or "wanted_sheets" in design.measures:
        design.memory.put(name, json.dumps([found.size, *found.cuts]))
    return found


def _key(page: Page, document: Document, design: Design) -> str:
    """Return a digest of all that decides the fit of panels: words, logo, looks, measures and libraries; not colours,
    links or the imprint.
    """
    words = [
        (run.text, run.bold, run.missing)
        for passage in printed(document, tuple(part for part in design.prints if part != "imprint"))
        for run in (*passage.runs, Run(passage.language.tag))
    ]
    looks = sorted((name, text) for name, text in design.parts.items() if name not in PRESS_ONLY)
    measures = {name: value for name, value in design.measures.items() if name != "press"}
    answers = [len(question.answer) for question in document.questions]
    logo = sha256(document.logo).hexdigest()
    return _digest(versions(), document.language.tag, answers, words, looks, measures, logo)


def _key_of_sheets(page: Page, document: Document, design: Design) -> str:
    """Return a digest of all that decides the fit of a flat piece: what is laid out, measures and libraries."""
    measures = {name: value for name, value in design.measures.items() if name != "press"}
    return _digest(versions(), measures, design.prints, page.html, page.styles, page.profile)


def _digest(*parts: object) -> str:
    return sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _search_sheets(page: Page, document: Document, design: Design) -> Fit:
    """Return the largest size, in steps of half a point, at which a flat piece loses no word and needs no more sheets
    than are wanted; where none does, with one sheet more, and so on up to those that it may have; the floor where none
    does at all, for the writer to refuse.
    """
    sizes = _down(*of_script(document, design, "size"))
    most = design.measures["max_sheets"]
    for sheets in range(design.measures.get("wanted_sheets", most), most + 1):
        size = _largest(page, document, design, sizes, sheets)
        if size > sizes[-1] or len(page.lay_out(sized(design, size)).pages) <= sheets:
            break
    if len(sizes) > 1 and size == sizes[-1]:
        _tell_too_long(page, document, design, size)
    return Fit(size, ())


def _largest(page: Page, document: Document, design: Design, sizes: list[float], sheets: int) -> float:
    """Return the largest of some sizes at which a flat piece loses no word on so many sheets; the last where none
    does.
    """

    def holds(size: float) -> bool:
        laid_out = page.lay_out(sized(design, size))
        return len(laid_out.pages) <= sheets and _conserved(laid_out, document, design)

    if len(sizes) == 1 or holds(sizes[0]):
        return sizes[0]
    return sizes[bisect_left(sizes, True, 1, len(sizes) - 1, key=holds)]


def _down(cap: float, floor: float) -> list[float]:
    """Return the sizes from the cap down to the floor."""
    steps = ceil((cap - floor) / SHEET_STEP_PT)
    return [max(cap - step * SHEET_STEP_PT, floor) for step in range(steps + 1)]


def _conserved(laid_out: weasyprint.Document, document: Document, design: Design) -> bool:
    try:
        check(laid_out, document, design)
    except HandbillError:
        return False
    return True


def _tell_too_long(page: Page, document: Document, design: Design, size: float) -> None:
    """Raise HandbillError where words are dropped at the smallest size that a taller sheet would hold; sheets too many
    are told elsewhere.
    """
    laid_out = page.lay_out(sized(design, size))
    most, (width, _) = design.measures["max_sheets"], design.measures["sheet"]
    if len(laid_out.pages) > most or _conserved(laid_out, document, design):
        return
    tall = page.lay_out(sized(design, size) + f"@page{{size:{width}mm {TALL_MM}mm!important}}")
    if _conserved(tall, document, design):
        place = f"{document.edition}/{document.language.tag}/{design.name}"
        room = "one side" if most == 1 else f"{most} sides"
        over = f"at {size:g} pt, the smallest allowed, the text is too long for {room}"
        raise HandbillError(f"{place}: {over}; {shortening(document)}")


def _search(page: Page, document: Document, design: Design) -> Fit:
    """Return the largest size, in steps of 0.1 pt, at which the questions fit their panels, and the cover and the back
    theirs; the floor where these two never do, for the writer to refuse. Raise HandbillError if the questions do not.
    """
    found = _search_heights(page, document, design)
    _, floor = of_script(document, design, "size")
    fits = [Fit(_size(floor, step), found.cuts) for step in range(round((found.size - floor) / STEP_PT), -1, -1)]

    def holds(tried: Fit) -> bool:
        laid_out = page.lay_out(tried.style(design))
        return len(laid_out.pages) <= len(design.measures["panels"]) and _conserved(laid_out, document, design)

    if len(fits) == 1 or holds(found):
        return found
    return fits[bisect_left(fits, True, 1, len(fits) - 1, key=holds)]


def _search_heights(page: Page, document: Document, design: Design) -> Fit:
    """Return the largest size at which all sections are low enough; the floor where only the cover or the back never
    is. Raise HandbillError if the questions are not. The next size to try is guessed from the heights already found, so
    that about four layouts are enough.
    """
    cap, floor = of_script(document, design, "size")
    good, bad = -1, round((cap - floor) / STEP_PT) + 1
    size, step, best, fits, over, beside = cap, bad - 1, None, None, None, True
    while bad - good > 1:
        heights = _heights(page, document, design, size, beside)
        fullness = heights.fullest / _room(design)
        if fullness <= 1:
            good, best, fits = step, Fit(size, heights.cuts), (size, fullness)
        else:
            bad, over = step, (size, fullness)
            beside = any(height > _room(design) for height in heights.sections)
        step = min(max(int((_guess(fits, over) - floor) / STEP_PT), good + 1), bad - 1)
        size = _size(floor, step)
    return best or _at_floor(page, document, design)


def _at_floor(page: Page, document: Document, design: Design) -> Fit:
    """Return the fit at the smallest size; raise HandbillError if the questions do not fit there."""
    _, floor = of_script(document, design, "size")
    found = share_out(page, document, design, floor)
    if found is None:
        raise HandbillError(_over(page, document, design, floor))
    return found


Tried = tuple[float, float]  # a size, and how full the fullest panel is at it


def _guess(fits: Tried | None, over: Tried | None) -> float:
    """Return the size at which the fullest panel would be just full."""
    if not over:
        return 0.0
    if not fits:
        return over[0] * over[1] ** (-1 / GROWTH)
    return fits[0] + (over[0] - fits[0]) * (1 - fits[1]) / (over[1] - fits[1])


def _size(floor: float, step: int) -> float:
    return round(floor + step * STEP_PT, 1)


class Heights(NamedTuple):
    """How high things are at a size, in CSS pixels: the sections that each have a panel of their own, and the fullest
    panel of the questions; and the first question of each panel after the first.
    """

    sections: tuple[float, ...]
    flow: float
    cuts: tuple[int, ...]

    @property
    def fullest(self) -> float:
        return max((self.flow, *self.sections))


def share_out(page: Page, document: Document, design: Design, size: float) -> Fit | None:
    """Return the questions shared out over the panels so that the fullest is least full, or None where they do not
    fit.
    """
    heights = _heights(page, document, design, size, beside=False)
    return Fit(size, heights.cuts) if heights.flow <= _room(design) else None


def _heights(page: Page, document: Document, design: Design, size: float, beside: bool) -> Heights:
    """Return the heights at a size; `beside` those of the cover and the back too."""
    questions, sections = measure(page, document, design, size, beside)
    fullest, ends = partition(questions, len(design.measures["flow"]["panels"]))
    return Heights(sections, fullest, ends[:-1])


def _room(design: Design) -> float:
    """Return the height of a panel's text in CSS pixels."""
    return px(design.measures["sheet"][1] - sum(design.measures["margins_block"]))


def breaks(cuts: tuple[int, ...]) -> str:
    """Return the style rules that begin a panel before the given questions."""
    return "".join(f".flow .qa:nth-child({cut + 1}){{break-before:page}}" for cut in cuts)


def measure(
    page: Page, document: Document, design: Design, size: float, beside: bool
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return in CSS pixels how high each question is that is shared out, laid out one below the other on one tall
    panel; and where wanted each section that stands beside them, on a panel of its own.
    """
    width = design.measures["text_width"]
    panels = f"@page{{size:{width}mm {TALL_MM}mm!important;margin:0!important}}"
    tall = page.lay_out(sized(design, size) + panels + (NATURAL if beside else ALONE))
    found = [box for sheet in tall.pages for box in descend(sheet._page_box)]
    sections = [section for box in found if box.element_tag == "body" for section in box.children]
    questions = [box for box in found if _is_section(box, "qa")][: len(document.questions) - 1]
    alone = [section for section in sections if not _is_section(section, "flow")]
    return tuple(box.margin_height() for box in questions), tuple(box.margin_height() for box in alone)


def _is_section(box: boxes.Box, name: str) -> bool:
    element = box.element
    return element is not None and box.element_tag == "section" and element.get("class") == name


def partition(heights: tuple[float, ...], count: int) -> tuple[float, tuple[int, ...]]:
    """Return the height of the fullest of `count` panels at its least, and the end of each panel's questions, in
    order.
    """
    count = min(count, len(heights))
    sums = [0.0]
    for height in heights:
        sums.append(sums[-1] + height)

    @cache
    def best(start: int, panels: int) -> tuple[float, float, tuple[int, ...]]:
        if panels == 1:
            last = sums[-1] - sums[start]
            return last, last * last, (len(heights),)
        options = []
        for end in range(start + 1, len(heights) - panels + 2):
            fullest, unevenness, ends = best(end, panels - 1)
            height = sums[end] - sums[start]
            options.append((max(fullest, height), unevenness + height * height, (end, *ends)))
        return min(options)

    fullest, _, ends = best(0, count)
    return fullest, ends


def _over(page: Page, document: Document, design: Design, size: float) -> str:
    """Say which panel is too long, by how many lines, and which question to shorten."""
    heights, _ = measure(page, document, design, size, beside=False)
    panels = design.measures["flow"]["panels"]
    _, cuts = partition(heights, len(panels))
    height, first, end = max((sum(heights[a:b]), a, b) for a, b in pairwise((0, *cuts)))
    name = panels[(0, *cuts).index(first)]
    longest = max(range(first, end), key=lambda index: heights[index])
    line = size * 96 / 72 * of_script(document, design, "leading")
    lines = int((height - _room(design)) // line) + 1
    place = f"{document.edition}/{document.language.tag}/{design.name}"
    over = f"at {size:g} pt, the smallest allowed, the panel {name} is {lines} line{'s' if lines > 1 else ''} too long"
    return f"{place}: {over}; shorten the question “{document.questions[longest].id}”"
