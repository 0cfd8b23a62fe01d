"""Draws the README's pictures that take an outside program: Word documents (LibreOffice) and the shelf (Chromium).

Run it after a build: .venv/bin/python .ci/pictures.py
"""

import io
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from handbill import proofs  # noqa: E402  # the folder is no package that is installed

PICTURES, DIST = ROOT / "docs/pictures", ROOT / "dist"
# Four scripts; the page after the one that tells partners what they may change.
WORD, PAGE = ("fr-CA", "ar", "pa", "zh-Hans"), 1
# The edition that has finished pieces; pixels.
SHELF, WINDOW, COLORS = "example", (1200, 790), 128


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (PICTURES / "word.png").write_bytes(word(folder))
        (PICTURES / "shelf.png").write_bytes(shelf(folder))


def word(folder: Path) -> bytes:
    """Return a PNG of a page of the Word documents, as LibreOffice sets it."""
    files = [DIST / f"saint-john/{tag}/saint-john-faq-word-{tag}.docx" for tag in WORD]
    office = program("soffice", "libreoffice")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    run(office, profile, "--headless", "--convert-to", "pdf", "--outdir", folder, *files)
    return proofs.sheet([(folder / f"{file.stem}.pdf").read_bytes() for file in files], PAGE)


def shelf(folder: Path) -> bytes:
    """Return a PNG of the top of an edition's page."""
    browser = program("chromium", "chromium-browser", "google-chrome")
    options = ("--headless", "--no-sandbox", "--hide-scrollbars", f"--user-data-dir={folder / 'browser'}")
    size = ",".join(map(str, WINDOW))
    shot = folder / "shelf.png"
    run(browser, *options, f"--window-size={size}", f"--screenshot={shot}", (DIST / SHELF / "index.html").as_uri())
    out = io.BytesIO()
    Image.open(shot).convert("RGB").quantize(COLORS).save(out, "PNG", optimize=True)
    return out.getvalue()


def program(*names: str) -> str:
    found = next(filter(None, map(shutil.which, names)), None)
    return found or sys.exit(f"{names[0]} is not installed")


def run(*command: object) -> None:
    subprocess.run(list(map(str, command)), check=True, capture_output=True)


main()
