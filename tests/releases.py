"""The project of the standard document with every fact known, its text messages made, for tests of releases."""

import shutil
from pathlib import Path

from adapted_edits import LOGO
from conftest import ROOT

from handbill import releasing
from handbill.project import Piece, Project

EDITION = "source/editions/standard/edition.toml"
SMS = Piece("standard", "en-CA", "sms")
RELEASE = "release/standard-2026-11-22.zip"
REQUIRED = '\n[release]\nrequired = ["sms/en-CA"]\n'


def small(folder: Path) -> Project:
    """Return the project in a folder of its own; a release of it waits for the English text messages."""
    project = Project(folder)
    places = {"standard.md": "source/faq.md", "ar.po": "source/locale/ar.po", "labels.toml": "source/labels.toml"}
    edition = {"edition.toml": EDITION}
    for name, place in (places | edition).items():
        project.path(place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / "tests/data" / name, project.path(place))
    project.path("source/locale/reviews.toml").write_text("# Reviews.\n", "utf-8")
    for name in ("requirements.lock", "source/shelf.toml"):
        shutil.copy2(ROOT / name, project.path(name))
    for name in ("templates", "styles"):
        project.path(name).symlink_to(ROOT / name)
    project.path("source/editions/standard/logo.png").write_bytes(LOGO)
    changed(project, EDITION, '"email"]', '"email", "phone", "contact_name"]')
    changed(project, EDITION, 'phone = ""', 'phone = "506-555-0100"')
    project.path(EDITION).write_text(project.path(EDITION).read_text("utf-8") + REQUIRED, "utf-8")
    project.publish(SMS)
    return project


def changed(project: Project, path: str, old: str, new: str) -> None:
    """Change the words of a source, as staff do."""
    text = project.path(path).read_text("utf-8")
    assert old in text
    project.path(path).write_text(text.replace(old, new), "utf-8")


def again(project: Project, old: str, new: str, day: str = "") -> None:
    """Change words of the FAQ, and on a later day the date; make the text messages, and release them."""
    changed(project, "source/faq.md", old, new)
    if day:
        changed(project, EDITION, "revised = 2026-11-22", f"revised = {day}")
    project.publish(SMS)
    releasing.released(project, "standard")
