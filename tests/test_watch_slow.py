"""Watching as a person does it: the command itself, a save, a second watch and Ctrl-C, and a browser that reloads."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest
from conftest import doit, program
from test_watch import FAQ, PAGE, Server, edited, server  # noqa: F401

from handbill import watch

pytestmark = pytest.mark.slow
TIMEOUT = 120
BROCHURE = "/example/en-CA/example-faq-trifold-en-CA.pdf"
STOPPED = "Stopped. What was finished stays; the next build goes on from there."


def waited(for_what: Callable[[], bool]) -> bool:
    """Return whether it comes true in time."""
    end = time.monotonic() + TIMEOUT
    while not for_what() and time.monotonic() < end:
        time.sleep(0.05)
    return for_what()


@contextmanager
def browser(address: str, folder: Path) -> Iterator[None]:
    """Open an address in Chromium, and keep it open."""
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0"]
    command = [program("chromium"), *flags, f"--user-data-dir={folder}", address]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "start_new_session": True}
    with subprocess.Popen(command, **quiet) as running:
        try:
            yield
        finally:
            os.killpg(running.pid, signal.SIGKILL)


def test_a_browser_loads_a_changed_page_anew(server: Server, tmp_path: Path) -> None:  # noqa: F811
    watching = server.watching
    with browser(f"http://127.0.0.1:{server.server_port}{PAGE}", tmp_path / "profile"):
        assert waited(lambda: len(watching.viewers) == 1)
        first = watching.viewers[0]
        edited(server, "It has no desk.", "It has no bench.")
        now = watch.stands(watching.project.path(f"dist{PAGE}"))
        assert waited(lambda: any(one is not first and one.stood == now for one in watching.viewers))


def test_a_save_is_seen_and_a_second_watch_and_ctrl_c_say_so(built: Path, tmp_path: Path) -> None:
    pytest.importorskip("watchfiles", reason="watchfiles is not installed")
    folder = shutil.copytree(built, tmp_path / "whole", symlinks=True)
    command = [sys.executable, "-m", "doit", "watch", "--port", "0"]
    piped = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True, "start_new_session": True}
    with subprocess.Popen(command, cwd=folder, **piped) as running:
        try:
            port = int(running.stdout.readline().partition("127.0.0.1:")[2].partition("/")[0])
            assert any(line.startswith("dist/ holds") for line in running.stdout)
            assert f"look at http://127.0.0.1:{port}/" in doit(folder, "watch").stdout
            assert _seen(folder, port) < 10
        finally:
            os.killpg(running.pid, signal.SIGINT)
        said = running.communicate(timeout=TIMEOUT)[0]
    assert (running.returncode, said.splitlines()[-1]) == (130, STOPPED)
    assert "Traceback" not in said and "example/en-CA/trifold is made anew." in said


def _seen(folder: Path, port: int) -> float:
    """Save a changed word; return the seconds until an open page is told."""
    path = folder / FAQ
    stood = watch.stands(folder / f"dist{BROCHURE}")
    with closing(HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)) as connection:
        connection.request("GET", f"/events?stood={stood}&page={BROCHURE}")
        with connection.getresponse() as events:
            begun = time.monotonic()
            path.write_text(path.read_text("utf-8").replace("collaborative", "common", 1), "utf-8")
            while events.readline() != b"event: refresh\n":
                pass
            return time.monotonic() - begun
