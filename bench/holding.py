"""Whether files hold the words of the FAQ, whichever program made them."""

import re
import zipfile
from collections import Counter
from collections.abc import Iterable
from html import unescape
from pathlib import Path

import pypdfium2
from preparing import Tongue, words

from handbill.typography import squeezed

# The share of the letters that is found at least: pdfium reads joined Arabic and Indic letters otherwise than they
# were written, and programs make their own quotation marks and numbers of lists.
SHARES = {".pdf": 0.8, ".docx": 0.97, ".txt": 0.97, ".html": 0.97, ".xhtml": 0.97}
MARK = re.compile(r"<(style|title|head)\b.*?</\1>|<[^>]+>", re.DOTALL)
# A file of one question, as ours are that will be pasted.
OF_A_QUESTION = ("sms", "email")


def lacking(folder: Path, made_in: Iterable[Tongue]) -> str:
    """Return which language's file lacks words, or ""; texts of one question each are taken together."""
    for tongue in made_in:
        files = sorted(folder.glob(f"{tongue.name}-*"))
        wanted = Counter(filter(str.isalpha, squeezed(words(tongue.document))))
        groups = [[path] for path in files if path.suffix in SHARES and not _of_a_question(path)]
        groups += [[path for path in files if "-email-" in path.name]] if any(map(_of_a_question, files)) else []
        if not groups:
            return f"{tongue.name} has no file"
        for group in groups:
            held = Counter(squeezed("".join(map(_text, group))))
            share = (wanted & held).total() / wanted.total()
            if share < SHARES[group[0].suffix] - (0.1 if _of_a_question(group[0]) else 0):
                return f"{group[0].name} holds {share:.0%} of the letters only"
    return ""


def _of_a_question(path: Path) -> bool:
    return any(f"-{form}-" in path.name for form in OF_A_QUESTION)


def _text(path: Path) -> str:
    if path.suffix == ".pdf":
        return "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(path))
    if path.suffix == ".docx":
        with zipfile.ZipFile(path) as package:
            return unescape(MARK.sub("", package.read("word/document.xml").decode()))
    text = path.read_text("utf-8")
    return unescape(MARK.sub("", text)) if path.suffix in (".html", ".xhtml") else text
