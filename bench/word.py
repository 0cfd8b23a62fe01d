"""How long a Word document takes, against pandoc with the same content: `.venv/bin/python bench/word.py`.

Ours in a warm process, its words compared as in a build; pandoc from Markdown with our document as its reference, a
process each time, as it is used. Rounds take turns after one that does not count; times are of the processor, so that
what else runs weighs less; one counts only where the file holds the words. Needs pandoc, and a build (`doit`) for the
logo's fonts.
"""

import io
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ["FONTCONFIG_FILE"] = str(ROOT / ".handbill/fonts/fonts.conf")

from lxml import etree  # noqa: E402

from handbill import formats  # noqa: E402
from handbill.model import Block, Document, List, printed  # noqa: E402
from handbill.project import Piece, Project  # noqa: E402
from handbill.typography import squeezed  # noqa: E402

EDITION = "saint-john"
PIECES = (
    *(("word", tag) for tag in ("en-CA", "fr-CA", "ar", "hi", "zh-Hans", "ko", "uk")),
    *(("word-bilingual", tag) for tag in ("fr-CA", "ar", "zh-Hans")),
)
ROUNDS = 15
# Milliseconds for one document, and its share of pandoc's time.
MOST_MS, MOST_SHARE = 15.0, 1 / 3
TEXT = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    if not shutil.which("pandoc"):
        sys.exit("pandoc is not installed: there is nothing to compare with")
    print(f"{'':24}{'ours':>8}{'pandoc':>9}{'share':>8}   (ms, medians of {rounds} rounds)")
    slow = []
    for form, tag in PIECES:
        ours, theirs = _times(form, tag, rounds)
        print(f"{form + ' ' + tag:24}{ours:8.1f}{theirs:9.1f}{ours / theirs:8.2f}")
        slow += [f"{form} {tag}"] if ours > MOST_MS or ours > theirs * MOST_SHARE else []
    sys.exit(f"too slow: {', '.join(slow)}" if slow else 0)


def _times(form: str, tag: str, rounds: int) -> tuple[float, float]:
    """Return our time and pandoc's, in milliseconds."""
    project, row = Project(ROOT), formats.BY_ID[form]
    document, design = project.printable(Piece(EDITION, tag, form)), project.design(row)
    write = formats.writer(row).write
    with tempfile.TemporaryDirectory() as folder:
        reference, source, target = (Path(folder, name) for name in ("ours.docx", "text.md", "theirs.docx"))
        reference.write_bytes(write(document, design).content)
        source.write_text("\n\n".join(_markdown(document)), "utf-8")
        command = ["pandoc", str(source), "-o", str(target), f"--reference-doc={reference}"]
        ours, theirs = [], []
        for number in range(rounds + 1):
            mine, content = _timed(lambda: write(document, design).content)
            other, _ = _timed(lambda: subprocess.run(command, check=True, capture_output=True))
            _check(content, document, f"{form} {tag}: ours")
            _check(target.read_bytes(), document, f"{form} {tag}: pandoc's")
            if number:
                ours.append(mine)
                theirs.append(other)
    return median(ours) * 1000, median(theirs) * 1000


def _timed(make: Callable[[], Any]) -> tuple[float, Any]:
    """Return the processor's seconds, of this process and those that it waited for, and what was made."""
    begun = _processor()
    made = make()
    return _processor() - begun, made


def _processor() -> float:
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + spent.ru_utime + spent.ru_stime


def _markdown(document: Document) -> Iterator[str]:
    """Yield the blocks of the document, and of the one beside it, as pandoc reads them."""
    for one in filter(None, (document.beside, document)):
        yield f"% {one.title.text}"
        for question in one.questions:
            yield f"# {question.question.text}"
            yield from (_block(block) for block in question.answer)
        yield "\n".join(f"- {passage.text}" for passage in printed(one, ("contact",)))


def _block(block: Block) -> str:
    if not isinstance(block, List):
        return block.passages[0].text
    return "\n".join(f"{'1.' if block.ordered else '-'} {passage.text}" for passage in block.passages)


def _check(content: bytes, document: Document, whose: str) -> None:
    """Stop where the file does not hold the letters of the questions and answers."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        words = "".join(node.text or "" for node in etree.fromstring(package.read("word/document.xml")).iter(TEXT))
    wanted = Counter("".join(squeezed(passage.text) for passage in printed(document, ("questions",))))
    # Pandoc makes its own of quotation marks and of numbers that begin a line.
    missing = [letter for letter in (wanted - Counter(squeezed(words))) if letter.isalpha()]
    if missing:
        sys.exit(f"{whose} lacks {''.join(missing)}; no time counts")


if __name__ == "__main__":
    main()
