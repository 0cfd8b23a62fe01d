"""Pieces made on a cluster: the same bytes, also when a worker is killed; and what is said where none can make them.

Slow where Dask is needed: `.ci/run` makes an environment with it in `.handbill/cluster`; without that they are skipped.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from conftest import ROOT, program
from test_build import bare, contents, end, read_until

from handbill import cluster
from handbill.errors import HandbillError
from handbill.project import Piece, Project

FORMS = ("handout", "trifold", "word", "sms", "email")
WAIT = 60
PIECE = Piece("example", "en-CA", "handout")
Process = subprocess.Popen[str]


# Without a cluster


def test_a_build_is_made_here_unless_a_cluster_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(cluster.ADDRESS, raising=False)
    project = Project(ROOT)
    assert cluster.publisher(project) == project.publish


def test_what_to_do_without_dask_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(cluster.ADDRESS, "tcp://127.0.0.1:1")
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(
        HandbillError, match=r"^HANDBILL_CLUSTER=tcp://127\.0\.0\.1:1: Dask is not installed here; inst"
    ):
        cluster.publisher(Project(ROOT))(PIECE)


# With one


@pytest.fixture(scope="module")
def python() -> Path:
    """The interpreter that has handbill's libraries and Dask."""
    return Path(program("dask")).with_name("python")


@pytest.fixture(scope="module")
def undisturbed(python: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What a build without a cluster makes."""
    folder = bare(tmp_path_factory.mktemp("alone"), *FORMS)
    with run(python, folder, "-m", "doit") as build:
        output, _ = build.communicate()
    assert build.returncode == 0, output
    return contents(folder)


@contextmanager
def run(python: Path, folder: Path, *arguments: str, **environment: str) -> Iterator[Process]:
    """Start a program in a project's folder as the first of its own group of processes, and end them all."""
    kept = {name: value for name, value in os.environ.items() if name not in ("GITHUB_ACTIONS", "FONTCONFIG_FILE")}
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    process = subprocess.Popen(
        [str(python), *arguments], cwd=folder, env=kept | environment, start_new_session=True, **streams
    )
    try:
        yield process
    finally:
        end(process)


@contextmanager
def scheduler(python: Path, folder: Path) -> Iterator[str]:
    """Start a scheduler, and give its address."""
    place = folder / "scheduler.json"
    listening = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(place))
    with run(python, folder, "-m", "dask", "scheduler", *listening):
        until = time.monotonic() + WAIT
        while not place.is_file() or not place.read_text("utf-8").endswith("}"):
            assert time.monotonic() < until, "no scheduler came up"
            time.sleep(0.1)
        yield json.loads(place.read_text("utf-8"))["address"]


@contextmanager
def worker(python: Path, folder: Path, address: str, *options: str) -> Iterator[Process]:
    options = options or ("--nthreads", "1")
    joining = ("--host", "127.0.0.1", "--no-dashboard", "--no-nanny", *options)
    with run(python, folder, "-m", "dask", "worker", address, *joining) as process:
        read_until(process, "", 1)
        yield process


@pytest.mark.slow
def test_a_worker_that_is_killed_in_mid_build_changes_no_byte(
    python: Path, tmp_path: Path, undisturbed: dict[str, bytes]
) -> None:
    folder = bare(tmp_path, *FORMS)
    with (
        scheduler(python, folder) as address,
        worker(python, folder, address) as first,
        worker(python, folder, address),
        run(python, folder, "-m", "doit", "-n", "3", HANDBILL_CLUSTER=address) as build,
    ):
        read_until(build, "publish:", len(FORMS))
        os.killpg(first.pid, signal.SIGKILL)
        output, _ = build.communicate()
    assert build.returncode == 0, output
    assert output.count("publish:") > len(FORMS)
    assert contents(folder) == undisturbed


@pytest.mark.slow
@pytest.mark.parametrize(
    ("options", "change", "said"),
    [
        (("--nthreads", "2"), "", "a worker lays out one piece at a time; start it with --nthreads 1"),
        ((), "handbill/gsm.py", "the worker has other sources, code or libraries; let it share this folder"),
    ],
)
def test_a_worker_that_would_make_other_bytes_is_refused(
    python: Path, tmp_path: Path, options: tuple[str, ...], change: str, said: str
) -> None:
    """Code that changes after a worker has loaded it would be another's in what it makes."""
    folder = bare(tmp_path, "sms")
    with scheduler(python, folder) as address, worker(python, folder, address, *options):
        asked = ("-m", "doit", "publish:example/en-CA/sms")
        if change:
            with run(python, folder, *asked, HANDBILL_CLUSTER=address) as build:
                assert build.communicate() and build.returncode == 0
            with (folder / change).open("a", encoding="utf-8") as file:
                file.write("\n# another\n")
        with run(python, folder, *asked, HANDBILL_CLUSTER=address) as build:
            output, _ = build.communicate()
    assert build.returncode != 0 and said in output, output


@pytest.mark.slow
def test_a_scheduler_that_does_not_answer_is_said(python: Path, tmp_path: Path) -> None:
    folder = bare(tmp_path, "sms")
    address = "tcp://127.0.0.1:1"
    with run(python, folder, "-m", "doit", "publish:example/en-CA/sms", HANDBILL_CLUSTER=address) as build:
        output, _ = build.communicate()
    assert build.returncode != 0 and f"HANDBILL_CLUSTER={address}: no scheduler answers" in output, output
