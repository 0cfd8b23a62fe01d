"""What is put on a web site: what is final and the shelf of it, no draft, nothing withdrawn, and no link to nowhere."""

import json
import re
import shutil
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from conftest import ROOT
from releases import SMS, changed, small

from handbill import hosting, releasing, shelving
from handbill.errors import HandbillError
from handbill.project import Piece, Project

ARABIC = Piece("standard", "ar", "sms")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The text messages of an edition in two languages: the English are final, the Arabic wait for their reviewer."""
    found = small(tmp_path_factory.mktemp("made"))
    shutil.copy2(ROOT / "source/shelf.toml", found.path("source/shelf.toml"))
    build(found)
    return found


@pytest.fixture
def project(made: Project, tmp_path: Path) -> Project:
    shutil.copytree(made.root, tmp_path, symlinks=True, dirs_exist_ok=True)
    return Project(tmp_path)


def build(project: Project) -> None:
    for piece in (SMS, ARABIC):
        project.publish(piece)
    list(project.finish({}, set()))


def held(project: Project) -> dict[str, str]:
    folder = project.path("site")
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in folder.rglob("*.*")}


class Links(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found |= {value for name, value in attrs if name in ("href", "src") and value}


def test_the_finals_are_there_and_no_draft(project: Project) -> None:
    rows = json.loads(project.path("dist/manifest.json").read_text("utf-8"))["files"]
    finals, drafts = ([row for row in rows if row["state"] == state] for state in ("final", "draft"))
    assert finals and drafts
    hosting.site(project, ["standard"])
    found = held(project)
    assert set(found) == {row["path"] for row in finals} | {"index.html", "standard/index.html", "manifest.json"}
    assert json.loads(found["manifest.json"])["files"] == finals
    for row in drafts:
        text = project.path("dist", row["path"]).read_text("utf-8")
        assert [name for name, content in found.items() if text in content or row["path"] in content] == []
        assert row["code"] not in found["standard/index.html"]


def test_the_shelf_speaks_of_nothing_that_is_not_there(project: Project) -> None:
    page = Path("standard/index.html")
    hosting.site(project, ["standard"])
    built, public = (project.path(folder, page) for folder in ("dist", "site"))
    shelving.write(project)
    languages, order = re.compile(r'<option value="(ar|en-CA)"'), re.compile(r'<section id="order"[^>]* hidden>')
    assert languages.findall(built.read_text("utf-8")) == ["en-CA", "ar"]
    assert languages.findall(public.read_text("utf-8")) == ["en-CA"]
    assert order.search(public.read_text("utf-8"))
    assert "Languages: 1<" in project.path("site/index.html").read_text("utf-8")


def test_every_link_leads_to_a_file_that_is_there(project: Project) -> None:
    hosting.site(project, ["standard"])
    pages = [project.path("site", name) for name in held(project) if name.endswith(".html")]
    links = [(page, link) for page in pages for link in Links(page.read_text("utf-8")).found]
    assert ("site/index.html", "standard/index.html") in [
        (page.relative_to(project.root).as_posix(), link) for page, link in links
    ]
    assert [link for page, link in links if link[0] not in "#d" and not (page.parent / link).is_file()] == []


def test_what_is_no_longer_final_goes(project: Project) -> None:
    hosting.site(project, ["standard"])
    before = held(project)
    changed(project, "source/faq.md", "### Text message\n\nThere is more.\n", "")
    build(project)
    hosting.site(project, ["standard"])
    gone = set(before) - set(held(project))
    assert len(gone) == 1 and gone.pop().endswith("-sms-en-CA.txt")


def test_a_withdrawn_release_is_left_out(project: Project) -> None:
    releasing.released(project, "standard")
    hosting.site(project, ["standard"])
    releasing.withdraw(project, "standard", "2026-11-22", "a wrong number")
    with pytest.raises(HandbillError, match="nothing of this edition may be on a web site yet"):
        hosting.site(project, ["standard"])


def test_nothing_is_put_there_where_an_edition_has_nothing_final(project: Project) -> None:
    shutil.copytree(project.path("source/editions/standard"), project.path("source/editions/river"))
    project.publish(replace(ARABIC, edition="river"))
    build(project)
    with pytest.raises(HandbillError, match=r"^source/editions/river/edition\.toml: nothing of this edition may"):
        hosting.site(project, ["standard", "river"])
    assert not project.path("site").exists()


def test_a_file_that_somebody_changed_is_refused(project: Project) -> None:
    path = next(project.path("dist/standard/en-CA/sms").glob("*.txt"))
    path.write_text("other words", "utf-8")
    with pytest.raises(HandbillError, match=f"{path.name}: this is not what the last build made"):
        hosting.site(project, ["standard"])


@pytest.mark.parametrize("names", [[], ["standart"], ["standard", "../dist"]])
def test_the_edition_has_to_be_named(project: Project, names: list[str]) -> None:
    with pytest.raises(HandbillError, match=r"; add --edition and one of standard$"):
        hosting.site(project, names)


def test_a_build_comes_first(project: Project) -> None:
    project.path("dist/manifest.json").unlink()
    with pytest.raises(HandbillError, match=r"^dist/manifest\.json: nothing was built yet"):
        hosting.site(project, ["standard"])
