"""The sheet on which a volunteer translates, read back: a table, a text a row.

It comes back from Word, LibreOffice or Google Docs, which keep no control, style or property, but every visible word.
So the visible id says which text a row is, and the head of the third column which language.
"""

import re
from collections.abc import Iterator
from hashlib import sha256

from handbill.errors import fault
from handbill.exchange import rows
from handbill.exchange.delivery import Returned, Text, folded
from handbill.exchange.guard import unpack
from handbill.po import Entry

# Crockford's base 32: no letter that is taken for another.
ALPHABET, CHECKSUM = "0123456789abcdefghjkmnpqrstvwxyz", 4
COLUMNS = ("id", "source", "translation", "note")
# The mark before a translation that needs work; every keyboard has its own question mark.
MARK = "?? "
MARKED = re.compile(r"\s*[?？؟]{2,}\s*")
TAG = re.compile(r"\(([a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)\)$")
MERGED = "its cells are merged or missing; make four of them, as in the other rows"
HEADLESS = "the first row of the table, which names the language, is gone, or its columns are in another order"


def identifier(entry: Entry) -> str:
    """Return the row's visible id: the context, and a checksum of the English, which changes with it."""
    number = int.from_bytes(sha256(folded(entry.text).encode()).digest()[:4], "big")
    return f"{entry.context}·{''.join(ALPHABET[number >> 5 * place & 31] for place in range(CHECKSUM))}"


def read(content: bytes, path: str) -> Returned:
    """Return the sheet's texts; raise Faults where it is no harmless Word document, or its head is gone."""
    found = [(number, row) for number, row in enumerate(rows.read(unpack(content, path)), 1) if any(row.cells)]
    heads = {number: tag for number, row in found for tag in _head(row)}
    if not heads:
        raise fault(path, 0, f"{HEADLESS}; put it right, or copy the translations into a new sheet")
    if len(set(heads.values())) > 1:
        languages = " and ".join(sorted(set(heads.values())))
        raise fault(path, 0, f"the file holds sheets of several languages ({languages}); make a file of each")
    texts = tuple(_read(number, row) for number, row in found if number not in heads)
    return Returned(path, next(iter(heads.values())), texts)


def _head(row: rows.Row) -> Iterator[str]:
    """Yield the language that the row names, if it is a table's head: the third cell ends with its tag."""
    if len(row.cells) == len(COLUMNS) and row.cells[0] and "·" not in row.cells[0]:
        yield from TAG.findall(row.cells[2])


def _read(number: int, row: rows.Row) -> Text:
    whole = len(row.cells) == len(COLUMNS) and not row.merged
    name, source, translation = (*row.cells, "", "", "")[:3] if whole else (row.cells[0], "", "")
    name = "".join(name.split())
    place = f"row {number}, “{name}”" if name else f"row {number}"
    mark = MARKED.match(translation)
    words = translation[mark.end() :] if mark else translation
    return Text(place, 0, name, source, words, not mark, "" if whole else MERGED)
