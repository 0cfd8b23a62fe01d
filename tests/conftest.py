"""What tests share: outside programs skipped aloud (or demanded), the whole project built once, and accepted
goldens.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import documents
import pytest

from handbill import fonts, manifest
from handbill.project import FONTS_FOLDER, Piece, Project

ROOT = Path(__file__).resolve().parent.parent
# What a build needs of the project; everything else may be absent.
NEEDED = ("dodo.py", "handbill", "source", "templates", "styles", "docs", "requirements.lock")
# Programs go by other names on some systems.
NAMES = {
    "soffice": ("soffice", "libreoffice"),
    "chromium": ("chromium", "chromium-browser", "google-chrome"),
    "outloud": ("outloud", str(ROOT / ".handbill/outloud/bin/outloud")),
    # Not any dask: one beside all that handbill runs with.
    "dask": (str(ROOT / ".handbill/cluster/bin/dask"),),
}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--accept", action="store_true", help="write the goldens anew; look at the difference before committing"
    )


@pytest.fixture
def accept(request: pytest.FixtureRequest) -> bool:
    """Whether goldens are to be renewed."""
    return bool(request.config.getoption("--accept"))


@pytest.fixture
def golden(accept: bool) -> Callable[[str, str], None]:
    """Compare a text with tests/golden/<name>, or write it there with --accept."""

    def compare(name: str, text: str) -> None:
        path = ROOT / "tests/golden" / name
        if accept:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        assert path.is_file(), f"no golden {path.name}; run pytest --accept and look at it"
        assert text == path.read_text("utf-8")

    return compare


def program(name: str) -> str:
    """Return the path of an outside program; without it the test is skipped aloud, or fails where all are demanded."""
    for candidate in NAMES.get(name, (name,)):
        found = shutil.which(candidate)
        if found:
            return found
    message = f"{name} is not installed"
    if os.environ.get("HANDBILL_REQUIRE_PROGRAMS"):
        pytest.fail(message)
    pytest.skip(message)


def npm_package(name: str) -> Path:
    """Return the folder of an npm package that tests use; without it the test is skipped aloud, or fails where all are
    demanded.
    """
    folder = Path(os.environ.get("HANDBILL_NPM") or ROOT / "node_modules") / name
    if folder.is_dir():
        return folder
    message = f"npm's {name} is not here; install it, and name the folder that holds it in HANDBILL_NPM"
    if os.environ.get("HANDBILL_REQUIRE_PROGRAMS"):
        pytest.fail(message)
    pytest.skip(message)


def copy_project(folder: Path) -> Path:
    """Copy what a build needs into `folder`, and return it."""
    for name in NEEDED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.is_file():
            shutil.copy2(source, folder / name)
    return folder


def outside() -> dict[str, str]:
    """Return the environment for a program that draws with the system's fonts, and not with the tests' faces."""
    return {name: value for name, value in os.environ.items() if name != "FONTCONFIG_FILE"}


def doit(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run doit in a project's folder; its output is text, its exit code is not checked."""
    command = [sys.executable, "-m", "doit", *arguments]
    kept = {name: value for name, value in outside().items() if name != "GITHUB_ACTIONS"}
    return subprocess.run(command, cwd=folder, env=kept | environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole project, built once in a folder of its own; tests only read it."""
    folder = copy_project(tmp_path_factory.mktemp("built"))
    run = doit(folder)
    assert run.returncode == 0, run.stdout + run.stderr
    return folder


@pytest.fixture(scope="session")
def faces(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Latin, Arabic and Devanagari faces, and of the Chinese and Korean ones what documents.py needs, made once and
    kept in pytest's cache; fontconfig sees no others.
    """
    code = (ROOT / "handbill/fonts.py").read_text("utf-8")
    wanted = [fonts.font_for(script) for script in ("Latn", "Arab", "Deva", "Hans", "Kore")]
    texts = [text for words in documents.WORDS.values() for text in words]
    key = sha256("\n".join((code, *texts, *map(fonts.source_of, wanted))).encode()).hexdigest()[:16]
    # Without a cache (-p no:cacheprovider) the faces are made for this run alone.
    cache = getattr(request.config, "cache", None)
    place = cache.mkdir(f"faces-{key}") if cache else tmp_path_factory.mktemp("faces")
    project = Project(Path(place))
    folder = project.path(FONTS_FOLDER)
    for font in wanted:
        if not all((folder / fonts.file_name(font, weight)).is_file() for weight in fonts.WEIGHTS):
            project.make_font(font.script, fonts.wanted(font, texts))
    project.configure_fonts(str(folder))
    os.environ["FONTCONFIG_FILE"] = str(folder / "fonts.conf")
    return folder


@pytest.fixture(autouse=True)
def same_faces(request: pytest.FixtureRequest) -> None:
    """Have fontconfig see the faces in each test that wants them, whatever project made pieces before."""
    if "faces" in request.fixturenames:
        os.environ["FONTCONFIG_FILE"] = str(request.getfixturevalue("faces") / "fonts.conf")


@pytest.fixture(scope="session")
def standard(faces: Path, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The project of the standard document, every construct once, in English and Arabic."""
    project = Project(tmp_path_factory.mktemp("standard"))
    places = {"standard.md": "faq.md", "ar.po": "locale/ar.po", "labels.toml": "labels.toml"}
    edition = {name: f"editions/standard/{name}" for name in ("edition.toml", "logo.svg")}
    for name, place in (places | edition).items():
        target = project.path(f"source/{place}")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / "tests/data" / name, target)
    for name in ("templates", "styles"):
        shutil.copytree(ROOT / name, project.path(name))
    project.configure_fonts(str(faces))
    return project


def published(project: Project, tag: str, form: str) -> Piece:
    """Return a piece of the standard document, made unless it stands."""
    piece = Piece("standard", tag, form)
    if not manifest.standing(project.root, piece.name):
        project.publish(piece)
    return piece
