"""Files from outside are refused in one sentence, in little time and memory, and nothing of them is ever run."""

import json
import os
import subprocess
import sys
from pathlib import Path

import hostile
import pytest
from conftest import ROOT
from test_adapted import compared, sample, written

from handbill.errors import Faults
from handbill.exchange import docx, guard

SECONDS, MEGABYTES = 2.0, 200


def refusal(content: bytes) -> str:
    """Return the one sentence that refuses a file."""
    with pytest.raises(Faults) as caught:
        compared(content, "en-CA")
    (fault,) = caught.value.faults
    assert (fault.path, "\n" in fault.message) == ("theirs.docx", False)
    return fault.message


QUICK = [name for name in hostile.REFUSED if not any(word in name for word in ("million", "thousand", "bomb"))]


@pytest.mark.parametrize("name", QUICK)
def test_a_hostile_file_is_refused_in_one_sentence(name: str) -> None:
    build, words = hostile.REFUSED[name]
    message = refusal(build())
    assert words in message and ";" in message


def test_a_part_is_named_where_it_is_at_fault() -> None:
    assert "word/document.xml" in refusal(hostile.REFUSED["deep nesting"][0]())


@pytest.mark.parametrize("name", hostile.WARNED)
def test_what_a_reader_can_take_care_of_is_warned_of(name: str) -> None:
    build, words = hostile.WARNED[name]
    (warning,) = docx.read(guard.unpack(build(), "theirs.docx")).warnings
    assert words in warning and ";" in warning


def test_a_link_that_a_reader_clicks_is_no_warning() -> None:
    content = hostile.packed(hostile.with_links(hostile.link("hyperlink", "https://example.org/")))
    assert docx.read(guard.unpack(content, "theirs.docx")).warnings == ()


def test_a_part_that_is_not_read_is_not_unpacked() -> None:
    content = hostile.packed(hostile.parts(hostile.body(hostile.QUESTION)) | {"word/theme/theme1.xml": b"<!DOCTYPE x>"})
    assert docx.read(guard.unpack(content, "theirs.docx")).lines


def test_strict_documents_are_read(tmp_path: Path) -> None:
    """Word's “Strict Open XML Document” has other namespaces."""
    strict = hostile.body(hostile.QUESTION).replace(
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    assert docx.read(guard.unpack(hostile.packed(hostile.parts(strict)), "theirs.docx")).lines[0].level == 1


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda path: path.mkdir(), "not a file"),
        (lambda path: None, "cannot be read"),
        (lambda path: path.write_bytes(b""), "is empty"),
        (lambda path: os.mkfifo(path), "not a file"),
        (lambda path: os.truncate(os.open(path, os.O_CREAT | os.O_WRONLY), guard.MAX_FILE + 1), "larger than"),
    ],
    ids=["folder", "nothing", "empty", "pipe", "large"],
)
def test_what_is_no_file_is_refused(tmp_path: Path, make: object, words: str) -> None:
    path = tmp_path / "theirs.docx"
    make(path)  # type: ignore[operator]
    with pytest.raises(Faults, match=words):
        guard.load(path, "theirs.docx")


def test_our_own_file_is_far_below_the_limits() -> None:
    package = guard.unpack(written("en-CA"), "ours.docx")
    marks = max(package.read(name).count(b"<") + package.read(name).count(b"=") for name in package.names)
    assert marks * 10 < guard.MAX_MARKS and len(package.names) * 10 < guard.MAX_ENTRIES
    assert sample("en-CA").code


# In a process of its own for each file, forked so that only the first pays for the imports.
MEASURE = """
import json, os, resource, sys, time
sys.path[:0] = [{root!r}, {tests!r}]
import hostile, test_adapted
from handbill.errors import Faults
test_adapted.written("en-CA")

def read(content):
    try:
        test_adapted.compared(content, "en-CA")
    except Faults as error:
        return error.faults[0].message
    return ""

builders = {{**{{n: b for n, (b, _) in hostile.REFUSED.items()}}, **hostile.SLOW}}
for name, build in builders.items():
    content = build()
    reader, writer = os.pipe()
    if not os.fork():
        try:
            start = time.perf_counter()
            said, taken = read(content), time.perf_counter() - start
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            os.write(writer, json.dumps([name, said, taken, peak]).encode())
        finally:
            os._exit(0)
    os.close(writer)
    print(os.read(reader, 65536).decode() or json.dumps([name, "no answer", 99, 0]), flush=True)
    os.close(reader)
    os.wait()
    del content
"""


@pytest.mark.slow
def test_every_hostile_file_is_done_with_in_little_time_and_memory() -> None:
    program = MEASURE.format(root=str(ROOT), tests=str(ROOT / "tests"))
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=120)
    rows = [json.loads(line) for line in run.stdout.splitlines()]
    assert {row[0] for row in rows} == {*hostile.REFUSED, *hostile.SLOW} and len(hostile.REFUSED) >= 14
    print(*(f"{name}: {seconds:.2f} s, {peak:.0f} MB" for name, _, seconds, peak in rows), sep="\n")
    assert [row for row in rows if row[2] > SECONDS or row[3] > MEGABYTES] == []
    assert [name for name, said, *_ in rows if name in hostile.REFUSED and hostile.REFUSED[name][1] not in said] == []
