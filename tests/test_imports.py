"""Who may import whom: the table of the design, read from the code itself and not from what happens to be loaded."""

import ast
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

import pytest
from conftest import ROOT

LEAVES = frozenset(("model", "errors", "gsm", "inline", "typography"))
WRITING = frozenset(("model", "inline", "typography", "templates", "fonts"))
CHECKING = frozenset(("model", "gsm", "inline", "typography", "contrast", "checks.*"))
EXCHANGING = frozenset(("model", "inline", "po", "catalogs", "history", "templates", "typography", "exchange.*"))
BELOW = frozenset(("model", "inline", "errors"))
# What a project or its steps may know: every module but the doors to doit.
ALL_BUT_TASKS = frozenset(("*",))
# The modules of commands.
COMMANDS = (
    *("adapting", "approving", "cluster", "comparing", "enrolling", "hosting", "languages", "releasing", "shelving"),
    *("tracking", "translating", "verifying", "watching"),
)

# Module -> the modules of ours that it may import; every module may also import errors.
ALLOWED = {
    **dict.fromkeys(LEAVES, frozenset()),
    "reader": BELOW | {"tables"},
    "catalogs": BELOW | {"po"},
    "locales": frozenset(("model", "pseudo", "typography")),
    "editions": BELOW | {"contrast", "locales", "tables"},
    "filling": frozenset(("model", "contrast", "editions", "locales")),
    # How much light inks send back is told by the model that the profile is computed by.
    "contrast": frozenset(("model", "proofing")),
    "pseudo": frozenset(("inline", "model")),
    "roster": frozenset(("editions", "inline")),
    "po": BELOW | {"typography"},
    "localization": frozenset(("model", "inline", "typography")),
    "glossary": frozenset(("tables", "typography")),
    "tables": frozenset(),
    "logos": frozenset(),
    "state": frozenset(("model",)),
    "reviews": frozenset(("model", "tables")),
    "approved": frozenset(("model",)),
    "files": frozenset(),
    "manifest": frozenset(("files", "model")),
    "cleaning": frozenset(("gsm", "typography")),
    "platforms": frozenset(("gsm", "typography")),
    "plain": frozenset(("model", "typography")),
    "libraries": frozenset(),
    "engine": frozenset(("engine.*",)),
    "engine.*": frozenset(("engine.*",)),
    "proofs": frozenset(),
    "differences": frozenset(),
    # What was drawn is kept under the names of the libraries.
    "pictures": frozenset(("model", "libraries", "engine")),
    # Writes its own file, so that no build is needed for a profile.
    "proofing": frozenset(("files",)),
    "summary": frozenset(("model",)),
    "changes": frozenset(),
    "status": frozenset(("changes", "localization", "model", "po", "reviews", "state")),
    "exports": frozenset(("model",)),
    "shelf": frozenset(("model", "tables", "templates")),
    "templates": frozenset(("inline", "model", "typography")),
    "fonts": frozenset(),
    "writers": frozenset(),
    "writers.sms": WRITING | {"gsm", "cleaning", "platforms"},
    "writers.whatsapp": WRITING | {"plain", "cleaning", "platforms"},
    "writers.email": WRITING | {"writers.email.*"},
    "writers.email.*": WRITING | {"plain", "cleaning", "contrast", "writers.email.*"},
    "writers.pdf": WRITING | {"writers.pdf.*", "engine"},
    "writers.pdf.*": WRITING | {"writers.pdf.*", "engine.*"},
    # What a fit is kept by names the libraries.
    "writers.pdf.render": WRITING | {"writers.pdf.*", "engine"},
    "writers.pdf.balance": WRITING | {"writers.pdf.*", "libraries"},
    # What stands on dark is made bright enough to read.
    "writers.page": WRITING | {"contrast", "plain"},
    "writers.word": WRITING | {"writers.word.*"},
    "writers.word.*": WRITING | {"writers.word", "writers.word.*"},
    "writers.word.logo": WRITING | {"writers.word.*", "pictures"},
    "checks": frozenset(),
    "checks.*": CHECKING,
    "checks.translation": CHECKING | {"glossary"},
    "checks.translation.*": CHECKING | {"glossary"},
    "checks.word.*": CHECKING,
    "history": frozenset(("model",)),
    "ledger": frozenset(("model", "typography")),
    "release": frozenset(),
    "exchange": frozenset(),
    "exchange.*": EXCHANGING,
    # A table for Word takes from the Word writer how elements are named and scripts are marked.
    "exchange.table": EXCHANGING | {"writers.word.markup", "writers.word.scripts"},
    "formats": frozenset(("writers.*", "checks.*", "model")),
    "project": ALL_BUT_TASKS,
    "steps": ALL_BUT_TASKS,
    **dict.fromkeys(COMMANDS, ALL_BUT_TASKS),
    "since": frozenset(("history", "exchange.*")),
    "watch": frozenset(("templates",)),
    "currency": frozenset(),
    "database": frozenset(),
    "gate": frozenset(),
    "workers": frozenset(),
    "tasks": frozenset(("currency", "database", "gate", "workers")),
    "dodo": frozenset((*COMMANDS, "gate", "project", "steps", "tasks")),
    "": frozenset(),
}
# Module -> who alone may import it, whatever the rows above say.
DOORS_OF_OURS = {
    "tasks": ("dodo",),
    # The shelf asks whether the code is still what was loaded.
    "gate": ("shelving", "tasks", "dodo"),
    "project": ("steps", *COMMANDS, "dodo"),
    "steps": ("cluster", "watching", "dodo"),
    **dict.fromkeys(COMMANDS, ("dodo",)),
    "shelving": ("steps", "hosting", "releasing", "watching", "dodo"),
    "releasing": ("verifying", "dodo"),
    "languages": ("translating", "dodo"),
}
# Library -> who alone may import it.
DOORS = {
    "xlsxwriter": ("exports",),
    "babel": ("locales",),
    "weasyprint": ("engine", "engine.*", "writers.pdf.*"),
    "pydyf": ("writers.pdf", "writers.pdf.*"),
    "docx": ("writers.word", "writers.word.*", "checks.*"),
    "jinja2": ("templates",),
    "fontTools": ("fonts", "checks.*"),
    "distributed": ("cluster",),
    "doit": ("tasks",),
    "watchfiles": ("watching",),
}


def modules() -> dict[str, Path]:
    """Return every module of ours by its name without the package: `model`, `writers.pdf.tags`, "" for the package."""
    found = {_name(path.relative_to(ROOT / "handbill")): path for path in (ROOT / "handbill").rglob("*.py")}
    return dict(sorted(found.items())) | {"dodo": ROOT / "dodo.py"}


def _name(path: Path) -> str:
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = modules()


@cache
def imports(module: str) -> tuple[str, ...]:
    """Return the full name of everything that a module imports, at its top, in a function or for types only."""
    return tuple(_imports(module))


def _imports(module: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(MODULES[module].read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{'.' * node.level}{node.module or ''}.{name.name}" for name in node.names)


def ours(module: str) -> frozenset[str]:
    """Return the modules of ours that a module imports: `handbill.model.Run` is model, `handbill.gsm` is gsm."""
    names = (name.removeprefix("handbill.") for name in imports(module) if name.startswith("handbill."))
    return frozenset(name if name in MODULES else name.rpartition(".")[0] for name in names)


def matches(name: str, patterns: frozenset[str] | tuple[str, ...]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def row_of(module: str) -> frozenset[str]:
    """Return a module's own row of the table, or else that of its package."""
    return ALLOWED[module] if module in ALLOWED else ALLOWED[f"{module.rpartition('.')[0]}.*"]


def test_the_table_has_a_row_for_every_module() -> None:
    rows = {name for name in MODULES if name in ALLOWED or f"{name.rpartition('.')[0]}.*" in ALLOWED}
    assert set(MODULES) - rows == set()


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_what_its_row_allows(module: str) -> None:
    allowed = row_of(module) | {"errors"}
    assert [name for name in sorted(ours(module)) if not matches(name, allowed)] == []


@pytest.mark.parametrize("module", MODULES)
def test_a_module_names_what_it_imports_in_full(module: str) -> None:
    assert [name for name in imports(module) if name.startswith(".")] == []


@pytest.mark.parametrize("door", DOORS_OF_OURS)
def test_only_the_doors_lead_to_doit_and_to_the_folders(door: str) -> None:
    assert [name for name in MODULES if door in ours(name) and name not in DOORS_OF_OURS[door]] == []


@pytest.mark.parametrize("library", DOORS)
def test_a_library_has_one_door(library: str) -> None:
    users = {name for name in MODULES for used in imports(name) if used.split(".")[0] == library}
    assert users, f"nobody imports {library}: take it out of the table and of pyproject.toml"
    assert [name for name in sorted(users) if not matches(name, DOORS[library])] == []


def test_writers_and_checks_do_not_know_each_other() -> None:
    pairs = [(name, used) for name in MODULES for used in ours(name)]
    assert [(a, b) for a, b in pairs if a.startswith("writers") and b.startswith("checks")] == []
    assert [(a, b) for a, b in pairs if a.startswith("checks") and b.startswith("writers")] == []


def test_no_writer_knows_another_formats_writer() -> None:
    pairs = [(name, used) for name in MODULES for used in ours(name) if used.startswith("writers.")]
    assert [pair for pair in pairs if pair[0].startswith("writers.") and _format(pair[0]) != _format(pair[1])] == []


def _format(module: str) -> str:
    return module.split(".")[1]


def test_only_the_registry_imports_by_a_name_in_a_variable() -> None:
    users = [name for name in MODULES if "importlib.import_module" in imports(name)]
    hidden = [name for name, path in MODULES.items() if "__import__" in path.read_text("utf-8")]
    assert (users, hidden) == (["engine.starting", "formats"], [])
