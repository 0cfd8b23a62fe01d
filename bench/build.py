"""What builds cost in which little or nothing has changed, and how much a second core helps: `.venv/bin/python
bench/build.py [cores]`.

Copies the project and what a build has made into a temporary folder. There it runs `doit` with nothing to do, beside
doit with a single empty task and ninja with nothing to do on the same targets; then it changes a French sentence again
and again and makes that language's five outputs, beside pandoc and WeasyPrint making theirs. With `cores` it builds
everything on one core and on two, too. Needs a build first, and what bench/peers.py needs.
"""

import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import recording
from measuring import Cost, adopt_orphans, run
from peers import LOGO, PEERS, weasyprint
from preparing import ROOT, markdown, tongues

from handbill import formats, manifest, steps
from handbill.project import Project

COPIED = ("source", "templates", "styles", "handbill", "docs", "dist", ".handbill")
ROUNDS = 5
EMPTY = "def task_nothing():\n    return {'actions': []}\n"
EDITION, TAG, CATALOG = "saint-john", "fr-CA", "source/locale/fr_CA.po"
FIVE = ("trifold", "handout", "word", "sms", "email", "page")
# A word of one answer.
WORD = "cadre de collaboration"


@dataclass(frozen=True)
class Row:
    """A line of the table: what was done, how long it took, and what was compared with it."""

    what: str
    cost: Cost


def main() -> None:
    adopt_orphans()
    with TemporaryDirectory() as name:
        folder = Path(name)
        _copy(folder)
        rows = [*_nothing(folder), *_sentence(folder), *(_cores(folder) if "cores" in sys.argv else ())]
    recording.renew("build", "\n".join(_table(rows)))
    print("\n".join(_table(rows)))


def _table(rows: list[Row]) -> Iterator[str]:
    yield "| what | processor, s | clock, s |"
    yield "|---|--:|--:|"
    yield from (f"| {row.what} | {row.cost.cpu:.2f} | {row.cost.wall:.2f} |" for row in rows)


def _copy(folder: Path) -> None:
    shutil.copy2(ROOT / "dodo.py", folder)
    for name in COPIED:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "npm", "peers"))


def _doit(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "doit", *arguments]


def _taken(commands: dict[str, Callable[[], tuple[list[list[str]], Path]]], folder: Path) -> Iterator[Row]:
    """Yield the medians of some commands that take turns, after a round that does not count."""
    found: dict[str, list[Cost]] = {name: [] for name in commands}
    for number in range(ROUNDS + 1):
        for name, command in commands.items():
            lines, where = command()
            cost = run(lines, where, folder / "log.txt")
            found[name] += [cost] if number else []
    for name, costs in found.items():
        yield Row(name, Cost(*(median(getattr(cost, key) for cost in costs) for key in ("wall", "cpu", "peak"))))


# Nothing changed


def _nothing(folder: Path) -> Iterator[Row]:
    empty, other = folder / "empty", folder / "ninja"
    empty.mkdir()
    (empty / "dodo.py").write_text(EMPTY, "utf-8")
    pieces = _ninja(other)
    commands = {
        f"nothing changed, {pieces} pieces: doit": lambda: ([_doit()], folder),
        "doit with one empty task": lambda: ([_doit()], empty),
        f"nothing changed, {pieces} pieces: ninja": lambda: ([[str(PEERS / "bin/ninja")]], other),
    }
    yield from _taken(commands, folder)


def _ninja(folder: Path) -> int:
    """Write empty files of the same names for ninja, and how they depend on each other; return how many pieces."""
    project, lines, count = Project(ROOT), ["rule make", "  command = touch $out"], 0
    for step in steps.publish(project, project.publish):
        made = [f"dist/{row['path']}" for row in manifest.rows(ROOT, step.name)]
        files = [name for name in step.files if not name.startswith(manifest.ROWS)]
        for name in (*made, *files):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).touch()
        if made:
            lines.append(f"build {' '.join(made)}: make {' '.join(files)}")
            count += 1
    (folder / "build.ninja").write_text("\n".join(lines) + "\n", "utf-8")
    return count


# One sentence changed


def _sentence(folder: Path) -> Iterator[Row]:
    work = folder / "peers"
    for name in ("faq", "out"):
        (work / name).mkdir(parents=True)
    (french,) = (one for one in tongues(len(Project(ROOT).tags())) if one.document.language.tag == TAG)
    (work / "faq/french.md").write_text(markdown(french.document, LOGO), "utf-8")
    wanted = [f"publish:{EDITION}/{TAG}/{form}" for form in FIVE]
    edits = iter(range(1000))

    def changed() -> tuple[list[list[str]], Path]:
        _edit(folder / CATALOG, next(edits))
        return [_doit(*wanted)], folder

    commands = {
        "a sentence changed: doit makes the language's five outputs": changed,
        "pandoc + WeasyPrint make the same": lambda: (weasyprint(work, 1), work),
    }
    yield from _taken(commands, folder)


def _edit(catalog: Path, number: int) -> None:
    old = WORD if number == 0 else f"{WORD} {number - 1}"
    text = catalog.read_text("utf-8")
    if old not in text:
        sys.exit(f"{CATALOG}: “{old}” is not there; name another word in bench/build.py")
    catalog.write_text(text.replace(old, f"{WORD} {number}", 1), "utf-8")


# One core and two


def _cores(folder: Path) -> Iterator[Row]:
    for count in (1, 2):
        for name in ("dist", ".handbill"):
            shutil.rmtree(folder / name)
        run([_doit("-n", str(count), "fonts")], folder, folder / "log.txt")
        cost = run([_doit("-n", str(count))], folder, folder / "log.txt")
        yield Row(f"everything anew, {len(formats.FORMATS)} formats, on {count} core{'s' if count > 1 else ''}", cost)


if __name__ == "__main__":
    main()
