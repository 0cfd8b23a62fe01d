"""The gate before a build: where nothing has changed, says again what the last build said before anything is loaded.

It must never hide a change. A build may keep its end only where it found nothing to do and all that it looked at stood
still from before it began until its end; whatever is odd leads the ordinary way.
"""

import fcntl
import json
import multiprocessing
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from stat import S_ISDIR, S_ISREG
from typing import Any

LOCK, ENDED = ".handbill/lock", ".handbill/ended.json"
# Where every file counts: what pieces are made from, what was made, and by what the next build knows it. Fits and other
# results kept by their digest are asked only where something is made.
WALKED = ("source", "templates", "styles", "handbill", "dist", ".handbill/rows", ".handbill/fonts")
# Beside those: what doit keeps, and the faults that are remembered.
SINGLE = (".handbill/doit.sqlite3", ".handbill/doit.sqlite3-journal", ".handbill/faults.json")
# Python writes there what it compiles, whenever it runs.
COMPILED = "__pycache__"
# Files beside dodo.py that Python or doit would read, by their endings; a new folder may hide a package.
READ = (".py", ".pyc", ".so", ".toml", ".cfg")
# What makes a build another one, by the beginning of its name in the environment; and what only says where libraries
# are found.
ANOTHER = ("DOIT_", "HANDBILL_CLUSTER", "GITHUB_ACTIONS")
SOUGHT = ("LD_LIBRARY_PATH", "LD_PRELOAD")
# Libraries of the system that bytes depend on, wherever the loader may find them (ld.so(8)).
LIBRARIES = (
    *("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz.so.0", "libharfbuzz-subset.so.0"),
    *("libfontconfig.so.1", "libz.so.1"),
)
PLACES = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/usr/local/lib64")
LISTED = "/etc/ld.so.cache"
# A file system notes no time more finely than the system's clock ticks; the slowest ticks a hundred times a second.
TICK, SECOND = 10_000_000, 1_000_000_000
# A file by its name, and what the system says of it; None where there is none.
Entry = tuple[str, os.stat_result | None]


@dataclass(frozen=True)
class Noted:
    """What stood when this process began: a digest of it, when it was noted, and whether all of it had been changed
    for the last time before this process began.
    """

    digest: str
    at: int
    settled: bool


# What was noted of the one build that this process is.
_noted: list[Noted] = []


def enter() -> None:
    """End doit with what the last build said, where a plain `doit` would find all as that left it; else note what
    stands, and return. doit has gone into the project's folder.
    """
    _noted.clear()
    if not _is_plain():
        return
    with suppress(OSError, ValueError, KeyError, TypeError), _alone() as lock:
        _noted.append(_note(lock))
        if lines := _unchanged(_noted[0]):
            _end(lines)


def _is_plain() -> bool:
    """Return whether this is doit itself, asked for a whole build in the usual way."""
    program = sys.argv[0].split(os.sep)
    ours = program[-1] == "doit" or program[-2:] == ["doit", "__main__.py"]
    first = ours and not sys.argv[1:] and multiprocessing.parent_process() is None
    return first and sys.platform == "linux" and not any(name.startswith(ANOTHER) for name in os.environ)


@contextmanager
def _alone() -> Iterator[int]:
    """Hold the lock of the one build that may run; raise OSError where another holds it, or none ever did."""
    lock = os.open(LOCK, os.O_RDWR | os.O_NOFOLLOW)
    try:
        fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield lock
    finally:
        os.close(lock)


def _note(lock: int) -> Noted:
    """Return what stands now. The moment is noted before anything else: what is changed after its state was noted is
    then changed later than what was noted, by a clock that has ticked since.
    """
    now, device = _now(lock)
    began = now - _age() - TICK
    digest, changed = _standing(device)
    return Noted(digest, now, changed < began)


def _now(lock: int) -> tuple[int, int]:
    """Return the time in nanoseconds by the clock with which the project's files are stamped, and their device; raise
    ValueError where a file's time of change can be set at will.
    """
    os.utime(lock, ns=(0, 0))
    found = os.fstat(lock)
    if found.st_ctime_ns <= found.st_mtime_ns:
        raise ValueError("this file system tells no time of change")
    return found.st_ctime_ns, found.st_dev


def _age() -> int:
    """Return how long ago this process began, in nanoseconds, or a little more (proc(5): starttime, in clock ticks)."""
    with open("/proc/self/stat", encoding="utf-8", errors="replace") as file:
        ticks = int(file.read().rpartition(")")[2].split()[19])
    age = time.clock_gettime_ns(time.CLOCK_BOOTTIME) - ticks * SECOND // os.sysconf("SC_CLK_TCK")
    if age < 0:
        raise ValueError("the clock is wrong")
    return age


def _standing(device: int) -> tuple[str, int]:
    """Return a digest of all that counts, and when the last of it was changed."""
    root = os.getcwd()
    entries = [*_project(device), *_beside(), *_packages(root), *_libraries()]
    lines = "\0".join((root, *_interpreter(root), *sorted(map(_line, entries))))
    changed = max(state.st_ctime_ns for _, state in entries if state and not S_ISDIR(state.st_mode))
    return sha256(lines.encode(errors="surrogateescape")).hexdigest(), changed


def stood(paths: Sequence[os.PathLike[str]]) -> bool:
    """Return whether files, of which there are some, are known to be as they were when this process began."""
    with suppress(OSError, ValueError, AttributeError):
        return max(os.stat(path).st_ctime_ns for path in paths) < time.time_ns() - _age() - TICK
    return False


def _project(device: int) -> Iterator[Entry]:
    """Yield every file that counts; raise ValueError for a link, or what lies on another device."""
    for folder in WALKED:
        yield from _below(folder, device)
    for name in SINGLE:
        yield name, _regular(_state(name), device)


def _below(folder: str, device: int) -> Iterator[Entry]:
    found = _state(folder)
    yield folder, _regular(found, device)
    waiting = [folder] if found else []
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.name != COMPILED:
                    state = entry.stat(follow_symlinks=False)
                    yield entry.path, _regular(state, device)
                    if S_ISDIR(state.st_mode):
                        waiting.append(entry.path)


def _state(name: str) -> os.stat_result | None:
    try:
        return os.lstat(name)
    except FileNotFoundError:
        return None


def _regular(state: os.stat_result | None, device: int) -> os.stat_result | None:
    if state and not (state.st_dev == device and (S_ISREG(state.st_mode) or S_ISDIR(state.st_mode))):
        raise ValueError("this is a link, a device, or on another disk")
    return state


def _beside() -> Iterator[Entry]:
    """Yield what stands beside dodo.py: the folders, and the files that Python or doit would read."""
    with os.scandir() as entries:
        for entry in entries:
            folder = entry.is_dir() and not entry.name.startswith((".", COMPILED))
            if folder or entry.name.endswith(READ):
                yield f"./{entry.name}", entry.stat()


def _packages(root: str) -> Iterator[Entry]:
    """Yield all that stands where Python looks for packages, and what tells each package's version."""
    for folder in sorted({*sys.path, os.path.dirname(sys.executable)} - {"", root}):
        if os.path.isdir(folder):
            with os.scandir(folder) as entries:
                found = [entry for entry in entries if entry.name != COMPILED]
            yield from ((entry.path, entry.stat()) for entry in found)
            told = [f"{entry.path}/METADATA" for entry in found if entry.name.endswith(".dist-info")]
            yield from ((name, _state(name)) for name in told)
        else:
            yield folder, _state(folder)


def _libraries() -> Iterator[Entry]:
    """Yield the system's libraries wherever they may be found, and the list of where they are."""
    named = [place for place in os.environ.get(SOUGHT[0], "").split(":") if place]
    own = getattr(sys.implementation, "_multiarch", "")
    for folder in dict.fromkeys([*named, *PLACES, *(f"{place}/{own}" for place in PLACES)]):
        for name in LIBRARIES:
            with suppress(FileNotFoundError, NotADirectoryError):
                yield f"{folder}/{name}", os.stat(f"{folder}/{name}")
    yield LISTED, _state(LISTED)


def _interpreter(root: str) -> Iterator[str]:
    """Yield which Python this is, and where it looks for packages and libraries; doit itself is one program, however it
    was started.
    """
    yield from (sys.version, sys.executable, os.path.realpath(sys.executable), repr(sys.flags))
    yield _line((sys.executable, os.stat(sys.executable)))
    yield from (place for place in sys.path if place not in ("", root, os.path.dirname(sys.executable)))
    yield from (os.environ.get(name, "") for name in SOUGHT)


def _line(entry: Entry) -> str:
    """Return an entry as text; of a folder only that it is one, since all that counts in it has lines of its own."""
    name, state = entry
    if state is None:
        return name
    if S_ISDIR(state.st_mode):
        return f"{name}\0{state.st_mode} {state.st_ino}"
    times = f"{state.st_mtime_ns} {state.st_ctime_ns}"
    return f"{name}\0{state.st_mode} {state.st_ino} {state.st_dev} {state.st_size} {times}"


def _unchanged(noted: Noted) -> Sequence[str]:
    """Return what the last build said, where all that it noted stands; else nothing."""
    last = read()
    holds = last["at"] < noted.at and last["gate"] == _seal(noted.digest, last["at"], last["said"])
    return last["said"] if holds else ()


def _seal(digest: str, at: int, said: Sequence[str]) -> str:
    """Return what vouches for a build's end: for what stood, for when that was, and for each line that was said."""
    return sha256("\0".join((digest, str(at), *said)).encode()).hexdigest()


def _end(lines: Sequence[str]) -> None:
    try:
        sys.stdout.write("".join(f"{line}\n" for line in lines))
        sys.stdout.flush()
    except BrokenPipeError:
        # As in any run, nobody reads on; what is left in the buffer would fail once more when the program ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    raise SystemExit(0)


# What the last build said and what it found: kept by the run that holds the lock, and taken away by it first


def read() -> dict[str, Any]:
    """Return what the last build kept; nothing where it cannot be read."""
    try:
        with open(ENDED, encoding="utf-8") as file:
            last = json.load(file)
        return last if isinstance(last, dict) and all(isinstance(line, str) for line in last["said"]) else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def take() -> dict[str, Any]:
    """Return what the last build kept, and take it away: no run that is killed may leave it behind."""
    last = read()
    with suppress(FileNotFoundError):
        os.unlink(ENDED)
    return last


def keep(last: dict[str, Any]) -> None:
    """Keep what a build said and found, whole or not at all."""
    temporary = f".handbill/.ended.json.{os.getpid()}.part"
    try:
        with open(temporary, "w", encoding="utf-8") as file:
            json.dump(last, file)
        os.replace(temporary, ENDED)
    finally:
        with suppress(OSError):
            os.unlink(temporary)


def sealed(said: Sequence[str]) -> dict[str, Any]:
    """Return what lets the next plain `doit` say the same again: nothing unless all that counts has stood still since
    before this process began, and no library was loaded from elsewhere. The caller holds the lock.
    """
    noted = _noted[0] if _noted else None
    with suppress(OSError, ValueError):
        # To open the lock once more, and close it, would let go of it.
        if noted and noted.settled and _known(_loaded()) and _standing(os.stat(LOCK).st_dev)[0] == noted.digest:
            return {"at": noted.at, "gate": _seal(noted.digest, noted.at, said)}
    return {}


def _known(paths: Iterator[str]) -> bool:
    """Return whether files are among the libraries that are looked at."""
    return {*paths} <= {os.path.realpath(name) for name, _ in _libraries()}


def _loaded() -> Iterator[str]:
    """Yield the files of the libraries that bytes depend on and that are loaded in this process (proc(5): maps)."""
    stems = tuple(f"/{name.partition('.so')[0]}.so" for name in LIBRARIES)
    with open("/proc/self/maps", encoding="utf-8", errors="surrogateescape") as file:
        paths = {line[line.index("/") :].rstrip("\n") for line in file if "/" in line}
    yield from (path for path in paths if any(stem in path for stem in stems))
