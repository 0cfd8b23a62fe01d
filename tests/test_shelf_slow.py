"""The shelf in a real browser: from a folder and from a server, every copy exact, nothing asked of a network."""

import base64
import json
import shutil
import subprocess
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import browser
import pytest
from conftest import copy_project, doit, npm_package, program

from handbill import shelf

pytestmark = pytest.mark.slow
# What the shelf's page may weigh, without its pictures.
LIMIT = 300_000
EDITIONS = ("example", "saint-john")
# What axe is asked for: WCAG 2.2 AA and what came before it.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def dist(built: Path) -> Path:
    return built / "dist"


@pytest.fixture(scope="module", params=["folder", "server"])
def place(request: pytest.FixtureRequest, dist: Path) -> Iterator[str]:
    """The address of dist/: a folder's, and a web server's."""
    if request.param == "folder":
        yield dist.as_uri()
        return
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(dist))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[browser.Page]:
    with browser.opened(program("chromium"), tmp_path_factory.mktemp("profile")) as opened:
        yield opened


def files(dist: Path, edition: str) -> list[dict[str, Any]]:
    rows = json.loads((dist / "manifest.json").read_text("utf-8"))["files"]
    return [row for row in rows if row["edition"] == edition]


# Presses each button, and returns what the clipboard holds after it.
COPY = """(async () => {
  const found = [];
  for (const button of document.querySelectorAll("button.copy")) {
    const group = button.closest(".group").dataset.language;
    const item = button.closest("[data-format]");
    const question = button.closest(".asked").dataset.question;
    await READ("-");
    button.click();
    for (let turn = 0; turn < 400 && (await navigator.clipboard.readText()) === "-"; turn++)
      await new Promise((done) => setTimeout(done, 5));
    found.push([group, item.dataset.format, question, await navigator.clipboard.readText()]);
  }
  return found;
})()"""
# The Clipboard API as it is; and as it is in a page that may not use it.
WAYS = {
    "api": "const READ = (text) => navigator.clipboard.writeText(text);",
    "event": """const write = navigator.clipboard.writeText.bind(navigator.clipboard), READ = (text) => write(text);
        navigator.clipboard.writeText = () => Promise.reject(new Error("not allowed"));""",
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("edition", EDITIONS)
def test_every_copy_is_exactly_the_file(edition: str, way: str, place: str, page: browser.Page, dist: Path) -> None:
    page.open(f"{place}/{edition}/index.html")
    rows = [row for row in files(dist, edition) if row["format"] in shelf.TEXTS]
    questions = list(dict.fromkeys(page.run("[...document.querySelectorAll('.asked')].map((e) => e.dataset.question)")))
    copied = page.run(WAYS[way] + COPY)
    wanted = {(row["locale"], row["format"], (dist / row["path"]).read_bytes().decode()) for row in rows}
    assert {(tag, form, text) for tag, form, _, text in copied} == wanted
    assert len(copied) == len(rows) == len({(tag, form, number) for tag, form, number, _ in copied})
    assert {number for *_, number, _ in copied} <= set(questions)


def test_what_cannot_be_copied_is_selected(page: browser.Page, dist: Path) -> None:
    page.open(f"{dist.as_uri()}/example/index.html")
    page.run("navigator.clipboard.writeText = () => Promise.reject(); document.execCommand = () => false")
    said = page.run("""(async () => { document.querySelector("button.copy").click();
        await new Promise((done) => setTimeout(done, 300));
        const text = document.querySelector("button.copy").closest("li").querySelector("pre").textContent;
        return [document.querySelector("#said").textContent, getSelection().getRangeAt(0).toString() === text]; })()""")
    assert "Ctrl+C" in said[0] and said[1]


def test_a_copy_is_announced_by_its_name(page: browser.Page, dist: Path) -> None:
    page.open(f"{dist.as_uri()}/saint-john/index.html#ui=fr&language=fr-CA&format=sms")
    said = page.run("""(async () => { const shown = (e) => e.offsetParent !== null;
        [...document.querySelectorAll("button.copy")].find(shown).click();
        await new Promise((done) => setTimeout(done, 300)); return document.querySelector("#said").textContent; })()""")
    assert said == "Copié\u00a0: Message texte, Question 1, français canadien"


def shown(page: browser.Page) -> list[list[str]]:
    return page.run("""[...document.querySelectorAll(".group [data-format]")].filter((e) => e.offsetParent !== null)
        .map((e) => [e.closest(".group").dataset.language, e.dataset.format, e.dataset.state])""")


def test_filters_are_kept_in_the_address(place: str, page: browser.Page) -> None:
    page.open(f"{place}/saint-john/index.html#language=ar&format=trifold")
    assert shown(page) == [["ar", "trifold", "draft"]]
    page.open(f"{place}/saint-john/index.html#state=final&format=sms")
    found = shown(page)
    assert found and {tuple(each) for each in found} == {("en-CA", "sms", "final")}
    page.open(f"{place}/saint-john/index.html#q=dépliant%20coréen")
    assert {tuple(each[:2]) for each in shown(page)} == {("ko", "trifold"), ("ko", "trifold-press")}
    page.open(f"{place}/saint-john/index.html#q=nothinglikethis")
    assert shown(page) == [] and page.run("document.querySelector('#nothing').offsetParent !== null")
    page.run("document.querySelector('#clear').click()")
    assert page.run("location.hash") == "" and page.run("document.querySelector('#shown').textContent").startswith(
        "Shown:"
    )
    page.run("""(() => { const field = document.querySelector("[name=format]"); field.value = "word";
        field.dispatchEvent(new Event("input", {bubbles: true})); })()""")
    assert page.run("location.hash") == "#format=word"


def test_an_order_lists_what_is_wanted(page: browser.Page, dist: Path) -> None:
    page.open(f"{dist.as_uri()}/saint-john/index.html")
    page.run("""(() => { const field = document.querySelector("#matrix input"); field.value = "50";
        field.dispatchEvent(new Event("input", {bubbles: true})); })()""")
    cells = page.run("[...document.querySelectorAll('#ordered td')].map((e) => e.textContent)")
    (row,) = [row for row in files(dist, "saint-john") if row["path"].endswith("saint-john-faq-handout-en-CA.pdf")]
    file = f"saint-john-faq-handout-en-CA.pdf (Code {row['code']})"
    assert cells == [
        "Handout, English (Canada)",
        "50",
        "Letter, both sides",
        file,
        "Draft: do not print for distribution",
    ]
    assert page.run("document.querySelector('#total').textContent") == "Ordered: 50 copies"


@pytest.mark.parametrize("name", ["index.html", *(f"{edition}/index.html" for edition in EDITIONS)])
def test_nothing_is_asked_of_a_network_and_nothing_is_lost(
    name: str, place: str, page: browser.Page, dist: Path
) -> None:
    page.requests.clear()
    page.complaints.clear()
    page.open(f"{place}/{name}")
    page.run("document.querySelectorAll('img').forEach((e) => (e.loading = 'eager'))")
    broken = page.run("""Promise.all([...document.images].map((e) => e.decode().then(() => "", () => e.src)))
        .then((found) => found.filter(Boolean))""")
    assert broken == []
    base = "/".join((place, name)).rpartition("/")[0]
    links = page.run("[...document.querySelectorAll('a[href]')].map((e) => e.getAttribute('href'))")
    gone = [link for link in links if not link.startswith("#") and not (dist / name).parent.joinpath(link).is_file()]
    assert gone == []
    assert [one for one in page.requests if not one.startswith((base, "data:", "about:"))] == []
    assert page.complaints == []
    assert (dist / name).stat().st_size < LIMIT


@pytest.mark.parametrize("name", ["index.html", *(f"{edition}/index.html" for edition in EDITIONS)])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_axe_finds_nothing(name: str, scheme: str, language: str, page: browser.Page, dist: Path) -> None:
    axe = (npm_package("axe-core") / "axe.min.js").read_text("utf-8")
    page.show(1280, prefers_color_scheme=scheme)
    page.open(f"{dist.as_uri()}/{name}#ui={language}")
    page.run("document.querySelectorAll('details').forEach((e) => (e.open = true)); 0")
    page.run(f"{axe}; 0")
    found = page.run(
        f"axe.run({{runOnly: {RULES}, resultTypes: ['violations']}}).then((r) => r.violations.map((v) =>"
        " [v.id, v.nodes.length, v.nodes[0].html.slice(0, 200), v.nodes[0].failureSummary]))"
    )
    assert found == []
    assert page.run("document.documentElement.lang") == language


@pytest.mark.parametrize("name", ["index.html", "saint-john/index.html"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_narrow_window_shows_all_in_one_column(name: str, language: str, page: browser.Page, dist: Path) -> None:
    page.show(320, 640)
    page.open(f"{dist.as_uri()}/{name}#ui={language}")
    page.run("document.querySelectorAll('details').forEach((e) => (e.open = true)); 0")
    assert page.run("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_it_speaks_as_the_browser_asks(dist: Path, tmp_path: Path) -> None:
    with browser.opened(program("chromium"), tmp_path, "fr-CA") as page:
        page.open(f"{dist.as_uri()}/saint-john/index.html")
        assert page.run("[document.documentElement.lang, document.querySelector('#find-title').textContent]") == [
            "fr",
            "Trouver",
        ]
        page.run("document.querySelector('[data-ui=en]').click()")
        assert page.run("[document.documentElement.lang, document.querySelector('#find-title').textContent]") == [
            "en",
            "Find",
        ]


def test_every_word_of_the_page_is_in_french(page: browser.Page, dist: Path) -> None:
    page.open(f"{dist.as_uri()}/saint-john/index.html#ui=fr")
    left = page.run("""(() => { const words = Object.values(JSON.parse(document.querySelector("#words").textContent));
        const english = new Set(words.filter((both) => both[1] && !both[0].includes("{n}")).map((both) => both[0]));
        for (const both of words) if (both[1]) english.delete(both[1]);
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
        while (walker.nextNode()) if (!walker.currentNode.parentElement.closest("script, pre, [lang]:not(html)"))
          found.push(...walker.currentNode.data.trim().split("\u00a0· ").filter((part) => english.has(part)));
        return found; })()""")
    assert left == []
    facts = page.run("document.querySelector('.wall li p').textContent")
    assert facts.startswith("Ébauche ") and "\u00a0ko\u00a0· 2\u00a0pages\u00a0· Code " in facts
    page.run("document.querySelector('[data-ui=en]').click()")
    facts = page.run("document.querySelector('.wall li p').textContent")
    assert facts.startswith("Draft ") and "\u00a0KB\u00a0· 2\u00a0pages\u00a0· Code " in facts


def test_a_draft_says_below_it_what_it_waits_for(page: browser.Page, dist: Path) -> None:
    page.open(f"{dist.as_uri()}/saint-john/index.html")
    rows = [row for row in files(dist, "saint-john") if row["format"] == "handout"]
    told = page.run("[...document.querySelectorAll('[data-format=handout] .reasons')].map((e) => e.textContent)")
    assert len(told) == len(rows) and all("the web address is not known" in text for text in told)
    assert page.run("document.querySelector('a[href^=\"#w\"]')") is None


def test_to_skip_to_the_pieces_keeps_language_and_filters(page: browser.Page, dist: Path) -> None:
    page.open(f"{dist.as_uri()}/saint-john/index.html#ui=fr&language=ar")
    page.run("document.querySelector('.skip').click()")
    assert page.run("[location.hash, document.documentElement.lang, document.activeElement.id]") == [
        *("#ui=fr&language=ar", "fr", "main")
    ]


def test_the_printed_order_says_what_how_many_and_which_paper(page: browser.Page, dist: Path, tmp_path: Path) -> None:
    page.open(f"{dist.as_uri()}/saint-john/index.html")
    empty = printed(page, tmp_path)
    assert "Folded brochure" in empty and "Vietnamese" in empty and "No copies" not in empty
    page.run("""(() => { const field = document.querySelector("#matrix input"); field.value = "50";
        field.dispatchEvent(new Event("input", {bubbles: true})); })()""")
    order = printed(page, tmp_path)
    wanted = ("Handout, English", "Copies", "50", "Letter, both sides", "handout-en-CA.pdf", "Ordered: 50 copies")
    assert [words for words in wanted if words not in order] == []
    assert "Vietnamese" not in order and "Download" not in order


def printed(page: browser.Page, folder: Path) -> str:
    """Return the words of the page as it is printed, which takes one sheet of Letter paper."""
    content = page.call("Page.printToPDF", paperWidth=8.5, paperHeight=11)["data"]
    (folder / "order.pdf").write_bytes(base64.b64decode(content))
    command = [program("pdftotext"), "-raw", str(folder / "order.pdf"), "-"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert text.count("\f") == 1
    return " ".join(text.replace("-\n", "-").split())


def test_a_draft_leads_to_what_it_waits_for_without_scripts(page: browser.Page, dist: Path) -> None:
    page.call("Emulation.setScriptExecutionDisabled", value=True)
    try:
        page.open(f"{dist.as_uri()}/saint-john/index.html")
        root = page.call("DOM.getDocument")["root"]["nodeId"]
        link = page.call("DOM.querySelector", nodeId=root, selector=".wall a[href^='#w']")["nodeId"]
        attributes = page.call("DOM.getAttributes", nodeId=link)["attributes"]
        place = attributes[attributes.index("href") + 1].removeprefix("#")
        told = page.call("DOM.querySelector", nodeId=root, selector=f"[id='{place}']")["nodeId"]
        assert page.call("DOM.getBoxModel", nodeId=told)["model"]["height"] > 10
    finally:
        page.call("Emulation.setScriptExecutionDisabled", value=False)


def test_a_damaged_page_makes_the_build_fail(dist: Path, tmp_path: Path) -> None:
    folder = copy_project(tmp_path)
    for place in ("dist", ".handbill"):
        shutil.copytree(dist.parent / place, folder / place, ignore=shutil.ignore_patterns("lock"))
    template = folder / "templates/shelf.html"
    template.write_text(template.read_text("utf-8").replace('<pre lang="{{ group.of.language.tag }}"', "<pre"), "utf-8")
    run = doit(folder, "publish:example/en-CA/sms")
    assert run.returncode == 1
    assert (
        "dist/example/index.html: shelf-languages: " in run.stdout and "named above; all else was built" in run.stdout
    )


def test_without_scripts_every_text_is_there(page: browser.Page, dist: Path) -> None:
    page.call("Emulation.setScriptExecutionDisabled", value=True)
    try:
        page.open(f"{dist.as_uri()}/saint-john/index.html")
        root = page.call("DOM.getDocument")["root"]["nodeId"]
        texts = page.call("DOM.querySelectorAll", nodeId=root, selector="details[open] pre")["nodeIds"]
        assert len(texts) == sum(row["format"] in shelf.TEXTS for row in files(dist, "saint-john"))
        box = page.call("DOM.getBoxModel", nodeId=texts[-1])["model"]
        assert box["height"] > 10
        assert base64.b64decode(page.call("Page.captureScreenshot")["data"])
    finally:
        page.call("Emulation.setScriptExecutionDisabled", value=False)
