"""Writes what a benchmark found into docs/performance.md, between its two marks."""

import re

from preparing import ROOT

PAGE = ROOT / "docs/performance.md"


def renew(name: str, text: str) -> None:
    """Put the text where the page has `<!-- name -->`, in place of what stands up to `<!-- end -->`."""
    page = PAGE.read_text("utf-8")
    place = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end -->)", re.DOTALL)
    if not place.search(page):
        raise SystemExit(f"{PAGE}: there is no <!-- {name} -->; put it back, with <!-- end --> below it")
    PAGE.write_text(place.sub(lambda found: f"{found[1]}\n{text}\n\n{found[2]}", page), "utf-8")
