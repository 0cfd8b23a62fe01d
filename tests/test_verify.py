"""What a piece is and whether it may still go out: by code, by file of each kind, and by files made to do harm."""

import io
import shutil
import zipfile
from pathlib import Path

import hostile
import pytest
from releases import EDITION, SMS, again, changed, small

from handbill import approving, history, ledger, releasing, verifying
from handbill.errors import HandbillError
from handbill.exchange import imprint
from handbill.project import Piece, Project

PIECES = (SMS, Piece("standard", "en-CA", "word"), Piece("standard", "en-CA", "email-draft"))
WANTED = 'required = ["sms/en-CA", "word/en-CA", "email-draft/en-CA"]'
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


def test_a_withdrawn_release_is_said_first(project: Project) -> None:
    releasing.withdraw(project, "standard", "2026-11-22", "a wrong number")
    text = told(project, code=code_of(project, MORE))
    assert text.startswith("WITHDRAWN: do not hand it out. The release of 2026-11-22 was withdrawn: a wrong number\n")
    assert "\x1b" not in text and "question more" in text


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


@pytest.mark.parametrize("ending", ["txt", "docx", "eml"])
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


@pytest.mark.parametrize("content", [b"%PDF-1.7\n", b"%PDF-1.7\n" + b"\0" * 5000, pdf()[:200], b"PK\x03\x04", b""])
def test_a_damaged_file_is_a_fault(kept: Project, content: bytes) -> None:
    with pytest.raises(HandbillError, match=r"damaged|empty|parts"):
        told_of(kept, content)


@pytest.mark.parametrize("name", ["missing.pdf", "."])
def test_what_is_no_file_is_a_fault(kept: Project, name: str) -> None:
    with pytest.raises(
        HandbillError, match=f"^{name.replace('.', '[.]')}: (the file cannot be read|this is not a file)"
    ):
        told(kept, file=name)


@pytest.mark.parametrize("head", ["../../../x", "0123ABCD\r\nX: 1", "=?utf-8?q?0123=41BCD?=", "0" * 9])
def test_a_code_from_outside_leads_nowhere(kept: Project, head: str) -> None:
    with pytest.raises(HandbillError, match=r"carries no imprint code|no piece with the code"):
        told_of(kept, f"X-Handbill-Code: {head}\r\n\r\nHello".encode())


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
