"""Runs that are killed at a random moment, and what must hold afterwards; tests do a few, `bench/kills.py` many.

A trial is a small project, built in one folder: an invented edition in English and Arabic, every format. Each kill
begins from the same files, ends every process of the run at once, spoils doit's database or not, and runs the same
again.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random

from conftest import ROOT, copy_project, doit

DATA = ROOT / "tests/data"
EDITION = "source/editions/standard/edition.toml"
CATALOG = "source/locale/ar.po"
DATABASE = ".handbill/doit.sqlite3"
# What builds and commands make.
MADE = ("dist", "source", "release")
# Written at the end of a build from what was found, and at the end only.
LAST = ("manifest.json", "index.html")
# WeasyPrint asks a C compiler, where it finds one, for its libraries; what that leaves half-written is not ours.
ALONE = {"PATH": ""}
# Seconds in which what was begun to be written is killed.
WRITING = 0.004
Change = Callable[[Path], None]


def edited(path: str, old: str, new: str) -> Change:
    """Return a change of a source, as staff make it."""

    def change(folder: Path) -> None:
        text = (folder / path).read_text("utf-8")
        assert old in text, f"{path} has no “{old}”; renew the test"
        (folder / path).write_text(text.replace(old, new, 1), "utf-8")

    return change


def emptied(folder: Path) -> None:
    """Take all that was built away but the fonts."""
    for name in ("dist", ".handbill/rows", ".handbill/fits"):
        shutil.rmtree(folder / name)
    (folder / DATABASE).unlink()


def unchanged(folder: Path) -> None:
    """Change nothing."""


# As long as the old words, so that only their bytes tell.
RENUMBERED = edited(EDITION, "506-555-0100", "506-555-0101")
NUMBERED = edited(EDITION, "506-555-0101", "506-555-0100")
REWORDED = edited(CATALOG, "تجمع الناس معًا؛", "تجمع الناس معنا؛")
WORDED = edited(CATALOG, "تجمع الناس معنا؛", "تجمع الناس معًا؛")
NARROWER = edited("styles/poster-question.toml", "margins = [9, 9, 9, 9]", "margins = [8, 9, 9, 9]")
LONGER = edited("source/faq.md", "It has no desk.", "It has no desk and no door.")


@dataclass(frozen=True)
class Case:
    """What is killed: the change before it, the command, the change before the next run, the folders that are compared,
    and how often it has its turn.
    """

    before: Change = unchanged
    command: tuple[str, ...] = ()
    after: Change = unchanged
    compared: tuple[str, ...] = ("source",)
    often: int = 1


RELEASE = ("release", "--edition", "standard")
APPROVE = ("approve", "--language", "ar", "--by", "a reviewer", "--question")
CASES = {
    "a first build": Case(emptied, compared=("dist",)),
    "a changed word": Case(REWORDED, compared=("dist",), often=2),
    "a changed word taken back": Case(REWORDED, after=WORDED, compared=("dist",), often=2),
    "a changed number taken back": Case(RENUMBERED, after=NUMBERED, compared=("dist",)),
    "changed looks": Case(NARROWER, compared=("dist",), often=4),
    "update": Case(LONGER, command=("update",)),
    "approve": Case(command=(*APPROVE, "what")),
    "take": Case(command=("take", "--file", "back.xlf", "--write")),
    "release": Case(command=RELEASE, compared=("source", "release", "dist")),
}
BUILDS = tuple(name for name, case in CASES.items() if not case.command)
COMMANDS = tuple(name for name, case in CASES.items() if case.command)
SPOILED = (*(["left"] * 6), "removed", "cut short", "garbage", "garbled")


@dataclass(frozen=True)
class Trial:
    """A project to kill runs in; by case the files to begin from, what it makes when nothing happens to it, and in how
    many seconds.
    """

    folder: Path
    kept: Path
    made: dict[str, dict[str, bytes]]
    takes: dict[str, float]


@dataclass(frozen=True)
class Killed:
    """One kill: its case and seed, when it fell, what became of doit's database, how many files were other than before,
    how many were half-written, and what was wrong afterwards.
    """

    case: str
    seed: int
    moment: str
    database: str
    written: int
    half: int
    wrong: tuple[str, ...]


# Preparing


def trial(folder: Path, cases: Iterable[str] = tuple(CASES)) -> Trial:
    """Build a project in a folder, with drafts released, and make each case undisturbed."""
    begun = Trial(project(folder / "trial"), folder / "kept", {}, {})
    done(begun.folder, "update")
    done(begun.folder, *APPROVE, "reach")
    done(begun.folder, *RELEASE, "--allow-drafts")
    done(begun.folder, "xliff", "--language", "ar", "--to", "back.xlf")
    edited("back.xlf", "تجمع الناس معًا؛", "تجمع الناس معنا؛")(begun.folder)
    done(begun.folder)
    shutil.copytree(begun.folder, folder / "built")
    for name in cases:
        _prepare(begun, folder / "built", name)
    return begun


def _prepare(begun: Trial, built: Path, name: str) -> None:
    """Keep the files from which a case begins, and what it makes."""
    case = CASES[name]
    restored(begun.folder, built)
    case.before(begun.folder)
    shutil.copytree(begun.folder, begun.kept / name)
    before = time.monotonic()
    done(begun.folder, *case.command)
    begun.takes[name] = time.monotonic() - before
    undisturbed = begun.folder if case.after is unchanged else built
    begun.made[name] = contents(undisturbed, *case.compared)


def project(folder: Path) -> Path:
    """Copy what a build needs into a folder, with questions of the standard document in every format."""
    folder.mkdir()
    copy_project(folder)
    for path in (*(folder / "source/locale").glob("*.po"), *(folder / "source/history").glob("*.json")):
        path.unlink()
    shutil.rmtree(folder / "source/editions")
    (folder / EDITION).parent.mkdir(parents=True)
    (folder / "source/locale/reviews.toml").write_text("# Reviews.\n", "utf-8")
    for name, place in {"standard.md": "faq.md", "ar.po": "locale/ar.po", "labels.toml": "labels.toml"}.items():
        shutil.copy2(DATA / name, folder / "source" / place)
    for name in ("edition.toml", "logo.svg"):
        shutil.copy2(DATA / name, (folder / EDITION).parent / name)
    _finish_words(folder)
    return folder


def _finish_words(folder: Path) -> None:
    """Leave out what is not translated and fill in the facts, so that the edition can be released."""
    edited(EDITION, '"email"]', '"email", "phone", "contact_name"]')(folder)
    edited(EDITION, 'phone = ""', 'phone = "506-555-0100"')(folder)
    with (folder / EDITION).open("a", encoding="utf-8") as file:
        file.write('\n[release]\nrequired = ["sms/en-CA"]\n')
    words = (folder / "source/faq.md").read_text("utf-8")
    words = words[: words.index("## Who reads it?")] + words[words.index("## Is this the end?") :]
    (folder / "source/faq.md").write_text(words, "utf-8")


def done(folder: Path, *arguments: str) -> str:
    """Run doit to a good end; return what it said."""
    run = doit(folder, *arguments, **ALONE)
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


def contents(folder: Path, *names: str) -> dict[str, bytes]:
    """Return the bytes of every file below the folders."""
    found = (path for name in names for path in (folder / name).rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def restored(folder: Path, kept: Path) -> None:
    """Bring a folder back to what was kept of it, with all times."""
    shutil.rmtree(folder)
    shutil.copytree(kept, folder)


# Killing


def kill(begun: Trial, name: str, seed: int) -> Killed:
    """Kill a case at the moment that the seed says, spoil doit's database or not, run it again, and compare."""
    chance, case, folder = Random(f"{name} {seed}"), CASES[name], begun.folder
    restored(folder, begun.kept / name)
    before = contents(folder, *MADE)
    temporary = folder.parent / "temporary"
    temporary.mkdir(exist_ok=True)
    moment = _killed(begun, name, chance, temporary)
    now = contents(folder, *MADE)
    changed = {path for path, content in now.items() if before.get(path) != content and not path.endswith(".part")}
    half = sum(path.endswith(".part") for path in now)
    wrong = [f"half-written: {path}" for path in _torn(changed, now, begun.made[name], case)]
    database = spoiled(folder / DATABASE, chance)
    case.after(folder)
    wrong += completed(begun, name, temporary)
    return Killed(name, seed, moment, database, len(changed), half, tuple(wrong))


def _killed(begun: Trial, name: str, chance: Random, temporary: Path) -> str:
    """Start a case and kill it with all its processes; return when that was."""
    command = [sys.executable, "-m", "doit", *CASES[name].command]
    unwanted = ("GITHUB_ACTIONS", "FONTCONFIG_FILE")
    kept = {key: value for key, value in os.environ.items() if key not in unwanted}
    kept |= ALONE | {"TMPDIR": str(temporary)}
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    with subprocess.Popen(command, cwd=begun.folder, env=kept, start_new_session=True, **streams) as running:
        moment = _awaited(running, begun, name, chance)
        ended = running.poll() is not None
        with suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)
        # The end of what they say is the end of the last of them.
        running.communicate()
    return "had ended" if ended else moment


def _awaited(running: subprocess.Popen[bytes], begun: Trial, name: str, chance: Random) -> str:
    """Wait until the moment for a kill: any moment, or for a command mostly one at which a file is being written."""
    if name in BUILDS or chance.random() < 0.3:
        after = chance.uniform(0, begun.takes[name])
        with suppress(subprocess.TimeoutExpired):
            running.wait(after)
        return f"{after:.2f} s"
    count, after = chance.randint(1, 3), chance.uniform(0, WRITING)
    seen: set[str] = set()
    while running.poll() is None and len(seen) < count:
        seen |= set(_being_written(begun.folder))
    time.sleep(after)
    return f"write {count} + {after * 1000:.1f} ms"


def _being_written(folder: Path) -> Iterator[str]:
    for name in ("source/locale", "source/history", "release"):
        with suppress(FileNotFoundError), os.scandir(folder / name) as found:
            yield from (entry.name for entry in found if entry.name.endswith(".part"))


def _torn(changed: set[str], now: dict[str, bytes], made: dict[str, bytes], case: Case) -> Iterator[str]:
    """Yield what a killed run left that is neither the old file nor the new one."""
    for path in sorted(changed) if case.after is unchanged else ():
        whole = now[path] == made.get(path, now[path]) or path.split("/")[0] not in case.compared
        if not whole and not path.endswith(LAST):
            yield path


def spoiled(database: Path, chance: Random) -> str:
    """Spoil doit's database as chance will have it; return how."""
    how = chance.choice(SPOILED)
    content = database.read_bytes() if database.is_file() else b""
    if how == "left" or not content:
        return "left" if content else "not there"
    if how == "removed":
        database.unlink()
    elif how == "garbage":
        database.write_bytes(chance.randbytes(chance.randint(1, len(content))))
    elif how == "cut short":
        database.write_bytes(content[: chance.randrange(len(content))])
    else:
        at = chance.randrange(len(content))
        database.write_bytes(content[:at] + chance.randbytes(200) + content[at + 200 :])
    return how


def completed(begun: Trial, name: str, temporary: Path) -> Iterator[str]:
    """Run a case again; yield what is not as after an undisturbed run."""
    case, folder = CASES[name], begun.folder
    run = doit(folder, *case.command, TMPDIR=str(temporary), **ALONE)
    said = run.stdout + run.stderr
    if run.returncode or "Traceback" in said:
        yield f"exit code {run.returncode}: {said.strip()}"
    now, made = contents(folder, *case.compared), begun.made[name]
    yield from (
        f"not as undisturbed: {path}" for path in sorted(now.keys() | made.keys()) if now.get(path) != made.get(path)
    )
    left = (path for place in (*MADE, ".handbill") for path in (folder / place).rglob("*.part"))
    yield from (f"left over: {path}" for path in (*left, *temporary.rglob("*")))
    shutil.rmtree(temporary)
