"""What a worker holds after 1,000 documents, and what one costs: `.venv/bin/python bench/worker.py [how many]`.

One process makes and checks brochures, press files, handouts and Word documents in every language, each with another
number in it, as a worker of a long build does, all fits known but those of the first round. Tells the memory in use
after every tenth of them. Then the printed ones of every language once more without checks, beside one bare
`write_pdf()` of the same pages, in turns. Needs a build (`doit`), for the fonts.
"""

import gc
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count, islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import recording
from preparing import FIRST, ROOT, Tongue, tongues

os.environ["FONTCONFIG_FILE"] = str(ROOT / ".handbill/fonts/fonts.conf")

from handbill import formats
from handbill.engine import weasyprint
from handbill.files import Store
from handbill.model import Design
from handbill.project import Project
from handbill.writers.pdf import balance, render

MANY = 1000
FORMS = ("trifold", "trifold-press", "handout", "word")
PRINTED = FORMS[:3]
AIM_MB, AIM_RATIO = 150, 1.2
ROUNDS = 3


def main() -> None:
    many = int(sys.argv[1]) if len(sys.argv) > 1 else MANY
    # As a worker of a build does (handbill/tasks.py).
    gc.freeze()
    gc.set_threshold(50_000, 5, 5)
    with TemporaryDirectory() as folder:
        memory = Store(Path(folder))
        lines = [*_memory(many, memory), "", *_costs(memory)]
    recording.renew("worker", "\n".join(lines))
    print("\n".join(lines))


def _memory(many: int, memory: Store) -> Iterator[str]:
    """Yield the table of the memory held, in megabytes, by the documents made."""
    yield f"| documents made and checked | memory in use, MB (aim: {AIM_MB}) |"
    yield "|--:|--:|"
    designs = _designs(memory)
    for number, (tongue, form) in enumerate(islice(_wanted(), many), 1):
        row = formats.BY_ID[form]
        written = formats.writer(row).write(tongue.document, designs[form])
        formats.checker(row).check(written.content, tongue.document, tongue.name, designs[form])
        if number % (many // 10) == 0:
            yield f"| {number} | {_held():.0f} |"


def _designs(memory: Store) -> dict[str, Design]:
    return {form: replace(Project(ROOT).design(formats.BY_ID[form]), memory=memory) for form in FORMS}


def _wanted() -> Iterator[tuple[Tongue, str]]:
    """Yield every language in every format, with other numbers each time."""
    languages = len(Project(ROOT).tags())
    for first in count(FIRST, languages):
        for tongue in tongues(languages, first):
            yield from ((tongue, form) for form in FORMS)


def _held() -> float:
    """Return the memory that the process has in use, in megabytes (Linux, proc(5))."""
    with open("/proc/self/statm", "rb") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def _costs(memory: Store) -> Iterator[str]:
    """Yield the table of what a document costs beside a bare layout of its pages, in milliseconds of the processor."""
    yield f"| format | ours, ms | bare `write_pdf()`, ms | ratio (aim: {AIM_RATIO}) |"
    yield "|---|--:|--:|--:|"
    for form in PRINTED:
        pairs = [_pair(tongue, _designs(memory)[form]) for tongue in tongues(len(Project(ROOT).tags()))]
        ours, bare = (sum(times) * 1000 / len(pairs) for times in zip(*pairs, strict=True))
        yield f"| {form} | {ours:.0f} | {bare:.0f} | {ours / bare:.2f} |"


def _pair(tongue: Tongue, design: Design) -> tuple[float, float]:
    """Return the seconds of one document, and of a bare layout of the same pages: medians of rounds in turns."""
    document, row = tongue.document, formats.BY_ID["trifold-press" if "press" in design.measures else design.name]
    page = render.page(document, design)
    style = "".join((*(text for _, text in page.styles), balance.fit(page, document, design).style(design)))
    html = page.html.replace("</head>", f"<style>{style}</style></head>")
    ours, bare = [], []
    for _ in range(ROUNDS):
        # What was laid out before is not to be written as it stands.
        render._laid_out.cache_clear()
        ours.append(_seconds(lambda: formats.writer(row).write(document, design)))
        bare.append(_seconds(lambda: weasyprint.HTML(string=html).write_pdf()))
    return median(ours), median(bare)


def _seconds(make: Callable[[], object]) -> float:
    begun = time.process_time()
    make()
    return time.process_time() - begun


if __name__ == "__main__":
    main()
