"""A release: the same bytes twice, whole and no more than is final; what it waits for; what the ledger keeps of it."""

import io
import json
import shutil
import subprocess
import sys
import zipfile
from datetime import date
from hashlib import sha256
from html import escape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from conftest import ROOT, copy_project, doit
from releases import EDITION, RELEASE, REQUIRED, SMS, again, changed, small

from handbill import adapting, files, history, ledger, locales, release, releasing, shelf
from handbill.errors import HandbillError
from handbill.project import Piece, Project

WORD = Piece("standard", "en-CA", "word")
PAGE = "standard/index.html"
LOCK = (ROOT / "requirements.lock").read_text("utf-8")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return small(tmp_path)


def opened(path: Path) -> dict[str, bytes]:
    """Return the parts of a zip, after its directory was looked at."""
    with zipfile.ZipFile(path) as found:
        assert found.testzip() is None
        assert {(entry.date_time, entry.create_system, entry.external_attr >> 16) for entry in found.infolist()} == {
            ((2026, 11, 22, 0, 0, 0), 3, 0o100644)
        }
        assert found.namelist() == sorted(found.namelist())
        return {name: found.read(name) for name in found.namelist()}


def known(project: Project) -> ledger.Ledger:
    return project.ledgered()


def test_a_release_is_the_same_bytes_twice(project: Project) -> None:
    releasing.released(project, "standard")
    first = {path: path.read_bytes() for path in (project.path(RELEASE), project.path(ledger.PATH))}
    project.path(RELEASE).unlink()
    releasing.released(project, "standard")
    assert {path: path.read_bytes() for path in first} == first


def test_it_holds_the_finals_and_says_what_they_are(project: Project) -> None:
    releasing.released(project, "standard")
    parts = opened(project.path(RELEASE))
    made = {path.relative_to(project.path("dist")).as_posix() for path in project.path("dist").rglob("*.txt")}
    assert made and set(parts) == made | {PAGE, "manifest.json", "SHA256SUMS", "handbill.spdx.json"}
    rows = json.loads(parts["manifest.json"])["files"]
    assert {row["path"]: row["sha256"] for row in rows} == {name: files.digest(parts[name]) for name in made}
    sums = dict(line.split("  ")[::-1] for line in parts["SHA256SUMS"].decode().splitlines())
    assert sums == {name: sha256(content).hexdigest() for name, content in parts.items() if name != "SHA256SUMS"}


class Addresses(HTMLParser):
    """Gathers the addresses that a page leads to or shows, but for those in itself."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {str(value) for name, value in attrs if name in ("href", "src")}
        self.found |= {address for address in given if not address.startswith(("#", "data:"))}


def test_the_editions_page_leads_to_all_that_is_in_the_archive_and_nowhere_else(project: Project) -> None:
    project.publish(WORD)
    project.publish(Piece("standard", "ar", "word"))
    # What the build has made of it is another page.
    project.path("dist", PAGE).write_text("the build's", "utf-8")
    releasing.released(project, "standard")
    parts = opened(project.path(RELEASE))
    page = parts[PAGE].decode()
    files_ = {name.removeprefix("standard/") for name in parts if name.endswith((".docx", ".eml", ".pdf", ".webp"))}
    assert Addresses(page).found == files_ == {"en-CA/standard-faq-word-en-CA.docx"}
    assert "standard-faq-word-ar" not in page and "../" not in page and "Internal: " not in page.partition("<script")[0]
    for text in (content.decode() for name, content in parts.items() if "/sms/" in name):
        assert escape(text) in page


def test_the_page_of_an_internal_release_says_so(project: Project) -> None:
    project.publish(Piece("standard", "ar", "word"))
    releasing.released(project, "standard", allow_drafts=True)
    page = opened(project.path("release/standard-2026-11-22-drafts.zip"))[PAGE].decode().partition("<script")[0]
    assert "Internal: this archive holds drafts and is not to be handed out." in page
    assert "../" not in page and Addresses(page).found == {"ar/standard-faq-word-ar.docx"}


def test_the_ledger_and_the_history_keep_each_code(project: Project) -> None:
    releasing.released(project, "standard")
    entries = known(project).pieces
    assert {entry.path: entry.sha256 for entry in entries} == {
        row["path"]: row["sha256"] for row in project.manifest_rows()
    }
    for entry in entries:
        path = project.path(f"source/history/{entry.code}.json")
        words = history.read(path.read_bytes(), path.name)
        assert (words.code, words.format, words.questions, words.contact) == (entry.code, "sms", (), ())
        assert [text.context for text in words.printed] == [f"{entry.question}.sms"]
        text = project.path("dist", entry.path).read_bytes()
        assert words.printed[0].text.split()[0] in text.decode() and entry.words == ledger.words(text)


def test_words_are_written_once(project: Project) -> None:
    releasing.released(project, "standard")
    before = {path: path.read_bytes() for path in project.path("source/history").glob("*.json")}
    again(project, "There is more.", "There is much more.", "2027-01-31")
    after = {path: path.read_bytes() for path in project.path("source/history").glob("*.json")}
    kept = {path: content for path, content in before.items() if path.name != "ledger.json"}
    assert kept.items() <= after.items() and len(after) == len(before) + 2
    assert known(project).releases("standard") == (date(2026, 11, 22), date(2027, 1, 31))
    # The first piece's file is damaged: its words are not those of the code.
    damaged, content = next(iter(kept.items()))
    damaged.write_bytes(content.replace(b'"text": "', b'"text": "Not ', 1))
    with pytest.raises(HandbillError, match="has other words there; bring back the file"):
        releasing.released(project, "standard")


def test_other_words_on_the_same_day_are_refused(project: Project) -> None:
    releasing.released(project, "standard")
    archive, kept = project.path(RELEASE).read_bytes(), project.path(ledger.PATH).read_bytes()
    with pytest.raises(HandbillError, match=r"with other words in 1 files \(standard-more-sms-en-CA\.txt\)"):
        again(project, "There is more.", "There is much more.")
    assert (project.path(RELEASE).read_bytes(), project.path(ledger.PATH).read_bytes()) == (archive, kept)


def test_what_was_not_made_anew_or_was_touched_is_refused(project: Project) -> None:
    changed(project, "source/faq.md", "There is more.", "There is much more.")
    with pytest.raises(HandbillError, match="older than the sources"):
        releasing.released(project, "standard")
    project.publish(SMS)
    # Nor is what was a draft when it was made, and is final by today's sources, left out unsaid.
    changed(project, EDITION, '"email", ', "")
    project.publish(SMS)
    changed(project, EDITION, '["website", ', '["website", "email", ')
    with pytest.raises(HandbillError, match="older than the sources"):
        releasing.released(project, "standard")
    project.publish(SMS)
    path = next(project.path("dist").rglob("*more-sms*.txt"))
    path.write_bytes(path.read_bytes().replace(b"much", b"Much"))
    with pytest.raises(HandbillError, match="somebody has changed this file"):
        releasing.released(project, "standard")
    assert not project.path("release").exists() and not project.path(ledger.PATH).exists()


def test_a_draft_that_is_required_is_refused_with_who_can_mend_it(project: Project) -> None:
    changed(project, EDITION, REQUIRED, '\n[release]\nrequired = ["sms/*"]\n')
    changed(project, EDITION, '"email", ', "")
    with pytest.raises(HandbillError) as told:
        releasing.released(project, "standard")
    text = str(told.value)
    for words in (
        f"{EDITION}: the e-mail address (hello@example.org) is not confirmed (sms in en-CA, ar); staff: ",
        "source/locale/ar.po: nobody has reviewed the Arabic text",
        "a reviewer: .venv/bin/doit approve --language ar --by",
        "source/locale/ar.po: 1 text is not translated (sms in ar); a translator: ",
        "--allow-drafts",
    ):
        assert words in text, words
    assert not project.path("release").exists() and not project.path(ledger.PATH).exists()


def test_drafts_that_are_not_required_are_left_out(project: Project) -> None:
    project.publish(Piece("standard", "ar", "sms"))
    releasing.released(project, "standard")
    assert not [name for name in opened(project.path(RELEASE)) if "/ar/" in name]
    assert {entry.language for entry in known(project).pieces} == {"en-CA"}


def test_an_internal_release_says_so(project: Project) -> None:
    project.publish(Piece("standard", "ar", "sms"))
    lines = releasing.released(project, "standard", allow_drafts=True)
    parts = opened(project.path("release/standard-2026-11-22-drafts.zip"))
    assert "not to be handed out" in lines[0] and b"NOT TO BE HANDED OUT" in parts["README.txt"]
    assert b"README.txt" in parts["SHA256SUMS"] and not project.path(RELEASE).exists()
    assert {entry.state for entry in known(project).pieces if entry.language == "ar"} == {"draft"}
    assert all(entry.internal for entry in known(project).pieces)
    # The finals among them can still be released on this day.
    releasing.released(project, "standard")
    assert {entry.internal for entry in known(project).pieces} == {True, False}


def test_an_export_waits_for_its_texts(project: Project) -> None:
    changed(project, EDITION, REQUIRED, '\n[release]\nrequired = ["snippets/mul"]\n')
    with pytest.raises(HandbillError, match=r"not all pieces were made \(whatsapp, email in en-CA\); you: build"):
        releasing.released(project, "standard")


@pytest.mark.parametrize(
    ("pattern", "words"),
    [("trifold/uk", "names no piece of this edition"), ("trifold", "names no pieces; write format and language")],
)
def test_a_pattern_that_names_nothing_is_a_fault(project: Project, pattern: str, words: str) -> None:
    changed(project, EDITION, "sms/en-CA", pattern)
    with pytest.raises(HandbillError, match=words):
        releasing.released(project, "standard")


@pytest.mark.parametrize("text", ["[release]\nrequires = []", 'release = "all"', '[release]\nrequired = "all"'])
def test_a_mistake_in_what_is_required_is_a_fault(project: Project, text: str) -> None:
    content = project.path(EDITION).read_text("utf-8").replace(REQUIRED, "")
    if text.startswith("["):
        project.path(EDITION).write_text(f"{content}\n{text}\n", "utf-8")
    else:
        project.path(EDITION).write_text(f"{text}\n{content}", "utf-8")
    with pytest.raises(HandbillError, match=r"“requires” is not known here|“release” is a table|is a list of texts"):
        project.edition("standard")


def test_without_a_table_everything_is_required(project: Project) -> None:
    changed(project, EDITION, REQUIRED, "")
    assert project.edition("standard").required == ("*/*",)
    with pytest.raises(HandbillError, match="18 formats in ar"):
        releasing.released(project, "standard")


@pytest.mark.parametrize("name", ["", "nobody", "../standard"])
def test_an_edition_must_be_named(project: Project, name: str) -> None:
    with pytest.raises(HandbillError, match="add --edition and one of standard"):
        releasing.released(project, name)


def test_nothing_final_is_nothing_to_release(project: Project) -> None:
    shutil.rmtree(project.path(".handbill"))
    changed(project, EDITION, '"sms/en-CA"', "")
    with pytest.raises(HandbillError, match="nothing of this edition is final"):
        releasing.released(project, "standard")


def test_a_release_that_was_stopped_can_be_made_again(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """The words come first, then the ledger, then the archive: none names what is not there."""
    order: list[str] = []
    whole = files.write_whole

    def stopped(path: Path, content: bytes) -> bool:
        order.append(path.name)
        if path.name == stop:
            raise KeyboardInterrupt
        return whole(path, content)

    monkeypatch.setattr(files, "write_whole", stopped)
    for stop in ("ledger.json", "standard-2026-11-22.zip"):
        order.clear()
        with pytest.raises(KeyboardInterrupt):
            releasing.released(project, "standard")
        assert not project.path(RELEASE).exists() and project.path(ledger.PATH).exists() == (stop != "ledger.json")
    stop = ""
    releasing.released(project, "standard")
    assert order[-2:] == ["ledger.json", "standard-2026-11-22.zip"] and project.path(RELEASE).exists()
    assert known(project).pieces


@pytest.mark.slow
def test_a_release_that_is_killed_leaves_nothing_half_written(project: Project) -> None:
    """Killed at each moment that a file is made durable: what stands is sound, and the next release makes all of it."""
    shutil.copytree(project.root, project.root / "kept", symlinks=True)
    command = [sys.executable, "-c", KILLED, str(project.root / "kept")]
    count = int(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)
    assert count >= 12
    whole = project.root / f"killed-{count}"
    for number in range(count):
        stopped = Project(project.root / f"killed-{number}")
        entries = known(stopped).pieces
        assert all(stopped.path("source/history", f"{entry.code}.json").is_file() for entry in entries)
        # An archive that the ledger does not name would be one that nobody can verify.
        assert entries or not stopped.path(RELEASE).exists()
        releasing.released(stopped, "standard")
        for name in (RELEASE, ledger.PATH):
            assert stopped.path(name).read_bytes() == (whole / name).read_bytes()
        assert not [*stopped.path("release").rglob("*.part"), *stopped.path("source").rglob("*.part")]


# Makes the release in copies of a folder, each in a process that kills itself one moment later than the one before;
# prints how many were killed.
KILLED = """
import os, shutil, signal, sys
from itertools import count
from pathlib import Path
from handbill import releasing
from handbill.project import Project

kept, durable = Path(sys.argv[1]), os.fsync

def die_after(moments, folder):
    left = count(moments, -1)
    os.fsync = lambda file: durable(file) if next(left) > 0 else os.kill(os.getpid(), signal.SIGKILL)
    releasing.released(Project(folder), "standard")
    os._exit(0)

for number in count():
    folder = shutil.copytree(kept, kept.with_name(f"killed-{number}"), symlinks=True)
    child = os.fork() or die_after(number, folder)
    if os.waitpid(child, 0)[1] == 0:
        break
print(number)
"""


def test_the_list_of_dependencies_is_sound() -> None:
    found = json.loads(release.made_with(LOCK, {"pango": "1.50", "weasyprint": "70.0"}, "example", date(2026, 1, 2)))
    assert found["spdxVersion"] == "SPDX-2.3" and found["creationInfo"]["created"] == "2026-01-02T00:00:00Z"
    names = {package["name"]: package.get("versionInfo") for package in found["packages"]}
    assert len(names) == len(found["packages"]) and names["weasyprint"] == "70.0" and names["pango"] == "1.50"
    ids = {package["SPDXID"] for package in found["packages"]} | {"SPDXRef-DOCUMENT"}
    assert len(ids) == len(names) + 1 and all(map(release.re.compile(r"SPDXRef-[A-Za-z0-9.-]+").fullmatch, ids))
    ends = {row[key] for row in found["relationships"] for key in ("spdxElementId", "relatedSpdxElement")}
    assert ends == ids
    other = json.loads(release.made_with(LOCK, {"pango": "1.51"}, "example", date(2026, 1, 2)))
    assert found["documentNamespace"] != other["documentNamespace"] and "#" not in found["documentNamespace"]


def test_names_in_an_archive_are_utf_8() -> None:
    content = release.packed({"é/مرحبا.txt": b"1", "a.txt": b"2"}, date(1970, 1, 1))
    with zipfile.ZipFile(io.BytesIO(content)) as found:
        assert found.namelist() == ["a.txt", "é/مرحبا.txt"] and found.infolist()[1].flag_bits & 0x800
        assert found.infolist()[0].date_time[0] == 1980


def test_a_partners_file_is_compared_with_the_released_words(project: Project) -> None:
    project.publish(WORD)
    changed(project, EDITION, REQUIRED, '\n[release]\nrequired = ["sms/en-CA", "word/en-CA"]\n')
    releasing.released(project, "standard")
    path = project.path("dist/standard/en-CA/standard-faq-word-en-CA.docx")
    changed(project, "source/faq.md", "It has no desk.", "It has one desk.")
    told = "\n".join(adapting.adapted(project, path.parent, path.name, str(project.path("page.html"))))
    assert (
        "which it started from" not in told
        and "compared with the wording that it started from (source/history/" in told
    )
    assert "The partner changed nothing." in told


def test_a_release_is_withdrawn(project: Project) -> None:
    releasing.released(project, "standard")
    archive = project.path(RELEASE).read_bytes()
    lines = releasing.withdraw(project, "standard", "2026-11-22", " a wrong\n number ")
    assert "is withdrawn" in lines[0] and known(project).withdrawn[0].reason == "a wrong number"
    with pytest.raises(HandbillError, match="was withdrawn"):
        releasing.released(project, "standard")
    assert project.path(RELEASE).read_bytes() == archive


@pytest.mark.parametrize("given", [("", "2026-11-22", "why"), ("standard", "2026-11-22", " "), ("standard", "", "why")])
def test_to_withdraw_says_what_it_wants(project: Project, given: tuple[str, str, str]) -> None:
    with pytest.raises(HandbillError, match="say which release, and why"):
        releasing.withdraw(project, *given)
    with pytest.raises(HandbillError, match="is no date"):
        releasing.withdraw(project, "standard", "yesterday", "why")


# The real editions


@pytest.fixture(scope="module")
def whole(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built project, in a folder in which releases can be made."""
    folder = copy_project(tmp_path_factory.mktemp("released"))
    for name in ("dist", ".handbill"):
        shutil.copytree(built / name, folder / name, ignore=shutil.ignore_patterns("lock"))
    return folder


@pytest.mark.slow
def test_the_example_is_released_in_the_same_bytes_twice(whole: Path) -> None:
    archive = whole / "release/example-2026-11-22.zip"
    contents = []
    for _ in range(2):
        archive.unlink(missing_ok=True)
        run = doit(whole, "release", "--edition", "example")
        assert run.returncode == 0, run.stdout + run.stderr
        contents.append((archive.read_bytes(), (whole / ledger.PATH).read_bytes()))
    assert contents[0] == contents[1]
    rows = json.loads((whole / "dist/manifest.json").read_text("utf-8"))["files"]
    finals = {row["path"] for row in rows if row["edition"] == "example"}
    assert set(opened(archive)) >= finals and {row["state"] for row in rows if row["path"] in finals} == {"final"}
    assert {entry.path for entry in Project(whole).ledgered().pieces} == finals


@pytest.mark.slow
def test_saint_john_is_refused_and_told_what_it_waits_for(whole: Path) -> None:
    run = doit(whole, "release", "--edition", "saint-john")
    assert run.returncode != 0 and "nothing was released" in run.stdout
    place = "source/editions/saint-john/edition.toml"
    for words in ("the web address is not known", "the e-mail address is not known", "is not confirmed"):
        assert any(line.startswith(place) and words in line for line in run.stdout.splitlines()), words
    project = Project(whole)
    for tag in project.catalog_tags():
        name, command = locales.language(tag).english_name, f"doit approve --language {tag.replace('-', '_')} "
        assert f"nobody has reviewed the {name} text" in run.stdout and command in run.stdout
    assert not list((whole / "release").glob("saint-john*"))


@pytest.mark.slow
def test_the_examples_page_leads_to_all_that_is_in_its_archive(whole: Path) -> None:
    assert doit(whole, "release", "--edition", "example").returncode == 0
    parts = opened(whole / "release/example-2026-11-22.zip")
    page = parts["example/index.html"].decode()
    reader = shelf.Reader()
    reader.feed(page)
    held = {name.removeprefix("example/") for name in parts if name.startswith("example/")} - {"index.html"}
    # What is copied from the page itself is not led to, nor is a report for programs.
    led = {name for name in held if not name.endswith((".preflight.json", ".csv", ".json", ".xlsx", ".yml"))}
    texts = {name for name in led if name.endswith(".txt") and ".preflight" not in name}
    assert Addresses(page).found >= led - texts and Addresses(page).found <= held
    assert sorted(reader.texts) == sorted(parts[f"example/{name}"].decode() for name in texts)


@pytest.mark.slow
def test_another_editions_fault_does_not_stop_a_release(whole: Path) -> None:
    place = whole / "source/editions/saint-john/edition.toml"
    kept = place.read_text("utf-8")
    place.write_text(f"{kept}\nnonsense =\n", "utf-8")
    try:
        run = doit(whole, "release", "--edition", "example")
        assert (run.returncode, "nonsense" in run.stdout) == (0, False), run.stdout + run.stderr
        run = doit(whole, "release", "--edition", "saint-john")
        assert run.returncode and "source/editions/saint-john/edition.toml" in run.stdout
        assert "nothing was released" in run.stdout
    finally:
        place.write_text(kept, "utf-8")


@pytest.mark.slow
def test_an_unknown_edition_is_told_before_anything_is_built(whole: Path) -> None:
    for arguments in ([], ["--edition", "nobody"]):
        run = doit(whole, "release", *arguments)
        assert run.returncode and "add --edition and one of example, saint-john" in run.stdout
        assert "publish:" not in run.stdout


@pytest.mark.slow
def test_two_releases_at_once_wait_for_each_other(whole: Path) -> None:
    command = [sys.executable, "-m", "doit", "release", "--edition", "example"]
    begun = [
        subprocess.Popen(command, cwd=whole, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for _ in range(2)
    ]
    told = [process.communicate(timeout=120)[0] for process in begun]
    assert [process.returncode for process in begun] == [0, 0], told
    assert ledger.read((whole / ledger.PATH).read_bytes()).pieces
