"""A document in two languages that came back, parted into the lines of each: headings by turns, answers by column."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from handbill.exchange.docx import Line
from handbill.exchange.sections import Frame, bookmark
from handbill.exchange.words import bare
from handbill.history import Wording

Lines = dict[int, Line]


@dataclass
class _Turn:
    """Whose turn it is outside of the tables: a question in the first language waits for itself in the second."""

    waits: bool = False
    contacts: int = 0
    own: bool = True


def parted(lines: Mapping[int, Line], wording: Wording, around: Frame, names: tuple[str, str]) -> tuple[Lines, Lines]:
    """Return the lines of the document's own language and those of the one beside it, by their index in the file;
    `names` is what the languages call themselves, in the same order.
    """
    own: Lines = {}
    other: Lines = {}
    turn, heads = _Turn(), _heads(lines, names)
    for index, line in lines.items():
        if not (line.text or line.pictures) or (line.cell and line.text in names):
            continue
        if line.cell:
            mine = _mine(line, wording, heads)
        else:
            mine, line = _taken(line, wording, around, turn)
        (own if mine else other)[index] = line
    return own, other


def _heads(lines: Mapping[int, Line], names: tuple[str, str]) -> dict[tuple[int, int], bool]:
    """Return, for each table and column that is headed by a language's name, whether it is the document's own."""
    return {line.cell[::2]: line.text == names[0] for line in lines.values() if line.cell and line.text in names}


def _mine(line: Line, wording: Wording, heads: Mapping[tuple[int, int], bool]) -> bool:
    """Return whether a cell's line is in the document's own language: by its control, its column's head, its place."""
    tags = [tag for tag in line.tags if tag.startswith("answer.")]
    if tags:
        return tags[0].endswith(f".{wording.language}")
    return heads.get(line.cell[::2], line.cell[2] > 0) if line.cell else True


def _taken(line: Line, wording: Wording, around: Frame, turn: _Turn) -> tuple[bool, Line]:
    """Return whose line it is that stands outside of the tables, and the line, as a heading where it is one."""
    if _asks(line, wording, wording.language) or line.style == "heading beside":
        turn.waits = False
        return True, replace(line, level=1, kind="paragraph")
    if _contact(line, wording, around):
        turn.contacts += 1
        turn.own = turn.contacts > 1
    elif bare(line.text) == bare(around.adapted):
        turn.own = True
    elif _asks(line, wording, "") or line.level == 1:
        turn.waits, turn.own = True, True
        return False, line
    elif turn.waits:
        turn.waits = False
        return True, replace(line, level=1, kind="paragraph")
    return turn.own, line


def _asks(line: Line, wording: Wording, tag: str) -> bool:
    return any(bookmark(asked.id, tag) in line.bookmarks for asked in wording.questions)


def _contact(line: Line, wording: Wording, around: Frame) -> bool:
    heads = {bare(around.contact), bare(around.beside)}
    return bare(line.text) in heads or (line.style == "contact heading" and bare(line.text) != bare(around.adapted))
