"""The shelf in its folders: renewed with what changed and no more, removed with its edition, compared with what was
released.
"""

import io
import json
import re
import shutil
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT
from releases import EDITION, RELEASE, SMS, changed, small

from handbill import files, gate, ledger, releasing, shelf, shelving, tasks
from handbill.errors import HandbillError
from handbill.project import Piece, Project

ARABIC = Piece("standard", "ar", "sms")
OTHER = Piece("other", "en-CA", "sms")
PAGE, OF_OTHER, LIST = (f"dist/{name}index.html" for name in ("standard/", "other/", ""))


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project of two editions with its shelf; tests only read it."""
    project = small(tmp_path_factory.mktemp("shelved"))
    shutil.copy2(ROOT / shelving.WORDS, project.path(shelving.WORDS))
    shutil.copytree(project.path("source/editions/standard"), project.path("source/editions/other"))
    project.publish(ARABIC)
    project.publish(OTHER)
    finish(project)
    return project


@pytest.fixture
def project(kept: Project, tmp_path: Path) -> Project:
    """The same, to be changed by a test."""
    shutil.copytree(kept.root, tmp_path / "project", symlinks=True)
    return Project(tmp_path / "project")


def finish(project: Project) -> None:
    """End a build in which no step had a fault."""
    assert list(shelving.finish(project, {}, set()))


def page(project: Project, path: str = PAGE) -> str:
    return project.path(path).read_text("utf-8")


def times(project: Project) -> dict[str, int]:
    return {path: project.path(path).stat().st_mtime_ns for path in (PAGE, OF_OTHER, LIST)}


def since(project: Project) -> str:
    """Return what the page says of its last release."""
    found = re.search(r'<(p|details) class="since">(.*?)</\1>', page(project), re.DOTALL)
    assert found
    return " ".join(re.sub(r"<[^>]*>", " ", found[2]).split())


def test_a_second_build_writes_nothing(project: Project) -> None:
    before = times(project)
    finish(project)
    assert times(project) == before


def test_the_manifest_is_read_once_for_all_pages(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    read, rows = [], shelving._rows
    monkeypatch.setattr(shelving, "_rows", lambda of: (read.append(of), rows(of))[1])
    shelving.check(project)
    assert len(read) == 1


def test_a_changed_text_renews_its_editions_page_and_nothing_else(project: Project) -> None:
    before, old = times(project), page(project)
    changed(project, "source/locale/ar.po", "جرت مراجعته في", "راجعناه في")
    project.publish(ARABIC)
    finish(project)
    assert {path for path, time in times(project).items() if time != before[path]} == {PAGE}
    lines = set(page(project).splitlines()) ^ set(old.splitlines())
    assert any("راجعناه في" in line for line in lines) and len(lines) == 4


def test_an_edition_that_is_removed_takes_its_page_and_pictures_along(project: Project) -> None:
    own = project.path("dist/other/pictures/a.webp")
    files.write_whole(own, b"picture")
    files.write_whole(project.path("dist/status/index.html"), b"another's")
    shutil.rmtree(project.path("source/editions/other"))
    finish(project)
    assert not own.exists() and not project.path(OF_OTHER).exists()
    assert "other/" not in page(project, LIST) and project.path("dist/status/index.html").is_file()
    shutil.rmtree(project.path("source/editions/standard"))
    finish(project)
    assert not project.path(PAGE).exists() and not project.path(LIST).exists()


def test_an_edition_that_cannot_be_read_keeps_its_page_and_pictures(project: Project) -> None:
    own, before = project.path("dist/other/pictures/a.webp"), page(project, OF_OTHER)
    files.write_whole(own, b"picture")
    changed(project, "source/editions/other/edition.toml", "revised = 2026-11-22", "revised =")
    changed(project, EDITION, "revised = 2026-11-22", "revised = 2027-01-31")
    finish(project)
    assert own.is_file() and page(project, OF_OTHER) == before
    assert "Revised: 2027-01-31" in page(project)


# Since the last release


def again(project: Project) -> None:
    """Change words of the FAQ, and the date; make the texts, and release them."""
    changed(project, "source/faq.md", "There is more.", "There is much more.")
    changed(project, EDITION, "revised = 2026-11-22", "revised = 2027-01-31")
    project.publish(SMS)
    project.publish(ARABIC)
    releasing.released(project, "standard")


def test_what_was_just_released_has_nothing_before_it_and_gives_the_same_archive_twice(project: Project) -> None:
    archives = []
    for _ in range(2):
        project.path(RELEASE).unlink(missing_ok=True)
        releasing.released(project, "standard")
        finish(project)
        archives.append(project.path(RELEASE).read_bytes())
    assert archives[0] == archives[1] and "standard/index.html" in zipfile.ZipFile(io.BytesIO(archives[0])).namelist()
    assert since(project) == "There is no earlier release to compare with."


def test_what_has_changed_since_the_release_is_told(project: Project) -> None:
    releasing.released(project, "standard")
    changed(project, "source/faq.md", "There is more.", "There is much more.")
    changed(project, EDITION, "506-555-0100", "506-555-0199")
    project.publish(SMS)
    finish(project)
    said = since(project)
    assert said.startswith("Changed since the release of 2026-11-22 English (Canada) ") and "Question" in said
    (number,) = re.findall(r"Question (\d)", said)
    text = page(project)
    assert f'data-question="q{number}"><h3>Question {number}\u00a0· Is there “more”?' in text
    assert text.count("changed since the release\u00a0· Code") == 1 + ("the telephone number" in said)
    assert text.count("as released\u00a0· Code") > 0
    # Nothing else has had a release.
    assert "no earlier release" in page(project, OF_OTHER)
    assert list(project.path(".handbill/since").iterdir())
    # A text that is again as it was released is so too.
    changed(project, "source/faq.md", "There is much more.", "There is more.")
    changed(project, EDITION, "506-555-0199", "506-555-0100")
    project.publish(SMS)
    finish(project)
    assert since(project) == "There is no earlier release to compare with."


def test_the_next_release_is_compared_with_the_one_before(project: Project) -> None:
    releasing.released(project, "standard")
    again(project)
    finish(project)
    assert since(project).startswith("Changed since the release of 2026-11-22 English (Canada) ")
    releasing.withdraw(project, "standard", "2026-11-22", "a wrong number")
    finish(project)
    assert "no earlier release" in since(project)


def test_an_internal_release_is_none(project: Project) -> None:
    releasing.released(project, "standard", allow_drafts=True)
    again(project)
    finish(project)
    assert "no earlier release" in since(project)


def test_words_that_are_missing_are_told_and_stop_no_other_edition(project: Project) -> None:
    code = next(row["code"] for row in project.manifest_rows() if "standard-more-sms-en" in row["path"])
    releasing.released(project, "standard")
    project.path(f"source/history/{code}.json").unlink()
    before = page(project)
    for piece in (SMS, OTHER):
        changed(
            project, f"source/editions/{piece.edition}/edition.toml", "revised = 2026-11-22", "revised = 2027-01-31"
        )
    changed(project, "source/faq.md", "There is more.", "There is much more.")
    project.publish(SMS)
    with pytest.raises(HandbillError, match=f"source/history/{code}.json: the words of this released piece are miss"):
        finish(project)
    assert page(project) == before and "Revised: 2027-01-31" in page(project, OF_OTHER)


def test_a_damaged_ledger_is_told(project: Project) -> None:
    files.write_whole(project.path(ledger.PATH), b"[]")
    with pytest.raises(HandbillError, match="this is no ledger of releases"):
        finish(project)


# The check


def damaged(project: Project) -> None:
    """Take the language out of the shelf's texts."""
    path = project.path("templates")
    path.unlink()
    shutil.copytree(ROOT / "templates", path)
    changed(project, "templates/shelf.html", '<pre lang="{{ group.of.language.tag }}"', "<pre")


def test_a_fault_of_the_pages_is_told_at_the_end(project: Project) -> None:
    damaged(project)
    with pytest.raises(HandbillError) as error:
        finish(project)
    lines = str(error.value).splitlines()
    assert all(re.match(r"dist/(?:standard|other)/index\.html: shelf-languages: ", line) for line in lines)
    assert len({line.split(":")[0] for line in lines}) == 2
    list(shelving.finish(project, {"read:x": tuple(lines)}, set()))


def test_a_fault_that_is_found_at_the_end_makes_a_build_fail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def end(*_: object) -> list[str]:
        raise HandbillError("dist/index.html: shelf-links: it leads to nothing; build again")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(tasks, "_finish", [(end, str)])
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    out = io.StringIO()
    reporter = tasks.Reporter(out, {})
    reporter.building = True
    with pytest.raises(SystemExit, match="1"):
        reporter.complete_run()
    first, last = out.getvalue().splitlines()
    assert "shelf-links" in first and last == "1 fault, named above; all else was built."


# The questions, which every build asks for in every language


@pytest.fixture
def asked(project: Project, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The languages whose documents were read for their questions, where the code is known to be what was loaded."""
    found: list[str] = []
    read = Project.document
    monkeypatch.setattr(Project, "document", lambda self, *names: (found.append(names[1]), read(self, *names))[1])
    monkeypatch.setattr(shelving, "_code", lambda _: "the code")
    shelving._questions(project, "standard", "ar")
    assert found.pop() == "ar"
    return found


def ask(project: Project) -> dict[str, str]:
    return shelving._questions(project, "standard", "ar")


READ_FROM = (
    *("source/faq.md", "source/labels.toml", "source/locale/ar.po", "source/editions/standard/edition.toml"),
    "styles/sms.toml",
)


def test_questions_that_nothing_has_changed_are_not_read_again(project: Project, asked: list[str]) -> None:
    assert ask(project) == ask(project) and ask(project)["what"]
    assert asked == []


@pytest.mark.parametrize("path", READ_FROM)
def test_questions_are_read_again_when_a_source_of_theirs_is_changed(
    project: Project, asked: list[str], path: str
) -> None:
    if project.path("styles").is_symlink():
        project.path("styles").unlink()
        shutil.copytree(ROOT / "styles", project.path("styles"))
    with project.path(path).open("a", encoding="utf-8") as file:
        file.write("\n")
    assert ask(project)["what"] and asked == ["ar"]


def test_questions_are_read_again_by_other_code(
    project: Project, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelving, "_code", lambda _: "other code")
    assert ask(project) and ask(project) and asked == ["ar"]


def test_questions_are_kept_by_no_code_that_may_be_another(
    project: Project, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelving, "_code", lambda _: "")
    assert ask(project) and ask(project) and asked == ["ar", "ar"]


@pytest.mark.parametrize("content", ["", "{", "[]", '["key", {}]', '["{key}", {"what": 1}]', '["{key}", 1]', "\udcff"])
def test_questions_that_were_spoiled_are_read_again(project: Project, asked: list[str], content: str) -> None:
    before = ask(project)
    key = shelving._read_from(project, "standard", "ar")
    kept = project.path(shelving.ASKED, "standard.ar")
    assert json.loads(kept.read_bytes()) == [key, before]
    kept.write_bytes(content.replace("{key}", key).encode(errors="surrogateescape"))
    assert ask(project) == before and asked == ["ar"]


def test_questions_whose_source_is_written_meanwhile_are_not_kept(
    project: Project, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with project.path("source/faq.md").open("a", encoding="utf-8") as file:
        file.write("\n")
    keys = iter(["before", "after"])
    monkeypatch.setattr(shelving, "_read_from", lambda *_: next(keys))
    assert ask(project)["what"] and asked == ["ar"]
    assert not {"before", "after"} & {*json.loads(project.path(shelving.ASKED, "standard.ar").read_bytes())[:1]}


def test_the_code_counts_while_it_is_known_to_be_what_was_loaded(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelving._code.cache_clear()
    path = project.path("handbill/model.py")
    path.parent.mkdir()
    path.write_text("# A module.\n", "utf-8")
    assert not gate.stood([path]) and not gate.stood([]) and not gate.stood([path.with_name("none.py")])
    assert shelving._code(project) == ""
    shelving._code.cache_clear()
    monkeypatch.setattr(gate, "stood", lambda _: True)
    before = shelving._code(project)
    path.write_text("# Another.\n", "utf-8")
    shelving._code.cache_clear()
    assert before and shelving._code(project) not in ("", before)


# A page that is made of the very same


@pytest.fixture
def rendered(project: Project, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The editions whose pages are made, where the code is known to be what was loaded."""
    monkeypatch.setattr(shelving, "_code", lambda _: "the code")
    finish(project)
    found: list[str] = []
    write = shelf.write
    monkeypatch.setattr(shelf, "write", lambda each, *given: (found.append(each.edition), write(each, *given))[1])
    return found


def test_a_page_that_nothing_has_changed_is_not_made_again(project: Project, rendered: list[str]) -> None:
    finish(project)
    assert rendered == []


def test_a_page_is_made_again_for_its_own_changes_alone(project: Project, rendered: list[str]) -> None:
    before = page(project, OF_OTHER)
    changed(project, "source/editions/standard/edition.toml", "revised = 2026-11-22", "revised = 2026-11-23")
    finish(project)
    assert (rendered, page(project, OF_OTHER)) == (["standard"], before)
    changed(project, shelving.WORDS, "Copy", "Copy now")
    finish(project)
    assert sorted(rendered) == ["other", "standard", "standard"]


def test_a_page_that_was_damaged_or_removed_is_made_again(project: Project, rendered: list[str]) -> None:
    before = page(project)
    project.path(PAGE).write_text(before.replace("1", "2"), "utf-8")
    project.path(OF_OTHER).unlink()
    finish(project)
    assert (sorted(rendered), page(project)) == (["other", "standard"], before)


def test_a_page_is_made_again_by_other_code(
    project: Project, rendered: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for code in ("other code", "", ""):
        monkeypatch.setattr(shelving, "_code", lambda _, code=code: code)
        finish(project)
    assert len(rendered) == 3 * 2
