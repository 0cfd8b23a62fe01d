"""The table at the end of a build: what dist/ holds, what is final, and what each draft waits for."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any

from handbill.model import SEVERAL

Row = dict[str, Any]

# Letters a line; the most that languages take beside each other at the head of a column; what stands for no file.
WIDTH, LONGEST, NONE = 100, 28, "-"


def lines(rows: list[Row], formats: tuple[str, ...], said: Collection[str]) -> Iterator[str]:
    """Yield the table of editions and languages by format, then the reasons of the drafts, each once and none already
    said.
    """
    if not rows:
        yield "dist/ holds nothing yet."
        return
    yield from _table(rows, formats)
    yield from _reasons(rows, said)
    finals = sum(row["state"] == "final" for row in rows)
    drafts = len(rows) - finals
    yield f"dist/ holds {len(rows)} files, {finals} final and {drafts} drafts; open dist/index.html in a browser."


def _table(rows: list[Row], formats: tuple[str, ...]) -> Iterator[str]:
    """Yield a table an edition: a row a format, and a column for all languages that stand alike."""
    from rich.console import Console
    from rich.table import Column, Table

    console = Console(width=WIDTH, color_system=None)
    for edition, states in _states(rows).items():
        groups = _alike(states, formats)
        heads = (Column(" ".join(locales), max_width=LONGEST) for locales in groups.values())
        table = Table(edition, *heads, box=None, pad_edge=False)
        for name, *cells in zip(formats, *groups, strict=True):
            if set(cells) != {NONE}:
                table.add_row(name, *cells)
        with console.capture() as capture:
            console.print(table)
        yield from (line.rstrip() for line in (*capture.get().splitlines(), ""))


def _states(rows: list[Row]) -> dict[str, dict[str, dict[str, list[str]]]]:
    """Return edition -> language -> format -> the states of its files, sorted."""
    found: dict[str, dict[str, dict[str, list[str]]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    for row in sorted(rows, key=lambda row: (row["edition"], row["locale"])):
        if not row.get("report"):
            found[row["edition"]][row["locale"]][row["format"]].append(row["state"])
    return found


def _alike(states: dict[str, dict[str, list[str]]], formats: tuple[str, ...]) -> dict[tuple[str, ...], list[str]]:
    """Return the cells of a column -> the languages that it holds for."""
    groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for locale, found in states.items():
        groups[tuple(_cell(found[name]) for name in formats)].append(locale)
    return groups


def _cell(states: list[str]) -> str:
    """Return one word for one file, counts for several."""
    if len(states) < 2:
        return states[0] if states else NONE
    finals = states.count("final")
    if finals in (0, len(states)):
        return f"{len(states)} {states[0]}"
    return f"{finals}+{len(states) - finals} draft"


def _reasons(rows: list[Row], said: Collection[str]) -> Iterator[str]:
    waiting: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows:
        for reason in set(row["reasons"]) - set(said):
            waiting[row["edition"], reason].add(row["locale"])
    # What holds all languages waits for reasons of its own.
    everywhere: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        everywhere[row["edition"]].update({row["locale"]} - {SEVERAL})
    for (edition, reason), locales in sorted(waiting.items()):
        where = "all languages" if locales == everywhere[edition] and len(locales) > 1 else ", ".join(sorted(locales))
        yield f"draft in {edition} ({where}): {reason}"
