"""Killed runs: whatever is killed, at whatever moment, the next run ends well and with the same bytes; and two commands
at once lose nothing. `bench/kills.py` does the same many more times.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import kills
import pytest
from kills import Trial

from handbill import po, reviews

pytestmark = pytest.mark.slow

WAITING = "Another build is running here; this one waits until it is done.\n"
# Cases and seeds; a build whose change is taken back has the most that can go wrong.
KILLED = [
    *[("changed looks", seed) for seed in (1, 2, 3)],
    *[("a changed word taken back", seed) for seed in (1, 2, 3, 4, 5)],
    *[(name, seed) for name in ("update", "approve", "take") for seed in (1, 2)],
    *[("release", seed) for seed in (1, 2)],
]


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Trial:
    """A small project to kill runs in, with what each case makes undisturbed."""
    return kills.trial(tmp_path_factory.mktemp("kills"), dict.fromkeys(name for name, _ in KILLED))


@pytest.mark.parametrize(("name", "seed"), KILLED)
def test_after_a_kill_the_next_run_makes_the_same_bytes(trial: Trial, name: str, seed: int) -> None:
    killed = kills.kill(trial, name, seed)
    assert not killed.wrong, killed


def test_what_a_killed_run_leaves_is_looked_at(trial: Trial) -> None:
    """The trial finds what is wrong: a file half-written, one that is other, one left over."""
    kills.restored(trial.folder, trial.kept / "update")
    (trial.folder / "source/locale/.ar.po.1.part").write_text("half")
    (trial.folder / "source/locale/.ar.po.part").write_text("no file of ours")
    (trial.folder / "source/history/0.json").write_text("{}")
    temporary = trial.folder.parent / "temporary"
    temporary.mkdir(exist_ok=True)
    (temporary / "left").touch()
    found = {line.split(": ")[1] for line in kills.completed(trial, "update", temporary)}
    others = {"source/history/0.json", "source/locale/.ar.po.part"}
    assert found == {*others, str(trial.folder / "source/locale/.ar.po.part"), str(temporary / "left")}


# Two at once

HOLD = (
    "import fcntl, sys; lock = open('.handbill/lock', 'w'); fcntl.lockf(lock, fcntl.LOCK_EX); "
    "print('held', flush=True); sys.stdin.read()"
)


@contextmanager
def started(folder: Path, *command: str) -> Iterator[subprocess.Popen[str]]:
    streams = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    with subprocess.Popen([sys.executable, *command], cwd=folder, **streams) as running:
        yield running


@pytest.mark.parametrize("name", kills.COMMANDS)
def test_a_command_waits_for_another_and_says_so(trial: Trial, name: str) -> None:
    kills.restored(trial.folder, trial.kept / name)
    before = kills.contents(trial.folder, "source", "release")
    with started(trial.folder, "-c", HOLD) as holder:
        assert holder.stdout and holder.stdout.readline() == "held\n"
        with started(trial.folder, "-m", "doit", *kills.CASES[name].command) as waiting:
            assert waiting.stdout and waiting.stdout.readline() == WAITING
            assert kills.contents(trial.folder, "source", "release") == before
            holder.communicate("")
            said, _ = waiting.communicate()
    assert waiting.returncode == 0, said
    assert kills.contents(trial.folder, *kills.CASES[name].compared) == trial.made[name]


def test_two_approvals_at_once_are_both_kept(trial: Trial) -> None:
    kills.restored(trial.folder, trial.kept / "approve")
    asked = ("what", "when", "end")
    commands = [("-m", "doit", *kills.APPROVE, question) for question in asked]
    with (
        started(trial.folder, *commands[0]) as one,
        started(trial.folder, *commands[1]) as two,
        started(trial.folder, *commands[2]) as three,
    ):
        said = [run.communicate()[0] for run in (one, two, three)]
    assert [run.returncode for run in (one, two, three)] == [0, 0, 0], said
    path = trial.folder / "source/locale/reviews.toml"
    assert {*asked, "reach"} <= reviews.read(path.read_bytes(), path.name)["ar"].keys()


def test_an_update_and_an_approval_at_once_are_both_kept(trial: Trial) -> None:
    kills.restored(trial.folder, trial.kept / "update")
    with (
        started(trial.folder, "-m", "doit", "update") as one,
        started(trial.folder, "-m", "doit", *kills.APPROVE, "when") as two,
    ):
        said = [run.communicate()[0] for run in (one, two)]
    assert [one.returncode, two.returncode] == [0, 0], said
    path, catalog = trial.folder / "source/locale/reviews.toml", trial.folder / kills.CATALOG
    assert {"when", "reach"} <= reviews.read(path.read_bytes(), path.name)["ar"].keys()
    assert "It has no desk and no door." in {entry.text for entry in po.read(catalog.read_bytes(), "ar.po").entries}
