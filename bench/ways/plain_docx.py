"""Makes a Word document a language with python-docx and its default template: `plain_docx.py many folder [warm]`."""

import json
import sys
import time
from pathlib import Path

from docx import Document


def main() -> None:
    many, folder, *warm = sys.argv[1:]
    sources = sorted(Path(folder, "faq").glob("*.md"))[: int(many)]
    if warm:
        _write(sources[0], Path(folder, "out"))
    begun, spent = time.perf_counter(), time.process_time()
    for source in sources:
        _write(source, Path(folder, "out"))
    print(json.dumps({"wall": time.perf_counter() - begun, "cpu": time.process_time() - spent}))


def _write(source: Path, folder: Path) -> None:
    """Write the document: a heading a question, a paragraph or an item of a list for all else."""
    document = Document()
    for line in source.read_text("utf-8").splitlines():
        text = line.lstrip("#-1. ").replace("**", "").replace("\\", "")
        if line.startswith("# "):
            document.add_heading(text, 1)
        elif text:
            document.add_paragraph(text, "List Bullet" if line.startswith("- ") else None)
    document.save(str(folder / f"{source.stem}-word.docx"))


if __name__ == "__main__":
    main()
