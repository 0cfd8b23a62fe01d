"""A second opinion on what is read aloud: outloud, which knows nothing of us and looks for what veraPDF cannot see.

Slow: it builds everything. outloud is made by `.ci/run` in an environment of its own; without it this is skipped.
"""

import json
import subprocess
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import damage
import pikepdf
import pytest
from conftest import program

pytestmark = pytest.mark.slow

# A rule that finds something in good files: what it finds, in files of which ending, and why that is no fault.
EXPECTED = {
    # The words of a redrawn line stand beside it (ActualText), which outloud does not take for a mapping.
    "TXT-003": ("have no Unicode mapping", ("-hi.pdf", "-pa.pdf")),
    # An Arabic letter has several shapes, each with a code of its own.
    "TXT-004": ("different codes all map to", ("-ar.pdf", "-fa.pdf")),
    # The draft line is read on the first side; in the margin of the second it is passed over.
    "TAG-002": ("1 line(s) of prose are marked /Artifact", (".pdf",)),
    # A press file holds no links.
    "LNK-010": ("with no link annotation over them", ("-press-en-CA.pdf",)),
}
DRAFT = "Draft: not for distribution"


def findings(paths: list[Path], folder: Path) -> Mapping[str, list[dict[str, Any]]]:
    """Return what outloud finds in each file, by its name."""
    report = folder / "outloud.json"
    command = [program("outloud"), "--quiet", "--no-info", "--fail-on", "never", "--json", str(report)]
    run = subprocess.run([*command, *map(str, paths)], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    results = json.loads(report.read_text("utf-8"))["results"]
    assert [result["error"] for result in results] == [None] * len(paths)
    return {Path(result["path"]).name: result["findings"] for result in results}


def explained(name: str, found: Mapping[str, Any]) -> bool:
    words, endings = EXPECTED.get(found["rule"], ("", ()))
    whole = found["rule"] != "TAG-002" or DRAFT in found["evidence"]
    return whole and words in found["message"] and name.endswith(endings)


def test_every_piece_is_read_aloud_well(built: Path, tmp_path: Path) -> None:
    paths = sorted((built / "dist").rglob("*.pdf"))
    found = findings(paths, tmp_path)
    assert len(found) == len(paths) > 26
    named = [(name, each) for name, all_of in found.items() for each in all_of]
    assert [(name, each["rule"], each["message"]) for name, each in named if not explained(name, each)] == []
    # A rule that finds nothing any more has no place in the table.
    assert {each["rule"] for _, each in named} == EXPECTED.keys()


def test_what_cannot_be_read_aloud_is_found(built: Path, tmp_path: Path) -> None:
    (good,) = (built / "dist").rglob("example-faq-handout-en-CA.pdf")
    for name, content in spoiled(good.read_bytes()).items():
        (tmp_path / name).write_bytes(content)
    found = findings(sorted(tmp_path.glob("*.pdf")), tmp_path)
    severities = {name: Counter(each["severity"] for each in all_of) for name, all_of in found.items()}
    assert all(severities[name]["error"] for name in ("silent.pdf", "unmapped.pdf", "untagged.pdf")), severities


def spoiled(content: bytes) -> dict[str, bytes]:
    """Return a file without tags, one whose pictures have no words, and one whose letters mean nothing."""
    with damage.pdf(content) as untagged:
        del untagged.pdf.Root.MarkInfo
        del untagged.pdf.Root.StructTreeRoot
    with damage.pdf(content) as silent, damage.pdf(content) as unmapped:
        for item in (item for item in silent.pdf.objects if isinstance(item, pikepdf.Dictionary) and "/Alt" in item):
            del item["/Alt"]
        for item in unmapped.pdf.objects:
            if isinstance(item, pikepdf.Dictionary) and "/ToUnicode" in item:
                del item["/ToUnicode"]
    return {"untagged.pdf": untagged.content, "silent.pdf": silent.content, "unmapped.pdf": unmapped.content}
