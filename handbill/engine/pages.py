"""Reads a well-formed page with Python's parser of XML, in C, in place of WeasyPrint's parser of HTML, in Python, which
mends what is not well-formed.
"""

from typing import Any
from xml.etree import ElementTree

import weasyprint

from handbill.engine.changes import replaced


def parsed(page: str, fetcher: Any) -> weasyprint.HTML:
    """Return the page as WeasyPrint lays it out; raise ElementTree.ParseError where it is not well-formed."""
    root = ElementTree.fromstring(page)
    with replaced(weasyprint.tinyhtml5, "parse", lambda *_, **__: root):
        return weasyprint.HTML(string="", url_fetcher=fetcher, base_url=None)
