"""A table of editions, CSV or TOML with a row each: read strictly, and each row made into its edition.toml."""

import csv
import io
import json
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from handbill import editions, inline
from handbill.errors import Fault, Faults, HandbillError, fault

# Bytes, columns and rows of a table at most: a hundred times what every partnership of a country needs.
LARGEST, WIDEST, LONGEST = 4_000_000, 500, 10_000
SEPARATORS = ",;\t"
# What a spreadsheet would reckon with, were the cell opened there again; a telephone number may begin with +.
FORMULA = re.compile(r"[=+@-]")
COLOR = re.compile(r"(#[0-9A-Fa-f]{6})((?: [0-9]{1,3}(?:\.[0-9]+)?){4})")
# The page of how far each language is stands in a folder of dist/ as an edition does.
TAKEN = ("status",)
# The first line of a file that was made from a table: the table's name, and the digest of all that follows.
HEAD = "# Made from {table} by doit editions; change it there. {digest}\n"
MADE = re.compile(r"# Made from (?P<table>[^\n]+) by doit editions; change it there\. (?P<digest>[0-9a-f]{12})\n")


@dataclass(frozen=True)
class Row:
    """One edition of a table: where it stands there, its id, and its cells by column, none of them empty."""

    line: int
    id: str
    cells: Mapping[str, str]


def read(content: bytes, path: str) -> tuple[Row, ...]:
    """Return the rows of a table; raise Faults with everything that is wrong with it, each at its line."""
    if len(content) > LARGEST:
        raise fault(path, 0, f"the table has more than {LARGEST // 1_000_000} MB; is it the right file?")
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise fault(path, line, "this is not UTF-8 text; save the table as “CSV UTF-8”") from None
    if hidden := inline.FORBIDDEN.search(text):
        line = text.count("\n", 0, hidden.start()) + 1
        raise fault(path, line, "there is an invisible control character; type the text again")
    rows = _of_toml(text, path) if path.lower().endswith(".toml") else _of_csv(text, path)
    faults = [Fault(path, row.line, message) for row in rows for message in _wrong(row)]
    again = [name for name, count in Counter(row.id for row in rows).items() if count > 1]
    cure = "give each edition one row"
    faults += [Fault(path, row.line, f"“{row.id}” has more than one row; {cure}") for row in rows if row.id in again]
    if faults:
        raise Faults(faults)
    return rows


def _of_csv(text: str, path: str) -> tuple[Row, ...]:
    head = text.partition("\n")[0]
    cells = csv.reader(io.StringIO(text, newline=""), delimiter=max(SEPARATORS, key=head.count), strict=True)
    try:
        return _not_too_long(list(_rows_of(cells, path)), path)
    except csv.Error as error:
        raise fault(path, cells.line_num, f"this is no CSV ({error}); save the table as CSV again") from None


def _rows_of(cells: Any, path: str) -> Iterator[Row]:
    """Yield the rows that a csv.reader reads, those without any text left out; the first names the columns."""
    columns = _columns(next(cells, []), path)
    line = cells.line_num + 1
    for row in cells:
        if any(cell.strip() for cell in row):
            yield _row(columns, row, path, line)
        line = cells.line_num + 1


def _columns(names: list[str], path: str) -> list[str]:
    """Return the names of the columns; raise Faults where one is unknown or twice there, or `id` is not."""
    columns = [name.strip() for name in names]
    if len(columns) > WIDEST:
        raise fault(
            path, 1, f"the table has {len(columns)} columns; the first line names the columns, such as id, place"
        )
    unknown = [f"“{name}” is no column; use {_known_columns()}" for name in columns if not _is_column(name)]
    twice = [f"the column “{name}” is there twice; keep one" for name, count in Counter(columns).items() if count > 1]
    lost = [] if "id" in columns else ["the column “id” is missing; it names each edition's folder"]
    if unknown or twice or lost:
        raise Faults(Fault(path, 1, message) for message in (*unknown, *twice, *lost))
    return columns


def _row(columns: list[str], cells: list[str], path: str, line: int) -> Row:
    if len(cells) != len(columns):
        cure = "put a text that holds the separator in quotation marks"
        raise fault(path, line, f"the row has {len(cells)} cells and the table {len(columns)} columns; {cure}")
    filled = {name: cell.strip() for name, cell in zip(columns, cells, strict=True) if cell.strip()}
    return Row(line, filled.pop("id", ""), filled)


def _not_too_long(rows: list[Row], path: str) -> tuple[Row, ...]:
    if len(rows) > LONGEST:
        raise fault(path, 0, f"the table has more than {LONGEST} rows; is it the right file?")
    return tuple(rows)


def _of_toml(text: str, path: str) -> tuple[Row, ...]:
    """Return the rows of a TOML file: a table [[editions]] each, with the columns as keys."""
    try:
        tables = tomllib.loads(text).get("editions", [])
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise fault(path, 0, f"this is not valid TOML ({error}); undo the last change") from None
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise fault(path, 0, "“editions” is a list of tables; write [[editions]] on a line of its own before each")
    lines = [text.count("\n", 0, found.start()) + 1 for found in re.finditer(r"^[ \t]*\[\[", text, re.M)]
    lines += [0] * len(tables)
    return _not_too_long([_of_table(table, path, line) for table, line in zip(tables, lines, strict=False)], path)


def _of_table(table: Mapping[str, Any], path: str, line: int) -> Row:
    cells = dict(_flat(table))
    unknown = [name for name in cells if not _is_column(name)]
    if unknown:
        raise Faults(Fault(path, line, f"“{name}” is not known here; use {_known_columns()}") for name in unknown)
    filled = {name: cell for name, cell in cells.items() if cell}
    return Row(line, filled.pop("id", ""), filled)


def _flat(table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the keys and values of a table as columns and cells; a table in it gives its keys behind a dot."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from ((f"{key}.{under}", _cell(each)) for under, each in value.items())
        else:
            yield key, " ".join(map(_cell, value)) if isinstance(value, list) else _cell(value)


def _cell(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value).strip()


def _date(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise HandbillError(f"“{text}” is no date; write it such as 2026-11-22") from None


def _list(text: str) -> str:
    return json.dumps(re.split(r"[\s,;]+", text), ensure_ascii=False)


def _switch(text: str) -> str:
    if text.lower() not in ("true", "false"):
        raise HandbillError(f"“{text}” is neither true nor false; write one of them")
    return text.lower()


def _text(text: str) -> str:
    if FORMULA.match(text) and not editions.FORMATS["phone"][0].fullmatch(text):
        raise HandbillError(f"“{text}” begins like a formula; write the text itself")
    return json.dumps(text, ensure_ascii=False)


def _color(text: str) -> str:
    found = COLOR.fullmatch(" ".join(text.split()))
    if not found:
        raise HandbillError(f"“{text}” is no colour; write both twins, such as #004b6b 100 45 20 40")
    return f'{{ rgb = "{found[1]}", cmyk = [{", ".join(found[2].split())}] }}'


@dataclass(frozen=True)
class Column:
    """A column: the section and key of edition.toml that it fills, how a cell is written there, and whether there may
    be one a language, such as place.fr-CA.
    """

    section: str
    key: str
    written: Callable[[str], str]
    spoken: bool = False


COLUMNS = {
    "revised": Column("", "revised", _date),
    "confirmed": Column("", "confirmed", _list),
    "locales": Column("", "locales", _list),
    "posters": Column("", "posters", _list),
    "email_footer": Column("", "email_footer", _switch),
    **{name: Column("names", name, _text, spoken=True) for name in editions.NAMES},
    **{name: Column("facts", name, _text, spoken=True) for name in editions.FACTS},
    **{name: Column("reserve", name, _text, spoken=True) for name in editions.RESERVE},
    **{name: Column("colors", name, _color) for name in editions.COLORS},
    "policy": Column("policies", editions.DEFAULT, _text, spoken=True),
    "required": Column("release", "required", _list),
}
# Of an edition that has none of its own, the colours and the logo are those of another; a logo is drawn in its colours.
NOT_WRITTEN = ("id", "logo")
DEMANDED = ("revised", *editions.NAMES)


def _known_columns() -> str:
    return ", ".join((*NOT_WRITTEN, *COLUMNS))


def _is_column(name: str) -> bool:
    base, dot, tag = name.partition(".")
    return name in NOT_WRITTEN or (base in COLUMNS and (not dot or (COLUMNS[base].spoken and bool(tag))))


def _wrong(row: Row) -> Iterator[str]:
    """Yield what is wrong with a row by itself."""
    if not editions.IDENTIFIER.fullmatch(row.id) or row.id in TAKEN:
        wanted = "small letters, digits and hyphens, at most 48"
        yield f"“{row.id}” cannot be an edition's id; write one of {wanted}, such as river-town"
        return
    for name in DEMANDED:
        if name not in row.cells and f"{name}.{editions.SOURCE_TAG}" not in row.cells:
            yield f"{row.id}: “{name}” is empty; write it"
    own = [name for name in (*editions.COLORS, "logo") if name in row.cells]
    if len(own) not in (0, len(editions.COLORS) + 1):
        wanted = ", ".join((*editions.COLORS, "logo"))
        yield f"{row.id}: a logo is drawn in the colours of its edition; give all of {wanted}, or none"
    for name, cell in row.cells.items():
        if problem := _problem(name, cell):
            yield f"{row.id}: {name}: {problem}"


def _problem(name: str, cell: str) -> str:
    try:
        COLUMNS[name.partition(".")[0]].written(cell) if name != "logo" else None
    except HandbillError as error:
        return str(error)
    return ""


def write(row: Row, base: editions.Edition, table: str) -> str:
    """Return the edition.toml of a row, with the colours of `base` where it has none of its own; its first line names
    the table.
    """
    by_section: dict[str, list[str]] = {column.section: [] for column in COLUMNS.values()}
    for name, column in COLUMNS.items():
        cells = {key.partition(".")[2]: cell for key, cell in row.cells.items() if key.partition(".")[0] == name}
        by_section[column.section] += _lines(name, column, cells)
    by_section["colors"] = by_section["colors"] or [_color_of(base, name) for name in editions.COLORS]
    parts = ([f"[{section}]"] * bool(section) + lines for section, lines in by_section.items() if lines)
    rest = "\n\n".join("\n".join(part) for part in parts) + "\n"
    shown = re.sub(r"[^\w .-]", "_", table)
    return HEAD.format(table=shown, digest=_digest(rest)) + rest


def _lines(name: str, column: Column, cells: Mapping[str, str]) -> list[str]:
    """Return the lines that a column gives: one, or of a policy one a language."""
    if not cells:
        return []
    if column.section == "policies":
        return [f"{tag or column.key} = {column.written(cell)}" for tag, cell in cells.items()]
    # An official name is never taken for that of another language.
    if tuple(cells) == ("",) and name != "partnership":
        return [f"{column.key} = {column.written(cells[''])}"]
    spoken = ", ".join(f"{tag or editions.SOURCE_TAG} = {column.written(cell)}" for tag, cell in cells.items())
    return [f"{column.key} = {{ {spoken} }}"]


def _color_of(base: editions.Edition, name: str) -> str:
    color = base.colors[name]
    return f'{name} = {{ rgb = "{color.rgb}", cmyk = [{", ".join(f"{ink:g}" for ink in color.cmyk)}] }}'


def made_from(text: str) -> str:
    """Return the name of the table that an edition.toml was made from, or "" of one that was written or changed by
    hand.
    """
    found = MADE.match(text)
    return found["table"] if found and _digest(text[found.end() :]) == found["digest"] else ""


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:12]
