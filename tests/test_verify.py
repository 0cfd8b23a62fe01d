"""What a piece is and whether it may still go out: by code, by file of each kind, and by files made to do harm."""

import io
import shutil
import subprocess
import sys
import zipfile
import zlib
from datetime import date
from pathlib import Path

import hostile
import pytest
from conftest import ROOT
from releases import EDITION, RELEASE, again, changed, small

from handbill import approving, history, ledger, release, releasing, verifying
from handbill.errors import HandbillError
from handbill.exchange import archive, imprint
from handbill.project import Piece, Project

FORMATS = ("sms", "word", "word-template", "email-draft", "page")
PIECES = tuple(Piece("standard", "en-CA", name) for name in FORMATS)
WANTED = f"required = {[f'{name}/en-CA' for name in FORMATS]}".replace("'", '"')
MORE = "standard/en-CA/sms/standard-more-sms-en-CA.txt"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project with one release; tests only read it."""
    project = small(tmp_path_factory.mktemp("verified"))
    changed(project, EDITION, 'required = ["sms/en-CA"]', WANTED)
    for piece in PIECES[1:]:
        project.publish(piece)
    releasing.released(project, "standard")
    return project


@pytest.fixture
def project(kept: Project, tmp_path: Path) -> Project:
    """The same, to be changed by a test."""
    shutil.copytree(kept.root, tmp_path / "project", symlinks=True)
    return Project(tmp_path / "project")


def code_of(project: Project, path: str) -> str:
    return next(row["code"] for row in project.manifest_rows() if row["path"] == path)


def told(project: Project, **options: str) -> str:
    return "\n".join(verifying.verify(project, project.root, **options))


def told_of(project: Project, content: bytes) -> str:
    """Return what is said of a file with another name."""
    path = project.root.parent / "from the cupboard, من الخزانة"
    path.write_bytes(content)
    return told(project, file=str(path))


def test_a_code_names_its_piece(kept: Project) -> None:
    code = code_of(kept, MORE)
    text = told(kept, code=code)
    assert f"{code}, standard, en-CA, sms, question more" in text
    assert "release of 2026-11-22, final: standard-more-sms-en-CA.txt" in text
    assert "made from: source/faq.md, source/labels.toml, source/editions/standard/edition.toml" in text
    assert "CURRENT: its words are today's." in text and "NOT" not in text
    assert told(kept, code=f" {code[:4].lower()}-{code[4:].replace('0', 'o')} ").endswith("today's.")


def test_a_changed_word_is_told_with_its_question(project: Project) -> None:
    codes = {row["path"]: row["code"] for row in project.manifest_rows()}
    changed(project, "source/faq.md", "There is more.", "There is much more.")
    changed(project, "source/faq.md", "It has no desk.", "It has one desk.")
    assert "NOT CURRENT: 1 part has changed since 2026-11-22:\n  more: There is {+much+} more." in told(
        project, code=codes[MORE]
    )
    word = told(project, code=codes["standard/en-CA/standard-faq-word-en-CA.docx"])
    assert "1 part has changed" in word and "  what: " in word and "[-no-] {+one+} desk" in word
    assert "CURRENT: its" in told(project, code=codes[MORE.replace("more-sms", "what-sms")])


def test_an_old_release_is_still_known(project: Project) -> None:
    code = code_of(project, MORE)
    changed(project, EDITION, WANTED, 'required = ["sms/en-CA"]')
    for piece in PIECES[1:]:
        shutil.rmtree(project.path(".handbill/rows", piece.edition, piece.tag), ignore_errors=True)
    again(project, "There is more.", "There is much more.", "2027-01-31")
    assert "release of 2026-11-22" in (text := told(project, code=code)) and "{+much+}" in text
    assert "CURRENT: its words are today's." in told(project, code=code_of(project, MORE))
    # A text that did not change is in both releases.
    both = told(project, code=code_of(project, MORE.replace("more-sms", "what-sms")))
    assert "release of 2026-11-22" in both and "release of 2027-01-31" in both


def test_a_later_date_changes_no_more_than_what_says_it(project: Project) -> None:
    code = code_of(project, "standard/en-CA/standard-faq-word-en-CA.docx")
    changed(project, EDITION, "revised = 2026-11-22", "revised = 2027-01-31")
    text = told(project, code=code)
    # The standard document has a date in an answer, and at its foot, which is no change.
    sms = told(project, code=code_of(project, MORE))
    assert "CURRENT: its words are today's (today's carries the date 2027-01-31)." in sms
    assert "1 part has changed" in text and "  when: " in text and "the label" not in text


def test_a_changed_fact_and_label_are_told(project: Project) -> None:
    code = code_of(project, "standard/en-CA/standard-faq-word-en-CA.docx")
    changed(project, EDITION, "506-555-0100", "506-555-0199")
    changed(project, "source/labels.toml", 'contact = "', 'contact = "Our ')
    text = told(project, code=code)
    assert "the telephone number: [-506-555-0100-]{+506-555-0199+}" in text and "the label “contact”: {+Our+}" in text


def test_a_question_that_is_gone_is_told(project: Project) -> None:
    code = code_of(project, MORE)
    changed(project, "source/faq.md", "### Text message\n\nThere is more.\n", "")
    assert "NOT CURRENT: the question more has no such piece any more." in told(project, code=code)
    shutil.rmtree(project.path("source/editions/standard"))
    assert "NOT CURRENT: standard/en-CA/sms is not made any more." in told(project, code=code)


def test_words_that_wait_for_something_today_are_called_a_draft(project: Project) -> None:
    code = code_of(project, "standard/en-CA/sms/standard-reach-sms-en-CA.txt")
    changed(project, EDITION, 'email = "hello@example.org"', 'email = ""')
    text = told(project, code=code)
    assert "NOT CURRENT" in text and "Today's words are a draft: the e-mail address is not known" in text


WITHDRAWN = "WITHDRAWN: do not hand it out. The release of 2026-11-22 was withdrawn: a wrong number\n"


def test_a_withdrawn_release_is_said_first(project: Project) -> None:
    releasing.withdraw(project, "standard", "2026-11-22", "a wrong number")
    text = told(project, code=code_of(project, MORE))
    assert text.startswith(WITHDRAWN) and "\x1b" not in text and "question more" in text
    assert "  release of 2026-11-22, final, withdrawn: standard-more-sms-en-CA.txt" in text
    assert told(project, file=RELEASE).startswith(WITHDRAWN)


def test_a_withdrawn_internal_release_warns_of_nothing_that_was_released(project: Project) -> None:
    project.publish(Piece("standard", "ar", "sms"))
    releasing.released(project, "standard", allow_drafts=True)
    releasing.withdraw(project, "standard", "2026-11-22", "a slip", internal=True)
    final, draft = code_of(project, MORE), code_of(project, MORE.replace("en-CA", "ar").replace("more", "what"))
    text = told(project, code=final)
    assert "WITHDRAWN" not in text and "  internal release of 2026-11-22, final, withdrawn: standard-more" in text
    assert told(project, code=draft).startswith("WITHDRAWN: do not hand it out. The internal release of 2026-11-22")
    # Nor does it stand in the way of the release of that day.
    releasing.released(project, "standard")
    with pytest.raises(HandbillError, match=r"the internal release of 2026-11-22 was withdrawn \(a slip\)"):
        releasing.released(project, "standard", allow_drafts=True)


def test_words_that_another_release_still_has_are_told_with_it(project: Project) -> None:
    codes = {name: code_of(project, MORE.replace("more-sms", f"{name}-sms")) for name in ("more", "what")}
    changed(project, EDITION, WANTED, 'required = ["sms/en-CA"]')
    for piece in PIECES[1:]:
        shutil.rmtree(project.path(".handbill/rows", piece.edition, piece.tag), ignore_errors=True)
    again(project, "There is more.", "There is much more.", "2027-01-31")
    releasing.withdraw(project, "standard", "2026-11-22", "a wrong number")
    text = told(project, code=codes["what"])
    assert text.startswith("WITHDRAWN, AND STILL RELEASED: the release of 2026-11-22 was withdrawn: a wrong number. ")
    assert "The same words stand in the release of 2027-01-31." in text.splitlines()[0]
    assert told(project, code=codes["more"]).startswith(WITHDRAWN)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("ABC", "has eight letters and digits"),
        ("../../../etc", "has eight letters and digits"),
        ("\x1b[31mEVIL", "has eight letters and digits"),
        ("ZZZZZZZZ", "no piece with the code ZZZZZZZZ was released from here"),
    ],
)
def test_an_unknown_code_says_what_to_do(kept: Project, typed: str, words: str) -> None:
    with pytest.raises(HandbillError, match=words) as found:
        told(kept, code=typed)
    assert "perhaps" not in str(found.value) and "\x1b" not in str(found.value)


def test_a_misread_code_leads_to_the_nearest(kept: Project) -> None:
    code = code_of(kept, MORE)
    wrong = code[:-1] + ("2" if code[-1] != "2" else "3")
    with pytest.raises(HandbillError, match=f"perhaps it is {code}"):
        told(kept, code=wrong)


def test_without_a_code_or_with_both_it_says_how(kept: Project) -> None:
    for options in ({}, {"code": "0123ABCD", "file": "x"}):
        with pytest.raises(HandbillError, match="--file PATH"):
            told(kept, **options)


def test_the_code_of_an_approval_is_told(project: Project) -> None:
    with pytest.raises(HandbillError, match="untranslated"):
        approving.approve(project, "ar", "An editor", "", [])
    line = approving.approve(project, "ar", "An editor", "", ["what"])[0]
    assert "the approval of ar texts by An editor on 2026-11-22" in told(project, code=line.rpartition(" ")[2])


def test_what_was_built_and_not_released_is_told(project: Project) -> None:
    project.publish(Piece("standard", "ar", "sms"))
    row = next(row for row in project.manifest_rows() if row["locale"] == "ar")
    assert "NOT RELEASED" in told(project, code=row["code"]) and "a draft: " in told(project, code=row["code"])


def test_a_drafts_code_is_called_a_draft(project: Project) -> None:
    project.publish(Piece("standard", "ar", "sms"))
    releasing.released(project, "standard", allow_drafts=True)
    row = next(row for row in project.manifest_rows() if row["locale"] == "ar")
    text = told(project, code=row["code"])
    assert "internal release of 2026-11-22, draft" in text and "DRAFT: it was not meant to be handed out." in text


# Files


@pytest.mark.parametrize("ending", ["txt", "docx", "dotx", "eml", "html"])
def test_a_file_is_known_by_its_bytes(kept: Project, ending: str) -> None:
    row = next(row for row in kept.manifest_rows() if row["path"].endswith(ending))
    text = told_of(kept, kept.path("dist", row["path"]).read_bytes())
    assert f": {row['code']}, standard, en-CA" in text and "CURRENT: its" in text and "saved it again" not in text


def saved_again(content: bytes) -> bytes:
    """Return a package packed by another program."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    return out.getvalue()


def test_a_file_that_was_saved_again_is_known_by_its_code(kept: Project) -> None:
    row = next(row for row in kept.manifest_rows() if row["path"].endswith("docx"))
    text = told_of(kept, saved_again(kept.path("dist", row["path"]).read_bytes()))
    assert row["code"] in text and "saved it again" in text and "doit adapted" in text
    row = next(row for row in kept.manifest_rows() if row["path"].endswith("eml"))
    text = told_of(kept, kept.path("dist", row["path"]).read_bytes().replace(b"X-Unsent: 1", b"X-Sent: 1"))
    assert row["code"] in text and "saved it again" in text and "adapted" not in text


def test_a_page_is_known_by_its_code_in_another_site(kept: Project) -> None:
    row = next(row for row in kept.manifest_rows() if row["path"].endswith("html"))
    page = kept.path("dist", row["path"]).read_text("utf-8")
    _, main, rest = page.partition("<header")
    for content in (page.replace("<head>", '<head><meta NAME="Keywords" content="faq, help">'), f"<DIV>{main}{rest}"):
        assert imprint.code(content.encode(), "x.html") == row["code"]
    assert imprint.code(b"<!doctype html><p>No code, and no end<", "x.html") == ""
    text = told_of(kept, page.replace("<body>", "<body><nav>Ours</nav>").encode())
    assert row["code"] in text and "saved it again" in text and "adapted" not in text


def test_a_text_is_known_after_a_mail_program_had_it(kept: Project) -> None:
    content = kept.path("dist", MORE).read_bytes()
    assert "question more" in told_of(kept, b"\xef\xbb\xbf" + content.replace(b" ", b"  ") + b"\r\n\r\n")
    with pytest.raises(HandbillError, match="carries no imprint code"):
        told_of(kept, content.replace(b"more", b"less"))


def pdf(keywords: str = "", text: str = "") -> bytes:
    """Return a PDF of one page with a property and a line of text, with or without either."""
    import pikepdf

    out, document = io.BytesIO(), pikepdf.new()
    page = document.add_blank_page(page_size=(612, 792))
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type1,
        BaseFont=pikepdf.Name.Helvetica,
        Encoding=pikepdf.Name.WinAnsiEncoding,
    )
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
    page.Contents = document.make_stream(b"BT /F 9 Tf 72 72 Td (" + text.encode("cp1252") + b") Tj ET")
    if keywords:
        document.docinfo["/Keywords"] = keywords
    document.save(out)
    return out.getvalue()


def test_a_pdf_is_known_by_its_property_or_by_what_is_printed(kept: Project) -> None:
    code = code_of(kept, MORE)
    for content in (pdf(code), pdf(text=f"{code} · English"), pdf("another keyword", f"{code} · English")):
        assert imprint.code(content, "x.pdf") == code
        assert f": {code}, standard" in told_of(kept, content)
    for content in (pdf(), pdf("no code here", f"{code}0 · English"), pdf(text=f"A{code} · English")):
        assert imprint.code(content, "x.pdf") == ""


@pytest.mark.parametrize("name", ["deep nesting"])
def test_a_hostile_word_file_is_refused(kept: Project, name: str) -> None:
    build, _ = hostile.REFUSED[name]
    with pytest.raises(HandbillError, match="made to do harm"):
        told_of(kept, build())


@pytest.mark.parametrize("content", [b"%PDF-1.7\n", b"%PDF-1.7\n" + b"\0" * 5000, pdf()[:200], b"PK\x03\x04"])
def test_a_damaged_file_is_a_fault(content: bytes) -> None:
    with pytest.raises(HandbillError, match=r"damaged|empty|parts"):
        imprint.code(content, "theirs")


def test_a_damaged_file_is_told_from_where_it_is_opened(kept: Project) -> None:
    with pytest.raises(HandbillError, match=r"من الخزانة: the PDF is damaged or has a password; ask for it again"):
        told_of(kept, b"%PDF-1.7\n")
    with pytest.raises(HandbillError, match="the file is empty"):
        told_of(kept, b"")


def swelling(times: int) -> bytes:
    """Return a small PDF whose one page holds so many lines of text."""
    import pikepdf

    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf())) as document:
        lines = zlib.compress(b"BT /F 9 Tf (aaaaaaaa) Tj ET\n" * times)
        document.pages[0].Contents = pikepdf.Stream(document, lines, Filter=pikepdf.Name.FlateDecode)
        document.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return out.getvalue()


def test_a_file_that_takes_too_much_memory_is_refused(kept: Project) -> None:
    content = swelling(1_000_000)
    assert len(content) < 100_000
    with pytest.raises(
        HandbillError, match="takes more memory or time than any piece of ours; do not open it"
    ) as found:
        told_of(kept, content)
    assert "\n" not in str(found.value)


@pytest.mark.slow
def test_no_file_from_outside_takes_much_memory_or_time(tmp_path: Path) -> None:
    """In a process of its own, since the peak of all that this one has started is known, and not that of one."""
    (tmp_path / "x").write_bytes(swelling(20_000_000))
    command = [sys.executable, "-c", MEASURED, str(tmp_path / "x")]
    ended = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    megabytes, seconds = map(float, ended.stdout.split())
    assert megabytes < 300 and seconds < 20


MEASURED = """
import resource, sys, time
from pathlib import Path
from handbill.errors import Faults
from handbill.exchange import confined
begun = time.monotonic()
try:
    confined.opened(Path(sys.argv[1]).read_bytes(), "x")
except Faults:
    print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024, time.monotonic() - begun)
"""


@pytest.mark.parametrize("name", ["missing.pdf", "."])
def test_what_is_no_file_is_a_fault(kept: Project, name: str) -> None:
    with pytest.raises(
        HandbillError, match=f"^{name.replace('.', '[.]')}: (the file cannot be read|this is not a file)"
    ):
        told(kept, file=name)


@pytest.mark.parametrize("head", ["../../../x", "0123ABCD\r\nX: 1", "=?utf-8?q?0123=41BCD?=", "0" * 9])
def test_a_code_from_outside_leads_nowhere(head: str) -> None:
    content = f"X-Handbill-Code: {head}\r\n\r\nHello".encode()
    assert imprint.code(content, "x.eml") == ("0123ABCD" if head.startswith("0123") else "")


def test_a_code_that_is_nobodys_is_told(kept: Project) -> None:
    with pytest.raises(HandbillError, match="no piece with the code 0123ABCD"):
        told_of(kept, b"X-Handbill-Code: 0123ABCD\r\n\r\nHello")


# An archive


def test_an_archive_is_known_with_what_has_changed(project: Project) -> None:
    text = told(project, file=RELEASE)
    assert text.startswith(f"{RELEASE}: the release of 2026-11-22 of standard, ") and "NOT AS IT" not in text
    assert "CURRENT: the words of all its" in text
    changed(project, "source/faq.md", "It has no desk.", "It has one desk.")
    text = told(project, file=RELEASE)
    assert "NOT CURRENT: 1 text has changed since 2026-11-22:\n  what: " in text
    assert text.count("[-no-] {+one+} desk") == 1 and text.endswith("(4 formats in en-CA)")


def test_an_archive_that_somebody_changed_says_so(project: Project) -> None:
    with zipfile.ZipFile(project.path(RELEASE)) as found:
        parts = {name: found.read(name) for name in found.namelist()}
    parts[MORE] += b"And more."
    parts["standard/en-CA/virus.pdf"] = b"%PDF"
    del parts[MORE.replace("more-sms", "what-sms")]
    text = told_of(project, release.packed(parts, date(2026, 11, 22)))
    assert "NOT AS IT WAS MADE: it lacks 1 files: standard/en-CA/sms/standard-what-sms-en-CA.txt" in text
    assert f"NOT AS IT WAS MADE: it holds, changed, 1 files: {MORE}" in text
    assert "NOT AS IT WAS MADE: it holds, though not released, 1 files: standard/en-CA/virus.pdf" in text


def test_an_archive_from_elsewhere_is_a_fault(project: Project) -> None:
    with pytest.raises(HandbillError, match="no release from here holds these files; unpack it"):
        told_of(project, release.packed({"SHA256SUMS": b"", "a.pdf": b"%PDF"}, date(2026, 11, 22)))


def test_an_archive_of_drafts_is_called_that(project: Project) -> None:
    project.publish(Piece("standard", "ar", "sms"))
    releasing.released(project, "standard", allow_drafts=True)
    text = told(project, file=RELEASE.replace(".zip", "-drafts.zip"))
    assert "the internal release of 2026-11-22 of standard" in text and "DRAFT: it holds drafts" in text
    # The release of the same day is another one, though all of its files are in both.
    assert ": the release of 2026-11-22" in told(project, file=RELEASE)


@pytest.mark.parametrize("content", [b"PK\x05\x06" + bytes(18), b"PK\x03\x04", b""])
def test_a_damaged_archive_is_none(content: bytes) -> None:
    assert not archive.known(content)


def test_an_archive_that_swells_is_refused() -> None:
    content = release.packed({"SHA256SUMS": b"", "a": bytes(30_000_000)}, date(2026, 11, 22))
    assert set(archive.digests(content, "x.zip")) == {"SHA256SUMS", "a"}
    # It says that it holds more than any release: the size of the second entry, in the directory.
    lying = content.replace((30_000_000).to_bytes(4, "little"), (900_000_000).to_bytes(4, "little"))
    with pytest.raises(HandbillError, match="far more than any release"):
        archive.digests(lying, "x.zip")
    broken = content.replace((30_000_000).to_bytes(4, "little"), (30_000_001).to_bytes(4, "little"))
    with pytest.raises(HandbillError, match="damaged, perhaps not sent whole"):
        archive.digests(broken[: len(broken) // 2], "x.zip")


def test_words_that_are_missing_are_a_fault(project: Project) -> None:
    code = code_of(project, MORE)
    project.path("source/history", f"{code}.json").unlink()
    with pytest.raises(
        HandbillError, match=f"source/history/{code}.json: the words of this released piece are missing"
    ):
        told(project, code=code)
    project.path("source/history", f"{code}.json").write_text("[]", "utf-8")
    with pytest.raises(HandbillError, match="this is not the record of a piece"):
        told(project, code=code)


def test_a_piece_whose_ledger_is_lost_says_so(project: Project) -> None:
    code = code_of(project, MORE)
    project.path(ledger.PATH).unlink()
    shutil.rmtree(project.path(".handbill"))
    with pytest.raises(HandbillError, match="does not name it; bring that file back"):
        told(project, code=code)


def test_what_is_made_anew_each_time_is_no_word() -> None:
    names = ("imprint.code", "imprint.language", "label.revised", "label.draft", "contents.number", "language")
    assert not any(history._kept(name) for name in names)
    kept = ("label.contents", "label.contact", "language.answer", "fact.website", "faq.title")
    assert [history._kept(name) for name in kept] == [True, True, False, True, True]
