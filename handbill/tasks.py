"""Glue to doit, and the only door to it: steps become tasks, faults become lines, a run ends with a table."""

import ctypes
import errno
import fcntl
import gc
import multiprocessing
import os
import re
import signal
import sqlite3
import sys
import time
import traceback
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache, partial
from hashlib import sha256
from keyword import iskeyword
from pathlib import Path
from typing import Any, TextIO, TypeVar

from doit import get_initial_workdir, get_var, task_params
from doit.exceptions import InvalidTask, TaskFailed
from doit.globals import Globals
from doit.runner import MRunner

from handbill import database, gate, workers
from handbill.currency import Sources, Unchanged, stands
from handbill.errors import HandbillError, refusal, visible

STATE = Path(".handbill")
PLACED = re.compile(r"^(?P<file>[^:\s][^:]*):(?P<line>\d+): (?P<message>.*)$")
# How a line commands GitHub's runner: two colons at its start, or the older mark anywhere. What such a command's
# message and properties have to be without.
COMMAND = re.compile(r"(^\s*:|#)(?=:|#\[)")
DATA, PROPERTY = "%\r\n", "%\r\n:,"
# What a run that is over is told: the faults by task, and the tasks without one; it answers with lines, and in the end
# with a digest of what it leaves. Set by dodo.py.
Finish = Callable[[dict[str, tuple[str, ...]], set[str]], Generator[str, None, str]]
# And what tells whether that still stands: the same digest, or "" where something is not there.
Stands = Callable[[], str]
_begin: list[Callable[[], object]] = []
_finish: list[tuple[Finish, Stands]] = []
_ready: list[Callable[[str], object]] = []
# How often a run writes down which steps are done, in seconds: what a killed one loses at most.
OFTEN = 2.0
# What is written back here: it would take the place of a link, and leave what that leads to as it was.
WORDS = "source/"
DATABASE = STATE / "doit.sqlite3"
# The primary result codes of SQLite (sqlite.org/rescode.html) for what the system refuses.
SQLITE = {
    sqlite3.SQLITE_FULL: errno.ENOSPC,
    sqlite3.SQLITE_READONLY: errno.EROFS,
    sqlite3.SQLITE_CANTOPEN: errno.EACCES,
    sqlite3.SQLITE_IOERR: errno.EIO,
}
# What doit itself tells of the tasks.
TELLING = ("list", "info", "help", "dumpdb")
# A function of dodo.py that makes tasks.
Creator = TypeVar("Creator", bound=Callable[..., object])


@contextmanager
def told() -> Iterator[None]:
    """Turn what the machine refuses or lacks into one sentence, with which doit ends."""
    try:
        yield
    except (ImportError, OSError, sqlite3.Error) as error:
        sentence = _sentence(error)
        if sentence is None:
            raise
        raise InvalidTask(sentence) from None


def _sentence(error: Exception) -> str | None:
    """Return what the machine refuses or lacks; None where the error is another."""
    if isinstance(error, sqlite3.Error):
        number = SQLITE.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
        error = OSError(number, str(error), str(DATABASE)) if number else error
    refused = refusal(error)
    return None if refused is None else str(refused)


def configuration(
    default: list[str],
    begin: Callable[[], object],
    finish: Finish,
    standing: Stands,
    ready: Callable[[str], object] = str,
) -> dict[str, object]:
    """Return doit's settings: every core, one database, our reporter; `begin` clears up before a run, and `finish`
    gathers the manifest after a build, unless nothing was done and all that it would leave is `standing`. `ready` is
    told the first task that is to be done, before there are workers.
    """
    with told():
        STATE.mkdir(exist_ok=True)
        database.heal(DATABASE)
    if sys.argv[1:2] and sys.argv[1] in TELLING:
        # Where nobody reads on, as behind `| head`, it ends like any program; a build goes on unheard.
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    # A project of many editions has a million small objects, none of which is to be thrown away before they are made.
    gc.disable()
    _begin[:], _finish[:], _ready[:] = [begin], [(finish, standing)], [ready]
    return {
        "default_tasks": default,
        "backend": "sqlite3",
        "dep_file": str(DATABASE),
        "num_process": os.cpu_count() or 1,
        "continue": True,
        "reporter": Reporter,
        "verbosity": 0,
    }


def wanted(name: str) -> bool:
    """Return whether the command line says name=yes."""
    return get_var(name, "no") == "yes"


def subtasks(steps: Iterable[Any]) -> Iterator[dict[str, object]]:
    """Return steps as doit's subtasks. Of their files doit itself looks after those that steps make; the sources, which
    many steps share, are read once.
    """
    with told():
        found = list(steps)
    read, wrong = Sources({}), {name: _wrong(name) for name in {name for step in found for name in step.files}}
    for step in found:
        function, arguments = step.action
        lacking = tuple(dict.fromkeys(wrong[name] for name in step.files if wrong[name]))
        sources = tuple(name for name in step.files if not name.startswith(f"{STATE}/"))
        yield {
            "name": _named(step.name),
            "doc": step.about,
            "actions": [(lack, [lacking])] if lacking else [(run, [function, *arguments])],
            "file_dep": [name for name in step.files if name.startswith(f"{STATE}/")],
            "targets": list(step.targets),
            "task_dep": list(map(_named, step.after)),
            "uptodate": [False if lacking else Unchanged(read, sources, step.values, step.standing or stands)],
        }


def _named(name: str) -> str:
    """Return a task's name as doit can take it, whatever the folder is called that it is named after."""
    return visible(name).replace("=", "%3D")


def _wrong(name: str) -> str:
    """Return why a step cannot be made from a file, or ""."""
    if name.startswith(f"{STATE}/"):
        return ""
    if name.startswith(WORDS) and (link := _link(Path(name))):
        return f"{link}: this is a link to another place; put there what it leads to"
    return "" if Path(name).exists() else f"{name}: the file is missing; bring it back, or undo what took it away"


def _link(path: Path) -> Path | None:
    """Return the first link on the way to a file, from its end."""
    return next((place for place in (path, *path.parents) if place.is_symlink()), None)


def lack(lacking: tuple[str, ...]) -> TaskFailed:
    """Return the fault of a step whose files are not there, or not as they have to be."""
    return TaskFailed("\n".join(map(visible, lacking)))


def option(name: str, about: str, default: str | bool | list[str] = "") -> dict[str, object]:
    """Return an option of a command, `--name`: a text, a switch where the default is False, or a list of texts."""
    # A word of Python's own gets a mark behind it, as is the custom (PEP 8).
    own = "_" if iskeyword(name) else ""
    return {
        "name": name.replace("-", "_") + own,
        "long": name,
        "type": type(default),
        "default": default,
        "help": about,
    }


def given(*options: dict[str, object]) -> Callable[[Creator], Creator]:
    """Return what gives a function of dodo.py the options of its command, by name, as it gives them to the command: for
    a command that comes after others by what is asked of it.
    """
    return task_params(list(options))


def command(
    function: Callable[..., Iterable[str]], *options: dict[str, object], after: tuple[str, ...] = ()
) -> dict[str, object]:
    """Return a task that always runs and prints the lines it returns, each as it comes; the function takes the options
    by name. What it comes `after` is done first.
    """
    return {
        "actions": [(tell, [function])],
        "params": list(options),
        "task_dep": list(after),
        "uptodate": [False],
        "verbosity": 2,
    }


def beside_builds(task: dict[str, object]) -> dict[str, object]:
    """Return the task as one that goes on while builds run: it does not hold their lock."""
    return task | {"meta": {"beside_builds": True}}


def tell(function: Callable[..., Iterable[str]], **options: object) -> TaskFailed | None:
    """Print what a command has to say, or fail with its faults."""
    return run(_say_all, function, options)


def _say_all(function: Callable[..., Iterable[str]], options: Mapping[str, object]) -> None:
    for line in function(**options):
        write(sys.stdout, f"{shown(line)}\n")


def write(out: TextIO, text: str) -> None:
    """Write a text at once; where nobody reads on, as behind `| head`, the run goes on unheard."""
    try:
        out.write(text)
        out.flush()
    except BrokenPipeError:
        # What is left in the buffer would fail once more when the program ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), out.fileno())


def standing() -> Path:
    """Return the folder where the person stands who started doit, from which their paths are meant."""
    return Path(get_initial_workdir() or ".")


def run(function: Callable[..., object], *arguments: object) -> TaskFailed | None:
    """Do a step; return its faults as doit's failure, one a line, and never a traceback."""
    end_with_parent()
    collect_seldom()
    try:
        function(*arguments)
    except HandbillError as error:
        return TaskFailed(str(error))
    except Exception as error:
        if (sentence := _sentence(error)) is not None:
            return TaskFailed(sentence)
        log = STATE / "mistake.txt"
        with suppress(OSError):
            log.write_text(traceback.format_exc(), "utf-8")
        where = " ".join([getattr(function, "__name__", "a step"), *(str(getattr(a, "name", a)) for a in arguments)])
        kind = visible(f"{type(error).__name__}: {error}")
        return TaskFailed(
            f"{where}: this is a mistake of handbill’s own ({kind}); please report it with the file {log}"
        )
    return None


class Reporter:
    """Tells a person how a run goes: a bar or plain lines, each fault once, and at the end what dist/ holds."""

    desc = "faults once, then what dist/ holds"

    def __init__(self, outstream: TextIO, options: dict[str, object]) -> None:
        self.out = outstream
        self.faults: dict[str, tuple[str, ...]] = {}
        self.sound: set[str] = set()
        self.said: set[str] = set()
        self.errors: list[str] = []
        self.refused: list[str] = []
        self.counts = {"current": 0, "all": 0}
        self.building = False
        self.releasing = False
        self.idle = True
        self.last: dict[str, Any] = {}
        self.written: list[str] = []
        self.begun: dict[str, None] = {}
        self.workers: list[Any] = []
        self.lost = False
        self.left = ""
        self.asked = ""
        self.watched = bool(getattr(outstream, "isatty", lambda: False)())
        self.bar: Any = None
        self.kept = time.monotonic()

    def initialize(self, tasks: dict[str, Any], selected: list[str]) -> None:
        """Begin a run: wait for another one to end, then count what is to be done."""
        beside = bool(selected) and all((tasks[name].meta or {}).get("beside_builds") for name in selected)
        with told():
            self.lock = None if beside else hold_lock(self.out)
            if self.lock:
                _begin[0]()
                # What a killed run has done must not be taken for what the last one finished with.
                self.last = gate.take()
        self._guard(Globals.dep_manager)
        self._listen()
        # What is here is for good; a worker that looked for rubbish among it would take a copy of it all.
        gc.freeze()
        gc.enable()
        stop_quietly(self.out)
        self.releasing = "release" in selected
        making = any(name.split(":")[0] in ("publish", "shelf", "check") for name in selected)
        self.building = self.releasing or making
        self.counts["all"] = sum(bool(task.actions) for task in tasks.values()) if self.building else 0

    def _guard(self, manager: Any) -> None:
        """Let doit's database end no run with a traceback where it has no room, nor be written where nothing is done:
        doit would note each time that the tasks are done that have no actions, and never asks.
        """
        save = manager.save_success
        manager.save_success = lambda task: save(task) if task.actions else None
        for name in ("remove", "close"):
            setattr(manager, name, partial(self._noted, getattr(manager, name)))

    def _listen(self) -> None:
        """Let the run end when one of its workers was killed: doit would wait for it for ever."""
        start = MRunner._run_start_processes

        def begin(runner: MRunner, jobs: Any, results: Any) -> list[Any]:
            self.workers = start(runner, jobs, results)
            results.get = partial(workers.heard, results.get, self.workers, self._lose)
            return self.workers

        MRunner._run_start_processes = begin
        os.register_at_fork(before=self._fork)

    def _fork(self) -> None:
        """Load once what workers would load each: what the first of them finds here, the others find too."""
        while _ready and self.building:
            _ready.pop()(self.asked)

    def _lose(self, code: int) -> None:
        self.lost = True
        raise InvalidTask(workers.lost(sorted(self.begun), code))

    def _noted(self, note: Callable[..., None], *arguments: str) -> None:
        try:
            with told():
                note(*arguments)
        except InvalidTask as error:
            self.refused.append(str(error))

    def get_status(self, task: Any) -> None:
        self.asked = task.name

    def execute_task(self, task: Any) -> None:
        if task.actions:
            self.idle = False
            self.begun[task.name] = None
        if self.watched and self.building and task.actions:
            self._show(task.name)
        elif self.building and task.actions and task.name.startswith(("publish:", "fonts:")):
            write(self.out, f"{shown(task.name)}\n")

    def add_failure(self, task: Any, failure: Any) -> None:
        self.begun.pop(task.name, None)
        if not failure.report or type(failure).__name__ == "UnmetDependency":
            self._count(task)
            return
        lines = tuple(map(visible, str(failure.message).split("\n")))
        self.faults[task.name] = lines
        self._count(task)
        for line in lines:
            if line not in self.said:
                self._write(annotated(line))
        self.said.update(lines)

    def add_success(self, task: Any) -> None:
        self.begun.pop(task.name, None)
        self.sound.add(task.name)
        self._count(task)
        if time.monotonic() > self.kept + OFTEN:
            self._noted(keep)
            self.kept = time.monotonic()

    def skip_uptodate(self, task: Any) -> None:
        self.sound.add(task.name)
        self._count(task)

    def skip_ignore(self, task: Any) -> None:
        self._say(f"{task.name}: left out, as you told doit to ignore it; doit forget {task.name} takes it up again")

    def cleanup_error(self, exception: Any) -> None:
        self._say(exception.get_msg())

    def runtime_error(self, msg: str) -> None:
        self.errors.append(msg)

    def teardown_task(self, task: Any) -> None:
        """No task here has a teardown."""

    def complete_run(self) -> None:
        """End a run: clear the bar, say what went wrong, and what dist/ holds now."""
        self._clear()
        for message in self.errors:
            self._say(message)
        late: tuple[str, ...] = ()
        try:
            with told():
                late = self._stop() if self.lost else self._finish() if self.building else self._leave()
        except InvalidTask as error:
            self.refused.append(str(error))
        if self.said:
            count = len(self.said)
            rest = "all else was built" if self.building else "nothing was changed"
            rest = "nothing was released" if self.releasing else rest
            self._say(f"{count} fault{'s' if count > 1 else ''}, named above; {rest}.")
        unsaid = [line for line in dict.fromkeys(self.refused) if line not in self.said]
        if unsaid:
            raise InvalidTask("\n".join(unsaid))
        if late and not self.faults and not self.errors:
            # doit asks the steps alone how a run went.
            raise SystemExit(1)

    def _stop(self) -> tuple[str, ...]:
        """End a run that has lost a worker: no other goes on alone, and nothing half-written stays."""
        workers.end(self.workers)
        _begin[0]()
        return ()

    def _finish(self) -> tuple[str, ...]:
        """Say what dist/ holds now, and the faults that were found in doing so; return those."""
        said = []
        try:
            for line in self._ended() or self._end():
                said.append(line)
                if not self.releasing:
                    self._say(line)
        except HandbillError as error:
            late = tuple(str(error).splitlines())
            for line in late:
                self._say(annotated(line))
            self.said.update(late)
            return late
        self._keep(said)
        return ()

    def _leave(self) -> tuple[str, ...]:
        """Put back what the last build kept, after a run that builds nothing and was not killed."""
        with suppress(OSError):
            if self.last:
                gate.keep(self.last)
        return ()

    def _ended(self) -> list[str]:
        """Return what the last run said, where this one found everything as that left it; else nothing."""
        if not self.idle or self.faults or not self.last.get("found"):
            return []
        self.left = _finish[0][1]()
        return self.last["said"] if self.last["found"] == self._found() else []

    def _end(self) -> Iterator[str]:
        """End a build, and note what it leaves: as it was written, whatever became of it since."""
        self.left = yield from _finish[0][0](self.faults, self.sound)

    def _keep(self, said: list[str]) -> None:
        """Keep what a build says where the next one may find everything as it is now; where it did nothing and said
        nothing else, that one need not even look.
        """
        found = "" if self.faults or self.errors or self.refused else self._found()
        still = found and self.idle and self.written == said
        if found:
            gate.keep({"found": found, "said": said, **(gate.sealed(said) if still else {})})

    def _found(self) -> str:
        """Return a digest of the steps that were done or needed none, and of what is left; "" where something lacks."""
        return self.left and sha256("\0".join((self.left, *sorted(self.sound))).encode()).hexdigest()

    def _count(self, task: Any) -> None:
        if task.actions:
            self.counts["current"] += 1

    def _show(self, name: str) -> None:
        """Move the bar that a person watches; it is drawn from the first step that has something to do."""
        if self.bar is None:
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

            # A task bears the name of a folder, which may have brackets: they are no marks.
            columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}", markup=False))
            self.bar = Progress(*columns, transient=True)
            self.bar.start()
            self.bar.add_task("", total=self.counts["all"])
        self.bar.update(self.bar.task_ids[0], completed=self.counts["current"], description=visible(name))

    def _clear(self) -> None:
        if self.bar is not None:
            self.bar.stop()
            self.bar = None

    def _say(self, text: str) -> None:
        for line in text.split("\n"):
            self._write(shown(line))

    def _write(self, line: str) -> None:
        self._clear()
        self.written.append(line)
        write(self.out, f"{line}\n")


def keep() -> None:
    """Write down which steps are done, so that a killed run is gone on with; doit does so at the end of a run only."""
    manager = Globals.dep_manager
    manager.close()
    # Its database is closed with what was written; the same object opens it again.
    manager.__init__(manager.db_class, manager.name, type(manager.checker), type(manager.backend.codec))


def shown(line: str) -> str:
    """Return a line as it can be printed whatever it quotes: nothing of it acts on a terminal, and where it is GitHub
    that runs the build, nothing of it is a command.
    """
    line = visible(line)
    return COMMAND.sub(r"\1 ", line) if _on_github() else line


def annotated(line: str) -> str:
    """Return a fault so that the repository's web page shows it on its line, where it is GitHub that runs the build."""
    if not _on_github():
        return shown(line)
    place = PLACED.match(line)
    named = f" file={_escaped(place['file'], PROPERTY)},line={place['line']}" if place else ""
    return f"::error{named}::{_escaped(place['message'] if place else line, DATA)}"


def _on_github() -> bool:
    return os.environ.get("GITHUB_ACTIONS") == "true"


def _escaped(text: str, signs: str) -> str:
    return "".join(f"%{ord(sign):02X}" if sign in signs else sign for sign in text)


def hold_lock(out: TextIO) -> TextIO:
    """Return the open lock file of the one build that may run; wait for another to end, and say so.

    The lock is this process's alone (POSIX record lock), so that no worker that outlives it keeps it.
    """
    lock = (STATE / "lock").open("w", encoding="utf-8")
    try:
        fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        write(out, "Another build is running here; this one waits until it is done.\n")
        fcntl.lockf(lock, fcntl.LOCK_EX)
    return lock


PR_SET_PDEATHSIG = 1  # prctl(2)


def stop_quietly(out: TextIO) -> None:
    """Let Ctrl-C end the build in one sentence; what was finished stays, since files are written whole."""
    owner = os.getpid()

    def stop(*_: object) -> None:
        if os.getpid() == owner:
            out.write("\nStopped. What was finished stays; the next build goes on from there.\n")
            out.flush()
        os._exit(130)

    def follow() -> None:
        # A worker that is forked while Ctrl-C reaches the build hears nothing of it, and would wait for work for ever.
        if sys.platform == "linux" and os.getppid() in (owner, 1):
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
            if os.getppid() != owner:
                os._exit(130)

    signal.signal(signal.SIGINT, stop)
    os.register_at_fork(after_in_child=follow)


# Python looks for cycles after so many new objects, and after so many looks of the generation before (gc).
SELDOM = (50_000, 5, 5)


@cache
def collect_seldom() -> None:
    """Let a worker look for cycles of objects more seldom, and never among those that stood when it began: a page laid
    out is hundreds of thousands, and looking at them again and again took a tenth of the time.
    """
    gc.freeze()
    gc.set_threshold(*SELDOM)


@cache
def end_with_parent() -> None:
    """Let a worker end when the build that started it is killed; on systems other than Linux it stays until told."""
    if sys.platform == "linux" and multiprocessing.parent_process() is not None:
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
