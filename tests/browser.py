"""Drives Chromium over its DevTools protocol, through a pipe: no library and no port is needed."""

import itertools
import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--no-first-run",
    "--disable-gpu",
    "--disable-background-networking",
    "--remote-debugging-pipe",
)


class Page:
    """A tab, with all that it asked for and complained of."""

    def __init__(self, out: int, back: int) -> None:
        self.out, self.back = out, back
        self.numbers = itertools.count(1)
        self.buffer = b""
        self.session = ""
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.loaded = 0

    def call(self, method: str, **parameters: Any) -> Any:
        """Send a command and return its result; events that come meanwhile are noted."""
        number = next(self.numbers)
        message = {"id": number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.out, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == number:
                assert "error" not in answer, (method, answer["error"])
                return answer["result"]
            self._note(answer)

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self.buffer:
            more = os.read(self.back, 1 << 20)
            assert more, "the browser ended"
            self.buffer += more
        line, _, self.buffer = self.buffer.partition(b"\0")
        return json.loads(line)

    def _note(self, event: dict[str, Any]) -> None:
        method, given = event.get("method"), event.get("params", {})
        if method == "Network.requestWillBeSent":
            self.requests.append(given["request"]["url"])
        elif method == "Runtime.exceptionThrown":
            self.complaints.append(json.dumps(given["exceptionDetails"]))
        elif method == "Runtime.consoleAPICalled" and given["type"] in ("error", "warning", "assert"):
            self.complaints.append(json.dumps(given["args"]))
        elif method == "Log.entryAdded" and given["entry"]["level"] in ("error", "warning"):
            self.complaints.append(json.dumps(given["entry"]))
        elif method == "Page.loadEventFired":
            self.loaded += 1

    def open(self, address: str) -> None:
        """Open an address and wait until it has loaded."""
        before = self.loaded
        self.call("Page.navigate", url="about:blank")
        self.wait(before + 1)
        self.call("Page.navigate", url=address)
        self.wait(before + 2)

    def wait(self, loaded: int) -> None:
        while self.loaded < loaded:
            self._note(self._next())

    def run(self, script: str) -> Any:
        """Return what a script's last expression is, a promise awaited."""
        found = self.call(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True, userGesture=True
        )
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    def show(self, width: int, height: int = 900, **features: str) -> None:
        """Set the window's size in CSS pixels, and media features such as prefers-color-scheme."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        named = [{"name": name.replace("_", "-"), "value": value} for name, value in features.items()]
        self.call("Emulation.setEmulatedMedia", features=named)


@contextmanager
def opened(chromium: str, profile: Path, language: str = "en-CA") -> Iterator[Page]:
    """Start Chromium with a profile of its own; yield a tab, and end it."""
    read_by_it, out = os.pipe()
    back, written_by_it = os.pipe()
    flags = (*FLAGS, f"--user-data-dir={profile}", f"--lang={language}", f"--accept-lang={language}")
    # The pipe is on the descriptors 3 and 4.
    line = f'exec "$@" 3<&{read_by_it} 4>&{written_by_it}'
    process = subprocess.Popen(
        ["bash", "-c", line, "bash", chromium, *flags, "about:blank"],
        pass_fds=(read_by_it, written_by_it),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"LANGUAGE": language.replace("-", "_")},
    )
    os.close(read_by_it)
    os.close(written_by_it)
    try:
        page = Page(out, back)
        target = page.call("Target.createTarget", url="about:blank")["targetId"]
        page.session = page.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            page.call(f"{domain}.enable")
        page.call("Emulation.setFocusEmulationEnabled", enabled=True)
        session, page.session = page.session, ""
        permitted = ["clipboardReadWrite", "clipboardSanitizedWrite"]
        page.call("Browser.grantPermissions", permissions=permitted)
        page.session = session
        yield page
    finally:
        process.terminate()
        process.wait(10)
        os.close(out)
        os.close(back)
