"""How soon a saved word is seen: `.venv/bin/python bench/watch.py [how many edits]`.

Copies the project and what a build has made into a temporary folder, starts `doit watch` there, and opens the events of
a brochure as a browser does. Then it changes a word of the FAQ again and again, and takes the time from each save to
the brochure with the new word in hand. Between two edits it waits less than a build takes, so that each meets one.
Needs a build first.
"""

import io
import os
import shutil
import signal
import subprocess
import sys
import time
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from urllib.parse import quote

import pypdfium2

ROOT = Path(__file__).resolve().parent.parent
COPIED = ("source", "templates", "styles", "handbill", "docs", "dist", ".handbill")
PORT = 8765
SHOWN = "/example/en-CA/example-faq-trifold-en-CA.pdf"
WORD = "collaborative"
EDITS = 10
BETWEEN = 4.0  # seconds
AIM = 2.0  # seconds, the median


def main() -> None:
    many = int(sys.argv[1]) if len(sys.argv) > 1 else EDITS
    with TemporaryDirectory() as name:
        folder = Path(name)
        _copy(folder)
        started = {"cwd": folder, "stdout": subprocess.PIPE, "text": True, "start_new_session": True}
        with subprocess.Popen(_command(), **started) as watch:
            try:
                times = _times(folder, watch, many)
            finally:
                # As Ctrl-C in a terminal reaches the builds too.
                os.killpg(watch.pid, signal.SIGINT)
                watch.communicate()
    told = ", ".join(f"{passed:.2f}" for passed in times)
    print(f"{len(times)} edits, from the save to the brochure with the new word: {told} s")
    print(f"median {median(times):.2f} s, longest {max(times):.2f} s (aim: {AIM:g} s)")


def _copy(folder: Path) -> None:
    shutil.copy2(ROOT / "dodo.py", folder)
    for name in COPIED:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "npm", "outloud"))


def _command() -> list[str]:
    return [sys.executable, "-m", "doit", "watch", "--port", str(PORT)]


def _times(folder: Path, watch: subprocess.Popen[str], many: int) -> list[float]:
    """Return the seconds of each edit; the first build is waited for, and the brochure opened."""
    for line in watch.stdout:
        if line.startswith("dist/ holds"):
            break
    events = _get(f"/events?page={quote(SHOWN)}")
    time.sleep(BETWEEN)
    return [_edit(folder, number, events) for number in range(many)]


def _edit(folder: Path, number: int, events: HTTPResponse) -> float:
    path = folder / "source/faq.md"
    old = WORD if number == 0 else f"changed-{number - 1}"
    begun = time.perf_counter()
    path.write_text(path.read_text("utf-8").replace(old, f"changed-{number}", 1), "utf-8")
    while f"changed-{number}" not in _seen(events):
        pass
    passed = time.perf_counter() - begun
    time.sleep(BETWEEN)
    return passed


def _seen(events: HTTPResponse) -> str:
    """Return the brochure's words after the next event that tells of it."""
    while events.readline() != b"event: refresh\n":
        pass
    pages = pypdfium2.PdfDocument(io.BytesIO(_get(SHOWN).read()))
    return " ".join(page.get_textpage().get_text_range() for page in pages)


def _get(address: str) -> HTTPResponse:
    connection = HTTPConnection("127.0.0.1", PORT, timeout=120)
    connection.request("GET", address)
    return connection.getresponse()


if __name__ == "__main__":
    main()
