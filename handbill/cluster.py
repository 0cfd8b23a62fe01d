"""Makes pieces on the machines of a Dask cluster where HANDBILL_CLUSTER names its scheduler; the only door to Dask."""

import os
from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial
from typing import Any

from handbill import files, formats, libraries, steps
from handbill.errors import HandbillError
from handbill.project import File, Piece, Project

ADDRESS = "HANDBILL_CLUSTER"
# Seconds that a scheduler may take to answer, and how often a piece is tried again whose worker was lost.
PATIENCE, RETRIES = 10, 3


def publisher(project: Project) -> Callable[[Piece], None]:
    """Return what makes a piece: the project in this process or, where the environment names a scheduler such as
    tcp://192.0.2.7:8786, a worker of that.
    """
    return partial(_publish, project) if os.environ.get(ADDRESS) else project.publish


def _publish(project: Project, piece: Piece) -> None:
    """Have a worker make a piece, and write its files here; raise HandbillError where no cluster does it."""
    executor = _executor(os.environ[ADDRESS])
    if isinstance(executor, str):
        raise HandbillError(executor)
    project.keep(piece, executor.submit(_made, project, piece, _from(project, piece)).result())


@cache
def _executor(address: str) -> Any:
    """Return the executor of a cluster, or the sentence that says why there is none."""
    try:
        from distributed import Client
    except ImportError:
        return f"{ADDRESS}={address}: Dask is not installed here; install requirements-cluster.lock, or unset {ADDRESS}"
    try:
        # A piece is made once however often it is asked for, so none is taken for another: pure is off.
        return Client(address, timeout=PATIENCE, set_as_default=False).get_executor(pure=False, retries=RETRIES)
    except (OSError, ValueError) as error:
        start = f"start one with dask scheduler, or unset {ADDRESS}"
        return f"{ADDRESS}={address}: no scheduler answers ({type(error).__name__}); {start}"


def _made(project: Project, piece: Piece, wanted: str) -> list[File]:
    """Return a piece's files, made in this worker; raise HandbillError where it would make others."""
    from distributed import get_worker

    worker = get_worker()
    if worker.state.nthreads != 1:
        raise HandbillError(f"{worker.address}: a worker lays out one piece at a time; start it with --nthreads 1")
    if _from(project, piece) != wanted:
        same = "let it share this folder, under the same path, with the same lock file, and start it anew"
        raise HandbillError(f"{worker.address}: the worker has other sources, code or libraries; {same}")
    return project.made(piece)


def _from(project: Project, piece: Piece) -> str:
    """Return the digest of all that a piece is made from, which must be the same where it is made."""
    names = steps.made_from(project, piece, formats.BY_ID[piece.format])
    return files.digest("\n".join((*_digests(project, names), _code(project), repr(libraries.versions()))).encode())


@cache
def _code(project: Project) -> str:
    """Return the digest of the code, once a process: what a worker has loaded stays what it was."""
    return files.digest("\n".join(_digests(project, project.listed("handbill", "*.py"))).encode())


def _digests(project: Project, names: Iterable[str]) -> Iterator[str]:
    yield from (f"{name} {files.digest(project.path(name).read_bytes())}" for name in names)
