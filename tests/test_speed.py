"""What keeps a build quick: little is loaded where there is nothing to do, and nothing is laid out twice."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import ROOT
from documents import document

from handbill import formats, locales, steps
from handbill.errors import HandbillError
from handbill.model import Design, Document
from handbill.project import Project
from handbill.writers import pdf
from handbill.writers.pdf import balance, render

# What is needed only where a source is read or a piece is made, and takes long to load.
LATE = ("docx", "fontTools", "jinja2", "markdown_it", "PIL", "pikepdf", "pypdfium2", "rich", "weasyprint", "xlsxwriter")


pytestmark = pytest.mark.usefixtures("faces")


def design(form: str) -> Design:
    return replace(Project(ROOT).design(formats.BY_ID[form]), memory=None)


def whole(tag: str) -> Document:
    return replace(document(tag), code="0123ABCD")


def said(code: str, folder: Path) -> str:
    """Return what a program prints that can import ours, run in a folder."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True, text=True).stdout


def test_the_tasks_load_nothing_that_only_makes_pieces(tmp_path: Path) -> None:
    loaded = said("import dodo, sys; print(*(name.split('.')[0] for name in sys.modules))", tmp_path).split()
    assert "doit" in loaded
    assert sorted({*LATE} & {*loaded}) == []


# Each step in a process of its own, which has loaded what all load.
READY = f"""
import os, sys
from pathlib import Path
from handbill import steps
from handbill.project import Project
project = Project(Path({str(ROOT)!r}))
for name in {{}}:
    if not os.fork():
        steps.ready(project, name)
        print(name, "weasyprint" in sys.modules, flush=True)
        os._exit(0)
    os.wait()
"""
NEXT = {
    "publish:saint-john/fr-CA/trifold": True,
    "publish:saint-john/fr-CA/sms": False,
    "publish:saint-john/mul/snippets": False,
    "read:fr_CA.po": True,
    "read:faq.md": True,
    "read:shelf.toml": False,
    "check:saint-john/fr-CA/trifold": False,
    "status": False,
}


def test_workers_share_the_layout_engine_where_it_will_be_needed(tmp_path: Path) -> None:
    told = said(READY.format(list(NEXT)), tmp_path).splitlines()
    assert told == [f"{name} {loaded}" for name, loaded in NEXT.items()]


def test_what_is_wrong_before_there_are_workers_is_left_to_the_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps.ready(Project(tmp_path), "read:faq.md")
    monkeypatch.setattr(formats, "writer", lambda _: pytest.fail("no FAQ, no piece"))
    steps.ready(Project(tmp_path), "publish:standard/ar/trifold")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the engine has to search for its libraries")
def test_the_layout_engine_starts_no_program(tmp_path: Path) -> None:
    audit = "import sys; sys.addaudithook(lambda event, _: print(event) if event == 'subprocess.Popen' else None)\n"
    assert said(f"{audit}import ctypes.util; ctypes.util.find_library('nothing')", tmp_path).split()
    assert said(f"{audit}from handbill.engine import weasyprint", tmp_path) == ""


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and str(node.module).split(".")[0] == "handbill":
            yield from (str(node.module), *(f"{node.module}.{name.name}" for name in node.names))


def test_steps_find_the_imports_that_python_finds() -> None:
    paths = sorted((ROOT / "handbill").rglob("*.py"))
    assert {path: set(steps._imports(path.read_text("utf-8"))) for path in paths} == {
        path: set(imported(path)) for path in paths
    }


KNOWN = ("en-CA", "fr-CA", "ar", "zh-Hans", "zh-Hant", "pa", "pa-Arab", "sr-Latn", "ko", "en-XA", "ar-XB", "zh-XC")


def test_a_script_is_told_without_loading_the_language(tmp_path: Path) -> None:
    assert [locales.script(tag) for tag in KNOWN] == [locales.language(tag).script for tag in KNOWN]
    loading = "from handbill import locales; from babel import localedata; {}('fr-CA'); print(len(localedata._cache))"
    assert said(loading.format("locales.script"), tmp_path) == "0\n"
    assert said(loading.format("locales.language"), tmp_path) != "0\n"


@pytest.mark.parametrize("tag", ["", "fr_CA", "qq-QQ", "zh-CN", "iw"])
def test_no_script_is_told_of_what_is_no_language(tag: str) -> None:
    with pytest.raises(HandbillError) as refused:
        locales.language(tag)
    with pytest.raises(HandbillError) as of_script:
        locales.script(tag)
    assert str(refused.value) == str(of_script.value)


@pytest.mark.parametrize(
    "text",
    [
        "from handbill import gsm as cost, model\n",
        "from handbill.checks import (  # why\n    text,  # (not: page\n    sms as one,\n)\n",
        "def read():\n    from handbill import proofs\n",
    ],
)
def test_imports_are_found_however_they_are_written(text: str, tmp_path: Path) -> None:
    path = tmp_path / "module.py"
    path.write_text(text, "utf-8")
    assert set(steps._imports(text)) == set(imported(path))


def test_a_flat_piece_is_written_as_its_fit_laid_it_out() -> None:
    render._laid_out.cache_clear()
    pdf.write(whole("en-CA"), design("handout"))
    assert (render._laid_out.cache_info().misses, render._laid_out.cache_info().hits) == (1, 1)


class Kept(dict[str, str]):
    """A design's memory."""

    put = dict.__setitem__

    def __bool__(self) -> bool:
        """Return that there is a memory, be it empty."""
        return True


def test_the_fit_of_a_flat_piece_is_kept_where_it_took_a_search(monkeypatch: pytest.MonkeyPatch) -> None:
    memory = Kept()
    look = replace(design("handout"), memory=memory)
    cap = render.of_script(whole("en-CA"), look, "size")[0]
    for size in (cap, cap - 1):
        monkeypatch.setattr(balance, "_search_sheets", lambda *_, size=size: balance.Fit(size, ()))
        assert balance.fit(render.page(whole("en-CA"), look), whole("en-CA"), look).size == size
        assert len(memory) == (size != cap)
    monkeypatch.setattr(balance, "_search_sheets", lambda *_: pytest.fail("it was kept"))
    assert balance.fit(render.page(whole("en-CA"), look), whole("en-CA"), look).size == cap - 1


def test_the_fit_of_a_flat_piece_depends_on_all_that_is_laid_out(monkeypatch: pytest.MonkeyPatch) -> None:
    memory = Kept()
    monkeypatch.setattr(balance, "_search_sheets", lambda *_: balance.Fit(6.0, ()))
    look = replace(design("handout"), memory=memory)
    logo = b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>"
    sheets = look.measures | {"max_sheets": 1}
    changed = [replace(whole("en-CA"), **{key: value}) for key, value in (("logo", logo), ("reasons", ("why",)))]
    for made, one in ((whole("en-CA"), look), *((made, look) for made in changed), (whole("fr-CA"), look)):
        balance.fit(render.page(made, one), made, one)
    balance.fit(render.page(whole("en-CA"), look), whole("en-CA"), replace(look, measures=sheets))
    assert len(memory) == 5


HOLDING = """
import gc
from documents import document
from test_speed import design, whole
from handbill.writers.pdf import render

look = design("handout")
page = render.page(whole("fr-CA"), look)

def held(layouts):
    for _ in range(layouts):
        render._laid_out.cache_clear()
        page.lay_out(render.sized(look, 10))
    gc.collect()
    with open("/proc/self/statm") as numbers:
        return int(numbers.read().split()[1]) * 4096

first = held(30)
print(held(60) - first)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a process cannot be asked for its memory in this way")
def test_a_layout_leaves_nothing_in_memory(tmp_path: Path) -> None:
    path = f"import sys; sys.path[:0] = [{str(ROOT)!r}, {str(ROOT / 'tests')!r}]\n"
    assert int(said(path + HOLDING, tmp_path)) < 2_000_000
