"""One call of WeasyPrint: closed to the outside, the fonts and styles shared, every warning an error."""

import base64
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any
from xml.etree.ElementTree import ParseError

import weasyprint
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher

from handbill.engine import NOT_DRAWN, parsed, undrawn, warned
from handbill.errors import HandbillError
from handbill.model import Design, Document, unlinked
from handbill.templates import data_uri
from handbill.templates import render as fill
from handbill.writers.pdf import colors, qr, scripts

MM_PER_INCH = 25.4
PX_PER_INCH = 96.0


def px(millimetres: float) -> float:
    """Return CSS pixels (1/96 inch)."""
    return millimetres / MM_PER_INCH * PX_PER_INCH


@dataclass(frozen=True)
class Page:
    """A document as HTML and the style sheets of its design, ready to be laid out more than once."""

    html: str
    styles: tuple[tuple[str, str], ...]
    document: Document
    profile: str = ""

    def lay_out(self, extra: str = "") -> weasyprint.Document:
        """Return the laid-out pages; raise HandbillError for anything that WeasyPrint warns of."""
        place = f"{self.document.edition}/{self.document.language.tag}"
        return _laid_out(self.html, (*self.styles, ("the fit", extra)), self.profile, place)


# A flat piece is written as it was laid out when its fit was found, which is one of the last two sizes tried.
@lru_cache(maxsize=2)
def _laid_out(html: str, styles: tuple[tuple[str, str], ...], profile: str, place: str) -> weasyprint.Document:
    profiles = _profiles(profile)
    sheets = [_style(name, text, profile) for name, text in styles]
    with strict(place):
        return _parsed(html, place).render(font_config=_configuration(), stylesheets=sheets, color_profiles=profiles)


@contextmanager
def closed(place: str) -> Iterator[None]:
    """Raise HandbillError where the page reaches for something outside it; WeasyPrint's own error would end a
    worker.
    """
    try:
        yield
    except FatalURLFetchingError as error:
        raise HandbillError(f"{place}: the page reaches for {error}; nothing outside the project is read") from None


def page(document: Document, design: Design) -> Page:
    """Return the document filled into the design's template, with its styles: measures, colours, scripts, looks."""
    press = design.measures.get("press")
    pictures = {
        "logo": data_uri(colors.logo(document, press["profile"]["content"] if press else b"")),
        "qr": qr.address_code(document, bool(press)),
    }
    # A press file holds no annotations (ISO 15930-7, 6.6).
    shown = unlinked(document) if press else document
    html = fill(design.template, design.parts, document=shown, **pictures)
    names = ["_tokens.css", "_scripts.css", f"{design.name}.css", *(["_press.css"] if press else [])]
    faces = scripts.faces(document, design.prints)
    made = (_custom_properties(document, design), geometry(document, design))
    styles = (
        ("the faces of the languages", faces),
        *((f"styles/{design.name}.toml", text) for text in made),
        *((f"styles/{n}", design.parts[n]) for n in names),
    )
    return Page(html, styles, document, profile_rule(press["profile"]["content"]) if press else "")


def profile_rule(content: bytes) -> str:
    """Return the rule that names a printing condition's ICC profile, held in the rule itself."""
    address = f"data:application/vnd.iccprofile;base64,{base64.b64encode(content).decode('ascii')}"
    return f"@color-profile device-cmyk{{src:url({address});components:c,m,y,k}}"


def of_script(document: Document, design: Design, key: str) -> Any:
    """Return a measure that the design gives by script: "size" (cap, floor; pt) or "leading"."""
    return scripts.measure(design.measures[key], document.language.script)


def sized(design: Design, points: float) -> str:
    """Return the style rules that set the running text in a size, and headings in proportion but large enough to
    colour.
    """
    factor, least = design.measures.get("heading", (1.1, 0))
    return f":root{{--size:{points:g}pt;--heading:{max(points * factor, least):g}pt}}"


def _custom_properties(document: Document, design: Design) -> str:
    values = colors.properties(document, "press" in design.measures)
    sizes = {"--leading": str(of_script(document, design, "leading"))}
    root = ":root{" + "".join(f"{key}:{value};" for key, value in (values | sizes).items()) + "}"
    return root + (_beside(document, document.beside, design) if document.beside else "")


def _beside(document: Document, other: Document, design: Design) -> str:
    """Return the rule that sets the second language in the size and leading of its own script."""
    ratio = of_script(other, design, "size")[0] / of_script(document, design, "size")[0]
    return f".beside{{font-size:{ratio:.3f}em;line-height:{of_script(other, design, 'leading')}}}"


def geometry(document: Document, design: Design) -> str:
    """Return the @page rules: each sheet of a flat piece, each panel of a folded one."""
    measures = design.measures
    return _pages(document, measures) + (_bleed(document, measures) if "press" in measures else "")


def _bleed(document: Document, measures: Mapping[str, Any]) -> str:
    """Return the rules that carry a panel's colour over the edge of the sheet."""
    rules = [f"@page{{bleed:{measures['press']['bleed']}mm}}"]
    for panel, name in measures.get("bleeds", {}).items():
        number = list(measures.get("panels", {panel: 0})).index(panel) + 1
        color = colors.written(colors.palette(document)[name], press=True)
        rules.append(f"@page :nth({number}){{background:{color}}}")
    return "".join(rules)


def _pages(document: Document, measures: Mapping[str, Any]) -> str:
    if "panels" not in measures:
        top, outer, bottom, inner = measures["margins"]
        width, height = measures["sheet"]
        rule = f"@page{{size:{width}mm {height}mm;margin:{top}mm {outer}mm {bottom}mm {inner}mm;}}"
        return rule + _repeated_draft(document, measures["sheet_draft"])
    height, text = measures["sheet"][1], measures["text_width"]
    top, bottom = measures["margins_block"]
    rules = (
        f"@page :nth({index}){{size:{width}mm {height}mm;margin:{top}mm {(width - text) / 2}mm {bottom}mm}}"
        for index, width in enumerate(measures["panels"].values(), 1)
    )
    number = list(measures["panels"]).index(measures["flow"]["draft"]) + 1
    return "".join(rules) + _repeated_draft(document, f"nth({number})")


def _repeated_draft(document: Document, pages: str) -> str:
    """Return the rule that repeats the draft line at the head of the given pages, as an artifact of print."""
    if not document.reasons:
        return ""
    own, source = document.labels["draft"].text, document.source_labels["draft"].text
    text = own if own == source else f"{own}  {source}"
    quoted = _quoted(text)
    look = "font-size:6.5pt;vertical-align:bottom;padding-bottom:1.2mm;text-align:start;width:100%;color:var(--ink)"
    return f'@page :{pages}{{@top-left{{content:"{quoted}";{look}}}}}'


def _quoted(text: str) -> str:
    """Return a text for a string of CSS, which a quotation mark or a line's end would close (CSS Syntax 3, 4.3.5)."""
    return re.sub(r'[\\"\n\r\f]', lambda match: f"\\{ord(match[0]):x} ", text)


@cache
def _configuration() -> FontConfiguration:
    return FontConfiguration()


@lru_cache(maxsize=4)
def _parsed(html: str, place: str) -> weasyprint.HTML:
    """Return the page as WeasyPrint lays it out, which leaves it as it was."""
    try:
        return parsed(html, _fetcher())
    except ParseError as error:
        cure = "correct the template, where each element is to be closed, an empty one as in <br/>"
        raise HandbillError(f"{place}: the template, filled in, is not well-formed ({error}); {cure}") from None


@cache
def _fetcher() -> URLFetcher:
    """Only what is written into the page itself may be read: no file, no network."""
    return URLFetcher(allowed_protocols=("data",), allow_redirects=False, fail_on_errors=True)


@cache
def _profiles(rule: str) -> dict[str, Any]:
    """Return WeasyPrint's table of colour profiles, with the one that the rule names."""
    profiles: dict[str, Any] = {}
    if rule:
        weasyprint.CSS(string=rule, color_profiles=profiles, url_fetcher=_fetcher())
    return profiles


@lru_cache(maxsize=256)
def _style(name: str, text: str, profile: str) -> weasyprint.CSS:
    with warned() as messages, closed(name):
        settings = {"font_config": _configuration(), "url_fetcher": _fetcher(), "color_profiles": _profiles(profile)}
        style = weasyprint.CSS(string=text, **settings)
    _refuse(messages, name)
    return style


@contextmanager
def strict(place: str) -> Iterator[None]:
    """Raise HandbillError, with all of them, for any warning that a library logs inside the block."""
    with warned() as messages, closed(place):
        yield
    _refuse(messages, place)


SHOWN = 3


def _refuse(messages: list[str], place: str) -> None:
    unique = list(dict.fromkeys(messages))
    if undrawn(unique):
        raise HandbillError(f"{place}: {NOT_DRAWN}")
    if unique:
        more = f" and {len(unique) - SHOWN} more" if len(unique) > SHOWN else ""
        raise HandbillError(f"{place}: the layout engine warns: {'; '.join(unique[:SHOWN])}{more}; nothing was written")
