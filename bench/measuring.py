"""What a command costs: time, processor, memory and bytes, of all the processes that it starts."""

import ctypes
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36  # prctl(2)


@dataclass(frozen=True)
class Cost:
    """Seconds on the clock and of the processor, megabytes of the largest process, and what was written, in bytes."""

    wall: float
    cpu: float
    peak: float
    size: int = 0


def adopt_orphans() -> None:
    """Have processes counted that outlive those that started them, as a browser's do; on Linux only."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)


def run(commands: Sequence[Sequence[str]], folder: Path, log: Path) -> Cost:
    """Return what the commands cost, one after the other, in a folder; stop where one fails."""
    begun, spent = time.perf_counter(), []
    with log.open("wb") as out:
        for command in commands:
            process = subprocess.Popen(command, cwd=folder, stdout=out, stderr=out, env=_environment())
            spent += _waited(process, command, log)
    passed = time.perf_counter() - begun
    cpu = sum(usage.ru_utime + usage.ru_stime for usage in spent)
    return Cost(passed, cpu, max(usage.ru_maxrss for usage in spent) / 1024)


def _environment() -> dict[str, str]:
    """Return the environment without what would make Python compile its own modules each time."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def _waited(process: subprocess.Popen[bytes], command: Sequence[str], log: Path) -> list[object]:
    """Return what the process used, and each one that it left behind."""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(command)[:300]}\nfailed:\n{log.read_text('utf-8', 'replace')[-2000:]}")
    spent = [usage]
    while True:
        try:
            spent.append(os.wait4(-1, 0)[2])
        except ChildProcessError:
            return spent
