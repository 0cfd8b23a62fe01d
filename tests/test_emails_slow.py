"""Finished e-mails of every language, and the files that they are gathered into: read by programs that are not ours."""

import csv
import io
import json
import re
import subprocess
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path

import openpyxl
import pytest
import yaml
from conftest import copy_project, npm_package, program

from handbill import manifest
from handbill.project import Piece, Project

pytestmark = pytest.mark.slow
LANGUAGES = 12
FORMS = ("sms", "email", "email-draft", "email-all")


@pytest.fixture(scope="module")
def everywhere(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The example edition, whose facts are all known, with its e-mails in every language that there is."""
    project = Project(copy_project(tmp_path_factory.mktemp("everywhere")))
    path = project.path("source/editions/example/edition.toml")
    path.write_text(re.sub(r"(?m)^locales = .*\n", "", path.read_text("utf-8")), "utf-8")
    for tag in project.tags():
        for form in FORMS:
            project.publish(Piece("example", tag, form))
            project.check(Piece("example", tag, form))
    gathered = next(piece for piece in project.exports() if piece.edition == "example")
    project.export(gathered)
    project.check_export(gathered)
    return project


def files(project: Project, form: str) -> list[tuple[manifest.Row, bytes]]:
    found = [row for row in project.manifest_rows() if row["format"] == form]
    return [(row, project.path("dist", row["path"]).read_bytes()) for row in found]


def test_every_question_has_its_emails_in_every_language(everywhere: Project) -> None:
    questions = [question.id for question in everywhere.source().questions]
    assert len(everywhere.tags()) == LANGUAGES
    wanted = {"email": questions, "email-draft": questions, "email-all": [None]}
    for form, identifiers in wanted.items():
        found = {(row["locale"], row["question"]) for row, _ in files(everywhere, form)}
        assert found == {(tag, question) for tag in everywhere.tags() for question in identifiers}


def test_every_email_holds_every_address_of_its_answer(everywhere: Project) -> None:
    for row, content in files(everywhere, "email"):
        document = everywhere.document("example", row["locale"])
        question = next(question for question in document.questions if question.id == row["question"])
        runs = [run for block in question.answer for passage in block.passages for run in passage.runs if run.href]
        assert bool(runs) == (row["question"] == "learn-more"), row["path"]
        lines = content.decode().split("\r\n")
        assert all(run.href in lines for run in runs if run.href.startswith("http")), row["path"]
        assert all(run.text in content.decode() for run in runs if run.href.startswith("mailto:")), row["path"]
        assert lines[-4:] == ["https://example.org/newcomers", "hello@example.org", lines[-2], ""]
        assert lines[-2].strip("\u200e\u200f") == "506-555-0100"


READ = """
const { createRequire } = require("node:module");
const { readFileSync } = require("node:fs");
const [folder, ...names] = process.argv.slice(2);
const found = createRequire(folder + "/package.json")("postal-mime");
const read = (name) => (found.default ?? found).parse(readFileSync(name));
Promise.all(names.map(read)).then((mails) => console.log(JSON.stringify(mails)));
"""


@pytest.mark.parametrize("form", ["email-draft", "email-all"])
def test_another_implementation_reads_the_same(everywhere: Project, form: str, tmp_path: Path) -> None:
    (tmp_path / "read.cjs").write_text(READ, "utf-8")
    drafts = files(everywhere, form)
    names = [str(everywhere.path("dist", row["path"])) for row, _ in drafts]
    command = [program("node"), tmp_path / "read.cjs", npm_package("postal-mime"), *names]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    for (row, content), mail in zip(drafts, json.loads(run.stdout), strict=True):
        message = message_from_bytes(content, policy=SMTP)
        parts = [part.get_content().replace("\r\n", "\n").strip() for part in message.iter_parts()]
        assert mail["subject"] == message["Subject"] and len(mail["subject"]) <= 60, row["path"]
        assert [mail[name].replace("\r\n", "\n").strip() for name in ("text", "html")] == parts, row["path"]
        headers = {header["key"]: header["value"] for header in mail["headers"]}
        assert (headers["x-unsent"], headers["x-handbill-code"]) == ("1", row["code"]), row["path"]
        assert (mail.get("from"), mail.get("to"), mail.get("date"), mail["attachments"]) == (None, None, None, [])


def test_what_is_gathered_is_read_back_as_the_files_are(everywhere: Project) -> None:
    texts = {
        row["path"].rpartition("/")[2]: content.decode()
        for form in ("sms", "email")
        for row, content in files(everywhere, form)
    }
    assert len(texts) == LANGUAGES * 6 * 2
    made = {row["path"].rpartition(".")[2]: content for row, content in files(everywhere, "snippets")}
    found = json.loads(made["json"])["snippets"]
    assert {each["file"]: each["text"] for each in found} == texts
    rows = csv.DictReader(io.StringIO(made["csv"].decode("utf-8-sig"), newline=""))
    assert {row["file"]: row["text"] for row in rows} == texts
    cells = {name: text.replace("\r\n", "\n").rstrip("\n") for name, text in texts.items()}
    matches = yaml.safe_load(made["yml"])["matches"]
    assert {f"{each['trigger'][1:-1]}.txt": each["replace"] for each in matches} == cells
    book = openpyxl.load_workbook(io.BytesIO(made["xlsx"]))
    sheets = [[[cell.value for cell in line] for line in sheet.iter_rows()] for sheet in book]
    assert {line[0]: line[5] for sheet in sheets for line in sheet[1:]} == cells
    assert {sheet.title for sheet in book if sheet.sheet_view.rightToLeft} == {"Arabic", "Persian"}
