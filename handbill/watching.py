"""The command that watches the sources: what a saved change touches is made anew, first what a browser shows."""

import fcntl
import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

from handbill import formats, steps, watch
from handbill.errors import HandbillError
from handbill.project import Piece, Project

# What is watched, from the project's folder.
WATCHED = ("source", "templates", "styles", "handbill", "dodo.py")
CODE = ("handbill/", "dodo.py")
# One watch a folder; builds have a lock of their own, which each thing that is made here holds.
ONE, BUILD = ".handbill/watch.lock", ".handbill/lock"
# Milliseconds: how long a save that touches several files is waited for, and how often it is looked.
LONGEST, STEP = 200, 20
# Seconds after which an open page is asked whether it is still there.
PULSE = 15
# What a build says that a person who watches need not read.
QUIET = ("publish:", "fonts:")


@dataclass(eq=False)
class Viewer:
    """An open page: the piece and the file that it shows, what that file was when it was loaded, and what it is yet to
    be told.
    """

    piece: Piece | None
    file: Path
    stood: str
    events: SimpleQueue[bytes] = field(default_factory=SimpleQueue)


@dataclass(eq=False)
class Watch:
    """A project that is watched, the pages that are open, and the build that makes the rest."""

    project: Project
    viewers: list[Viewer] = field(default_factory=list)
    guard: Any = field(default_factory=Lock)
    making: Any = field(default_factory=Lock)
    rest: subprocess.Popen[str] | None = None
    outdated: bool = False

    @property
    def dist(self) -> Path:
        return self.project.path("dist")

    def shown(self, names: tuple[str, ...]) -> Path:
        """Return the file that a page shows: what its names lead to, or for a list of files the manifest."""
        return watch.file_of(self.dist, names) or self.dist / "manifest.json"

    def opened(self, address: str, stood: str) -> Viewer:
        """Return the viewer of an address, added to those that are told of changes; its piece's tools are loaded."""
        names = watch.place(address) or ()
        viewer = Viewer(self._piece("/".join(names)), self.shown(names), stood)
        with self.guard:
            self.viewers.append(viewer)
        self.tell()
        if viewer.piece:
            Thread(target=self._warm, args=(viewer.piece,), daemon=True).start()
        return viewer

    def closed(self, viewer: Viewer) -> None:
        with self.guard:
            self.viewers.remove(viewer)

    def _piece(self, path: str) -> Piece | None:
        rows = (row for row in self.project.manifest_rows() if row["path"] == path and row["format"] in formats.BY_ID)
        return next((Piece(row["edition"], row["locale"], row["format"]) for row in rows), None)

    def changed(self, names: set[str]) -> Iterator[str]:
        """Make what the changed files touch, first what is looked at; yield what a person wants to read."""
        self.stop()
        if not self.outdated and any(name.startswith(CODE) for name in names):
            self.outdated = True
            yield "handbill's own code has changed: only builds show it now; start this watch anew to be quick again."
        if self._waits():
            yield "Another build is running here; the watch waits until it is done."
        for piece in () if self.outdated else self._looked_at(names):
            yield self.make(piece) or f"{piece.name} is made anew."
        self.tell()
        self.rest = self._build()

    def _waits(self) -> bool:
        """Return whether another build runs; to ask while something is made here would let go of the lock."""
        with self.making:
            return _busy(self.project.path(BUILD))

    def _looked_at(self, names: set[str]) -> list[Piece]:
        """Return the pieces that somebody looks at and that the changed files touch."""
        with self.guard:
            shown = list(dict.fromkeys(viewer.piece for viewer in self.viewers if viewer.piece))
        made_from = {piece: steps.made_from(self.project, piece, formats.BY_ID[piece.format]) for piece in shown}
        return [piece for piece in shown if names & {*made_from[piece]}]

    def make(self, piece: Piece) -> str:
        """Make a piece in this process, where all that it needs is loaded already; return its fault, or ""."""
        try:
            self._publish(piece)
        except (HandbillError, OSError) as error:
            self._send("fault", json.dumps(str(error)), piece)
            return str(error)
        return ""

    def _warm(self, piece: Piece) -> None:
        """Load what a piece needs by making it once; a fault now may be of a file that is just being saved."""
        with suppress(HandbillError, OSError):
            self._publish(piece)

    def _publish(self, piece: Piece) -> None:
        with self.making, _held(self.project.path(BUILD)):
            self.project.publish(piece)

    def tell(self) -> None:
        """Tell each open page whose file is no longer what it loaded."""
        with self.guard:
            for viewer in self.viewers:
                now = watch.stands(viewer.file)
                if now not in (viewer.stood, ""):
                    viewer.stood = now
                    viewer.events.put(watch.event("refresh"))

    def _send(self, kind: str, data: str, piece: Piece) -> None:
        with self.guard:
            for viewer in self.viewers:
                if viewer.piece == piece:
                    viewer.events.put(watch.event(kind, data))

    def _build(self) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "doit"]
        return subprocess.Popen(
            command, cwd=self.project.root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )

    def stop(self) -> None:
        """Stop the build of the rest, which a newer change has overtaken; what it finished stays."""
        if self.rest:
            self.rest.send_signal(signal.SIGINT)
            self.rest.communicate()
        self.rest = None

    def finished(self) -> Iterator[str]:
        """Yield what the build of the rest said, once it has ended."""
        if self.rest is None or self.rest.poll() is None:
            return
        said, failed = self.rest.communicate()[0].splitlines(), self.rest.returncode
        self.rest = None
        self.tell()
        lines = [line for line in said if line and not line.startswith(QUIET)]
        yield from lines if failed else lines[-1:]


def watched(project: Project, port: str = "") -> Iterator[str]:
    """Serve dist/ to this computer's browsers and make anew what each saved change touches, until it is stopped; yield
    what a person wants to read.
    """
    changes = _changes()
    with _alone(project, port) as server:
        watching = server.watching
        yield f"Watching {', '.join(WATCHED[:3])}. Look at http://127.0.0.1:{server.server_port}/ ; Ctrl-C ends it."
        watching.rest = watching._build()
        folders = [project.path(name) for name in WATCHED if project.path(name).exists()]
        settings = {"debounce": LONGEST, "step": STEP, "rust_timeout": LONGEST, "yield_on_timeout": True}
        for found in changes(*folders, **settings):
            names = {Path(path).relative_to(project.root.resolve()).as_posix() for _, path in found}
            yield from watching.changed(names) if names else watching.finished()


def _changes() -> Any:
    """Return what tells of changed files; it is needed by this command alone."""
    try:
        import watchfiles
    except ImportError:
        cure = "run make, which sets up what is missing"
        raise HandbillError(f"doit watch: the package watchfiles is not installed; {cure}") from None
    return watchfiles.watch


@contextmanager
def _alone(project: Project, port: str) -> Iterator["Server"]:
    """Yield the server of the one watch that may run in a folder."""
    path = project.path(ONE)
    with path.open("a+", encoding="utf-8") as lock:
        try:
            fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.seek(0)
            raise HandbillError(f"doit watch: another watch is running here; look at {lock.read()}") from None
        with _server(project, port) as server:
            lock.truncate(0)
            lock.write(f"http://127.0.0.1:{server.server_port}/")
            lock.flush()
            Thread(target=server.serve_forever, daemon=True).start()
            yield server


def _busy(path: Path) -> bool:
    """Return whether a build of another process holds the lock."""
    with path.open("w", encoding="utf-8") as lock:
        try:
            fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
    return False


@contextmanager
def _held(path: Path) -> Iterator[None]:
    """Hold the lock of the one build that may run; wait for another to end."""
    with path.open("w", encoding="utf-8") as lock:
        fcntl.lockf(lock, fcntl.LOCK_EX)
        yield


class Server(ThreadingHTTPServer):
    """Serves dist/ to browsers on this computer, and to no other."""

    daemon_threads = True

    def __init__(self, project: Project, port: int) -> None:
        self.watching = Watch(project)
        self.template = {"watch.html": project.path("templates/watch.html").read_text("utf-8")}
        super().__init__(("127.0.0.1", port), Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that went away is no fault."""


def _server(project: Project, port: str) -> Server:
    if not port.isdecimal() or int(port) > 65535:
        raise HandbillError(f"doit watch: “{port}” is no port; name one such as --port 8001")
    try:
        return Server(project, int(port))
    except OSError:
        raise HandbillError(f"doit watch: the port {port} is taken; name another, such as --port 8001") from None


class Handler(BaseHTTPRequestHandler):
    """Answers one request: a file of dist/, a page around it, or the events of an open page."""

    server: Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        names = watch.place(self.path)
        host = self.headers.get("Host", "")
        if not watch.may_ask(host, self.server.server_port) or not watch.from_here(self.headers):
            self._refuse(HTTPStatus.FORBIDDEN)
        elif urlsplit(self.path).path == watch.EVENTS:
            asked = parse_qs(urlsplit(self.path).query)
            self._events(asked.get("page", ["/"])[0], asked.get("stood", [""])[0])
        elif names is None or not self._shown(names):
            self._refuse(HTTPStatus.NOT_FOUND)

    def _shown(self, names: tuple[str, ...]) -> bool:
        """Answer with what the names lead to; return whether there is such a thing."""
        dist = self.server.watching.dist
        file = watch.file_of(dist, names)
        if file is None:
            return self._listed(names)
        kind = watch.KINDS.get(file.suffix, watch.OTHER)
        if file.suffix == ".pdf" and self.headers.get("Sec-Fetch-Dest") == "document":
            self._page(watch.frame(self.server.template, urlsplit(self.path).path), names)
        elif file.suffix == ".html" and self.headers.get("Sec-Fetch-Dest") != "iframe":
            self._page(file.read_bytes(), names)
        else:
            self._answer(file.read_bytes(), kind)
        return True

    def _listed(self, names: tuple[str, ...]) -> bool:
        watching, folder = self.server.watching, "".join(f"{name}/" for name in names)
        paths = [row["path"] for row in watching.project.manifest_rows() if row["path"].startswith(folder)]
        if paths or not names:
            self._page(watch.listing(self.server.template, paths), names)
        return bool(paths or not names)

    def _page(self, content: bytes, names: tuple[str, ...]) -> None:
        stood = watch.stands(self.server.watching.shown(names))
        self._answer(watch.refreshing(content, stood), watch.KINDS[".html"])

    def _answer(self, content: bytes, kind: str) -> None:
        self.send_response(HTTPStatus.OK)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(content)), **SAFE}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def _refuse(self, status: HTTPStatus) -> None:
        self.send_error(status)

    def _events(self, address: str, stood: str) -> None:
        """Tell an open page what happens to its file, until it is closed."""
        self.close_connection = True
        viewer = self.server.watching.opened(address, stood)
        self.send_response(HTTPStatus.OK)
        for name, value in {"Content-Type": "text/event-stream", "Connection": "close", **SAFE}.items():
            self.send_header(name, value)
        self.end_headers()
        try:
            while True:
                self.wfile.write(_next(viewer))
                self.wfile.flush()
        except OSError:
            self.server.watching.closed(viewer)

    def log_message(self, format: str, *arguments: object) -> None:
        """A person who watches reads what is made, not who asked."""


SAFE = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}


def _next(viewer: Viewer) -> bytes:
    """Return the next event, or a line that says nothing when there is none for a while."""
    try:
        return viewer.events.get(timeout=PULSE)
    except Empty:
        return b": still here\n\n"
