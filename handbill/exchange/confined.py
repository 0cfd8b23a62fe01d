"""Opens a file from outside in a process of its own, whose memory and time are bounded, and tells what it is: what a
file made to do harm takes, it takes there and not here.
"""

import json
import resource
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from handbill.errors import Fault, Faults, fault
from handbill.exchange import archive, imprint

# Bytes, seconds of the processor, and seconds by the clock: many times what our largest piece takes.
MEMORY, SECONDS, PATIENCE = 256_000_000, 10, 60
HERE = Path(__file__).resolve().parents[2]
TOO_MUCH = "to read it takes more memory or time than any piece of ours; do not open it, and type --code instead"


@dataclass(frozen=True)
class Opened:
    """What a file is: the imprint code that it carries, "" for none; of a release's archive the digests by name."""

    code: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)


def opened(content: bytes, path: str) -> Opened:
    """Return what a file is; raise Faults for one that is damaged, hostile, or takes too much to read."""
    command = [sys.executable, "-m", "handbill.exchange.confined", path]
    try:
        ended = subprocess.run(command, input=content, capture_output=True, cwd=HERE, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        raise fault(path, 0, TOO_MUCH) from None
    # A process that a limit ends is ended by a signal.
    if ended.returncode < 0:
        raise fault(path, 0, TOO_MUCH)
    if ended.returncode:
        raise RuntimeError(ended.stderr.decode(errors="replace").strip().rpartition("\n")[2])
    told = json.loads(ended.stdout)
    if "faults" in told:
        raise Faults(Fault(*row) for row in told["faults"])
    return Opened(**told)


def main(path: str) -> None:
    """Read the file from standard input within the bounds, and print what it is, or its faults, as JSON."""
    _bound(resource.RLIMIT_AS, MEMORY)
    _bound(resource.RLIMIT_CPU, SECONDS)
    _bound(resource.RLIMIT_CORE, 0)
    json.dump(_told(sys.stdin.buffer.read(), path), sys.stdout)


def _bound(what: int, most: int) -> None:
    # Some systems know a limit and do not let it be set; there the other ones hold.
    with suppress(ValueError, OSError):
        resource.setrlimit(what, (most, most))


def _told(content: bytes, path: str) -> dict[str, Any]:
    try:
        if archive.known(content):
            return {"parts": archive.digests(content, path)}
        return {"code": imprint.code(content, path)}
    except MemoryError:
        return {"faults": [(path, 0, TOO_MUCH)]}
    except Faults as error:
        return {"faults": [(found.path, found.line, found.message) for found in error.faults]}


if __name__ == "__main__":
    main(sys.argv[1])
