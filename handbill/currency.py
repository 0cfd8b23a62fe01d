"""Whether a step is to be done: what it is made from, each source read once a run, and whether what it made stands."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from stat import S_ISREG
from typing import Any

# What tells a file from what is written in its place: inode, size, times of content and of entry; () of no file.
Moment = tuple[int, ...]


@dataclass(frozen=True)
class Sources:
    """The sources as they were before the first step that is made from them, each read once: its name -> its place in
    time and its digest.
    """

    known: dict[str, tuple[Moment, str]]

    def state(self, name: str) -> str:
        """Return what a file was, or "" where it is not there."""
        if name not in self.known:
            moment = _moment(name)
            self.known[name] = moment, f"{name} {sha256(Path(name).read_bytes()).hexdigest()}" if moment else ""
        return self.known[name][1]

    def touched(self, name: str) -> bool:
        """Return whether a file was written since it was read here, were it with the same content."""
        return _moment(name) != self.known[name][0]


def _moment(name: str) -> Moment:
    """Return what tells a file from what is written in its place, or () where there is none."""
    try:
        found = os.stat(name)
    except OSError:
        return ()
    return (found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns) if S_ISREG(found.st_mode) else ()


def stands() -> str:
    """Return the digest of a step that leaves nothing which could be damaged."""
    return "done"


@dataclass(frozen=True)
class Unchanged:
    """Tells doit whether a step is to be done: compares what it is made from, and what `ask` says of what stands, with
    what was kept when it was last done.
    """

    read: Sources
    sources: tuple[str, ...]
    values: tuple[str, ...]
    ask: Callable[[], str]

    def __call__(self, task: Any, values: dict[str, str]) -> bool:
        task.value_savers.append(self._kept)
        # The sources are read before the step is done, whatever else tells that it is to be.
        made_from, now = self._made_from(), self.ask()
        return bool(now) and now == values.get("standing") and made_from == values.get("made_from")

    def _made_from(self) -> str:
        states = map(self.read.state, self.sources)
        # A folder's name may have letters that the system's own encoding lacks.
        return sha256("\0".join((*states, *self.values)).encode(errors="surrogateescape")).hexdigest()

    def _kept(self) -> dict[str, str]:
        # A source that was written meanwhile may have been read before or after: such a step is done once more.
        touched = any(map(self.read.touched, self.sources))
        return {"made_from": "" if touched else self._made_from(), "standing": self.ask()}
