"""What our files cost beside those of other programs: `.venv/bin/python bench/peers.py [everything]`.

The same FAQ in 1, 12 and 100 languages as brochure, handout, Word document, texts and page, by each way in turn, a
round after the other; a way counts only where its files hold the words. Beyond twelve languages the texts are those of
the twelve with a number before each. The ways that begin a program a file are left out at 100 languages, all but the
fastest of them; `everything` has them too. Writes the table and the plot of docs/performance.md.

Needs a build (`doit`), for the fonts; LibreOffice and Chromium where they are to be compared; and these, in an
environment of their own, which is no part of the project:
`uv venv .handbill/peers; VIRTUAL_ENV=.handbill/peers uv pip install pypandoc-binary==1.17 typst==0.15.2 ninja==1.13.2`
"""

import json
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import drawing
import recording
from holding import lacking
from measuring import Cost, adopt_orphans, run
from preparing import EDITION, ROOT, html, markdown, tongues

WAYS = ROOT / "bench/ways"
PEERS = ROOT / ".handbill/peers"
FONTS = ROOT / ".handbill/fonts"
LOGO = ROOT / f"source/editions/{EDITION}/logo.svg"
# How often each number of languages is made.
ROUNDS = {1: 3, 12: 3, 100: 1}
Commands = Callable[[Path, int], list[list[str]]]


@dataclass(frozen=True)
class Way:
    """A way to make files: its name, the files (`all`, `pdf` or `word`), its commands for a folder and a number of
    languages, the numbers that it is timed at, and whether its processes tell what they took without the start.
    """

    id: str
    about: str
    outputs: str
    commands: Commands
    counts: tuple[int, ...]
    told: bool = False


def main() -> None:
    adopt_orphans()
    ways, found = _ways("everything" in sys.argv), {}
    for many, rounds in ROUNDS.items():
        with TemporaryDirectory() as name:
            _prepare(Path(name), many)
            found |= _rounds([way for way in ways if many in way.counts], many, rounds, Path(name))
    text = "\n".join(_table(ways, found))
    recording.renew("peers", text + "\n\n" + "\n".join(_aims(found)))
    drawing.write(ROOT / "docs/performance.svg", _lines(ways, found))
    print(text, *_aims(found), sep="\n")


def _ways(everything: bool) -> list[Way]:
    """Return the ways, a row each; at 100 languages those that take longest only where everything is asked for."""
    three, two = (1, 12, 100), (1, 12, 100) if everything else (1, 12)
    rows = [
        Way("plain", "handbill, without fit and checks", "all", partial(_ours, "plain", "all", ()), three, True),
        Way("plain warm", "the same, warm", "all", partial(_ours, "plain", "all", ("warm",)), (12,), True),
        Way("bare", "handbill, without tags too", "all", partial(_ours, "bare", "all", ()), (12,)),
        Way("full", "handbill, with fit, tags and checks", "all", partial(_ours, "full", "all", ()), (1, 12), True),
        Way("cached", "handbill, with all that, fits known", "all", partial(_ours, "cached", "all", ()), (1, 12), True),
        Way("plain pdf", "handbill, the two PDFs only", "pdf", partial(_ours, "plain", "pdf", ()), (12,), True),
        Way("plain word", "handbill, the Word document only", "word", partial(_ours, "plain", "word", ()), (12,), True),
        Way("weasyprint", "pandoc + WeasyPrint, a process a file", "all", weasyprint, two),
        Way("typst", "pandoc + Typst, a process a file", "all", _typst, three),
        Way("strongest", "pandoc + Typst, one process each", "all", _strongest, three, True),
        Way("strongest warm", "the same, warm", "all", partial(_strongest, warm="warm"), (12,), True),
        Way("office", "LibreOffice, a process a kind of file", "all", _office, two),
        Way("chromium", "Chromium, a process a file", "pdf", _chromium, two),
        Way("docx", "python-docx, its default template", "word", _docx, three, True),
    ]
    programs = {"office": "soffice", "chromium": "chromium"}
    return [row for row in rows if row.id not in programs or shutil.which(programs[row.id])]


def _prepare(work: Path, many: int) -> None:
    """Write the words for the other programs into the folder, and our fits; not timed."""
    for folder in ("faq", "html", "out"):
        (work / folder).mkdir()
    styles = {form: (WAYS / f"{form}.css").read_text("utf-8") for form in ("brochure", "handout")}
    for tongue in tongues(many):
        (work / "faq" / f"{tongue.name}.md").write_text(markdown(tongue.document, LOGO), "utf-8")
        for form, style in styles.items():
            (work / "html" / f"{tongue.name}-{form}.html").write_text(html(tongue.document, style), "utf-8")
    run(_ours("full", "pdf", (), work, min(many, 12)), work, work / "log.txt")


def _rounds(ways: list[Way], many: int, rounds: int, work: Path) -> dict[tuple[str, int], tuple[Cost, float]]:
    """Return the costs of each way at a number of languages, and its processor's seconds without the start: the
    medians of rounds that take turns. A file that lacks words ends the benchmark.
    """
    costs: dict[str, list[tuple[Cost, float]]] = {way.id: [] for way in ways}
    for number in range(rounds):
        for way in ways:
            shutil.rmtree(work / "out")
            (work / "out").mkdir()
            cost = run(way.commands(work, many), work, work / "log.txt")
            size = sum(path.stat().st_size for path in (work / "out").iterdir() if path.suffix != ".typ")
            costs[way.id].append((replace(cost, size=size), _without_start(work / "log.txt", way)))
            if number == 0 and (wrong := lacking(work / "out", tongues(many))):
                sys.exit(f"{way.about}: {wrong}; no time counts")
            print(f"{many:4} {way.id:14} {cost.cpu:7.2f} s cpu {cost.wall:7.2f} s wall", file=sys.stderr, flush=True)
    return {(way, many): _median(found) for way, found in costs.items()}


def _without_start(log: Path, way: Way) -> float:
    """Return the processor's seconds that the way's processes tell of, without their start."""
    lines = (line for line in log.read_text("utf-8", "replace").splitlines() if way.told and line.startswith("{"))
    return sum(json.loads(line)["cpu"] for line in lines)


def _median(found: list[tuple[Cost, float]]) -> tuple[Cost, float]:
    costs, inner = zip(*found, strict=True)
    wall, cpu, peak, size = (median(getattr(cost, name) for cost in costs) for name in ("wall", "cpu", "peak", "size"))
    return Cost(wall, cpu, peak, int(size)), median(inner)


# The commands of each way


def _ours(way: str, outputs: str, warm: tuple[str, ...], work: Path, many: int) -> list[list[str]]:
    return [[sys.executable, str(WAYS / "ours.py"), way, outputs, str(many), str(work), *warm]]


def _sources(work: Path) -> Iterator[tuple[Path, Path]]:
    """Yield each language's Markdown, and its files' path without their ending."""
    for source in sorted((work / "faq").iterdir()):
        yield source, work / "out" / source.stem


def _pandoc(*arguments: object) -> list[str]:
    (program,) = PEERS.glob("lib/python*/site-packages/pypandoc/files/pandoc")
    return [str(program), *map(str, arguments)]


def _others(source: Path, target: Path) -> list[list[str]]:
    """Return pandoc's commands for the Word document, the text and the page."""
    page = ("--template", WAYS / "page.html", "-V", f"style={(WAYS / 'page.css').read_text('utf-8')}")
    return [
        _pandoc(source, "-o", f"{target}-word.docx"),
        _pandoc(source, "-t", "plain", "--template", WAYS / "text.txt", "-o", f"{target}-text.txt"),
        _pandoc(source, "-t", "html", *page, "-o", f"{target}-page.html"),
    ]


def weasyprint(work: Path, many: int) -> list[list[str]]:
    commands = []
    for source, target in _sources(work):
        for form in ("brochure", "handout"):
            style = (WAYS / f"{form}.css").read_text("utf-8")
            look = ("--template", WAYS / "page.html", "-V", f"style={style}", "-V", "printed=yes")
            engine = ("--pdf-engine", Path(sys.executable).with_name("weasyprint"))
            commands.append(_pandoc(source, "-t", "html", *look, *engine, "-o", f"{target}-{form}.pdf"))
        commands += _others(source, target)
    return commands


def _lay_out(*names: object, warm: str = "cold") -> list[str]:
    return [str(PEERS / "bin/python"), str(WAYS / "typst_files.py"), str(FONTS), warm, *map(str, names)]


def _typst(work: Path, many: int) -> list[list[str]]:
    commands = []
    for source, target in _sources(work):
        for form in ("brochure", "handout"):
            look, made = ("--template", WAYS / f"{form}.typst"), f"{target}-{form}.typ"
            commands += [_pandoc(source, "-t", "typst", *look, "-o", made), _lay_out(made)]
        commands += _others(source, target)
    return commands


def _strongest(work: Path, many: int, warm: str = "cold") -> list[list[str]]:
    names = [f"{target}-{form}.typ" for _, target in _sources(work) for form in ("brochure", "handout")]
    return [_pandoc("lua", WAYS / "all.lua", WAYS, work / "faq", work / "out"), _lay_out(*names, warm=warm)]


def _docx(work: Path, many: int) -> list[list[str]]:
    return [[sys.executable, str(WAYS / "plain_docx.py"), str(many), str(work)]]


def _office(work: Path, many: int) -> list[list[str]]:
    """Return the commands: one process for the PDFs, one each for Word, text and page, all from the same HTML."""
    printed = [str(path) for path in sorted((work / "html").iterdir())]
    one = [name for name in printed if name.endswith("-handout.html")]
    start = ["soffice", f"-env:UserInstallation=file://{work}/profile", "--headless", "--infilter=HTML (StarWriter)"]
    kinds = {"pdf:writer_pdf_Export": printed, "docx:MS Word 2007 XML": one, "txt:Text (encoded):UTF8": one}
    return [[*start, "--convert-to", kind, "--outdir", f"{work}/out", *names] for kind, names in kinds.items()] + [
        [*start, "--convert-to", "xhtml:XHTML Writer File", "--outdir", f"{work}/out", *one]
    ]


def _chromium(work: Path, many: int) -> list[list[str]]:
    start = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={work}/chromium"]
    return [
        [*start, "--no-pdf-header-footer", f"--print-to-pdf={work}/out/{path.stem}.pdf", path.as_uri()]
        for path in sorted((work / "html").iterdir())
    ]


# What was found

Found = dict[tuple[str, int], tuple[Cost, float]]
# Of what, at how many languages, against what: at least so many times as fast.
AIMS = (
    ("plain", 12, "weasyprint", 8.0),
    ("plain", 12, "typst", 1.0),
    ("plain", 100, "typst", 2.0),
    ("plain", 100, "strongest", 0.5),
    ("full", 12, "bare", 1 / 2),
    ("cached", 12, "bare", 1 / 1.3),
    ("plain pdf", 12, "chromium", None),
    ("plain word", 12, "docx", None),
    ("plain", 12, "office", None),
)


def _table(ways: list[Way], found: Found) -> Iterator[str]:
    """Yield the lines of the table, as Markdown."""
    costs = "processor, s | clock, s | without the start, s | largest process, MB | MB written"
    yield f"| way | files | languages | {costs} |"
    yield "|---|---|--:|--:|--:|--:|--:|--:|"
    files = {"all": "all five", "pdf": "two PDFs", "word": "Word"}
    for way in ways:
        for many in (many for many in ROUNDS if (way.id, many) in found):
            cost, inner = found[way.id, many]
            told = f"{inner:.2f}" if inner else "–"
            numbers = f"{cost.cpu:.2f} | {cost.wall:.2f} | {told} | {cost.peak:.0f} | {cost.size / 1e6:.2f}"
            yield f"| {way.about} | {files[way.outputs]} | {many} | {numbers} |"


def _aims(found: Found) -> Iterator[str]:
    """Yield a line a ratio: how many times as fast as the other way, by the processor and by the clock."""
    yield "| what | languages | against | times as fast, processor | clock | aim |"
    yield "|---|--:|---|--:|--:|--:|"
    for way, many, other, aim in AIMS:
        if (way, many) in found and (other, many) in found:
            ours, theirs = found[way, many][0], found[other, many][0]
            told = f"{theirs.cpu / ours.cpu:.2f} | {theirs.wall / ours.wall:.2f}"
            yield f"| {way} | {many} | {other} | {told} | {f'{aim:.2f}' if aim else '–'} |"


def _lines(ways: list[Way], found: Found) -> dict[str, list[tuple[int, float]]]:
    """Return the points of the plot: for each way that makes all files, languages and processor's seconds."""
    return {
        way.about: [(many, found[way.id, many][0].cpu) for many in ROUNDS if (way.id, many) in found]
        for way in ways
        if way.outputs == "all" and len(way.counts) > 1
    }


if __name__ == "__main__":
    main()
