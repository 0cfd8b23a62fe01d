"""Many editions: a killed build is gone on with, an idle one is short, and neither hides a change."""

import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from conftest import doit
from test_build import append, bare, contents, edit, emptied, read_until, remade, started

from handbill import gate, tasks
from handbill.steps import Step

TABLE = """\
id,place,partnership,website,email,phone,contact_name,confirmed,locales,revised
{}"""
ROW = (
    "city-{0},Example City {0},Example City {0} Partnership,https://example.org/{0},hello@example.org,506-555-010{0},"
    "Alex Example,website email phone contact_name,en-CA,2026-11-22\n"
)
CITIES = 4


@pytest.fixture(scope="session")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Editions made from a table, in two formats, built; tests only read it."""
    folder = bare(tmp_path_factory.mktemp("many"), "word", "sms")
    shutil.rmtree(folder / "source/editions/saint-john")
    # What is done is written down after every step, so that a test need not wait for it.
    append(folder, "handbill/tasks.py", "\nOFTEN = 0.0\n")
    (folder / "table.csv").write_text(TABLE.format("".join(ROW.format(n) for n in range(1, CITIES + 1))), "utf-8")
    for arguments in (("editions", "--table=table.csv"), ()):
        run = doit(folder, *arguments)
        assert run.returncode == 0, run.stdout + run.stderr
    return folder


@pytest.fixture
def copy(many: Path, tmp_path: Path) -> Path:
    """The same in a folder that a test may change, after a build that has learnt where it stands."""
    shutil.copytree(many, tmp_path / "many")
    assert doit(tmp_path / "many").returncode == 0
    return tmp_path / "many"


# What changes between two builds


@pytest.mark.slow
def test_a_killed_build_is_gone_on_with(copy: Path) -> None:
    before, done = contents(copy), CITIES + 2
    with started(emptied(copy), "-n", "1") as killed:
        read_until(killed, "publish:", done)
        os.killpg(killed.pid, signal.SIGKILL)
    run = doit(copy)
    # One step was being done when the build was killed, and one may not have been written down yet.
    assert run.returncode == 0 and 2 * (CITIES + 1) - done <= len(remade(run)) <= 2 * (CITIES + 1) - done + 2
    assert contents(copy) == before


@pytest.mark.slow
def test_one_edition_renewed_from_its_table_makes_its_pieces_alone(copy: Path) -> None:
    edit(copy, "table.csv", "506-555-0102", "506-555-0199")
    assert "source/editions/city-2/edition.toml: renewed\n" in doit(copy, "editions", "--table=table.csv").stdout
    run = doit(copy)
    assert (run.returncode, remade(run)) == (0, {"publish:city-2/en-CA/word", "publish:city-2/en-CA/sms"}), run.stdout


@pytest.mark.slow
def test_a_broken_edition_stops_no_other(copy: Path) -> None:
    edit(copy, "source/editions/city-2/edition.toml", "revised = 2026-11-22", "revised = 2026-11-222")
    edit(copy, "source/labels.toml", "Contact", "Contacts")
    run = doit(copy)
    assert run.returncode != 0 and "source/editions/city-2/edition.toml:2: " in run.stdout
    assert {name.split("/")[0] for name in remade(run)} == {
        f"publish:{name}" for name in ("example", "city-1", "city-3", "city-4")
    }


@pytest.mark.slow
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("source/editions/city-2", ""),
        ("dist/index.html", ""),
        ("dist/city-1/index.html", ""),
        ("dist/manifest.json", ""),
        ("styles/shelf.css", "\nbody { color: #000 }\n"),
        ("source/shelf.toml", "\n"),
        ("handbill/summary.py", "\nNONE = '*'\n"),
    ],
)
def test_an_idle_build_hides_no_change(copy: Path, old: str, new: str) -> None:
    """What an idle build says and leaves is what a build says and leaves that knows of no other."""
    path = copy / old
    if new:
        append(copy, old, new)
    else:
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    run = doit(copy)
    left = contents(copy)
    (copy / gate.ENDED).unlink()
    again = doit(copy)
    assert (run.returncode, remade(run), left) == (0, set(), contents(copy))
    assert run.stdout == again.stdout and "city-1" in run.stdout


# What is kept of a step


@pytest.mark.parametrize("same", [True, False])
def test_a_source_that_is_written_while_a_step_is_done_has_it_done_once_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, same: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.md").write_text("words", "utf-8")
    unchanged, saved = _asked({})
    assert not unchanged
    assert _asked(saved())[0]
    _, saved = _asked({})
    # Changed and changed back: what the step read in between is not known.
    replaced = Path("b.md")
    replaced.write_text("words" if same else "other", "utf-8")
    replaced.replace("a.md")
    assert not _asked(saved())[0]


def _asked(values: dict[str, str]) -> tuple[bool, Callable[[], dict[str, str]]]:
    """Return whether a step is as it was, and what gives the values that are kept when it is done."""
    (task,) = tasks.subtasks([Step("a step", "", (str, ()), ("a.md",), ("value",))])
    (unchanged,) = task["uptodate"]
    doing = SimpleNamespace(value_savers=[])
    return unchanged(doing, values), doing.value_savers[0]
