"""The documentation says what is so: every name in it exists, and all that a reader must know is described."""

import re
import shlex
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT

from handbill import editions, formats, inline, manifest, platforms, po, pseudo, reader, steps
from handbill.checks import report, shelf, translation
from handbill.project import Piece, Project, dist_name

DOCS = {
    path.relative_to(ROOT).as_posix(): path.read_text("utf-8")
    for path in sorted((*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")))
}
LINK = re.compile(r"\[[^\]]*\]\((?P<target>[^)\s]+)\)")
FENCE = re.compile(r"^```\w*\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`(?P<text>[^`\n]+)`")
# What a name in backticks looks like when it is a file of the project. Made folders and patterns are left out.
FILE = re.compile(r"\.?[\w.-]+(?:/[\w.-]+)*/?")
ENDINGS = (".md", ".py", ".toml", ".css", ".html", ".po", ".svg", ".lock", ".sh", ".xml", ".yml", ".txt", ".json")
MADE = ("dist/", "release/", "site/", ".handbill/", ".venv/")
# Files that are named without their folder or by their ending, and the name of a catalog that is still to be made.
BARE = ("edition.toml", "logo.svg", "logo.png", "source/locale/xx.po", ".preflight.txt", ".preflight.json")
COMMAND = re.compile(r"^(?:make|git|uv|sh|\.ci/run|\.venv/bin/\w+)(?: |$)")
ALLOWED_HOSTS = {
    *("github.com", "docs.astral.sh", "poedit.net", "example.org"),
    *("learn.microsoft.com", "docs.docker.com"),
}


def row(text: str, key: str) -> str:
    """Return the rest of the table's row whose first cell names the key in backticks."""
    found = re.search(rf"^\|[^|\n]*`{re.escape(key)}`[^|\n]*\|(?P<rest>.*)$", text, re.MULTILINE)
    assert found, f"no row for {key}"
    return found["rest"]


def prose(text: str) -> str:
    return FENCE.sub("", text)


def spans(text: str) -> Iterator[str]:
    yield from (found["text"] for found in SPAN.finditer(prose(text)))


def commands() -> Iterator[tuple[str, str]]:
    """Yield each command shown in a document: a line of a block, or a span in the text."""
    for name, text in DOCS.items():
        blocks = [line for block in FENCE.finditer(text) for line in block["text"].splitlines()]
        yield from ((name, line) for line in (*blocks, *spans(text)) if COMMAND.match(line))


def anchors(text: str) -> set[str]:
    """Return the names under which GitHub links to the headings."""
    headings = re.findall(r"^#+ (.+)$", prose(text), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}


# What must be described


def test_every_format_has_its_chapter() -> None:
    found = re.findall(r"^## `([\w-]+)`$", DOCS["docs/formats.md"], re.MULTILINE)
    assert found == [row.id for row in (*formats.FORMATS, *formats.EXPORTS)]


def test_the_readme_lists_the_registry() -> None:
    found = re.findall(r"^\| `([\w-]+)` \|.*\| `(dist/[^`]+)` \|$", DOCS["README.md"], re.MULTILINE)
    piece = {row.id: Piece("<edition>", "<language>", row.id) for row in formats.FORMATS}
    names = [(row.id, f"dist/{dist_name(piece[row.id], row, '<question>')}") for row in formats.FORMATS]
    names += [
        (row.id, f"dist/<edition>/mul/<edition>-faq-{row.id}-mul.{{{','.join(row.extensions)}}}")
        for row in formats.EXPORTS
    ]
    assert found == names


def test_every_check_is_explained() -> None:
    known = (*formats.FORMATS, *formats.EXPORTS)
    checkers = {row.check: row for row in known}.values()
    codes = [code for row in checkers for code in formats.checker(row).CHECKS]
    codes += [*translation.CHECKS, *shelf.CHECKS]
    text = DOCS["docs/checks.md"]
    explained = re.findall(r"^\| `([a-z]+-[a-z]+)` \|", text, re.MULTILINE)
    assert sorted(explained) == sorted(codes)
    for code in explained:
        meaning, cure = row(text, code).strip(" |").split(" | ")
        assert meaning.endswith(".") and cure.endswith(".")


def test_every_flag_of_a_check_is_explained() -> None:
    text = DOCS["docs/checks.md"]
    for code, check in translation.CHECKS.items():
        assert sorted(re.findall(r"`(ignore-[a-z-]+)`", row(text, code))) == sorted(check.flags)


def test_every_platform_is_explained() -> None:
    for platform in platforms.PLATFORMS:
        limit, altered = row(DOCS["docs/texts.md"], platform.id).strip(" |").split(" | ")
        assert limit.startswith(f"{platform.limit} characters") and altered.endswith(".")


def test_a_code_on_two_pieces_is_explained() -> None:
    assert manifest.SHARED.split(";")[0] in DOCS["docs/checks.md"].replace("Its imprint", "its imprint")


def test_every_measure_of_a_press_file_is_explained() -> None:
    table = tomllib.loads((ROOT / "styles/press.toml").read_text("utf-8"))
    keys = [key for key in (*table, *table["profile"]) if key != "profile"]
    assert all(row(DOCS["docs/formats.md"], key) for key in (*keys, "[profile]"))


def test_every_pseudo_locale_is_explained() -> None:
    assert all(row(DOCS["docs/tasks.md"], tag) for tag in pseudo.LANGUAGES)


def test_every_refusal_is_explained() -> None:
    refusals = [*reader.REFUSED.values(), *reader.INLINE_REFUSED.values(), *po.LACKING.values()]
    refusals += [sentence for _, sentence in po.PROBLEMS]
    text = DOCS["docs/checks.md"].replace("\\`", "`")
    assert [what for what in (sentence.split(";")[0] for sentence in refusals) if what not in text] == []


def test_every_field_of_an_edition_is_explained() -> None:
    text = DOCS["docs/editions.md"]
    tables = ("names", "facts", "reserve", "colors", "policies", "release")
    keys = [field.name for field in fields(editions.Edition) if field.name not in ("id", "logo")]
    for key in (*keys, *editions.NAMES, *editions.FACTS, *editions.RESERVE, *editions.COLORS):
        meaning, empty = row(text, f"[{key}]" if key in tables else key).strip(" |").split(" | ")
        assert meaning and empty


def test_the_example_of_an_edition_can_be_read() -> None:
    example = next(block["text"] for block in FENCE.finditer(DOCS["docs/editions.md"]))
    assert editions.read(example.encode(), b"", "example", "docs/editions.md").revised.year == 2026


def test_the_example_of_a_faq_can_be_read() -> None:
    blocks = [block["text"] for block in FENCE.finditer(DOCS["docs/faq-format.md"])]
    assert reader.read(blocks[0].encode(), "docs/faq-format.md").questions[0].fields.keys() == {"answer", "sms"}


def test_every_label_is_explained() -> None:
    keys = tomllib.loads((ROOT / "source/labels.toml").read_text("utf-8"))
    assert all(row(DOCS["docs/faq-format.md"], key) for key in keys)


def test_every_kind_of_text_and_every_placeholder_is_explained() -> None:
    text = DOCS["docs/faq-format.md"]
    assert [name for name in reader.FIELDS if f"`### {name}`" not in text] == []
    assert all(row(text, f"{{{fact}}}") for fact in (*inline.FACTS, *inline.PAGES))


def test_every_task_is_explained() -> None:
    found = re.findall(r"^\| `(\w+)` \|.*\| `\.venv/bin/doit (\w+)[^`]*` \|$", DOCS["docs/tasks.md"], re.MULTILINE)
    assert sorted(found) == sorted((name, name) for name in tasks())


def test_every_module_is_explained() -> None:
    modules = [f"handbill/{path.name}" for path in ROOT.glob("handbill/*.py") if path.name != "__init__.py"]
    packages = [f"handbill/{path.parent.name}/" for path in ROOT.glob("handbill/*/__init__.py")]
    assert all(row(DOCS["ARCHITECTURE.md"], name) for name in (*modules, *packages))


def test_every_font_package_is_named() -> None:
    from handbill import fonts

    found = {font.package for font in fonts.FONTS}
    assert [name for name in found if f"`{name}`" not in DOCS["docs/fonts.md"]] == []


# What is named must exist


def tasks() -> list[str]:
    return re.findall(r"^def task_(\w+)\(", (ROOT / "dodo.py").read_text("utf-8"), re.MULTILINE)


def task_names() -> set[str]:
    """Return the name of every task and of every part of one."""
    project = Project(ROOT)
    makers = {
        **{
            "read": steps.read,
            "fonts": steps.make_fonts,
            "publish": lambda project: steps.publish(project, project.publish),
        },
        **{"shelf": steps.draw, "check": steps.check},
    }
    return {*tasks(), *(f"{name}:{step.name}" for name, make in makers.items() for step in make(project))}


@pytest.mark.parametrize("name", DOCS)
def test_every_link_leads_somewhere(name: str) -> None:
    for found in LINK.finditer(prose(DOCS[name])):
        path, _, anchor = found["target"].partition("#")
        if path.startswith("http"):
            continue
        target = (ROOT / name).parent / path if path else ROOT / name
        assert target.exists(), found["target"]
        assert not anchor or anchor in anchors(target.read_text("utf-8")), found["target"]


def test_every_threat_names_tests_that_exist() -> None:
    named = re.findall(r"`(tests/test_\w+\.py)::(test_\w+)`", DOCS["SECURITY.md"])
    lacking = [f"{path}::{name}" for path, name in named if f"def {name}(" not in (ROOT / path).read_text("utf-8")]
    assert len(named) > 30 and lacking == []
    rows = re.findall(r"^\|.*\|$", DOCS["SECURITY.md"].partition("## Every threat")[2], re.MULTILINE)[2:]
    assert [row for row in rows if "::test_" not in row] == []


def test_every_picture_is_in_the_readme_and_small() -> None:
    targets = {found["target"] for found in LINK.finditer(DOCS["README.md"])}
    named = {Path(target).name for target in targets if target.startswith("docs/pictures/")}
    pictures = list((ROOT / "docs/pictures").iterdir())
    # A question's poster is made on request, and its first page in every language is nowhere.
    drawn = {f"{row.id}.png" for row in formats.FORMATS if row.fonts and row.scope == "faq"}
    # Two more take an outside program.
    drawn |= set(re.findall(r'PICTURES / "([\w.]+)"', (ROOT / ".ci/pictures.py").read_text("utf-8")))
    assert {path.name for path in pictures} == named == drawn
    assert [path.name for path in pictures if path.stat().st_size > 400_000] == []


def test_every_picture_that_is_shown_is_described() -> None:
    shown = [found for text in DOCS.values() for found in re.findall(r"!\[([^\]]*)\]\(", text)]
    assert shown and all(len(words) > 40 for words in shown)


@pytest.mark.parametrize("name", DOCS)
def test_every_file_that_is_named_exists(name: str) -> None:
    named = [text for text in spans(DOCS[name]) if FILE.fullmatch(text) and ("/" in text or text.endswith(ENDINGS))]
    pieces = {piece.name for piece in Project(ROOT).pieces()}
    files = [text for text in named if not text.startswith(MADE) and text not in BARE and text not in pieces]
    assert [text for text in files if not (ROOT / text).exists()] == []


def test_every_command_exists() -> None:
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    renewing = (ROOT / "pyproject.toml").read_text("utf-8")
    names = task_names()
    for place, command in commands():
        program, *words = shlex.split(command)
        if program == "make":
            assert set(words) <= set(targets), f"{place}: {command}"
        elif program == "uv":
            assert command in renewing, f"{place}: {command}"
        elif program == ".venv/bin/doit":
            wanted = [word for word in words if not word.startswith("-") and not word.isdigit()]
            wanted = wanted[:1] if wanted and options_known(wanted[0], words) else wanted
            assert all(known(word, names) or asked(word) for word in wanted), f"{place}: {command}"
        else:
            assert program in (".venv/bin/pytest", ".venv/bin/python", ".venv/bin/ruff", ".ci/run", "git"), place


def known(word: str, names: set[str]) -> bool:
    """Return whether doit knows the task, the pattern or its own commands `list` and `help`."""
    pattern = word.endswith("*") and any(name.startswith(word[:-1]) for name in names)
    return pattern or word in names or word in ("list", "help")


def options_known(task: str, words: list[str]) -> bool:
    """Return whether the words are a task with options that it has."""
    text = (ROOT / "dodo.py").read_text("utf-8")
    given = {word.removeprefix("--").partition("=")[0] for word in words if word.startswith("--")}
    known = set(re.findall(r'tasks\.option\("([a-z-]+)"', text))
    return bool(given) and f"def task_{task}(" in text and given <= known


def asked(word: str) -> bool:
    """Return whether the tasks ask for what the word sets, as pseudo=yes."""
    name, _, value = word.partition("=")
    return value == "yes" and f'wanted("{name}")' in (ROOT / "dodo.py").read_text("utf-8")


# What staff are told to print and to ask for is what is made


def measures(name: str) -> dict[str, Any]:
    return tomllib.loads((ROOT / f"styles/{name}.toml").read_text("utf-8"))


def inches(millimetres: float) -> str:
    """Return inches as a ruler has them: `3 5/8`."""
    whole = Fraction(millimetres / 25.4).limit_denominator(64)
    parts = (str(int(whole)) if int(whole) else "", str(whole % 1) if whole % 1 else "")
    return " ".join(filter(None, parts))


def test_staff_are_told_the_measures_that_are_made() -> None:
    text = DOCS["docs/printing.md"]
    bleed, panels = measures("press")["bleed"], measures("trifold")["panels"]
    assert f"{bleed / 25.4:g} inch" in text and f"{bleed:g} mm" in text
    assert f"{inches(panels['cover'] - panels['flap'])} inch" in text
    assert f"{inches(panels['cover'])} inches" in text and f"{inches(panels['flap'])} inches" in text
    assert " × ".join(map(inches, measures("poster")["sheet"])) in text


def test_staff_are_told_which_panel_folds_in_first() -> None:
    design = measures("trifold")
    assert design["sides"]["inside"][-1] == "inside-3" and design["sides"]["outside"][0] == "flap"
    assert min(design["panels"].values()) == design["panels"]["flap"] == design["panels"]["inside-3"]
    ours = re.search(r"^\| English and most languages \|.*$", DOCS["docs/printing.md"], re.MULTILINE)
    assert ours and "**first**: the narrow panel" in ours[0].split("|")[-2]


def test_staff_are_told_which_file_is_for_whom() -> None:
    printed = [row.id for row in formats.FORMATS if row.fonts]
    table = DOCS["docs/printing.md"].split("## Which file")[1].split("\n## ")[0]
    assert [name for name in printed if f"`{name}`" not in table] == []


def test_what_was_not_tried_is_said() -> None:
    text = DOCS["README.md"].split("## What was not tried")[1].split("\n## ")[0]
    wanted = ("Word", "press", "office printer", "telephone", "GitHub", "macOS")
    assert [word for word in wanted if word not in text] == []
    assert any("No press was measured" in DOCS[name] for name in ("docs/printing.md", "docs/formats.md"))
    assert "no free tool" in DOCS["docs/printing.md"] and any("no free tool" in line for line in report.NOT_COVERED)


@pytest.mark.parametrize("name", DOCS)
def test_no_document_names_a_registry_or_a_machine(name: str) -> None:
    hosts = set(re.findall(r"https?://([\w.-]+)", DOCS[name])) - ALLOWED_HOSTS
    registries = re.findall(r"\b(?:[\w-]+\.)*(?:pypi|pythonhosted|npmjs|crates|golang)\.\w+", DOCS[name])
    folders = re.findall(r"(?<![\w.>~-])/(?:home|root|tmp|usr|opt|var|work|mnt|Users)\b", DOCS[name])
    assert (hosts, registries, folders) == (set(), [], [])
