"""The web page in a browser: axe finds nothing in the light or the dark, and nothing is wider than a narrow screen."""

import html
import json
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, npm_package, program

from handbill import formats
from handbill.project import Project
from handbill.writers.page import write

pytestmark = pytest.mark.slow
TAGS = ("en-CA", "ar", "hi", "zh-Hans", "ko", "uk")
# What Chromium calls a system that is dark, and one that is light.
SCHEMES = {"dark": 0, "light": 1}
ASK = """
window.addEventListener("load", async () => {
  const found = await axe.run(document, {rules: {"color-contrast-enhanced": {enabled: true}}});
  const told = {violations: found.violations.map(one => [one.id, one.nodes.map(node => node.html)]),
    incomplete: found.incomplete.map(one => one.id), passes: found.passes.map(one => one.id),
    paper: getComputedStyle(document.documentElement).backgroundColor};
  document.body.innerHTML = "<pre id=told></pre>";
  document.getElementById("told").textContent = JSON.stringify(told);
});
"""
MEASURE = """
window.addEventListener("load", () => {
  const page = document.querySelector("iframe").contentDocument.documentElement;
  const told = {wide: page.scrollWidth, seen: page.clientWidth, high: page.scrollHeight};
  document.body.innerHTML = "<pre id=told></pre>";
  document.getElementById("told").textContent = JSON.stringify(told);
});
"""


def page(tag: str, reasons: tuple[str, ...] = ("a reason",)) -> str:
    """Return the page of saint-john as a draft, or that of the example as a final one."""
    project = Project(ROOT)
    document = project.document("saint-john" if reasons else "example", tag)
    coded = replace(document, reasons=reasons, code="0123ABCD")
    return write(coded, project.design(formats.BY_ID["page"])).content.decode()


def told(text: str, folder: Path, scheme: str = "light") -> dict[str, Any]:
    """Return what a page's own script wrote of it in Chromium, which reaches no network."""
    source = folder / "page.html"
    source.write_text(text, "utf-8")
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND"]
    flags += [f"--blink-settings=preferredColorScheme={SCHEMES[scheme]}", "--virtual-time-budget=20000"]
    command = [program("chromium"), *flags, f"--user-data-dir={folder / 'profile'}", "--dump-dom", source.as_uri()]
    shown = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout
    return json.loads(html.unescape(shown.partition('<pre id="told">')[2].partition("</pre>")[0]))


PAGES = [*((tag, ("a reason",)) for tag in TAGS), ("en-CA", ())]


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("tag", "reasons"), PAGES, ids=[*TAGS, "final"])
def test_axe_finds_nothing(tag: str, reasons: tuple[str, ...], scheme: str, tmp_path: Path) -> None:
    axe = (npm_package("axe-core") / "axe.min.js").read_text("utf-8")
    asking = page(tag, reasons).replace("</body>", f"<script>{axe}</script><script>{ASK}</script></body>")
    found = told(asking, tmp_path, scheme)
    assert (found["violations"], found["incomplete"]) == ([], [])
    assert {"color-contrast-enhanced", "heading-order", "landmark-one-main", "valid-lang"} <= {*found["passes"]}
    assert found["paper"] == ("rgb(20, 24, 28)" if scheme == "dark" else "rgb(255, 255, 255)")


def test_axe_is_heard(tmp_path: Path) -> None:
    axe = (npm_package("axe-core") / "axe.min.js").read_text("utf-8")
    broken = page("en-CA").replace("<h1 ", '<h1 style="color:#777" ').replace('alt="', 'data-alt="')
    found = told(broken.replace("</body>", f"<script>{axe}</script><script>{ASK}</script></body>"), tmp_path)
    assert {"color-contrast-enhanced", "image-alt"} <= {name for name, _ in found["violations"]}


@pytest.mark.parametrize("tag", TAGS)
def test_nothing_is_wider_than_a_narrow_screen(tag: str, tmp_path: Path) -> None:
    inside = html.escape(page(tag), quote=True)
    frame = f'<iframe srcdoc="{inside}" style="width:320px;height:600px;border:0"></iframe>'
    found = told(f"<!doctype html><body>{frame}<script>{MEASURE}</script></body>", tmp_path)
    assert found["wide"] == found["seen"] <= 320 and found["high"] > 1200
