"""What a country's editions cost: `.venv/bin/python bench/national.py FOLDER [how many editions]`.

Copies the project into FOLDER, makes that many invented editions there from a table, in every language, and builds
them; where FOLDER has been begun, it goes on. Then it builds once more with nothing changed, changes one telephone
number and builds again. It says of each build the time, the processor's time, the memory that each process held at
most, and what was made anew. With NINJA=/path/to/ninja the same steps are given to ninja too, and the ratio is told.
"""

import csv
import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from handbill import steps  # noqa: E402
from handbill.project import Project  # noqa: E402

COPIED = ("source", "templates", "styles", "handbill", "docs")
EDITIONS = 77
HEAD = ("id", "place", "partnership", "website", "email", "phone", "contact_name", "confirmed", "posters", "revised")
AIM = 3  # times ninja's processor time, nothing changed
ROUNDS = 3


def main() -> None:
    folder, many = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else EDITIONS
    if not (folder / "dodo.py").is_file():
        _copy(folder)
    _enrol(folder, many, "01")
    _build(folder, "all")
    idle = median(_build(folder, "nothing changed") for _ in range(ROUNDS))
    _enrol(folder, many, "01", {1: "506-555-0199"})
    _build(folder, "one telephone number changed")
    if ninja := os.environ.get("NINJA"):
        _against(ninja, folder, idle)


def _copy(folder: Path) -> None:
    for name in COPIED:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy2(ROOT / "dodo.py", folder)


def _enrol(folder: Path, many: int, digits: str, phones: dict[int, str] | None = None) -> None:
    """Write the table of invented editions, and make them."""
    with (folder / "table.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(HEAD)
        table.writerows(
            _row(number, (phones or {}).get(number, f"506-555-{digits}{number:02}")) for number in range(many)
        )
    subprocess.run(_doit("editions", "--table=table.csv"), cwd=folder, check=True, stdout=subprocess.DEVNULL)


def _row(number: int, phone: str) -> tuple[str, ...]:
    place, contact = (
        f"Example City {number}",
        (f"https://example.org/{number}", "hello@example.org", phone, "Alex Example"),
    )
    return (
        f"city-{number}",
        place,
        f"{place} Partnership",
        *contact,
        "website email phone contact_name",
        "",
        "2026-11-22",
    )


def _doit(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "doit", *arguments]


def _build(folder: Path, what: str) -> float:
    """Build, tell what it took, and return the seconds of the processor."""
    begun, before = time.perf_counter(), os.times()
    with subprocess.Popen(_doit(), cwd=folder, stdout=subprocess.PIPE, text=True) as build:
        peaks: dict[int, int] = {}
        watching = threading.Thread(target=_watch, args=(build, peaks), daemon=True)
        watching.start()
        lines = (build.stdout or []) and list(build.stdout)
    watching.join()
    after = os.times()
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    made = sum(line.startswith("publish:") for line in lines)
    held = ", ".join(f"{peak // 1024}" for peak in sorted(peaks.values(), reverse=True))
    passed = time.perf_counter() - begun
    print(f"{what}: {passed:.1f} s, processor {spent:.1f} s, {made} pieces made anew, exit {build.returncode}")
    print(f"  memory held at most by each process: {held} MB; {lines[-1].strip()}", flush=True)
    return spent


def _watch(build: subprocess.Popen[str], peaks: dict[int, int]) -> None:
    """Note the most memory (VmHWM, in KB) of a build and of its workers, until it ends; Linux only."""
    while build.poll() is None:
        for process in (build.pid, *_children(build.pid)):
            for line in _told(Path(f"/proc/{process}/status")).splitlines():
                if line.startswith("VmHWM:"):
                    peaks[process] = max(peaks.get(process, 0), int(line.split()[1]))
        time.sleep(0.2)


def _children(process: int) -> list[int]:
    return [int(name) for name in _told(Path(f"/proc/{process}/task/{process}/children")).split()]


def _told(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except OSError:
        return ""


def _against(ninja: str, folder: Path, idle: float) -> None:
    """Give ninja the same steps, each made from the same files, and compare what it takes when nothing has changed."""
    place = folder / ".handbill/ninja"
    place.mkdir(parents=True, exist_ok=True)
    (place / "build.ninja").write_text("rule touch\n command = touch $out\n" + "".join(_rules(folder)), "utf-8")
    subprocess.run([ninja, "-C", place], check=True, stdout=subprocess.DEVNULL)
    spent = []
    for _ in range(ROUNDS):
        before = os.times()
        subprocess.run([ninja, "-C", place], check=True, stdout=subprocess.DEVNULL)
        after = os.times()
        user, system = after.children_user - before.children_user, after.children_system - before.children_system
        spent.append(user + system)
    print(
        f"ninja, nothing changed: processor {median(spent):.2f} s; doit {idle / median(spent):.1f} times (aim: {AIM})"
    )


def _rules(folder: Path) -> list[str]:
    project = Project(folder.resolve())
    parts = {
        "read": steps.read(project),
        "publish": steps.publish(project, project.publish),
        "shelf": steps.draw(project),
        "check": steps.check(project),
    }
    return [_rule(project, kind, step) for kind, part in parts.items() for step in part]


def _rule(project: Project, kind: str, step: steps.Step) -> str:
    rows = ".handbill/rows/"
    made = (f"publish/{name.removeprefix(rows).removesuffix('.json')}" for name in step.files if name.startswith(rows))
    given = (str(project.path(name)) for name in step.files if not name.startswith(rows))
    target = f"{kind}/{step.name}".replace(".po/texts", "-texts")
    return f"build {_escaped(target)}: touch {' '.join(map(_escaped, (*given, *made)))}\n"


def _escaped(name: str) -> str:
    return name.replace("$", "$$").replace(" ", "$ ").replace(":", "$:")


if __name__ == "__main__":
    main()
