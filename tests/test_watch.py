"""Watching: only dist/ is shown and only to this computer, files keep their bytes, and an open page hears of a change
and of a fault.
"""

import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from threading import Thread

import pytest
from conftest import ROOT

from handbill import watch
from handbill.errors import HandbillError
from handbill.project import Piece, Project
from handbill.watching import Server, watched

PAGE = "/standard/en-CA/standard-faq-page-en-CA.html"
PIECE = Piece("standard", "en-CA", "page")
FAQ = "source/faq.md"
ADDRESSES = [
    ("/", ()),
    ("/example/en-CA/a.pdf?v=1", ("example", "en-CA", "a.pdf")),
    ("//example///a%20b.txt#x", ("example", "a b.txt")),
    ("/../source/faq.md", None),
    ("/%2e%2e/source/faq.md", None),
    ("/example/..%2f..%2fsource", None),
    ("/example/%2e%2e%5csource", None),
    ("/.handbill/doit.sqlite3", None),
    ("/c:/x", None),
    ("/a%00b", None),
]


@pytest.mark.parametrize(("address", "expected"), ADDRESSES)
def test_an_address_leads_into_dist_or_nowhere(address: str, expected: tuple[str, ...] | None, tmp_path: Path) -> None:
    dist = tmp_path / "dist"
    (tmp_path / "source").mkdir()
    (tmp_path / "source/faq.md").touch()
    found = watch.place(address)
    assert found == expected or watch.file_of(dist, found) is None
    assert expected is not None or found is None or ".." not in "".join(found)


def test_a_link_that_leads_out_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "dist").mkdir()
    (tmp_path / "secret.txt").touch()
    (tmp_path / "dist/out.txt").symlink_to(tmp_path / "secret.txt")
    (tmp_path / "dist/index.html").touch()
    assert watch.file_of(tmp_path / "dist", ("out.txt",)) is None
    assert watch.file_of(tmp_path / "dist", ()) == tmp_path / "dist/index.html"


@pytest.mark.parametrize(
    "host", ["", "example.org", "example.org:8000", "127.0.0.1", "127.0.0.1:80", "localhost.:8000"]
)
def test_only_this_computer_may_ask(host: str) -> None:
    assert not watch.may_ask(host, 8000)
    assert watch.may_ask("127.0.0.1:8000", 8000) and watch.may_ask("localhost:8000", 8000)


def test_the_script_stands_once_before_the_end() -> None:
    script = watch.refreshing(b"", "7-1")
    page = watch.refreshing(b"<p></body> </body> <pre></pre></BODY></html>", "7-1")
    assert page.count(b"<script>") == 1 and page.endswith(script + b"</BODY></html>")
    assert watch.refreshing(b"words", "7-1") == b"words" + script and b"stood=7-1&" in script


def test_names_of_files_stay_text() -> None:
    template = {"watch.html": (ROOT / "templates/watch.html").read_text("utf-8")}
    assert b"<b>" not in watch.listing(template, ["<b>.pdf"]) + watch.frame(template, '/"><b>.pdf')


# A project that is watched


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server of the standard FAQ's page, which is made; no build runs behind it."""
    project = Project(tmp_path)
    places = {"standard.md": "faq.md", "ar.po": "locale/ar.po", "labels.toml": "labels.toml"}
    places |= {name: f"editions/standard/{name}" for name in ("edition.toml", "logo.svg")}
    for name, place in places.items():
        target = project.path(f"source/{place}")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / "tests/data" / name, target)
    project.path("source/locale/reviews.toml").touch()
    for name in ("templates", "styles"):
        shutil.copytree(ROOT / name, project.path(name))
    project.publish(PIECE)
    with Server(project, 0) as server:
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server
        server.watching.stop()
        server.shutdown()


def get(server: Server, address: str, **headers: str) -> tuple[int, bytes]:
    """Return the status and the body of an answer."""
    with closing(HTTPConnection("127.0.0.1", server.server_port, timeout=20)) as connection:
        connection.request("GET", address, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return answer.status, answer.read()


@contextmanager
def listening(server: Server) -> Iterator[HTTPResponse]:
    """Yield the events of the page as a browser asks for them that has just loaded it."""
    asked = re.search(r"/events[?]stood=[0-9-]+&page=", get(server, PAGE)[1].decode())[0]
    with closing(HTTPConnection("127.0.0.1", server.server_port, timeout=20)) as connection:
        connection.request("GET", asked + PAGE)
        with connection.getresponse() as events:
            yield events


def test_it_is_served_with_the_script_and_stays_as_it_is(server: Server) -> None:
    file = server.watching.project.path(f"dist{PAGE}")
    before = file.read_bytes()
    assert get(server, PAGE) == (200, watch.refreshing(before, watch.stands(file)))
    assert get(server, PAGE, Sec_Fetch_Dest="iframe")[1] == before == file.read_bytes()
    assert server.server_address[0] == "127.0.0.1"


def test_a_pdf_is_shown_in_a_page_that_can_refresh(server: Server) -> None:
    server.watching.project.path("dist/a.pdf").write_bytes(b"%PDF-1.7")
    _, shown = get(server, "/a.pdf", Sec_Fetch_Dest="document")
    assert b'<iframe src="/a.pdf"' in shown and b"EventSource" in shown
    assert get(server, "/a.pdf", Sec_Fetch_Dest="iframe")[1] == b"%PDF-1.7"


@pytest.mark.parametrize("address", ["/", "/standard/en-CA/"])
def test_a_folder_without_an_index_lists_its_files(server: Server, address: str) -> None:
    assert f'href="{PAGE}"' in get(server, address)[1].decode()


REFUSED = [("/", {"Host": "example.org"}, 403), ("/other", {}, 404), ("/../source/faq.md", {}, 404)]


@pytest.mark.parametrize(("address", "headers", "status"), REFUSED)
def test_the_rest_is_refused(server: Server, address: str, headers: dict[str, str], status: int) -> None:
    assert get(server, address, **headers)[0] == status


def edited(server: Server, old: str, new: str) -> list[str]:
    """Save a change of the FAQ, and return what a person is told."""
    path = server.watching.project.path(FAQ)
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    return list(server.watching.changed({FAQ}))


def heard(events: HTTPResponse) -> tuple[str, str]:
    """Return the next event's name and what it says."""
    lines = [events.readline().decode().strip() for _ in range(3)]
    return lines[0].removeprefix("event: "), lines[1].removeprefix("data: ")


def test_an_open_page_hears_of_a_change_and_of_a_fault(server: Server) -> None:
    with listening(server) as events:
        assert edited(server, "It has no desk.", "It has no bench.") == ["standard/en-CA/page is made anew."]
        assert heard(events) == ("refresh", "null")
        assert b"It has no bench." in get(server, PAGE)[1]
        (said,) = edited(server, "It has no bench.", "It has no {bench}.")
        kind, told = heard(events)
    assert kind == "fault" and said.startswith("source/faq.md:") and "{bench}" in told
    assert b"It has no bench." in get(server, PAGE)[1]


def test_a_page_that_was_loaded_before_its_file_was_made_hears_at_once(server: Server) -> None:
    viewer = server.watching.opened(PAGE, "1-1")
    assert viewer.events.get(timeout=5) == watch.event("refresh")


def test_a_page_that_a_change_does_not_touch_hears_nothing(server: Server) -> None:
    with listening(server):
        assert list(server.watching.changed({"styles/trifold.css", "source/locale/uk.po"})) == []


def test_changed_code_is_left_to_builds(server: Server) -> None:
    with listening(server):
        (said,) = server.watching.changed({"handbill/model.py", FAQ})
        assert "start this watch anew" in said
        assert list(server.watching.changed({FAQ})) == []


def test_a_build_of_the_rest_that_nobody_asked_about_is_closed(server: Server) -> None:
    watching = server.watching
    # There is no task file in this folder: the build ends at once, and its lines are never read.
    list(watching.changed(set()))
    said = watching.rest
    said.wait(20)
    watching.stop()
    assert said.stdout.closed and watching.rest is None


def test_without_watchfiles_it_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    with pytest.raises(HandbillError, match=r"^doit watch: the package watchfiles is not installed; run make"):
        list(watched(Project(tmp_path), "0"))


@pytest.mark.parametrize("port", ["http", "-1", "65536", ""])
def test_what_is_no_port_is_refused(port: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "watchfiles", type("Stub", (), {"watch": None}))
    (tmp_path / ".handbill").mkdir()
    with pytest.raises(HandbillError, match=r"is no port; name one such as --port 8001$"):
        list(watched(Project(tmp_path), port))
