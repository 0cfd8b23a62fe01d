"""An edition's finished texts gathered for other programs: JSON, CSV, a spreadsheet, espanso's own YAML.

No text is guarded, quoted or shortened to suit a program: what is pasted from here is what stands in its file.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from itertools import groupby
from typing import Any

from handbill.errors import HandbillError
from handbill.model import SEVERAL, Snippet, imprint_code

SCHEMA = 1
# A cell of a spreadsheet that begins so is computed; a guard before it would be pasted with the text (CWE-1236).
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
DIRECTIONS = "\u200e\u200f"
# What espanso would fill in or take for the place of the cursor.
FILLED_IN = ("{{", "$|$")
# Microsoft Excel's limits: characters a cell, characters a sheet's name.
LARGEST_CELL, LONGEST_NAME = 32_767, 31
OF_THE_FILE = ("path", "edition", "sha256", "bytes")
# In the order in which a person reads them; what a text has besides stands in the JSON file.
COLUMNS = ("file", "format", "locale", "language", "question", "text", "state", "reasons", "code")
COUNTS = ("encoding", "units", "segments", "platforms")
# Column -> its width in characters; the others take WIDTH.
WIDTHS = {"file": 40, "text": 80, "reasons": 40}
WIDTH = 14


def write(snippets: Iterable[Snippet], edition: str, revised: date) -> Mapping[str, bytes]:
    """Return each file's bytes by its extension, the same for the same texts; raise HandbillError for a text that a
    program would not take as it is.
    """
    found = tuple(sorted(snippets, key=lambda snippet: str(snippet.row["path"])))
    for snippet in found:
        _refuse(snippet)
    return {kind: make(found, edition, revised) for kind, make in KINDS.items()}


def state(snippets: Iterable[Snippet]) -> tuple[str, ...]:
    """Return, as a short sentence in English, what keeps the files drafts; empty where every text is final."""
    states = [snippet.row["state"] for snippet in snippets]
    drafts = states.count("draft")
    return (f"{drafts} of the {len(states)} texts are drafts",) if drafts else ()


def code(snippets: Iterable[Snippet], edition: str, form: str) -> str:
    """Return the imprint code over the edition, the format, and state and words of every text."""
    words = (part for snippet in snippets for part in (snippet.name, str(snippet.row["state"]), snippet.text))
    return imprint_code(edition, SEVERAL, form, *words)


def _refuse(snippet: Snippet) -> None:
    bare = snippet.text.lstrip(DIRECTIONS)
    if bare.startswith(FORMULA):
        sign = f"“{bare[0]}”" if bare[0].strip() else "a tab or a line end"
        problem = f"begins with {sign}, which a spreadsheet takes for a formula; begin with a word"
    elif any(mark in snippet.text for mark in FILLED_IN):
        problem = f"holds {' or '.join(FILLED_IN)}, which espanso fills in; take it out"
    elif len(snippet.text) > LARGEST_CELL:
        problem = f"has more than {LARGEST_CELL} characters, which is all that a cell can hold; shorten it"
    else:
        return
    raise HandbillError(f"dist/{snippet.row['path']}: the text {problem}")


def _json(snippets: tuple[Snippet, ...], edition: str, revised: date) -> bytes:
    texts = [
        {key: value for key, value in snippet.row.items() if key not in OF_THE_FILE}
        | {"file": _file(snippet), "language": snippet.language.english_name, "text": snippet.text}
        for snippet in snippets
    ]
    content = {"schema": SCHEMA, "edition": edition, "revised": revised.isoformat(), "snippets": texts}
    return (json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _file(snippet: Snippet) -> str:
    return str(snippet.row["path"]).rpartition("/")[2]


def _csv(snippets: tuple[Snippet, ...], edition: str, revised: date) -> bytes:
    """Return RFC 4180 lines in UTF-8, with the byte order mark by which spreadsheets know it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    columns = _columns(snippets)
    writer.writerow(columns)
    for snippet in snippets:
        cells = _cells(snippet)
        writer.writerow([cells[column] for column in columns])
    return out.getvalue().encode("utf-8-sig")


def _columns(snippets: tuple[Snippet, ...]) -> tuple[str, ...]:
    """Return the columns: those of every text, and those counts that at least one text has."""
    return (*COLUMNS, *(name for name in COUNTS if any(name in snippet.row for snippet in snippets)))


def _cells(snippet: Snippet) -> Mapping[str, str | int]:
    known = dict.fromkeys(COUNTS, "") | dict(snippet.row)
    known |= {"file": _file(snippet), "language": snippet.language.english_name, "text": snippet.text}
    return {column: _cell(known[column]) for column in (*COLUMNS, *COUNTS)}


def _cell(value: object) -> str | int:
    """Return a value as one cell holds it: several in a row, a table as name and value."""
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {each}" for name, each in sorted(value.items()))
    if isinstance(value, list | tuple):
        return "; ".join(map(str, value))
    return value if isinstance(value, int) else str(value)


def _lines(text: str) -> str:
    """Return the text with line feeds between its lines and none behind: a cell's own line ends."""
    return text.replace("\r\n", "\n").rstrip("\n")


def _xlsx(snippets: tuple[Snippet, ...], edition: str, revised: date) -> bytes:
    """Return a workbook of a sheet a language, every text a string, laid out in the language's direction."""
    import xlsxwriter

    out = io.BytesIO()
    # Texts are strings: nothing is to be taken for a formula, a link or a number.
    literal = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, {"in_memory": True, **literal})
    book.set_properties({"title": edition, "created": datetime(revised.year, revised.month, revised.day)})
    for language, texts in groupby(sorted(snippets, key=_english_name), key=lambda snippet: snippet.language):
        name = language.english_name
        sheet = book.add_worksheet(name if len(name) <= LONGEST_NAME else language.tag)
        _fill(sheet, book, _columns(snippets), tuple(texts))
    book.close()
    return out.getvalue()


def _english_name(snippet: Snippet) -> tuple[str, str]:
    return snippet.language.english_name, str(snippet.row["path"])


def _fill(sheet: Any, book: Any, columns: tuple[str, ...], texts: tuple[Snippet, ...]) -> None:
    """Fill a language's sheet: names of the columns, which stay in sight, and a row a text."""
    rtl = texts[0].language.direction == "rtl"
    if rtl:
        sheet.right_to_left()
    bold, plain = book.add_format({"bold": True}), book.add_format({"valign": "top", "text_wrap": True})
    spoken = book.add_format({"valign": "top", "text_wrap": True, "reading_order": 2 if rtl else 1})
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(texts), len(columns) - 1)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, WIDTHS.get(column, WIDTH))
        sheet.write_string(0, place, column, bold)
        for line, cells in enumerate(map(_cells, texts), start=1):
            value = cells[column]
            if isinstance(value, int):
                sheet.write_number(line, place, value, plain)
            elif value:
                sheet.write_string(line, place, _lines(value), spoken if column == "text" else plain)


def _espanso(snippets: tuple[Snippet, ...], edition: str, revised: date) -> bytes:
    """Return espanso's matches: JSON's strings, numbers and lists are YAML's too (YAML 1.2)."""
    lines = ["matches:", *(line for snippet in snippets for line in _match(snippet))]
    return ("\n".join(lines) + "\n").encode()


def _match(snippet: Snippet) -> Iterator[str]:
    """Yield the lines of a match. The trigger is the file's name between colons, so that none begins another."""
    language, row = snippet.language, snippet.row
    waits = "draft: " if row["state"] == "draft" else ""
    match = {
        "trigger": f":{snippet.name}:",
        "label": f"{waits}{row['question']} ({row['format']}, {language.english_name})",
        "search_terms": [row["format"], language.tag, language.english_name, language.autonym],
        "force_mode": "clipboard",
        "replace": _lines(snippet.text),
    }
    for mark, (key, value) in zip(("  - ", *["    "] * len(match)), match.items(), strict=False):
        yield f"{mark}{key}: {json.dumps(value, ensure_ascii=False)}"


KINDS: dict[str, Callable[[tuple[Snippet, ...], str, date], bytes]] = {
    "json": _json,
    "csv": _csv,
    "xlsx": _xlsx,
    "yml": _espanso,
}
