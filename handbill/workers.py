"""The processes in which steps are done: a build hears of one that was ended by the system, and leaves none behind."""

import signal
from collections.abc import Callable, Sequence
from contextlib import suppress
from multiprocessing.process import BaseProcess
from typing import Any

# How often a build that waits looks whether its workers live, in seconds.
LOOK = 1.0


def heard(get: Callable[[], Any], workers: Sequence[BaseProcess], lose: Callable[[int], object]) -> Any:
    """Return what a worker tells next. Where one has ended that was not told to, call `lose` with its exit code, which
    raises: what that worker began to tell, and the turn that it had, would be waited for for ever.
    """

    def look(*_: object) -> None:
        for worker in workers:
            if worker.exitcode:
                lose(worker.exitcode)

    look()
    signal.signal(signal.SIGALRM, look)
    # Again and again: the first may come just before the process begins to wait.
    signal.setitimer(signal.ITIMER_REAL, LOOK, LOOK)
    try:
        return get()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def lost(steps: Sequence[str], code: int) -> str:
    """Return the sentence for a worker that has ended while it, or another, was at the steps."""
    at = f" at {' or '.join(steps)}" if steps else ""
    kill = code == -signal.SIGKILL
    why = "most likely for lack of memory" if kill else f"which is a crash ({_named(code)})"
    cure = "run doit again, which goes on from there: with -n 1, or with less memory used by other programs"
    return f"handbill: the system ended a worker{at}, {why}; {cure}"


def _named(code: int) -> str:
    with suppress(ValueError):
        return signal.Signals(-code).name
    return f"exit code {code}"


def end(workers: Sequence[BaseProcess]) -> None:
    """Return when no worker lives any more: one that is lost may have what the others wait for."""
    for worker in workers:
        worker.kill()
        worker.join()
