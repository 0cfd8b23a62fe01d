"""What a browser is shown of dist/ while somebody works on the sources: which file an address means, and how an open
page hears that its file was made anew.
"""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from handbill import templates

KINDS = {
    ".html": "text/html; charset=utf-8",
    ".pdf": "application/pdf",
    ".txt": "text/plain; charset=utf-8",
    ".json": "application/json",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webp": "image/webp",
    ".eml": "message/rfc822",
}
OTHER = "application/octet-stream"
EVENTS = "/events"
PAGE_END = re.compile(rb"</body>(?![\s\S]*</body>)", re.IGNORECASE)
# An open page says what its file was, and asks for the events of its address; when one comes, it is loaded anew or
# shows a fault.
SCRIPT = b"""<script>
(() => {
  const events = new EventSource("/events?stood=STOOD&page=" + encodeURIComponent(location.pathname));
  let box = null;
  events.addEventListener("refresh", () => location.reload());
  events.addEventListener("fault", event => {
    if (!box) { box = document.body.appendChild(document.createElement("pre")); }
    box.setAttribute("role", "alert");
    box.dir = "ltr";
    box.style.cssText = "position:fixed;inset:auto 0 0;margin:0;padding:1rem;background:#8c1d18;color:#fff;"
      + "font:1rem/1.5 system-ui,sans-serif;white-space:pre-wrap;z-index:9";
    box.textContent = JSON.parse(event.data);
  });
})();
</script>
"""


def may_ask(host: str, port: int) -> bool:
    """Return whether a request names this computer: a page from elsewhere may not read dist/ under a name of its own
    (DNS rebinding).
    """
    return host in (f"127.0.0.1:{port}", f"localhost:{port}")


def from_here(headers: Mapping[str, str]) -> bool:
    """Return whether a request is not one that a page from elsewhere makes by itself, which could have pieces made for
    nothing; a link that a person follows may come from anywhere (Fetch Metadata, 2.1 to 2.3).
    """
    followed = (headers.get("Sec-Fetch-Mode"), headers.get("Sec-Fetch-Dest")) == ("navigate", "document")
    return followed or headers.get("Sec-Fetch-Site", "none") in ("none", "same-origin")


def place(address: str) -> tuple[str, ...] | None:
    """Return the names that lead from dist/ to what an address asks for, or None for one that leads elsewhere."""
    names = tuple(name for name in unquote(urlsplit(address).path).split("/") if name)
    strange = any(name.startswith(".") or set(name) & set("\\\0:") for name in names)
    return None if strange else names


def file_of(dist: Path, names: tuple[str, ...]) -> Path | None:
    """Return the file below dist/ that the names lead to, the index of a folder; None where there is none, or a link
    leads out of dist/.
    """
    found = dist.joinpath(*names)
    found = found / "index.html" if found.is_dir() else found
    within = found.resolve().is_relative_to(dist.resolve())
    return found if within and found.is_file() else None


def stands(file: Path) -> str:
    """Return when a file was written and how long it is, or "" for none."""
    try:
        found = file.stat()
    except OSError:
        return ""
    return f"{found.st_mtime_ns}-{found.st_size}"


def refreshing(page: bytes, stood: str) -> bytes:
    """Return an HTML page with the script that loads it anew; the file on disk has none. `stood` is what it was."""
    script = SCRIPT.replace(b"STOOD", stood.encode())
    return PAGE_END.sub(lambda end: script + end[0], page, count=1) if PAGE_END.search(page) else page + script


def frame(template: Mapping[str, str], address: str) -> bytes:
    """Return a page that shows a file which is no page itself, so that it can be loaded anew."""
    return templates.render("watch.html", template, file=address, files=()).encode()


def listing(template: Mapping[str, str], paths: Iterable[str]) -> bytes:
    """Return a page that leads to the files, for a folder without an index."""
    return templates.render("watch.html", template, file="", files=sorted(paths)).encode()


def event(kind: str, data: str = "null") -> bytes:
    """Return a server-sent event (HTML Living Standard, 9.2); `data` has no line break."""
    return f"event: {kind}\ndata: {data}\n\n".encode()
