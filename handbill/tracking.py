"""The command that says how far each language is, and what staff have still to decide."""

from collections.abc import Sequence
from pathlib import Path

from handbill import catalogs, files, locales, po, status, templates
from handbill.project import SOURCE_TAG, STATUS, Project

# What its page is made from.
LOOKS = ("templates/status.html", "styles/status.css")
OPEN = "docs/to-confirm.md"


def tell(project: Project) -> list[str]:
    """Write the page of how far each language is; return the same as lines to read, with what staff have still to
    decide.
    """
    languages = [progress(project, tag) for tag in project.catalog_tags()]
    files.write_whole(project.path(STATUS), _page(project, languages).encode())
    missing = f"{OPEN}: the file is missing; bring it back, or undo what took it away"
    questions = _open_questions(project)
    return [
        *status.lines(languages),
        *project.notices(),
        "",
        f"{STATUS}: the same to open in a browser, with every text that waits",
        "",
        missing if questions is None else f"Open questions for staff ({OPEN}): {len(questions)}",
        *(f"  {line}" for line in questions or ()),
    ]


def progress(project: Project, tag: str) -> status.Progress:
    """Return how far a language is."""
    catalog = project.catalog(tag)
    find = catalogs.lookup(catalog, project.failing(project.editions_of(tag), tag))
    keys = {entry.line: entry.key for entry in catalog.entries}
    remarks: dict[po.Key, list[str]] = {}
    for severity, found in project.remarks(tag):
        remarks.setdefault(keys[found.line], []).append(f"{severity}: {found}")
    return status.progress(locales.language(tag), catalog, project.messages(), find, project.approvals(tag), remarks)


def _page(project: Project, languages: Sequence[status.Progress]) -> str:
    parts = {Path(name).name: project.path(name).read_text("utf-8") for name in LOOKS}
    around = locales.language(SOURCE_TAG)
    return templates.render("status.html", parts, languages=languages, stands=status.STANDS, around=around)


def _open_questions(project: Project) -> list[str] | None:
    """Return what staff have still to decide, a line each; None where the list is missing."""
    if not project.path(OPEN).is_file():
        return None
    text = project.path(OPEN).read_text("utf-8")
    return [line.removeprefix("- ") for line in text.splitlines() if line.startswith("- ")]
