"""How long text messages take: `.venv/bin/python bench/text.py [how many]`.

Counts and writes 10,000 of them into a temporary folder, in one process: the real ones of every language, over and
over, each with another number in it, so that none is like the one before. Times are of the processor. The memory held
is told after a tenth and at the end, which are nearly the same where nothing is kept. A build also waits for each file
to reach the disk, which is not timed here. Needs no build.
"""

import resource
import sys
import time
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from handbill import formats  # noqa: E402
from handbill.model import Document, Run  # noqa: E402
from handbill.project import Project  # noqa: E402

EDITION = "example"
MANY = 10_000
AIM = 10.0  # seconds of one processor
GROWTH = 1.0  # megabytes, from a tenth of the way to the end


def main() -> None:
    many = int(sys.argv[1]) if len(sys.argv) > 1 else MANY
    documents = list(_documents())
    with TemporaryDirectory() as folder:
        begun = time.process_time()
        segments, counting = _made(documents, many, Path(folder))
        passed = time.process_time() - begun
        size = sum(path.stat().st_size for path in Path(folder).iterdir())
    print(f"{many:,} text messages in {len({one.language for one in documents})} languages, {size / 1e6:.1f} MB:")
    print(f"{passed:.2f} s of one processor, {counting:.2f} of them before the files (aim: {AIM:g} s for {MANY:,})")
    print(f"{segments:,} segments; at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB in use")
    print(_memory(documents, many))


def _documents() -> Iterator[Document]:
    """Yield each question that has a text message, in every language, all facts known."""
    project = Project(ROOT)
    for tag in project.tags():
        whole = project.document(EDITION, tag)
        for question in whole.questions:
            if question.sms is not None and question.sms.state == "translated":
                yield replace(whole, questions=(question,))


def _numbered(documents: list[Document]) -> Iterator[Document]:
    """Yield the documents over and over, a number before each message."""
    number = 0
    while True:
        for one in documents:
            number += 1
            (question,) = one.questions
            message = replace(question.sms, runs=(Run(f"{number} "), *question.sms.runs))
            yield replace(one, questions=(replace(question, sms=message),))


def _made(documents: list[Document], many: int, folder: Path) -> tuple[int, float]:
    """Write the messages into the folder; return how many segments they take, and the seconds before writing."""
    row = formats.BY_ID["sms"]
    design, segments, counting = Project(ROOT).design(row), 0, 0.0
    for number, one in enumerate(islice(_numbered(documents), many)):
        begun = time.process_time()
        written = formats.writer(row).write(one, design)
        counting += time.process_time() - begun
        (folder / f"{number}.txt").write_bytes(written.content)
        segments += written.facts["segments"]
    return segments, counting


def _memory(documents: list[Document], many: int) -> str:
    """Return what is held after a tenth of the messages and after all of them, in another round: tracing is slow."""
    design, held = Project(ROOT).design(formats.BY_ID["sms"]), []
    tracemalloc.start()
    for number, one in enumerate(islice(_numbered(documents), many)):
        formats.writer(formats.BY_ID["sms"]).write(one, design)
        if number + 1 in (many // 10, many):
            held.append(tracemalloc.get_traced_memory()[0] / 1e6)
    tracemalloc.stop()
    first, last = held
    return f"{first:.2f} MB held after a tenth, {last:.2f} MB at the end (aim: at most {GROWTH:g} MB more)"


if __name__ == "__main__":
    main()
