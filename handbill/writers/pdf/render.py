"""One call of WeasyPrint: closed to the outside, the fonts and styles shared, every warning an error."""

import base64
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

import weasyprint
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from handbill.errors import HandbillError
from handbill.model import Design, Document
from handbill.templates import render as fill

MM_PER_INCH = 25.4
PX_PER_INCH = 96.0


def px(millimetres: float) -> float:
    """Return CSS pixels (1/96 inch)."""
    return millimetres / MM_PER_INCH * PX_PER_INCH


@dataclass(frozen=True)
class Page:
    """A document as HTML and the style sheets of its design, ready to be laid out more than once."""

    html: str
    styles: tuple[str, ...]
    document: Document

    def lay_out(self, extra: str = "") -> weasyprint.Document:
        """Return the laid-out pages; raise HandbillError for anything that WeasyPrint warns of."""
        configuration = _configuration()
        sheets = [_style(text) for text in (*self.styles, *([extra] if extra else []))]
        with strict(self.document):
            page = weasyprint.HTML(string=self.html, url_fetcher=_fetcher(), base_url=None)
            return page.render(font_config=configuration, stylesheets=sheets)


def page(document: Document, design: Design, logo: str, qr: str) -> Page:
    """Return the document filled into the design's template, with its styles: measures, colours, scripts, looks."""
    name = f"{design.name}.html"
    html = fill(name, design.parts, document=document, logo=logo, qr=qr)
    looks = (design.parts["_tokens.css"], design.parts["_scripts.css"], design.parts[f"{design.name}.css"])
    return Page(html, (_custom_properties(document, design), geometry(document, design), *looks), document)


def of_script(document: Document, design: Design, key: str) -> Any:
    """Return a measure that the design gives by script, Latin's where it has none: "size" (cap, floor; pt) or
    "leading".
    """
    values = design.measures[key]
    return values.get(document.language.script, values["Latn"])


def sized(points: float) -> str:
    """Return the style rule that sets the running text in a size."""
    return f":root{{--size:{points:g}pt}}"


def _custom_properties(document: Document, design: Design) -> str:
    colors = {f"--{name}": color.rgb for name, color in document.colors.items()}
    fixed = {
        "--ink": "#1a1a1a",
        "--paper": "#ffffff",
        "--tint-line": document.colors["tint"].rgb,
        "--accent-text": document.colors["primary"].rgb,
    }
    sizes = {"--leading": str(of_script(document, design, "leading"))}
    return ":root{" + "".join(f"{key}:{value};" for key, value in (colors | fixed | sizes).items()) + "}"


def geometry(document: Document, design: Design) -> str:
    """Return the @page rules: each sheet of a flat piece, each panel of a folded one."""
    measures = design.measures
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
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    look = "font-size:6.5pt;vertical-align:bottom;padding-bottom:1.2mm;text-align:start;width:100%;color:var(--ink)"
    return f'@page :{pages}{{@top-left{{content:"{quoted}";{look}}}}}'


@cache
def _configuration() -> FontConfiguration:
    return FontConfiguration()


@cache
def _fetcher() -> URLFetcher:
    """Only what is written into the page itself may be read: no file, no network."""
    return URLFetcher(allowed_protocols=("data",), allow_redirects=False, fail_on_errors=True)


@cache
def _style(text: str) -> weasyprint.CSS:
    with _collected() as messages:
        style = weasyprint.CSS(string=text, font_config=_configuration(), url_fetcher=_fetcher())
    _refuse(messages, "styles")
    return style


@contextmanager
def strict(document: Document) -> Iterator[None]:
    """Raise HandbillError, with all of them, for any warning that a library logs inside the block."""
    with _collected() as messages:
        yield
    _refuse(messages, f"{document.edition}/{document.language.tag}")


SHOWN = 3


def _refuse(messages: list[str], place: str) -> None:
    unique = list(dict.fromkeys(messages))
    if unique:
        more = f" and {len(unique) - SHOWN} more" if len(unique) > SHOWN else ""
        raise HandbillError(f"{place}: the layout engine warns: {'; '.join(unique[:SHOWN])}{more}; nothing was written")


@contextmanager
def _collected() -> Iterator[list[str]]:
    messages: list[str] = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: messages.append(record.getMessage())  # type: ignore[method-assign]
    loggers = [logging.getLogger(name) for name in ("weasyprint", "fontTools")]
    for logger in loggers:
        logger.addHandler(handler)
    try:
        yield messages
    finally:
        for logger in loggers:
            logger.removeHandler(handler)


def data_uri(picture: bytes) -> str:
    """Return a picture as a data address, since nothing outside the page can be read."""
    kind = "image/png" if picture.startswith(b"\x89PNG") else "image/svg+xml"
    return f"data:{kind};base64,{base64.b64encode(picture).decode('ascii')}"
